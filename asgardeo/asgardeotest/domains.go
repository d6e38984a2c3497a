package asgardeotest

import (
	"slices"
	"sync"
	"time"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/claims"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/clients"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/directory"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/oauth"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/resources"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/serverapi"
)

// domains are the parts of a server. They do not import one another: a domain
// declares interfaces for what it needs from the others, and connect supplies
// them.
type domains struct {
	oauth     *oauth.OAuth
	resources *resources.Resources
	clients   *clients.Clients
	directory *directory.Directory
	claims    *claims.Claims
}

func newDomains(t *engine.Tenant, cfg *config) *domains {
	d := &domains{
		oauth:     oauth.New(t, cfg.oauth()),
		resources: resources.New(t),
		clients:   clients.New(t),
		directory: directory.New(t, directory.Settings(cfg.scim), cfg.attributes),
		claims:    claims.New(t),
	}
	d.connect()
	return d
}

func (d *domains) connect() {
	d.oauth.Connect(oauth.Needs{Applications: d.clients, Directory: d.directory, Resources: d.resources, Claims: d.claims})
	d.resources.Connect(resources.Needs{Authorizations: d.clients, Permissions: d.directory, Claims: d.claims})
	d.clients.Connect(clients.Needs{Resources: d.resources, Directory: d.directory, Tokens: d.oauth})
	d.directory.Connect(directory.Needs{Applications: d.clients, Resources: d.resources})
	d.claims.Connect(claims.Needs{Resources: d.resources})
}

// list returns the domains in the order in which their APIs are registered.
func (d *domains) list() []engine.Domain {
	return []engine.Domain{d.resources.Domain(), d.clients.Domain(), d.directory.Domain(), d.claims.Domain(), d.oauth.Domain()}
}

// families returns the families of the endpoints. The OAuth family has every path
// that belongs to no other family.
func (d *domains) families() []*engine.Family {
	return []*engine.Family{serverapi.Family(), directory.Family(), oauth.Family()}
}

// seed creates the initial state of a new tenant. To a restored one it adds the
// parts that older versions of this program did not have.
func (d *domains) seed(fresh bool) {
	d.resources.Register(engine.ManagementAPIs(d.list()))
	if fresh {
		d.directory.Seed()
	}
	d.claims.Seed()
}

// check reports an error if a restored state is inconsistent.
func (d *domains) check(t *engine.Tenant) error {
	for org := range t.All() {
		for _, domain := range d.list() {
			if domain.Check == nil {
				continue
			}
			if err := domain.Check(org); err != nil {
				return err
			}
		}
	}
	return nil
}

// table returns the domains of a server that serves no requests, for the
// descriptions of the operations.
var table = sync.OnceValue(func() []engine.Domain {
	t, err := engine.OpenTenant("", defaultOrganization, &engine.Source{Clock: time.Now})
	if err != nil {
		panic(err) // cannot happen without a file
	}
	return newDomains(t, new(config)).list()
})

// Operations returns the sorted names of all operations. They are the values of
// Operation in a [Fault] and a [Request], besides the empty string.
func Operations() []string { return slices.Clone(operationNames()) }

var operationNames = sync.OnceValue(func() []string { return engine.Operations(table()) })

// grantableScopes returns the scopes that the implemented operations require.
var grantableScopes = sync.OnceValue(func() []string { return engine.Scopes(table()) })
