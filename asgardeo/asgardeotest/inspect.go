package asgardeotest

import (
	"fmt"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/directory"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/resources"
)

// AddUser creates a user and returns its id. With an empty password the user
// cannot sign in. Like all methods that add something it has the rules of the
// API, and panics when they are broken.
func (s *Server) AddUser(name, password string) (id string) { return s.addUser("", name, password) }

func (s *Server) addUser(at, name, password string) string {
	return added(directory.AddUser(s.engine.Perform, at, name, password))
}

// AddGroup creates a group of users and returns its id.
func (s *Server) AddGroup(name string, userIDs ...string) (id string) {
	return s.addGroup("", name, userIDs)
}

func (s *Server) addGroup(at, name string, userIDs []string) string {
	return added(directory.AddGroup(s.engine.Perform, at, name, userIDs))
}

// AddRole creates a role of the organization, which gives users the scopes of
// API resources that exist, and returns its id.
func (s *Server) AddRole(name string, scopes []string, userIDs ...string) (id string) {
	return s.addRole("", name, scopes, userIDs)
}

func (s *Server) addRole(at, name string, scopes, userIDs []string) string {
	return added(directory.AddRole(s.engine.Perform, at, name, scopes, userIDs))
}

// AddAPIResource creates an API resource with these scopes, named like its
// identifier, and returns its id.
func (s *Server) AddAPIResource(identifier string, scopes ...string) (id string) {
	return added(resources.Add(s.engine.Perform, identifier, scopes))
}

// AddApplication creates an application, authorizes it for scopes of API
// resources that exist, and returns its id. It gets tokens with the grants
// client_credentials, organization_switch once it is shared and, for users who
// have the scopes by a role, password. The tokens are JWTs, so that a service can check them with the keys of the
// organization.
func (s *Server) AddApplication(name, clientID, clientSecret string, scopes ...string) (id string) {
	return added(s.domains.clients.AddApplication(s.engine.Perform, name, clientID, clientSecret, scopes...))
}

// added returns the id of what was added.
func added(id string, err error) string {
	if err != nil {
		panic(fmt.Sprintf("asgardeotest: %v", err))
	}
	return id
}

// Users returns the ids of the users by their names. A name has its user store
// in front, as in DEFAULT/kim, unless that is the primary one.
func (s *Server) Users() map[string]string { return s.usersOf("") }

func (s *Server) usersOf(at string) map[string]string {
	return inspect(s, at, s.domains.directory.UserIDs)
}

// Groups returns the ids of the groups by their names, which have their user
// store in front like those of users.
func (s *Server) Groups() map[string]string { return s.groupsOf("") }

func (s *Server) groupsOf(at string) map[string]string {
	return inspect(s, at, s.domains.directory.GroupIDs)
}

// Applications returns the ids of the applications by their names.
func (s *Server) Applications() map[string]string {
	return inspect(s, "", func(*engine.Organization) map[string]string { return s.domains.clients.IDs() })
}

// APIResources returns the ids of the API resources by their identifiers. It
// leaves out those of the system.
func (s *Server) APIResources() map[string]string {
	return inspect(s, "", func(*engine.Organization) map[string]string { return s.domains.resources.IDs() })
}

// inspect reads the state of the organization with an id, or of the root for an
// empty one. It panics when there is none.
func inspect[T any](s *Server, at string, read func(*engine.Organization) T) T {
	s.tenant.Lock()
	defer s.tenant.Unlock()
	org, err := s.tenant.Find(at)
	if err != nil {
		panic(fmt.Sprintf("asgardeotest: %v", err))
	}
	return read(org)
}
