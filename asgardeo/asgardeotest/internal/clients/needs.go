package clients

import (
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/model"
)

// Resources are the API resources that applications can be authorized for.
type Resources interface {
	// Resource returns the API resource with an id, or nil if the organization
	// cannot use one.
	Resource(o *engine.Organization, id string) *model.Resource
	// ScopeOwner returns the API resource that has a scope, or nil if the
	// organization cannot use one.
	ScopeOwner(o *engine.Organization, scope string) *model.Resource
}

// Directory has the users, groups and roles of organizations.
type Directory interface {
	// RolesOf returns the roles of an application, or those of the
	// organization for an empty id, in order of creation.
	RolesOf(o *engine.Organization, applicationID string) []model.Role
	// DropRoles deletes the roles of an application.
	DropRoles(o *engine.Organization, applicationID string)
	// HasUser reports whether there is a user with an id.
	HasUser(o *engine.Organization, id string) bool
	// Groups returns the groups of a user store, or of all of them for an
	// empty name.
	Groups(o *engine.Organization, userStore string) []model.Group
}

// Tokens are the access and refresh tokens.
type Tokens interface {
	// DropClient revokes the tokens of a client.
	DropClient(clientID string)
	// Issuer returns the issuer of tokens.
	Issuer() string
	// ManagementClientID returns the client id of the management application.
	ManagementClientID() string
}

// Needs are the parts of other domains that this domain uses.
type Needs struct {
	Resources
	Directory
	Tokens
}
