package rest

import (
	"context"
	"net/http"
	"net/http/httptrace"
	"runtime"
	"sync/atomic"
)

// trace observes how a request is sent (package httptrace). Transports call its hooks from any goroutine, also after
// the request has failed.
type trace struct {
	events atomic.Uint32
	// single reports whether the transport is that of net/http, and resends the request only if nothing of it was sent.
	single bool
}

const (
	asked     uint32 = 1 << iota // a connection was requested
	connected                    // GotConn, possibly for several connections
	wrote                        // the headers were written, possibly only to a buffer
	answered                     // the first byte of a response was received
)

// context returns a context whose requests t observes. An existing trace of ctx is called too.
func (t *trace) context(ctx context.Context) context.Context {
	wrote := func() { t.events.Or(wrote) }
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn:              func(string) { t.again() },
		GotConn:              func(httptrace.GotConnInfo) { t.events.Or(connected) },
		WroteHeaders:         wrote,
		WroteRequest:         func(httptrace.WroteRequestInfo) { wrote() },
		GotFirstResponseByte: func() { t.events.Or(answered); wrote() },
	})
}

// again records a request for a connection. If it is not the first one, and no response such as a redirect was
// received, nothing was sent over the previous connection: only then does net/http resend a request that must not be
// repeated, for example if the server has closed an idle connection. The headers were written only to a buffer.
func (t *trace) again() {
	t.events.Or(asked)
	for t.single {
		events := t.events.Load()
		if events&answered != 0 || t.events.CompareAndSwap(events, events&^(wrote|connected)) {
			return
		}
	}
}

// failed returns the result of a request that got no response through hc.
//
// Without events, it is unknown whether the request was sent. Once the headers were written, the request may have
// arrived, regardless of later events such as a redirect or another connection. Between GotConn and WroteHeaders, only
// the transport of net/http is known to report the headers before it sends the complete request, if the request has a
// body. A request without a body may be sent earlier: HTTP/2 reports the headers after it has sent them, and stops
// waiting for that if the context ends.
func (t *trace) failed(hc *http.Client, req *http.Request, err error) trip {
	events, known := t.events.Load(), tells(hc.Transport)
	out := trip{err: err}
	switch {
	case events&wrote != 0:
		out.left = true
	case events == 0: // net/http validates the request and finds its proxy before it gets a connection
		out.left, out.final = !known, known
	case events&connected != 0:
		out.left = !known || req.Body == nil || req.Body == http.NoBody
	}
	return out
}

// tells reports whether a transport calls the hooks: that of net/http does, except in browsers.
func tells(rt http.RoundTripper) bool {
	if rt == nil {
		rt = http.DefaultTransport
	}
	_, ok := rt.(*http.Transport)
	return ok && runtime.GOOS != "js"
}
