package asgardeotest

import (
	"net/http"
	"strings"
)

const schemaCore = "urn:ietf:params:scim:schemas:core:2.0"

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

// A schemaAttribute describes an attribute (RFC 7643 section 7), with keywords
// in capital letters, as the real server has them.
type schemaAttribute struct {
	Name          string            `json:"name"`
	Type          string            `json:"type"`
	Description   string            `json:"description"`
	MultiValued   bool              `json:"multiValued"`
	Required      bool              `json:"required"`
	CaseExact     bool              `json:"caseExact"`
	Mutability    string            `json:"mutability"`
	Returned      string            `json:"returned"`
	Uniqueness    string            `json:"uniqueness"`
	SubAttributes []schemaAttribute `json:"subAttributes,omitempty"`
}

// A schemaDefinition describes the attributes of a schema.
type schemaDefinition struct {
	ID          string            `json:"id"`
	Name        string            `json:"name"`
	Description string            `json:"description"`
	Attributes  []schemaAttribute `json:"attributes"`
}

// described starts the description of an attribute, which the other functions
// change.
func described(kind, name, description string) schemaAttribute {
	return schemaAttribute{
		Name: name, Type: kind, Description: description,
		Mutability: "READ_WRITE", Returned: "DEFAULT", Uniqueness: "NONE",
	}
}

func textAttribute(name, description string) schemaAttribute {
	return described("STRING", name, description)
}
func boolAttribute(name, description string) schemaAttribute {
	return described("BOOLEAN", name, description)
}
func linkAttribute(name, description string) schemaAttribute {
	return described("REFERENCE", name, description)
}

func objectAttribute(name, description string, parts ...schemaAttribute) schemaAttribute {
	a := described("COMPLEX", name, description)
	a.SubAttributes = parts
	return a
}

// listAttribute is a list of values of different types, such as home and work.
func listAttribute(name, description string) schemaAttribute {
	a := objectAttribute(name, description,
		textAttribute("value", "The value."), textAttribute("type", "What the value is for."),
		textAttribute("display", "The name that people see."), boolAttribute("primary", "Whether the value is the preferred one."))
	a.MultiValued = true
	return a
}

// readOnly makes the attribute and its parts ones that only the server sets.
func (a schemaAttribute) readOnly() schemaAttribute {
	a.Mutability = "READ_ONLY"
	for i := range a.SubAttributes {
		a.SubAttributes[i].Mutability = "READ_ONLY"
	}
	return a
}

func (a schemaAttribute) many() schemaAttribute { a.MultiValued = true; return a }

// kind is what the values of the attribute are in a request.
func (a schemaAttribute) kind() attributeKind {
	switch {
	case a.Mutability == "READ_ONLY":
		return kindReadOnly
	case a.MultiValued:
		return kindMulti
	case a.Type == "COMPLEX":
		return kindComplex
	case a.Type == "BOOLEAN":
		return kindBoolean
	}
	return kindText
}

// schemaDefinitions are the schemas of users, in the order the real server
// lists them.
var schemaDefinitions = []schemaDefinition{
	{schemaCore, "Core", "Core", coreAttributes()},
	{schemaUser, "User", "User Account", userSchemaAttributes()},
	{schemaEnterprise, "Enterprise User", "Enterprise User", []schemaAttribute{
		textAttribute("employeeNumber", "The number the employer gave."),
		textAttribute("costCenter", "The cost center."),
		textAttribute("organization", "The organization the user works for."),
		textAttribute("division", "The division."),
		textAttribute("department", "The department."),
		objectAttribute("manager", "The manager.",
			textAttribute("value", "The id of the manager."), linkAttribute("$ref", "The URL of the manager."),
			textAttribute("displayName", "The name of the manager.")),
	}},
	{schemaSystem, "System User", "System User", []schemaAttribute{
		boolAttribute("askPassword", "Asks the user to choose a password. It is not kept."),
		boolAttribute("verifyEmail", "Asks the user to confirm the address. It is not kept."),
		boolAttribute("accountLocked", "Whether the account is locked."),
		boolAttribute("accountDisabled", "Whether the account is disabled."),
		textAttribute("country", "The country."),
	}},
	{schemaAgent, "Agent", "Agent", []schemaAttribute{}},
	{schemaCustom, "Custom User", "Custom User", []schemaAttribute{}},
}

func coreAttributes() []schemaAttribute {
	id := textAttribute("id", "The id of the resource.").readOnly()
	id.Required, id.CaseExact, id.Returned, id.Uniqueness = true, true, "ALWAYS", "SERVER"
	return []schemaAttribute{
		id,
		textAttribute("externalId", "An id the client chose."),
		objectAttribute("meta", "What the server notes down about the resource.",
			textAttribute("resourceType", "The kind of resource."), linkAttribute("location", "The URL of the resource."),
			described("DATE_TIME", "created", "When the resource was made."),
			described("DATE_TIME", "lastModified", "When the resource was changed last.")).readOnly(),
	}
}

func userSchemaAttributes() []schemaAttribute {
	userName := textAttribute("userName", "The name the user signs in with.")
	userName.Required, userName.Uniqueness = true, "SERVER"
	password := textAttribute("password", "The password.")
	password.Mutability, password.Returned = "WRITE_ONLY", "NEVER"
	return []schemaAttribute{
		userName,
		objectAttribute("name", "The parts of the name.",
			textAttribute("formatted", "The whole name."), textAttribute("familyName", "The last name."),
			textAttribute("givenName", "The first name."), textAttribute("middleName", "The middle name."),
			textAttribute("honorificPrefix", "What stands before the name."), textAttribute("honorificSuffix", "What stands behind the name.")),
		textAttribute("displayName", "The name that people see."),
		textAttribute("nickName", "What friends call the user."),
		linkAttribute("profileUrl", "The URL of a page about the user."),
		textAttribute("title", "The job title."),
		textAttribute("userType", "What the user is to the organization."),
		textAttribute("preferredLanguage", "The tag of a language."),
		textAttribute("locale", "The tag of a language for dates and numbers."),
		textAttribute("timezone", "The name of a time zone."),
		boolAttribute("active", "Whether the account is in use."),
		password,
		listAttribute("emails", "The addresses for mail."),
		listAttribute("phoneNumbers", "The telephone numbers."),
		listAttribute("ims", "The addresses for instant messages."),
		listAttribute("photos", "The URLs of pictures."),
		objectAttribute("addresses", "The postal addresses.",
			textAttribute("formatted", "The whole address."), textAttribute("streetAddress", "Street and house."),
			textAttribute("locality", "The town."), textAttribute("region", "The state or province."),
			textAttribute("postalCode", "The postal code."), textAttribute("country", "The country."),
			textAttribute("type", "What the address is for.")).many(),
		listAttribute("entitlements", "Things the user has."),
		listAttribute("x509Certificates", "Certificates in base64."),
		objectAttribute("groups", "The groups the user is in.",
			textAttribute("value", "The id of the group."), linkAttribute("$ref", "The URL of the group."),
			textAttribute("display", "The name of the group.")).many().readOnly(),
		objectAttribute("roles", "The roles of the user.",
			textAttribute("value", "The id of the role."), linkAttribute("$ref", "The URL of the role."),
			textAttribute("display", "The name of the role."), textAttribute("audienceValue", "The id of the audience."),
			textAttribute("audienceDisplay", "The name of the audience."), textAttribute("audienceType", "The kind of the audience.")).many().readOnly(),
	}
}

// userKinds are the attributes of users, those of the extensions within a
// member that has the name of their schema.
var userKinds = func() attributeKinds {
	kinds := attributeKinds{"schemas": kindReadOnly}
	for _, extension := range userExtensions {
		kinds[extension] = kindComplex
	}
	for _, schema := range schemaDefinitions {
		if _, extension := kinds[schema.ID]; extension {
			continue
		}
		for _, attribute := range schema.Attributes {
			kinds[attribute.Name] = attribute.kind()
		}
	}
	return kinds
}()

func listSchemas(c *call) (reply, error) {
	return asJSON(http.StatusOK, schemaDefinitions).with("Location", c.org.scimURL()+"/Schemas"), nil
}

// getSchema answers with a list of one.
func getSchema(c *call) (reply, error) {
	for _, schema := range schemaDefinitions {
		if strings.EqualFold(schema.ID, c.vars["id"]) {
			return asJSON(http.StatusOK, []schemaDefinition{schema}).with("Location", c.org.scimURL()+"/Schemas"), nil
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
	users := kind("User", "User Account", schemaUser)
	var extensions []document
	for _, schema := range []string{schemaEnterprise, schemaSystem, schemaCustom} {
		extensions = append(extensions, document{"schema": schema, "required": false})
	}
	users["schemaExtensions"] = extensions
	return asJSON(http.StatusOK, document{
		"schemas": []string{schemaList}, "totalResults": 2,
		"Resources": []document{users, kind("Group", "Group", schemaGroup)},
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
