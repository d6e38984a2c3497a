package claims

import "github.com/seed-01804ef5/asgardeo-go/internal/rest"

// Client manages OpenID Connect scopes. Its errors are of type *asgardeo.Error.
type Client struct {
	// OIDCScopes manages the OpenID Connect scopes and their claims.
	OIDCScopes *OIDCScopesClient

	registered
}

// registration is the API for package asgardeo.
var registration = rest.Registration{API: &api}

func newClient(c *rest.Client) *Client {
	return &Client{OIDCScopes: &OIDCScopesClient{operations{c}}}
}

// Scopes returns the OAuth 2.0 scopes that operations need, for asgardeo.WithScopes: those of the named ones, or of all of
// them if no name is given. Operations are named as in errors, by the Operation of asgardeo.Error, such as
// "claims.GetOIDCScope". Unknown names are ignored.
func Scopes(names ...string) []string { return registration.Scopes(names...) }
