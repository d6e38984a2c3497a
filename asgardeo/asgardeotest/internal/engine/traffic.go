package engine

import (
	"net/url"
	"slices"
	"strings"
	"sync"
)

// maxLoggedRequests bounds the log of a server that runs for a long time.
const maxLoggedRequests = 10000

// A Request is an entry of the log, as the public type of that name documents.
type Request struct {
	Operation string
	Method    string
	Path      string
	RawQuery  string
	Status    int
}

// traffic is what the server knows of the requests themselves: those under
// way, those logged, and the faults waiting for one. Its lock is separate
// from that of the state so that a delayed request holds up no other.
type traffic struct {
	mu       sync.Mutex
	draining bool
	active   sync.WaitGroup
	log      []Request
	faults   []*Fault
}

// Requests returns the requests answered so far, oldest first. A server keeps
// the last ten thousand.
func (s *Server) Requests() []Request {
	s.traffic.mu.Lock()
	defer s.traffic.mu.Unlock()
	log := s.traffic.log
	return slices.Clone(log[max(len(log)-maxLoggedRequests, 0):])
}

// ResetRequests empties the log that [Server.Requests] returns.
func (s *Server) ResetRequests() {
	s.traffic.mu.Lock()
	defer s.traffic.mu.Unlock()
	s.traffic.log = nil
}

// enter registers a request and reports whether the server still takes any.
func (t *traffic) enter() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.draining {
		return false
	}
	t.active.Add(1)
	return true
}

// drain refuses new requests. The channel is closed once those under way are
// answered.
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

// record forgets old entries many at a time, so that it costs each the same.
func (t *traffic) record(r Request) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.log) == 2*maxLoggedRequests {
		t.log = slices.Delete(t.log, 0, maxLoggedRequests)
	}
	t.log = append(t.log, r)
}

// redactQuery hides the values a client must not have put in a URL, but may
// have put there by mistake.
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

// namesSecret reports whether a parameter of that name may hold a secret.
func namesSecret(name string) bool {
	name = strings.ToLower(name)
	within := func(part string) bool { return strings.Contains(name, part) }
	return name == "code" || slices.ContainsFunc([]string{"secret", "token", "password", "assertion", "verifier"}, within)
}
