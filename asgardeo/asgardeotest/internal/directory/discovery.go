package directory

import (
	"net/http"
	"strings"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/scimengine"
)

// discoveryOperations returns the operations that describe the SCIM services.
func (d *Directory) discoveryOperations() []engine.Operation {
	row := func(name, path string, who engine.Access, h handler) engine.Operation {
		return engine.Operation{Name: name, Method: http.MethodGet, Path: prefix + path, Access: who, Handler: d.handler(h)}
	}
	return []engine.Operation{
		row("scim.Schemas.List", "/Schemas", engine.AnyTokenAccess, listSchemas),
		row("scim.Schemas.Get", "/Schemas/{id}", engine.AnyTokenAccess, getSchema),
		row("scim.ResourceTypes.List", "/ResourceTypes", engine.PublicAccess, listResourceTypes),
		row("scim.ServiceProviderConfig.Get", "/ServiceProviderConfig", engine.PublicAccess, getServiceProviderConfig),
	}
}

func listSchemas(c *call) (engine.Reply, error) {
	return engine.JSON(http.StatusOK, c.org.d.schemas).With("Location", c.org.scimURL()+"/Schemas"), nil
}

// getSchema returns a list with one schema.
func getSchema(c *call) (engine.Reply, error) {
	for _, schema := range c.org.d.schemas {
		if strings.EqualFold(schema.ID, c.Vars["id"]) {
			return engine.JSON(http.StatusOK, []scimengine.Schema{schema}).With("Location", c.org.scimURL()+"/Schemas"), nil
		}
	}
	return engine.Reply{}, fail(http.StatusNotImplemented, "", "There is no schema "+c.Vars["id"]+".")
}

const (
	schemaResourceType = "urn:ietf:params:scim:schemas:core:2.0:ResourceType"
	schemaConfig       = "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"
)

func listResourceTypes(c *call) (engine.Reply, error) {
	kind := func(name, description, schema string) document {
		return document{
			"schemas": []string{schemaResourceType},
			"id":      name, "name": name, "description": description, "endpoint": "/" + name + "s", "schema": schema,
			"meta": document{"resourceType": "ResourceType", "location": c.org.scimURL() + "/ResourceType/" + name},
		}
	}
	users := kind("User", "User Account", scimengine.UserSchema)
	var extensions []document
	for _, schema := range []string{scimengine.EnterpriseSchema, scimengine.SystemSchema, scimengine.CustomSchema} {
		extensions = append(extensions, document{"schema": schema, "required": false})
	}
	users["schemaExtensions"] = extensions
	return engine.JSON(http.StatusOK, document{
		"schemas": []string{schemaList}, "totalResults": 2,
		"Resources": []document{users, kind("Group", "Group", scimengine.GroupSchema)},
	}).With("Location", c.org.scimURL()+"/ResourceTypes"), nil
}

// getServiceProviderConfig returns the configuration of WSO2 Identity Server,
// regardless of the settings.
func getServiceProviderConfig(c *call) (engine.Reply, error) {
	supported := func(yes bool) document { return document{"supported": yes} }
	return engine.JSON(http.StatusOK, document{
		"schemas":        []string{schemaConfig},
		"patch":          supported(true),
		"bulk":           document{"supported": true, "maxOperations": bulkLimitOfProduct, "maxPayloadSize": 1 << 20},
		"filter":         document{"supported": true, "maxResults": 200},
		"changePassword": supported(false),
		"sort":           supported(false),
		"etag":           supported(false),
		"authenticationSchemes": []document{{
			"type": "oauthbearertoken", "name": "OAuth Bearer Token", "description": "An OAuth 2.0 access token.",
			"specUri": "https://www.rfc-editor.org/info/rfc6750", "primary": true,
		}},
	}).With("Location", c.org.scimURL()+"/ServiceProviderConfig"), nil
}
