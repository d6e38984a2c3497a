package asgardeo

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/jarcoal/httpmock"
)

func TestWithoutRetry(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, mock := mocked(t, WithRetry(RetryPolicy{MaxAttempts: 3}))
		mock.RegisterResponder("GET", appURL, httpmock.NewStringResponder(503, ""))
		for _, tt := range []struct {
			ctx  context.Context
			want int
		}{{WithoutRetry(t.Context()), 1}, {t.Context(), 3}} {
			before := mock.GetCallCountInfo()["GET "+appURL]
			if _, err := c.Applications.Get(tt.ctx, "1"); !errors.Is(err, ErrServer) {
				t.Errorf("got %v", err)
			}
			if n := mock.GetCallCountInfo()["GET "+appURL] - before; n != tt.want {
				t.Errorf("%d requests, want %d", n, tt.want)
			}
		}
	})
}

// Token requests are shared: they use the retries of the client, and no header of a single caller.
func TestTokenRequestsIgnoreSettingsOfCalls(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, mock := mocked(t, WithRetry(RetryPolicy{MaxAttempts: 3}))
		mock.RegisterResponder("POST", BaseURLUS+"/t/example/oauth2/token", func(r *http.Request) (*http.Response, error) {
			if r.Header.Get("X-Team") != "" {
				t.Errorf("sent %v", r.Header)
			}
			return httpmock.NewStringResponse(503, ""), nil
		})
		var info ResponseInfo
		_, err := c.Applications.Get(CaptureResponse(WithHeader(WithoutRetry(t.Context()), "X-Team", "a"), &info), "1")
		if !errors.Is(err, ErrServer) || tokenRequests(mock) != 3 || info.StatusCode != 0 {
			t.Errorf("%d requests, %v, %+v", tokenRequests(mock), err, info)
		}
	})
}

func TestWithAttemptTimeout(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, mock := mocked(t, WithRetry(RetryPolicy{MaxAttempts: 2, BaseDelay: 1}))
		mock.RegisterNoResponder(func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, r.Context().Err()
		})
		calls := map[string]func(ctx context.Context) error{
			"a method": func(ctx context.Context) error { _, err := c.Applications.Get(ctx, "1"); return err },
			"a file": func(ctx context.Context) error {
				_, err := c.Do(ctx, request(t, "GET", "/x", nil))
				return err
			},
			"a stream": func(ctx context.Context) error {
				_, err := c.Do(WithoutRetry(ctx), request(t, "PUT", "/x", &closing{Reader: strings.NewReader("x")}))
				return err
			},
		}
		for name, call := range calls {
			if _, err := c.Token(t.Context()); err != nil {
				t.Fatal(err)
			}
			start := time.Now()
			err := call(WithAttemptTimeout(t.Context(), time.Hour))
			want := 2 * time.Hour
			if name == "a stream" {
				want = time.Hour
			}
			if took := time.Since(start).Round(time.Second); !errors.Is(err, context.DeadlineExceeded) || took != want {
				t.Errorf("%s: got %v after %s", name, err, took)
			}
		}
	})
}

func TestWithHeader(t *testing.T) {
	t.Parallel()
	c, mock := mocked(t)
	var got http.Header
	mock.RegisterResponder("GET", appURL, func(r *http.Request) (*http.Response, error) {
		got = r.Header
		return httpmock.NewStringResponse(200, `{"id":"1"}`), nil
	})
	one := WithHeader(t.Context(), "x-team", "a")
	two := WithHeader(WithHeader(one, "X-Team", "b"), "If-Match", `"1"`)
	for want, ctx := range map[string]context.Context{"a ": one, `b "1"`: two, " ": t.Context()} {
		if _, err := c.Applications.Get(ctx, "1"); err != nil || got.Get("X-Team")+" "+got.Get("If-Match") != want {
			t.Errorf("%s: sent %v, %v", want, got, err)
		}
	}
}

func TestSettingsOfCallsRefuse(t *testing.T) {
	t.Parallel()
	c, mock := mocked(t)
	ctx := t.Context()
	for want, ctx := range map[string]context.Context{
		"the header Authorization is set by the client":           WithHeader(ctx, "authorization", "Bearer s3cret"),
		"the header Cookie is set by the client":                  WithHeader(ctx, "Cookie", "s3cret"),
		"the header Content-Type is set by the client":            WithHeader(ctx, "content-type", "text/plain"),
		"the header Accept is set by the client":                  WithHeader(ctx, "Accept", "text/plain"),
		"the header User-Agent is set by the client":              WithHeader(ctx, "User-Agent", "x"),
		"the header Activityid is set by the client":              WithHeader(ctx, "activityid", "x"),
		"the header Host is set by the client":                    WithHeader(ctx, "Host", "x"),
		"the header Transfer-Encoding is set by the client":       WithHeader(ctx, "Transfer-Encoding", "x"),
		`"" is not the name of a header`:                          WithHeader(ctx, "", "x"),
		`"a b" is not the name of a header`:                       WithHeader(ctx, "a b", "x"),
		`"é" is not the name of a header`:                         WithHeader(ctx, "é", "x"),
		"the header X-Y contains a control character":             WithHeader(ctx, "X-Y", "a\r\nb: s3cret"),
		"the timeout of an attempt, 0s, is not positive":          WithAttemptTimeout(ctx, 0),
		"the timeout of an attempt, -1ns, is not positive":        WithAttemptTimeout(ctx, -1),
		"the response to capture is nil":                          CaptureResponse(ctx, nil),
		"the correlation id does not consist of 1 to 128 visible": WithCorrelationID(ctx, "a b"),
	} {
		_, err := c.Applications.Get(WithHeader(ctx, "X-Good", "x"), "1")
		if !errors.Is(err, ErrInvalidInput) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v", want, err)
			continue
		}
		checkText(t, err)
	}
	if n := mock.GetTotalCallCount() - tokenRequests(mock); n != 0 {
		t.Errorf("%d requests", n)
	}
}

func TestCaptureResponse(t *testing.T) {
	t.Parallel()
	c, mock := mocked(t, WithRetry(RetryPolicy{MaxAttempts: 2, BaseDelay: 1}))
	header := http.Header{"X-Trace": {"7"}, "Content-Type": {"application/json"}}
	for name, tt := range map[string]struct {
		answer httpmock.Responder
		want   int
	}{
		"success": {httpmock.NewStringResponder(200, `{"id":"1"}`).HeaderSet(header), 200},
		"failure": {httpmock.NewStringResponder(404, ``).HeaderSet(header), 404},
		"a second attempt": {httpmock.NewStringResponder(503, ``).HeaderSet(header).
			Then(httpmock.NewStringResponder(200, `{"id":"1"}`).HeaderSet(header)), 200},
		"no response": {httpmock.NewStringResponder(503, ``).HeaderSet(header).
			Then(httpmock.NewErrorResponder(errors.New("broken"))), 0},
	} {
		mock.RegisterResponder("GET", appURL, tt.answer)
		var info ResponseInfo
		_, err := c.Applications.Get(CaptureResponse(t.Context(), &info), "1")
		if info.StatusCode != tt.want || (info.Header.Get("X-Trace") == "7") != (tt.want != 0) || (err == nil) != (tt.want == 200) {
			t.Errorf("%s: got %+v, %v", name, info, err)
		}
	}
}
