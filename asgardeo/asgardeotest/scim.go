package asgardeotest

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/scimengine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/store"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/strictjson"
)

const (
	schemaError  = "urn:ietf:params:scim:api:messages:2.0:Error"
	schemaList   = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
	schemaSearch = "urn:ietf:params:scim:api:messages:2.0:SearchRequest"
)

// A document is a SCIM resource, or a part of one, as JSON has it.
type document = map[string]any

// negotiateSCIM judges the media types. Any that does not fit is a 406, also
// that of the body. A list of acceptable types must name one exactly.
func negotiateSCIM(r *http.Request) error {
	accepted := []string{"*/*", "application/*", mediaJSON, mediaSCIM}
	if accept := strings.Join(r.Header.Values("Accept"), ","); accept != "" {
		fits := func(item string) bool { return slices.Contains(accepted, strings.ToLower(strings.TrimSpace(item))) }
		if !slices.ContainsFunc(strings.Split(accept, ","), fits) {
			return scimFailure(http.StatusNotAcceptable, "", "The media type of the Accept header is not supported.")
		}
	}
	switch r.Method {
	case http.MethodPost, http.MethodPut, http.MethodPatch:
		if !scimContent(r.Header.Get("Content-Type")) {
			return scimFailure(http.StatusNotAcceptable, "", "The media type of the Content-Type header is not supported.")
		}
	}
	return nil
}

func scimContent(value string) bool {
	base, parameters, found := strings.Cut(strings.ToLower(value), ";")
	base = strings.TrimSpace(base)
	if base != mediaJSON && base != mediaSCIM {
		return false
	}
	return !found || strings.TrimSpace(parameters) == "charset=utf-8"
}

// scimBody decodes the body of a request, which must be an object.
func (c *call) scimBody() (document, error) {
	tree, err := strictjson.Tree(c.body)
	doc, ok := tree.(document)
	if err != nil || !ok {
		return nil, scimengine.InvalidSyntax()
	}
	return doc, nil
}

// patchOperations reads the operations of a PATCH.
func (c *call) patchOperations() ([]scimengine.Operation, error) {
	doc, err := c.scimBody()
	if err != nil {
		return nil, err
	}
	return scimengine.ParseOperations(doc)
}

// onResource returns a handler for the resource whose id is in the path. The
// detail of the answer when there is none differs from operation to operation;
// a body that is no JSON is refused before that.
func onResource[T store.Entry](list func(*organization) *store.Registry[T], missing string, do func(*call, T) (reply, error)) handler {
	return func(c *call) (reply, error) {
		if c.op.method == http.MethodPut || c.op.method == http.MethodPatch {
			if _, err := strictjson.Tree(c.body); err != nil {
				return reply{}, scimengine.InvalidSyntax()
			}
		}
		id := c.vars["id"]
		resource := list(c.org).Get(id)
		var none T
		if resource == none {
			return reply{}, scimFailure(http.StatusNotFound, "", strings.ReplaceAll(missing, "{id}", id))
		}
		return do(c, resource)
	}
}

// scimTime formats a time as SCIM wants it.
func scimTime(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }
