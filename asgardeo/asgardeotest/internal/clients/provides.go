package clients

import (
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/model"
)

// Client returns the application of the root with a client id, as the token
// endpoint sees it, or nil. Its secrets are those that have not expired. The caller
// must not change it.
func (d *Clients) Client(clientID string) *model.Client {
	found := d.root().byClientID.With(clientID)
	if len(found) == 0 {
		return nil
	}
	app := found[0]
	cfg := app.OIDC
	client := &model.Client{
		ID:            cfg.ClientID,
		ApplicationID: app.ID,
		Disabled:      cfg.State == stateRevoked || !app.Enabled,
		Public:        cfg.public(),
		OwnRoles:      app.Audience == audienceApplication,
		Secrets:       app.liveSecrets(d.tenant.Now()),
		GrantTypes:    cfg.GrantTypes,

		AccessTokenType:          cfg.AccessToken.Type,
		ScopeAsArray:             isTrue(cfg.AccessToken.EnableJwtScopeAsArray),
		Audience:                 cfg.IDToken.Audience,
		ApplicationTokenLifetime: cfg.AccessToken.ApplicationAccessTokenExpiryInSeconds,
		UserTokenLifetime:        cfg.AccessToken.UserAccessTokenExpiryInSeconds,
		RefreshTokenLifetime:     cfg.RefreshToken.ExpiryInSeconds,
		IDTokenLifetime:          cfg.IDToken.ExpiryInSeconds,
		KeepRefreshToken:         cfg.RefreshToken.RenewRefreshToken != nil && !*cfg.RefreshToken.RenewRefreshToken,
		IDTokenAlgorithm:         cfg.IDToken.SignedAlgorithm,

		AuthMethod:         cfg.ClientAuthentication.TokenEndpointAuthMethod,
		AssertionAlgorithm: cfg.ClientAuthentication.SigningAlgorithm,
		ReusableAssertions: isTrue(cfg.ClientAuthentication.AllowReusePrivateKeyJWT),
	}
	if cert := app.Settings.AdvancedConfigurations.Certificate; cert != nil {
		client.Certificate = model.Certificate{Type: cert.Type, Value: cert.Value}
	}
	return client
}

// AuthorizedScopes returns the scopes that an application of the root is
// authorized for, by policy. Policies without scopes have an entry.
func (d *Clients) AuthorizedScopes(applicationID string) map[string][]string {
	scopes := map[string][]string{}
	root := d.root()
	app := root.application(applicationID)
	if app == nil {
		return scopes
	}
	for _, auth := range app.Authorizations {
		scopes[auth.Policy] = append(scopes[auth.Policy], root.authorizedScopes(&auth)...)
	}
	return scopes
}

// SharedWith reports whether a sub-organization can use an application of the
// root.
func (d *Clients) SharedWith(applicationID, organizationID string) bool {
	return d.root().Shares.Named(shareName(applicationID, organizationID)) != nil
}

// Application returns an application of an organization, or a fragment, or nil.
func (d *Clients) Application(o *engine.Organization, id string) *model.Application {
	org := d.of(o)
	app, isFragment := org.application(id), false
	if app == nil {
		app, isFragment = org.fragment(id), true
	}
	if app == nil {
		return nil
	}
	return &model.Application{
		ID: app.ID, Name: app.Settings.Name, OwnRoles: app.Audience == audienceApplication, Fragment: isFragment,
	}
}

// ScopesGrantedTo returns the scopes that an application of an organization is
// authorized for, with any policy.
func (d *Clients) ScopesGrantedTo(o *engine.Organization, applicationID string) []string {
	org := d.of(o)
	app := org.application(applicationID)
	if app == nil {
		return nil
	}
	var names []string
	for _, auth := range app.Authorizations {
		names = append(names, org.authorizedScopes(&auth)...)
	}
	return names
}

// ResourceDeleted removes the authorizations for an API resource in every
// organization.
func (d *Clients) ResourceDeleted(id string) {
	for o := range d.tenant.All() {
		org := d.of(o)
		for _, app := range org.byResource.With(id) {
			org.deauthorize(app, id)
		}
	}
}

// OrganizationAdded shares the applications that are shared with all future
// organizations with a new one.
func (d *Clients) OrganizationAdded(o *engine.Organization) {
	root := d.root()
	for _, app := range root.byPolicy.With(policyAllFuture) {
		root.shareWith(app, o.ID, policySelected, app.Sharing.Roles)
	}
}

// IDs returns the ids of the applications of the root by their names.
func (d *Clients) IDs() map[string]string {
	ids := map[string]string{}
	for app := range d.root().Applications.All() {
		ids[app.Settings.Name] = app.ID
	}
	return ids
}
