package claims

import (
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/model"
)

// Resources has the API resources of organizations.
type Resources interface {
	// ScopeOwner returns the API resource that has a scope, or nil.
	ScopeOwner(o *engine.Organization, scope string) *model.Resource
}

// Needs are the parts of other domains that this domain uses.
type Needs struct{ Resources }
