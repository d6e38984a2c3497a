package asgardeo_test

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/oauth2"

	"github.com/seed-01804ef5/asgardeo-go/apiresources"
	"github.com/seed-01804ef5/asgardeo-go/applications"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
	"github.com/seed-01804ef5/asgardeo-go/scim"
)

// pagedListing is an iterator over a listing, with the names of its parameters and members.
type pagedListing struct {
	name string
	// start and size are the parameters; first is the first value of start. A listing with cursors has no start.
	start, size string
	first       int
	// items and id are members of the response.
	items string
	// trusts reports whether the total determines the end.
	trusts bool
	all    func(t *testing.T, c *asgardeo.Client, size int) iter.Seq2[string, error]
}

func pagedListings() []pagedListing {
	listings := []pagedListing{
		{name: "apiresources", size: "limit", items: "apiResources", all: func(t *testing.T, c *asgardeo.Client, size int) iter.Seq2[string, error] {
			return ids(c.APIResources.All(t.Context(), &apiresources.ListParams{Limit: size}), func(r *apiresources.Summary) string { return r.ID })
		}},
		{name: "applications", start: "offset", size: "limit", items: "applications", trusts: true, all: func(t *testing.T, c *asgardeo.Client, size int) iter.Seq2[string, error] {
			return ids(c.Applications.All(t.Context(), &applications.ListParams{Limit: size}), func(a *applications.Summary) string { return a.ID })
		}},
	}
	for name, all := range map[string]func(*testing.T, *asgardeo.Client, int) iter.Seq2[string, error]{
		"users": func(t *testing.T, c *asgardeo.Client, size int) iter.Seq2[string, error] {
			return ids(c.SCIM.Users.All(t.Context(), &scim.ListUsersParams{Count: size}), func(u *scim.User) string { return u.ID })
		},
		"groups": func(t *testing.T, c *asgardeo.Client, size int) iter.Seq2[string, error] {
			return ids(c.SCIM.Groups.All(t.Context(), &scim.ListGroupsParams{Count: size}), func(g *scim.Group) string { return g.ID })
		},
		"roles": func(t *testing.T, c *asgardeo.Client, size int) iter.Seq2[string, error] {
			return ids(c.SCIM.Roles.All(t.Context(), &scim.ListRolesParams{Count: size}), func(r *scim.Role) string { return r.ID })
		},
		"roles v3": func(t *testing.T, c *asgardeo.Client, size int) iter.Seq2[string, error] {
			return ids(c.SCIM.RolesV3.All(t.Context(), &scim.ListRolesParams{Count: size}), func(r *scim.Role) string { return r.ID })
		},
	} {
		listings = append(listings, pagedListing{name: name, start: "startIndex", size: "count", first: 1, items: "Resources", all: all})
	}
	return listings
}

func ids[T any](all iter.Seq2[*T, error], id func(*T) string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for item, err := range all {
			if err != nil {
				yield("", err)
				return
			}
			if !yield(id(item), nil) {
				return
			}
		}
	}
}

// pagingServer is a transport that serves listings with errors: each field is a kind of error.
type pagingServer struct {
	listing pagedListing
	random  *rand.Rand
	items   []string
	made    int // items created so far, including removed ones

	short    bool            // pages may be shorter than requested
	hidden   map[string]bool // items that are removed from the pages
	whole    bool            // every page contains all items
	clamp    int             // maximum length of a page
	stuck    bool            // every page is the first page
	turns    bool            // the first two pages alternate
	nameless bool            // no item has an id
	growth   int             // number of items that are added between requests
	loss     int             // number of items that are removed between requests
	empties  int             // number of empty pages before the next one
	circular bool            // the last page links to an earlier one
	linked   bool            // pages link to the next one, although pages are requested by position
	total    func(all, page int) int

	cursors  []int // positions of the pages of the cursors
	requests int
	most     int
}

func (s *pagingServer) RoundTrip(req *http.Request) (*http.Response, error) {
	status, body := 500, `{"detail":"too many requests"}`
	if s.requests++; s.requests <= s.most {
		status, body = 200, s.page(req.URL.Query())
	}
	return &http.Response{StatusCode: status, Header: http.Header{"Content-Type": {"application/json"}},
		Body: io.NopCloser(strings.NewReader(body)), Request: req}, nil
}

func (s *pagingServer) page(query url.Values) string {
	s.change()
	at, _ := strconv.Atoi(query.Get(s.listing.start))
	at -= s.listing.first
	if s.listing.start == "" {
		at = 0
		if cursor := query.Get("after"); cursor != "" {
			n, _ := strconv.Atoi(cursor)
			at = s.cursors[n]
		}
	}
	if s.stuck {
		at = 0
	}
	size, _ := strconv.Atoi(query.Get(s.listing.size))
	if s.clamp > 0 {
		size = min(size, s.clamp)
	}
	if s.whole {
		at, size = 0, len(s.items)
	}
	if s.short {
		size = 1 + s.random.IntN(size)
	}
	if s.turns {
		at = s.requests % 2 * size
	}
	if s.empties > 0 && s.listing.start == "" && s.random.IntN(2) == 0 {
		s.empties--
		size = 0
	}
	at = min(max(at, 0), len(s.items))
	end := min(at+size, len(s.items))
	var list []string
	for _, id := range s.items[at:end] {
		if s.hidden[id] {
			continue
		}
		if s.nameless {
			id = ""
		}
		list = append(list, fmt.Sprintf(`{"id":%q}`, id))
	}
	links := ""
	if s.listing.start == "" && (end < len(s.items) || s.stuck || s.turns || s.circular) {
		s.cursors = append(s.cursors, end)
		next := len(s.cursors) - 1
		if end == len(s.items) && s.circular {
			next = s.random.IntN(len(s.cursors))
		}
		links = fmt.Sprintf(`{"rel":"next","href":"https://x/?after=%d"}`, next)
	}
	if s.linked && end < len(s.items) {
		links = fmt.Sprintf(`{"rel":"next","href":"/x?offset=%d"}`, end)
	}
	return fmt.Sprintf(`{"totalResults":%d,"links":[%s],%q:[%s]}`, s.total(len(s.items), len(list)), links, s.listing.items, strings.Join(list, ","))
}

// change adds or removes an item at any position.
func (s *pagingServer) change() {
	if s.growth > 0 && s.random.IntN(2) == 0 {
		s.growth--
		s.made++
		s.items = slices.Insert(s.items, s.random.IntN(len(s.items)+1), fmt.Sprint("new", s.made))
	}
	if s.loss > 0 && len(s.items) > 0 && s.random.IntN(2) == 0 {
		s.loss--
		i := s.random.IntN(len(s.items))
		s.items = slices.Delete(s.items, i, i+1)
	}
}

// complete reports whether all items must be listed without an error.
func (s *pagingServer) complete(size int, totals string) bool {
	if size == 0 {
		size = 100 // the default of the SDK
	}
	page := min(size, 100)
	clamped := s.clamp > 0 && s.clamp < page
	if clamped {
		page = s.clamp
	}
	counted := totals == "honest" || totals == "too large"
	switch {
	case s.stuck || s.turns || s.nameless || s.circular:
		return false
	case s.whole: // unless it may be the first of several pages
		return (totals == "honest" || totals == "the page") && s.hidden == nil && len(s.items) != min(size, 100)
	case s.listing.start == "", s.linked:
		return true
	case s.listing.items == "Resources" && totals == "too small" && len(s.items)/2 > min(size, 100): // the SDK relies on it
		return false
	case s.listing.name == "users":
		// Missing complete pages cannot be detected.
		return !s.short && s.run() < page && (!clamped || s.hidden == nil)
	case s.hidden != nil:
		return counted && !clamped
	case counted:
		return true
	}
	// The total cannot be used: only a short page ends the listing.
	return !s.listing.trusts && !s.short && !clamped
}

// run is the maximum number of consecutive items that are left out.
func (s *pagingServer) run() (most int) {
	run := 0
	for _, id := range s.items {
		if run++; !s.hidden[id] {
			run = 0
		}
		most = max(most, run)
	}
	return most
}

// Regardless of the server, an iteration ends, with at most one error, which is the last value. If the collection does
// not change, no item occurs twice. If the server has only the errors of real servers, every item occurs.
func TestPagingWithBadServers(t *testing.T) {
	t.Parallel()
	totals := map[string]func(all, page int) int{
		"honest":    func(all, _ int) int { return all },
		"the page":  func(_, page int) int { return page },
		"nothing":   func(_, _ int) int { return 0 },
		"too small": func(all, _ int) int { return all / 2 },
		"too large": func(all, _ int) int { return all + 7 },
	}
	for _, listing := range pagedListings() {
		t.Run(listing.name, func(t *testing.T) {
			t.Parallel()
			for seed := range uint64(300) {
				random := rand.New(rand.NewPCG(seed, 1))
				maybe := func(n int) int { return max(0, random.IntN(2*n)-n) } // zero in half of the cases
				s := &pagingServer{
					listing: listing, random: random, short: random.IntN(3) == 0, stuck: random.IntN(8) == 0, circular: random.IntN(8) == 0,
					turns: random.IntN(8) == 0, nameless: random.IntN(8) == 0, clamp: []int{0, 0, 1, 7, 100}[random.IntN(5)], growth: maybe(10), loss: maybe(10), empties: maybe(5),
				}
				if random.IntN(2) == 0 {
					s.growth, s.loss = 0, 0
				}
				s.linked = listing.name == "applications" && random.IntN(2) == 0
				s.short = s.short && !s.turns                               // or the pages would overlap
				scim := listing.name == "users" || listing.name == "groups" // the server omits no roles
				if s.whole = scim && random.IntN(8) == 0; s.whole {
					s.short = false
				}
				size, stable := []int{0, 1, 3, 10, 500}[random.IntN(5)], s.growth+s.loss == 0
				for i := range []int{0, 1, 10, 40, 130}[random.IntN(5)] {
					s.items = append(s.items, fmt.Sprint("old", i))
				}
				if scim && random.IntN(3) == 0 {
					s.short, s.hidden = false, map[string]bool{}
					for _, id := range s.items {
						s.hidden[id] = random.IntN(3) == 0
					}
				}
				kinds := []string{"honest", "the page", "nothing", "too small", "too large"}
				kind := kinds[random.IntN(len(kinds))]
				s.total = totals[kind]
				want := slices.DeleteFunc(slices.Clone(s.items), func(id string) bool { return s.hidden[id] })
				s.most = len(s.items) + s.growth + s.loss + s.empties + 105 // at most 100 pages without items
				if scim {
					s.most = 5*(len(s.items)+s.growth) + 205
				}
				what := fmt.Sprintf("seed %d, %d items, pages of %d, total: %s, short: %v, hidden: %d, whole: %v, clamp %d, stuck: %v, by turns: %v, without ids: %v, circular: %v, linked: %v, growth %d, loss %d, empty %d",
					seed, len(want), size, kind, s.short, len(s.hidden), s.whole, s.clamp, s.stuck, s.turns, s.nameless, s.circular, s.linked, s.growth, s.loss, s.empties)

				got, failed := s.list(t, size)
				if s.requests > s.most {
					t.Errorf("%s: it goes on after %d requests", what, s.most)
				}
				if failed != nil && !errors.Is(failed, asgardeo.ErrUnexpectedResponse) {
					t.Errorf("%s: %v", what, failed)
				}
				if twice := duplicate(got); stable && twice != "" && !s.nameless {
					t.Errorf("%s: %s occurs twice", what, twice)
				}
				if stable && s.complete(size, kind) && (failed != nil || !slices.Equal(got, want)) {
					t.Errorf("%s: %d of %d items, %v", what, len(got), len(want), failed)
				}
			}
		})
	}
}

func (s *pagingServer) list(t *testing.T, size int) (got []string, failed error) {
	t.Helper()
	client, err := asgardeo.New("example", asgardeo.WithHTTPClient(&http.Client{Transport: s}), asgardeo.WithRetry(asgardeo.RetryPolicy{MaxAttempts: 1}),
		asgardeo.WithoutRateLimit(),
		asgardeo.WithTokenSource(oauth2.StaticTokenSource(&oauth2.Token{AccessToken: "token"})))
	if err != nil {
		t.Fatal(err)
	}
	for id, err := range s.listing.all(t, client, size) {
		if failed != nil || err != nil && id != "" {
			t.Fatalf("(%q, %v) after %v", id, err, failed)
		}
		if failed = err; err == nil {
			got = append(got, id)
		}
	}
	return got, failed
}

func duplicate(list []string) string {
	seen := map[string]bool{}
	for _, id := range list {
		if seen[id] {
			return id
		}
		seen[id] = true
	}
	return ""
}
