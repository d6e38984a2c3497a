package asgardeo

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"

	"github.com/seed-01804ef5/asgardeo-go/internal/rest"
)

// tokenTimeout bounds one fetch with its retries; it is no caller's own, because several may wait for it.
const tokenTimeout = time.Minute

// tokenCache keeps one token. Callers that find none share one fetch; callers that find one about to expire take it
// along while a fetch goes on behind them.
type tokenCache struct {
	fetch func(context.Context) (*oauth2.Token, error)
	now   func() time.Time

	mu         sync.Mutex
	token      *oauth2.Token
	validUntil time.Time // zero: no end
	renewAt    time.Time // zero: never
	dropped    time.Time // when a token was refused last
	flight     *flight
}

// flight is a fetch that goes on.
type flight struct {
	done    chan struct{}
	cancel  context.CancelFunc
	waiters int
	token   *oauth2.Token
	err     error
}

// TokenContext returns a token that is valid now. It returns early if ctx ends.
func (c *tokenCache) TokenContext(ctx context.Context) (*oauth2.Token, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	c.mu.Lock()
	now := c.now()
	if c.token != nil && (c.validUntil.IsZero() || now.Before(c.validUntil)) {
		if c.flight == nil && !c.renewAt.IsZero() && !now.Before(c.renewAt) {
			c.start(ctx)
		}
		defer c.mu.Unlock()
		return c.token, nil
	}
	f := c.flight
	if f == nil {
		f = c.start(ctx)
	}
	f.waiters++
	c.mu.Unlock()

	select {
	case <-f.done:
		return f.token, f.err
	case <-ctx.Done():
		c.leave(f)
		return nil, ctx.Err()
	}
}

// Refused drops a token that the server does not accept any more: it was revoked, or has expired on the way. It does so
// once a minute at most: a token that is refused for another reason is not to cost a request to the token endpoint for
// each call.
func (c *tokenCache) Refused(token *oauth2.Token) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.token == token {
		now := c.now()
		if now.Sub(c.dropped) < time.Minute {
			return false
		}
		c.token, c.dropped = nil, now
	}
	return true
}

// start begins a fetch that outlives the caller who happens to be first. The caller holds the lock.
func (c *tokenCache) start(ctx context.Context) *flight {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), tokenTimeout)
	f := &flight{done: make(chan struct{}), cancel: cancel}
	c.flight = f
	go func() {
		defer cancel()
		f.token, f.err = c.fetch(ctx)
		c.land(f)
		close(f.done)
	}()
	return f
}

// leave ends a fetch that its last waiter has left. A renewal has none, unless the token expires meanwhile.
func (c *tokenCache) leave(f *flight) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if f.waiters--; f.waiters == 0 {
		f.cancel()
		if c.flight == f {
			c.flight = nil
		}
	}
}

// land takes over the result of a fetch.
func (c *tokenCache) land(f *flight) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.flight != f {
		return
	}
	c.flight = nil
	now := c.now()
	if f.err != nil {
		c.renewAt = now.Add(30 * time.Second)
		return
	}
	// The monotonic clock is dropped: it stands still while the machine sleeps.
	expiry := f.token.Expiry.Round(0)
	if expiry.IsZero() && f.token.Extra("expires_in") != nil { // x/oauth2 reads 0 as no end
		expiry = now
	}
	same := c.token != nil && c.token.AccessToken == f.token.AccessToken
	c.token, c.validUntil, c.renewAt = f.token, expiry, time.Time{}
	if expiry.IsZero() || same {
		// The server hands out an opaque token again until it expires: it cannot be renewed before.
		return
	}
	life := expiry.Sub(now)
	c.validUntil = expiry.Add(-min(10*time.Second, life/20))
	c.renewAt = expiry.Add(-min(5*time.Minute, life/10))
}

// clientCredentials fetches tokens with the client credentials grant (RFC 6749, section 4.4).
type clientCredentials struct {
	config clientcredentials.Config
	http   *http.Client
	retry  rest.Retry
}

func newClientCredentials(tokenURL, id, secret string, scopes []string, hc *http.Client, retry rest.Retry) *clientCredentials {
	return &clientCredentials{
		config: clientcredentials.Config{
			ClientID:     id,
			ClientSecret: secret,
			TokenURL:     tokenURL,
			Scopes:       scopes,
			AuthStyle:    authStyle(id, secret),
		},
		http:  hc,
		retry: retry,
	}
}

// authStyle prefers the Authorization header. The server does not percent-decode the header, as RFC 6749 section
// 2.3.1 wants it and x/oauth2 encodes it, so that credentials which change by encoding go into the form.
func authStyle(id, secret string) oauth2.AuthStyle {
	if url.QueryEscape(id) == id && url.QueryEscape(secret) == secret {
		return oauth2.AuthStyleInHeader
	}
	return oauth2.AuthStyleInParams
}

func (c *clientCredentials) fetch(ctx context.Context) (*oauth2.Token, error) {
	ctx = context.WithValue(ctx, oauth2.HTTPClient, c.http)
	for n := 1; ; n++ {
		token, err := c.config.Token(ctx)
		if err == nil {
			return token, nil
		}
		failure := c.tokenError(err)
		if n >= c.retry.MaxAttempts || !failure.transient() || !c.retry.Wait(ctx, n, header(err)) {
			return nil, failure
		}
	}
}

// transient reports whether the token endpoint may answer otherwise in a moment. Asking again has no side effects.
func (e *TokenError) transient() bool {
	switch e.StatusCode {
	case http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusBadGateway,
		http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return e.StatusCode == 0 && rest.Transient(e.Err)
}

func header(err error) http.Header {
	var failed *oauth2.RetrieveError
	if errors.As(err, &failed) && failed.Response != nil {
		return failed.Response.Header
	}
	return nil
}

// tokenError makes the error that callers see.
func (c *clientCredentials) tokenError(err error) *TokenError {
	out := newTokenError(err, c.secrets()...)
	out.TokenURL = c.config.TokenURL
	if transport := new(url.Error); out.Err != nil && !errors.As(err, &transport) {
		out.Err = fmt.Errorf("%w: %w", ErrUnexpectedAnswer, err)
	}
	return out
}

// secrets returns the forms in which a server may repeat the client secret that it was sent.
func (c *clientCredentials) secrets() []string {
	id, secret := c.config.ClientID, c.config.ClientSecret
	if secret == "" {
		return nil
	}
	pair := url.QueryEscape(id) + ":" + url.QueryEscape(secret)
	return []string{base64.StdEncoding.EncodeToString([]byte(pair)), url.QueryEscape(secret), htmlEscaper.Replace(secret), secret}
}

// htmlEscaper does what package html does, which would bring its table of two thousand names into every program.
var htmlEscaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#34;", "'", "&#39;")

// newTokenError keeps of an error of x/oauth2 what may be shown: its own text quotes the whole answer, which may repeat
// a secret.
func newTokenError(err error, secrets ...string) *TokenError {
	var failed *oauth2.RetrieveError
	if !errors.As(err, &failed) {
		return &TokenError{Err: err}
	}
	redact := func(s string) string {
		for _, secret := range secrets {
			s = strings.ReplaceAll(s, secret, rest.Redacted)
		}
		return s
	}
	out := &TokenError{Code: clip(redact(failed.ErrorCode)), Description: clip(redact(failed.ErrorDescription))}
	if failed.Response != nil {
		out.StatusCode = failed.Response.StatusCode
	}
	if out.Code == "" {
		out.Description = redact(describe([]byte(redact(string(failed.Body)))))
	}
	return out
}

// describe finds words in an answer that is no OAuth 2.0 error: of a gateway, or for an unknown organization.
func describe(body []byte) string {
	var e Error
	if e.decode(body) {
		return strings.TrimSpace(e.Message + " " + e.Description)
	}
	e.Body = body
	return e.bodyText()
}

// callerTokens adapts a token source of the caller's, which knows no context.
type callerTokens struct{ source oauth2.TokenSource }

// Refused does nothing: what the source caches is its own affair.
func (callerTokens) Refused(*oauth2.Token) bool { return false }

func (t callerTokens) TokenContext(ctx context.Context) (*oauth2.Token, error) {
	type result struct {
		token *oauth2.Token
		err   error
	}
	got := make(chan result, 1)
	go func() {
		token, err := t.source.Token()
		got <- result{token, err}
	}()
	select {
	case r := <-got:
		if r.err != nil {
			return nil, newTokenError(r.err)
		}
		if r.token == nil || r.token.AccessToken == "" {
			return nil, &TokenError{Err: errors.New("the token source gave no access token")}
		}
		return r.token, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
