package engine

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"time"
)

// A Fault changes how the server handles the next requests that match it. The
// type of the same name in package asgardeotest documents the fields.
type Fault struct {
	Operation  string
	Times      int
	Latency    time.Duration
	Status     int
	Header     http.Header
	Body       string
	After      bool
	Disconnect Disconnect
}

// A Disconnect is the point in an exchange at which the connection ends.
type Disconnect int

const (
	// ResetConnection resets the connection (RST) instead of responding. The
	// body of the request is not read, unless the fault has After.
	ResetConnection Disconnect = iota + 1
	// ResetMidResponse resets the connection after half of the response.
	ResetMidResponse
	// TruncateResponse closes the connection normally (FIN) after half of the
	// body, or after half of the header if there is no body.
	TruncateResponse
)

// Inject adds a fault. Faults apply in the order in which they were injected, at
// most one to a request, and before authentication. Inject returns an error if
// the operation or the break is unknown, or if the status is neither zero nor the
// status of a final response.
func (s *Server) Inject(f Fault) error {
	switch {
	case f.Operation != "" && s.router.byName[f.Operation] == nil:
		return fmt.Errorf("there is no operation %q; see Operations", f.Operation)
	case f.Status != 0 && (f.Status < 200 || f.Status > 599):
		return fmt.Errorf("status %d cannot be injected", f.Status)
	case f.Disconnect < 0 || f.Disconnect > TruncateResponse:
		return fmt.Errorf("there is no disconnect %d", f.Disconnect)
	}
	f.Times = max(f.Times, 1)
	f.Header = f.Header.Clone()
	s.traffic.mu.Lock()
	defer s.traffic.mu.Unlock()
	s.traffic.faults = append(s.traffic.faults, &f)
	return nil
}

// PendingFaults returns the number of requests to which injected faults will
// still apply. If it is zero, every injected fault has been used.
func (s *Server) PendingFaults() int {
	s.traffic.mu.Lock()
	defer s.traffic.mu.Unlock()
	pending := 0
	for _, f := range s.traffic.faults {
		pending += f.Times
	}
	return pending
}

// takeFault returns the fault that applies to a request of the operation, and
// counts it as used. Without one it returns a fault that does nothing.
func (t *traffic) takeFault(operation string) Fault {
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
		return taken
	}
	return Fault{}
}

// disturb waits for the latency of the fault, or until the request or the
// server ends. It returns the response of the fault, if it has one, or else
// out.
func (s *Server) disturb(f Fault, r *http.Request, out Reply) Reply {
	if f.Latency > 0 {
		timer := time.NewTimer(f.Latency)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-r.Context().Done():
		case <-s.done:
		}
	}
	switch {
	case f.Disconnect == ResetConnection:
		return Reply{broken: f.Disconnect}
	case f.Status != 0:
		out = Reply{Status: f.Status, Header: f.Header.Clone(), Body: []byte(f.Body)}
		if out.Header.Get("Content-Type") == "" && json.Valid(out.Body) {
			out = out.With("Content-Type", MediaJSON)
		}
	}
	out.broken = f.Disconnect
	return out
}

// writeBroken writes the part of the response before the break, and ends the
// connection.
func (r Reply) writeBroken(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler) // how a handler ends a connection that it cannot hijack
	}
	defer conn.Close()
	_, _ = conn.Write(r.beforeBreak(w.Header()))
	if r.broken == TruncateResponse {
		return
	}
	if wrapped, ok := conn.(interface{ NetConn() net.Conn }); ok {
		conn = wrapped.NetConn()
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0) // so that closing resets
		_ = tcp.Close()
	}
}

func (r Reply) beforeBreak(header http.Header) []byte {
	if r.broken == ResetConnection {
		return nil
	}
	var whole bytes.Buffer
	_ = (&http.Response{
		StatusCode: r.Status, ProtoMajor: 1, ProtoMinor: 1, Header: header,
		ContentLength: int64(len(r.Body)), Body: io.NopCloser(bytes.NewReader(r.Body)),
	}).Write(&whole) // writing to a buffer cannot fail
	if r.broken == TruncateResponse && len(r.Body) > 0 {
		return whole.Bytes()[:whole.Len()-(len(r.Body)+1)/2]
	}
	return whole.Bytes()[:whole.Len()/2]
}
