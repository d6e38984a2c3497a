package rest

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

func TestSameServer(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		a, b string
		want bool
	}{
		{"https://a.example/x", "https://a.example/y?z", true},
		{"https://a.example", "https://A.EXAMPLE:443", true},
		{"http://a.example:80", "http://a.example", true},
		{"https://a.example", "http://a.example", false},
		{"http://127.0.0.1:1", "https://127.0.0.1:1", false},
		{"https://a.example", "https://a.example:8443", false},
		{"https://a.example", "https://b.a.example", false},
		{"https://a.example", "https://a.example.evil.example", false},
		{"https://a.example", "https://a.example@evil.example", false},
	} {
		a, _ := url.Parse(tt.a)
		b, _ := url.Parse(tt.b)
		if sameServer(a, b) != tt.want || sameServer(b, a) != tt.want {
			t.Errorf("%s, %s: want %v", tt.a, tt.b, tt.want)
		}
	}
}

// Neither the token nor the body of a request is sent to another server.
func TestRedirectsToAnotherServerAreNotFollowed(t *testing.T) {
	t.Parallel()
	other := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		t.Errorf("the other server got %s %v %s", r.Method, r.Header, body)
	}))
	defer other.Close()
	for _, status := range []int{301, 302, 303, 307, 308} {
		for _, steps := range []string{"/elsewhere", "/here"} {
			for name, hc := range map[string]*http.Client{
				"plain": {}, "lenient": {CheckRedirect: func(*http.Request, []*http.Request) error { return nil }},
			} {
				server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					to := "/t/org/api/elsewhere"
					if strings.HasSuffix(r.URL.Path, "/elsewhere") {
						to = other.URL + "/the-access-token"
					}
					http.Redirect(w, r, to, status)
				}))
				c := testClient(nil)
				c.BaseURL, c.HTTP = server.URL+"/t/org", hc
				for _, method := range []string{"GET", "POST", "PUT", "DELETE"} {
					call := &Call{Method: method, Path: steps}
					if err := call.SetBody(c, "application/json", "body"); err != nil {
						t.Fatal(err)
					}
					_, err := Exec(t.Context(), c, call)
					if !errors.Is(err, ErrUnexpectedResponse) || !strings.Contains(err.Error(), "redirect") || strings.Contains(err.Error(), accessToken) {
						t.Errorf("%s %d %s with a %s client: got %v", method, status, steps, name, err)
					}
				}
				server.Close()
			}
		}
	}
}

func TestRedirectsOnTheServer(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasSuffix(r.URL.Path, "/there") {
			http.Redirect(w, r, "/there", http.StatusPermanentRedirect)
			return
		}
		if body, _ := io.ReadAll(r.Body); string(body) != `"body"` || r.Header.Get("Authorization") != "Bearer "+accessToken {
			t.Errorf("got %v, %s", r.Header, body)
		}
	}))
	defer server.Close()
	c := testClient(nil)
	c.BaseURL = server.URL
	send := func() error {
		call := &Call{Method: "PUT", Path: "/x"}
		if err := call.SetBody(c, "application/json", "body"); err != nil {
			t.Fatal(err)
		}
		_, err := Exec(t.Context(), c, call)
		return err
	}
	asked := 0
	c.HTTP = &http.Client{}
	if err := send(); err != nil {
		t.Error(err)
	}
	c.HTTP = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { asked++; return nil }}
	if err := send(); err != nil || asked != 1 {
		t.Errorf("the caller's CheckRedirect was called %d times: %v", asked, err)
	}
	c.HTTP = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	if err := send(); failure(t, err).StatusCode != 308 {
		t.Errorf("the caller's CheckRedirect is not applied: %v", err)
	}
}

// The response to a GET does not show the result of the original request: neither that it failed, nor that it may be
// retried.
func TestRedirectsToAnotherOperation(t *testing.T) {
	t.Parallel()
	for _, status := range []int{200, 401, 404, 429, 503} {
		for _, method := range []string{"POST", "PUT", "PATCH", "DELETE"} {
			var got []string
			c := testClient(func(r *http.Request) (*http.Response, error) {
				got = append(got, r.Method)
				if r.Method == method {
					return answer(http.StatusSeeOther, http.Header{"Location": {"/there"}}, http.NoBody), nil
				}
				return answer(status, http.Header{"Retry-After": {"0"}}, http.NoBody), nil
			})
			c.Tokens = &staticTokens{another: true}
			_, err := Exec(t.Context(), c, &Call{Method: method, Path: "/x"})
			if f := failure(t, err); f.StatusCode != 0 || !errors.Is(err, ErrUnexpectedResponse) || !errors.Is(err, ErrOutcomeUnknown) || len(got) != 1 {
				t.Errorf("%s, then %d: sent %v, got %v", method, status, got, err)
			}
		}
	}
}

func TestRedirectIsAnError(t *testing.T) {
	t.Parallel()
	c := testClient(func(r *http.Request) (*http.Response, error) {
		if r.URL.Path == "/login" {
			res := answer(200, nil, strings.NewReader("{}"))
			res.Request = r
			return res, nil
		}
		return answer(302, http.Header{"Location": {"/login"}}, http.NoBody), nil
	})
	_, err := Exec(t.Context(), c, &Call{Method: http.MethodDelete, Path: "/x"})
	if !errors.Is(err, ErrUnexpectedResponse) || !strings.Contains(err.Error(), "redirect") {
		t.Errorf("got %v", err)
	}
}

// A redirect that is not followed is not retried, whether the SDK or the caller stopped it.
func TestRedirectsAreNotRetried(t *testing.T) {
	t.Parallel()
	for name, check := range map[string]func(*http.Request, []*http.Request) error{
		"the caller": func(*http.Request, []*http.Request) error { return io.ErrNoProgress },
		"the SDK":    nil,
	} {
		c := testClient(func(r *http.Request) (*http.Response, error) {
			return answer(308, http.Header{"Location": {r.URL.Path}}, http.NoBody), nil
		})
		c.HTTP.CheckRedirect = check
		if n, err := attempts(t.Context(), t, c, "PUT"); err == nil || n != 1 {
			t.Errorf("%s: %d attempts, %v", name, n, err)
		}
	}
}
