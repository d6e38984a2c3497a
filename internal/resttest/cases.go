package resttest

import (
	"context"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
)

// ID is an identifier with characters that must be escaped in a path. IDPath is its escaped form.
const (
	ID     = "4f+a %2F?é#1"
	IDPath = "4f+a%20%252F%3F%C3%A9%231"
)

// Case is one call of a method of the SDK.
type Case struct {
	// Operation is the name of the operation in errors, such as "scim.Users.Get". [Failures] uses the first case of
	// each operation.
	Operation string
	// Note distinguishes the cases of an operation.
	Note string
	// Call calls the method. The result is nil if the method returns only an error.
	Call func(context.Context, *asgardeo.Client) (any, error)
	// Send is the request line, with the path below [Base]. Body is the request body, or empty.
	Send, Body string
	// Upload is the file that is sent instead of a body.
	Upload *Upload
	// Accept is the media type that the caller requests, if the operation lets the caller choose.
	Accept string
	// Stream reports whether the result is the body of the response.
	Stream bool
	// Replies are the responses: one, unless the method sends several requests. Then are the request lines of the other
	// requests.
	Replies []Reply
	Then    []string
	// Want is the expected result.
	Want any
	// Public operations send no token.
	Public bool
}

// Name returns the name of the test of the case.
func (c Case) Name() string { return strings.Trim(c.Operation+"/"+c.Note, "/") }

// request returns the method and the URL path of a request line.
func request(line string) (method, path string) {
	method, path, _ = strings.Cut(line, " ")
	path, _, _ = strings.Cut(path, "?")
	return method, strings.TrimPrefix(Base, asgardeo.BaseURLUS) + path
}

// readsAfterwards reports whether the first response is empty, so that the method reads the result with another
// request.
func (c Case) readsAfterwards() bool {
	return len(c.Then) > 0 && c.Replies[0].Type == "-" && c.Replies[0].Location == ""
}

// outcomeUnknown returns ErrOutcomeUnknown if a request with this line changes something, and nil if it only reads.
func outcomeUnknown(line string) error {
	method, path, _ := strings.Cut(line, " ")
	if method == http.MethodGet || method == http.MethodHead || strings.HasSuffix(path, "/.search") {
		return nil
	}
	return asgardeo.ErrOutcomeUnknown
}

// Calls runs the cases: each must send the expected request and return the expected result.
func Calls(t *testing.T, cases []Case) {
	for _, c := range cases {
		t.Run(c.Name(), func(t *testing.T) {
			t.Parallel()
			s := New(t, c.Replies...)
			got, err := c.Call(t.Context(), s.Client)
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(got, c.Want) {
				t.Errorf("result\n%s\nwant\n%s", indent(t, got), indent(t, c.Want))
			}
			s.WantLines(append([]string{c.Send}, c.Then...)...)
			for i, request := range s.Requests() {
				if i > 0 {
					request.check(t, Case{})
				} else {
					request.check(t, c)
				}
			}
		})
	}
}

// Upload is a file that is sent as a part of a form.
type Upload struct{ Name, MediaType, Content string }

// check compares the form, which must have only this part.
func (u Upload) check(t *testing.T, r Request) {
	t.Helper()
	media, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || media != "multipart/form-data" {
		t.Fatalf("%s: Content-Type is %q, %v", r.Method, r.Header.Get("Content-Type"), err)
	}
	form, err := multipart.NewReader(strings.NewReader(r.Body), params["boundary"]).ReadForm(1 << 20)
	if err != nil {
		t.Fatalf("%s: the form %q: %v", r.Method, r.Body, err)
	}
	defer func() { _ = form.RemoveAll() }()
	files := form.File["file"]
	if len(files) != 1 || len(form.File) != 1 || len(form.Value) != 0 {
		t.Fatalf("%s: the form has %v and %v", r.Method, form.File, form.Value)
	}
	part, err := files[0].Open()
	if err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(part)
	got := Upload{files[0].Filename, files[0].Header.Get("Content-Type"), string(content)}
	if err != nil || got != u {
		t.Errorf("%s: the file is %q, %v, want %q", r.Method, got, err, u)
	}
}

// check compares the headers and the body.
func (r Request) check(t *testing.T, c Case) {
	t.Helper()
	body, media := c.Body, "application/json"
	if body != "" && strings.HasPrefix(r.URL, "/scim2/") {
		media = "application/scim+json"
	}
	if c.Upload != nil {
		c.Upload.check(t, r)
		body, media = r.Body, r.Header.Get("Content-Type")
	}
	authorization := "Bearer " + Token
	if c.Public {
		authorization = ""
	}
	for name, want := range map[string]string{
		"Authorization": authorization,
		"Content-Type":  media,
	} {
		if got := strings.Join(r.Header.Values(name), "; "); got != want {
			t.Errorf("%s: header %s is %q, want %q", r.Method, name, got, want)
		}
	}
	if got := r.Header.Get("User-Agent"); !strings.HasPrefix(got, Product+" asgardeo-go/") {
		t.Errorf("%s: User-Agent is %q", r.Method, got)
	}
	switch {
	case body != "" && r.Body != "" && c.Upload == nil:
		WantJSON(t, r.Body, body)
	case body != r.Body:
		t.Errorf("%s: the body is %q, want %q", r.Method, r.Body, body)
	}
}

// BodilessAnswers runs the cases without a result with each successful status, with and without a body: servers use
// different ones, and the body is ignored.
func BodilessAnswers(t *testing.T, cases []Case) {
	for _, c := range firsts(cases) {
		if c.Want != nil {
			continue
		}
		for name, reply := range map[string]Reply{
			"200":           {Status: 200},
			"200 with JSON": {Status: 200, Body: `{"unasked":true}`},
			"201":           {Status: 201, Type: "-"},
			"204":           {Status: 204, Type: "-"},
		} {
			t.Run(c.Operation+"/"+name, func(t *testing.T) {
				t.Parallel()
				s := New(t, reply)
				if got, err := c.Call(t.Context(), s.Client); err != nil || got != nil {
					t.Errorf("(%v, %v), want (nil, nil)", got, err)
				}
				s.WantLines(c.Send)
			})
		}
	}
}

// firsts returns the first case of each operation.
func firsts(cases []Case) []Case {
	var out []Case
	seen := map[string]bool{}
	for _, c := range cases {
		if !seen[c.Operation] {
			seen[c.Operation] = true
			out = append(out, c)
		}
	}
	return out
}

// Result converts the result of a method for [Case.Call].
func Result[T any](value T, err error) (any, error) {
	if v := reflect.ValueOf(value); !v.IsValid() || v.IsZero() {
		return nil, err
	}
	return value, err
}
