package apiresources_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"slices"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/apiresources"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
	"github.com/seed-01804ef5/asgardeo-go/filter"
	"github.com/seed-01804ef5/asgardeo-go/internal/resttest"
)

const (
	allScopes   = "/api/server/v1/scopes"
	allTypes    = "/api/server/v1/authorization-details-types"
	types       = one + "/authorization-details-types"
	collections = "/api/server/v1/meta/api-resource-collections"
)

var (
	order     = apiresources.AuthorizationDetailsType{ID: "t1", Type: "order", Name: "Order", Schema: map[string]json.RawMessage{"type": json.RawMessage(`"object"`)}}
	typesBody = `[{"id":"t1","type":"order","name":"Order","schema":{"type":"object"},"later":1}]`
)

var detailCases = []resttest.Case{
	{
		Operation: "apiresources.Scopes.UpdateByID",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return nil, c.APIResources.Scopes.UpdateByID(ctx, resttest.ID, "s1", &apiresources.ScopeUpdateRequest{
				DisplayName: new("Both"), Description: new(""),
			})
		},
		Send: "PATCH " + scopes + "/id/s1", Body: `{"displayName":"Both","description":""}`,
		Replies: []resttest.Reply{{Status: 200}},
	},
	{
		Operation: "apiresources.Scopes.DeleteByID",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return nil, c.APIResources.Scopes.DeleteByID(ctx, "r1", resttest.ID)
		},
		Send: "DELETE " + root + "/r1/scopes/id/" + resttest.IDPath, Replies: []resttest.Reply{noBody},
	},
	{
		Operation: "apiresources.Scopes.ListInOrganization",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.APIResources.Scopes.ListInOrganization(ctx))
		},
		Send: "GET " + allScopes,
		Replies: []resttest.Reply{{Status: 200, Body: `[{"id":"s1","name":"stock:read","displayName":"Read","description":"d","apiID":"r1",
			"orgID":"o1","later":{}},{"id":"s2","name":"internal_login"}]`}},
		Want: []apiresources.Scope{
			{ID: "s1", Name: "stock:read", DisplayName: "Read", Description: "d", ResourceID: "r1", OrganizationID: "o1"}, {ID: "s2", Name: "internal_login"},
		},
	},
	{
		Operation: "apiresources.Scopes.ListInOrganization", Note: "conditions, no match",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.APIResources.Scopes.ListInOrganization(ctx, apiresources.Name.StartsWith("stock:"), apiresources.Name.NotEquals("a b")))
		},
		Send:    "GET " + allScopes + "?filter=name+sw+%22stock%3A%22+and+name+ne+%22a+b%22",
		Replies: []resttest.Reply{{Status: 200, Body: `[]`}}, Want: []apiresources.Scope{},
	},
	{
		Operation: "apiresources.AuthorizationDetailsTypes.List",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.APIResources.AuthorizationDetailsTypes.List(ctx, resttest.ID))
		},
		Send: "GET " + types, Replies: []resttest.Reply{{Status: 200, Body: typesBody}}, Want: []apiresources.AuthorizationDetailsType{order},
	},
	{
		Operation: "apiresources.AuthorizationDetailsTypes.List", Note: "none",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.APIResources.AuthorizationDetailsTypes.List(ctx, resttest.ID))
		},
		Send: "GET " + types, Replies: []resttest.Reply{{Status: 200, Body: `[]`}}, Want: []apiresources.AuthorizationDetailsType{},
	},
	{
		Operation: "apiresources.AuthorizationDetailsTypes.Add",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.APIResources.AuthorizationDetailsTypes.Add(ctx, resttest.ID,
				apiresources.AuthorizationDetailsTypeRequest{Type: "order", Name: "Order", Schema: map[string]json.RawMessage{"type": json.RawMessage(`"object"`)}},
				apiresources.AuthorizationDetailsTypeRequest{Type: "offer", Name: "Offer", Description: "d", Schema: map[string]json.RawMessage{}}))
		},
		Send: "PUT " + types,
		Body: `[{"type":"order","name":"Order","description":"","schema":{"type":"object"}},
			{"type":"offer","name":"Offer","description":"d","schema":{}}]`,
		Replies: []resttest.Reply{{Status: 200, Body: typesBody}}, Want: []apiresources.AuthorizationDetailsType{order},
	},
	{
		Operation: "apiresources.AuthorizationDetailsTypes.Add", Note: "none",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.APIResources.AuthorizationDetailsTypes.Add(ctx, resttest.ID))
		},
		Send: "PUT " + types, Body: `[]`,
		Replies: []resttest.Reply{{Status: 200, Body: `[]`}}, Want: []apiresources.AuthorizationDetailsType{},
	},
	{
		Operation: "apiresources.AuthorizationDetailsTypes.Get",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.APIResources.AuthorizationDetailsTypes.Get(ctx, resttest.ID, "t1"))
		},
		Send: "GET " + types + "/t1", Want: &order,
		Replies: []resttest.Reply{{Status: 200, Body: `{"id":"t1","type":"order","name":"Order","schema":{"type":"object"}}`}},
	},
	{
		Operation: "apiresources.AuthorizationDetailsTypes.Update",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.APIResources.AuthorizationDetailsTypes.Update(ctx, resttest.ID, "t1",
				&apiresources.AuthorizationDetailsTypeRequest{Type: "order", Name: "Order", Schema: map[string]json.RawMessage{"type": json.RawMessage(`"object"`)}}))
		},
		Send: "PATCH " + types + "/t1", Body: `{"type":"order","name":"Order","description":"","schema":{"type":"object"}}`,
		Replies: []resttest.Reply{noBody, {Status: 200, Body: `{"id":"t1","type":"order","name":"Order","schema":{"type":"object"}}`}},
		Then:    []string{"GET " + types + "/t1"}, Want: &order,
	},
	{
		Operation: "apiresources.AuthorizationDetailsTypes.Delete",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return nil, c.APIResources.AuthorizationDetailsTypes.Delete(ctx, "r1", resttest.ID)
		},
		Send: "DELETE " + root + "/r1/authorization-details-types/" + resttest.IDPath, Replies: []resttest.Reply{noBody},
	},
	{
		Operation: "apiresources.AuthorizationDetailsTypes.ListInOrganization",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.APIResources.AuthorizationDetailsTypes.ListInOrganization(ctx))
		},
		Send: "GET " + allTypes, Replies: []resttest.Reply{{Status: 200, Body: typesBody}}, Want: []apiresources.AuthorizationDetailsType{order},
	},
	{
		Operation: "apiresources.AuthorizationDetailsTypes.ListInOrganization", Note: "a condition",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.APIResources.AuthorizationDetailsTypes.ListInOrganization(ctx, apiresources.Type.Contains("ord")))
		},
		Send:    "GET " + allTypes + "?filter=type+co+%22ord%22",
		Replies: []resttest.Reply{{Status: 200, Body: typesBody}}, Want: []apiresources.AuthorizationDetailsType{order},
	},
	{
		Operation: "apiresources.ConsoleCollections.List", Public: true,
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.APIResources.ConsoleCollections.List(ctx, nil))
		},
		Send: "GET " + collections,
		Replies: []resttest.Reply{{Status: 200, Body: `{"totalResults":2,"apiResourceCollections":[
			{"id":"c1","name":"users","displayName":"Users","type":"tenant","self":"/t/example/c1","later":1}, {"id":"c2"}]}`}},
		Want: []apiresources.ConsoleCollection{
			{ID: "c1", Name: "users", DisplayName: "Users", Type: "tenant", Self: "/t/example/c1"}, {ID: "c2"},
		},
	},
	{
		Operation: "apiresources.ConsoleCollections.List", Note: "all parameters, no match", Public: true,
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.APIResources.ConsoleCollections.List(ctx, &apiresources.ListConsoleCollectionsParams{
				Filter: filter.Raw(`type eq "tenant"`), Attributes: []string{apiresources.AttributeAPIResources},
			}))
		},
		Send:    "GET " + collections + "?attributes=apiResources&filter=type+eq+%22tenant%22",
		Replies: []resttest.Reply{{Status: 200, Body: `{"totalResults":0,"apiResourceCollections":[]}`}}, Want: []apiresources.ConsoleCollection{},
	},
	{
		Operation: "apiresources.ConsoleCollections.Get", Public: true,
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.APIResources.ConsoleCollections.Get(ctx, resttest.ID))
		},
		Send: "GET " + collections + "/" + resttest.IDPath,
		Replies: []resttest.Reply{{Status: 200, Body: `{"id":"c1","apiResources":{
			"read":[{"id":"r1","name":"Users","identifier":"/scim2/Users","type":"TENANT","self":"/t/example/r1","description":"d",
				"scopes":[{"id":"s1","name":"internal_user_mgt_list","displayName":"List"}]}],
			"write":[{"id":"r2"}],"create":[{"id":"r3"}],"update":[{"id":"r4"}],"delete":[]}}`}},
		Want: &apiresources.ConsoleCollection{ID: "c1", APIResources: apiresources.ConsoleCollectionResources{
			Read: []apiresources.ConsoleCollectionResource{{
				ID: "r1", Name: "Users", Identifier: "/scim2/Users", Type: apiresources.ResourceTypeTenant, Self: "/t/example/r1", Description: "d",
				Scopes: []apiresources.Scope{{ID: "s1", Name: "internal_user_mgt_list", DisplayName: "List"}},
			}},
			Write:  []apiresources.ConsoleCollectionResource{{ID: "r2"}},
			Create: []apiresources.ConsoleCollectionResource{{ID: "r3"}},
			Update: []apiresources.ConsoleCollectionResource{{ID: "r4"}},
			Delete: []apiresources.ConsoleCollectionResource{},
		}},
	},
}

// existence is apart from the other cases: 404 and any body are answers to it.
var existence = []resttest.Case{{
	Operation: "apiresources.AuthorizationDetailsTypes.Exists",
	Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
		return resttest.Result(c.APIResources.AuthorizationDetailsTypes.Exists(ctx, "an order"))
	},
	Send:    "HEAD " + allTypes + "?filter=type+eq+%22an+order%22",
	Replies: []resttest.Reply{{Status: 200, Type: "-"}}, Want: true,
}}

func TestExistsTellsAbsentFromFailed(t *testing.T) {
	t.Parallel()
	failures := slices.DeleteFunc(resttest.ServerAPI(), func(f resttest.Failure) bool { return f.Is == asgardeo.ErrNotFound })
	resttest.Failures(t, resttest.ReadDocument(t, "apiresources"), existence, failures)
	resttest.NoAnswer(t, existence)
	resttest.Calls(t, existence)
	for name, test := range map[string]struct {
		reply resttest.Reply
		want  bool
		is    error
	}{
		"204":         {noBody, true, nil},
		"404":         {resttest.Reply{Status: 404, Type: "-"}, false, nil},
		"404 in JSON": {resttest.Reply{Status: 404, Body: `{"code":"API-RESOURCE-60015"}`}, false, nil},
		"a page":      {resttest.Reply{Status: 200, Type: "text/html", Body: "<p>"}, false, asgardeo.ErrUnexpectedResponse},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := resttest.New(t, test.reply)
			if got, err := s.Client.APIResources.AuthorizationDetailsTypes.Exists(t.Context(), "x"); got != test.want || !errors.Is(err, test.is) {
				t.Errorf("got %v, %v", got, err)
			}
		})
	}
}

// A lookup of what no filter holds lists, and compares.
func TestLookupsOfWhatNoFilterHolds(t *testing.T) {
	t.Parallel()
	for identifier, filter := range map[string]string{
		`urn:a"b'c`: `identifier sw 'urn:a"b'`, `urn:a\b`: `identifier sw "urn:a"`, "urn:a eq b": `identifier sw "urn:a e"`,
		"urn:a\tb": `identifier sw "urn:a"`, `\urn`: "", " urn:a": "", "urn:a ": `identifier sw "urn:a"`,
	} {
		s := resttest.New(t, page(`{"id":"r2","identifier":"urn:a"},{"id":"r1","identifier":`+encode(t, identifier)+`}`, ""), created)
		if got, err := s.Client.APIResources.GetByIdentifier(t.Context(), identifier); err != nil || got.ID != "r1" {
			t.Errorf("%q: got %+v, %v", identifier, got, err)
		}
		if filter != "" {
			filter = "filter=" + url.QueryEscape(filter) + "&"
		}
		s.WantLines("GET "+root+"?"+filter+"limit=100", "GET "+root+"/r1")
	}
	for typ, filter := range map[string]string{"an eq order": "?filter=type+sw+%22an+e%22", `\`: ""} {
		for body, want := range map[string]bool{`[{"id":"1","type":"an"}]`: false, `[{"id":"1","type":"an"},{"id":"2","type":` + encode(t, typ) + `}]`: true} {
			s := resttest.New(t, resttest.Reply{Status: 200, Body: body})
			if got, err := s.Client.APIResources.AuthorizationDetailsTypes.Exists(t.Context(), typ); got != want || err != nil {
				t.Errorf("%q: got %v, %v", typ, got, err)
			}
			s.WantLines("GET " + allTypes + filter)
		}
		s := resttest.New(t, resttest.Reply{Status: 404, Type: "-"})
		if got, err := s.Client.APIResources.AuthorizationDetailsTypes.Exists(t.Context(), typ); got || err != nil {
			t.Errorf("%q, 404: got %v, %v", typ, got, err)
		}
	}
}

func encode(t *testing.T, value string) string {
	t.Helper()
	data, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestGetByIdentifier(t *testing.T) {
	t.Parallel()
	const identifier = "https://stock.example/a?b=c&d"
	lines := []string{
		"GET " + root + "?filter=identifier+eq+%22https%3A%2F%2Fstock.example%2Fa%3Fb%3Dc%26d%22&limit=100",
		"GET " + root + "/r1",
	}
	has := func(identifier string) string { return `{"id":"r1","identifier":"` + identifier + `"}` }
	for name, test := range map[string]struct {
		identifier string
		replies    []resttest.Reply
		sent       int
		is         error
		operation  string
	}{
		"found":           {identifier, []resttest.Reply{page(has(identifier), ""), created}, 2, nil, ""},
		"among others":    {identifier, []resttest.Reply{page(`{"id":"r2","identifier":"x"},{"id":"r3"},`+has(identifier), ""), created}, 2, nil, ""},
		"absent":          {identifier, []resttest.Reply{page("", "")}, 1, asgardeo.ErrNotFound, "apiresources.GetByIdentifier"},
		"in another case": {identifier, []resttest.Reply{page(has("HTTPS://stock.example/a?b=c&d"), "")}, 1, asgardeo.ErrNotFound, "apiresources.GetByIdentifier"},
		"twice":           {identifier, []resttest.Reply{page(has(identifier)+`,{"id":"r2","identifier":"`+identifier+`"}`, "")}, 1, asgardeo.ErrAmbiguous, "apiresources.GetByIdentifier"},
		"no list":         {identifier, []resttest.Reply{{Status: 403, Type: "-"}}, 1, asgardeo.ErrForbidden, "apiresources.List"},
		"gone meanwhile":  {identifier, []resttest.Reply{page(has(identifier), ""), {Status: 404, Type: "-"}}, 2, asgardeo.ErrNotFound, "apiresources.Get"},
		"an empty id":     {identifier, []resttest.Reply{page(`{"identifier":"`+identifier+`"}`, "")}, 1, asgardeo.ErrUnexpectedResponse, "apiresources.List"},
		"nothing":         {"", nil, 0, asgardeo.ErrInvalidInput, "apiresources.GetByIdentifier"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := resttest.New(t, test.replies...)
			got, err := s.Client.APIResources.GetByIdentifier(t.Context(), test.identifier)
			var e *asgardeo.Error
			switch {
			case test.is == nil && (err != nil || got.ID != "r1"):
				t.Errorf("got %+v, %v", got, err)
			case test.is != nil && (got != nil || !errors.Is(err, test.is) || !errors.As(err, &e) || e.Operation != test.operation):
				t.Errorf("got %+v, %v, want %v of %s", got, err, test.is, test.operation)
			}
			s.WantLines(lines[:test.sent]...)
		})
	}
}

// Filters that the server cannot evaluate are not sent.
func TestFiltersThatAreRefused(t *testing.T) {
	t.Parallel()
	const name, typ = apiresources.Name, apiresources.Type
	var refusals []resttest.Refusal
	for note, refused := range map[string]filter.Filter{
		"another attribute": apiresources.Identifier.Equals("x"),
		"no value":          name.Equals(""),
	} {
		refusals = append(refusals, resttest.Refusal{
			Operation: "apiresources.Scopes.ListInOrganization", Note: note,
			Call: func(ctx context.Context, c *asgardeo.Client, _ string) (any, error) {
				return resttest.Result(c.APIResources.Scopes.ListInOrganization(ctx, name.Equals("fine"), refused))
			},
		})
	}
	for note, refused := range map[string]filter.Filter{
		"another attribute": name.Equals("x"),
		"ne":                typ.NotEquals("x"),
		"no value":          typ.Equals(""),
	} {
		refusals = append(refusals, resttest.Refusal{
			Operation: "apiresources.AuthorizationDetailsTypes.ListInOrganization", Note: note,
			Call: func(ctx context.Context, c *asgardeo.Client, _ string) (any, error) {
				return resttest.Result(c.APIResources.AuthorizationDetailsTypes.ListInOrganization(ctx, typ.Equals("fine"), refused))
			},
		})
	}
	resttest.Refused(t, append(refusals, resttest.Refusal{
		Operation: "apiresources.AuthorizationDetailsTypes.Exists",
		Call: func(ctx context.Context, c *asgardeo.Client, _ string) (any, error) {
			return resttest.Result(c.APIResources.AuthorizationDetailsTypes.Exists(ctx, ""))
		},
	}))
}
