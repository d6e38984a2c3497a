package rest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
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

// settings are those of the calls that are made with a context.
type settings struct {
	correlationID string
	single        bool          // one attempt only
	timeout       time.Duration // of an attempt; 0: that of the client
	header        http.Header
	capture       func(status int, header http.Header)
	err           error // of the first setting that is malformed
}

type settingsKey struct{}

// settingsOf returns the settings of a call. Requests for tokens have none, because calls share them.
func settingsOf(ctx context.Context, call *Call) settings {
	if call.OAuth {
		return settings{}
	}
	s, _ := ctx.Value(settingsKey{}).(settings)
	return s
}

// with returns a context with one more setting. Calls with the context fail with the error of set.
func with(ctx context.Context, set func(s *settings) error) context.Context {
	s, _ := ctx.Value(settingsKey{}).(settings)
	if err := set(&s); s.err == nil {
		s.err = err
	}
	return context.WithValue(ctx, settingsKey{}, s)
}

// maxCorrelationID bounds the ids of requests, ours and the server's.
const maxCorrelationID = 128

// WithCorrelationID returns a context whose calls send id in the header activityid.
func WithCorrelationID(ctx context.Context, id string) context.Context {
	return with(ctx, func(s *settings) error {
		odd := func(r rune) bool { return r <= ' ' || r > '~' }
		if id == "" || len(id) > maxCorrelationID || strings.ContainsFunc(id, odd) {
			return errors.New("the correlation id is not of 1 to 128 visible ASCII characters")
		}
		s.correlationID = id
		return nil
	})
}

// WithoutRetry returns a context whose calls make one attempt.
func WithoutRetry(ctx context.Context) context.Context {
	return with(ctx, func(s *settings) error {
		s.single = true
		return nil
	})
}

// WithAttemptTimeout returns a context whose calls bound each attempt by d, and not by [Client.Timeout].
func WithAttemptTimeout(ctx context.Context, d time.Duration) context.Context {
	return with(ctx, func(s *settings) error {
		if d <= 0 {
			return fmt.Errorf("the timeout of an attempt, %s, is not positive", d)
		}
		s.timeout = d
		return nil
	})
}

// WithHeader returns a context whose calls send one more header.
func WithHeader(ctx context.Context, name, value string) context.Context {
	return with(ctx, func(s *settings) error {
		switch {
		case !isToken(name):
			return fmt.Errorf("%q is not the name of a header", name)
		case slices.Contains(slices.Concat(reservedHeaders, contentHeaders), http.CanonicalHeaderKey(name)):
			return fmt.Errorf("the header %s is set by the client", http.CanonicalHeaderKey(name))
		}
		s.header = s.header.Clone()
		if s.header == nil {
			s.header = http.Header{}
		}
		s.header.Set(name, value)
		return nil
	})
}

// CaptureResponse returns a context whose calls tell each response to f, or 0 and nil if an attempt had none.
func CaptureResponse(ctx context.Context, f func(status int, header http.Header)) context.Context {
	return with(ctx, func(s *settings) error {
		if f == nil {
			return errors.New("the response to capture is nil")
		}
		s.capture = f
		return nil
	})
}

// captured tells the response of an attempt to the caller.
func (s *settings) captured(resp *Response) {
	switch {
	case s.capture == nil:
	case resp == nil:
		s.capture(0, nil)
	default:
		s.capture(resp.StatusCode, resp.Header.Clone())
	}
}

var (
	// reservedHeaders are those that only the client sets: for authentication, and for the connection.
	reservedHeaders = []string{"Authorization", "Proxy-Authorization", "Cookie", "Host", "Activityid", "Accept-Encoding", "Content-Length",
		"Transfer-Encoding", "Connection", "Proxy-Connection", "Keep-Alive", "Te", "Trailer", "Upgrade", "Expect"}
	// contentHeaders are those that depend on the operation.
	contentHeaders = []string{"Accept", "Content-Type", "Content-Encoding", "Range", "User-Agent"}
)

// isToken reports whether s can be the name of a header (RFC 9110, section 5.6.2).
func isToken(s string) bool {
	odd := func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("!#$%&'*+-.^_`|~", r))
	}
	return s != "" && !strings.ContainsFunc(s, odd)
}
