package conformance

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

const (
	applications = "/api/server/v1/applications"

	// client has the members that make an application an OIDC client.
	client = `,"inboundProtocolConfiguration":{"oidc":{"clientId":"client","clientSecret":"secret","grantTypes":["client_credentials"]}}`
)

var applicationTable = table{
	rows: slices.Concat(
		applicationRows, applicationListRows, applicationPatchRows, applicationPartRows, authorizedAPIRows, unknownApplicationRows(),
		oidcRows, secretRows, inboundRows, fileRows, metadataRows, templateRows, sharingRows, loginFlowRows, applicationGrammarRows(),
	),
	generic: []string{
		"applications.Delete",
		"applications.OIDC.Delete",
		"applications.SAML.Delete",
		"applications.PassiveSTS.Delete",
		"applications.WSTrust.Delete",
		"applications.CustomProtocols.Delete",
		"applications.GetResident",
		"applications.Metadata.Protocols",
		"applications.Metadata.SAML",
		"applications.Metadata.OIDC",
		"applications.Metadata.WSTrust",
		"applications.Metadata.ScriptTemplates",
	},
	// The facts also list a limit to the number of applications (APP-60503),
	// and codes that no request causes here: APP-60521 and APP-65003,
	// OAUTH-60002 and OAUTH-60003.
	codes: slices.Concat(
		codes("APP-", "60001", "60004", "60006", "60007", "60008", "60009", "60501", "60502", "60504", "60505", "60506",
			"60507", "60508", "60509", "60510", "60511", "60512", "60513", "60514", "60515", "60516", "60517", "60518",
			"60519", "60520", "65002", "65006", "65501"),
		codes("OAUTH-", "60001", "60006", "60008", "60010", "60011"), codes("SAML-", "60002"),
	),
}

// application creates an application with these additional members and returns
// its path. In expected values, {app} is its id.
func application(s *session, members string) string {
	return applications + "/" + s.let("app", s.create(applications, `{"name":"app"`+members+`}`))
}

// creation is a row about a request to create an application.
func creation(section, what, body string, w want) row {
	return row{section, "applications.Create", what, func(s *session) *answer { return s.post(applications, body) }, w}
}

// clientCreation is a row about a request that also creates an OIDC client.
func clientCreation(section, what, oidc string, w want) row {
	return creation(section, what, `{"name":"app","inboundProtocolConfiguration":{"oidc":{`+oidc+`}}}`, w)
}

var applicationRows = []row{
	creation("3.1", "answers with only the location", `{"name":"Shop 1.0"}`, empty(201, "Location", "{url}"+applications+"/*-*-4*-*-*")),
	creation("3.2", "the smallest M2M application", `{"name":"x","templateId":"m2m-application","associatedRoles":{"allowedAudience":"APPLICATION","roles":[]},`+
		`"inboundProtocolConfiguration":{"oidc":{"grantTypes":["client_credentials"]}}}`, empty(201)),
	{"3.1", "applications.Create", "from a template", func(s *session) *answer {
		return s.post(applications+"?template=x", `{"name":"app"}`)
	}, serverError(501, "APP-65501")},
	creation("3.2", "name with an at sign", `{"name":"a@b"}`, serverError(400, "APP-60001")),
	creation("3.2", "name with two spaces", `{"name":"a  b"}`, serverError(400, "APP-60001")),
	creation("3.2", "name with a space at the end", `{"name":"a "}`, serverError(400, "APP-60001")),
	creation("6.3", "no name", `{"description":"d"}`, serverError(400, "UE-10000").describing("Property name cannot be null.")),
	creation("3.2", "reserved name", `{"name":"My Account"}`, serverError(400, "APP-60515")),
	{"3.2", "applications.Create", "name taken", func(s *session) *answer {
		application(s, "")
		return s.post(applications, `{"name":"app"}`)
	}, serverError(409, "APP-60007")},
	{"3.2", "applications.Create", "name taken, with a client", func(s *session) *answer {
		application(s, "")
		return s.post(applications, `{"name":"app"`+client+`}`)
	}, serverError(409, "OAUTH-60008")},
	{"3.2", "applications.Create", "client id taken", func(s *session) *answer {
		application(s, client)
		return s.post(applications, `{"name":"other"`+client+`}`)
	}, serverError(409, "OAUTH-60008")},
	{"3.2", "applications.Create", "inbound key taken", func(s *session) *answer {
		const sts = `,"inboundProtocolConfiguration":{"passiveSts":{"realm":"r","replyTo":"https://r"}}`
		application(s, sts)
		return s.post(applications, `{"name":"other"`+sts+`}`)
	}, serverError(409, "APP-60009")},
	{"3.7", "applications.Create", "SAML issuer taken", func(s *session) *answer {
		const saml = `,"inboundProtocolConfiguration":{"saml":{"manualConfiguration":{"issuer":"i","assertionConsumerUrls":["https://a"]}}}`
		application(s, saml)
		return s.post(applications, `{"name":"other"`+saml+`}`)
	}, serverError(409, "SAML-60002")},
	creation("3.4", "discoverable without access URL", `{"name":"app","advancedConfigurations":{"discoverableByEndUsers":true}}`, serverError(400, "APP-60001")),
	creation("3.4", "roles of the organization", `{"name":"app","associatedRoles":{"allowedAudience":"ORGANIZATION","roles":[{"id":"r"}]}}`, serverError(403, "APP-60008")),
	creation("6.3", "unknown audience", `{"name":"app","associatedRoles":{"allowedAudience":"application"}}`, serverError(400, "UE-10000")),
	creation("3.2", "properties of the service provider", `{"name":"app","advancedConfigurations":{"additionalSpProperties":[{"name":"n","value":"v"}]}}`, serverError(500, "APP-65006")),
	creation("3.2", "mapped subject mandatory and not used", `{"name":"app","claimConfiguration":{"subject":{"mappedLocalSubjectMandatory":true,"useMappedLocalSubject":false}}}`, serverError(500, "APP-65006")),
	creation("3.2", "steps of its own, and none", `{"name":"app","authenticationSequence":{"type":"USER_DEFINED"}}`, serverError(500, "APP-65006")),
	creation("3.2", "a gap between steps", `{"name":"app","authenticationSequence":{"type":"USER_DEFINED","steps":[{"id":2,"options":[{"idp":"LOCAL","authenticator":"totp"}]}]}}`, serverError(500, "APP-65006")),
	creation("3.10", "subject claim that is not mapped", `{"name":"app","claimConfiguration":{"dialect":"CUSTOM","subject":{"claim":{"uri":"mail"}}}}`, serverError(400, "APP-60001")),
	{"3.2", "applications.Create", "what is ignored", func(s *session) *answer {
		path := application(s, `,"logoutReturnUrl":"https://out","advancedConfigurations":{"fragment":true},"claimConfiguration":{"subject":{"mappedLocalSubjectMandatory":true}}`)
		return s.get(path)
	}, body(200, `{"id":"{app}","name":"app","applicationVersion":"v*","isManagementApp":false,"isB2BSelfServiceApp":false,"applicationEnabled":true,
		"associatedRoles":"*","inboundProtocols":[],"access":"WRITE","claimConfiguration":{"subject":{"mappedLocalSubjectMandatory":false,"*":"*"},"*":"*"},
		"authenticationSequence":"*","advancedConfigurations":{"fragment":false,"*":"*"},"provisioningConfigurations":"*"}`)},
	creation("3.7", "outbound provisioning", `{"name":"app","provisioningConfigurations":{"outboundProvisioningIdps":[{"idp":"i","connector":"c"}]}}`, serverError(400, "APP-60514")),
	creation("6.3", "a step without options", `{"name":"app","authenticationSequence":{"steps":[{"id":1,"options":[]}]}}`, serverError(400, "UE-10000")),
	{"6.2", "applications.Create", "script without its scope", func(s *session) *answer {
		return s.without("internal_application_script_update").post(applications, `{"name":"app","authenticationSequence":{"script":"x"}}`)
	}, serverError(403, "APP-60520")},

	clientCreation("3.2", "M2M client without callback", `"grantTypes":["client_credentials","organization_switch","password","refresh_token"]`, empty(201)),
	clientCreation("3.2", "code without callback", `"grantTypes":["authorization_code"]`, serverError(400, "OAUTH-60001")),
	clientCreation("3.2", "implicit without callback", `"grantTypes":["implicit"]`, serverError(400, "OAUTH-60001")),
	clientCreation("3.2", "callback with a fragment", `"grantTypes":["authorization_code"],"callbackURLs":["https://a#b"]`, serverError(400, "OAUTH-60001")),
	clientCreation("3.2", "public M2M client", `"grantTypes":["client_credentials"],"publicClient":true`, serverError(400, "OAUTH-60001")),
	clientCreation("3.2", "unknown grant", `"grantTypes":["magic"]`, serverError(400, "OAUTH-60001")),
	clientCreation("6.3", "no grants", `"grantTypes":[]`, serverError(400, "UE-10000")),
	clientCreation("3.2", "unknown algorithm", `"grantTypes":["password"],"idToken":{"idTokenSignedResponseAlg":"X"}`, serverError(400, "OAUTH-60001")),
	clientCreation("3.2", "bad audience", `"grantTypes":["password"],"idToken":{"audience":["a","a"]}`, serverError(400, "OAUTH-60001")),
	clientCreation("3.5", "origin with a path", `"grantTypes":["password"],"allowedOrigins":["https://a/b"]`, serverError(400, "APP-60001")),
	clientCreation("3.2", "hybrid flow without response type", `"grantTypes":["password"],"hybridFlow":{"enable":true}`, serverError(500, "APP-65006")),
	clientCreation("3.2", "hybrid flow with another response type", `"grantTypes":["password"],"hybridFlow":{"enable":true,"responseType":"token"}`, serverError(500, "APP-65006")),
	clientCreation("3.2", "several callbacks", `"grantTypes":["authorization_code"],"callbackURLs":["https://a","https://b"]`, serverError(500, "APP-65006")),
	clientCreation("3.2", "blank callback for a code", `"grantTypes":["authorization_code"],"callbackURLs":[" "]`, serverError(400, "OAUTH-60001")),
	clientCreation("3.2", "JWTs with both lifetimes", `"grantTypes":["client_credentials"],`+jwts, empty(201)),
	clientCreation("3.2", "no grants at all", `"publicClient":false`, serverError(400, "UE-10000")),
	clientCreation("3.5", "section without what it needs", `"grantTypes":["client_credentials"],"accessToken":{"type":"JWT"}`, serverError(500, "APP-65006")),
	clientCreation("3.5", "refresh tokens without a lifetime", `"grantTypes":["password"],"refreshToken":{"renewRefreshToken":true}`, serverError(500, "APP-65006")),
	clientCreation("3.5", "null for a boolean", `"grantTypes":["password"],"publicClient":null`, serverError(500, "APP-65006")),
	clientCreation("3.5", "CIBA without its section", `"grantTypes":["urn:openid:params:grant-type:ciba"]`, serverError(500, "APP-65006")),
	clientCreation("3.1", "secret that has expired", `"grantTypes":["password"],"clientSecretExpiresAt":1`, serverError(400, "OAUTH-60001")),

	{"3.1", "applications.Get", "everything is there", func(s *session) *answer {
		return s.get(application(s, ""))
	}, body(200, `{"id":"{app}","name":"app","applicationVersion":"v*","isManagementApp":false,"isB2BSelfServiceApp":false,"applicationEnabled":true,
		"associatedRoles":{"allowedAudience":"ORGANIZATION"},"inboundProtocols":[],"access":"WRITE",
		"claimConfiguration":{"dialect":"LOCAL","claimMappings":[],"requestedClaims":[],"role":{"includeUserDomain":true,"claim":{"uri":"*"}},"subject":"*"},
		"authenticationSequence":{"type":"DEFAULT","steps":[{"id":1,"options":[{"idp":"LOCAL","authenticator":"BasicAuthenticator"}]}],
			"requestPathAuthenticators":[],"subjectStepId":1,"attributeStepId":1},
		"advancedConfigurations":{"attestationMetaData":{"enableClientAttestation":false,"androidPackageName":"","appleAppId":""},
			"additionalSpProperties":[{"name":"*","value":"false"}],"*":"*"},
		"provisioningConfigurations":"*"}`, "Content-Type", "application/json")},
	{"3.8", "applications.Get", "no roles before any was created", func(s *session) *answer {
		return s.get(application(s, `,"associatedRoles":{"allowedAudience":"APPLICATION"}`))
	}, body(200, `{"associatedRoles":{"allowedAudience":"APPLICATION"},"*":"*"}`)},
	{"3.6", "applications.Get", "roles only where they are its own", func(s *session) *answer {
		path := application(s, `,"associatedRoles":{"allowedAudience":"APPLICATION"}`)
		s.let("role", s.create("/scim2/v2/Roles", `{"displayName":"r","audience":{"type":"APPLICATION","value":"{app}"}}`))
		return s.get(path)
	}, body(200, `{"associatedRoles":{"allowedAudience":"APPLICATION","roles":[{"id":"{role}","name":"r"}]},"*":"*"}`)},

	{"3.1", "applications.Delete", "takes its roles along", func(s *session) *answer {
		path := application(s, `,"associatedRoles":{"allowedAudience":"APPLICATION"}`)
		role := s.create("/scim2/v2/Roles", `{"displayName":"r","audience":{"type":"APPLICATION","value":"{app}"}}`)
		deleted := s.delete(path)
		if got := s.get("/scim2/v2/Roles/" + role).status; got != http.StatusNotFound {
			s.t.Errorf("got status %d for the role of a deleted application, want 404", got)
		}
		return deleted
	}, empty(204)},
	{"3.1", "applications.Delete", "unknown id", func(s *session) *answer { return s.delete(applications + "/nothing") }, empty(204)},
}

// listing is a row about a list of the applications app 0 to app 4 and client.
func listing(section, what, query string, w want) row {
	return row{section, "applications.List", what, func(s *session) *answer {
		for _, name := range []string{"app 0", "app 1", "app 2", "app 3", "app 4"} {
			s.post(applications, `{"name":"`+name+`"}`).ok()
		}
		s.post(applications, `{"name":"other"`+client+`}`).ok()
		return s.get(applications + "?" + query)
	}, w}
}

var applicationListRows = []row{
	listing("3.3", "a page with links both ways", "offset=2&limit=2&filter=name+co+"+url.QueryEscape(`"app "`)+"&attributes=templateId", body(200,
		`{"totalResults":5,"startIndex":3,"count":2,"applications":[{"name":"app 2","*":"*"},{"name":"app 1","*":"*"}],"links":[
			{"rel":"next","href":"/t/{org}`+applications+`?offset=4&limit=2&filter=name+co+%22app+%22&attributes=templateId"},
			{"rel":"previous","href":"/t/{org}`+applications+`?offset=0&limit=2&filter=name+co+%22app+%22&attributes=templateId"}]}`)),
	listing("3.3", "the newest first", "limit=3", body(200, `{"totalResults":6,"applications":[{"name":"other","*":"*"},{"name":"app 4","*":"*"},{"name":"app 3","*":"*"}],"*":"*"}`)),
	{"3.3", "applications.List", "two protocols, twice with a filter", func(s *session) *answer {
		application(s, `,"inboundProtocolConfiguration":{"oidc":{"grantTypes":["password"]},"passiveSts":{"realm":"r","replyTo":"https://r"}}`)
		if got := s.get(applications).member("count"); got != "1" {
			s.t.Errorf("got %s items without a filter, want 1", got)
		}
		return s.get(applications + "?filter=name+eq+app")
	}, body(200, `{"applications":[{"id":"{app}","*":"*"},{"id":"{app}","*":"*"}],"*":"*"}`)},
	listing("3.3", "an item", "filter=name+eq+other", body(200, `{"totalResults":1,"startIndex":1,"count":1,"links":[],"applications":[
		{"id":"*","name":"other","applicationVersion":"v*","access":"WRITE","self":"/t/{org}`+applications+`/*"}]}`)),
	listing("3.3", "an item with attributes", "filter=name+eq+other&attributes=clientId,applicationEnabled,associatedRoles.allowedAudience,advancedConfigurations", body(200,
		`{"applications":[{"clientId":"client","applicationEnabled":true,"associatedRoles":{"allowedAudience":"ORGANIZATION"},"advancedConfigurations":"*","*":"*"}],"*":"*"}`)),
	listing("3.3", "what the filter compares is shown", "filter=clientId+eq+client", body(200, `{"applications":[{"name":"other","clientId":"client","*":"*"}],"*":"*"}`)),
	listing("3.3", "filters joined", "filter=name+ew+1+or+name+sw+other+and+name+co+the", body(200, `{"applications":[{"name":"other","*":"*"},{"name":"app 1","*":"*"}],"*":"*"}`)),
	listing("3.3", "nothing matches", "filter=name+eq+nothing", body(200, `{"totalResults":0,"startIndex":1,"count":0,"applications":[],"links":[]}`)),
	listing("3.3", "negative offset", "offset=-1&limit=1", body(200, `{"totalResults":6,"startIndex":1,"count":1,"*":"*"}`)),
	{"3.3", "applications.List", "30 unless asked for more, and never more than 100", func(s *session) *answer {
		for i := range 101 {
			s.post(applications, `{"name":"`+strings.Repeat("x", i+1)+`"}`).ok()
		}
		if got := s.get(applications).member("count"); got != "30" {
			s.t.Errorf("got %s items without a limit, want 30", got)
		}
		return s.get(applications + "?limit=500")
	}, body(200, `{"totalResults":101,"count":100,"*":"*"}`)},
	listing("3.3", "limit of zero", "limit=0", serverError(400, "UE-10000")),
	listing("3.3", "negative limit", "limit=-1", serverError(400, "UE-10000")),
	listing("6.3", "limit that is not a number", "limit=x", empty(404)),
	listing("3.3", "filter by another attribute", "filter=description+eq+x", serverError(400, "APP-60004")),
	listing("3.3", "filter by an attribute in another case", "filter=Name+eq+x", serverError(400, "APP-60004")),
	listing("3.3", "filter with another operator", "filter=name+ne+x", serverError(400, "APP-60004")),
	listing("3.3", "filter that cannot be parsed", "filter=name", serverError(400, "APP-60004")),
	listing("3.3", "another attribute", "attributes=name", serverError(400, "APP-60505")),
	listing("3.3", "sorted", "sortBy=name", serverError(501, "APP-65002")),
	listing("3.3", "in an order", "sortOrder=ASC", serverError(501, "APP-65002")),
}

// patching is a row about a patch of an application, which is read back if
// the patch is accepted.
func patching(section, what, before, patch string, w want) row {
	return row{section, "applications.Update", what, func(s *session) *answer {
		path := application(s, before)
		got := s.patch(path, patch)
		if got.status != http.StatusOK || w.body == "" {
			return got
		}
		return s.get(path)
	}, w}
}

var applicationPatchRows = slices.Concat(applicationChangeRows, mergeRows)

// itsClaims, itsApps and userDefined are sections with all kinds of members
// that a merge must handle.
const (
	itsClaims = `,"claimConfiguration":{"dialect":"CUSTOM","claimMappings":[{"applicationClaim":"mail","localClaim":{"uri":"email"}}],
		"requestedClaims":[{"claim":{"uri":"mail"},"mandatory":true}],"subject":{"claim":{"uri":"mail"},"includeUserDomain":true},
		"role":{"includeUserDomain":true,"mappings":[{"localRole":"l","applicationRole":"a"}]}}`
	itsApps = `,"advancedConfigurations":{"certificate":{"type":"JWKS","value":"https://keys"},
		"attestationMetaData":{"enableClientAttestation":true,"appleAppId":"a"},"trustedAppConfiguration":{"isFIDOTrustedApp":true,"appleAppId":"a"}}`
)

// merging is a row about a section after a patch.
func merging(what, before, section, patch, after string) row {
	return patching("3.9", what, before, `{"`+section+`":`+patch+`}`, body(200, `{"`+section+`":`+after+`,"*":"*"}`))
}

// refusingPatch is a row about a section that is refused.
func refusingPatch(what, section, patch string) row {
	return patching("3.10", what, "", `{"`+section+`":`+patch+`}`, serverError(400, "APP-60001"))
}

var mergeRows = []row{
	patching("3.9", "a blank logout URL", "", `{"logoutReturnUrl":" "}`, body(200, `{"logoutReturnUrl":".*","*":"*"}`)),
	merging("a role section alone", `,"claimConfiguration":{"requestedClaims":[{"claim":{"uri":"email"}}],"subject":{"includeUserDomain":true}}`, "claimConfiguration",
		`{"role":{"includeUserDomain":false},"subject":{"includeUserDomain":null,"includeTenantDomain":true}}`,
		`{"dialect":"LOCAL","claimMappings":[],"requestedClaims":[],"role":{"includeUserDomain":false,"claim":"*"},
			"subject":{"includeUserDomain":true,"includeTenantDomain":true,"*":"*"}}`),
	merging("claims without a dialect", itsClaims, "claimConfiguration", `{"requestedClaims":[{"claim":{"uri":"email"}}]}`,
		`{"dialect":"LOCAL","requestedClaims":[{"claim":{"uri":"email"},"mandatory":false}],"claimMappings":[{"applicationClaim":"email","localClaim":{"uri":"email"}}],"*":"*"}`),
	merging("a requested claim that no mapping names", itsClaims, "claimConfiguration",
		`{"dialect":"CUSTOM","claimMappings":[{"applicationClaim":"mail","localClaim":{"uri":"email"}}],"requestedClaims":[{"claim":{"uri":"nick"}}]}`,
		`{"requestedClaims":[],"claimMappings":[{"applicationClaim":"mail","localClaim":{"uri":"email"}}],"*":"*"}`),
	merging("role without mappings", itsClaims, "claimConfiguration",
		`{"dialect":"CUSTOM","claimMappings":[{"applicationClaim":"mail","localClaim":{"uri":"email"}}],"role":{"includeUserDomain":false}}`,
		`{"role":{"includeUserDomain":false},"*":"*"}`),
	patching("3.9", "a claim mapped twice", "", `{"claimConfiguration":{"claimMappings":[{"applicationClaim":"a","localClaim":{"uri":"x"}},{"applicationClaim":"a","localClaim":{"uri":"y"}}]}}`,
		serverError(500, "SE-50000")),
	patching("3.9", "mapped subject mandatory and not used", "", `{"claimConfiguration":{"subject":{"mappedLocalSubjectMandatory":true,"useMappedLocalSubject":false}}}`, serverError(400, "APP-60513")),
	merging("mapped subject mandatory alone", "", "claimConfiguration", `{"subject":{"mappedLocalSubjectMandatory":true}}`, `{"subject":{"mappedLocalSubjectMandatory":false,"*":"*"},"*":"*"}`),
	merging("a script alone", userDefined, "authenticationSequence", `{"script":"var b;"}`,
		`{"type":"DEFAULT","steps":[{"id":1,"options":[{"idp":"LOCAL","authenticator":"BasicAuthenticator"}]}],"requestPathAuthenticators":[],"subjectStepId":1,"attributeStepId":1}`),
	merging("steps without step ids, and a blank script", userDefined, "authenticationSequence",
		`{"type":"USER_DEFINED","script":" ","steps":[{"id":1,"options":[{"idp":"LOCAL","authenticator":"totp"}]}]}`,
		`{"type":"USER_DEFINED","script":"var a;","steps":[{"id":1,"options":[{"idp":"LOCAL","authenticator":"totp"}]}],"requestPathAuthenticators":[],"subjectStepId":1,"attributeStepId":1}`),
	merging("step ids out of range", userDefined, "authenticationSequence",
		`{"type":"USER_DEFINED","subjectStepId":2,"attributeStepId":1,"steps":[{"id":1,"options":[{"idp":"LOCAL","authenticator":"totp"}]}]}`, `{"subjectStepId":1,"attributeStepId":1,"*":"*"}`),
	merging("steps of the default", "", "authenticationSequence", `{"steps":[{"id":7,"options":[{"idp":"LOCAL","authenticator":"totp"}]}],"requestPathAuthenticators":["p"]}`,
		`{"type":"DEFAULT","steps":[{"id":1,"options":[{"idp":"LOCAL","authenticator":"BasicAuthenticator"}]}],"requestPathAuthenticators":["p"],"*":"*"}`),
	merging("apps are replaced whole", itsApps, "advancedConfigurations", `{"attestationMetaData":{"androidPackageName":"p"},"trustedAppConfiguration":{"isConsentGranted":true}}`,
		`{"attestationMetaData":{"enableClientAttestation":false,"androidPackageName":"p","appleAppId":""},"trustedAppConfiguration":{"isFIDOTrustedApp":false,"isConsentGranted":true},
			"certificate":{"type":"JWKS","value":"https://keys"},"*":"*"}`),
	merging("a certificate in place of a URL", itsApps, "advancedConfigurations", `{"certificate":{"type":"PEM","value":"p"},"fragment":true}`, `{"certificate":{"type":"PEM","value":"p"},"fragment":false,"*":"*"}`),
	merging("a certificate of another type", itsApps, "advancedConfigurations", `{"certificate":{"type":"pem","value":"p"}}`, `{"certificate":{"type":"JWKS","value":"https://keys"},"*":"*"}`),
	merging("inbound provisioning", `,"provisioningConfigurations":{"inboundProvisioning":{"proxyMode":true}}`, "provisioningConfigurations",
		`{"inboundProvisioning":{"provisioningUserstoreDomain":"S"}}`, `{"inboundProvisioning":{"proxyMode":true,"provisioningUserstoreDomain":"S"},"*":"*"}`),
	{"3.9", "applications.ReplaceResident", "outbound provisioning without rules", func(s *session) *answer {
		return s.put(applications+"/resident", `{"outboundProvisioningIdps":[{"idp":"i","connector":"c","blocking":true}]}`)
	}, serverError(500, "SE-50000")},

	refusingPatch("steps of its own, and none", "authenticationSequence", `{"type":"USER_DEFINED","steps":[]}`),
	refusingPatch("a gap between steps", "authenticationSequence", `{"type":"USER_DEFINED","steps":[{"id":1,"options":[{"idp":"LOCAL","authenticator":"totp"}]},{"id":3,"options":[{"idp":"LOCAL","authenticator":"totp"}]}]}`),
	patching("3.10", "a step without options", "", `{"authenticationSequence":{"type":"USER_DEFINED","steps":[{"id":1}]}}`, serverError(400, "UE-10000")),
	patching("3.10", "an option without an authenticator", "", `{"authenticationSequence":{"type":"USER_DEFINED","steps":[{"id":1,"options":[{"idp":"LOCAL"}]}]}}`, serverError(400, "UE-10000")),
	refusingPatch("role claim that is not mapped", "claimConfiguration", `{"dialect":"CUSTOM","role":{"claim":{"uri":"mail"}}}`),
	refusingPatch("groups of an application that is not discoverable", "advancedConfigurations", `{"discoverableGroups":[{"userStore":"DEFAULT","groups":[{"id":"g"}]}]}`),
}

var applicationChangeRows = []row{
	patching("3.1", "answers with nothing", "", `{"description":"d"}`, empty(200)),
	patching("3.4", "null keeps, and an empty text clears", `,"description":"d","imageUrl":"https://i"`, `{"description":"","imageUrl":null,"accessUrl":"https://a"}`,
		body(200, `{"id":"{app}","name":"app","imageUrl":"https://i","accessUrl":"https://a","*":"*"}`)),
	patching("3.4", "a section is merged", `,"advancedConfigurations":{"saas":true,"skipLoginConsent":true}`, `{"advancedConfigurations":{"skipLogoutConsent":true,"saas":null}}`,
		body(200, `{"advancedConfigurations":{"saas":true,"skipLoginConsent":true,"skipLogoutConsent":true,"*":"*"},"*":"*"}`)),
	patching("3.4", "members that only answers have", "", `{"isManagementApp":false}`, serverError(400, "UE-10000")),
	patching("3.4", "the properties that are shown", "", `{"advancedConfigurations":{"additionalSpProperties":[{"name":"isB2BSelfServiceApp","value":"false"}]}}`, serverError(400, "APP-60506")),
	patching("3.4", "roles without audience", `,"associatedRoles":{"allowedAudience":"APPLICATION"}`, `{"associatedRoles":{}}`,
		body(200, `{"associatedRoles":{"allowedAudience":"ORGANIZATION"},"*":"*"}`)),
	patching("3.4", "null audience", "", `{"associatedRoles":{"allowedAudience":null}}`, serverError(400, "UE-10000")),
	patching("3.4", "roles while the audience is the organization", "", `{"associatedRoles":{"allowedAudience":"APPLICATION","roles":[{"id":"r"}]}}`, serverError(403, "APP-60008")),
	patching("3.4", "inbound protocols", "", `{"inboundProtocolConfiguration":{}}`, serverError(400, "UE-10000")),
	patching("3.4", "discoverable without access URL", "", `{"advancedConfigurations":{"discoverableByEndUsers":true}}`, serverError(400, "APP-60001")),
	patching("3.2", "bad name", "", `{"name":"a@b"}`, serverError(400, "APP-60001")),
	patching("3.2", "reserved name", "", `{"name":"Console"}`, serverError(400, "APP-60516")),
	patching("3.2", "name of the resident application", "", `{"name":"wso2carbon-local-sp"}`, serverError(403, "APP-60008")),
	patching("3.7", "properties of the service provider", "", `{"advancedConfigurations":{"additionalSpProperties":[{"name":"n","value":"v"}]}}`, serverError(400, "APP-60506")),
	patching("3.7", "external consent page with SAML", `,"inboundProtocolConfiguration":{"saml":{"manualConfiguration":{"issuer":"i","assertionConsumerUrls":["https://a"]}}}`,
		`{"advancedConfigurations":{"useExternalConsentPage":true}}`, serverError(400, "APP-60506")),
	{"3.2", "applications.Update", "name taken", func(s *session) *answer {
		s.post(applications, `{"name":"other"}`).ok()
		return s.patch(application(s, ""), `{"name":"other"}`)
	}, serverError(409, "APP-60007")},
	{"3.4", "applications.Update", "script without its scope", func(s *session) *answer {
		return s.without("internal_application_script_update").patch(application(s, ""), `{"authenticationSequence":{"script":"x"}}`)
	}, serverError(403, "APP-60520")},
	{"3.4", "applications.Update", "back to the default sequence without the scope of scripts", func(s *session) *answer {
		path := application(s, userDefined)
		return s.without("internal_application_script_update").patch(path, `{"authenticationSequence":{"type":"DEFAULT"}}`)
	}, serverError(403, "APP-60520")},
}

// userDefined is a sequence of two steps with a script.
const userDefined = `,"authenticationSequence":{"type":"USER_DEFINED","script":"var a;","steps":[
	{"id":1,"options":[{"idp":"LOCAL","authenticator":"BasicAuthenticator"},{"idp":"Google","authenticator":"GoogleOIDCAuthenticator"}]},
	{"id":2,"options":[{"idp":"LOCAL","authenticator":"totp"}]}]}`

var applicationPartRows = []row{
	{"3.1", "applications.ChangeOwner", "answers with nothing", func(s *session) *answer {
		user := s.create("/scim2/Users", `{"userName":"alice","password":"Alice-2026"}`)
		return s.put(application(s, "")+"/owner", `{"id":"`+user+`"}`)
	}, empty(200)},
	{"3.7", "applications.ChangeOwner", "unknown user", func(s *session) *answer {
		return s.put(application(s, "")+"/owner", `{"id":"nobody"}`)
	}, serverError(400, "APP-60504")},
	{"6.3", "applications.ChangeOwner", "no user", func(s *session) *answer {
		return s.put(application(s, "")+"/owner", `{}`)
	}, serverError(400, "UE-10000")},

	{"3.1", "applications.UpdateScript", "answers with nothing", func(s *session) *answer {
		path := application(s, userDefined)
		got := s.put(path+"/authenticationSequence/script", `{"script":"var b;"}`)
		if script := s.get(path).member("authenticationSequence.script"); script != "var b;" {
			s.t.Errorf("got the script %q, want the new one", script)
		}
		return got
	}, empty(200)},
	{"3.1", "applications.UpdateScript", "default steps", func(s *session) *answer {
		return s.put(application(s, "")+"/authenticationSequence/script", `{"script":"x"}`)
	}, serverError(400, "APP-60001")},
	{"6.3", "applications.UpdateScript", "no script", func(s *session) *answer {
		return s.put(application(s, "")+"/authenticationSequence/script", `{}`)
	}, serverError(400, "UE-10000")},

	{"3.1", "applications.ListAuthenticators", "by step", func(s *session) *answer {
		return s.get(application(s, userDefined) + "/authenticators")
	}, body(200, `[
		{"stepId":1,"localAuthenticators":[{"name":"BasicAuthenticator","type":"BasicAuthenticator"}],"federatedAuthenticators":[{"name":"Google","type":"GoogleOIDCAuthenticator"}]},
		{"stepId":2,"localAuthenticators":[{"name":"totp","type":"totp"}],"federatedAuthenticators":[]}]`)},

	{"3.1", "applications.GetResident", "provisioning", func(s *session) *answer {
		return s.get(applications + "/resident")
	}, body(200, `{"provisioningConfigurations":{"inboundProvisioning":{"proxyMode":false},"outboundProvisioningIdps":[]}}`)},
	{"3.1", "applications.ReplaceResident", "answers with what it is now", func(s *session) *answer {
		got := s.put(applications+"/resident", `{"inboundProvisioning":{"proxyMode":true},"outboundProvisioningIdps":[{"idp":"i","connector":"c","blocking":false,"rules":true}]}`)
		if again := s.get(applications + "/resident"); again.body != got.body {
			s.t.Errorf("got %s, want %s", again.body, got.body)
		}
		return got
	}, body(200, `{"provisioningConfigurations":{"inboundProvisioning":{"proxyMode":true},"outboundProvisioningIdps":[
		{"idp":"i","connector":"c","blocking":false,"rules":true,"jit":false}]}}`)},
}

// unknownApplicationRows returns rows about operations on parts of an
// application that does not exist.
func unknownApplicationRows() []row {
	var rows []row
	for _, op := range []struct{ name, method, path, body string }{
		{"applications.Get", "GET", "", ""},
		{"applications.Update", "PATCH", "", "{}"},
		{"applications.ExportXML", "GET", "/export", ""},
		{"applications.Export", "GET", "/exportFile", ""},
		{"applications.ChangeOwner", "PUT", "/owner", `{"id":"u"}`},
		{"applications.UpdateScript", "PUT", "/authenticationSequence/script", `{"script":"x"}`},
		{"applications.ListAuthenticators", "GET", "/authenticators", ""},
		{"applications.AuthorizedAPIs.List", "GET", "/authorized-apis", ""},
		{"applications.AuthorizedAPIs.Create", "POST", "/authorized-apis", "{}"},
		{"applications.AuthorizedAPIs.Update", "PATCH", "/authorized-apis/x", "{}"},
		{"applications.AuthorizedAPIs.Delete", "DELETE", "/authorized-apis/x", ""},
		{"applications.ListInboundProtocols", "GET", "/inbound-protocols/", ""},
		{"applications.OIDC.Get", "GET", "/inbound-protocols/oidc", ""},
		{"applications.OIDC.Replace", "PUT", "/inbound-protocols/oidc", `{"grantTypes":["password"]}`},
		{"applications.OIDC.RegenerateSecret", "POST", "/inbound-protocols/oidc/regenerate-secret", ""},
		{"applications.OIDC.DisableClient", "POST", "/inbound-protocols/oidc/revoke", ""},
		{"applications.Secrets.Create", "POST", "/inbound-protocols/oidc/secrets", "{}"},
		{"applications.Secrets.List", "GET", "/inbound-protocols/oidc/secrets", ""},
		{"applications.Secrets.Get", "GET", "/inbound-protocols/oidc/secrets/x", ""},
		{"applications.Secrets.Delete", "DELETE", "/inbound-protocols/oidc/secrets/x", ""},
		{"applications.SAML.Get", "GET", "/inbound-protocols/saml", ""},
		{"applications.SAML.Replace", "PUT", "/inbound-protocols/saml", `{"manualConfiguration":{"issuer":"i","assertionConsumerUrls":["https://a"]}}`},
		{"applications.PassiveSTS.Get", "GET", "/inbound-protocols/passive-sts", ""},
		{"applications.PassiveSTS.Replace", "PUT", "/inbound-protocols/passive-sts", `{"realm":"r","replyTo":"https://r"}`},
		{"applications.WSTrust.Get", "GET", "/inbound-protocols/ws-trust", ""},
		{"applications.WSTrust.Replace", "PUT", "/inbound-protocols/ws-trust", `{"audience":"a","certificateAlias":"c"}`},
		{"applications.CustomProtocols.Get", "GET", "/inbound-protocols/cas", ""},
		{"applications.CustomProtocols.Replace", "PUT", "/inbound-protocols/cas", `{"name":"cas","configName":"cas"}`},
	} {
		rows = append(rows, row{"3.7", op.name, "unknown application", func(s *session) *answer {
			if op.body == "" {
				return s.do(op.method, applications+"/nothing"+op.path, nil)
			}
			return s.do(op.method, applications+"/nothing"+op.path, op.body)
		}, serverError(404, "APP-60006")})
	}
	return rows
}
