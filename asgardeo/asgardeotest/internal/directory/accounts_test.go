package directory

import (
	"fmt"
	"strings"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/model"
)

func roleNames(roles []model.Role) string {
	var names []string
	for _, r := range roles {
		names = append(names, r.Name+"("+r.ApplicationID+")")
	}
	return strings.Join(names, " ")
}

func TestAccounts(t *testing.T) {
	f := newFixture(t, Settings{})
	kim := f.id(AddUser(f.server.Perform, "", "DEFAULT/kim", "correct horse"))
	primary := f.user("kim")
	f.id(AddUser(f.server.Perform, "", "DEFAULT/lee", "correct horse"))
	root := f.tenant.Root()
	for name, want := range map[string]string{
		"kim": "kim", "KIM": "kim", "DEFAULT/kim": "DEFAULT/kim", "lee": "DEFAULT/lee", "PRIMARY/lee": "", "moe": "", "OTHER/kim": "", "": "",
	} {
		got := f.UserSigningIn(root, name)
		if got == nil && want != "" || got != nil && got.Name != want {
			t.Errorf("%q signs in as %v, want %q", name, got, want)
		}
	}
	if got := f.User(root, kim); got == nil || *got != (model.User{ID: kim, Name: "DEFAULT/kim", CanSignIn: true}) {
		t.Errorf("the user is %+v", got)
	}
	if f.User(root, "other") != nil || f.HasUser(root, "other") || !f.HasUser(root, kim) {
		t.Error("there is a user that was not added, or none that was")
	}
	for password, want := range map[string]bool{"correct horse": true, "wrong": false, "": false} {
		if f.HasPassword(root, kim, password) != want || f.HasPassword(root, primary, password) || f.HasPassword(root, "other", password) {
			t.Errorf("password %q is accepted where it must not be, or refused", password)
		}
	}
	f.group("DEFAULT/a")
	f.group("b")
	for store, want := range map[string]string{"": "DEFAULT/a b", "default": "DEFAULT/a", "PRIMARY": "b", "OTHER": ""} {
		var names []string
		for _, g := range f.Groups(root, store) {
			names = append(names, g.Name)
		}
		if got := strings.Join(names, " "); got != want {
			t.Errorf("the groups of store %q are %s, want %s", store, got, want)
		}
	}
	if got := fmt.Sprint(len(f.UserIDs(root)), f.UserIDs(root)["kim"] == primary, len(f.GroupIDs(root))); got != "3 true 2" {
		t.Errorf("the ids by name are %s", got)
	}
}

// The roles of a user are its own and those of its groups, each once and in order
// of creation.
func TestRolesOfUser(t *testing.T) {
	f := newFixture(t, Settings{})
	kim, lee := f.user("kim"), f.user("lee")
	staff := f.group("staff", kim)
	first := f.role("first", nil)
	f.role("both", []string{"read"}, kim)
	f.do("scim.Roles.Create", "", document{"displayName": "owned", "users": valuesOf([]string{kim}), "audience": document{"type": "application", "value": "app"}})
	f.role("other", nil, lee)
	for _, r := range []string{first, f.root().rolesByName.With("both")[0].ID} {
		f.patch("scim.Roles.Update", r, document{"op": "add", "path": "groups", "value": valuesOf([]string{staff})})
	}
	root := f.tenant.Root()
	for _, test := range []struct{ what, got, want string }{
		{"kim", roleNames(f.RolesOfUser(root, kim)), "first() both() owned(app)"},
		{"lee", roleNames(f.RolesOfUser(root, lee)), "other()"},
		{"nobody", roleNames(f.RolesOfUser(root, "nobody")), ""},
		{"the organization", roleNames(f.RolesOf(root, "")), "first() both() other()"},
		{"the application", roleNames(f.RolesOf(root, "app")), "owned(app)"},
	} {
		if test.got != test.want {
			t.Errorf("the roles of %s are %s, want %s", test.what, test.got, test.want)
		}
	}
	if got := f.RolesOfUser(root, kim)[1].Permissions; fmt.Sprint(got) != "[read]" {
		t.Errorf("the permissions are %v", got)
	}
	f.DropRoles(root, "app")
	if got := roleNames(f.RolesOfUser(root, kim)); got != "first() both()" {
		t.Errorf("once those of the application are deleted, the roles are %s", got)
	}
	if err := f.Domain().Check(root); err != nil {
		t.Error(err)
	}
}

// A deleted scope stays in a role where another API resource has it.
func TestScopesDeleted(t *testing.T) {
	f := newFixture(t, Settings{})
	below, err := f.tenant.AddOrganization("branch")
	if err != nil {
		t.Fatal(err)
	}
	f.role("both", []string{"read", "write"})
	f.role("one", []string{"write"})
	f.id(AddRole(f.server.Perform, below.ID, "there", []string{"write", "read"}, nil))
	f.others.scopes, f.others.rootScopes = map[string]bool{"read": true}, map[string]bool{"write": true}
	f.ScopesDeleted([]string{"write", "read", "unknown"})
	permissions := func() string {
		var all []string
		for o := range f.tenant.All() {
			for _, r := range f.RolesOf(o, "") {
				all = append(all, r.Name+fmt.Sprint(r.Permissions))
			}
		}
		return strings.Join(all, " ")
	}
	if got := permissions(); got != "both[read write] one[write] there[read]" {
		t.Errorf("after the deletion below the root the permissions are %s", got)
	}
	f.others.rootScopes = nil
	f.ScopesDeleted([]string{"write"})
	if got := permissions(); got != "both[read] one[] there[read]" {
		t.Errorf("after the deletion in the root too the permissions are %s", got)
	}
}

func TestSeedMakesSuperAdmin(t *testing.T) {
	f := newFixture(t, Settings{SuperAdmin: "owner", SuperAdminPassword: "correct horse"})
	f.Seed()
	root := f.tenant.Root()
	owner := f.UserIDs(root)["owner"]
	if !f.HasPassword(root, owner, "correct horse") || roleNames(f.RolesOfUser(root, owner)) != "admin()" {
		t.Errorf("the users are %v, and the roles of the super admin %s", f.UserIDs(root), roleNames(f.RolesOfUser(root, owner)))
	}
	if _, err := f.server.Perform(performance("scim.Users.Delete", owner)); err == nil || !strings.Contains(err.Error(), "403") {
		t.Errorf("deleting the super admin: got error %v, want a 403", err)
	}
	without := newFixture(t, Settings{})
	without.Seed()
	if got := without.UserIDs(without.tenant.Root()); len(got) != 0 {
		t.Errorf("without a super admin there are the users %v", got)
	}
}

func TestSettingsCheck(t *testing.T) {
	for want, settings := range map[string]Settings{
		"": {SuperAdmin: "DEFAULT/owner", Approval: []string{"scim.Users.Create", "scim.RolesV3.Update"}, UniqueAttributes: []string{"emails", "name.givenName"}},
		`"scim.Users.List" is not an operation that can be held for an approval`: {Approval: []string{"scim.Users.List"}},
		`users have no attribute "colour"`:                                       {UniqueAttributes: []string{"colour"}},
		`"OTHER/owner" cannot name the super admin`:                              {SuperAdmin: "OTHER/owner"},
	} {
		got := ""
		if err := settings.Check(nil); err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("got error %q, want %q", got, want)
		}
	}
}
