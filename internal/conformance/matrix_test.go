package conformance

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest"
)

// A row is a row of the matrix. call sends the requests in a new organization
// and returns the response that the row is about. The operation must be among
// the requests. A row about requests that match no operation has noOperation.
type row struct {
	section   string
	operation string
	what      string
	call      func(*session) *answer
	want      want
}

const noOperation = "no operation"

// A want is an expected response.
type want struct {
	status int
	code   string   // of an error
	header []string // pairs of names and patterns; an empty one means absent
	body   string   // a pattern for match; an empty one means no body
	saying string   // a part of the body
	plain  bool     // the body is not JSON
}

// body expects JSON. See match for the form of the pattern, and session.vars
// for the names in it.
func body(status int, pattern string, header ...string) want {
	return want{status: status, body: pattern, header: header}
}

// empty expects no body.
func empty(status int, header ...string) want {
	return want{status: status, header: header}
}

// plain expects a body that is not JSON.
func plain(status int, header ...string) want {
	return want{status: status, plain: true, header: header}
}

// serverError expects an error of a service of the server APIs, with a trace
// id.
func serverError(status int, code string) want {
	return want{status: status, code: code, body: fmt.Sprintf(`{"code":%q,"message":"*","description":"*","traceId":"*"}`, code)}
}

// untracedError expects an error of the API resource service.
func untracedError(status int, code string) want {
	return want{status: status, code: code, body: fmt.Sprintf(`{"code":%q,"message":"*","description":"*"}`, code)}
}

// scimError expects an error of SCIM. Its status is a string.
func scimError(status int, scimType string) want {
	typed := ""
	if scimType != "" {
		typed = fmt.Sprintf(`"scimType":%q,`, scimType)
	}
	return want{status: status, code: scimType, body: fmt.Sprintf(
		`{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],%s"detail":"*","status":"%d"}`, typed, status)}
}

// oauthError expects an error of RFC 6749.
func oauthError(status int, code string) want {
	return want{status: status, code: code, body: fmt.Sprintf(`{"error":%q,"error_description":"*"}`, code)}
}

// describing returns the want with a text that the body must contain.
func (w want) describing(text string) want {
	w.saying = text
	return w
}

// with returns the want with an additional header.
func (w want) with(header ...string) want {
	w.header = slices.Concat(w.header, header)
	return w
}

func (w want) check(t *testing.T, got *answer) {
	t.Helper()
	if got.status != w.status {
		t.Errorf("%s: got status %d, want %d; body: %s", got.request, got.status, w.status, got.body)
		return
	}
	for pair := range slices.Chunk(w.header, 2) {
		if have, pattern := got.header.Get(pair[0]), got.s.expand(pair[1]); !glob(pattern, have) {
			t.Errorf("%s: got header %s: %q, want %q", got.request, pair[0], have, pattern)
		}
	}
	if w.plain {
		if got.body == "" || json.Valid([]byte(got.body)) {
			t.Errorf("%s: got body %q, want plain text", got.request, got.body)
		}
		return
	}
	if w.body == "" {
		if got.body != "" {
			t.Errorf("%s: got body %s, want none", got.request, got.body)
		}
		return
	}
	if err := match(got.body, got.s.expand(w.body)); err != nil {
		t.Errorf("%s: %v; whole body: %s", got.request, err, got.body)
	}
	if !strings.Contains(got.body, w.saying) {
		t.Errorf("%s: got body %s, want it to say %q", got.request, got.body, w.saying)
	}
}

// A table has the rows of an API.
type table struct {
	rows []row
	// generic are the operations whose only errors are those that every
	// operation has.
	generic []string
	// codes are the error codes in the facts. Each must have a row.
	codes []string
}

// tables returns the hand-written rows, without those of gateTable.
func tables() []table {
	return []table{apiResourceTable, applicationTable, scimTable, claimTable, oauthTable, organizationTable}
}

func TestMatrix(t *testing.T) {
	byOperation := map[string][]row{}
	add := func(rows []row) {
		for _, r := range rows {
			byOperation[r.operation] = append(byOperation[r.operation], r)
		}
	}
	for _, table := range tables() {
		add(table.rows)
	}
	add(gateTable.rows)
	generic := genericRows()
	if len(byOperation) == 0 || len(gateTable.rows) == 0 || len(generic) == 0 {
		t.Fatalf("rows are missing: %d operations have some, %d rows are of the gate, and %d generic", len(byOperation), len(gateTable.rows), len(generic))
	}
	add(generic)
	for _, name := range slices.Sorted(maps.Keys(byOperation)) {
		t.Run(name, func(t *testing.T) {
			for _, r := range byOperation[name] {
				t.Run(r.what+" ("+r.section+")", r.run)
			}
		})
	}
}

func (r row) run(t *testing.T) {
	t.Parallel()
	got := r.call(start(t))
	r.want.check(t, got)
	sent := func(request asgardeotest.Request) bool { return cmp.Or(request.Operation, noOperation) == r.operation }
	if !slices.ContainsFunc(got.s.srv.Requests(), sent) {
		t.Errorf("no request was for %s", r.operation)
	}
}

// Every operation has a row for success and one for a specific error.
func TestMatrixIsComplete(t *testing.T) {
	success, failure := map[string]bool{}, map[string]bool{}
	known := asgardeotest.Operations()
	if len(known) == 0 {
		t.Fatal("the stand-in has no operations")
	}
	seen := map[string]bool{}
	var generic []string
	for _, table := range tables() {
		generic = append(generic, table.generic...)
		for _, r := range table.rows {
			name := r.operation + "/" + r.what
			if seen[name] {
				t.Errorf("two rows are %s", name)
			}
			seen[name] = true
			if !slices.Contains(known, r.operation) {
				t.Errorf("%s: there is no such operation", name)
			}
			if r.want.status < http.StatusBadRequest {
				success[r.operation] = true
			} else {
				failure[r.operation] = true
			}
		}
	}
	for _, name := range known {
		if !success[name] {
			t.Errorf("%s has no row for success", name)
		}
		if listed := slices.Contains(generic, name); listed == failure[name] {
			t.Errorf("%s: got rows for errors of its own: %t, listed as having only generic ones: %t", name, failure[name], listed)
		}
	}
	for _, name := range generic {
		if !slices.Contains(known, name) {
			t.Errorf("%s is listed, but is not an operation", name)
		}
	}
}

// Every error code in the facts is expected by a row.
func TestMatrixHasEveryCode(t *testing.T) {
	listed := 0
	for _, table := range tables() {
		for _, code := range table.codes {
			listed++
			if !slices.ContainsFunc(table.rows, func(r row) bool { return r.want.code == code }) {
				t.Errorf("no row wants %s", code)
			}
		}
	}
	if listed == 0 {
		t.Error("no codes are listed")
	}
}

// codes adds a prefix to each code.
func codes(prefix string, numbers ...string) []string {
	all := make([]string, 0, len(numbers))
	for _, number := range numbers {
		all = append(all, prefix+number)
	}
	return all
}

// Every operation of the documents is implemented.
func TestNothingIsMissing(t *testing.T) {
	s := start(t)
	for _, op := range documented() {
		if a := s.do(op.method, op.path, nil); strings.Contains(a.body, "asgardeotest does not implement") {
			t.Errorf("%s: got %s, want the operation", op.name, a.body)
		}
	}
}
