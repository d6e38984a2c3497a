// Package clients has the applications of the stand-in: their settings, inbound
// protocols, secrets, authorizations and sharing.
package clients

import (
	"fmt"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
)

// Clients are the applications of a tenant.
type Clients struct {
	tenant *engine.Tenant
	states *engine.States[organizationState]
	needs  Needs
}

// New returns the applications in the database of the tenant. [Clients.Connect]
// must be called before any operation.
func New(t *engine.Tenant) *Clients {
	return &Clients{tenant: t, states: engine.NewStates(t.Section("clients", format), keep)}
}

// Connect sets the parts of other domains that this domain uses.
func (d *Clients) Connect(n Needs) { d.needs = n }

// Domain returns the operations, with their scopes and the check of the state.
func (d *Clients) Domain() engine.Domain {
	return engine.Domain{
		Operations:  d.operations(),
		Surfaces:    []engine.Surface{{Prefix: pathPrefix, Scopes: engine.CRUD("internal_application_mgt")}},
		ScopesBelow: scopesBelow,
		APIs:        []engine.ManagementAPI{{Name: "Application Management API", Identifier: pathPrefix, Scopes: managementScopes}},
		Check:       d.check,
	}
}

// An organization is one organization with its applications.
type organization struct {
	*engine.Organization
	*organizationState
	d *Clients
}

func (d *Clients) of(o *engine.Organization) *organization {
	return &organization{o, d.states.Of(o), d}
}

// root returns the root organization. Its applications can be shared with the
// others.
func (d *Clients) root() *organization { return d.of(d.tenant.Root()) }

// A call is a request with the organization it is for.
type call struct {
	*engine.Call
	org *organization
}

// A handler performs an operation.
type handler func(*call) (engine.Reply, error)

func (d *Clients) handler(h handler) engine.Handler {
	return func(c *engine.Call) (engine.Reply, error) { return h(&call{c, d.of(c.Org)}) }
}

// check returns an error if the applications of an organization refer to
// something that does not exist.
func (d *Clients) check(o *engine.Organization) error {
	org := d.of(o)
	for app := range org.Applications.All() {
		if app.OIDC != nil && len(app.Secrets) == 0 {
			return fmt.Errorf("application %s has a client without a secret", app.ID)
		}
		for _, auth := range app.Authorizations {
			if d.needs.Resource(o, auth.ResourceID) == nil {
				return fmt.Errorf("application %s is authorized for the API resource %s, which does not exist", app.ID, auth.ResourceID)
			}
		}
	}
	for sh := range org.Shares.All() {
		if org.application(sh.ApplicationID) == nil {
			return fmt.Errorf("share %s belongs to the application %s, which does not exist", sh.ID, sh.ApplicationID)
		}
		if d.tenant.Organization(sh.OrganizationID) == nil {
			return fmt.Errorf("share %s is for the organization %s, which does not exist", sh.ID, sh.OrganizationID)
		}
	}
	return nil
}
