package oauth

import (
	"net/http"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
)

// Domain returns the operations. The operations of a zero OAuth only have names
// and scopes.
func (o *OAuth) Domain() engine.Domain {
	const (
		introspectPath  = "/oauth2/introspect"
		introspectScope = "internal_oauth2_introspect"

		get, post = http.MethodGet, http.MethodPost
	)
	public := func(name, method, path string, h engine.Handler) engine.Operation {
		return engine.Operation{Name: name, Method: method, Path: path, Access: engine.PublicAccess, Handler: h}
	}
	return engine.Domain{
		Operations: []engine.Operation{
			public("token", post, "/oauth2/token", o.issueToken),
			public("revoke", post, "/oauth2/revoke", o.revokeToken),
			{
				Name: "introspect", Method: post, Path: introspectPath, Access: engine.ClientAccess,
				Scopes: []string{introspectScope}, AlsoOlder: true, Handler: o.introspectToken,
			},
			public("jwks", get, "/oauth2/jwks", o.getKeySet),
			public("oidcDiscovery", get, "/.well-known/openid-configuration", o.getRootDiscovery),
			public("oidcDiscovery", get, "/oauth2/{endpoint}/.well-known/openid-configuration", o.getDiscovery),
			public("oauthMetadata", get, "/oauth2/{endpoint}"+MetadataPath, o.getServerMetadata),
			public("oauthMetadata", get, MetadataPath+"/oauth2/{endpoint}", o.getServerMetadata),
		},
		APIs: []engine.ManagementAPI{{Name: "OAuth2 Introspection API", Identifier: introspectPath, Scopes: []string{introspectScope}}},
	}
}
