package scim

import (
	"context"
	"errors"
)

// SchemasClient tells which attributes users have (RFC 7643, section 7). Any access token will do.
type SchemasClient struct{ ops operations }

// List returns the schemas of users, those of the organization's own attributes too (GET /Schemas).
func (c *SchemasClient) List(ctx context.Context) ([]Schema, error) {
	list, _, err := c.ops.listSchemas(ctx)
	if err != nil {
		return nil, err
	}
	return *list, nil
}

// Get returns a schema by its URN, such as [SchemaUser] (GET /Schemas/{id}). The server answers one that it does not
// know with asgardeo.ErrNotImplemented.
func (c *SchemasClient) Get(ctx context.Context, id string) (*Schema, error) {
	list, resp, err := c.ops.getSchema(ctx, id)
	if err != nil {
		return nil, err
	}
	if len(*list) != 1 {
		return nil, c.ops.rest.Unexpected("scim.GetSchema", resp, "%w", errors.New("the answer is not one schema"))
	}
	return &(*list)[0], nil
}

// ResourceTypesClient tells which kinds of resources there are (RFC 7643, section 6). The server answers it without an
// access token.
type ResourceTypesClient struct{ ops operations }

// List returns the kinds of resources (GET /ResourceTypes).
func (c *ResourceTypesClient) List(ctx context.Context) ([]ResourceType, error) {
	list, _, err := c.ops.listResourceTypes(ctx)
	if err != nil {
		return nil, err
	}
	return *list, nil
}

// SchemaExtensions are the schemas that add attributes to a kind of resource. Servers send a single one without a list.
type SchemaExtensions []SchemaExtension

// UnmarshalJSON reads a list or a single extension.
func (v *SchemaExtensions) UnmarshalJSON(data []byte) error {
	return (*many[SchemaExtension])(v).UnmarshalJSON(data)
}

// ServiceProviderConfigClient tells what the server can do (RFC 7643, section 5). The server answers it without an
// access token.
type ServiceProviderConfigClient struct{ ops operations }

// Get returns what the server can do (GET /ServiceProviderConfig).
func (c *ServiceProviderConfigClient) Get(ctx context.Context) (*ServiceProviderConfig, error) {
	config, _, err := c.ops.getServiceProviderConfig(ctx)
	return config, err
}
