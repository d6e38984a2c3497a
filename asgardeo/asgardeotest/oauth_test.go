package asgardeotest_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest"
)

// complete adds the required members to the sections of a configuration.
func complete(oidc object) object {
	for section, defaults := range map[string]object{
		"accessToken":  {"userAccessTokenExpiryInSeconds": 0, "applicationAccessTokenExpiryInSeconds": 0},
		"refreshToken": {"expiryInSeconds": 0},
	} {
		if given, ok := oidc[section].(object); ok {
			oidc[section] = merge(defaults, given)
		}
	}
	return oidc
}

// newClient creates an application and returns its id and its credentials.
func (s *session) newClient(name string, oidc object) (app, id, secret string) {
	s.t.Helper()
	oidc = complete(merge(object{"grantTypes": list{"client_credentials"}}, oidc))
	app = s.create(appAPI, object{"name": name, "inboundProtocolConfiguration": object{"oidc": oidc}})
	got := s.do("GET", appAPI+"/"+app+"/inbound-protocols/oidc", nil).want(200).object()
	return app, got["clientId"].(string), got["clientSecret"].(string)
}

func (s *session) authorize(app, resource string, scopes ...any) {
	s.t.Helper()
	s.do("POST", appAPI+"/"+app+"/authorized-apis", object{"id": resource, "scopes": scopes}).want(200).wantEmpty()
}

func basic(id, secret string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(id+":"+secret))
}

func TestToken(t *testing.T) {
	s := start(t)
	got := s.grant(s.srv.ClientID, s.srv.ClientSecret, "internal_user_mgt_view xyz openid internal_login device_01 internal_user_mgt_list").
		want(200).wantHeader("Cache-Control", "no-store").wantHeader("Pragma", "no-cache").
		wantHeader("Content-Type", "application/json").
		wantMembers(object{"token_type": "Bearer", "expires_in": 3600, "scope": "device_01 internal_user_mgt_list internal_user_mgt_view", "refresh_token": nil})
	again := s.grant(s.srv.ClientID, s.srv.ClientSecret, "internal_user_mgt_list internal_user_mgt_view device_01").want(200)
	if got.object()["access_token"] != again.object()["access_token"] {
		t.Error("the opaque token was not reused")
	}
	s.grant(s.srv.ClientID, s.srv.ClientSecret, "").want(200).wantMembers(object{"scope": nil})
	s.grant(s.srv.ClientID, s.srv.ClientSecret, "xyz").want(200).wantMembers(object{"scope": nil})
}

func TestTokenRequests(t *testing.T) {
	s := start(t, asgardeotest.WithManagementApp("my+client", "a%2Bb c"))
	form := func(pairs ...string) string {
		values := url.Values{}
		for i := 0; i < len(pairs); i += 2 {
			values.Add(pairs[i], pairs[i+1])
		}
		return values.Encode()
	}
	const (
		grant    = "grant_type"
		cc       = "client_credentials"
		formType = "application/x-www-form-urlencoded"
	)
	right := basic("my+client", "a%2Bb c")
	posted := []string{"client_id", "my+client", "client_secret", "a%2Bb c"}
	assertion := []string{"client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer", "client_assertion", "x"}
	for _, test := range []struct {
		name, authorization, query, contentType, body string
		status                                        int
		code                                          string
	}{
		{"basic", right, "", formType, form(grant, cc), 200, ""},
		{"post", "", "", formType, form(append(posted, grant, cc)...), 200, ""},
		{"basic and client_id", right, "", formType, form(grant, cc, "client_id", "my+client"), 200, ""},
		{"JSON", "", "", "application/json", `{"grant_type":"client_credentials","client_id":"my+client","client_secret":"a%2Bb c"}`, 200, ""},
		{"JSON malformed", "", "", "application/json", `{`, 400, "invalid_request"},
		{"other media type", right, "", "text/plain", form(grant, cc), 415, ""},
		{"percent-encoded", basic(url.QueryEscape("my+client"), url.QueryEscape("a%2Bb c")), "", formType, form(grant, cc), 401, "invalid_client"},
		{"three parts", basic("my+client", "a%2Bb c:d"), "", formType, form(grant, cc), 401, "invalid_client"},
		{"one part", basic("my+client", ""), "", formType, form(grant, cc), 401, "invalid_client"},
		{"not base64", "Basic ***", "", formType, form(grant, cc), 401, "invalid_client"},
		{"wrong secret", basic("my+client", "x"), "", formType, form(grant, cc), 401, "invalid_client"},
		{"unknown client", basic("nobody", "x"), "", formType, form(grant, cc), 401, "invalid_client"},
		{"no client", "", "", formType, form(grant, cc), 401, "invalid_client"},
		{"client_id alone", "", "", formType, form(grant, cc, "client_id", "my+client"), 401, "invalid_client"},
		{"basic and post", right, "", formType, form(append(posted, grant, cc)...), 400, "invalid_request"},
		{"basic and assertion", right, "", formType, form(append(assertion, grant, cc)...), 400, "invalid_request"},
		{"post and assertion", "", "", formType, form(append(append(posted, assertion...), grant, cc)...), 400, "invalid_request"},
		{"assertion", "", "", formType, form(append(assertion, grant, cc, "client_id", "my+client")...), 401, "invalid_client"},
		{"repeated", right, "", formType, form(grant, cc, "scope", "a", "scope", "b"), 400, "invalid_request"},
		{"secret in query", right, "?client_secret=x", formType, form(grant, cc), 400, "invalid_request"},
		{"password in query", right, "?password=x", formType, form(grant, cc), 400, "invalid_request"},
		{"malformed form", right, "", formType, "a=%zz", 400, "invalid_request"},
		{"no grant", right, "", formType, "", 400, "invalid_request"},
		{"unknown grant", right, "", formType, form(grant, "magic"), 400, "unsupported_grant_type"},
		{"unknown grant without a client", "", "", formType, form(grant, "magic"), 400, "unsupported_grant_type"},
		{"no parameters without a client", "", "", formType, "", 400, "invalid_request"},
		{"parameter of the grant missing", right, "", formType, form(grant, "password", "username", "kim"), 400, "invalid_request"},
		{"grant of others", right, "", formType, form(grant, "password", "username", "kim", "password", "x"), 400, "unauthorized_client"},
		{"grant that no client has here", right, "", formType, form(grant, "authorization_code"), 400, "unauthorized_client"},
		{"scope in query", right, "?scope=a", formType, form(grant, cc), 200, ""},
		{"repeated in query", right, "?scope=a&scope=b", formType, form(grant, cc), 400, "invalid_request"},
		{"repeated across query and body", right, "?scope=a", formType, form(grant, cc, "scope", "b"), 400, "invalid_request"},
		{"username in query", right, "?username=x", formType, form(grant, cc), 400, "invalid_request"},
	} {
		t.Run("wire 1.3 "+test.name, func(t *testing.T) {
			s := &session{t: t, srv: s.srv}
			got := s.do("POST", "/oauth2/token"+test.query, test.body, "Authorization", test.authorization, "Content-Type", test.contentType).want(test.status)
			if test.code != "" {
				got.wantMembers(object{"error": test.code})
			}
			if test.status == 401 {
				got.wantHeader("WWW-Authenticate", "Basic realm=127.0.0.1")
			}
		})
	}
}

func TestTokenDescriptions(t *testing.T) {
	s := start(t)
	s.form("/oauth2/token", url.Values{"grant_type": {"client_credentials"}}).want(401).wantMembers(object{"error_description": "Client ID not found in the request."})
	s.grant("nobody", "x", "").want(401).wantMembers(object{"error_description": "Client credentials are invalid."})
	s.form("/oauth2/token", url.Values{"grant_type": {"magic"}}, "Authorization", basic(s.srv.ClientID, s.srv.ClientSecret)).
		want(400).wantMembers(object{"error_description": "Unsupported grant type : magic, is used."})
}

func TestApplicationTokens(t *testing.T) {
	s := start(t)
	resource := s.create(resourceAPI, object{"name": "Pharmacy", "identifier": "urn:pharmacy", "scopes": list{object{"name": "read"}, object{"name": "write"}}})
	app, id, secret := s.newClient("opaque", nil)
	s.grant(id, secret, "read").want(200).wantMembers(object{"scope": nil})
	s.authorize(app, resource, "read")
	s.grant(id, secret, "read write").want(200).wantMembers(object{"scope": "read"})
	s.grant(id, secret, "SYSTEM").want(200).wantMembers(object{"scope": nil})

	// A replaced scope is another scope, which no application is authorized
	// for.
	s.do("PUT", resourceAPI+"/"+resource+"/scopes", list{object{"name": "read"}}).want(204)
	s.grant(id, secret, "read").want(200).wantMembers(object{"scope": nil})

	_, pinnedID, pinnedSecret := s.newClient("pinned", object{"clientAuthentication": object{"tokenEndpointAuthMethod": "client_secret_basic"}})
	s.grant(pinnedID, pinnedSecret, "").want(401)
	s.form("/oauth2/token", url.Values{"grant_type": {"client_credentials"}}, "Authorization", basic(pinnedID, pinnedSecret)).want(200)

	_, codeID, codeSecret := s.newClient("code", object{"grantTypes": list{"urn:ietf:params:oauth:grant-type:token-exchange"}})
	s.grant(codeID, codeSecret, "").want(400).wantMembers(object{"error": "unauthorized_client"})
	s.form("/oauth2/token", url.Values{
		"grant_type": {"urn:ietf:params:oauth:grant-type:token-exchange"}, "client_id": {codeID}, "client_secret": {codeSecret},
	}).want(501).wantMembers(object{
		"error": "server_error", "error_description": "asgardeotest does not implement the grant urn:ietf:params:oauth:grant-type:token-exchange",
	})
}

func TestClientLifecycle(t *testing.T) {
	s := start(t)
	app, id, secret := s.newClient("app", nil)
	oidc := appAPI + "/" + app + "/inbound-protocols/oidc"
	users := s.do("GET", resourceAPI+"?filter="+url.QueryEscape(`identifier eq "/scim2/Users"`), nil).want(200).object()
	s.authorize(app, names(users["apiResources"], "id")[0], "internal_user_mgt_list")
	client := &session{t, s.srv, s.tokenFor(id, secret, "internal_user_mgt_list")}
	client.do("GET", usersAPI, nil).want(200)

	s.do("POST", oidc+"/revoke", nil).want(200).wantEmpty()
	s.grant(id, secret, "").want(401).wantMembers(object{"error": "invalid_client"})
	client.do("GET", usersAPI, nil).want(401)
	s.do("GET", oidc, nil).wantMembers(object{"state": "REVOKED"})

	renewed := s.do("POST", oidc+"/regenerate-secret", nil).want(200).wantMembers(object{"state": "ACTIVE", "clientId": id})
	s.grant(id, secret, "").want(401)
	s.grant(id, renewed.object()["clientSecret"].(string), "").want(200)
}

func TestTokenExpiry(t *testing.T) {
	s := start(t)
	_, id, secret := s.newClient("brief", object{"accessToken": object{"applicationAccessTokenExpiryInSeconds": 1}})
	token := s.grant(id, secret, "").want(200).wantMembers(object{"expires_in": 1}).object()["access_token"].(string)
	introspect := func() *answer {
		return s.form("/oauth2/introspect", url.Values{"token": {token}}, "Authorization", "Bearer "+s.token).want(200)
	}
	introspect().wantMembers(object{"active": true})
	s.srv.Advance(time.Second)
	introspect().wantMembers(object{"active": false})
	if s.tokenFor(id, secret, "") == token {
		t.Error("an expired token was reused")
	}
}

func TestExpiredTokensAreForgotten(t *testing.T) {
	s := start(t)
	_, id, secret := s.newClient("brief", object{"accessToken": object{"applicationAccessTokenExpiryInSeconds": 1}})
	for i := range 300 {
		token := s.tokenFor(id, secret, fmt.Sprintf("device_%d", i))
		if i%2 == 0 {
			s.form("/oauth2/revoke", url.Values{"token": {token}, "client_id": {id}, "client_secret": {secret}}).want(200)
		}
		s.srv.Advance(time.Second)
	}
	if tokens, reusable := s.srv.Remembered(); tokens > 100 || reusable > 100 {
		t.Errorf("%d tokens and %d entries for reuse are left", tokens, reusable)
	}
	s.do("GET", usersAPI, nil).want(200) // a valid token stays valid
}

func TestJWT(t *testing.T) {
	s := start(t)
	resource := s.create(resourceAPI, object{"name": "Pharmacy", "identifier": "urn:pharmacy", "scopes": list{object{"name": "read"}, object{"name": "write"}}})
	app, id, secret := s.newClient("jwt", object{"accessToken": object{"type": "JWT", "applicationAccessTokenExpiryInSeconds": 60}})
	s.authorize(app, resource, "read", "write")
	token := s.tokenFor(id, secret, "read write")
	if s.tokenFor(id, secret, "read write") == token {
		t.Error("a JWT was reused")
	}
	header, claims := s.verify(token)
	if header.ExtraHeaders[jose.HeaderType] != "at+jwt" || header.Algorithm != "RS256" || header.KeyID == "" {
		t.Errorf("header is %+v", header)
	}
	for name, want := range map[string]any{
		"iss": s.srv.URL + "/oauth2/token", "sub": id, "aud": id, "azp": id, "client_id": id,
		"aut": "APPLICATION", "scope": "read write", "org_name": "testorg", "org_handle": "testorg",
	} {
		if claims[name] != want {
			t.Errorf("claim %s is %v, want %v", name, claims[name], want)
		}
	}
	if lifetime := claims["exp"].(float64) - claims["iat"].(float64); lifetime != 60 || claims["nbf"] != claims["iat"] {
		t.Errorf("lifetime is %v; claims %v", lifetime, claims)
	}

	_, id, secret = s.newClient("arrays", object{
		"accessToken": object{"type": "JWT", "enableJwtScopeAsArray": true}, "idToken": object{"audience": list{"other"}},
	})
	_, claims = s.verify(s.tokenFor(id, secret, "device_1"))
	if fmt.Sprint(claims["aud"]) != fmt.Sprint([]string{id, "other"}) || fmt.Sprint(claims["scope"]) != "[device_1]" {
		t.Errorf("claims are %v", claims)
	}
}

// verify checks the signature of a JWT with the published keys.
func (s *session) verify(token string) (jose.Header, map[string]any) {
	s.t.Helper()
	parsed, err := jose.ParseSignedCompact(token, []jose.SignatureAlgorithm{jose.RS256})
	if err != nil {
		s.t.Fatal(err)
	}
	var keys jose.JSONWebKeySet
	if err := json.Unmarshal([]byte(s.do("GET", "/oauth2/jwks", nil, "Authorization", "").want(200).body), &keys); err != nil {
		s.t.Fatal(err)
	}
	header := parsed.Signatures[0].Protected
	found := keys.Key(header.KeyID)
	if len(found) != 1 || !found[0].IsPublic() {
		s.t.Fatalf("no public key %q", header.KeyID)
	}
	payload, err := parsed.Verify(found[0])
	if err != nil {
		s.t.Fatal(err)
	}
	var claims map[string]any
	if err := json.Unmarshal(payload, &claims); err != nil {
		s.t.Fatal(err)
	}
	return header, claims
}

func TestRevoke(t *testing.T) {
	s := start(t)
	manager := basic(s.srv.ClientID, s.srv.ClientSecret)
	s.form("/oauth2/revoke", url.Values{"token": {"nothing"}}, "Authorization", manager).want(200).wantEmpty().
		wantHeader("Content-Type", "application/json").wantHeader("Content-Length", "0")
	s.form("/oauth2/revoke", url.Values{}, "Authorization", manager).want(400).wantMembers(object{
		"error": "invalid_request", "error_description": "Invalid revocation request"})
	s.form("/oauth2/revoke", url.Values{"token": {s.token}}).want(401).wantHeader("Content-Type", "text/html")

	_, id, secret := s.newClient("other", nil)
	s.form("/oauth2/revoke", url.Values{"token": {s.token}}, "Authorization", basic(id, secret)).want(401).
		wantHeader("Content-Type", "application/json").wantMembers(object{"error": "unauthorized_client"})
	s.do("GET", usersAPI, nil).want(200)

	s.form("/oauth2/revoke", url.Values{"token": {s.token}, "token_type_hint": {"access_token"}}, "Authorization", manager).want(200)
	s.do("GET", usersAPI, nil).want(401)
	if s.tokenFor(s.srv.ClientID, s.srv.ClientSecret, "SYSTEM") == s.token {
		t.Error("a revoked token was reused")
	}
}

func TestIntrospect(t *testing.T) {
	s := start(t)
	bearer := "Bearer " + s.token
	got := s.form("/oauth2/introspect", url.Values{"token": {s.token}}, "Authorization", bearer).want(200).
		wantMembers(object{"active": true, "client_id": s.srv.ClientID, "token_type": "Bearer", "aut": "APPLICATION", "username": nil, "org_name": "testorg"})
	if !strings.Contains(got.object()["scope"].(string), "internal_oauth2_introspect") {
		t.Errorf("body is %s", got.body)
	}
	s.form("/oauth2/introspect", url.Values{"token": {"x"}}, "Authorization", basic(s.srv.ClientID, s.srv.ClientSecret)).want(200).
		wantMembers(object{"active": false})
	s.form("/oauth2/introspect", url.Values{"token": {" "}}, "Authorization", bearer).want(400).wantMembers(object{"error": "Invalid input"})
	s.form("/oauth2/introspect", url.Values{"token": {"x"}}).want(401).wantMembers(object{"code": 401})
	s.form("/oauth2/introspect", url.Values{"token": {"x"}}, "Authorization", basic(s.srv.ClientID, "wrong")).want(401)
	s.form("/oauth2/introspect", url.Values{"token": {"x"}}, "Authorization", "Bearer "+s.with("internal_user_mgt_list").token).want(403)

	_, id, secret := s.newClient("jwt", object{"accessToken": object{"type": "JWT"}})
	s.form("/oauth2/introspect", url.Values{"token": {s.tokenFor(id, secret, "")}}, "Authorization", bearer).want(200).
		wantMembers(object{"active": true, "token_type": "JWT", "sub": id, "iss": s.srv.URL + "/oauth2/token", "scope": nil})
}

func TestDiscovery(t *testing.T) {
	s := start(t)
	for _, path := range []string{"", "/oauth2/token", "/oauth2/oidcdiscovery"} {
		s.do("GET", path+"/.well-known/openid-configuration", nil, "Authorization", "").want(http.StatusOK).wantMembers(object{
			"issuer": s.srv.URL + "/oauth2/token", "token_endpoint": s.srv.URL + "/oauth2/token", "jwks_uri": s.srv.URL + "/oauth2/jwks",
			"revocation_endpoint_auth_methods_supported": "[client_secret_basic client_secret_post]",
		})
	}
	s.do("GET", "/oauth2/other/.well-known/openid-configuration", nil).want(400).wantHeader("Content-Type", "text/plain")
}

// The metadata of RFC 8414 are before the path of the organization, and below
// the token endpoint.
func TestServerMetadata(t *testing.T) {
	s := start(t)
	const wellKnown = "/.well-known/oauth-authorization-server"
	host := strings.TrimSuffix(s.srv.URL, "/t/testorg")
	for _, address := range []string{host + wellKnown + "/t/testorg/oauth2/token", s.srv.URL + "/oauth2/token" + wellKnown} {
		s.doURL("GET", address, nil, "Authorization", "").want(200).wantHeader("Content-Type", "application/json").wantMembers(object{
			"issuer": s.srv.URL + "/oauth2/token", "jwks_uri": s.srv.URL + "/oauth2/jwks", "scopes_supported": list{},
			"response_types_supported": list{"code", "token"}, "userinfo_endpoint": nil, "id_token_signing_alg_values_supported": nil,
			"token_endpoint_auth_methods_supported": list{"client_secret_basic", "client_secret_post", "private_key_jwt"},
		})
	}
	for _, address := range []string{
		host + wellKnown + "/t/testorg/oauth2/other", host + wellKnown + "/t/testorg", s.srv.URL + "/oauth2/other" + wellKnown,
	} {
		s.doURL("GET", address, nil, "Authorization", "").want(404).wantEmpty()
	}
	s.doURL("GET", host+wellKnown+"/t/other/oauth2/token", nil).want(404)
	s.doURL("GET", host+wellKnown, nil).want(404)
}

// Tokens are valid with lifetimes of any size.
func TestLifetimes(t *testing.T) {
	s := start(t)
	for i, seconds := range []int64{-1, math.MinInt64, math.MaxInt64, 1 << 40} {
		_, id, secret := s.newClient(fmt.Sprint("app", i), object{"accessToken": object{"applicationAccessTokenExpiryInSeconds": seconds}})
		token := s.grant(id, secret, "").want(200).wantMembers(object{"expires_in": 3.1536e9}).object()["access_token"].(string)
		s.form("/oauth2/introspect", url.Values{"token": {token}}, "Authorization", "Bearer "+s.token).want(200).wantMembers(object{"active": true})
	}
}
