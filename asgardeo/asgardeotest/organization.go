package asgardeotest

import (
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/store"
)

// A tenant is an organization with those below it: all that a server serves.
// The handlers run with mu held, so nothing else in it needs a lock.
type tenant struct {
	mu sync.Mutex
	// changes counts the requests that may have changed the state.
	changes int

	*source

	url  string // the base URL of the root
	scim SCIMSettings

	manager *oauthClient
	// untilSweep is how many more tokens are issued before those that have
	// expired are forgotten.
	untilSweep int

	*snapshot

	// unique says, for each organization, who has the values that must be
	// unique. It is made when it is first asked.
	unique map[*state]map[uniqueValue]string
}

// A snapshot is what a tenant has beyond a process: everything that can be
// written as JSON and read back. Its types have exported fields for that
// reason, and refer to one another by id.
type snapshot struct {
	// ClientID and ClientSecret are those of the management application.
	ClientID, ClientSecret string

	Root          *state
	Organizations []*state // those below, in order of creation

	Tokens    map[string]*accessGrant  // by value
	Refreshes map[string]*refreshGrant // by value
	// Reusable are the live opaque tokens by whose they are and their scopes:
	// the same request gets the same token as long as it lives.
	Reusable map[string]string

	SigningKeys []jose.JSONWebKey // the last one signs
	// ClientKeys verify the assertions of clients, by client id.
	ClientKeys map[string]jose.JSONWebKeySet
	// Assertions are the ids of assertions that were used, with their ends.
	Assertions map[string]time.Time
}

// A state is what an organization has of its own.
type state struct {
	Name        string
	ID          string
	Deactivated bool

	Resources    []*apiResource // in order of creation; those of the root serve all
	LastRowKey   int
	Applications []*application // in order of creation
	Resident     provisioningConfig
	Templates    []*template
	LoginFlows   []*loginFlow

	Users      store.Registry[*user]
	SuperAdmin string // the id of a user, or empty
	Groups     store.Registry[*group]
	Members    store.Relation // of groups, the users
	Roles      store.Registry[*role]
	RoleUsers  store.Relation
	RoleGroups store.Relation

	// The roles of the first version of the service are apart from the others.
	LegacyRoles      store.Registry[*legacyRole]
	LegacyRoleUsers  store.Relation
	LegacyRoleGroups store.Relation
}

// An organization is one organization of a tenant.
type organization struct {
	*tenant
	*state
}

func newTenant(base string, cfg *config) *tenant {
	t := tenantWith(base, cfg, &snapshot{Root: &state{Name: cfg.organization, ID: cfg.newUUID()}})
	t.root().seedManagementAPIs()
	t.root().seedSuperAdmin()
	return t
}

// restoreTenant returns the tenant that a state file has.
func restoreTenant(base string, cfg *config) (*tenant, error) {
	t := tenantWith(base, cfg, cfg.saved)
	for _, org := range t.all() {
		if err := org.check(); err != nil {
			return nil, err
		}
	}
	return t, nil
}

func tenantWith(base string, cfg *config, saved *snapshot) *tenant {
	saved.ClientID, saved.ClientSecret = cfg.clientID, cfg.clientSecret
	setMap(&saved.Tokens)
	setMap(&saved.Refreshes)
	setMap(&saved.Reusable)
	setMap(&saved.ClientKeys)
	setMap(&saved.Assertions)
	return &tenant{
		source: &cfg.source, url: base, scim: cfg.scim, manager: newManager(cfg), snapshot: saved,
		unique: map[*state]map[uniqueValue]string{},
	}
}

// setMap makes a missing map an empty one.
func setMap[K comparable, V any](m *map[K]V) {
	if *m == nil {
		*m = map[K]V{}
	}
}

// check makes sure that what a state refers to is there.
func (o *organization) check() error {
	for _, app := range o.Applications {
		if app.OIDC != nil && len(app.Secrets) == 0 {
			return fmt.Errorf("application %s has a client without a secret", app.ID)
		}
		for _, auth := range app.Authorizations {
			if o.resource(auth.ResourceID) == nil {
				return fmt.Errorf("application %s is authorized for the API resource %s, which is not there", app.ID, auth.ResourceID)
			}
		}
	}
	for r := range o.Roles.All() {
		if r.AppID != "" && o.application(r.AppID) == nil {
			return fmt.Errorf("role %s belongs to the application %s, which is not there", r.ID, r.AppID)
		}
	}
	for _, relation := range []struct {
		relation         *store.Relation
		holders, members *store.IDSet
	}{
		{&o.Members, o.Groups.IDs(), o.Users.IDs()},
		{&o.RoleUsers, o.Roles.IDs(), o.Users.IDs()},
		{&o.RoleGroups, o.Roles.IDs(), o.Groups.IDs()},
		{&o.LegacyRoleUsers, o.LegacyRoles.IDs(), o.Users.IDs()},
		{&o.LegacyRoleGroups, o.LegacyRoles.IDs(), o.Groups.IDs()},
	} {
		if err := relation.relation.Check(relation.holders, relation.members); err != nil {
			return err
		}
	}
	return nil
}

// root is the organization the server is named after.
func (t *tenant) root() *organization { return &organization{t, t.Root} }

// all returns every organization, the root first.
func (t *tenant) all() []*organization {
	all := []*organization{t.root()}
	for _, s := range t.Organizations {
		all = append(all, &organization{t, s})
	}
	return all
}

// organization returns the organization with an id, or nil.
func (t *tenant) organization(id string) *organization {
	if id == t.Root.ID {
		return t.root()
	}
	if s := find(t.Organizations, func(s *state) bool { return s.ID == id }); s != nil {
		return &organization{t, s}
	}
	return nil
}

func (o *organization) isRoot() bool { return o.state == o.Root }

// baseURL is what the URLs of the management APIs begin with: tokens tell one
// organization below the root from another, paths do not.
func (o *organization) baseURL() string {
	if o.isRoot() {
		return o.url
	}
	return o.url + "/o"
}

// serverPath is the path of a server API below the host, as relative links
// have it.
func (o *organization) serverPath() string {
	path := "/t/" + o.root().Name
	if !o.isRoot() {
		path += "/o"
	}
	return path + "/api/server/v1"
}

// serverURL is the absolute form of serverPath.
func (o *organization) serverURL() string { return o.baseURL() + "/api/server/v1" }

func (o *organization) scimURL() string { return o.baseURL() + "/scim2" }

// visibleResources are the API resources of the root, less those an
// organization below it cannot use.
func (o *organization) visibleResources() []*apiResource {
	if o.isRoot() {
		return o.Resources
	}
	return slices.DeleteFunc(slices.Clone(o.root().Resources), func(r *apiResource) bool { return r.Kind == typeTenant })
}

// find returns the first item that matches, or the zero value.
func find[T any](items []T, match func(T) bool) T {
	if i := slices.IndexFunc(items, match); i >= 0 {
		return items[i]
	}
	var none T
	return none
}
