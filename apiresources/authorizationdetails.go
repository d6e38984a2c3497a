package apiresources

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/seed-01804ef5/asgardeo-go/filter"
	"github.com/seed-01804ef5/asgardeo-go/internal/grammar"
	"github.com/seed-01804ef5/asgardeo-go/internal/rest"
)

// DetailsTypesClient manages the types of authorization details (RFC 9396) that API resources understand.
type DetailsTypesClient struct{ ops operations }

// List returns the types of an API resource (GET /api-resources/{id}/authorization-details-types).
func (c *DetailsTypesClient) List(ctx context.Context, resourceID string) ([]AuthorizationDetailsType, error) {
	list, _, err := c.ops.listAuthorizationDetailsTypes(ctx, resourceID)
	return rest.Items(list), err
}

// ListInOrganization returns the types of all API resources of the organization that match all filters (GET
// /authorization-details-types). A filter compares [Type] with Equals, Contains, StartsWith or EndsWith.
func (c *DetailsTypesClient) ListInOrganization(ctx context.Context, filters ...filter.Filter) ([]AuthorizationDetailsType, error) {
	list, _, err := c.ops.listAllAuthorizationDetailsTypes(ctx, &filterParams{filter.Filter{}.And(filters...)})
	return rest.Items(list), err
}

// Exists reports whether an API resource of the organization has an authorization details type with the given value of
// its type member (HEAD /authorization-details-types). It returns false for a server that does not support
// authorization details. If a filter cannot express the value, it lists the types instead (GET
// /authorization-details-types).
func (c *DetailsTypesClient) Exists(ctx context.Context, typ string) (bool, error) {
	if typ == "" {
		return false, c.ops.rest.Invalid(string(OpAuthorizationDetailsTypesExists), "the type is empty")
	}
	params := &filterParams{rest.Narrow(&ofTypes, Type, typ)}
	if _, err := grammar.Quote("eq", typ); err != nil {
		list, _, err := c.ops.listAllAuthorizationDetailsTypes(ctx, params)
		if errors.Is(err, rest.ErrNotFound) {
			return false, nil
		}
		return slices.ContainsFunc(rest.Items(list), func(t AuthorizationDetailsType) bool { return t.Type == typ }), err
	}
	switch _, err := c.ops.hasAuthorizationDetailsType(ctx, params); {
	case errors.Is(err, rest.ErrNotFound):
		return false, nil
	case err != nil:
		return false, err
	}
	return true, nil
}

// Add adds types to those that an API resource has, and returns the new ones with their ids (PUT
// /api-resources/{id}/authorization-details-types). A type that it has already is asgardeo.ErrConflict or
// asgardeo.ErrBadRequest.
func (c *DetailsTypesClient) Add(ctx context.Context, resourceID string, types ...AuthorizationDetailsTypeRequest) ([]AuthorizationDetailsType, error) {
	if types == nil {
		types = []AuthorizationDetailsTypeRequest{}
	}
	list, _, err := c.ops.addAuthorizationDetailsTypes(ctx, resourceID, &types)
	return rest.Items(list), err
}

// Get returns a type by its id (GET /api-resources/{id}/authorization-details-types/{typeId}).
func (c *DetailsTypesClient) Get(ctx context.Context, resourceID, typeID string) (*AuthorizationDetailsType, error) {
	found, _, err := c.ops.getAuthorizationDetailsType(ctx, resourceID, typeID)
	return found, err
}

// Update changes a type (PATCH /api-resources/{id}/authorization-details-types/{typeId}) and returns it. The server
// requires every member, also those that stay as they are. Update reads the type in a second request, as
// [Client.Update] does.
func (c *DetailsTypesClient) Update(ctx context.Context, resourceID, typeID string, request *AuthorizationDetailsTypeRequest) (*AuthorizationDetailsType, error) {
	if _, err := c.ops.updateAuthorizationDetailsType(ctx, resourceID, typeID, request); err != nil {
		return nil, err
	}
	updated, err := c.Get(ctx, resourceID, typeID)
	if err != nil {
		return &AuthorizationDetailsType{ID: typeID}, fmt.Errorf("authorization details type %s was changed, but cannot be read: %w", typeID, err)
	}
	return updated, nil
}

// Delete deletes a type (DELETE /api-resources/{id}/authorization-details-types/{typeId}).
func (c *DetailsTypesClient) Delete(ctx context.Context, resourceID, typeID string) error {
	_, err := c.ops.deleteAuthorizationDetailsType(ctx, resourceID, typeID)
	return err
}
