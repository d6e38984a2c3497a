package clients

import (
	"net/http"
	"slices"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
)

// newClient completes the OIDC client that a request describes, for an application
// with this name, and returns its secret. The name and the client id may be those
// of the application that is replaced.
func (c *call) newClient(name string, in *oidcConfig, replaced *application) (clientSecret, error) {
	if err := in.validate(); err != nil {
		return clientSecret{}, err
	}
	if err := c.org.checkExpiry(in.secretExpiry()); err != nil {
		return clientSecret{}, err
	}
	if c.org.nameTaken(name, replaced) || c.org.clientTaken(in.ClientID, replaced) {
		return clientSecret{}, duplicateClient()
	}
	secret := c.org.newSecret(in.secretExpiry())
	if in.ClientSecret != "" {
		secret.Value = in.ClientSecret
	}
	setZero(&in.ClientID, c.Tenant().Word(clientIDLength))
	in.complete()
	setZero(&in.AccessToken.Type, tokenTypeDefault)
	return secret, nil
}

func (o *organization) clientTaken(id string, except *application) bool {
	other := func(a *application) bool { return a != except }
	return id == o.d.needs.ManagementClientID() || slices.ContainsFunc(o.byClientID.With(id), other)
}

// endClient revokes the tokens of the application's client, if it has one.
func (o *organization) endClient(app *application) {
	if app.OIDC != nil {
		o.d.needs.DropClient(app.OIDC.ClientID)
	}
}

func (o *oidcConfig) secretExpiry() int64 {
	if o.ClientSecretExpiresAt == nil {
		return 0
	}
	return *o.ClientSecretExpiresAt
}

// oidcView returns the configuration for a response, with or without the members
// about the secret. RenewRefreshToken is false in responses if it was never set,
// although refresh tokens are renewed then.
func (o *organization) oidcView(app *application, secret bool) oidcConfig {
	view := *app.OIDC
	if view.RefreshToken.RenewRefreshToken == nil {
		refresh := *view.RefreshToken
		refresh.RenewRefreshToken = new(false)
		view.RefreshToken = &refresh
	}
	if secret {
		latest := app.latestSecret(o.Tenant().Now())
		view.ClientSecret, view.ClientSecretExpiresAt = latest.Value, &latest.Expires
		view.MultipleSecrets = new(len(app.Secrets) > 1)
	}
	return view
}

// addressedOIDC returns the application in the path, which must have an OIDC
// configuration.
func (c *call) addressedOIDC() (*application, error) {
	app, err := c.addressedApplication()
	if err == nil && app.OIDC == nil {
		return nil, notConfigured()
	}
	return app, err
}

func getOIDC(c *call) (engine.Reply, error) {
	app, err := c.addressedOIDC()
	if err != nil {
		return engine.Reply{}, err
	}
	return engine.JSON(http.StatusOK, c.org.oidcView(app, c.Can(scopeSecretView))), nil
}

// putOIDC replaces the configuration, or creates it. It cannot change the id and
// the secret of a client.
func putOIDC(c *call) (engine.Reply, error) {
	var in oidcConfig
	unmapped, err := decodeOIDC(c, &in)
	if err != nil {
		return engine.Reply{}, err
	}
	app, err := c.addressedApplication()
	if err != nil {
		return engine.Reply{}, err
	}
	if unmapped != nil {
		return engine.Reply{}, unmapped
	}
	if app.OIDC == nil {
		secret, err := c.newClient(app.Settings.Name, &in, app)
		if err != nil {
			return engine.Reply{}, err
		}
		c.org.change(app, func() { app.OIDC, app.Secrets = &in, []clientSecret{secret} })
		return engine.Empty(http.StatusOK), nil
	}
	if err := in.validate(); err != nil {
		return engine.Reply{}, err
	}
	latest := app.latestSecret(c.Tenant().Now())
	switch {
	case in.ClientID != app.OIDC.ClientID:
		return engine.Reply{}, invalidApplication("Invalid ClientID provided for update.")
	case in.ClientSecret != "" && in.ClientSecret != latest.Value:
		return engine.Reply{}, invalidApplication("The client secret cannot be changed by an update.")
	case in.ClientSecretExpiresAt != nil && *in.ClientSecretExpiresAt != latest.Expires:
		return engine.Reply{}, invalidApplication("The expiry of the client secret cannot be changed by an update.")
	}
	in.complete()
	in.State = app.OIDC.State
	c.org.change(app, func() { app.OIDC = &in })
	return engine.Empty(http.StatusOK), nil
}

// deleteOIDC also succeeds without a configuration or the application.
func deleteOIDC(c *call) (engine.Reply, error) {
	if app := c.org.application(c.Vars["applicationId"]); app != nil && app.OIDC != nil {
		c.org.endClient(app)
		c.org.change(app, func() { app.OIDC, app.Secrets = nil, nil })
	}
	return engine.Empty(http.StatusNoContent), nil
}

// regenerateSecret replaces all secrets of the client with a new one, and activates
// a client that was revoked. It revokes the tokens of the client.
func regenerateSecret(c *call) (engine.Reply, error) {
	app, err := c.addressedOIDC()
	if err != nil {
		return engine.Reply{}, err
	}
	c.org.endClient(app)
	secret := c.org.newSecret(0)
	c.org.change(app, func() { app.Secrets, app.OIDC.State = []clientSecret{secret}, stateActive })
	return engine.JSON(http.StatusOK, c.org.oidcView(app, true)), nil
}

func revokeClient(c *call) (engine.Reply, error) {
	app, err := c.addressedOIDC()
	if err != nil {
		return engine.Reply{}, err
	}
	c.org.endClient(app)
	c.org.change(app, func() { app.OIDC.State = stateRevoked })
	return engine.Empty(http.StatusOK), nil
}
