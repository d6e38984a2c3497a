package applications

import "context"

// SecretsClient manages the client secrets of an application that may have several of them, so that one can be
// replaced while the other still works. Servers without this feature respond with asgardeo.ErrNotFound or
// asgardeo.ErrForbidden; they have [OIDCClient.RegenerateSecret].
type SecretsClient struct{ ops operations }

// Create adds a client secret (POST /applications/{id}/inbound-protocols/oidc/secrets). The request may be nil: the
// secret then does not expire. If the client has the maximum number of secrets, the error is asgardeo.ErrConflict.
func (c *SecretsClient) Create(ctx context.Context, applicationID string, request *ClientSecretRequest) (*ClientSecret, error) {
	if request == nil {
		request = &ClientSecretRequest{}
	}
	secret, _, err := c.ops.createSecret(ctx, applicationID, request)
	return secret, err
}

// Get returns a client secret (GET /applications/{id}/inbound-protocols/oidc/secrets/{secretId}).
func (c *SecretsClient) Get(ctx context.Context, applicationID, secretID string) (*ClientSecret, error) {
	secret, _, err := c.ops.getSecret(ctx, applicationID, secretID)
	return secret, err
}

type clientSecretList struct {
	Secrets []ClientSecret `json:"list"`
}

// List returns all client secrets (GET /applications/{id}/inbound-protocols/oidc/secrets).
func (c *SecretsClient) List(ctx context.Context, applicationID string) ([]ClientSecret, error) {
	list, _, err := c.ops.listSecrets(ctx, applicationID)
	if err != nil {
		return nil, err
	}
	return list.Secrets, nil
}

// Delete deletes a client secret (DELETE /applications/{id}/inbound-protocols/oidc/secrets/{secretId}). The last
// secret cannot be deleted: the error is asgardeo.ErrConflict.
func (c *SecretsClient) Delete(ctx context.Context, applicationID, secretID string) error {
	_, err := c.ops.deleteSecret(ctx, applicationID, secretID)
	return err
}
