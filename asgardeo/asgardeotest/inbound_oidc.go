package asgardeotest

import (
	"encoding/json"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/strictjson"
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
	hybridResponseTypes     = []string{"code token", "code id_token", "code id_token token"}
	clientAuthMethods       = []string{authMethodBasic, authMethodPost, "private_key_jwt", "tls_client_auth"}
)

// decodeOIDC reads the OIDC configuration at a path of members within a body
// for v, and reports why it cannot be mapped. The latter comes after the
// application was looked for, and where one is created it is an error of the
// server.
func decodeOIDC(c *call, v any, path ...string) (unmapped, err error) {
	tree, err := strictjson.Tree(c.body)
	if err != nil {
		return nil, invalidBody()
	}
	config := tree
	for _, name := range path {
		object, _ := config.(map[string]any)
		config = object[name]
	}
	strictjson.Coerce(config, reflect.TypeFor[oidcConfig](), "")
	object, _ := config.(map[string]any)
	if token, ok := object["accessToken"].(map[string]any); ok && token["bindingType"] == nil {
		token["bindingType"] = "None"
	}
	body, err := json.Marshal(tree)
	if err != nil {
		return nil, err
	}
	if err := bodyFailure(strictjson.DecodeTree(tree, body, v)); err != nil {
		return nil, err
	}
	if object == nil {
		return nil, nil
	}
	return checkMapping(object), nil
}

// checkMapping refuses a configuration that the server cannot make a client of,
// before it looks at what it says.
func checkMapping(config map[string]any) error {
	const ciba = "cibaAuthenticationRequest"
	grants, _ := config["grantTypes"].([]any)
	needsCIBA := slices.Contains(grants, any(grantCIBA))
	if !needsCIBA {
		delete(config, ciba) // without the grant it is not looked at
	}
	if needsCIBA && config[ciba] == nil || strictjson.Unboxes(config, reflect.TypeFor[oidcConfig]()) {
		return serverFailure(http.StatusInternalServerError, "SE-50000", "Unexpected Processing Error.", "The configuration cannot be mapped.")
	}
	if callbacks, _ := config["callbackURLs"].([]any); len(callbacks) > 1 {
		return serverFailure(http.StatusNotImplemented, "", "Multiple callbacks for OAuth2 are not supported yet.", "")
	}
	flow, _ := config["hybridFlow"].(map[string]any)
	if flow["enable"] != true {
		return nil
	}
	responseType, _ := flow["responseType"].(string)
	if strings.TrimSpace(responseType) == "" {
		return badSetting("APP-60517", "The hybrid flow has no response type.")
	}
	for _, one := range strings.Split(responseType, ",") {
		if !slices.Contains(hybridResponseTypes, one) {
			return badSetting("APP-60518", "The response type "+one+" is not one of the hybrid flow.")
		}
	}
	return nil
}

// invalidOIDC refuses an OIDC configuration.
func invalidOIDC(description string) failure {
	return serverFailure(http.StatusBadRequest, "OAUTH-60001", "The OIDC configuration is invalid.", description)
}

// validate judges a configuration as it came, before defaults.
func (o *oidcConfig) validate() error {
	for _, check := range []func() error{
		o.validateOrigins, o.validateGrants, o.validateCallbacks, o.validateAudience, o.validateAlgorithms,
	} {
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

func (o *oidcConfig) validateAudience() error {
	if o.IDToken == nil {
		return nil
	}
	seen := map[string]bool{}
	for _, audience := range o.IDToken.Audience {
		if strings.TrimSpace(audience) == "" || seen[audience] {
			return invalidOIDC("The audiences of the ID token must be distinct and not empty.")
		}
		seen[audience] = true
	}
	return nil
}

func (o *oidcConfig) validateGrants() error {
	for _, grant := range strings.Fields(strings.Join(o.GrantTypes, " ")) {
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
	if redirects && len(notBlank(o.CallbackURLs)) == 0 {
		return invalidOIDC("Callback URI is mandatory for Code or Implicit grant types")
	}
	for _, callback := range o.CallbackURLs {
		if strings.HasPrefix(callback, callbackExpression) {
			continue
		}
		if strings.Contains(callback, "#") {
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

// addClient makes a valid request the OIDC client of an application. Where it
// has no name the application exists already.
func (c *call) addClient(app *application, in *oidcConfig, replaced *application) error {
	if err := in.validate(); err != nil {
		return err
	}
	if err := c.org.checkExpiry(in.secretExpiry()); err != nil {
		return err
	}
	if c.org.nameTaken(app.Settings.Name, replaced) || c.org.clientTaken(in.ClientID, replaced) {
		return duplicateClient()
	}
	secret := c.org.newSecret(in.secretExpiry())
	if in.ClientSecret != "" {
		secret.Value = in.ClientSecret
	}
	app.Secrets = []clientSecret{secret}
	setZero(&in.ClientID, c.org.newClientID())
	app.OIDC = in
	app.OIDC.complete()
	setZero(&app.OIDC.AccessToken.Type, tokenTypeDefault)
	return nil
}

func (o *organization) clientTaken(id string, except *application) bool {
	return id == o.manager.ClientID || id != "" && slices.ContainsFunc(o.Applications, func(a *application) bool { return a != except && a.clientID() == id })
}

func (o *oidcConfig) secretExpiry() int64 {
	if o.ClientSecretExpiresAt == nil {
		return 0
	}
	return *o.ClientSecretExpiresAt
}

// oidcView is the configuration as a token may see it: the secret, and what
// concerns it, takes a scope of its own. Whether refresh tokens are renewed
// reads false if it was never set, although they are then.
func (o *organization) oidcView(app *application, secret bool) oidcConfig {
	view := *app.OIDC
	if view.RefreshToken.RenewRefreshToken == nil {
		refresh := *view.RefreshToken
		refresh.RenewRefreshToken = new(false)
		view.RefreshToken = &refresh
	}
	if secret {
		latest := app.latestSecret(o.now())
		view.ClientSecret, view.ClientSecretExpiresAt = latest.Value, &latest.Expires
		view.MultipleSecrets = new(len(app.Secrets) > 1)
	}
	return view
}

// addressedOIDC returns the application of the path, which must have an OIDC
// configuration.
func (c *call) addressedOIDC() (*application, error) {
	app, err := c.addressedApplication()
	if err == nil && app.OIDC == nil {
		return nil, notConfigured()
	}
	return app, err
}

func getOIDC(c *call) (reply, error) {
	app, err := c.addressedOIDC()
	if err != nil {
		return reply{}, err
	}
	return asJSON(http.StatusOK, c.org.oidcView(app, c.can(scopeSecretView))), nil
}

// putOIDC replaces the configuration, or creates it. The client keeps its id
// and its secret, so neither can be changed.
func putOIDC(c *call) (reply, error) {
	var in oidcConfig
	unmapped, err := decodeOIDC(c, &in)
	if err != nil {
		return reply{}, err
	}
	app, err := c.addressedApplication()
	if err != nil {
		return reply{}, err
	}
	if unmapped != nil {
		return reply{}, unmapped
	}
	if app.OIDC == nil {
		if err := c.addClient(app, &in, app); err != nil {
			return reply{}, err
		}
		return empty(http.StatusOK), nil
	}
	if err := in.validate(); err != nil {
		return reply{}, err
	}
	latest := app.latestSecret(c.org.now())
	switch {
	case in.ClientID != app.OIDC.ClientID:
		return reply{}, invalidApplication("Invalid ClientID provided for update.")
	case in.ClientSecret != "" && in.ClientSecret != latest.Value:
		return reply{}, invalidApplication("The client secret cannot be changed by an update.")
	case in.ClientSecretExpiresAt != nil && *in.ClientSecretExpiresAt != latest.Expires:
		return reply{}, invalidApplication("The expiry of the client secret cannot be changed by an update.")
	}
	in.complete()
	in.State = app.OIDC.State
	app.OIDC = &in
	return empty(http.StatusOK), nil
}

// deleteOIDC succeeds without a configuration, and without the application,
// too.
func deleteOIDC(c *call) (reply, error) {
	if app := c.org.application(c.vars["applicationId"]); app != nil {
		c.org.dropTokens(app.clientID())
		app.OIDC, app.Secrets = nil, nil
	}
	return empty(http.StatusNoContent), nil
}

// regenerateSecret gives the client one other secret for all it has, and its
// life back if it was revoked. Its tokens end.
func regenerateSecret(c *call) (reply, error) {
	app, err := c.addressedOIDC()
	if err != nil {
		return reply{}, err
	}
	c.org.dropTokens(app.OIDC.ClientID)
	app.Secrets = []clientSecret{c.org.newSecret(0)}
	app.OIDC.State = stateActive
	return asJSON(http.StatusOK, c.org.oidcView(app, true)), nil
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
