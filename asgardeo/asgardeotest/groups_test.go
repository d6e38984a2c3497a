package asgardeotest_test

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest"
)

const groupSchema = "urn:ietf:params:scim:schemas:core:2.0:Group"

func membersOf(s *session, path string) string {
	s.t.Helper()
	return fmt.Sprint(names(s.do("GET", path, nil).want(200).object()["members"], "display"))
}

// staff creates the users kim and lee of the store DEFAULT.
func staff(s *session) (kim, lee string) {
	s.t.Helper()
	return s.create(usersAPI, object{"userName": "DEFAULT/kim"}), s.create(usersAPI, object{"userName": "DEFAULT/lee"})
}

func TestGroup(t *testing.T) {
	s := start(t)
	kim, lee := staff(s)
	created := s.do("POST", groupsAPI, object{"schemas": list{groupSchema}, "displayName": "DEFAULT/staff", "members": refs(kim, lee, kim), "x": 1}).
		want(201).wantMembers(object{"displayName": "DEFAULT/staff", "schemas": list{groupSchema}, "members": nil, "roles": nil})
	id := created.object()["id"].(string)
	path := groupsAPI + "/" + id
	created.wantHeader("Location", s.srv.URL+path)
	role := s.create(rolesAPI, object{"displayName": "boss", "groups": refs(id)})

	s.do("GET", path, nil).want(200).wantHeader("Location", "").wantMembers(object{
		"id": id, "members": list{
			object{"value": kim, "display": "DEFAULT/kim", "$ref": s.srv.URL + usersAPI + "/" + kim},
			object{"value": lee, "display": "DEFAULT/lee", "$ref": s.srv.URL + usersAPI + "/" + lee}},
		"roles": list{object{"value": role, "display": "boss", "$ref": s.srv.URL + rolesAPI + "/" + role}},
	})
	s.do("GET", path+"?excludedAttributes=members", nil).want(200).wantMembers(object{"members": nil, "displayName": "DEFAULT/staff"})
	s.do("GET", path+"?attributes=members.value", nil).want(200).wantMembers(object{"members": refs(kim, lee), "displayName": nil, "id": id})
	user := s.do("GET", usersAPI+"/"+kim, nil).want(200).wantMembers(object{
		"groups": list{object{"value": id, "display": "DEFAULT/staff", "$ref": s.srv.URL + path}}}).object()
	if got := fmt.Sprint(names(user["roles"], "display")); got != "[boss]" {
		t.Errorf("kim has the roles %s through the group, want boss", got)
	}

	s.do("DELETE", usersAPI+"/"+lee, nil).want(204)
	if got := membersOf(s, path); got != "[DEFAULT/kim]" {
		t.Errorf("after lee has gone the members are %s", got)
	}
	s.do("DELETE", path, nil).want(204).wantEmpty()
	s.do("GET", usersAPI+"/"+kim, nil).wantMembers(object{"groups": nil, "roles": nil})
	s.do("GET", rolesAPI+"/"+role, nil).wantMembers(object{"groups": nil})
}

// One of two engines applies a PATCH. They differ in the order of operations
// and in their features.
func TestGroupPatch(t *testing.T) {
	member := func(id, display string) object { return object{"value": id, "display": display} }
	s := start(t)
	kim, lee := staff(s)
	for _, test := range []struct {
		name          string
		ops           []object
		title, people string
	}{
		{"fast: add", []object{op("add", "members", list{member(lee, "DEFAULT/lee")})}, "DEFAULT/a", "[DEFAULT/kim DEFAULT/lee]"},
		{"fast: texts", []object{op("add", "members", list{"x"})}, "DEFAULT/a", "[DEFAULT/kim]"},
		{"fast: replace the name by nothing", []object{{"op": "replace", "path": "displayName"}}, "DEFAULT/a", "[DEFAULT/kim]"},
		{"fast: empty display", []object{op("Add", "members", list{member(lee, "")})}, "DEFAULT/a", "[DEFAULT/kim DEFAULT/lee]"},
		{"fast: add again", []object{op("add", "members", list{member(kim, "")})}, "DEFAULT/a", "[DEFAULT/kim]"},
		{"fast: without a path", []object{op("add", "", object{"members": list{member(lee, "")}})}, "DEFAULT/a", "[DEFAULT/kim DEFAULT/lee]"},
		{"fast: name wins", []object{op("add", "", object{"displayName": "b", "members": list{member(lee, "")}})}, "DEFAULT/b", "[DEFAULT/kim]"},
		{"fast: rename", []object{op("replace", "displayName", "DEFAULT/b")}, "DEFAULT/b", "[DEFAULT/kim]"},
		{"fast: rename without a path", []object{op("replace", "", object{"displayName": "b"})}, "DEFAULT/b", "[DEFAULT/kim]"},
		{"fast: remove", []object{op("remove", `members[value eq "`+kim+`"]`, nil)}, "DEFAULT/a", "[]"},
		{"fast: remove by name", []object{op("remove", "members[display eq kim]", nil)}, "DEFAULT/a", "[]"},
		{"fast: remove by full name", []object{op("remove", `members[display eq "DEFAULT/kim"]`, nil)}, "DEFAULT/a", "[]"},
		{"fast: remove a stranger", []object{op("remove", "members[value eq "+lee+"]", nil)}, "DEFAULT/a", "[DEFAULT/kim]"},
		{"fast: members in order", []object{op("remove", "members[value eq "+lee+"]", nil), op("add", "members", list{member(lee, "")})}, "DEFAULT/a", "[DEFAULT/kim DEFAULT/lee]"},
		{"fast: nothing", []object{op("add", "", object{"other": 1})}, "DEFAULT/a", "[DEFAULT/kim]"},
		{"whole: replace", []object{op("replace", "members", list{member(lee, "DEFAULT/lee")})}, "DEFAULT/a", "[DEFAULT/lee]"},
		{"whole: replace without a path", []object{op("replace", "", object{"displayName": "b", "members": list{member(lee, "lee")}})}, "DEFAULT/b", "[DEFAULT/lee]"},
		{"whole: remove all", []object{op("remove", "members", nil)}, "DEFAULT/a", "[]"},
		{"whole: in order", []object{op("remove", "members", nil), op("add", "members", list{member(lee, "lee")}), op("replace", "displayName", "b")}, "DEFAULT/b", "[DEFAULT/lee]"},
		{"whole: undone", []object{op("add", "members", list{member(lee, "lee")}), op("remove", "members", nil)}, "DEFAULT/a", "[]"},
	} {
		t.Run("wire 4.4 "+test.name, func(t *testing.T) {
			s := &session{t, s.srv, s.token}
			path := groupsAPI + "/" + s.create(groupsAPI, object{"displayName": "DEFAULT/a", "members": refs(kim)})
			got := s.do("PATCH", path, patch(test.ops...)).want(200).wantHeader("Location", s.srv.URL+path).
				wantMembers(object{"displayName": test.title}).object()
			if people := fmt.Sprint(names(got["members"], "display")); people != test.people {
				t.Errorf("members are %s, want %s", people, test.people)
			}
			if people := membersOf(s, path); people != test.people {
				t.Errorf("later, members are %s, want %s", people, test.people)
			}
			s.do("DELETE", path, nil).want(204)
		})
	}
}

func TestGroupFilters(t *testing.T) {
	s := start(t)
	kim, lee := staff(s)
	s.create(usersAPI, object{"userName": "primary"})
	alpha := s.create(groupsAPI, object{"displayName": "DEFAULT/alpha", "members": refs(kim)})
	s.create(groupsAPI, object{"displayName": "beta"})
	s.create(groupsAPI, object{"displayName": "DEFAULT/gamma", "members": refs(kim, lee)})
	for filter, want := range map[string]string{
		"displayName eq alpha": "[DEFAULT/alpha]", `displayName eq "DEFAULT/alpha"`: "[DEFAULT/alpha]", "displayName eq DEFAULT/beta": "[]",
		"displayName eq PRIMARY/beta": "[beta]", "displayName co A": "[DEFAULT/alpha DEFAULT/gamma beta]", "displayName sw be": "[beta]",
		"displayName ew mma": "[DEFAULT/gamma]", "displayName ge beta": "[DEFAULT/gamma beta]", "displayName le alpha": "[DEFAULT/alpha]",
		"members.value eq " + lee: "[DEFAULT/gamma]", "members.display eq kim": "[DEFAULT/alpha DEFAULT/gamma]",
		"members.display sw DEFAULT/k": "[DEFAULT/alpha DEFAULT/gamma]", "id eq " + alpha: "[DEFAULT/alpha]", "id co " + alpha[:8]: "[DEFAULT/alpha]",
		"meta.created ge 2000": "[DEFAULT/alpha DEFAULT/gamma beta]", groupSchema + ":displayName eq beta": "[beta]",
	} {
		t.Run("wire 4.4 "+filter, func(t *testing.T) {
			s := &session{t, s.srv, s.token}
			for _, got := range []*answer{
				s.do("GET", groupsAPI+"?filter="+url.QueryEscape(filter), nil),
				s.do("POST", groupsAPI+"/.search", object{"schemas": list{searchSchema}, "filter": filter}),
			} {
				found := names(got.want(200).object()["Resources"], "displayName")
				slices.Sort(found)
				if fmt.Sprint(found) != want && !(want == "[]" && found == nil) {
					t.Errorf("found %v, want %s", found, want)
				}
			}
		})
	}
}

// The pages of a list have every group once, and not in order of creation.
func TestGroupPages(t *testing.T) {
	s := start(t)
	const count = 130
	want := map[string]int{}
	for i := range count {
		name := fmt.Sprintf("group%03d", i)
		s.create(groupsAPI, object{"displayName": name})
		want[name] = 1
	}
	got, order := map[string]int{}, []string{}
	for start := 1; start <= count; start += 40 {
		page := s.do("GET", fmt.Sprintf("%s?startIndex=%d&count=40", groupsAPI, start), nil).want(200).wantMembers(object{"totalResults": count}).object()
		for _, name := range names(page["Resources"], "displayName") {
			got[name]++
			order = append(order, name)
		}
	}
	if !maps.Equal(got, want) {
		t.Errorf("the pages have %v", got)
	}
	if slices.IsSorted(order) {
		t.Error("the groups come in the order of their creation")
	}
	s.do("GET", groupsAPI+"?count=1000", nil).want(200).wantMembers(object{"itemsPerPage": count}) // not clamped
}

func TestGroupPatchWithoutBody(t *testing.T) {
	s := start(t, asgardeotest.WithSCIM(asgardeotest.SCIMSettings{EmptyGroupPatch: true}))
	path := groupsAPI + "/" + s.create(groupsAPI, object{"displayName": "a"})
	s.do("PATCH", path, patch(op("replace", "displayName", "b"))).want(204).wantEmpty()
	s.do("PATCH", path+"?attributes=displayName", patch(op("replace", "displayName", "c"))).want(200).wantMembers(object{"displayName": "c"})
}
