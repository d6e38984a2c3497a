package scim

import (
	"fmt"

	"github.com/seed-01804ef5/asgardeo-go/internal/rest"
)

// URNs of schemas and messages (RFC 7643, RFC 7644, and WSO2's own).
const (
	SchemaUser           = "urn:ietf:params:scim:schemas:core:2.0:User"                 // of User
	SchemaEnterpriseUser = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User" // of EnterpriseUser
	SchemaGroup          = "urn:ietf:params:scim:schemas:core:2.0:Group"                // of Group
	SchemaRole           = "urn:ietf:params:scim:schemas:extension:2.0:Role"            // of Role
	SchemaWSO2           = "urn:scim:wso2:schema"                                       // of the attributes of WSO2's own schema
	SchemaCustomUser     = "urn:scim:schemas:extension:custom:User"                     // of the attributes that the organization has defined
	SchemaSearchRequest  = "urn:ietf:params:scim:api:messages:2.0:SearchRequest"        // of SearchRequest
)

const (
	schemaPatchOp     = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
	schemaBulkRequest = "urn:ietf:params:scim:api:messages:2.0:BulkRequest"
)

// Client manages users, groups and roles. Its errors are of type *asgardeo.Error.
type Client struct {
	// Users manages users.
	Users *UsersClient
	// Groups manages groups of users.
	Groups *GroupsClient
	// Roles manages roles, by version 2 of the roles API, which every server has.
	Roles *RolesClient
	// RolesV3 manages roles by version 3 of the roles API, which has separate scopes for assigning users and groups.
	RolesV3 *RolesV3Client
	// RolesV1 manages the roles of version 1 of the roles API.
	//
	// Deprecated: these roles do not grant scopes of API resources. Use Roles.
	RolesV1 *RolesV1Client
	// Me manages the user that the access token was issued to.
	Me *MeClient
	// Bulk carries out many operations in one request.
	Bulk *BulkClient
	// Schemas describes the attributes of users.
	Schemas *SchemasClient
	// ResourceTypes lists the types of resources.
	ResourceTypes *ResourceTypesClient
	// ServiceProviderConfig describes the features of the server.
	ServiceProviderConfig *ServiceProviderConfigClient

	registered
}

func newClient(c *rest.Client) *Client {
	ops := operations{c}
	return &Client{
		Users:                 &UsersClient{ops},
		Groups:                &GroupsClient{ops},
		Roles:                 &RolesClient{ops},
		RolesV3:               &RolesV3Client{ops},
		RolesV1:               &RolesV1Client{ops},
		Me:                    &MeClient{ops},
		Bulk:                  &BulkClient{ops},
		Schemas:               &SchemasClient{ops},
		ResourceTypes:         &ResourceTypesClient{ops},
		ServiceProviderConfig: &ServiceProviderConfigClient{ops},
	}
}

// attributeParams are the query parameters of operations that return one resource.
type attributeParams struct {
	Attributes         []string
	ExcludedAttributes []string
}

// AttributeOption selects attributes of the resource that a call returns (RFC 7644, section 3.9). The zero value selects
// all attributes.
type AttributeOption struct{ with, without []string }

// WithAttributes selects the attributes to return, in addition to those that are always returned. Sub-attributes are named
// with a dot, such as name.familyName. Attributes of extensions follow the URN of their schema and a colon or a dot,
// such as urn:scim:wso2:schema:country. Names are case-insensitive. A name that the server would ignore is
// asgardeo.ErrInvalidInput.
func WithAttributes(names ...string) AttributeOption { return AttributeOption{with: names} }

// WithoutAttributes excludes attributes, named as for [WithAttributes]. The server ignores it if WithAttributes is given.
func WithoutAttributes(names ...string) AttributeOption { return AttributeOption{without: names} }

// shown returns the resource from the response to an update. If the response has no resource, shown reads it with get.
func shown[T any](updated *T, err error, what string, get func() (*T, error)) (*T, error) {
	if err != nil || updated != nil {
		return updated, err
	}
	if updated, err = get(); err != nil {
		return nil, fmt.Errorf("the %s was changed, but reading it failed: %w", what, err)
	}
	return updated, nil
}

func project(options []AttributeOption) *attributeParams {
	var p attributeParams
	for _, option := range options {
		p.Attributes = append(p.Attributes, attributeNames(option.with)...)
		p.ExcludedAttributes = append(p.ExcludedAttributes, attributeNames(option.without)...)
	}
	return &p
}
