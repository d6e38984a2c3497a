package scim_test

import (
	"iter"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
	"github.com/seed-01804ef5/asgardeo-go/internal/resttest"
	"github.com/seed-01804ef5/asgardeo-go/scim"
)

func getUsers(count string, startIndexes ...string) (lines []string) {
	for _, startIndex := range startIndexes {
		lines = append(lines, "GET "+users+"?count="+count+"&startIndex="+startIndex)
	}
	return lines
}

// The server leaves users out of a page after it has cut the page, and its totals may be those of the page.
func TestAllUsersLosesNobody(t *testing.T) {
	t.Parallel()
	all := func(count int) func(*asgardeo.Client) iter.Seq2[*scim.User, error] {
		return func(c *asgardeo.Client) iter.Seq2[*scim.User, error] {
			return c.SCIM.Users.All(t.Context(), &scim.ListUsersParams{Count: count})
		}
	}
	resttest.Listings(t, func(u *scim.User) string { return u.ID }, []resttest.Listing[scim.User]{
		{
			Name: "a short page whose total is its own", All: all(3),
			Replies: []resttest.Reply{page(2, "1", "2"), page(1, "4"), page(0)},
			Send:    getUsers("3", "1", "3", "4"), Want: []string{"1", "2", "4"},
		},
		{
			Name: "a full page, then short ones", All: all(2),
			Replies: []resttest.Reply{page(2, "1", "2"), page(1, "4"), page(2, "5", "6"), page(0)},
			Send:    getUsers("2", "1", "3", "5", "7"), Want: []string{"1", "2", "4", "5", "6"},
		},
		{
			Name: "an empty page before the total", All: all(2),
			Replies: []resttest.Reply{page(6, "1", "2"), page(6), page(6, "6")},
			Send:    getUsers("2", "1", "3", "5"), Want: []string{"1", "2", "6"},
		},
		{
			Name: "the first page is empty", All: all(2),
			Replies: []resttest.Reply{page(3), page(3, "3")},
			Send:    getUsers("2", "1", "3"), Want: []string{"3"},
		},
		{
			Name: "pages that overlap", All: all(4),
			Replies: []resttest.Reply{page(2, "3", "4"), page(3, "3", "4", "6"), page(1, "6"), page(0)},
			Send:    getUsers("4", "1", "3", "6", "10"), Want: []string{"3", "4", "6"},
		},
		{
			Name: "a total of all", All: all(2),
			Replies: []resttest.Reply{page(5, "1", "2"), page(5, "3", "4"), page(5, "5")},
			Send:    getUsers("2", "1", "3", "5"), Want: []string{"1", "2", "3", "4", "5"},
		},
		{
			Name: "neither startIndex nor count is known, fewer users", All: all(5),
			Replies: []resttest.Reply{page(3, "1", "2", "3"), page(3, "1", "2", "3"), page(3, "1", "2", "3")},
			Send:    getUsers("5", "1", "4", "9"), Want: []string{"1", "2", "3"},
		},
		{
			Name: "the last page again and again", All: all(2),
			Replies: []resttest.Reply{page(2, "1", "2"), page(2, "3", "4"), page(2, "3", "4")},
			Send:    getUsers("2", "1", "3", "5"), Want: []string{"1", "2", "3", "4"},
		},
		{
			Name: "startIndex alone is not known", All: all(2),
			Replies: []resttest.Reply{page(2, "1", "2"), page(2, "1", "2")},
			Send:    getUsers("2", "1", "3"), Want: []string{"1", "2"}, Is: asgardeo.ErrUnexpectedResponse, Operation: "scim.Users.List",
		},
	})
}

// The number of requests is bounded, regardless of the totals.
func TestAllUsersEndsWithAHugeTotal(t *testing.T) {
	t.Parallel()
	var replies []resttest.Reply
	for range 201 {
		replies = append(replies, page(1<<40))
	}
	s := resttest.New(t, replies...)
	failed := error(nil)
	for _, err := range s.Client.SCIM.Users.All(t.Context(), nil) {
		failed = err
	}
	wantErrors(t, failed, "scim.Users.List", asgardeo.ErrUnexpectedResponse)
}

// The order of groups may change between two pages. Without members and roles they come in one.
func TestAllGroupsInAnyOrder(t *testing.T) {
	t.Parallel()
	all := func(params scim.ListGroupsParams) func(*asgardeo.Client) iter.Seq2[*scim.Group, error] {
		return func(c *asgardeo.Client) iter.Seq2[*scim.Group, error] { return c.SCIM.Groups.All(t.Context(), &params) }
	}
	pages := "GET " + groups + "?count=2&startIndex="
	moved := []resttest.Reply{page(4, "1", "2"), page(5, "0", "1")}
	resttest.Listings(t, func(g *scim.Group) string { return g.ID }, []resttest.Listing[scim.Group]{
		{
			Name: "a page repeats one", All: all(scim.ListGroupsParams{Count: 2}),
			Replies: []resttest.Reply{moved[0], moved[1], page(5, "3", "0"), page(5, "1", "4"), page(5, "2")},
			Send:    []string{pages + "1", pages + "3", pages + "1", pages + "3", pages + "5"}, Want: []string{"1", "2", "3", "0", "4"},
		},
		{
			Name: "again and again", All: all(scim.ListGroupsParams{Count: 2}),
			Replies: []resttest.Reply{moved[0], moved[1], moved[0], moved[1], moved[0], moved[1], moved[0], moved[1], moved[0], moved[1]},
			Send:    []string{pages + "1", pages + "3", pages + "1", pages + "3", pages + "1", pages + "3", pages + "1", pages + "3", pages + "1", pages + "3"},
			Want:    []string{"1", "2"}, Is: asgardeo.ErrUnexpectedResponse, Operation: "scim.Groups.List",
		},
		{
			Name: "in one page", All: all(scim.ListGroupsParams{ExcludedAttributes: []string{"Members", "roles", "meta"}}),
			Replies: []resttest.Reply{page(3, "1", "2", "3")},
			Send:    []string{"GET " + groups + "?excludedAttributes=Members,roles,meta"}, Want: []string{"1", "2", "3"},
		},
		{
			Name: "in one page, of some attributes", All: all(scim.ListGroupsParams{Attributes: []string{"displayName"}}),
			Replies: []resttest.Reply{page(3, "1", "2"), page(3)},
			Send:    []string{"GET " + groups + "?attributes=displayName", "GET " + groups + "?attributes=displayName&count=100&startIndex=3"}, Want: []string{"1", "2"},
		},
		{
			Name: "in pages, of members", All: all(scim.ListGroupsParams{Attributes: []string{"displayName", "members.value"}}),
			Replies: []resttest.Reply{page(1, "1")},
			Send:    []string{"GET " + groups + "?attributes=displayName,members.value&count=100&startIndex=1"}, Want: []string{"1"},
		},
	})
}
