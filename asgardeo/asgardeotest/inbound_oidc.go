package asgardeotest

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// callbackExpression marks a callback URL that is a regular expression.
const callbackExpression = "regexp="

var (
	signingAlgorithms = []string{
		"RS256", "RS384", "RS512", "PS256", "PS384", "PS512",
		"ES256", "ES384", "ES512", "HS256", "HS384", "HS512", "EdDSA", "none",
	}
	keyEncryptionAlgorithms = []string{"RSA1_5", "RSA-OAEP", "RSA-OAEP-256"}
	contentEncryptions      = []string{"A128GCM", "A192GCM", "A256GCM", "A128CBC-HS256", "A128CBC+HS256"}
	clientAuthMethods       = []string{authMethodBasic, authMethodPost, "private_key_jwt", "tls_client_auth"}
)

// joinCallbacks is how the real server stores several callback URLs: as one
// expression that matches each of them.
func joinCallbacks(urls []string) []string {
	if len(urls) < 2 {
		return orEmpty(urls)
	}
	return []string{callbackExpression + "(" + strings.Join(urls, "|") + ")"}
}

// invalidOIDC refuses an OIDC configuration.
func invalidOIDC(description string) failure {
	return serverFailure(http.StatusBadRequest, "OAUTH-60001", "The OIDC configuration is invalid.", description)
}

// validate judges a configuration as it came, before defaults.
func (o *oidcConfig) validate() error {
	for _, check := range []func() error{o.validateOrigins, o.validateGrants, o.validateCallbacks, o.validateAlgorithms} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

func (o *oidcConfig) validateOrigins() error {
	for _, origin := range o.AllowedOrigins {
		u, err := url.Parse(origin)
		if err != nil || u.Scheme == "" || u.Host == "" || u.Path != "" || u.RawQuery != "" || u.Fragment != "" {
			return invalidApplication("The allowed origin " + origin + " is not an origin.")
		}
	}
	return nil
}

func (o *oidcConfig) validateGrants() error {
	for _, grant := range o.GrantTypes {
		if !slices.Contains(knownGrants, grant) {
			return invalidOIDC("The grant type " + grant + " is not supported.")
		}
	}
	if o.public() && slices.Contains(o.GrantTypes, grantClientCredentials) {
		return invalidOIDC("A public client cannot use client_credentials.")
	}
	return nil
}

func (o *oidcConfig) validateCallbacks() error {
	redirects := slices.Contains(o.GrantTypes, "authorization_code") || slices.Contains(o.GrantTypes, "implicit")
	if redirects && len(o.CallbackURLs) == 0 {
		return invalidOIDC("Callback URI is mandatory for Code or Implicit grant types")
	}
	for _, callback := range o.CallbackURLs {
		if strings.HasPrefix(callback, callbackExpression) {
			continue
		}
		if u, err := url.Parse(callback); err != nil || u.Scheme == "" || u.Fragment != "" || strings.Contains(callback, "#") {
			return invalidOIDC("The callback URL " + callback + " is not valid.")
		}
	}
	return nil
}

func (o *oidcConfig) validateAlgorithms() error {
	type choice struct {
		value   string
		allowed []string
	}
	var choices []choice
	if t := o.IDToken; t != nil {
		choices = append(choices, choice{t.SignedAlgorithm, signingAlgorithms})
		if t.Encryption != nil {
			choices = append(choices, choice{t.Encryption.Algorithm, keyEncryptionAlgorithms}, choice{t.Encryption.Method, contentEncryptions})
		}
	}
	if a := o.ClientAuthentication; a != nil {
		choices = append(choices, choice{a.TokenEndpointAuthMethod, clientAuthMethods}, choice{a.SigningAlgorithm, signingAlgorithms})
	}
	if r := o.RequestObject; r != nil {
		choices = append(choices, choice{r.SigningAlgorithm, signingAlgorithms})
		if r.Encryption != nil {
			choices = append(choices, choice{r.Encryption.Algorithm, keyEncryptionAlgorithms}, choice{r.Encryption.Method, contentEncryptions})
		}
	}
	for _, c := range choices {
		if c.value != "" && !slices.Contains(c.allowed, c.value) {
			return invalidOIDC(c.value + " is not supported.")
		}
	}
	return nil
}

// newOIDC makes a valid request the configuration of a new client.
func (o *organization) newOIDC(in *oidcConfig) *oidcConfig {
	cfg := *in
	setZero(&cfg.ClientID, o.newClientID())
	setZero(&cfg.ClientSecret, o.newClientSecret())
	cfg.complete()
	return &cfg
}

// visible is the configuration as a token may see it: the secret, and what
// concerns it, takes a scope of its own.
func (o *oidcConfig) visible(secret bool) oidcConfig {
	view := *o
	if secret {
		view.MultipleSecrets = ptr(false)
	} else {
		view.ClientSecret, view.ClientSecretExpiresAt = "", 0
	}
	return view
}

// addressedOIDC returns the application of the path, which must have an OIDC
// configuration.
func (c *call) addressedOIDC() (*application, error) {
	app, err := c.addressedApplication()
	if err == nil && app.OIDC == nil {
		return nil, serverFailure(http.StatusNotFound, "APP-60502",
			"Inbound protocol not configured.", "The application has no OIDC configuration.")
	}
	return app, err
}

func getOIDC(c *call) (reply, error) {
	app, err := c.addressedOIDC()
	if err != nil {
		return reply{}, err
	}
	return asJSON(http.StatusOK, app.OIDC.visible(c.can(scopeSecretView))), nil
}

// putOIDC replaces the configuration, or creates it. The client keeps its id
// and its secret, so neither can be changed.
func putOIDC(c *call) (reply, error) {
	var in oidcConfig
	if err := decodeBody(c, &in); err != nil {
		return reply{}, err
	}
	app, err := c.addressedApplication()
	if err != nil {
		return reply{}, err
	}
	if err := in.validate(); err != nil {
		return reply{}, err
	}
	if app.OIDC == nil {
		if c.org.findClient(in.ClientID) != nil {
			return reply{}, duplicateClient()
		}
		app.OIDC = c.org.newOIDC(&in)
		return empty(http.StatusOK), nil
	}
	switch {
	case in.ClientID != app.OIDC.ClientID:
		return reply{}, invalidApplication("Invalid ClientID provided for update.")
	case in.ClientSecret != "" && in.ClientSecret != app.OIDC.ClientSecret:
		return reply{}, invalidApplication("The client secret cannot be changed by an update.")
	case in.ClientSecretExpiresAt != 0 && in.ClientSecretExpiresAt != app.OIDC.ClientSecretExpiresAt:
		return reply{}, invalidApplication("The expiry of the client secret cannot be changed by an update.")
	}
	state := app.OIDC.State
	in.ClientSecret, in.ClientSecretExpiresAt = app.OIDC.ClientSecret, app.OIDC.ClientSecretExpiresAt
	app.OIDC = c.org.newOIDC(&in)
	app.OIDC.State = state
	return empty(http.StatusOK), nil
}

func deleteOIDC(c *call) (reply, error) {
	app, err := c.addressedOIDC()
	if err != nil {
		return reply{}, err
	}
	c.org.dropTokens(app.OIDC.ClientID)
	app.OIDC = nil
	return empty(http.StatusNoContent), nil
}

// regenerateSecret gives the client another secret, and its life back if it
// was revoked. Its tokens end.
func regenerateSecret(c *call) (reply, error) {
	app, err := c.addressedOIDC()
	if err != nil {
		return reply{}, err
	}
	c.org.dropTokens(app.OIDC.ClientID)
	app.OIDC.ClientSecret = c.org.newClientSecret()
	app.OIDC.State = stateActive
	return asJSON(http.StatusOK, app.OIDC.visible(true)), nil
}

func revokeClient(c *call) (reply, error) {
	app, err := c.addressedOIDC()
	if err != nil {
		return reply{}, err
	}
	c.org.dropTokens(app.OIDC.ClientID)
	app.OIDC.State = stateRevoked
	return empty(http.StatusOK), nil
}
