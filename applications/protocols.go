package applications

import (
	"context"

	"github.com/seed-01804ef5/asgardeo-go/internal/rest"
)

// InboundProtocolOAuth2 is the Type of an [InboundProtocol] for OAuth 2.0 and OpenID Connect.
const InboundProtocolOAuth2 = "oauth2"

// ListInboundProtocols returns the protocols that an application uses (GET /applications/{id}/inbound-protocols/).
func (c *Client) ListInboundProtocols(ctx context.Context, id string) ([]InboundProtocol, error) {
	list, _, err := c.ops.listInboundProtocols(ctx, id)
	return rest.Items(list), err
}

// SAMLClient manages the SAML 2.0 configuration of an application.
type SAMLClient struct{ ops operations }

// Get returns the configuration (GET /applications/{id}/inbound-protocols/saml). An application without one is
// asgardeo.ErrNotFound.
func (c *SAMLClient) Get(ctx context.Context, applicationID string) (*SAMLServiceProvider, error) {
	config, _, err := c.ops.getSAML(ctx, applicationID)
	return config, err
}

// Replace replaces the configuration, or adds one (PUT /applications/{id}/inbound-protocols/saml). To change what
// [SAMLClient.Get] returned, put it into the ManualConfiguration of config, which requires Issuer and
// AssertionConsumerURLs. Alternatively set MetadataFile or MetadataURL. An issuer that is already taken is
// asgardeo.ErrConflict.
func (c *SAMLClient) Replace(ctx context.Context, applicationID string, config *SAMLConfiguration) error {
	if err := config.check(); err != nil {
		return c.ops.rest.Invalid(string(OpSAMLReplace), "%w", err)
	}
	_, err := c.ops.replaceSAML(ctx, applicationID, config)
	return err
}

// Delete deletes the configuration (DELETE /applications/{id}/inbound-protocols/saml).
func (c *SAMLClient) Delete(ctx context.Context, applicationID string) error {
	_, err := c.ops.deleteSAML(ctx, applicationID)
	return err
}

// PassiveSTSClient manages the passive STS (WS-Federation) configuration of an application.
type PassiveSTSClient struct{ ops operations }

// Get returns the configuration (GET /applications/{id}/inbound-protocols/passive-sts). An application without one is
// asgardeo.ErrNotFound.
func (c *PassiveSTSClient) Get(ctx context.Context, applicationID string) (*PassiveSTSConfiguration, error) {
	config, _, err := c.ops.getPassiveSTS(ctx, applicationID)
	return config, err
}

// Replace replaces the configuration, or adds one (PUT /applications/{id}/inbound-protocols/passive-sts). Realm and
// ReplyTo are required. A realm that is already taken is asgardeo.ErrConflict.
func (c *PassiveSTSClient) Replace(ctx context.Context, applicationID string, config *PassiveSTSConfiguration) error {
	if err := config.check(); err != nil {
		return c.ops.rest.Invalid(string(OpPassiveSTSReplace), "%w", err)
	}
	_, err := c.ops.replacePassiveSTS(ctx, applicationID, config)
	return err
}

// Delete deletes the configuration (DELETE /applications/{id}/inbound-protocols/passive-sts).
func (c *PassiveSTSClient) Delete(ctx context.Context, applicationID string) error {
	_, err := c.ops.deletePassiveSTS(ctx, applicationID)
	return err
}

// WSTrustClient manages the WS-Trust configuration of an application. Not every server has the protocol.
type WSTrustClient struct{ ops operations }

// Get returns the configuration (GET /applications/{id}/inbound-protocols/ws-trust). An application without one is
// asgardeo.ErrNotFound.
func (c *WSTrustClient) Get(ctx context.Context, applicationID string) (*WSTrustConfiguration, error) {
	config, _, err := c.ops.getWSTrust(ctx, applicationID)
	return config, err
}

// Replace replaces the configuration, or adds one (PUT /applications/{id}/inbound-protocols/ws-trust). Audience and
// CertificateAlias are required. An audience that is already taken is asgardeo.ErrConflict.
func (c *WSTrustClient) Replace(ctx context.Context, applicationID string, config *WSTrustConfiguration) error {
	if err := config.check(); err != nil {
		return c.ops.rest.Invalid(string(OpWSTrustReplace), "%w", err)
	}
	_, err := c.ops.replaceWSTrust(ctx, applicationID, config)
	return err
}

// Delete deletes the configuration (DELETE /applications/{id}/inbound-protocols/ws-trust).
func (c *WSTrustClient) Delete(ctx context.Context, applicationID string) error {
	_, err := c.ops.deleteWSTrust(ctx, applicationID)
	return err
}

// CustomProtocolsClient manages configurations of protocols that a server was extended with. The protocols and their
// ids are in the result of [MetadataClient.Protocols].
type CustomProtocolsClient struct{ ops operations }

// Get returns the configuration of a protocol (GET /applications/{id}/inbound-protocols/{protocolId}).
func (c *CustomProtocolsClient) Get(ctx context.Context, applicationID, protocolID string) (*CustomProtocolConfiguration, error) {
	config, _, err := c.ops.getCustomProtocol(ctx, applicationID, protocolID)
	return config, err
}

// Replace replaces the configuration of a protocol, or adds one (PUT
// /applications/{id}/inbound-protocols/{protocolId}). Name and ConfigName are required: [MetadataClient.Protocols] and
// [MetadataClient.CustomProtocol] return them.
func (c *CustomProtocolsClient) Replace(ctx context.Context, applicationID, protocolID string, config *CustomProtocolConfiguration) error {
	if err := config.check(); err != nil {
		return c.ops.rest.Invalid(string(OpCustomProtocolsReplace), "%w", err)
	}
	_, err := c.ops.replaceCustomProtocol(ctx, applicationID, protocolID, config)
	return err
}

// Delete deletes the configuration of a protocol (DELETE /applications/{id}/inbound-protocols/{protocolId}).
func (c *CustomProtocolsClient) Delete(ctx context.Context, applicationID, protocolID string) error {
	_, err := c.ops.deleteCustomProtocol(ctx, applicationID, protocolID)
	return err
}
