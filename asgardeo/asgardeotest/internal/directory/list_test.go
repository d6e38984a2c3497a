package directory

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/model"
)

// samePages checks that every page of a sequence equals a slice of all its
// elements.
func samePages[T comparable](t *testing.T, what string, s sequence[T], want []T) {
	t.Helper()
	if s.Len() != len(want) {
		t.Errorf("%s: length %d, want %d", what, s.Len(), len(want))
	}
	for start := range len(want) + 3 {
		for _, count := range []int{0, 1, 2, 7, len(want), 1 << 30} {
			from := min(start, len(want))
			expected := want[from : from+min(count, len(want)-from)]
			if got := slices.Collect(s.Page(start, count)); !slices.Equal(got, expected) {
				t.Fatalf("%s: page %d+%d has %v, want %v", what, start, count, got, expected)
			}
		}
	}
}

func TestPages(t *testing.T) {
	f := newFixture(t, Settings{})
	r := rand.New(rand.NewPCG(1, 2))
	o := f.root()
	for round := range 60 {
		switch name := fmt.Sprintf("name%d", round); {
		case round%5 == 4:
			groups := slices.Collect(o.groups.All())
			f.do("scim.Groups.Delete", groups[r.IntN(len(groups))].ID, nil)
			roles := slices.Collect(o.roles.All())
			f.do("scim.Roles.Delete", roles[r.IntN(len(roles))].ID, nil)
		case round%7 == 6:
			groups := slices.Collect(o.groups.All())
			f.patch("scim.Groups.Update", groups[r.IntN(len(groups))].ID, document{"op": "replace", "path": "displayName", "value": name})
		default:
			f.group(name)
			f.role(name, nil)
		}
		groups := slices.SortedFunc(o.groups.All(), compareHashes)
		roles := slices.Collect(o.roles.All())
		slices.Reverse(roles)
		if round%10 == 9 {
			samePages(t, "groups", allGroups{o.organizationState}, groups)
			samePages(t, "found", found[*group](groups), groups)
			samePages(t, "roles", newestFirst[*role]{&o.roles}, roles)
		}
	}
	if o.groups.Len() < 20 || slices.IsSortedFunc(slices.Collect(o.groups.All()), compareHashes) {
		t.Error("the order of the groups is that of their creation, or there are few of them")
	}
}

// Filters with an indexed value find the same resources as a scan.
func TestFiltersByIndex(t *testing.T) {
	f := newFixture(t, Settings{})
	kim := f.user("DEFAULT/kim")
	f.user("kim")
	f.user("lee")
	staff := f.group("DEFAULT/staff", kim)
	f.group("staff")
	f.role("boss", nil)
	f.do("scim.Roles.Create", "", document{"displayName": "boss", "audience": document{"type": "application", "value": "app"}})
	f.role("clerk", nil)
	f.do("scim.RolesV1.Create", "", document{"displayName": "Old"})
	f.do("scim.RolesV1.Create", "", document{"displayName": "older"})
	root := f.tenant.Root().ID
	for _, test := range []struct{ operation, filter, want string }{
		{"scim.Users.Search", "id eq " + kim, "[DEFAULT/kim]"},
		{"scim.Users.Search", "id eq x", "[]"},
		{"scim.Users.Search", "userName eq KIM", "[kim DEFAULT/kim]"},
		{"scim.Users.Search", "userName eq DEFAULT/kim and id eq " + kim, "[DEFAULT/kim]"},
		{"scim.Users.Search", "userName eq PRIMARY/kim and id eq " + kim, "[]"},
		{"scim.Groups.Search", "id eq " + staff, "[DEFAULT/staff]"},
		{"scim.Groups.Search", "displayName eq DEFAULT/staff", "[DEFAULT/staff]"},
		{"scim.Groups.Search", "members.value eq " + kim, "[DEFAULT/staff]"},
		{"scim.Roles.Search", "displayName eq boss", "[boss boss]"},
		{"scim.Roles.Search", "displayName eq Boss", "[]"},
		{"scim.Roles.Search", "displayName eq boss and audience.value eq app", "[boss]"},
		{"scim.Roles.Search", "audience.value eq " + root, "[clerk boss]"},
		{"scim.Roles.Search", "audience.value eq " + root + " and displayName sw c", "[clerk]"},
		{"scim.Roles.Search", "audience.value eq app", "[boss]"},
		{"scim.RolesV1.Search", "displayName eq OLD", "[Old]"},
		{"scim.RolesV1.Search", "displayName sw ol", "[Old older]"},
	} {
		if got := f.search(test.operation, "filter", test.filter).names(); got != test.want {
			t.Errorf("%s %s: found %s, want %s", test.operation, test.filter, got, test.want)
		}
	}
}

// A filter can contain the attributes of an extension that are defined.
func TestFiltersByExtension(t *testing.T) {
	f := fixtureOn(t, Settings{}, "", model.UserAttribute{Name: "team", Type: "COMPLEX", Parts: []model.UserAttribute{{Name: "name"}}},
		model.UserAttribute{Name: "level"})
	const custom = "urn:scim:schemas:extension:custom:User"
	f.do("scim.Users.Create", "", document{"userName": "kim", custom: document{"team": document{"name": "a", "place": "b"}, "nothing": "1"}})
	for attribute, want := range map[string]bool{
		"level": true, "Level": true, "team.name": true, "team.place": false, "nothing": false, "level.x": false,
	} {
		_, err := f.server.Perform(engine.Performance{Operation: "scim.Users.Search", Body: document{"schemas": []string{schemaSearch}, "filter": custom + ":" + attribute + " eq x"}})
		if got := err == nil; got != want {
			t.Errorf("%s is known: %t, want %t", attribute, got, want)
		}
	}
}

func TestUniqueValues(t *testing.T) {
	f := newFixture(t, Settings{UniqueAttributes: []string{"emails", "nickName"}})
	kim := created(f.do("scim.Users.Create", "", document{"userName": "kim", "emails": []any{"K@x", document{"type": "work", "value": "k2@x"}}}))
	taken := func(operation, id string, body document) bool {
		t.Helper()
		_, err := f.server.Perform(engine.Performance{Operation: operation, Vars: map[string]string{"id": id}, Body: body})
		return err != nil
	}
	lee := created(f.do("scim.Users.Create", "", document{"userName": "lee", "nickName": "k@x"}))
	for _, test := range []struct {
		operation, id string
		body          document
		want          bool
	}{
		{"scim.Users.Create", "", document{"userName": "moe", "emails": []any{"k2@X"}}, true},
		{"scim.Users.Replace", lee, document{"userName": "lee", "emails": []any{"k@x"}}, true},
		{"scim.Users.Replace", kim, document{"userName": "kim", "emails": []any{"k@x"}}, false},
		{"scim.Users.Replace", lee, document{"userName": "lee", "emails": []any{"k2@x"}}, false},
		{"scim.Users.Delete", kim, nil, false},
		{"scim.Users.Create", "", document{"userName": "kim", "emails": []any{"k@x"}}, false},
	} {
		if got := taken(test.operation, test.id, test.body); got != test.want {
			t.Errorf("%s with %v is refused: %t, want %t", test.operation, test.body, got, test.want)
		}
	}
}

// The cost of a look-up, a change or a page does not depend on the number of
// resources.
func TestCostDoesNotGrow(t *testing.T) {
	costs := func(size int) map[string]uint64 {
		f := newFixture(t, Settings{UniqueAttributes: []string{"nickName"}})
		all := f.group("all")
		last := ""
		for i := range size {
			last = created(f.do("scim.Users.Create", "", document{"userName": fmt.Sprintf("user%06d", i), "nickName": fmt.Sprintf("nick%06d", i)}))
			f.root().members.Link(all, last)
			group := f.group(fmt.Sprintf("group%06d", i), last)
			role := f.role(fmt.Sprintf("role%06d", i), []string{"read"}, last)
			f.root().roleGroups.Link(role, group)
			f.do("scim.RolesV1.Create", "", document{"displayName": fmt.Sprintf("legacy%06d", i)})
		}
		f.role("writer", []string{"write"})
		f.do("scim.Roles.Create", "", document{"displayName": "owned", "audience": document{"type": "application", "value": "app"}})
		root := f.tenant.Root()
		cost := map[string]uint64{}
		measure := func(what string, do func()) { cost[what] = allocated(do) }
		for operation, name := range map[string]string{"scim.Users.Search": "userName", "scim.Groups.Search": "displayName", "scim.Roles.Search": "displayName", "scim.RolesV1.Search": "displayName"} {
			measure(operation+" page", func() {
				if got := f.search(operation, "startIndex", size/2, "count", 5, "attributes", []string{name}); len(got.Resources) != 5 || got.TotalResults < size {
					t.Errorf("%s: got %d of %d", operation, len(got.Resources), got.TotalResults)
				}
			})
		}
		for what, find := range map[string]struct{ operation, filter string }{
			"user by id":          {"scim.Users.Search", "id eq " + last},
			"user by name":        {"scim.Users.Search", fmt.Sprintf("userName eq user%06d", size-1)},
			"group by name":       {"scim.Groups.Search", fmt.Sprintf("displayName eq group%06d", size-1)},
			"role by name":        {"scim.Roles.Search", fmt.Sprintf("displayName eq role%06d", size-1)},
			"role by application": {"scim.Roles.Search", "audience.value eq app"},
			"legacy role by name": {"scim.RolesV1.Search", fmt.Sprintf("displayName eq legacy%06d", size-1)},
		} {
			measure(what, func() {
				if got := f.search(find.operation, "filter", find.filter, "attributes", []string{"id"}); len(got.Resources) != 1 {
					t.Errorf("%s: found %d", find.filter, len(got.Resources))
				}
			})
		}
		measure("roles of a user", func() { f.RolesOfUser(root, last) })
		measure("roles of an application", func() { f.RolesOf(root, "app") })
		measure("deleted scope", func() { f.ScopesDeleted([]string{"gone"}) })
		measure("change of a user", func() {
			f.do("scim.Users.Replace", last, document{"userName": fmt.Sprintf("user%06d", size-1), "nickName": fmt.Sprintf("nick%06d", size-1)})
		})
		return cost
	}
	small, large := costs(50), costs(2000)
	if len(small) == 0 {
		t.Fatal("nothing was measured")
	}
	for what, cost := range small {
		if large[what] > cost+4<<10 {
			t.Errorf("%s: allocates %d bytes with 2000 of everything, %d with 50", what, large[what], cost)
		}
	}
}

// allocated returns the number of bytes that a function allocates after a first
// call.
func allocated(do func()) uint64 {
	const runs = 10
	var before, after runtime.MemStats
	do()
	runtime.ReadMemStats(&before)
	for range runs {
		do()
	}
	runtime.ReadMemStats(&after)
	return (after.TotalAlloc - before.TotalAlloc) / runs
}

func performance(operation, id string) engine.Performance {
	return engine.Performance{Operation: operation, Vars: map[string]string{"id": id}}
}

// An application that is authorized for the APIs can call every operation.
func TestAPIsCoverOperations(t *testing.T) {
	domains := []engine.Domain{newFixture(t, Settings{}).Domain()}
	var covered []string
	for _, api := range engine.ManagementAPIs(domains) {
		covered = append(covered, api.Scopes...)
	}
	scopes := engine.Scopes(domains)
	if len(scopes) == 0 {
		t.Fatal("the operations ask for no scopes")
	}
	for _, scope := range scopes {
		if !slices.Contains(covered, scope) {
			t.Errorf("no API has the scope %s", scope)
		}
	}
}
