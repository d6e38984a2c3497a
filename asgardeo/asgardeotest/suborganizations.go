package asgardeotest

import (
	"fmt"
)

// AddOrganization creates a sub-organization and returns its id. The
// sub-organization has no users, groups, roles or applications at first. The
// grant organization_switch issues tokens for it, which give access to the
// paths below [Server.URL] + "/o". The management application can get such
// tokens, and so can every application that is shared with the
// sub-organization. AddOrganization panics if the name is empty or already
// taken (case-insensitive).
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

// A Suborganization seeds and inspects a sub-organization of a [Server]. Its
// methods follow the rules of the methods of [Server] with the same names.
type Suborganization struct {
	server *Server
	id     string
}

// Suborganization returns the sub-organization with the id that
// [Server.AddOrganization] returned. The methods of the result panic if the id
// is unknown.
func (s *Server) Suborganization(id string) *Suborganization { return &Suborganization{s, id} }

// AddUser creates a user of the sub-organization and returns its id.
func (o *Suborganization) AddUser(name, password string) (id string) {
	return o.server.addUser(o.id, name, password)
}

// AddGroup creates a group of users of the sub-organization and returns its id.
func (o *Suborganization) AddGroup(name string, userIDs ...string) (id string) {
	return o.server.addGroup(o.id, name, userIDs)
}

// AddRole creates a role of the sub-organization and returns its id.
func (o *Suborganization) AddRole(name string, scopes []string, userIDs ...string) (id string) {
	return o.server.addRole(o.id, name, scopes, userIDs)
}

// Users returns a map from the names of the sub-organization's users to their
// ids.
func (o *Suborganization) Users() map[string]string { return o.server.usersOf(o.id) }

// Groups returns a map from the names of the sub-organization's groups to their
// ids.
func (o *Suborganization) Groups() map[string]string { return o.server.groupsOf(o.id) }

// ShareApplication shares an application with a sub-organization created by
// [Server.AddOrganization]. The application can then get tokens for the
// sub-organization.
func (s *Server) ShareApplication(applicationID, organizationID string) {
	if err := s.domains.clients.ShareApplication(s.engine.Perform, applicationID, organizationID); err != nil {
		panic(fmt.Sprintf("asgardeotest: %v", err))
	}
}

// DeactivateOrganization deactivates a sub-organization created by
// [Server.AddOrganization]. The server then issues no tokens for it and refuses
// existing ones. DeactivateOrganization panics if the id is unknown.
func (s *Server) DeactivateOrganization(id string) {
	s.change(func() {
		org := s.tenant.Organization(id)
		if org == nil || org.IsRoot() {
			panic(fmt.Sprintf("asgardeotest: no organization %q was added", id))
		}
		org.Deactivate()
	})
}
