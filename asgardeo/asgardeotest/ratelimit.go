package asgardeotest

import (
	"cmp"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
)

const (
	publishedRequestLimit = 200
	publishedBulkLimit    = 5
)

// RateLimits limit the requests of a client address in any minute of the
// server's clock. A request that exceeds a limit gets the status 429 and does
// not count.
type RateLimits struct {
	// Requests is the limit for all requests but SCIM bulk requests. Zero
	// means 200, which is what Asgardeo publishes.
	Requests int
	// Bulk is the limit for SCIM bulk requests. Zero means 5, which is what
	// Asgardeo publishes.
	Bulk int
	// RetryAfter adds a Retry-After header, in seconds, to responses with the
	// status 429. Asgardeo does not document this header.
	RetryAfter bool
}

// WithRateLimits limits the rate of requests. The default is no limit, as in
// WSO2 Identity Server.
func WithRateLimits(limits RateLimits) Option {
	return func(c *config) {
		c.limits = &engine.Limits{
			Requests:   cmp.Or(limits.Requests, publishedRequestLimit),
			Bulk:       cmp.Or(limits.Bulk, publishedBulkLimit),
			RetryAfter: limits.RetryAfter,
		}
	}
}
