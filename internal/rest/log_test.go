package rest

import (
	"bytes"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

// logged returns a client with a log without times.
func logged(level slog.Level, rt transport) (*Client, *bytes.Buffer) {
	out := new(bytes.Buffer)
	c := testClient(rt)
	c.Retry.BaseDelay = 0
	c.Log = NewLog(slog.New(slog.NewTextHandler(out, &slog.HandlerOptions{Level: level, ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
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
		if err := call.AddQuery(c, "filter", true, "name eq kim"); err != nil {
			t.Fatal(err)
		}
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

// A trace id is redacted before it is truncated: half of a secret would not be found.
func TestTraceIDIsRedactedBeforeItIsTruncated(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	c := testClient(func(*http.Request) (*http.Response, error) {
		return answer(400, nil, strings.NewReader(`{"traceId":"`+strings.Repeat("t", maxCorrelationID-5)+accessToken+`"}`)), nil
	})
	c.Log = NewLog(slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug})))
	if err := get(t.Context(), c); err == nil {
		t.Error("no error")
	}
	if s := out.String(); !strings.Contains(s, "ttt") || strings.Contains(s, "t"+accessToken[:5]) || strings.Contains(s, strings.Repeat("t", maxCorrelationID)) {
		t.Errorf("got %s", s)
	}
}

func TestFinalFailuresAreNotLoggedAsWarnings(t *testing.T) {
	t.Parallel()
	for _, level := range []slog.Level{slog.LevelDebug, slog.LevelInfo} {
		c, out := logged(level, func(*http.Request) (*http.Response, error) { return answer(404, nil, http.NoBody), nil })
		_ = get(t.Context(), c)
		if got := strings.Count(out.String(), "level=DEBUG"); got != strings.Count(out.String(), "\n") || (got == 1) != (level == slog.LevelDebug) {
			t.Errorf("at %s: got %s", level, out)
		}
	}
}
