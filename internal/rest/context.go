package rest

import (
	"context"
	"errors"
	"strings"
)

// attemptContext is the context of one attempt, with its name and number.
type attemptContext struct {
	context.Context
	operation string
	n         int
}

type attemptKey struct{}

// Value returns the attempt itself for its key.
func (a *attemptContext) Value(key any) any {
	if key == (attemptKey{}) {
		return a
	}
	return a.Context.Value(key)
}

// OperationFromContext returns the operation and the number of the attempt that a request belongs to.
func OperationFromContext(ctx context.Context) (name string, attempt int, ok bool) {
	if a, ok := ctx.Value(attemptKey{}).(*attemptContext); ok {
		return a.operation, a.n, true
	}
	return "", 0, false
}

type correlationKey struct{}

// maxCorrelationID bounds the ids of requests, ours and the server's.
const maxCorrelationID = 128

// WithCorrelationID returns a context whose calls send id in the header activityid.
func WithCorrelationID(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, correlationKey{}, id)
}

// correlationID returns the id of a context, empty if there is none, and an error if a header cannot have it.
func correlationID(ctx context.Context) (string, error) {
	id, ok := ctx.Value(correlationKey{}).(string)
	odd := func(r rune) bool { return r <= ' ' || r > '~' }
	if ok && (id == "" || len(id) > maxCorrelationID || strings.ContainsFunc(id, odd)) {
		return "", errors.New("the correlation id is not of 1 to 128 visible ASCII characters")
	}
	return id, nil
}
