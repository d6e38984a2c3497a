package asgardeo

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/jarcoal/httpmock"
	"golang.org/x/oauth2"
)

const (
	testID     = "test_client_id"
	testSecret = "s3cret_s3cret"
	testToken  = "test-access-token"
)

func TestOrganizationURL(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ base, organization, want string }{
		{BaseURLUS, "example", "https://api.asgardeo.io/t/example"},
		{BaseURLEU, "example", "https://api.eu.asgardeo.io/t/example"},
		{BaseURLUS + "/", "my-org_1.x", "https://api.asgardeo.io/t/my-org_1.x"},
		{BaseURLUS + "/t/example", "example", "https://api.asgardeo.io/t/example"},
		{BaseURLUS + "/t/example//", "example", "https://api.asgardeo.io/t/example"},
		{"https://localhost:9443", SuperTenant, "https://localhost:9443"},
		{"https://localhost:9443/", SuperTenant, "https://localhost:9443"},
		{"https://localhost:9443/t/carbon.super", SuperTenant, "https://localhost:9443/t/carbon.super"},
		{"https://is.example:9443", "tenant.com", "https://is.example:9443/t/tenant.com"},
		{"https://example.com/identity/", "example", "https://example.com/identity/t/example"},
		{"https://example.com/identity/t/example", "example", "https://example.com/identity/t/example"},
		{"https://example.com/api/identity", "example", "https://example.com/api/identity/t/example"},
		{"https://console.example/", "example", "https://console.example/t/example"},
		{"https://t/example", "example", "https://t/example/t/example"}, // a host with the name t
		{"HTTPS://example.com", "example", "HTTPS://example.com/t/example"},
		{"http://localhost:8080", "example", "http://localhost:8080/t/example"},
		{"http://LOCALHOST", "example", "http://LOCALHOST/t/example"},
		{"http://127.0.0.1:1", "example", "http://127.0.0.1:1/t/example"},
		{"http://127.9.9.9", "example", "http://127.9.9.9/t/example"},
		{"http://[::1]:8080", "example", "http://[::1]:8080/t/example"},
		{"https://[2001:db8::1]", "example", "https://[2001:db8::1]/t/example"},
	} {
		got, err := (&settings{baseURL: tt.base}).organizationURL("the organization", tt.organization)
		if got != tt.want || err != nil {
			t.Errorf("%s, %s: got %s, %v", tt.base, tt.organization, got, err)
		}
		if _, err := http.NewRequest("GET", got+"/x", nil); err != nil {
			t.Errorf("%s: %v", got, err)
		}
	}
}

func TestOrganizationURLRefuses(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ base, organization, names string }{
		{BaseURLUS, "", "organization"},
		{BaseURLUS, "a/b", "organization"},
		{BaseURLUS, "..", "organization"},
		{BaseURLUS, "a..b", "organization"},
		{BaseURLUS, "a b", "organization"},
		{BaseURLUS, "a\n", "organization"},
		{BaseURLUS, "é", "organization"},
		{BaseURLUS, "a?b", "organization"},
		{"https://example.com/..", "example", "base URL"},
		{"https://example.com/a/./b", "example", "base URL"},
		{"api.asgardeo.io", "example", "base URL"},
		{"localhost:9443", "example", "base URL"},
		{"ftp://example.com", "example", "base URL"},
		{"https://", "example", "base URL"},
		{"https://:443", "example", "base URL"},
		{"https:///x", "example", "base URL"},
		{"https://example.com:port", "example", "base URL"},
		{"https://example.com:99999", "example", "base URL"},
		{"https://example.com:0", "example", "base URL"},
		{"https://example.com:-1", "example", "base URL"},
		{"https://exa mple.com", "example", "base URL"},
		{" https://example.com", "example", "base URL"},
		{"https://example.com\n", "example", "base URL"},
		{"https://example.com/%zz", "example", "base URL"},
		{"https://[::1", "example", "base URL"},
		{"https://example.com?", "example", "base URL"},
		{"https://example.com#", "example", "base URL"},
		{"https://example.com/?s3cret_s3cret=1", "example", "base URL"},
		{"https://example.com/#s3cret_s3cret", "example", "base URL"},
		{"https://user:s3cret_s3cret@example.com", "example", "base URL"},
		{"user:s3cret_s3cret@example.com", "example", "base URL"},
		{"https//user:s3cret_s3cret@example.com", "example", "base URL"},
		{"https://user:s3cret_s3cret@example.com:port", "example", "base URL"},
		{"http://example.com", "example", "https"},
		{"http://127.0.0.1.example.com", "example", "https"},
		{"http://localhost.example.com", "example", "https"},
		{"http://10.0.0.1", "example", "https"},
		{"http://[2001:db8::1]", "example", "https"},
		{BaseURLUS + "/t/other", "example", "another organization"},
		{BaseURLUS + "/t/Example", "example", "another organization"},
		{BaseURLUS + "/t/other/api", "example", "another organization"},
		{BaseURLUS + "/t/", "example", "no organization after /t/"},
		{"https://localhost:9443/t/other", SuperTenant, "another organization"},
		{BaseURLUS + "/t/example/oauth2/token", "example", "endpoint or a page below the organization: use https://api.asgardeo.io/t/example"},
		{BaseURLUS + "/t/example/scim2", "example", "use https://api.asgardeo.io/t/example"},
		{BaseURLUS + "/t/example/api/server/v1/", "example", "use https://api.asgardeo.io/t/example"},
		{BaseURLUS + "/t/example/o", "example", "use https://api.asgardeo.io/t/example"},
		{"https://localhost:9443/t/example/console/applications", "example", "use https://localhost:9443/t/example"},
		{"https://localhost:9443/t/carbon.super/scim2/Users", SuperTenant, "use https://localhost:9443/t/carbon.super"},
		{"https://localhost:9443/api/server/v1", SuperTenant, "use https://localhost:9443"},
		{"https://localhost:9443/scim2/Users", "example", "use https://localhost:9443"},
		{"https://example.com/identity/oauth2/token", "example", "use https://example.com/identity"},
		{"https://example.com/%41/oauth2/token", "example", "use https://example.com/%41"},
		{"https://localhost:9443/console", SuperTenant, "use https://localhost:9443"},
		{"https://localhost:9443/carbon/", SuperTenant, "use https://localhost:9443"},
		{"https://console.asgardeo.io/t/example/develop", "example", "the website console.asgardeo.io, not of the API: use https://api.asgardeo.io"},
		{"https://console.asgardeo.io", "example", "use https://api.asgardeo.io"},
		{"https://Console.eu.asgardeo.io/t/example/develop/applications?state=s3cret_s3cret#x", "example", "use https://api.eu.asgardeo.io"},
		{"https://myaccount.asgardeo.io/t/example", "example", "use https://api.asgardeo.io"},
	} {
		_, err := New(tt.organization, WithBaseURL(tt.base), WithClientCredentials(testID, testSecret))
		if !errors.Is(err, ErrInvalidInput) || !strings.Contains(err.Error(), tt.names) || strings.Contains(err.Error(), testSecret) {
			t.Errorf("%s, %s: got %v", tt.base, tt.organization, err)
		}
	}
}

func TestOptions(t *testing.T) {
	t.Parallel()
	c, err := New("example", WithClientCredentials(testID, testSecret), WithRetry(RetryPolicy{MaxAttempts: 7}), WithRetry(RetryPolicy{BaseDelay: 1}),
		WithUserAgent("first/1"), WithUserAgent("service/2"), WithBaseURL("https://ignored.example"), WithBaseURL(BaseURLEU))
	if err != nil {
		t.Fatal(err)
	}
	if c.rest.Retry.MaxAttempts != 7 || c.rest.Retry.BaseDelay != 1 || c.rest.Retry.MaxDelay != 20*time.Second {
		t.Errorf("the policy is %+v", c.rest.Retry)
	}
	if !strings.HasPrefix(c.rest.UserAgent, "service/2 asgardeo-go/") || c.rest.BaseURL != BaseURLEU+"/t/example" {
		t.Errorf("got %s, %s", c.rest.UserAgent, c.rest.BaseURL)
	}
	if c.rest.HTTP == http.DefaultClient || c.rest.Timeout == 0 {
		t.Error("the default client waits for ever")
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		if s := fmt.Sprintf(verb, c); strings.Contains(s, testSecret) {
			t.Errorf("%s shows the secret: %s", verb, s)
		}
	}
}

func TestNewFromEnv(t *testing.T) {
	unset := func(names ...string) {
		for _, name := range names {
			t.Setenv(name, "") // restores it at the end
			if err := os.Unsetenv(name); err != nil {
				t.Fatal(err)
			}
		}
	}
	unset(envOrganization, envClientID, envClientSecret, envBaseURL)
	_, err := NewFromEnv()
	if !errors.Is(err, ErrInvalidInput) || !strings.HasSuffix(err.Error(), ": ASGARDEO_ORGANIZATION, ASGARDEO_CLIENT_ID, ASGARDEO_CLIENT_SECRET") {
		t.Errorf("nothing is set: %v", err)
	}
	t.Setenv(envOrganization, "example")
	t.Setenv(envClientSecret, testSecret)
	_, err = NewFromEnv()
	if !errors.Is(err, ErrInvalidInput) || !strings.HasSuffix(err.Error(), ": ASGARDEO_CLIENT_ID") {
		t.Errorf("the client id is not set: %v", err)
	}
	t.Setenv(envClientID, testID)
	c, err := NewFromEnv()
	if err != nil || c.rest.BaseURL != BaseURLUS+"/t/example" {
		t.Errorf("got %v, %v", c, err)
	}
	t.Setenv(envBaseURL, BaseURLEU)
	c, err = NewFromEnv()
	if err != nil || c.rest.BaseURL != BaseURLEU+"/t/example" {
		t.Errorf("got %v, %v", c, err)
	}
	c, err = NewFromEnv(WithBaseURL("https://localhost:9443"), WithTokenSource(oauth2.StaticTokenSource(&oauth2.Token{AccessToken: testToken})))
	if err != nil || c.rest.BaseURL != "https://localhost:9443/t/example" {
		t.Errorf("got %v, %v", c, err)
	}
	if token, err := c.Token(t.Context()); err != nil || token.AccessToken != testToken {
		t.Errorf("options do not override the environment: got %v, %v", token, err)
	}
	for _, malformed := range []string{envBaseURL, envOrganization} {
		old := os.Getenv(malformed)
		t.Setenv(malformed, "local/host")
		if _, err = NewFromEnv(); !errors.Is(err, ErrInvalidInput) || !strings.Contains(err.Error(), malformed) {
			t.Errorf("%s is malformed: %v", malformed, err)
		}
		t.Setenv(malformed, old)
	}
	unset(envClientID, envClientSecret)
	if _, err = NewFromEnv(WithTokenSource(oauth2.StaticTokenSource(&oauth2.Token{AccessToken: testToken}))); err != nil {
		t.Errorf("credentials that an option makes superfluous: %v", err)
	}
	t.Setenv(envClientID, testID)
	t.Setenv(envClientSecret, testSecret)
	t.Setenv(envBaseURL, "https://user:"+testSecret+"@example.com")
	if _, err = NewFromEnv(); !errors.Is(err, ErrInvalidInput) || strings.Contains(err.Error(), testSecret) {
		t.Errorf("got %v", err)
	}
}

// mocked returns a client that sends its requests to a mock with a token endpoint.
func mocked(t *testing.T, options ...Option) (*Client, *httpmock.MockTransport) {
	t.Helper()
	mock := httpmock.NewMockTransport()
	mock.RegisterResponder("POST", BaseURLUS+"/t/example/oauth2/token", httpmock.NewJsonResponderOrPanic(200, map[string]any{
		"access_token": testToken, "token_type": "Bearer", "expires_in": 3600, "scope": "internal_application_mgt_view",
	}))
	defaults := []Option{WithHTTPClient(&http.Client{Transport: mock}), WithRetry(RetryPolicy{MaxAttempts: 1})}
	given, err := apply(options)
	if err != nil {
		t.Fatal(err)
	}
	if given.authentication == "" {
		defaults = append(defaults, WithClientCredentials(testID, testSecret))
	}
	if !given.limited {
		defaults = append(defaults, WithoutRateLimit())
	}
	c, err := New("example", append(defaults, options...)...)
	if err != nil {
		t.Fatal(err)
	}
	return c, mock
}

// tokenRequests and appRequests return the numbers of requests that a mock received.
func tokenRequests(mock *httpmock.MockTransport) int {
	return mock.GetCallCountInfo()["POST "+BaseURLUS+"/t/example/oauth2/token"]
}

const appURL = BaseURLUS + "/t/example/api/server/v1/applications/1"

// The mock is installed after New, so the client must not have copied the HTTP client or its transport.
func TestHTTPClientIsNotModified(t *testing.T) {
	t.Parallel()
	hc := &http.Client{Timeout: time.Minute}
	c, err := New("late-mock", WithHTTPClient(hc), WithClientCredentials(testID, testSecret))
	if err != nil {
		t.Fatal(err)
	}
	if hc.Transport != nil || hc.CheckRedirect != nil || hc.Jar != nil || hc.Timeout != time.Minute {
		t.Errorf("the client was changed: %+v", hc)
	}
	httpmock.ActivateNonDefault(hc)
	defer httpmock.DeactivateNonDefault(hc)
	httpmock.RegisterResponder("POST", BaseURLUS+"/t/late-mock/oauth2/token",
		httpmock.NewJsonResponderOrPanic(200, map[string]any{"access_token": testToken}))
	httpmock.RegisterResponder("GET", BaseURLUS+"/t/late-mock/api/server/v1/applications/1",
		httpmock.NewJsonResponderOrPanic(200, map[string]any{"id": "1", "name": "app"}))
	transport := hc.Transport
	app, err := c.Applications.Get(t.Context(), "1")
	if err != nil || app.Name != "app" {
		t.Errorf("got %v, %v", app, err)
	}
	if hc.Transport != transport || hc.CheckRedirect != nil || hc.Jar != nil || hc.Timeout != time.Minute {
		t.Errorf("the client was changed: %+v", hc)
	}
}

func TestNilContext(t *testing.T) {
	t.Parallel()
	c, _ := mocked(t)
	var none context.Context
	_, token := c.Token(none)
	_, source := c.TokenSource(none).Token()
	_, scopes := c.GrantedScopes(none)
	_, metadata := c.ProviderMetadata(none)
	_, call := c.Applications.Get(none, "1")
	for i, err := range []error{token, source, scopes, metadata, call} {
		if !errors.Is(err, ErrInvalidInput) {
			t.Errorf("%d: got %v", i, err)
		}
	}
}

func TestTokenIsACopy(t *testing.T) {
	t.Parallel()
	c, mock := mocked(t)
	token, err := c.Token(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	token.AccessToken, token.Expiry = "", time.Time{}
	token, err = c.Token(t.Context())
	if err != nil || token.AccessToken != testToken || tokenRequests(mock) != 1 {
		t.Errorf("got %v, %v", token, err)
	}
}

// A client of x/oauth2 can call another API with the tokens of the client.
func TestTokenSource(t *testing.T) {
	t.Parallel()
	c, mock := mocked(t)
	const other = "https://api.asgardeo.io/t/example/api/server/v1/identity-providers"
	mock.RegisterMatcherResponder("GET", other, httpmock.HeaderContains("Authorization", "Bearer "+testToken), httpmock.NewStringResponder(200, "[]"))
	hc := oauth2.NewClient(context.WithValue(t.Context(), oauth2.HTTPClient, &http.Client{Transport: mock}), c.TokenSource(t.Context()))
	for range 2 {
		resp, err := hc.Get(other)
		if err != nil || resp.StatusCode != 200 {
			t.Fatalf("got %v, %v", resp, err)
		}
		_ = resp.Body.Close()
	}
	if n := tokenRequests(mock); n != 1 {
		t.Errorf("%d token requests", n)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := c.TokenSource(ended).Token(); !errors.Is(err, context.Canceled) {
		t.Errorf("with an ended context: %v", err)
	}
}

func TestGrantedScopes(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		answer map[string]any
		want   string
	}{
		"fewer": {map[string]any{"access_token": "x", "scope": "a b"}, "[a b]"},
		"none":  {map[string]any{"access_token": "x"}, "[]"},
	} {
		c, mock := mocked(t)
		mock.RegisterResponder("POST", BaseURLUS+"/t/example/oauth2/token", httpmock.NewJsonResponderOrPanic(200, tt.answer))
		scopes, err := c.GrantedScopes(t.Context())
		if err != nil || scopes == nil || fmt.Sprint(scopes) != tt.want {
			t.Errorf("%s: got %v, %v", name, scopes, err)
		}
	}
	c, _ := mocked(t, WithTokenSource(oauth2.StaticTokenSource(&oauth2.Token{AccessToken: "x"})))
	if scopes, err := c.GrantedScopes(t.Context()); scopes != nil || err == nil {
		t.Errorf("static: got %v, %v", scopes, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := c.GrantedScopes(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestProviderMetadata(t *testing.T) {
	t.Parallel()
	const url = BaseURLUS + "/t/example/oauth2/token/.well-known/openid-configuration"
	for name, tt := range map[string]struct {
		answer httpmock.Responder
		err    error
	}{
		"found":        {httpmock.NewJsonResponderOrPanic(200, map[string]any{"issuer": "https://i", "token_endpoint": "https://t", "jwks_uri": "https://j", "grant_types_supported": []string{"x"}, "more": 1}), nil},
		"no issuer":    {httpmock.NewJsonResponderOrPanic(200, map[string]any{"token_endpoint": "https://t"}), ErrUnexpectedResponse},
		"no endpoint":  {httpmock.NewJsonResponderOrPanic(200, map[string]any{"issuer": "https://i"}), ErrUnexpectedResponse},
		"an error":     {httpmock.NewStringResponder(200, `{"error":"the tenant is not active"}`), ErrUnexpectedResponse},
		"HTML":         {httpmock.NewStringResponder(200, "<html>"), ErrUnexpectedResponse},
		"unknown":      {httpmock.NewStringResponder(404, "<html>"), ErrNotFound},
		"bare string":  {httpmock.NewStringResponder(500, "oops"), ErrServer},
		"wrong member": {httpmock.NewJsonResponderOrPanic(200, map[string]any{"issuer": []int{1}}), ErrUnexpectedResponse},
	} {
		c, mock := mocked(t)
		mock.RegisterResponder("GET", url, tt.answer)
		metadata, err := c.ProviderMetadata(t.Context())
		if !errors.Is(err, tt.err) || tokenRequests(mock) != 0 {
			t.Errorf("%s: got %v after %d token requests", name, err, tokenRequests(mock))
		}
		if tt.err == nil && (metadata.Issuer != "https://i" || metadata.JWKSURI != "https://j" || metadata.GrantTypesSupported[0] != "x") {
			t.Errorf("%s: got %+v", name, metadata)
		}
		if e := new(Error); tt.err != nil && (!errors.As(err, &e) || e.Operation != "oidc.Discovery") {
			t.Errorf("%s: got %#v", name, err)
		}
	}
}

func TestDefaultScopes(t *testing.T) {
	t.Parallel()
	scopes := func(options ...Option) []string {
		c, mock := mocked(t, options...)
		var sent []string
		mock.RegisterResponder("POST", BaseURLUS+"/t/example/oauth2/token", func(r *http.Request) (*http.Response, error) {
			sent = strings.Fields(r.FormValue("scope"))
			return httpmock.NewJsonResponse(200, map[string]any{"access_token": "x"})
		})
		if _, err := c.Token(t.Context()); err != nil {
			t.Fatal(err)
		}
		return sent
	}
	all := scopes()
	seen := map[string]bool{}
	for _, scope := range all {
		if seen[scope] || !strings.HasPrefix(scope, "internal_") {
			t.Errorf("scope %s is requested twice, or is not defined by the API", scope)
		}
		seen[scope] = true
	}
	if !seen["internal_application_mgt_view"] || !seen["internal_api_resource_view"] || !seen["internal_user_mgt_create"] {
		t.Errorf("the default is %v", all)
	}
	for _, none := range [][]string{nil, {}} {
		if _, err := New("example", WithClientCredentials("id", "secret"), WithScopes(none...)); !errors.Is(err, ErrInvalidInput) || !strings.Contains(err.Error(), "WithScopes: no scopes") {
			t.Errorf("without scopes: got %v", err)
		}
	}
	if got := fmt.Sprint(scopes(WithScopes("b", "a"))); got != "[b a]" {
		t.Errorf("got %s", got)
	}
}
