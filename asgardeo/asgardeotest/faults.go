package asgardeotest

import (
	"fmt"
	"net/http"
	"time"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
)

// A Fault changes how the server handles the next requests that match it: it
// delays them, replaces the response, or ends the connection.
type Fault struct {
	// Operation is the name of the operation that the fault applies to, as
	// [Operations] lists it. The empty string matches every request.
	Operation string

	// Times is the number of matching requests that the fault applies to.
	// Values below one mean one.
	Times int

	// Latency delays the response, in real time. The delay ends early if the
	// client disconnects or the server is closed.
	Latency time.Duration

	// Status, Header and Body are the response to send. A JSON body gets the
	// content type application/json unless Header sets one. If Status is zero,
	// the server sends its usual response.
	Status int
	Header http.Header
	Body   string

	// After applies the fault after the request has taken effect. Without it, a
	// request that gets Status or whose connection is reset has no effect.
	After bool

	// Disconnect is the point at which the connection ends. The default is that it
	// does not end.
	Disconnect Disconnect
}

// A Disconnect is the point in an exchange at which the connection ends. Go's HTTP
// client repeats a GET by itself if a reused connection ends without a
// response. If [Server.ServeHTTP] has no connection to end, it panics with
// [http.ErrAbortHandler].
type Disconnect int

const (
	// ResetConnection resets the connection (RST) instead of responding. The
	// body of the request is not read, unless the fault has After.
	ResetConnection = Disconnect(engine.ResetConnection)
	// ResetMidResponse resets the connection after half of the response.
	ResetMidResponse = Disconnect(engine.ResetMidResponse)
	// TruncateResponse closes the connection normally (FIN) after half of the
	// body, or after half of the header if there is no body.
	TruncateResponse = Disconnect(engine.TruncateResponse)
)

// Inject adds a fault. Faults apply in the order in which they were injected,
// at most one to a request, and before authentication. Inject panics if the
// operation or the break is unknown, or if the status is neither zero nor the
// status of a final response.
func (s *Server) Inject(f Fault) {
	err := s.engine.Inject(engine.Fault{
		Operation: f.Operation, Times: f.Times, Latency: f.Latency, Status: f.Status, Header: f.Header, Body: f.Body,
		After: f.After, Disconnect: engine.Disconnect(f.Disconnect),
	})
	if err != nil {
		panic(fmt.Sprintf("asgardeotest: %v", err))
	}
}

// PendingFaults returns the number of requests to which injected faults will
// still apply. If it is zero, every injected fault has been used.
func (s *Server) PendingFaults() int { return s.engine.PendingFaults() }
