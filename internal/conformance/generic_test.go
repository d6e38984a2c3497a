package conformance

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// genericRows returns the refusals that follow from what the documents say of
// an operation.
func genericRows() []row {
	var rows []row
	for _, op := range documented() {
		if op.document.oauth() {
			continue
		}
		rows = slices.Concat(rows, op.accessRows(), op.belowRows())
		// A management application cannot have the scope of users, without
		// which no request gets further.
		if !slices.Contains(op.requiredScopes(), "internal_login") {
			rows = slices.Concat(rows, op.mediaRows(), op.bodyRows())
		}
	}
	return rows
}

// row makes a generic row, whose answer has no body if the operation is HEAD.
func (op operation) row(section, what string, call func(*session) *answer, w want) row {
	if op.method == http.MethodHead {
		w.body = ""
	}
	return row{section, op.name, what, call, w}
}

// send sends the least that is a request for the operation.
func (op operation) send(s *session, header ...string) *answer {
	var body any
	if schema := op.jsonBody(); schema != nil {
		body = op.around("")
	}
	return s.do(op.method, op.path, body, header...)
}

// around returns an object with these members, in an array where the
// operation takes one.
func (op operation) around(members string) string {
	if op.jsonBody().Type.Is(openapi3.TypeArray) {
		return "[{" + members + "}]"
	}
	return "{" + members + "}"
}

// accessRows are about tokens: none, one that is not known, and one that
// lacks a scope. Where scopes are alternatives, the token has none of them.
func (op operation) accessRows() []row {
	if len(op.scopes()) == 0 {
		return nil
	}
	unauthorized := op.refusal(http.StatusUnauthorized).with("WWW-Authenticate", "Bearer realm=127.0.0.1")
	rows := []row{
		op.row("6.2", "no token", func(s *session) *answer { return op.send(s.as("")) }, unauthorized),
		op.row("6.2", "unknown token", func(s *session) *answer { return op.send(s.as("unknown")) }, unauthorized),
		op.row("1.8", "below the root with a token of the root", func(s *session) *answer {
			return s.do(op.method, "/o"+op.path, nil)
		}, op.refusal(http.StatusForbidden)),
	}
	lacking := func(scopes ...string) {
		rows = append(rows, op.row("6.2", "token without "+scopes[0], func(s *session) *answer {
			return op.send(s.without(scopes...))
		}, op.refusal(http.StatusForbidden)))
	}
	required, all := op.requiredScopes(), slices.Concat(op.scopes()...)
	for _, scope := range required {
		lacking(scope)
	}
	if len(required) == 0 && len(all) > 0 {
		lacking(all...)
	}
	return rows
}

// refusal is the answer of the stages in front of the services, whose code is
// a number.
func (op operation) refusal(status int) want {
	description := "Authorization failure. Authorization information was invalid or missing from your request."
	if status == http.StatusForbidden {
		description = "Operation is not permitted. You do not have permissions to make this request."
	}
	pattern := fmt.Sprintf(`{"code":%d,"message":%q,"description":%q}`, status, http.StatusText(status), description)
	if op.document.scim() {
		pattern = fmt.Sprintf(`{"status":%d,"detail":%q,"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"]}`, status, description)
	}
	return body(status, pattern, "Content-Type", "application/json;charset=UTF-8")
}

// mediaRows are about media types: what no operation sends or takes.
func (op operation) mediaRows() []row {
	if slices.Contains(op.requiredScopes(), "internal_login") {
		return nil // which is for the tokens of users
	}
	section, notAcceptable, unsupported := "6.3", empty(http.StatusNotAcceptable), empty(http.StatusUnsupportedMediaType)
	if op.document.scim() {
		section, notAcceptable, unsupported = "4.1", scimError(http.StatusNotAcceptable, ""), scimError(http.StatusNotAcceptable, "")
	}
	rows := []row{op.row(section, "unacceptable media type", func(s *session) *answer {
		return op.send(s, "Accept", "text/csv")
	}, notAcceptable)}
	if op.jsonBody() != nil {
		rows = append(rows, op.row(section, "unsupported media type", func(s *session) *answer {
			return op.send(s, "Content-Type", "text/csv")
		}, unsupported))
	}
	return rows
}

// bodyRows are about bodies that are not JSON, or have members nobody knows.
// SCIM ignores the latter.
func (op operation) bodyRows() []row {
	if op.jsonBody() == nil {
		return nil
	}
	malformed := func(s *session) *answer { return s.do(op.method, op.existing(s), `{"`) }
	switch {
	case op.document.scim() && op.jsonBody().Type.Is(openapi3.TypeArray):
		// A bare list is read before SCIM sees it, and called a wrong format.
		return []row{op.row("5.6", "malformed body", malformed, scimError(http.StatusNotAcceptable, ""))}
	case op.document.scim():
		return []row{op.row("4.1", "malformed body", malformed, scimError(http.StatusBadRequest, "invalidSyntax"))}
	}
	unexpected := serverError(http.StatusBadRequest, "UE-10000").
		describing("Provided request body content is not in the expected format.")
	return []row{
		op.row("6.3", "malformed body", malformed, unexpected),
		op.row("6.3", "unknown member", func(s *session) *answer {
			return s.do(op.method, op.path, op.around(`"unknownMember":1`))
		}, unexpected),
	}
}

// fixtures are the least bodies that create something, by the path.
var fixtures = map[string]string{
	"/scim2/Users":    `{"userName":"kim","password":"Pa55word!"}`,
	"/scim2/Groups":   `{"displayName":"g"}`,
	"/scim2/Roles":    `{"displayName":"r"}`,
	"/scim2/v2/Roles": `{"displayName":"r"}`,
	"/scim2/v3/Roles": `{"displayName":"r"}`,
}

// existing is the path of the operation for something that is there, which the
// SCIM services may look for before they read the body. The others read first.
func (op operation) existing(s *session) string {
	collection, rest, found := strings.Cut(op.path, "/"+nobody)
	if body, ok := fixtures[collection]; ok && found {
		return collection + "/" + s.create(collection, body) + rest
	}
	return op.path
}

// Each alternative of the scopes in the documents opens its operation, and an
// operation without any is open to all.
func TestScopesSuffice(t *testing.T) {
	s := start(t)
	tried := 0
	for _, op := range documented() {
		if op.document.oauth() {
			continue
		}
		alternatives := op.scopes()
		if alternatives == nil {
			refused(t, op.name+" without a token", op.send(s.as("")))
		}
		for _, scopes := range alternatives {
			// What a management application cannot have is left to the rows.
			if narrow := s.with(scopes...); len(narrow.granted) == len(scopes) {
				tried++
				refused(t, op.name+" with "+strings.Join(scopes, " "), op.send(narrow))
			}
		}
	}
	if tried == 0 {
		t.Error("no operation was tried with its scopes")
	}
}

func refused(t *testing.T, what string, got *answer) {
	t.Helper()
	if got.status == http.StatusUnauthorized || got.status == http.StatusForbidden {
		t.Errorf("%s: got status %d, want the operation; body: %s", what, got.status, got.body)
	}
}
