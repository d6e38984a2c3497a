package asgardeotest

import (
	"fmt"
	"slices"
	"sync"
)

// An organization is an organization with its tokens. The handlers run with mu
// held, so nothing else in it needs a lock.
type organization struct {
	mu sync.Mutex
	// changes counts the requests that may have changed the state.
	changes int

	*source

	url string // the base URL

	state

	manager *oauthClient
	tokens  map[string]*accessGrant
	// reusable are the live opaque tokens by client and scopes: the same
	// request gets the same token as long as it lives.
	reusable map[string]string
	// untilSweep is how many more tokens are issued before those that have
	// expired are forgotten.
	untilSweep int
}

// A state is what an organization has beyond a process: everything that can be
// written as JSON and read back. Its types have exported fields for that
// reason, and refer to one another by id.
type state struct {
	Name string
	ID   string

	// ClientID and ClientSecret are those of the management application.
	ClientID, ClientSecret string

	Resources    []*apiResource // in order of creation
	LastRowKey   int
	Applications []*application // in order of creation
	Resident     provisioningConfig
	Templates    []*template
	LoginFlows   []*loginFlow
	Users        []*user // in order of creation
	Roles        []*role // in order of creation
}

func newOrganization(base string, cfg *config) *organization {
	org := emptyOrganization(base, cfg)
	org.state = state{Name: cfg.organization, ID: cfg.newUUID(), ClientID: cfg.clientID, ClientSecret: cfg.clientSecret}
	org.seedManagementAPIs()
	return org
}

// restoreOrganization returns the organization that a file has the state of.
func restoreOrganization(base string, cfg *config, saved *state) (*organization, error) {
	org := emptyOrganization(base, cfg)
	org.state = *saved
	org.ClientID, org.ClientSecret = cfg.clientID, cfg.clientSecret
	return org, org.check()
}

// check makes sure that what a state refers to is there.
func (o *organization) check() error {
	for _, app := range o.Applications {
		for _, auth := range app.Authorizations {
			if o.resource(auth.ResourceID) == nil {
				return fmt.Errorf("application %s is authorized for the API resource %s, which is not there", app.ID, auth.ResourceID)
			}
		}
	}
	for _, r := range o.Roles {
		if r.AppID != "" && o.application(r.AppID) == nil {
			return fmt.Errorf("role %s belongs to the application %s, which is not there", r.ID, r.AppID)
		}
	}
	return nil
}

func emptyOrganization(base string, cfg *config) *organization {
	return &organization{
		source: &cfg.source,
		url:    base,
		manager: &oauthClient{
			id:      cfg.clientID,
			secrets: []string{cfg.clientSecret},
			grants:  []string{grantClientCredentials},
			granted: func() []string { return cfg.grantable },
		},
		tokens:   map[string]*accessGrant{},
		reusable: map[string]string{},
	}
}

// serverPath is the path of a server API below the host, as relative links
// have it.
func (o *organization) serverPath() string { return "/t/" + o.Name + "/api/server/v1" }

// serverURL is the absolute form of serverPath.
func (o *organization) serverURL() string { return o.url + "/api/server/v1" }

func (o *organization) scimURL() string { return o.url + "/scim2" }

// findClient returns the client with an id, or nil.
func (o *organization) findClient(id string) *oauthClient {
	if o.manager.id == id {
		return o.manager
	}
	for _, app := range o.Applications {
		if app.OIDC != nil && app.OIDC.ClientID == id {
			return o.clientOf(app)
		}
	}
	return nil
}

// find returns the first item that matches, or the zero value.
func find[T any](items []T, match func(T) bool) T {
	if i := slices.IndexFunc(items, match); i >= 0 {
		return items[i]
	}
	var none T
	return none
}
