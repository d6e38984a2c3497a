package asgardeotest_test

import (
	"fmt"
	"net/url"
	"testing"
)

// switchable reports whether the client can get tokens for an organization.
func (s *session) switchable(id, secret, organization string) bool {
	s.t.Helper()
	token := s.tokenFor(id, secret, "")
	got := s.form("/oauth2/token", url.Values{
		"grant_type": {"organization_switch"}, "client_id": {id}, "client_secret": {secret},
		"token": {token}, "switching_organization": {organization},
	})
	if got.status != 200 && got.status != 400 {
		s.t.Fatalf("switching: got status %d, want 200 or 400; body: %s", got.status, got.body)
	}
	return got.status == 200
}

func (s *session) switchingApp() (app, id, secret string) {
	s.t.Helper()
	return s.newClient("shared", object{"grantTypes": list{"client_credentials", "organization_switch"}})
}

// The token endpoint follows the sharing of an application.
func TestShareListUnshare(t *testing.T) {
	s := start(t)
	north, south := s.srv.AddSubOrganization("north").ID, s.srv.AddSubOrganization("south").ID
	app, id, secret := s.switchingApp()
	share := appAPI + "/" + app + "/share"
	wantShared := func(want ...string) {
		t.Helper()
		got := names(s.do("GET", share, nil).want(200).object()["organizations"], "id")
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("got the organizations %v, want %v", got, want)
		}
		for _, org := range []string{north, south} {
			shared := fmt.Sprint(want) == fmt.Sprint([]string{north, south}) || len(want) == 1 && want[0] == org
			if s.switchable(id, secret, org) != shared {
				t.Errorf("got switchable: %t, want shared: %t", !shared, shared)
			}
		}
	}
	wantShared()
	s.do("POST", share, object{"sharedOrganizations": list{north, "nothing"}}).want(200).wantEmpty()
	wantShared(north)
	fragments := s.do("GET", appAPI+"/"+app+"/shared-apps", nil).want(200).object()["sharedApplications"]
	if fmt.Sprint(names(fragments, "organizationId")) != "["+north+"]" {
		t.Errorf("got the shared applications %v", fragments)
	}
	s.do("DELETE", share+"/"+north, nil).want(204).wantEmpty()
	wantShared()
	s.do("POST", appAPI+"/share-with-all", object{"applicationId": app, "policy": "ALL_EXISTING_ORGS_ONLY", "roleSharing": object{"mode": "NONE"}}).
		want(202).wantMembers(object{"status": "Processing"})
	wantShared(north, south)
	s.do("POST", appAPI+"/unshare", object{"applicationId": app, "orgIds": list{south}}).want(202)
	wantShared(north)
	s.do("POST", appAPI+"/unshare-with-all", object{"applicationId": app}).want(202)
	wantShared()
}

func TestSharedWithOrganizationsToCome(t *testing.T) {
	s := start(t)
	app, id, secret := s.switchingApp()
	s.do("POST", appAPI+"/share-with-all", object{"applicationId": app, "policy": "ALL_EXISTING_AND_FUTURE_ORGS", "roleSharing": object{"mode": "ALL"}}).want(202)
	org := s.srv.AddSubOrganization("late").ID
	if !s.switchable(id, secret, org) {
		t.Error("a new organization cannot use what is shared with all to come")
	}
	s.do("GET", appAPI+"/"+app+"/share?attributes=sharingMode", nil).wantMembers(object{
		"sharingMode": object{"policy": "ALL_EXISTING_AND_FUTURE_ORGS", "roleSharing": object{"mode": "ALL"}},
	})
	s.do("DELETE", appAPI+"/"+app+"/shared-apps", nil).want(204)
	if s.switchable(id, secret, org) || s.switchable(id, secret, s.srv.AddSubOrganization("later").ID) {
		t.Error("what is no longer shared can be used")
	}
}

func TestSharedOrganizationPages(t *testing.T) {
	s := start(t)
	for i := range 5 {
		s.srv.AddSubOrganization(fmt.Sprintf("org%d", i))
	}
	app := s.create(appAPI, object{"name": "app"})
	share := appAPI + "/" + app + "/share"
	s.do("POST", share, object{"shareWithAllChildren": true}).want(200)

	page := s.do("GET", share+"?limit=2&recursive=false", nil).want(200).object()
	for _, step := range []struct{ rel, want string }{{"next", "[org2 org3]"}, {"next", "[org4]"}, {"previous", "[org2 org3]"}, {"previous", "[org0 org1]"}} {
		var href string
		for _, l := range page["links"].([]any) {
			if l := l.(map[string]any); l["rel"] == step.rel {
				href = l["href"].(string)
			}
		}
		page = s.do("GET", href[len("/t/testorg"):], nil).want(200).object()
		if got := fmt.Sprint(names(page["organizations"], "name")); got != step.want {
			t.Errorf("got the page %s, want %s", got, step.want)
		}
	}
	got := s.do("GET", share+"?filter=name+sw+org+and+name+ew+3", nil).want(200).wantMembers(object{"links": nil}).object()
	if fmt.Sprint(names(got["organizations"], "name")) != "[org3]" {
		t.Errorf("got %v for the filter", got)
	}
}

func TestSharedRoles(t *testing.T) {
	s := start(t)
	org := s.srv.AddSubOrganization("north").ID
	app := s.create(appAPI, m2m("app"))
	for _, name := range []string{"reader", "writer"} {
		s.create(rolesAPI, object{"displayName": name, "audience": object{"type": "APPLICATION", "value": app}})
	}
	wantRoles := func(want string) {
		t.Helper()
		shared := s.do("GET", appAPI+"/"+app+"/share", nil).want(200).object()["organizations"].([]any)[0].(map[string]any)
		if got := fmt.Sprint(names(shared["roles"], "displayName")); got != want {
			t.Errorf("got the roles %s, want %s", got, want)
		}
	}
	role := func(name string) object {
		return object{"displayName": name, "audience": object{"display": "app", "type": "application"}}
	}
	patch := func(op, name string) {
		t.Helper()
		path := fmt.Sprintf("organizations[orgId eq %q].roles", org)
		s.do("PATCH", appAPI+"/share", object{"applicationId": app, "Operations": list{object{"op": op, "path": path, "value": list{role(name)}}}}).want(202)
	}
	share := func(roles object) {
		t.Helper()
		s.do("POST", appAPI+"/share", object{"applicationId": app, "organizations": list{
			object{"orgId": org, "policy": "SELECTED_ORG_ONLY", "roleSharing": roles},
		}}).want(202)
	}
	share(object{"mode": "ALL"})
	wantRoles("[reader writer]")
	patch("remove", "reader")
	wantRoles("[writer]")
	share(object{"mode": "SELECTED", "roles": list{role("reader")}})
	wantRoles("[reader]")
	patch("add", "writer")
	wantRoles("[reader writer]")
	share(object{"mode": "NONE"})
	wantRoles("[]")
}
