package scim_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
	"github.com/seed-01804ef5/asgardeo-go/filter"
	"github.com/seed-01804ef5/asgardeo-go/internal/resttest"
	"github.com/seed-01804ef5/asgardeo-go/scim"
)

const (
	groups = "/scim2/Groups"
	group  = groups + "/" + resttest.IDPath
)

var (
	team  = resttest.Reply{Status: 200, Body: `{"id":"g1","displayName":"DEFAULT/staff"}`}
	staff = &scim.Group{ID: "g1", DisplayName: "DEFAULT/staff"}
)

var groupCases = slices.Concat(
	listing("scim.Groups.List", groups,
		"attributes=displayName,members.value&count=50&domain=DEFAULT&excludedAttributes=roles&filter=displayName+sw+%22a%2Bb%26c%22&startIndex=101",
		`{
			"totalResults": 2, "startIndex": 1, "itemsPerPage": 2, "schemas": ["urn:x"],
			"Resources": [
				{"id": "g1", "displayName": "DEFAULT/staff", "members": [{"value": "u1", "display": "DEFAULT/kim", "$ref": "https://x/u1"}],
					"roles": [{"value": "r1", "display": "reader"}], "meta": {"created": "2026-03-04T05:06:07Z"}},
				{"id": "g2", "displayName": "guests", "externalId": "x", "members": [], "later": 1}
			]
		}`,
		&scim.GroupPage{
			TotalResults: 2, StartIndex: 1, ItemsPerPage: 2, Schemas: []string{"urn:x"},
			Groups: []scim.Group{
				{
					ID: "g1", DisplayName: "DEFAULT/staff",
					Members: []scim.Reference{{Value: "u1", Display: "DEFAULT/kim", Ref: "https://x/u1"}},
					Roles:   []scim.Reference{{Value: "r1", Display: "reader"}},
					Meta:    &scim.Meta{Created: time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)},
				},
				{
					ID: "g2", DisplayName: "guests", ExternalID: "x", Members: []scim.Reference{},
					AdditionalProperties: map[string]json.RawMessage{"later": json.RawMessage("1")},
				},
			},
		},
		&scim.GroupPage{StartIndex: 101},
		&scim.ListGroupsParams{
			Filter: filter.Raw(`displayName sw "a+b&c"`), StartIndex: 101, Count: 50, Domain: "DEFAULT",
			Attributes: []string{"displayName", "members.value"}, ExcludedAttributes: []string{"roles"},
		},
		func(ctx context.Context, c *scim.Client, params *scim.ListGroupsParams) (*scim.GroupPage, error) {
			return c.Groups.List(ctx, params)
		}),
	searching("scim.Groups.Search", groups, `{"totalResults":3,"startIndex":3,"itemsPerPage":1,"Resources":[`+team.Body+`]}`,
		&scim.GroupPage{TotalResults: 3, StartIndex: 3, ItemsPerPage: 1, Groups: []scim.Group{*staff}},
		func(ctx context.Context, c *scim.Client, request *scim.SearchRequest) (*scim.GroupPage, error) {
			return c.Groups.Search(ctx, request)
		}),
	projecting(resttest.Case{
		Operation: "scim.Groups.Create", Send: "POST " + groups, Want: staff,
		Replies: []resttest.Reply{{Status: 201, Location: resttest.Base + groups + "/g1", Body: team.Body}},
		Body: `{
			"schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"],
			"displayName": "DEFAULT/staff", "externalId": "x", "members": [{"value": "u1"}, {"value": "u2", "display": "lee"}]
		}`,
	}, func(ctx context.Context, c *scim.Client, p ...scim.AttributeOption) (any, error) {
		return resttest.Result(c.Groups.Create(ctx, &scim.Group{
			DisplayName: "DEFAULT/staff", ExternalID: "x", Members: []scim.Reference{{Value: "u1"}, {Value: "u2", Display: "lee"}},
		}, p...))
	}),
	[]resttest.Case{{
		Operation: "scim.Groups.Create", Note: "no members, schemas given",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.SCIM.Groups.Create(ctx, &scim.Group{Schemas: []string{"urn:x"}, Members: []scim.Reference{}}))
		},
		Send: "POST " + groups, Body: `{"schemas":["urn:x"],"members":[]}`,
		Replies: []resttest.Reply{{Status: 201, Body: team.Body}}, Want: staff,
	}},
	projecting(resttest.Case{Operation: "scim.Groups.Get", Send: "GET " + group, Replies: []resttest.Reply{team}, Want: staff},
		func(ctx context.Context, c *scim.Client, p ...scim.AttributeOption) (any, error) {
			return resttest.Result(c.Groups.Get(ctx, resttest.ID, p...))
		}),
	projecting(resttest.Case{
		Operation: "scim.Groups.Replace", Send: "PUT " + group, Replies: []resttest.Reply{team}, Want: staff,
		Body: `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"DEFAULT/staff","members":[{"value":"u1","display":"kim"}]}`,
	}, func(ctx context.Context, c *scim.Client, p ...scim.AttributeOption) (any, error) {
		return resttest.Result(c.Groups.Replace(ctx, resttest.ID, &scim.Group{
			DisplayName: "DEFAULT/staff", Members: []scim.Reference{{Value: "u1", Display: "kim"}},
		}, p...))
	}),
	projecting(resttest.Case{
		Operation: "scim.Groups.Update", Send: "PATCH " + group, Replies: []resttest.Reply{team}, Want: staff,
		Body: patchBody(`{"op":"replace","path":"displayName","value":"DEFAULT/staff"},{"op":"add","path":"members","value":[]},{"op":"remove","path":"members"}`),
	}, func(ctx context.Context, c *scim.Client, p ...scim.AttributeOption) (any, error) {
		return resttest.Result(c.Groups.Update(ctx, resttest.ID, []scim.PatchOperation{
			scim.Replace("displayName", "DEFAULT/staff"), scim.Add("", map[string]any{"members": []scim.Reference{}}), scim.Remove("members"),
		}, p...))
	}),
	[]resttest.Case{
		{
			Operation: "scim.Groups.Update", Note: "no body, with a projection",
			Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
				return resttest.Result(c.SCIM.Groups.Update(ctx, resttest.ID, []scim.PatchOperation{scim.Remove("members")}, scim.WithAttributes("id")))
			},
			Send: "PATCH " + group + "?attributes=id", Body: patchBody(`{"op":"remove","path":"members"}`),
			Replies: []resttest.Reply{gone, team}, Then: []string{"GET " + group + "?attributes=id"}, Want: staff,
		},
		{
			Operation: "scim.Groups.Update", Note: "no body, new members",
			Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
				return resttest.Result(c.SCIM.Groups.AddMembers(ctx, resttest.ID, "u1"))
			},
			Send: "PATCH " + group, Body: patchBody(`{"op":"add","path":"members","value":[{"value":"u1","display":""}]}`),
			Replies: []resttest.Reply{gone, team}, Then: []string{"GET " + group}, Want: staff,
		},
		{
			Operation: "scim.Groups.Update", Note: "new members",
			Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
				members := []scim.Reference{{Value: "u1", Display: "kim", Ref: "https://x"}, {Value: "u2"}}
				return resttest.Result(c.SCIM.Groups.Update(ctx, resttest.ID, []scim.PatchOperation{scim.Add("members", members)}))
			},
			Send:    "PATCH " + group,
			Body:    patchBody(`{"op":"add","path":"members","value":[{"value":"u1","display":"kim"},{"value":"u2","display":""}]}`),
			Replies: []resttest.Reply{team}, Want: staff,
		},
		{
			Operation: "scim.Groups.Update", Note: "members that leave",
			Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
				return resttest.Result(c.SCIM.Groups.RemoveMembers(ctx, resttest.ID, "u1", "a-b_c:d"))
			},
			Send:    "PATCH " + group,
			Body:    patchBody(`{"op":"remove","path":"members[value eq \"u1\"]"},{"op":"remove","path":"members[value eq \"a-b_c:d\"]"}`),
			Replies: []resttest.Reply{team}, Want: staff,
		},
		{
			Operation: "scim.Groups.Delete",
			Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
				return nil, c.SCIM.Groups.Delete(ctx, resttest.ID)
			},
			Send: "DELETE " + group, Replies: []resttest.Reply{gone},
		},
	},
)

// A group that was changed but cannot be read back is no failed change, and says so.
func TestGroupIsChangedButNotRead(t *testing.T) {
	t.Parallel()
	s := resttest.New(t, gone, resttest.Reply{Status: 403, Type: "-"})
	got, err := s.Client.SCIM.Groups.RemoveMembers(t.Context(), "g1", "u1")
	if got != nil {
		t.Errorf("got %+v", got)
	}
	wantErrors(t, err, "group g1 was changed, but reading it failed", asgardeo.ErrForbidden)
	s.WantLines("PATCH "+groups+"/g1", "GET "+groups+"/g1")
}

// The server refuses members without a display, and looks an empty one up.
func TestUpdateGroupCompletesMembers(t *testing.T) {
	t.Parallel()
	s := resttest.New(t, resttest.Reply{Status: 200, Body: `{"id":"g1"}`})
	operations := []scim.PatchOperation{scim.Add("members", []scim.Reference{{Value: "u1"}, {Value: "u2", Display: "kim"}})}
	if _, err := s.Client.SCIM.Groups.Update(t.Context(), "g1", operations); err != nil {
		t.Fatal(err)
	}
	resttest.WantJSON(t, s.Bodies()[0], `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[
		{"op":"add","path":"members","value":[{"value":"u1","display":""},{"value":"u2","display":"kim"}]}]}`)
	if _, changed := operations[0].Value.([]scim.Reference); !changed {
		t.Errorf("the caller's operation became %+v", operations[0])
	}
	operations[0].Value = []scim.Reference{{Display: "kim"}}
	if _, err := s.Client.SCIM.Groups.Update(t.Context(), "g1", operations); !errors.Is(err, asgardeo.ErrInvalidInput) {
		t.Errorf("a member without an id: %v", err)
	}
	for what, value := range map[string]any{
		"text": "u1", "numbers": []int{1}, "a reference without an id": scim.Reference{Display: "kim"}, "no JSON": func() {},
		"another object": map[string]any{"users": []string{"u1"}},
	} {
		operations[0].Value = value
		if _, err := s.Client.SCIM.Groups.Update(t.Context(), "g1", operations); !errors.Is(err, asgardeo.ErrInvalidInput) {
			t.Errorf("%s: %v", what, err)
		}
	}
	// In the place of all members it wants a name.
	operations[0] = scim.Replace("members", []scim.Reference{{Value: "u1"}})
	if _, err := s.Client.SCIM.Groups.Update(t.Context(), "g1", operations); !errors.Is(err, asgardeo.ErrInvalidInput) {
		t.Errorf("replaced by a member without a name: %v", err)
	}
	team := &scim.Group{DisplayName: "staff", Members: []scim.Reference{{Value: "u1", Display: "kim"}, {Value: "u2"}}}
	if _, err := s.Client.SCIM.Groups.Replace(t.Context(), "g1", team); !errors.Is(err, asgardeo.ErrInvalidInput) || !strings.Contains(err.Error(), `"u2"`) {
		t.Errorf("a group with a member without a name: %v", err)
	}
	var bulk scim.Bulk
	bulk.ReplaceGroup("g1", team)
	if _, err := s.Client.SCIM.Bulk.Send(t.Context(), &bulk); !errors.Is(err, asgardeo.ErrInvalidInput) {
		t.Errorf("the same in a Bulk: %v", err)
	}
}

// Members may be given in any form of JSON. Some operations change how the server carries out all of them.
func TestUpdateGroupWithMembersOfAnyForm(t *testing.T) {
	t.Parallel()
	kim, lee := scim.Reference{Value: "u1", Display: "kim"}, scim.Reference{Value: "u2"}
	const kimBody, leeBody = `{"value":"u1","display":"kim"}`, `{"value":"u2","display":""}`
	type patch = []scim.PatchOperation
	for what, test := range map[string]struct {
		operations patch
		want       string // empty: refused
	}{
		"one":              {patch{scim.Add("members", kim)}, `{"op":"add","path":"members","value":[` + kimBody + `]}`},
		"a pointer":        {patch{scim.Add("members", &lee)}, `{"op":"add","path":"members","value":[` + leeBody + `]}`},
		"pointers":         {patch{scim.Add("members", []*scim.Reference{&lee})}, `{"op":"add","path":"members","value":[` + leeBody + `]}`},
		"maps":             {patch{scim.Add("members", []map[string]string{{"value": "u2"}})}, `{"op":"add","path":"members","value":[` + leeBody + `]}`},
		"ids":              {patch{scim.Add("members", []string{"u2"})}, `{"op":"add","path":"members","value":[` + leeBody + `]}`},
		"without a path":   {patch{scim.Add("", map[string]any{"members": []scim.Reference{lee, kim}})}, `{"op":"add","path":"members","value":[` + leeBody + "," + kimBody + `]}`},
		"one, no path":     {patch{scim.Add("", map[string]any{"members": lee})}, `{"op":"add","path":"members","value":[` + leeBody + `]}`},
		"nobody":           {patch{scim.Replace("members", []scim.Reference{})}, `{"op":"replace","path":"members","value":[]}`},
		"nothing":          {patch{scim.Replace("members", nil)}, ""},
		"a part of one":    {patch{scim.Replace(`members[value eq "u2"]`, map[string]string{"display": "lee"})}, ""},
		"a part, then one": {patch{scim.Replace(`members[value eq "u2"]`, map[string]string{"display": "lee"}), scim.Add("members", lee)}, ""},
		"no name":          {patch{scim.Replace("", map[string]any{"members": []scim.Reference{lee}})}, ""},
		"all, then one":    {patch{scim.Remove("members"), scim.Add("members", lee)}, ""},
		"one, then all":    {patch{scim.Add("members", lee), scim.Remove("members")}, ""},
		"none, then one":   {patch{scim.Replace("members", nil), scim.Add("", scim.Group{Members: []scim.Reference{lee}})}, ""},
		"all, then named":  {patch{scim.Remove("members"), scim.Add("members", kim)}, `{"op":"remove","path":"members"},{"op":"add","path":"members","value":[` + kimBody + `]}`},
		"another, then one": {patch{scim.Remove(`members[value eq "u9"]`), scim.Add("members", lee)},
			`{"op":"remove","path":"members[value eq \"u9\"]"},{"op":"add","path":"members","value":[` + leeBody + `]}`},
		"a name, then one": {patch{scim.Replace("displayName", "staff"), scim.Add("members", lee)},
			`{"op":"replace","path":"displayName","value":"staff"},{"op":"add","path":"members","value":[` + leeBody + `]}`},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			s := resttest.New(t, team)
			_, err := s.Client.SCIM.Groups.Update(t.Context(), "g1", test.operations)
			if test.want == "" {
				if !errors.Is(err, asgardeo.ErrInvalidInput) {
					t.Errorf("got %v, want %v", err, asgardeo.ErrInvalidInput)
				}
				s.WantLines()
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			resttest.WantJSON(t, s.Bodies()[0], patchBody(test.want))
		})
	}
}
