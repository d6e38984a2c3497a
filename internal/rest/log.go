package rest

import (
	"context"
	"encoding/json"
	"log/slog"
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
