package asgardeo

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/jarcoal/httpmock"
)

func sign(context.Context, string) (string, error) { return "s3cret_s3cret.assertion", nil }

func TestClientAuthentication(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		option Option
		want   string
	}{
		"post": {WithClientSecretPost(testID, testSecret), "client_id=" + testID + "&client_secret=" + testSecret + "&grant_type=client_credentials&scope=a"},
		"assertion": {WithClientAssertion(testID, sign), "client_assertion=s3cret_s3cret.assertion" +
			"&client_assertion_type=" + url.QueryEscape("urn:ietf:params:oauth:client-assertion-type:jwt-bearer") +
			"&client_id=" + testID + "&grant_type=client_credentials&scope=a"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, mock := mocked(t, tt.option, WithScopes("a"))
			mock.RegisterResponder("POST", BaseURLUS+"/t/example/oauth2/token", func(r *http.Request) (*http.Response, error) {
				body, _ := io.ReadAll(r.Body)
				if string(body) != tt.want || r.Header.Get("Authorization") != "" {
					t.Errorf("sent %s, %v", body, r.Header)
				}
				return httpmock.NewStringResponse(400, fmt.Sprintf(`{"error":"invalid_request","error_description":%q}`, body)), nil
			})
			_, err := c.Applications.Get(t.Context(), "1")
			if e := new(TokenError); !errors.As(err, &e) || !strings.Contains(e.Description, "[redacted]") {
				t.Errorf("got %v", err)
			}
			checkText(t, err)
		})
	}
}

func TestAssertionFails(t *testing.T) {
	t.Parallel()
	broken := errors.New("the vault is sealed")
	var audience string
	c, mock := mocked(t, WithClientAssertion(testID, func(_ context.Context, aud string) (string, error) {
		audience = aud
		return "", broken
	}))
	_, err := c.Applications.Get(t.Context(), "1")
	if e := new(TokenError); !errors.Is(err, broken) || !errors.As(err, &e) || tokenRequests(mock) != 0 || audience != BaseURLUS+"/t/example/oauth2/token" {
		t.Errorf("got %v for %s", err, audience)
	}
}

func TestInsecureHTTP(t *testing.T) {
	t.Parallel()
	c, err := New("example", WithInsecureHTTP(), WithBaseURL("http://is.example:9763"), WithClientCredentials(testID, testSecret))
	if err != nil || c.rest.BaseURL != "http://is.example:9763/t/example" {
		t.Errorf("got %v, %v", c, err)
	}
}

func TestDefaultRateLimit(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		base   string
		option Option
		want   bool
	}{
		{"", nil, true},
		{BaseURLUS, nil, true},
		{BaseURLEU + "/t/example", nil, true},
		{"https://API.asgardeo.io:443/", nil, true},
		{BaseURLUS, WithRateLimit(RateLimit{}), true},
		{BaseURLUS, WithoutRateLimit(), false},
		{"https://localhost:9443", nil, false},
		{"https://localhost:9443", WithRateLimit(RateLimit{}), false},
		{"https://api.asgardeo.io.example", nil, false},
		{"https://localhost:9443", WithRateLimit(RateLimit{PerMinute: 1}), true},
	} {
		options := []Option{WithClientCredentials(testID, testSecret)}
		if tt.option != nil {
			options = append(options, tt.option)
		}
		if tt.base != "" {
			options = append(options, WithBaseURL(tt.base))
		}
		c, err := New("example", options...)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.rest.Limits != nil; got != tt.want {
			t.Errorf("%s: limits are on: %v, want %v", tt.base, got, tt.want)
		}
		if c.SubOrganization("1").rest.Limits != c.rest.Limits {
			t.Errorf("%s: the sub-organization has limits of its own", tt.base)
		}
	}
}

// Token requests count towards the rate limit, and so do the requests of sub-organizations.
func TestRateLimitIsShared(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, mock := mocked(t, WithRateLimit(RateLimit{PerMinute: 3}))
		mock.RegisterResponder("GET", appURL, httpmock.NewStringResponder(200, `{"id":"1"}`))
		mock.RegisterResponder("GET", BaseURLUS+"/t/example/o/api/server/v1/applications/1", httpmock.NewStringResponder(200, `{"id":"1"}`))
		start := time.Now()
		for _, c := range []*Client{c, c.SubOrganization("o")} {
			if _, err := c.Applications.Get(t.Context(), "1"); err != nil {
				t.Fatal(err)
			}
		}
		if took := time.Since(start); mock.GetTotalCallCount() != 4 || took < time.Minute || took > 65*time.Second {
			t.Errorf("%d requests took %s", mock.GetTotalCallCount(), took)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err := c.Applications.Get(ctx, "1")
		if e := new(Error); !errors.Is(err, ErrRateLimited) || !errors.As(err, &e) || e.StatusCode != 0 {
			t.Errorf("got %v", err)
		}
	})
}

func TestRetryPolicyOfTheCaller(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		token int // status
		want  string
	}{
		"of the operation": {200, "[applications.Get 1 false applications.Get 2 false]"},
		"of the token":     {503, "[oauth2.Token 1 true]"},
	} {
		var seen []any
		synctest.Test(t, func(t *testing.T) {
			c, mock := mocked(t, WithRetry(RetryPolicy{MaxAttempts: 3,
				CheckRetry: func(a Attempt) (time.Duration, bool) {
					seen = append(seen, a.Operation, a.Number, a.WillRetry)
					return time.Hour, a.Operation == "applications.Get"
				}}))
			mock.RegisterResponder("POST", BaseURLUS+"/t/example/oauth2/token", httpmock.NewStringResponder(tt.token, `{"access_token":"x"}`))
			mock.RegisterResponder("GET", appURL, httpmock.NewStringResponder(500, ""))
			start := time.Now()
			if _, err := c.Applications.Get(t.Context(), "1"); err == nil || fmt.Sprint(seen) != tt.want {
				t.Errorf("%s: got %v, %v", name, err, seen)
			}
			if took := time.Since(start); took != time.Duration(strings.Count(tt.want, "Get"))*time.Hour {
				t.Errorf("%s: it took %s", name, took)
			}
		})
	}
}

// A token request, which contains the secret, does not follow redirects to another server.
func TestTokenRequestsAreNotRedirected(t *testing.T) {
	t.Parallel()
	other := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		t.Errorf("the other server got %v %s", r.Header, body)
	}))
	defer other.Close()
	server := httptest.NewServer(http.RedirectHandler(other.URL, http.StatusTemporaryRedirect))
	defer server.Close()
	for _, credentials := range []Option{WithClientCredentials(testID, testSecret), WithClientSecretPost(testID, testSecret), WithClientAssertion(testID, sign)} {
		c, err := New("example", WithBaseURL(server.URL), credentials)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.Token(t.Context()); !errors.Is(err, ErrUnexpectedResponse) || !strings.Contains(err.Error(), "another server") {
			t.Errorf("got %v", err)
		}
	}
}

func TestLogger(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	c, mock := mocked(t, WithLogger(slog.New(slog.NewJSONHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug}))))
	mock.RegisterResponder("GET", appURL, httpmock.NewStringResponder(404, `{"code":"APP-60006","traceId":"t-1"}`))
	_, err := c.Applications.Get(WithCorrelationID(t.Context(), "c-1"), "1")
	if !errors.Is(err, ErrNotFound) {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != 2 || !strings.Contains(lines[0], `"operation":"oauth2.Token","method":"POST","attempt":1`) ||
		!strings.Contains(lines[1], `"operation":"applications.Get"`) || !strings.Contains(lines[1], `"status":404,"trace_id":"t-1","correlation_id":"c-1"`) {
		t.Errorf("got %s", out.String())
	}
	for _, secret := range []string{testSecret, testToken, "https://"} {
		if strings.Contains(out.String(), secret) {
			t.Errorf("%s is in %s", secret, out.String())
		}
	}
}

// No way of printing a client shows its secret, even if it reads unexported fields.
func TestClientHidesItsSecret(t *testing.T) {
	t.Parallel()
	for name, credentials := range map[string]Option{
		"basic": WithClientCredentials(testID, testSecret), "post": WithClientSecretPost(testID, testSecret),
	} {
		c, _ := mocked(t, credentials)
		c.SubOrganization("1")
		if _, err := c.Token(t.Context()); err != nil {
			t.Fatal(err)
		}
		holder := struct {
			Client *Client
			Any    any
			List   []*Client
		}{c, c, []*Client{c}}
		var out bytes.Buffer
		for _, v := range []any{c, *c, holder, &holder, []*Client{c}, map[string]any{"c": c}, c.rest, *c.rest, c.family.endpoint, *c.family.endpoint, c.family.endpoint.credentials, *c.family.endpoint.credentials} {
			for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x"} {
				fmt.Fprintf(&out, verb, v)
			}
			slog.New(slog.NewJSONHandler(&out, nil)).Info("m", "v", v)
			slog.New(slog.NewTextHandler(&out, nil)).Info("m", "v", v)
		}
		for _, secret := range []string{testSecret, testToken, fmt.Sprintf("%x", testSecret), fmt.Sprintf("%x", testToken)} {
			if strings.Contains(out.String(), secret) {
				t.Errorf("%s: %s is shown", name, secret)
			}
		}
		if got := fmt.Sprintf("%v %+v %#v", c, c, c); got != strings.TrimSpace(strings.Repeat("asgardeo.Client("+BaseURLUS+"/t/example) ", 3)) {
			t.Errorf("got %s", got)
		}
		if found := find(reflect.ValueOf(c), testSecret, map[uintptr]bool{}, "c"); found != "" {
			t.Errorf("%s: the secret is in %s", name, found)
		}
	}
}

// find searches every string that is reachable from a value, and returns the path to the text.
func find(v reflect.Value, text string, seen map[uintptr]bool, way string) string {
	switch v.Kind() {
	case reflect.String:
		if strings.Contains(v.String(), text) {
			return way
		}
	case reflect.Pointer:
		if v.IsNil() || seen[v.Pointer()] {
			return ""
		}
		seen[v.Pointer()] = true
		return find(v.Elem(), text, seen, way)
	case reflect.Interface:
		return find(v.Elem(), text, seen, way)
	case reflect.Struct:
		for i := range v.NumField() {
			if found := find(v.Field(i), text, seen, way+"."+v.Type().Field(i).Name); found != "" {
				return found
			}
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			if found := find(v.Index(i), text, seen, way+"[]"); found != "" {
				return found
			}
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			if found := find(v.MapIndex(key), text, seen, way+"[]"); found != "" {
				return found
			}
		}
	}
	return ""
}
