package directory

import (
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/model"
)

// Applications has the applications that roles can belong to.
type Applications interface {
	// Application returns an application of an organization, or one that is
	// shared with it, or nil.
	Application(o *engine.Organization, id string) *model.Application
	// ScopesGrantedTo returns the scopes that an application of an organization
	// is authorized for.
	ScopesGrantedTo(o *engine.Organization, applicationID string) []string
}

// Resources has the scopes that roles can have as permissions.
type Resources interface {
	// ScopeOwner returns the API resource that has a scope and is visible in an
	// organization, or nil.
	ScopeOwner(o *engine.Organization, scope string) *model.Resource
}

// Needs are the parts of other domains that a directory uses.
type Needs struct {
	Applications
	Resources
}
