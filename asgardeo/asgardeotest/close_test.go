package asgardeotest_test

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest"
)

// Close returns even if a client stops sending or reading.
func TestCloseCutsOffClients(t *testing.T) {
	t.Parallel()
	for name, header := range map[string]string{
		"incomplete request": "Content-Length: 100\r\n",
		"unread answer":      "",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			waiting := make(chan struct{}, 1)
			srv := asgardeotest.NewServer(asgardeotest.WithRequestHook(func(asgardeotest.Request) { waiting <- struct{}{} }))
			t.Cleanup(srv.Close)
			srv.Inject(asgardeotest.Fault{Status: 200, Body: strings.Repeat("x", 32<<20)})
			base, err := url.Parse(srv.URL)
			if err != nil {
				t.Fatal(err)
			}
			conn, err := net.Dial("tcp", base.Host)
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			if _, err := fmt.Fprintf(conn, "POST %s/oauth2/token HTTP/1.1\r\nHost: x\r\n%s\r\n", base.Path, header); err != nil {
				t.Fatal(err)
			}
			if header == "" {
				<-waiting
			} else {
				for srv.PendingFaults() > 0 {
					time.Sleep(time.Millisecond)
				}
			}
			closed := make(chan struct{})
			go func() {
				defer close(closed)
				srv.Close()
			}()
			select {
			case <-closed:
			case <-outOfTime(t):
				t.Error("Close waits for the client")
			}
		})
	}
}

// A request made with http.NewRequest may have no body, and has its target in
// the URL only.
func TestServeHTTPTakesClientRequests(t *testing.T) {
	t.Parallel()
	srv := start(t).srv
	for path, want := range map[string]int{
		"/oauth2/jwks":                               200,
		"/oauth2/../oauth2/jwks":                     401,
		"/oauth2/jwks?" + strings.Repeat("x", 9<<10): 400,
	} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, srv.URL+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		w := httptest.NewRecorder()
		srv.ServeHTTP(w, req)
		if w.Code != want {
			t.Errorf("%.40s: got %d, want %d", path, w.Code, want)
		}
	}
}
