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
			public("oauth2.Token", post, "/oauth2/token", o.issueToken),
			public("oauth2.Revoke", post, "/oauth2/revoke", o.revokeToken),
			{
				Name: "oauth2.Introspect", Method: post, Path: introspectPath, Access: engine.ClientAccess,
				Scopes: []string{introspectScope}, AlsoOlder: true, Handler: o.introspectToken,
			},
			public("oauth2.JWKS", get, "/oauth2/jwks", o.getKeySet),
			public("oidc.Discovery", get, "/.well-known/openid-configuration", o.getRootDiscovery),
			public("oidc.Discovery", get, "/oauth2/{endpoint}/.well-known/openid-configuration", o.getDiscovery),
			public("oauth2.Metadata", get, "/oauth2/{endpoint}"+MetadataPath, o.getServerMetadata),
			public("oauth2.Metadata", get, MetadataPath+"/oauth2/{endpoint}", o.getServerMetadata),
		},
		APIs: []engine.ManagementAPI{{Name: "OAuth2 Introspection API", Identifier: introspectPath, Scopes: []string{introspectScope}}},
	}
}
