package oauth

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/go-jose/go-jose/v4"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/model"
)

// MetadataPath is the path of the metadata of RFC 8414: before the path of an
// organization, or after that of the token endpoint.
const MetadataPath = "/.well-known/oauth-authorization-server"

// serverMetadata are the members of the discovery document that the metadata of
// RFC 8414 also has.
var serverMetadata = []string{
	"issuer", "authorization_endpoint", "token_endpoint", "jwks_uri", "registration_endpoint",
	"scopes_supported", "response_types_supported", "response_modes_supported", "grant_types_supported",
	"token_endpoint_auth_methods_supported", "token_endpoint_auth_signing_alg_values_supported",
	"revocation_endpoint", "revocation_endpoint_auth_methods_supported",
	"introspection_endpoint", "introspection_endpoint_auth_methods_supported",
	"code_challenge_methods_supported", "pushed_authorization_request_endpoint", "device_authorization_endpoint",
}

// getDiscovery returns the discovery document, which is below the token
// endpoint and below one other name.
func (o *OAuth) getDiscovery(c *engine.Call) (engine.Reply, error) {
	if endpoint := c.Vars["endpoint"]; endpoint != "token" && endpoint != "oidcdiscovery" {
		return engine.Reply{Status: http.StatusBadRequest, Body: []byte("There is no discovery document here.")}.
			With("Content-Type", "text/plain"), nil
	}
	return o.getRootDiscovery(c)
}

func (o *OAuth) getRootDiscovery(*engine.Call) (engine.Reply, error) {
	return engine.JSON(http.StatusOK, o.discovery()), nil
}

// getServerMetadata returns the metadata of RFC 8414. Like those of the real
// server, they contain no scopes, and no response type with an ID token.
func (o *OAuth) getServerMetadata(c *engine.Call) (engine.Reply, error) {
	if c.Vars["endpoint"] != "token" {
		return engine.Empty(http.StatusNotFound), nil
	}
	document := o.discovery()
	maps.DeleteFunc(document, func(name string, _ any) bool { return !slices.Contains(serverMetadata, name) })
	document["scopes_supported"] = []string{}
	document["response_types_supported"] = slices.DeleteFunc(document["response_types_supported"].([]string),
		func(kind string) bool { return strings.Contains(kind, "id_token") })
	return engine.JSON(http.StatusOK, document), nil
}

// discovery returns the document of OpenID Connect Discovery.
func (o *OAuth) discovery() map[string]any {
	base := o.tenant.URL()
	oauth := base + "/oauth2"
	secretMethods := []string{model.AuthMethodBasic, model.AuthMethodPost}
	return map[string]any{
		"issuer":                                           o.Issuer(),
		"authorization_endpoint":                           oauth + "/authorize",
		"pushed_authorization_request_endpoint":            oauth + "/par",
		"device_authorization_endpoint":                    oauth + "/device_authorize",
		"token_endpoint":                                   oauth + "/token",
		"userinfo_endpoint":                                oauth + "/userinfo",
		"jwks_uri":                                         oauth + "/jwks",
		"revocation_endpoint":                              oauth + "/revoke",
		"introspection_endpoint":                           oauth + "/introspect",
		"end_session_endpoint":                             base + "/oidc/logout",
		"registration_endpoint":                            base + "/api/identity/oauth2/dcr/v1.1/register",
		"grant_types_supported":                            model.KnownGrants,
		"scopes_supported":                                 o.needs.OIDCScopes(),
		"response_types_supported":                         []string{"code", "token", "id_token", "id_token token", "code id_token"},
		"response_modes_supported":                         []string{"query", "fragment", "form_post"},
		"subject_types_supported":                          []string{"public", "pairwise"},
		"id_token_signing_alg_values_supported":            []string{string(jose.RS256)},
		"token_endpoint_auth_methods_supported":            []string{model.AuthMethodBasic, model.AuthMethodPost, model.AuthMethodAssertion},
		"token_endpoint_auth_signing_alg_values_supported": assertionAlgorithms,
		"revocation_endpoint_auth_methods_supported":       secretMethods,
		"introspection_endpoint_auth_methods_supported":    secretMethods,
		"code_challenge_methods_supported":                 []string{"S256", "plain"},
	}
}
