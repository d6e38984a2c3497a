package engine

import (
	"math"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/ratelimit"
)

// Limits are the numbers of requests that a client address may make in any
// minute. A negative number is no limit.
type Limits struct {
	Requests, Bulk int
	RetryAfter     bool // whether the responses with 429 have the header
}

// A limiter refuses requests that exceed the limits. A nil limiter refuses
// none.
type limiter struct {
	limits   Limits
	requests *ratelimit.Window[limitKey]
}

type limitKey struct {
	address string
	bulk    bool
}

func newLimiter(limits *Limits) *limiter {
	if limits == nil {
		return nil
	}
	return &limiter{limits: *limits, requests: ratelimit.NewWindow[limitKey](time.Minute)}
}

// refuse returns the response to a request that exceeds a limit. Other requests
// are counted.
func (l *limiter) refuse(c *Call, now time.Time) (Reply, bool) {
	if l == nil {
		return Reply{}, false
	}
	address, _, _ := net.SplitHostPort(c.Request.RemoteAddr)
	key := limitKey{address, c.Op != nil && c.Op.Bulk}
	limit := l.limits.Requests
	if key.bulk {
		limit = l.limits.Bulk
	}
	if limit < 0 {
		return Reply{}, false
	}
	wait, ok := l.requests.Take(key, limit, now)
	if ok {
		return Reply{}, false
	}
	const text = "Too many requests.\n"
	out := Reply{Status: http.StatusTooManyRequests, Body: []byte(text)}.With("Content-Type", "text/plain;charset=UTF-8")
	if l.limits.RetryAfter {
		out = out.With("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
	}
	return out, true
}
