package scim_test

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
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
var cases = []resttest.Case{
	{
		Operation: "scim.ListUsers",
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
					Emails: []scim.Email{{Value: "kim@example.com"}, {Type: "home", Value: "k@example.com"}},
				},
				{
					ID: "u2", UserName: "lee", Active: new(false),
					Roles: []scim.UserRole{{
						Value: "r1", Display: "reader", Ref: "https://x/r1",
						AudienceType: "galaxy", AudienceValue: "o1", AudienceDisplay: "example",
					}},
				},
			},
		},
	},
	{
		Operation: "scim.ListUsers", Note: "all parameters, no match",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.SCIM.Users.List(ctx, &scim.ListUsersParams{
				Filter: `emails co "a+b&c;d"`, StartIndex: 101, Count: 50, Domain: "DEFAULT",
				Attributes: []string{"userName", "name.familyName"}, ExcludedAttributes: []string{"groups"},
			}))
		},
		Send: "GET " + users + "?attributes=userName%2Cname.familyName&count=50&domain=DEFAULT&excludedAttributes=groups" +
			"&filter=emails+co+%22a%2Bb%26c%3Bd%22&startIndex=101",
		Replies: []resttest.Reply{{Status: 200, Body: `{"totalResults":0,"startIndex":101,"itemsPerPage":0}`}},
		Want:    &scim.UserPage{StartIndex: 101},
	},
	{
		Operation: "scim.ListUsers", Note: "zero parameters",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.SCIM.Users.List(ctx, &scim.ListUsersParams{}))
		},
		Send: "GET " + users, Replies: []resttest.Reply{{Status: 200, Body: `{"totalResults":1}`}},
		Want: &scim.UserPage{TotalResults: 1},
	},
	{
		Operation: "scim.CreateUser",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.SCIM.Users.Create(ctx, &scim.User{
				UserName: "DEFAULT/kim", Password: "s3cret", Active: new(false),
				Name:       &scim.Name{GivenName: "Kim", FamilyName: "Öz"},
				Emails:     []scim.Email{{Value: "kim@example.com", Primary: new(true)}},
				Enterprise: &scim.EnterpriseUser{Manager: &scim.Manager{Value: "u9"}},
				WSO2:       map[string]json.RawMessage{"askPassword": json.RawMessage("true")},
				Custom:     map[string]json.RawMessage{},
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
		Operation: "scim.CreateUser", Note: "nil lists, projection",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.SCIM.Users.Create(ctx, &scim.User{UserName: "kim"},
				scim.Attributes("userName", "emails"), scim.Attributes("name.familyName"), scim.ExcludedAttributes("meta")))
		},
		Send:    "POST " + users + "?attributes=userName%2Cemails%2Cname.familyName&excludedAttributes=meta",
		Body:    `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"kim"}`,
		Replies: []resttest.Reply{newUser}, Want: kim,
	},
	{
		Operation: "scim.CreateUser", Note: "empty lists, schemas given",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.SCIM.Users.Create(ctx, &scim.User{
				Schemas: []string{}, Emails: []scim.Email{}, Enterprise: &scim.EnterpriseUser{}, Name: &scim.Name{},
			}))
		},
		Send: "POST " + users,
		Body: `{
			"schemas": [], "userName": "", "emails": [], "name": {},
			"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {}
		}`,
		Replies: []resttest.Reply{newUser}, Want: kim,
	},
	{
		Operation: "scim.GetUser",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.SCIM.Users.Get(ctx, resttest.ID))
		},
		Send: "GET " + user, Replies: []resttest.Reply{someone}, Want: kim,
	},
	{
		Operation: "scim.GetUser", Note: "projection",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.SCIM.Users.Get(ctx, resttest.ID, scim.ExcludedAttributes("groups", "roles"), scim.Attributes()))
		},
		Send: "GET " + user + "?excludedAttributes=groups%2Croles", Replies: []resttest.Reply{someone}, Want: kim,
	},
	{
		Operation: "scim.UpdateUser",
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
				{"op": "remove", "path": "phoneNumbers[type eq home]"},
				{"op": "replace", "path": "active", "value": false},
				{"op": "replace", "path": "title", "value": ""}
			]
		}`,
		Replies: []resttest.Reply{someone}, Want: kim,
	},
	{
		Operation: "scim.UpdateUser", Note: "projection",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.SCIM.Users.Update(ctx, resttest.ID, []scim.PatchOperation{{Op: scim.PatchOpRemove, Path: "title"}}, scim.Attributes("id")))
		},
		Send: "PATCH " + user + "?attributes=id",
		Body: `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"remove","path":"title"}]}`,

		Replies: []resttest.Reply{someone}, Want: kim,
	},
	{
		Operation: "scim.ReplaceUser",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.SCIM.Users.Replace(ctx, resttest.ID, &scim.User{ID: "u1", UserName: "DEFAULT/kim", Title: "Dr"}))
		},
		Send: "PUT " + user,
		Body: `{
			"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
			"id": "u1", "userName": "DEFAULT/kim", "title": "Dr"
		}`,
		Replies: []resttest.Reply{someone}, Want: kim,
	},
	{
		Operation: "scim.ReplaceUser", Note: "projection",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.SCIM.Users.Replace(ctx, resttest.ID, &scim.User{}, scim.Attributes("id")))
		},
		Send: "PUT " + user + "?attributes=id",
		Body: `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":""}`,

		Replies: []resttest.Reply{someone}, Want: kim,
	},
	{
		Operation: "scim.DeleteUser",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return nil, c.SCIM.Users.Delete(ctx, resttest.ID)
		},
		Send: "DELETE " + user, Replies: []resttest.Reply{gone},
	},
	{
		Operation: "scim.ListRoles",
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
		Operation: "scim.ListRoles", Note: "all parameters, no match",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.SCIM.Roles.List(ctx, &scim.ListRolesParams{
				Filter: `displayName eq reader`, StartIndex: 2, Count: 3,
				Attributes: []string{"displayName"}, ExcludedAttributes: []string{"users", "groups"},
			}))
		},
		Send: "GET " + roles + "?attributes=displayName&count=3&excludedAttributes=users%2Cgroups" +
			"&filter=displayName+eq+reader&startIndex=2",
		Replies: []resttest.Reply{{Status: 200, Body: `{"totalResults":0,"startIndex":2}`}},
		Want:    &scim.RolePage{StartIndex: 2},
	},
	{
		Operation: "scim.CreateRole",
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
		Operation: "scim.CreateRole", Note: "nil lists, schemas given",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.SCIM.Roles.Create(ctx, &scim.Role{Schemas: []string{"urn:x"}}))
		},
		Send: "POST " + roles, Body: `{"schemas":["urn:x"],"displayName":""}`,

		Replies: []resttest.Reply{newRole}, Want: minimal,
	},
	{
		Operation: "scim.GetRole",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.SCIM.Roles.Get(ctx, resttest.ID))
		},
		Send: "GET " + role, Replies: []resttest.Reply{reader}, Want: minimal,
	},
	{
		Operation: "scim.GetRole", Note: "projection",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.SCIM.Roles.Get(ctx, resttest.ID,
				scim.Attributes("permissions"), scim.ExcludedAttributes("users")))
		},
		Send: "GET " + role + "?attributes=permissions&excludedAttributes=users",

		Replies: []resttest.Reply{reader}, Want: minimal,
	},
	{
		Operation: "scim.UpdateRole",
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
				{"op": "remove", "path": "permissions[value eq stock:read]"}
			]
		}`,
		Replies: []resttest.Reply{reader}, Want: minimal,
	},
	{
		Operation: "scim.ReplaceRole",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.SCIM.Roles.Replace(ctx, resttest.ID, &scim.Role{DisplayName: "reader"}))
		},
		Send:    "PUT " + role,
		Body:    `{"schemas":["urn:ietf:params:scim:schemas:extension:2.0:Role"],"displayName":"reader"}`,
		Replies: []resttest.Reply{reader}, Want: minimal,
	},
	{
		Operation: "scim.DeleteRole",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return nil, c.SCIM.Roles.Delete(ctx, resttest.ID)
		},
		Send: "DELETE " + role, Replies: []resttest.Reply{gone},
	},
}

func TestCalls(t *testing.T) {
	t.Parallel()
	resttest.Calls(t, cases)
}

func TestBodilessAnswers(t *testing.T) {
	t.Parallel()
	resttest.BodilessAnswers(t, cases)
}

func TestDocumented(t *testing.T) {
	t.Parallel()
	document := resttest.ReadDocument(t, "scim")
	resttest.Documented(t, document, cases)
	document.WantScopes(t, scim.Scopes())
}

func TestFailures(t *testing.T) {
	t.Parallel()
	resttest.Failures(t, resttest.ReadDocument(t, "scim"), cases, resttest.SCIM())
}

func TestUnusableAnswers(t *testing.T) {
	t.Parallel()
	resttest.UnusableAnswers(t, cases)
}

func TestNoAnswer(t *testing.T) {
	t.Parallel()
	resttest.NoAnswer(t, cases)
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
			Operation: "scim.ListUsers", Granted: "internal_user_mgt_view",
			Required: []string{"internal_user_mgt_list"}, Missing: []string{"internal_user_mgt_list"},
		},
		{Operation: "scim.CreateRole", Granted: create, Required: []string{create}},
		{
			Operation: "scim.CreateRole", Granted: permissions + " " + members + " " + groups,
			Required: []string{create}, Missing: []string{create},
		},
		{
			Operation: "scim.UpdateRole", Granted: "",
			Required: []string{"internal_role_mgt_update"}, Missing: []string{"internal_role_mgt_update"},
		},
	})
}

func TestRefusedIDs(t *testing.T) {
	t.Parallel()
	resttest.RefusedIDs(t, []resttest.Refusal{
		{
			Operation: "scim.GetUser",
			Call: func(ctx context.Context, c *asgardeo.Client, id string) (any, error) {
				return resttest.Result(c.SCIM.Users.Get(ctx, id))
			},
		},
		{
			Operation: "scim.UpdateUser",
			Call: func(ctx context.Context, c *asgardeo.Client, id string) (any, error) {
				return resttest.Result(c.SCIM.Users.Update(ctx, id, nil))
			},
		},
		{
			Operation: "scim.ReplaceUser",
			Call: func(ctx context.Context, c *asgardeo.Client, id string) (any, error) {
				return resttest.Result(c.SCIM.Users.Replace(ctx, id, &scim.User{}))
			},
		},
		{
			Operation: "scim.DeleteUser",
			Call: func(ctx context.Context, c *asgardeo.Client, id string) (any, error) {
				return nil, c.SCIM.Users.Delete(ctx, id)
			},
		},
		{
			Operation: "scim.GetRole",
			Call: func(ctx context.Context, c *asgardeo.Client, id string) (any, error) {
				return resttest.Result(c.SCIM.Roles.Get(ctx, id))
			},
		},
		{
			Operation: "scim.UpdateRole",
			Call: func(ctx context.Context, c *asgardeo.Client, id string) (any, error) {
				return resttest.Result(c.SCIM.Roles.Update(ctx, id, nil))
			},
		},
		{
			Operation: "scim.ReplaceRole",
			Call: func(ctx context.Context, c *asgardeo.Client, id string) (any, error) {
				return resttest.Result(c.SCIM.Roles.Replace(ctx, id, &scim.Role{}))
			},
		},
		{
			Operation: "scim.DeleteRole",
			Call: func(ctx context.Context, c *asgardeo.Client, id string) (any, error) {
				return nil, c.SCIM.Roles.Delete(ctx, id)
			},
		},
	})
}

func TestRefused(t *testing.T) {
	t.Parallel()
	resttest.Refused(t, []resttest.Refusal{
		{
			Operation: "scim.CreateUser", Note: "nil",
			Call: func(ctx context.Context, c *asgardeo.Client, _ string) (any, error) {
				return resttest.Result(c.SCIM.Users.Create(ctx, nil))
			},
		},
		{
			Operation: "scim.CreateUser", Note: "an attribute that is no JSON",
			Call: func(ctx context.Context, c *asgardeo.Client, _ string) (any, error) {
				return resttest.Result(c.SCIM.Users.Create(ctx, &scim.User{
					Custom: map[string]json.RawMessage{"x": json.RawMessage("not JSON")},
				}))
			},
		},
		{
			Operation: "scim.ReplaceUser", Note: "nil",
			Call: func(ctx context.Context, c *asgardeo.Client, id string) (any, error) {
				return resttest.Result(c.SCIM.Users.Replace(ctx, id, nil))
			},
		},
		{
			Operation: "scim.UpdateUser", Note: "a value that is no JSON",
			Call: func(ctx context.Context, c *asgardeo.Client, id string) (any, error) {
				return resttest.Result(c.SCIM.Users.Update(ctx, id, []scim.PatchOperation{{Op: scim.PatchOpAdd, Value: func() {}}}))
			},
		},
		{
			Operation: "scim.UpdateUser", Note: "no operations",
			Call: func(ctx context.Context, c *asgardeo.Client, id string) (any, error) {
				return resttest.Result(c.SCIM.Users.Update(ctx, id, nil))
			},
		},
		{
			Operation: "scim.UpdateRole", Note: "no operations",
			Call: func(ctx context.Context, c *asgardeo.Client, id string) (any, error) {
				return resttest.Result(c.SCIM.Roles.Update(ctx, id, []scim.PatchOperation{}))
			},
		},
		{
			Operation: "scim.CreateRole", Note: "nil",
			Call: func(ctx context.Context, c *asgardeo.Client, _ string) (any, error) {
				return resttest.Result(c.SCIM.Roles.Create(ctx, nil))
			},
		},
		{
			Operation: "scim.ReplaceRole", Note: "nil",
			Call: func(ctx context.Context, c *asgardeo.Client, id string) (any, error) {
				return resttest.Result(c.SCIM.Roles.Replace(ctx, id, nil))
			},
		},
	})
}

// Filling in the schemas must not change what the caller has.
func TestRequestsAreNotChanged(t *testing.T) {
	t.Parallel()
	s := resttest.New(t, newUser, someone, newRole, reader)
	enterprise := &scim.EnterpriseUser{Department: "d"}
	person := &scim.User{UserName: "kim", Enterprise: enterprise}
	duty := &scim.Role{DisplayName: "reader"}
	for _, call := range []func() error{
		func() error { _, err := s.Client.SCIM.Users.Create(t.Context(), person); return err },
		func() error { _, err := s.Client.SCIM.Users.Replace(t.Context(), "u1", person); return err },
		func() error { _, err := s.Client.SCIM.Roles.Create(t.Context(), duty); return err },
		func() error { _, err := s.Client.SCIM.Roles.Replace(t.Context(), "r1", duty); return err },
	} {
		if err := call(); err != nil {
			t.Error(err)
		}
	}
	if want := (&scim.User{UserName: "kim", Enterprise: enterprise}); !reflect.DeepEqual(person, want) {
		t.Errorf("the user became %+v", person)
	}
	if want := (&scim.Role{DisplayName: "reader"}); !reflect.DeepEqual(duty, want) {
		t.Errorf("the role became %+v", duty)
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

// listings are the same for users and roles: all begins the iteration from a start, with a page size.
func listings[T any](
	path, operation string, all func(c *asgardeo.Client, startIndex, count int) iter.Seq2[T, error],
) []resttest.Listing[T] {
	from := func(startIndex, count int) func(*asgardeo.Client) iter.Seq2[T, error] {
		return func(c *asgardeo.Client) iter.Seq2[T, error] { return all(c, startIndex, count) }
	}
	get := func(count int, startIndexes ...int) []string {
		var lines []string
		for _, startIndex := range startIndexes {
			lines = append(lines, fmt.Sprintf("GET %s?count=%d&startIndex=%d", path, count, startIndex))
		}
		return lines
	}
	return []resttest.Listing[T]{
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
			Name: "three pages", All: from(0, 2),
			Replies: []resttest.Reply{page(5, "1", "2"), page(5, "3", "4"), page(5, "5")},
			Send:    get(2, 1, 3, 5), Want: []string{"1", "2", "3", "4", "5"},
		},
		{
			Name: "a full last page", All: from(0, 2),
			Replies: []resttest.Reply{page(4, "1", "2"), page(4, "3", "4"), page(4)},
			Send:    get(2, 1, 3, 5), Want: []string{"1", "2", "3", "4"},
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
			Name: "the total counts the page", All: from(0, 2),
			Replies: []resttest.Reply{page(2, "1", "2"), page(2, "3", "4"), page(1, "5")},
			Send:    get(2, 1, 3, 5), Want: []string{"1", "2", "3", "4", "5"},
		},
		{
			Name: "a total too large", All: from(0, 2),
			Replies: []resttest.Reply{page(9, "1", "2"), page(9, "3"), page(9)},
			Send:    get(2, 1, 3, 4), Want: []string{"1", "2", "3"},
		},
		{
			Name: "the server gives less than it is asked for", All: from(0, 500),
			Replies: []resttest.Reply{page(5, "1", "2"), page(5, "3", "4"), page(5, "5")},
			Send:    get(500, 1, 3, 5), Want: []string{"1", "2", "3", "4", "5"},
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
			Send:    get(2, 1, 3), Want: []string{"1", "2"}, Is: asgardeo.ErrUnexpectedAnswer, Operation: operation,
		},
	}
}

func TestAllUsers(t *testing.T) {
	t.Parallel()
	resttest.Listings(t, func(u scim.User) string { return u.ID }, listings(users, "scim.ListUsers",
		func(c *asgardeo.Client, startIndex, count int) iter.Seq2[scim.User, error] {
			if startIndex == 0 && count == 0 {
				return c.SCIM.Users.All(t.Context(), nil)
			}
			return c.SCIM.Users.All(t.Context(), &scim.ListUsersParams{StartIndex: startIndex, Count: count})
		}))
}

func TestAllRoles(t *testing.T) {
	t.Parallel()
	resttest.Listings(t, func(r scim.Role) string { return r.ID }, listings(roles, "scim.ListRoles",
		func(c *asgardeo.Client, startIndex, count int) iter.Seq2[scim.Role, error] {
			if startIndex == 0 && count == 0 {
				return c.SCIM.Roles.All(t.Context(), nil)
			}
			return c.SCIM.Roles.All(t.Context(), &scim.ListRolesParams{StartIndex: startIndex, Count: count})
		}))
}

func TestAllKeepsParams(t *testing.T) {
	t.Parallel()
	s := resttest.New(t, page(2, "1"), page(2, "2"), page(2, "1"), page(2, "2"))
	userParams := scim.ListUsersParams{
		Filter: "userName sw k", Domain: "DEFAULT", Attributes: []string{"userName", "id"}, Count: 1,
	}
	roleParams := scim.ListRolesParams{Filter: "displayName sw r", ExcludedAttributes: []string{"users"}, Count: 1}
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
		"GET "+users+"?attributes=userName%2Cid&count=1&domain=DEFAULT&filter=userName+sw+k&startIndex=1",
		"GET "+users+"?attributes=userName%2Cid&count=1&domain=DEFAULT&filter=userName+sw+k&startIndex=2",
		"GET "+roles+"?count=1&excludedAttributes=users&filter=displayName+sw+r&startIndex=1",
		"GET "+roles+"?count=1&excludedAttributes=users&filter=displayName+sw+r&startIndex=2",
	)
}
