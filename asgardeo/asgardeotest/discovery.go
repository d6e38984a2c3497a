package asgardeotest

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/go-jose/go-jose/v4"
)

// serverMetadata is what the metadata of RFC 8414 keeps of the discovery
// document.
var serverMetadata = []string{
	"issuer", "authorization_endpoint", "token_endpoint", "jwks_uri", "registration_endpoint",
	"scopes_supported", "response_types_supported", "response_modes_supported", "grant_types_supported",
	"token_endpoint_auth_methods_supported", "token_endpoint_auth_signing_alg_values_supported",
	"revocation_endpoint", "revocation_endpoint_auth_methods_supported",
	"introspection_endpoint", "introspection_endpoint_auth_methods_supported",
	"code_challenge_methods_supported", "pushed_authorization_request_endpoint", "device_authorization_endpoint",
}

// getDiscovery answers below the token endpoint and below one other name.
func getDiscovery(c *call) (reply, error) {
	if endpoint := c.vars["endpoint"]; endpoint != "token" && endpoint != "oidcdiscovery" {
		return reply{status: http.StatusBadRequest, body: []byte("There is no discovery document here.")}.
			with("Content-Type", "text/plain"), nil
	}
	return getRootDiscovery(c)
}

func getRootDiscovery(c *call) (reply, error) {
	return asJSON(http.StatusOK, c.org.discovery()), nil
}

// getServerMetadata is RFC 8414. The real server names no scopes there, and no
// response type with an ID token.
func getServerMetadata(c *call) (reply, error) {
	if c.vars["endpoint"] != "token" {
		return empty(http.StatusNotFound), nil
	}
	document := c.org.discovery()
	maps.DeleteFunc(document, func(name string, _ any) bool { return !slices.Contains(serverMetadata, name) })
	document["scopes_supported"] = []string{}
	document["response_types_supported"] = slices.DeleteFunc(document["response_types_supported"].([]string),
		func(kind string) bool { return strings.Contains(kind, "id_token") })
	return asJSON(http.StatusOK, document), nil
}

// discovery is the document of OpenID Connect Discovery.
func (t *tenant) discovery() map[string]any {
	oauth := t.url + "/oauth2"
	secretMethods := []string{authMethodBasic, authMethodPost}
	return map[string]any{
		"issuer":                                           t.issuer(),
		"authorization_endpoint":                           oauth + "/authorize",
		"pushed_authorization_request_endpoint":            oauth + "/par",
		"device_authorization_endpoint":                    oauth + "/device_authorize",
		"token_endpoint":                                   oauth + "/token",
		"userinfo_endpoint":                                oauth + "/userinfo",
		"jwks_uri":                                         oauth + "/jwks",
		"revocation_endpoint":                              oauth + "/revoke",
		"introspection_endpoint":                           oauth + "/introspect",
		"end_session_endpoint":                             t.url + "/oidc/logout",
		"registration_endpoint":                            t.url + "/api/identity/oauth2/dcr/v1.1/register",
		"grant_types_supported":                            knownGrants,
		"scopes_supported":                                 oidcScopes,
		"response_types_supported":                         []string{"code", "token", "id_token", "id_token token", "code id_token"},
		"response_modes_supported":                         []string{"query", "fragment", "form_post"},
		"subject_types_supported":                          []string{"public", "pairwise"},
		"id_token_signing_alg_values_supported":            []string{string(jose.RS256)},
		"token_endpoint_auth_methods_supported":            []string{authMethodBasic, authMethodPost, authMethodAssertion},
		"token_endpoint_auth_signing_alg_values_supported": assertionAlgorithms,
		"revocation_endpoint_auth_methods_supported":       secretMethods,
		"introspection_endpoint_auth_methods_supported":    secretMethods,
		"code_challenge_methods_supported":                 []string{"S256", "plain"},
	}
}
