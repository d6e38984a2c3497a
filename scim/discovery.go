package scim

import (
	"context"
	"errors"
)

// SchemasClient describes the attributes of users (RFC 7643, section 7). It requires an access token but no scope.
type SchemasClient struct{ ops operations }

// List returns the schemas of users, including those of the attributes that the organization has defined (GET /Schemas).
func (c *SchemasClient) List(ctx context.Context) ([]Schema, error) {
	list, _, err := c.ops.listSchemas(ctx)
	if err != nil {
		return nil, err
	}
	return *list, nil
}

// Get returns a schema by its URN, such as [SchemaUser] (GET /Schemas/{id}). An unknown schema is
// asgardeo.ErrNotImplemented.
func (c *SchemasClient) Get(ctx context.Context, id string) (*Schema, error) {
	list, resp, err := c.ops.getSchema(ctx, id)
	if err != nil {
		return nil, err
	}
	if len(*list) != 1 {
		return nil, c.ops.rest.Unexpected(string(OpSchemasGet), resp, "%w", errors.New("the response is not one schema"))
	}
	return &(*list)[0], nil
}

// ResourceTypesClient lists the types of resources (RFC 7643, section 6). It does not require an access token.
type ResourceTypesClient struct{ ops operations }

// List returns the types of resources (GET /ResourceTypes).
func (c *ResourceTypesClient) List(ctx context.Context) ([]ResourceType, error) {
	list, _, err := c.ops.listResourceTypes(ctx)
	if err != nil {
		return nil, err
	}
	return *list, nil
}

// SchemaExtensions are the schema extensions of a resource type. Servers send a single extension without a list.
type SchemaExtensions []SchemaExtension

// UnmarshalJSON reads a list or a single extension.
func (v *SchemaExtensions) UnmarshalJSON(data []byte) error {
	return (*many[SchemaExtension])(v).UnmarshalJSON(data)
}

// ServiceProviderConfigClient describes the features of the server (RFC 7643, section 5). It does not require an access
// token.
type ServiceProviderConfigClient struct{ ops operations }

// Get returns the features of the server (GET /ServiceProviderConfig).
func (c *ServiceProviderConfigClient) Get(ctx context.Context) (*ServiceProviderConfig, error) {
	config, _, err := c.ops.getServiceProviderConfig(ctx)
	return config, err
}
