package asgardeotest_test

import (
	"fmt"
	"testing"
)

const (
	rolesV3API  = "/scim2/v3/Roles"
	rolesOldAPI = "/scim2/Roles"
)

// The second and the third version share their roles. The first version has
// separate roles.
func TestRoleAcrossVersions(t *testing.T) {
	s := start(t)
	_, kim := pharmacy(s)
	lee := s.create(usersAPI, object{"userName": "lee"})
	group := s.create(groupsAPI, object{"displayName": "staff"})
	people := func(id string) string {
		t.Helper()
		got := s.do("GET", rolesAPI+"/"+id, nil).want(200).object()
		return fmt.Sprint(names(got["users"], "display"), names(got["groups"], "display"), names(got["permissions"], "value"))
	}
	id := s.create(rolesV3API, object{"displayName": "clerk", "permissions": refs("read"), "users": refs(kim), "groups": refs(group)})
	path, v2URL := rolesV3API+"/"+id, s.srv.URL+rolesAPI+"/"+id
	inV3 := object{"meta": object{"location": s.srv.URL + path}, "id": id}
	s.do("GET", path, nil).want(200).wantMembers(inV3)
	s.do("GET", rolesAPI+"/"+id, nil).want(200).wantMembers(object{"meta": object{"location": v2URL}})
	for _, test := range []struct {
		name, method, below string
		body                any
		want                string
	}{
		{"users", "PUT", "/Users", refs(kim, lee), "[DEFAULT/kim lee] [] [read]"},
		{"groups", "PUT", "/Groups", refs(group), "[DEFAULT/kim lee] [staff] [read]"},
		{"remove a user", "PATCH", "/Users", patch(op("remove", "value eq "+kim, nil)), "[lee] [staff] [read]"},
		{"add a user", "PATCH", "/Users", patch(op("add", "", refs(kim))), "[lee DEFAULT/kim] [staff] [read]"},
		{"remove a group", "PATCH", "/Groups", patch(op("remove", `value eq "`+group+`"`, nil)), "[lee DEFAULT/kim] [] [read]"},
		{"replace", "PUT", "", object{"displayName": "clerk", "users": list{}}, "[lee DEFAULT/kim] [] []"},
		{"patch", "PATCH", "", patch(op("add", "permissions", refs("write"))), "[lee DEFAULT/kim] [] [write]"},
	} {
		s.do(test.method, path+test.below, test.body).want(200).wantHeader("Location", v2URL).wantMembers(inV3)
		if got := people(id); got != test.want {
			t.Errorf("%s: the role has %s, want %s", test.name, got, test.want)
		}
	}

	s.do("POST", rolesOldAPI, object{"displayName": "clerk", "permissions": list{"/permission/a"}, "users": refs(kim)}).want(201)
	if got := s.do("GET", rolesAPI, nil).object()["totalResults"]; got != 1.0 {
		t.Errorf("there are %v roles of the second version", got)
	}
	old := s.do("GET", rolesOldAPI, nil).want(200).object()
	if got := fmt.Sprint(names(old["Resources"], "permissions")); got != "[[/permission/a]]" {
		t.Errorf("roles of the first version have %s", got)
	}
	if got := fmt.Sprint(names(s.do("GET", usersAPI+"/"+kim, nil).object()["roles"], "value")); got != "["+id+"]" {
		t.Errorf("kim has the roles %s", got)
	}
	s.do("DELETE", path, nil).want(204)
	s.do("GET", rolesAPI+"/"+id, nil).wantSCIM(404, "")
}

func TestRoleShowsOneThousandUsers(t *testing.T) {
	s := start(t)
	var people list
	for i := range 1001 {
		people = append(people, s.create(usersAPI, object{"userName": fmt.Sprintf("u%d", i)}))
	}
	got := s.do("GET", rolesAPI+"/"+s.create(rolesAPI, object{"displayName": "all", "users": refs(people...)}), nil).want(200).object()
	if n := len(got["users"].(list)); n != 1000 {
		t.Errorf("the role shows %d users, want 1000", n)
	}

	// A patch of the first version keeps the users that are not shown.
	old := rolesOldAPI + "/" + s.create(rolesOldAPI, object{"displayName": "all", "users": refs(people...)})
	s.do("PATCH", old, patch(op("remove", "users[value eq "+people[0].(string)+"]", nil))).want(200)
	got = s.do("GET", old, nil).want(200).object()
	if n := len(got["users"].(list)); n != 1000 {
		t.Errorf("the role of the first version shows %d users, want 1000", n)
	}
}

func TestRoleOfSharedApplication(t *testing.T) {
	s := start(t)
	app := s.create(appAPI, m2m("shared"))
	org := s.srv.AddSubOrganization("branch").ID
	s.do("POST", appAPI+"/"+app+"/share", object{"shareWithAllChildren": true}).want(200)
	below := s.in(org, "SYSTEM")
	shared := names(below.do("GET", "/o"+appAPI, nil).want(200).object()["applications"], "id")
	if len(shared) != 1 {
		t.Fatalf("the organization has the applications %v", shared)
	}
	got := below.do("POST", "/o"+rolesAPI, object{"displayName": "boss", "audience": object{"type": "application", "value": shared[0]}}).want(400).object()
	if got["detail"] != "Request is unparsable, syntactically incorrect, or violates schema." || got["scimType"] == nil {
		t.Errorf("refused with %v", got)
	}
	below.do("POST", "/o"+rolesAPI, object{"displayName": "boss"}).want(201)
	below.do("POST", "/o"+bulkAPI, bulkOf(bulkOp("POST", "/Users", "u", object{"userName": "kim"}))).want(200)
	s.do("GET", usersAPI, nil).wantMembers(object{"totalResults": 0})
}
