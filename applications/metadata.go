package applications

import (
	"context"
	"encoding/json"

	"github.com/seed-01804ef5/asgardeo-go/internal/rest"
)

// MetadataClient lists the options that the server supports in the configuration of applications.
type MetadataClient struct{ ops operations }

type protocolMetadataParams struct{ CustomOnly bool }

// Protocols returns the inbound protocols of the server (GET /applications/meta/inbound-protocols). If customOnly is
// true, it returns only the custom protocols.
func (c *MetadataClient) Protocols(ctx context.Context, customOnly bool) ([]ProtocolMetadata, error) {
	list, _, err := c.ops.listProtocolMetadata(ctx, &protocolMetadataParams{customOnly})
	return rest.Items(list), err
}

// OIDC returns the supported grant types, token types and algorithms, among others (GET /applications/meta/inbound-protocols/oidc).
func (c *MetadataClient) OIDC(ctx context.Context) (*OIDCMetadata, error) {
	metadata, _, err := c.ops.getOIDCMetadata(ctx)
	return metadata, err
}

// SAML returns the supported certificates and algorithms, among others (GET /applications/meta/inbound-protocols/saml).
func (c *MetadataClient) SAML(ctx context.Context) (*SAMLMetadata, error) {
	metadata, _, err := c.ops.getSAMLMetadata(ctx)
	return metadata, err
}

// WSTrust returns the certificates (GET /applications/meta/inbound-protocols/ws-trust).
func (c *MetadataClient) WSTrust(ctx context.Context) (*WSTrustMetadata, error) {
	metadata, _, err := c.ops.getWSTrustMetadata(ctx)
	return metadata, err
}

// CustomProtocol returns the properties of a protocol (GET /applications/meta/inbound-protocols/{protocolId}).
func (c *MetadataClient) CustomProtocol(ctx context.Context, protocolID string) (*CustomProtocolMetadata, error) {
	metadata, _, err := c.ops.getCustomProtocolMetadata(ctx, protocolID)
	return metadata, err
}

// adaptiveTemplates is a JSON document in a string.
type adaptiveTemplates struct {
	TemplatesJSON string `json:"templatesJSON"`
}

// ScriptTemplates returns examples of login scripts, in a JSON document whose format the server defines (GET
// /applications/meta/adaptive-auth-templates).
func (c *MetadataClient) ScriptTemplates(ctx context.Context) (json.RawMessage, error) {
	templates, resp, err := c.ops.getAdaptiveTemplates(ctx)
	if err != nil {
		return nil, err
	}
	if !json.Valid([]byte(templates.TemplatesJSON)) {
		return nil, c.ops.rest.Unexpected(string(OpMetadataScriptTemplates), resp, "the templates are not JSON")
	}
	return json.RawMessage(templates.TemplatesJSON), nil
}

// Groups returns the groups that an application can be made discoverable for (GET /applications/meta/groups). The
// params may be nil.
func (c *MetadataClient) Groups(ctx context.Context, params *ListMetadataGroupsParams) ([]Group, error) {
	list, _, err := c.ops.listMetadataGroups(ctx, params)
	return rest.Items(list), err
}
