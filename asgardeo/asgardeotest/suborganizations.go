package asgardeotest

import (
	"fmt"
	"slices"
	"strings"
)

// AddOrganization creates an organization below the one the server is named
// after and returns its id. It starts empty: without users, groups, roles or
// applications of its own. Tokens for it come from the grant
// organization_switch, and open the paths below [Server.URL] + "/o". The
// management application, and every application that is shared with the
// organization, can get them. It panics when the name is empty, or that of an
// organization there is, in letters of any case.
func (s *Server) AddOrganization(name string) (id string) {
	added := &state{Name: name, ID: s.org.newUUID()}
	s.change(func() {
		if strings.TrimSpace(name) == "" {
			panic("asgardeotest: an organization needs a name")
		}
		if slices.ContainsFunc(s.org.all(), func(o *organization) bool { return strings.EqualFold(o.Name, name) }) {
			panic(fmt.Sprintf("asgardeotest: there is an organization %q", name))
		}
		s.org.Organizations = append(s.org.Organizations, added)
		s.org.root().shareNewcomer(added.ID)
	})
	return added.ID
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
	s.perform("", "shareOrgApplication", map[string]string{"applicationId": applicationID},
		document{"shareWithAllChildren": false, "sharedOrganizations": []string{organizationID}})
}

// DeactivateOrganization ends the use of an organization that
// [Server.AddOrganization] made: nobody can switch to it, and the tokens for it
// are refused. It panics when there is no such organization.
func (s *Server) DeactivateOrganization(id string) {
	s.change(func() {
		org := s.org.organization(id)
		if org == nil || org.isRoot() {
			panic(fmt.Sprintf("asgardeotest: no organization %q was added", id))
		}
		org.Deactivated = true
	})
}

// change changes the state from outside a request. It panics when the state
// file cannot be written.
func (s *Server) change(do func()) {
	if err := s.file.Save(s.changed(do), s.org.view); err != nil {
		panic(fmt.Sprintf("asgardeotest: %v", err))
	}
}

// changed makes a change and returns its number.
func (s *Server) changed(do func()) int {
	s.org.mu.Lock()
	defer s.org.mu.Unlock()
	do()
	s.org.changes++
	return s.org.changes
}
