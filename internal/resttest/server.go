// Package resttest tests the service packages. It answers the requests of an SDK client from a list of replies, keeps
// what was sent, and drives the tables that the packages fill: calls, failures, arguments that are refused, listings,
// documents and secrets.
package resttest

import (
	"encoding/json"
	"io"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/jarcoal/httpmock"
	"golang.org/x/oauth2"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
)

const (
	// Base is the URL of the organization that every client here manages.
	Base = asgardeo.BaseURLUS + "/t/example"
	// Token is the access token of [New].
	Token = "token-of-the-test"
	// Product is what clients put before the SDK's own name in the User-Agent header.
	Product = "resttest/1.0"
)

// Reply is one answer of the server. The media type is that of JSON unless Type says otherwise; "-" is none at all.
type Reply struct {
	Status   int
	Type     string
	Location string
	Body     string
	// Err fails the request in place of an answer.
	Err error
}

func (r Reply) respond(req *http.Request) (*http.Response, error) {
	if r.Err != nil {
		return nil, r.Err
	}
	resp := httpmock.NewStringResponse(r.Status, r.Body)
	resp.Request = req
	switch r.Type {
	case "":
		resp.Header.Set("Content-Type", "application/json")
	case "-":
	default:
		resp.Header.Set("Content-Type", r.Type)
	}
	if r.Location != "" {
		resp.Header.Set("Location", r.Location)
	}
	return resp, nil
}

// Request is what was sent.
type Request struct {
	Method string
	// URL is the part below [Base], with the query.
	URL    string
	Header http.Header
	Body   string
}

// Server gives its replies in their order, one to each request.
type Server struct {
	// Client is an SDK client whose requests the server gets. It sends each of them once.
	Client *asgardeo.Client

	t        testing.TB
	mu       sync.Mutex
	replies  []Reply
	requests []Request
}

// New returns a server that has replies for as many requests.
func New(t testing.TB, replies ...Reply) *Server {
	t.Helper()
	return NewWithTokens(t, oauth2.StaticTokenSource(&oauth2.Token{AccessToken: Token}), replies...)
}

// NewWithTokens is [New] with access tokens from source.
func NewWithTokens(t testing.TB, source oauth2.TokenSource, replies ...Reply) *Server {
	t.Helper()
	s := &Server{t: t, replies: replies}
	transport := httpmock.NewMockTransport()
	transport.RegisterNoResponder(s.answer)
	client, err := asgardeo.New("example",
		asgardeo.WithHTTPClient(&http.Client{Transport: transport}),
		asgardeo.WithTokenSource(source),
		asgardeo.WithUserAgent(Product),
		asgardeo.WithRetry(asgardeo.RetryPolicy{MaxAttempts: 1}),
		asgardeo.WithoutRateLimit())
	if err != nil {
		t.Fatal(err)
	}
	s.Client = client
	return s
}

func (s *Server) answer(req *http.Request) (*http.Response, error) {
	var body []byte
	if req.Body != nil {
		var err error
		if body, err = io.ReadAll(req.Body); err != nil {
			return nil, err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	n := len(s.requests)
	s.requests = append(s.requests, Request{
		Method: req.Method,
		URL:    strings.TrimPrefix(req.URL.String(), Base),
		Header: req.Header.Clone(),
		Body:   string(body),
	})
	if n >= len(s.replies) {
		s.t.Errorf("there is no reply for request %d, %s %s", n+1, req.Method, req.URL)
		return httpmock.NewStringResponse(http.StatusTeapot, ""), nil
	}
	return s.replies[n].respond(req)
}

// Requests returns what was sent so far.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

// Bodies returns the bodies of the requests.
func (s *Server) Bodies() []string {
	var bodies []string
	for _, request := range s.Requests() {
		bodies = append(bodies, request.Body)
	}
	return bodies
}

// Lines returns the method and the URL of each request, such as "GET /scim2/Users".
func (s *Server) Lines() []string {
	var lines []string
	for _, request := range s.Requests() {
		lines = append(lines, request.Method+" "+request.URL)
	}
	return lines
}

// WantLines fails the test unless exactly these requests were sent.
func (s *Server) WantLines(want ...string) {
	s.t.Helper()
	if got := s.Lines(); !slices.Equal(got, want) {
		s.t.Errorf("requests\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// WantJSON fails the test unless both documents are the same JSON: the same members, in any order, and numbers
// written alike.
func WantJSON(t testing.TB, got, want string) {
	t.Helper()
	if g, w := parse(t, got), parse(t, want); !reflect.DeepEqual(g, w) {
		t.Errorf("JSON\n%s\nwant\n%s", indent(t, g), indent(t, w))
	}
}

// parse keeps numbers as they are written.
func parse(t testing.TB, document string) any {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(document))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		t.Fatalf("%q: %v", document, err)
	}
	if decoder.More() {
		t.Fatalf("%q: more than one value", document)
	}
	return value
}

func indent(t testing.TB, value any) string {
	t.Helper()
	data, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
