package asgardeotest

import (
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

const (
	grantClientCredentials = "client_credentials"

	authMethodBasic = "client_secret_basic"
	authMethodPost  = "client_secret_post"

	errInvalidRequest     = "invalid_request"
	errInvalidClient      = "invalid_client"
	errUnauthorizedClient = "unauthorized_client"
	errServer             = "server_error"
)

// knownGrants are the grants the real server has. Only client_credentials is
// implemented; the others matter to the settings of an application.
var knownGrants = []string{
	grantClientCredentials, "authorization_code", "implicit", "password", "refresh_token",
	"organization_switch", "account_switch", "iwa:ntlm",
	"urn:ietf:params:oauth:grant-type:saml2-bearer",
	"urn:ietf:params:oauth:grant-type:jwt-bearer",
	"urn:ietf:params:oauth:grant-type:device_code",
	"urn:ietf:params:oauth:grant-type:token-exchange",
	"urn:openid:params:grant-type:ciba",
}

func oauthOperations() []operation {
	row := func(name, method, path string, who access, h handler) operation {
		return operation{name: name, method: method, path: path, family: familyOAuth, access: who, handler: h}
	}
	introspect := row("introspect", http.MethodPost, "/oauth2/introspect", accessClient, introspectToken)
	introspect.scopes = []string{"internal_oauth2_introspect"}
	return []operation{
		row("token", http.MethodPost, "/oauth2/token", accessPublic, issueToken),
		row("revoke", http.MethodPost, "/oauth2/revoke", accessPublic, revokeToken),
		introspect,
		row("jwks", http.MethodGet, "/oauth2/jwks", accessPublic, getKeySet),
		row("oidcDiscovery", http.MethodGet, "/.well-known/openid-configuration", accessPublic, getRootDiscovery),
		row("oidcDiscovery", http.MethodGet, "/oauth2/{endpoint}/.well-known/openid-configuration", accessPublic, getDiscovery),
	}
}

// An oauthClient is a client as the token endpoint sees it.
type oauthClient struct {
	id            string
	secrets       []string // any of them
	grants        []string
	public        bool
	revoked       bool
	authMethod    string // pinned by the application, or empty
	jwt           bool
	scopeAsArray  bool
	extraAudience []string
	lifetime      time.Duration   // zero means the default
	granted       func() []string // the scopes the client is authorized for
}

// clientOf returns the client an application with an OIDC configuration is.
func (o *organization) clientOf(app *application) *oauthClient {
	cfg := app.OIDC
	return &oauthClient{
		id:            cfg.ClientID,
		secrets:       app.liveSecrets(o.now()),
		grants:        cfg.GrantTypes,
		public:        *cfg.PublicClient,
		revoked:       cfg.State == stateRevoked,
		authMethod:    cfg.ClientAuthentication.TokenEndpointAuthMethod,
		jwt:           cfg.AccessToken.Type == tokenTypeJWT,
		scopeAsArray:  cfg.AccessToken.EnableJwtScopeAsArray,
		extraAudience: cfg.IDToken.Audience,
		lifetime:      time.Duration(cfg.AccessToken.ApplicationAccessTokenExpiryInSeconds) * time.Second,
		granted:       func() []string { return o.scopesGrantedTo(app) },
	}
}

// oauthError is an error of RFC 6749 section 5.2.
type oauthError struct {
	status            int
	code, description string
}

func (e oauthError) Error() string { return e.code + ": " + e.description }

func (e oauthError) reply(c *call) reply {
	out := asJSON(e.status, struct {
		Error       string `json:"error"`
		Description string `json:"error_description"`
	}{e.code, e.description})
	out = uncached(out)
	if e.status == http.StatusUnauthorized || e.status == http.StatusInternalServerError {
		out = out.with("WWW-Authenticate", "Basic realm="+c.server.host)
	}
	return out
}

func uncached(r reply) reply {
	return r.with("Cache-Control", "no-store").with("Pragma", "no-cache")
}

func badTokenRequest(code, format string, args ...any) failure {
	return oauthError{http.StatusBadRequest, code, fmt.Sprintf(format, args...)}
}

func invalidClient(description string) failure {
	return oauthError{http.StatusUnauthorized, errInvalidClient, description}
}

// issueToken is the token endpoint.
func issueToken(c *call) (reply, error) {
	form, err := c.tokenForm()
	if err != nil {
		return reply{}, err
	}
	client, err := c.authenticateClient(form)
	if err != nil {
		return reply{}, err
	}
	grant := form.Get("grant_type")
	switch {
	case grant == "":
		return reply{}, badTokenRequest(errInvalidRequest, "Missing grant_type parameter value")
	case !slices.Contains(knownGrants, grant):
		return reply{}, badTokenRequest("unsupported_grant_type", "Unsupported grant type : %s, is used.", grant)
	case !slices.Contains(client.grants, grant):
		return reply{}, badTokenRequest(errUnauthorizedClient,
			"The authenticated client is not authorized to use this authorization grant type")
	case grant != grantClientCredentials:
		return reply{}, unimplemented{"the grant " + grant}
	}
	scopes := c.org.grantedScopes(client, strings.Fields(form.Get("scope")))
	token, err := c.org.issue(client, scopes)
	if err != nil {
		return reply{}, err
	}
	return uncached(asJSON(http.StatusOK, struct {
		AccessToken string `json:"access_token"`
		Scope       string `json:"scope,omitempty"`
		TokenType   string `json:"token_type"`
		ExpiresIn   int64  `json:"expires_in"`
	}{token.value, strings.Join(token.scopes, " "), "Bearer", token.remaining(c.org.now())})), nil
}

// tokenForm reads the parameters of a token request, which may come as a form
// or as JSON.
func (c *call) tokenForm() (url.Values, error) {
	for _, name := range []string{"username", "password", "client_secret"} {
		if c.query.Has(name) {
			return nil, badTokenRequest(errInvalidRequest, "The parameter %s is not allowed in the query.", name)
		}
	}
	switch strings.ToLower(mediaType(c.req.Header.Get("Content-Type"))) {
	case mediaForm:
		return c.form()
	case mediaJSON:
		return c.jsonForm()
	default:
		return nil, bare(http.StatusUnsupportedMediaType)
	}
}

func (c *call) form() (url.Values, error) {
	form, err := url.ParseQuery(string(c.body))
	if err != nil {
		return nil, badTokenRequest(errInvalidRequest, "The body is not a form.")
	}
	for _, values := range form {
		if len(values) > 1 {
			return nil, badTokenRequest(errInvalidRequest, "Invalid request with repeated parameters.")
		}
	}
	return form, nil
}

func (c *call) jsonForm() (url.Values, error) {
	var members map[string]string
	if err := json.Unmarshal(c.body, &members); err != nil {
		return nil, badTokenRequest(errInvalidRequest, "The body is not a JSON object of strings.")
	}
	form := make(url.Values, len(members))
	for name, value := range members {
		form.Set(name, value)
	}
	return form, nil
}

// clientCredentials are what a request says about its client.
type clientCredentials struct{ method, id, secret string }

// authenticateClient finds the client of a request and checks its secret.
func (c *call) authenticateClient(form url.Values) (*oauthClient, error) {
	given, err := c.credentials(form)
	if err != nil {
		return nil, err
	}
	const refused = "Client credentials are invalid."
	client := c.org.findClient(given.id)
	switch {
	case client == nil, client.revoked:
		return nil, invalidClient(refused)
	case client.public && given.method == "":
		return client, nil
	case client.authMethod != "" && client.authMethod != given.method:
		return nil, invalidClient(refused)
	case given.method != authMethodBasic && given.method != authMethodPost:
		return nil, invalidClient(refused)
	case !client.hasSecret(given.secret):
		return nil, invalidClient(refused)
	}
	return client, nil
}

func (c *oauthClient) hasSecret(given string) bool {
	return slices.ContainsFunc(c.secrets, func(secret string) bool {
		return subtle.ConstantTimeCompare([]byte(secret), []byte(given)) == 1
	})
}

func (c *call) credentials(form url.Values) (clientCredentials, error) {
	id, secret, basic := c.basicCredentials()
	posted := form.Get("client_id") != "" && form.Get("client_secret") != ""
	asserted := form.Get("client_assertion") != "" && form.Get("client_assertion_type") != ""
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
		// No client has a key registered, so no assertion can be verified.
		return clientCredentials{method: "private_key_jwt", id: form.Get("client_id")}, nil
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

// revokeToken is RFC 7009. A token that is unknown, or no longer alive, is as
// good as revoked.
func revokeToken(c *call) (reply, error) {
	form, err := c.form()
	if err != nil {
		return reply{}, err
	}
	client, err := c.authenticateClient(form)
	if err != nil {
		return revocationRefused(c, err), nil
	}
	value := form.Get("token")
	if value == "" {
		return reply{}, badTokenRequest(errInvalidRequest, "Invalid revocation request")
	}
	if token := c.org.findToken(value); token != nil {
		if token.client.id != client.id {
			return reply{}, oauthError{http.StatusUnauthorized, errUnauthorizedClient, "The token belongs to another client."}
		}
		delete(c.org.tokens, value)
	}
	return empty(http.StatusOK).with("Content-Type", mediaJSON), nil
}

// revocationRefused labels the body of an invalid_client error as HTML, which
// is what this endpoint of the real server does.
func revocationRefused(c *call, err error) reply {
	out := asReply(c, err)
	if out.status == http.StatusUnauthorized {
		out = out.with("Content-Type", "text/html")
	}
	return out
}

// introspectToken is RFC 7662.
func introspectToken(c *call) (reply, error) {
	form, err := c.form()
	if err != nil {
		return reply{}, err
	}
	value := form.Get("token")
	if strings.TrimSpace(value) == "" {
		return asJSON(http.StatusBadRequest, map[string]string{"error": "Invalid input"}), nil
	}
	token := c.org.findToken(value)
	if token == nil {
		return asJSON(http.StatusOK, map[string]bool{"active": false}), nil
	}
	return asJSON(http.StatusOK, c.org.introspection(token)), nil
}

func (o *organization) introspection(t *accessGrant) map[string]any {
	members := map[string]any{
		"active":     true,
		"client_id":  t.client.id,
		"token_type": "Bearer",
		"nbf":        t.issued.Unix(),
		"iat":        t.issued.Unix(),
		"exp":        t.expires.Unix(),
		"aut":        "APPLICATION",
		"aud":        t.audience(),
		"org_id":     o.ID,
		"org_name":   o.Name,
		"org_handle": o.Name,
	}
	if len(t.scopes) > 0 {
		members["scope"] = strings.Join(t.scopes, " ")
	}
	if t.jwtID != "" {
		members["token_type"] = "JWT"
		members["iss"] = o.issuer()
		members["jti"] = t.jwtID
		members["sub"] = t.client.id
	}
	return members
}
