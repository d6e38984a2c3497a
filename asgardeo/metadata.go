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
	// Issuer is the iss claim of the tokens that the organization issues. It may differ from the base URL.
	Issuer string `json:"issuer"`
	// AuthorizationEndpoint is the URL at which users sign in.
	AuthorizationEndpoint string `json:"authorization_endpoint"`
	// TokenEndpoint is the URL at which clients get tokens.
	TokenEndpoint string `json:"token_endpoint"`
	// JWKSURI is the URL of the public keys that verify the signatures of tokens.
	JWKSURI string `json:"jwks_uri"`
	// UserInfoEndpoint is the URL that returns the claims of the user of a token.
	UserInfoEndpoint string `json:"userinfo_endpoint"`
	// IntrospectionEndpoint is the URL that reports whether a token is active (RFC 7662).
	IntrospectionEndpoint string `json:"introspection_endpoint"`
	// RevocationEndpoint is the URL that revokes tokens (RFC 7009).
	RevocationEndpoint string `json:"revocation_endpoint"`
	// EndSessionEndpoint is the URL at which users sign out.
	EndSessionEndpoint string `json:"end_session_endpoint"`
	// GrantTypesSupported are the grant types that the token endpoint supports.
	GrantTypesSupported []string `json:"grant_types_supported"`
	// TokenEndpointAuthMethodsSupported are the client authentication methods that the token endpoint supports, such as
	// client_secret_basic.
	TokenEndpointAuthMethodsSupported []string `json:"token_endpoint_auth_methods_supported"`
}

// ProviderMetadata returns the discovery document of the organization. It requires no access token and no scopes. The
// client of a sub-organization returns the document of the organization of [New], which issues its tokens. The error is
// an [*Error].
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
		return nil, fmt.Errorf("%w; no organization exists at %s: check its name and the base URL", err, c.family.root.BaseURL)
	}
	return metadata, err
}
