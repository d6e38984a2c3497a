package conformance

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// genericRows returns rows for the error responses that follow from the
// documents.
func genericRows() []row {
	var rows []row
	for _, op := range documented() {
		if op.document.oauth() {
			continue
		}
		rows = slices.Concat(rows, op.accessRows(), op.belowRows())
		// A management application cannot have the scope of users, without
		// which every request is refused.
		if !slices.Contains(op.requiredScopes(), "internal_login") {
			rows = slices.Concat(rows, op.mediaRows(), op.bodyRows())
		}
	}
	return rows
}

// row returns a generic row. Its response has no body if the method is HEAD.
func (op operation) row(section, what string, call func(*session) *answer, w want) row {
	if op.method == http.MethodHead {
		w.body = ""
	}
	return row{section, op.name, what, call, w}
}

// send sends a minimal request for the operation.
func (op operation) send(s *session, header ...string) *answer {
	var body any
	if schema := op.jsonBody(); schema != nil {
		body = op.around("")
	}
	return s.do(op.method, op.path, body, header...)
}

// around returns an object with these members, in an array if the operation
// requires one.
func (op operation) around(members string) string {
	if op.jsonBody().Type.Is(openapi3.TypeArray) {
		return "[{" + members + "}]"
	}
	return "{" + members + "}"
}

// accessRows returns rows about tokens: no token, an unknown token, and a token
// without a required scope. If scopes are alternatives, the token lacks all of
// them.
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

// refusal returns the expected response of the stages in front of the services.
// Its code is a number.
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

// mediaRows returns rows about media types that no operation sends or accepts.
func (op operation) mediaRows() []row {
	if slices.Contains(op.requiredScopes(), "internal_login") {
		return nil // requires a token of a user
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

// bodyRows returns rows about bodies that are not JSON or have unknown members.
// SCIM ignores unknown members.
func (op operation) bodyRows() []row {
	if op.jsonBody() == nil {
		return nil
	}
	malformed := func(s *session) *answer { return s.do(op.method, op.existing(s), `{"`) }
	switch {
	case op.document.scim() && op.jsonBody().Type.Is(openapi3.TypeArray):
		// A list at the top level is refused as a wrong format before SCIM
		// reads it.
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

// fixtures are minimal bodies that create a resource, by path.
var fixtures = map[string]string{
	"/scim2/Users":    `{"userName":"kim","password":"Pa55word!"}`,
	"/scim2/Groups":   `{"displayName":"g"}`,
	"/scim2/Roles":    `{"displayName":"r"}`,
	"/scim2/v2/Roles": `{"displayName":"r"}`,
	"/scim2/v3/Roles": `{"displayName":"r"}`,
}

// existing returns the path of the operation for an existing resource. The SCIM
// services may search for the resource before they read the body; the other
// services read the body first.
func (op operation) existing(s *session) string {
	collection, rest, found := strings.Cut(op.path, "/"+absent)
	if body, ok := fixtures[collection]; ok && found {
		return collection + "/" + s.create(collection, body) + rest
	}
	return op.path
}

// Each alternative of the scopes in the documents is sufficient for its
// operation. An operation without scopes is public.
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
			// Scopes that a management application cannot have are tested by
			// the rows.
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
