package scim_test

import (
	"context"
	"slices"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
	"github.com/seed-01804ef5/asgardeo-go/filter"
	"github.com/seed-01804ef5/asgardeo-go/internal/resttest"
	"github.com/seed-01804ef5/asgardeo-go/scim"
)

const (
	rolesV3   = "/scim2/v3/Roles"
	roleV3    = rolesV3 + "/" + resttest.IDPath
	rolesV1   = "/scim2/Roles"
	roleV1    = rolesV1 + "/" + resttest.IDPath
	rolesPage = `{"totalResults":1,"startIndex":1,"itemsPerPage":1,"Resources":[{"id":"r1","displayName":"reader","permissions":`
)

var roleV3Cases = slices.Concat(
	listing("scim.RolesV3.List", rolesV3,
		"attributes=displayName,audience&count=3&excludedAttributes=permissions&filter=displayName+eq+reader&startIndex=101",
		rolesPage+`[{"value":"stock:read","display":"Read"}],"audience":{"type":"organization","value":"o1"}}]}`,
		&scim.RolePage{TotalResults: 1, StartIndex: 1, ItemsPerPage: 1, Roles: []scim.Role{{
			ID: "r1", DisplayName: "reader", Permissions: []scim.Reference{{Value: "stock:read", Display: "Read"}},
			Audience: &scim.Audience{Type: scim.AudienceTypeOrganization, Value: "o1"},
		}}},
		&scim.RolePage{StartIndex: 101},
		&scim.ListRolesParams{
			Filter: filter.Raw("displayName eq reader"), StartIndex: 101, Count: 3,
			Attributes: []string{"displayName", "audience"}, ExcludedAttributes: []string{"permissions"},
		},
		func(ctx context.Context, c *scim.Client, params *scim.ListRolesParams) (*scim.RolePage, error) {
			return c.RolesV3.List(ctx, params)
		}),
	searching("scim.RolesV3.Search", rolesV3, `{"totalResults":3,"startIndex":3,"itemsPerPage":1,"Resources":[`+reader.Body+`]}`,
		&scim.RolePage{TotalResults: 3, StartIndex: 3, ItemsPerPage: 1, Roles: []scim.Role{*minimal}},
		func(ctx context.Context, c *scim.Client, request *scim.SearchRequest) (*scim.RolePage, error) {
			return c.RolesV3.Search(ctx, request)
		}),
	projecting(resttest.Case{Operation: "scim.RolesV3.Get", Send: "GET " + roleV3, Replies: []resttest.Reply{reader}, Want: minimal},
		func(ctx context.Context, c *scim.Client, p ...scim.AttributeOption) (any, error) {
			return resttest.Result(c.RolesV3.Get(ctx, resttest.ID, p...))
		}),
	[]resttest.Case{
		{
			Operation: "scim.RolesV3.Create",
			Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
				return resttest.Result(c.SCIM.RolesV3.Create(ctx, &scim.Role{
					DisplayName: "reader", Audience: &scim.Audience{Type: scim.AudienceTypeApplication, Value: "a1"},
					Permissions: []scim.Reference{{Value: "stock:read"}}, Users: []scim.Reference{},
				}))
			},
			Send: "POST " + rolesV3,
			Body: `{
				"schemas": ["urn:ietf:params:scim:schemas:extension:2.0:Role"], "displayName": "reader",
				"audience": {"type": "application", "value": "a1"}, "permissions": [{"value": "stock:read"}], "users": []
			}`,
			Replies: []resttest.Reply{newRole}, Want: minimal,
		},
		{
			Operation: "scim.RolesV3.Replace",
			Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
				return resttest.Result(c.SCIM.RolesV3.Replace(ctx, resttest.ID, &scim.Role{DisplayName: "reader", Users: []scim.Reference{{Value: "u1"}}}))
			},
			Send:    "PUT " + roleV3,
			Body:    `{"schemas":["urn:ietf:params:scim:schemas:extension:2.0:Role"],"displayName":"reader","users":[{"value":"u1"}]}`,
			Replies: []resttest.Reply{reader}, Want: minimal,
		},
		{
			Operation: "scim.RolesV3.Update",
			Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
				return resttest.Result(c.SCIM.RolesV3.Update(ctx, resttest.ID, []scim.PatchOperation{scim.Replace("displayName", "reader")}))
			},
			Send: "PATCH " + roleV3, Body: patchBody(`{"op":"replace","path":"displayName","value":"reader"}`),
			Replies: []resttest.Reply{reader}, Want: minimal,
		},
		{
			Operation: "scim.RolesV3.Delete",
			Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
				return nil, c.SCIM.RolesV3.Delete(ctx, resttest.ID)
			},
			Send: "DELETE " + roleV3, Replies: []resttest.Reply{gone},
		},
	},
	roleHelpers("scim.RolesV3.Update", roleV3, map[string]roleHelper{
		`{"op":"add","path":"permissions","value":[{"value":"a"},{"value":"b"}]}`: func(ctx context.Context, c *scim.Client) (*scim.Role, error) {
			return c.RolesV3.AddPermissions(ctx, resttest.ID, "a", "b")
		},
		`{"op":"remove","path":"permissions[value eq \"a:b\"]"}`: func(ctx context.Context, c *scim.Client) (*scim.Role, error) {
			return c.RolesV3.RemovePermissions(ctx, resttest.ID, "a:b")
		},
	}),
	roleHelpers("scim.RolesV3.UpdateUsers", roleV3+"/Users", map[string]roleHelper{
		`{"op":"replace","value":[{"value":"a"}]},{"op":"remove","path":"users"}`: func(ctx context.Context, c *scim.Client) (*scim.Role, error) {
			return c.RolesV3.UpdateUsers(ctx, resttest.ID, []scim.PatchOperation{scim.Replace("users", []string{"a"}), scim.Remove("Users")})
		},
		`{"op":"add","value":[{"value":"a"},{"value":"b"}]}`: func(ctx context.Context, c *scim.Client) (*scim.Role, error) {
			return c.RolesV3.AddUsers(ctx, resttest.ID, "a", "b")
		},
		`{"op":"remove","path":"value eq \"a\""},{"op":"remove","path":"value eq \"b\""}`: func(ctx context.Context, c *scim.Client) (*scim.Role, error) {
			return c.RolesV3.RemoveUsers(ctx, resttest.ID, "a", "b")
		},
	}),
	roleHelpers("scim.RolesV3.UpdateGroups", roleV3+"/Groups", map[string]roleHelper{
		`{"op":"replace","value":[{"value":"a"}]},{"op":"replace","value":[]}`: func(ctx context.Context, c *scim.Client) (*scim.Role, error) {
			return c.RolesV3.UpdateGroups(ctx, resttest.ID, []scim.PatchOperation{scim.Replace("groups", []string{"a"}), scim.Remove("Groups")})
		},
		`{"op":"add","value":[{"value":"a"}]}`: func(ctx context.Context, c *scim.Client) (*scim.Role, error) {
			return c.RolesV3.AddGroups(ctx, resttest.ID, "a")
		},
		`{"op":"remove","path":"value eq \"a\""}`: func(ctx context.Context, c *scim.Client) (*scim.Role, error) {
			return c.RolesV3.RemoveGroups(ctx, resttest.ID, "a")
		},
	}),
	roleLists("scim.RolesV3.ReplaceUsers", roleV3+"/Users", func(ctx context.Context, c *scim.Client, ids ...string) (*scim.Role, error) {
		return c.RolesV3.ReplaceUsers(ctx, resttest.ID, ids...)
	}),
	roleLists("scim.RolesV3.ReplaceGroups", roleV3+"/Groups", func(ctx context.Context, c *scim.Client, ids ...string) (*scim.Role, error) {
		return c.RolesV3.ReplaceGroups(ctx, resttest.ID, ids...)
	}),
)

// roleLists makes cases of a method that replaces a list.
func roleLists(operation, path string, replace func(context.Context, *scim.Client, ...string) (*scim.Role, error)) []resttest.Case {
	call := func(ids ...string) func(context.Context, *asgardeo.Client) (any, error) {
		return func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(replace(ctx, c.SCIM, ids...))
		}
	}
	return []resttest.Case{
		{
			Operation: operation, Call: call("a", "b"),
			Send: "PUT " + path, Body: `[{"value":"a"},{"value":"b"}]`, Replies: []resttest.Reply{reader}, Want: minimal,
		},
		{
			Operation: operation, Note: "nobody", Call: call(),
			Send: "PUT " + path, Body: `[]`, Replies: []resttest.Reply{reader}, Want: minimal,
		},
	}
}

var minimalV1 = &scim.RoleV1{ID: "r1", DisplayName: "reader"}

var roleV1Cases = slices.Concat(
	listing("scim.RolesV1.List", rolesV1, "count=3&filter=displayName+eq+reader&startIndex=101",
		rolesPage+`["/permission/admin/login"],"users":[{"value":"u1"}],"groups":[{"value":"g1"}]}]}`,
		&scim.RoleV1Page{TotalResults: 1, StartIndex: 1, ItemsPerPage: 1, Roles: []scim.RoleV1{{
			ID: "r1", DisplayName: "reader", Permissions: []string{"/permission/admin/login"},
			Users: []scim.Reference{{Value: "u1"}}, Groups: []scim.Reference{{Value: "g1"}},
		}}},
		&scim.RoleV1Page{StartIndex: 101},
		&scim.ListRolesV1Params{Filter: filter.Raw("displayName eq reader"), StartIndex: 101, Count: 3},
		func(ctx context.Context, c *scim.Client, params *scim.ListRolesV1Params) (*scim.RoleV1Page, error) {
			return c.RolesV1.List(ctx, params)
		}),
	searching("scim.RolesV1.Search", rolesV1, `{"totalResults":3,"startIndex":3,"itemsPerPage":1,"Resources":[`+reader.Body+`]}`,
		&scim.RoleV1Page{TotalResults: 3, StartIndex: 3, ItemsPerPage: 1, Roles: []scim.RoleV1{*minimalV1}},
		func(ctx context.Context, c *scim.Client, request *scim.SearchRequest) (*scim.RoleV1Page, error) {
			return c.RolesV1.Search(ctx, request)
		}),
	projecting(resttest.Case{Operation: "scim.RolesV1.Get", Send: "GET " + roleV1, Replies: []resttest.Reply{reader}, Want: minimalV1},
		func(ctx context.Context, c *scim.Client, p ...scim.AttributeOption) (any, error) {
			return resttest.Result(c.RolesV1.Get(ctx, resttest.ID, p...))
		}),
	[]resttest.Case{
		{
			Operation: "scim.RolesV1.Create",
			Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
				return resttest.Result(c.SCIM.RolesV1.Create(ctx, &scim.RoleV1{DisplayName: "reader", Permissions: []string{"/permission/admin/login"}}))
			},
			Send:    "POST " + rolesV1,
			Body:    `{"schemas":["urn:ietf:params:scim:schemas:extension:2.0:Role"],"displayName":"reader","permissions":["/permission/admin/login"]}`,
			Replies: []resttest.Reply{newRole}, Want: minimalV1,
		},
		{
			Operation: "scim.RolesV1.Create", Note: "schemas given",
			Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
				return resttest.Result(c.SCIM.RolesV1.Create(ctx, &scim.RoleV1{Schemas: []string{}, Users: []scim.Reference{}}))
			},
			Send: "POST " + rolesV1, Body: `{"schemas":[],"users":[]}`,
			Replies: []resttest.Reply{newRole}, Want: minimalV1,
		},
		{
			Operation: "scim.RolesV1.Update",
			Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
				return resttest.Result(c.SCIM.RolesV1.Update(ctx, resttest.ID, []scim.PatchOperation{scim.Add("users", []scim.Reference{{Value: "u1"}})}))
			},
			Send: "PATCH " + roleV1, Body: patchBody(`{"op":"add","path":"users","value":[{"value":"u1"}]}`),
			Replies: []resttest.Reply{reader}, Want: minimalV1,
		},
		{
			Operation: "scim.RolesV1.Replace",
			Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
				return resttest.Result(c.SCIM.RolesV1.Replace(ctx, resttest.ID, minimalV1))
			},
			Send:    "PUT " + roleV1,
			Body:    `{"schemas":["urn:ietf:params:scim:schemas:extension:2.0:Role"],"id":"r1","displayName":"reader"}`,
			Replies: []resttest.Reply{reader}, Want: minimalV1,
		},
		{
			Operation: "scim.RolesV1.Delete",
			Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
				return nil, c.SCIM.RolesV1.Delete(ctx, resttest.ID)
			},
			Send: "DELETE " + roleV1, Replies: []resttest.Reply{gone},
		},
	},
)
