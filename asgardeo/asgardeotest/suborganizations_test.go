package asgardeotest_test

import (
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest"
)

// switchTo exchanges the token of the session for one of an organization.
func (s *session) switchTo(organization, scope string, pairs ...string) *answer {
	s.t.Helper()
	form := url.Values{
		"grant_type": {"organization_switch"}, "client_id": {s.srv.ClientID}, "client_secret": {s.srv.ClientSecret},
		"token": {s.token}, "switching_organization": {organization}, "scope": {scope},
	}
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
		if pairs[i+1] == "" {
			form.Del(pairs[i])
		}
	}
	return s.form("/oauth2/token", form)
}

// in returns the session with a token for an organization.
func (s *session) in(organization, scope string) *session {
	s.t.Helper()
	token := s.switchTo(organization, scope).want(200).object()["access_token"].(string)
	return &session{s.t, s.srv, token}
}

func TestSwitch(t *testing.T) {
	s := start(t)
	org := s.srv.AddSubOrganization("branch").ID
	first := s.switchTo(org, "internal_org_user_mgt_list internal_user_mgt_list openid console:users device_1").want(200).
		wantHeader("Cache-Control", "no-store").
		wantMembers(object{"scope": "device_1 internal_org_user_mgt_list", "refresh_token": nil, "expires_in": 3600, "token_type": "Bearer"})
	again := s.switchTo(org, "device_1 internal_org_user_mgt_list").want(200)
	if first.object()["access_token"] != again.object()["access_token"] {
		t.Error("the opaque token was not reused")
	}
	if s.tokenFor(s.srv.ClientID, s.srv.ClientSecret, "device_1 internal_org_user_mgt_list") == first.object()["access_token"] {
		t.Error("the token for the root is the one for the organization below")
	}
	s.form("/oauth2/introspect", url.Values{"token": {first.object()["access_token"].(string)}}, "Authorization", "Bearer "+s.token).want(200).
		wantMembers(object{"active": true, "org_id": org, "org_name": "branch", "org_handle": "branch", "aut": "APPLICATION"})

	for _, test := range []struct {
		name, organization string
		pairs              []string
		code, description  string
	}{
		{"without token", org, []string{"token", ""}, "invalid_request", "Missing parameters: token"},
		{"without organization", org, []string{"switching_organization", ""}, "invalid_request", "Missing parameters: switching_organization"},
		{"unknown token", org, []string{"token", "x"}, "invalid_grant", "Invalid token received."},
		{"unknown organization", "branch", nil, "invalid_grant", "Invalid organization id: branch"},
	} {
		t.Run("wire 1.8 "+test.name, func(t *testing.T) {
			(&session{t, s.srv, s.token}).switchTo(test.organization, "", test.pairs...).want(400).
				wantMembers(object{"error": test.code, "error_description": test.description})
		})
	}

	resource := s.create(resourceAPI, object{"name": "Pharmacy", "identifier": "urn:pharmacy", "scopes": list{object{"name": "read"}}})
	s.switchTo(org, "read unknown").want(200).wantMembers(object{"scope": "read"}) // regardless of the client's authorizations
	s.do("DELETE", resourceAPI+"/"+resource, nil).want(204)
	s.switchTo(org, "read").want(200).wantMembers(object{"scope": nil})

	s.srv.SubOrganization("Branch").Deactivate()
	s.switchTo(org, "").want(400).wantMembers(object{"error": "invalid_grant"})
	(&session{t, s.srv, first.object()["access_token"].(string)}).do("GET", "/o/scim2/Users", nil).want(401)
}

// An application must be shared with the organization, and have the grant.
func TestSwitchOfApplications(t *testing.T) {
	s := start(t)
	org := s.srv.AddSubOrganization("branch").ID
	_, id, secret := s.newClient("alone", object{"grantTypes": list{"client_credentials", "organization_switch"}})
	other := &session{t, s.srv, s.tokenFor(id, secret, "")}
	other.switchTo(org, "", "client_id", id, "client_secret", secret).want(400).wantMembers(object{
		"error": "invalid_grant", "error_description": "Organization switching is not allowed for organizations that have not shared the application",
	})
	_, id, secret = s.newClient("unable", nil)
	s.switchTo(org, "", "client_id", id, "client_secret", secret).want(400).wantMembers(object{"error": "unauthorized_client"})
}

// A user's token that is switched stays a token of the user. The roles that
// count are those in the other organization, where the user of the root has no
// roles.
func TestSwitchOfUsers(t *testing.T) {
	p := startShop(t, "ORGANIZATION", object{
		"grantTypes": list{"password", "refresh_token", "organization_switch"}, "accessToken": object{"type": "JWT"},
	})
	org := p.srv.AddSubOrganization("branch").ID
	p.do("POST", appAPI+"/"+p.app+"/share", object{"sharedOrganizations": list{org}}).want(200)
	_, before := p.verify(p.signIn("openid read").want(200).object()["access_token"].(string))
	subject := p.signIn("openid read").want(200).object()["access_token"].(string)
	got := p.request("organization_switch", "token", subject, "switching_organization", org, "scope", "openid read internal_org_user_mgt_list device_1").
		want(200).wantMembers(object{"scope": "device_1 openid"}).object()
	_, claims := p.verify(got["access_token"].(string))
	_, idClaims := p.verify(got["id_token"].(string))
	for name, want := range map[string]any{
		"sub": p.user, "org_id": org, "org_name": "branch", "user_org": before["org_id"], "iss": p.srv.URL + "/oauth2/token",
	} {
		if claims[name] != want || idClaims[name] != want {
			t.Errorf("claim %s is %v, and %v in the ID token, want %v", name, claims[name], idClaims[name], want)
		}
	}
	if claims["aut"] != "APPLICATION_USER" {
		t.Errorf("claim aut is %v", claims["aut"])
	}
	renewed := p.request("refresh_token", "refresh_token", got["refresh_token"].(string)).want(200).wantMembers(object{"scope": "device_1 openid"}).object()
	if _, claims = p.verify(renewed["access_token"].(string)); claims["org_id"] != org {
		t.Errorf("the renewed token is for %v, want %s", claims["org_id"], org)
	}

	// Switching back gives a token for the root.
	back := p.request("organization_switch", "token", renewed["access_token"].(string), "switching_organization", before["org_id"].(string), "scope", "read").
		want(200).wantMembers(object{"scope": "read"}).object()
	if _, claims = p.verify(back["access_token"].(string)); claims["org_id"] != before["org_id"] {
		t.Errorf("the token is for %v, want the root", claims["org_id"])
	}
}

// In a sub-organization, an application gets the scopes for sub-organizations
// that it is authorized for, and no other scopes of the management APIs.
func TestScopesOfApplicationsBelow(t *testing.T) {
	s := start(t)
	org := s.srv.AddSubOrganization("branch").ID
	app, id, secret := s.newClient("app", object{"grantTypes": list{"client_credentials", "organization_switch"}})
	s.do("POST", appAPI+"/"+app+"/share", object{"sharedOrganizations": list{org}}).want(200)
	s.create(resourceAPI, object{"name": "Pharmacy", "identifier": "urn:pharmacy", "scopes": list{object{"name": "read"}}})
	const wanted = "internal_user_mgt_list internal_org_user_mgt_list internal_org_user_mgt_view read unknown SYSTEM console:users"
	client := &session{t, s.srv, s.tokenFor(id, secret, "")}
	client.switchTo(org, wanted, "client_id", id, "client_secret", secret).want(200).wantMembers(object{"scope": nil})

	for identifier, scope := range map[string]string{"/scim2/Users": "internal_user_mgt_list", "/o/scim2/Users": "internal_org_user_mgt_list"} {
		found := s.do("GET", resourceAPI+"?filter="+url.QueryEscape(`identifier eq "`+identifier+`"`), nil).want(200).object()["apiResources"]
		s.authorize(app, names(found, "id")[0], scope)
	}
	client.switchTo(org, wanted, "client_id", id, "client_secret", secret).want(200).
		wantMembers(object{"scope": "internal_org_user_mgt_list read"})
	s.grant(id, secret, wanted).want(200).wantMembers(object{"scope": "internal_org_user_mgt_list internal_user_mgt_list"})
}

func TestOrganizationsAreSeparate(t *testing.T) {
	s := start(t)
	a, b := s.in(s.srv.AddSubOrganization("a").ID, "SYSTEM"), s.in(s.srv.AddSubOrganization("b").ID, "SYSTEM")
	location := a.do("POST", "/o/scim2/Users", object{"userName": "kim"}).want(201).header.Get("Location")
	if want := s.srv.URL + "/o/scim2/Users/"; !strings.HasPrefix(location, want) {
		t.Errorf("Location is %q, want it to start with %q", location, want)
	}
	a.doURL("GET", location, nil).want(200).wantMembers(object{"userName": "kim"})
	b.doURL("GET", location, nil).want(404)
	b.do("GET", "/o/scim2/Users", nil).want(200).wantMembers(object{"totalResults": 0})
	s.do("GET", usersAPI, nil).want(200).wantMembers(object{"totalResults": 0})

	role := a.do("POST", "/o/scim2/v2/Roles", object{
		"displayName": "reader", "permissions": list{object{"value": "internal_org_user_mgt_list"}},
	}).want(201).object()["audience"].(object)
	if role["display"] != "a" {
		t.Errorf("the audience is %v, want a", role)
	}
	a.do("POST", "/o/scim2/v2/Roles", object{
		"displayName": "root", "permissions": list{object{"value": "internal_user_mgt_list"}},
	}).wantSCIM(400, "invalidValue")

	app := a.do("POST", "/o"+appAPI, object{"name": "own"}).want(201).header.Get("Location")
	a.doURL("GET", app, nil).want(200).wantMembers(object{"name": "own"})
	page := a.do("GET", "/o"+appAPI, nil).want(200).wantMembers(object{"totalResults": 1}).object()["applications"].(list)[0].(object)
	if want := "/t/testorg/o" + appAPI + "/"; !strings.HasPrefix(page["self"].(string), want) {
		t.Errorf("self is %q, want it to start with %q", page["self"], want)
	}
	b.do("GET", "/o"+appAPI, nil).want(200).wantMembers(object{"totalResults": 0})
}

// The API resources of a sub-organization are those of the root that are not
// for the root only. They cannot be changed there.
func TestAPIResourcesBelow(t *testing.T) {
	s := start(t)
	resource := s.create(resourceAPI, object{"name": "Pharmacy", "identifier": "urn:pharmacy", "scopes": list{object{"name": "read"}}})
	below := s.in(s.srv.AddSubOrganization("branch").ID, "SYSTEM")
	found := below.do("GET", "/o"+resourceAPI+"?limit=100", nil).want(200).object()
	for _, kind := range names(found["apiResources"], "type") {
		if kind != "BUSINESS" && kind != "ORGANIZATION" {
			t.Errorf("an API resource of the type %s is there", kind)
		}
	}
	below.do("GET", "/o"+resourceAPI+"/"+resource, nil).want(200).wantMembers(object{"identifier": "urn:pharmacy"})
	page := below.do("GET", "/o"+resourceAPI+"?limit=1", nil).want(200).object()
	if next := page["links"].(list)[0].(object)["href"].(string); !strings.HasPrefix(next, s.srv.URL+"/o"+resourceAPI+"?") {
		t.Errorf("the link is %q, want one below %s/o", next, s.srv.URL)
	}
	if self := page["apiResources"].(list)[0].(object)["self"].(string); !strings.HasPrefix(self, "/t/testorg/o"+resourceAPI+"/") {
		t.Errorf("self is %q", self)
	}
	scopes := below.do("GET", "/o"+serverAPI+"/scopes", nil).want(200).array()
	if len(scopes) == 0 {
		t.Error("got no scopes")
	}
	for _, scope := range scopes {
		if name := scope.(object)["name"].(string); strings.HasPrefix(name, "internal_") && !strings.HasPrefix(name, "internal_org_") {
			t.Errorf("the scope %s is there", name)
		}
	}
	for _, test := range []struct{ method, path string }{
		{"POST", resourceAPI}, {"PATCH", resourceAPI + "/" + resource}, {"DELETE", resourceAPI + "/" + resource},
		{"PUT", resourceAPI + "/" + resource + "/scopes"}, {"GET", serverAPI + "/authorization-details-types"},
		{"POST", "/scim2/Roles"}, {"POST", appAPI + "/share"}, {"GET", appAPI + "/x/shared-apps"},
	} {
		t.Run("wire 2.1 "+test.method+" "+test.path, func(t *testing.T) {
			(&session{t, s.srv, below.token}).do(test.method, "/o"+test.path, object{}).want(403)
		})
	}
}

// Tokens for one kind of organization give no access to the paths of the other.
func TestTokensAndPaths(t *testing.T) {
	s := start(t)
	below := s.in(s.srv.AddSubOrganization("branch").ID, "SYSTEM")
	anonymous := &session{t: t, srv: s.srv}
	for _, test := range []struct {
		name, method, path string
		by                 *session
		status             int
	}{
		{"root token", "GET", "/o/scim2/Users", s, 403},
		{"root token on a server API", "GET", "/o" + appAPI, s, 403},
		{"token of below", "GET", "/scim2/Users", below, 401},
		{"token of below on a server API", "GET", appAPI, below, 401},
		{"no token", "GET", "/o" + appAPI, anonymous, 401},
		{"unknown token", "GET", "/o" + appAPI, &session{t, s.srv, "x"}, 401},
		{"without the scope", "GET", "/o/scim2/Users", s.in(s.srv.AddSubOrganization("c").ID, "internal_org_user_mgt_view"), 403},
		{"public", "GET", "/o" + serverAPI + "/meta/api-resource-collections", anonymous, 200},
		{"unknown path", "GET", "/o" + appAPI + "/1/nowhere", below, 404},
		{"wrong method", "PATCH", "/o/scim2/Users", below, 405},
		{"other API", "GET", "/o" + serverAPI + "/identity-providers", below, 501},
		{"nothing", "GET", "/o", below, 404},
		{"no OAuth", "GET", "/o/oauth2/jwks", below, 404},
		{"older OAuth", "POST", "/o/10084a8d-113f-4211-a0d5-efe36b082211/oauth2/token", below, 501},
		{"older without a token", "GET", "/o/10084a8d-113f-4211-a0d5-efe36b082211/scim2/Users", anonymous, 404},
	} {
		t.Run("wire 1.8 "+test.name, func(t *testing.T) {
			(&session{t, s.srv, test.by.token}).do(test.method, test.path, nil).want(test.status)
		})
	}
	below.do("GET", "/o/10084a8d-113f-4211-a0d5-efe36b082211/scim2/Users", nil).want(404).wantHeader("Content-Type", "application/json").wantMembers(object{
		"code": 404, "message": "Organization specific routing failed.", "description": "Unsupported organization specific routing endpoint.",
	})
	s.do("GET", "/o/scim2/Users", nil).want(403).wantMembers(object{"status": 403, "detail": "Operation is not permitted. You do not have permissions to make this request."})
}

// The scopes required by the content of a request are also those for
// sub-organizations.
func TestConditionalScopesBelow(t *testing.T) {
	s := start(t)
	org := s.srv.AddSubOrganization("branch").ID
	role := func(by *session) *answer {
		return by.do("POST", "/o/scim2/v2/Roles", object{"displayName": "r", "permissions": list{object{"value": "internal_org_user_mgt_list"}}})
	}
	role(s.in(org, "internal_org_role_mgt_create")).want(403)
	role(s.in(org, "internal_org_role_mgt_create internal_org_role_mgt_permissions_update")).want(201)
}

// The state file has the organizations, and the tokens for them.
func TestOrganizationsOutliveServer(t *testing.T) {
	file := asgardeotest.WithStateFile(filepath.Join(t.TempDir(), "state.db"))
	s := start(t, file)
	org := s.srv.AddSubOrganization("branch").ID
	below := s.in(org, "SYSTEM")
	user := below.do("POST", "/o/scim2/Users", object{"userName": "kim"}).want(201).object()["id"]
	_, id, secret := s.newClient("jwt", object{"accessToken": object{"type": "JWT"}})
	if err := s.srv.RotateSigningKey(); err != nil {
		t.Fatal(err)
	}
	jwt := s.tokenFor(id, secret, "")
	s.srv.Close()

	again := asgardeotest.NewServer(file)
	defer again.Close()
	restored := &session{t, again, below.token}
	restored.do("GET", "/o/scim2/Users/"+fmt.Sprint(user), nil).want(200).wantMembers(object{"userName": "kim"})
	restored.verify(jwt)
	(&session{t, again, s.token}).form("/oauth2/introspect", url.Values{"token": {jwt}}, "Authorization", "Bearer "+s.token).want(200).
		wantMembers(object{"active": true})
}

// A shared application appears in the sub-organization as a fragment, which can
// only be read.
func TestFragments(t *testing.T) {
	s := start(t)
	org, other := s.srv.AddSubOrganization("branch").ID, s.srv.AddSubOrganization("other").ID
	app := s.create(appAPI, object{"name": "shared", "associatedRoles": object{"allowedAudience": "APPLICATION"}})
	s.do("POST", appAPI+"/"+app+"/share", object{"sharedOrganizations": list{org}}).want(200)
	fragment := s.do("GET", appAPI+"/"+app+"/shared-apps", nil).want(200).object()["sharedApplications"].(list)[0].(object)["applicationId"].(string)

	below, api := s.in(org, "SYSTEM"), "/o"+appAPI
	if got := names(below.do("GET", api, nil).want(200).object()["applications"], "id"); len(got) != 1 || got[0] != fragment {
		t.Errorf("the applications are %v, want %s", got, fragment)
	}
	got := below.do("GET", api+"/"+fragment, nil).want(200).wantMembers(object{"name": "shared", "id": fragment, "clientId": nil})
	if got.object()["advancedConfigurations"].(object)["fragment"] != true {
		t.Errorf("the application is not a fragment: %s", got.body)
	}
	below.do("PATCH", api+"/"+fragment, object{"description": "d"}).wantCode(403, "APP-60008")
	below.do("DELETE", api+"/"+fragment, nil).wantCode(403, "APP-60008")
	below.do("POST", api, object{"name": "shared"}).wantCode(409, "APP-60007")
	message := "The application " + fragment + " is shared, and has its roles where it comes from."
	below.do("POST", "/o/scim2/v2/Roles", object{"displayName": "r", "audience": object{"type": "application", "value": fragment}}).wantSCIM(400, message)

	s.do("GET", appAPI+"/"+fragment, nil).wantCode(404, "APP-60006")
	s.in(other, "SYSTEM").do("GET", api+"/"+fragment, nil).wantCode(404, "APP-60006")
	s.do("POST", appAPI+"/unshare-with-all", object{"applicationId": app}).want(202)
	below.do("GET", api+"/"+fragment, nil).wantCode(404, "APP-60006")
}

// The path of introspection contains the id of the organization.
func TestIntrospectionBelow(t *testing.T) {
	s := start(t)
	org, other := s.srv.AddSubOrganization("branch").ID, s.srv.AddSubOrganization("other").ID
	below := s.in(org, "internal_org_oauth2_introspect")
	for name, test := range map[string]struct {
		organization, authorization string
		status                      int
	}{
		"token with the scope":       {org, "Bearer " + below.token, 200},
		"token without the scope":    {org, "Bearer " + s.in(org, "internal_org_user_mgt_list").token, 403},
		"token for another":          {other, "Bearer " + below.token, 403},
		"token for the root":         {org, "Bearer " + s.token, 403},
		"no such organization":       {"abc", "Bearer " + below.token, 401},
		"credentials of another one": {org, basic(s.srv.ClientID, "wrong"), 401},
		"nothing":                    {org, "", 401},
	} {
		t.Run("wire 1.10 "+name, func(t *testing.T) {
			got := (&session{t: t, srv: s.srv}).form("/o/"+test.organization+"/oauth2/introspect", url.Values{"token": {below.token}}, "Authorization", test.authorization).
				want(test.status)
			if test.status == 200 {
				got.wantMembers(object{"active": true, "org_id": org})
			}
		})
	}
}
