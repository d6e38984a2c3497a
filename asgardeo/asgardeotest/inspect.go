package asgardeotest

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"path"
	"slices"
)

// AddUser creates a user and returns its id. With an empty password the user
// cannot sign in. Like all methods that add something it has the rules of the
// API, and panics when they are broken.
func (s *Server) AddUser(name, password string) (id string) { return s.addUser("", name, password) }

func (s *Server) addUser(at, name, password string) string {
	user := document{"userName": name}
	if password != "" {
		user["password"] = password
	}
	return s.add(at, "createUser", user)
}

// AddGroup creates a group of users and returns its id.
func (s *Server) AddGroup(name string, userIDs ...string) (id string) {
	return s.addGroup("", name, userIDs)
}

func (s *Server) addGroup(at, name string, userIDs []string) string {
	return s.add(at, "createGroup", document{"displayName": name, "members": valuesOf(userIDs)})
}

// AddRole creates a role of the organization, which gives users the scopes of
// API resources that exist, and returns its id.
func (s *Server) AddRole(name string, scopes []string, userIDs ...string) (id string) {
	return s.addRole("", name, scopes, userIDs)
}

func (s *Server) addRole(at, name string, scopes, userIDs []string) string {
	return s.add(at, "createRoleV2", document{
		"displayName": name, "permissions": valuesOf(scopes), "users": valuesOf(userIDs),
	})
}

// valuesOf is a list of references as SCIM has it.
func valuesOf(values []string) []document {
	references := []document{}
	for _, value := range values {
		references = append(references, document{"value": value})
	}
	return references
}

// AddAPIResource creates an API resource with these scopes, named like its
// identifier, and returns its id.
func (s *Server) AddAPIResource(identifier string, scopes ...string) (id string) {
	creations := []document{}
	for _, scope := range scopes {
		creations = append(creations, document{"name": scope})
	}
	return s.add("", "addAPIResource", document{"name": identifier, "identifier": identifier, "scopes": creations})
}

// AddApplication creates an application, authorizes it for scopes of API
// resources that exist, and returns its id. It gets tokens with the grants
// client_credentials, organization_switch once it is shared and, for users who
// have the scopes by a role, password. The tokens are JWTs, so that a service can check them with the keys of the
// organization.
func (s *Server) AddApplication(name, clientID, clientSecret string, scopes ...string) (id string) {
	owners := s.scopeOwners(scopes)
	id = s.add("", "createApplication", document{
		"name": name,
		"inboundProtocolConfiguration": document{"oidc": document{
			"clientId": clientID, "clientSecret": clientSecret,
			"grantTypes":  []string{grantClientCredentials, grantPassword, grantOrganizationSwitch},
			"accessToken": document{"type": "JWT", "userAccessTokenExpiryInSeconds": 0, "applicationAccessTokenExpiryInSeconds": 0},
		}},
	})
	for _, owner := range slices.Sorted(maps.Keys(owners)) {
		s.perform("", "addAuthorizedAPI", map[string]string{"applicationId": id},
			document{"id": owner, "policyIdentifier": policyRBAC, "scopes": owners[owner]})
	}
	return id
}

// scopeOwners groups scopes by the ids of their API resources.
func (s *Server) scopeOwners(scopes []string) map[string][]string {
	s.org.mu.Lock()
	defer s.org.mu.Unlock()
	owners := map[string][]string{}
	for _, scope := range scopes {
		owner := s.org.scopeOwner(scope)
		if owner == nil {
			panic(fmt.Sprintf("asgardeotest: no API resource has the scope %q", scope))
		}
		owners[owner.ID] = append(owners[owner.ID], scope)
	}
	return owners
}

// Users returns the ids of the users by their names. A name has its user store
// in front, as in DEFAULT/kim, unless that is the primary one.
func (s *Server) Users() map[string]string { return s.usersOf("") }

func (s *Server) usersOf(at string) map[string]string {
	return idsByName(s, at, func(o *organization) []*user { return slices.Collect(o.Users.All()) },
		func(u *user) (string, string) { return u.name(), u.ID })
}

// Groups returns the ids of the groups by their names, which have their user
// store in front like those of users.
func (s *Server) Groups() map[string]string { return s.groupsOf("") }

func (s *Server) groupsOf(at string) map[string]string {
	return idsByName(s, at, func(o *organization) []*group { return slices.Collect(o.Groups.All()) },
		func(g *group) (string, string) { return g.Name, g.ID })
}

// Applications returns the ids of the applications by their names.
func (s *Server) Applications() map[string]string {
	return idsByName(s, "", func(o *organization) []*application { return o.Applications },
		func(a *application) (string, string) { return a.Settings.Name, a.ID })
}

// APIResources returns the ids of the API resources by their identifiers. It
// leaves out those of the system.
func (s *Server) APIResources() map[string]string {
	return idsByName(s, "", func(o *organization) []*apiResource {
		return slices.DeleteFunc(slices.Clone(o.Resources), func(r *apiResource) bool { return !r.modifiable() })
	}, func(r *apiResource) (string, string) { return r.Identifier, r.ID })
}

func idsByName[T any](s *Server, id string, items func(*organization) []T, entry func(T) (name, id string)) map[string]string {
	s.org.mu.Lock()
	defer s.org.mu.Unlock()
	ids := map[string]string{}
	for _, item := range items(s.seeded(id)) {
		name, id := entry(item)
		ids[name] = id
	}
	return ids
}

// seeded returns the organization with an id, or that of the server for an
// empty one. The caller holds the lock.
func (s *Server) seeded(id string) *organization {
	if id == "" {
		return s.org
	}
	org := s.org.organization(id)
	if org == nil {
		panic(fmt.Sprintf("asgardeotest: no organization %q was added", id))
	}
	return org
}

// add performs an operation that creates something, and returns its id.
func (s *Server) add(at, operation string, body document) string {
	return path.Base(s.perform(at, operation, nil, body).header.Get("Location"))
}

// perform calls the handler of an operation with every scope there is, in the
// organization with an id or, if that is empty, in that of the server.
func (s *Server) perform(at, operation string, vars map[string]string, body document) reply {
	encoded, err := json.Marshal(body)
	if err != nil {
		panic(fmt.Sprintf("asgardeotest: %s: %v", operation, err))
	}
	op := s.router.named(operation)
	req, err := http.NewRequest(op.method, s.URL, nil)
	if err != nil {
		panic(fmt.Sprintf("asgardeotest: %s: %v", operation, err))
	}
	c := &call{
		server: s, req: req, target: target{tenantKnown: true, below: at != ""}, family: op.family, op: op, vars: vars, body: encoded,
		token: &accessGrant{grant: grant{ClientID: s.ClientID, Scopes: implementedScopes(operations())}},
	}
	out := s.carryOut(c, func() (reply, error) {
		c.org = s.seeded(at)
		return op.handler(c)
	})
	if out.status >= http.StatusMultipleChoices {
		panic(fmt.Sprintf("asgardeotest: %s: %d %s", operation, out.status, out.body))
	}
	return out
}
