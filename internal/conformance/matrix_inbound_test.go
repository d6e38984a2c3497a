package conformance

import (
	"encoding/base64"
	"strings"
)

// protocol creates an application and returns the path of one of its inbound
// protocols.
func protocol(s *session, name, members string) string {
	return application(s, members) + "/inbound-protocols/" + name
}

// webClient has the members that make an application a client with callbacks.
const webClient = `,"inboundProtocolConfiguration":{"oidc":{"clientId":"client","clientSecret":"secret",
	"grantTypes":["authorization_code","refresh_token"],"callbackURLs":["regexp=(https://a|https://b)"],
	"pkce":{"mandatory":true,"supportPlainTransformAlgorithm":false}}}`

// jwts has the members of a client that make its access tokens JWTs.
const jwts = `"accessToken":{"type":"JWT","userAccessTokenExpiryInSeconds":0,"applicationAccessTokenExpiryInSeconds":0}`

// replacing is a row about a request that replaces the OIDC configuration of a
// client, or adds one to an application without a client.
func replacing(section, what, before, request string, w want) row {
	return row{section, "applications.OIDC.Replace", what, func(s *session) *answer {
		path := protocol(s, "oidc", before)
		got := s.put(path, request)
		if got.status == 200 && w.body != "" {
			return s.get(path)
		}
		return got
	}, w}
}

// unmapped is a row about a configuration that the server cannot map.
func unmapped(what, members string) row {
	if !strings.Contains(members, "grantTypes") {
		members += `,"grantTypes":["password"]`
	}
	return replacing("3.5", what, client, `{"clientId":"client",`+members+`}`, serverError(500, "SE-50000"))
}

// hybrid is a row about a configuration with this hybrid flow.
func hybrid(what, flow string, w want) row {
	return replacing("3.5", "hybrid flow: "+what, client, `{"clientId":"client","grantTypes":["password"],"hybridFlow":`+flow+`}`, w)
}

var oidcRows = []row{
	{"3.1", "applications.ListInboundProtocols", "of each kind", func(s *session) *answer {
		return s.get(protocol(s, "", `,"inboundProtocolConfiguration":{"oidc":{"grantTypes":["password"]},
			"saml":{"manualConfiguration":{"issuer":"i","assertionConsumerUrls":["https://a"]}},"passiveSts":{"realm":"r","replyTo":"https://r"},
			"wsTrust":{"audience":"a","certificateAlias":"c"},"custom":[{"name":"cas","configName":"cas"}]}`))
	}, body(200, `[
		{"type":"oauth2","name":"*","self":"/t/{org}`+applications+`/{app}/inbound-protocols/oidc"},
		{"type":"samlsso","name":"*","self":"/t/{org}`+applications+`/{app}/inbound-protocols/saml"},
		{"type":"passivests","name":"*","self":"/t/{org}`+applications+`/{app}/inbound-protocols/passive-sts"},
		{"type":"wstrust","name":"*","self":"/t/{org}`+applications+`/{app}/inbound-protocols/ws-trust"},
		{"type":"cas","name":"*","self":"/t/{org}`+applications+`/{app}/inbound-protocols/cas"}]`)},
	{"3.1", "applications.ListInboundProtocols", "without the slash, of none", func(s *session) *answer {
		return s.get(application(s, "") + "/inbound-protocols")
	}, body(200, `[]`)},

	{"3.5", "applications.OIDC.Get", "several callbacks are one expression, as it was sent", func(s *session) *answer {
		return s.get(protocol(s, "oidc", webClient))
	}, body(200, `{"clientId":"client","clientSecret":"secret","clientSecretExpiresAt":0,"multipleClientSecretsConfigured":false,"state":"ACTIVE",
		"grantTypes":["authorization_code","refresh_token"],"callbackURLs":["regexp=(https://a|https://b)"],"publicClient":false,
		"pkce":{"mandatory":true,"supportPlainTransformAlgorithm":false},
		"accessToken":{"type":"Default","userAccessTokenExpiryInSeconds":3600,"applicationAccessTokenExpiryInSeconds":3600,"*":"*"},
		"refreshToken":{"expiryInSeconds":86400,"*":"*"},"*":"*"}`)},
	{"3.5", "applications.OIDC.Get", "no secret without its scope", func(s *session) *answer {
		return s.without("internal_application_mgt_client_secret_view").get(protocol(s, "oidc", client))
	}, body(200, `{"clientId":"client","state":"ACTIVE","grantTypes":["client_credentials"],"callbackURLs":[],"allowedOrigins":[],"publicClient":false,
		"pkce":"*","accessToken":"*","refreshToken":"*","idToken":"*","logout":"*","validateRequestObjectSignature":false,"scopeValidators":[],
		"clientAuthentication":"*","requestObject":"*","pushAuthorizationRequest":"*","subject":"*","isFAPIApplication":false,
		"hybridFlow":"*","subjectToken":"*","cibaAuthenticationRequest":"*"}`)},
	{"3.8", "applications.OIDC.Get", "defaults of the sections", func(s *session) *answer {
		return s.get(protocol(s, "oidc", client))
	}, body(200, `{"pkce":{"mandatory":false,"supportPlainTransformAlgorithm":false},"hybridFlow":{"enable":false},
		"refreshToken":{"expiryInSeconds":86400,"renewRefreshToken":false,"extendRenewedRefreshTokenExpiryTime":false,"gracefulRefreshTokenRotationEnabled":false,
			"gracefulRefreshTokenRotationValidityPeriod":30,"gracefulRefreshTokenReuseLimit":1},
		"idToken":{"expiryInSeconds":3600,"audience":[],"encryption":{"enabled":false,"algorithm":"","method":""}},
		"logout":{},"clientAuthentication":{},"requestObject":{"encryption":{"algorithm":"","method":""}},
		"pushAuthorizationRequest":{"requirePushAuthorizationRequest":false},"subject":{"subjectType":"public"},
		"subjectToken":{"enable":false,"applicationSubjectTokenExpiryInSeconds":180},
		"cibaAuthenticationRequest":{"authReqExpiryTime":0,"notificationChannels":[],"skipUserValidation":false,"allowFederatedUsers":false},"*":"*"}`)},
	{"3.1", "applications.OIDC.Get", "not configured", func(s *session) *answer {
		return s.get(protocol(s, "oidc", ""))
	}, serverError(404, "APP-60502")},

	replacing("3.1", "answers with nothing", client, `{"clientId":"client","grantTypes":["password"]}`, empty(200)),
	replacing("3.1", "adds a configuration", "", `{"grantTypes":["password"]}`, body(200, `{"clientId":"*","clientSecret":"*","*":"*"}`)),
	replacing("3.5", "absent members fall back, and the secret stays", webClient,
		`{"clientId":"client","grantTypes":["authorization_code"],"callbackURLs":["regexp=(https://a|https://b)"]}`,
		body(200, `{"clientSecret":"secret","grantTypes":["authorization_code"],"callbackURLs":["regexp=(https://a|https://b)"],"pkce":{"mandatory":false,"*":"*"},"*":"*"}`)),
	replacing("3.5", "another client id", client, `{"clientId":"x","grantTypes":["password"]}`,
		serverError(400, "APP-60001").describing("Invalid ClientID provided for update.")),
	replacing("3.5", "no client id", client, `{"grantTypes":["password"]}`, serverError(400, "APP-60001")),
	replacing("3.5", "another secret", client, `{"clientId":"client","clientSecret":"x","grantTypes":["password"]}`, serverError(400, "APP-60001")),
	replacing("3.5", "another expiry", client, `{"clientId":"client","clientSecretExpiresAt":1,"grantTypes":["password"]}`, serverError(400, "APP-60001")),
	replacing("3.2", "unknown grant", client, `{"clientId":"client","grantTypes":["magic"]}`, serverError(400, "OAUTH-60001")),
	replacing("3.5", "origin with a path", client, `{"clientId":"client","grantTypes":["password"],"allowedOrigins":["https://a/b"]}`, serverError(400, "APP-60001")),
	replacing("3.5", "several callbacks", client, `{"clientId":"client","grantTypes":["password"],"callbackURLs":["https://a","https://b"]}`,
		body(501, `{"message":"Multiple callbacks for OAuth2 are not supported yet*","traceId":"*"}`)),
	replacing("3.5", "a pattern comes back as it was sent", client,
		`{"clientId":"client","grantTypes":["authorization_code"],"callbackURLs":["regexp=(https://a\\.b/\\?x|https://c)"]}`,
		body(200, `{"callbackURLs":["regexp=(https://a\\.b/\\?x|https://c)"],"*":"*"}`)),
	unmapped("pkce without mandatory", `"pkce":{"supportPlainTransformAlgorithm":true}`),
	unmapped("pkce without supportPlainTransformAlgorithm", `"pkce":{"mandatory":true}`),
	unmapped("access tokens with one lifetime", `"accessToken":{"type":"JWT","applicationAccessTokenExpiryInSeconds":60}`),
	unmapped("access tokens with a null lifetime", `"accessToken":{"userAccessTokenExpiryInSeconds":60,"applicationAccessTokenExpiryInSeconds":null}`),
	unmapped("refresh tokens without a lifetime", `"refreshToken":{"renewRefreshToken":false}`),
	unmapped("hybrid flow without enable", `"hybridFlow":{"responseType":"code token"}`),
	unmapped("empty section", `"pushAuthorizationRequest":{}`),
	unmapped("text without a boolean", `"pushAuthorizationRequest":{"requirePushAuthorizationRequest":""}`),
	unmapped("subject tokens without a lifetime", `"subjectToken":{"enable":true}`),
	unmapped("subject tokens without enable", `"subjectToken":{"applicationSubjectTokenExpiryInSeconds":60}`),
	unmapped("null for publicClient", `"publicClient":null`),
	unmapped("null for isFAPIApplication", `"isFAPIApplication":null`),
	unmapped("no text for validateRequestObjectSignature", `"validateRequestObjectSignature":""`),
	unmapped("CIBA without a lifetime", `"grantTypes":["urn:openid:params:grant-type:ciba"],"cibaAuthenticationRequest":{"skipUserValidation":true}`),
	unmapped("CIBA with a null", `"grantTypes":["urn:openid:params:grant-type:ciba"],"cibaAuthenticationRequest":{"authReqExpiryTime":60,"allowFederatedUsers":null}`),
	unmapped("CIBA without its section", `"grantTypes":["urn:openid:params:grant-type:ciba"]`),
	replacing("3.5", "sections of CIBA without the grant are ignored", client, `{"clientId":"client","grantTypes":["password"],"cibaAuthenticationRequest":{"authReqExpiryTime":9}}`,
		body(200, `{"cibaAuthenticationRequest":{"authReqExpiryTime":0,"*":"*"},"*":"*"}`)),
	replacing("3.5", "null for a section restores its default", webClient,
		`{"clientId":"client","grantTypes":["password"],"pkce":null}`, body(200, `{"pkce":{"mandatory":false,"*":"*"},"*":"*"}`)),
	replacing("3.5", "lifetimes of 0 are the default", client, `{"clientId":"client","grantTypes":["password"],`+jwts+`,"refreshToken":{"expiryInSeconds":0}}`,
		body(200, `{"accessToken":{"userAccessTokenExpiryInSeconds":3600,"applicationAccessTokenExpiryInSeconds":3600,"*":"*"},"refreshToken":{"expiryInSeconds":86400,"*":"*"},"*":"*"}`)),
	replacing("3.5", "no type of access tokens is reported", client, `{"clientId":"client","grantTypes":["password"]}`,
		body(200, `{"accessToken":{"userAccessTokenExpiryInSeconds":3600,"applicationAccessTokenExpiryInSeconds":3600,
			"revokeTokensWhenIDPSessionTerminated":false,"validateTokenBinding":false},"*":"*"}`)),
	hybrid("no response type", `{"enable":true}`, serverError(400, "APP-60517")),
	hybrid("blank response type", `{"enable":true,"responseType":" "}`, serverError(400, "APP-60517")),
	hybrid("the text null", `{"enable":true,"responseType":"null"}`, serverError(400, "APP-60518")),
	hybrid("a space between response types", `{"enable":true,"responseType":"code token, code id_token"}`, serverError(400, "APP-60518")),
	hybrid("response types in upper case", `{"enable":true,"responseType":"CODE TOKEN"}`, serverError(400, "APP-60518")),
	hybrid("two response types", `{"enable":true,"responseType":"code token,code id_token"}`, empty(200)),
	hybrid("any response type while it is off", `{"enable":false,"responseType":"null"}`, empty(200)),
	{"3.5", "applications.OIDC.Replace", "what was read turns the renewal of refresh tokens off", func(s *session) *answer {
		c := newUserClient(s, "")
		path := applications + "/" + c.app + "/inbound-protocols/oidc"
		renewed := func() bool {
			first := c.signIn("read").member("refresh_token")
			return c.ask("grant_type", "refresh_token", "refresh_token", first).member("refresh_token") != first
		}
		before := renewed()
		got := s.put(path, s.get(path).body)
		if after := renewed(); !before || after {
			s.t.Errorf("renewed before: %v, after: %v, want true and false", before, after)
		}
		return got
	}, empty(200)},
	{"3.2", "applications.OIDC.Replace", "client id of another application", func(s *session) *answer {
		s.post(applications, `{"name":"other"`+client+`}`).ok()
		return s.put(protocol(s, "oidc", ""), `{"clientId":"client","grantTypes":["password"]}`)
	}, serverError(409, "OAUTH-60008")},

	{"3.1", "applications.OIDC.Delete", "twice", func(s *session) *answer {
		path := protocol(s, "oidc", client)
		s.delete(path).ok()
		return s.delete(path)
	}, empty(204)},

	{"3.1", "applications.OIDC.RegenerateSecret", "answers with the whole configuration", func(s *session) *answer {
		path := protocol(s, "oidc", client)
		s.post(path+"/secrets", nil).ok()
		s.post(path+"/revoke", nil).ok()
		got := s.post(path+"/regenerate-secret", nil)
		if secret := got.member("clientSecret"); secret == "secret" {
			s.t.Errorf("got the secret %q again, want another one", secret)
		}
		return got
	}, body(200, `{"clientId":"client","clientSecret":"*","clientSecretExpiresAt":0,"multipleClientSecretsConfigured":false,"state":"ACTIVE","*":"*"}`)},
	{"3.1", "applications.OIDC.RegenerateSecret", "not configured", func(s *session) *answer {
		return s.post(protocol(s, "oidc", "")+"/regenerate-secret", nil)
	}, serverError(404, "APP-60502")},
	{"3.5", "applications.OIDC.DisableClient", "answers with nothing", func(s *session) *answer {
		path := protocol(s, "oidc", client)
		got := s.post(path+"/revoke", nil)
		if state := s.get(path).member("state"); state != "REVOKED" {
			s.t.Errorf("got the state %s, want REVOKED", state)
		}
		return got
	}, empty(200)},
	{"3.1", "applications.OIDC.DisableClient", "not configured", func(s *session) *answer {
		return s.post(protocol(s, "oidc", "")+"/revoke", nil)
	}, serverError(404, "APP-60502")},
}

// secrets creates a client and returns the path of its secrets.
func secrets(s *session) string { return protocol(s, "oidc/secrets", client) }

// secret creates a client and returns the path of its first secret.
func secret(s *session) string {
	path := secrets(s)
	return path + "/" + s.let("secret", s.get(path).member("list.0.secretId"))
}

var secretRows = []row{
	{"3.1", "applications.Secrets.Create", "beside the first", func(s *session) *answer {
		return s.post(secrets(s), `{"expiresAt":4102444800}`)
	}, body(201, `{"secretId":"*","secretValue":"*","expiresAt":4102444800,"createdAt":"*","status":"ACTIVE","latest":true}`)},
	{"3.1", "applications.Secrets.Create", "without a body", func(s *session) *answer {
		return s.post(secrets(s), nil)
	}, body(201, `{"expiresAt":0,"*":"*"}`)},
	{"3.1", "applications.Secrets.Create", "a third", func(s *session) *answer {
		path := secrets(s)
		s.post(path, `{}`).ok()
		return s.post(path, `{}`)
	}, serverError(409, "OAUTH-60011")},
	{"3.7", "applications.Secrets.Create", "expired", func(s *session) *answer {
		return s.post(secrets(s), `{"expiresAt":1}`)
	}, serverError(400, "OAUTH-60001")},
	{"3.7", "applications.Secrets.Create", "negative expiry", func(s *session) *answer {
		return s.post(secrets(s), `{"expiresAt":-1}`)
	}, serverError(400, "OAUTH-60001")},
	{"3.1", "applications.Secrets.Create", "not configured", func(s *session) *answer {
		return s.post(protocol(s, "oidc/secrets", ""), `{}`)
	}, serverError(404, "APP-60502")},

	{"3.1", "applications.Secrets.List", "the newest first", func(s *session) *answer {
		path := secrets(s)
		s.let("new", s.post(path, `{}`).ok().member("secretId"))
		return s.get(path)
	}, body(200, `{"count":2,"list":[
		{"secretId":"{new}","secretValue":"*","expiresAt":0,"createdAt":"*","status":"ACTIVE","latest":true},
		{"secretId":"*","secretValue":"secret","expiresAt":0,"createdAt":"*","status":"ACTIVE","latest":false}]}`)},
	{"3.1", "applications.Secrets.List", "not configured", func(s *session) *answer {
		return s.get(protocol(s, "oidc/secrets", ""))
	}, serverError(404, "APP-60502")},

	{"3.1", "applications.Secrets.Get", "one", func(s *session) *answer { return s.get(secret(s)) },
		body(200, `{"secretId":"{secret}","secretValue":"secret","expiresAt":0,"createdAt":"*","status":"ACTIVE","latest":true}`)},
	{"3.1", "applications.Secrets.Get", "unknown id", func(s *session) *answer { return s.get(secrets(s) + "/nothing") }, serverError(404, "OAUTH-60010")},
	{"3.1", "applications.Secrets.Get", "of another application", func(s *session) *answer {
		path := secret(s)
		other := s.create(applications, `{"name":"other","inboundProtocolConfiguration":{"oidc":{"grantTypes":["password"]}}}`)
		return s.get(applications + "/" + other + strings.TrimPrefix(path, applications+"/"+s.vars["app"]))
	}, serverError(404, "OAUTH-60010")},

	{"3.1", "applications.Secrets.Delete", "the older one", func(s *session) *answer {
		path := secret(s)
		s.post(path[:strings.LastIndex(path, "/")], nil).ok()
		return s.delete(path)
	}, empty(204)},
	{"3.1", "applications.Secrets.Delete", "the only one", func(s *session) *answer { return s.delete(secret(s)) }, serverError(409, "OAUTH-60006")},
	{"3.1", "applications.Secrets.Delete", "the latest one", func(s *session) *answer {
		path := secrets(s)
		return s.delete(path + "/" + s.post(path, nil).ok().member("secretId"))
	}, serverError(409, "OAUTH-60006")},
	{"3.1", "applications.Secrets.Delete", "unknown id", func(s *session) *answer { return s.delete(secrets(s) + "/nothing") }, serverError(404, "OAUTH-60010")},
}

// replacingSAML is a row about a request that sets the SAML configuration.
func replacingSAML(section, what, request string, w want) row {
	return row{section, "applications.SAML.Replace", what, func(s *session) *answer { return s.put(protocol(s, "saml", ""), request) }, w}
}

// metadataFile returns a request with metadata.
func metadataFile(xml string) string {
	return `{"metadataFile":"` + base64.StdEncoding.EncodeToString([]byte(xml)) + `"}`
}

const serviceProvider = `<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="urn:sp"><md:SPSSODescriptor>
	<md:AssertionConsumerService Location="https://sp/a"/><md:AssertionConsumerService Location="https://sp/b" isDefault="true"/>
	</md:SPSSODescriptor></md:EntityDescriptor>`

// protocolRows returns rows about an inbound protocol without special rules:
// the service of its operations, its name in paths, a request that sets it, and
// the expected response to a request that reads it.
func protocolRows(service, name, request, answered string, more ...row) []row {
	get, put, remove := service+".Get", service+".Replace", service+".Delete"
	return append([]row{
		{"3.1", put, "answers with nothing", func(s *session) *answer { return s.put(protocol(s, name, ""), request) }, empty(200)},
		{"6.3", put, "missing members", func(s *session) *answer { return s.put(protocol(s, name, ""), `{}`) }, serverError(400, "UE-10000")},
		{"3.1", get, "what was set", func(s *session) *answer {
			path := protocol(s, name, "")
			s.put(path, request).ok()
			return s.get(path)
		}, body(200, answered)},
		{"3.7", get, "not configured", func(s *session) *answer { return s.get(protocol(s, name, "")) }, serverError(404, "APP-60502")},
		{"3.1", remove, "twice", func(s *session) *answer {
			path := protocol(s, name, "")
			s.put(path, request).ok()
			s.delete(path).ok()
			return s.delete(path)
		}, empty(204)},
	}, more...)
}

// taken is a row about a protocol with a key that another application has.
func taken(operation, name, request, code string) row {
	return row{"3.2", operation, "key of another application", func(s *session) *answer {
		other := s.create(applications, `{"name":"other"}`)
		s.put(applications+"/"+other+"/inbound-protocols/"+name, request).ok()
		return s.put(protocol(s, name, ""), request)
	}, serverError(409, code)}
}

const (
	samlRequest = `{"manualConfiguration":{"issuer":"urn:sp","assertionConsumerUrls":["https://sp/acs"]}}`
	stsRequest  = `{"realm":"r","replyTo":"https://r"}`
	casRequest  = `{"name":"other","configName":"cas","properties":[{"key":"app-identifier","value":"v"}]}`
)

var inboundRows = append(append(append([]row{
	replacingSAML("3.1", "answers with nothing", samlRequest, empty(200)),
	replacingSAML("3.1", "from metadata", metadataFile(serviceProvider), empty(200)),
	replacingSAML("3.7", "one binding only", `{"manualConfiguration":{"issuer":"i","assertionConsumerUrls":["https://a"],"singleSignOnProfile":{"bindings":["HTTP_POST"]}}}`,
		serverError(409, "APP-60007")),
	replacingSAML("3.7", "nothing", `{}`, serverError(400, "APP-60001")),
	replacingSAML("6.3", "an empty list of consumers", `{"manualConfiguration":{"issuer":"i","assertionConsumerUrls":[]}}`, serverError(400, "UE-10000")),
	replacingSAML("6.3", "no issuer", `{"manualConfiguration":{}}`, serverError(400, "UE-10000")),
	replacingSAML("6.3", "unknown binding", `{"manualConfiguration":{"issuer":"i","assertionConsumerUrls":["https://a"],"singleSignOnProfile":{"bindings":["SOAP"]}}}`,
		serverError(400, "UE-10000")),
	replacingSAML("3.7", "metadata that is not XML", metadataFile("x"), serverError(400, "SAML-60001")),
	replacingSAML("3.7", "metadata without an entity id", metadataFile("<EntityDescriptor/>"), serverError(400, "SAML-60001")),
	replacingSAML("3.7", "metadata that is not in base64", `{"metadataFile":"?"}`, serverError(400, "SAML-60001")),
	replacingSAML("3.1", "metadata to fetch, which it cannot", `{"metadataURL":"https://sp/metadata"}`, serverError(501, "NOT-IMPLEMENTED")),
	taken("applications.SAML.Replace", "saml", samlRequest, "SAML-60002"),
	{"3.1", "applications.SAML.Get", "with all defaults", func(s *session) *answer {
		path := protocol(s, "saml", "")
		s.put(path, samlRequest).ok()
		return s.get(path)
	}, body(200, `{"issuer":"urn:sp","assertionConsumerUrls":["https://sp/acs"],"defaultAssertionConsumerUrl":"https://sp/acs",
		"singleSignOnProfile":{"bindings":["HTTP_POST","HTTP_REDIRECT"],"enableSignatureValidationForArtifactBinding":false,"enableIdpInitiatedSingleSignOn":false,
			"assertion":{"nameIdFormat":"urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified","audiences":[],"recipients":[],"digestAlgorithm":"*",
				"encryption":{"enabled":false,"assertionEncryptionAlgorithm":"*","keyEncryptionAlgorithm":"*"}}},
		"attributeProfile":{"enabled":false,"alwaysIncludeAttributesInResponse":false,"nameFormat":"urn:oasis:names:tc:SAML:2.0:attrname-format:basic"},
		"singleLogoutProfile":{"enabled":true,"logoutMethod":"BACKCHANNEL","idpInitiatedSingleLogout":{"enabled":false,"returnToUrls":[]}},
		"requestValidation":{"enableSignatureValidation":false},"responseSigning":{"enabled":false,"signingAlgorithm":"*"},"enableAssertionQueryProfile":false}`)},
	{"3.1", "applications.SAML.Get", "from metadata", func(s *session) *answer {
		path := protocol(s, "saml", "")
		s.put(path, metadataFile(serviceProvider)).ok()
		return s.get(path)
	}, body(200, `{"issuer":"urn:sp","assertionConsumerUrls":["https://sp/a","https://sp/b"],"defaultAssertionConsumerUrl":"https://sp/b","*":"*"}`)},
	{"3.7", "applications.SAML.Get", "not configured", func(s *session) *answer {
		return s.get(protocol(s, "saml", ""))
	}, serverError(404, "APP-60502")},
	{"3.1", "applications.SAML.Delete", "twice", func(s *session) *answer {
		path := protocol(s, "saml", "")
		s.put(path, samlRequest).ok()
		s.delete(path).ok()
		return s.delete(path)
	}, empty(204)},
}, protocolRows("applications.PassiveSTS", "passive-sts", stsRequest, stsRequest, taken("applications.PassiveSTS.Replace", "passive-sts", stsRequest, "APP-60009"))...),
	protocolRows("applications.WSTrust", "ws-trust", trustRequest, trustRequest, taken("applications.WSTrust.Replace", "ws-trust", trustRequest, "APP-60009"))...),
	protocolRows("applications.CustomProtocols", "cas", casRequest, `{"name":"cas","configName":"cas","properties":[{"key":"app-identifier","value":"v"}]}`,
		row{"3.7", "applications.CustomProtocols.Get", "unknown protocol", func(s *session) *answer {
			return s.get(protocol(s, "nothing", ""))
		}, serverError(404, "APP-60501")},
		row{"3.7", "applications.CustomProtocols.Replace", "unknown protocol", func(s *session) *answer {
			return s.put(protocol(s, "nothing", ""), casRequest)
		}, serverError(404, "APP-60501")},
	)...)

const trustRequest = `{"audience":"a","certificateAlias":"c"}`
