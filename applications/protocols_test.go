package applications_test

import (
	"context"
	"encoding/json"

	"github.com/seed-01804ef5/asgardeo-go/applications"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
	"github.com/seed-01804ef5/asgardeo-go/internal/resttest"
)

const (
	inbound    = one + "/inbound-protocols/"
	saml       = inbound + "saml"
	passiveSTS = inbound + "passive-sts"
	wsTrust    = inbound + "ws-trust"
	custom     = inbound + "my%20cas"
)

var protocolCases = []resttest.Case{
	{
		Operation: "applications.ListInboundProtocols",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.Applications.ListInboundProtocols(ctx, resttest.ID))
		},
		Send: "GET " + inbound,
		Replies: []resttest.Reply{{Status: 200, Body: `[
			{"type": "oauth2", "name": "c1", "self": "/applications/a1/inbound-protocols/oidc"}, {"type": "later", "x": 1}
		]`}},
		Want: []applications.InboundProtocol{
			{Type: "oauth2", Name: "c1", Self: "/applications/a1/inbound-protocols/oidc"}, {Type: "later"},
		},
	},
	{
		Operation: "applications.ListInboundProtocols", Note: "none",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.Applications.ListInboundProtocols(ctx, resttest.ID))
		},
		Send: "GET " + inbound, Replies: []resttest.Reply{{Status: 200, Body: `[]`}}, Want: []applications.InboundProtocol{},
	},
	{
		Operation: "applications.SAML.Get",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.Applications.SAML.Get(ctx, resttest.ID))
		},
		Send: "GET " + saml,
		Replies: []resttest.Reply{{Status: 200, Body: `{
			"issuer": "urn:shop", "assertionConsumerUrls": ["https://shop.example/acs"], "later": [null],
			"singleSignOnProfile": {"bindings": ["HTTP_POST", "PIGEON"], "assertion": {"audiences": []}},
			"singleLogoutProfile": {"enabled": false, "logoutMethod": "BACKCHANNEL"}
		}`}},
		Want: &applications.SAMLServiceProvider{
			Issuer: "urn:shop", AssertionConsumerURLs: []string{"https://shop.example/acs"},
			SingleSignOnProfile: &applications.SAMLSingleSignOn{
				Bindings:  []applications.SAMLBinding{applications.SAMLBindingHTTPPost, "PIGEON"},
				Assertion: &applications.SAMLAssertion{Audiences: []string{}},
			},
			SingleLogoutProfile: &applications.SAMLSingleLogout{
				Enabled: new(false), LogoutMethod: new(applications.SAMLLogoutMethodBackChannel),
			},
			AdditionalProperties: map[string]json.RawMessage{"later": json.RawMessage("[null]")},
		},
	},
	{
		Operation: "applications.SAML.Replace",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return nil, c.Applications.SAML.Replace(ctx, resttest.ID, &applications.SAMLConfiguration{
				ManualConfiguration: &applications.SAMLServiceProvider{
					Issuer: "urn:shop", AssertionConsumerURLs: []string{"https://shop.example/acs"},
					ResponseSigning: &applications.SAMLResponseSigning{Enabled: new(false)},
				},
			})
		},
		Send: "PUT " + saml,
		Body: `{"manualConfiguration": {
			"issuer": "urn:shop", "assertionConsumerUrls": ["https://shop.example/acs"], "responseSigning": {"enabled": false}
		}}`,
		Replies: []resttest.Reply{ok},
	},
	{
		Operation: "applications.SAML.Replace", Note: "from metadata",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return nil, c.Applications.SAML.Replace(ctx, resttest.ID, &applications.SAMLConfiguration{
				MetadataFile: new("PEVudGl0eS8+"), MetadataURL: new("https://shop.example/metadata"),
			})
		},
		Send: "PUT " + saml, Body: `{"metadataFile":"PEVudGl0eS8+","metadataURL":"https://shop.example/metadata"}`,
		Replies: []resttest.Reply{ok},
	},
	{
		Operation: "applications.SAML.Delete",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return nil, c.Applications.SAML.Delete(ctx, resttest.ID)
		},
		Send: "DELETE " + saml, Replies: []resttest.Reply{gone},
	},
	{
		Operation: "applications.PassiveSTS.Get",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.Applications.PassiveSTS.Get(ctx, resttest.ID))
		},
		Send:    "GET " + passiveSTS,
		Replies: []resttest.Reply{{Status: 200, Body: `{"realm":"shop","replyTo":"https://shop.example/","replyToLogout":""}`}},
		Want: &applications.PassiveSTSConfiguration{
			Realm: "shop", ReplyTo: "https://shop.example/", ReplyToLogout: new(""),
		},
	},
	{
		Operation: "applications.PassiveSTS.Replace",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return nil, c.Applications.PassiveSTS.Replace(ctx, resttest.ID, &applications.PassiveSTSConfiguration{
				Realm: "shop", ReplyTo: "https://shop.example/",
			})
		},
		Send: "PUT " + passiveSTS, Body: `{"realm":"shop","replyTo":"https://shop.example/"}`, Replies: []resttest.Reply{ok},
	},
	{
		Operation: "applications.PassiveSTS.Delete",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return nil, c.Applications.PassiveSTS.Delete(ctx, resttest.ID)
		},
		Send: "DELETE " + passiveSTS, Replies: []resttest.Reply{gone},
	},
	{
		Operation: "applications.WSTrust.Get",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.Applications.WSTrust.Get(ctx, resttest.ID))
		},
		Send:    "GET " + wsTrust,
		Replies: []resttest.Reply{{Status: 200, Body: `{"audience":"https://shop.example","certificateAlias":"main"}`}},
		Want:    &applications.WSTrustConfiguration{Audience: "https://shop.example", CertificateAlias: "main"},
	},
	{
		Operation: "applications.WSTrust.Replace",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return nil, c.Applications.WSTrust.Replace(ctx, resttest.ID, &applications.WSTrustConfiguration{
				Audience: "https://shop.example", CertificateAlias: "main",
			})
		},
		Send: "PUT " + wsTrust, Body: `{"audience":"https://shop.example","certificateAlias":"main"}`,
		Replies: []resttest.Reply{ok},
	},
	{
		Operation: "applications.WSTrust.Delete",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return nil, c.Applications.WSTrust.Delete(ctx, resttest.ID)
		},
		Send: "DELETE " + wsTrust, Replies: []resttest.Reply{gone},
	},
	{
		Operation: "applications.CustomProtocols.Get",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.Applications.CustomProtocols.Get(ctx, resttest.ID, "my cas"))
		},
		Send: "GET " + custom,
		Replies: []resttest.Reply{{Status: 200, Body: `{
			"name": "cas", "configName": "my cas", "properties": [{"key": "k", "value": "", "friendlyName": "K", "later": 1}]
		}`}},
		Want: &applications.CustomProtocolConfiguration{
			Name: "cas", ConfigName: "my cas",
			Properties: []applications.CustomProtocolProperty{{
				Key: new("k"), Value: new(""), FriendlyName: new("K"),
				AdditionalProperties: map[string]json.RawMessage{"later": json.RawMessage("1")},
			}},
		},
	},
	{
		Operation: "applications.CustomProtocols.Replace",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return nil, c.Applications.CustomProtocols.Replace(ctx, resttest.ID, "my cas", &applications.CustomProtocolConfiguration{
				Name: "cas", ConfigName: "my cas", Properties: []applications.CustomProtocolProperty{{Key: new("k")}},
			})
		},
		Send: "PUT " + custom, Body: `{"name":"cas","configName":"my cas","properties":[{"key":"k"}]}`,
		Replies: []resttest.Reply{ok},
	},
	{
		Operation: "applications.CustomProtocols.Delete",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return nil, c.Applications.CustomProtocols.Delete(ctx, resttest.ID, "my cas")
		},
		Send: "DELETE " + custom, Replies: []resttest.Reply{gone},
	},
}
