package scim_test

import (
	"context"
	"slices"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/secret"
	"github.com/seed-01804ef5/asgardeo-go/internal/resttest"
	"github.com/seed-01804ef5/asgardeo-go/scim"
)

const me = "/scim2/Me"

var meCases = slices.Concat(
	projecting(resttest.Case{
		Operation: "scim.Me.Create", Send: "POST " + me, Replies: []resttest.Reply{newUser}, Want: kim,
		Body: `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"DEFAULT/kim","password":"s3cret"}`,
	}, func(ctx context.Context, c *scim.Client, p ...scim.AttributeOption) (any, error) {
		return resttest.Result(c.Me.Create(ctx, &scim.User{UserName: "DEFAULT/kim", Password: secret.New("s3cret")}, p...))
	}),
	projecting(resttest.Case{Operation: "scim.Me.Get", Send: "GET " + me, Replies: []resttest.Reply{someone}, Want: kim},
		func(ctx context.Context, c *scim.Client, p ...scim.AttributeOption) (any, error) {
			return resttest.Result(c.Me.Get(ctx, p...))
		}),
	projecting(resttest.Case{
		Operation: "scim.Me.Update", Send: "PATCH " + me, Replies: []resttest.Reply{someone}, Want: kim,
		Body: patchBody(`{"op":"add","path":"emails","value":[{"value":"k@example.com"}]},{"op":"replace","path":"active","value":true}`),
	}, func(ctx context.Context, c *scim.Client, p ...scim.AttributeOption) (any, error) {
		return resttest.Result(c.Me.Update(ctx, []scim.PatchOperation{
			scim.Add("emails", []scim.Email{{Value: "k@example.com"}}), scim.Replace("active", true),
		}, p...))
	}),
	[]resttest.Case{{
		Operation: "scim.Me.Replace", Send: "PUT " + me, Replies: []resttest.Reply{someone}, Want: kim,
		Body: `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"u1","userName":"DEFAULT/kim"}`,
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.SCIM.Me.Replace(ctx, kim))
		},
	}},
	[]resttest.Case{{
		Operation: "scim.Me.Delete",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return nil, c.SCIM.Me.Delete(ctx)
		},
		Send: "DELETE " + me, Replies: []resttest.Reply{gone},
	}},
)
