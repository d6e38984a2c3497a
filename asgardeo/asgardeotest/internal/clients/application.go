package clients

import "net/http"

const (
	audienceOrganization = "ORGANIZATION"
	audienceApplication  = "APPLICATION"
)

// An application is an application of an organization. The sections of its
// settings are never nil.
type application struct {
	ID, Version    string
	Settings       applicationCreation // without the inbound protocols
	Enabled        bool
	Audience       string
	OwnerID        string // of a user, or empty
	Authorizations []authorization

	// The inbound protocols are nil when not configured.
	OIDC       *oidcConfig    // without the secret
	Secrets    []clientSecret // of the OIDC client, the newest first
	SAML       *samlService
	PassiveSTS *passiveInbound
	WSTrust    *trustInbound
	Custom     []customInbound

	Sharing sharing
}

// Key returns the id.
func (a *application) Key() string { return a.ID }

// Names returns the name, which is unique in an organization.
func (a *application) Names() []string { return []string{a.Settings.Name} }

func (o *organization) application(id string) *application { return o.Applications.Get(id) }

// change changes an application.
func (o *organization) change(app *application, do func()) { o.Applications.Change(app, do) }

// nameTaken reports whether another application, or a fragment, has a name.
func (o *organization) nameTaken(name string, except *application) bool {
	named := o.Applications.Named(name)
	return named != nil && named != except || o.fragmentNamed(name) != nil
}

// addressedApplication returns the application in the path, or the fragment,
// which can only be read.
func (c *call) addressedApplication() (*application, error) {
	id := c.Vars["applicationId"]
	if app := c.org.application(id); app != nil {
		return app, nil
	}
	fragment := c.org.fragment(id)
	switch {
	case fragment == nil:
		return nil, unknownApplication()
	case c.Request.Method != http.MethodGet:
		return nil, forbiddenFragment()
	}
	return fragment, nil
}
