package asgardeo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/jarcoal/httpmock"
)

const idpURL = BaseURLUS + "/t/example/api/server/v1/identity-providers"

func request(t *testing.T, method, address string, body io.Reader) *http.Request {
	t.Helper()
	req, err := http.NewRequest(method, address, body)
	if err != nil {
		t.Fatal(err)
	}
	return req
}

func TestDoResolvesURLs(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ base, address, want string }{
		"relative":           {"", "/api/server/v1/identity-providers?limit=1&filter=a%20b", idpURL + "?limit=1&filter=a%20b"},
		"without a slash":    {"", "api/server/v1/identity-providers", idpURL},
		"with a final slash": {"", "/api/server/v1/identity-providers/", idpURL + "/"},
		"an escaped space":   {"", "/api/server/v1/identity-providers/a%20b", idpURL + "/a%20b"},
		"a format":           {"", "/api/server/v1/identity-providers/%25s", idpURL + "/%25s"},
		"with the tenant":    {"", "/t/example/api/server/v1/identity-providers", idpURL},
		"absolute":           {"", idpURL + "/1", idpURL + "/1"},
		"absolute with port": {"", "https://API.asgardeo.io:443/t/example/api/server/v1/identity-providers", idpURL},
		"below a path":       {"https://is.example/identity", "/identity/t/example/scim2/Agents", "https://is.example/identity/t/example/scim2/Agents"},
	} {
		options := []Option{}
		if tt.base != "" {
			options = append(options, WithBaseURL(tt.base))
		}
		c, mock := mocked(t, options...)
		token := httpmock.NewJsonResponderOrPanic(200, map[string]any{"access_token": testToken})
		mock.RegisterResponder("POST", "https://is.example/identity/t/example/oauth2/token", token)
		var got *http.Request
		mock.RegisterNoResponder(func(r *http.Request) (*http.Response, error) {
			got = r
			resp := httpmock.NewStringResponse(200, "body")
			resp.Request = r // as net/http does
			return resp, nil
		})
		resp, err := c.Do(t.Context(), request(t, "GET", tt.address, nil))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		body, err := io.ReadAll(resp.Body)
		if got.URL.String() != tt.want || string(body) != "body" || err != nil || resp.Body.Close() != nil {
			t.Errorf("%s: sent %s, got %s, %v", name, got.URL, body, err)
		}
		if got.Header.Get("Authorization") != "Bearer "+testToken || got.Header.Get("Accept") != "application/json" {
			t.Errorf("%s: sent %v", name, got.Header)
		}
		if resp.Request == nil || resp.Request.Header.Get("Authorization") != "" {
			t.Errorf("%s: the response has the token", name)
		}
	}
}

func TestDoRefuses(t *testing.T) {
	t.Parallel()
	c, mock := mocked(t)
	header := func(name, value string) *http.Request {
		req := request(t, "GET", "/scim2/Agents", nil)
		req.Header[name] = []string{value}
		return req
	}
	changed := func(change func(*http.Request)) *http.Request {
		req := request(t, "GET", "/scim2/Agents", nil)
		change(req)
		return req
	}
	for name, tt := range map[string]struct {
		req  *http.Request
		want string
	}{
		"no request":           {nil, "the request is nil"},
		"no URL":               {&http.Request{}, "the request has no URL"},
		"another server":       {request(t, "GET", "https://other.example/t/example/scim2/Users", nil), "the URL is not on the server of https://api.asgardeo.io/t/example"},
		"another scheme":       {request(t, "GET", "http://api.asgardeo.io/t/example/scim2/Users", nil), "the URL is not on the server of https://api.asgardeo.io/t/example"},
		"no scheme":            {request(t, "GET", "//other.example/scim2/Users", nil), "the URL is not on the server of https://api.asgardeo.io/t/example"},
		"another organization": {request(t, "GET", BaseURLUS+"/t/other/scim2/Users", nil), "the URL is not below https://api.asgardeo.io/t/example"},
		"a longer name":        {request(t, "GET", BaseURLUS+"/t/example2/scim2/Users", nil), "the URL is not below https://api.asgardeo.io/t/example"},
		"another, relative":    {request(t, "GET", "/t/other/scim2/Users", nil), "the URL belongs to another organization than https://api.asgardeo.io/t/example"},
		"dot segments":         {request(t, "GET", "/scim2/../../other", nil), `a segment of the path ".." contains`},
		"escaped dots":         {request(t, "GET", "/scim2/%2e%2E/other", nil), `a segment of the path ".." contains`},
		"an escaped slash":     {request(t, "GET", "/scim2/..%2f..%2fother", nil), "a segment of the path"},
		"a parameter":          {request(t, "GET", "/scim2;x/Users", nil), "a segment of the path"},
		"an empty segment":     {request(t, "GET", "/scim2//Users", nil), "a segment of the path is empty"},
		"no path":              {request(t, "GET", "/", nil), "a segment of the path is empty"},
		"a user":               {request(t, "GET", "https://a:s3cret@api.asgardeo.io/t/example/scim2/Users", nil), "the URL contains user information, a fragment or an opaque part"},
		"a fragment":           {request(t, "GET", "/scim2/Users#s3cret", nil), "the URL contains user information, a fragment or an opaque part"},
		"another Host":         {changed(func(r *http.Request) { r.Host = "other.example" }), "the Host of the request differs from the host of its URL"},
		"a token":              {header("Authorization", "Bearer s3cret"), "the header Authorization is set by the client"},
		"a token, lower case":  {header("authorization", "Bearer s3cret"), "the header Authorization is set by the client"},
		"a cookie":             {header("Cookie", "s3cret"), "the header Cookie is set by the client"},
		"no header name":       {header("a b", "s3cret"), `"a b" is not the name of a header`},
		"a line break":         {header("X-Y", "a\r\nb: s3cret"), "the header X-Y contains a control character"},
		"a trailer":            {changed(func(r *http.Request) { r.Trailer = http.Header{} }), "trailers and transfer encodings are not supported"},
		"a malformed method":   {changed(func(r *http.Request) { r.Method = "a b" }), "invalid method"},
	} {
		resp, err := c.Do(t.Context(), tt.req)
		var e *Error
		if resp != nil || !errors.Is(err, ErrInvalidInput) || !errors.As(err, &e) || e.Operation != "Do" || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v", name, err)
			continue
		}
		checkText(t, err)
	}
	if n := mock.GetTotalCallCount() - tokenRequests(mock); n != 0 {
		t.Errorf("%d requests", n)
	}
	var none context.Context
	if _, err := c.Do(none, request(t, "GET", "/scim2/Agents", nil)); !errors.Is(err, ErrInvalidInput) {
		t.Errorf("no context: got %v", err)
	}
	if err := c.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Do(t.Context(), request(t, "GET", "/scim2/Agents", nil)); !errors.Is(err, ErrClosed) {
		t.Errorf("closed: got %v", err)
	}
}

// closing records whether it was closed.
type closing struct {
	io.Reader
	closed bool
}

func (c *closing) Close() error {
	c.closed = true
	return nil
}

// Requests are retried by the same rules as all others, with the complete body, if it can be read again.
func TestDoRetries(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		method   string
		stream   bool
		status   int
		requests int
		unknown  bool
	}{
		"GET":             {"GET", false, 503, 4, false},
		"PUT":             {"PUT", false, 503, 4, true},
		"PUT of a stream": {"PUT", true, 503, 1, true},
		"DELETE":          {"DELETE", false, 502, 4, true},
		"POST":            {"POST", false, 503, 1, true},
		"PATCH":           {"PATCH", false, 504, 1, true},
		"POST with 429":   {"POST", false, 429, 4, false},
		"stream with 429": {"POST", true, 429, 1, false},
		"POST that fails": {"POST", false, 500, 1, false},
	} {
		synctest.Test(t, func(t *testing.T) {
			c, mock := mocked(t, WithRetry(RetryPolicy{MaxAttempts: 4}))
			requests := 0
			mock.RegisterNoResponder(func(r *http.Request) (*http.Response, error) {
				body, err := io.ReadAll(r.Body)
				if requests++; err != nil || string(body) != "abc" || r.Header.Get("Content-Type") != "text/plain" || !tt.stream && r.ContentLength != 3 {
					t.Errorf("%s: sent %q of %d bytes, %v, %v", name, body, r.ContentLength, r.Header, err)
				}
				return httpmock.NewStringResponse(tt.status, `{"code":"IDP-1","message":"No.","traceId":"t-1"}`), nil
			})
			body := &closing{Reader: strings.NewReader("abc")}
			req := request(t, tt.method, "/api/server/v1/identity-providers", strings.NewReader("abc"))
			if tt.stream {
				req = request(t, tt.method, "/api/server/v1/identity-providers", body)
			}
			req.Header.Set("Content-Type", "text/plain")
			resp, err := c.Do(t.Context(), req)
			var e *Error
			if resp != nil || !errors.As(err, &e) || e.StatusCode != tt.status || e.TraceID != "t-1" || errors.Is(err, ErrOutcomeUnknown) != tt.unknown || requests != tt.requests {
				t.Errorf("%s: %d requests, %v", name, requests, err)
			}
			if tt.stream && !body.closed {
				t.Errorf("%s: the body is not closed", name)
			}
		})
	}
}

func TestDoFails(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		answer httpmock.Responder
		is     error
		want   string
	}{
		"404": {httpmock.NewStringResponder(404, `{"code":"IDP-60002","message":"No such one.","description":"It is gone.","traceId":"t-1"}`), ErrNotFound,
			"asgardeo: Do: POST /t/example/api/server/v1/identity-providers: 404 Not Found: IDP-60002: No such one: It is gone (trace id t-1)"},
		"a redirect": {httpmock.NewStringResponder(303, "").HeaderSet(http.Header{"Location": {"/x?y"}}), ErrUnexpectedResponse, "changes the method"},
		"304":        {httpmock.NewStringResponder(304, ""), nil, "asgardeo: Do: POST /t/example/api/server/v1/identity-providers: 304 Not Modified"},
		"a page with 202": {httpmock.NewStringResponder(202, "<title>Sign in</title>").HeaderSet(http.Header{"Content-Type": {"text/html"}}), ErrUnexpectedResponse,
			"the body is text/html"},
		"a page": {httpmock.NewStringResponder(200, "<title>Sign in</title>").HeaderSet(http.Header{"Content-Type": {"text/html"}}), ErrUnexpectedResponse,
			"200 OK: Sign in: the request may have been carried out: unexpected response: the body is text/html; check the state"},
	} {
		c, mock := mocked(t)
		mock.RegisterNoResponder(tt.answer)
		_, err := c.Do(t.Context(), request(t, "POST", "/api/server/v1/identity-providers?x=s3cret", strings.NewReader("{}")))
		if err == nil || tt.is != nil && !errors.Is(err, tt.is) || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v", name, err)
			continue
		}
		checkText(t, err)
	}
}

func TestDoReturnsRequestedPages(t *testing.T) {
	t.Parallel()
	c, mock := mocked(t)
	mock.RegisterNoResponder(httpmock.NewStringResponder(202, "<p>").HeaderSet(http.Header{"Content-Type": {"text/html"}}))
	req := request(t, "POST", "/x", nil)
	req.Header.Set("accept", "text/html")
	resp, err := c.Do(t.Context(), req)
	if err != nil || resp.StatusCode != 202 {
		t.Errorf("got %v, %v", resp, err)
	}
}

// If the server repeats a rejected body, the error does not contain its secrets.
func TestDoRedacts(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]io.Reader{
		"JSON":         strings.NewReader(`{"name":"x","properties":[{"key":"a","password":"s3cret_s3cret"}]}`),
		"an object":    strings.NewReader(`{"credentials":{"of":"s3cret_s3cret"}}`),
		"of SCIM":      strings.NewReader(`{"accessKey":"x","clientSecret":"s3cret_s3cret"}`),
		"a stream":     io.MultiReader(strings.NewReader(`{"name":"x","client_secret":"s3cret_s3cret"}`)),
		"a form":       strings.NewReader(url.Values{"a": {"b"}, "password": {"s3cret_s3cret"}, "c": {"d"}}.Encode()),
		"a long query": strings.NewReader("token=x&client_assertion=s3cret_s3cret"),
	} {
		c, mock := mocked(t)
		mock.RegisterNoResponder(func(r *http.Request) (*http.Response, error) {
			sent, _ := io.ReadAll(r.Body)
			return httpmock.NewStringResponse(400, fmt.Sprintf(`{"message":%q}`, "cannot read "+string(sent))), nil
		})
		_, err := c.Do(t.Context(), request(t, "POST", "/x", body))
		if !errors.Is(err, ErrBadRequest) || !strings.Contains(err.Error(), "[redacted]") {
			t.Errorf("%s: got %v", name, err)
		}
		checkText(t, err)
	}
}

// The default timeout limits neither the upload of a stream nor the reading of a body.
func TestDoWaitsForStreams(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, mock := mocked(t)
		c.rest.Timeout = time.Minute
		mock.RegisterNoResponder(func(r *http.Request) (*http.Response, error) {
			if r.Method == "PUT" {
				time.Sleep(time.Hour)
			}
			return &http.Response{StatusCode: 200, Body: io.NopCloser(contextReader{r.Context()})}, r.Context().Err()
		})
		for name, req := range map[string]*http.Request{
			"a stream": request(t, "PUT", "/x", &closing{Reader: strings.NewReader("x")}),
			"a body":   request(t, "GET", "/x", nil),
		} {
			resp, err := c.Do(t.Context(), req)
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			time.Sleep(time.Hour)
			if _, err := io.ReadAll(resp.Body); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			resp.Body.Close()
		}
	})
}

// contextReader returns EOF, or the error of the context.
type contextReader struct{ ctx context.Context }

func (r contextReader) Read([]byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return 0, io.EOF
}

// A truncated body returns an error of the operation.
func TestDoReportsATruncatedBody(t *testing.T) {
	t.Parallel()
	c, mock := mocked(t)
	mock.RegisterNoResponder(func(*http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: 200, Body: io.NopCloser(io.MultiReader(strings.NewReader("ab"), brokenReader{}))}, nil
	})
	resp, err := c.Do(t.Context(), request(t, "GET", "/x", nil))
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(resp.Body)
	if e := new(Error); string(body) != "ab" || !errors.As(err, &e) || e.Operation != "Do" || !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("got %q, %v", body, err)
	}
}

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// Requests of Do count towards the rate limit, and those of the bulk endpoint as bulk requests.
func TestDoObeysTheRateLimit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, mock := mocked(t, WithRateLimit(RateLimit{PerMinute: 1000, BulkPerMinute: 1}))
		mock.RegisterNoResponder(httpmock.NewStringResponder(200, "{}"))
		start := time.Now()
		for range 2 {
			for _, path := range []string{"/scim2/Users", "/scim2/Bulk"} {
				if _, err := c.Do(t.Context(), request(t, "POST", path, nil)); err != nil {
					t.Fatal(err)
				}
			}
		}
		if took := time.Since(start); took < time.Minute || took > 65*time.Second {
			t.Errorf("it took %s", took)
		}
	})
}
