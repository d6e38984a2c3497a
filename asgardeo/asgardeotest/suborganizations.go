package asgardeotest

import (
	"fmt"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
)

// A SubOrganization is an organization below that of a [Server]. Its methods
// seed, inspect and change it. They follow the rules of the methods of [Server]
// with the same names.
type SubOrganization struct {
	// ID is the id, as the grant organization_switch and
	// [asgardeo.Client.SubOrganization] accept it.
	ID string

	// Name is the name.
	Name string

	server *Server
}

// AddSubOrganization creates a sub-organization. It has no users, groups, roles
// or applications at first. The grant organization_switch issues tokens for it,
// which give access to the paths below [Server.URL] + "/o". The management
// application can get such tokens, and so can every application that is shared
// with the sub-organization. AddSubOrganization panics if the name is empty or
// already taken (case-insensitive).
func (s *Server) AddSubOrganization(name string) *SubOrganization {
	sub := &SubOrganization{Name: name, server: s}
	s.change(func() {
		added, err := s.tenant.AddOrganization(name)
		if err != nil {
			panic(fmt.Sprintf("asgardeotest: %v", err))
		}
		s.domains.clients.OrganizationAdded(added)
		sub.ID = added.ID
	})
	return sub
}

// SubOrganization returns the sub-organization with this name
// (case-insensitive), which may also come from a state file. It panics if it does
// not exist.
func (s *Server) SubOrganization(name string) *SubOrganization {
	org := inspect(s, "", func(*engine.Organization) *engine.Organization { return s.tenant.Named(name) })
	if org == nil || org.IsRoot() {
		panic(fmt.Sprintf("asgardeotest: no sub-organization is named %q", name))
	}
	return &SubOrganization{ID: org.ID, Name: org.Name, server: s}
}

// SubOrganizations returns a map from the names of the sub-organizations to
// their ids.
func (s *Server) SubOrganizations() map[string]string {
	return inspect(s, "", func(*engine.Organization) map[string]string {
		ids := map[string]string{}
		for org := range s.tenant.Below() {
			ids[org.Name] = org.ID
		}
		return ids
	})
}

// AddUser creates a user of the sub-organization and returns its id.
func (o *SubOrganization) AddUser(name, password string) (id string) {
	return o.server.addUser(o.ID, name, password)
}

// AddGroup creates a group of users of the sub-organization and returns its id.
func (o *SubOrganization) AddGroup(name string, userIDs ...string) (id string) {
	return o.server.addGroup(o.ID, name, userIDs)
}

// AddRole creates a role of the sub-organization and returns its id.
func (o *SubOrganization) AddRole(name string, scopes []string, userIDs ...string) (id string) {
	return o.server.addRole(o.ID, name, scopes, userIDs)
}

// Users returns a map from the names of the sub-organization's users to their
// ids.
func (o *SubOrganization) Users() map[string]string { return o.server.usersOf(o.ID) }

// Groups returns a map from the names of the sub-organization's groups to their
// ids.
func (o *SubOrganization) Groups() map[string]string { return o.server.groupsOf(o.ID) }

// ShareApplication shares an application of the root with the sub-organization.
// The application can then get tokens for it.
func (o *SubOrganization) ShareApplication(applicationID string) {
	if err := o.server.domains.clients.ShareApplication(o.server.engine.Perform, applicationID, o.ID); err != nil {
		panic(fmt.Sprintf("asgardeotest: %v", err))
	}
}

// Deactivate deactivates the sub-organization. The server then issues no tokens
// for it and refuses existing ones.
func (o *SubOrganization) Deactivate() {
	o.server.change(func() { o.server.tenant.Organization(o.ID).Deactivate() })
}
