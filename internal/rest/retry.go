package rest

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"golang.org/x/oauth2"
)

// Retry bounds how often and how long a call is repeated.
type Retry struct {
	// MaxAttempts counts the first attempt too; 1 sends exactly one request.
	MaxAttempts int
	// MinDelay is the longest wait before the second attempt; it doubles for each further one, up to MaxDelay.
	// The wait is chosen at random below that. A Retry-After header of the server, up to MaxDelay, goes before.
	MinDelay, MaxDelay time.Duration
}

// send repeats attempts as far as the policy, the method and the context allow.
func (c *Client) send(ctx context.Context, call *Call) (*Response, error) {
	var (
		doubtful bool // an earlier attempt may have had its effect
		renewed  bool // another token is being tried
	)
	attempts := c.Retry.MaxAttempts
	if call.file != nil {
		attempts = 1
	}
	for n := 1; ; n++ {
		var token *oauth2.Token
		if !call.Public {
			var err error
			if token, err = c.Tokens.TokenContext(ctx); err != nil {
				return nil, c.fail(call, nil, err)
			}
		}
		resp, err := c.attempt(ctx, call, token)
		if done(call, resp, err, doubtful) {
			return resp, nil
		}
		if token != nil && resp != nil && resp.StatusCode == http.StatusUnauthorized &&
			c.Tokens.Refused(token) && !renewed && n < attempts {
			renewed = true
			continue
		}
		if n >= attempts || !call.repeatable(resp, err) {
			return nil, c.fail(call, resp, call.outcome(resp, err, doubtful))
		}
		if !c.Retry.Wait(ctx, n, resp.header()) {
			return nil, c.fail(call, resp, call.outcome(resp, ended(ctx, err), doubtful))
		}
		doubtful = doubtful || !surelyWithoutEffect(resp, err)
	}
}

// ended adds to the error of the last attempt, which may be nil, that ctx ended in the wait for another.
func ended(ctx context.Context, err error) error {
	switch end := ctx.Err(); {
	case end == nil || errors.Is(err, end):
		return err
	case err == nil:
		return end
	default:
		return fmt.Errorf("%w: %w", end, err)
	}
}

func (r *Response) header() http.Header {
	if r == nil {
		return nil
	}
	return r.Header
}

// done reports success. A repeated DELETE that finds nothing has found its own earlier success.
func done(call *Call, resp *Response, err error, doubtful bool) bool {
	if err != nil {
		return false
	}
	if resp.StatusCode == http.StatusNotFound && call.Method == http.MethodDelete && doubtful {
		return true
	}
	return resp.StatusCode >= 200 && resp.StatusCode < 300
}

// GrantedScopes returns the scopes of a token, and false if it does not tell them. The token endpoint leaves the member
// out if it granted none.
func GrantedScopes(token *oauth2.Token) ([]string, bool) {
	if token == nil {
		return nil, false
	}
	switch scope := token.Extra("scope").(type) {
	case string:
		return append([]string{}, strings.Fields(scope)...), true
	case nil:
		if token.Extra("access_token") != nil { // it came from a token endpoint, which then granted none
			return []string{}, true
		}
	}
	return nil, false
}

// repeatable reports whether one more attempt is safe and may help.
func (call *Call) repeatable(resp *Response, err error) bool {
	if surelyWithoutEffect(resp, err) {
		return true
	}
	if !call.reads() && (call.Method == http.MethodPost || call.Method == http.MethodPatch) {
		return false
	}
	if err != nil {
		return Transient(err)
	}
	return gatewayFailure(resp.StatusCode)
}

// surelyWithoutEffect reports that the request was never sent, or was turned away before it was carried out, and that
// a later attempt may fare better.
func surelyWithoutEffect(resp *Response, err error) bool {
	if err != nil {
		return unreached(err) && Transient(err)
	}
	_, asked := retryAfter(resp.Header.Get("Retry-After"))
	return resp.StatusCode == http.StatusTooManyRequests || resp.StatusCode == http.StatusServiceUnavailable && asked
}

// outcome adds to the error of a call, which may be nil, that nobody knows whether it had its effect: where no answer
// came, none of the server itself, or one of success that cannot be read, to this attempt or to an earlier one.
func (call *Call) outcome(resp *Response, err error, doubtful bool) error {
	if call.reads() || errors.Is(err, ErrAccepted) {
		return err
	}
	switch {
	case doubtful:
	case resp == nil:
		if errors.Is(err, ErrInvalidInput) || unreached(err) {
			return err
		}
	case resp.StatusCode < 300 && err == nil, resp.StatusCode >= 300 && (!gatewayFailure(resp.StatusCode) || surelyWithoutEffect(resp, nil)):
		return err
	}
	if err == nil {
		return ErrOutcomeUnknown
	}
	return fmt.Errorf("%w: %w", ErrOutcomeUnknown, err)
}

// unreached reports that no connection came about.
func unreached(err error) bool {
	var (
		op   *net.OpError
		cert *tls.CertificateVerificationError
		host x509.HostnameError
		tls  tls.RecordHeaderError
	)
	return errors.As(err, &op) && op.Op == "dial" || errors.As(err, &cert) || errors.As(err, &host) || errors.As(err, &tls)
}

// gatewayFailure reports a status with which whoever stands before a server says that it does not answer.
func gatewayFailure(status int) bool {
	return status == http.StatusBadGateway || status == http.StatusServiceUnavailable || status == http.StatusGatewayTimeout
}

// Transient reports whether the same request may succeed later: not if the host does not exist or cannot be trusted,
// or if the answer is too large.
func Transient(err error) bool {
	var (
		dns   *net.DNSError
		cert  *tls.CertificateVerificationError
		host  x509.HostnameError
		netop net.Error
		opErr *net.OpError
	)
	switch {
	case err == nil, errors.Is(err, ErrInvalidInput), errors.Is(err, ErrUnexpectedAnswer),
		errors.Is(err, context.Canceled), errors.As(err, &cert), errors.As(err, &host):
		return false
	case errors.As(err, &dns):
		return dns.IsTemporary || dns.IsTimeout
	}
	return errors.As(err, &opErr) || errors.As(err, &netop) && netop.Timeout() ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		// Of an answer that breaks off in its headers, net/http says so in words only.
		strings.Contains(err.Error(), "transport connection broken")
}

// Wait waits after attempt n, whose answer had the given header. It returns false, at once, if the server asks for
// more patience than the policy has or if the context would end before.
func (r Retry) Wait(ctx context.Context, n int, header http.Header) bool {
	wait, ok := r.delay(n, header)
	return ok && sleep(ctx, wait)
}

func (r Retry) delay(n int, header http.Header) (time.Duration, bool) {
	if after, _ := retryAfter(header.Get("Retry-After")); after > 0 {
		return after, after <= r.MaxDelay
	}
	limit := r.MaxDelay
	if r.MinDelay <= limit>>(n-1) {
		limit = r.MinDelay << (n - 1)
	}
	if limit <= 0 {
		return 0, true
	}
	return rand.N(limit), true
}

// retryAfter reads a Retry-After header (RFC 9110, section 10.2.3): seconds or a date.
func retryAfter(value string) (time.Duration, bool) {
	if seconds, err := strconv.Atoi(value); (err == nil || errors.Is(err, strconv.ErrRange)) && seconds >= 0 {
		return time.Duration(min(seconds, 1<<30)) * time.Second, true
	}
	if date, err := http.ParseTime(value); err == nil {
		return max(time.Until(date), 0), true
	}
	return 0, false
}

// sleep waits for d. It returns false, at once, if the context ends before.
func sleep(ctx context.Context, d time.Duration) bool {
	if deadline, ok := ctx.Deadline(); ctx.Err() != nil || ok && time.Until(deadline) < d {
		return false
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
