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

// Log is told of attempts and of waits. It is made by [NewLog].
type Log interface {
	attempt(ctx context.Context, call *Call, r result)
	wait(ctx context.Context, call *Call, left time.Duration)
}

// NewLog returns a log that writes to logger.
func NewLog(logger *slog.Logger) Log { return logWriter{logger} }

type logWriter struct{ *slog.Logger }

// attempt logs at Warn if the attempt is repeated, because its error is not returned, and else at Debug. Queries, headers
// and bodies are not logged: they may hold personal data and secrets.
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
