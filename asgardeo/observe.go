package asgardeo

import (
	"context"

	"github.com/seed-01804ef5/asgardeo-go/internal/rest"
)

// OperationFromContext returns the operation, named as in [Error], and the number of the attempt, from 1, that a request
// of the SDK belongs to. It is for the transport of a [WithHTTPClient], which gets the context with the request: to name
// the spans of a trace, say. It returns false for other contexts.
func OperationFromContext(ctx context.Context) (name string, attempt int, ok bool) {
	return rest.OperationFromContext(ctx)
}

// WithCorrelationID returns a context whose calls send id to the server, in the header activityid. The server writes it
// into its logs, and returns it as the TraceID of an [Error]. A call with an id that is not of 1 to 128 visible ASCII
// characters fails with [ErrInvalidInput]. Requests for tokens, which calls share, do not have it.
func WithCorrelationID(ctx context.Context, id string) context.Context {
	return rest.WithCorrelationID(ctx, id)
}
