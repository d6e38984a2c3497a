package asgardeo

import (
	"context"

	"github.com/seed-01804ef5/asgardeo-go/internal/rest"
)

// RequestInfo describes a request of the SDK.
type RequestInfo struct {
	// Operation is named as in [Error].
	Operation string
	// Attempt counts the attempts of the call from 1.
	Attempt int
}

// RequestInfoFromContext returns what the request with the context ctx is for. It returns false if ctx is not the context
// of a request of the SDK. A transport of [WithHTTPClient] uses it to name the spans of a trace, for example.
func RequestInfoFromContext(ctx context.Context) (RequestInfo, bool) {
	operation, attempt, ok := rest.OperationFromContext(ctx)
	return RequestInfo{operation, attempt}, ok
}
