package directory

import (
	"slices"
	"strings"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/model"
)

// User returns a user of an organization, or nil.
func (d *Directory) User(o *engine.Organization, id string) *model.User {
	return d.in(o).users.Get(id).model()
}

// UserSigningIn returns the user who signs in with a name, or nil. A name
// without a user store is searched for in all of them.
func (d *Directory) UserSigningIn(o *engine.Organization, name string) *model.User {
	in := d.in(o)
	u := in.userNamed(name)
	if u == nil && !strings.Contains(name, "/") {
		u = in.userNamed(storeDefault + "/" + name)
	}
	return u.model()
}

// model returns the user for other domains. It returns nil for nil.
func (u *user) model() *model.User {
	if u == nil {
		return nil
	}
	return &model.User{ID: u.ID, Name: u.name(), CanSignIn: u.canSignIn()}
}

// HasUser reports whether an organization has a user.
func (d *Directory) HasUser(o *engine.Organization, id string) bool {
	return d.in(o).users.Get(id) != nil
}

// HasPassword reports whether a user of an organization signs in with a password.
func (d *Directory) HasPassword(o *engine.Organization, userID, password string) bool {
	u := d.in(o).users.Get(userID)
	return u != nil && u.hasPassword(password)
}

// Groups returns the groups of an organization in a user store, or in all of them
// if it is empty, in order of their creation.
func (d *Directory) Groups(o *engine.Organization, userStore string) []model.Group {
	var groups []model.Group
	for g := range d.in(o).groups.All() {
		if inStore(g.Name, userStore) {
			groups = append(groups, model.Group{ID: g.ID, Name: g.Name})
		}
	}
	return groups
}

// RolesOfUser returns the roles that a user of an organization has, itself or
// through its groups, in order of their creation.
func (d *Directory) RolesOfUser(o *engine.Organization, userID string) []model.Role {
	return modelsOf(d.in(o).rolesOf(userID))
}

// RolesOf returns the roles of an application or, for an empty id, those of the
// organization, in order of their creation.
func (d *Directory) RolesOf(o *engine.Organization, applicationID string) []model.Role {
	return modelsOf(d.in(o).rolesByApplication.With(applicationID))
}

func modelsOf(roles []*role) []model.Role {
	var models []model.Role
	for _, r := range roles {
		models = append(models, model.Role{
			ID: r.ID, Name: r.Name, ApplicationID: r.AppID, Permissions: slices.Clone(r.Permissions),
		})
	}
	return models
}

// DropRoles deletes the roles of an application.
func (d *Directory) DropRoles(o *engine.Organization, applicationID string) {
	in := d.in(o)
	for _, r := range in.rolesByApplication.With(applicationID) {
		in.dropRole(r)
	}
}

// ScopesDeleted removes deleted scopes from the permissions of roles, except where
// an API resource visible in the organization still has them.
func (d *Directory) ScopesDeleted(names []string) {
	for o := range d.tenant.All() {
		in := d.in(o)
		for _, name := range names {
			if in.scopeOwner(name) == nil {
				in.dropPermission(name)
			}
		}
	}
}

func (o *organization) dropPermission(name string) {
	for _, r := range o.rolesByPermission.With(name) {
		o.roles.Change(r, func() {
			r.Permissions = slices.DeleteFunc(slices.Clone(r.Permissions), func(other string) bool { return other == name })
		})
	}
}

// UserIDs returns the ids of the users of an organization by their names.
func (d *Directory) UserIDs(o *engine.Organization) map[string]string {
	ids := map[string]string{}
	for u := range d.in(o).users.All() {
		ids[u.name()] = u.ID
	}
	return ids
}

// GroupIDs returns the ids of the groups of an organization by their names.
func (d *Directory) GroupIDs(o *engine.Organization) map[string]string {
	ids := map[string]string{}
	for g := range d.in(o).groups.All() {
		ids[g.Name] = g.ID
	}
	return ids
}
