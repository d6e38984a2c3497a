package asgardeotest

import (
	"net/http"
	"strings"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/scimengine"
)

// discoveryOperations say what the SCIM services can do.
func discoveryOperations() []operation {
	row := func(name, path string, who access, h handler) operation {
		return operation{name: name, method: http.MethodGet, path: "/scim2" + path, family: familySCIM, access: who, handler: h}
	}
	return []operation{
		row("listSchemas", "/Schemas", accessAnyToken, listSchemas),
		row("getSchema", "/Schemas/{id}", accessAnyToken, getSchema),
		row("listResourceTypes", "/ResourceTypes", accessPublic, listResourceTypes),
		row("getServiceProviderConfig", "/ServiceProviderConfig", accessPublic, getServiceProviderConfig),
	}
}

func listSchemas(c *call) (reply, error) {
	return asJSON(http.StatusOK, scimengine.UserSchemas).with("Location", c.org.scimURL()+"/Schemas"), nil
}

// getSchema answers with a list of one.
func getSchema(c *call) (reply, error) {
	for _, schema := range scimengine.UserSchemas {
		if strings.EqualFold(schema.ID, c.vars["id"]) {
			return asJSON(http.StatusOK, []scimengine.Schema{schema}).with("Location", c.org.scimURL()+"/Schemas"), nil
		}
	}
	return reply{}, scimFailure(http.StatusNotImplemented, "", "There is no schema "+c.vars["id"]+".")
}

const (
	schemaResourceType = "urn:ietf:params:scim:schemas:core:2.0:ResourceType"
	schemaConfig       = "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"
)

func listResourceTypes(c *call) (reply, error) {
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
	return asJSON(http.StatusOK, document{
		"schemas": []string{schemaList}, "totalResults": 2,
		"Resources": []document{users, kind("Group", "Group", scimengine.GroupSchema)},
	}).with("Location", c.org.scimURL()+"/ResourceTypes"), nil
}

// getServiceProviderConfig says what the product says, whatever the limits of
// the server at hand are.
func getServiceProviderConfig(c *call) (reply, error) {
	supported := func(yes bool) document { return document{"supported": yes} }
	return asJSON(http.StatusOK, document{
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
	}).with("Location", c.org.scimURL()+"/ServiceProviderConfig"), nil
}
