package asgardeotest_test

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest"
)

// A session is a server with a token for it.
type session struct {
	t     *testing.T
	srv   *asgardeotest.Server
	token string
}

// start starts a server and gets a token with all scopes.
func start(t *testing.T, opts ...asgardeotest.Option) *session {
	t.Helper()
	srv := asgardeotest.NewServer(opts...)
	t.Cleanup(srv.Close)
	s := &session{t: t, srv: srv}
	s.token = s.tokenFor(srv.ClientID, srv.ClientSecret, "SYSTEM")
	return s
}

// with returns the session with a token that has only these scopes.
func (s *session) with(scopes ...string) *session {
	s.t.Helper()
	return &session{s.t, s.srv, s.tokenFor(s.srv.ClientID, s.srv.ClientSecret, strings.Join(scopes, " "))}
}

func (s *session) tokenFor(id, secret, scope string) string {
	s.t.Helper()
	return s.grant(id, secret, scope).want(http.StatusOK).object()["access_token"].(string)
}

func (s *session) grant(id, secret, scope string) *answer {
	s.t.Helper()
	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {id}, "client_secret": {secret}}
	if scope != "" {
		form.Set("scope", scope)
	}
	return s.form("/oauth2/token", form)
}

func (s *session) form(path string, form url.Values, header ...string) *answer {
	s.t.Helper()
	header = append([]string{"Content-Type", "application/x-www-form-urlencoded"}, header...)
	return (&session{t: s.t, srv: s.srv}).do(http.MethodPost, path, form.Encode(), header...)
}

// do sends a request below the base URL. The body is a text, or a value to
// encode. The headers are pairs; an empty value removes a header.
func (s *session) do(method, path string, body any, header ...string) *answer {
	s.t.Helper()
	return s.doURL(method, s.srv.URL+path, body, header...)
}

func (s *session) doURL(method, target string, body any, header ...string) *answer {
	s.t.Helper()
	var content io.Reader
	switch b := body.(type) {
	case nil:
	case string:
		content = strings.NewReader(b)
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
	for i := 0; i+1 < len(header); i += 2 {
		if header[i+1] == "" {
			req.Header.Del(header[i])
		} else {
			req.Header.Set(header[i], header[i+1])
		}
	}
	resp, err := s.srv.Client().Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return &answer{t: s.t, request: method + " " + target, status: resp.StatusCode, header: resp.Header, body: string(text)}
}

// create posts a body and returns the last element of the Location.
func (s *session) create(path string, body any) string {
	s.t.Helper()
	location := s.do(http.MethodPost, path, body).want(http.StatusCreated).header.Get("Location")
	prefix := s.srv.URL + path + "/"
	if !strings.HasPrefix(location, prefix) {
		s.t.Fatalf("Location is %q, want it to start with %q", location, prefix)
	}
	return strings.TrimPrefix(location, prefix)
}

type answer struct {
	t       *testing.T
	request string
	status  int
	header  http.Header
	body    string
}

func (a *answer) want(status int) *answer {
	a.t.Helper()
	if a.status != status {
		a.t.Fatalf("%s: status %d, want %d; body: %s", a.request, a.status, status, a.body)
	}
	return a
}

func (a *answer) wantEmpty() *answer {
	a.t.Helper()
	if a.body != "" {
		a.t.Fatalf("%s: body %q, want none", a.request, a.body)
	}
	return a
}

func (a *answer) wantHeader(name, value string) *answer {
	a.t.Helper()
	if got := a.header.Get(name); got != value {
		a.t.Fatalf("%s: header %s is %q, want %q", a.request, name, got, value)
	}
	return a
}

// wantMembers compares members of an object. A nil value means the member
// must be absent.
func (a *answer) wantMembers(want map[string]any) *answer {
	a.t.Helper()
	got := a.object()
	for name, value := range want {
		have, present := got[name]
		if value == nil && present {
			a.t.Errorf("%s: member %s is %v, want none", a.request, name, have)
		}
		if value != nil && fmt.Sprint(have) != fmt.Sprint(value) {
			a.t.Errorf("%s: member %s is %v, want %v; body: %s", a.request, name, have, value, a.body)
		}
	}
	return a
}

// wantCode checks an error of the server APIs.
func (a *answer) wantCode(status int, code string) *answer {
	a.t.Helper()
	return a.want(status).wantMembers(map[string]any{"code": code})
}

// wantSCIM checks an error of SCIM. Its status is a string.
func (a *answer) wantSCIM(status int, scimType string) *answer {
	a.t.Helper()
	a.want(status).wantHeader("Content-Type", "application/json")
	got := a.object()
	if got["status"] != fmt.Sprint(status) {
		a.t.Errorf("%s: status in the body is %#v, want the string %d", a.request, got["status"], status)
	}
	if have, _ := got["scimType"].(string); have != scimType {
		a.t.Errorf("%s: scimType is %q, want %q; body: %s", a.request, have, scimType, a.body)
	}
	return a
}

func (a *answer) object() map[string]any {
	a.t.Helper()
	var object map[string]any
	if err := json.Unmarshal([]byte(a.body), &object); err != nil {
		a.t.Fatalf("%s: %v; body: %s", a.request, err, a.body)
	}
	return object
}

func (a *answer) array() []any {
	a.t.Helper()
	var array []any
	if err := json.Unmarshal([]byte(a.body), &array); err != nil {
		a.t.Fatalf("%s: %v; body: %s", a.request, err, a.body)
	}
	return array
}

// names returns a member of every item of a list.
func names(list any, member string) []string {
	var out []string
	items, _ := list.([]any)
	for _, item := range items {
		out = append(out, fmt.Sprint(item.(map[string]any)[member]))
	}
	return out
}

// merge returns a with the members of b.
func merge(a, b map[string]any) map[string]any {
	out := maps.Clone(a)
	maps.Copy(out, b)
	return out
}

type object = map[string]any
type list = []any

// outOfTime returns a channel that is closed shortly before the deadline of the test
// run, so that a test can report the event that did not happen. A shorter limit would
// fail on a busy machine.
func outOfTime(t *testing.T) <-chan time.Time {
	t.Helper()
	deadline, ok := t.Deadline()
	if !ok {
		return nil
	}
	return time.After(time.Until(deadline) - 10*time.Second)
}
