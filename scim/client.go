package scim

import (
	"iter"
	"strconv"

	"github.com/seed-01804ef5/asgardeo-go/internal/rest"
)

// URNs of schemas and messages (RFC 7643, RFC 7644, and WSO2's own).
const (
	SchemaUser           = "urn:ietf:params:scim:schemas:core:2.0:User"
	SchemaEnterpriseUser = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
	SchemaRole           = "urn:ietf:params:scim:schemas:extension:2.0:Role"
	SchemaWSO2           = "urn:scim:wso2:schema"
	SchemaCustomUser     = "urn:scim:schemas:extension:custom:User"
	SchemaPatchOp        = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
)

// Client gives access to the resources of the SCIM API. Errors are of type *asgardeo.Error.
type Client struct {
	// Users manages users.
	Users *UsersClient
	// Roles manages roles, by version 2 of the roles API.
	Roles *RolesClient
}

// New is called by package asgardeo.
func New(c *rest.Client) *Client {
	ops := operations{c}
	return &Client{Users: &UsersClient{ops}, Roles: &RolesClient{ops}}
}

// Scopes returns every scope that an operation of this package can need.
func Scopes() []string { return scopes.All() }

// attributeParams are the query parameters of operations that return one resource.
type attributeParams struct {
	Attributes         []string
	ExcludedAttributes []string
}

// Projection chooses the attributes of the resource that a call returns (RFC 7644, section 3.9).
type Projection func(*attributeParams)

// Attributes returns the named attributes only, and those that are always returned. Sub-attributes are named with a
// dot, such as name.familyName.
func Attributes(names ...string) Projection {
	return func(p *attributeParams) { p.Attributes = append(p.Attributes, names...) }
}

// ExcludedAttributes returns all attributes but the named ones. The server ignores it beside [Attributes].
func ExcludedAttributes(names ...string) Projection {
	return func(p *attributeParams) { p.ExcludedAttributes = append(p.ExcludedAttributes, names...) }
}

func project(projections []Projection) *attributeParams {
	var p attributeParams
	for _, projection := range projections {
		if projection != nil {
			projection(&p)
		}
	}
	return &p
}

// patch wraps operations in their message.
func patch(operations []PatchOperation) *PatchRequest {
	return &PatchRequest{Schemas: []string{SchemaPatchOp}, Operations: operations}
}

// pageSize is the greatest page that Asgardeo gives.
const pageSize = 100

// pages iterates over a listing from startIndex on. The total is not to be trusted: for some user stores the server
// only counts the page. So the end is an empty page, or a short one that the total does not contradict.
func pages[T any](c *rest.Client, op string, startIndex, count int, list func(startIndex, count int) ([]T, int, error), id func(T) string) iter.Seq2[T, error] {
	if count == 0 {
		count = pageSize
	}
	fetch := func(from string) (rest.Page[T], error) {
		at := max(startIndex, 1)
		if from != "" {
			at, _ = strconv.Atoi(from)
		}
		items, total, err := list(at, count)
		if err != nil {
			return rest.Page[T]{}, err
		}
		page := rest.Page[T]{Items: items}
		if next := at + len(items); len(items) > 0 && (len(items) >= count || next <= total) {
			page.Next = strconv.Itoa(next)
		}
		return page, nil
	}
	return rest.Pages(c, op, fetch, id)
}
