package rest

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"strings"
	"time"
)

// result is what became of an attempt.
type result struct {
	trip
	n     int
	took  time.Duration
	again bool // another attempt follows
	wait  time.Duration
}

// Log writes a record, if it is wanted. (It is no [slog.Logger] because one, in programs that do not log, would be half as
// large as all that they link of this module.)
type Log func(ctx context.Context, level slog.Level, message string, attributes func() []slog.Attr)

// observe logs an attempt: at Warn if it is repeated, because its error is not returned, and else at Debug. Queries,
// headers and bodies are not logged: they may hold personal data and secrets.
func (c *Client) observe(ctx context.Context, call *Call, r result) {
	level := slog.LevelDebug
	if r.again {
		level = slog.LevelWarn
	}
	if c.Log == nil {
		return
	}
	c.Log(ctx, level, "asgardeo: request", func() []slog.Attr { return attributes(ctx, call, r) })
}

func attributes(ctx context.Context, call *Call, r result) []slog.Attr {
	attrs := append(make([]slog.Attr, 0, 10),
		slog.String("operation", call.Operation),
		slog.String("method", call.Method),
		slog.Int("attempt", r.n),
		slog.Duration("duration", r.took))
	if r.resp != nil {
		attrs = append(attrs, slog.Int("status", r.resp.StatusCode))
		if id := r.resp.traceID(); id != "" {
			id = call.secrets().redact(id)
			attrs = append(attrs, slog.String("trace_id", id[:min(len(id), maxCorrelationID)]))
		}
	}
	if id, _ := correlationID(ctx); id != "" && !call.OAuth {
		attrs = append(attrs, slog.String("correlation_id", id))
	}
	if r.err != nil {
		attrs = append(attrs, slog.String("error", call.secrets().redactError(r.err).Error()))
	}
	if r.again {
		attrs = append(attrs, slog.Duration("wait", r.wait))
	}
	return attrs
}

// traceID returns the member of that name of a failure.
func (r *Response) traceID() string {
	var body struct {
		TraceID string `json:"traceId"`
	}
	if r.StatusCode < 300 || json.Unmarshal(r.body, &body) != nil {
		return ""
	}
	return body.TraceID
}

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
