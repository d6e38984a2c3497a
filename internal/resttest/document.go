package resttest

import (
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// Document is what an OpenAPI document says of each operation, by the name that errors show.
type Document map[string]Operation

// Operation is one operation of a document.
type Operation struct {
	Method string
	// Path is the template, with the path of the server in front.
	Path string
	// Status is that of success.
	Status int
	// Scopes are alternative sets.
	Scopes [][]string
}

// The lines of the documents that matter here. They are indented as the documents are, by two spaces each level.
var (
	serverLine    = regexp.MustCompile(`^  - url: \S+/\{organization\}(\S*)$`)
	pathLine      = regexp.MustCompile(`^  (/\S*):$`)
	methodLine    = regexp.MustCompile(`^    (get|put|post|patch|delete|head|options):$`)
	operationLine = regexp.MustCompile(`^      operationId: (\w+)$`)
	scopesLine    = regexp.MustCompile(`^        - oauth2: \[(.*)\]$`)
	statusLine    = regexp.MustCompile(`^        '(2\d\d)':$`)
)

// ReadDocument reads the document of an API, such as "scim".
func ReadDocument(t testing.TB, api string) Document {
	t.Helper()
	data, err := os.ReadFile("../openapi/" + api + ".yaml")
	if err != nil {
		t.Fatal(err)
	}
	var (
		out                        = Document{}
		server, path, method, name string
	)
	for _, line := range strings.Split(string(data), "\n") {
		if m := serverLine.FindStringSubmatch(line); m != nil {
			server = m[1]
		} else if m := pathLine.FindStringSubmatch(line); m != nil {
			path, method, name = m[1], "", ""
		} else if m := methodLine.FindStringSubmatch(line); m != nil {
			method, name = strings.ToUpper(m[1]), ""
		} else if m := operationLine.FindStringSubmatch(line); m != nil {
			name = api + "." + strings.ToUpper(m[1][:1]) + m[1][1:]
			out[name] = Operation{Method: method, Path: server + path}
		}
		op, ok := out[name]
		if !ok {
			continue
		}
		if m := scopesLine.FindStringSubmatch(line); m != nil {
			op.Scopes = append(op.Scopes, strings.Split(m[1], ", "))
		} else if m := statusLine.FindStringSubmatch(line); m != nil && op.Status == 0 {
			op.Status, _ = strconv.Atoi(m[1])
		}
		out[name] = op
	}
	if len(out) == 0 {
		t.Fatalf("the document of %s has no operations", api)
	}
	return out
}

// matches reports whether a request line is one of the operation.
func (o Operation) matches(line string) bool {
	parts := regexp.MustCompile(`\{\w+\}`).Split(o.Path, -1)
	for i, part := range parts {
		parts[i] = regexp.QuoteMeta(part)
	}
	pattern := "^" + o.Method + " " + strings.Join(parts, `[^/?]+`) + `(\?.*)?$`
	return regexp.MustCompile(pattern).MatchString(line)
}

// Documented fails the test unless the cases and the document have the same operations, and each case sends the
// request of its own and gets the status of success that the document tells.
func Documented(t *testing.T, document Document, cases []Case) {
	called := map[string]bool{}
	for _, c := range cases {
		op, ok := document[c.Operation]
		if !ok {
			t.Errorf("%s: the document has no such operation", c.Name())
			continue
		}
		called[c.Operation] = true
		if !op.matches(c.Send) {
			t.Errorf("%s sends %q, the document has %s %s", c.Name(), c.Send, op.Method, op.Path)
		}
		if got := c.Replies[0].Status; got != op.Status {
			t.Errorf("%s is answered with %d, in the document with %d", c.Name(), got, op.Status)
		}
	}
	for name := range document {
		if !called[name] {
			t.Errorf("no case calls %s", name)
		}
	}
}

// WantScopes fails the test unless got is every scope that the document names.
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
