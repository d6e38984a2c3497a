// Package rest sends the operations that are generated from the OpenAPI documents. It builds the request, adds the
// access token, retries if that is safe, reads the response within a limit and decodes it.
//
// Each API has an [API] (api.go, registration.go). A [Call] describes an operation with its arguments (call.go,
// path.go, file.go, raw.go). [Do] and [Exec] (send.go) make attempts (attempt.go, redirect.go, trace.go), each with a
// token (token.go) and within the rate limit (limit.go). The result of an attempt (trip.go) determines whether it is
// retried (retry.go). A response (response.go) is read and checked (answer.go, form.go) or passed to the caller
// (open.go). Every other result is a [Failure] (failure.go) without secrets (redact.go, secret.go, filesecrets.go).
// Listings are read page by page (pages.go) and searched for one item (lookup.go).
package rest

import (
	"net/http"
	"sync/atomic"
	"time"
)

// Client sends calls to one organization. It does not change after it was created.
type Client struct {
	// BaseURL is the URL of the organization without a trailing slash, such as https://api.asgardeo.io/t/example.
	BaseURL string
	// HTTP is the caller's HTTP client. The caller may replace its transport, for example with a mock, after New.
	HTTP *http.Client
	// Timeout limits an attempt, except for the content of files; 0 means no limit. It is set if the caller did not set
	// HTTP.
	Timeout time.Duration
	// Tokens returns the token of each attempt.
	Tokens TokenSource
	// UserAgent is the User-Agent header.
	UserAgent string
	// Retry is the retry policy.
	Retry Retry
	// Limits are the rate limits.
	Limits *Limits
	// Log, unless nil, logs each attempt.
	Log Log
	// Closed, unless nil, reports whether the client is closed, so that no more attempts are made.
	Closed *atomic.Bool
	// NewError returns the error that callers get.
	NewError func(*Failure) error
}

func (c *Client) closed() bool { return c.Closed != nil && c.Closed.Load() }
