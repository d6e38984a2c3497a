package asgardeo_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
)

// expiring is a server with tokens that are valid for a minute, and a slow token endpoint.
type expiring struct {
	lifetime, latency time.Duration

	mu     sync.Mutex
	tokens map[string]time.Time // with their expiry times
	asked  atomic.Int32
}

func (s *expiring) RoundTrip(req *http.Request) (*http.Response, error) {
	status, body := http.StatusOK, `{"id":"1"}`
	if strings.HasSuffix(req.URL.Path, "/oauth2/token") {
		token := fmt.Sprint("token", s.asked.Add(1))
		time.Sleep(s.latency)
		s.mu.Lock()
		s.tokens[token] = time.Now().Add(s.lifetime)
		s.mu.Unlock()
		body = fmt.Sprintf(`{"access_token":%q,"token_type":"Bearer","expires_in":%d}`, token, int(s.lifetime.Seconds()))
	} else {
		s.mu.Lock()
		if token := strings.TrimPrefix(req.Header.Get("Authorization"), "Bearer "); !time.Now().Before(s.tokens[token]) {
			status, body = http.StatusUnauthorized, `{"code":401,"message":"Unauthorized"}`
		}
		s.mu.Unlock()
	}
	return &http.Response{
		StatusCode: status, Request: req, Header: http.Header{"Content-Type": {jsonType}},
		Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)),
	}, nil
}

// While tokens expire under load, no call fails and no call waits for more than one token request. At the start, all
// calls wait for the same token request; later ones run in the background.
func TestExpiryUnderLoad(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const (
			callers = 200
			run     = 10 * time.Minute
		)
		server := &expiring{lifetime: time.Minute, latency: 2 * time.Second, tokens: map[string]time.Time{}}
		client, err := asgardeo.New("example", asgardeo.WithBaseURL("https://is.example.com"),
			asgardeo.WithClientCredentials("id", "secret"), asgardeo.WithHTTPClient(&http.Client{Transport: server}))
		if err != nil {
			t.Fatal(err)
		}
		begun := time.Now()
		var (
			wg     sync.WaitGroup
			calls  atomic.Int32
			longer atomic.Int32 // calls after the first that had to wait
		)
		for i := range callers {
			wg.Go(func() {
				time.Sleep(time.Duration(i) * time.Millisecond)
				for n := 0; time.Since(begun) < run; n++ {
					before := time.Now()
					if _, err := client.Applications.Get(t.Context(), "1"); err != nil {
						t.Error(err)
					}
					calls.Add(1)
					switch took := time.Since(before); {
					case took > server.latency:
						t.Errorf("a call took %s", took)
					case took > 0 && n > 0:
						longer.Add(1)
					}
					time.Sleep(time.Second)
				}
			})
		}
		wg.Wait()
		synctest.Wait()
		// A token is renewed after nine tenths of its lifetime.
		if asked, most := server.asked.Load(), int32(run/(server.lifetime*9/10))+2; asked > most {
			t.Errorf("%d requests for tokens, want %d at most", asked, most)
		}
		if longer.Load() > 0 {
			t.Errorf("%d of %d calls waited for a renewal", longer.Load(), calls.Load())
		}
	})
}
