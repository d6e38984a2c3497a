package scim_test

import (
	"fmt"
	"iter"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
	"github.com/seed-01804ef5/asgardeo-go/internal/resttest"
	"github.com/seed-01804ef5/asgardeo-go/internal/standin"
	"github.com/seed-01804ef5/asgardeo-go/scim"
)

// roleListings walk a list that has the newest first: each page begins with the last role of the page before.
func roleListings(path, operation string, all func(c *asgardeo.Client, startIndex, count int) iter.Seq2[*scim.Role, error]) []resttest.Listing[scim.Role] {
	from := func(startIndex, count int) func(*asgardeo.Client) iter.Seq2[*scim.Role, error] {
		return func(c *asgardeo.Client) iter.Seq2[*scim.Role, error] { return all(c, startIndex, count) }
	}
	get := func(count int, startIndexes ...int) []string {
		var lines []string
		for _, startIndex := range startIndexes {
			lines = append(lines, fmt.Sprintf("GET %s?count=%d&startIndex=%d", path, count, startIndex))
		}
		return lines
	}
	return []resttest.Listing[scim.Role]{
		{
			Name: "one short page", All: from(0, 0),
			Replies: []resttest.Reply{page(2, "1", "2")},
			Send:    get(100, 1), Want: []string{"1", "2"},
		},
		{
			Name: "nothing", All: from(0, 0),
			Replies: []resttest.Reply{page(0)},
			Send:    get(100, 1),
		},
		{
			Name: "two pages", All: from(0, 3),
			Replies: []resttest.Reply{page(4, "1", "2", "3"), page(4, "3", "4")},
			Send:    get(3, 1, 3), Want: []string{"1", "2", "3", "4"},
		},
		{
			Name: "a full last page", All: from(0, 2),
			Replies: []resttest.Reply{page(2, "1", "2"), page(2, "2")},
			Send:    get(2, 1, 2), Want: []string{"1", "2"},
		},
		{
			Name: "one at a time", All: from(0, 1),
			Replies: []resttest.Reply{page(2, "1", "2"), page(2, "2"), page(2)},
			Send:    get(2, 1, 2, 3), Want: []string{"1", "2"},
		},
		{
			Name: "from the middle", All: from(3, 3),
			Replies: []resttest.Reply{page(6, "3", "4", "5"), page(6, "5", "6")},
			Send:    get(3, 3, 5), Want: []string{"3", "4", "5", "6"},
		},
		{
			Name: "from before the beginning", All: from(-3, 3),
			Replies: []resttest.Reply{page(3, "1", "2", "3"), page(3, "3")},
			Send:    get(3, 1, 3), Want: []string{"1", "2", "3"},
		},
		{
			Name: "one is created meanwhile", All: from(0, 3),
			Replies: []resttest.Reply{page(4, "1", "2", "3"), page(5, "2", "3", "4"), page(5, "4")},
			Send:    get(3, 1, 3, 5), Want: []string{"1", "2", "3", "4"},
		},
		{
			Name: "two are deleted meanwhile", All: from(0, 3),
			Replies: []resttest.Reply{page(5, "1", "2", "3"), page(3, "5"), page(3, "3", "4", "5"), page(3, "5")},
			Send:    get(3, 1, 3, 1, 3), Want: []string{"1", "2", "3", "4", "5"},
		},
		{
			Name: "break in the first page", All: from(0, 2), Break: 1,
			Replies: []resttest.Reply{page(5, "1", "2")},
			Send:    get(2, 1), Want: []string{"1"},
		},
		{
			Name: "an error at once", All: from(0, 0),
			Replies: []resttest.Reply{{Status: 403, Type: "-"}},
			Send:    get(100, 1), Is: asgardeo.ErrForbidden, Operation: operation,
		},
		{
			Name: "an error on the second page", All: from(0, 2),
			Replies: []resttest.Reply{page(5, "1", "2"), {Status: 500, Body: `{"detail":"Broken.","status":"500"}`}},
			Send:    get(2, 1, 2), Want: []string{"1", "2"}, Is: asgardeo.ErrServer, Operation: operation,
		},
	}
}

// Roles that are deleted and created while an organization's roles are walked take none of the others along.
func TestAllRolesOfAnOrganization(t *testing.T) {
	t.Parallel()
	_, client := standin.Start(t)
	ids := map[string]string{}
	create := func(name string) {
		role, err := client.SCIM.Roles.Create(t.Context(), &scim.Role{DisplayName: name})
		if err != nil {
			t.Fatal(err)
		}
		ids[name] = role.ID
	}
	for n := range 9 {
		create(fmt.Sprint("role ", n))
	}
	for _, all := range []func() iter.Seq2[*scim.Role, error]{
		func() iter.Seq2[*scim.Role, error] {
			return client.SCIM.Roles.All(t.Context(), &scim.ListRolesParams{Count: 4})
		},
		func() iter.Seq2[*scim.Role, error] {
			return client.SCIM.RolesV3.All(t.Context(), &scim.ListRolesParams{Count: 4})
		},
	} {
		seen := map[string]int{}
		n := 0
		for role, err := range all() {
			if err != nil {
				t.Fatal(err)
			}
			if seen[role.DisplayName]++; n == 3 { // the first page is read
				newest := fmt.Sprint("role ", len(ids)-1)
				if err := client.SCIM.Roles.Delete(t.Context(), ids[newest]); err != nil {
					t.Fatal(err)
				}
				delete(ids, newest)
			}
			n++
		}
		for name := range ids {
			if seen[name] != 1 {
				t.Errorf("%s came %d times", name, seen[name])
			}
		}
	}
}
