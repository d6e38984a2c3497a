package apiresources

import (
	"context"
	"fmt"
	"iter"

	"github.com/seed-01804ef5/asgardeo-go/internal/rest"
)

// Client manages API resources. Its errors are of type *asgardeo.Error.
type Client struct {
	// Scopes manages the scopes of API resources.
	Scopes *ScopesClient
	// AuthorizationDetailsTypes manages the types of authorization details (RFC 9396) of API resources.
	AuthorizationDetailsTypes *DetailsTypesClient
	// ConsoleCollections lists the collections in which the console groups the scopes of the server's own APIs.
	ConsoleCollections *ConsoleCollectionsClient

	ops operations
	registered
}

func newClient(c *rest.Client) *Client {
	ops := operations{c}
	return &Client{
		Scopes:                    &ScopesClient{ops},
		AuthorizationDetailsTypes: &DetailsTypesClient{ops},
		ConsoleCollections:        &ConsoleCollectionsClient{ops},
		ops:                       ops,
	}
}

// Create creates an API resource with its scopes (POST /api-resources). If the identifier or a scope name is already in
// use, the error is asgardeo.ErrConflict.
func (c *Client) Create(ctx context.Context, request *CreateRequest) (*Resource, error) {
	resource, _, err := c.ops.create(ctx, request)
	return resource, err
}

// Get returns an API resource with its scopes (GET /api-resources/{id}).
func (c *Client) Get(ctx context.Context, id string) (*Resource, error) {
	resource, _, err := c.ops.get(ctx, id)
	return resource, err
}

// GetByIdentifier returns the API resource with an identifier, such as the URL of an API, with its scopes. It searches the
// list (GET /api-resources) and then reads the API resource (GET /api-resources/{id}). An unknown identifier is
// asgardeo.ErrNotFound.
func (c *Client) GetByIdentifier(ctx context.Context, identifier string) (*Resource, error) {
	const op = string(OpGetByIdentifier)
	if identifier == "" {
		return nil, c.ops.rest.Invalid(op, "the identifier is empty")
	}
	fit := func(s *Summary) int {
		if s.Identifier == identifier {
			return rest.Same
		}
		return rest.Different
	}
	what := fmt.Sprintf("API resource %q", identifier)
	found, err := rest.One(c.ops.rest, op, what, c.All(ctx, &ListParams{Filter: rest.Narrow(&ofResources, Identifier, identifier)}), summaryID, fit)
	if err != nil {
		return nil, err
	}
	return c.Get(ctx, found.ID)
}

// List returns one page of API resources (GET /api-resources). The params may be nil. Use [Client.All] to get all
// API resources.
func (c *Client) List(ctx context.Context, params *ListParams) (*Page, error) {
	page, _, err := c.ops.list(ctx, params)
	return page, err
}

// pageSize is the size of the pages that All requests. The server has no upper bound.
const pageSize = 100

// All iterates over the API resources from the page that params describe to the last one. The params may be nil. It
// fetches each page when it is reached. An error ends the iteration.
func (c *Client) All(ctx context.Context, params *ListParams) iter.Seq2[*Summary, error] {
	var query ListParams
	if params != nil {
		query = *params
	}
	if query.Limit <= 0 {
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
			return rest.Page[Summary]{}, c.ops.rest.Unexpected(string(OpList), resp, "%w", err)
		}
		return rest.Page[Summary]{Items: page.Resources, Next: next}, nil
	}
	return rest.Pages(c.ops.rest, string(OpList), fetch, summaryID)
}

func summaryID(s *Summary) string { return s.ID }

// next returns the cursor of the next page, or an empty string on the last page.
func (p *Page) next() (string, error) {
	for _, link := range p.Links {
		if link.Rel == LinkRelationNext {
			return rest.Cursor(link.Href)
		}
	}
	return "", nil
}

// Update changes the name or description, or adds scopes (PATCH /api-resources/{id}), and returns the API resource. The
// organization can change only its own API resources: for others, such as the management APIs, the error is
// asgardeo.ErrForbidden.
//
// The response of the server is empty, so Update reads the API resource in a second request, which requires the scope
// internal_api_resource_view. If only that request fails, the API resource is changed: Update returns the error and an
// API resource with only its ID set.
func (c *Client) Update(ctx context.Context, id string, request *UpdateRequest) (*Resource, error) {
	if _, err := c.ops.update(ctx, id, request); err != nil {
		return nil, err
	}
	resource, err := c.Get(ctx, id)
	if err != nil {
		return &Resource{ID: id}, fmt.Errorf("API resource %s was changed, but cannot be read: %w", id, err)
	}
	return resource, nil
}

// Delete deletes an API resource and its scopes (DELETE /api-resources/{id}). An unknown id is not an error.
func (c *Client) Delete(ctx context.Context, id string) error {
	_, err := c.ops.delete(ctx, id)
	return err
}
