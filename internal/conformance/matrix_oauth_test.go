package conformance

import (
	"encoding/base64"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"
)

const (
	tokens     = "/oauth2/token"
	revoke     = "/oauth2/revoke"
	introspect = "/oauth2/introspect"

	grantPassword = "password"
	grantRefresh  = "refresh_token"
	grantSwitch   = "organization_switch"
	tokenExchange = "urn:ietf:params:oauth:grant-type:token-exchange"
)

var oauthTable = table{
	rows: slices.Concat(discoveryRows, tokenRequestRows, clientRows, grantedRows, tokenRows, userRows, switchRows, revokeRows, introspectRows),
	// A public operation without parameters cannot be refused.
	generic: []string{"oauth2.JWKS"},
	codes: []string{
		"invalid_request", "invalid_client", "invalid_grant", "invalid_scope", "unauthorized_client", "unsupported_grant_type",
	},
}

var discoveryRows = []row{
	{"1.1", "oauth2.JWKS", "keys", func(s *session) *answer { return s.as("").get("/oauth2/jwks") },
		body(200, `{"keys":[{"kty":"RSA","use":"sig","alg":"RS256","kid":"*","n":"*","e":"AQAB"}]}`, "Content-Type", "application/json")},
	{"1.1", "oauth2.JWKS", "keys after a rotation", func(s *session) *answer {
		if err := s.srv.RotateSigningKey(); err != nil {
			s.t.Fatal(err)
		}
		return s.as("").get("/oauth2/jwks")
	}, body(200, `{"keys":[{"kid":"*","*":"*"},{"kid":"*","*":"*"}]}`)},
	{"1.1", "oidc.Discovery", "newer form", metadata("/.well-known/openid-configuration"), discovered},
	{"1.1", "oidc.Discovery", "classic form", metadata("/oauth2/token/.well-known/openid-configuration"), discovered},
	{"1.1", "oidc.Discovery", "classic form under its other name", metadata("/oauth2/oidcdiscovery/.well-known/openid-configuration"), discovered},
	{"1.1", "oidc.Discovery", "another endpoint", metadata("/oauth2/revoke/.well-known/openid-configuration"), plain(400, "Content-Type", "text/plain*")},
	{"1.1", "oauth2.Metadata", "below the token endpoint", metadata("/oauth2/token/.well-known/oauth-authorization-server"), serverMetadata},
	{"1.1", "oauth2.Metadata", "in front of the organization", inserted("/oauth2/token"), serverMetadata},
	{"1.1", "oauth2.Metadata", "another endpoint", inserted("/oauth2/revoke"), empty(404)},
}

var (
	discovered = body(200, `{"issuer":"{url}/oauth2/token","token_endpoint":"{url}/oauth2/token","jwks_uri":"{url}/oauth2/jwks",
		"introspection_endpoint_auth_methods_supported":["client_secret_basic","client_secret_post"],
		"revocation_endpoint_auth_methods_supported":["client_secret_basic","client_secret_post"],"*":"*"}`, "Content-Type", "application/json")
	serverMetadata = body(200, `{"issuer":"{url}/oauth2/token","scopes_supported":[],"response_types_supported":["code","token"],"*":"*"}`,
		"Content-Type", "application/json")
)

func metadata(path string) func(*session) *answer {
	return func(s *session) *answer { return s.as("").get(path) }
}

// inserted gets the metadata at the path with the well-known part before the
// organization.
func inserted(path string) func(*session) *answer {
	return func(s *session) *answer {
		host, organization, _ := strings.Cut(s.srv.URL, "/t/")
		return s.as("").get(host + "/.well-known/oauth-authorization-server/t/" + organization + path)
	}
}

var tokenRequestRows = []row{
	{"1.2", "oauth2.Token", "form", asking(), opaque},
	{"1.2", "oauth2.Token", "JSON", func(s *session) *answer {
		return s.as("").post(tokens, map[string]string{
			"grant_type": "client_credentials", "client_id": s.srv.ClientID, "client_secret": s.srv.ClientSecret,
		})
	}, opaque},
	{"1.2", "oauth2.Token", "another media type", func(s *session) *answer { return s.as("").post(tokens, "x", "Content-Type", "text/plain") }, empty(415)},
	{"1.2", "oauth2.Token", "repeated parameter", func(s *session) *answer {
		return s.form(tokens, url.Values{"grant_type": {"client_credentials"}, "scope": {"a", "b"}})
	}, oauthError(400, "invalid_request").describing("Invalid request with repeated parameters.")},
	{"1.2", "oauth2.Token", "username in the query", inQuery("username=x"), oauthError(400, "invalid_request")},
	{"1.2", "oauth2.Token", "password in the query", inQuery("password=x"), oauthError(400, "invalid_request")},
	{"1.2", "oauth2.Token", "secret in the query", inQuery("client_secret=x"), oauthError(400, "invalid_request")},
	{"1.2", "oauth2.Token", "no scope", asking("scope", ""), opaque},
	{"1.2", "oauth2.Token", "no grant", asking("grant_type", ""), oauthError(400, "invalid_request")},
	{"1.2", "oauth2.Token", "unknown grant", asking("grant_type", "magic"),
		oauthError(400, "unsupported_grant_type").describing("Unsupported grant type : magic, is used.")},
	{"1.2", "oauth2.Token", "grant that the client does not have", asking("grant_type", grantPassword, "username", "kim", "password", "x"),
		oauthError(400, "unauthorized_client").describing("The authenticated client is not authorized to use this authorization grant type")},
	{"1.2", "oauth2.Token", "grant that the stand-in does not have", func(s *session) *answer {
		c := newClient(s, `"grantTypes":["`+tokenExchange+`"]`)
		return c.ask("grant_type", tokenExchange)
	}, oauthError(501, "server_error").describing("the grant " + tokenExchange)},
}

var opaque = body(200, `{"access_token":"*-*-*-*-*","token_type":"Bearer","expires_in":3600}`,
	"Cache-Control", "no-store", "Pragma", "no-cache", "Content-Type", "application/json")

var refusedClient = oauthError(401, "invalid_client").describing("Client credentials are invalid.").
	with("WWW-Authenticate", "Basic realm=127.0.0.1")

var clientRows = []row{
	{"1.3", "oauth2.Token", "client_secret_basic", basic("{id}", "{secret}"), opaque},
	{"1.3", "oauth2.Token", "Basic beside a client id", basic("{id}", "{secret}", "client_id", "{id}"), opaque},
	{"1.3", "oauth2.Token", "Basic that is percent-encoded", basic("%41pp", "{secret}"), refusedClient},
	{"1.3", "oauth2.Token", "Basic with a colon in the secret", basic("{id}", "{secret}:x"), refusedClient},
	{"1.3", "oauth2.Token", "Basic beside id and secret", basic("{id}", "{secret}", "client_id", "{id}", "client_secret", "{secret}"),
		oauthError(400, "invalid_request").describing("Request body and headers contain authorization information")},
	{"1.3", "oauth2.Token", "two mechanisms", asking("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer", "client_assertion", "x"),
		oauthError(400, "invalid_request").describing("The client MUST NOT use more than one authentication method in each")},
	{"1.3", "oauth2.Token", "no client id", asking("client_id", "", "client_secret", ""),
		oauthError(401, "invalid_client").describing("Client ID not found in the request.").with("WWW-Authenticate", "Basic realm=127.0.0.1")},
	{"1.3", "oauth2.Token", "unknown client", asking("client_id", "nobody"), refusedClient},
	{"1.3", "oauth2.Token", "wrong secret", asking("client_secret", "wrong"), refusedClient},
	{"1.3", "oauth2.Token", "no secret", asking("client_secret", ""), refusedClient},
	{"1.3", "oauth2.Token", "another method than the application pins", func(s *session) *answer {
		return newClient(s, `"clientAuthentication":{"tokenEndpointAuthMethod":"client_secret_basic"}`).ask()
	}, refusedClient},
	{"1.3", "oauth2.Token", "assertion of a client without keys", asking("client_id", "", "client_secret", "",
		"client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer", "client_assertion", "e30.e30.e30"), refusedClient},
	{"3.5", "oauth2.Token", "client that was revoked", func(s *session) *answer {
		c := newClient(s, "")
		s.post(applications+"/"+c.app+"/inbound-protocols/oidc/revoke", nil).ok()
		return c.ask()
	}, refusedClient},
}

var grantedRows = []row{
	{"1.4", "oauth2.Token", "scopes that are granted to whoever asks", scoped("device_01 device"), granted("device_01")},
	{"1.4", "oauth2.Token", "SYSTEM", func(s *session) *answer { return s.with("SYSTEM").get(users) }, body(200, `"*"`)},
	{"1.4", "oauth2.Token", "SYSTEM of a client that is authorized for nothing", func(s *session) *answer {
		return newClient(s, "").ask("scope", "SYSTEM")
	}, opaque},
	{"1.4", "oauth2.Token", "scopes of users", scoped("openid profile internal_login internal_user_mgt_list"), granted("internal_user_mgt_list")},
	{"1.4", "oauth2.Token", "unregistered scope", scoped("xyz internal_user_mgt_list"), granted("internal_user_mgt_list")},
	{"1.4", "oauth2.Token", "registered scope without authorization", func(s *session) *answer {
		newAPI(s, "RBAC")
		return newClient(s, "").ask("scope", "look")
	}, opaque},
	{"1.4", "oauth2.Token", "RBAC without roles", authorizedFor("RBAC"), granted("look")},
	{"1.4", "oauth2.Token", "NO POLICY", authorizedFor("NO POLICY"), granted("look")},
	{"3.6", "oauth2.Token", "scope that was taken away", func(s *session) *answer {
		c := newClient(s, "")
		api := newAPI(s, "RBAC")
		c.authorize(api, "RBAC")
		s.patch(applications+"/"+c.app+"/authorized-apis/"+api, `{"removedScopes":["look"]}`).ok()
		return c.ask("scope", "look")
	}, opaque},
}

// granted expects an opaque token with these scopes.
func granted(scope string) want {
	return body(200, `{"access_token":"*","token_type":"Bearer","expires_in":3600,"scope":"`+scope+`"}`)
}

var tokenRows = []row{
	{"1.5", "oauth2.Token", "lifetime of the application", func(s *session) *answer {
		return newClient(s, `"accessToken":{"userAccessTokenExpiryInSeconds":0,"applicationAccessTokenExpiryInSeconds":60}`).ask()
	}, body(200, `{"access_token":"*","token_type":"Bearer","expires_in":60}`)},
	{"1.5", "oauth2.Token", "the same opaque token with what is left of its life", func(s *session) *answer {
		c := newClient(s, "")
		s.let("before", c.ask("scope", "device_1 device_2").member("access_token"))
		s.advance(time.Minute)
		return c.ask("scope", "device_2 device_1")
	}, body(200, `{"access_token":"{before}","token_type":"Bearer","expires_in":3540,"scope":"device_1 device_2"}`)},
	{"1.6", "oauth2.Token", "JWT of an application", func(s *session) *answer {
		return payload(newClient(s, jwts).ask("scope", "device_1"))
	}, body(200, `{"iss":"{url}/oauth2/token","sub":"{id}","aud":"{id}","azp":"{id}","client_id":"{id}","aut":"APPLICATION","scope":"device_1",
		"jti":"*-*-*-*-*","iat":"*","nbf":"*","exp":"*","org_id":"*","org_name":"{org}","org_handle":"{org}"}`)},
	{"1.6", "oauth2.Token", "JWT for several audiences, without scopes", func(s *session) *answer {
		return payload(newClient(s, jwts+`,"idToken":{"audience":["other"]}`).ask())
	}, body(200, `{"aud":["{id}","other"],"iss":"*","sub":"*","azp":"*","client_id":"*","aut":"*","jti":"*","iat":"*","nbf":"*","exp":"*",
		"org_id":"*","org_name":"*","org_handle":"*"}`)},
	{"1.6", "oauth2.Token", "JWT with the scopes in an array", func(s *session) *answer {
		return payload(newClient(s, `"accessToken":{"type":"JWT","userAccessTokenExpiryInSeconds":0,"applicationAccessTokenExpiryInSeconds":0,"enableJwtScopeAsArray":true}`).ask("scope", "device_1 device_2"))
	}, body(200, `{"scope":["device_1","device_2"],"*":"*"}`)},
	{"1.6", "oauth2.Token", "header of a JWT", func(s *session) *answer {
		a := newClient(s, jwts).ask()
		return segment(a, 0)
	}, body(200, `{"typ":"at+jwt","alg":"RS256","kid":"*"}`)},
	{"1.5", "oauth2.Token", "another JWT each time", func(s *session) *answer {
		c := newClient(s, jwts)
		first, again := c.ask().member("access_token"), c.ask()
		if again.member("access_token") == first {
			s.t.Error("got the same JWT twice")
		}
		return again
	}, body(200, `{"access_token":"*.*.*","token_type":"Bearer","expires_in":3600}`)},
}

var userRows = []row{
	{"1.4", "oauth2.Token", "scopes of a user", signedIn("read write device_1", ""),
		body(200, `{"access_token":"*","refresh_token":"*","token_type":"Bearer","expires_in":3600,"scope":"device_1 read"}`)},
	{"1.4", "oauth2.Token", "role of another audience", func(s *session) *answer {
		c := newUserClient(s, "")
		s.patch(applications+"/"+c.app, `{"associatedRoles":{"allowedAudience":"APPLICATION"}}`).ok()
		return c.signIn("read")
	}, body(200, `{"access_token":"*","refresh_token":"*","token_type":"Bearer","expires_in":3600}`)},
	{"1.2", "oauth2.Token", "ID token with openid", signedIn("openid read", ""),
		body(200, `{"access_token":"*","refresh_token":"*","id_token":"*.*.*","token_type":"Bearer","expires_in":3600,"scope":"openid read"}`)},
	{"1.6", "oauth2.Token", "JWT of a user", func(s *session) *answer {
		return payload(newUserClient(s, `"accessToken":{"type":"JWT","userAccessTokenExpiryInSeconds":60,"applicationAccessTokenExpiryInSeconds":0}`).signIn("read"))
	}, body(200, `{"sub":"{user}","aut":"APPLICATION_USER","client_id":"{id}","azp":"{id}","aud":"{id}","scope":"read","user_org":"*","*":"*"}`)},
	{"1.7", "oauth2.Token", "wrong password", func(s *session) *answer {
		return newUserClient(s, "").ask("grant_type", grantPassword, "username", "kim", "password", "wrong")
	}, oauthError(400, "invalid_grant")},
	{"1.7", "oauth2.Token", "password missing", asking("grant_type", grantPassword, "username", "kim"), oauthError(400, "invalid_request")},
	{"1.5", "oauth2.Token", "refresh", func(s *session) *answer {
		c := newUserClient(s, "")
		return c.ask("grant_type", grantRefresh, "refresh_token", c.signIn("read").member("refresh_token"))
	}, body(200, `{"access_token":"*","refresh_token":"*","token_type":"Bearer","expires_in":3600,"scope":"read"}`)},
	{"1.7", "oauth2.Token", "refresh with a token that was used", func(s *session) *answer {
		c := newUserClient(s, "")
		used := c.signIn("read").member("refresh_token")
		c.ask("grant_type", grantRefresh, "refresh_token", used).ok()
		return c.ask("grant_type", grantRefresh, "refresh_token", used)
	}, oauthError(400, "invalid_grant")},
	{"1.4", "oauth2.Token", "refresh for more scopes", func(s *session) *answer {
		c := newUserClient(s, "")
		return c.ask("grant_type", grantRefresh, "refresh_token", c.signIn("read").member("refresh_token"), "scope", "read device_1")
	}, oauthError(400, "invalid_scope").describing("Invalid Scope!")},
}

var switchRows = []row{
	{"1.8", "oauth2.Token", "switch", switching("scope", "internal_org_user_mgt_list internal_user_mgt_list openid console:x"), granted("internal_org_user_mgt_list")},
	{"1.8", "oauth2.Token", "switch without a token", switching("token", ""), oauthError(400, "invalid_request")},
	{"1.8", "oauth2.Token", "switch without an organization", switching("switching_organization", ""), oauthError(400, "invalid_request")},
	{"1.8", "oauth2.Token", "switch of an unknown token", switching("token", "x"), oauthError(400, "invalid_grant").describing("Invalid token received.")},
	{"1.8", "oauth2.Token", "switch to the name of an organization", switching("switching_organization", "Branch"),
		oauthError(400, "invalid_grant").describing("Invalid organization id: Branch")},
	{"1.8", "oauth2.Token", "switch to an organization that is not active", func(s *session) *answer {
		org := s.srv.AddSubOrganization("Other")
		org.Deactivate()
		return switching("switching_organization", org.ID)(s)
	}, oauthError(400, "invalid_grant").describing("deactivated state.")},
	{"1.8", "oauth2.Token", "switch of an application that is not shared", func(s *session) *answer {
		c := newClient(s, `"grantTypes":["client_credentials","organization_switch"]`)
		return c.ask("grant_type", grantSwitch, "token", c.ask().member("access_token"), "switching_organization", s.srv.AddSubOrganization("Branch").ID)
	}, oauthError(400, "invalid_grant").describing("Organization switching is not allowed for organizations that have not shared the application")},
	{"1.8", "oauth2.Token", "switch of an application that is shared", func(s *session) *answer {
		c, org := newClient(s, `"grantTypes":["client_credentials","organization_switch"]`), s.srv.AddSubOrganization("Branch").ID
		s.post(applications+"/"+c.app+"/share", map[string][]string{"sharedOrganizations": {org}}).ok()
		return c.ask("grant_type", grantSwitch, "token", c.ask().member("access_token"), "switching_organization", org)
	}, opaque},
	{"1.8", "oauth2.Token", "switch without the grant", func(s *session) *answer {
		return newClient(s, "").ask("grant_type", grantSwitch, "token", s.token, "switching_organization", s.srv.AddSubOrganization("Branch").ID)
	}, oauthError(400, "unauthorized_client")},
}

var revokeRows = []row{
	{"1.9", "oauth2.Revoke", "access token", func(s *session) *answer {
		c := newClient(s, "")
		return c.to(revoke, "token", c.ask().member("access_token"), "token_type_hint", "access_token")
	}, empty(200, "Content-Type", "application/json", "Content-Length", "0")},
	{"1.9", "oauth2.Revoke", "unknown token", func(s *session) *answer { return newClient(s, "").to(revoke, "token", "x") },
		empty(200, "Content-Type", "application/json", "Content-Length", "0")},
	{"1.9", "oauth2.Revoke", "no token", func(s *session) *answer { return newClient(s, "").to(revoke) },
		oauthError(400, "invalid_request").describing("Invalid revocation request")},
	{"1.9", "oauth2.Revoke", "wrong secret", func(s *session) *answer { return newClient(s, "").to(revoke, "client_secret", "x", "token", "x") },
		refusedClient.with("Content-Type", "text/html")},
	{"1.9", "oauth2.Revoke", "token of another client", func(s *session) *answer { return newClient(s, "").to(revoke, "token", s.token) },
		oauthError(401, "unauthorized_client").with("Content-Type", "application/json")},
	{"1.9", "oauth2.Introspect", "revoked token", func(s *session) *answer {
		c := newClient(s, "")
		token := c.ask().member("access_token")
		c.to(revoke, "token", token).ok()
		return s.inspect(token)
	}, body(200, `{"active":false}`)},
	{"1.9", "oauth2.Token", "refresh token of an access token that was revoked", func(s *session) *answer {
		c := newUserClient(s, "")
		first := c.signIn("read")
		c.to(revoke, "token", first.member("access_token")).ok()
		return c.ask("grant_type", grantRefresh, "refresh_token", first.member("refresh_token"))
	}, body(200, `{"access_token":"*","*":"*"}`)},
	{"1.9", "oauth2.Introspect", "access token of a refresh token that was revoked", func(s *session) *answer {
		c := newUserClient(s, "")
		first := c.signIn("read")
		c.to(revoke, "token", first.member("refresh_token"), "token_type_hint", "refresh_token").ok()
		return s.inspect(first.member("access_token"))
	}, body(200, `{"active":true,"*":"*"}`)},
}

var introspectRows = []row{
	{"1.10", "oauth2.Introspect", "opaque token", func(s *session) *answer {
		return s.inspect(newClient(s, "").ask("scope", "device_1").member("access_token"))
	},
		body(200, `{"active":true,"client_id":"{id}","token_type":"Bearer","scope":"device_1","nbf":"*","iat":"*","exp":"*","aut":"APPLICATION","aud":"{id}",
			"org_id":"*","org_name":"{org}","org_handle":"{org}"}`)},
	{"1.10", "oauth2.Introspect", "JWT", func(s *session) *answer {
		return s.inspect(newClient(s, jwts).ask().member("access_token"))
	}, body(200, `{"active":true,"client_id":"{id}","token_type":"JWT","nbf":"*","iat":"*","exp":"*","aut":"APPLICATION","aud":"{id}",
			"iss":"{url}/oauth2/token","jti":"*","sub":"{id}","org_id":"*","org_name":"{org}","org_handle":"{org}"}`)},
	{"1.10", "oauth2.Introspect", "token of a user", func(s *session) *answer { return s.inspect(newUserClient(s, "").signIn("read").member("access_token")) },
		body(200, `{"active":true,"username":"kim@{org}","aut":"APPLICATION_USER","scope":"read","*":"*"}`)},
	{"1.10", "oauth2.Introspect", "token for another organization", func(s *session) *answer { return s.inspect(switched(s, "internal_org_user_mgt_list").token) },
		body(200, `{"active":true,"org_name":"Branch","org_handle":"Branch","scope":"internal_org_user_mgt_list","*":"*"}`)},
	{"1.10", "oauth2.Introspect", "unknown token", func(s *session) *answer { return s.inspect("x") }, body(200, `{"active":false}`)},
	{"1.10", "oauth2.Introspect", "expired token", func(s *session) *answer {
		token := newClient(s, `"accessToken":{"userAccessTokenExpiryInSeconds":0,"applicationAccessTokenExpiryInSeconds":60}`).ask().member("access_token")
		s.advance(time.Minute)
		return s.inspect(token)
	}, body(200, `{"active":false}`)},
	{"1.10", "oauth2.Introspect", "blank token", func(s *session) *answer { return s.inspect(" ") }, body(400, `{"error":"Invalid input"}`)},
	{"1.10", "oauth2.Introspect", "credentials of a client", func(s *session) *answer {
		return s.form(introspect, url.Values{"token": {"x"}}, "Authorization", basicAuth(s.srv.ClientID, s.srv.ClientSecret))
	}, body(200, `{"active":false}`)},
	{"1.10", "oauth2.Introspect", "below the root", inspectBelow("internal_org_oauth2_introspect"), body(200, `{"active":true,"org_name":"Branch","*":"*"}`)},
	{"1.10", "oauth2.Introspect", "below the root without the scope", inspectBelow("internal_org_user_mgt_list"), forbidden},
	{"1.10", "oauth2.Introspect", "no credentials", func(s *session) *answer { return s.form(introspect, url.Values{"token": {"x"}}) }, unauthorized},
	{"1.10", "oauth2.Introspect", "token without the scope", func(s *session) *answer {
		return s.without("internal_oauth2_introspect").inspect("x")
	}, forbidden},
}

// An oauthClient is an application with its initial secret.
type oauthClient struct {
	s               *session
	app, id, secret string
}

// newClient creates an application with these members in its OIDC
// configuration. {id} is its client id.
func newClient(s *session, oidc string) oauthClient {
	s.t.Helper()
	if !strings.Contains(oidc, "grantTypes") {
		oidc = strings.TrimSuffix(`"grantTypes":["client_credentials"],`+oidc, ",")
	}
	c := oauthClient{s: s, app: s.create(applications, `{"name":"App","inboundProtocolConfiguration":{"oidc":{`+oidc+`}}}`)}
	got := s.get(applications + "/" + c.app + "/inbound-protocols/oidc")
	c.id, c.secret = s.let("id", got.member("clientId")), got.member("clientSecret")
	return c
}

// newUserClient creates a client for users, and a user named {user} with a role
// that has the scope read.
func newUserClient(s *session, oidc string) oauthClient {
	s.t.Helper()
	c := newClient(s, strings.TrimSuffix(`"grantTypes":["password","refresh_token"],`+oidc, ","))
	api := s.create(resources, `{"name":"Shop","identifier":"urn:shop","scopes":[{"name":"read"},{"name":"write"}]}`)
	s.post(applications+"/"+c.app+"/authorized-apis", `{"id":"`+api+`","scopes":["read","write"]}`).ok()
	user := s.let("user", s.create(users, `{"userName":"kim","password":"aBcd!23#"}`))
	s.create("/scim2/v2/Roles", `{"displayName":"reader","permissions":[{"value":"read"}],"users":[{"value":"`+user+`"}]}`)
	return c
}

func (c oauthClient) signIn(scope string) *answer {
	c.s.t.Helper()
	return c.ask("grant_type", grantPassword, "username", "kim", "password", "aBcd!23#", "scope", scope)
}

func signedIn(scope, oidc string) func(*session) *answer {
	return func(s *session) *answer { return newUserClient(s, oidc).signIn(scope) }
}

// ask sends a token request of the client.
func (c oauthClient) ask(pairs ...string) *answer {
	c.s.t.Helper()
	return c.to(tokens, append([]string{"grant_type", "client_credentials"}, pairs...)...)
}

// to posts a form with the credentials of the client.
func (c oauthClient) to(path string, pairs ...string) *answer {
	c.s.t.Helper()
	form := map[string]string{"client_id": c.id, "client_secret": c.secret}
	for pair := range slices.Chunk(pairs, 2) {
		form[pair[0]] = pair[1]
	}
	values := url.Values{}
	for _, name := range slices.Sorted(maps.Keys(form)) {
		if form[name] != "" {
			values.Set(name, form[name])
		}
	}
	return c.s.form(path, values)
}

// manager returns the management application.
func manager(s *session) oauthClient {
	return oauthClient{s: s, id: s.srv.ClientID, secret: s.srv.ClientSecret}
}

func asking(pairs ...string) func(*session) *answer {
	return func(s *session) *answer { return manager(s).ask(pairs...) }
}

func scoped(scope string) func(*session) *answer { return asking("scope", scope) }

func inQuery(query string) func(*session) *answer {
	return func(s *session) *answer { return manager(s).to(tokens+"?"+query, "grant_type", "client_credentials") }
}

// basic sends a token request with Basic credentials, in which {id} and
// {secret} are those of the management application.
func basic(id, secret string, pairs ...string) func(*session) *answer {
	return func(s *session) *answer {
		s.let("id", s.srv.ClientID)
		s.let("secret", s.srv.ClientSecret)
		form := url.Values{"grant_type": {"client_credentials"}}
		for pair := range slices.Chunk(pairs, 2) {
			form.Set(pair[0], s.expand(pair[1]))
		}
		return s.form(tokens, form, "Authorization", basicAuth(s.expand(id), s.expand(secret)))
	}
}

func basicAuth(id, secret string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(id+":"+secret))
}

// switching switches the token of the session to a new organization.
func switching(pairs ...string) func(*session) *answer {
	return func(s *session) *answer {
		return manager(s).ask(append([]string{
			"grant_type", grantSwitch, "token", s.token, "switching_organization", s.srv.AddSubOrganization("Branch").ID,
		}, pairs...)...)
	}
}

// newAPI creates an API resource with the scope look, which requires the given
// policy of applications.
func newAPI(s *session, policy string) string {
	s.t.Helper()
	required := "false"
	if policy == "RBAC" {
		required = "true"
	}
	return s.create(resources, `{"name":"Open","identifier":"urn:open","requiresAuthorization":`+required+`,"scopes":[{"name":"look"}]}`)
}

func (c oauthClient) authorize(api, policy string) {
	c.s.t.Helper()
	c.s.post(applications+"/"+c.app+"/authorized-apis", `{"id":"`+api+`","policyIdentifier":"`+policy+`","scopes":["look"]}`).ok()
}

func authorizedFor(policy string) func(*session) *answer {
	return func(s *session) *answer {
		c := newClient(s, "")
		c.authorize(newAPI(s, policy), policy)
		return c.ask("scope", "look")
	}
}

// inspect introspects a token, authenticated by the token of the session.
func (s *session) inspect(token string) *answer {
	s.t.Helper()
	return s.form(introspect, url.Values{"token": {token}}, "Authorization", "Bearer "+s.token)
}

// inspectBelow introspects a token of a sub-organization in that
// sub-organization, authenticated by the token itself.
func inspectBelow(scope string) func(*session) *answer {
	return func(s *session) *answer {
		below := switched(s, scope)
		id := s.inspect(below.token).member("org_id")
		return s.form("/o/"+id+introspect, url.Values{"token": {below.token}}, "Authorization", "Bearer "+below.token)
	}
}

// payload returns a response with the claims of the access token as its body.
func payload(a *answer) *answer { return segment(a, 1) }

// segment returns a response with a part of the access token as its body.
func segment(a *answer, i int) *answer {
	a.s.t.Helper()
	decoded, err := base64.RawURLEncoding.DecodeString(strings.Split(a.member("access_token"), ".")[i])
	if err != nil {
		a.s.t.Fatal(err)
	}
	part := *a
	part.body = string(decoded)
	return &part
}
