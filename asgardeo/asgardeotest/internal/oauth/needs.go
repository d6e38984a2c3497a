package oauth

import (
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/model"
)

// Applications has the applications of the root organization.
type Applications interface {
	// Client returns the client with an id, or nil.
	Client(clientID string) *model.Client
	// AuthorizedScopes returns the scopes an application is authorized for, by
	// policy.
	AuthorizedScopes(applicationID string) map[string][]string
	// SharedWith reports whether an application is shared with an organization.
	SharedWith(applicationID, organizationID string) bool
}

// Directory has the users and roles of organizations.
type Directory interface {
	// User returns the user with an id, or nil.
	User(o *engine.Organization, id string) *model.User
	// UserSigningIn returns the user who signs in with a name, or nil.
	UserSigningIn(o *engine.Organization, name string) *model.User
	// HasPassword reports whether a user signs in with a password.
	HasPassword(o *engine.Organization, userID, password string) bool
	// RolesOfUser returns the roles of a user, including those of its groups.
	RolesOfUser(o *engine.Organization, userID string) []model.Role
}

// Resources has the API resources of organizations.
type Resources interface {
	// ScopeOwner returns the API resource that has a scope, or nil.
	ScopeOwner(o *engine.Organization, scope string) *model.Resource
	// SystemScopes returns the scopes of the management APIs.
	SystemScopes() []string
}

// Claims has the OpenID Connect scopes.
type Claims interface {
	// IsOIDCScope reports whether an OpenID Connect scope has the name.
	IsOIDCScope(name string) bool
	// OIDCScopes returns the names of the OpenID Connect scopes.
	OIDCScopes() []string
}

// Needs are the parts of other domains that this domain uses.
type Needs struct {
	Applications
	Directory
	Resources
	Claims
}
