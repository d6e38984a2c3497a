package scim

import (
	"context"
	"iter"
)

// RolesClient manages roles by version 2 of the roles API (/v2/Roles). The permissions of a role are scopes of API
// resources. They reach the tokens of users; tokens of applications get their scopes from the APIs that the
// application is authorized for, without any role.
type RolesClient struct{ ops operations }

// Create creates a role (POST /v2/Roles). The result holds id, name and audience only. Without an audience the role is
// for the organization. A name that the audience has already is asgardeo.ErrConflict; a permission that is no scope of
// the organization, or that the application of the audience is not authorized for, is asgardeo.ErrBadRequest.
func (c *RolesClient) Create(ctx context.Context, role *Role) (*Role, error) {
	created, _, err := c.ops.createRole(ctx, role.withSchemas())
	return created, err
}

// Get returns a role (GET /v2/Roles/{id}).
func (c *RolesClient) Get(ctx context.Context, id string, projections ...Projection) (*Role, error) {
	role, _, err := c.ops.getRole(ctx, id, project(projections))
	return role, err
}

// List returns one page of roles (GET /v2/Roles). The params may be nil. Each role comes with its users, groups and
// permissions: leave them out with ExcludedAttributes where you can. Use [RolesClient.All] to get them all.
func (c *RolesClient) List(ctx context.Context, params *ListRolesParams) (*RolePage, error) {
	page, _, err := c.ops.listRoles(ctx, params)
	return page, err
}

// All iterates over the roles from the page that params describe, which may be nil, to the last one. It fetches a page
// when it is reached. An error ends the iteration.
func (c *RolesClient) All(ctx context.Context, params *ListRolesParams) iter.Seq2[Role, error] {
	var query ListRolesParams
	if params != nil {
		query = *params
	}
	list := func(startIndex, count int) ([]Role, int, error) {
		query := query
		query.StartIndex, query.Count = startIndex, count
		page, err := c.List(ctx, &query)
		if err != nil {
			return nil, 0, err
		}
		return page.Roles, page.TotalResults, nil
	}
	return pages(c.ops.rest, "scim.ListRoles", query.StartIndex, query.Count, list, func(r Role) string { return r.ID })
}

// Update changes a role (PATCH /v2/Roles/{id}): its displayName, permissions, users or groups. Name one of them in each
// operation; the server carries the operations out in an order of its own. The result may leave out the users.
func (c *RolesClient) Update(ctx context.Context, id string, operations []PatchOperation) (*Role, error) {
	if len(operations) == 0 {
		return nil, c.ops.rest.Invalid("scim.UpdateRole", "there are no operations")
	}
	role, _, err := c.ops.updateRole(ctx, id, patch(operations))
	return role, err
}

// Replace replaces a role (PUT /v2/Roles/{id}). Permissions, users and groups that are left out are removed: change
// what [RolesClient.Get] returned. The result holds id, name and audience only.
func (c *RolesClient) Replace(ctx context.Context, id string, role *Role) (*Role, error) {
	replaced, _, err := c.ops.replaceRole(ctx, id, role.withSchemas())
	return replaced, err
}

// Delete deletes a role (DELETE /v2/Roles/{id}). A role that comes with the server cannot be deleted.
func (c *RolesClient) Delete(ctx context.Context, id string) error {
	_, err := c.ops.deleteRole(ctx, id)
	return err
}

// withSchemas fills Schemas in a copy.
func (v *Role) withSchemas() *Role {
	if v == nil || v.Schemas != nil {
		return v
	}
	role := *v
	role.Schemas = []string{SchemaRole}
	return &role
}
