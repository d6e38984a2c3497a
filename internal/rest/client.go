// Package rest sends the operations that are generated from the OpenAPI documents: it builds the request, adds the
// access token, retries what may be retried, reads the answer within a limit and decodes it.
//
// Each API has an [API] (api.go, registration.go). What is asked is a [Call] (call.go, path.go,
// file.go). It is sent (send.go) in attempts (attempt.go, redirect.go, trace.go), each with a token (token.go) and when the
// pace permits it (limit.go). What became of an attempt (trip.go) decides whether another one follows (retry.go). An answer
// (response.go) is read and checked (answer.go, form.go) or left to the caller (open.go); everything else is a [Failure]
// (failure.go), without secrets (redact.go, secret.go, filesecrets.go). Listings are walked by page (pages.go) and searched
// for one item (lookup.go).
package rest

import (
	"net/http"
	"sync/atomic"
	"time"
)

// Client sends calls to one organization. It is not changed after it was built.
type Client struct {
	// BaseURL is the URL of the organization without a trailing slash, such as https://api.asgardeo.io/t/example.
	BaseURL string
	// HTTP is the caller's client: its transport, mocks and time limits hold, whenever they are put in.
	HTTP *http.Client
	// Timeout bounds an attempt, except for the content of files; 0 does not. It is for clients that HTTP does not
	// bound.
	Timeout time.Duration
	// Tokens is asked before each attempt.
	Tokens TokenSource
	// UserAgent is the User-Agent header.
	UserAgent string
	// Retry says when a failed attempt is repeated.
	Retry Retry
	// Limits holds attempts up.
	Limits *Limits
	// Log, unless nil, is told of each attempt.
	Log Log
	// Closed, unless nil, says that no attempt may be made any more.
	Closed *atomic.Bool
	// NewError makes the error that callers see.
	NewError func(*Failure) error
}

func (c *Client) closed() bool { return c.Closed != nil && c.Closed.Load() }
