package resttest

import (
	"maps"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// Document describes the operations of an OpenAPI document, by the names of the operations in errors.
type Document map[string]Operation

// Operation is one operation of a document.
type Operation struct {
	Method string
	// Path is the path template, including the path of the server.
	Path string
	// Status is the successful status. If there are several, it is the first of Statuses.
	Status   int
	Statuses []int
	// Scopes are alternative sets. An empty set accepts any token. Without sets, no token is required.
	Scopes [][]string
	// Media is the media type of the request body, or empty.
	Media string
	// Produces are the media types of successful responses.
	Produces []string
	// Query are the names of the query parameters.
	Query []string
	// Parts are the names of the operations that this operation can contain.
	Parts []string
}

// The lines of the documents that are read. Each level is indented by two spaces.
var (
	serverLine    = regexp.MustCompile(`^  - url: \S+/\{organization\}(\S*)$`)
	pathLine      = regexp.MustCompile(`^  (/\S*):$`)
	methodLine    = regexp.MustCompile(`^    (get|put|post|patch|delete|head|options):$`)
	operationLine = regexp.MustCompile(`^      x-go-method: ([\w.]+)$`)
	factLine      = regexp.MustCompile(`^      ([\w-]+):`)
	entryLine     = regexp.MustCompile(`^        ([\w.]+): \[`)
	scopesLine    = regexp.MustCompile(`^        - oauth2: \[(.*)\]$`)
	statusLine    = regexp.MustCompile(`^        '(2\d\d)':$`)
	mediaLine     = regexp.MustCompile(`^          (\w+/\S+):$`)
	producesLine  = regexp.MustCompile(`^            (\w+/\S+):$`)
	paramLine     = regexp.MustCompile(`^        - name: (\S+)$`)
	queryLine     = regexp.MustCompile(`^          in: query$`)
)

// ReadDocument reads the document of an API, such as "scim".
func ReadDocument(t testing.TB, api string) Document {
	t.Helper()
	data, err := os.ReadFile("../openapi/" + api + ".yaml")
	if err != nil {
		t.Fatal(err)
	}
	var (
		out                               = Document{}
		server, path, method, name, param string
		fact                              string
	)
	for _, line := range strings.Split(string(data), "\n") {
		if m := serverLine.FindStringSubmatch(line); m != nil {
			server = m[1]
		} else if m := pathLine.FindStringSubmatch(line); m != nil {
			path, method, name = m[1], "", ""
		} else if m := methodLine.FindStringSubmatch(line); m != nil {
			method, name = strings.ToUpper(m[1]), ""
		} else if m := operationLine.FindStringSubmatch(line); m != nil {
			name = api + "." + m[1]
			if out[name].Method != "" {
				t.Errorf("the document of %s has two operations %s", api, name)
			}
			out[name] = Operation{Method: method, Path: server + path}
		} else if m := factLine.FindStringSubmatch(line); m != nil {
			fact = m[1]
		}
		op, ok := out[name]
		if !ok {
			continue
		}
		if m := scopesLine.FindStringSubmatch(line); m != nil {
			set := strings.FieldsFunc(m[1], func(r rune) bool { return r == ',' || r == ' ' })
			op.Scopes = append(op.Scopes, set)
		} else if m := statusLine.FindStringSubmatch(line); m != nil {
			status, _ := strconv.Atoi(m[1])
			op.Statuses = append(op.Statuses, status)
			op.Status = op.Statuses[0]
		} else if m := mediaLine.FindStringSubmatch(line); m != nil && op.Status == 0 && op.Media == "" {
			op.Media = m[1]
		} else if m := producesLine.FindStringSubmatch(line); m != nil && op.Status != 0 {
			op.Produces = append(op.Produces, m[1])
		} else if m := paramLine.FindStringSubmatch(line); m != nil {
			param = m[1]
		} else if queryLine.MatchString(line) {
			op.Query = append(op.Query, param)
		} else if m := entryLine.FindStringSubmatch(line); m != nil && fact == "x-go-parts" {
			op.Parts = append(op.Parts, api+"."+m[1])
		}
		out[name] = op
	}
	if len(out) == 0 {
		t.Fatalf("the document of %s has no operations", api)
	}
	return out
}

// matches reports whether a request line belongs to the operation.
func (o Operation) matches(line string) bool {
	parts := regexp.MustCompile(`\{\w+\}`).Split(o.Path, -1)
	for i, part := range parts {
		parts[i] = regexp.QuoteMeta(part)
	}
	pattern := "^" + o.Method + " " + strings.Join(parts, `[^/?]+`) + `(\?.*)?$`
	return regexp.MustCompile(pattern).MatchString(line)
}

// required returns the scopes in an error of the operation.
func (o Operation) required() []string {
	if len(o.Scopes) == 0 {
		return nil
	}
	return o.Scopes[0]
}

// Documented fails the test unless the cases and the document have the same operations, and each case sends the request
// of its operation, with a body, parameters and a token as in the document, and gets a successful status of the
// document. Each parameter and each status must have a case.
func Documented(t *testing.T, document Document, cases []Case) {
	type detail struct{ operation, what string }
	if len(document) == 0 {
		t.Fatal("the document has no operations")
	}
	missing := map[detail]bool{}
	for name, op := range document {
		for _, status := range op.Statuses {
			missing[detail{name, "the status " + strconv.Itoa(status)}] = true
		}
		for _, param := range op.Query {
			missing[detail{name, "the parameter " + param}] = true
		}
	}
	for _, c := range cases {
		op, ok := document[c.Operation]
		if !ok {
			t.Errorf("%s: the document has no such operation", c.Name())
			continue
		}
		if !op.matches(c.Send) {
			t.Errorf("%s sends %q, the document has %s %s", c.Name(), c.Send, op.Method, op.Path)
		}
		if body := c.Body != "" || c.Upload != nil; body != (op.Media != "") {
			t.Errorf("%s has a body: %v, the document has %q", c.Name(), body, op.Media)
		}
		_, query, _ := strings.Cut(c.Send, "?")
		values, err := url.ParseQuery(query)
		if err != nil {
			t.Errorf("%s: %v", c.Name(), err)
		}
		for param := range maps.Keys(values) {
			delete(missing, detail{c.Operation, "the parameter " + param})
			if !slices.Contains(op.Query, param) {
				t.Errorf("%s sends the parameter %q, the document has %q", c.Name(), param, op.Query)
			}
		}
		if public := len(op.Scopes) == 0; c.Public != public {
			t.Errorf("%s: the document requires no token: %v", c.Name(), public)
		}
		got := c.Replies[0].Status
		delete(missing, detail{c.Operation, "the status " + strconv.Itoa(got)})
		if !slices.Contains(op.Statuses, got) {
			t.Errorf("%s gets the status %d, the document has %d", c.Name(), got, op.Statuses)
		}
	}
	for d := range missing {
		t.Errorf("no case of %s has %s", d.operation, d.what)
	}
}

// Accepts runs the cases and fails the test unless the Accept header of each contains the media types that the
// operation produces, and JSON, which is the format of errors.
func Accepts(t *testing.T, document Document, cases []Case) {
	for _, c := range cases {
		s := New(t, c.Replies...)
		if _, err := c.Call(t.Context(), s.Client); err != nil {
			t.Errorf("%s: %v", c.Name(), err)
			continue
		}
		want := document[c.Operation].Produces
		if c.Accept != "" { // the caller chooses one
			want = []string{c.Accept}
		} else if !slices.Contains(want, "application/json") {
			want = append(want, "application/json")
		}
		if got := s.Requests()[0].Header.Get("Accept"); got != strings.Join(want, ", ") {
			t.Errorf("%s: Accept is %q, want %q", c.Name(), got, want)
		}
	}
}

// WantScopes fails the test unless got are all scopes of the document.
func (d Document) WantScopes(t *testing.T, got []string) {
	t.Helper()
	var want []string
	for _, op := range d {
		for _, set := range op.Scopes {
			want = append(want, set...)
		}
	}
	slices.Sort(want)
	if want = slices.Compact(want); !slices.Equal(got, want) {
		t.Errorf("scopes %q, want %q", got, want)
	}
}

// json reports whether a successful response has a JSON body and is not a file.
func (o Operation) json() bool {
	others := slices.DeleteFunc(slices.Clone(o.Produces), func(media string) bool {
		return media == "application/json" || media == "application/scim+json"
	})
	return len(o.Produces) > 0 && len(others) == 0
}
