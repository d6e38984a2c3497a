package directory

import (
	"encoding"
	"encoding/json"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
)

// A field that JSON does not encode would be lost when the server stops.
func TestEntriesAreAllThatJSONCarries(t *testing.T) {
	seen := map[reflect.Type]bool{}
	var walk func(at string, of reflect.Type)
	walk = func(at string, of reflect.Type) {
		if seen[of] || encodesItself(of) {
			return
		}
		seen[of] = true
		switch of.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Map:
			walk(at+"[]", of.Elem())
		case reflect.Func, reflect.Chan:
			t.Errorf("%s is a %s", at, of)
		case reflect.Struct:
			for field := range of.Fields() {
				name := at + "." + field.Name
				if !field.IsExported() && !field.Anonymous || field.Tag.Get("json") == "-" {
					t.Errorf("%s is not in the JSON", name)
				}
				walk(name, field.Type)
			}
		}
	}
	for _, of := range []reflect.Type{reflect.TypeFor[*user](), reflect.TypeFor[*group](), reflect.TypeFor[*role](), reflect.TypeFor[*legacyRole]()} {
		walk(of.String(), of)
	}
}

func encodesItself(t reflect.Type) bool {
	for _, marshaler := range []reflect.Type{reflect.TypeFor[json.Marshaler](), reflect.TypeFor[encoding.TextMarshaler]()} {
		if t.Implements(marshaler) {
			return true
		}
	}
	return false
}

// Changes by operations and events are in the file, and are restored.
func TestDirectoryOutlivesServer(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.db")
	open := func() *fixture {
		t.Helper()
		return fixtureOn(t, Settings{SuperAdmin: "owner", UniqueAttributes: []string{"nickName"}}, path)
	}
	f := open()
	verify := func() {
		t.Helper()
		if err := f.server.Change(func() {}); err != nil {
			t.Fatal(err)
		}
		if err := f.tenant.Verify(); err != nil {
			t.Error(err)
		}
	}
	f.Seed()
	verify()
	kim, lee, moe := f.user("DEFAULT/kim"), f.user("DEFAULT/lee"), f.user("moe")
	staff, gone := f.group("DEFAULT/staff", kim, lee), f.group("DEFAULT/gone", kim)
	boss, clerk := f.role("boss", []string{"read", "write"}, kim, moe), f.role("clerk", []string{"write"})
	verify()
	f.do("scim.Users.Replace", kim, document{"userName": "DEFAULT/kim", "nickName": "k", "password": "correct horse"})
	f.patch("scim.Users.Update", lee, document{"op": "add", "path": "emails", "value": []any{document{"type": "work", "value": "lee@x"}}})
	f.patch("scim.Groups.Update", staff, document{"op": "replace", "path": "displayName", "value": "DEFAULT/crew"})
	f.patch("scim.Groups.Update", staff, document{"op": "remove", "path": "members[value eq " + kim + "]"}, document{"op": "add", "path": "members", "value": []any{document{"value": kim, "display": ""}}})
	f.do("scim.Groups.Replace", gone, document{"displayName": "DEFAULT/gone", "members": []any{document{"value": lee, "display": "lee"}}})
	f.do("scim.Groups.Delete", gone, nil)
	f.patch("scim.Roles.Update", clerk, document{"op": "add", "path": "groups", "value": []any{document{"value": staff}}})
	f.patch("scim.RolesV3.Update", boss, document{"op": "replace", "path": "displayName", "value": "chief"})
	f.do("scim.RolesV3.Replace", clerk, document{"displayName": "scribe", "permissions": []any{document{"value": "read"}}})
	owned := f.do("scim.Roles.Create", "", document{"displayName": "boss", "audience": document{"type": "application", "value": "app"}})
	legacy := f.do("scim.RolesV1.Create", "", document{"displayName": "old", "permissions": []string{"/b", "/a"}, "users": []any{document{"value": kim}, document{"value": moe}}})
	f.patch("scim.RolesV1.Update", created(owned, legacy), document{"op": "replace", "path": "displayName", "value": "older"})
	f.do("scim.Users.Delete", moe, nil)
	verify()
	f.others.scopes = map[string]bool{"read": true}
	f.ScopesDeleted([]string{"write"})
	verify()
	added, err := f.tenant.AddOrganization("branch")
	if err != nil {
		t.Fatal(err)
	}
	f.id(AddUser(f.server.Perform, added.ID, "noa", "correct horse"))
	verify()

	before := f.contents()
	if err := f.tenant.Close(); err != nil {
		t.Fatal(err)
	}
	f = open()
	if after := f.contents(); after != before {
		t.Errorf("after a restart the directory has\n%s, want\n%s", after, before)
	}
	for _, want := range []string{kim, lee, staff, boss, `"chief"`, `"older"`, `"scribe"`, `"noa"`} {
		if !strings.Contains(before, want) {
			t.Errorf("the directory has no %s", want)
		}
	}
	f.DropRoles(f.tenant.Root(), "app")
	verify()
}

// created returns the id of the last of some resources.
func created(replies ...engine.Reply) string {
	location := replies[len(replies)-1].Header.Get("Location")
	return location[strings.LastIndexByte(location, '/')+1:]
}

// contents returns everything in the state.
func (f *fixture) contents() string {
	f.Helper()
	var contents []any
	for o := range f.tenant.All() {
		in := f.in(o)
		contents = append(contents, o, &in.users, in.superAdmin.Get(), &in.groups, &in.members, &in.roles, &in.roleUsers, &in.roleGroups,
			&in.legacyRoles, &in.legacyRoleUsers, &in.legacyRoleGroups)
	}
	encoded, err := json.MarshalIndent(contents, "", " ")
	if err != nil {
		f.Fatal(err)
	}
	return string(encoded)
}

func TestCheck(t *testing.T) {
	for want, breakIt := range map[string]func(o *organization){
		"": func(*organization) {},
		"role r belongs to the application missing, which does not exist": func(o *organization) {
			o.roles.Add(&role{ID: "r", Name: "r", AppID: "missing"})
		},
		"g has members, but does not exist":          func(o *organization) { o.members.Link("g", "u") },
		"r has the member u, which does not exist":   func(o *organization) { o.roles.Add(&role{ID: "r"}); o.roleUsers.Link("r", "u") },
		"r has the member g, which does not exist":   func(o *organization) { o.roles.Add(&role{ID: "r"}); o.roleGroups.Link("r", "g") },
		"old has the member u, which does not exist": func(o *organization) { o.legacyRoles.Add(&legacyRole{ID: "old"}); o.legacyRoleUsers.Link("old", "u") },
		"old has the member group, which does not exist": func(o *organization) {
			o.legacyRoles.Add(&legacyRole{ID: "old"})
			o.legacyRoleGroups.Link("old", "group")
		},
	} {
		f := newFixture(t, Settings{})
		breakIt(f.root())
		got := ""
		if err := f.Domain().Check(f.tenant.Root()); err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("got error %q, want %q", got, want)
		}
	}
}
