package rest

import (
	"context"
	"net/http"
	"net/http/httptrace"
	"runtime"
	"sync/atomic"
)

// trace follows a request on its way out (package httptrace). Transports call its hooks from any goroutine, and may do
// so after the request has failed.
type trace struct {
	events atomic.Uint32
	// single says that the transport is that of net/http, and that it repeats the request only if nothing of it was sent.
	single bool
}

const (
	asked     uint32 = 1 << iota // for a connection
	connected                    // GotConn, maybe of several connections
	wrote                        // the headers, maybe only into a buffer
	answered                     // the first byte of a response came
)

// context returns a context whose requests t observes. A trace that ctx already has is called too.
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

// again records that a connection is asked for. If it is not the first one, and no response to an earlier request came, such
// as a redirect, then nothing was sent over the one before: only then does net/http send a request again that it may not
// repeat, for example when the server had closed an idle connection. The headers were written into a buffer.
func (t *trace) again() {
	t.events.Or(asked)
	for t.single {
		events := t.events.Load()
		if events&answered != 0 || t.events.CompareAndSwap(events, events&^(wrote|connected)) {
			return
		}
	}
}

// failed returns what became of a request that got no answer through hc.
//
// Without events, it is unknown whether the request was sent. A request that was written once may have arrived,
// whatever happened after that: a redirect or another connection. Between obtaining the connection and writing the
// headers, only the transport of net/http is known to report the headers before it sends the complete request, if the
// request has a body. A request without a body may be sent earlier: HTTP/2 reports the headers after it has sent them,
// and does not wait for that if the context ends.
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

// tells reports whether a transport is that of net/http, which calls the hooks. In browsers it does not.
func tells(rt http.RoundTripper) bool {
	if rt == nil {
		rt = http.DefaultTransport
	}
	_, ok := rt.(*http.Transport)
	return ok && runtime.GOOS != "js"
}
