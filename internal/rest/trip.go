package rest

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
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
		errors.Is(t.err, ErrInvalidInput), errors.Is(t.err, ErrUnexpectedResponse), errors.Is(t.err, ErrPendingApproval):
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

// repeatable reports whether one more attempt is safe and may help.
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

// outcome adds to the error of a call, which may be nil, that nobody knows whether it had its effect, if that is so.
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

// inDoubt reports that an answer leaves open whether the request had its effect: it is none of the server itself, or one
// of success that cannot be read.
func inDoubt(resp *Response, err error) bool {
	if resp.StatusCode < 300 {
		return err != nil
	}
	return GatewayFailure(resp.StatusCode) || resp.redirection() != nil
}

// GatewayFailure reports a status with which a gateway says that the server does not answer. For an operation inside a
// request too, it does not tell whether it was carried out.
func GatewayFailure(status int) bool {
	return status == http.StatusBadGateway || status == http.StatusServiceUnavailable || status == http.StatusGatewayTimeout
}
