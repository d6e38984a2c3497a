package directory

import (
	"net/http"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/scimengine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/state"
)

const (
	scopeRolePermissions = "internal_role_mgt_permissions_update"
	scopeRoleUsers       = "internal_role_mgt_users_update"
	scopeRoleGroups      = "internal_role_mgt_groups_update"

	detailNoRole = "There is no role {id}."
)

// roleLists are the lists of a role that can be written.
var roleLists = []string{"permissions", "users", "groups"}

// roleListScopes are the scopes required to write the lists of a role.
var roleListScopes = map[string]string{
	"permissions": scopeRolePermissions,
	"users":       scopeRoleUsers,
	"groups":      scopeRoleGroups,
}

func (d *Directory) roleOperations() []engine.Operation {
	const (
		view   = "internal_role_mgt_view"
		create = "internal_role_mgt_create"
		update = "internal_role_mgt_update"
		remove = "internal_role_mgt_delete"

		metaCreate = "internal_role_mgt_meta_create"
		metaUpdate = "internal_role_mgt_meta_update"
	)
	row := func(name, method, path, scope string, h handler, conditional ...string) engine.Operation {
		return engine.Operation{
			Name: name, Method: method, Path: prefix + path,
			Scopes: []string{scope}, Conditional: conditional, Handler: d.handler(h),
		}
	}
	members := []string{scopeRolePermissions, scopeRoleUsers, scopeRoleGroups}
	v2, v3 := roleAPI{"v2"}, roleAPI{"v3"}
	list, search := listing(true, legacyRolePage)
	list2, search2 := listing(true, v2.page)
	list3, search3 := listing(true, v3.page)
	return []engine.Operation{
		row("scim.Roles.Create", http.MethodPost, "/v2/Roles", create, v2.create, members...),
		row("scim.Roles.List", http.MethodGet, "/v2/Roles", view, list2),
		row("scim.Roles.Search", http.MethodPost, "/v2/Roles/.search", view, search2),
		row("scim.Roles.Get", http.MethodGet, "/v2/Roles/{id}", view, onRole(v2.show)),
		row("scim.Roles.Replace", http.MethodPut, "/v2/Roles/{id}", update, onRole(v2.replace), members...),
		row("scim.Roles.Update", http.MethodPatch, "/v2/Roles/{id}", update, onRole(v2.modify), members...),
		row("scim.Roles.Delete", http.MethodDelete, "/v2/Roles/{id}", remove, onRole(removeRole)),

		row("scim.RolesV1.Create", http.MethodPost, "/Roles", create, createLegacyRole),
		row("scim.RolesV1.List", http.MethodGet, "/Roles", view, list),
		row("scim.RolesV1.Search", http.MethodPost, "/Roles/.search", view, search),
		row("scim.RolesV1.Get", http.MethodGet, "/Roles/{id}", view, onLegacyRole(showLegacyRole)),
		row("scim.RolesV1.Replace", http.MethodPut, "/Roles/{id}", update, onLegacyRole(replaceLegacyRole)),
		row("scim.RolesV1.Update", http.MethodPatch, "/Roles/{id}", update, onLegacyRole(modifyLegacyRole)),
		row("scim.RolesV1.Delete", http.MethodDelete, "/Roles/{id}", remove, onLegacyRole(removeLegacyRole)),

		row("scim.RolesV3.List", http.MethodGet, "/v3/Roles", view, list3),
		row("scim.RolesV3.Create", http.MethodPost, "/v3/Roles", metaCreate, v3.create),
		row("scim.RolesV3.Search", http.MethodPost, "/v3/Roles/.search", view, search3),
		row("scim.RolesV3.Get", http.MethodGet, "/v3/Roles/{id}", view, onRole(v3.show)),
		row("scim.RolesV3.Replace", http.MethodPut, "/v3/Roles/{id}", metaUpdate, onRole(v3.replace)),
		row("scim.RolesV3.Update", http.MethodPatch, "/v3/Roles/{id}", metaUpdate, onRole(v3.modify)),
		row("scim.RolesV3.Delete", http.MethodDelete, "/v3/Roles/{id}", remove, onRole(removeRole)),
		row("scim.RolesV3.ReplaceUsers", http.MethodPut, "/v3/Roles/{id}/Users", scopeRoleUsers, v3.replaceList("users")),
		row("scim.RolesV3.UpdateUsers", http.MethodPatch, "/v3/Roles/{id}/Users", scopeRoleUsers, onRole(v3.modifyList("users"))),
		row("scim.RolesV3.ReplaceGroups", http.MethodPut, "/v3/Roles/{id}/Groups", scopeRoleGroups, v3.replaceList("groups")),
		row("scim.RolesV3.UpdateGroups", http.MethodPatch, "/v3/Roles/{id}/Groups", scopeRoleGroups, onRole(v3.modifyList("groups"))),
	}
}

// onRole returns a handler for the role with the id in the path.
func onRole(do func(*call, *role) (engine.Reply, error)) handler {
	return onResource(func(o *organization) *state.Registry[*role] { return &o.roles }, detailNoRole, do)
}

// create returns the role without its lists.
func (v roleAPI) create(c *call) (engine.Reply, error) {
	in, err := v.body(c)
	if err != nil {
		return engine.Reply{}, err
	}
	app, err := c.org.audienceFor(in.audience)
	if err != nil {
		return engine.Reply{}, err
	}
	if err := c.org.checkRoleInput(in, app, nil); err != nil {
		return engine.Reply{}, err
	}
	if c.held() {
		return engine.Empty(http.StatusAccepted), nil
	}
	r := &role{ID: c.org.Tenant().NewUUID(), Name: in.name, Permissions: in.lists["permissions"]}
	if app != nil {
		r.AppID = app.ID
	}
	c.org.roles.Add(r)
	c.org.roleUsers.Replace(r.ID, in.lists["users"])
	c.org.roleGroups.Replace(r.ID, in.lists["groups"])
	return engine.JSON(http.StatusCreated, v.minimal(c.org, r)).With("Location", v.url(c.org, r)), nil
}

func (v roleAPI) show(c *call, r *role) (engine.Reply, error) {
	q := projectionOf(c.Query)
	return engine.JSON(http.StatusOK, q.Project(v.document(c.org, r, q))), nil
}

// replace replaces the name and the lists. The audience stays the same.
func (v roleAPI) replace(c *call, r *role) (engine.Reply, error) {
	in, err := v.body(c)
	if err != nil {
		return engine.Reply{}, err
	}
	if r.System {
		return engine.Reply{}, unchangeableRole(r)
	}
	if err := c.org.checkAudience(r, in.audience); err != nil {
		return engine.Reply{}, err
	}
	return v.write(c, r, in, v.hasMembers())
}

// write gives a role the name and the permissions of a request, and with members
// its users and groups too.
func (v roleAPI) write(c *call, r *role, in roleInput, members bool) (engine.Reply, error) {
	if err := c.org.checkRoleInput(in, c.org.application(r.AppID), r); err != nil {
		return engine.Reply{}, err
	}
	if c.held() {
		return engine.Reply{}, sentForApproval("Role update")
	}
	c.org.roles.Change(r, func() { r.Name, r.Permissions = in.name, in.lists["permissions"] })
	if members {
		c.org.roleUsers.Replace(r.ID, in.lists["users"])
		c.org.roleGroups.Replace(r.ID, in.lists["groups"])
	}
	return c.roleReply(r, v.minimal(c.org, r)), nil
}

// hasMembers reports whether the users and groups of a role are part of it in
// requests.
func (v roleAPI) hasMembers() bool { return v.version == "v2" }

// roleReply returns the response to a change. Its Location is that of the
// second version even if the body has that of the third.
func (c *call) roleReply(r *role, doc document) engine.Reply {
	return engine.JSON(http.StatusOK, doc).With("Location", c.org.roleURL(r))
}

func unchangeableRole(r *role) error {
	return scimengine.Misplaced("The role %s comes with the organization and cannot be changed.", r.Name)
}

func removeRole(c *call, r *role) (engine.Reply, error) {
	if r.System {
		return engine.Reply{}, unchangeableRole(r)
	}
	c.org.dropRole(r)
	return engine.Empty(http.StatusNoContent), nil
}

func (o *organization) dropRole(r *role) {
	o.roles.Remove(r)
	o.roleUsers.DropHolder(r.ID)
	o.roleGroups.DropHolder(r.ID)
}
