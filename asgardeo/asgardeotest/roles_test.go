package asgardeotest_test

import (
	"fmt"
	"net/url"
	"testing"
)

const roleSchema = "urn:ietf:params:scim:schemas:extension:2.0:Role"

func refs(values ...any) list {
	out := list{}
	for _, value := range values {
		out = append(out, object{"value": value})
	}
	return out
}

// pharmacy creates an API resource with two scopes, an application with its own
// roles that is authorized for one of them, and a user.
func pharmacy(s *session) (app, user string) {
	s.t.Helper()
	resource := s.create(resourceAPI, object{"name": "Pharmacy", "identifier": "urn:p", "scopes": list{object{"name": "read", "displayName": "Read"}, object{"name": "write"}}})
	app = s.create(appAPI, m2m("pharmacy"))
	s.authorize(app, resource, "read")
	return app, s.create(usersAPI, object{"userName": "DEFAULT/kim"})
}

func TestRole(t *testing.T) {
	s := start(t)
	app, user := pharmacy(s)
	created := s.do("POST", rolesAPI, object{
		"schemas": list{roleSchema}, "displayName": "Pharmacist", "audience": object{"type": "APPLICATION", "value": app},
		"permissions": refs("read"), "users": refs(user), "groups": list{},
	}).want(201).wantHeader("Content-Type", "application/json").wantMembers(object{
		"displayName": "Pharmacist", "schemas": list{roleSchema}, "users": nil, "permissions": nil, "groups": nil,
		"audience": object{"type": "application", "value": app, "display": "pharmacy"},
	})
	id := created.object()["id"].(string)
	url := s.srv.URL + rolesAPI + "/" + id
	created.wantHeader("Location", url).wantMembers(object{"meta": object{"location": url}})

	s.do("GET", rolesAPI+"/"+id, nil).want(200).wantHeader("Location", "").wantMembers(object{
		"id": id, "meta": object{"location": url}, "groups": nil, "properties": nil,
		"users": list{object{"value": user, "display": "DEFAULT/kim", "$ref": s.srv.URL + usersAPI + "/" + user}},
	})
	full := s.do("GET", rolesAPI+"/"+id, nil).object()
	if fmt.Sprint(names(full["permissions"], "value"), names(full["permissions"], "display"), names(full["associatedApplications"], "value")) != "[read] [Read] ["+app+"]" {
		t.Errorf("role is %v", full)
	}
	s.do("GET", usersAPI+"/"+user, nil).wantMembers(object{"roles": list{object{
		"value": id, "display": "Pharmacist", "$ref": url, "audienceType": "application", "audienceValue": app, "audienceDisplay": "pharmacy",
	}}})
	s.do("GET", appAPI+"/"+app, nil).wantMembers(object{"associatedRoles": object{
		"allowedAudience": "APPLICATION", "roles": list{object{"id": id, "name": "Pharmacist"}}}})

	s.do("DELETE", usersAPI+"/"+user, nil).want(204)
	s.do("GET", rolesAPI+"/"+id, nil).wantMembers(object{"users": nil})
	s.do("DELETE", appAPI+"/"+app, nil).want(204)
	s.do("GET", rolesAPI+"/"+id, nil).wantSCIM(404, "")
	s.do("DELETE", rolesAPI+"/"+id, nil).wantSCIM(404, "")
	s.do("PUT", rolesAPI+"/"+id, object{"displayName": "x"}).wantSCIM(404, "")
	s.do("PATCH", rolesAPI+"/"+id, patch()).wantSCIM(404, "")
}

func TestRoleOfOrganization(t *testing.T) {
	s := start(t)
	pharmacy(s)
	created := s.do("POST", rolesAPI, object{"displayName": "staff", "permissions": refs("write", "write", "internal_user_mgt_view")}).want(201).object()
	audience := created["audience"].(map[string]any)
	if audience["type"] != "organization" || audience["display"] != "testorg" {
		t.Errorf("audience is %v", audience)
	}
	path := rolesAPI + "/" + created["id"].(string)
	if got := s.do("GET", path, nil).object(); fmt.Sprint(names(got["permissions"], "value")) != "[write internal_user_mgt_view]" || got["associatedApplications"] != nil {
		t.Errorf("role is %v", got)
	}
	s.do("POST", rolesAPI, object{"displayName": "staff2", "audience": object{"type": "Organization", "value": audience["value"]}}).want(201)
	found := s.do("GET", resourceAPI+"?filter=identifier+eq+urn:p", nil).object()
	s.do("DELETE", resourceAPI+"/"+names(found["apiResources"], "id")[0], nil).want(204)
	if got := s.do("GET", path, nil).object(); fmt.Sprint(names(got["permissions"], "value")) != "[internal_user_mgt_view]" {
		t.Errorf("role is %v", got)
	}
	s.do("DELETE", path, nil).want(204).wantEmpty()
}

func TestRoleCreationErrors(t *testing.T) {
	s := start(t)
	app, user := pharmacy(s)
	closed := s.create(appAPI, object{"name": "closed"})
	s.create(rolesAPI, object{"displayName": "taken"})
	audience := func(kind, value string) object { return object{"audience": object{"type": kind, "value": value}} }
	for _, test := range []struct {
		name     string
		change   object
		status   int
		scimType string
	}{
		{"no name", object{"displayName": nil}, 400, "invalidValue"},
		{"name is a list", object{"displayName": list{}}, 400, "invalidSyntax"},
		{"slash", object{"displayName": "a/b"}, 400, "The role name a/b is not valid."},
		{"system prefix", object{"displayName": "system_x"}, 400, "The role name system_x is not valid."},
		{"taken", object{"displayName": "taken"}, 409, ""},
		{"audience type", audience("tenant", "x"), 400, "invalidValue"},
		{"other organization", audience("organization", "x"), 400, "invalidValue"},
		{"unknown application", audience("application", "x"), 400, "invalidValue"},
		{"application without roles", audience("application", closed), 400, "invalidValue"},
		{"audience is text", object{"audience": "x"}, 400, "invalidSyntax"},
		{"unknown permission", object{"permissions": refs("nothing")}, 400, "invalidValue"},
		{"permission of others", merge(audience("application", app), object{"permissions": refs("write")}), 400, "invalidValue"},
		{"permission null", object{"permissions": list{nil}}, 400, "invalidSyntax"},
		{"permission without value", object{"permissions": list{object{}}}, 400, "invalidValue"},
		{"unknown user", object{"users": refs(user, "nobody")}, 400, "There is no user nobody."},
		{"unknown group", object{"groups": refs("nothing")}, 400, "There is no group nothing."},
		{"blank group", object{"groups": refs("")}, 400, "invalidValue"},
	} {
		t.Run("wire 5.2 "+test.name, func(t *testing.T) {
			s := &session{t, s.srv, s.token}
			s.do("POST", rolesAPI, merge(object{"displayName": "new"}, test.change)).wantSCIM(test.status, test.scimType)
		})
	}
	s.do("POST", rolesAPI, merge(audience("application", app), object{"displayName": "taken"})).want(201) // unique per audience
}

func TestRoleScopes(t *testing.T) {
	s := start(t)
	_, user := pharmacy(s)
	id := s.create(rolesAPI, object{"displayName": "staff"})
	narrow := s.with("internal_role_mgt_create", "internal_role_mgt_update")
	narrow.do("POST", rolesAPI, object{"displayName": "plain"}).want(201)
	group := s.create(groupsAPI, object{"displayName": "DEFAULT/staff"})
	for member, value := range (object{"permissions": refs("read"), "users": refs(user), "groups": refs(group)}) {
		t.Run("wire 5.2 "+member, func(t *testing.T) {
			narrow := &session{t, s.srv, narrow.token}
			narrow.do("POST", rolesAPI, object{"displayName": "new", member: value}).wantSCIM(403, "")
			narrow.do("PUT", rolesAPI+"/"+id, object{"displayName": "new", member: value}).wantSCIM(403, "")
			narrow.do("PATCH", rolesAPI+"/"+id, patch(op("add", member, value))).wantSCIM(403, "")
			narrow.do("PATCH", rolesAPI+"/"+id, patch(op("add", "", object{member: value}))).wantSCIM(403, "")
			scope := "internal_role_mgt_" + member + "_update"
			s.with("internal_role_mgt_update", scope).do("PATCH", rolesAPI+"/"+id, patch(op("replace", member, value))).want(200)
			narrow.do("POST", rolesAPI, object{"displayName": "no " + member, member: list{}}).want(201)
		})
	}
}

func TestRolePut(t *testing.T) {
	s := start(t)
	app, user := pharmacy(s)
	s.create(rolesAPI, object{"displayName": "taken", "audience": object{"type": "application", "value": app}})
	id := s.create(rolesAPI, object{"displayName": "old", "audience": object{"type": "application", "value": app}, "permissions": refs("read"), "users": refs(user)})
	path := rolesAPI + "/" + id
	s.do("PUT", path, object{"displayName": "new", "audience": object{"type": "organization"}}).wantSCIM(400, "mutability")
	s.do("PUT", path, object{"displayName": "new", "audience": object{"type": "application", "value": app}, "users": refs(user)}).want(200).
		wantHeader("Location", s.srv.URL+path).wantMembers(object{"displayName": "new", "users": nil})
	got := s.do("GET", path, nil).wantMembers(object{"permissions": nil, "displayName": "new"}).object()
	if fmt.Sprint(names(got["users"], "value")) != "["+user+"]" || got["audience"].(map[string]any)["value"] != app {
		t.Errorf("role is %v", got)
	}
	s.do("PUT", path, object{}).wantSCIM(400, "invalidValue")
	s.do("PUT", path, object{"displayName": "taken"}).wantSCIM(409, "")
	s.do("PUT", path, object{"displayName": "new", "permissions": refs("write")}).wantSCIM(400, "invalidValue")
	s.do("PUT", path, `[]`).wantSCIM(400, "invalidSyntax")
	s.do("PUT", path, object{"displayName": "new", "users": list{user}}).want(200)
	s.do("GET", path, nil).wantMembers(object{"users": nil})
}

func TestRolePatch(t *testing.T) {
	s := start(t)
	_, kim := pharmacy(s)
	lee := s.create(usersAPI, object{"userName": "lee"})
	for _, test := range []struct {
		name                     string
		ops                      []object
		title, permissions, user string
		minimal                  bool
	}{
		{"rename", []object{op("replace", "displayName", "b")}, "b", "[read]", "[DEFAULT/kim]", false},
		{"rename to itself", []object{op("REPLACE", "", object{"displayName": "a"})}, "a", "[read]", "[DEFAULT/kim]", false},
		{"add permission", []object{op("add", "permissions", refs("write", "read"))}, "a", "[read write]", "[DEFAULT/kim]", false},
		{"replace permissions", []object{op("replace", "permissions", refs("write"))}, "a", "[write]", "[DEFAULT/kim]", false},
		{"remove permission", []object{op("remove", "permissions[value eq read]", nil)}, "a", "[]", "[DEFAULT/kim]", false},
		{"remove permission by display", []object{op("remove", `permissions[display eq "Read"]`, nil)}, "a", "[]", "[DEFAULT/kim]", false},
		{"remove permissions", []object{op("remove", "permissions", nil)}, "a", "[read]", "[DEFAULT/kim]", false},
		{"add text", []object{op("add", "users", list{"x"})}, "a", "[read]", "[DEFAULT/kim]", false},
		{"add user", []object{op("add", "users", refs(lee, kim))}, "a", "[read]", "[DEFAULT/kim lee]", false},
		{"remove user", []object{op("remove", `users[value eq "`+kim+`"]`, nil)}, "a", "[read]", "[]", false},
		{"remove user by name", []object{op("remove", "users[display eq DEFAULT/kim]", nil)}, "a", "[read]", "[]", false},
		{"replace users", []object{op("replace", "users", refs(lee))}, "a", "[read]", "[lee]", true},
		{"remove users", []object{op("remove", "users", nil)}, "a", "[read]", "[]", true},
		{"groups", []object{op("replace", "groups", list{})}, "a", "[read]", "[DEFAULT/kim]", false},
		{"first member only", []object{op("add", "", object{"users": refs(lee), "permissions": refs("write")})}, "a", "[read]", "[DEFAULT/kim lee]", false},
		{"several", []object{op("add", "users", refs(lee)), op("add", "permissions", refs("write")), op("replace", "displayName", "b")}, "b", "[read write]", "[DEFAULT/kim lee]", false},
	} {
		t.Run("wire 5.4 "+test.name, func(t *testing.T) {
			s := &session{t, s.srv, s.token}
			path := rolesAPI + "/" + s.create(rolesAPI, object{"displayName": "a", "permissions": refs("read"), "users": refs(kim)})
			defer s.do("DELETE", path, nil)
			patched := s.do("PATCH", path, patch(test.ops...)).want(200).wantHeader("Location", s.srv.URL+path).
				wantMembers(object{"displayName": test.title, "users": nil}).object()
			got := s.do("GET", path, nil).object()
			if have := fmt.Sprint(names(got["permissions"], "value"), names(got["users"], "display")); have != test.permissions+" "+test.user {
				t.Errorf("role has %s", have)
			}
			if _, ok := patched["permissions"]; ok == test.minimal && test.permissions != "[]" {
				t.Errorf("answer is %v", patched)
			}
			s.do("DELETE", path, nil).want(204)
		})
	}
}

func TestRolePatchErrors(t *testing.T) {
	s := start(t)
	_, user := pharmacy(s)
	s.create(rolesAPI, object{"displayName": "taken"})
	path := rolesAPI + "/" + s.create(rolesAPI, object{"displayName": "a", "permissions": refs("read"), "users": refs(user)})
	before := s.do("GET", path, nil).body
	for _, test := range []struct {
		name     string
		op       object
		status   int
		scimType string
	}{
		{"taken name", op("replace", "displayName", "taken"), 409, ""},
		{"invalid name", op("replace", "displayName", "a/b"), 500, ""},
		{"remove name", op("remove", "displayName", nil), 400, "A role must have a name."},
		{"empty name", op("replace", "displayName", " "), 400, "invalidValue"},
		{"number for a name", op("replace", "displayName", 1), 500, ""},
		{"no value", op("add", "users", nil), 400, "invalidSyntax"},
		{"one object", op("add", "permissions", object{"value": "write"}), 500, ""},
		{"unknown user", op("add", "users", refs("nobody")), 400, "invalidValue"},
		{"unknown permission", op("add", "permissions", refs("nothing")), 400, "invalidValue"},
		{"unknown group", op("add", "groups", refs("x")), 400, "There is no group x."},
		{"blank group", op("add", "groups", refs(" ")), 400, "invalidValue"},
		{"unknown path", op("add", "audience", object{}), 400, "invalidSyntax"},
		{"filter in add", op("add", "users[value eq x]", refs(user)), 400, "invalidSyntax"},
		{"other operator", op("remove", "users[value co x]", nil), 501, ""},
		{"short filter", op("remove", "users[value x]", nil), 400, "invalidSyntax"},
		{"text without path", op("add", "", "x"), 500, ""},
		{"nothing without path", op("add", "", object{"x": 1}), 400, "invalidSyntax"},
		{"text for users", op("add", "users", "x"), 500, ""},
	} {
		t.Run("wire 5.4 "+test.name, func(t *testing.T) {
			s := &session{t, s.srv, s.token}
			s.do("PATCH", path, patch(op("remove", "permissions", nil), test.op)).wantSCIM(test.status, test.scimType)
		})
	}
	if after := s.do("GET", path, nil).body; after != before {
		t.Errorf("a refused patch had an effect: %s", after)
	}
}

func TestRoleList(t *testing.T) {
	s := start(t)
	app, user := pharmacy(s)
	s.create(rolesAPI, object{"displayName": "alpha", "users": refs(user)})
	s.create(rolesAPI, object{"displayName": "beta one", "audience": object{"type": "application", "value": app}})
	s.create(rolesAPI, object{"displayName": "a?b"})
	page := s.do("GET", rolesAPI+"?count=1", nil).want(200).wantMembers(object{"totalResults": 3, "itemsPerPage": 1, "startIndex": 1}).object()
	first := page["Resources"].([]any)[0].(map[string]any)
	if first["displayName"] != "a?b" || first["schemas"] != nil { // the newest
		t.Errorf("item is %v", first)
	}
	page = s.do("GET", rolesAPI+"?startIndex=3", nil).want(200).object()
	if users := page["Resources"].([]any)[0].(map[string]any)["users"].([]any); len(users) != 1 {
		t.Errorf("page is %v", page)
	}
	page = s.do("GET", rolesAPI+"?excludedAttributes=users&startIndex=3", nil).want(200).object()
	if page["Resources"].([]any)[0].(map[string]any)["users"] != nil {
		t.Errorf("page is %v", page)
	}
	for filter, want := range map[string]string{
		`displayName eq alpha`: "[alpha]", `displayName eq "alpha"`: "[alpha]", `displayName ne alpha`: "[a?b beta one]",
		`displayName sw a`: "[a?b alpha]", `displayName ew ne`: "[beta one]", `displayName co ph`: "[alpha]",
		`audience.type eq application`: "[beta one]", `audience.value eq ` + app: "[beta one]",
		`displayName sw a and audience.type eq organization`: "[a?b alpha]",
		`displayName eq "a?b"`:                               "[]", // parsed again without quotes, where the ? is a blank
		`displayName eq "beta one"`:                          "[beta one]",
		`displayName eq beta one`:                            "[beta one]",
	} {
		t.Run("wire 5.3 "+filter, func(t *testing.T) {
			s := &session{t, s.srv, s.token}
			for _, got := range []*answer{
				s.do("GET", rolesAPI+"?filter="+url.QueryEscape(filter), nil),
				s.do("POST", rolesAPI+"/.search", object{"schemas": list{searchSchema}, "filter": filter}),
			} {
				if have := fmt.Sprint(names(got.want(200).object()["Resources"], "displayName")); have != want {
					t.Errorf("found %s, want %s", have, want)
				}
			}
		})
	}
	for filter, scimType := range map[string]string{
		`displayName eq a or displayName eq b`: "Only and can join the conditions of the filter.",
		`users.value eq x`:                     "The attribute users.value is not supported in a filter.",
		`displayName gt x`:                     "The operator gt is not supported in a filter.",
		`displayName eq "beta and one"`:        "InvalidFilter",
		`displayName eq "and"`:                 "The value and cannot be read in a filter.",
		`displayName eq "(b)"`:                 "The value (b) cannot be read in a filter.",
	} {
		t.Run("wire 5.3 "+filter, func(t *testing.T) {
			(&session{t, s.srv, s.token}).do("GET", rolesAPI+"?filter="+url.QueryEscape(filter), nil).wantSCIM(400, scimType)
		})
	}
	s.do("GET", rolesAPI+"?sortBy=displayName", nil).wantSCIM(501, "")
	s.do("POST", rolesAPI+"/.search", object{}).wantSCIM(400, "invalidValue")
	s.do("GET", rolesAPI+"?count=0", nil).wantMembers(object{"totalResults": 0, "Resources": nil})
}
