package asgardeo_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/jarcoal/httpmock"
	"golang.org/x/oauth2"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
	"github.com/seed-01804ef5/asgardeo-go/scim"
)

// answering returns a client that gets responses with these statuses in order, and then with the last one. Responses
// with the status 429 or 503 have a Retry-After header.
func answering(t *testing.T, retryAfter string, statuses ...int) *asgardeo.Client {
	t.Helper()
	n := 0
	mock := httpmock.NewMockTransport()
	mock.RegisterNoResponder(func(*http.Request) (*http.Response, error) {
		status := statuses[min(n, len(statuses)-1)]
		n++
		resp := httpmock.NewStringResponse(status, `{"code":"X-1","message":"No."}`)
		if status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable {
			resp.Header.Set("Retry-After", retryAfter)
		}
		return resp, nil
	})
	client, err := asgardeo.New("example",
		asgardeo.WithHTTPClient(&http.Client{Transport: mock}), asgardeo.WithoutRateLimit(),
		asgardeo.WithTokenSource(oauth2.StaticTokenSource(&oauth2.Token{AccessToken: "x"})))
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// The error contains the Retry-After time, as a value and in its text.
func TestRetryAfterInErrors(t *testing.T) {
	t.Parallel()
	calls := map[string]func(context.Context, *asgardeo.Client) error{
		"applications": func(ctx context.Context, c *asgardeo.Client) error { return c.Applications.Delete(ctx, "1") },
		"apiresources": func(ctx context.Context, c *asgardeo.Client) error { return c.APIResources.Delete(ctx, "1") },
		"scim": func(ctx context.Context, c *asgardeo.Client) error {
			_, err := c.SCIM.Users.Create(ctx, &scim.User{UserName: "kim"})
			return err
		},
	}
	for _, tt := range []struct {
		status int
		header string
		want   time.Duration
		text   string
	}{
		{429, "7", 7 * time.Second, "; the server asks to retry after 7s"},
		{503, "3600", time.Hour, "; the server asks to retry after 1h0m0s"},
		{503, "Sat, 01 Jan 2000 00:10:00 GMT", 10 * time.Minute, "; the server asks to retry after 10m0s"},
		{429, "0", 0, ""},
		{429, "soon", 0, ""},
		{400, "7", 0, ""}, // without the header
	} {
		for name, call := range calls {
			t.Run(fmt.Sprintf("%s, %d after %s", name, tt.status, tt.header), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) { // the fake clock starts on 2000-01-01
					c := answering(t, tt.header, tt.status)
					ctx, cancel := context.WithTimeout(t.Context(), time.Second)
					defer cancel()
					err := call(ctx, c)
					var e *asgardeo.Error
					if !errors.As(err, &e) || e.StatusCode != tt.status || e.RetryAfter > tt.want || e.RetryAfter < tt.want-time.Second {
						t.Fatalf("got %#v", err)
					}
					if text := err.Error(); !strings.Contains(text, tt.text) || strings.Contains(text, "asks to retry") != (tt.text != "") {
						t.Errorf("the text is %q", text)
					}
				})
			})
		}
	}
	t.Run("token", func(t *testing.T) {
		t.Parallel()
		mock := httpmock.NewMockTransport()
		mock.RegisterNoResponder(httpmock.NewStringResponder(503, "").HeaderSet(http.Header{"Retry-After": {"60"}}))
		c, err := asgardeo.New("example", asgardeo.WithClientCredentials("id", "secret"), asgardeo.WithHTTPClient(&http.Client{Transport: mock}))
		if err != nil {
			t.Fatal(err)
		}
		var e *asgardeo.TokenError
		if _, err = c.Token(t.Context()); !errors.As(err, &e) || e.RetryAfter != time.Minute || !strings.Contains(err.Error(), "asks to retry after 1m0s") {
			t.Errorf("got %#v", err)
		}
		var outer *asgardeo.Error
		if _, err = c.Applications.Get(t.Context(), "1"); !errors.As(err, &outer) || strings.Count(err.Error(), "asks to retry") != 1 {
			t.Errorf("got %v", err)
		}
	})
}

// A DELETE with the status 404 succeeds only if an earlier attempt may have deleted the resource.
func TestDeleteAfterAnEarlierAttempt(t *testing.T) {
	t.Parallel()
	for name, call := range map[string]func(context.Context, *asgardeo.Client) error{
		"applications": func(ctx context.Context, c *asgardeo.Client) error { return c.Applications.Delete(ctx, "1") },
		"apiresources": func(ctx context.Context, c *asgardeo.Client) error { return c.APIResources.Delete(ctx, "1") },
		"users":        func(ctx context.Context, c *asgardeo.Client) error { return c.SCIM.Users.Delete(ctx, "1") },
		"groups":       func(ctx context.Context, c *asgardeo.Client) error { return c.SCIM.Groups.Delete(ctx, "1") },
	} {
		for statuses, done := range map[[2]int]bool{
			{404, 0}: false, {429, 404}: false, {503, 404}: false, {502, 404}: true, {504, 404}: true,
		} {
			synctest.Test(t, func(t *testing.T) {
				c := answering(t, "1", statuses[:]...)
				err := call(t.Context(), c)
				if done != (err == nil) || !done && !errors.Is(err, asgardeo.ErrNotFound) {
					t.Errorf("%s after %v: %v", name, statuses, err)
				}
			})
		}
	}
}
