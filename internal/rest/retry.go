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
	"slices"
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
	// Decide, unless nil, has the last word on every failed attempt that another one could follow.
	Decide func(Attempt) (wait time.Duration, again bool)
	// Sleep, unless nil, waits in place of a timer.
	Sleep func(ctx context.Context, d time.Duration) error
}

// Attempt is a failed attempt, and what is about to happen.
type Attempt struct {
	Operation  string
	Method     string
	Number     int // from 1
	StatusCode int // 0: no answer came
	Err        error
	Again      bool
	Wait       time.Duration
}

// send repeats attempts as far as the policy, the method and the context allow.
func (c *Client) send(ctx context.Context, call *Call) (*Response, error) {
	var (
		resp     *Response
		failed   error
		doubtful bool // an attempt may have had its effect
		renewed  bool // another token is being tried
		repeated bool // for another reason
	)
	attempts := c.Retry.MaxAttempts
	if call.file != nil {
		attempts = 1
	}
	for n := 1; ; n++ {
		token, err := c.ready(ctx, call)
		if err != nil {
			return nil, c.fail(call, resp, call.outcome(join(err, failed), doubtful))
		}
		start := time.Now()
		resp, failed = c.attempt(ctx, call, token, n)
		r := result{n: n, resp: resp, err: failed, took: time.Since(start)}
		if done(call, resp, failed, repeated) {
			c.observe(ctx, call, r)
			return resp, nil
		}
		doubtful = doubtful || inDoubt(resp, failed)
		c.Limits.answered(call, resp)
		switch refused := c.refused(token, resp); {
		case n >= attempts:
		case refused && !renewed:
			r.again, renewed = true, true
		default:
			r.wait, r.again = c.Retry.next(ctx, call, n, resp, failed)
			repeated = true
		}
		c.observe(ctx, call, r)
		if !r.again {
			return nil, c.fail(call, resp, call.outcome(failed, doubtful))
		}
		if err := c.Retry.sleep(ctx, r.wait); err != nil {
			return nil, c.fail(call, resp, call.outcome(join(err, failed), doubtful))
		}
	}
}

// ready returns the token for an attempt when the limits let it go. The token comes first, so that requests go when the
// limits say and not when it arrives.
func (c *Client) ready(ctx context.Context, call *Call) (token *oauth2.Token, err error) {
	if token, err = c.token(ctx, call); err != nil {
		return nil, err
	}
	start := time.Now()
	if err := c.Limits.wait(ctx, call, c.Log); err != nil {
		return nil, err
	}
	if c.closed() {
		return nil, ErrClosed
	}
	if time.Since(start) > time.Second { // it may have been renewed
		if token, err = c.token(ctx, call); err != nil {
			return nil, err
		}
	}
	if call.Prepare != nil {
		err = call.Prepare(ctx, call)
	}
	return token, err
}

func (c *Client) closed() bool { return c.Closed != nil && c.Closed.Load() }

// token returns the token for a call, nil if it needs none.
func (c *Client) token(ctx context.Context, call *Call) (*oauth2.Token, error) {
	switch {
	case c.closed():
		return nil, ErrClosed
	case call.Public:
		return nil, nil
	default:
		return c.Tokens.TokenContext(ctx)
	}
}

// refused reports that the server did not accept the token, and that there is another.
func (c *Client) refused(token *oauth2.Token, resp *Response) bool {
	return token != nil && resp != nil && resp.StatusCode == http.StatusUnauthorized && c.Tokens.Refused(token)
}

// join adds why no other attempt is made to the error of the last one, which may be nil.
func join(err, last error) error {
	switch {
	case last == nil:
		return err
	case errors.Is(last, err):
		return last
	default:
		return fmt.Errorf("%w: %w", err, last)
	}
}

// done reports success. A DELETE that is repeated and finds nothing counts as one.
func done(call *Call, resp *Response, err error, repeated bool) bool {
	if err != nil {
		return false
	}
	if resp.StatusCode == http.StatusNotFound && call.Method == http.MethodDelete && repeated {
		return true
	}
	return resp.StatusCode >= 200 && resp.StatusCode < 300
}

// next decides whether another attempt follows attempt n, and after which wait. None does if the context would end
// before.
func (r Retry) next(ctx context.Context, call *Call, n int, resp *Response, err error) (time.Duration, bool) {
	wait, patient := r.delay(n, resp.header())
	again := patient && call.repeatable(resp, err)
	if r.Decide != nil {
		a := Attempt{Operation: call.Operation, Method: call.Method, Number: n, Err: redactError(err, call.secrets()), Again: again, Wait: wait}
		if resp != nil {
			a.StatusCode = resp.StatusCode
		}
		wait, again = r.Decide(a)
	}
	deadline, ok := ctx.Deadline()
	return wait, again && (!ok || time.Until(deadline) >= wait)
}

func (r *Response) header() http.Header {
	if r == nil {
		return nil
	}
	return r.Header
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
	return gatewayFailure(resp.StatusCode) || call.OAuth && resp.StatusCode == http.StatusInternalServerError
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

// outcome adds to the error of a call, which may be nil, that nobody knows whether it had its effect, if that is so.
func (call *Call) outcome(err error, doubtful bool) error {
	switch {
	case !doubtful || call.reads() || errors.Is(err, ErrAccepted):
		return err
	case err == nil:
		return ErrOutcomeUnknown
	default:
		return fmt.Errorf("%w: %w", ErrOutcomeUnknown, err)
	}
}

// inDoubt reports that an attempt may have had its effect: no answer came, none of the server itself, or one of success
// that cannot be read.
func inDoubt(resp *Response, err error) bool {
	switch {
	case resp == nil:
		return !errors.Is(err, ErrInvalidInput) && !unreached(err)
	case resp.StatusCode < 300:
		return err != nil
	default:
		return gatewayFailure(resp.StatusCode) && !surelyWithoutEffect(resp, nil)
	}
}

// unreached reports that no connection came about.
func unreached(err error) bool {
	op, ok := errors.AsType[*net.OpError](err)
	return ok && (op.Op == "dial" || op.Op == "proxyconnect") || untrusted(err) || is[tls.RecordHeaderError](err)
}

// untrusted reports that the host is not the one that was called, or cannot show that it is.
func untrusted(err error) bool {
	return is[*tls.CertificateVerificationError](err) || is[x509.HostnameError](err)
}

func is[E error](err error) bool {
	_, ok := errors.AsType[E](err)
	return ok
}

// gatewayFailure reports a status with which whoever stands before a server says that it does not answer.
func gatewayFailure(status int) bool {
	return status == http.StatusBadGateway || status == http.StatusServiceUnavailable || status == http.StatusGatewayTimeout
}

// Transient reports whether the same request may succeed later: not if the host does not exist or cannot be trusted,
// or if the answer is too large.
func Transient(err error) bool {
	if err == nil || errors.Is(err, ErrInvalidInput) || errors.Is(err, ErrUnexpectedAnswer) || errors.Is(err, context.Canceled) ||
		untrusted(err) {
		return false
	}
	if dns, ok := errors.AsType[*net.DNSError](err); ok {
		return dns.IsTemporary || dns.IsTimeout
	}
	timeout, ok := errors.AsType[net.Error](err)
	return is[*net.OpError](err) || ok && timeout.Timeout() ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		slices.ContainsFunc(broken, func(words string) bool { return strings.Contains(err.Error(), words) })
}

// broken are the words of net/http for broken connections, and broken streams of HTTP/2, that it has no types for.
var broken = []string{
	"transport connection broken", "server closed idle connection", "stream error: ", "http2: server sent GOAWAY", "http2: client conn",
}

// delay returns the wait after attempt n, whose answer had the given header. It returns false if the server asks for
// more patience than the policy has.
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
	if value == "" {
		return 0, false
	}
	if seconds, err := strconv.Atoi(value); (err == nil || errors.Is(err, strconv.ErrRange)) && seconds >= 0 {
		return time.Duration(min(seconds, 1<<30)) * time.Second, true
	}
	if date, err := http.ParseTime(value); err == nil {
		return max(time.Until(date), 0), true
	}
	return 0, false
}

func (r Retry) sleep(ctx context.Context, d time.Duration) error {
	if r.Sleep != nil && d > 0 {
		return r.Sleep(ctx, d)
	}
	return sleep(ctx, d)
}

// sleep waits for d, or returns the error of the context if that ends before.
func sleep(ctx context.Context, d time.Duration) error {
	if err := ctx.Err(); err != nil || d <= 0 {
		return err
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
