package directory

import (
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/model"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/scimengine"
)

const (
	roleOfOrganization = "organization"
	roleOfApplication  = "application"

	// maxRoleUsers is the maximum number of users that a role shows.
	maxRoleUsers = 1000
)

// A role belongs to the organization or to an application. The state has its
// users and groups, by the id of the role.
type role struct {
	ID, Name    string
	AppID       string // empty for a role of the organization
	Permissions []string
	System      bool // comes with the organization and cannot be changed
}

func (r *role) Key() string { return r.ID }

func (r *role) Names() []string { return []string{roleName(r.Name, r.AppID)} }

// roleName returns the key by which a role is found: names are unique within an
// audience.
func roleName(name, appID string) string { return appID + "\n" + name }

// An audience is the organization or the application that a role belongs to.
type audience struct {
	Value   string `json:"value"`
	Display string `json:"display"`
	Type    string `json:"type"`
}

func (o *organization) audienceOf(r *role) audience {
	if r.AppID == "" {
		return audience{o.ID, o.Name, roleOfOrganization}
	}
	return audience{r.AppID, o.application(r.AppID).Name, roleOfApplication}
}

// roleURL returns the URL of a role in users and groups, and in the Location of
// a changed role in every version.
func (o *organization) roleURL(r *role) string { return roleAPI{"v2"}.url(o, r) }

// A roleAPI is a version of the service, from the second on. The versions share
// their roles, and differ in the members that a request may contain.
type roleAPI struct{ version string }

func (v roleAPI) url(o *organization, r *role) string {
	return o.scimURL() + "/" + v.version + "/Roles/" + r.ID
}

// minimal returns the role as the responses to writes show it.
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

// document returns the role with the attributes that a query selects. Empty
// lists are left out.
func (v roleAPI) document(o *organization, r *role, q query) document {
	doc := v.minimal(o, r)
	for name, items := range map[string]func() []any{
		"permissions":            func() []any { return o.rolePermissions(r) },
		"users":                  func() []any { return o.userReferences(o.roleUsers.Members(r.ID), maxRoleUsers) },
		"groups":                 func() []any { return o.groupReferences(o.roleGroups.Members(r.ID)) },
		"associatedApplications": func() []any { return o.roleApplications(r) },
	} {
		if q.Wants(name) {
			addList(doc, name, items())
		}
	}
	return doc
}

func (o *organization) rolePermissions(r *role) []any {
	var items []any
	for _, name := range r.Permissions {
		owner := o.scopeOwner(name)
		items = append(items, reference(name, owner.Scope(name).DisplayName, o.ServerURL()+"/api-resources/"+owner.ID))
	}
	return items
}

func (o *organization) roleApplications(r *role) []any {
	if r.AppID == "" {
		return nil
	}
	return []any{reference(r.AppID, o.application(r.AppID).Name, o.ServerURL()+"/applications/"+r.AppID)}
}

// application returns an application of the organization, or one that is shared
// with it, or nil.
func (o *organization) application(id string) *model.Application {
	return o.d.needs.Application(o.Organization, id)
}

// scopeOwner returns the API resource that has a scope, or nil.
func (o *organization) scopeOwner(scope string) *model.Resource {
	return o.d.needs.ScopeOwner(o.Organization, scope)
}
