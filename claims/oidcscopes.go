package claims

import (
	"context"

	"github.com/seed-01804ef5/asgardeo-go/internal/rest"
)

// OIDCScopesClient manages the OpenID Connect scopes of an organization. A scope is identified by its name.
//
// Sub-organizations use the scopes of the organization. WSO2 Identity Server does not have this API there, and responds
// with asgardeo.ErrNotFound to reads and asgardeo.ErrForbidden to changes.
type OIDCScopesClient struct{ ops operations }

// Create creates a scope (POST /oidc/scopes). The server leaves out claims that it does not know: use
// [OIDCScopesClient.Get] to see which remained. A name that an OpenID Connect scope or a scope of an API resource already
// has is asgardeo.ErrConflict.
func (c *OIDCScopesClient) Create(ctx context.Context, request *OIDCScopeRequest) error {
	_, err := c.ops.createOIDCScope(ctx, request)
	return err
}

// Get returns a scope with its claims (GET /oidc/scopes/{name}).
func (c *OIDCScopesClient) Get(ctx context.Context, name string) (*OIDCScope, error) {
	scope, _, err := c.ops.getOIDCScope(ctx, name)
	return scope, err
}

// List returns all scopes (GET /oidc/scopes).
func (c *OIDCScopesClient) List(ctx context.Context) ([]OIDCScope, error) {
	list, _, err := c.ops.listOIDCScopes(ctx)
	return rest.Items(list), err
}

// Replace replaces everything but the name of a scope (PUT /oidc/scopes/{name}). Description and Claims that are nil in
// the request are removed. The server leaves out claims that it does not know.
func (c *OIDCScopesClient) Replace(ctx context.Context, name string, request *OIDCScopeReplaceRequest) error {
	_, err := c.ops.replaceOIDCScope(ctx, name, request)
	return err
}

// Delete deletes a scope (DELETE /oidc/scopes/{name}), even openid and others that applications use. An unknown name is
// not an error.
func (c *OIDCScopesClient) Delete(ctx context.Context, name string) error {
	_, err := c.ops.deleteOIDCScope(ctx, name)
	return err
}
