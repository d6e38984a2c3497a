package asgardeo

import (
	"context"

	"github.com/seed-01804ef5/asgardeo-go/internal/rest"
)

// RequestInfo describes an HTTP request of the SDK. [RequestInfoFromContext] returns it.
type RequestInfo struct {
	// Operation is the name of the operation, as in [Error].
	Operation string
	// Attempt is the number of the attempt, starting at 1.
	Attempt int
}

// RequestInfoFromContext returns the operation and the attempt of the request with the context ctx. It returns false if
// ctx is not the context of a request of the SDK. The transport of [WithHTTPClient] can use it to name the spans of a
// trace, for example.
func RequestInfoFromContext(ctx context.Context) (RequestInfo, bool) {
	operation, attempt, ok := rest.OperationFromContext(ctx)
	return RequestInfo{operation, attempt}, ok
}
