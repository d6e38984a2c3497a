package asgardeotest

import (
	"fmt"
)

// AddOrganization creates an organization below the one the server is named
// after and returns its id. It starts empty: without users, groups, roles or
// applications of its own. Tokens for it come from the grant
// organization_switch, and open the paths below [Server.URL] + "/o". The
// management application, and every application that is shared with the
// organization, can get them. It panics when the name is empty, or that of an
// organization there is, in letters of any case.
func (s *Server) AddOrganization(name string) (id string) {
	s.change(func() {
		added, err := s.tenant.AddOrganization(name)
		if err != nil {
			panic(fmt.Sprintf("asgardeotest: %v", err))
		}
		s.domains.clients.OrganizationAdded(added)
		id = added.ID
	})
	return id
}

// A Suborganization is an organization below that of a [Server], to be seeded
// and inspected as that one is, with the same rules.
type Suborganization struct {
	server *Server
	id     string
}

// Suborganization returns the organization that [Server.AddOrganization] made
// under this id. Its methods panic when there is none.
func (s *Server) Suborganization(id string) *Suborganization { return &Suborganization{s, id} }

// AddUser creates a user of the organization and returns its id.
func (o *Suborganization) AddUser(name, password string) (id string) {
	return o.server.addUser(o.id, name, password)
}

// AddGroup creates a group of users of the organization and returns its id.
func (o *Suborganization) AddGroup(name string, userIDs ...string) (id string) {
	return o.server.addGroup(o.id, name, userIDs)
}

// AddRole creates a role of the organization and returns its id.
func (o *Suborganization) AddRole(name string, scopes []string, userIDs ...string) (id string) {
	return o.server.addRole(o.id, name, scopes, userIDs)
}

// Users returns the ids of the users of the organization by their names.
func (o *Suborganization) Users() map[string]string { return o.server.usersOf(o.id) }

// Groups returns the ids of the groups of the organization by their names.
func (o *Suborganization) Groups() map[string]string { return o.server.groupsOf(o.id) }

// ShareApplication shares an application with an organization that
// [Server.AddOrganization] made, so that it can get tokens for it.
func (s *Server) ShareApplication(applicationID, organizationID string) {
	if err := s.domains.clients.ShareApplication(s.engine.Perform, applicationID, organizationID); err != nil {
		panic(fmt.Sprintf("asgardeotest: %v", err))
	}
}

// DeactivateOrganization ends the use of an organization that
// [Server.AddOrganization] made: nobody can switch to it, and the tokens for it
// are refused. It panics when there is no such organization.
func (s *Server) DeactivateOrganization(id string) {
	s.change(func() {
		org := s.tenant.Organization(id)
		if org == nil || org.IsRoot() {
			panic(fmt.Sprintf("asgardeotest: no organization %q was added", id))
		}
		org.Deactivate()
	})
}
