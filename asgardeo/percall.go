package asgardeo

import (
	"context"
	"net/http"
	"time"

	"github.com/seed-01804ef5/asgardeo-go/internal/rest"
)

// WithCorrelationID returns a context whose calls send id to the server, in the header activityid. The server writes it
// into its logs, and returns it as the TraceID of an [Error]. A call with an id that is not of 1 to 128 visible ASCII
// characters fails with [ErrInvalidInput]. Requests for tokens, which calls share, do not have it.
func WithCorrelationID(ctx context.Context, id string) context.Context {
	return rest.WithCorrelationID(ctx, id)
}

// WithoutRetry returns a context whose calls send each request once, whatever the [RetryPolicy] says. Requests for tokens,
// which calls share, are retried nevertheless.
func WithoutRetry(ctx context.Context) context.Context { return rest.WithoutRetry(ctx) }

// WithAttemptTimeout returns a context whose calls bound each attempt by d, in place of the default of 30 seconds. For a
// body that the caller reads, it is the time until the response begins. It also bounds uploads, which have no default. A
// shorter timeout of the client of [WithHTTPClient] still holds. A deadline of the context bounds the whole call, with
// its delays and retries. A call with a d that is not positive fails with [ErrInvalidInput].
func WithAttemptTimeout(ctx context.Context, d time.Duration) context.Context {
	return rest.WithAttemptTimeout(ctx, d)
}

// WithHeader returns a context whose calls send one more header, in place of an earlier one with the name. Requests for
// tokens, which calls share, do not have it. A call fails with [ErrInvalidInput] if the name or the value is malformed, or
// if the client sets the header itself: those for authentication and the connection, Accept, Content-Type, User-Agent (see
// [WithUserAgent]) and activityid (see [WithCorrelationID]). Do not put secrets into the value: it is not redacted.
func WithHeader(ctx context.Context, name, value string) context.Context {
	return rest.WithHeader(ctx, name, value)
}

// ResponseInfo is what [CaptureResponse] keeps of a response.
type ResponseInfo struct {
	// StatusCode is the HTTP status, 0 if there was no response.
	StatusCode int
	// Header is the header of the response.
	Header http.Header
}

// CaptureResponse returns a context whose calls store the status and the header of the last response in info, whether
// they succeed or not. Of a call that sends several requests, the last one counts. If the last attempt had no response,
// or no request was sent, the fields are zero. The context must not be used by calls at the same time. A call with a nil
// info fails with [ErrInvalidInput].
func CaptureResponse(ctx context.Context, info *ResponseInfo) context.Context {
	if info == nil {
		return rest.CaptureResponse(ctx, nil)
	}
	return rest.CaptureResponse(ctx, func(status int, header http.Header) { *info = ResponseInfo{status, header} })
}
