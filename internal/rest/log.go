package rest

import (
	"context"
	"encoding/json"
	"log/slog"
	"time"
)

// result is the result of an attempt.
type result struct {
	trip
	n     int
	took  time.Duration
	again bool // the request is retried
	wait  time.Duration
}

// Log logs attempts and waits. [NewLog] returns one.
type Log interface {
	attempt(ctx context.Context, call *Call, r result)
	wait(ctx context.Context, call *Call, left time.Duration)
}

// NewLog returns a log that writes to logger.
func NewLog(logger *slog.Logger) Log { return logWriter{logger} }

type logWriter struct{ *slog.Logger }

// attempt logs at level Warn if the request is retried, because callers do not get its error, and otherwise at level
// Debug. It does not log queries, headers and bodies, which may contain personal data and secrets.
func (l logWriter) attempt(ctx context.Context, call *Call, r result) {
	level := slog.LevelDebug
	if r.again {
		level = slog.LevelWarn
	}
	if l.Enabled(ctx, level) {
		l.LogAttrs(ctx, level, "asgardeo: request", attributes(ctx, call, r)...)
	}
}

// wait logs that a call waits for the rate limit.
func (l logWriter) wait(ctx context.Context, call *Call, left time.Duration) {
	l.LogAttrs(ctx, slog.LevelInfo, "asgardeo: waiting for the rate limit",
		slog.String("operation", call.Operation), slog.Duration("wait", left))
}

func (c *Client) observe(ctx context.Context, call *Call, r result) {
	if c.Log != nil {
		c.Log.attempt(ctx, call, r)
	}
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
	if id := settingsOf(ctx, call).correlationID; id != "" {
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

// traceID returns the member traceId of an error response.
func (r *Response) traceID() string {
	var body struct {
		TraceID string `json:"traceId"`
	}
	if r.StatusCode < 300 || json.Unmarshal(r.body, &body) != nil {
		return ""
	}
	return body.TraceID
}
