package asgardeotest

import (
	"fmt"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/directory"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/resources"
)

// AddUser creates a user and returns its id. A user with an empty password
// cannot sign in. Like all Add methods, it follows the rules of the API and
// panics if the arguments violate them.
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

// AddRole creates a role with the audience organization and returns its id. The
// role grants its users the scopes, which must belong to existing API
// resources.
func (s *Server) AddRole(name string, scopes []string, userIDs ...string) (id string) {
	return s.addRole("", name, scopes, userIDs)
}

func (s *Server) addRole(at, name string, scopes, userIDs []string) string {
	return added(directory.AddRole(s.engine.Perform, at, name, scopes, userIDs))
}

// AddAPIResource creates an API resource with these scopes and returns its id.
// The name of the resource is its identifier.
func (s *Server) AddAPIResource(identifier string, scopes ...string) (id string) {
	return added(resources.Add(s.engine.Perform, identifier, scopes))
}

// AddApplication creates an application, authorizes it for scopes of existing API resources, and
// returns its id. The application can use the grants client_credentials and password, and
// organization_switch once it is shared. With the grant password, a user gets the scopes of the
// user's roles. The tokens are JWTs, so that a service can verify them with the keys of the
// organization.
func (s *Server) AddApplication(name, clientID, clientSecret string, scopes ...string) (id string) {
	return added(s.domains.clients.AddApplication(s.engine.Perform, name, clientID, clientSecret, scopes...))
}

// added returns the id, and panics if there is an error.
func added(id string, err error) string {
	if err != nil {
		panic(fmt.Sprintf("asgardeotest: %v", err))
	}
	return id
}

// Users returns a map from the names of the users to their ids. A name begins
// with its user store, as in DEFAULT/kim, unless the store is the primary one.
func (s *Server) Users() map[string]string { return s.usersOf("") }

func (s *Server) usersOf(at string) map[string]string {
	return inspect(s, at, s.domains.directory.UserIDs)
}

// Groups returns a map from the names of the groups to their ids. The names
// begin with their user store, as those of users do.
func (s *Server) Groups() map[string]string { return s.groupsOf("") }

func (s *Server) groupsOf(at string) map[string]string {
	return inspect(s, at, s.domains.directory.GroupIDs)
}

// Applications returns a map from the names of the applications to their ids.
func (s *Server) Applications() map[string]string {
	return inspect(s, "", func(*engine.Organization) map[string]string { return s.domains.clients.IDs() })
}

// APIResources returns a map from the identifiers of the API resources to their
// ids. It does not contain the API resources of the system.
func (s *Server) APIResources() map[string]string {
	return inspect(s, "", func(*engine.Organization) map[string]string { return s.domains.resources.IDs() })
}

// inspect reads the state of the organization with the id, or of the root if
// the id is empty. It panics if the organization does not exist.
func inspect[T any](s *Server, at string, read func(*engine.Organization) T) T {
	s.tenant.Lock()
	defer s.tenant.Unlock()
	org, err := s.tenant.Find(at)
	if err != nil {
		panic(fmt.Sprintf("asgardeotest: %v", err))
	}
	return read(org)
}
