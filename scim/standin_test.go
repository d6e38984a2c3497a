package scim_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/internal/standin"
	"github.com/seed-01804ef5/asgardeo-go/scim"
)

// manage returns a client of an organization in memory, which keeps what it is told.
func manage(t *testing.T) *scim.Client {
	t.Helper()
	_, client := standin.Start(t)
	return client.SCIM
}

// names are the displays of references, in order.
func names(references []scim.Reference) []string {
	var out []string
	for _, r := range references {
		out = append(out, r.Display)
	}
	slices.Sort(out)
	return out
}

// Users are provisioned in bulk, with a group and a role that they belong to from the start.
func TestProvisioning(t *testing.T) {
	ctx, client := t.Context(), manage(t)
	const count = 90
	var bulk scim.Bulk
	var members []scim.Reference
	want := map[string]bool{}
	for i := range count {
		name := fmt.Sprintf("DEFAULT/user%02d", i)
		want[name] = true
		members = append(members, bulk.CreateUser(&scim.User{UserName: name}).Ref())
	}
	group := bulk.CreateGroup(&scim.Group{DisplayName: "DEFAULT/staff", Members: members})
	role := bulk.CreateRole(&scim.Role{DisplayName: "clerk", Users: members[:1]})
	results, err := client.Bulk.Send(ctx, &bulk)
	if err != nil {
		t.Fatal(err)
	}
	ids := map[*scim.BulkOperation]string{}
	for _, result := range results {
		if result.Err != nil {
			t.Fatal(result.Err)
		}
		ids[result.Operation] = result.ID
	}

	found := map[string]bool{}
	for user, err := range client.Users.All(ctx, &scim.ListUsersParams{Count: 7}) {
		if err != nil {
			t.Fatal(err)
		}
		found[user.UserName] = true
	}
	if !maps.Equal(found, want) {
		t.Errorf("found %d users, want %d", len(found), len(want))
	}
	staff, err := client.Groups.Get(ctx, ids[group])
	if err != nil || len(staff.Members) != count {
		t.Errorf("got %v and error %v, want a group of %d", staff, err, count)
	}
	clerk, err := client.Roles.Get(ctx, ids[role])
	if err != nil || fmt.Sprint(names(clerk.Users)) != "[DEFAULT/user00]" {
		t.Errorf("got %v and error %v, want a role of one user", clerk, err)
	}
}

func TestMembersComeAndGo(t *testing.T) {
	ctx, client := t.Context(), manage(t)
	kim, err := client.Users.Create(ctx, &scim.User{UserName: "DEFAULT/kim"})
	if err != nil {
		t.Fatal(err)
	}
	lee, err := client.Users.Create(ctx, &scim.User{UserName: "DEFAULT/lee"})
	if err != nil {
		t.Fatal(err)
	}
	group, err := client.Groups.Create(ctx, &scim.Group{DisplayName: "DEFAULT/staff"})
	if err != nil {
		t.Fatal(err)
	}
	ofGroup := func(group *scim.Group, err error) ([]scim.Reference, error) {
		if err != nil {
			return nil, err
		}
		return group.Members, nil
	}
	role, err := client.RolesV3.Create(ctx, &scim.Role{DisplayName: "clerk"})
	if err != nil {
		t.Fatal(err)
	}
	ofRole := func(_ *scim.Role, err error) ([]scim.Reference, error) {
		if err != nil {
			return nil, err
		}
		now, err := client.RolesV3.Get(ctx, role.ID)
		if err != nil {
			return nil, err
		}
		return append(now.Users, now.Groups...), nil
	}
	for _, test := range []struct {
		name string
		do   func() ([]scim.Reference, error)
		want string
	}{
		{"add members", func() ([]scim.Reference, error) {
			return ofGroup(client.Groups.AddMembers(ctx, group.ID, kim.ID, lee.ID))
		}, "[DEFAULT/kim DEFAULT/lee]"},
		{"remove a member", func() ([]scim.Reference, error) {
			return ofGroup(client.Groups.RemoveMembers(ctx, group.ID, kim.ID))
		}, "[DEFAULT/lee]"},
		{"find the group", func() ([]scim.Reference, error) {
			return ofGroup(client.Groups.GetByName(ctx, "DEFAULT/staff"))
		}, "[DEFAULT/lee]"},
		{"add users to the role", func() ([]scim.Reference, error) {
			return ofRole(client.RolesV3.AddUsers(ctx, role.ID, kim.ID, lee.ID))
		}, "[DEFAULT/kim DEFAULT/lee]"},
		{"remove a user from the role", func() ([]scim.Reference, error) {
			return ofRole(client.RolesV3.RemoveUsers(ctx, role.ID, kim.ID))
		}, "[DEFAULT/lee]"},
		{"replace the groups of the role", func() ([]scim.Reference, error) {
			return ofRole(client.RolesV3.ReplaceGroups(ctx, role.ID, group.ID))
		}, "[DEFAULT/lee DEFAULT/staff]"},
		{"second version", func() ([]scim.Reference, error) {
			return ofRole(client.Roles.RemoveGroups(ctx, role.ID, group.ID))
		}, "[DEFAULT/lee]"},
	} {
		got, err := test.do()
		if err != nil || fmt.Sprint(names(got)) != test.want {
			t.Errorf("%s: got %v and error %v, want %s", test.name, names(got), err, test.want)
		}
	}
}

func TestDiscoveryOfStandIn(t *testing.T) {
	ctx, client := t.Context(), manage(t)
	schemas, err := client.Schemas.List(ctx)
	if err != nil || len(schemas) != 6 {
		t.Errorf("got %d schemas and error %v, want 6", len(schemas), err)
	}
	types, err := client.ResourceTypes.List(ctx)
	if err != nil || len(types) != 2 {
		t.Errorf("got %d kinds of resources and error %v, want 2", len(types), err)
	}
	config, err := client.ServiceProviderConfig.Get(ctx)
	if err != nil || config.Bulk.MaxOperations != 1000 || config.Sort.Supported {
		t.Errorf("got %v and error %v", config, err)
	}
}
