package directory

import (
	"net/http"
	"strings"
	"time"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/scimengine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/state"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/strictjson"
)

// A document is a SCIM resource, or a part of one, decoded from JSON.
type document = map[string]any

// scimBody decodes the body of a request, which must be an object.
func (c *call) scimBody() (document, error) {
	tree, err := strictjson.UniqueTree(c.Body)
	doc, ok := tree.(document)
	if err != nil || !ok {
		return nil, scimengine.InvalidSyntax()
	}
	return doc, nil
}

// decoded returns the attributes of a resource in the body of a request, with
// the required ones among them.
func (c *call) decoded(t *scimengine.ResourceType, body document) (document, error) {
	doc, err := t.Decode(body)
	if err != nil {
		return nil, err
	}
	return doc, t.CheckRequired(doc)
}

// patchOperations reads the operations of a PATCH.
func (c *call) patchOperations() ([]scimengine.Operation, error) {
	doc, err := c.scimBody()
	if err != nil {
		return nil, err
	}
	return scimengine.ParseOperations(doc)
}

// onResource returns a handler for the resource with the id in the path. missing
// is the detail of the error for an unknown id, which depends on the operation.
// A body that is not JSON is refused first.
func onResource[T state.Entry](list func(*organization) *state.Registry[T], missing string, do func(*call, T) (engine.Reply, error)) handler {
	return func(c *call) (engine.Reply, error) {
		if c.Op.Method == http.MethodPut || c.Op.Method == http.MethodPatch {
			if _, err := strictjson.Tree(c.Body); err != nil {
				return engine.Reply{}, scimengine.InvalidSyntax()
			}
		}
		id := c.Vars["id"]
		resource := list(c.org).Get(id)
		var none T
		if resource == none {
			return engine.Reply{}, fail(http.StatusNotFound, "", strings.ReplaceAll(missing, "{id}", id))
		}
		return do(c, resource)
	}
}

// scimTime formats a time for SCIM.
func scimTime(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }

// addList adds a list to a document unless it is empty.
func addList(doc document, name string, items []any) {
	if len(items) > 0 {
		doc[name] = items
	}
}

// reference returns a reference to another resource.
func reference(value, display, ref string) document {
	return document{"value": value, "display": display, "$ref": ref}
}

func missingAttribute(name string) error {
	return scimengine.InvalidValue("Required attribute %s is missing in the SCIM Object.", name)
}

// notAnAttribute refuses an attribute in an operation of a PATCH.
func notAnAttribute() error {
	return fail(http.StatusBadRequest, "invalidSyntax", "Not a valid attribute.")
}

// notRemovable refuses an attribute in a removal.
func notRemovable(name string) error {
	return fail(http.StatusBadRequest, "invalidSyntax", name+" is not a valid attribute.")
}

// notAnAttributeURI refuses an attribute in a filter that no schema has.
func notAnAttributeURI(name string) error {
	return scimengine.InvalidValue("Not a valid attribute name/uri: %s", name)
}
