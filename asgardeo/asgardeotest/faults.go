package asgardeotest

import (
	"fmt"
	"net/http"
	"time"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
)

// A Fault disturbs the next requests that match it: it delays them, answers in
// place of the server, or breaks the connection.
type Fault struct {
	// Operation is the operation to disturb, by the name that [Request]
	// reports. The empty string matches every request.
	Operation string

	// Times is how many matching requests the fault applies to; less than
	// one means one.
	Times int

	// Latency delays the answer, in real time. The delay ends early when the
	// client goes away or the server is closed.
	Latency time.Duration

	// Status is the status to answer with, and Header and Body are the rest of
	// that answer. A body that is JSON gets the content type application/json
	// unless Header has one. With zero the server answers as usual.
	Status int
	Header http.Header
	Body   string

	// After lets the request take effect before the fault does. Without it a
	// request that is answered with Status, or reset, has no effect.
	After bool

	// Break is where the connection ends. With zero it does not.
	Break Break
}

// A Break is a place in an exchange where the connection ends. Go's HTTP
// client repeats a GET by itself when a connection that it used before ends
// without an answer. Where [Server.ServeHTTP] has no connection to end it
// panics with [http.ErrAbortHandler].
type Break int

const (
	// ResetConnection resets the connection (RST) instead of answering, and
	// unless the fault has After, without reading the body of the request.
	ResetConnection = Break(engine.ResetConnection)
	// ResetMidAnswer resets the connection after half of the answer.
	ResetMidAnswer = Break(engine.ResetMidAnswer)
	// TruncateAnswer closes the connection in order (FIN) after half of the
	// body, or of the header when there is no body.
	TruncateAnswer = Break(engine.TruncateAnswer)
)

// Inject adds a fault. Faults are used up in the order they were injected,
// one by a request, and apply before authentication. Inject panics when the
// server knows no operation of that name, when the status is neither zero nor
// one that can end an exchange, and when there is no such break.
func (s *Server) Inject(f Fault) {
	err := s.engine.Inject(engine.Fault{
		Operation: f.Operation, Times: f.Times, Latency: f.Latency, Status: f.Status, Header: f.Header, Body: f.Body,
		After: f.After, Break: engine.Break(f.Break),
	})
	if err != nil {
		panic(fmt.Sprintf("asgardeotest: %v", err))
	}
}

// PendingFaults counts the requests that injected faults have still to
// disturb. A test that expects none left knows that each of its faults was
// met.
func (s *Server) PendingFaults() int { return s.engine.PendingFaults() }
