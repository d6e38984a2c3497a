package asgardeo

import (
	"context"
	"net/http"
	"time"

	"github.com/seed-01804ef5/asgardeo-go/internal/rest"
)

// WithCorrelationID returns a context whose calls send id in the header activityid. The server writes it to its logs
// and returns it as the TraceID of an [Error]. The id must consist of 1 to 128 visible ASCII characters; otherwise
// calls fail with [ErrInvalidInput]. Token requests are shared by several calls and do not have the header.
func WithCorrelationID(ctx context.Context, id string) context.Context {
	return rest.WithCorrelationID(ctx, id)
}

// WithoutRetry returns a context whose calls send each request only once, regardless of the [RetryPolicy]. Token
// requests are shared by several calls and are still retried.
func WithoutRetry(ctx context.Context) context.Context { return rest.WithoutRetry(ctx) }

// WithAttemptTimeout returns a context whose calls limit each attempt to d, instead of the default of 30 seconds. If
// the caller reads the response body, the timeout ends when the response begins. It also applies to uploads, which have
// no default timeout. A shorter Timeout of the client of [WithHTTPClient] still applies. To limit the whole call, with
// its delays and retries, use a deadline of the context. If d is not positive, calls fail with [ErrInvalidInput].
func WithAttemptTimeout(ctx context.Context, d time.Duration) context.Context {
	return rest.WithAttemptTimeout(ctx, d)
}

// WithHeader returns a context whose calls send an additional header. It replaces an earlier WithHeader with the same
// name. Token requests are shared by several calls and do not have the header. Calls fail with [ErrInvalidInput] if the
// name or the value is malformed, or if the client sets the header itself: the headers for authentication and the
// connection, Accept, Content-Type, User-Agent (see [WithUserAgent]) and activityid (see [WithCorrelationID]). The
// value is not redacted in errors and logs, so it must not contain secrets.
func WithHeader(ctx context.Context, name, value string) context.Context {
	return rest.WithHeader(ctx, name, value)
}

// ResponseInfo holds the status and the header of a response. [CaptureResponse] sets it.
type ResponseInfo struct {
	// StatusCode is the HTTP status, or 0 if there was no response.
	StatusCode int
	// Header is the header of the response, or nil if there was no response.
	Header http.Header
}

// CaptureResponse returns a context whose calls store the status and the header of their last response in info, both if
// they succeed and if they fail. If the last attempt had no response, or if no request was sent, the fields are zero.
// Calls that run at the same time must not share the context. If info is nil, calls fail with [ErrInvalidInput].
func CaptureResponse(ctx context.Context, info *ResponseInfo) context.Context {
	if info == nil {
		return rest.CaptureResponse(ctx, nil)
	}
	return rest.CaptureResponse(ctx, func(status int, header http.Header) { *info = ResponseInfo{status, header} })
}
