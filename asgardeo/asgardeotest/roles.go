package asgardeotest

import (
	"net/http"
	"slices"
	"strings"
)

const (
	schemaRole = "urn:ietf:params:scim:schemas:extension:2.0:Role"

	roleOfOrganization = "organization"
	roleOfApplication  = "application"

	scopeRolePermissions = "internal_role_mgt_permissions_update"
	scopeRoleUsers       = "internal_role_mgt_users_update"
	scopeRoleGroups      = "internal_role_mgt_groups_update"
)

// roleMembers are the lists of a role that take a scope of their own to
// write.
var roleMembers = map[string]string{
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
	return []operation{
		row("createRoleV2", http.MethodPost, "/v2/Roles", create, createRole, members...),
		row("listRolesV2", http.MethodGet, "/v2/Roles", view, listRoles),
		row("searchRolesV2", http.MethodPost, "/v2/Roles/.search", view, searchRoles),
		row("getRoleV2", http.MethodGet, "/v2/Roles/{id}", view, getRole),
		row("updateRoleV2", http.MethodPut, "/v2/Roles/{id}", update, updateRole, members...),
		row("patchRoleV2", http.MethodPatch, "/v2/Roles/{id}", update, patchRole, members...),
		row("deleteRoleV2", http.MethodDelete, "/v2/Roles/{id}", remove, deleteRole),

		row("createRole", http.MethodPost, "/Roles", create, createLegacyRole),
		row("listRoles", http.MethodGet, "/Roles", view, nil),
		row("searchRoles", http.MethodPost, "/Roles/.search", view, nil),
		row("getRole", http.MethodGet, "/Roles/{id}", view, nil),
		row("updateRole", http.MethodPut, "/Roles/{id}", update, nil),
		row("patchRole", http.MethodPatch, "/Roles/{id}", update, nil),
		row("deleteRole", http.MethodDelete, "/Roles/{id}", remove, nil),

		row("listRolesV3", http.MethodGet, "/v3/Roles", view, nil),
		row("createRoleV3", http.MethodPost, "/v3/Roles", metaCreate, nil),
		row("searchRolesV3", http.MethodPost, "/v3/Roles/.search", view, nil),
		row("getRoleV3", http.MethodGet, "/v3/Roles/{id}", view, nil),
		row("updateRoleV3", http.MethodPut, "/v3/Roles/{id}", metaUpdate, nil),
		row("patchRoleV3", http.MethodPatch, "/v3/Roles/{id}", metaUpdate, nil),
		row("deleteRoleV3", http.MethodDelete, "/v3/Roles/{id}", remove, nil),
		row("updateRoleUsersV3", http.MethodPut, "/v3/Roles/{id}/Users", scopeRoleUsers, nil),
		row("patchRoleUsersV3", http.MethodPatch, "/v3/Roles/{id}/Users", scopeRoleUsers, nil),
		row("updateRoleGroupsV3", http.MethodPut, "/v3/Roles/{id}/Groups", scopeRoleGroups, nil),
		row("patchRoleGroupsV3", http.MethodPatch, "/v3/Roles/{id}/Groups", scopeRoleGroups, nil),
	}
}

// A role belongs to the organization or to an application. It has no groups,
// for there are none yet.
type role struct {
	ID, Name    string
	AppID       string // empty for a role of the organization
	Permissions []string
	Users       []string // ids
}

// An audience is what a role belongs to.
type audience struct {
	Value   string `json:"value"`
	Display string `json:"display"`
	Type    string `json:"type"`
}

func (o *organization) role(id string) *role {
	return find(o.Roles, func(r *role) bool { return r.ID == id })
}

func (o *organization) roleURL(r *role) string { return o.scimURL() + "/v2/Roles/" + r.ID }

func (o *organization) audienceOf(r *role) audience {
	if r.AppID == "" {
		return audience{o.ID, o.Name, roleOfOrganization}
	}
	return audience{r.AppID, o.application(r.AppID).Settings.Name, roleOfApplication}
}

// prunePermissions takes scopes that no longer exist out of the roles.
func (t *tenant) prunePermissions() {
	for _, org := range t.all() {
		for _, r := range org.Roles {
			r.Permissions = slices.DeleteFunc(r.Permissions, func(name string) bool { return org.scopeOwner(name) == nil })
		}
	}
}

// roleMinimal is what answers to writes show of a role.
func (o *organization) roleMinimal(r *role) document {
	return document{
		"schemas":     []string{schemaRole},
		"id":          r.ID,
		"displayName": r.Name,
		"audience":    o.audienceOf(r),
		"meta":        document{"location": o.roleURL(r)},
	}
}

// roleDocument is the whole role. Empty lists are left out.
func (o *organization) roleDocument(r *role) document {
	doc := o.roleMinimal(r)
	addList := func(name string, items []any) {
		if len(items) > 0 {
			doc[name] = items
		}
	}
	var permissions, users, applications []any
	for _, name := range r.Permissions {
		owner := o.scopeOwner(name)
		permissions = append(permissions, reference(name, owner.scope(name).DisplayName,
			o.serverURL()+"/api-resources/"+owner.ID))
	}
	for _, id := range r.Users {
		u := o.user(id)
		users = append(users, reference(id, u.name(), o.userURL(u)))
	}
	if r.AppID != "" {
		applications = append(applications, reference(r.AppID, o.application(r.AppID).Settings.Name,
			o.serverURL()+"/applications/"+r.AppID))
	}
	addList("permissions", permissions)
	addList("users", users)
	addList("associatedApplications", applications)
	return doc
}

func reference(value, display, ref string) document {
	return document{"value": value, "display": display, "$ref": ref}
}

// A roleInput is the body of a request. A list that is absent is nil.
type roleInput struct {
	name     string
	audience document
	lists    map[string][]string // by the names of roleMembers; absent ones are missing
}

// roleBody reads a role from the body of a request, and checks that the token
// may write the lists in it.
func (c *call) roleBody() (roleInput, error) {
	in := roleInput{lists: map[string][]string{}}
	doc, err := c.scimBody()
	if err != nil {
		return in, err
	}
	if in.name, err = textMember(doc, "displayName"); err != nil {
		return in, err
	}
	if strings.TrimSpace(in.name) == "" {
		return in, scimInvalidValue("Required attribute displayName is missing in the SCIM Object.")
	}
	if value, _ := member(doc, "audience"); value != nil {
		var ok bool
		if in.audience, ok = value.(document); !ok {
			return in, scimInvalidSyntax()
		}
	}
	for name := range roleMembers {
		value, _ := member(doc, name)
		if value == nil {
			continue
		}
		if err := c.checkRoleScope(name); err != nil {
			return in, err
		}
		if in.lists[name], err = referencedValues(value); err != nil {
			return in, err
		}
	}
	return in, nil
}

// checkRoleScope asks for the scope that allows to write a list of a role.
func (c *call) checkRoleScope(list string) error {
	if scope, ok := roleMembers[list]; ok && !c.can(scope) {
		return scimFailure(http.StatusForbidden, "", "The token does not have the scope "+scope+".")
	}
	return nil
}

// referencedValues returns the values of a list of objects, without repeats.
func referencedValues(value any) ([]string, error) {
	items, ok := value.([]any)
	if !ok {
		items = []any{value}
	}
	values := []string{}
	for _, item := range items {
		doc, ok := item.(document)
		if !ok {
			return nil, scimInvalidSyntax()
		}
		text, ok := doc["value"].(string)
		if !ok {
			return nil, scimInvalidSyntax()
		}
		if !slices.Contains(values, text) {
			values = append(values, text)
		}
	}
	return values, nil
}

func validRoleName(name string) bool {
	return !strings.Contains(name, "/") && !strings.HasPrefix(strings.ToLower(name), "system_")
}

// audienceFor resolves the audience of a new role to an application, or to
// the organization, which is nil.
func (o *organization) audienceFor(doc document) (*application, error) {
	kind, _ := doc["type"].(string)
	value, _ := doc["value"].(string)
	switch {
	case kind == "" && value == "":
		return nil, nil
	case strings.EqualFold(kind, roleOfOrganization):
		if value != "" && value != o.ID {
			return nil, scimInvalidValue("The audience is not this organization.")
		}
		return nil, nil
	case strings.EqualFold(kind, roleOfApplication):
		app := o.application(value)
		if app == nil {
			return nil, scimInvalidValue("There is no application %s.", value)
		}
		if app.Audience != audienceApplication {
			return nil, scimInvalidValue("The application %s does not allow roles of its own.", value)
		}
		return app, nil
	}
	return nil, scimInvalidValue("The audience type %s is none of application and organization.", kind)
}

// checkPermissions accepts the scopes the application is authorized for, or
// any scope there is for a role of the organization.
func (o *organization) checkPermissions(app *application, names []string) error {
	var allowed []string
	if app != nil {
		allowed = o.scopesGrantedTo(app)
	}
	for _, name := range names {
		switch {
		case app == nil && o.scopeOwner(name) == nil:
			return scimInvalidValue("Permission: %s not found", name)
		case app != nil && !slices.Contains(allowed, name):
			return scimInvalidValue("Permission: %s is not authorized for application %s", name, app.ID)
		}
	}
	return nil
}

func (o *organization) roleNameTaken(name, appID string, except *role) bool {
	return slices.ContainsFunc(o.Roles, func(r *role) bool { return r != except && r.Name == name && r.AppID == appID })
}

func duplicateRole(name string) failure {
	return scimFailure(http.StatusConflict, "", "Role with name: "+name+" already exists in the audience.")
}

// checkRoleInput judges everything in a body but the audience.
func (o *organization) checkRoleInput(in roleInput, app *application, existing *role) error {
	if !validRoleName(in.name) {
		return scimMisplaced("The role name %s is not valid.", in.name)
	}
	appID := ""
	if app != nil {
		appID = app.ID
	}
	if o.roleNameTaken(in.name, appID, existing) {
		return duplicateRole(in.name)
	}
	if err := o.checkPermissions(app, in.lists["permissions"]); err != nil {
		return err
	}
	for _, id := range in.lists["users"] {
		if o.user(id) == nil {
			return scimMisplaced("There is no user %s.", id)
		}
	}
	return checkGroups(in.lists["groups"])
}

// checkGroups accepts no group, for there are none.
func checkGroups(ids []string) error {
	switch {
	case len(ids) == 0:
		return nil
	case strings.TrimSpace(ids[0]) == "":
		return scimInvalidValue("A group must have an id.")
	}
	return scimMisplaced("There is no group %s.", ids[0])
}

// createRole answers with the role less its lists.
func createRole(c *call) (reply, error) {
	in, err := c.roleBody()
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
	r := &role{ID: c.org.newUUID(), Name: in.name, Permissions: in.lists["permissions"], Users: in.lists["users"]}
	if app != nil {
		r.AppID = app.ID
	}
	c.org.Roles = append(c.org.Roles, r)
	return c.roleReply(http.StatusCreated, r, c.org.roleMinimal(r)), nil
}

func (c *call) roleReply(status int, r *role, doc document) reply {
	return asJSON(status, doc).with("Location", c.org.roleURL(r))
}

// createLegacyRole is the first version of the service, whose permissions
// are paths. A client that sends it the objects of the later versions is
// told so; the rest of that version is not implemented.
func createLegacyRole(c *call) (reply, error) {
	doc, err := c.scimBody()
	if err != nil {
		return reply{}, err
	}
	permissions, _ := member(doc, "permissions")
	items, _ := permissions.([]any)
	for _, item := range items {
		if _, ok := item.(string); !ok {
			return reply{}, scimInvalidSyntax()
		}
	}
	return reply{}, notImplemented(c.op)
}

func (c *call) addressedRole() (*role, error) {
	r := c.org.role(c.vars["id"])
	if r == nil {
		return nil, scimFailure(http.StatusNotFound, "", "There is no role "+c.vars["id"]+".")
	}
	return r, nil
}

func getRole(c *call) (reply, error) {
	r, err := c.addressedRole()
	if err != nil {
		return reply{}, err
	}
	return asJSON(http.StatusOK, projectionOf(c.query).project(c.org.roleDocument(r))), nil
}

// updateRole replaces the name and the lists. The audience stays.
func updateRole(c *call) (reply, error) {
	r, err := c.addressedRole()
	if err != nil {
		return reply{}, err
	}
	in, err := c.roleBody()
	if err != nil {
		return reply{}, err
	}
	if err := c.org.checkRoleInput(in, c.org.application(r.AppID), r); err != nil {
		return reply{}, err
	}
	r.Name, r.Permissions, r.Users = in.name, in.lists["permissions"], in.lists["users"]
	return c.roleReply(http.StatusOK, r, c.org.roleMinimal(r)), nil
}

func deleteRole(c *call) (reply, error) {
	r, err := c.addressedRole()
	if err != nil {
		return reply{}, err
	}
	c.org.Roles = slices.DeleteFunc(c.org.Roles, func(other *role) bool { return other == r })
	return empty(http.StatusNoContent), nil
}

func listRoles(c *call) (reply, error) {
	q, err := listQuery(c.query)
	if err != nil {
		return reply{}, err
	}
	return c.org.rolePage(q)
}

func searchRoles(c *call) (reply, error) {
	q, err := c.searchQuery()
	if err != nil {
		return reply{}, err
	}
	return c.org.rolePage(q)
}

func (o *organization) rolePage(q scimQuery) (reply, error) {
	tree, err := roleFilter(q.filter)
	if err != nil {
		return reply{}, err
	}
	var matching []document
	for _, r := range o.Roles {
		if tree.eval(func(cond condition) bool { return o.roleSatisfies(r, cond) }) {
			matching = append(matching, o.roleDocument(r))
		}
	}
	return q.page(matching), nil
}

// roleFilter parses the filter of a list of roles.
func roleFilter(raw string) (*filter, error) {
	tree, err := scimFilter(raw)
	if err != nil {
		return nil, scimFailure(http.StatusBadRequest, "InvalidFilter", "The filter cannot be parsed.")
	}
	if tree.joins("or") || tree.joins("not") {
		return nil, scimMisplaced("Only and can join the conditions of the filter.")
	}
	for _, cond := range tree.conditions() {
		if !slices.Contains([]string{"displayName", "audience.value", "audience.type"}, cond.attribute) {
			return nil, scimMisplaced("The attribute %s is not supported in a filter.", cond.attribute)
		}
		if !slices.Contains([]string{"eq", "ne", "co", "sw", "ew"}, cond.operator) {
			return nil, scimMisplaced("The operator %s is not supported in a filter.", cond.operator)
		}
	}
	return tree, nil
}

// roleSatisfies compares with what is left of the value once it has been
// written out without quotes and read again, as the real server does.
func (o *organization) roleSatisfies(r *role, cond condition) bool {
	audience, want := o.audienceOf(r), stripUnquoted(cond.value)
	switch cond.attribute {
	case "audience.value":
		return compare(cond.operator, audience.Value, want)
	case "audience.type":
		return compare(cond.operator, audience.Type, strings.ToLower(want))
	default:
		return compare(cond.operator, r.Name, want)
	}
}
