package scim_test

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/secret"
	"github.com/seed-01804ef5/asgardeo-go/filter"
	"github.com/seed-01804ef5/asgardeo-go/internal/resttest"
	"github.com/seed-01804ef5/asgardeo-go/scim"
)

const (
	users = "/scim2/Users"
	user  = users + "/" + resttest.IDPath
	roles = "/scim2/v2/Roles"
	role  = roles + "/" + resttest.IDPath
)

var (
	gone    = resttest.Reply{Status: 204, Type: "-"}
	someone = resttest.Reply{Status: 200, Body: `{"id":"u1","userName":"DEFAULT/kim"}`}
	newUser = resttest.Reply{Status: 201, Location: resttest.Base + users + "/u1", Body: someone.Body}
	kim     = &scim.User{ID: "u1", UserName: "DEFAULT/kim"}
	reader  = resttest.Reply{Status: 200, Body: `{"id":"r1","displayName":"reader"}`}
	newRole = resttest.Reply{Status: 201, Location: resttest.Base + roles + "/r1", Body: reader.Body}
	minimal = &scim.Role{ID: "r1", DisplayName: "reader"}
)

// cases has every operation. The first case of each is the one that the tests of failures use.
var cases = updates(slices.Concat(userCases, meCases, groupCases, roleCases, roleV3Cases, roleV1Cases, bulkCases, discoveryCases))

// updates adds a case to the first one of each update: one whose response has no body, so that the resource is read.
func updates(cases []resttest.Case) []resttest.Case {
	seen := map[string]bool{}
	for _, c := range cases {
		if line, ok := strings.CutPrefix(c.Send, "PATCH "); ok && c.Want != nil {
			if !seen[c.Operation] {
				seen[c.Operation] = true
				c.Note, c.Replies = "no body", []resttest.Reply{gone, c.Replies[0]}
				c.Then = []string{"GET " + strings.TrimSuffix(strings.TrimSuffix(line, "/Users"), "/Groups")}
				cases = append(cases, c)
			}
		}
	}
	return cases
}

// projecting makes two cases of an operation that returns one resource: without and with a choice of its attributes.
func projecting(c resttest.Case, call func(context.Context, *scim.Client, ...scim.AttributeOption) (any, error)) []resttest.Case {
	chosen := c
	c.Call = func(ctx context.Context, client *asgardeo.Client) (any, error) { return call(ctx, client.SCIM) }
	chosen.Note, chosen.Send = "projection", c.Send+"?attributes=id,meta.location&excludedAttributes=meta,schemas"
	chosen.Call = func(ctx context.Context, client *asgardeo.Client) (any, error) {
		return call(ctx, client.SCIM, scim.WithAttributes("id"), scim.WithoutAttributes("meta", "schemas"), scim.AttributeOption{},
			scim.WithAttributes("meta.location"), scim.WithAttributes())
	}
	return []resttest.Case{c, chosen}
}

// listing makes two cases of a listing: without parameters, with the answer full, and with all of them, without a match.
func listing[P, Page any](operation, path, query, full string, want, none *Page, params *P,
	list func(context.Context, *scim.Client, *P) (*Page, error)) []resttest.Case {
	call := func(params *P) func(context.Context, *asgardeo.Client) (any, error) {
		return func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(list(ctx, c.SCIM, params))
		}
	}
	return []resttest.Case{
		{
			Operation: operation, Call: call(nil),
			Send: "GET " + path, Replies: []resttest.Reply{{Status: 200, Body: full}}, Want: want,
		},
		{
			Operation: operation, Note: "all parameters, no match", Call: call(params),
			Send: "GET " + path + "?" + query, Want: none,
			Replies: []resttest.Reply{{Status: 200, Body: `{"totalResults":0,"startIndex":101,"itemsPerPage":0}`}},
		},
		{
			Operation: operation, Note: "zero parameters", Call: call(new(P)),
			Send: "GET " + path, Replies: []resttest.Reply{{Status: 200, Body: full}}, Want: want,
		},
	}
}

// searching makes two cases of a search: with every member, and with schemas of the caller's own.
func searching[Page any](operation, path, answer string, want *Page,
	search func(context.Context, *scim.Client, *scim.SearchRequest) (*Page, error)) []resttest.Case {
	call := func(request *scim.SearchRequest) func(context.Context, *asgardeo.Client) (any, error) {
		return func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(search(ctx, c.SCIM, request))
		}
	}
	c := resttest.Case{
		Operation: operation, Send: "POST " + path + "/.search", Want: want,
		Replies: []resttest.Reply{{Status: 200, Body: answer}},
		Call: call(&scim.SearchRequest{
			Filter: filter.Raw(`displayName sw "a"`), StartIndex: 3, Count: 2, Domain: "DEFAULT",
			Attributes: []string{"id", "displayName"}, ExcludedAttributes: []string{"meta"},
		}),
		Body: `{
			"schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"],
			"filter": "displayName sw \"a\"", "startIndex": 3, "count": 2, "domain": "DEFAULT",
			"attributes": ["id", "displayName"], "excludedAttributes": ["meta"]
		}`,
	}
	own := c
	own.Note, own.Call, own.Body = "schemas given", call(&scim.SearchRequest{Schemas: []string{"urn:x"}}), `{"schemas":["urn:x"]}`
	return []resttest.Case{c, own}
}

// patchBody is the message that changes a resource.
func patchBody(operations string) string {
	return `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[` + operations + `]}`
}

var userCases = slices.Concat([]resttest.Case{
	{
		Operation: "scim.Users.List",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.SCIM.Users.List(ctx, nil))
		},
		Send: "GET " + users,
		Replies: []resttest.Reply{{Status: 200, Body: `{
			"totalResults": 2, "startIndex": 1, "itemsPerPage": 2,
			"schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
			"Resources": [
				{"id": "u1", "userName": "DEFAULT/kim", "emails": ["kim@example.com", {"type": "home", "value": "k@example.com"}]},
				{"id": "u2", "userName": "lee", "active": false, "roles": [{"value": "r1", "display": "reader",
					"$ref": "https://x/r1", "audienceType": "galaxy", "audienceValue": "o1", "audienceDisplay": "example"}]}
			]
		}`}},
		Want: &scim.UserPage{
			TotalResults: 2, StartIndex: 1, ItemsPerPage: 2,
			Schemas: []string{"urn:ietf:params:scim:api:messages:2.0:ListResponse"},
			Users: []scim.User{
				{
					ID: "u1", UserName: "DEFAULT/kim",
					Emails: []scim.Email{decoded[scim.Email](`"kim@example.com"`), {Type: "home", Value: "k@example.com"}},
				},
				{
					ID: "u2", UserName: "lee", Active: new(false),
					Roles: []scim.UserRole{{
						Value: "r1", Display: "reader", Ref: "https://x/r1",
						AudienceType: "galaxy", AudienceID: "o1", AudienceDisplay: "example",
					}},
				},
			},
		},
	},
	{
		Operation: "scim.Users.List", Note: "all parameters, no match",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.SCIM.Users.List(ctx, &scim.ListUsersParams{
				Filter: filter.Raw(`emails co "a+b&c;d"`), StartIndex: 101, Count: 50, Domain: "DEFAULT",
				Attributes: []string{"userName", "name.familyName"}, ExcludedAttributes: []string{"groups"},
			}))
		},
		Send: "GET " + users + "?attributes=userName,name.familyName&count=50&domain=DEFAULT&excludedAttributes=groups" +
			"&filter=emails+co+%22a%2Bb%26c%3Bd%22&startIndex=101",
		Replies: []resttest.Reply{{Status: 200, Body: `{"totalResults":0,"startIndex":101,"itemsPerPage":0}`}},
		Want:    &scim.UserPage{StartIndex: 101},
	},
	{
		Operation: "scim.Users.List", Note: "zero parameters",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.SCIM.Users.List(ctx, &scim.ListUsersParams{}))
		},
		Send: "GET " + users, Replies: []resttest.Reply{{Status: 200, Body: `{"totalResults":1}`}},
		Want: &scim.UserPage{TotalResults: 1},
	},
	{
		Operation: "scim.Users.Create",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.SCIM.Users.Create(ctx, &scim.User{
				UserName: "DEFAULT/kim", Password: secret.New("s3cret"), Active: new(false),
				Name:       &scim.Name{GivenName: "Kim", FamilyName: "Öz"},
				Emails:     []scim.Email{{Value: "kim@example.com", Primary: new(true)}},
				Enterprise: &scim.EnterpriseUser{Manager: &scim.Manager{Value: "u9"}},
				WSO2:       scim.Extension{"askPassword": json.RawMessage("true")},
				Custom:     scim.Extension{},
			}))
		},
		Send: "POST " + users,
		Body: `{
			"schemas": [
				"urn:ietf:params:scim:schemas:core:2.0:User",
				"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
				"urn:scim:wso2:schema",
				"urn:scim:schemas:extension:custom:User"
			],
			"userName": "DEFAULT/kim", "password": "s3cret", "active": false,
			"name": {"givenName": "Kim", "familyName": "Öz"},
			"emails": [{"value": "kim@example.com", "primary": true}],
			"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"manager": {"value": "u9"}},
			"urn:scim:wso2:schema": {"askPassword": true},
			"urn:scim:schemas:extension:custom:User": {}
		}`,
		Replies: []resttest.Reply{{Status: 201, Location: resttest.Base + users + "/u1", Body: `{
			"id": "u1", "userName": "DEFAULT/kim", "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
			"meta": {"created": "2026-03-04T05:06:07.08Z", "location": "https://x/u1", "resourceType": "User"}
		}`}},
		Want: &scim.User{
			ID: "u1", UserName: "DEFAULT/kim", Schemas: []string{scim.SchemaUser},
			Meta: &scim.Meta{
				Created: time.Date(2026, 3, 4, 5, 6, 7, 80_000_000, time.UTC), Location: "https://x/u1", ResourceType: "User",
			},
		},
	},
	{
		Operation: "scim.Users.Create", Note: "nil lists, projection",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.SCIM.Users.Create(ctx, &scim.User{UserName: "kim"},
				scim.WithAttributes("userName", "emails"), scim.WithAttributes("name.familyName"), scim.WithoutAttributes("meta")))
		},
		Send:    "POST " + users + "?attributes=userName,emails,name.familyName&excludedAttributes=meta",
		Body:    `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"kim"}`,
		Replies: []resttest.Reply{newUser}, Want: kim,
	},
	{
		Operation: "scim.Users.Create", Note: "empty lists, schemas given",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.SCIM.Users.Create(ctx, &scim.User{
				Schemas: []string{}, Emails: []scim.Email{}, Enterprise: &scim.EnterpriseUser{}, Name: &scim.Name{},
			}))
		},
		Send: "POST " + users,
		Body: `{
			"schemas": [], "emails": [], "name": {},
			"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {}
		}`,
		Replies: []resttest.Reply{newUser}, Want: kim,
	},
	{
		Operation: "scim.Users.Update",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.SCIM.Users.Update(ctx, resttest.ID, []scim.PatchOperation{
				{Op: scim.PatchOpReplace, Path: "name.givenName", Value: "Kim"},
				{Op: scim.PatchOpAdd, Value: map[string]any{"emails": []scim.Email{{Value: "k@example.com"}}}},
				{Op: scim.PatchOpRemove, Path: "phoneNumbers[type eq home]"},
				{Op: scim.PatchOpReplace, Path: "active", Value: false},
				{Op: scim.PatchOpReplace, Path: "title", Value: ""},
			}))
		},
		Send: "PATCH " + user,
		Body: `{
			"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
			"Operations": [
				{"op": "replace", "path": "name.givenName", "value": "Kim"},
				{"op": "add", "value": {"emails": [{"value": "k@example.com"}]}},
				{"op": "remove", "path": "phoneNumbers[type eq \"home\"]"},
				{"op": "replace", "path": "active", "value": false},
				{"op": "replace", "path": "title", "value": ""}
			]
		}`,
		Replies: []resttest.Reply{someone}, Want: kim,
	},
	{
		Operation: "scim.Users.Delete",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return nil, c.SCIM.Users.Delete(ctx, resttest.ID)
		},
		Send: "DELETE " + user, Replies: []resttest.Reply{gone},
	},
	{
		Operation: "scim.Users.Update", Note: "a password",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return nil, c.SCIM.Users.SetPassword(ctx, resttest.ID, secret.New("s3cret"))
		},
		Send: "PATCH " + user, Body: patchBody(`{"op":"replace","path":"password","value":"s3cret"}`),
		Replies: []resttest.Reply{someone},
	},
	{
		Operation: "scim.Users.Update", Note: "deactivation",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return nil, c.SCIM.Users.Deactivate(ctx, resttest.ID)
		},
		Send: "PATCH " + user, Body: patchBody(`{"op":"replace","path":"urn:scim:wso2:schema:accountDisabled","value":true}`),
		Replies: []resttest.Reply{someone},
	},
	{
		Operation: "scim.Users.Update", Note: "activation",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return nil, c.SCIM.Users.Activate(ctx, resttest.ID)
		},
		Send: "PATCH " + user, Body: patchBody(`{"op":"replace","path":"urn:scim:wso2:schema:accountDisabled","value":false}`),
		Replies: []resttest.Reply{someone},
	},
},
	projecting(resttest.Case{Operation: "scim.Users.Get", Send: "GET " + user, Replies: []resttest.Reply{someone}, Want: kim},
		func(ctx context.Context, c *scim.Client, p ...scim.AttributeOption) (any, error) {
			return resttest.Result(c.Users.Get(ctx, resttest.ID, p...))
		}),
	projecting(resttest.Case{
		Operation: "scim.Users.Update", Send: "PATCH " + user, Body: patchBody(`{"op":"replace","path":"title","value":"Dr"}`),
		Replies: []resttest.Reply{someone}, Want: kim,
	}, func(ctx context.Context, c *scim.Client, p ...scim.AttributeOption) (any, error) {
		return resttest.Result(c.Users.Update(ctx, resttest.ID, []scim.PatchOperation{scim.Replace("title", "Dr")}, p...))
	})[1:],
	[]resttest.Case{{
		Operation: "scim.Users.Replace", Send: "PUT " + user, Replies: []resttest.Reply{someone}, Want: kim,
		Body: `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"u1","userName":"DEFAULT/kim","title":"Dr"}`,
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.SCIM.Users.Replace(ctx, resttest.ID, &scim.User{ID: "u1", UserName: "DEFAULT/kim", Title: "Dr"}))
		},
	}},
	searching("scim.Users.Search", users, `{"totalResults":3,"startIndex":3,"itemsPerPage":1,"Resources":[`+someone.Body+`]}`,
		&scim.UserPage{TotalResults: 3, StartIndex: 3, ItemsPerPage: 1, Users: []scim.User{*kim}},
		func(ctx context.Context, c *scim.Client, request *scim.SearchRequest) (*scim.UserPage, error) {
			return c.Users.Search(ctx, request)
		}),
)

var roleCases = slices.Concat([]resttest.Case{
	{
		Operation: "scim.Roles.List",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.SCIM.Roles.List(ctx, nil))
		},
		Send: "GET " + roles,
		Replies: []resttest.Reply{{Status: 200, Body: `{
			"totalResults": 1, "startIndex": 1, "itemsPerPage": 1, "schemas": ["urn:x"],
			"Resources": [{
				"id": "r1", "displayName": "reader", "audience": {"type": "application", "value": "a1", "display": "Shop"},
				"meta": {"systemRole": true, "location": "https://x/r1"},
				"permissions": [{"value": "stock:read", "display": "Read", "$ref": "https://x/p1"}],
				"users": [{"value": "u1", "display": "DEFAULT/kim"}], "groups": [{"value": "g1"}],
				"associatedApplications": [{"value": "a1"}], "properties": [{"name": "p", "value": "v"}], "later": 1
			}]
		}`}},
		Want: &scim.RolePage{
			TotalResults: 1, StartIndex: 1, ItemsPerPage: 1, Schemas: []string{"urn:x"},
			Roles: []scim.Role{{
				ID: "r1", DisplayName: "reader",
				Audience:               &scim.Audience{Type: scim.AudienceTypeApplication, Value: "a1", Display: "Shop"},
				Meta:                   &scim.Meta{SystemRole: new(true), Location: "https://x/r1"},
				Permissions:            []scim.Reference{{Value: "stock:read", Display: "Read", Ref: "https://x/p1"}},
				Users:                  []scim.Reference{{Value: "u1", Display: "DEFAULT/kim"}},
				Groups:                 []scim.Reference{{Value: "g1"}},
				AssociatedApplications: []scim.Reference{{Value: "a1"}},
				Properties:             []scim.Property{{Name: "p", Value: "v"}},
				AdditionalProperties:   map[string]json.RawMessage{"later": json.RawMessage("1")},
			}},
		},
	},
	{
		Operation: "scim.Roles.List", Note: "all parameters, no match",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.SCIM.Roles.List(ctx, &scim.ListRolesParams{
				Filter: filter.Raw(`displayName eq reader`), StartIndex: 2, Count: 3,
				Attributes: []string{"displayName"}, ExcludedAttributes: []string{"users", "groups"},
			}))
		},
		Send: "GET " + roles + "?attributes=displayName&count=3&excludedAttributes=users,groups" +
			"&filter=displayName+eq+reader&startIndex=2",
		Replies: []resttest.Reply{{Status: 200, Body: `{"totalResults":0,"startIndex":2}`}},
		Want:    &scim.RolePage{StartIndex: 2},
	},
	{
		Operation: "scim.Roles.Create",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.SCIM.Roles.Create(ctx, &scim.Role{
				DisplayName: "reader",
				Audience:    &scim.Audience{Type: scim.AudienceTypeOrganization, Value: "o1"},
				Permissions: []scim.Reference{{Value: "stock:read"}},
				Users:       []scim.Reference{{Value: "u1"}},
				Groups:      []scim.Reference{},
			}))
		},
		Send: "POST " + roles,
		Body: `{
			"schemas": ["urn:ietf:params:scim:schemas:extension:2.0:Role"],
			"displayName": "reader", "audience": {"type": "organization", "value": "o1"},
			"permissions": [{"value": "stock:read"}], "users": [{"value": "u1"}], "groups": []
		}`,
		Replies: []resttest.Reply{newRole}, Want: minimal,
	},
	{
		Operation: "scim.Roles.Create", Note: "nil lists, schemas given",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.SCIM.Roles.Create(ctx, &scim.Role{Schemas: []string{"urn:x"}}))
		},
		Send: "POST " + roles, Body: `{"schemas":["urn:x"]}`,

		Replies: []resttest.Reply{newRole}, Want: minimal,
	},
	{
		Operation: "scim.Roles.Update",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.SCIM.Roles.Update(ctx, resttest.ID, []scim.PatchOperation{
				{Op: scim.PatchOpAdd, Path: "users", Value: []scim.Reference{{Value: "u1"}}},
				{Op: scim.PatchOpRemove, Path: `permissions[value eq stock:read]`},
			}))
		},
		Send: "PATCH " + role,
		Body: `{
			"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
			"Operations": [
				{"op": "add", "path": "users", "value": [{"value": "u1"}]},
				{"op": "remove", "path": "permissions[value eq \"stock:read\"]"}
			]
		}`,
		Replies: []resttest.Reply{reader}, Want: minimal,
	},
	{
		Operation: "scim.Roles.Replace",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.SCIM.Roles.Replace(ctx, resttest.ID, &scim.Role{DisplayName: "reader"}))
		},
		Send:    "PUT " + role,
		Body:    `{"schemas":["urn:ietf:params:scim:schemas:extension:2.0:Role"],"displayName":"reader"}`,
		Replies: []resttest.Reply{reader}, Want: minimal,
	},
	{
		Operation: "scim.Roles.Delete",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return nil, c.SCIM.Roles.Delete(ctx, resttest.ID)
		},
		Send: "DELETE " + role, Replies: []resttest.Reply{gone},
	},
},
	projecting(resttest.Case{Operation: "scim.Roles.Get", Send: "GET " + role, Replies: []resttest.Reply{reader}, Want: minimal},
		func(ctx context.Context, c *scim.Client, p ...scim.AttributeOption) (any, error) {
			return resttest.Result(c.Roles.Get(ctx, resttest.ID, p...))
		}),
	searching("scim.Roles.Search", roles, `{"totalResults":3,"startIndex":3,"itemsPerPage":1,"Resources":[`+reader.Body+`]}`,
		&scim.RolePage{TotalResults: 3, StartIndex: 3, ItemsPerPage: 1, Roles: []scim.Role{*minimal}},
		func(ctx context.Context, c *scim.Client, request *scim.SearchRequest) (*scim.RolePage, error) {
			return c.Roles.Search(ctx, request)
		}),
	roleHelpers("scim.Roles.Update", role, map[string]roleHelper{
		`{"op":"add","path":"users","value":[{"value":"a"},{"value":"b"}]}`: func(ctx context.Context, c *scim.Client) (*scim.Role, error) {
			return c.Roles.AddUsers(ctx, resttest.ID, "a", "b")
		},
		`{"op":"remove","path":"users[value eq \"a\"]"},{"op":"remove","path":"users[value eq \"b\"]"}`: func(ctx context.Context, c *scim.Client) (*scim.Role, error) {
			return c.Roles.RemoveUsers(ctx, resttest.ID, "a", "b")
		},
		`{"op":"add","path":"groups","value":[{"value":"a"}]}`: func(ctx context.Context, c *scim.Client) (*scim.Role, error) {
			return c.Roles.AddGroups(ctx, resttest.ID, "a")
		},
		`{"op":"remove","path":"groups[value eq \"a\"]"}`: func(ctx context.Context, c *scim.Client) (*scim.Role, error) {
			return c.Roles.RemoveGroups(ctx, resttest.ID, "a")
		},
		`{"op":"add","path":"permissions","value":[{"value":"stock:read"}]}`: func(ctx context.Context, c *scim.Client) (*scim.Role, error) {
			return c.Roles.AddPermissions(ctx, resttest.ID, "stock:read")
		},
		`{"op":"remove","path":"permissions[value eq \"stock:read\"]"}`: func(ctx context.Context, c *scim.Client) (*scim.Role, error) {
			return c.Roles.RemovePermissions(ctx, resttest.ID, "stock:read")
		},
	}),
)

type roleHelper func(context.Context, *scim.Client) (*scim.Role, error)

// roleHelpers makes cases of methods that change a role by the given operations.
func roleHelpers(operation, path string, helpers map[string]roleHelper) []resttest.Case {
	var out []resttest.Case
	for operations, helper := range helpers {
		out = append(out, resttest.Case{
			Operation: operation, Note: operations,
			Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
				return resttest.Result(helper(ctx, c.SCIM))
			},
			Send: "PATCH " + path, Body: patchBody(operations), Replies: []resttest.Reply{reader}, Want: minimal,
		})
	}
	return out
}

func TestAPI(t *testing.T) {
	t.Parallel()
	resttest.API[scim.Op]{
		Name: "scim", Generated: scim.API, Answers: scim.Answers,
		Service: func(c *asgardeo.Client) any { return c.SCIM }, Operations: scim.Operations(), Scopes: scim.Scopes,
		Given: []any{
			[]scim.PatchOperation{scim.Replace("displayName", "x")}, []scim.PatchOperation{scim.Replace("", []string{"x"})},
			scim.Reference{Value: "u1"}, someBulk(),
		},
		Cases: cases, Failures: resttest.SCIM(), ByID: byID(), Picky: []string{"scim.Bulk.Send"}, Secrets: 2,
	}.Test(t)
}

func TestGrants(t *testing.T) {
	t.Parallel()
	const (
		create      = "internal_role_mgt_create"
		permissions = "internal_role_mgt_permissions_update"
		members     = "internal_role_mgt_users_update"
		groups      = "internal_role_mgt_groups_update"
	)
	resttest.Grants(t, cases, []resttest.Grant{
		{
			Operation: "scim.Users.List", Granted: "internal_user_mgt_view",
			Required: []string{"internal_user_mgt_list"}, Missing: []string{"internal_user_mgt_list"},
		},
		{
			Operation: "scim.Roles.Create", Granted: create,
			Required: []string{create, permissions, members, groups}, Missing: []string{permissions, members, groups},
		},
		{
			Operation: "scim.Roles.Create", Granted: permissions + " " + members + " " + groups,
			Required: []string{create}, Missing: []string{create},
		},
		{
			Operation: "scim.Roles.Update", Granted: "",
			Required: []string{"internal_role_mgt_update"}, Missing: []string{"internal_role_mgt_update"},
		},
	})
}

// byID are the methods that put an id into the path.
func byID() []resttest.Refusal {
	change := []scim.PatchOperation{scim.Replace("displayName", "x")}
	var out []resttest.Refusal
	for operation, call := range map[string]func(context.Context, *scim.Client, string) (any, error){
		"scim.Users.Get": func(ctx context.Context, c *scim.Client, id string) (any, error) {
			return resttest.Result(c.Users.Get(ctx, id))
		},
		"scim.Users.Update": func(ctx context.Context, c *scim.Client, id string) (any, error) {
			return resttest.Result(c.Users.Update(ctx, id, change))
		},
		"scim.Users.Replace": func(ctx context.Context, c *scim.Client, id string) (any, error) {
			return resttest.Result(c.Users.Replace(ctx, id, &scim.User{}))
		},
		"scim.Users.Delete": func(ctx context.Context, c *scim.Client, id string) (any, error) {
			return nil, c.Users.Delete(ctx, id)
		},
		"scim.Groups.Get": func(ctx context.Context, c *scim.Client, id string) (any, error) {
			return resttest.Result(c.Groups.Get(ctx, id))
		},
		"scim.Groups.Update": func(ctx context.Context, c *scim.Client, id string) (any, error) {
			return resttest.Result(c.Groups.Update(ctx, id, change))
		},
		"scim.Groups.Replace": func(ctx context.Context, c *scim.Client, id string) (any, error) {
			return resttest.Result(c.Groups.Replace(ctx, id, &scim.Group{}))
		},
		"scim.Groups.Delete": func(ctx context.Context, c *scim.Client, id string) (any, error) {
			return nil, c.Groups.Delete(ctx, id)
		},
		"scim.Roles.Get": func(ctx context.Context, c *scim.Client, id string) (any, error) {
			return resttest.Result(c.Roles.Get(ctx, id))
		},
		"scim.Roles.Update": func(ctx context.Context, c *scim.Client, id string) (any, error) {
			return resttest.Result(c.Roles.Update(ctx, id, change))
		},
		"scim.Roles.Replace": func(ctx context.Context, c *scim.Client, id string) (any, error) {
			return resttest.Result(c.Roles.Replace(ctx, id, &scim.Role{}))
		},
		"scim.Roles.Delete": func(ctx context.Context, c *scim.Client, id string) (any, error) {
			return nil, c.Roles.Delete(ctx, id)
		},
		"scim.RolesV3.Get": func(ctx context.Context, c *scim.Client, id string) (any, error) {
			return resttest.Result(c.RolesV3.Get(ctx, id))
		},
		"scim.RolesV3.Update": func(ctx context.Context, c *scim.Client, id string) (any, error) {
			return resttest.Result(c.RolesV3.Update(ctx, id, change))
		},
		"scim.RolesV3.Replace": func(ctx context.Context, c *scim.Client, id string) (any, error) {
			return resttest.Result(c.RolesV3.Replace(ctx, id, &scim.Role{}))
		},
		"scim.Schemas.Get": func(ctx context.Context, c *scim.Client, id string) (any, error) {
			return resttest.Result(c.Schemas.Get(ctx, id))
		},
		"scim.RolesV3.Delete": func(ctx context.Context, c *scim.Client, id string) (any, error) {
			return nil, c.RolesV3.Delete(ctx, id)
		},
		"scim.RolesV3.UpdateUsers": func(ctx context.Context, c *scim.Client, id string) (any, error) {
			return resttest.Result(c.RolesV3.AddUsers(ctx, id, "u1"))
		},
		"scim.RolesV3.ReplaceUsers": func(ctx context.Context, c *scim.Client, id string) (any, error) {
			return resttest.Result(c.RolesV3.ReplaceUsers(ctx, id))
		},
		"scim.RolesV3.UpdateGroups": func(ctx context.Context, c *scim.Client, id string) (any, error) {
			return resttest.Result(c.RolesV3.AddGroups(ctx, id, "g1"))
		},
		"scim.RolesV3.ReplaceGroups": func(ctx context.Context, c *scim.Client, id string) (any, error) {
			return resttest.Result(c.RolesV3.ReplaceGroups(ctx, id))
		},
		"scim.RolesV1.Get": func(ctx context.Context, c *scim.Client, id string) (any, error) {
			return resttest.Result(c.RolesV1.Get(ctx, id))
		},
		"scim.RolesV1.Update": func(ctx context.Context, c *scim.Client, id string) (any, error) {
			return resttest.Result(c.RolesV1.Update(ctx, id, change))
		},
		"scim.RolesV1.Replace": func(ctx context.Context, c *scim.Client, id string) (any, error) {
			return resttest.Result(c.RolesV1.Replace(ctx, id, &scim.RoleV1{}))
		},
		"scim.RolesV1.Delete": func(ctx context.Context, c *scim.Client, id string) (any, error) {
			return nil, c.RolesV1.Delete(ctx, id)
		},
	} {
		out = append(out, resttest.Refusal{
			Operation: operation,
			Call:      func(ctx context.Context, c *asgardeo.Client, id string) (any, error) { return call(ctx, c.SCIM, id) },
		})
	}
	return out
}

// Requests that are nil, or no JSON, or that the server would not carry out.
func TestRefused(t *testing.T) {
	t.Parallel()
	noJSON := map[string]json.RawMessage{"x": json.RawMessage("not JSON")}
	var refusals []resttest.Refusal
	for name, call := range map[string]func(context.Context, *scim.Client) (any, error){
		"Users.Create/nil": func(ctx context.Context, c *scim.Client) (any, error) {
			return resttest.Result(c.Users.Create(ctx, nil))
		},
		"Users.Create/an attribute that is not JSON": func(ctx context.Context, c *scim.Client) (any, error) {
			return resttest.Result(c.Users.Create(ctx, &scim.User{Custom: noJSON}))
		},
		"Users.Create/an unknown attribute that is not JSON": func(ctx context.Context, c *scim.Client) (any, error) {
			return resttest.Result(c.Users.Create(ctx, &scim.User{AdditionalProperties: noJSON}))
		},
		"Users.Replace/nil": func(ctx context.Context, c *scim.Client) (any, error) {
			return resttest.Result(c.Users.Replace(ctx, "1", nil))
		},
		"Users.Search/nil": func(ctx context.Context, c *scim.Client) (any, error) {
			return resttest.Result(c.Users.Search(ctx, nil))
		},
		"Me.Create/nil":  func(ctx context.Context, c *scim.Client) (any, error) { return resttest.Result(c.Me.Create(ctx, nil)) },
		"Me.Replace/nil": func(ctx context.Context, c *scim.Client) (any, error) { return resttest.Result(c.Me.Replace(ctx, nil)) },
		"Groups.Create/nil": func(ctx context.Context, c *scim.Client) (any, error) {
			return resttest.Result(c.Groups.Create(ctx, nil))
		},
		"Groups.Replace/nil": func(ctx context.Context, c *scim.Client) (any, error) {
			return resttest.Result(c.Groups.Replace(ctx, "1", nil))
		},
		"Groups.Replace/a member that is not JSON": func(ctx context.Context, c *scim.Client) (any, error) {
			return resttest.Result(c.Groups.Replace(ctx, "1", &scim.Group{Members: []scim.Reference{{AdditionalProperties: noJSON}}}))
		},
		"Groups.Search/nil": func(ctx context.Context, c *scim.Client) (any, error) {
			return resttest.Result(c.Groups.Search(ctx, nil))
		},
		"Roles.Create/nil": func(ctx context.Context, c *scim.Client) (any, error) {
			return resttest.Result(c.Roles.Create(ctx, nil))
		},
		"Roles.Replace/nil": func(ctx context.Context, c *scim.Client) (any, error) {
			return resttest.Result(c.Roles.Replace(ctx, "1", nil))
		},
		"Roles.Search/nil": func(ctx context.Context, c *scim.Client) (any, error) {
			return resttest.Result(c.Roles.Search(ctx, nil))
		},
		"RolesV3.Create/nil": func(ctx context.Context, c *scim.Client) (any, error) {
			return resttest.Result(c.RolesV3.Create(ctx, nil))
		},
		"RolesV3.Create/users": func(ctx context.Context, c *scim.Client) (any, error) {
			return resttest.Result(c.RolesV3.Create(ctx, &scim.Role{DisplayName: "x", Users: []scim.Reference{{Value: "u1"}}}))
		},
		"RolesV3.Create/groups": func(ctx context.Context, c *scim.Client) (any, error) {
			return resttest.Result(c.RolesV3.Create(ctx, &scim.Role{DisplayName: "x", Groups: []scim.Reference{{Value: "g1"}}}))
		},
		"RolesV3.Replace/nil": func(ctx context.Context, c *scim.Client) (any, error) {
			return resttest.Result(c.RolesV3.Replace(ctx, "1", nil))
		},
		"RolesV3.Search/nil": func(ctx context.Context, c *scim.Client) (any, error) {
			return resttest.Result(c.RolesV3.Search(ctx, nil))
		},
		"RolesV1.Create/nil": func(ctx context.Context, c *scim.Client) (any, error) {
			return resttest.Result(c.RolesV1.Create(ctx, nil))
		},
		"RolesV1.Replace/nil": func(ctx context.Context, c *scim.Client) (any, error) {
			return resttest.Result(c.RolesV1.Replace(ctx, "1", nil))
		},
		"RolesV1.Search/nil": func(ctx context.Context, c *scim.Client) (any, error) {
			return resttest.Result(c.RolesV1.Search(ctx, nil))
		},
	} {
		operation, note, _ := strings.Cut(name, "/")
		refusals = append(refusals, resttest.Refusal{
			Operation: "scim." + operation, Note: note,
			Call: func(ctx context.Context, c *asgardeo.Client, _ string) (any, error) { return call(ctx, c.SCIM) },
		})
	}
	resttest.Refused(t, refusals)
}

// Filling in the schemas must not change what the caller has.
func TestRequestsAreNotChanged(t *testing.T) {
	t.Parallel()
	var (
		person = scim.User{UserName: "kim", Enterprise: &scim.EnterpriseUser{Department: "d"}}
		team   = scim.Group{DisplayName: "staff"}
		duty   = scim.Role{DisplayName: "reader"}
		old    = scim.RoleV1{DisplayName: "reader"}
		search = scim.SearchRequest{Count: 1}
	)
	all := []any{&person, &team, &duty, &old, &search}
	before := encode(t, all)
	for _, call := range []func(*scim.Client) error{
		func(c *scim.Client) error { _, err := c.Users.Create(t.Context(), &person); return err },
		func(c *scim.Client) error { _, err := c.Users.Replace(t.Context(), "1", &person); return err },
		func(c *scim.Client) error { _, err := c.Users.Search(t.Context(), &search); return err },
		func(c *scim.Client) error { _, err := c.Me.Create(t.Context(), &person); return err },
		func(c *scim.Client) error { _, err := c.Me.Replace(t.Context(), &person); return err },
		func(c *scim.Client) error { _, err := c.Groups.Create(t.Context(), &team); return err },
		func(c *scim.Client) error { _, err := c.Groups.Replace(t.Context(), "1", &team); return err },
		func(c *scim.Client) error { _, err := c.Groups.Search(t.Context(), &search); return err },
		func(c *scim.Client) error { _, err := c.Roles.Create(t.Context(), &duty); return err },
		func(c *scim.Client) error { _, err := c.Roles.Replace(t.Context(), "1", &duty); return err },
		func(c *scim.Client) error { _, err := c.Roles.Search(t.Context(), &search); return err },
		func(c *scim.Client) error { _, err := c.RolesV3.Create(t.Context(), &duty); return err },
		func(c *scim.Client) error { _, err := c.RolesV3.Replace(t.Context(), "1", &duty); return err },
		func(c *scim.Client) error { _, err := c.RolesV3.Search(t.Context(), &search); return err },
		func(c *scim.Client) error { _, err := c.RolesV1.Create(t.Context(), &old); return err },
		func(c *scim.Client) error { _, err := c.RolesV1.Replace(t.Context(), "1", &old); return err },
		func(c *scim.Client) error { _, err := c.RolesV1.Search(t.Context(), &search); return err },
	} {
		s := resttest.New(t, resttest.Reply{Status: 200, Body: `{"id":"1","totalResults":0}`})
		if err := call(s.Client.SCIM); err != nil {
			t.Error(err)
		}
		if !strings.Contains(s.Bodies()[0], `"schemas":["`) {
			t.Errorf("%s sends %s", s.Lines(), s.Bodies())
		}
		if after := encode(t, all); after != before {
			t.Fatalf("%s changed the arguments: %s", s.Lines(), after)
		}
	}
}

// page makes a page of a listing of items with the given ids; without ids, the member is absent.
func page(total int, ids ...string) resttest.Reply {
	resources := ""
	if len(ids) > 0 {
		resources = `,"Resources":[{"id":"` + strings.Join(ids, `"},{"id":"`) + `"}]`
	}
	return resttest.Reply{Status: 200, Body: fmt.Sprintf(`{"totalResults":%d%s}`, total, resources)}
}

// listings are the same for all kinds of resources: all begins the iteration from a start, with a page size.
func listings[T any](
	path, operation string, all func(c *asgardeo.Client, startIndex, count int) iter.Seq2[*T, error],
) []resttest.Listing[T] {
	from := func(startIndex, count int) func(*asgardeo.Client) iter.Seq2[*T, error] {
		return func(c *asgardeo.Client) iter.Seq2[*T, error] { return all(c, startIndex, count) }
	}
	get := func(count int, startIndexes ...int) []string {
		var lines []string
		for _, startIndex := range startIndexes {
			lines = append(lines, fmt.Sprintf("GET %s?count=%d&startIndex=%d", path, count, startIndex))
		}
		return lines
	}
	// The totals of users may be those of the page: what is listed ends where nothing comes.
	end := func(startIndex int) (replies []resttest.Reply, lines []string) { return nil, nil }
	most, last := 500, 4
	if operation == "scim.Users.List" {
		end = func(startIndex int) ([]resttest.Reply, []string) {
			return []resttest.Reply{page(0)}, get(100, startIndex)
		}
		most, last = 100, 5 // a full page shows that the server honours the count
	}
	oneReply, oneLine := end(3)
	fewReply, fewLine := end(6)
	listings := []resttest.Listing[T]{
		{
			Name: "one short page", All: from(0, 0),
			Replies: slices.Concat([]resttest.Reply{page(2, "1", "2")}, oneReply),
			Send:    slices.Concat(get(100, 1), oneLine), Want: []string{"1", "2"},
		},
		{
			Name: "nothing", All: from(0, 0),
			Replies: []resttest.Reply{page(0)},
			Send:    get(100, 1),
		},
		{
			Name: "three pages", All: from(0, 2),
			Replies: []resttest.Reply{page(5, "1", "2"), page(5, "3", "4"), page(5, "5")},
			Send:    get(2, 1, 3, 5), Want: []string{"1", "2", "3", "4", "5"},
		},
		{
			Name: "a full last page", All: from(0, 2),
			Replies: []resttest.Reply{page(4, "1", "2"), page(4, "3", "4")},
			Send:    get(2, 1, 3), Want: []string{"1", "2", "3", "4"},
		},
		{
			Name: "from the middle", All: from(3, 2),
			Replies: []resttest.Reply{page(5, "3", "4"), page(5, "5")},
			Send:    get(2, 3, 5), Want: []string{"3", "4", "5"},
		},
		{
			Name: "from before the beginning", All: from(-3, 2),
			Replies: []resttest.Reply{page(3, "1", "2"), page(3, "3")},
			Send:    get(2, 1, 3), Want: []string{"1", "2", "3"},
		},
		{
			Name: "the only page is full", All: from(0, 2),
			Replies: []resttest.Reply{page(2, "1", "2"), page(2)},
			Send:    get(2, 1, 3), Want: []string{"1", "2"},
		},
		{
			Name: "a total too large", All: from(0, 2),
			Replies: []resttest.Reply{page(5, "1", "2"), page(5, "3"), page(5)},
			Send:    get(2, 1, 3, last), Want: []string{"1", "2", "3"},
		},
		{
			Name: "the server returns less than the requested number", All: from(0, 500),
			Replies: slices.Concat([]resttest.Reply{page(5, "1", "2"), page(5, "3", "4"), page(5, "5")}, fewReply),
			Send:    slices.Concat(get(most, 1, 3, 5), fewLine), Want: []string{"1", "2", "3", "4", "5"},
		},
		{
			Name: "break in the first page", All: from(0, 2), Break: 1,
			Replies: []resttest.Reply{page(5, "1", "2")},
			Send:    get(2, 1), Want: []string{"1"},
		},
		{
			Name: "break at the end of a page", All: from(0, 2), Break: 2,
			Replies: []resttest.Reply{page(5, "1", "2")},
			Send:    get(2, 1), Want: []string{"1", "2"},
		},
		{
			Name: "an error at once", All: from(0, 0),
			Replies: []resttest.Reply{{Status: 403, Type: "-"}},
			Send:    get(100, 1), Is: asgardeo.ErrForbidden, Operation: operation,
		},
		{
			Name: "an error on the second page", All: from(0, 2),
			Replies: []resttest.Reply{page(5, "1", "2"), {Status: 500, Body: `{"detail":"Broken.","status":"500"}`}},
			Send:    get(2, 1, 3), Want: []string{"1", "2"}, Is: asgardeo.ErrServer, Operation: operation,
		},
		{
			Name: "a page that comes back", All: from(0, 2),
			Replies: []resttest.Reply{page(5, "1", "2"), page(5, "1", "2")},
			Send:    get(2, 1, 3), Want: []string{"1", "2"}, Is: asgardeo.ErrUnexpectedResponse, Operation: operation,
		},
	}
	return append(listings, resttest.Listing[T]{
		Name: "rows that are left out", All: from(0, 3),
		Replies: []resttest.Reply{page(9, "1", "3"), page(9, "3", "4"), page(9, "5", "6", "7"), page(9)},
		Send:    get(3, 1, 3, 5, 8), Want: []string{"1", "3", "4", "5", "6", "7"},
	}, resttest.Listing[T]{
		Name: "a server that knows neither startIndex nor count", All: from(0, 2),
		Replies: []resttest.Reply{page(3, "1", "2", "3")},
		Send:    get(2, 1), Want: []string{"1", "2", "3"},
	})
}

func TestAllUsers(t *testing.T) {
	t.Parallel()
	resttest.Listings(t, func(u *scim.User) string { return u.ID }, listings(users, "scim.Users.List",
		func(c *asgardeo.Client, startIndex, count int) iter.Seq2[*scim.User, error] {
			return c.SCIM.Users.All(t.Context(), unlessZero(&scim.ListUsersParams{StartIndex: startIndex, Count: count}))
		}))
}

func TestAllGroups(t *testing.T) {
	t.Parallel()
	resttest.Listings(t, func(g *scim.Group) string { return g.ID }, listings(groups, "scim.Groups.List",
		func(c *asgardeo.Client, startIndex, count int) iter.Seq2[*scim.Group, error] {
			return c.SCIM.Groups.All(t.Context(), unlessZero(&scim.ListGroupsParams{StartIndex: startIndex, Count: count}))
		}))
}

func TestAllRoles(t *testing.T) {
	t.Parallel()
	resttest.Listings(t, func(r *scim.Role) string { return r.ID }, roleListings(roles, "scim.Roles.List",
		func(c *asgardeo.Client, startIndex, count int) iter.Seq2[*scim.Role, error] {
			return c.SCIM.Roles.All(t.Context(), unlessZero(&scim.ListRolesParams{StartIndex: startIndex, Count: count}))
		}))
}

func TestAllRolesV3(t *testing.T) {
	t.Parallel()
	resttest.Listings(t, func(r *scim.Role) string { return r.ID }, roleListings(rolesV3, "scim.RolesV3.List",
		func(c *asgardeo.Client, startIndex, count int) iter.Seq2[*scim.Role, error] {
			return c.SCIM.RolesV3.All(t.Context(), unlessZero(&scim.ListRolesParams{StartIndex: startIndex, Count: count}))
		}))
}

func TestAllRolesV1(t *testing.T) {
	t.Parallel()
	resttest.Listings(t, func(r *scim.RoleV1) string { return r.ID }, listings(rolesV1, "scim.RolesV1.List",
		func(c *asgardeo.Client, startIndex, count int) iter.Seq2[*scim.RoleV1, error] {
			return c.SCIM.RolesV1.All(t.Context(), unlessZero(&scim.ListRolesV1Params{StartIndex: startIndex, Count: count}))
		}))
}

// unlessZero makes parameters that say nothing nil.
func unlessZero[P any](params *P) *P {
	if reflect.ValueOf(params).Elem().IsZero() {
		return nil
	}
	return params
}

// A request may ask for more than the server returns, of a user store whose total is that of the page.
func TestAllOfAStoreThatCannotCount(t *testing.T) {
	t.Parallel()
	full := make([]string, 100)
	for i := range full {
		full[i] = fmt.Sprint("a", i)
	}
	s := resttest.New(t, page(100, full...), page(1, "b"), page(0))
	count := 0
	for _, err := range s.Client.SCIM.Users.All(t.Context(), &scim.ListUsersParams{Count: 500}) {
		if count++; err != nil {
			t.Fatal(err)
		}
	}
	if count != 101 {
		t.Errorf("%d users", count)
	}
	s.WantLines("GET "+users+"?count=100&startIndex=1", "GET "+users+"?count=100&startIndex=101", "GET "+users+"?count=100&startIndex=201")
}

func TestAllKeepsParams(t *testing.T) {
	t.Parallel()
	s := resttest.New(t, page(2, "1"), page(2, "2"), page(3, "1", "2"), page(3, "2", "3"))
	userParams := scim.ListUsersParams{
		Filter: filter.Raw("userName sw k"), Domain: "DEFAULT", Attributes: []string{"userName", "id"}, Count: 1,
	}
	roleParams := scim.ListRolesParams{Filter: filter.Raw("displayName sw r"), ExcludedAttributes: []string{"users"}, Count: 2}
	wantUsers, wantRoles := userParams, roleParams
	for range s.Client.SCIM.Users.All(t.Context(), &userParams) {
		if !reflect.DeepEqual(userParams, wantUsers) {
			t.Fatalf("the params became %+v", userParams)
		}
		if len(s.Lines()) == 2 {
			break
		}
	}
	for range s.Client.SCIM.Roles.All(t.Context(), &roleParams) {
		if !reflect.DeepEqual(roleParams, wantRoles) {
			t.Fatalf("the params became %+v", roleParams)
		}
		if len(s.Lines()) == 4 {
			break
		}
	}
	s.WantLines(
		"GET "+users+"?attributes=userName,id&count=1&domain=DEFAULT&filter=userName+sw+k&startIndex=1",
		"GET "+users+"?attributes=userName,id&count=1&domain=DEFAULT&filter=userName+sw+k&startIndex=2",
		"GET "+roles+"?count=2&excludedAttributes=users&filter=displayName+sw+r&startIndex=1",
		"GET "+roles+"?count=2&excludedAttributes=users&filter=displayName+sw+r&startIndex=2",
	)
}

// decoded returns what JSON stands for.
func decoded[T any](text string) (value T) {
	if err := json.Unmarshal([]byte(text), &value); err != nil {
		panic(err)
	}
	return value
}

func someBulk() *scim.Bulk {
	var bulk scim.Bulk
	bulk.DeleteUser("u1")
	return &bulk
}
