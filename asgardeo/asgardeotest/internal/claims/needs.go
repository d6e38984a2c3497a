package claims

import (
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/model"
)

// Resources knows the API resources of organizations.
type Resources interface {
	// ScopeOwner returns the API resource that has a scope, or nil.
	ScopeOwner(o *engine.Organization, scope string) *model.Resource
}

// Needs is what the domain takes from others.
type Needs struct{ Resources }
