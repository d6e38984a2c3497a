package directory

import (
	"fmt"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/state"
)

// stateFormat is the version of the format of the state.
const stateFormat = 1

// An organizationState is the state of an organization in the directory.
type organizationState struct {
	users      state.Registry[*user]
	superAdmin state.Value[string] // the id of a user, or empty
	groups     state.Registry[*group]
	members    state.Relation // of groups, the users
	roles      state.Registry[*role]
	roleUsers  state.Relation
	roleGroups state.Relation

	// The roles of the first version of the service are separate from the
	// others.
	legacyRoles      state.Registry[*legacyRole]
	legacyRoleUsers  state.Relation
	legacyRoleGroups state.Relation

	usersByUnique      *state.Index[*user]  // by the values that must be unique
	groupsByHash       *state.Index[*group] // by the beginnings of the hashes of their names
	rolesByName        *state.Index[*role]
	rolesByApplication *state.Index[*role]
	rolesByPermission  *state.Index[*role]
}

// keep binds the collections of a state to a part of the section.
func (d *Directory) keep(part *state.Section, s *organizationState) {
	part.Keep("users", &s.users)
	part.Keep("superAdmin", &s.superAdmin)
	part.Keep("groups", &s.groups)
	part.Keep("members", &s.members)
	part.Keep("roles", &s.roles)
	part.Keep("roleUsers", &s.roleUsers)
	part.Keep("roleGroups", &s.roleGroups)
	part.Keep("legacyRoles", &s.legacyRoles)
	part.Keep("legacyRoleUsers", &s.legacyRoleUsers)
	part.Keep("legacyRoleGroups", &s.legacyRoleGroups)

	s.usersByUnique = state.NewIndex(&s.users, d.uniqueKeys)
	s.groupsByHash = state.NewIndex(&s.groups, (*group).hashPrefixes)
	s.rolesByName = state.NewIndex(&s.roles, func(r *role) []string { return []string{r.Name} })
	s.rolesByApplication = state.NewIndex(&s.roles, func(r *role) []string { return []string{r.AppID} })
	s.rolesByPermission = state.NewIndex(&s.roles, func(r *role) []string { return r.Permissions })
}

// check returns an error if a state refers to something that does not exist.
func (d *Directory) check(in *engine.Organization) error {
	o := d.in(in)
	for r := range o.roles.All() {
		if r.AppID != "" && o.application(r.AppID) == nil {
			return fmt.Errorf("role %s belongs to the application %s, which does not exist", r.ID, r.AppID)
		}
	}
	for _, relation := range []struct {
		*state.Relation
		holders, members *state.IDSet
	}{
		{&o.members, o.groups.IDs(), o.users.IDs()},
		{&o.roleUsers, o.roles.IDs(), o.users.IDs()},
		{&o.roleGroups, o.roles.IDs(), o.groups.IDs()},
		{&o.legacyRoleUsers, o.legacyRoles.IDs(), o.users.IDs()},
		{&o.legacyRoleGroups, o.legacyRoles.IDs(), o.groups.IDs()},
	} {
		if err := relation.Check(relation.holders, relation.members); err != nil {
			return err
		}
	}
	return nil
}
