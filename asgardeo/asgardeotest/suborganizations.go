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
	if err := s.file.save(s.org, s.changed(do)); err != nil {
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
