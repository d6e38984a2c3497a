package bench

import (
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest"
)

const (
	loadClients = 64

	// loadStock is the number of users before the load in the benchmarks with a
	// stock.
	loadStock = 10000

	// loggedRequests is the number of requests after which the log of the stand-in
	// does not grow any more.
	loggedRequests = 20000
)

// BenchmarkLoad measures the in-memory organization, not the SDK, under the load of 64
// clients that read and write concurrently. One operation of the benchmark is one
// request. All writes of a client must be present at the end. The benchmark reports
// requests per second, the 99th percentile, and the heap before and after.
func BenchmarkLoad(b *testing.B) {
	for _, variant := range []struct {
		name  string
		stock int
		file  bool
	}{
		{"memory", 0, false},
		{"memory,10000 users", loadStock, false},
		{"file", 0, true},
		{"file,10000 users", loadStock, true},
	} {
		b.Run(variant.name, func(b *testing.B) {
			var options []asgardeotest.Option
			if variant.file {
				options = append(options, asgardeotest.WithStateFile(filepath.Join(b.TempDir(), "state.db")))
			}
			server := asgardeotest.NewServer(options...)
			defer server.Close()
			client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: loadClients}}
			defer client.CloseIdleConnections()
			clients := make([]*loadClient, loadClients)
			for i := range clients {
				clients[i] = newLoadClient(b, server, client, i)
			}
			fill(clients, variant.stock)
			warmUp(server, clients)
			measure(b, clients)
			for _, c := range clients {
				c.verify()
			}
			if got, want := len(server.Users()), variant.stock+held(clients); got != want {
				b.Errorf("%d users, want %d", got, want)
			}
		})
	}
}

// fill lets the clients create users in bulk, which are not used afterwards.
func fill(clients []*loadClient, users int) {
	const bulk = 100
	var next atomic.Int64
	var group sync.WaitGroup
	for _, c := range clients {
		group.Go(func() {
			for first := next.Add(bulk) - bulk; first < int64(users); first = next.Add(bulk) - bulk {
				c.createUsers(int(first), bulk)
			}
		})
	}
	group.Wait()
}

// warmUp opens the connections, creates the users of every client, and fills the
// log.
func warmUp(server *asgardeotest.Server, clients []*loadClient) {
	var group sync.WaitGroup
	for _, c := range clients {
		group.Go(func() {
			for range 10 {
				c.step()
			}
		})
	}
	group.Wait()
	for range loggedRequests {
		server.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, server.URL+"/none", nil))
	}
}

func held(clients []*loadClient) int {
	users := 0
	for _, c := range clients {
		users += len(c.users)
	}
	return users
}

// measure lets the clients make b.N requests.
func measure(b *testing.B, clients []*loadClient) {
	b.Helper()
	latencies := make([]time.Duration, b.N)
	before := heap()
	b.ResetTimer()
	var made atomic.Int64
	var group sync.WaitGroup
	for _, c := range clients {
		group.Go(func() {
			for i := made.Add(1) - 1; i < int64(b.N); i = made.Add(1) - 1 {
				begin := time.Now()
				c.step()
				latencies[i] = time.Since(begin)
			}
		})
	}
	group.Wait()
	b.StopTimer()
	slices.Sort(latencies)
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "req/s")
	b.ReportMetric(float64(latencies[b.N*99/100].Microseconds())/1000, "p99-ms")
	b.ReportMetric(float64(before)/1e6, "heap-before-MB")
	b.ReportMetric(float64(heap())/1e6, "heap-after-MB")
}

// A loadClient has its own users and application, and records the last value that it
// wrote to each.
type loadClient struct {
	b       *testing.B
	server  *asgardeotest.Server
	http    *http.Client
	token   string
	name    string
	random  *rand.Rand
	changes int
	users   []loadThing
	app     loadThing
}

// A loadThing is a resource with its own mark.
type loadThing struct{ url, mark string }

func newLoadClient(b *testing.B, server *asgardeotest.Server, client *http.Client, number int) *loadClient {
	b.Helper()
	c := &loadClient{b: b, server: server, http: client, name: fmt.Sprintf("client-%d", number), random: rand.New(rand.NewPCG(1, uint64(number)))}
	c.fetchToken()
	mark := c.mark()
	location := c.do(http.MethodPost, server.URL+"/api/server/v1/applications",
		fmt.Sprintf(`{"name":%q,"description":%q}`, c.name, mark), http.StatusCreated).location
	c.app = loadThing{location, mark}
	return c
}

func (c *loadClient) mark() string {
	c.changes++
	return fmt.Sprintf("%s-%d", c.name, c.changes)
}

// step makes one request.
func (c *loadClient) step() {
	const mostUsers = 8
	switch choice := c.random.IntN(10); {
	case len(c.users) == 0 || choice == 0 && len(c.users) < mostUsers:
		mark := c.mark()
		c.users = append(c.users, loadThing{c.createUser(mark), mark})
	case choice == 0:
		c.do(http.MethodDelete, c.users[0].url, "", http.StatusNoContent)
		c.users = slices.Delete(c.users, 0, 1)
	case choice <= 2:
		user := &c.users[c.random.IntN(len(c.users))]
		user.mark = c.mark()
		c.do(http.MethodPatch, user.url, fmt.Sprintf(`{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
			"Operations":[{"op":"replace","path":"nickName","value":%q}]}`, user.mark), http.StatusOK)
	case choice == 3:
		c.app.mark = c.mark()
		c.do(http.MethodPatch, c.app.url, fmt.Sprintf(`{"description":%q}`, c.app.mark), http.StatusOK)
	case choice == 4:
		c.fetchToken()
	case choice == 5:
		c.do(http.MethodGet, c.server.URL+"/scim2/Users?count=10", "", http.StatusOK)
	case choice == 6:
		c.check(c.app)
	default:
		c.check(c.users[c.random.IntN(len(c.users))])
	}
}

// verify reads all resources that the client created.
func (c *loadClient) verify() {
	c.check(c.app)
	for _, user := range c.users {
		c.check(user)
	}
}

// check reads a resource, which must have its mark.
func (c *loadClient) check(thing loadThing) {
	if got := c.do(http.MethodGet, thing.url, "", http.StatusOK).body; !strings.Contains(got, `"`+thing.mark+`"`) {
		c.b.Errorf("%s has lost the mark %s: %s", thing.url, thing.mark, got)
	}
}

// loadUser is the body of a user with a name.
func loadUser(name string) string {
	return fmt.Sprintf(`{"userName":%q,"nickName":%[1]q,"name":{"givenName":"Kim","familyName":"Example"},
		"emails":[{"value":"%[1]s@users.example","primary":true}]}`, name)
}

func (c *loadClient) createUser(mark string) string {
	return c.do(http.MethodPost, c.server.URL+"/scim2/Users", loadUser(mark), http.StatusCreated).location
}

func (c *loadClient) createUsers(first, count int) {
	var operations []string
	for i := range count {
		operations = append(operations, fmt.Sprintf(`{"method":"POST","path":"/Users","bulkId":"%d","data":%s}`, i, loadUser(fmt.Sprintf("stock-%d", first+i))))
	}
	c.do(http.MethodPost, c.server.URL+"/scim2/Bulk", fmt.Sprintf(
		`{"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],"Operations":[%s]}`, strings.Join(operations, ",")), http.StatusOK)
}

func (c *loadClient) fetchToken() {
	form := url.Values{
		"grant_type": {"client_credentials"}, "scope": {"SYSTEM"},
		"client_id": {c.server.ClientID}, "client_secret": {c.server.ClientSecret},
	}
	resp, err := c.http.PostForm(c.server.URL+"/oauth2/token", form)
	if err != nil {
		c.b.Error(err)
		return
	}
	defer resp.Body.Close()
	var token struct {
		AccessToken string `json:"access_token"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&token); err != nil || token.AccessToken == "" {
		c.b.Errorf("no token: status %d, error %v", resp.StatusCode, err)
	}
	c.token = token.AccessToken
}

type loadAnswer struct{ location, body string }

func (c *loadClient) do(method, target, body string, want int) loadAnswer {
	req, err := http.NewRequestWithContext(c.b.Context(), method, target, strings.NewReader(body))
	if err != nil {
		c.b.Error(err)
		return loadAnswer{}
	}
	req.Header = http.Header{"Authorization": {"Bearer " + c.token}, "Content-Type": {"application/json"}}
	resp, err := c.http.Do(req)
	if err != nil {
		c.b.Error(err)
		return loadAnswer{}
	}
	defer resp.Body.Close()
	content, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != want {
		c.b.Errorf("%s %s: status %d, want %d, error %v: %s", method, target, resp.StatusCode, want, err, content)
	}
	return loadAnswer{resp.Header.Get("Location"), string(content)}
}
