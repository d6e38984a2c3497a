package applications_test

import (
	"context"

	"github.com/seed-01804ef5/asgardeo-go/applications"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/secret"
	"github.com/seed-01804ef5/asgardeo-go/internal/resttest"
)

const secrets = oidc + "/secrets"

var secretCases = []resttest.Case{
	{
		Operation: "applications.Secrets.Create",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.Applications.Secrets.Create(ctx, resttest.ID, &applications.ClientSecretRequest{
				ExpiresAt: new(int64(1893456000)),
			}))
		},
		Send: "POST " + secrets, Body: `{"expiresAt":1893456000}`,
		Replies: []resttest.Reply{{Status: 201, Body: `{
			"secretId": "s1", "secretValue": "s3cret", "createdAt": 1700000000, "expiresAt": 1893456000, "latest": true, "status": "ACTIVE"
		}`}},
		Want: &applications.ClientSecret{
			ID: "s1", Value: secret.New("s3cret"), CreatedAt: 1700000000, ExpiresAt: 1893456000, Latest: true,
			Status: applications.ClientSecretStatusActive,
		},
	},
	{
		Operation: "applications.Secrets.Create", Note: "that never expires",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.Applications.Secrets.Create(ctx, resttest.ID, nil))
		},
		Send: "POST " + secrets, Body: `{}`,
		Replies: []resttest.Reply{{Status: 201, Body: `{"secretId":"s1","expiresAt":0}`}},
		Want:    &applications.ClientSecret{ID: "s1"},
	},
	{
		Operation: "applications.Secrets.Get",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.Applications.Secrets.Get(ctx, resttest.ID, "s é"))
		},
		Send:    "GET " + secrets + "/s%20%C3%A9",
		Replies: []resttest.Reply{{Status: 200, Body: `{"secretId":"s é","secretValue":"s3cret","status":"MISLAID"}`}},
		Want:    &applications.ClientSecret{ID: "s é", Value: secret.New("s3cret"), Status: "MISLAID"},
	},
	{
		Operation: "applications.Secrets.List",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.Applications.Secrets.List(ctx, resttest.ID))
		},
		Send: "GET " + secrets,
		Replies: []resttest.Reply{{Status: 200, Body: `{
			"count": 2, "list": [{"secretId": "s1", "status": "EXPIRED"}, {"secretId": "s2", "latest": true}]
		}`}},
		Want: []applications.ClientSecret{{ID: "s1", Status: applications.ClientSecretStatusExpired}, {ID: "s2", Latest: true}},
	},
	{
		Operation: "applications.Secrets.List", Note: "none",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.Applications.Secrets.List(ctx, resttest.ID))
		},
		Send: "GET " + secrets, Replies: []resttest.Reply{{Status: 200, Body: `{"count":0,"list":[]}`}},
		Want: []applications.ClientSecret{},
	},
	{
		Operation: "applications.Secrets.Delete",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return nil, c.Applications.Secrets.Delete(ctx, resttest.ID, "s é")
		},
		Send: "DELETE " + secrets + "/s%20%C3%A9", Replies: []resttest.Reply{gone},
	},
}
