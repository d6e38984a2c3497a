package asgardeotest

import (
	"crypto/subtle"
	"encoding/base64"
	"net/url"
	"slices"
	"strings"
)

const (
	authMethodBasic     = "client_secret_basic"
	authMethodPost      = "client_secret_post"
	authMethodAssertion = "private_key_jwt"
)

// An oauthClient is a client as the token endpoint sees it.
type oauthClient struct {
	*oidcConfig
	secrets []string     // any of them
	app     *application // nil for the management application
	// grantable are the scopes of the management application.
	grantable []string
}

// newManager returns the management application, which is no application that
// can be listed.
func newManager(cfg *config) *oauthClient {
	settings := &oidcConfig{
		ClientID: cfg.clientID, GrantTypes: []string{grantClientCredentials, grantOrganizationSwitch},
	}
	settings.complete()
	return &oauthClient{oidcConfig: settings, secrets: []string{cfg.clientSecret}, grantable: cfg.grantable}
}

// findClient returns the client with an id, or nil.
func (o *organization) findClient(id string) *oauthClient {
	if o.manager.ClientID == id {
		return o.manager
	}
	for _, app := range o.Applications {
		if app.OIDC != nil && app.OIDC.ClientID == id {
			return &oauthClient{oidcConfig: app.OIDC, secrets: app.liveSecrets(o.now()), app: app}
		}
	}
	return nil
}

// jwt reports whether the access tokens of the client are JWTs.
func (client *oauthClient) jwt() bool { return client.AccessToken.Type == tokenTypeJWT }

// audience is who the tokens of the client are for.
func (client *oauthClient) audience() []string {
	return append([]string{client.ClientID}, client.IDToken.Audience...)
}

// disabled reports whether the client may get no tokens at all.
func (client *oauthClient) disabled() bool {
	return client.State == stateRevoked || client.app != nil && !client.app.Enabled
}

// sharedWith reports whether the client can switch to an organization below
// the root. The management application can switch to any.
func (client *oauthClient) sharedWith(organizationID string) bool {
	return client.app == nil || client.app.sharedWith(organizationID)
}

// clientCredentials are what a request says about its client.
type clientCredentials struct{ method, id, secret string }

const credentialsRefused = "Client credentials are invalid."

// authenticateClient finds the client of a request and checks that it is who
// it says.
func (c *call) authenticateClient(form url.Values) (*oauthClient, error) {
	given, err := c.credentials(form)
	if err != nil {
		return nil, err
	}
	client := c.org.findClient(given.id)
	if client == nil || !c.verifies(client, given) || client.disabled() {
		return nil, invalidClient(credentialsRefused)
	}
	return client, nil
}

// verifies reports whether the credentials are those of the client. A method
// that the application pins is the only one.
func (c *call) verifies(client *oauthClient, given clientCredentials) bool {
	if client.public() && given.method == "" {
		return true
	}
	pinned := client.ClientAuthentication.TokenEndpointAuthMethod
	if pinned != "" && pinned != given.method {
		return false
	}
	switch given.method {
	case authMethodBasic, authMethodPost:
		return client.hasSecret(given.secret)
	case authMethodAssertion:
		return c.verifiesAssertion(client, given.secret)
	default:
		return false
	}
}

func (client *oauthClient) hasSecret(given string) bool {
	return slices.ContainsFunc(client.secrets, func(secret string) bool {
		return subtle.ConstantTimeCompare([]byte(secret), []byte(given)) == 1
	})
}

func (c *call) credentials(form url.Values) (clientCredentials, error) {
	id, secret, basic := c.basicCredentials()
	posted := form.Get("client_id") != "" && form.Get("client_secret") != ""
	asserted := form.Get("client_assertion") != "" && form.Get("client_assertion_type") == assertionType
	switch {
	case basic && posted:
		return clientCredentials{}, badTokenRequest(errInvalidRequest, "Request body and headers contain authorization information")
	case asserted && (basic || posted):
		return clientCredentials{}, badTokenRequest(errInvalidRequest, "The client MUST NOT use more than one authentication method in each")
	case basic:
		return clientCredentials{authMethodBasic, id, secret}, nil
	case posted:
		return clientCredentials{authMethodPost, form.Get("client_id"), form.Get("client_secret")}, nil
	case asserted:
		return assertionCredentials(form)
	case form.Get("client_id") == "":
		return clientCredentials{}, invalidClient("Client ID not found in the request.")
	}
	return clientCredentials{id: form.Get("client_id")}, nil
}

// basicCredentials splits the Basic credentials of the request as the real
// server does: on every colon, dropping empty parts at the end, and without
// undoing the percent-encoding RFC 6749 section 2.3.1 asks clients for. Its
// last result tells whether there are any, usable or not.
func (c *call) basicCredentials() (id, secret string, ok bool) {
	scheme, encoded, found := strings.Cut(c.req.Header.Get("Authorization"), " ")
	if !found || !strings.EqualFold(scheme, "Basic") {
		return "", "", false
	}
	decoded, err := base64.StdEncoding.DecodeString(strings.TrimSpace(encoded))
	if err != nil {
		return "", "", true
	}
	parts := strings.Split(strings.TrimRight(string(decoded), ":"), ":")
	if len(parts) != 2 {
		return "", "", true
	}
	return parts[0], parts[1], true
}

// basicClient returns the client whose valid Basic credentials the request
// has, or nil.
func (c *call) basicClient() *oauthClient {
	if _, _, basic := c.basicCredentials(); !basic {
		return nil
	}
	client, err := c.authenticateClient(nil)
	if err != nil {
		return nil
	}
	return client
}
