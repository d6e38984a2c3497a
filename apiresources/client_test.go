package apiresources_test

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"reflect"
	"strings"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/apiresources"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
	"github.com/seed-01804ef5/asgardeo-go/filter"
	"github.com/seed-01804ef5/asgardeo-go/internal/resttest"
)

const (
	root   = "/api/server/v1/api-resources"
	one    = root + "/" + resttest.IDPath
	scopes = one + "/scopes"
	// A scope may be named by nearly anything; these are the same before and in a path.
	scope     = "urn:stock read+write"
	scopePath = "urn:stock%20read+write"
)

var (
	created  = resttest.Reply{Status: 201, Location: resttest.Base + root + "/r1", Body: `{"id":"r1","name":"Stock"}`}
	noBody   = resttest.Reply{Status: 204, Type: "-"}
	read     = resttest.Reply{Status: 200, Body: created.Body}
	getOne   = []string{"GET " + one}
	resource = &apiresources.Resource{ID: "r1", Name: "Stock"}
)

// cases has every operation but that of existence. The first case of each is the one that the tests of failures use.
var cases = append([]resttest.Case{
	{
		Operation: "apiresources.List",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.APIResources.List(ctx, nil))
		},
		Send: "GET " + root,
		Replies: []resttest.Reply{{Status: 200, Body: `{
			"totalResults": 12,
			"links": [{"rel": "next", "href": "https://api.asgardeo.io/t/example/api/server/v1/api-resources?after=Nw=="}],
			"apiResources": [
				{"id": "r1", "name": "Stock", "identifier": "https://stock.example", "type": "BUSINESS",
					"requiresAuthorization": true, "self": "/t/example/api/server/v1/api-resources/r1"},
				{"id": "r2", "name": "New kind", "type": "HOLOGRAM", "properties": [{"name": "p", "value": "v"}], "later": 1}
			]
		}`}},
		Want: &apiresources.Page{
			TotalResults: 12,
			Links:        []apiresources.Link{{Rel: "next", Href: resttest.Base + root + "?after=Nw=="}},
			Resources: []apiresources.Summary{
				{
					ID: "r1", Name: "Stock", Identifier: "https://stock.example", Type: apiresources.ResourceTypeBusiness,
					RequiresAuthorization: true, Self: "/t/example" + root + "/r1",
				},
				{ID: "r2", Name: "New kind", Type: "HOLOGRAM", Properties: []apiresources.Property{{Name: "p", Value: "v"}}},
			},
		},
	},
	{
		Operation: "apiresources.List", Note: "all parameters, no match",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.APIResources.List(ctx, &apiresources.ListParams{
				Limit: 5, After: "MTI=", Before: "Nw==", Filter: filter.Raw(`identifier eq "https://a?b=c&d;e+f%20"`), Attributes: []string{apiresources.AttributeProperties},
			}))
		},
		Send: "GET " + root + "?after=MTI%3D&attributes=properties&before=Nw%3D%3D" +
			"&filter=identifier+eq+%22https%3A%2F%2Fa%3Fb%3Dc%26d%3Be%2Bf%2520%22&limit=5",
		Replies: []resttest.Reply{{Status: 200, Body: `{"totalResults":0,"links":[],"apiResources":[]}`}},
		Want:    &apiresources.Page{Links: []apiresources.Link{}, Resources: []apiresources.Summary{}},
	},
	{
		Operation: "apiresources.List", Note: "zero parameters",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.APIResources.List(ctx, &apiresources.ListParams{}))
		},
		Send:    "GET " + root,
		Replies: []resttest.Reply{{Status: 200, Body: `{"totalResults":1,"apiResources":[]}`}},
		Want:    &apiresources.Page{TotalResults: 1, Resources: []apiresources.Summary{}},
	},
	{
		Operation: "apiresources.Create",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.APIResources.Create(ctx, &apiresources.CreateRequest{
				Name: "Stock", Identifier: "https://stock.example", Description: new("What is <in> stock"),
				RequiresAuthorization: new(false), ResourceType: apiresources.ResourceTypeMCP,
				Scopes: []apiresources.ScopeRequest{
					{Name: "stock:read", DisplayName: "Read", Description: new("")},
					{Name: "stock:write"},
				},
				AuthorizationDetailsTypes: []apiresources.AuthorizationDetailsTypeRequest{
					{Type: "order", Name: "Order", Schema: map[string]json.RawMessage{"type": json.RawMessage(`"object"`)}},
				},
			}))
		},
		Send: "POST " + root,
		Body: `{
			"name": "Stock", "identifier": "https://stock.example", "description": "What is <in> stock",
			"requiresAuthorization": false, "resourceType": "MCP",
			"scopes": [{"name": "stock:read", "displayName": "Read", "description": ""}, {"name": "stock:write"}],
			"authorizationDetailsTypes": [{"type": "order", "name": "Order", "description": "", "schema": {"type": "object"}}]
		}`,
		Replies: []resttest.Reply{{Status: 201, Location: resttest.Base + root + "/r1", Body: `{
			"id": "r1", "name": "Stock", "identifier": "https://stock.example", "description": "What is <in> stock",
			"type": "MCP", "requiresAuthorization": false, "properties": [],
			"scopes": [{"id": "s1", "name": "stock:read", "displayName": "Read"}],
			"authorizationDetailsTypes": [{"id": "t1", "type": "order", "name": "Order", "schema": {"type": "object"}}],
			"subscribedApplications": [{"id": "a1", "name": "Shop"}]
		}`}},
		Want: &apiresources.Resource{
			ID: "r1", Name: "Stock", Identifier: "https://stock.example", Description: "What is <in> stock",
			Type: apiresources.ResourceTypeMCP, Properties: []apiresources.Property{},
			Scopes: []apiresources.Scope{{ID: "s1", Name: "stock:read", DisplayName: "Read"}},
			AuthorizationDetailsTypes: []apiresources.AuthorizationDetailsType{
				{ID: "t1", Type: "order", Name: "Order", Schema: map[string]json.RawMessage{"type": json.RawMessage(`"object"`)}},
			},
			SubscribedApplications: []apiresources.SubscribedApplication{{ID: "a1", Name: "Shop"}},
		},
	},
	{
		Operation: "apiresources.Create", Note: "nil lists",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.APIResources.Create(ctx, &apiresources.CreateRequest{}))
		},
		Send: "POST " + root, Body: `{"name":"","identifier":""}`,
		Replies: []resttest.Reply{created}, Want: resource,
	},
	{
		Operation: "apiresources.Create", Note: "empty lists",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.APIResources.Create(ctx, &apiresources.CreateRequest{
				Scopes:                    []apiresources.ScopeRequest{},
				AuthorizationDetailsTypes: []apiresources.AuthorizationDetailsTypeRequest{},
			}))
		},
		Send: "POST " + root, Body: `{"name":"","identifier":"","scopes":[],"authorizationDetailsTypes":[]}`,
		Replies: []resttest.Reply{created}, Want: resource,
	},
	{
		Operation: "apiresources.Get",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.APIResources.Get(ctx, resttest.ID))
		},
		Send: "GET " + one,
		Replies: []resttest.Reply{{Status: 200, Body: `{"id":"r1","name":"Stock","type":"SYSTEM",
			"requiresAuthorization":true,"scopes":[{"id":"s1","name":"stock:read","description":"d"}]}`}},
		Want: &apiresources.Resource{
			ID: "r1", Name: "Stock", Type: apiresources.ResourceTypeSystem, RequiresAuthorization: true,
			Scopes: []apiresources.Scope{{ID: "s1", Name: "stock:read", Description: "d"}},
		},
	},
	{
		Operation: "apiresources.Update",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.APIResources.Update(ctx, resttest.ID, &apiresources.UpdateRequest{
				Name: new("Store"), Description: new(""),
				AddedScopes: []apiresources.ScopeRequest{{Name: "stock:count"}},
				AddedAuthorizationDetailsTypes: []apiresources.AuthorizationDetailsTypeRequest{
					{Type: "order", Name: "Order", Description: "d"},
				},
				RemovedAuthorizationDetailsTypes: []string{"offer"},
			}))
		},
		Send: "PATCH " + one,
		Body: `{
			"name": "Store", "description": "", "addedScopes": [{"name": "stock:count"}],
			"addedAuthorizationDetailsTypes": [{"type": "order", "name": "Order", "description": "d"}],
			"removedAuthorizationDetailsTypes": ["offer"]
		}`,
		Replies: []resttest.Reply{noBody, read}, Then: getOne, Want: resource,
	},
	{
		Operation: "apiresources.Update", Note: "nothing",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.APIResources.Update(ctx, resttest.ID, &apiresources.UpdateRequest{}))
		},
		Send: "PATCH " + one, Body: `{}`, Replies: []resttest.Reply{noBody, read}, Then: getOne, Want: resource,
	},
	{
		Operation: "apiresources.Delete",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return nil, c.APIResources.Delete(ctx, resttest.ID)
		},
		Send: "DELETE " + one, Replies: []resttest.Reply{noBody},
	},
	{
		Operation: "apiresources.Scopes.List",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.APIResources.Scopes.List(ctx, resttest.ID))
		},
		Send: "GET " + scopes,
		Replies: []resttest.Reply{{Status: 200, Body: `[{"id":"s1","name":"stock:read","displayName":"Read",
			"description":"d","apiID":"r1","orgID":"o1","later":[]}]`}},
		Want: []apiresources.Scope{
			{ID: "s1", Name: "stock:read", DisplayName: "Read", Description: "d", ResourceID: "r1", OrganizationID: "o1"},
		},
	},
	{
		Operation: "apiresources.Scopes.List", Note: "none",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.APIResources.Scopes.List(ctx, resttest.ID))
		},
		Send: "GET " + scopes, Replies: []resttest.Reply{{Status: 200, Body: `[]`}}, Want: []apiresources.Scope{},
	},
	{
		Operation: "apiresources.Scopes.Replace",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return nil, c.APIResources.Scopes.Replace(ctx, resttest.ID, []apiresources.ScopeRequest{{Name: "a"}, {Name: "b"}})
		},
		Send: "PUT " + scopes, Body: `[{"name":"a"},{"name":"b"}]`, Replies: []resttest.Reply{noBody},
	},
	{
		Operation: "apiresources.Scopes.Replace", Note: "none",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return nil, c.APIResources.Scopes.Replace(ctx, resttest.ID, []apiresources.ScopeRequest{})
		},
		Send: "PUT " + scopes, Body: `[]`, Replies: []resttest.Reply{noBody},
	},
	{
		Operation: "apiresources.Scopes.Update",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return nil, c.APIResources.Scopes.Update(ctx, resttest.ID, scope, &apiresources.ScopeUpdateRequest{
				DisplayName: new("Both"), Description: new(""),
			})
		},
		Send: "PATCH " + scopes + "/" + scopePath, Body: `{"displayName":"Both","description":""}`,
		Replies: []resttest.Reply{noBody},
	},
	{
		Operation: "apiresources.Scopes.Update", Note: "nothing",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return nil, c.APIResources.Scopes.Update(ctx, resttest.ID, scope, &apiresources.ScopeUpdateRequest{})
		},
		Send: "PATCH " + scopes + "/" + scopePath, Body: `{}`, Replies: []resttest.Reply{noBody},
	},
	{
		Operation: "apiresources.Scopes.Delete",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return nil, c.APIResources.Scopes.Delete(ctx, resttest.ID, scope)
		},
		Send: "DELETE " + scopes + "/" + scopePath, Replies: []resttest.Reply{noBody},
	},
}, detailCases...)

func TestAPI(t *testing.T) {
	t.Parallel()
	resttest.API[apiresources.Op]{
		Name: "apiresources", Generated: apiresources.API, Answers: apiresources.Answers,
		Service: func(c *asgardeo.Client) any { return c.APIResources }, Operations: apiresources.Operations(), Scopes: apiresources.Scopes,
		Cases: cases, Apart: existence, Failures: resttest.ServerAPI(), ByID: byID,
	}.Test(t)
}

func TestGrants(t *testing.T) {
	t.Parallel()
	resttest.Grants(t, cases, []resttest.Grant{
		{
			Operation: "apiresources.Create", Granted: "internal_api_resource_view openid",
			Required: []string{"internal_api_resource_create"}, Missing: []string{"internal_api_resource_create"},
		},
		{
			Operation: "apiresources.Scopes.Delete", Granted: "internal_api_resource_delete",
			Required: []string{"internal_api_resource_delete"},
		},
		{
			Operation: "apiresources.Scopes.List", Granted: "",
			Required: []string{"internal_api_resource_view"}, Missing: []string{"internal_api_resource_view"},
		},
	})
}

// What was changed is changed, even if it cannot be read: the result has the id, and the error says so.
func TestChangedButNotRead(t *testing.T) {
	t.Parallel()
	for operation, test := range map[string]struct {
		call func(*apiresources.Client) (any, error)
		want any
	}{
		"apiresources.Get": {
			func(c *apiresources.Client) (any, error) {
				return c.Update(t.Context(), "r1", &apiresources.UpdateRequest{})
			},
			&apiresources.Resource{ID: "r1"},
		},
		"apiresources.AuthorizationDetailsTypes.Get": {
			func(c *apiresources.Client) (any, error) {
				return c.AuthorizationDetailsTypes.Update(t.Context(), "r1", "t1", &apiresources.AuthorizationDetailsTypeRequest{})
			},
			&apiresources.AuthorizationDetailsType{ID: "t1"},
		},
	} {
		s := resttest.New(t, noBody, resttest.Reply{Status: 404})
		got, err := test.call(s.Client.APIResources)
		e, ok := errors.AsType[*asgardeo.Error](err)
		if !reflect.DeepEqual(got, test.want) || !ok || e.Operation != operation || !errors.Is(err, asgardeo.ErrNotFound) || !strings.Contains(err.Error(), "but cannot be read") {
			t.Errorf("%s: got %+v, %v", operation, got, err)
		}
	}
}

// byID are the calls with an id.
var byID = []resttest.Refusal{
	{
		Operation: "apiresources.Get",
		Call: func(ctx context.Context, c *asgardeo.Client, id string) (any, error) {
			return resttest.Result(c.APIResources.Get(ctx, id))
		},
	},
	{
		Operation: "apiresources.Update",
		Call: func(ctx context.Context, c *asgardeo.Client, id string) (any, error) {
			return resttest.Result(c.APIResources.Update(ctx, id, &apiresources.UpdateRequest{}))
		},
	},
	{
		Operation: "apiresources.Delete",
		Call: func(ctx context.Context, c *asgardeo.Client, id string) (any, error) {
			return nil, c.APIResources.Delete(ctx, id)
		},
	},
	{
		Operation: "apiresources.Scopes.List",
		Call: func(ctx context.Context, c *asgardeo.Client, id string) (any, error) {
			return resttest.Result(c.APIResources.Scopes.List(ctx, id))
		},
	},
	{
		Operation: "apiresources.Scopes.Replace",
		Call: func(ctx context.Context, c *asgardeo.Client, id string) (any, error) {
			return nil, c.APIResources.Scopes.Replace(ctx, id, []apiresources.ScopeRequest{})
		},
	},
	{
		Operation: "apiresources.Scopes.Update", Note: "resource",
		Call: func(ctx context.Context, c *asgardeo.Client, id string) (any, error) {
			return nil, c.APIResources.Scopes.Update(ctx, id, scope, &apiresources.ScopeUpdateRequest{})
		},
	},
	{
		Operation: "apiresources.Scopes.Update", Note: "name",
		Call: func(ctx context.Context, c *asgardeo.Client, id string) (any, error) {
			return nil, c.APIResources.Scopes.Update(ctx, "r1", id, &apiresources.ScopeUpdateRequest{})
		},
	},
	{
		Operation: "apiresources.Scopes.Delete", Note: "resource",
		Call: func(ctx context.Context, c *asgardeo.Client, id string) (any, error) {
			return nil, c.APIResources.Scopes.Delete(ctx, id, scope)
		},
	},
	{
		Operation: "apiresources.Scopes.Delete", Note: "name",
		Call: func(ctx context.Context, c *asgardeo.Client, id string) (any, error) {
			return nil, c.APIResources.Scopes.Delete(ctx, "r1", id)
		},
	},
	{
		Operation: "apiresources.Scopes.UpdateByID", Note: "resource",
		Call: func(ctx context.Context, c *asgardeo.Client, id string) (any, error) {
			return nil, c.APIResources.Scopes.UpdateByID(ctx, id, "s1", &apiresources.ScopeUpdateRequest{})
		},
	},
	{
		Operation: "apiresources.Scopes.UpdateByID", Note: "scope",
		Call: func(ctx context.Context, c *asgardeo.Client, id string) (any, error) {
			return nil, c.APIResources.Scopes.UpdateByID(ctx, "r1", id, &apiresources.ScopeUpdateRequest{})
		},
	},
	{
		Operation: "apiresources.Scopes.DeleteByID", Note: "resource",
		Call: func(ctx context.Context, c *asgardeo.Client, id string) (any, error) {
			return nil, c.APIResources.Scopes.DeleteByID(ctx, id, "s1")
		},
	},
	{
		Operation: "apiresources.Scopes.DeleteByID", Note: "scope",
		Call: func(ctx context.Context, c *asgardeo.Client, id string) (any, error) {
			return nil, c.APIResources.Scopes.DeleteByID(ctx, "r1", id)
		},
	},
	{
		Operation: "apiresources.AuthorizationDetailsTypes.List",
		Call: func(ctx context.Context, c *asgardeo.Client, id string) (any, error) {
			return resttest.Result(c.APIResources.AuthorizationDetailsTypes.List(ctx, id))
		},
	},
	{
		Operation: "apiresources.AuthorizationDetailsTypes.Add",
		Call: func(ctx context.Context, c *asgardeo.Client, id string) (any, error) {
			return resttest.Result(c.APIResources.AuthorizationDetailsTypes.Add(ctx, id))
		},
	},
	{
		Operation: "apiresources.AuthorizationDetailsTypes.Get", Note: "resource",
		Call: func(ctx context.Context, c *asgardeo.Client, id string) (any, error) {
			return resttest.Result(c.APIResources.AuthorizationDetailsTypes.Get(ctx, id, "t1"))
		},
	},
	{
		Operation: "apiresources.AuthorizationDetailsTypes.Get", Note: "type",
		Call: func(ctx context.Context, c *asgardeo.Client, id string) (any, error) {
			return resttest.Result(c.APIResources.AuthorizationDetailsTypes.Get(ctx, "r1", id))
		},
	},
	{
		Operation: "apiresources.AuthorizationDetailsTypes.Update", Note: "resource",
		Call: func(ctx context.Context, c *asgardeo.Client, id string) (any, error) {
			return resttest.Result(c.APIResources.AuthorizationDetailsTypes.Update(ctx, id, "t1", &apiresources.AuthorizationDetailsTypeRequest{}))
		},
	},
	{
		Operation: "apiresources.AuthorizationDetailsTypes.Update", Note: "type",
		Call: func(ctx context.Context, c *asgardeo.Client, id string) (any, error) {
			return resttest.Result(c.APIResources.AuthorizationDetailsTypes.Update(ctx, "r1", id, &apiresources.AuthorizationDetailsTypeRequest{}))
		},
	},
	{
		Operation: "apiresources.AuthorizationDetailsTypes.Delete", Note: "resource",
		Call: func(ctx context.Context, c *asgardeo.Client, id string) (any, error) {
			return nil, c.APIResources.AuthorizationDetailsTypes.Delete(ctx, id, "t1")
		},
	},
	{
		Operation: "apiresources.AuthorizationDetailsTypes.Delete", Note: "type",
		Call: func(ctx context.Context, c *asgardeo.Client, id string) (any, error) {
			return nil, c.APIResources.AuthorizationDetailsTypes.Delete(ctx, "r1", id)
		},
	},
	{
		Operation: "apiresources.ConsoleCollections.Get",
		Call: func(ctx context.Context, c *asgardeo.Client, id string) (any, error) {
			return resttest.Result(c.APIResources.ConsoleCollections.Get(ctx, id))
		},
	},
}

func TestRefused(t *testing.T) {
	t.Parallel()
	resttest.Refused(t, []resttest.Refusal{
		{
			Operation: "apiresources.Create", Note: "nil",
			Call: func(ctx context.Context, c *asgardeo.Client, _ string) (any, error) {
				return resttest.Result(c.APIResources.Create(ctx, nil))
			},
		},
		{
			Operation: "apiresources.Scopes.Replace", Note: "nil",
			Call: func(ctx context.Context, c *asgardeo.Client, id string) (any, error) {
				return nil, c.APIResources.Scopes.Replace(ctx, id, nil)
			},
		},
		{
			Operation: "apiresources.Create", Note: "a schema that is not JSON",
			Call: func(ctx context.Context, c *asgardeo.Client, _ string) (any, error) {
				return resttest.Result(c.APIResources.Create(ctx, &apiresources.CreateRequest{
					AuthorizationDetailsTypes: []apiresources.AuthorizationDetailsTypeRequest{
						{Schema: map[string]json.RawMessage{"f": json.RawMessage("{")}},
					},
				}))
			},
		},
		{
			Operation: "apiresources.Update", Note: "nil",
			Call: func(ctx context.Context, c *asgardeo.Client, id string) (any, error) {
				return resttest.Result(c.APIResources.Update(ctx, id, nil))
			},
		},
		{
			Operation: "apiresources.Scopes.Update", Note: "nil",
			Call: func(ctx context.Context, c *asgardeo.Client, id string) (any, error) {
				return nil, c.APIResources.Scopes.Update(ctx, id, scope, nil)
			},
		},
		{
			Operation: "apiresources.Scopes.UpdateByID", Note: "nil",
			Call: func(ctx context.Context, c *asgardeo.Client, id string) (any, error) {
				return nil, c.APIResources.Scopes.UpdateByID(ctx, id, "s1", nil)
			},
		},
		{
			Operation: "apiresources.AuthorizationDetailsTypes.Update", Note: "nil",
			Call: func(ctx context.Context, c *asgardeo.Client, id string) (any, error) {
				return resttest.Result(c.APIResources.AuthorizationDetailsTypes.Update(ctx, id, "t1", nil))
			},
		},
		{
			Operation: "apiresources.AuthorizationDetailsTypes.Add", Note: "a schema that is not JSON",
			Call: func(ctx context.Context, c *asgardeo.Client, id string) (any, error) {
				return resttest.Result(c.APIResources.AuthorizationDetailsTypes.Add(ctx, id,
					apiresources.AuthorizationDetailsTypeRequest{Schema: map[string]json.RawMessage{"f": json.RawMessage("{")}}))
			},
		},
	})
}

// page makes a page of a listing: its items and the links.
func page(items, links string) resttest.Reply {
	return resttest.Reply{Status: 200, Body: `{"totalResults":9,"apiResources":[` + items + `],"links":[` + links + `]}`}
}

func TestAll(t *testing.T) {
	t.Parallel()
	const (
		first = "GET " + root + "?limit=100"
		next  = `{"rel":"next","href":"https://api.asgardeo.io/t/example/api/server/v1/api-resources?limit=100&after=Mg=="}`
		prev  = `{"rel":"previous","href":"/t/example/api/server/v1/api-resources?before=MQ=="}`
	)
	all := func(params *apiresources.ListParams) func(*asgardeo.Client) iter.Seq2[*apiresources.Summary, error] {
		return func(c *asgardeo.Client) iter.Seq2[*apiresources.Summary, error] {
			return c.APIResources.All(t.Context(), params)
		}
	}
	resttest.Listings(t, func(s *apiresources.Summary) string { return s.ID }, []resttest.Listing[apiresources.Summary]{
		{
			Name: "one page", All: all(nil),
			Replies: []resttest.Reply{page(`{"id":"1"},{"id":"2"}`, prev)},
			Send:    []string{first}, Want: []string{"1", "2"},
		},
		{
			Name: "nothing", All: all(nil),
			Replies: []resttest.Reply{page("", "")},
			Send:    []string{first},
		},
		{
			Name: "three pages, absolute and relative links", All: all(nil),
			Replies: []resttest.Reply{
				page(`{"id":"1"},{"id":"2"}`, next),
				page(`{"id":"3"},{"id":"4"}`, prev+`,{"rel":"next","href":"/t/example/api/server/v1/api-resources?after=NA%3D%3D"}`),
				page(`{"id":"5"}`, prev),
			},
			Send: []string{first, "GET " + root + "?after=Mg%3D%3D&limit=100", "GET " + root + "?after=NA%3D%3D&limit=100"},
			Want: []string{"1", "2", "3", "4", "5"},
		},
		{
			Name: "parameters go with every page",
			All:  all(&apiresources.ListParams{Limit: 1, Before: "OQ==", Filter: filter.Raw(`type eq "BUSINESS"`), Attributes: []string{apiresources.AttributeProperties}}),
			Replies: []resttest.Reply{
				page(`{"id":"1"}`, next),
				page(`{"id":"2"}`, ""),
			},
			Send: []string{
				"GET " + root + "?attributes=properties&before=OQ%3D%3D&filter=type+eq+%22BUSINESS%22&limit=1",
				"GET " + root + "?after=Mg%3D%3D&attributes=properties&filter=type+eq+%22BUSINESS%22&limit=1",
			},
			Want: []string{"1", "2"},
		},
		{
			Name: "an empty page in the middle", All: all(nil),
			Replies: []resttest.Reply{
				page(`{"id":"1"}`, next), page("", `{"rel":"next","href":"?after=Mw=="}`), page(`{"id":"2"}`, ""),
			},
			Send: []string{
				first, "GET " + root + "?after=Mg%3D%3D&limit=100", "GET " + root + "?after=Mw%3D%3D&limit=100",
			},
			Want: []string{"1", "2"},
		},
		{
			Name: "break in the first page", All: all(nil), Break: 1,
			Replies: []resttest.Reply{page(`{"id":"1"},{"id":"2"}`, next)},
			Send:    []string{first}, Want: []string{"1"},
		},
		{
			Name: "break at the end of a page", All: all(nil), Break: 2,
			Replies: []resttest.Reply{page(`{"id":"1"},{"id":"2"}`, next)},
			Send:    []string{first}, Want: []string{"1", "2"},
		},
		{
			Name: "an error at once", All: all(nil),
			Replies: []resttest.Reply{{Status: 403, Body: `{"code":403,"message":"Forbidden"}`}},
			Send:    []string{first},
			Is:      asgardeo.ErrForbidden, Operation: "apiresources.List",
		},
		{
			Name: "an error on the second page", All: all(nil),
			Replies: []resttest.Reply{page(`{"id":"1"}`, next), {Status: 500, Body: `{"code":"SE-50000"}`}},
			Send:    []string{first, "GET " + root + "?after=Mg%3D%3D&limit=100"}, Want: []string{"1"},
			Is: asgardeo.ErrServer, Operation: "apiresources.List",
		},
		{
			Name: "a cursor that comes back", All: all(nil),
			Replies: []resttest.Reply{page(`{"id":"1"}`, next), page(`{"id":"2"}`, next)},
			Send:    []string{first, "GET " + root + "?after=Mg%3D%3D&limit=100"}, Want: []string{"1"},
			Is: asgardeo.ErrUnexpectedResponse, Operation: "apiresources.List",
		},
		{
			Name: "a page that comes back", All: all(nil),
			Replies: []resttest.Reply{page(`{"id":"1"},{"id":"2"}`, next), page(`{"id":"1"},{"id":"2"}`, `{"rel":"next","href":"?after=Mw=="}`)},
			Send:    []string{first, "GET " + root + "?after=Mg%3D%3D&limit=100"}, Want: []string{"1", "2"},
			Is: asgardeo.ErrUnexpectedResponse, Operation: "apiresources.List",
		},
		{
			Name: "a link without a cursor", All: all(nil),
			Replies: []resttest.Reply{page(`{"id":"1"}`, `{"rel":"next","href":"/t/example/api/server/v1/api-resources?limit=1"}`)},
			Send:    []string{first},
			Is:      asgardeo.ErrUnexpectedResponse, Operation: "apiresources.List",
		},
		{
			Name: "a link that is not a URL", All: all(nil),
			Replies: []resttest.Reply{page(`{"id":"1"}`, `{"rel":"next","href":"://%zz?after=MTA="}`)},
			Send:    []string{first},
			Is:      asgardeo.ErrUnexpectedResponse, Operation: "apiresources.List",
		},
		{
			Name: "empty pages that lead to each other", All: all(nil),
			Replies: []resttest.Reply{page("", next), page("", next)},
			Send:    []string{first, "GET " + root + "?after=Mg%3D%3D&limit=100"},
			Is:      asgardeo.ErrUnexpectedResponse, Operation: "apiresources.List",
		},
	})
}

func TestAllKeepsParams(t *testing.T) {
	t.Parallel()
	s := resttest.New(t, page(`{"id":"1"}`, `{"rel":"next","href":"?after=Mg=="}`), page(`{"id":"2"}`, ""))
	params := apiresources.ListParams{Before: "OQ=="}
	want := params
	for _, err := range s.Client.APIResources.All(t.Context(), &params) {
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(params, want) {
			t.Fatalf("the params became %+v", params)
		}
	}
}

func TestRoundTrip(t *testing.T) {
	t.Parallel()
	resttest.RoundTrip[apiresources.CreateRequest](t, `{"name":"","identifier":""}`)
	resttest.RoundTrip[apiresources.UpdateRequest](t, `{}`)
	resttest.RoundTrip[apiresources.ScopeUpdateRequest](t, `{}`)
	resttest.RoundTrip[apiresources.Resource](t, `{}`)
	resttest.RoundTrip[apiresources.Page](t, `{}`)
	resttest.RoundTrip[apiresources.Scope](t, `{}`)
	resttest.RoundTrip[apiresources.AuthorizationDetailsType](t, `{}`)
	resttest.RoundTrip[apiresources.AuthorizationDetailsTypeRequest](t, `{"name":"","description":"","type":""}`)
	resttest.RoundTrip[apiresources.ConsoleCollection](t, `{"apiResources":{}}`)
}

// A response that the API does not define is an error, not an empty result.
func TestUnexpectedFirstAnswerEndsTheMethod(t *testing.T) {
	t.Parallel()
	resttest.NotBelieved(t, map[string]func(context.Context, *asgardeo.Client) error{
		"GetByIdentifier": func(ctx context.Context, c *asgardeo.Client) error {
			_, err := c.APIResources.GetByIdentifier(ctx, "a")
			return err
		},
		"All": func(ctx context.Context, c *asgardeo.Client) error {
			for _, err := range c.APIResources.All(ctx, nil) {
				return err
			}
			return nil
		},
	})
}
