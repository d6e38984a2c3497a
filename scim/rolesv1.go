package scim

import (
	"context"
	"iter"
)

// RolesV1Client manages the roles of version 1 of the roles API (/Roles). Their permissions are plain strings: paths
// such as /permission/admin/login.
//
// Deprecated: these roles have no audience and do not grant scopes of API resources. Use [RolesClient].
type RolesV1Client struct{ ops operations }

// Create creates a role (POST /Roles). The result contains only id and name. A name that is taken is asgardeo.ErrConflict.
func (c *RolesV1Client) Create(ctx context.Context, role *RoleV1) (*RoleV1, error) {
	created, _, err := c.ops.createRoleV1(ctx, role.withSchemas())
	return created, err
}

// Get returns a role (GET /Roles/{id}).
func (c *RolesV1Client) Get(ctx context.Context, id string, options ...AttributeOption) (*RoleV1, error) {
	role, _, err := c.ops.getRoleV1(ctx, id, project(options))
	return role, err
}

// List returns one page of roles (GET /Roles). The params may be nil. Use [RolesV1Client.All] to get all roles.
func (c *RolesV1Client) List(ctx context.Context, params *ListRolesV1Params) (*RoleV1Page, error) {
	page, _, err := c.ops.listRolesV1(ctx, params)
	return page, err
}

// All iterates over the roles from the page that params describe, which may be nil, to the last one. It fetches a page
// when it is reached. An error ends the iteration.
func (c *RolesV1Client) All(ctx context.Context, params *ListRolesV1Params) iter.Seq2[*RoleV1, error] {
	list := func(p *ListRolesV1Params) (*RoleV1Page, error) { return c.List(ctx, p) }
	return all(c.ops.rest, string(OpRolesV1List), exact, params, list, func(r *RoleV1) string { return r.ID })
}

// Search is like [RolesV1Client.List] but sends the parameters in the body, so that the filter can be longer than a URL
// (POST /Roles/.search).
func (c *RolesV1Client) Search(ctx context.Context, request *SearchRequest) (*RoleV1Page, error) {
	request, err := complete[Role](c.ops.rest, string(OpRolesV1Search), &ofRolesV1, request)
	if err != nil {
		return nil, err
	}
	page, _, err := c.ops.searchRolesV1(ctx, request)
	return page, err
}

// Update changes a role (PATCH /Roles/{id}).
func (c *RolesV1Client) Update(ctx context.Context, id string, operations []PatchOperation) (*RoleV1, error) {
	request, err := patchRoleV1(c.ops.rest, string(OpRolesV1Update), operations)
	if err != nil {
		return nil, err
	}
	role, _, err := c.ops.updateRoleV1(ctx, id, request)
	return shown(role, err, "role "+id, func() (*RoleV1, error) { return c.Get(ctx, id) })
}

// Replace replaces a role (PUT /Roles/{id}). Omitted members are removed: change what [RolesV1Client.Get] returned. The
// result contains only id and name.
func (c *RolesV1Client) Replace(ctx context.Context, id string, role *RoleV1) (*RoleV1, error) {
	replaced, _, err := c.ops.replaceRoleV1(ctx, id, role.withSchemas())
	return replaced, err
}

// Delete deletes a role (DELETE /Roles/{id}).
func (c *RolesV1Client) Delete(ctx context.Context, id string) error {
	_, err := c.ops.deleteRoleV1(ctx, id)
	return err
}

// withSchemas fills Schemas in a copy.
func (v *RoleV1) withSchemas() *RoleV1 {
	if v == nil || v.Schemas != nil {
		return v
	}
	role := *v
	role.Schemas = []string{SchemaRole}
	return &role
}
