package engine

import (
	"net/url"
	"slices"
	"strings"
	"sync"
)

// maxLoggedRequests limits the log of a server that runs for a long time.
const maxLoggedRequests = 10000

// A Request is an entry of the log. The type of the same name in package
// asgardeotest documents the fields.
type Request struct {
	Operation string
	Method    string
	Path      string
	RawQuery  string
	Status    int
}

// traffic has the state of the requests themselves: the number being handled,
// the log, and the pending faults. Its lock is separate from that of the state,
// so that a delayed request does not block others.
type traffic struct {
	mu       sync.Mutex
	draining bool
	active   sync.WaitGroup
	log      []Request
	faults   []*Fault
}

// Requests returns the requests handled so far, oldest first. A server keeps
// the last ten thousand.
func (s *Server) Requests() []Request {
	s.traffic.mu.Lock()
	defer s.traffic.mu.Unlock()
	log := s.traffic.log
	return slices.Clone(log[max(len(log)-maxLoggedRequests, 0):])
}

// ResetRequests clears the log that [Server.Requests] returns.
func (s *Server) ResetRequests() {
	s.traffic.mu.Lock()
	defer s.traffic.mu.Unlock()
	s.traffic.log = nil
}

// enter registers a request and reports whether the server still accepts
// requests.
func (t *traffic) enter() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.draining {
		return false
	}
	t.active.Add(1)
	return true
}

// drain refuses new requests. The channel is closed once the requests being
// handled have their responses.
func (t *traffic) drain() <-chan struct{} {
	t.mu.Lock()
	t.draining = true
	t.mu.Unlock()
	idle := make(chan struct{})
	go func() {
		defer close(idle)
		t.active.Wait()
	}()
	return idle
}

// Record adds an entry to the log.
func (s *Server) Record(r Request) { s.traffic.record(r) }

// record removes old entries in batches, so that its amortized cost is
// constant.
func (t *traffic) record(r Request) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.log) == 2*maxLoggedRequests {
		t.log = slices.Delete(t.log, 0, maxLoggedRequests)
	}
	t.log = append(t.log, r)
}

// redactQuery hides the values of parameters that contain secrets. A client
// must not send them in a URL, but may do so by mistake.
func redactQuery(raw string) string {
	query, err := url.ParseQuery(raw)
	if err != nil {
		return ""
	}
	redacted := false
	for name := range query {
		if namesSecret(name) {
			query.Set(name, "REDACTED")
			redacted = true
		}
	}
	if !redacted {
		return raw
	}
	return query.Encode()
}

// namesSecret reports whether a parameter with the name may contain a secret.
func namesSecret(name string) bool {
	name = strings.ToLower(name)
	within := func(part string) bool { return strings.Contains(name, part) }
	return name == "code" || slices.ContainsFunc([]string{"secret", "token", "password", "assertion", "verifier"}, within)
}
