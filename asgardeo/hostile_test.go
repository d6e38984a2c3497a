package asgardeo_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
)

// Every response of a server, on either endpoint, results in an *Error. Without a response, the call ends at the
// deadline of the caller.
func TestHostileResponses(t *testing.T) {
	t.Parallel()
	raw := func(answer string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			conn, _, err := http.NewResponseController(w).Hijack()
			if err != nil {
				panic(err)
			}
			_, _ = io.WriteString(conn, answer)
			_ = conn.(*net.TCPConn).SetLinger(0)
			_ = conn.Close()
		}
	}
	sends := func(status int, body []byte, header ...string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			for i := 0; i+1 < len(header); i += 2 {
				w.Header().Set(header[i], header[i+1])
			}
			w.WriteHeader(status)
			_, _ = w.Write(body)
		}
	}
	hangs := func(first string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.WriteString(w, first)
			_ = http.NewResponseController(w).Flush()
			<-r.Context().Done()
		}
	}
	var bomb bytes.Buffer
	z := gzip.NewWriter(&bomb)
	_, _ = z.Write(make([]byte, 16<<20+1))
	_ = z.Close()
	large := make([]byte, 16<<20+1)
	for name, handler := range map[string]http.HandlerFunc{
		"reset":                raw(""),
		"reset in the header":  raw("HTTP/1.1 200 O"),
		"reset in the body":    raw("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"id\":"),
		"not HTTP":             raw("220 mail.example ESMTP\r\n"),
		"negative length":      raw("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n{}"),
		"two lengths":          raw("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}"),
		"length of the world":  raw("HTTP/1.1 200 OK\r\nContent-Length: 9000000000000000000\r\n\r\n{}"),
		"status of no kind":    raw("HTTP/1.1 999 Odd\r\nContent-Length: 2\r\n\r\n{}"),
		"status 0":             raw("HTTP/1.1 000 Odd\r\nContent-Length: 2\r\n\r\n{}"),
		"bad chunk":            raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}"),
		"gzip garbage":         sends(200, []byte("garbage"), "Content-Encoding", "gzip"),
		"gzip, cut":            sends(200, bomb.Bytes()[:100], "Content-Encoding", "gzip"),
		"gzip bomb":            sends(200, bomb.Bytes(), "Content-Encoding", "gzip"),
		"too large":            sends(200, large),
		"length too short":     sends(200, []byte(`{"id":"1"}`), "Content-Length", "5"),
		"length too long":      sends(200, []byte(`{"id":"1"}`), "Content-Length", "50"),
		"nested":               sends(200, bytes.Repeat([]byte("["), 1<<20)),
		"nested objects":       sends(200, []byte(strings.Repeat(`{"a":`, 20000)+"1"+strings.Repeat("}", 20000))),
		"garbage":              sends(200, []byte("\xff\xfe\x00\x01")),
		"page":                 sends(200, []byte("<html>"), "Content-Type", "text/html"),
		"empty":                sends(200, nil),
		"number":               sends(200, []byte("1e999")),
		"wrong types":          sends(200, []byte(`{"id":{},"access_token":[],"expires_in":"soon"}`)),
		"redirect, no target":  sends(302, nil),
		"redirect to itself":   sends(307, nil, "Location", "."),
		"redirect elsewhere":   sends(308, nil, "Location", "http://127.0.0.1:1/"),
		"silence":              hangs(""),
		"silence in the body":  hangs(`{"id":`),
		"wait till next year":  sends(503, nil, "Retry-After", "31536000"),
		"wait for ever":        sends(429, nil, "Retry-After", strings.Repeat("9", 1000)),
		"control bytes":        sends(401, nil, "WWW-Authenticate", "Bearer realm=\"\x1b[31m\""),
		"many informational":   raw(strings.Repeat("HTTP/1.1 103 Early Hints\r\n\r\n", 100)),
		"switching protocols":  raw("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"),
		"accepted":             sends(202, []byte(`{"detail":"wait"}`)),
		"partial, not to read": sends(206, []byte(`{"id":`)),
	} {
		for _, at := range []string{"token", "operation"} {
			t.Run(name+"/"+at, func(t *testing.T) {
				t.Parallel()
				mux := http.NewServeMux()
				good := sends(200, []byte(`{"access_token":"x"}`))
				if at == "token" {
					good = handler
				}
				mux.HandleFunc("/t/example/oauth2/token", good)
				mux.HandleFunc("/t/example/api/", handler)
				server := httptest.NewServer(mux)
				defer server.Close()
				client, err := asgardeo.New("example", asgardeo.WithBaseURL(server.URL), asgardeo.WithHTTPClient(server.Client()),
					asgardeo.WithClientCredentials("id", "s3cret"), asgardeo.WithRetry(asgardeo.RetryPolicy{BaseDelay: 1, MaxDelay: time.Millisecond}))
				if err != nil {
					t.Fatal(err)
				}
				ctx := t.Context()
				if strings.HasPrefix(name, "silence") { // all others end without one
					short, cancel := context.WithTimeout(ctx, 50*time.Millisecond)
					defer cancel()
					ctx = short
				}
				app, err := client.Applications.Get(ctx, "1")
				var e *asgardeo.Error
				if app != nil || !errors.As(err, &e) || len(e.Error()) > 10<<10 || strings.Contains(e.Error(), "s3cret") {
					t.Errorf("got %v, %v", app, err)
				}
				if errors.Is(err, context.DeadlineExceeded) != strings.HasPrefix(name, "silence") {
					t.Errorf("got %v", err)
				}
				if isToken := errors.As(err, new(*asgardeo.TokenError)); isToken != (at == "token") && !strings.HasPrefix(name, "silence") {
					t.Errorf("got %#v", err)
				}
			})
		}
	}
}

// The body of a response is read to its end before the next attempt, so that its connection is reused.
func TestRetriedRequestsReuseConnections(t *testing.T) {
	t.Parallel()
	remotes := map[string]bool{}
	n := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/token") {
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, `{"access_token":"x"}`)
			return
		}
		remotes[r.RemoteAddr] = true // requests are sequential
		n++
		http.Error(w, strconv.Itoa(n), http.StatusServiceUnavailable)
	}))
	defer server.Close()
	client, err := asgardeo.New("example", asgardeo.WithBaseURL(server.URL), asgardeo.WithHTTPClient(server.Client()),
		asgardeo.WithClientCredentials("id", "s3cret"), asgardeo.WithRetry(asgardeo.RetryPolicy{MaxAttempts: 10, BaseDelay: 1, MaxDelay: 1}))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.Applications.Get(t.Context(), "1"); !errors.Is(err, asgardeo.ErrServer) {
		t.Errorf("got %v", err)
	}
	if n != 10 || len(remotes) != 1 {
		t.Errorf("%d requests over %d connections", n, len(remotes))
	}
}
