package conformance

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest"
)

// A session is a new organization, and a token for it.
type session struct {
	t     testing.TB
	srv   *asgardeotest.Server
	http  *http.Client
	clock *clock
	token string
	// granted are the scopes of the token.
	granted []string
	// vars are the values of {name} in expected bodies and headers.
	vars map[string]string
}

// A clock is the clock of an organization. It stands still unless a row
// advances it.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) read() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// advance moves the clock of the organization.
func (s *session) advance(d time.Duration) {
	s.clock.mu.Lock()
	defer s.clock.mu.Unlock()
	s.clock.now = s.clock.now.Add(d)
}

// start starts an organization, with a token for all scopes that it can grant.
func start(t testing.TB, opts ...asgardeotest.Option) *session {
	t.Helper()
	clock := &clock{now: time.Date(2026, time.January, 1, 12, 0, 0, 0, time.UTC)}
	srv := asgardeotest.NewServer(append(opts, asgardeotest.WithClock(clock.read))...)
	t.Cleanup(srv.Close)
	s := &session{
		t: t, srv: srv, clock: clock,
		http: &http.Client{Transport: validator{t, srv.Client().Transport}},
		vars: map[string]string{"url": srv.URL, "org": srv.Organization},
	}
	return s.with("SYSTEM")
}

// with returns the session with a token of the management application that has
// only these scopes.
func (s *session) with(scopes ...string) *session {
	s.t.Helper()
	return s.bearing(manager(s).ask("scope", strings.Join(scopes, " ")))
}

// bearing returns the session with the token in a response.
func (s *session) bearing(a *answer) *session {
	s.t.Helper()
	var token struct {
		AccessToken string `json:"access_token"`
		Scope       string `json:"scope"`
	}
	a.ok().decode(&token)
	return s.as(token.AccessToken, strings.Fields(token.Scope)...)
}

// without returns the session with a token that lacks these scopes.
func (s *session) without(scopes ...string) *session {
	s.t.Helper()
	return s.with(slices.DeleteFunc(slices.Clone(s.granted), func(scope string) bool {
		return slices.Contains(scopes, scope)
	})...)
}

// as returns the session with another token. The empty string means no token.
func (s *session) as(token string, granted ...string) *session {
	other := *s
	other.token, other.granted = token, granted
	return &other
}

// let names a value for expected bodies, and returns it.
func (s *session) let(name, value string) string {
	s.vars[name] = value
	return value
}

func (s *session) expand(text string) string {
	for name, value := range s.vars {
		text = strings.ReplaceAll(text, "{"+name+"}", value)
	}
	return text
}

func (s *session) get(path string, header ...string) *answer {
	s.t.Helper()
	return s.do(http.MethodGet, path, nil, header...)
}

func (s *session) post(path string, body any, header ...string) *answer {
	s.t.Helper()
	return s.do(http.MethodPost, path, body, header...)
}

func (s *session) put(path string, body any, header ...string) *answer {
	s.t.Helper()
	return s.do(http.MethodPut, path, body, header...)
}

func (s *session) patch(path string, body any, header ...string) *answer {
	s.t.Helper()
	return s.do(http.MethodPatch, path, body, header...)
}

func (s *session) delete(path string, header ...string) *answer {
	s.t.Helper()
	return s.do(http.MethodDelete, path, nil, header...)
}

// form posts a form without the token of the session.
func (s *session) form(path string, form url.Values, header ...string) *answer {
	s.t.Helper()
	header = append([]string{"Content-Type", "application/x-www-form-urlencoded"}, header...)
	return s.as("").post(path, form.Encode(), header...)
}

// create posts a body and returns the last element of the Location.
func (s *session) create(path string, body any) string {
	s.t.Helper()
	location := s.post(path, body).ok().header.Get("Location")
	id := location[strings.LastIndex(location, "/")+1:]
	if id == "" {
		s.t.Fatalf("POST %s: Location %q has no id", path, location)
	}
	return id
}

// do sends a request. The target is a path below the URL of the organization, or a
// whole URL. The body is a text, which may refer to named values, or a value to encode.
// The headers are pairs; an empty value removes a header.
func (s *session) do(method, target string, body any, header ...string) *answer {
	s.t.Helper()
	if !strings.HasPrefix(target, "http") {
		target = s.srv.URL + target
	}
	var content io.Reader
	switch b := body.(type) {
	case nil:
	case string:
		content = strings.NewReader(s.expand(b))
	default:
		encoded, err := json.Marshal(b)
		if err != nil {
			s.t.Fatal(err)
		}
		content = strings.NewReader(string(encoded))
	}
	req, err := http.NewRequestWithContext(s.t.Context(), method, target, content)
	if err != nil {
		s.t.Fatal(err)
	}
	if s.token != "" {
		req.Header.Set("Authorization", "Bearer "+s.token)
	}
	if content != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	for pair := range slices.Chunk(header, 2) {
		if pair[1] == "" {
			req.Header.Del(pair[0])
		} else {
			req.Header.Set(pair[0], pair[1])
		}
	}
	resp, err := s.http.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return &answer{s: s, request: method + " " + target, status: resp.StatusCode, header: resp.Header, body: string(text)}
}

// An answer holds the response to one request.
type answer struct {
	s       *session
	request string
	status  int
	header  http.Header
	body    string
}

// ok ends the test unless the response is a success.
func (a *answer) ok() *answer {
	a.s.t.Helper()
	if a.status >= 300 {
		a.s.t.Fatalf("%s: got status %d, want success; body: %s", a.request, a.status, a.body)
	}
	return a
}

func (a *answer) decode(v any) {
	a.s.t.Helper()
	if err := json.Unmarshal([]byte(a.body), v); err != nil {
		a.s.t.Fatalf("%s: %v; body: %s", a.request, err, a.body)
	}
}

// member returns a member of the body by its path: names and indexes joined by
// dots.
func (a *answer) member(path string) string {
	a.s.t.Helper()
	var value any
	a.decode(&value)
	found, err := lookUp(value, strings.Split(path, "."))
	if err != nil {
		a.s.t.Fatalf("%s: %s: %v; body: %s", a.request, path, err, a.body)
	}
	return found
}
