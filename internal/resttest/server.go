// Package resttest tests the API packages. It responds to the requests of an SDK client with a list of replies, records
// the requests, and runs the tables of the packages: calls, failures, invalid arguments, listings, documents and
// secrets.
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
	// Base is the URL of the organization of every client of this package.
	Base = asgardeo.BaseURLUS + "/t/example"
	// Token is the access token of [New].
	Token = "token-of-the-test"
	// Product is the product that clients add to the User-Agent header.
	Product = "resttest/1.0"
)

// Reply is one response of the server. The media type is JSON unless Type is set; "-" means no media type.
type Reply struct {
	Status   int
	Type     string
	Location string
	Body     string
	// Err is returned instead of a response.
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

// Request is a request that was sent.
type Request struct {
	Method string
	// URL is the URL below [Base], with the query.
	URL    string
	Header http.Header
	Body   string
}

// Server sends its replies in order, one for each request.
type Server struct {
	// Client is an SDK client of the server. It does not retry.
	Client *asgardeo.Client

	t        testing.TB
	mu       sync.Mutex
	replies  []Reply
	requests []Request
}

// New returns a server with the given replies.
func New(t testing.TB, replies ...Reply) *Server {
	t.Helper()
	return NewWithTokens(t, oauth2.StaticTokenSource(&oauth2.Token{AccessToken: Token}), replies...)
}

// NewWithTokens is like [New], with access tokens from source.
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
		s.t.Errorf("no reply for request %d, %s %s", n+1, req.Method, req.URL)
		return httpmock.NewStringResponse(http.StatusTeapot, ""), nil
	}
	return s.replies[n].respond(req)
}

// Requests returns the requests that were sent.
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

// WantJSON fails the test unless both documents are the same JSON. The order of members is ignored; numbers must be
// written alike.
func WantJSON(t testing.TB, got, want string) {
	t.Helper()
	if g, w := parse(t, got), parse(t, want); !reflect.DeepEqual(g, w) {
		t.Errorf("JSON\n%s\nwant\n%s", indent(t, g), indent(t, w))
	}
}

// parse decodes JSON and keeps numbers as written.
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
