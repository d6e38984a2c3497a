package rest

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/oauth2"
)

// attempts sends a call and counts its attempts.
func attempts(ctx context.Context, t *testing.T, c *Client, method string) (n int, err error) {
	t.Helper()
	n = 1
	call := &Call{Operation: "op", Method: method, Path: "/x"}
	if method != http.MethodDelete {
		if err := call.SetBody(c, "application/json", "body"); err != nil {
			t.Fatal(err)
		}
	}
	c.Retry.CheckRetry = func(a Attempt) (time.Duration, bool) {
		if a.WillRetry {
			n++
		}
		return 0, a.WillRetry
	}
	_, err = Exec(ctx, c, call)
	return n, err
}

// listen serves each connection with a function and returns the address.
func listen(t *testing.T, serve func(net.Conn)) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				serve(conn)
			}()
		}
	}()
	return listener.Addr().String()
}

// proxy is a transport with a proxy at address.
func proxy(address string) *http.Transport {
	return &http.Transport{Proxy: http.ProxyURL(&url.URL{Scheme: "http", Host: address})}
}

// wrapped is a transport of the caller that wraps another one.
type wrapped struct{ http.RoundTripper }

// The outcome of a request that was not sent is known, regardless of its method. It is retried unless it would fail in
// the same way.
func TestOutcomeIsKnownIfTheRequestWasNotSent(t *testing.T) {
	t.Parallel()
	closed := listen(t, func(net.Conn) {})
	gone := httptest.NewServer(nil)
	gone.Close()
	refused := strings.TrimPrefix(gone.URL, "http://")
	silent := listen(t, func(c net.Conn) { _, _ = io.Copy(io.Discard, c) })
	says := func(text string) string {
		return listen(t, func(c net.Conn) {
			_, _ = c.Read(make([]byte, 4096))
			_, _ = io.WriteString(c, text)
		})
	}
	connect := func(status int) string {
		return says(fmt.Sprintf("HTTP/1.1 %d No\r\nContent-Length: 0\r\n\r\n", status))
	}
	untrusted := httptest.NewUnstartedServer(nil)
	untrusted.Config.ErrorLog = quiet
	untrusted.StartTLS()
	t.Cleanup(untrusted.Close)
	for name, tt := range map[string]struct {
		url       string
		transport http.RoundTripper
		tries     int
		is        error
	}{
		"no server":                       {"https://" + refused, new(http.Transport), 3, syscall.ECONNREFUSED},
		"no server, through a wrapper":    {"https://" + refused, wrapped{new(http.Transport)}, 3, syscall.ECONNREFUSED},
		"no host":                         {"https://host.invalid", &http.Transport{DialContext: noHost}, 3, nil},
		"handshake broken off":            {"https://" + closed, new(http.Transport), 3, nil},
		"handshake that times out":        {"https://" + silent, &http.Transport{TLSHandshakeTimeout: time.Millisecond}, 3, nil},
		"handshake with another protocol": {"https://" + says("SSH-2.0-OpenSSH_9.9\r\n"), new(http.Transport), 3, nil},
		"handshake with an alert":         {"https://" + says("\x15\x03\x03\x00\x02\x02\x50"), new(http.Transport), 3, nil},
		"no proxy":                        {"https://server.example", proxy(refused), 3, syscall.ECONNREFUSED},
		"no proxy, without TLS":           {"http://server.example", proxy(refused), 3, syscall.ECONNREFUSED},
		"proxy requires password":         {"https://server.example", proxy(connect(407)), 3, nil},
		"proxy with 502":                  {"https://server.example", proxy(connect(502)), 3, nil},
		"proxy with 503, wrapped":         {"https://server.example", wrapped{proxy(connect(503))}, 3, nil},
		"proxy that hangs up":             {"https://server.example", proxy(closed), 3, nil},
		"proxy that talks nonsense":       {"https://server.example", proxy(says("hello")), 3, nil},
		"no proxy can be found": {"https://server.example", &http.Transport{Proxy: func(*http.Request) (*url.URL, error) {
			return nil, io.ErrNoProgress
		}}, 1, io.ErrNoProgress},
		"another scheme":   {"gopher://server.example", new(http.Transport), 1, nil},
		"HTTP without TLS": {"https://" + says("HTTP/1.1 400 Bad Request\r\n\r\n"), new(http.Transport), 1, http.ErrSchemeMismatch},
		"untrusted":        {untrusted.URL, new(http.Transport), 1, nil},
	} {
		for _, method := range []string{"POST", "PATCH", "PUT", "DELETE", "GET"} {
			t.Run(name+"/"+method, func(t *testing.T) {
				t.Parallel()
				c := testClient(nil)
				c.BaseURL, c.HTTP = tt.url, &http.Client{Transport: tt.transport}
				n, err := attempts(t.Context(), t, c, method)
				if errors.Is(err, ErrOutcomeUnknown) || n != tt.tries || failure(t, err).StatusCode != 0 {
					t.Errorf("%d attempts, want %d: %v", n, tt.tries, err)
				}
				if tt.is != nil && !errors.Is(err, tt.is) {
					t.Errorf("got %v, want %v", err, tt.is)
				}
			})
		}
	}
}

func noHost(context.Context, string, string) (net.Conn, error) {
	return nil, &net.DNSError{Err: "no such host", IsNotFound: true}
}

// If a context ends before the connection exists, the request was not sent.
func TestContextEndsBeforeTheRequestIsSent(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		limit time.Duration // of an attempt, by the SDK
		tries int
		holds bool // another request has the only connection
	}{
		{name: "dialing", tries: 1},
		{name: "dialing, with a limit of the client", tries: 3, limit: time.Second},
		{name: "waiting for a free connection", tries: 1, holds: true},
		{name: "waiting for a free connection, with a limit of the client", tries: 3, limit: time.Second, holds: true},
	} {
		for _, method := range []string{"POST", "DELETE"} {
			t.Run(tt.name+"/"+method, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					over := make(chan struct{}) // net/http continues dialing for other requests
					defer close(over)
					rt := &http.Transport{MaxConnsPerHost: 1, DialContext: func(context.Context, string, string) (net.Conn, error) {
						if tt.holds {
							near, far := net.Pipe()
							go func() { _, _ = io.Copy(io.Discard, far) }() // it never responds
							return near, nil
						}
						<-over
						return nil, net.ErrClosed
					}}
					c := testClient(nil)
					c.BaseURL, c.HTTP, c.Timeout = "http://server.example", &http.Client{Transport: rt}, tt.limit
					if tt.holds {
						ctx, cancel := context.WithCancel(t.Context())
						defer cancel()
						req, _ := http.NewRequestWithContext(ctx, http.MethodGet, c.BaseURL, http.NoBody)
						go func() { _, _ = rt.RoundTrip(req) }()
						synctest.Wait()
					}
					ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
					defer cancel()
					n, err := attempts(ctx, t, c, method)
					if !errors.Is(err, context.DeadlineExceeded) || errors.Is(err, ErrOutcomeUnknown) || n != tt.tries {
						t.Errorf("%d attempts, want %d: %v", n, tt.tries, err)
					}
				})
			})
		}
	}
	t.Run("before", func(t *testing.T) {
		t.Parallel()
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		c := testClient(func(*http.Request) (*http.Response, error) {
			t.Error("it was sent")
			return nil, io.EOF
		})
		if n, err := attempts(ctx, t, c, "POST"); !errors.Is(err, context.Canceled) || errors.Is(err, ErrOutcomeUnknown) || n != 1 {
			t.Errorf("%d attempts, %v", n, err)
		}
	})
}

type tokenOf string

func (s tokenOf) TokenContext(context.Context) (*oauth2.Token, error) {
	return &oauth2.Token{AccessToken: string(s)}, nil
}

func (tokenOf) Refused(*oauth2.Token) bool { return false }

// The outcome of a request that was carried out is unknown, regardless of the error.
func TestOutcomeIsUnknownIfTheRequestWasSent(t *testing.T) {
	t.Parallel()
	// inRaw responds below TLS, after the request was read.
	inRaw := func(text string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			conn, _, err := http.NewResponseController(w).Hijack()
			if err != nil {
				panic(err)
			}
			_, _ = io.WriteString(conn.(*tls.Conn).NetConn(), text)
			_ = conn.(*tls.Conn).NetConn().Close()
		}
	}
	for name, tt := range map[string]struct {
		handler http.HandlerFunc
		http2   bool
		final   bool
	}{
		"no TLS record":               {handler: inRaw("220 mail ESMTP\r\n")},
		"HTTP in the place of TLS":    {handler: inRaw("HTTP/1.1 502 Bad Gateway\r\n\r\n"), final: true},
		"a TLS alert":                 {handler: inRaw("\x15\x03\x03\x00\x02\x02\x50")},
		"a connection that is closed": {handler: inRaw("")},
		"a stream that is reset":      {handler: func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, http2: true},
	} {
		for _, method := range []string{"POST", "PATCH", "PUT", "DELETE"} {
			t.Run(name+"/"+method, func(t *testing.T) {
				t.Parallel()
				server := httptest.NewUnstartedServer(tt.handler)
				server.EnableHTTP2 = tt.http2
				server.Config.ErrorLog = quiet
				server.StartTLS()
				defer server.Close()
				c := testClient(nil)
				c.BaseURL, c.HTTP = server.URL, server.Client()
				want := 3
				if method == "POST" || method == "PATCH" || tt.final {
					want = 1
				}
				if n, err := attempts(t.Context(), t, c, method); !errors.Is(err, ErrOutcomeUnknown) || n != want {
					t.Errorf("%d attempts, want %d: %v", n, want, err)
				}
			})
		}
	}
}

// A redirect is a response; the result of the request after it does not change that.
func TestOutcomeAfterARedirect(t *testing.T) {
	t.Parallel()
	var server *httptest.Server
	server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_ = server.Listener.Close()
		w.Header().Set("Connection", "close")
		w.Header().Set("Location", "/there")
		w.WriteHeader(http.StatusTemporaryRedirect)
	}))
	defer server.Close()
	c := testClient(nil)
	c.BaseURL, c.HTTP = server.URL, server.Client()
	if n, err := attempts(t.Context(), t, c, "POST"); !errors.Is(err, ErrOutcomeUnknown) || !errors.Is(err, syscall.ECONNREFUSED) || n != 1 {
		t.Errorf("%d attempts, %v", n, err)
	}
}

// The events of transports for requests with and without a body, and the conclusions from them.
func TestTracedEvents(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		events         []uint32
		known, unknown [2]bool // left, with a body and without
	}{
		"nothing":              {nil, [2]bool{false, false}, [2]bool{true, true}},
		"asked":                {[]uint32{asked}, [2]bool{false, false}, [2]bool{false, false}},
		"connected":            {[]uint32{asked, connected}, [2]bool{false, true}, [2]bool{true, true}},
		"headers":              {[]uint32{asked, connected, wrote}, [2]bool{true, true}, [2]bool{true, true}},
		"headers, asked again": {[]uint32{asked, connected, wrote, asked}, [2]bool{true, true}, [2]bool{true, true}},
		"headers only":         {[]uint32{wrote}, [2]bool{true, true}, [2]bool{true, true}},
	} {
		for i, body := range []io.Reader{strings.NewReader("body"), http.NoBody} {
			var events trace
			ctx := events.context(t.Context())
			hooks := httptrace.ContextClientTrace(ctx)
			for _, e := range tt.events {
				switch e {
				case asked:
					hooks.GetConn("")
				case connected:
					hooks.GotConn(httptrace.GotConnInfo{})
				default:
					hooks.WroteHeaders()
				}
			}
			req := httptest.NewRequest("POST", "/", body)
			if got := events.failed(&http.Client{}, req, io.EOF); got.left != tt.known[i] || got.final != (tt.events == nil) {
				t.Errorf("%s, body %d, net/http: %+v", name, i, got)
			}
			if got := events.failed(&http.Client{Transport: transport(nil)}, req, io.EOF); got.left != tt.unknown[i] || got.final {
				t.Errorf("%s, body %d, another transport: %+v", name, i, got)
			}
		}
	}
}

// A trace in the context of the caller is called too.
func TestTracesOfTheCaller(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }))
	defer server.Close()
	var get, got atomic.Int32
	ctx := httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{
		GetConn: func(string) { get.Add(1) },
		GotConn: func(httptrace.GotConnInfo) { got.Add(1) },
	})
	c := testClient(nil)
	c.BaseURL, c.HTTP = server.URL, server.Client()
	if _, err := attempts(ctx, t, c, "POST"); err != nil || get.Load() != 1 || got.Load() != 1 {
		t.Errorf("requested %d connections, got %d: %v", get.Load(), got.Load(), err)
	}
}

// A server that has closed an idle connection did not receive what was written to its buffer.
func TestConnectionsThatWereClosedBefore(t *testing.T) {
	t.Parallel()
	for _, method := range []string{"POST", "PATCH", "PUT", "DELETE"} {
		for name, tt := range map[string]struct {
			after func(*trace) // the first request, on a reused connection
			left  bool
		}{
			"nothing was sent": {func(*trace) {}, false},
			"redirected":       {func(e *trace) { e.events.Or(answered) }, true},
		} {
			events := trace{single: true}
			hooks := httptrace.ContextClientTrace(events.context(t.Context()))
			hooks.GetConn("server.example:443")
			hooks.GotConn(httptrace.GotConnInfo{Reused: true})
			hooks.WroteHeaders()
			tt.after(&events)
			hooks.GetConn("server.example:443") // which is rejected
			req, err := http.NewRequestWithContext(t.Context(), method, "https://server.example/", strings.NewReader("{}"))
			if err != nil {
				t.Fatal(err)
			}
			if got := events.failed(&http.Client{}, req, io.EOF); got.left != tt.left {
				t.Errorf("%s, %s: left is %v", method, name, got.left)
			}
		}
	}
}
