package rest

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log"
	"math"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"
)

// Each row is a permanent failure; the columns are the numbers of requests for each group of methods.
func TestRetryMatrix(t *testing.T) {
	t.Parallel()
	status := func(status int, retryAfter string) func() (*http.Response, error) {
		return func() (*http.Response, error) {
			h := http.Header{"Content-Type": {"application/json"}}
			if retryAfter != "" {
				h.Set("Retry-After", retryAfter)
			}
			return answer(status, h, strings.NewReader("{}")), nil
		}
	}
	fails := func(err error) func() (*http.Response, error) {
		return func() (*http.Response, error) { return nil, err }
	}
	body := func(status int, err error) func() (*http.Response, error) {
		return func() (*http.Response, error) {
			return answer(status, nil, io.MultiReader(strings.NewReader(`{"a`), iotest.ErrReader(err))), nil
		}
	}
	dial := func(err error) error { return &net.OpError{Op: "dial", Net: "tcp", Err: err} }
	tests := map[string]struct {
		fail             func() (*http.Response, error)
		idempotent, post int
		want             int   // status
		is               error // in the chain
		unknown          bool  // whether the outcome is unknown
	}{
		"429":                {status(429, ""), 3, 3, 429, nil, false},
		"429 in 2 s":         {status(429, "2"), 3, 3, 429, nil, false},
		"429 at once":        {status(429, "0"), 3, 3, 429, nil, false},
		"429 in an hour":     {status(429, "3600"), 1, 1, 429, nil, false},
		"429 in an age":      {status(429, "99999999999999999999"), 1, 1, 429, nil, false},
		"429 in nonsense":    {status(429, "-1 moons"), 3, 3, 429, nil, false},
		"429, cut":           {body(429, io.ErrUnexpectedEOF), 3, 3, 429, nil, false},
		"500":                {status(500, ""), 1, 1, 500, nil, false},
		"501":                {status(501, ""), 1, 1, 501, nil, false},
		"502":                {status(502, ""), 3, 1, 502, nil, true},
		"503":                {status(503, ""), 3, 1, 503, nil, true},
		"503 in 2 s":         {status(503, "2"), 3, 3, 503, nil, false},
		"503 at a date":      {status(503, "Sat, 01 Jan 2000 00:00:03 GMT"), 3, 3, 503, nil, false},
		"503 at a past date": {status(503, "Fri, 31 Dec 1999 00:00:03 GMT"), 3, 3, 503, nil, false},
		"503 at a far date":  {status(503, "Mon, 03 Jan 2000 00:00:03 GMT"), 1, 1, 503, nil, false},
		"503 in nonsense":    {status(503, "soon"), 3, 1, 503, nil, true},
		"504":                {status(504, ""), 3, 1, 504, nil, true},
		"400":                {status(400, ""), 1, 1, 400, nil, false},
		"401":                {status(401, ""), 1, 1, 401, nil, false},
		"403":                {status(403, ""), 1, 1, 403, nil, false},
		"404":                {status(404, ""), 1, 1, 404, nil, false},
		"404, cut":           {body(404, io.ErrUnexpectedEOF), 1, 1, 404, nil, false},
		"409":                {status(409, ""), 1, 1, 409, nil, false},
		"304":                {status(304, ""), 1, 1, 304, nil, false},
		// A transport that does not call the trace hooks may have sent a request, regardless of its error.
		"connection refused":        {fails(dial(syscall.ECONNREFUSED)), 3, 1, 0, syscall.ECONNREFUSED, true},
		"dial timeout":              {fails(dial(timeout{})), 3, 1, 0, timeout{}, true},
		"no such host":              {fails(dial(&net.DNSError{Err: "no such host", IsNotFound: true})), 3, 1, 0, nil, true},
		"untrusted":                 {fails(&tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{}}), 1, 1, 0, nil, true},
		"untrusted, by a verifier":  {fails(x509.UnknownAuthorityError{}), 1, 1, 0, nil, true},
		"expired":                   {fails(x509.CertificateInvalidError{Cert: &x509.Certificate{}, Reason: x509.Expired}), 1, 1, 0, nil, true},
		"other host":                {fails(x509.HostnameError{Certificate: &x509.Certificate{}}), 1, 1, 0, nil, true},
		"HTTP without TLS":          {fails(http.ErrSchemeMismatch), 1, 1, 0, http.ErrSchemeMismatch, true},
		"HTTP in a TLS record":      {fails(&url.Error{Err: tls.RecordHeaderError{RecordHeader: [5]byte([]byte("HTTP/"))}}), 1, 1, 0, nil, true},
		"not TLS":                   {fails(tls.RecordHeaderError{Msg: "first record does not look like a TLS handshake"}), 3, 1, 0, nil, true},
		"TLS alert":                 {fails(&net.OpError{Op: "remote error", Err: tls.AlertError(80)}), 3, 1, 0, tls.AlertError(80), true},
		"reset":                     {fails(&net.OpError{Op: "read", Err: syscall.ECONNRESET}), 3, 1, 0, syscall.ECONNRESET, true},
		"broken pipe":               {fails(&net.OpError{Op: "write", Err: syscall.EPIPE}), 3, 1, 0, syscall.EPIPE, true},
		"EOF":                       {fails(io.EOF), 3, 1, 0, io.EOF, true},
		"HTTP/2 connection lost":    {fails(errors.New("http2: client connection lost")), 3, 1, 0, nil, true},
		"no proxy":                  {fails(&net.OpError{Op: "proxyconnect", Net: "tcp", Err: dial(syscall.ECONNREFUSED)}), 3, 1, 0, syscall.ECONNREFUSED, true},
		"client timeout":            {fails(timeout{}), 3, 1, 0, timeout{}, true},
		"another context canceled":  {fails(context.Canceled), 1, 1, 0, context.Canceled, true},
		"200, cut":                  {body(200, io.ErrUnexpectedEOF), 3, 1, 200, io.ErrUnexpectedEOF, true},
		"200, reset":                {body(200, &net.OpError{Op: "read", Err: syscall.ECONNRESET}), 3, 1, 200, syscall.ECONNRESET, true},
		"201, bad compression":      {body(201, errors.New("gzip: invalid header")), 3, 1, 201, nil, true},
		"something else altogether": {fails(errors.New("odd")), 3, 1, 0, nil, true},
	}
	for name, tt := range tests {
		for _, method := range []string{"GET", "HEAD", "PUT", "DELETE", "POST", "PATCH"} {
			t.Run(name+"/"+method, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					requests, start := 0, time.Now()
					c := testClient(func(r *http.Request) (*http.Response, error) {
						requests++
						if sent, _ := io.ReadAll(r.Body); string(sent) != `{"n":"<&>"}` && string(sent) != `{"n":"\u003c\u0026\u003e"}` {
							t.Errorf("attempt %d sends %q", requests, sent)
						}
						return tt.fail()
					})
					call := &Call{Operation: "op", Method: method, Path: "/x"}
					if err := call.SetBody(c, "application/json", map[string]string{"n": "<&>"}); err != nil {
						t.Fatal(err)
					}
					_, err := Exec(t.Context(), c, call)
					want := tt.idempotent
					if method == "POST" || method == "PATCH" {
						want = tt.post
					}
					if requests != want {
						t.Errorf("%d requests, want %d", requests, want)
					}
					f := failure(t, err)
					if f.StatusCode != tt.want || tt.want > 300 && f.Err != nil && f.Err != ErrOutcomeUnknown {
						t.Errorf("got %d, %v, want %d", f.StatusCode, f.Err, tt.want)
					}
					if unknown := errors.Is(err, ErrOutcomeUnknown); unknown != (tt.unknown && method != "GET" && method != "HEAD") {
						t.Errorf("the error reports an unknown outcome: %t (%v)", unknown, err)
					}
					if tt.is != nil && !errors.Is(err, tt.is) {
						t.Errorf("got %v, want %v", err, tt.is)
					}
					if took := time.Since(start); took > 2*c.Retry.MaxDelay {
						t.Errorf("it took %s", took)
					}

					requests, c.Retry.MaxAttempts = 0, 1
					if _, err := Exec(t.Context(), c, call); err == nil || requests != 1 {
						t.Errorf("with one attempt: %d requests, %v", requests, err)
					}
				})
			})
		}
	}
}

var quiet = log.New(io.Discard, "", 0)

type timeout struct{}

func (timeout) Error() string { return "it took too long" }
func (timeout) Timeout() bool { return true }

// Temporary makes it a net.Error.
func (timeout) Temporary() bool { return false }

func TestRetrySucceeds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		body := bytes.Repeat([]byte("0123456789abcdef"), 1<<12)
		requests := 0
		c := testClient(func(r *http.Request) (*http.Response, error) {
			sent, _ := io.ReadAll(r.Body)
			if requests++; !bytes.Equal(sent[1:len(sent)-1], body) {
				t.Errorf("request %d has another body", requests)
			}
			if requests < 3 {
				return answer(429, http.Header{"Retry-After": {"2"}}, http.NoBody), nil
			}
			return answer(201, nil, strings.NewReader("{}")), nil
		})
		call := &Call{Method: "POST", Path: "/x"}
		if err := call.SetBody(c, "", string(body)); err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		_, err := Exec(t.Context(), c, call)
		if took := time.Since(start); err != nil || requests != 3 || took < 4*time.Second || took > 4*time.Second+2*c.Retry.BaseDelay {
			t.Errorf("got %v after %d requests and %s", err, requests, took)
		}
	})
}

// If the outcome of one attempt is unknown, that of the call is unknown, regardless of later attempts.
func TestOutcomeStaysUnknownAfterLaterAttempts(t *testing.T) {
	t.Parallel()
	for _, last := range []int{400, 403, 429, 500} {
		synctest.Test(t, func(t *testing.T) {
			n := 0
			c := testClient(func(*http.Request) (*http.Response, error) {
				if n++; n == 1 {
					return nil, &net.OpError{Op: "read", Err: syscall.ECONNRESET}
				}
				return answer(last, nil, http.NoBody), nil
			})
			if _, err := Exec(t.Context(), c, &Call{Method: "PUT", Path: "/x"}); !errors.Is(err, ErrOutcomeUnknown) || n < 2 {
				t.Errorf("a reset, then %d: got %v after %d requests", last, err, n)
			}
		})
	}
}

func TestRepeatedDeleteFindsNothing(t *testing.T) {
	t.Parallel()
	reset := &net.OpError{Op: "read", Err: syscall.ECONNRESET}
	for name, tt := range map[string]struct {
		first   []any
		success bool
	}{
		"at once":                    {nil, false},
		"after 429":                  {[]any{429}, false},
		"after 503 with Retry-After": {[]any{"1"}, false},
		"after both":                 {[]any{429, "1"}, false},
		"after 503":                  {[]any{503}, true},
		"after 504":                  {[]any{504}, true},
		"after a reset":              {[]any{reset}, true},
		"after a reset and 429":      {[]any{reset, 429}, true},
		"after 429 and 502":          {[]any{429, 502}, true},
	} {
		for _, method := range []string{"DELETE", "PUT"} {
			t.Run(name+"/"+method, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					n := 0
					c := testClient(func(*http.Request) (*http.Response, error) {
						if n++; n > len(tt.first) {
							return answer(404, nil, http.NoBody), nil
						}
						switch first := tt.first[n-1].(type) {
						case error:
							return nil, first
						case string:
							return answer(503, http.Header{"Retry-After": {first}}, http.NoBody), nil
						default:
							return answer(first.(int), nil, http.NoBody), nil
						}
					})
					_, err := Exec(t.Context(), c, &Call{Method: method, Path: "/x"})
					if (err == nil) != (tt.success && method == "DELETE") || n != len(tt.first)+1 {
						t.Errorf("got %v after %d requests", err, n)
					}
				})
			})
		}
	}
}

func TestRefusedToken(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		another bool
		most    int
		heals   bool
		want    int
	}{
		"no other token":      {false, 3, true, 1},
		"heals":               {true, 3, true, 2},
		"refused again":       {true, 3, false, 2},
		"one attempt allowed": {true, 1, true, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			requests := 0
			c := testClient(func(*http.Request) (*http.Response, error) {
				if requests++; tt.heals && requests > 1 {
					return answer(200, nil, http.NoBody), nil
				}
				return answer(401, nil, http.NoBody), nil
			})
			c.Tokens, c.Retry.MaxAttempts = &staticTokens{another: tt.another}, tt.most
			_, err := Exec(t.Context(), c, &Call{Method: http.MethodPost, Path: "/x"})
			if requests != tt.want || (err == nil) != (tt.heals && tt.want == 2) {
				t.Errorf("%d requests, %v", requests, err)
			}
		})
	}
}

func TestCallEndsWithTheContext(t *testing.T) {
	t.Parallel()
	unavailable := func(*http.Request) (*http.Response, error) {
		return answer(503, http.Header{"Retry-After": {"3"}}, http.NoBody), nil
	}
	t.Run("during a delay", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			time.AfterFunc(time.Second, cancel)
			start := time.Now()
			_, err := Exec(ctx, testClient(unavailable), &Call{Method: "GET", Path: "/x"})
			if !errors.Is(err, context.Canceled) || failure(t, err).StatusCode != 503 || time.Since(start) != time.Second {
				t.Errorf("got %v after %s", err, time.Since(start))
			}
		})
	})
	t.Run("during a delay after a reset", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			c := testClient(func(*http.Request) (*http.Response, error) {
				cancel()
				return nil, &net.OpError{Op: "read", Err: syscall.ECONNRESET}
			})
			_, err := Exec(ctx, c, &Call{Method: "GET", Path: "/x"})
			if !errors.Is(err, context.Canceled) || !errors.Is(err, syscall.ECONNRESET) {
				t.Errorf("got %v", err)
			}
		})
	})
	t.Run("before the delay would end", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
			defer cancel()
			start := time.Now()
			_, err := Exec(ctx, testClient(unavailable), &Call{Method: "GET", Path: "/x"})
			if failure(t, err).StatusCode != 503 || time.Since(start) != 0 {
				t.Errorf("got %v after %s", err, time.Since(start))
			}
		})
	})
	t.Run("with the response", func(t *testing.T) {
		t.Parallel()
		ctx, cancel := context.WithCancel(t.Context())
		c := testClient(func(*http.Request) (*http.Response, error) {
			cancel()
			return answer(404, nil, http.NoBody), nil
		})
		if _, err := Exec(ctx, c, &Call{Method: "GET", Path: "/x"}); failure(t, err).StatusCode != 404 || failure(t, err).Err != nil {
			t.Errorf("got %v", err)
		}
	})
	t.Run("during a request", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			requests := 0
			c := testClient(func(r *http.Request) (*http.Response, error) {
				requests++
				<-r.Context().Done()
				return nil, r.Context().Err()
			})
			_, err := Exec(ctx, c, &Call{Method: "GET", Path: "/x"})
			if !errors.Is(err, context.DeadlineExceeded) || requests != 1 {
				t.Errorf("got %v after %d requests", err, requests)
			}
		})
	})
}

// A delay that ends at the deadline, or before, is not cut short.
func TestWaitUpToTheDeadline(t *testing.T) {
	t.Parallel()
	for patience, want := range map[time.Duration]int{2*time.Second - 1: 1, 2*time.Second + 1: 2} {
		synctest.Test(t, func(t *testing.T) {
			requests := 0
			c := testClient(func(*http.Request) (*http.Response, error) {
				if requests++; requests > 1 {
					return answer(200, nil, http.NoBody), nil
				}
				return answer(429, http.Header{"Retry-After": {"2"}}, http.NoBody), nil
			})
			ctx, cancel := context.WithTimeout(t.Context(), patience)
			defer cancel()
			if err := get(ctx, c); requests != want || (err == nil) != (want == 2) {
				t.Errorf("with %s: %d requests, %v", patience, requests, err)
			}
		})
	}
}

func TestDelayIsRandomBelowItsLimit(t *testing.T) {
	t.Parallel()
	for _, r := range []Retry{
		{BaseDelay: time.Second, MaxDelay: 20 * time.Second},
		{BaseDelay: time.Hour, MaxDelay: time.Minute},
		{BaseDelay: time.Hour, MaxDelay: math.MaxInt64},
		{MaxDelay: time.Second},
		{},
	} {
		for n := 1; n < 200; n++ {
			limit := r.MaxDelay
			if double := float64(r.BaseDelay) * math.Pow(2, float64(n-1)); double < float64(limit) {
				limit = time.Duration(double)
			}
			least, most := limit, time.Duration(0)
			for range 100 {
				d, ok := r.delay(n, nil)
				if !ok || d < 0 || d > limit || d == limit && limit > 0 {
					t.Fatalf("%v: attempt %d waits %s, want below %s", r, n, d, limit)
				}
				least, most = min(least, d), max(most, d)
			}
			if limit > 0 && (least > limit/2 || most < limit/2) {
				t.Fatalf("%v: attempt %d waits %s to %s, want anything below %s", r, n, least, most, limit)
			}
		}
	}
}

// The client waits for the time that the server asks for, plus up to BaseDelay, so that clients with the same time do
// not retry all at once.
func TestRetryAfterVaries(t *testing.T) {
	t.Parallel()
	r := Retry{BaseDelay: 2 * time.Second, MaxDelay: time.Minute}
	for asked, most := range map[time.Duration]time.Duration{
		time.Second: 3 * time.Second, 20 * time.Second: 22 * time.Second, 59 * time.Second: time.Minute, time.Minute: time.Minute,
	} {
		waits := map[time.Duration]bool{}
		for range 100 {
			d, ok := r.delay(1, http.Header{"Retry-After": {fmt.Sprint(asked.Seconds())}})
			if !ok || d < asked || d > most {
				t.Fatalf("asked for %s, it waits %s, %t", asked, d, ok)
			}
			waits[d] = true
		}
		if len(waits) < 10 && asked < r.MaxDelay {
			t.Errorf("asked for %s, it waits one of %d delays", asked, len(waits))
		}
	}
}

// A server that asks for a delay of zero is not flooded with requests.
func TestDelayAfterZero(t *testing.T) {
	t.Parallel()
	r := Retry{BaseDelay: time.Second, MaxDelay: time.Minute}
	if d, ok := r.delay(3, http.Header{"Retry-After": {"0"}}); !ok || d == 0 {
		t.Errorf("got %s, %v", d, ok)
	}
}

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) { // the fake clock starts on 2000-01-01
		for value, want := range map[string]time.Duration{
			"0": 0, "7": 7 * time.Second, "99999999999999999999": (1 << 30) * time.Second,
			"Sat, 01 Jan 2000 00:01:00 GMT": time.Minute, "Sat, 01 Jan 1999 00:01:00 GMT": 0,
			"": -1, "-1": -1, "1.5": -1, "NaN": -1, "7 s": -1, "-99999999999999999999": -1,
		} {
			got, ok := retryAfter(value)
			if ok != (want >= 0) || ok && got != want {
				t.Errorf("%q: %s, %v", value, got, ok)
			}
		}
	})
}

// The errors of real connections must be classified correctly.
func TestErrorsOfRealConnections(t *testing.T) {
	t.Parallel()
	hijacked := func(answer string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			conn, _, err := http.NewResponseController(w).Hijack()
			if err != nil {
				panic(err)
			}
			_, _ = io.WriteString(conn, answer)
			_ = conn.(*net.TCPConn).SetLinger(0) // close with a reset
			_ = conn.Close()
		}
	}
	for name, tt := range map[string]struct {
		handler http.HandlerFunc
		status  int
		gets    int32
	}{
		"reset before the response": {hijacked(""), 0, 3},
		"reset in the header":       {hijacked("HTTP/1.1 200 O"), 0, 3},
		"reset in the body":         {hijacked("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"), 200, 3},
		"reset in a chunk":          {hijacked("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n{"), 200, 3},
		"reset in a failure's body": {hijacked("HTTP/1.1 404 Not Found\r\nContent-Length: 100\r\n\r\n{"), 404, 1},
		"not HTTP":                  {hijacked("SSH-2.0-OpenSSH_9.9\r\n\r\n"), 0, 3},
		"bad length":                {hijacked("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n{}"), 0, 3},
		"gzip garbage":              {hijacked("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 12\r\n\r\nnot gzip, no"), 200, 3},
		"cut gzip": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = io.WriteString(w, "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff")
		}, 200, 3},
		"short body": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100")
			_, _ = io.WriteString(w, "{}")
		}, 200, 3},
		"redirects for ever": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, r.URL.Path, http.StatusTemporaryRedirect)
		}, 0, 10},
	} {
		for _, method := range []string{"GET", "POST"} {
			t.Run(name+"/"+method, func(t *testing.T) {
				t.Parallel()
				var requests atomic.Int32
				server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					requests.Add(1)
					tt.handler(w, r)
				}))
				defer server.Close()
				c := testClient(nil)
				c.BaseURL, c.HTTP = server.URL, server.Client()
				c.Retry.BaseDelay, c.Retry.MaxDelay = time.Microsecond, time.Millisecond
				_, _, err := Do[struct{}](t.Context(), c, &Call{Method: method, Path: "/x"})
				want := tt.gets
				if method == "POST" && want == 3 {
					want = 1
				}
				if f := failure(t, err); f.StatusCode != tt.status || requests.Load() != want {
					t.Errorf("%d requests, want %d: %v", requests.Load(), want, err)
				}
			})
		}
	}
	t.Run("redirect to a page", func(t *testing.T) {
		t.Parallel()
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method != http.MethodGet {
				http.Redirect(w, r, "/login", http.StatusFound)
			}
		}))
		defer server.Close()
		c := testClient(nil)
		c.BaseURL, c.HTTP = server.URL, server.Client()
		for _, method := range []string{"POST", "PUT", "PATCH", "DELETE"} {
			_, err := Exec(t.Context(), c, &Call{Method: method, Path: "/x"})
			if !errors.Is(err, ErrUnexpectedResponse) {
				t.Errorf("%s: %v", method, err)
			}
		}
	})
}

// With one attempt, net/http must not resend a request either, as it does when a reused connection breaks. A reset
// HTTP/2 stream counts as a broken connection.
func TestResetStreams(t *testing.T) {
	t.Parallel()
	for _, first := range []string{"", `{"id"`} {
		requests := 0
		server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if requests++; requests > 1 {
				return
			}
			if _, _ = io.WriteString(w, first); first != "" {
				_ = http.NewResponseController(w).Flush()
			}
			panic(http.ErrAbortHandler)
		}))
		server.EnableHTTP2 = true
		server.StartTLS()
		c := testClient(nil)
		c.BaseURL, c.HTTP, c.Retry.BaseDelay = server.URL, server.Client(), 1
		if _, err := Exec(t.Context(), c, &Call{Method: "GET", Path: "/x"}); err != nil || requests != 2 {
			t.Errorf("reset after %q: %d requests, %v", first, requests, err)
		}
		server.Close()
	}
}

func TestOneAttemptIsOneRequest(t *testing.T) {
	t.Parallel()
	var requests atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ContentLength != 0 || len(r.TransferEncoding) > 0 {
			t.Errorf("a body of %d bytes, %v", r.ContentLength, r.TransferEncoding)
		}
		if requests.Add(1) > 1 {
			panic(http.ErrAbortHandler)
		}
	}))
	defer server.Close()
	c := testClient(nil)
	c.BaseURL, c.HTTP, c.Retry.MaxAttempts = server.URL, server.Client(), 1
	if err := get(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	if err := get(t.Context(), c); !errors.Is(err, io.EOF) || requests.Load() != 2 {
		t.Errorf("%d requests, %v", requests.Load()-1, err)
	}
}

func TestJoinKeepsBothErrors(t *testing.T) {
	t.Parallel()
	wrapped := fmt.Errorf("do: %w", context.Canceled)
	if err := join(context.Canceled, nil); err != context.Canceled {
		t.Errorf("got %v", err)
	}
	if err := join(context.Canceled, wrapped); err != wrapped {
		t.Errorf("got %v", err)
	}
	if err := join(context.Canceled, io.EOF); !errors.Is(err, context.Canceled) || !errors.Is(err, io.EOF) {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if sleep(ctx, 0) == nil {
		t.Error("it goes on after the end")
	}
}

func TestCheckRetry(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		method   string
		answer   func() (*http.Response, error)
		again    bool
		want     Attempt // of the first attempt
		requests int
	}{
		"a veto":      {"GET", func() (*http.Response, error) { return answer(503, nil, http.NoBody), nil }, false, Attempt{StatusCode: 503, WillRetry: true}, 1},
		"more":        {"POST", func() (*http.Response, error) { return answer(500, nil, http.NoBody), nil }, true, Attempt{StatusCode: 500}, 3},
		"no response": {"PATCH", func() (*http.Response, error) { return nil, fmt.Errorf("odd header %s: %w", accessToken, io.EOF) }, true, Attempt{}, 3},
		"not for ok":  {"GET", func() (*http.Response, error) { return answer(200, nil, http.NoBody), nil }, true, Attempt{}, 1},
		"asked for long": {"GET", func() (*http.Response, error) {
			return answer(429, http.Header{"Retry-After": {"60"}}, http.NoBody), nil
		}, true, Attempt{StatusCode: 429, Delay: time.Minute}, 3},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				requests := 0
				c := testClient(func(*http.Request) (*http.Response, error) { requests++; return tt.answer() })
				c.Retry.BaseDelay = 0
				asked := 0
				c.Retry.CheckRetry = func(a Attempt) (time.Duration, bool) {
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
					t.Errorf("%d requests, %d calls of CheckRetry, %s: %v", requests, asked, time.Since(start), err)
				}
			})
		})
	}
}

func TestCheckRetryObeysTheDeadline(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := testClient(func(*http.Request) (*http.Response, error) { return answer(503, nil, http.NoBody), nil })
		c.Retry.CheckRetry = func(Attempt) (time.Duration, bool) { return time.Hour, true }
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		start := time.Now()
		if err := get(ctx, c); failure(t, err).StatusCode != 503 || time.Since(start) != 0 {
			t.Errorf("got %v after %s", err, time.Since(start))
		}
	})
}

func TestClosed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		requests := 0
		c := testClient(func(*http.Request) (*http.Response, error) {
			requests++
			return answer(503, http.Header{"Retry-After": {"2"}}, http.NoBody), nil
		})
		c.Closed = new(atomic.Bool)
		time.AfterFunc(time.Second, func() { c.Closed.Store(true) })
		if err := get(t.Context(), c); !errors.Is(err, ErrClosed) || failure(t, err).StatusCode != 503 || requests != 1 {
			t.Errorf("closed during a delay: %d requests, %v", requests, err)
		}
		if err := get(t.Context(), c); !errors.Is(err, ErrClosed) || failure(t, err).StatusCode != 0 || requests != 1 {
			t.Errorf("closed: %d requests, %v", requests, err)
		}
	})
}

// Closing the client also ends calls that wait for the rate limit.
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

// Prepare completes a call for each attempt. Its secrets are shown in no error.
func TestPrepare(t *testing.T) {
	t.Parallel()
	var sent []string
	c := testClient(func(r *http.Request) (*http.Response, error) {
		body, _ := io.ReadAll(r.Body)
		sent = append(sent, string(body))
		return answer(503, nil, strings.NewReader("you sent "+string(body))), nil
	})
	c.Retry.BaseDelay = 0
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

// A DELETE with the status 404 succeeds if the server failed at an earlier attempt.
func TestDeleteFindsNothingAfterAFailure(t *testing.T) {
	t.Parallel()
	for status, succeeds := range map[int]bool{500: true, 502: true, 409: false, 429: false} {
		n := 0
		c := testClient(func(*http.Request) (*http.Response, error) {
			if n++; n == 1 {
				return answer(status, nil, http.NoBody), nil
			}
			return answer(404, nil, http.NoBody), nil
		})
		c.Retry.CheckRetry = func(a Attempt) (time.Duration, bool) { return 0, a.Number == 1 }
		if _, err := Exec(t.Context(), c, &Call{Method: "DELETE", Path: "/x"}); (err == nil) != succeeds || n != 2 {
			t.Errorf("after %d: %v after %d requests", status, err, n)
		}
	}
}
