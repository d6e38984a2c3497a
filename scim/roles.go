package scim

import (
	"context"
	"fmt"
	"iter"
	"strings"

	"github.com/seed-01804ef5/asgardeo-go/internal/rest"
)

// RolesClient manages roles by version 2 of the roles API (/v2/Roles). The permissions of a role are scopes of API
// resources. They reach the tokens of users; tokens of applications get their scopes from the APIs that the
// application is authorized for, without any role.
type RolesClient struct{ ops operations }

// Create creates a role (POST /v2/Roles). The result contains only id, name and audience. The default audience is the
// organization. A name that exists in the audience is asgardeo.ErrConflict. A permission that is not a scope of the
// organization, or that the application of the audience is not authorized for, is asgardeo.ErrBadRequest.
// asgardeo.ErrPendingApproval means that the role requires approval.
func (c *RolesClient) Create(ctx context.Context, role *Role) (*Role, error) {
	created, _, err := c.ops.createRole(ctx, role.withSchemas())
	return created, err
}

// Get returns a role (GET /v2/Roles/{id}).
func (c *RolesClient) Get(ctx context.Context, id string, options ...AttributeOption) (*Role, error) {
	role, _, err := c.ops.getRole(ctx, id, project(options))
	return role, err
}

// GetByName returns the role with a name (GET /v2/Roles). Names are unique within an audience. GetByName compares Type and
// Value of the audience unless they are empty. If roles of several audiences have the name, the error is
// asgardeo.ErrAmbiguous. If no role has the name, it is asgardeo.ErrNotFound.
func (c *RolesClient) GetByName(ctx context.Context, displayName string, audience Audience, options ...AttributeOption) (*Role, error) {
	return roleByName(c.ops.rest, string(OpRolesGetByName), displayName, audience, options,
		func(params *ListRolesParams) iter.Seq2[*Role, error] { return c.All(ctx, params) })
}

func roleByName(c *rest.Client, op, displayName string, audience Audience, options []AttributeOption, all func(*ListRolesParams) iter.Seq2[*Role, error]) (*Role, error) {
	if displayName == "" {
		return nil, c.Invalid(op, "the name is empty")
	}
	narrow := rest.Narrow(&ofRoles, DisplayName, displayName).And(
		rest.Narrow(&ofRoles, RoleAudienceID, audience.Value),
		rest.Narrow(&ofRoles, RoleAudienceType, string(audience.Type)))
	p := project(options).including("displayName")
	roles := all(&ListRolesParams{Filter: narrow, Attributes: p.Attributes, ExcludedAttributes: p.ExcludedAttributes})
	fit := func(r *Role) int {
		if r.DisplayName != displayName || r.Audience != nil && !r.Audience.fits(audience) {
			return rest.Different
		}
		return rest.Same
	}
	return rest.One(c, op, fmt.Sprintf("role %q", displayName), roles, roleID, fit)
}

// fits reports whether v is the audience of a lookup. Members that are empty on either side are not compared.
func (v *Audience) fits(wanted Audience) bool {
	return (wanted.Value == "" || v.Value == "" || v.Value == wanted.Value) &&
		(wanted.Type == "" || v.Type == "" || strings.EqualFold(string(v.Type), string(wanted.Type)))
}

// List returns one page of roles (GET /v2/Roles). The params may be nil. Each role contains its users, groups and
// permissions: exclude them with ExcludedAttributes if you do not need them. Use [RolesClient.All] to get all roles.
func (c *RolesClient) List(ctx context.Context, params *ListRolesParams) (*RolePage, error) {
	page, _, err := c.ops.listRoles(ctx, params)
	return page, err
}

// All iterates over the roles from the page that params describe to the last one. The params may be nil. It fetches
// each page when it is reached. An error ends the iteration.
//
// The server lists the newest role first, by offset. Each page therefore begins with the last role of the previous
// page, a Count of 1 is treated as 2, and pages are read again if roles were deleted in the meantime. Every role that
// exists and matches during the whole iteration is yielded exactly once. A role that is created, deleted or changed
// during the iteration may or may not be yielded. If StartIndex is set, a deletion may also move a role to a position
// before it, which the iteration does not read.
func (c *RolesClient) All(ctx context.Context, params *ListRolesParams) iter.Seq2[*Role, error] {
	list := func(p *ListRolesParams) (*RolePage, error) { return c.List(ctx, p) }
	return allRoles(c.ops.rest, string(OpRolesList), params, list)
}

func roleID(r *Role) string { return r.ID }

// allRoles iterates over roles, which the server lists from the newest to the oldest, from params on, which may be nil.
func allRoles(c *rest.Client, op string, params *ListRolesParams, list func(*ListRolesParams) (*RolePage, error)) iter.Seq2[*Role, error] {
	var query ListRolesParams
	if params != nil {
		query = *params
	}
	if query.Count <= 0 {
		query.Count = pageSize
	}
	full := min(query.Count, pageSize) // a page with fewer roles is short
	fetch := func(startIndex, count int) ([]Role, bool, error) {
		query := query
		query.StartIndex, query.Count = startIndex, count
		page, err := list(&query)
		if err != nil {
			return nil, false, err
		}
		got := len(page.Roles)
		return page.Roles, got >= full || startIndex+got <= page.TotalResults, nil
	}
	return rest.NewestFirst(c, op, max(query.StartIndex, 1), query.Count, fetch, roleID)
}

// Search is like [RolesClient.List] but sends the parameters in the body, so that the filter can be longer than a URL (POST
// /v2/Roles/.search).
func (c *RolesClient) Search(ctx context.Context, request *SearchRequest) (*RolePage, error) {
	request, err := complete[Role](c.ops.rest, string(OpRolesSearch), &ofRoles, request)
	if err != nil {
		return nil, err
	}
	page, _, err := c.ops.searchRoles(ctx, request)
	return page, err
}

// Update changes displayName, permissions, users or groups of a role (PATCH /v2/Roles/{id}). Create the operations with
// [Add], [Remove] and [Replace]; the server does not preserve their order. The result may omit the users. An unknown
// role is asgardeo.ErrNotFound; asgardeo.ErrPendingApproval means that the change requires approval.
func (c *RolesClient) Update(ctx context.Context, id string, operations []PatchOperation) (*Role, error) {
	request, err := patchRole(c.ops.rest, string(OpRolesUpdate), operations)
	if err != nil {
		return nil, err
	}
	role, _, err := c.ops.updateRole(ctx, id, request)
	return shown(role, err, "role "+id, func() (*Role, error) { return c.Get(ctx, id) })
}

// AddUsers assigns a role to users. Assigning it to a user that has it is not an error. An unknown user is
// asgardeo.ErrBadRequest.
func (c *RolesClient) AddUsers(ctx context.Context, id string, userIDs ...string) (*Role, error) {
	return c.add(ctx, OpRolesAddUsers, id, "users", userIDs)
}

// RemoveUsers removes the assignment of a role to users.
func (c *RolesClient) RemoveUsers(ctx context.Context, id string, userIDs ...string) (*Role, error) {
	return c.remove(ctx, OpRolesRemoveUsers, id, "users[value eq ID]", userIDs)
}

// AddGroups assigns a role to groups. An unknown group is asgardeo.ErrBadRequest.
func (c *RolesClient) AddGroups(ctx context.Context, id string, groupIDs ...string) (*Role, error) {
	return c.add(ctx, OpRolesAddGroups, id, "groups", groupIDs)
}

// RemoveGroups removes the assignment of a role to groups.
func (c *RolesClient) RemoveGroups(ctx context.Context, id string, groupIDs ...string) (*Role, error) {
	return c.remove(ctx, OpRolesRemoveGroups, id, "groups[value eq ID]", groupIDs)
}

// AddPermissions adds scopes, by their names, to the permissions of a role. An unknown scope is asgardeo.ErrBadRequest.
func (c *RolesClient) AddPermissions(ctx context.Context, id string, scopes ...string) (*Role, error) {
	return c.add(ctx, OpRolesAddPermissions, id, "permissions", scopes)
}

// RemovePermissions removes scopes, by their names, from the permissions of a role.
func (c *RolesClient) RemovePermissions(ctx context.Context, id string, scopes ...string) (*Role, error) {
	return c.remove(ctx, OpRolesRemovePermissions, id, "permissions[value eq ID]", scopes)
}

func (c *RolesClient) add(ctx context.Context, op Op, id, path string, values []string) (*Role, error) {
	operations, err := addition(c.ops.rest, string(op), path, values)
	if err != nil {
		return nil, err
	}
	return c.Update(ctx, id, operations)
}

func (c *RolesClient) remove(ctx context.Context, op Op, id, path string, values []string) (*Role, error) {
	operations, err := removal(c.ops.rest, string(op), path, values)
	if err != nil {
		return nil, err
	}
	return c.Update(ctx, id, operations)
}

// Replace replaces a role (PUT /v2/Roles/{id}). Omitted permissions, users and groups are removed: change what
// [RolesClient.Get] returned. The result contains only id, name and audience.
func (c *RolesClient) Replace(ctx context.Context, id string, role *Role) (*Role, error) {
	replaced, _, err := c.ops.replaceRole(ctx, id, role.withSchemas())
	return replaced, err
}

// Delete deletes a role (DELETE /v2/Roles/{id}). An unknown id is asgardeo.ErrNotFound. A built-in role cannot be
// deleted.
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
