package asgardeo

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/jarcoal/httpmock"
	"golang.org/x/oauth2"
)

func TestTokenRequest(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		id, secret string
		header     bool
	}{
		{"abcDEF_123", "s3cret_S3CRET", true},
		{"a-b.c~d", "x", true},
		{"a:b", "x", false},
		{"a", "x:y", false},
		{"a", "x y", false},
		{"a", "x+y/z==", false},
		{"a", "x%41", false},
		{"a=b", "x", false},
		{"a", "x&client_id=b", false},
	} {
		c, mock := mocked(t, WithClientCredentials(tt.id, tt.secret), WithScopes("one", "two"))
		mock.RegisterResponder("POST", BaseURLUS+"/t/example/oauth2/token", func(r *http.Request) (*http.Response, error) {
			body, _ := io.ReadAll(r.Body)
			r.Body = io.NopCloser(strings.NewReader(string(body)))
			authorization := r.Header.Get("Authorization")
			if tt.header {
				if want := "Basic " + base64.StdEncoding.EncodeToString([]byte(tt.id+":"+tt.secret)); authorization != want {
					t.Errorf("%s: the header is %s", tt.id, authorization)
				}
				if string(body) != "grant_type=client_credentials&scope=one+two" {
					t.Errorf("%s: the form is %s", tt.id, body)
				}
			} else if authorization != "" || r.FormValue("client_id") != tt.id || r.FormValue("client_secret") != tt.secret || len(r.Form) != 4 {
				t.Errorf("%s: the header is %s, the form %v", tt.id, authorization, r.Form)
			}
			if r.Header.Get("Content-Type") != "application/x-www-form-urlencoded" || r.URL.RawQuery != "" {
				t.Errorf("got %v, %s", r.Header, r.URL)
			}
			return httpmock.NewJsonResponse(200, map[string]any{"access_token": testToken, "expires_in": 60})
		})
		if token, err := c.Token(t.Context()); err != nil || token.AccessToken != testToken || tokenRequests(mock) != 1 {
			t.Errorf("%s: got %v, %v", tt.id, token, err)
		}
	}
}

// tokens is a token endpoint for a cache.
type tokens struct {
	fetches atomic.Int32
	answer  func(ctx context.Context, n int) (*oauth2.Token, error)
}

func (s *tokens) cache() *tokenCache {
	return &tokenCache{now: time.Now, fetch: func(ctx context.Context) (*oauth2.Token, error) {
		return s.answer(ctx, int(s.fetches.Add(1)))
	}}
}

// fresh returns the nth token, valid for an hour.
func fresh(n int) *oauth2.Token {
	return &oauth2.Token{AccessToken: fmt.Sprint(n), Expiry: time.Now().Add(time.Hour)}
}

func wantToken(t *testing.T, c *tokenCache, want string) {
	t.Helper()
	token, err := c.TokenContext(t.Context())
	if err != nil || token.AccessToken != want {
		t.Errorf("after %s: got %v, %v, want %s", time.Since(epoch), token, err, want)
	}
}

// epoch is the start time of a synctest bubble.
var epoch = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

func TestManyCallersShareAFetch(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &tokens{answer: func(_ context.Context, n int) (*oauth2.Token, error) {
			time.Sleep(time.Second)
			return fresh(n), nil
		}}
		c := s.cache()
		var wg sync.WaitGroup
		for range 1000 {
			wg.Go(func() { wantToken(t, c, "1") })
		}
		wg.Wait()
		if n := s.fetches.Load(); n != 1 {
			t.Errorf("%d fetches", n)
		}
	})
}

func TestManyCallersFromColdWithRequests(t *testing.T) {
	t.Parallel()
	c, mock := mocked(t)
	mock.RegisterResponder("GET", appURL, httpmock.NewJsonResponderOrPanic(200, map[string]any{"id": "1"}))
	var wg sync.WaitGroup
	for range 1000 {
		wg.Go(func() {
			if _, err := c.Applications.Get(t.Context(), "1"); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := tokenRequests(mock); n != 1 {
		t.Errorf("%d token requests", n)
	}
}

func TestFetchEndsWithItsLastCaller(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var cancelled atomic.Int32
		s := &tokens{answer: func(ctx context.Context, n int) (*oauth2.Token, error) {
			select {
			case <-time.After(10 * time.Second):
				return fresh(n), nil
			case <-ctx.Done():
				cancelled.Add(1)
				return nil, ctx.Err()
			}
		}}
		c := s.cache()
		impatient := func(wait time.Duration) {
			ctx, cancel := context.WithTimeout(t.Context(), wait)
			defer cancel()
			start := time.Now()
			if _, err := c.TokenContext(ctx); !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "access token") || time.Since(start) != wait {
				t.Errorf("got %v after %s", err, time.Since(start))
			}
		}
		// Both callers leave: the fetch ends with the second one.
		var wg sync.WaitGroup
		wg.Go(func() { impatient(time.Second) })
		wg.Go(func() { impatient(2 * time.Second) })
		wg.Wait()
		synctest.Wait()
		if s.fetches.Load() != 1 || cancelled.Load() != 1 {
			t.Errorf("%d fetches, %d cancelled", s.fetches.Load(), cancelled.Load())
		}
		// The first caller leaves, and the second gets the token of the same fetch, which was not canceled.
		wg.Go(func() { impatient(time.Second) })
		synctest.Wait()
		wantToken(t, c, "2")
		wg.Wait()
		if s.fetches.Load() != 2 || cancelled.Load() != 1 || time.Since(epoch) != 12*time.Second {
			t.Errorf("%d fetches, %d cancelled, %s", s.fetches.Load(), cancelled.Load(), time.Since(epoch))
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := c.TokenContext(ctx); err != context.Canceled {
			t.Errorf("a context that has ended: %v", err)
		}
	})
}

// A fetch that ends while its last caller leaves must neither be lost for later callers nor block them.
func TestFetchThatIgnoresCancellation(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &tokens{answer: func(_ context.Context, n int) (*oauth2.Token, error) {
			time.Sleep(time.Minute / time.Duration(n))
			return fresh(n), nil
		}}
		c := s.cache()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := c.TokenContext(ctx); err == nil {
			t.Error("it came too early")
		}
		wantToken(t, c, "2")
		time.Sleep(time.Minute)
		wantToken(t, c, "2")
	})
}

func TestRenewal(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &tokens{answer: func(ctx context.Context, n int) (*oauth2.Token, error) {
			if n > 1 {
				time.Sleep(10 * time.Second)
			}
			return fresh(n), ctx.Err()
		}}
		c := s.cache()
		wantToken(t, c, "1")
		time.Sleep(54*time.Minute + 59*time.Second)
		wantToken(t, c, "1")
		synctest.Wait()
		if s.fetches.Load() != 1 {
			t.Error("it was renewed too early")
		}
		time.Sleep(time.Second)
		ctx, cancel := context.WithCancel(t.Context())
		for range 1000 {
			if token, err := c.TokenContext(ctx); err != nil || token.AccessToken != "1" {
				t.Fatalf("callers wait for the renewal: %v, %v", token, err)
			}
		}
		cancel() // the renewal continues
		if time.Since(epoch) != 55*time.Minute {
			t.Errorf("callers waited until %s", time.Since(epoch))
		}
		time.Sleep(10 * time.Second)
		synctest.Wait()
		wantToken(t, c, "2")
		if n := s.fetches.Load(); n != 2 {
			t.Errorf("%d fetches", n)
		}
	})
}

func TestRenewalFails(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &tokens{answer: func(_ context.Context, n int) (*oauth2.Token, error) {
			if n > 1 && time.Since(epoch) < 61*time.Minute {
				return nil, &TokenError{StatusCode: 500}
			}
			return fresh(n), nil
		}}
		c := s.cache()
		for range 3599 - 10 {
			wantToken(t, c, "1")
			time.Sleep(time.Second)
		}
		if n := s.fetches.Load(); n < 5 || n > 11 {
			t.Errorf("%d fetches in five minutes", n)
		}
		time.Sleep(10 * time.Second)
		if token, err := c.TokenContext(t.Context()); err == nil {
			t.Errorf("got %v, which has expired", token.Expiry)
		}
		time.Sleep(2 * time.Minute)
		if _, err := c.TokenContext(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func TestExpiredTokenIsFetchedOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &tokens{answer: func(_ context.Context, n int) (*oauth2.Token, error) {
			time.Sleep(time.Second)
			return fresh(n), nil
		}}
		c := s.cache()
		wantToken(t, c, "1")
		time.Sleep(2 * time.Hour)
		var wg sync.WaitGroup
		for range 100 {
			wg.Go(func() { wantToken(t, c, "2") })
		}
		wg.Wait()
		if n := s.fetches.Load(); n != 2 {
			t.Errorf("%d fetches", n)
		}
	})
}

// The server returns the same opaque token, with its remaining lifetime, until it expires.
func TestOpaqueTokenIsReturnedUntilItExpires(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &tokens{answer: func(context.Context, int) (*oauth2.Token, error) {
			hour := time.Since(epoch).Truncate(time.Hour)
			left := (hour + time.Hour - time.Since(epoch)) / time.Second
			token := &oauth2.Token{AccessToken: fmt.Sprint(int(hour.Hours()))}
			if left > 0 { // like x/oauth2
				token.Expiry = time.Now().Add(left * time.Second)
			}
			return token.WithExtra(map[string]any{"expires_in": float64(left)}), nil
		}}
		time.Sleep(59*time.Minute + 50*time.Second) // another process got the token first
		c := s.cache()
		for time.Since(epoch) < 2*time.Hour+time.Minute {
			before := s.fetches.Load()
			token, err := c.TokenContext(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if want := fmt.Sprint(int(time.Since(epoch).Hours())); token.AccessToken != want {
				t.Fatalf("after %s: got the token of hour %s", time.Since(epoch), token.AccessToken)
			}
			synctest.Wait()
			if s.fetches.Load()-before > 1 {
				t.Fatal("one call made two fetches")
			}
			time.Sleep(200 * time.Millisecond)
		}
		if n := s.fetches.Load(); n > 6 {
			t.Errorf("%d fetches for three tokens", n)
		}
	})
}

func TestLifetimes(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		expires any
		after   time.Duration
		fetches int32
	}{
		"none":      {nil, 1000 * time.Hour, 1},
		"zero":      {0, 0, 2},
		"negative":  {-1, 0, 2},
		"one":       {1, 800 * time.Millisecond, 1},
		"one, over": {1, time.Second, 2},
		"a text":    {"3600", 50 * time.Minute, 1},
		"ages":      {int64(1) << 62, 1000 * time.Hour, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				c, mock := mocked(t)
				answer := map[string]any{"access_token": testToken}
				if tt.expires != nil {
					answer["expires_in"] = tt.expires
				}
				mock.RegisterResponder("POST", BaseURLUS+"/t/example/oauth2/token", httpmock.NewJsonResponderOrPanic(200, answer))
				if token, err := c.Token(t.Context()); err != nil || token.AccessToken != testToken {
					t.Fatalf("got %v, %v", token, err)
				}
				time.Sleep(tt.after)
				if _, err := c.Token(t.Context()); err != nil {
					t.Fatal(err)
				}
				if n := tokenRequests(mock); n != int(tt.fetches) {
					t.Errorf("%d fetches, want %d", n, tt.fetches)
				}
			})
		})
	}
}

func TestRevokedToken(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, mock := mocked(t, WithRetry(RetryPolicy{MaxAttempts: 4}))
		issued, valid := 0, ""
		mock.RegisterResponder("POST", BaseURLUS+"/t/example/oauth2/token", func(*http.Request) (*http.Response, error) {
			issued++
			valid = fmt.Sprint("token", issued)
			return httpmock.NewJsonResponse(200, map[string]any{"access_token": valid, "expires_in": 3600})
		})
		mock.RegisterResponder("GET", appURL, func(r *http.Request) (*http.Response, error) {
			if r.Header.Get("Authorization") != "Bearer "+valid {
				return httpmock.NewStringResponse(401, ""), nil
			}
			return httpmock.NewJsonResponse(200, map[string]any{"id": "1"})
		})
		get := func() error {
			_, err := c.Applications.Get(t.Context(), "1")
			return err
		}
		if err := get(); err != nil {
			t.Fatal(err)
		}
		valid = "" // revoked
		if err := get(); err != nil || issued != 2 {
			t.Errorf("the first time: %v, %d tokens", err, issued)
		}
		for issued < 4 {
			valid = ""
			if err := get(); err != nil {
				t.Errorf("at once again: %v, %d tokens", err, issued)
			}
		}
		valid = ""
		if err := get(); !errors.Is(err, ErrUnauthorized) || issued != 4 {
			t.Errorf("too often: %v, %d tokens", err, issued)
		}
		for range 100 {
			time.Sleep(10 * time.Second)
			valid = ""
			if err := get(); err != nil {
				t.Errorf("later, every ten seconds: %v, %d tokens", err, issued)
			}
		}
		issued = 0
		// If the server rejects every token, the client does not request one after another.
		mock.RegisterResponder("GET", appURL, httpmock.NewStringResponder(401, ""))
		for range 600 {
			if err := get(); !errors.Is(err, ErrUnauthorized) {
				t.Errorf("got %v", err)
			}
			time.Sleep(time.Second)
		}
		if issued > 3+60 {
			t.Errorf("%d tokens in ten minutes", issued)
		}
	})
}

func TestTokenErrors(t *testing.T) {
	t.Parallel()
	text := func(status int, body string, header ...string) httpmock.Responder {
		h := http.Header{"Content-Type": {"application/json"}}
		for i := 0; i+1 < len(header); i += 2 {
			h.Set(header[i], header[i+1])
		}
		return httpmock.NewStringResponder(status, body).HeaderSet(h)
	}
	refused := &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
	for name, tt := range map[string]struct {
		answer      httpmock.Responder
		requests    int
		status      int
		code, shows string
		is          error
	}{
		"wrong secret":          {text(401, `{"error":"invalid_client","error_description":"Client credentials are invalid."}`), 1, 401, "invalid_client", "check the client id and the client secret", ErrUnauthorized},
		"wrong grant":           {text(400, `{"error":"unauthorized_client","error_description":"no"}`), 1, 400, "unauthorized_client", "client_credentials grant", ErrForbidden},
		"unknown organization":  {text(404, `{"code":"404","message":"Not Found","description":"no such tenant"}`), 1, 404, "", "no such tenant; check the organization's name and the base URL", nil},
		"unknown, in HTML":      {text(404, "<html>\n<body>gone", "Content-Type", "text/html"), 1, 404, "", "Not Found: gone; check the organization", nil},
		"unknown, empty":        {text(404, ""), 1, 404, "", "check the organization", nil},
		"internal":              {text(500, `{"error":"server_error","error_description":"Internal Server Error."}`, "WWW-Authenticate", "Basic"), 3, 500, "server_error", ": server_error: Internal Server Error", ErrServer},
		"database":              {text(502, `{"error":"server_error"}`), 3, 502, "server_error", "", ErrServer},
		"unavailable":           {text(503, "busy", "Content-Type", "text/plain"), 3, 503, "", "busy", ErrServer},
		"unavailable for long":  {text(503, "", "Retry-After", "3600"), 1, 503, "", "503", ErrServer},
		"unavailable for 2 s":   {text(503, "", "Retry-After", "2"), 3, 503, "", "503", ErrServer},
		"too many":              {text(429, ""), 3, 429, "", "Too Many Requests", ErrRateLimited},
		"HTML 200":              {text(200, "<html>", "Content-Type", "text/html"), 1, 200, "", "text/html", ErrUnexpectedResponse},
		"login page with 200":   {text(200, "<html><title>Sign in</title><script>1<2</script>", "Content-Type", "text/html"), 1, 200, "", "200 OK: Sign in: ", ErrUnexpectedResponse},
		"no token in it":        {text(200, `{"token_type":"Bearer"}`), 1, 0, "", "access_token", ErrUnexpectedResponse},
		"empty 200":             {text(200, ""), 1, 0, "", "", ErrUnexpectedResponse},
		"an error with 200":     {text(200, `{"error":"invalid_client","error_description":"no s3cret_s3cret","client_secret":"x"}`), 1, 200, "invalid_client", "200 OK: invalid_client: no [redacted]; check the client id", ErrUnauthorized},
		"an odd error with 200": {text(200, `{"error":{"code":7,"message":"nope"}}`), 1, 200, "", "200 OK: nope", nil},
		"byte order mark":       {text(401, "\ufeff"+`{"error":"invalid_client","error_description":"no"}`), 1, 401, "invalid_client", "invalid_client: no", ErrUnauthorized},
		"fault of a gateway":    {text(429, `{"fault":{"code":900802,"message":"Message throttled out","description":"Slow down"}}`), 3, 429, "", "Message throttled out Slow down", ErrRateLimited},
		"refused":               {httpmock.NewErrorResponder(refused), 3, 0, "", "refused", syscall.ECONNREFUSED},
		"no host":               {httpmock.NewErrorResponder(&net.DNSError{Err: "no such host", IsNotFound: true}), 3, 0, "", "no such host", nil},
		"echo":                  {text(401, `{"error":"invalid_client","error_description":"not s3cret_s3cret"}`), 1, 401, "invalid_client", "not [redacted]", ErrUnauthorized},
		"echo in the code":      {text(400, `{"error":"s3cret_s3cret"}`), 1, 400, "[redacted]", "", ErrBadRequest},
		"echo in a page":        {text(400, strings.Repeat("x", 115)+"s3cret_s3cret"), 1, 400, "", "xxx[reda", ErrBadRequest},
		"echo in base64":        {text(403, "<p>blocked: Basic "+base64.StdEncoding.EncodeToString([]byte(testID+":"+testSecret))), 1, 403, "", "Basic [redacted]", ErrForbidden},
		"escaped echo":          {text(400, `{"message":"s3cret\u005fs3cret"}`), 1, 400, "", "[redacted]", ErrBadRequest},
		"echo in an odd object": {text(400, `{"client_secret":"s3cret_s3cret"}`), 1, 400, "", "400", ErrBadRequest},
		"several lines":         {text(400, `{"error":"a\nb","error_description":"c\r\nd\u2028e\u001b[31m\u202e"}`), 1, 400, "a\nb", "a b: c d e [31m", ErrBadRequest},
		"long":                  {text(400, `{"error":"e","error_description":"`+strings.Repeat("é", 1<<16)+`"}`), 1, 400, "e", "...", ErrBadRequest},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				c, mock := mocked(t, WithRetry(RetryPolicy{MaxAttempts: 3}))
				mock.RegisterResponder("POST", BaseURLUS+"/t/example/oauth2/token", tt.answer)
				start := time.Now()
				_, err := c.Applications.Get(t.Context(), "1")
				var (
					e     *Error
					cause *TokenError
				)
				if !errors.As(err, &e) || !errors.As(err, &cause) || e.Err != cause {
					t.Fatalf("got %#v", err)
				}
				if e.StatusCode != 0 || cause.StatusCode != tt.status || cause.Code != tt.code || cause.TokenURL != BaseURLUS+"/t/example/oauth2/token" {
					t.Errorf("got %+v", *cause)
				}
				for _, sentinel := range []error{ErrUnauthorized, ErrForbidden, ErrNotFound, ErrConflict, ErrBadRequest, ErrServer, ErrRateLimited} {
					if errors.Is(err, sentinel) != (sentinel == tt.is) {
						t.Errorf("%v is %v", err, sentinel)
					}
				}
				if tt.is != nil && !errors.Is(err, tt.is) {
					t.Errorf("got %v, want %v", err, tt.is)
				}
				if n := tokenRequests(mock); n != tt.requests || time.Since(start) > 20*time.Second {
					t.Errorf("%d requests in %s, want %d", n, time.Since(start), tt.requests)
				}
				if !strings.Contains(err.Error(), tt.shows) {
					t.Errorf("got %v, want %q", err, tt.shows)
				}
				checkText(t, err)
				checkText(t, cause)
			})
		})
	}
}

func TestTokenFetchRecovers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, mock := mocked(t, WithRetry(RetryPolicy{MaxAttempts: 3}))
		good, _ := httpmock.NewJsonResponse(200, map[string]any{"access_token": testToken})
		mock.RegisterResponder("POST", BaseURLUS+"/t/example/oauth2/token", httpmock.ResponderFromMultipleResponses(
			[]*http.Response{httpmock.NewStringResponse(503, ""), httpmock.NewStringResponse(500, ""), good}))
		if token, err := c.Token(t.Context()); err != nil || token.AccessToken != testToken {
			t.Errorf("got %v, %v", token, err)
		}
	})
}

func TestTokenFetchIsBounded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, mock := mocked(t)
		mock.RegisterResponder("POST", BaseURLUS+"/t/example/oauth2/token", func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, r.Context().Err()
		})
		start := time.Now()
		_, err := c.Token(t.Context())
		if e := new(TokenError); !errors.As(err, &e) || time.Since(start) != tokenTimeout {
			t.Errorf("got %v after %s", err, time.Since(start))
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := c.Applications.Get(ctx, "1"); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
	})
}

type sourceFunc func() (*oauth2.Token, error)

func (f sourceFunc) Token() (*oauth2.Token, error) { return f() }

func TestCallersTokenSource(t *testing.T) {
	t.Parallel()
	broken := errors.New("the vault\nis sealed")
	for name, tt := range map[string]struct {
		source sourceFunc
		shows  string
		is     error
	}{
		"error":      {func() (*oauth2.Token, error) { return nil, broken }, "no access token: the vault is sealed", broken},
		"nil":        {func() (*oauth2.Token, error) { return nil, nil }, "returned no access token", nil},
		"empty":      {func() (*oauth2.Token, error) { return &oauth2.Token{}, nil }, "returned no access token", nil},
		"oauth2":     {func() (*oauth2.Token, error) { return nil, &oauth2.RetrieveError{ErrorCode: "invalid_grant"} }, "no access token: invalid_grant", nil},
		"line break": {func() (*oauth2.Token, error) { return &oauth2.Token{AccessToken: "s3cret_s3cret\nX: y"}, nil }, "invalid in a header", nil},
		"DEL":        {func() (*oauth2.Token, error) { return &oauth2.Token{AccessToken: "s3cret_s3cret\x7f"}, nil }, "invalid in a header", nil},
		"no ASCII":   {func() (*oauth2.Token, error) { return &oauth2.Token{AccessToken: "s3cret_s3cret\u0080"}, nil }, "invalid in a header", nil},
		"odd type": {func() (*oauth2.Token, error) {
			return &oauth2.Token{AccessToken: "x", TokenType: "s3cret_s3cret\r\nX"}, nil
		}, "invalid in a header", nil},
		"quotes a token": {func() (*oauth2.Token, error) {
			return &oauth2.Token{AccessToken: "s3cret_s3cret"}, errors.New("not s3cret_s3cret")
		}, "not [redacted]", nil},
		"quotes a refresh token": {func() (*oauth2.Token, error) {
			return &oauth2.Token{RefreshToken: "s3cret_s3cret"}, errors.New("bad s3cret%5fs3cret")
		}, "bad [redacted]", nil},
		"address": {func() (*oauth2.Token, error) {
			return nil, &url.Error{Op: "Post", URL: "https://id:s3cret_s3cret@example.com/token?client_secret=s3cret_s3cret", Err: broken}
		}, `Post "https://[redacted]@example.com/token?[redacted]": the vault is sealed`, broken},
		"oauth2, quoted form": {func() (*oauth2.Token, error) {
			return nil, &oauth2.RetrieveError{Response: &http.Response{StatusCode: 400}, Body: []byte("bad: grant_type=x&client_secret=s3cret_s3cret&refresh_token=s3cret_too")}
		}, "client_secret=[redacted]", nil},
		"oauth2, quoted JSON": {func() (*oauth2.Token, error) {
			return nil, &oauth2.RetrieveError{ErrorCode: "x", ErrorDescription: `got {"password":"s3cret_s3cret"}`}
		}, `{"password":"[redacted]"}`, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, mock := mocked(t, WithTokenSource(tt.source))
			_, err := c.Applications.Get(t.Context(), "1")
			if err == nil || !strings.Contains(err.Error(), tt.shows) || tt.is != nil && !errors.Is(err, tt.is) {
				t.Errorf("got %v", err)
			}
			if e := new(TokenError); !errors.As(err, &e) || e.TokenURL != "" {
				t.Errorf("got %#v", err)
			}
			if mock.GetTotalCallCount() != 0 {
				t.Error("a request was sent")
			}
			checkText(t, err)
		})
	}
	t.Run("blocks", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			free := make(chan struct{})
			asked := 0
			c, _ := mocked(t, WithTokenSource(sourceFunc(func() (*oauth2.Token, error) { asked++; <-free; return nil, broken })))
			for range 3 { // they all wait for the same answer
				ctx, cancel := context.WithTimeout(t.Context(), time.Second)
				if _, err := c.Applications.Get(ctx, "1"); !errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("got %v", err)
				}
				cancel()
			}
			close(free)
			synctest.Wait()
			if asked != 1 {
				t.Errorf("the source was asked %d times", asked)
			}
			if _, err := c.Applications.Get(t.Context(), "1"); !errors.Is(err, broken) || asked != 2 {
				t.Errorf("afterwards: %v, asked %d times", err, asked)
			}
		})
	})
}

// Callers that wait for a token when the client is closed get ErrClosed.
func TestCloseWhileATokenIsFetched(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, mock := mocked(t)
		mock.RegisterResponder("POST", BaseURLUS+"/t/example/oauth2/token", func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, r.Context().Err()
		})
		var wg sync.WaitGroup
		for _, client := range []*Client{c, c.SubOrganization("sub")} {
			wg.Go(func() {
				if _, err := client.Applications.Get(t.Context(), "1"); !errors.Is(err, ErrClosed) {
					t.Errorf("got %v", err)
				}
			})
		}
		synctest.Wait()
		if err := c.Close(t.Context()); err != nil {
			t.Error(err)
		}
		wg.Wait()
	})
}
