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

// attemptContext is the context of one attempt, with the operation and the number of the attempt.
type attemptContext struct {
	context.Context
	operation string
	n         int
}

type attemptKey struct{}

// Value returns a for attemptKey.
func (a *attemptContext) Value(key any) any {
	if key == (attemptKey{}) {
		return a
	}
	return a.Context.Value(key)
}

// OperationFromContext returns the operation and the number of the attempt of a request. It returns false if ctx is not
// the context of a request.
func OperationFromContext(ctx context.Context) (name string, attempt int, ok bool) {
	if a, ok := ctx.Value(attemptKey{}).(*attemptContext); ok {
		return a.operation, a.n, true
	}
	return "", 0, false
}

// settings are the settings that a context has for its calls.
type settings struct {
	correlationID string
	single        bool          // one attempt only
	timeout       time.Duration // of an attempt; 0 means that of the client
	header        http.Header
	capture       func(status int, header http.Header)
	err           error // of the first malformed setting
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

// with returns a context with an additional setting. If set returns an error, calls with the context fail with it.
func with(ctx context.Context, set func(s *settings) error) context.Context {
	s, _ := ctx.Value(settingsKey{}).(settings)
	if err := set(&s); s.err == nil {
		s.err = err
	}
	return context.WithValue(ctx, settingsKey{}, s)
}

// maxCorrelationID limits the length of correlation ids and trace ids.
const maxCorrelationID = 128

// WithCorrelationID returns a context whose calls send id in the header activityid.
func WithCorrelationID(ctx context.Context, id string) context.Context {
	return with(ctx, func(s *settings) error {
		odd := func(r rune) bool { return r <= ' ' || r > '~' }
		if id == "" || len(id) > maxCorrelationID || strings.ContainsFunc(id, odd) {
			return errors.New("the correlation id does not consist of 1 to 128 visible ASCII characters")
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

// WithAttemptTimeout returns a context whose calls limit each attempt to d instead of [Client.Timeout].
func WithAttemptTimeout(ctx context.Context, d time.Duration) context.Context {
	return with(ctx, func(s *settings) error {
		if d <= 0 {
			return fmt.Errorf("the timeout of an attempt, %s, is not positive", d)
		}
		s.timeout = d
		return nil
	})
}

// WithHeader returns a context whose calls send an additional header.
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

// CaptureResponse returns a context whose calls pass each response to f, or 0 and nil if an attempt had no response.
func CaptureResponse(ctx context.Context, f func(status int, header http.Header)) context.Context {
	return with(ctx, func(s *settings) error {
		if f == nil {
			return errors.New("the response to capture is nil")
		}
		s.capture = f
		return nil
	})
}

// captured passes the response of an attempt to the capture function.
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
	// reservedHeaders are set only by the client: for authentication and for the connection.
	reservedHeaders = []string{"Authorization", "Proxy-Authorization", "Cookie", "Host", "Activityid", "Accept-Encoding", "Content-Length",
		"Transfer-Encoding", "Connection", "Proxy-Connection", "Keep-Alive", "Te", "Trailer", "Upgrade", "Expect"}
	// contentHeaders depend on the operation.
	contentHeaders = []string{"Accept", "Content-Type", "Content-Encoding", "Range", "User-Agent"}
)

// isToken reports whether s is a valid header name (RFC 9110, section 5.6.2).
func isToken(s string) bool {
	odd := func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("!#$%&'*+-.^_`|~", r))
	}
	return s != "" && !strings.ContainsFunc(s, odd)
}
