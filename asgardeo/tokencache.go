package asgardeo

import (
	"context"
	"fmt"
	"sync"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/time/rate"
)

// tokenTimeout limits one fetch with its retries. It replaces the deadlines of the callers, because several callers may
// wait for the same fetch. It is longer than the wait after a 429.
const tokenTimeout = 2 * time.Minute

// tokenCache keeps one token. Callers without a valid token share one fetch. Callers whose token is about to expire use
// it while a fetch runs in the background.
type tokenCache struct {
	fetch func(context.Context) (*oauth2.Token, error)
	now   func() time.Time

	mu         sync.Mutex
	token      *oauth2.Token
	validUntil time.Time     // zero: unlimited
	renewAt    time.Time     // zero: never
	drops      *rate.Limiter // limits how often rejected tokens are dropped
	flight     *flight
	closed     bool
}

func newTokenCache(fetch func(context.Context) (*oauth2.Token, error)) *tokenCache {
	return &tokenCache{fetch: fetch, now: time.Now, drops: rate.NewLimiter(rate.Every(10*time.Second), 3)}
}

// flight is a fetch in progress.
type flight struct {
	done    chan struct{}
	cancel  context.CancelFunc
	waiters int
	token   *oauth2.Token
	err     error
}

// TokenContext returns a token that is currently valid. It returns early if ctx ends.
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

// Refused drops a token that the server has rejected because it was revoked or has expired. It does so at most six
// times a minute, so that tokens that are rejected for another reason do not cause a token request for each call.
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

// start starts a fetch that continues if the context of the caller ends. The caller holds the lock.
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

// leave cancels a fetch when its last waiter leaves. A renewal has no waiters unless the token expires before it is
// done.
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

// land stores the result of a fetch.
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
	// The monotonic clock is removed: it stops while the machine sleeps.
	expiry := f.token.Expiry.Round(0)
	if expiry.IsZero() && f.token.Extra("expires_in") != nil { // x/oauth2 treats 0 as unlimited
		expiry = now
	}
	same := c.token != nil && c.token.AccessToken == f.token.AccessToken
	c.token, c.validUntil, c.renewAt = f.token, expiry, time.Time{}
	if expiry.IsZero() || same {
		// The server returns the same opaque token until it expires, so it cannot be renewed earlier.
		return
	}
	life := expiry.Sub(now)
	c.validUntil = expiry.Add(-min(10*time.Second, life/20))
	c.renewAt = expiry.Add(-min(5*time.Minute, life/10))
}

// close closes the cache, cancels a fetch in progress, and returns the token, or nil if the cache is empty.
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
