package conformance

import (
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest"
)

// A document is one of our OpenAPI documents.
type document struct {
	base   string // of its paths, below the URL of the organization
	spec   *openapi3.T
	router routers.Router
}

func (d *document) scim() bool { return d.base == "/scim2" }

// oauth reports whether this is the document of OAuth 2.0. Its operations share
// no error responses.
func (d *document) oauth() bool { return d.base == "" }

var documents = sync.OnceValue(func() []*document {
	settings, err := filepath.Glob("../../openapi/*.cfg.yaml") // one for each API
	if err != nil || len(settings) == 0 {
		panic(fmt.Sprintf("the settings of the documents are %q, %v", settings, err))
	}
	var paths []string
	for _, path := range settings {
		paths = append(paths, strings.TrimSuffix(path, ".cfg.yaml")+".yaml")
	}
	var all []*document
	for _, path := range append(paths, "oauth.yaml") {
		d, err := loadDocument(path)
		if err != nil {
			panic(err)
		}
		all = append(all, d)
	}
	return all
})

func loadDocument(path string) (*document, error) {
	spec, err := openapi3.NewLoader().LoadFromFile(path)
	if err != nil {
		return nil, err
	}
	_, base, ok := strings.Cut(spec.Servers[0].URL, "{organization}")
	if !ok {
		return nil, fmt.Errorf("%s: the server's URL %q has no organization", path, spec.Servers[0].URL)
	}
	spec.Servers = openapi3.Servers{{URL: cmp.Or(base, "/")}}
	closeSchemas(spec, base == "/scim2")
	router, err := gorillamux.NewRouter(spec)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return &document{base: base, spec: spec, router: router}, nil
}

// closeSchemas forbids members that a schema does not contain. The documents
// allow them, because clients keep unknown members; the stand-in must not send
// any. Schemas of free maps stay open. closeSchemas also requires the members
// that every response has.
func closeSchemas(spec *openapi3.T, scim bool) {
	seen := map[*openapi3.Schema]bool{}
	var closeOne func(*openapi3.SchemaRef)
	closeOne = func(ref *openapi3.SchemaRef) {
		if ref == nil || ref.Value == nil || seen[ref.Value] {
			return
		}
		schema := ref.Value
		seen[schema] = true
		if scim {
			schema.Required = nil // because a client may request only some attributes
		}
		always, _ := schema.Extensions["x-always"].([]any)
		for _, name := range always {
			schema.Required = append(schema.Required, name.(string))
		}
		kept := schema.AdditionalProperties.Schema
		_, preserved := extension(kept, "x-go-type")
		if len(schema.Properties) > 0 && schema.AdditionalProperties.Has == nil && (kept == nil || preserved) {
			schema.AdditionalProperties = openapi3.AdditionalProperties{Has: new(false)}
			addCommon(schema)
		}
		closeOne(schema.AdditionalProperties.Schema)
		closeOne(schema.Items)
		for _, list := range [][]*openapi3.SchemaRef{schema.OneOf, schema.AnyOf, slices.Collect(maps.Values(schema.Properties))} {
			for _, child := range list {
				closeOne(child)
			}
		}
	}
	for _, item := range spec.Paths.Map() {
		for _, op := range item.Operations() {
			for _, response := range op.Responses.Map() {
				for _, media := range response.Value.Content {
					closeOne(media.Schema)
				}
			}
		}
	}
}

// addCommon adds the common attributes of SCIM resources (RFC 7643 section 3.1)
// to the schemas that contain only the members that clients read.
func addCommon(schema *openapi3.Schema) {
	if schema.Properties["endpoint"] == nil && schema.Properties["authenticationSchemes"] == nil {
		return
	}
	schema.Properties["schemas"] = openapi3.NewSchemaRef("", openapi3.NewArraySchema().WithItems(openapi3.NewStringSchema()))
	schema.Properties["meta"] = openapi3.NewSchemaRef("", openapi3.NewObjectSchema())
}

func extension(ref *openapi3.SchemaRef, name string) (any, bool) {
	if ref == nil || ref.Value == nil {
		return nil, false
	}
	value, ok := ref.Value.Extensions[name]
	return value, ok
}

// An operation is an operation of a document, with its name in the stand-in.
type operation struct {
	name     string
	document *document
	method   string
	path     string // below the URL of the organization, with an unknown id in place of variables
	spec     *openapi3.Operation
}

// documented lists the operations of the documents, sorted by name.
var documented = sync.OnceValue(func() []operation {
	srv := asgardeotest.NewServer()
	defer srv.Close()
	var all []operation
	for _, d := range documents() {
		if d.spec.Paths.Len() == 0 {
			panic(fmt.Sprintf("the document below %q has no paths", d.base))
		}
		for path, item := range d.spec.Paths.Map() {
			for method, spec := range item.Operations() {
				op := operation{document: d, method: method, path: d.base + fillPath(path), spec: spec}
				op.name = nameOf(srv, op)
				all = append(all, op)
			}
		}
	}
	slices.SortFunc(all, func(a, b operation) int { return cmp.Compare(a.name, b.name) })
	return all
})

// nameOf returns the name of an operation in a server.
func nameOf(srv *asgardeotest.Server, op operation) string {
	req, err := http.NewRequest(op.method, srv.URL+op.path, nil)
	if err != nil {
		panic(err)
	}
	resp, err := srv.Client().Do(req)
	if err != nil {
		panic(err)
	}
	resp.Body.Close()
	log := srv.Requests()
	return log[len(log)-1].Operation
}

// absent is an id that no resource has.
const absent = "00000000-0000-4000-8000-000000000000"

// fillPath replaces the variables of a path with an unknown id.
func fillPath(path string) string {
	elements := strings.Split(path, "/")
	for i, element := range elements {
		if strings.HasPrefix(element, "{") {
			elements[i] = absent
		}
	}
	return strings.Join(elements, "/")
}

// scopes returns the alternative sets of scopes that an operation requires, or
// nil if it requires no token.
func (op operation) scopes() [][]string {
	if op.spec.Security == nil {
		return nil
	}
	var alternatives [][]string
	for _, entry := range *op.spec.Security {
		alternatives = append(alternatives, entry["oauth2"])
	}
	if op.name == "applications.OIDC.RegenerateSecret" {
		return alternatives[:1] // a server has to be set up for the other one
	}
	return alternatives
}

// requiredScopes returns the scopes that all alternatives contain.
func (op operation) requiredScopes() []string {
	alternatives := op.scopes()
	if len(alternatives) == 0 {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(alternatives[0]), func(scope string) bool {
		return slices.ContainsFunc(alternatives, func(other []string) bool { return !slices.Contains(other, scope) })
	})
}

// jsonBody returns the schema of the JSON body of an operation, or nil.
func (op operation) jsonBody() *openapi3.Schema {
	if op.spec.RequestBody == nil {
		return nil
	}
	for _, mediaType := range []string{"application/json", "application/scim+json"} {
		if media := op.spec.RequestBody.Value.Content[mediaType]; media != nil {
			return media.Schema.Value
		}
	}
	return nil
}

// The documents and the stand-in have the same operations.
func TestOperationsAreTheDocuments(t *testing.T) {
	var names []string
	for _, op := range documented() {
		if op.name == "" {
			t.Errorf("the stand-in has no operation for %s %s", op.method, op.path)
		}
		// Discovery has several paths.
		if slices.Contains(names, op.name) && !op.document.oauth() {
			t.Errorf("two operations of the documents are %s", op.name)
		}
		names = append(names, op.name)
	}
	if len(asgardeotest.Operations()) == 0 {
		t.Error("the stand-in has no operations")
	}
	for _, name := range asgardeotest.Operations() {
		if !slices.Contains(names, name) {
			t.Errorf("no document has the operation %s", name)
		}
	}
}
