package rest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"golang.org/x/oauth2"
)

const accessToken = "the-access-token"

// failedCall is the error that the client under test makes.
type failedCall struct{ *Failure }

func (f failedCall) Error() string { return fmt.Sprintf("HTTP %d: %v", f.StatusCode, f.Err) }
func (f failedCall) Unwrap() error { return f.Err }

// staticTokens always gives the same token, or error.
type staticTokens struct {
	err     error
	another bool // what Refused says
}

func (s *staticTokens) TokenContext(context.Context) (*oauth2.Token, error) {
	return &oauth2.Token{AccessToken: accessToken}, s.err
}

func (s *staticTokens) Refused(*oauth2.Token) bool { return s.another }

type transport func(*http.Request) (*http.Response, error)

func (t transport) RoundTrip(r *http.Request) (*http.Response, error) { return t(r) }

func answer(status int, header http.Header, body io.Reader) *http.Response {
	if header == nil {
		header = http.Header{"Content-Type": {"application/json"}}
	}
	return &http.Response{StatusCode: status, Header: header, Body: io.NopCloser(body), ContentLength: -1}
}

func testClient(rt transport) *Client {
	return &Client{
		BaseURL:   "https://server.example/t/org",
		Prefix:    "/api",
		HTTP:      &http.Client{Transport: rt},
		Tokens:    &staticTokens{},
		UserAgent: "test",
		Retry:     Retry{MaxAttempts: 3, MinDelay: 100 * time.Millisecond, MaxDelay: 5 * time.Second},
		NewError:  func(f *Failure) error { return failedCall{f} },
	}
}

func failure(t *testing.T, err error) *Failure {
	t.Helper()
	var f failedCall
	if !errors.As(err, &f) {
		t.Fatalf("got %v, want a failed call", err)
	}
	return f.Failure
}

func TestRequest(t *testing.T) {
	t.Parallel()
	var got *http.Request
	var sent []byte
	c := testClient(func(r *http.Request) (*http.Response, error) {
		got = r
		sent, _ = io.ReadAll(r.Body)
		return answer(200, nil, strings.NewReader(`{"id":"1"}`)), nil
	})
	call := Call{Operation: "things.Update", Method: http.MethodPatch, Path: "/things/%s/parts/%s"}
	if err := call.AddPathParam(c, "id", "a b%2f?#"); err != nil {
		t.Fatal(err)
	}
	if err := call.AddPathParam(c, "part", "ünï:@&=+$,"); err != nil {
		t.Fatal(err)
	}
	call.AddQuery("filter", true, `name eq "a&b=c+d%20;é"`)
	if err := call.SetBody(c, "application/scim+json", map[string]int{"n": 1}); err != nil {
		t.Fatal(err)
	}
	out, resp, err := Do[struct{ ID string }](t.Context(), c, &call)
	if err != nil || out.ID != "1" || resp.StatusCode != 200 {
		t.Fatalf("got %v, %v, %v", out, resp, err)
	}
	if path := got.URL.EscapedPath(); path != "/t/org/api/things/a%20b%252f%3F%23/parts/%C3%BCn%C3%AF:@&=+$%2C" {
		t.Errorf("the path is %s", path)
	}
	if filter := got.URL.Query().Get("filter"); filter != `name eq "a&b=c+d%20;é"` {
		t.Errorf("the filter is %s", filter)
	}
	for name, want := range map[string]string{
		"Authorization": "Bearer " + accessToken, "Accept": "application/json", "User-Agent": "test",
		"Content-Type": "application/scim+json",
	} {
		if got := got.Header.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if string(sent) != `{"n":1}` || got.ContentLength != 7 {
		t.Errorf("the body is %s of %d", sent, got.ContentLength)
	}
}

func TestRequestWithoutBodyOrToken(t *testing.T) {
	t.Parallel()
	c := testClient(func(r *http.Request) (*http.Response, error) {
		if r.Header.Get("Authorization") != "" || r.ContentLength != 0 || r.Body != http.NoBody && r.Body != nil {
			t.Errorf("sent %v, %d, %v", r.Header, r.ContentLength, r.Body)
		}
		if r.Header.Get("Content-Type") != "application/json" {
			t.Error("a GET without a JSON content type is answered in HTML")
		}
		return answer(204, nil, http.NoBody), nil
	})
	c.Tokens = nil
	if _, err := Exec(t.Context(), c, &Call{Method: http.MethodGet, Path: "/x", Public: true}); err != nil {
		t.Fatal(err)
	}
}

func TestAnswers(t *testing.T) {
	t.Parallel()
	html := http.Header{"Content-Type": {"text/html; charset=utf-8"}}
	tests := map[string]struct {
		status       int
		header       http.Header
		body         string
		do, exec     error  // nil is success
		text, keeps  string // of the error of Do, and its body
		failedStatus int
	}{
		"object":           {status: 200, body: `{"id":"1"}`},
		"object, no type":  {status: 200, header: http.Header{}, body: `{"id":"1"}`},
		"empty":            {status: 204, do: ErrUnexpectedAnswer, text: "empty", failedStatus: 204},
		"null":             {status: 200, body: " null\n", do: ErrUnexpectedAnswer, text: "null", keeps: " null\n", failedStatus: 200},
		"array":            {status: 200, body: `["s3cret"]`, do: ErrUnexpectedAnswer, text: "array", failedStatus: 200},
		"cut":              {status: 200, body: `{"secret":"s3cret`, do: ErrUnexpectedAnswer, text: "JSON", failedStatus: 200},
		"cut, no type":     {status: 200, header: http.Header{}, body: `{"secret":"s3cret`, do: ErrUnexpectedAnswer, failedStatus: 200},
		"HTML":             {status: 200, header: html, body: "<html>", do: ErrUnexpectedAnswer, exec: ErrUnexpectedAnswer, text: "text/html", keeps: "<html>", failedStatus: 200},
		"HTML echo":        {status: 200, header: html, body: "<html>" + accessToken, do: ErrUnexpectedAnswer, exec: ErrUnexpectedAnswer, keeps: "<html>" + Redacted, failedStatus: 200},
		"HTML called JSON": {status: 200, body: "<html>", do: ErrUnexpectedAnswer, exec: ErrUnexpectedAnswer, keeps: "<html>", failedStatus: 200},
		"bad media type":   {status: 200, header: http.Header{"Content-Type": {"\x00;;"}}, body: "x", do: ErrUnexpectedAnswer, text: "no known type", keeps: "x", failedStatus: 200},
		"accepted":         {status: 202, body: `{"detail":"wait"}`, do: ErrAccepted, exec: ErrAccepted, keeps: `{"detail":"wait"}`, failedStatus: 202},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := testClient(func(*http.Request) (*http.Response, error) {
				return answer(tt.status, tt.header, strings.NewReader(tt.body)), nil
			})
			call := &Call{Operation: "op", Method: http.MethodPost, Path: "/x"}
			if _, err := Exec(t.Context(), c, call); !errors.Is(err, tt.exec) {
				t.Errorf("Exec: %v, want %v", err, tt.exec)
			}
			out, _, err := Do[struct{ ID string }](t.Context(), c, call)
			if tt.do == nil {
				if err != nil || out.ID != "1" {
					t.Errorf("Do: %v, %v", out, err)
				}
				return
			}
			if out != nil || !errors.Is(err, tt.do) || !strings.Contains(err.Error(), tt.text) || strings.Contains(err.Error(), "s3cret") {
				t.Errorf("Do: %v, want %v with %q", err, tt.do, tt.text)
			}
			if f := failure(t, err); string(f.Body) != tt.keeps || f.StatusCode != tt.failedStatus || f.Operation != "op" {
				t.Errorf("Do: %d with the body %q, want %q", f.StatusCode, f.Body, tt.keeps)
			}
		})
	}
}

func TestTooLarge(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		status    int
		announced int64
		want      error
	}{
		"success":             {200, -1, ErrUnexpectedAnswer},
		"success, announced":  {200, maxBody + 1, ErrUnexpectedAnswer},
		"success, lie":        {200, 1, ErrUnexpectedAnswer},
		"failure":             {404, -1, nil},
		"failure, announced":  {404, maxBody + 1, nil},
		"announced the world": {200, 1 << 62, ErrUnexpectedAnswer},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			requests := 0
			c := testClient(func(*http.Request) (*http.Response, error) {
				requests++
				res := answer(tt.status, nil, io.LimitReader(zeros{}, maxBody+1))
				res.ContentLength = tt.announced
				return res, nil
			})
			_, err := Exec(t.Context(), c, &Call{Method: http.MethodGet, Path: "/x"})
			if f := failure(t, err); !errors.Is(f.Err, tt.want) || f.StatusCode != tt.status || requests != 1 {
				t.Errorf("got %v after %d requests", err, requests)
			}
		})
	}
	body, err := readBody(answer(200, nil, io.LimitReader(zeros{}, maxBody)), new(bytes.Buffer))
	if err != nil || len(body) != maxBody {
		t.Errorf("the greatest body: %d bytes, %v", len(body), err)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func TestRedirectIsNoSuccess(t *testing.T) {
	t.Parallel()
	c := testClient(func(r *http.Request) (*http.Response, error) {
		if r.URL.Path == "/login" {
			res := answer(200, nil, strings.NewReader("{}"))
			res.Request = r
			return res, nil
		}
		return answer(302, http.Header{"Location": {"/login"}}, http.NoBody), nil
	})
	_, err := Exec(t.Context(), c, &Call{Method: http.MethodDelete, Path: "/x"})
	if !errors.Is(err, ErrUnexpectedAnswer) || !strings.Contains(err.Error(), "redirect") {
		t.Errorf("got %v", err)
	}
}

func TestInvalidCalls(t *testing.T) {
	t.Parallel()
	c := testClient(func(*http.Request) (*http.Response, error) { panic("no request is to be sent") })
	//lint:ignore SA1012 the mistake is under test
	if _, err := Exec(nil, c, &Call{}); !errors.Is(err, ErrInvalidInput) {
		t.Errorf("no context: %v", err)
	}
	if _, err := Exec(t.Context(), c, &Call{Method: "BAD METHOD", Path: "/x"}); !errors.Is(err, ErrInvalidInput) {
		t.Errorf("bad method: %v", err)
	}
	if err := c.Invalid("op", "no %s", "name"); !errors.Is(err, ErrInvalidInput) || failure(t, err).Operation != "op" {
		t.Errorf("Invalid: %v", err)
	}
	if err := c.Unexpected("op", nil, "no %s", "id"); !errors.Is(err, ErrUnexpectedAnswer) {
		t.Errorf("Unexpected: %v", err)
	}
	if c.WithPrefix("/other").Prefix != "/other" || c.Prefix != "/api" {
		t.Error("WithPrefix changes its receiver")
	}
}

func TestTokenFailure(t *testing.T) {
	t.Parallel()
	c := testClient(func(*http.Request) (*http.Response, error) { panic("no request is to be sent") })
	want := errors.New("no token")
	c.Tokens = &staticTokens{err: want}
	_, err := Exec(t.Context(), c, &Call{Method: http.MethodGet, Path: "/x"})
	if f := failure(t, err); f.Err != want || f.StatusCode != 0 {
		t.Errorf("got %v", err)
	}
}

func TestLocationID(t *testing.T) {
	t.Parallel()
	for location, want := range map[string]string{
		"https://api.asgardeo.io/t/org/api/server/v1/applications/a-1": "a-1",
		"/api/server/v1/applications/a-1":                              "a-1",
		"applications/a-1":                                             "a-1",
		"a-1":                                                          "",
		"/applications":                                                "",
		"/applications/":                                               "",
		"/api-resources/a-1":                                           "",
		"https://h/applications/a-1/":                                  "a-1",
		"https://h/applications/a-1?next=/x#/y":                        "a-1",
		"https://h/applications/a%20b":                                 "a b",
		"//h/applications/%C3%A9":                                      "é",
		"https://h/applications/a%2541":                                "a%41",
		"":                                                             "",
		"/":                                                            "",
		"https://h":                                                    "",
		"https://h/":                                                   "",
		"https://h/applications//":                                     "",
		"https://h/applications/..":                                    "",
		"https://h/applications/%2e%2e":                                "",
		"https://h/applications/.":                                     "",
		"https://h/applications/a%2fb":                                 "",
		"https://h/applications/a%5cb":                                 "",
		"https://h/applications/a;b":                                   "",
		"https://h/applications/a%00":                                  "",
		"https://h/applications/a%0ab":                                 "",
		"https://h/applications/%zz":                                   "",
		"https://h/applications/\x7f":                                  "",
		"urn:uuid:1":                                                   "",
		"://":                                                          "",
	} {
		resp := &Response{Header: http.Header{"Location": {location}}}
		id, err := resp.LocationID("applications")
		if id != want || (err == nil) != (want != "") {
			t.Errorf("%q: got %q, %v, want %q", location, id, err, want)
		}
	}
}

func FuzzLocationID(f *testing.F) {
	for _, seed := range []string{"https://h/x/1", "/x/%2e%2e", "x//", "https://h/x/a%2fb", "//", "%", "https://h/é;x"} {
		f.Add(seed)
	}
	c := testClient(nil)
	f.Fuzz(func(t *testing.T, location string) {
		id, err := (&Response{Header: http.Header{"Location": {location}}}).LocationID("x")
		if (id == "") == (err == nil) {
			t.Fatalf("%q: got %q, %v", location, id, err)
		}
		if err == nil {
			call := Call{Path: "/x/%s"}
			if err := call.AddPathParam(c, "id", id); err != nil {
				t.Fatalf("%q gave an id that cannot be used: %v", location, err)
			}
		} else if strings.ContainsAny(err.Error(), "\r\n") {
			t.Fatalf("%q: the error has several lines", location)
		}
	})
}

func TestGrantedScopes(t *testing.T) {
	t.Parallel()
	token := &oauth2.Token{AccessToken: "x"}
	for name, tt := range map[string]struct {
		token *oauth2.Token
		want  string
		known bool
	}{
		"no token":   {nil, "[]", false},
		"static":     {token, "[]", false},
		"two":        {token.WithExtra(map[string]any{"access_token": "x", "scope": " a  b "}), "[a b]", true},
		"empty":      {token.WithExtra(map[string]any{"access_token": "x", "scope": ""}), "[]", true},
		"absent":     {token.WithExtra(map[string]any{"access_token": "x"}), "[]", true},
		"not a text": {token.WithExtra(map[string]any{"access_token": "x", "scope": []any{"a"}}), "[]", false},
	} {
		got, known := GrantedScopes(tt.token)
		if fmt.Sprint(got) != tt.want || known != tt.known || known != (got != nil) {
			t.Errorf("%s: got %v, %v", name, got, known)
		}
	}
}

func TestScopesOf(t *testing.T) {
	t.Parallel()
	s := Scopes{{"A", [][]string{{"c", "b"}, {"a"}}}, {"B", [][]string{{"b"}}}, {"C", nil}, {"More", [][]string{{"d"}}}}
	for _, tt := range []struct{ operations, want string }{
		{"", "[a b c d]"}, {"A", "[a b c]"}, {"B", "[b]"}, {"pkg.B", "[b]"}, {"B pkg.A", "[a b c]"}, {"C", "[]"}, {"D", "[]"}, {".", "[]"},
		{"Both", "[a b c]"}, {"pkg.More", "[b d]"}, {"Field.Both", "[a b c]"}, {"pkg.Field.Both", "[a b c]"}, {"Field.A", "[]"}, {"pkg.Field.A", "[]"}, {".A", "[]"},
	} {
		composites := [][2]string{{"Both Field.Both", "A B"}, {"More", "B"}}
		if got := fmt.Sprint(s.Of(strings.Fields(tt.operations), composites)); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.operations, got, tt.want)
		}
	}
}

func TestRedact(t *testing.T) {
	t.Parallel()
	call := Call{Secrets: []string{"pass", `pass"<w> d&/%r`, `pass"<w> d`}, sent: []string{"password"}}
	for _, text := range []string{
		`pass"<w> d&/%r`, "pass%22%3Cw%3E+d%26%2F%25r", "pass%22%3Cw%3E%20d%26%2F%25r", `pass\"\u003cw\u003e d\u0026/%r`, `pass\"<w> d&/%r`,
		"pass&#34;&lt;w&gt; d&amp;/%r", "pass&quot;&lt;w&gt; d&amp;/%r", `pass"<w> d`, "password", "pass",
	} {
		if got := call.secrets().redact("<" + text + ">"); got != "<"+Redacted+">" {
			t.Errorf("%s: got %s", text, got)
		}
	}
	if got := newRedactor([]string{"pas"}).redact("the pas is no secret"); got != "the pas is no secret" {
		t.Errorf("got %s", got)
	}
}

func TestLooksLikeJSON(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]bool{"": false, " \n{": true, "[": true, `"x`: true, "<html>": false, "null": false} {
		if LooksLikeJSON([]byte(body)) != want {
			t.Errorf("%q: want %v", body, want)
		}
	}
}
