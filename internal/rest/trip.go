package rest

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
)

// trip is the result of one attempt.
type trip struct {
	resp *Response // nil if there was no response
	err  error
	// left reports whether the server may have received the complete request.
	left bool
	// final reports whether the request would fail again in the same way.
	final bool
}

// turnedAway reports whether the request was not sent, or was rejected before it was carried out.
func (t *trip) turnedAway() bool {
	if t.resp == nil {
		return !t.left
	}
	_, asked := retryAfter(t.resp.Header.Get("Retry-After"))
	return t.resp.StatusCode == http.StatusTooManyRequests || t.resp.StatusCode == http.StatusServiceUnavailable && asked
}

// inDoubt reports whether the request may have been carried out, and no response shows it.
func (t *trip) inDoubt() bool {
	if t.resp == nil {
		return t.left
	}
	return !t.turnedAway() && inDoubt(t.resp, t.err)
}

// passing reports whether the error may be temporary. All transport errors may be, except errors about the identity or
// the protocol of the server, and the end of the context.
func (t *trip) passing(ctx context.Context) bool {
	switch {
	case t.final, errors.Is(t.err, context.Canceled), ctx.Err() != nil && errors.Is(t.err, context.Cause(ctx)),
		errors.Is(t.err, ErrInvalidInput), errors.Is(t.err, ErrUnexpectedResponse), errors.Is(t.err, ErrPendingApproval):
		return false
	}
	return !untrusted(t.err) && !plain(t.err)
}

// untrusted reports whether the identity of the server could not be verified.
func untrusted(err error) bool {
	return is[*tls.CertificateVerificationError](err) || is[x509.HostnameError](err) || is[x509.UnknownAuthorityError](err) ||
		is[x509.CertificateInvalidError](err)
}

// plain reports whether the server speaks HTTP without TLS.
func plain(err error) bool {
	record, ok := errors.AsType[tls.RecordHeaderError](err)
	return errors.Is(err, http.ErrSchemeMismatch) || ok && string(record.RecordHeader[:]) == "HTTP/"
}

func is[E error](err error) bool {
	_, ok := errors.AsType[E](err)
	return ok
}

// repeatable reports whether a retry is safe and may succeed.
func (call *Call) repeatable(ctx context.Context, t *trip) bool {
	switch {
	case t.err != nil && !t.passing(ctx):
		return false
	case t.turnedAway():
		return true
	case !call.reads() && (call.Method == http.MethodPost || call.Method == http.MethodPatch):
		return false
	case t.err != nil:
		return true
	}
	return GatewayFailure(t.resp.StatusCode) || call.OAuth && t.resp.StatusCode == http.StatusInternalServerError
}

// outcome adds ErrOutcomeUnknown to the error of a call, which may be nil, if it is unknown whether the operation was
// carried out.
func (call *Call) outcome(err error, doubtful bool) error {
	switch {
	case !doubtful || call.reads() || errors.Is(err, ErrPendingApproval):
		return err
	case err == nil:
		return ErrOutcomeUnknown
	default:
		return fmt.Errorf("%w: %w", ErrOutcomeUnknown, err)
	}
}

// inDoubt reports whether it is unknown after a response whether the request was carried out: a gateway sent the
// response, or a successful response could not be read.
func inDoubt(resp *Response, err error) bool {
	if resp.StatusCode < 300 {
		return err != nil
	}
	return GatewayFailure(resp.StatusCode) || resp.redirection() != nil
}

// GatewayFailure reports whether a gateway sends the status if the server does not respond. It is then unknown whether
// the request, or the operation in a bulk request, was carried out.
func GatewayFailure(status int) bool {
	return status == http.StatusBadGateway || status == http.StatusServiceUnavailable || status == http.StatusGatewayTimeout
}
