package claims

import "github.com/seed-01804ef5/asgardeo-go/internal/rest"

// Client manages OpenID Connect scopes. Its errors are of type *asgardeo.Error.
type Client struct {
	// OIDCScopes manages the OpenID Connect scopes and their claims.
	OIDCScopes *OIDCScopesClient

	registered
}

func newClient(c *rest.Client) *Client {
	return &Client{OIDCScopes: &OIDCScopesClient{operations{c}}}
}
