package apiresources

import (
	"context"
	"slices"
	"strings"

	"github.com/seed-01804ef5/asgardeo-go/filter"
	"github.com/seed-01804ef5/asgardeo-go/internal/rest"
)

// ScopesClient manages the scopes of API resources. [Client.Update] adds scopes.
type ScopesClient struct{ ops operations }

// filterParams are the query parameters of listings that are filtered but not paged.
type filterParams struct{ Filter filter.Filter }

// List returns all scopes of an API resource (GET /api-resources/{id}/scopes).
func (c *ScopesClient) List(ctx context.Context, resourceID string) ([]Scope, error) {
	list, _, err := c.ops.listScopes(ctx, resourceID)
	return rest.Items(list), err
}

// ListInOrganization returns the scopes of all API resources of the organization, including the server's own APIs (GET /scopes). It
// returns those that match all filters, which can compare [Name].
func (c *ScopesClient) ListInOrganization(ctx context.Context, filters ...filter.Filter) ([]Scope, error) {
	list, _, err := c.ops.listAllScopes(ctx, &filterParams{filter.Filter{}.And(filters...)})
	return rest.Items(list), err
}

// Replace replaces all scopes of an API resource (PUT /api-resources/{id}/scopes). The server deletes all scopes and
// adds the new ones, so applications may lose a scope that is in both lists. Prefer adding and deleting single scopes.
// An empty list deletes all scopes. A nil list and a scope without a Name are asgardeo.ErrInvalidInput.
func (c *ScopesClient) Replace(ctx context.Context, resourceID string, scopes []ScopeRequest) error {
	if scopes == nil {
		return c.ops.rest.Invalid(string(OpScopesReplace), "the list is nil: pass an empty one to delete all scopes")
	}
	if slices.ContainsFunc(scopes, func(s ScopeRequest) bool { return s.Name == "" }) {
		return c.ops.rest.Invalid(string(OpScopesReplace), "a scope has no Name")
	}
	_, err := c.ops.replaceScopes(ctx, resourceID, &scopes)
	return err
}

// Update changes the display name and description of a scope (PATCH /api-resources/{id}/scopes/{name}). The server
// looks up the name in the whole organization, so it also changes a scope of another API resource. A blank DisplayName
// is asgardeo.ErrInvalidInput, because the server ignores it. If the name contains a slash or is "id", use
// [ScopesClient.UpdateByID]. Update does not return the scope, because the server does not have an operation that reads a single scope.
func (c *ScopesClient) Update(ctx context.Context, resourceID, name string, request *ScopeUpdateRequest) error {
	if request.blank() {
		return c.ops.rest.Invalid(string(OpScopesUpdate), blankDisplayName)
	}
	_, err := c.ops.updateScope(ctx, resourceID, name, request)
	return err
}

// UpdateByID is like [ScopesClient.Update] but accepts the id of the scope (PATCH
// /api-resources/{id}/scopes/id/{scopeId}). Servers that do not support it respond with asgardeo.ErrNotFound.
func (c *ScopesClient) UpdateByID(ctx context.Context, resourceID, scopeID string, request *ScopeUpdateRequest) error {
	if request.blank() {
		return c.ops.rest.Invalid(string(OpScopesUpdateByID), blankDisplayName)
	}
	_, err := c.ops.updateScopeByID(ctx, resourceID, scopeID, request)
	return err
}

const blankDisplayName = "the DisplayName is blank, and the server ignores a blank one"

func (v *ScopeUpdateRequest) blank() bool {
	return v != nil && v.DisplayName != nil && strings.TrimSpace(*v.DisplayName) == ""
}

// Delete deletes a scope (DELETE /api-resources/{id}/scopes/{name}). An unknown name is not an error. If the name
// contains a slash or is "id", use [ScopesClient.DeleteByID].
func (c *ScopesClient) Delete(ctx context.Context, resourceID, name string) error {
	_, err := c.ops.deleteScope(ctx, resourceID, name)
	return err
}

// DeleteByID is like [ScopesClient.Delete] but accepts the id of the scope (DELETE
// /api-resources/{id}/scopes/id/{scopeId}). An unknown id is not an error.
func (c *ScopesClient) DeleteByID(ctx context.Context, resourceID, scopeID string) error {
	_, err := c.ops.deleteScopeByID(ctx, resourceID, scopeID)
	return err
}
