package applications_test

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/applications"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/secret"
	"github.com/seed-01804ef5/asgardeo-go/filter"
	"github.com/seed-01804ef5/asgardeo-go/internal/resttest"
)

const (
	root       = "/api/server/v1/applications"
	one        = root + "/" + resttest.IDPath
	oidc       = one + "/inbound-protocols/oidc"
	authorized = one + "/authorized-apis"
)

var (
	created = resttest.Reply{Status: 201, Type: "-", Location: resttest.Base + root + "/a1"}
	read    = resttest.Reply{Status: 200, Body: `{"id":"a1","name":"Shop"}`}
	getNew  = []string{"GET " + root + "/a1"}
	getOne  = []string{"GET " + one}
	shop    = &applications.Application{ID: "a1", Name: "Shop"}
	ok      = resttest.Reply{Status: 200, Type: "-"}
	gone    = resttest.Reply{Status: 204, Type: "-"}
)

// cases has every operation. The first case of each is the one that the tests of failures use.
var cases = slices.Concat(
	clientCases, fileCases, loginFlowCases, metadataCases, protocolCases, secretCases, sharingCases, templateCases)

var clientCases = []resttest.Case{
	{
		Operation: "applications.List",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.Applications.List(ctx, nil))
		},
		Send: "GET " + root,
		Replies: []resttest.Reply{{Status: 200, Body: `{
			"totalResults": 31, "startIndex": 1, "count": 2,
			"links": [{"rel": "next", "href": "/t/example/api/server/v1/applications?offset=30&limit=30"}],
			"applications": [
				{"id": "a1", "name": "Shop", "description": "d", "image": "https://i.example", "accessUrl": "https://s.example",
					"clientId": "c1", "issuer": "i", "access": "WRITE", "self": "/t/example/api/server/v1/applications/a1",
					"applicationVersion": "v2.0.0", "realm": "r"},
				{"id": "a2", "name": "Desk", "access": "AUDIT", "templateId": "t", "templateVersion": "1", "applicationEnabled": true,
					"associatedRoles": {"allowedAudience": "APPLICATION"}, "advancedConfigurations": {"saas": false}, "later": {}}
			]
		}`}},
		Want: &applications.Page{
			TotalResults: 31, StartIndex: 1, Count: 2,
			Links: []applications.Link{{Rel: "next", Href: "/t/example" + root + "?offset=30&limit=30"}},
			Applications: []applications.Summary{
				{
					ID: "a1", Name: "Shop", Description: "d", Image: "https://i.example", AccessURL: "https://s.example",
					ClientID: "c1", Issuer: "i", Access: applications.AccessWrite, Self: "/t/example" + root + "/a1",
					ApplicationVersion: "v2.0.0", Realm: "r",
				},
				{
					ID: "a2", Name: "Desk", Access: "AUDIT", TemplateID: "t", TemplateVersion: "1", Enabled: true,
					AssociatedRoles: &applications.AssociatedRoles{AllowedAudience: applications.RoleAudienceApplication},
					Advanced:        &applications.AdvancedConfiguration{SaaS: new(false)},
				},
			},
		},
	},
	{
		Operation: "applications.List", Note: "all parameters, no match",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.Applications.List(ctx, &applications.ListParams{
				Limit: 5, Offset: 10, Filter: filter.Raw(`name co "R&D; 100%+"`), Attributes: []string{applications.AttributeClientID, applications.AttributeTemplateID}, ExcludeSystemPortals: true,
			}))
		},
		Send: "GET " + root + "?attributes=clientId,templateId&excludeSystemPortals=true" +
			"&filter=name+co+%22R%26D%3B+100%25%2B%22&limit=5&offset=10",
		Replies: []resttest.Reply{{Status: 200, Body: `{"totalResults":0,"startIndex":11,"applications":[],"links":[]}`}},
		Want:    &applications.Page{StartIndex: 11, Applications: []applications.Summary{}, Links: []applications.Link{}},
	},
	{
		Operation: "applications.List", Note: "zero parameters",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.Applications.List(ctx, &applications.ListParams{}))
		},
		Send: "GET " + root, Replies: []resttest.Reply{{Status: 200, Body: `{"totalResults":1,"applications":[]}`}},
		Want: &applications.Page{TotalResults: 1, Applications: []applications.Summary{}},
	},
	{
		Operation: "applications.Create",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.Applications.Create(ctx, &applications.CreateRequest{
				Name: "Robot", TemplateID: new("m2m-application"), Description: new(""), ManagementApp: new(false),
				AssociatedRoles: &applications.AssociatedRoles{
					AllowedAudience: applications.RoleAudienceApplication, Roles: []applications.AssociatedRole{},
				},
				InboundProtocolConfiguration: &applications.ProtocolConfigurations{OIDC: &applications.OIDCConfiguration{
					GrantTypes:   []applications.GrantType{"client_credentials"},
					PublicClient: new(false),
					AccessToken: &applications.AccessTokenConfiguration{
						Type: new(applications.AccessTokenTypeJWT), ApplicationAccessTokenExpiryInSeconds: new(int64(900)),
					},
				}},
			}))
		},
		Send: "POST " + root,
		Body: `{
			"name": "Robot", "templateId": "m2m-application", "description": "", "isManagementApp": false,
			"associatedRoles": {"allowedAudience": "APPLICATION", "roles": []},
			"inboundProtocolConfiguration": {"oidc": {
				"grantTypes": ["client_credentials"], "publicClient": false,
				"accessToken": {"type": "JWT", "userAccessTokenExpiryInSeconds": 0, "applicationAccessTokenExpiryInSeconds": 900}
			}}
		}`,
		Replies: []resttest.Reply{created, {Status: 200, Body: `{
			"id": "a1", "name": "Robot", "applicationEnabled": true, "access": "WRITE", "clientId": "c1",
			"inboundProtocols": [{"type": "oauth2", "name": "c1", "self": "/applications/a1/oidc"}]
		}`}},
		Then: getNew,
		Want: &applications.Application{
			ID: "a1", Name: "Robot", Enabled: true, Access: applications.AccessWrite, ClientID: "c1",
			InboundProtocols: []applications.InboundProtocol{
				{Type: "oauth2", Name: "c1", Self: "/applications/a1/oidc"},
			},
		},
	},
	{
		Operation: "applications.Create", Note: "only a name",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.Applications.Create(ctx, &applications.CreateRequest{Name: "Shop"}))
		},
		Send: "POST " + root, Body: `{"name":"Shop"}`,
		Replies: []resttest.Reply{created, read}, Then: getNew,
		Want: &applications.Application{ID: "a1", Name: "Shop"},
	},
	{
		Operation: "applications.Create", Note: "nil and empty lists",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.Applications.Create(ctx, &applications.CreateRequest{
				AssociatedRoles: &applications.AssociatedRoles{AllowedAudience: applications.RoleAudienceOrganization, Roles: []applications.AssociatedRole{}},
				InboundProtocolConfiguration: &applications.ProtocolConfigurations{
					Custom: []applications.CustomProtocolConfiguration{},
					OIDC:   &applications.OIDCConfiguration{GrantTypes: []applications.GrantType{"password"}, CallbackURLs: []string{}, AllowedOrigins: nil},
				},
			}))
		},
		Send: "POST " + root,
		Body: `{
			"associatedRoles": {"allowedAudience": "ORGANIZATION", "roles": []},
			"inboundProtocolConfiguration": {"custom": [], "oidc": {"grantTypes": ["password"], "callbackURLs": []}}
		}`,
		Replies: []resttest.Reply{created, read}, Then: getNew,
		Want: &applications.Application{ID: "a1", Name: "Shop"},
	},
	{
		Operation: "applications.Get",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.Applications.Get(ctx, resttest.ID))
		},
		Send: "GET " + one,
		Replies: []resttest.Reply{{Status: 200, Body: `{
			"id": "a1", "name": "Shop", "issuer": "i", "isManagementApp": true, "later": {"x": 1},
			"claimConfiguration": {"dialect": "LOCAL", "requestedClaims": [{"claim": {"uri": "http://c/1"}, "mandatory": false}]},
			"authenticationSequence": {
				"type": "DEFAULT", "steps": [{"id": 1, "options": [{"idp": "LOCAL", "authenticator": "Basic"}]}]
			},
			"associatedRoles": {"allowedAudience": "ORGANIZATION"}
		}`}},
		Want: &applications.Application{
			ID: "a1", Name: "Shop", Issuer: "i", ManagementApp: true,
			Claims: &applications.ClaimConfiguration{
				Dialect: new(applications.ClaimDialectLocal),
				RequestedClaims: []applications.RequestedClaim{
					{Claim: applications.Claim{URI: "http://c/1"}, Mandatory: new(false)},
				},
			},
			AuthenticationSequence: &applications.AuthenticationSequence{
				Type: new(applications.SequenceTypeDefault),
				Steps: []applications.AuthenticationStep{
					{ID: 1, Options: []applications.Authenticator{{IDP: "LOCAL", Name: "Basic"}}},
				},
			},
			AssociatedRoles: &applications.AssociatedRoles{AllowedAudience: applications.RoleAudienceOrganization},
		},
	},
	{
		Operation: "applications.Update",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.Applications.Update(ctx, resttest.ID, &applications.UpdateRequest{
				Name: new("Store"), Description: new(""), Enabled: new(false),
				AssociatedRoles: &applications.AssociatedRoles{
					AllowedAudience: applications.RoleAudienceApplication,
					Roles:           []applications.AssociatedRole{{ID: "role1"}},
				},
				Advanced: &applications.AdvancedConfiguration{},
			}))
		},
		Send: "PATCH " + one,
		Body: `{
			"name": "Store", "description": "", "applicationEnabled": false, "advancedConfigurations": {},
			"associatedRoles": {"allowedAudience": "APPLICATION", "roles": [{"id": "role1"}]}
		}`,
		Replies: []resttest.Reply{ok, read}, Then: getOne, Want: shop,
	},
	{
		Operation: "applications.Update", Note: "nothing",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.Applications.Update(ctx, resttest.ID, &applications.UpdateRequest{}))
		},
		Send: "PATCH " + one, Body: `{}`, Replies: []resttest.Reply{ok, read}, Then: getOne, Want: shop,
	},
	{
		Operation: "applications.UpdateScript",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return nil, c.Applications.UpdateScript(ctx, resttest.ID, "var onLoginRequest = c => { if (1 < 2) c.x('é'); }")
		},
		Send:    "PUT " + one + "/authenticationSequence/script",
		Body:    `{"script":"var onLoginRequest = c => { if (1 < 2) c.x('é'); }"}`,
		Replies: []resttest.Reply{ok},
	},
	{
		Operation: "applications.UpdateScript", Note: "none",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return nil, c.Applications.UpdateScript(ctx, resttest.ID, "")
		},
		Send: "PUT " + one + "/authenticationSequence/script", Body: `{"script":""}`, Replies: []resttest.Reply{ok},
	},
	{
		Operation: "applications.ChangeOwner",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return nil, c.Applications.ChangeOwner(ctx, resttest.ID, "u 1")
		},
		Send: "PUT " + one + "/owner", Body: `{"id":"u 1"}`, Replies: []resttest.Reply{ok},
	},
	{
		Operation: "applications.ListAuthenticators",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.Applications.ListAuthenticators(ctx, resttest.ID))
		},
		Send: "GET " + one + "/authenticators",
		Replies: []resttest.Reply{{Status: 200, Body: `[{
			"stepId": 1, "localAuthenticators": [{"type": "BasicAuthenticator", "name": "basic"}],
			"federatedAuthenticators": [{"type": "GoogleOIDCAuthenticator"}], "later": 1
		}, {"stepId": 2, "localAuthenticators": []}]`}},
		Want: []applications.StepAuthenticators{
			{
				StepID:                  1,
				LocalAuthenticators:     []applications.ConfiguredAuthenticator{{Type: "BasicAuthenticator", Name: "basic"}},
				FederatedAuthenticators: []applications.ConfiguredAuthenticator{{Type: "GoogleOIDCAuthenticator"}},
			},
			{StepID: 2, LocalAuthenticators: []applications.ConfiguredAuthenticator{}},
		},
	},
	{
		Operation: "applications.GetResident",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.Applications.GetResident(ctx))
		},
		Send: "GET " + root + "/resident",
		Replies: []resttest.Reply{{Status: 200, Body: `{
			"provisioningConfigurations": {"inboundProvisioning": {"proxyMode": false}, "outboundProvisioningIdps": []}
		}`}},
		Want: &applications.ResidentApplication{Provisioning: &applications.ProvisioningConfiguration{
			InboundProvisioning:      &applications.InboundProvisioning{ProxyMode: new(false)},
			OutboundProvisioningIDPs: []applications.OutboundProvisioning{},
		}},
	},
	{
		Operation: "applications.ReplaceResident",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.Applications.ReplaceResident(ctx, &applications.ProvisioningConfiguration{
				OutboundProvisioningIDPs: []applications.OutboundProvisioning{{IDP: new("Google"), Connector: new("google"), JIT: new(false)}},
			}))
		},
		Send:    "PUT " + root + "/resident",
		Body:    `{"outboundProvisioningIdps":[{"idp":"Google","connector":"google","jit":false,"blocking":false,"rules":false}]}`,
		Replies: []resttest.Reply{{Status: 200, Body: `{"provisioningConfigurations":{}}`}},
		Want:    &applications.ResidentApplication{Provisioning: &applications.ProvisioningConfiguration{}},
	},
	{
		Operation: "applications.Delete",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return nil, c.Applications.Delete(ctx, resttest.ID)
		},
		Send: "DELETE " + one, Replies: []resttest.Reply{gone},
	},
	{
		Operation: "applications.OIDC.Get",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.Applications.OIDC.Get(ctx, resttest.ID))
		},
		Send: "GET " + oidc,
		Replies: []resttest.Reply{{Status: 200, Body: `{
			"clientId": "c1", "clientSecret": "s3cret", "clientSecretExpiresAt": 0, "grantTypes": ["client_credentials"],
			"callbackURLs": [], "publicClient": false, "state": "ACTIVE", "accessToken": {"type": "JWT", "later": 1}
		}`}},
		Want: &applications.OIDCConfiguration{
			ClientID: "c1", ClientSecret: secret.New("s3cret"), ClientSecretExpiresAt: new(int64(0)), GrantTypes: []applications.GrantType{"client_credentials"},
			CallbackURLs: []string{}, PublicClient: new(false), State: new(applications.ClientStateActive),
			AccessToken: &applications.AccessTokenConfiguration{
				Type: new(applications.AccessTokenTypeJWT), AdditionalProperties: map[string]json.RawMessage{"later": json.RawMessage("1")},
			},
		},
	},
	{
		Operation: "applications.OIDC.Get", Note: "without the secret",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.Applications.OIDC.Get(ctx, resttest.ID))
		},
		Send: "GET " + oidc, Replies: []resttest.Reply{{Status: 200, Body: `{"clientId":"c1","state":"REVOKED"}`}},
		Want: &applications.OIDCConfiguration{ClientID: "c1", State: new(applications.ClientStateRevoked)},
	},
	{
		Operation: "applications.OIDC.Replace",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return nil, c.Applications.OIDC.Replace(ctx, resttest.ID, &applications.OIDCConfiguration{
				ClientID: "c1", ClientSecret: secret.New("s3cret"), GrantTypes: []applications.GrantType{"client_credentials"}, AllowedOrigins: []string{},
				PKCE: &applications.PKCEConfiguration{Mandatory: new(true)},
			})
		},
		Send: "PUT " + oidc,
		Body: `{
			"clientId": "c1", "clientSecret": "s3cret", "grantTypes": ["client_credentials"], "allowedOrigins": [],
			"pkce": {"mandatory": true, "supportPlainTransformAlgorithm": false}
		}`,
		Replies: []resttest.Reply{ok},
	},
	{
		Operation: "applications.OIDC.Replace", Note: "only a grant",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return nil, c.Applications.OIDC.Replace(ctx, resttest.ID, &applications.OIDCConfiguration{GrantTypes: []applications.GrantType{"password"}})
		},
		Send: "PUT " + oidc, Body: `{"grantTypes":["password"]}`, Replies: []resttest.Reply{ok},
	},
	{
		Operation: "applications.OIDC.Delete",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return nil, c.Applications.OIDC.Delete(ctx, resttest.ID)
		},
		Send: "DELETE " + oidc, Replies: []resttest.Reply{gone},
	},
	{
		Operation: "applications.OIDC.DisableClient",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return nil, c.Applications.OIDC.DisableClient(ctx, resttest.ID)
		},
		Send: "POST " + oidc + "/revoke", Replies: []resttest.Reply{ok},
	},
	{
		Operation: "applications.OIDC.RegenerateSecret",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.Applications.OIDC.RegenerateSecret(ctx, resttest.ID))
		},
		Send:    "POST " + oidc + "/regenerate-secret",
		Replies: []resttest.Reply{{Status: 200, Body: `{"clientId":"c1","clientSecret":"fresh","state":"ACTIVE"}`}},
		Want: &applications.OIDCConfiguration{
			ClientID: "c1", ClientSecret: secret.New("fresh"), State: new(applications.ClientStateActive),
		},
	},
	{
		Operation: "applications.AuthorizedAPIs.List",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.Applications.AuthorizedAPIs.List(ctx, resttest.ID))
		},
		Send: "GET " + authorized,
		Replies: []resttest.Reply{{Status: 200, Body: `[{
			"id": "r1", "identifier": "https://stock.example", "displayName": "Stock", "policyId": "RBAC", "type": "BUSINESS",
			"authorizedScopes": [{"id": "s1", "name": "stock:read", "displayName": "Read"}],
			"authorizedAuthorizationDetailsTypes": [{"id": "t1", "type": "order", "name": "Order"}]
		}]`}},
		Want: []applications.AuthorizedAPI{{
			ID: "r1", Identifier: "https://stock.example", DisplayName: "Stock", PolicyID: "RBAC", Type: "BUSINESS",
			AuthorizedScopes:          []applications.AuthorizedScope{{ID: "s1", Name: "stock:read", DisplayName: "Read"}},
			AuthorizationDetailsTypes: []applications.AuthorizationDetailsType{{ID: "t1", Type: "order", Name: "Order"}},
		}},
	},
	{
		Operation: "applications.AuthorizedAPIs.List", Note: "none",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.Applications.AuthorizedAPIs.List(ctx, resttest.ID))
		},
		Send: "GET " + authorized, Replies: []resttest.Reply{{Status: 200, Body: `[]`}}, Want: []applications.AuthorizedAPI{},
	},
	{
		Operation: "applications.AuthorizedAPIs.Create",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.Applications.AuthorizedAPIs.Create(ctx, resttest.ID, &applications.AuthorizedAPIRequest{
				ID: "r1", PolicyIdentifier: applications.AuthorizationPolicyRBAC, Scopes: []string{"stock:read"}, AuthorizationDetailsTypes: []string{"order"},
			}))
		},
		Send: "POST " + authorized,
		Body: `{"id":"r1","policyIdentifier":"RBAC","scopes":["stock:read"],"authorizationDetailsTypes":["order"]}`,

		Replies: []resttest.Reply{ok, {Status: 200, Body: `[{"id":"r0"},{"id":"r1","policyId":"RBAC"},{"id":"r2"}]`}}, Then: []string{"GET " + authorized},
		Want: &applications.AuthorizedAPI{ID: "r1", PolicyID: applications.AuthorizationPolicyRBAC},
	},
	{
		Operation: "applications.AuthorizedAPIs.Create", Note: "nil and empty lists",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.Applications.AuthorizedAPIs.Create(ctx, resttest.ID, &applications.AuthorizedAPIRequest{
				ID: "r1", Scopes: []string{},
			}))
		},
		Send: "POST " + authorized, Body: `{"id":"r1","scopes":[]}`,
		Replies: []resttest.Reply{ok, {Status: 200, Body: `[{"id":"r1"}]`}}, Then: []string{"GET " + authorized}, Want: &applications.AuthorizedAPI{ID: "r1"},
	},
	{
		Operation: "applications.AuthorizedAPIs.Update",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.Applications.AuthorizedAPIs.Update(ctx, resttest.ID, "r 1", &applications.AuthorizedAPIUpdateRequest{
				AddedScopes: []string{"stock:write"}, RemovedScopes: []string{"stock:read"},
				AddedAuthorizationDetailsTypes: []string{}, RemovedAuthorizationDetailsTypes: []string{"order"},
			}))
		},
		Send: "PATCH " + authorized + "/r%201",
		Body: `{
			"addedScopes": ["stock:write"], "removedScopes": ["stock:read"],
			"addedAuthorizationDetailsTypes": [], "removedAuthorizationDetailsTypes": ["order"]
		}`,
		Replies: []resttest.Reply{ok, {Status: 200, Body: `[{"id":"r 1","authorizedScopes":[]}]`}}, Then: []string{"GET " + authorized},
		Want: &applications.AuthorizedAPI{ID: "r 1", AuthorizedScopes: []applications.AuthorizedScope{}},
	},
	{
		Operation: "applications.AuthorizedAPIs.Update", Note: "nothing",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.Applications.AuthorizedAPIs.Update(ctx, resttest.ID, "r1", &applications.AuthorizedAPIUpdateRequest{}))
		},
		Send: "PATCH " + authorized + "/r1", Body: `{}`,
		Replies: []resttest.Reply{ok, {Status: 200, Body: `[{"id":"r1"}]`}}, Then: []string{"GET " + authorized}, Want: &applications.AuthorizedAPI{ID: "r1"},
	},
	{
		Operation: "applications.AuthorizedAPIs.Delete",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return nil, c.Applications.AuthorizedAPIs.Delete(ctx, resttest.ID, "r 1")
		},
		Send: "DELETE " + authorized + "/r%201", Replies: []resttest.Reply{gone},
	},
}

func TestAPI(t *testing.T) {
	t.Parallel()
	resttest.API[applications.Op]{
		Name: "applications", Generated: applications.API, Answers: applications.Answers,
		Service: func(c *asgardeo.Client) any { return c.Applications }, Operations: applications.Operations(), Scopes: applications.Scopes,
		Given: []any{
			&applications.OIDCConfiguration{GrantTypes: []applications.GrantType{"password"}},
			&applications.SAMLConfiguration{MetadataURL: new("u")}, &applications.PassiveSTSConfiguration{Realm: "r", ReplyTo: "u"},
			&applications.WSTrustConfiguration{Audience: "a", CertificateAlias: "c"}, &applications.CustomProtocolConfiguration{Name: "n", ConfigName: "c"},
			&applications.Template{Name: "n", Application: applications.CreateRequest{Name: "n"}},
		},
		Cases: cases, Failures: resttest.ServerAPI(), ByID: byID(), Secrets: 12,
	}.Test(t)
}

func TestGrants(t *testing.T) {
	t.Parallel()
	const (
		update   = "internal_application_mgt_update"
		business = "internal_application_business_api_update"
		internal = "internal_application_internal_api_update"
		script   = "internal_application_script_update"
		view     = "internal_application_mgt_view"
		secret   = "internal_application_mgt_client_secret_view"
	)
	resttest.Grants(t, cases, []resttest.Grant{
		{Operation: "applications.OIDC.Get", Granted: update, Required: []string{view}, Missing: []string{view}},
		{Operation: "applications.OIDC.Get", Granted: secret, Required: []string{view}, Missing: []string{view}},
		{Operation: "applications.Update", Granted: update, Required: []string{update, script}, Missing: []string{script}},
		{Operation: "applications.Update", Granted: script, Required: []string{update}, Missing: []string{update}},
		{
			Operation: "applications.AuthorizedAPIs.Create", Granted: update,
			Required: []string{update, business}, Missing: []string{business},
		},
		{
			Operation: "applications.AuthorizedAPIs.Create", Granted: internal,
			Required: []string{update, internal}, Missing: []string{update},
		},
		{
			Operation: "applications.AuthorizedAPIs.Delete", Granted: internal + " " + update,
			Required: []string{update, business}, Missing: []string{business},
		},
		{Operation: "applications.Get", Granted: view, Required: []string{view}},
		{
			Operation: "applications.AuthorizedAPIs.Update", Granted: "",
			Required: []string{update, business}, Missing: []string{update, business},
		},
	})
}

// What was changed is changed, even if it cannot be read: the result has the id, and the error says so.
func TestChangedButNotRead(t *testing.T) {
	t.Parallel()
	gone, none := resttest.Reply{Status: 404}, resttest.Reply{Status: 200, Body: `[{"id":"r2"}]`}
	authorize := func(c *applications.Client) (any, error) {
		return c.AuthorizedAPIs.Create(t.Context(), "a1", &applications.AuthorizedAPIRequest{ID: "r1"})
	}
	for name, test := range map[string]struct {
		call    func(*applications.Client) (any, error)
		replies []resttest.Reply
		want    any
		op      string
	}{
		"Update": {
			func(c *applications.Client) (any, error) {
				return c.Update(t.Context(), "a1", &applications.UpdateRequest{})
			},
			[]resttest.Reply{ok, gone}, &applications.Application{ID: "a1"}, "applications.Get",
		},
		"AuthorizedAPIs.Create":             {authorize, []resttest.Reply{ok, gone}, &applications.AuthorizedAPI{ID: "r1"}, "applications.AuthorizedAPIs.List"},
		"AuthorizedAPIs.Create, not listed": {authorize, []resttest.Reply{ok, none}, &applications.AuthorizedAPI{ID: "r1"}, "applications.AuthorizedAPIs.Create"},
		"AuthorizedAPIs.Update, not listed": {
			func(c *applications.Client) (any, error) {
				return c.AuthorizedAPIs.Update(t.Context(), "a1", "r1", &applications.AuthorizedAPIUpdateRequest{})
			},
			[]resttest.Reply{ok, none}, &applications.AuthorizedAPI{ID: "r1"}, "applications.AuthorizedAPIs.Update",
		},
		"Templates.Create": {
			func(c *applications.Client) (any, error) {
				return c.Templates.Create(t.Context(), &applications.Template{Name: "T", Application: applications.CreateRequest{Name: "A"}})
			},
			[]resttest.Reply{{Status: 201, Type: "-", Location: resttest.Base + templates + "/t1"}, gone}, &applications.Template{ID: "t1"}, "applications.Templates.Get",
		},
	} {
		s := resttest.New(t, test.replies...)
		got, err := test.call(s.Client.Applications)
		e, isError := errors.AsType[*asgardeo.Error](err)
		if !reflect.DeepEqual(got, test.want) || !isError || e.Operation != test.op || !errors.Is(err, asgardeo.ErrNotFound) || !strings.Contains(err.Error(), "but cannot be read") {
			t.Errorf("%s: got %+v, %v", name, got, err)
		}
	}
}

// The server refuses to take back what it put in there itself.
func TestUpdateLeavesPropertiesOut(t *testing.T) {
	t.Parallel()
	for _, properties := range [][]applications.ServiceProviderProperty{{}, {{Name: "n", Value: "v", DisplayName: new("N")}}} {
		s := resttest.New(t, ok, read)
		advanced := &applications.AdvancedConfiguration{
			SaaS: new(false), ServiceProviderProperties: properties,
			AdditionalProperties: map[string]json.RawMessage{"later": json.RawMessage("1")},
		}
		request := &applications.UpdateRequest{Name: new("Shop"), Advanced: advanced}
		if _, err := s.Client.Applications.Update(t.Context(), "a1", request); err != nil {
			t.Fatal(err)
		}
		resttest.WantJSON(t, s.Bodies()[0], `{"name":"Shop","advancedConfigurations":{"saas":false,"later":1}}`)
		if request.Advanced != advanced || len(advanced.ServiceProviderProperties) != len(properties) ||
			advanced.ServiceProviderProperties == nil {
			t.Errorf("the request became %+v with %+v", request, advanced)
		}
	}
}

func TestCreateFindsTheApplication(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ location, get string }{
		"absolute":            {resttest.Base + root + "/a1", "/a1"},
		"absolute, elsewhere": {"https://internal.example:9443" + root + "/a1", "/a1"},
		"absolute path":       {"/t/example" + root + "/a1", "/a1"},
		"relative":            {"applications/a1", "/a1"},
		"trailing slash":      {resttest.Base + root + "/a1/", "/a1"},
		"query and fragment":  {resttest.Base + root + "/a1?x=/y#/z", "/a1"},
		"escaped id":          {resttest.Base + root + "/a%201%C3%A9", "/a%201%C3%A9"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := resttest.New(t, resttest.Reply{Status: 201, Type: "-", Location: test.location}, read)
			app, err := s.Client.Applications.Create(t.Context(), &applications.CreateRequest{Name: "Shop"})
			if err != nil || app.Name != "Shop" {
				t.Errorf("(%+v, %v)", app, err)
			}
			s.WantLines("POST "+root, "GET "+root+test.get)
		})
	}
}

func TestCreateWithoutLocation(t *testing.T) {
	t.Parallel()
	for name, location := range map[string]string{
		"missing":           "",
		"no URL":            "https://api.asgardeo.io:port/a1",
		"bad escape":        "/applications/%zz",
		"no path":           "https://api.asgardeo.io",
		"only slash":        "/",
		"dots":              "/applications/..",
		"the collection":    "/t/example/api/server/v1/applications",
		"another API":       "/t/example/api/server/v1/api-resources/a1",
		"escaped slash":     "/applications/a%2Fb",
		"semicolon":         "/applications/a;b",
		"control character": "/applications/a%0Ab",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := resttest.New(t, resttest.Reply{Status: 201, Location: location, Body: `{"clientSecret":"s3cret"}`})
			app, err := s.Client.Applications.Create(t.Context(), &applications.CreateRequest{Name: "Shop"})
			var e *asgardeo.Error
			if app != nil || !errors.As(err, &e) || !errors.Is(err, asgardeo.ErrUnexpectedResponse) {
				t.Fatalf("(%+v, %v)", app, err)
			}
			if e.Operation != "applications.Create" || e.StatusCode != 201 || len(e.Body) > 0 {
				t.Errorf("error %+v", e)
			}
			if text := err.Error(); !strings.Contains(text, "was created") || strings.Contains(text, "s3cret") {
				t.Errorf("the text is %q", text)
			}
			s.WantLines("POST " + root)
		})
	}
}

func TestCreateCannotRead(t *testing.T) {
	t.Parallel()
	s := resttest.New(t, created, resttest.Reply{Status: 403, Body: `{"code":403,"message":"Forbidden"}`})
	app, err := s.Client.Applications.Create(t.Context(), &applications.CreateRequest{Name: "Shop"})
	if app == nil || app.ID != "a1" || app.Name != "" {
		t.Errorf("application %+v, want one with only the ID a1", app)
	}
	resttest.WantError(t, err, asgardeo.Error{
		Operation: "applications.Get", Method: "GET", Path: "/t/example" + root + "/a1", StatusCode: 403, Code: "403", Message: "Forbidden",
		RequiredScopes: []string{"internal_application_mgt_view"},
	}, asgardeo.ErrForbidden)
	if text := err.Error(); !strings.Contains(text, "application a1 was created") {
		t.Errorf("the text is %q", text)
	}
	s.WantLines("POST "+root, getNew[0])
}

// page makes a page of a listing with a total.
func page(total, items string) resttest.Reply {
	return resttest.Reply{Status: 200, Body: `{"totalResults":` + total + `,"applications":[` + items + `]}`}
}

func TestAll(t *testing.T) {
	t.Parallel()
	const first = "GET " + root + "?limit=100"
	all := func(params *applications.ListParams) func(*asgardeo.Client) iter.Seq2[*applications.Summary, error] {
		return func(c *asgardeo.Client) iter.Seq2[*applications.Summary, error] {
			return c.Applications.All(t.Context(), params)
		}
	}
	two := &applications.ListParams{Limit: 2}
	resttest.Listings(t, func(s *applications.Summary) string { return s.ID }, []resttest.Listing[applications.Summary]{
		{
			Name: "one page", All: all(nil),
			Replies: []resttest.Reply{page("2", `{"id":"1"},{"id":"2"}`)},
			Send:    []string{first}, Want: []string{"1", "2"},
		},
		{
			Name: "nothing, and a negative limit", All: all(&applications.ListParams{Limit: -1}),
			Replies: []resttest.Reply{page("0", "")},
			Send:    []string{first},
		},
		{
			Name: "the last one of a page begins the next", All: all(&applications.ListParams{Limit: 3}),
			Replies: []resttest.Reply{
				page("5", `{"id":"1"},{"id":"2"},{"id":"3"}`), page("5", `{"id":"3"},{"id":"4"},{"id":"5"}`),
			},
			Send: []string{"GET " + root + "?limit=3", "GET " + root + "?limit=3&offset=2"},
			Want: []string{"1", "2", "3", "4", "5"},
		},
		{
			Name: "a negative offset, which the server ignores", All: all(&applications.ListParams{Limit: 2, Offset: -5}),
			Replies: []resttest.Reply{page("3", `{"id":"1"},{"id":"2"}`), page("3", `{"id":"2"},{"id":"3"}`)},
			Send:    []string{"GET " + root + "?limit=2", "GET " + root + "?limit=2&offset=1"},
			Want:    []string{"1", "2", "3"},
		},
		{
			Name: "parameters go with every page",
			All: all(&applications.ListParams{
				Limit: 1, Offset: 6, Filter: filter.Raw(`name sw "a"`), Attributes: []string{"clientId"}, ExcludeSystemPortals: true,
			}),
			Replies: []resttest.Reply{page("9", `{"id":"7"},{"id":"8"}`), page("9", `{"id":"8"},{"id":"9"}`)},
			Send: []string{
				"GET " + root + "?attributes=clientId&excludeSystemPortals=true&filter=name+sw+%22a%22&limit=2&offset=6",
				"GET " + root + "?attributes=clientId&excludeSystemPortals=true&filter=name+sw+%22a%22&limit=2&offset=7",
			},
			Want: []string{"7", "8", "9"},
		},
		{
			Name: "the server returns less than the requested number", All: all(&applications.ListParams{Limit: 500}),
			Replies: []resttest.Reply{page("3", `{"id":"1"},{"id":"2"}`), page("3", `{"id":"2"},{"id":"3"}`)},
			Send:    []string{"GET " + root + "?limit=500", "GET " + root + "?limit=500&offset=1"},
			Want:    []string{"1", "2", "3"},
		},
		{
			Name: "a total too large", All: all(nil),
			Replies: []resttest.Reply{page("9", `{"id":"1"},{"id":"2"}`), page("9", `{"id":"2"}`), page("9", "")},
			Send:    []string{first, "GET " + root + "?limit=100&offset=1", "GET " + root + "?limit=100&offset=2"}, Want: []string{"1", "2"},
		},
		{
			Name: "two protocols, found twice by a filter", All: all(two),
			Replies: []resttest.Reply{page("4", `{"id":"1"},{"id":"1"}`), page("4", `{"id":"1"},{"id":"2"}`), page("4", `{"id":"2"},{"id":"2"}`)},
			Send:    []string{"GET " + root + "?limit=2", "GET " + root + "?limit=2&offset=1", "GET " + root + "?limit=2&offset=2"},
			Want:    []string{"1", "2"},
		},
		{
			Name: "one is deleted meanwhile", All: all(two),
			Replies: []resttest.Reply{page("3", `{"id":"1"},{"id":"2"}`), page("2", `{"id":"3"}`), page("2", `{"id":"2"},{"id":"3"}`)},
			Send:    []string{"GET " + root + "?limit=2", "GET " + root + "?limit=2&offset=1", "GET " + root + "?limit=2"},
			Want:    []string{"1", "2", "3"},
		},
		{
			Name: "break in the first page", All: all(two), Break: 1,
			Replies: []resttest.Reply{page("5", `{"id":"1"},{"id":"2"}`)},
			Send:    []string{"GET " + root + "?limit=2"}, Want: []string{"1"},
		},
		{
			Name: "break at the end of a page", All: all(two), Break: 2,
			Replies: []resttest.Reply{page("5", `{"id":"1"},{"id":"2"}`)},
			Send:    []string{"GET " + root + "?limit=2"}, Want: []string{"1", "2"},
		},
		{
			Name: "an error at once", All: all(nil),
			Replies: []resttest.Reply{{Status: 401, Body: `{"code":401,"message":"Unauthorized"}`}},
			Send:    []string{first},
			Is:      asgardeo.ErrUnauthorized, Operation: "applications.List",
		},
		{
			Name: "an error on the second page", All: all(two),
			Replies: []resttest.Reply{page("5", `{"id":"1"},{"id":"2"}`), {Status: 400, Body: `{"code":"APP-60004"}`}},
			Send:    []string{"GET " + root + "?limit=2", "GET " + root + "?limit=2&offset=1"}, Want: []string{"1", "2"},
			Is: asgardeo.ErrBadRequest, Operation: "applications.List",
		},
	})
}

// A server that takes no notice of the offset does not keep the caller for ever.
func TestAllOfOnePage(t *testing.T) {
	t.Parallel()
	s := resttest.New(t, slices.Repeat([]resttest.Reply{page("5", `{"id":"1"},{"id":"2"}`)}, 50)...)
	var got []string
	var failed error
	for app, err := range s.Client.Applications.All(t.Context(), &applications.ListParams{Limit: 2}) {
		if failed = err; err == nil {
			got = append(got, app.ID)
		}
	}
	if !slices.Equal(got, []string{"1", "2"}) || !errors.Is(failed, asgardeo.ErrUnexpectedResponse) {
		t.Errorf("got %q, %v", got, failed)
	}
}

func TestAllKeepsParams(t *testing.T) {
	t.Parallel()
	s := resttest.New(t, page("2", `{"id":"1"}`), page("2", `{"id":"2"}`))
	params := applications.ListParams{Filter: filter.Raw(`name sw "a"`)}
	want := params
	for _, err := range s.Client.Applications.All(t.Context(), &params) {
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(params, want) {
			t.Fatalf("the params became %+v", params)
		}
	}
}
