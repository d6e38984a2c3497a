package conformance

import (
	"fmt"
	"strings"
)

// upload sends a form with a file in the part with this name.
func upload(s *session, method, part, contentType, content string) *answer {
	form := fmt.Sprintf("--boundary\r\nContent-Disposition: form-data; name=%q; filename=\"app\"\r\nContent-Type: %s\r\n\r\n%s\r\n--boundary--\r\n", part, contentType, content)
	return s.do(method, applications+"/import", form, "Content-Type", "multipart/form-data; boundary=boundary")
}

// exporting is a row about the file of an application with a client.
func exporting(operation, what, path, accept string, contains string, header ...string) row {
	return row{"3.1", operation, what, func(s *session) *answer {
		got := s.get(application(s, client)+path, "Accept", accept)
		secret := strings.Contains(got.body, "<ClientSecret>secret") || strings.Contains(got.body, `"clientSecret": "secret"`)
		if !strings.Contains(got.body, contains) || secret != strings.Contains(path, "exportSecrets=true") {
			s.t.Errorf("got the file %s, want %s in it, and the secret only if asked for", got.body, contains)
		}
		got.body = "" // not JSON
		return got
	}, empty(200, append(header, "Content-Type", "application/octet-stream")...)}
}

// importing is a row about importing the file of an application with a client.
// The application is deleted before the import.
func importing(what, accept string) row {
	return row{"3.1", "applications.Import", what, func(s *session) *answer {
		path := application(s, client)
		file := s.get(path+"/exportFile?exportSecrets=true", "Accept", accept).ok().body
		s.delete(path).ok()
		return upload(s, "POST", "file", accept, file)
	}, empty(201, "Location", "{url}"+applications+"/*")}
}

// importingBad is a row about a file that cannot be imported.
func importingBad(section, what, contentType, content string, w want) row {
	return row{section, "applications.Import", what, func(s *session) *answer {
		s.post(applications, `{"name":"other"`+client+`}`).ok()
		return upload(s, "POST", "file", contentType, content)
	}, w}
}

var fileRows = []row{
	exporting("applications.ExportXML", "XML", "/export", "application/octet-stream", "<ServiceProvider>"),
	exporting("applications.ExportXML", "with secrets", "/export?exportSecrets=true", "*/*", "<ServiceProvider>"),
	exporting("applications.Export", "XML unless asked otherwise", "/exportFile", "", "<ServiceProvider>", "Content-Disposition", `attachment; filename="app.xml"`),
	exporting("applications.Export", "XML", "/exportFile?exportSecrets=true", "application/xml", "<ServiceProvider>"),
	exporting("applications.Export", "YAML", "/exportFile?exportSecrets=true", "application/yaml", `"name": "app"`, "Content-Disposition", `attachment; filename="app.yml"`),
	exporting("applications.Export", "JSON", "/exportFile", "application/json", `"name": "app"`, "Content-Disposition", `attachment; filename="app.json"`,
		"Cache-Control", "no-cache, no-store, must-revalidate", "Pragma", "no-cache", "Expires", "0"),

	importing("from XML", "application/xml"),
	importing("from YAML", "application/yaml"),
	importing("from JSON", "application/json"),
	importingBad("3.2", "name taken", "application/json", `{"application":{"name":"other"}}`, serverError(409, "APP-60007")),
	importingBad("3.2", "client id taken", "application/json", `{"application":{"name":"app"`+client+`}}`, serverError(409, "APP-60009")),
	importingBad("3.2", "bad name", "application/json", `{"application":{"name":"a@b"}}`, serverError(400, "APP-60001")),
	importingBad("3.7", "what is no XML", "application/octet-stream", `{}`, serverError(500, "APP-65001")),
	importingBad("3.7", "what is no JSON", "application/json", `<a/>`, serverError(500, "APP-65001")),
	{"6.3", "applications.Import", "no file", func(s *session) *answer {
		return upload(s, "POST", "other", "application/json", "{}")
	}, serverError(400, "UE-10000")},
	{"6.3", "applications.Import", "no form", func(s *session) *answer { return s.post(applications+"/import", `{}`) }, empty(415)},

	{"3.1", "applications.ImportReplace", "by its name", func(s *session) *answer {
		path := application(s, client)
		got := upload(s, "PUT", "file", "application/json", `{"application":{"name":"app","description":"new"`+strings.Replace(client, `"clientSecret":"secret",`, "", 1)+`}}`)
		if d := s.get(path).member("description"); d != "new" {
			s.t.Errorf("got the description %q, want the new one", d)
		}
		if secret := s.get(path + "/inbound-protocols/oidc").member("clientSecret"); secret != "secret" {
			s.t.Errorf("got the secret %q, want the one there was", secret)
		}
		return got
	}, empty(200, "Location", "{url}"+applications+"/{app}")},
	{"3.7", "applications.ImportReplace", "unknown name", func(s *session) *answer {
		return upload(s, "PUT", "file", "application/json", `{"application":{"name":"nothing"}}`)
	}, serverError(404, "APP-60006")},
	{"3.7", "applications.ImportReplace", "what is no XML", func(s *session) *answer {
		return upload(s, "PUT", "file", "text/xml", "x")
	}, serverError(500, "APP-65001")},
}

// reading is a row about a response that is the same in every organization.
func reading(operation, what, path string, w want) row {
	return row{"3.1", operation, what, func(s *session) *answer { return s.get(applications + path) }, w}
}

// groupList is a row about the list of groups in an organization with one
// group.
func groupList(what, query string, w want) row {
	return row{"3.1", "applications.Metadata.Groups", what, func(s *session) *answer {
		s.let("group", s.create("/scim2/Groups", `{"displayName":"staff"}`))
		return s.get(applications + "/meta/groups" + query)
	}, w}
}

var metadataRows = []row{
	reading("applications.Metadata.Protocols", "all", "/meta/inbound-protocols", body(200, `[{"name":"cas","displayName":"CAS"},
		{"name":"saml","displayName":"SAML2 Web SSO Configuration"},{"name":"oidc","displayName":"OAuth/OpenID Connect Configuration"},
		{"name":"ws-trust","displayName":"WS-Trust Security Token Service Configuration"}]`)),
	reading("applications.Metadata.Protocols", "custom ones", "/meta/inbound-protocols?customOnly=true", body(200, `[{"name":"cas","displayName":"CAS"}]`)),
	reading("applications.Metadata.SAML", "algorithms", "/meta/inbound-protocols/saml", body(200, `{"defaultNameIdFormat":"urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified",
		"certificateAlias":{"options":["wso2carbon"],"defaultValue":"wso2carbon"},"responseSigningAlgorithm":"*","responseDigestAlgorithm":"*",
		"assertionEncryptionAlgorithm":"*","keyEncryptionAlgorithm":"*"}`)),
	reading("applications.Metadata.OIDC", "grants, bindings and algorithms", "/meta/inbound-protocols/oidc", body(200, `{"allowedGrantTypes":"*",
		"defaultUserAccessTokenExpiryTime":"3600","defaultApplicationAccessTokenExpiryTime":"3600","defaultRefreshTokenExpiryTime":"86400","defaultIdTokenExpiryTime":"3600",
		"accessTokenType":{"options":["JWT","Default"],"defaultValue":"Default"},"accessTokenBindingType":{"options":["None","cookie","sso-session","device-flow"],"defaultValue":"None"},
		"allowedIssuers":[{"value":"{url}/oauth2/token","organizationId":"*","tenantDomain":"{org}"}],"*":"*"}`)),
	reading("applications.Metadata.WSTrust", "certificates", "/meta/inbound-protocols/ws-trust", body(200, `{"certificateAlias":{"options":["wso2carbon"]}}`)),
	reading("applications.Metadata.CustomProtocol", "properties", "/meta/inbound-protocols/cas", body(200, `{"displayName":"CAS","configName":"cas","properties":[
		{"name":"app-identifier","displayName":"Application Identifier","type":"STRING","required":true,"displayOrder":1,"isConfidential":false}]}`)),
	reading("applications.Metadata.CustomProtocol", "unknown protocol", "/meta/inbound-protocols/nothing", serverError(404, "APP-60501")),
	groupList("all", "", body(200, `[{"id":"{group}","name":"staff"}]`)),
	groupList("of a user store", "?domain=PRIMARY", body(200, `[{"id":"{group}","name":"staff"}]`)),
	groupList("of another user store", "?domain=OTHER", body(200, `[]`)),
	groupList("by a part of the name", "?filter=name+co+taf", body(200, `[{"id":"{group}","name":"staff"}]`)),
	groupList("nothing matches", "?filter=name+co+x", body(200, `[]`)),
	groupList("filter with another operator", "?filter=name+eq+staff", serverError(400, "APP-60004")),
	groupList("filter that cannot be parsed", "?filter=name", serverError(400, "APP-60004")),
	reading("applications.Metadata.ScriptTemplates", "JSON in a text", "/meta/adaptive-auth-templates", body(200, `{"templatesJSON":"{*}"}`)),
}

const (
	templates    = applications + "/templates"
	templateBody = `"name":"T","description":"d","authenticationProtocol":"oidc","types":["react"],"category":"DEFAULT","displayOrder":2,"templateGroup":"web"`
	templateApp  = `"application":{"name":"app","advancedConfigurations":{"saas":true}}`
)

// aTemplate creates a template and returns its path.
func aTemplate(s *session) string {
	return templates + "/" + s.let("template", s.create(templates, `{`+templateBody+`,`+templateApp+`}`))
}

// templateList is a row about a list with one template.
func templateList(what, query string, w want) row {
	return row{"3.1", "applications.Templates.List", what, func(s *session) *answer {
		aTemplate(s)
		return s.get(templates + "?" + query)
	}, w}
}

var templateRows = []row{
	{"3.1", "applications.Templates.Create", "answers with only the location", func(s *session) *answer {
		return s.post(templates, `{`+templateBody+`,`+templateApp+`}`)
	}, empty(201, "Location", "{url}"+templates+"/*")},
	{"6.3", "applications.Templates.Create", "name taken", func(s *session) *answer {
		aTemplate(s)
		return s.post(templates, `{"name":"T",`+templateApp+`}`)
	}, serverError(409, "TMM_00014")},
	{"6.3", "applications.Templates.Create", "no application", func(s *session) *answer {
		return s.post(templates, `{"name":"T"}`)
	}, serverError(400, "UE-10000")},
	{"6.3", "applications.Templates.Create", "unknown member of the application", func(s *session) *answer {
		return s.post(templates, `{"name":"T","application":{"name":"app","x":1}}`)
	}, serverError(400, "UE-10000")},

	{"3.1", "applications.Templates.Get", "unchanged", func(s *session) *answer { return s.get(aTemplate(s)) },
		body(200, `{"id":"{template}",`+templateBody+`,`+templateApp+`}`)},
	{"6.3", "applications.Templates.Get", "unknown id", func(s *session) *answer { return s.get(templates + "/nothing") }, serverError(404, "TMM_00021")},

	{"3.1", "applications.Templates.Replace", "answers with nothing", func(s *session) *answer {
		path := aTemplate(s)
		got := s.put(path, `{"name":"T","application":{"name":"other"}}`)
		if name := s.get(path).member("application.name"); name != "other" {
			s.t.Errorf("got the application %q, want the new one", name)
		}
		return got
	}, empty(200)},
	{"6.3", "applications.Templates.Replace", "name taken", func(s *session) *answer {
		s.post(templates, `{"name":"other",`+templateApp+`}`).ok()
		return s.put(aTemplate(s), `{"name":"other",`+templateApp+`}`)
	}, serverError(409, "TMM_00014")},
	{"6.3", "applications.Templates.Replace", "unknown id", func(s *session) *answer {
		return s.put(templates+"/nothing", `{"name":"T",`+templateApp+`}`)
	}, serverError(404, "TMM_00021")},

	{"3.1", "applications.Templates.Delete", "once", func(s *session) *answer { return s.delete(aTemplate(s)) }, empty(204)},
	{"6.3", "applications.Templates.Delete", "unknown id", func(s *session) *answer { return s.delete(templates + "/nothing") }, serverError(404, "TMM_00021")},

	templateList("without the applications", "", body(200, `{"templates":[{"id":"{template}",`+templateBody+`,"self":"/t/{org}`+templates+`/{template}"}]}`)),
	templateList("filtered", "filter=name+eq+'x'", body(200, `{"templates":[]}`)),
	templateList("filtered by two attributes", "filter=name+eq+'T'+and+templateGroup+eq+'web'", body(200, `{"templates":["*"]}`)),
	templateList("filter by another attribute", "filter=test+eq+'x'", serverError(400, "APP-65502")),
	templateList("limit", "limit=30", serverError(501, "APP-65004")),
	templateList("offset", "offset=1", serverError(501, "APP-65004")),
}

const loginFlowRequest = `{"available_authenticators":{"local":[{"name":"BasicAuthenticator","idp":"LOCAL","description":"d"}],
	"social":[{"name":"GoogleOIDCAuthenticator","idp":"Google","description":"d"}]},"user_claims":[{"claimURI":"u","description":"d"}],"user_query":"q"}`

// loginFlow starts a generation and returns its id, the end of its paths.
func loginFlow(s *session) string {
	return "/" + s.let("flow", s.post(applications+"/loginflow/generate", loginFlowRequest).ok().member("operation_id"))
}

var loginFlowRows = []row{
	{"3.1", "applications.LoginFlow.Generate", "goes on in the background", func(s *session) *answer {
		return s.post(applications+"/loginflow/generate", loginFlowRequest)
	}, body(202, `{"operation_id":"*"}`)},
	{"6.3", "applications.LoginFlow.Generate", "no query", func(s *session) *answer {
		return s.post(applications+"/loginflow/generate", `{"available_authenticators":{},"user_claims":[]}`)
	}, serverError(400, "UE-10000")},
	{"3.1", "applications.LoginFlow.Status", "in progress", func(s *session) *answer {
		return s.get(applications + "/loginflow/status" + loginFlow(s))
	}, body(200, `{"operation_id":"{flow}","status":{"login_flow_generation_complete":false,"*":"*"}}`)},
	reading("applications.LoginFlow.Status", "unknown id", "/loginflow/status/nothing", serverError(404, "APP-65600")),
	{"3.1", "applications.LoginFlow.Result", "in progress", func(s *session) *answer {
		return s.get(applications + "/loginflow/result" + loginFlow(s))
	}, body(200, `{"status":"IN_PROGRESS","data":{}}`)},
	{"3.1", "applications.LoginFlow.Result", "a sequence", func(s *session) *answer {
		path := applications + "/loginflow/result" + loginFlow(s)
		s.get(path).ok()
		return s.get(path)
	}, body(200, `{"status":"COMPLETED","data":{"type":"USER_DEFINED","steps":[{"id":1,"options":[
		{"idp":"LOCAL","authenticator":"BasicAuthenticator"},{"idp":"Google","authenticator":"GoogleOIDCAuthenticator"}]}],
		"requestPathAuthenticators":[],"subjectStepId":1,"attributeStepId":1}}`)},
	reading("applications.LoginFlow.Result", "unknown id", "/loginflow/result/nothing", serverError(404, "APP-65601")),
}
