package claims_test

import (
	"context"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
	"github.com/seed-01804ef5/asgardeo-go/claims"
	"github.com/seed-01804ef5/asgardeo-go/internal/resttest"
)

const (
	root = "/api/server/v1/oidc/scopes"
	one  = root + "/" + resttest.IDPath
)

// cases has every operation. The first case of each is the one that the tests of failures use.
var cases = []resttest.Case{
	{
		Operation: "claims.OIDCScopes.List",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.Claims.OIDCScopes.List(ctx))
		},
		Send: "GET " + root,
		Replies: []resttest.Reply{{Status: 200, Body: `[
			{"name":"openid","displayName":"Open ID","claims":[]},
			{"name":"email","displayName":"Email","description":"Address","claims":["email","email_verified"],"later":1}
		]`}},
		Want: []claims.OIDCScope{
			{Name: "openid", DisplayName: "Open ID", Claims: []string{}},
			{Name: "email", DisplayName: "Email", Description: "Address", Claims: []string{"email", "email_verified"}},
		},
	},
	{
		Operation: "claims.OIDCScopes.List", Note: "none",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.Claims.OIDCScopes.List(ctx))
		},
		Send: "GET " + root, Replies: []resttest.Reply{{Status: 200, Body: `[]`}}, Want: []claims.OIDCScope{},
	},
	{
		Operation: "claims.OIDCScopes.Create",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return nil, c.Claims.OIDCScopes.Create(ctx, &claims.OIDCScopeRequest{
				Name: "age", DisplayName: "Age", Description: new("How <old>"), Claims: []string{"birthdate"},
			})
		},
		Send: "POST " + root, Body: `{"name":"age","displayName":"Age","description":"How <old>","claims":["birthdate"]}`,
		Replies: []resttest.Reply{{Status: 201, Type: "-", Location: resttest.Base + root + "/age"}},
	},
	{
		Operation: "claims.OIDCScopes.Create", Note: "nil members",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return nil, c.Claims.OIDCScopes.Create(ctx, &claims.OIDCScopeRequest{})
		},
		Send: "POST " + root, Body: `{"name":"","displayName":""}`,
		Replies: []resttest.Reply{{Status: 201, Type: "-", Location: resttest.Base + root + "/"}},
	},
	{
		Operation: "claims.OIDCScopes.Create", Note: "empty members",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return nil, c.Claims.OIDCScopes.Create(ctx, &claims.OIDCScopeRequest{Description: new(""), Claims: []string{}})
		},
		Send: "POST " + root, Body: `{"name":"","displayName":"","description":"","claims":[]}`,
		Replies: []resttest.Reply{{Status: 201, Type: "-"}},
	},
	{
		Operation: "claims.OIDCScopes.Get",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.Claims.OIDCScopes.Get(ctx, resttest.ID))
		},
		Send:    "GET " + one,
		Replies: []resttest.Reply{{Status: 200, Body: `{"name":"age","displayName":"Age","description":"How old","claims":["birthdate"]}`}},
		Want:    &claims.OIDCScope{Name: "age", DisplayName: "Age", Description: "How old", Claims: []string{"birthdate"}},
	},
	{
		Operation: "claims.OIDCScopes.Replace",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return nil, c.Claims.OIDCScopes.Replace(ctx, resttest.ID, &claims.OIDCScopeReplaceRequest{
				DisplayName: "Age", Description: new(""), Claims: []string{},
			})
		},
		Send: "PUT " + one, Body: `{"displayName":"Age","description":"","claims":[]}`,
		Replies: []resttest.Reply{{Status: 200, Type: "-"}},
	},
	{
		Operation: "claims.OIDCScopes.Replace", Note: "nil members",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return nil, c.Claims.OIDCScopes.Replace(ctx, resttest.ID, &claims.OIDCScopeReplaceRequest{})
		},
		Send: "PUT " + one, Body: `{"displayName":""}`, Replies: []resttest.Reply{{Status: 200, Type: "-"}},
	},
	{
		Operation: "claims.OIDCScopes.Delete",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return nil, c.Claims.OIDCScopes.Delete(ctx, resttest.ID)
		},
		Send: "DELETE " + one, Replies: []resttest.Reply{{Status: 204, Type: "-"}},
	},
}

func TestAPI(t *testing.T) {
	t.Parallel()
	resttest.API[claims.Op]{
		Name: "claims", Generated: claims.API, Answers: claims.Answers,
		Service: func(c *asgardeo.Client) any { return c.Claims }, Operations: claims.Operations(), Scopes: claims.Scopes,
		Cases: cases, Failures: resttest.ServerAPI(), ByID: byName, NoReserved: true,
	}.Test(t)
}

func TestGrants(t *testing.T) {
	t.Parallel()
	resttest.Grants(t, cases, []resttest.Grant{
		{
			Operation: "claims.OIDCScopes.Create", Granted: "internal_oidc_scope_mgt_view",
			Required: []string{"internal_oidc_scope_mgt_create"}, Missing: []string{"internal_oidc_scope_mgt_create"},
		},
		{
			Operation: "claims.OIDCScopes.Delete", Granted: "internal_oidc_scope_mgt_delete",
			Required: []string{"internal_oidc_scope_mgt_delete"},
		},
		{
			Operation: "claims.OIDCScopes.List", Granted: "internal_application_mgt_view",
			Required: []string{"internal_oidc_scope_mgt_view"}, Missing: []string{"internal_oidc_scope_mgt_view"},
		},
	})
}

// byName are the calls with the name of a scope.
var byName = []resttest.Refusal{
	{
		Operation: "claims.OIDCScopes.Get",
		Call: func(ctx context.Context, c *asgardeo.Client, name string) (any, error) {
			return resttest.Result(c.Claims.OIDCScopes.Get(ctx, name))
		},
	},
	{
		Operation: "claims.OIDCScopes.Replace",
		Call: func(ctx context.Context, c *asgardeo.Client, name string) (any, error) {
			return nil, c.Claims.OIDCScopes.Replace(ctx, name, &claims.OIDCScopeReplaceRequest{})
		},
	},
	{
		Operation: "claims.OIDCScopes.Delete",
		Call: func(ctx context.Context, c *asgardeo.Client, name string) (any, error) {
			return nil, c.Claims.OIDCScopes.Delete(ctx, name)
		},
	},
}

func TestRefused(t *testing.T) {
	t.Parallel()
	resttest.Refused(t, []resttest.Refusal{
		{
			Operation: "claims.OIDCScopes.Create", Note: "nil",
			Call: func(ctx context.Context, c *asgardeo.Client, _ string) (any, error) {
				return nil, c.Claims.OIDCScopes.Create(ctx, nil)
			},
		},
		{
			Operation: "claims.OIDCScopes.Replace", Note: "nil",
			Call: func(ctx context.Context, c *asgardeo.Client, name string) (any, error) {
				return nil, c.Claims.OIDCScopes.Replace(ctx, name, nil)
			},
		},
	})
}

func TestRoundTrip(t *testing.T) {
	t.Parallel()
	resttest.RoundTrip[claims.OIDCScopeRequest](t, `{"displayName":"","name":""}`)
	resttest.RoundTrip[claims.OIDCScopeReplaceRequest](t, `{"displayName":""}`)
	resttest.RoundTrip[claims.OIDCScope](t, `{}`)
}

// One scope with members of another type than documented does not make the others unreadable.
func TestMembersOfAnotherType(t *testing.T) {
	t.Parallel()
	s := resttest.New(t, resttest.Reply{Status: 200, Body: `[
		{"name":"a","displayName":1,"description":{},"claims":"none"},
		{"Name":"b","displayName":"B","claims":null}
	]`})
	scopes, err := s.Client.Claims.OIDCScopes.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(scopes) != 2 || scopes[0].DisplayName != "1" || scopes[0].Description != "" || scopes[1].Name != "b" {
		t.Errorf("got %+v", scopes)
	}
}
