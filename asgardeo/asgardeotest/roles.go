package asgardeotest

import (
	"net/http"
	"slices"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/scimengine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/store"
)

const (
	roleOfOrganization = "organization"
	roleOfApplication  = "application"

	scopeRolePermissions = "internal_role_mgt_permissions_update"
	scopeRoleUsers       = "internal_role_mgt_users_update"
	scopeRoleGroups      = "internal_role_mgt_groups_update"

	// maxRoleUsers is how many of its users a role shows.
	maxRoleUsers = 1000
)

// roleLists are the lists of a role that can be written.
var roleLists = []string{"permissions", "users", "groups"}

// roleListScopes are the scopes that take it to write the lists of a role.
var roleListScopes = map[string]string{
	"permissions": scopeRolePermissions,
	"users":       scopeRoleUsers,
	"groups":      scopeRoleGroups,
}

func roleOperations() []operation {
	const (
		view   = "internal_role_mgt_view"
		create = "internal_role_mgt_create"
		update = "internal_role_mgt_update"
		remove = "internal_role_mgt_delete"

		metaCreate = "internal_role_mgt_meta_create"
		metaUpdate = "internal_role_mgt_meta_update"
	)
	row := func(name, method, path, scope string, h handler, conditional ...string) operation {
		return operation{
			name: name, method: method, path: "/scim2" + path, family: familySCIM,
			scopes: []string{scope}, conditional: conditional, handler: h,
		}
	}
	members := []string{scopeRolePermissions, scopeRoleUsers, scopeRoleGroups}
	v2, v3 := roleAPI{"v2"}, roleAPI{"v3"}
	list, search := listing(legacyRolePage)
	list2, search2 := listing(v2.page)
	list3, search3 := listing(v3.page)
	return []operation{
		row("createRoleV2", http.MethodPost, "/v2/Roles", create, v2.create, members...),
		row("listRolesV2", http.MethodGet, "/v2/Roles", view, list2),
		row("searchRolesV2", http.MethodPost, "/v2/Roles/.search", view, search2),
		row("getRoleV2", http.MethodGet, "/v2/Roles/{id}", view, onRole(v2.show)),
		row("updateRoleV2", http.MethodPut, "/v2/Roles/{id}", update, onRole(v2.replace), members...),
		row("patchRoleV2", http.MethodPatch, "/v2/Roles/{id}", update, onRole(v2.modify), members...),
		row("deleteRoleV2", http.MethodDelete, "/v2/Roles/{id}", remove, onRole(removeRole)),

		row("createRole", http.MethodPost, "/Roles", create, createLegacyRole),
		row("listRoles", http.MethodGet, "/Roles", view, list),
		row("searchRoles", http.MethodPost, "/Roles/.search", view, search),
		row("getRole", http.MethodGet, "/Roles/{id}", view, onLegacyRole(showLegacyRole)),
		row("updateRole", http.MethodPut, "/Roles/{id}", update, onLegacyRole(replaceLegacyRole)),
		row("patchRole", http.MethodPatch, "/Roles/{id}", update, onLegacyRole(modifyLegacyRole)),
		row("deleteRole", http.MethodDelete, "/Roles/{id}", remove, onLegacyRole(removeLegacyRole)),

		row("listRolesV3", http.MethodGet, "/v3/Roles", view, list3),
		row("createRoleV3", http.MethodPost, "/v3/Roles", metaCreate, v3.create),
		row("searchRolesV3", http.MethodPost, "/v3/Roles/.search", view, search3),
		row("getRoleV3", http.MethodGet, "/v3/Roles/{id}", view, onRole(v3.show)),
		row("updateRoleV3", http.MethodPut, "/v3/Roles/{id}", metaUpdate, onRole(v3.replace)),
		row("patchRoleV3", http.MethodPatch, "/v3/Roles/{id}", metaUpdate, onRole(v3.modify)),
		row("deleteRoleV3", http.MethodDelete, "/v3/Roles/{id}", remove, onRole(removeRole)),
		row("updateRoleUsersV3", http.MethodPut, "/v3/Roles/{id}/Users", scopeRoleUsers, v3.replaceList("users")),
		row("patchRoleUsersV3", http.MethodPatch, "/v3/Roles/{id}/Users", scopeRoleUsers, onRole(v3.modifyList("users"))),
		row("updateRoleGroupsV3", http.MethodPut, "/v3/Roles/{id}/Groups", scopeRoleGroups, v3.replaceList("groups")),
		row("patchRoleGroupsV3", http.MethodPatch, "/v3/Roles/{id}/Groups", scopeRoleGroups, onRole(v3.modifyList("groups"))),
	}
}

// A role belongs to the organization or to an application. Its users and
// groups are in the state, by its id.
type role struct {
	ID, Name    string
	AppID       string // empty for a role of the organization
	Permissions []string
	System      bool // comes with the organization and cannot be changed
}

func (r *role) Key() string { return r.ID }

func (r *role) Names() []string { return []string{roleName(r.Name, r.AppID)} }

// roleName is what a role is found by: its name is unique for its audience.
func roleName(name, appID string) string { return appID + "\n" + name }

// An audience is what a role belongs to.
type audience struct {
	Value   string `json:"value"`
	Display string `json:"display"`
	Type    string `json:"type"`
}

func (o *organization) audienceOf(r *role) audience {
	if r.AppID == "" {
		return audience{o.ID, o.Name, roleOfOrganization}
	}
	return audience{r.AppID, o.application(r.AppID).Settings.Name, roleOfApplication}
}

// roleURL is where users and groups say a role is, and what the Location of a
// changed role says whatever the version.
func (o *organization) roleURL(r *role) string { return roleAPI{"v2"}.url(o, r) }

// dropRolesOf deletes the roles of an application.
func (o *organization) dropRolesOf(appID string) {
	for _, r := range slices.Collect(o.Roles.All()) {
		if r.AppID == appID {
			o.dropRole(r)
		}
	}
}

func (o *organization) dropRole(r *role) {
	o.Roles.Remove(r)
	o.RoleUsers.DropHolder(r.ID)
	o.RoleGroups.DropHolder(r.ID)
}

// prunePermissions takes scopes that no longer exist out of the roles.
func (t *tenant) prunePermissions() {
	for _, org := range t.all() {
		for r := range org.Roles.All() {
			r.Permissions = slices.DeleteFunc(r.Permissions, func(name string) bool { return org.scopeOwner(name) == nil })
		}
	}
}

// A roleAPI is a version of the service, from the second on. The versions
// share their roles, and differ in what a request may contain.
type roleAPI struct{ version string }

func (v roleAPI) url(o *organization, r *role) string {
	return o.scimURL() + "/" + v.version + "/Roles/" + r.ID
}

// minimal is what answers to writes show of a role.
func (v roleAPI) minimal(o *organization, r *role) document {
	meta := document{"location": v.url(o, r)}
	if r.System {
		meta["systemRole"] = true
	}
	return document{
		"schemas":     []string{scimengine.RoleSchema},
		"id":          r.ID,
		"displayName": r.Name,
		"audience":    o.audienceOf(r),
		"meta":        meta,
	}
}

// document is the role as far as a query asks for it. Empty lists are left
// out.
func (v roleAPI) document(o *organization, r *role, q scimQuery) document {
	doc := v.minimal(o, r)
	for name, items := range map[string]func(*role) []any{
		"permissions": o.rolePermissions, "users": o.roleUsers, "groups": o.roleGroups,
		"associatedApplications": o.roleApplications,
	} {
		if q.Wants(name) {
			addList(doc, name, items(r))
		}
	}
	return doc
}

func (o *organization) rolePermissions(r *role) []any {
	var items []any
	for _, name := range r.Permissions {
		owner := o.scopeOwner(name)
		items = append(items, reference(name, owner.scope(name).DisplayName, o.serverURL()+"/api-resources/"+owner.ID))
	}
	return items
}

func (o *organization) roleUsers(r *role) []any {
	return o.userReferences(o.RoleUsers.Members(r.ID), maxRoleUsers)
}

func (o *organization) roleGroups(r *role) []any {
	return o.groupReferences(o.RoleGroups.Members(r.ID))
}

func (o *organization) roleApplications(r *role) []any {
	if r.AppID == "" {
		return nil
	}
	return []any{reference(r.AppID, o.application(r.AppID).Settings.Name, o.serverURL()+"/applications/"+r.AppID)}
}

// onRole returns a handler for the role whose id is in the path.
func onRole(do func(*call, *role) (reply, error)) handler {
	return onResource(func(o *organization) *store.Registry[*role] { return &o.Roles }, detailNoRole, do)
}

const detailNoRole = "There is no role {id}."

// create answers with the role less its lists.
func (v roleAPI) create(c *call) (reply, error) {
	in, err := v.body(c)
	if err != nil {
		return reply{}, err
	}
	app, err := c.org.audienceFor(in.audience)
	if err != nil {
		return reply{}, err
	}
	if err := c.org.checkRoleInput(in, app, nil); err != nil {
		return reply{}, err
	}
	if c.held() {
		return empty(http.StatusAccepted), nil
	}
	r := &role{ID: c.org.newUUID(), Name: in.name, Permissions: in.lists["permissions"]}
	if app != nil {
		r.AppID = app.ID
	}
	c.org.Roles.Add(r)
	c.org.RoleUsers.Replace(r.ID, in.lists["users"])
	c.org.RoleGroups.Replace(r.ID, in.lists["groups"])
	return asJSON(http.StatusCreated, v.minimal(c.org, r)).with("Location", v.url(c.org, r)), nil
}

func (v roleAPI) show(c *call, r *role) (reply, error) {
	q := projectionOf(c.query)
	return asJSON(http.StatusOK, q.Project(v.document(c.org, r, q))), nil
}

// replace replaces the name and the lists. The audience stays.
func (v roleAPI) replace(c *call, r *role) (reply, error) {
	in, err := v.body(c)
	if err != nil {
		return reply{}, err
	}
	if r.System {
		return reply{}, unchangeableRole(r)
	}
	if err := c.org.checkRoleInput(in, c.org.application(r.AppID), r); err != nil {
		return reply{}, err
	}
	if c.held() {
		return reply{}, sentForApproval("Role update")
	}
	c.org.Roles.Change(r, func() { r.Name, r.Permissions = in.name, in.lists["permissions"] })
	if v.hasMembers() {
		c.org.RoleUsers.Replace(r.ID, in.lists["users"])
		c.org.RoleGroups.Replace(r.ID, in.lists["groups"])
	}
	return c.roleReply(r, v.minimal(c.org, r)), nil
}

// hasMembers reports whether the users and groups of a role are part of it in
// requests.
func (v roleAPI) hasMembers() bool { return v.version == "v2" }

// roleReply is the answer to a change. Its Location is that of the second
// version even when the body has that of the third.
func (c *call) roleReply(r *role, doc document) reply {
	return asJSON(http.StatusOK, doc).with("Location", c.org.roleURL(r))
}

func unchangeableRole(r *role) error {
	return scimengine.Misplaced("The role %s comes with the organization and cannot be changed.", r.Name)
}

func removeRole(c *call, r *role) (reply, error) {
	if r.System {
		return reply{}, unchangeableRole(r)
	}
	c.org.dropRole(r)
	return empty(http.StatusNoContent), nil
}
