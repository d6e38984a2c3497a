package asgardeotest_test

import (
	"sync"
	"testing"
	"time"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest"
)

// A fakeClock is a clock that a test advances.
type fakeClock struct {
	mu  sync.Mutex
	now time.Time
}

func newFakeClock() *fakeClock { return &fakeClock{now: time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC)} }

func (c *fakeClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *fakeClock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// repeat sends a request n times, and expects the same status each time.
func repeat(s *session, n, status int, method, path string) *answer {
	s.t.Helper()
	var last *answer
	for range n {
		last = s.do(method, path, nil).want(status)
	}
	return last
}

func TestRateLimits_6_5(t *testing.T) {
	t.Parallel()
	clock := newFakeClock()
	s := start(t, asgardeotest.WithClock(clock.Now), asgardeotest.WithRateLimits(asgardeotest.RateLimits{}))
	repeat(s, 99, 200, "GET", "/scim2/Users") // the token was the first request
	clock.Advance(30 * time.Second)
	repeat(s, 100, 200, "GET", "/oauth2/jwks")
	repeat(s, 2, 429, "GET", "/scim2/Users").wantHeader("Retry-After", "").wantHeader("Content-Type", "text/plain;charset=UTF-8")

	// Bulk requests have a separate limit, which also counts invalid requests.
	for range 5 {
		if a := s.do("POST", "/scim2/Bulk", "{"); a.status == 429 {
			t.Fatal("a bulk request was refused too early")
		}
	}
	repeat(s, 1, 429, "POST", "/scim2/Bulk")

	// Refused requests do not count, and the first half of the requests was a
	// minute ago.
	clock.Advance(30 * time.Second)
	repeat(s, 100, 200, "GET", "/scim2/Users")
	repeat(s, 1, 429, "GET", "/scim2/Users")
}

func TestRateLimitsTellWhenToRetry(t *testing.T) {
	t.Parallel()
	clock := newFakeClock()
	s := start(t, asgardeotest.WithClock(clock.Now), asgardeotest.WithRateLimits(asgardeotest.RateLimits{PerMinute: 2, RetryAfter: true}))
	clock.Advance(1500 * time.Millisecond)
	repeat(s, 1, 200, "GET", "/oauth2/jwks")
	repeat(s, 1, 429, "GET", "/oauth2/jwks").wantHeader("Retry-After", "59")
	clock.Advance(59 * time.Second)
	repeat(s, 1, 200, "GET", "/oauth2/jwks")
}

// A negative number turns one limit off, and leaves the other one its default.
func TestNegativeRateLimits(t *testing.T) {
	t.Parallel()
	clock := newFakeClock()
	s := start(t, asgardeotest.WithClock(clock.Now), asgardeotest.WithRateLimits(asgardeotest.RateLimits{PerMinute: -1}))
	repeat(s, 201, 200, "GET", "/oauth2/jwks")
	for range 5 {
		s.do("POST", "/scim2/Bulk", "{")
	}
	repeat(s, 1, 429, "POST", "/scim2/Bulk")
}

func TestNoRateLimitByDefault(t *testing.T) {
	t.Parallel()
	clock := newFakeClock()
	repeat(start(t, asgardeotest.WithClock(clock.Now)), 201, 200, "GET", "/oauth2/jwks")
}
