package asgardeotest_test

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest"
)

func withSCIM(t *testing.T, settings asgardeotest.SCIMSettings) *session {
	t.Helper()
	return start(t, asgardeotest.WithSCIM(settings))
}

// A request that a workflow holds has no effect.
func TestApproval(t *testing.T) {
	s := withSCIM(t, asgardeotest.SCIMSettings{Approval: []string{"scim.Users.Replace", "scim.Users.Delete", "scim.Roles.Update", "scim.Roles.Create", "scim.Roles.Replace"}})
	kim := usersAPI + "/" + s.create(usersAPI, object{"userName": "kim", "title": "Dr"})
	s.do("PUT", kim, object{"userName": "other"}).wantSCIM(400, "mutability") // validated before it is held
	s.do("PUT", kim, object{"userName": "kim"}).wantSCIM(202, "")
	s.do("DELETE", kim, nil).wantSCIM(202, "").wantMembers(object{"detail": "User deletion has sent for the approval"})
	s.do("GET", kim, nil).want(200).wantMembers(object{"title": "Dr"})

	role := rolesAPI + "/" + s.create("/scim2/v3/Roles", object{"displayName": "a"})
	s.do("POST", rolesAPI, object{"displayName": "b"}).want(202).wantEmpty().wantHeader("Location", "")
	s.do("PATCH", role, patch(op("replace", "displayName", "b"))).wantSCIM(202, "")
	s.do("PUT", role, object{"displayName": "b"}).wantSCIM(202, "")
	s.do("GET", rolesAPI, nil).want(200).wantMembers(object{"totalResults": 1})
	s.do("GET", role, nil).want(200).wantMembers(object{"displayName": "a"})
}

func TestUniqueAttributes(t *testing.T) {
	s := withSCIM(t, asgardeotest.SCIMSettings{UniqueAttributes: []string{"emails.value", "urn:scim:wso2:schema:country"}})
	user := func(name, mail string) object { return object{"userName": name, "emails": list{mail}} }
	kim := s.create(usersAPI, user("kim", "kim@x"))
	s.do("POST", usersAPI, user("lee", "KIM@x")).wantSCIM(409, "")
	lee := s.create(usersAPI, user("lee", "lee@x"))
	s.do("PUT", usersAPI+"/"+lee, user("lee", "kim@x")).wantSCIM(409, "")
	s.do("PATCH", usersAPI+"/"+lee, patch(op("replace", "emails", list{"kim@x"}))).wantSCIM(409, "")
	s.do("PUT", usersAPI+"/"+kim, user("kim", "kim@x")).want(200) // its own
	s.do("PUT", usersAPI+"/"+kim, user("kim", "new@x")).want(200)
	s.do("PUT", usersAPI+"/"+lee, user("lee", "kim@x")).want(200) // given up
	s.do("DELETE", usersAPI+"/"+lee, nil).want(204)
	moe := s.create(usersAPI, merge(user("moe", "kim@x"), object{wso2Schema: object{"country": "1"}}))
	s.do("PATCH", usersAPI+"/"+kim, patch(op("replace", wso2Schema+":country", "1"))).wantSCIM(409, "")
	s.do("DELETE", usersAPI+"/"+moe, nil).want(204)
	s.do("PATCH", usersAPI+"/"+kim, patch(op("replace", wso2Schema+":country", "1"))).want(200)
}

// Only the super admin may change itself.
func TestSuperAdmin(t *testing.T) {
	s := withSCIM(t, asgardeotest.SCIMSettings{SuperAdmin: "owner", SuperAdminPassword: "aBcd!23#"})
	owner := s.srv.Users()["owner"]
	path := usersAPI + "/" + owner
	for method, body := range map[string]any{"PUT": object{"userName": "owner"}, "PATCH": patch(), "DELETE": nil} {
		s.do(method, path, body).want(403).wantEmpty()
	}
	s.do("GET", path, nil).want(200)
	app := s.create(appAPI, object{"name": "portal", "inboundProtocolConfiguration": object{"oidc": object{"grantTypes": list{"password"}}}})
	client := s.do("GET", appAPI+"/"+app+"/inbound-protocols/oidc", nil).want(200).object()
	token := s.form("/oauth2/token", map[string][]string{
		"grant_type": {"password"}, "username": {"owner"}, "password": {"aBcd!23#"}, "scope": {"internal_login"},
		"client_id": {client["clientId"].(string)}, "client_secret": {client["clientSecret"].(string)},
	}).want(200).object()["access_token"].(string)
	me := &session{t, s.srv, token}
	me.do("PATCH", "/scim2/Me", patch(op("add", "title", "Boss"))).want(200).wantMembers(object{"id": owner, "title": "Boss"})
	me.do("PATCH", "/scim2/Me", patch(op("replace", "password", "bBcd!23#"))).want(200).wantMembers(object{"password": nil})
	me.do("GET", path, nil).want(403)
}

func TestSCIMSettingsAreJudged(t *testing.T) {
	for name, settings := range map[string]asgardeotest.SCIMSettings{
		"operation": {Approval: []string{"scim.Groups.Create"}},
		"attribute": {UniqueAttributes: []string{"color"}},
		"name":      {SuperAdmin: "NOWHERE/owner"},
	} {
		if s, err := asgardeotest.Start(asgardeotest.WithSCIM(settings)); err == nil {
			s.Close()
			t.Errorf("%s: the settings are accepted", name)
		}
	}
}

// An organization has the attributes that it defines, and no others.
func TestUserAttributes(t *testing.T) {
	const custom = "urn:scim:schemas:extension:custom:User"
	s := start(t, asgardeotest.WithUserAttributes(
		asgardeotest.UserAttribute{Name: "size", Type: "integer"}, asgardeotest.UserAttribute{Name: "badge", ReadOnly: true},
		asgardeotest.UserAttribute{Name: "cars", Type: "complex", MultiValued: true, SubAttributes: []asgardeotest.UserAttribute{{Name: "plate"}}}))
	id := s.create(usersAPI, object{"userName": "kim", custom: object{"size": "7", "badge": "x", "color": "red", "cars": list{object{"plate": "a", "color": "red"}}}})
	s.do("GET", usersAPI+"/"+id, nil).want(200).wantMembers(object{custom: object{"size": 7, "cars": list{object{"plate": "a"}}}})
	s.do("GET", usersAPI+"?filter="+custom+":size+eq+7", nil).want(200).wantMembers(object{"totalResults": 1})
	var schemas []struct {
		ID         string
		Attributes []struct{ Name, Type, Mutability string }
	}
	if err := json.Unmarshal([]byte(s.do("GET", "/scim2/Schemas/"+custom, nil).want(200).body), &schemas); err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(schemas); got != "[{"+custom+" [{size INTEGER READ_WRITE} {badge STRING READ_ONLY} {cars COMPLEX READ_WRITE}]}]" {
		t.Errorf("the schema is %s", got)
	}
}

func TestUserAttributesAreJudged(t *testing.T) {
	part := []asgardeotest.UserAttribute{{Name: "a"}}
	for name, attributes := range map[string][]asgardeotest.UserAttribute{
		"no name":              {{}},
		"dot":                  {{Name: "a.b"}},
		"twice":                {{Name: "a"}, {Name: "A"}},
		"type":                 {{Name: "a", Type: "text"}},
		"complex without part": {{Name: "a", Type: "complex"}},
		"part of a text":       {{Name: "a", SubAttributes: part}},
		"complex part":         {{Name: "a", Type: "complex", SubAttributes: []asgardeotest.UserAttribute{{Name: "b", Type: "complex", SubAttributes: part}}}},
	} {
		if s, err := asgardeotest.Start(asgardeotest.WithUserAttributes(attributes...)); err == nil {
			s.Close()
			t.Errorf("%s: the attributes are accepted", name)
		}
	}
}

// relocated returns a body without the URL of the server, which changes.
func relocated(s *session, body string) string { return strings.ReplaceAll(body, s.srv.URL, "") }

// Users, groups, roles and their memberships are restored from a file
// unchanged.
func TestSCIMOutlivesServer(t *testing.T) {
	file := asgardeotest.WithStateFile(filepath.Join(t.TempDir(), "state.db"))
	s := start(t, file)
	kim := s.create(usersAPI, object{"userName": "DEFAULT/kim", "password": "aBcd!23#", wso2Schema: object{"level": 12345678901234567}})
	lee := s.create(usersAPI, object{"userName": "DEFAULT/lee"})
	gone := s.create(usersAPI, object{"userName": "gone"})
	group := s.create(groupsAPI, object{"displayName": "DEFAULT/staff", "members": refs(lee, kim)})
	role := s.create(rolesAPI, object{"displayName": "boss", "users": refs(lee), "groups": refs(group), "permissions": refs("internal_user_mgt_view")})
	old := s.create("/scim2/Roles", object{"displayName": "old", "users": refs(kim), "groups": refs(group), "permissions": list{"/p"}})
	s.do("DELETE", usersAPI+"/"+gone, nil).want(204)
	paths := []string{usersAPI, usersAPI + "/" + kim, groupsAPI + "/" + group, rolesAPI + "/" + role, "/scim2/Roles/" + old}
	before := map[string]string{}
	for _, path := range paths {
		before[path] = relocated(s, s.do("GET", path, nil).want(200).body)
	}
	s.srv.Close()

	s = start(t, file)
	for _, path := range paths {
		if got := relocated(s, s.do("GET", path, nil).want(200).body); got != before[path] {
			t.Errorf("%s: got %s, want %s", path, got, before[path])
		}
	}
	s.do("POST", usersAPI, object{"userName": "DEFAULT/KIM"}).wantSCIM(409, "")
	s.do("PATCH", groupsAPI+"/"+group, patch(op("remove", "members[value eq "+kim+"]", nil))).want(200)
	s.do("GET", usersAPI+"/"+kim, nil).wantMembers(object{"groups": nil, "roles": nil})
}
