package rest

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptrace"
	"runtime"
	"strings"
	"sync/atomic"
)

// trip is what became of one request.
type trip struct {
	resp *Response // nil: no answer came
	err  error
	// left reports that the server may have the request, all of it.
	left bool
	// final reports that the request would fail in the same way again.
	final bool
}

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

// context returns a context whose requests t follows. A trace that ctx has already is called too.
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
// Without an event, nothing tells whether the request left. A request that was written once may have arrived, whatever
// came after it: a redirect, another connection. Between the connection and the headers, only net/http's own transport
// is known to tell of the headers before it sends the whole of a request with a body. One without a body may be out
// before: HTTP/2 tells of the headers after it has sent them, and does not wait for that when the context ends.
func (t *trace) failed(hc *http.Client, req *http.Request, err error) trip {
	events, known := t.events.Load(), tells(hc.Transport)
	out := trip{err: err}
	switch {
	case events&wrote != 0:
		out.left = true
	case events == 0: // net/http looks at the request, and for its proxy, before it asks for a connection
		out.left, out.final = !known, known
	case events&connected != 0:
		out.left = !known || req.Body == nil || req.Body == http.NoBody
	}
	return out
}

// tells reports whether a transport is the one of net/http, which calls the hooks. In browsers it does not.
func tells(rt http.RoundTripper) bool {
	if rt == nil {
		rt = http.DefaultTransport
	}
	_, ok := rt.(*http.Transport)
	return ok && runtime.GOOS != "js"
}

// checkHeader refuses what net/http would not send (RFC 9110, section 5.5). The error has no value: it may be a secret.
func checkHeader(header http.Header) error {
	control := func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }
	for name, values := range header {
		for _, value := range values {
			if strings.ContainsFunc(value, control) {
				return fmt.Errorf("%w: a control character in the header %s", ErrInvalidInput, name)
			}
		}
	}
	return nil
}

// turnedAway reports that the request was never sent, or was turned away before it was carried out.
func (t *trip) turnedAway() bool {
	if t.resp == nil {
		return !t.left
	}
	_, asked := retryAfter(t.resp.Header.Get("Retry-After"))
	return t.resp.StatusCode == http.StatusTooManyRequests || t.resp.StatusCode == http.StatusServiceUnavailable && asked
}

// inDoubt reports that the request may have had its effect, and that no answer tells.
func (t *trip) inDoubt() bool {
	if t.resp == nil {
		return t.left
	}
	return !t.turnedAway() && inDoubt(t.resp, t.err)
}

// passing reports whether the error may be another one next time. All errors of transports may, except those about who
// or what the server is, and those of the caller's context.
func (t *trip) passing(ctx context.Context) bool {
	switch {
	case t.final, errors.Is(t.err, context.Canceled), ctx.Err() != nil && errors.Is(t.err, context.Cause(ctx)),
		errors.Is(t.err, ErrInvalidInput), errors.Is(t.err, ErrUnexpectedAnswer), errors.Is(t.err, ErrAccepted):
		return false
	}
	return !untrusted(t.err) && !plain(t.err)
}

// untrusted reports that the host is not the one that was called, or cannot show that it is.
func untrusted(err error) bool {
	return is[*tls.CertificateVerificationError](err) || is[x509.HostnameError](err) || is[x509.UnknownAuthorityError](err) ||
		is[x509.CertificateInvalidError](err)
}

// plain reports that the server speaks HTTP without TLS.
func plain(err error) bool {
	record, ok := errors.AsType[tls.RecordHeaderError](err)
	return errors.Is(err, http.ErrSchemeMismatch) || ok && string(record.RecordHeader[:]) == "HTTP/"
}

func is[E error](err error) bool {
	_, ok := errors.AsType[E](err)
	return ok
}
