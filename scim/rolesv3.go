package scim

import (
	"context"
	"iter"
)

// RolesV3Client manages roles by version 3 of the roles API (/v3/Roles). They are the same roles as those of [RolesClient],
// but separate operations, with their own scopes, assign users and groups. In a WSO2 Identity Server this version has to be
// enabled.
type RolesV3Client struct{ ops operations }

// Create creates a role (POST /v3/Roles), as [RolesClient.Create] does. It rejects users and groups with
// asgardeo.ErrInvalidInput, because the server ignores them. The result contains only id, name and audience.
func (c *RolesV3Client) Create(ctx context.Context, role *Role) (*Role, error) {
	if role != nil && len(role.Users)+len(role.Groups) > 0 {
		return nil, c.ops.rest.Invalid(string(OpRolesV3Create), "the role has users or groups: add them after creating it")
	}
	created, _, err := c.ops.createRoleV3(ctx, role.withSchemas())
	return created, err
}

// Get returns a role (GET /v3/Roles/{id}).
func (c *RolesV3Client) Get(ctx context.Context, id string, options ...AttributeOption) (*Role, error) {
	role, _, err := c.ops.getRoleV3(ctx, id, project(options))
	return role, err
}

// GetByName returns the role with a name (GET /v3/Roles), as [RolesClient.GetByName] does.
func (c *RolesV3Client) GetByName(ctx context.Context, displayName string, audience Audience, options ...AttributeOption) (*Role, error) {
	return roleByName(c.ops.rest, string(OpRolesV3GetByName), displayName, audience, options,
		func(params *ListRolesParams) iter.Seq2[*Role, error] { return c.All(ctx, params) })
}

// List returns one page of roles (GET /v3/Roles), as [RolesClient.List] does.
func (c *RolesV3Client) List(ctx context.Context, params *ListRolesParams) (*RolePage, error) {
	page, _, err := c.ops.listRolesV3(ctx, params)
	return page, err
}

// All iterates over the roles from the page that params describe to the last one, as [RolesClient.All] does. The params
// may be nil. It fetches each page when it is reached. An error ends the iteration.
func (c *RolesV3Client) All(ctx context.Context, params *ListRolesParams) iter.Seq2[*Role, error] {
	list := func(p *ListRolesParams) (*RolePage, error) { return c.List(ctx, p) }
	return allRoles(c.ops.rest, string(OpRolesV3List), params, list)
}

// Search is like [RolesV3Client.List] but sends the parameters in the body, so that the filter can be longer than a URL
// (POST /v3/Roles/.search).
func (c *RolesV3Client) Search(ctx context.Context, request *SearchRequest) (*RolePage, error) {
	request, err := complete[Role](c.ops.rest, string(OpRolesV3Search), &ofRoles, request)
	if err != nil {
		return nil, err
	}
	page, _, err := c.ops.searchRolesV3(ctx, request)
	return page, err
}

// Update changes displayName or permissions of a role (PATCH /v3/Roles/{id}).
func (c *RolesV3Client) Update(ctx context.Context, id string, operations []PatchOperation) (*Role, error) {
	request, err := patchRoleV3(c.ops.rest, string(OpRolesV3Update), operations)
	if err != nil {
		return nil, err
	}
	role, _, err := c.ops.updateRoleV3(ctx, id, request)
	return shown(role, err, "role "+id, func() (*Role, error) { return c.Get(ctx, id) })
}

// AddPermissions adds scopes, by their names, to the permissions of a role. An unknown scope is asgardeo.ErrBadRequest.
func (c *RolesV3Client) AddPermissions(ctx context.Context, id string, scopes ...string) (*Role, error) {
	operations, err := addition(c.ops.rest, string(OpRolesV3AddPermissions), "permissions", scopes)
	if err != nil {
		return nil, err
	}
	return c.Update(ctx, id, operations)
}

// RemovePermissions removes scopes, by their names, from the permissions of a role.
func (c *RolesV3Client) RemovePermissions(ctx context.Context, id string, scopes ...string) (*Role, error) {
	operations, err := removal(c.ops.rest, string(OpRolesV3RemovePermissions), "permissions[value eq ID]", scopes)
	if err != nil {
		return nil, err
	}
	return c.Update(ctx, id, operations)
}

// Replace replaces name and permissions of a role (PUT /v3/Roles/{id}). Omitted permissions are removed. Users and groups
// of the argument are ignored: those of the role do not change. The result contains only id, name and audience.
func (c *RolesV3Client) Replace(ctx context.Context, id string, role *Role) (*Role, error) {
	replaced, _, err := c.ops.replaceRoleV3(ctx, id, role.withSchemas())
	return replaced, err
}

// Delete deletes a role (DELETE /v3/Roles/{id}). A built-in role cannot be deleted.
func (c *RolesV3Client) Delete(ctx context.Context, id string) error {
	_, err := c.ops.deleteRoleV3(ctx, id)
	return err
}

// UpdateUsers changes the users of a role (PATCH /v3/Roles/{id}/Users). Paths are relative to the list of users: an empty
// path is the list, and value eq 123 is a user in it.
func (c *RolesV3Client) UpdateUsers(ctx context.Context, id string, operations []PatchOperation) (*Role, error) {
	request, err := patchList("users").patch(c.ops.rest, string(OpRolesV3UpdateUsers), operations)
	if err != nil {
		return nil, err
	}
	role, _, err := c.ops.updateRoleUsers(ctx, id, request)
	return shown(role, err, "role "+id, func() (*Role, error) { return c.Get(ctx, id) })
}

// AddUsers assigns a role to users. Assigning it to a user that has it is not an error. An unknown user is
// asgardeo.ErrBadRequest.
func (c *RolesV3Client) AddUsers(ctx context.Context, id string, userIDs ...string) (*Role, error) {
	operations, err := addition(c.ops.rest, string(OpRolesV3AddUsers), "", userIDs)
	if err != nil {
		return nil, err
	}
	return c.UpdateUsers(ctx, id, operations)
}

// RemoveUsers removes the assignment of a role to users.
func (c *RolesV3Client) RemoveUsers(ctx context.Context, id string, userIDs ...string) (*Role, error) {
	operations, err := removal(c.ops.rest, string(OpRolesV3RemoveUsers), "value eq ID", userIDs)
	if err != nil {
		return nil, err
	}
	return c.UpdateUsers(ctx, id, operations)
}

// ReplaceUsers assigns a role to the given users only (PUT /v3/Roles/{id}/Users). Without ids it removes all assignments to
// users.
func (c *RolesV3Client) ReplaceUsers(ctx context.Context, id string, userIDs ...string) (*Role, error) {
	users, err := references(c.ops.rest, string(OpRolesV3ReplaceUsers), userIDs)
	if err != nil {
		return nil, err
	}
	role, _, err := c.ops.replaceRoleUsers(ctx, id, &users)
	return role, err
}

// UpdateGroups changes the groups of a role (PATCH /v3/Roles/{id}/Groups). Paths are relative to the list of groups: an
// empty path is the list, and value eq 123 is a group in it.
func (c *RolesV3Client) UpdateGroups(ctx context.Context, id string, operations []PatchOperation) (*Role, error) {
	request, err := patchList("groups").patch(c.ops.rest, string(OpRolesV3UpdateGroups), operations)
	if err != nil {
		return nil, err
	}
	role, _, err := c.ops.updateRoleGroups(ctx, id, request)
	return shown(role, err, "role "+id, func() (*Role, error) { return c.Get(ctx, id) })
}

// AddGroups assigns a role to groups. An unknown group is asgardeo.ErrBadRequest.
func (c *RolesV3Client) AddGroups(ctx context.Context, id string, groupIDs ...string) (*Role, error) {
	operations, err := addition(c.ops.rest, string(OpRolesV3AddGroups), "", groupIDs)
	if err != nil {
		return nil, err
	}
	return c.UpdateGroups(ctx, id, operations)
}

// RemoveGroups removes the assignment of a role to groups.
func (c *RolesV3Client) RemoveGroups(ctx context.Context, id string, groupIDs ...string) (*Role, error) {
	operations, err := removal(c.ops.rest, string(OpRolesV3RemoveGroups), "value eq ID", groupIDs)
	if err != nil {
		return nil, err
	}
	return c.UpdateGroups(ctx, id, operations)
}

// ReplaceGroups assigns a role to the given groups only (PUT /v3/Roles/{id}/Groups). Without ids it removes all assignments
// to groups.
func (c *RolesV3Client) ReplaceGroups(ctx context.Context, id string, groupIDs ...string) (*Role, error) {
	groups, err := references(c.ops.rest, string(OpRolesV3ReplaceGroups), groupIDs)
	if err != nil {
		return nil, err
	}
	role, _, err := c.ops.replaceRoleGroups(ctx, id, &groups)
	return role, err
}
