package asgardeo

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/seed-01804ef5/asgardeo-go/internal/rest"
)

// ProviderMetadata describes the organization as an OpenID provider (OpenID Connect Discovery 1.0, section 3).
type ProviderMetadata struct {
	// Issuer is the iss claim of the organization's tokens. It need not be below the base URL.
	Issuer string `json:"issuer"`
	// AuthorizationEndpoint is where users sign in.
	AuthorizationEndpoint string `json:"authorization_endpoint"`
	// TokenEndpoint is where clients get tokens.
	TokenEndpoint string `json:"token_endpoint"`
	// JWKSURI is where the keys are that tokens are signed with.
	JWKSURI string `json:"jwks_uri"`
	// UserInfoEndpoint gives the claims of the user of a token.
	UserInfoEndpoint string `json:"userinfo_endpoint"`
	// IntrospectionEndpoint tells whether a token is active (RFC 7662).
	IntrospectionEndpoint string `json:"introspection_endpoint"`
	// RevocationEndpoint ends tokens (RFC 7009).
	RevocationEndpoint string `json:"revocation_endpoint"`
	// EndSessionEndpoint is where users sign out.
	EndSessionEndpoint string `json:"end_session_endpoint"`
	// GrantTypesSupported are the grants of the token endpoint.
	GrantTypesSupported []string `json:"grant_types_supported"`
	// TokenEndpointAuthMethodsSupported are the ways for clients to authenticate at the token endpoint.
	TokenEndpointAuthMethodsSupported []string `json:"token_endpoint_auth_methods_supported"`
}

// ProviderMetadata reads the discovery document of the organization, for which no token is needed. For a
// sub-organization it is that of the organization above it, which issues its tokens.
func (c *Client) ProviderMetadata(ctx context.Context) (*ProviderMetadata, error) {
	call := rest.Call{
		Operation: "oidc.Discovery",
		Method:    http.MethodGet,
		Path:      "/oauth2/token/.well-known/openid-configuration",
		Public:    true,
		Answer:    []rest.Form{{Must: []rest.Member{{"issuer", "string"}, {"token_endpoint", "string"}}}},
	}
	metadata, _, err := rest.Do[ProviderMetadata](ctx, c.family.root, &call)
	if errors.Is(err, ErrNotFound) {
		return nil, fmt.Errorf("%w; there is no organization at %s: check its name and the base URL", err, c.family.root.BaseURL)
	}
	return metadata, err
}
