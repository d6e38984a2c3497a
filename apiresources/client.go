package apiresources

import (
	"context"
	"iter"

	"github.com/seed-01804ef5/asgardeo-go/internal/rest"
)

// Client manages API resources. Its errors are of type *asgardeo.Error.
type Client struct {
	// Scopes manages the scopes of one API resource.
	Scopes *ScopesClient

	ops operations
}

// New is called by package asgardeo.
func New(c *rest.Client) *Client {
	ops := operations{c}
	return &Client{Scopes: &ScopesClient{ops}, ops: ops}
}

// Scopes returns every scope that an operation of this package can need.
func Scopes() []string { return scopes.All() }

// Create registers an API resource with its scopes (POST /api-resources). An identifier or a scope name that the
// organization has already is asgardeo.ErrConflict.
func (c *Client) Create(ctx context.Context, request *CreateRequest) (*Resource, error) {
	resource, _, err := c.ops.create(ctx, request)
	return resource, err
}

// Get returns an API resource with its scopes (GET /api-resources/{id}).
func (c *Client) Get(ctx context.Context, id string) (*Resource, error) {
	resource, _, err := c.ops.get(ctx, id)
	return resource, err
}

// List returns one page of API resources (GET /api-resources). The params may be nil. Use [Client.All] to get them all.
func (c *Client) List(ctx context.Context, params *ListParams) (*Page, error) {
	page, _, err := c.ops.list(ctx, params)
	return page, err
}

// pageSize is what All asks for: the server has no upper bound.
const pageSize = 100

// All iterates over the API resources from the page that params describe, which may be nil, to the last one. It
// fetches a page when it is reached. An error ends the iteration.
func (c *Client) All(ctx context.Context, params *ListParams) iter.Seq2[Summary, error] {
	var query ListParams
	if params != nil {
		query = *params
	}
	if query.Limit == 0 {
		query.Limit = pageSize
	}
	fetch := func(from string) (rest.Page[Summary], error) {
		query := query
		if from != "" {
			query.After, query.Before = from, ""
		}
		page, resp, err := c.ops.list(ctx, &query)
		if err != nil {
			return rest.Page[Summary]{}, err
		}
		next, err := page.next()
		if err != nil {
			return rest.Page[Summary]{}, c.ops.rest.Unexpected("apiresources.List", resp, "%w", err)
		}
		return rest.Page[Summary]{Items: page.Resources, Next: next}, nil
	}
	return rest.Pages(c.ops.rest, "apiresources.List", fetch, func(s Summary) string { return s.ID })
}

// next returns the cursor of the next page, empty on the last one.
func (p *Page) next() (string, error) {
	for _, link := range p.Links {
		if link.Rel == "next" {
			return rest.Cursor(link.Href)
		}
	}
	return "", nil
}

// Update changes name or description, or adds scopes (PATCH /api-resources/{id}). What the organization does not own,
// such as the management APIs, is asgardeo.ErrForbidden.
func (c *Client) Update(ctx context.Context, id string, request *UpdateRequest) error {
	_, err := c.ops.update(ctx, id, request)
	return err
}

// Delete deletes an API resource and its scopes (DELETE /api-resources/{id}). An unknown id is no error.
func (c *Client) Delete(ctx context.Context, id string) error {
	_, err := c.ops.delete(ctx, id)
	return err
}

// ScopesClient manages the scopes of one API resource. [Client.Update] adds scopes.
type ScopesClient struct{ ops operations }

// List returns all scopes of an API resource (GET /api-resources/{id}/scopes).
func (c *ScopesClient) List(ctx context.Context, resourceID string) ([]Scope, error) {
	list, _, err := c.ops.listScopes(ctx, resourceID)
	if err != nil {
		return nil, err
	}
	return *list, nil
}

// Replace replaces all scopes of an API resource (PUT /api-resources/{id}/scopes). The server deletes and adds, so
// that applications may lose a scope that is in both lists: add and delete scopes where you can.
func (c *ScopesClient) Replace(ctx context.Context, resourceID string, scopes []ScopeRequest) error {
	if scopes == nil {
		scopes = []ScopeRequest{}
	}
	_, err := c.ops.replaceScopes(ctx, resourceID, &scopes)
	return err
}

// Update changes how a scope is shown (PATCH /api-resources/{id}/scopes/{name}). The server looks the name up in the
// whole organization.
func (c *ScopesClient) Update(ctx context.Context, resourceID, name string, request *ScopeUpdateRequest) error {
	_, err := c.ops.updateScope(ctx, resourceID, name, request)
	return err
}

// Delete deletes a scope (DELETE /api-resources/{id}/scopes/{name}). An unknown name is no error.
func (c *ScopesClient) Delete(ctx context.Context, resourceID, name string) error {
	_, err := c.ops.deleteScope(ctx, resourceID, name)
	return err
}
