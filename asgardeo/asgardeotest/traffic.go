package asgardeotest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"
)

// maxLoggedRequests bounds the log of a server that runs for a long time.
const maxLoggedRequests = 10000

// A Fault is an answer given in place of the real one.
type Fault struct {
	// Operation is the operation to disturb, by the name that [Request]
	// reports. The empty string matches every request.
	Operation string

	// Status is the status to answer with. With zero the request is only
	// delayed, then served as usual.
	Status int

	// Header is added to the answer. A body that is JSON gets the content
	// type application/json unless Header has one.
	Header http.Header

	// Body is the body of the answer.
	Body string

	// Latency delays the answer. The delay ends early when the client goes
	// away or the server is closed.
	Latency time.Duration

	// Times is how many matching requests the fault applies to; less than
	// one means one.
	Times int
}

// A Request is an entry of the log. It holds no header and no body, and so no
// credential.
type Request struct {
	// Operation is the name of the operation, or empty when the request
	// matched none.
	Operation string
	Method    string
	// Path is the decoded path, from /t/{organization} on.
	Path string
	// RawQuery is the query as sent, save for the values of parameters that
	// hold secrets.
	RawQuery string
	// Status is the status of the answer.
	Status int
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

// Inject makes the next requests that match f get its answer. A request
// answered with a fault has no effect: faults apply before authentication.
// Faults are used up in the order they were injected. Inject panics when the
// server knows no operation of that name, and when the status of f is neither
// zero nor one that can end an exchange.
func (s *Server) Inject(f Fault) {
	if f.Operation != "" && !slices.Contains(Operations(), f.Operation) {
		panic(fmt.Sprintf("asgardeotest: there is no operation %q; see Operations", f.Operation))
	}
	if f.Status != 0 && (f.Status < 200 || f.Status > 599) {
		panic(fmt.Sprintf("asgardeotest: status %d cannot be injected", f.Status))
	}
	f.Times = max(f.Times, 1)
	f.Header = f.Header.Clone()
	s.traffic.mu.Lock()
	defer s.traffic.mu.Unlock()
	s.traffic.faults = append(s.traffic.faults, &f)
}

// PendingFaults counts the answers that injected faults have still to give. A
// test that expects none of them left knows that each of its faults was met.
func (s *Server) PendingFaults() int {
	s.traffic.mu.Lock()
	defer s.traffic.mu.Unlock()
	pending := 0
	for _, f := range s.traffic.faults {
		pending += f.Times
	}
	return pending
}

// Operations returns the names of all operations, sorted: what Operation can
// be in a [Fault] or a [Request], unless it is empty.
func Operations() []string {
	var names []string
	for _, op := range operations() {
		names = append(names, op.name)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// Requests returns the requests answered so far, oldest first. A server keeps
// the last ten thousand.
func (s *Server) Requests() []Request {
	s.traffic.mu.Lock()
	defer s.traffic.mu.Unlock()
	return slices.Clone(s.traffic.log)
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

// drain refuses new requests and waits for those under way.
func (t *traffic) drain() {
	t.mu.Lock()
	t.draining = true
	t.mu.Unlock()
	t.active.Wait()
}

func (t *traffic) record(r Request) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.log = append(t.log, r)
	if extra := len(t.log) - maxLoggedRequests; extra > 0 {
		t.log = slices.Delete(t.log, 0, extra)
	}
}

// takeFault returns the fault that applies to a request of the operation, if
// any, and counts it as used.
func (t *traffic) takeFault(operation string) *Fault {
	t.mu.Lock()
	defer t.mu.Unlock()
	for i, f := range t.faults {
		if f.Operation != "" && f.Operation != operation {
			continue
		}
		taken := *f
		if f.Times--; f.Times == 0 {
			t.faults = slices.Delete(t.faults, i, i+1)
		}
		return &taken
	}
	return nil
}

// delay waits for the latency of f, less if nobody is interested any more.
func (s *Server) delay(f *Fault, r *http.Request) {
	if f.Latency <= 0 {
		return
	}
	timer := time.NewTimer(f.Latency)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-r.Context().Done():
	case <-s.done:
	}
}

func (f *Fault) reply() reply {
	out := reply{status: f.Status, header: f.Header.Clone(), body: []byte(f.Body)}
	if out.header.Get("Content-Type") == "" && json.Valid(out.body) {
		out = out.with("Content-Type", mediaJSON)
	}
	return out
}

// redactQuery hides the values a client must not have put in a URL, but may
// have put there by mistake.
func redactQuery(raw string) string {
	query, err := url.ParseQuery(raw)
	if err != nil {
		return ""
	}
	redacted := false
	for _, name := range []string{"client_secret", "client_assertion", "password", "token", "access_token", "refresh_token"} {
		if query.Has(name) {
			query.Set(name, "REDACTED")
			redacted = true
		}
	}
	if !redacted {
		return raw
	}
	return query.Encode()
}
