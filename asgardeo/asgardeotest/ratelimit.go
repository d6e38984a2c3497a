package asgardeotest

import (
	"cmp"
	"math"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/ratelimit"
)

const (
	publishedRequestLimit = 200
	publishedBulkLimit    = 5
)

// RateLimits are how many requests a client address may make in any minute of
// the server's clock. What exceeds a limit is answered with 429, and does not
// count.
type RateLimits struct {
	// Requests is the limit for all requests but SCIM bulk requests. Zero
	// means 200, which is what Asgardeo publishes.
	Requests int
	// Bulk is the limit for SCIM bulk requests. Zero means 5, which is what
	// Asgardeo publishes.
	Bulk int
	// RetryAfter adds a Retry-After header, in seconds, to the refusals.
	// Asgardeo does not document one.
	RetryAfter bool
}

// WithRateLimits limits the rate of requests. By default there is no limit, as
// with WSO2 Identity Server.
func WithRateLimits(limits RateLimits) Option {
	return func(c *config) { c.limiter = newLimiter(limits) }
}

// A limiter refuses what exceeds the limits. A nil one lets all pass.
type limiter struct {
	limits   RateLimits
	requests *ratelimit.Window[limitKey]
}

type limitKey struct {
	address string
	bulk    bool
}

func newLimiter(limits RateLimits) *limiter {
	limits.Requests = cmp.Or(limits.Requests, publishedRequestLimit)
	limits.Bulk = cmp.Or(limits.Bulk, publishedBulkLimit)
	return &limiter{limits: limits, requests: ratelimit.NewWindow[limitKey](time.Minute)}
}

// refuse returns the answer to a request that exceeds a limit, and otherwise
// counts it.
func (l *limiter) refuse(r *http.Request, now time.Time) (reply, bool) {
	if l == nil {
		return reply{}, false
	}
	address, _, _ := net.SplitHostPort(r.RemoteAddr)
	key := limitKey{address, strings.HasSuffix(strings.TrimSuffix(r.URL.Path, "/"), "/scim2/Bulk")}
	limit := l.limits.Requests
	if key.bulk {
		limit = l.limits.Bulk
	}
	wait, ok := l.requests.Take(key, limit, now)
	if ok {
		return reply{}, false
	}
	const text = "Too many requests.\n"
	out := reply{status: http.StatusTooManyRequests, body: []byte(text)}.with("Content-Type", "text/plain;charset=UTF-8")
	if l.limits.RetryAfter {
		out = out.with("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
	}
	return out, true
}
