package asgardeotest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

const (
	grantClientCredentials  = "client_credentials"
	grantPassword           = "password"
	grantRefreshToken       = "refresh_token"
	grantOrganizationSwitch = "organization_switch"

	introspectPath = "/oauth2/introspect"

	errInvalidRequest     = "invalid_request"
	errInvalidClient      = "invalid_client"
	errInvalidGrant       = "invalid_grant"
	errInvalidScope       = "invalid_scope"
	errUnauthorizedClient = "unauthorized_client"
	errUnsupportedGrant   = "unsupported_grant_type"
	errServer             = "server_error"
)

// knownGrants are the grants the real server has. Those that grantHandlers
// lacks matter to the settings of an application only.
var knownGrants = []string{
	grantClientCredentials, "authorization_code", "implicit", grantPassword, grantRefreshToken,
	grantOrganizationSwitch, "account_switch", "iwa:ntlm",
	"urn:ietf:params:oauth:grant-type:saml2-bearer",
	"urn:ietf:params:oauth:grant-type:jwt-bearer",
	"urn:ietf:params:oauth:grant-type:device_code",
	"urn:ietf:params:oauth:grant-type:token-exchange",
	"urn:openid:params:grant-type:ciba",
}

// A grantHandler answers a token request whose client is known.
type grantHandler struct {
	required []string // parameters
	issue    func(c *call, client *oauthClient, form url.Values) (issued, error)
}

func grantHandlers() map[string]grantHandler {
	return map[string]grantHandler{
		grantClientCredentials:  {nil, grantToClient},
		grantPassword:           {[]string{"username", "password"}, grantToUser},
		grantRefreshToken:       {[]string{"refresh_token"}, renewToken},
		grantOrganizationSwitch: {[]string{"token", "switching_organization"}, switchOrganization},
	}
}

func oauthOperations() []operation {
	row := func(name, method, path string, who access, h handler) operation {
		return operation{name: name, method: method, path: path, family: familyOAuth, access: who, handler: h}
	}
	introspect := row("introspect", http.MethodPost, introspectPath, accessClient, introspectToken)
	introspect.scopes = []string{"internal_oauth2_introspect"}
	return []operation{
		row("token", http.MethodPost, "/oauth2/token", accessPublic, issueToken),
		row("revoke", http.MethodPost, "/oauth2/revoke", accessPublic, revokeToken),
		introspect,
		row("jwks", http.MethodGet, "/oauth2/jwks", accessPublic, getKeySet),
		row("oidcDiscovery", http.MethodGet, "/.well-known/openid-configuration", accessPublic, getRootDiscovery),
		row("oidcDiscovery", http.MethodGet, "/oauth2/{endpoint}/.well-known/openid-configuration", accessPublic, getDiscovery),
		row("oauthMetadata", http.MethodGet, "/oauth2/{endpoint}"+metadataPath, accessPublic, getServerMetadata),
		row("oauthMetadata", http.MethodGet, metadataPath+"/oauth2/{endpoint}", accessPublic, getServerMetadata),
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

// issued is what a grant yields.
type issued struct {
	token   *accessGrant
	idToken string
}

// issueToken is the token endpoint. It judges the form of the request before
// it looks at the client.
func issueToken(c *call) (reply, error) {
	form, err := c.tokenForm()
	if err != nil {
		return reply{}, err
	}
	name := form.Get("grant_type")
	handler, implemented := grantHandlers()[name]
	if err := checkGrant(form, name, handler); err != nil {
		return reply{}, err
	}
	client, err := c.authenticateClient(form)
	switch {
	case err != nil:
		return reply{}, err
	case !slices.Contains(client.GrantTypes, name):
		return reply{}, badTokenRequest(errUnauthorizedClient,
			"The authenticated client is not authorized to use this authorization grant type")
	case !implemented:
		return reply{}, unimplemented{"the grant " + name}
	}
	out, err := handler.issue(c, client, form)
	if err != nil {
		return reply{}, err
	}
	return uncached(asJSON(http.StatusOK, struct {
		AccessToken  string `json:"access_token"`
		RefreshToken string `json:"refresh_token,omitempty"`
		Scope        string `json:"scope,omitempty"`
		IDToken      string `json:"id_token,omitempty"`
		TokenType    string `json:"token_type"`
		ExpiresIn    int64  `json:"expires_in"`
	}{
		out.token.Value, out.token.Refresh, strings.Join(out.token.Scopes, " "), out.idToken,
		"Bearer", out.token.remaining(c.org.now()),
	})), nil
}

func checkGrant(form url.Values, name string, handler grantHandler) error {
	switch {
	case name == "":
		return badTokenRequest(errInvalidRequest, "Missing grant_type parameter value")
	case !slices.Contains(knownGrants, name):
		return badTokenRequest(errUnsupportedGrant, "Unsupported grant type : %s, is used.", name)
	}
	missing := slices.DeleteFunc(slices.Clone(handler.required), func(name string) bool { return form.Get(name) != "" })
	if len(missing) > 0 {
		return badTokenRequest(errInvalidRequest, "Missing parameters: %s", strings.Join(missing, " "))
	}
	return nil
}

// tokenForm reads the parameters of a token request. They may come as a form
// or as JSON, and those that are no secrets in the query too.
func (c *call) tokenForm() (url.Values, error) {
	var form url.Values
	var err error
	switch strings.ToLower(mediaType(c.req.Header.Get("Content-Type"))) {
	case mediaForm:
		form, err = c.rawForm()
	case mediaJSON:
		form, err = c.jsonForm()
	default:
		return nil, bare(http.StatusUnsupportedMediaType)
	}
	if err != nil {
		return nil, err
	}
	for name, values := range c.query {
		form[name] = append(values, form[name]...)
	}
	if err := checkRepeated(form); err != nil {
		return nil, err
	}
	for _, name := range []string{"username", "password", "client_secret"} {
		if c.query.Has(name) {
			return nil, badTokenRequest(errInvalidRequest, "The parameter %s is not allowed in the query.", name)
		}
	}
	return form, nil
}

// form reads the body of a request that must be a form.
func (c *call) form() (url.Values, error) {
	if !strings.EqualFold(mediaType(c.req.Header.Get("Content-Type")), mediaForm) {
		return nil, bare(http.StatusUnsupportedMediaType)
	}
	form, err := c.rawForm()
	if err != nil {
		return nil, err
	}
	return form, checkRepeated(form)
}

func (c *call) rawForm() (url.Values, error) {
	form, err := url.ParseQuery(string(c.body))
	if err != nil {
		return nil, badTokenRequest(errInvalidRequest, "The body is not a form.")
	}
	return form, nil
}

func checkRepeated(form url.Values) error {
	for _, values := range form {
		if len(values) > 1 {
			return badTokenRequest(errInvalidRequest, "Invalid request with repeated parameters.")
		}
	}
	return nil
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
