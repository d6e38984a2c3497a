package conformance

const (
	schemas       = "/scim2/Schemas"
	resourceTypes = "/scim2/ResourceTypes"
	serverConfig  = "/scim2/ServiceProviderConfig"
)

// anonymous returns a call without a token.
func anonymous(path string) func(*session) *answer {
	return func(s *session) *answer { return s.as("").get(path) }
}

// schemaOf returns the first members of a schema.
func schemaOf(id string) string {
	return `{"id":"` + id + `","name":"*","description":"*","attributes":"*"}`
}

var scimDiscoveryRows = []row{
	{"4.3", "scim.Schemas.List", "success", given("GET", schemas, ""), body(200, `[`+
		schemaOf("urn:ietf:params:scim:schemas:core:2.0")+`,`+schemaOf("urn:ietf:params:scim:schemas:core:2.0:User")+`,`+
		schemaOf("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User")+`,`+schemaOf("urn:scim:wso2:schema")+`,`+
		schemaOf("urn:scim:wso2:agent:schema")+`,`+schemaOf("urn:scim:schemas:extension:custom:User")+`]`)},
	{"4.1", "scim.Schemas.List", "a token without scopes", func(s *session) *answer { return s.with("device_1").get(schemas) }, body(200, `"*"`)},
	{"4.1", "scim.Schemas.Get", "success", given("GET", schemas+"/urn:ietf:params:scim:schemas:core:2.0:User", ""),
		body(200, `[`+schemaOf("urn:ietf:params:scim:schemas:core:2.0:User")+`]`).describing(`{"name":"userName","type":"STRING"`)},
	{"4.1", "scim.Schemas.Get", "id in capital letters", given("GET", schemas+"/URN:SCIM:WSO2:SCHEMA", ""), body(200, `[`+schemaOf("urn:scim:wso2:schema")+`]`)},
	{"4.1", "scim.Schemas.Get", "unknown schema", given("GET", schemas+"/urn:other", ""), scimError(501, "")},

	{"4.1", "scim.ResourceTypes.List", "success, without a token", anonymous(resourceTypes), body(200, `{
		"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":2,"Resources":[
		{"id":"User","name":"User","endpoint":"/Users","schema":"urn:ietf:params:scim:schemas:core:2.0:User","schemaExtensions":[
			{"schema":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User","required":false},
			{"schema":"urn:scim:wso2:schema","required":false},
			{"schema":"urn:scim:schemas:extension:custom:User","required":false}],"*":"*"},
		{"id":"Group","name":"Group","endpoint":"/Groups","schema":"urn:ietf:params:scim:schemas:core:2.0:Group","*":"*"}]}`)},

	{"4.1", "scim.ServiceProviderConfig.Get", "success, without a token", anonymous(serverConfig), body(200, `{
		"schemas":["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
		"patch":{"supported":true},"bulk":{"supported":true,"maxOperations":1000,"maxPayloadSize":1048576},
		"filter":{"supported":true,"maxResults":200},"changePassword":{"supported":false},"sort":{"supported":false},"etag":{"supported":false},
		"authenticationSchemes":["*"]}`)},
}
