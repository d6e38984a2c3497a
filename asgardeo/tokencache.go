package asgardeo

import (
	"context"
	"fmt"
	"sync"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/time/rate"
)

// tokenTimeout bounds one fetch with its retries; it is no caller's own, because several may wait for it. It is longer
// than a 429 holds requests up.
const tokenTimeout = 2 * time.Minute

// tokenCache keeps one token. Callers that find none share one fetch; callers that find one about to expire take it
// along while a fetch goes on behind them.
type tokenCache struct {
	fetch func(context.Context) (*oauth2.Token, error)
	now   func() time.Time

	mu         sync.Mutex
	token      *oauth2.Token
	validUntil time.Time     // zero: no end
	renewAt    time.Time     // zero: never
	drops      *rate.Limiter // of tokens that were refused
	flight     *flight
	closed     bool
}

func newTokenCache(fetch func(context.Context) (*oauth2.Token, error)) *tokenCache {
	return &tokenCache{fetch: fetch, now: time.Now, drops: rate.NewLimiter(rate.Every(10*time.Second), 3)}
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
	if c.closed {
		c.mu.Unlock()
		return nil, ErrClosed
	}
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
		return nil, fmt.Errorf("waiting for an access token: %w", ctx.Err())
	}
}

// Refused drops a token that the server does not accept any more: it was revoked, or has expired on the way. It does so
// six times a minute at most: a token that is refused for another reason is not to cost a request to the token endpoint
// for each call.
func (c *tokenCache) Refused(token *oauth2.Token) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.token == token {
		if !c.drops.AllowN(c.now(), 1) {
			return false
		}
		c.token = nil
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
	if c.closed {
		f.token, f.err = nil, ErrClosed
	}
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

// close ends the cache and a fetch that goes on, and returns the token, nil if there is none.
func (c *tokenCache) close() *oauth2.Token {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = true
	if c.flight != nil {
		c.flight.cancel()
		c.flight = nil
	}
	token := c.token
	c.token = nil
	return token
}
