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
// not count. A number that is zero has its default, which is what Asgardeo
// publishes, and a negative number means no limit, as in the RateLimit of
// package asgardeo.
type RateLimits struct {
	// PerMinute limits all requests except SCIM bulk requests. The default is
	// 200.
	PerMinute int
	// BulkPerMinute limits the SCIM bulk requests. The default is 5.
	BulkPerMinute int
	// RetryAfter adds a Retry-After header, in seconds, to responses with the
	// status 429. Asgardeo does not document this header.
	RetryAfter bool
}

// WithRateLimits limits the rate of requests. The default is no limit, as in
// WSO2 Identity Server.
func WithRateLimits(limits RateLimits) Option {
	return func(c *config) {
		c.limits = &engine.Limits{
			Requests:   cmp.Or(limits.PerMinute, publishedRequestLimit),
			Bulk:       cmp.Or(limits.BulkPerMinute, publishedBulkLimit),
			RetryAfter: limits.RetryAfter,
		}
	}
}
