package rest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

func logTo(logger *slog.Logger) Log {
	return func(ctx context.Context, level slog.Level, message string, attributes func() []slog.Attr) {
		if logger.Enabled(ctx, level) {
			logger.LogAttrs(ctx, level, message, attributes()...)
		}
	}
}

// logged returns a client with a log, whose records have no time.
func logged(level slog.Level, rt transport) (*Client, *bytes.Buffer) {
	out := new(bytes.Buffer)
	c := testClient(rt)
	c.Retry.MinDelay = 0
	c.Log = logTo(slog.New(slog.NewTextHandler(out, &slog.HandlerOptions{Level: level, ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey {
			return slog.Attr{}
		}
		return a
	}})))
	return c, out
}

func TestEveryAttemptIsLogged(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		n := 0
		c, out := logged(slog.LevelDebug, func(r *http.Request) (*http.Response, error) {
			time.Sleep(20 * time.Millisecond)
			switch n++; n {
			case 1:
				return nil, &net.OpError{Op: "read", Err: syscall.ECONNRESET}
			case 2:
				return answer(503, http.Header{"Retry-After": {"2"}}, strings.NewReader(`{"traceId":"t-1 `+accessToken+`"}`)), nil
			}
			return answer(200, nil, strings.NewReader(`{"traceId":"none of a success","secret":"s3cret"}`)), nil
		})
		call := &Call{Operation: "things.Get", Method: "GET", Path: "/x"}
		call.AddQuery("filter", true, "name eq kim")
		if _, err := Exec(WithCorrelationID(t.Context(), "c-1"), c, call); err != nil {
			t.Fatal(err)
		}
		want := `level=WARN msg="asgardeo: request" operation=things.Get method=GET attempt=1 duration=20ms correlation_id=c-1 error="Get \"https://server.example/t/org/api/x\": read: connection reset by peer" wait=0s
level=WARN msg="asgardeo: request" operation=things.Get method=GET attempt=2 duration=20ms status=503 trace_id="t-1 [redacted]" correlation_id=c-1 wait=2s
level=DEBUG msg="asgardeo: request" operation=things.Get method=GET attempt=3 duration=20ms status=200 correlation_id=c-1
`
		if out.String() != want {
			t.Errorf("got\n%swant\n%s", out, want)
		}
	})
}

// A trace id is cut after secrets were taken out of it: half of one would not be found.
func TestTraceIDIsRedactedWhole(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	c := testClient(func(*http.Request) (*http.Response, error) {
		return answer(400, nil, strings.NewReader(`{"traceId":"`+strings.Repeat("t", maxCorrelationID-5)+accessToken+`"}`)), nil
	})
	c.Log = logTo(slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug})))
	if err := get(t.Context(), c); err == nil {
		t.Error("no error")
	}
	if s := out.String(); !strings.Contains(s, "ttt") || strings.Contains(s, "t"+accessToken[:5]) || strings.Contains(s, strings.Repeat("t", maxCorrelationID)) {
		t.Errorf("got %s", s)
	}
}

func TestFinalFailuresAreNotWarned(t *testing.T) {
	t.Parallel()
	for _, level := range []slog.Level{slog.LevelDebug, slog.LevelInfo} {
		c, out := logged(level, func(*http.Request) (*http.Response, error) { return answer(404, nil, http.NoBody), nil })
		_ = get(t.Context(), c)
		if got := strings.Count(out.String(), "level=DEBUG"); got != strings.Count(out.String(), "\n") || (got == 1) != (level == slog.LevelDebug) {
			t.Errorf("at %s: got %s", level, out)
		}
	}
}

func TestOperationFromContext(t *testing.T) {
	t.Parallel()
	var seen []int
	c := testClient(func(r *http.Request) (*http.Response, error) {
		name, n, ok := OperationFromContext(r.Context())
		if name != "things.Get" || !ok || r.Context().Value(correlationKey{}) != nil {
			t.Errorf("got %s, %v", name, ok)
		}
		seen = append(seen, n)
		return answer(503, nil, http.NoBody), nil
	})
	c.Retry.MinDelay, c.Timeout = 0, time.Minute
	_ = get(t.Context(), c)
	if len(seen) != 3 || seen[0] != 1 || seen[2] != 3 {
		t.Errorf("got %v", seen)
	}
	if name, n, ok := OperationFromContext(t.Context()); name != "" || n != 0 || ok {
		t.Errorf("outside: got %s, %d, %v", name, n, ok)
	}
}

func TestCorrelationID(t *testing.T) {
	t.Parallel()
	var got http.Header
	c := testClient(func(r *http.Request) (*http.Response, error) {
		got = r.Header
		return answer(200, nil, http.NoBody), nil
	})
	for id, good := range map[string]bool{
		"7f2c-1": true, `~!"`: true, strings.Repeat("x", 128): true,
		"": false, "a b": false, "a\r\nX: y": false, "é": false, "\x7f": false, strings.Repeat("x", 129): false,
	} {
		got = nil
		err := get(WithCorrelationID(t.Context(), id), c)
		if good && (err != nil || got.Get("activityid") != id) || !good && (!errors.Is(err, ErrInvalidInput) || got != nil) {
			t.Errorf("%q: got %v, sent %v", id, err, got)
		}
	}
	if err := get(t.Context(), c); err != nil || got["Activityid"] != nil {
		t.Errorf("without an id: %v, sent %v", err, got)
	}
	ctx := WithCorrelationID(t.Context(), "7f2c-1")
	if _, err := Exec(ctx, c, &Call{Method: "POST", Path: "/token", OAuth: true, Public: true}); err != nil || got["Activityid"] != nil {
		t.Errorf("a request that calls share: %v, sent %v", err, got)
	}
}

func TestDecide(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		method   string
		answer   func() (*http.Response, error)
		again    bool
		want     Attempt // of the first attempt
		requests int
	}{
		"a veto":     {"GET", func() (*http.Response, error) { return answer(503, nil, http.NoBody), nil }, false, Attempt{StatusCode: 503, Again: true}, 1},
		"more":       {"POST", func() (*http.Response, error) { return answer(500, nil, http.NoBody), nil }, true, Attempt{StatusCode: 500}, 3},
		"no answer":  {"PATCH", func() (*http.Response, error) { return nil, fmt.Errorf("odd header %s: %w", accessToken, io.EOF) }, true, Attempt{}, 3},
		"not for ok": {"GET", func() (*http.Response, error) { return answer(200, nil, http.NoBody), nil }, true, Attempt{}, 1},
		"asked for long": {"GET", func() (*http.Response, error) {
			return answer(429, http.Header{"Retry-After": {"60"}}, http.NoBody), nil
		}, true, Attempt{StatusCode: 429, Wait: time.Minute}, 3},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				requests := 0
				c := testClient(func(*http.Request) (*http.Response, error) { requests++; return tt.answer() })
				c.Retry.MinDelay = 0
				asked := 0
				c.Retry.Decide = func(a Attempt) (time.Duration, bool) {
					if asked++; asked == 1 {
						if (a.Err != nil) != (a.StatusCode == 0) {
							t.Errorf("got %+v", a)
						}
						if a.Err != nil && (!errors.Is(a.Err, io.EOF) || strings.Contains(a.Err.Error(), accessToken)) {
							t.Errorf("got %v", a.Err)
						}
						a.Err = nil
						tt.want.Operation, tt.want.Method, tt.want.Number = "op", tt.method, 1
						if a != tt.want {
							t.Errorf("got %+v, want %+v", a, tt.want)
						}
					}
					return time.Second, tt.again
				}
				start := time.Now()
				_, err := Exec(t.Context(), c, &Call{Operation: "op", Method: tt.method, Path: "/x"})
				if requests != tt.requests || asked != min(requests, 2) && name != "not for ok" || time.Since(start) != time.Duration(requests-1)*time.Second {
					t.Errorf("%d requests, asked %d times, %s: %v", requests, asked, time.Since(start), err)
				}
			})
		})
	}
}

func TestDecideKeepsTheDeadline(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := testClient(func(*http.Request) (*http.Response, error) { return answer(503, nil, http.NoBody), nil })
		c.Retry.Decide = func(Attempt) (time.Duration, bool) { return time.Hour, true }
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		start := time.Now()
		if err := get(ctx, c); failure(t, err).StatusCode != 503 || time.Since(start) != 0 {
			t.Errorf("got %v after %s", err, time.Since(start))
		}
	})
}

func TestSleepOfTheCaller(t *testing.T) {
	t.Parallel()
	broken := errors.New("no bed")
	for _, fails := range []error{nil, broken} {
		var slept []time.Duration
		c := testClient(func(*http.Request) (*http.Response, error) {
			return answer(503, http.Header{"Retry-After": {"3"}}, http.NoBody), nil
		})
		c.Retry.Sleep = func(_ context.Context, d time.Duration) error {
			slept = append(slept, d)
			return fails
		}
		err := get(t.Context(), c)
		if failure(t, err).StatusCode != 503 || !errors.Is(err, fails) && fails != nil {
			t.Errorf("got %v", err)
		}
		if want := map[bool]int{true: 2, false: 1}[fails == nil]; len(slept) != want || slept[0] < 3*time.Second || slept[0] > 3*time.Second+c.Retry.MinDelay {
			t.Errorf("slept %v", slept)
		}
	}
}

func TestClosed(t *testing.T) {
	t.Parallel()
	requests := 0
	c := testClient(func(*http.Request) (*http.Response, error) {
		requests++
		return answer(503, http.Header{"Retry-After": {"1"}}, http.NoBody), nil
	})
	c.Closed = new(atomic.Bool)
	c.Retry.Sleep = func(context.Context, time.Duration) error { c.Closed.Store(true); return nil }
	if err := get(t.Context(), c); !errors.Is(err, ErrClosed) || failure(t, err).StatusCode != 503 || requests != 1 {
		t.Errorf("closed in a wait: %d requests, %v", requests, err)
	}
	if err := get(t.Context(), c); !errors.Is(err, ErrClosed) || failure(t, err).StatusCode != 0 || requests != 1 {
		t.Errorf("closed: %d requests, %v", requests, err)
	}
}

// The end holds also for those who wait for the limits.
func TestClosedInTheQueue(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := new(clocked)
		c := limited(s, 1, 0)
		c.Closed = new(atomic.Bool)
		if err := get(t.Context(), c); err != nil {
			t.Fatal(err)
		}
		time.AfterFunc(time.Second, func() { c.Closed.Store(true) })
		if err := get(t.Context(), c); !errors.Is(err, ErrClosed) || len(s.at) != 1 {
			t.Errorf("%d requests, %v", len(s.at), err)
		}
	})
}

// What a call is completed with is new for each attempt, and is shown in no error.
func TestPrepare(t *testing.T) {
	t.Parallel()
	var sent []string
	c := testClient(func(r *http.Request) (*http.Response, error) {
		body, _ := io.ReadAll(r.Body)
		sent = append(sent, string(body))
		return answer(503, nil, strings.NewReader("you sent "+string(body))), nil
	})
	c.Retry.MinDelay = 0
	n := 0
	call := &Call{Method: "POST", Path: "/token", Public: true, OAuth: true}
	call.Prepare = func(_ context.Context, call *Call) error {
		if n++; n > 3 {
			return io.ErrNoProgress
		}
		call.body = []byte(strings.Repeat("secret", n))
		call.Secrets = []string{string(call.body)}
		return nil
	}
	_, err := Exec(t.Context(), c, call)
	if len(sent) != 3 || sent[0] == sent[1] || sent[1] == sent[2] || string(failure(t, err).Body) != "you sent "+Redacted {
		t.Errorf("sent %q, got %v %s", sent, err, failure(t, err).Body)
	}
	if _, err := Exec(t.Context(), c, call); !errors.Is(err, io.ErrNoProgress) || len(sent) != 3 {
		t.Errorf("got %v", err)
	}
}
