package asgardeo_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"
	"time"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/secret"
	"github.com/seed-01804ef5/asgardeo-go/scim"
)

// direct calls a handler without a connection: the fake clock does not advance while a goroutine reads from a
// connection.
type direct struct{ handler http.Handler }

func (d direct) RoundTrip(req *http.Request) (*http.Response, error) {
	recorder := httptest.NewRecorder()
	served := req.Clone(req.Context())
	served.RemoteAddr, served.RequestURI = "192.0.2.1:1234", req.URL.RequestURI()
	d.handler.ServeHTTP(recorder, served)
	resp := recorder.Result()
	resp.Request = req
	return resp, nil
}

// provisioning counts the requests and the results of creating users.
type provisioning struct {
	users, failed int // users that exist, and users whose creation failed
	took          time.Duration
	requests      int
	refused       int // requests that the rate limit rejected
}

func (p provisioning) String() string {
	return fmt.Sprintf("%d users in %s and %d requests, %d of them refused; %d failed", p.users, p.took.Round(time.Second), p.requests, p.refused, p.failed)
}

// provision creates users in an organization with the limits of the cloud, on a fake clock. create returns the number
// of failures.
func provision(t *testing.T, create func(*testing.T, *asgardeo.Client) int, options ...asgardeo.Option) (p provisioning) {
	t.Helper()
	org := asgardeotest.NewServer(asgardeotest.WithRateLimits(asgardeotest.RateLimits{}))
	synctest.Test(t, func(t *testing.T) {
		defer org.Close()
		client := org.NewClient(append([]asgardeo.Option{asgardeo.WithHTTPClient(&http.Client{Transport: direct{org}})}, options...)...)
		begun := time.Now()
		p.failed = create(t, client)
		p.took = time.Since(begun)
	})
	p.users, p.requests = len(org.Users()), len(org.Requests())
	for _, request := range org.Requests() {
		if request.Status == http.StatusTooManyRequests {
			p.refused++
		}
	}
	return p
}

func newUser(i int) *scim.User {
	return &scim.User{UserName: fmt.Sprintf("DEFAULT/user%d@example.com", i), Password: secret.New("aBcd!23#")}
}

// Ten thousand users can be created within the limits of the cloud, in a hundred bulk requests and little more than
// their time. The client uses its default limits for the hosts of the cloud.
func TestProvisioning(t *testing.T) {
	t.Parallel()
	const users = 10_000
	p := provision(t, func(t *testing.T, c *asgardeo.Client) (failed int) {
		var bulk scim.Bulk
		for i := range users {
			bulk.CreateUser(newUser(i))
		}
		results, err := c.SCIM.Bulk.Send(t.Context(), &bulk)
		if err := errors.Join(err, results.Err()); err != nil {
			t.Error(err)
		}
		for _, result := range results {
			if result.ID == "" {
				failed++
			}
		}
		return failed
	}, asgardeo.WithRateLimit(asgardeo.RateLimit{PerMinute: 200, BulkPerMinute: 5}))
	t.Logf("in bulk: %s", p)
	if p.users != users || p.failed > 0 || p.refused > 0 || p.took > 21*time.Minute || p.requests > 110 {
		t.Error("want all users in at most 21 minutes and 110 requests, none of them refused")
	}
}

// With one request for each user, the rate limit of the client prevents every 429.
func TestProvisioningOneByOne(t *testing.T) {
	t.Parallel()
	const users = 1_000
	one := func(t *testing.T, c *asgardeo.Client) (failed int) {
		for i := range users {
			if _, err := c.SCIM.Users.Create(t.Context(), newUser(i)); err != nil {
				failed++
			}
		}
		return failed
	}
	p := provision(t, one, asgardeo.WithRateLimit(asgardeo.RateLimit{PerMinute: 200}))
	t.Logf("one by one: %s", p)
	if p.users != users || p.failed > 0 || p.refused > 0 {
		t.Error("want all users, and no request refused")
	}
	p = provision(t, one)
	t.Logf("the same without a limiter: %s", p)
	if p.refused == 0 || p.users+p.failed != users {
		t.Error("the organization has no limits, or something is neither there nor failed")
	}
}
