package conformance

import (
	"net/url"
	"strings"
)

// asUser returns a call with a token of the user kim, who has the scopes by a
// role.
func asUser(scopes string, call func(*session) *answer) func(*session) *answer {
	return func(s *session) *answer {
		return call(s.signIn(scopes))
	}
}

// signIn returns the session with a token of a new user kim, who has a role
// with the scopes.
func (s *session) signIn(scopes string) *session {
	s.t.Helper()
	app := s.create(applications, `{"name":"portal","associatedRoles":{"allowedAudience":"ORGANIZATION"},
		"inboundProtocolConfiguration":{"oidc":{"grantTypes":["password"]}}}`)
	s.let("kim", s.create(kim.path, kim.body))
	for scope := range strings.FieldsSeq(scopes) {
		s.post(applications+"/"+app+"/authorized-apis", `{"id":"`+s.scopeOwner(scope)+`","policyIdentifier":"RBAC","scopes":["`+scope+`"]}`).ok()
		s.create(roles, `{"displayName":"may `+scope+`","permissions":[{"value":"`+scope+`"}],"users":[{"value":"{kim}"}]}`)
	}
	oidc := s.get(applications + "/" + app + "/inbound-protocols/oidc")
	token := s.form("/oauth2/token", url.Values{
		"grant_type": {"password"}, "username": {"DEFAULT/kim"}, "password": {"aBcd!23#"}, "scope": {"internal_login " + scopes},
		"client_id": {oidc.member("clientId")}, "client_secret": {oidc.member("clientSecret")},
	}).ok()
	return s.as(token.member("access_token"), strings.Fields(token.member("scope"))...)
}

// scopeOwner returns the id of the API resource that has a scope.
func (s *session) scopeOwner(scope string) string {
	s.t.Helper()
	api := map[string]string{"internal_user_mgt_create": "/scim2/Users", "internal_user_mgt_delete": "/scim2/Users"}[scope]
	return s.get(resources + "?filter=" + url.QueryEscape(`identifier eq "`+api+`"`)).member("apiResources.0.id")
}

// me is a row about the user of the token.
func me(operation, method, what, scopes, body string, w want) row {
	return row{"4.3", operation, what, asUser(scopes, given(method, "/scim2/Me", body)), w}
}

// asClient returns a call with a token of an application.
func asClient(method string) func(*session) *answer {
	return given(method, "/scim2/Me", "")
}

var meRows = []row{
	me("scim.Me.Get", "GET", "success", "", "", body(200, kimOnly, "Location", "{url}/scim2/Users/{kim}")),
	me("scim.Me.Update", "PATCH", "success", "", patchOf(`{"op":"replace","path":"title","value":"Mx"}`), user(200, `"id":"{kim}","title":"Mx"`)),
	me("scim.Me.Update", "PATCH", "another name", "", patchOf(`{"op":"replace","path":"userName","value":"x"}`), scimError(400, "mutability")),
	me("scim.Me.Update", "PATCH", "malformed body", "", `{`, scimError(400, "invalidSyntax")),
	me("scim.Me.Replace", "PUT", "success", "", `{"userName":"DEFAULT/kim"}`, user(200, `"id":"{kim}"`)),
	me("scim.Me.Replace", "PUT", "another name", "", `{"userName":"x"}`, scimError(400, "mutability")),
	{"1.4", "scim.Me.Get", "token of an application", asClient("GET"), forbidden403},
	{"4.1", "scim.Me.Get", "unacceptable media type", asUser("", func(s *session) *answer { return s.get("/scim2/Me", "Accept", "text/csv") }), scimError(406, "")},
	{"4.3", "scim.Me.Delete", "success", asUser("internal_user_mgt_delete", given("DELETE", "/scim2/Me", "")), empty(204)},
	{"6.2", "scim.Me.Delete", "the token ends with its user", asUser("internal_user_mgt_delete", func(s *session) *answer {
		s.delete("/scim2/Me").ok()
		return s.get("/scim2/Me")
	}), body(401, `{"status":401,"detail":"*","schemas":["*"]}`)},
	{"4.3", "scim.Me.Delete", "token of an application", asClient("DELETE"), scimError(404, "")},
	{"4.3", "scim.Me.Create", "success", given("POST", "/scim2/Me", `{"userName":"new"}`), user(201, `"userName":"new"`).with("Location", "{url}/scim2/Users/*")},
	{"4.3", "scim.Me.Create", "duplicate", given("POST", "/scim2/Me", `{"userName":"DEFAULT/kim"}`, kim), scimError(409, "")},
}
