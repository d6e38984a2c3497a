package applications_test

import (
	"context"
	"encoding/json"
	"errors"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/applications"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
	"github.com/seed-01804ef5/asgardeo-go/filter"
	"github.com/seed-01804ef5/asgardeo-go/internal/resttest"
)

const (
	meta      = root + "/meta"
	protocols = meta + "/inbound-protocols"
)

var metadataCases = []resttest.Case{
	{
		Operation: "applications.Metadata.Protocols",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.Applications.Metadata.Protocols(ctx, false))
		},
		Send:    "GET " + protocols,
		Replies: []resttest.Reply{{Status: 200, Body: `[{"name":"samlsso","displayName":"SAML2","later":{}}]`}},
		Want:    []applications.ProtocolMetadata{{Name: "samlsso", DisplayName: "SAML2"}},
	},
	{
		Operation: "applications.Metadata.Protocols", Note: "no custom ones",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.Applications.Metadata.Protocols(ctx, true))
		},
		Send: "GET " + protocols + "?customOnly=true", Replies: []resttest.Reply{{Status: 200, Body: `[]`}},
		Want: []applications.ProtocolMetadata{},
	},
	{
		Operation: "applications.Metadata.OIDC",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.Applications.Metadata.OIDC(ctx))
		},
		Send: "GET " + protocols + "/oidc",
		Replies: []resttest.Reply{{Status: 200, Body: `{
			"allowedGrantTypes": {"options": [{"name": "client_credentials", "displayName": "CC", "publicClientAllowed": false}]},
			"accessTokenType": {"defaultValue": "Default", "options": ["Default", "JWT"]},
			"defaultUserAccessTokenExpiryTime": "3600", "tokenEndpointAllowReusePvtKeyJwt": true,
			"tokenEndpointAuthMethod": {"options": [{"name": "private_key_jwt", "displayName": "Key"}]},
			"fapiMetadata": {"allowedFapiProfiles": {"options": ["FAPI1_ADVANCED"]}},
			"cibaMetadata": {"supportedNotificationChannels": [{"name": "sms", "displayName": "SMS"}]},
			"allowedIssuers": [{"value": "https://i.example", "organizationId": "o1"}]
		}`}},
		Want: &applications.OIDCMetadata{
			AllowedGrantTypes: applications.GrantTypeMetadata{
				Options: []applications.GrantTypeOption{{Name: "client_credentials", DisplayName: "CC"}},
			},
			AccessTokenType:                  applications.MetadataOptions{DefaultValue: "Default", Options: []string{"Default", "JWT"}},
			DefaultUserAccessTokenExpiryTime: "3600", TokenEndpointAllowReusePvtKeyJWT: true,
			TokenEndpointAuthMethod: applications.AuthenticationMethodMetadata{
				Options: []applications.AuthenticationMethodOption{{Name: "private_key_jwt", DisplayName: "Key"}},
			},
			FAPI: applications.FAPIMetadata{AllowedProfiles: applications.MetadataOptions{Options: []string{"FAPI1_ADVANCED"}}},
			CIBA: applications.CIBAMetadata{
				SupportedNotificationChannels: []applications.NotificationChannelOption{{Name: "sms", DisplayName: "SMS"}},
			},
			AllowedIssuers: []applications.AllowedIssuer{{Value: new("https://i.example"), OrganizationID: new("o1")}},
		},
	},
	{
		Operation: "applications.Metadata.SAML",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.Applications.Metadata.SAML(ctx))
		},
		Send: "GET " + protocols + "/saml",
		Replies: []resttest.Reply{{Status: 200, Body: `{
			"defaultNameIdFormat": "urn:f", "certificateAlias": {"options": ["main"]}, "responseSigningAlgorithm": {"defaultValue": "rsa"}
		}`}},
		Want: &applications.SAMLMetadata{
			DefaultNameIDFormat: "urn:f", CertificateAlias: applications.MetadataOptions{Options: []string{"main"}},
			ResponseSigningAlgorithm: applications.MetadataOptions{DefaultValue: "rsa"},
		},
	},
	{
		Operation: "applications.Metadata.WSTrust",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.Applications.Metadata.WSTrust(ctx))
		},
		Send:    "GET " + protocols + "/ws-trust",
		Replies: []resttest.Reply{{Status: 200, Body: `{"certificateAlias":{"defaultValue":"main","options":["main"]}}`}},
		Want: &applications.WSTrustMetadata{
			CertificateAlias: applications.MetadataOptions{DefaultValue: "main", Options: []string{"main"}},
		},
	},
	{
		Operation: "applications.Metadata.CustomProtocol",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.Applications.Metadata.CustomProtocol(ctx, "my cas"))
		},
		Send: "GET " + protocols + "/my%20cas",
		Replies: []resttest.Reply{{Status: 200, Body: `{
			"displayName": "CAS", "configName": "my cas", "properties": [
				{"name": "k", "displayName": "K", "type": "INTEGER", "required": true, "displayOrder": 2, "isConfidential": true,
					"availableValues": ["1"], "defaultValue": "1", "validationRegex": "[0-9]+"},
				{"name": "l", "type": "DATE"}
			]
		}`}},
		Want: &applications.CustomProtocolMetadata{
			DisplayName: "CAS", ConfigName: "my cas",
			Properties: []applications.CustomProtocolPropertyMetadata{
				{
					Name: "k", DisplayName: "K", Type: applications.CustomProtocolPropertyTypeInteger, Required: true, DisplayOrder: 2,
					Confidential: true, AvailableValues: []string{"1"}, DefaultValue: "1", ValidationRegex: "[0-9]+",
				},
				{Name: "l", Type: "DATE"},
			},
		},
	},
	{
		Operation: "applications.Metadata.ScriptTemplates",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.Applications.Metadata.ScriptTemplates(ctx))
		},
		Send:    "GET " + meta + "/adaptive-auth-templates",
		Replies: []resttest.Reply{{Status: 200, Body: `{"templatesJSON":"{\"a\": [1.50, \"<\"]}"}`}},
		Want:    json.RawMessage(`{"a": [1.50, "<"]}`),
	},
	{
		Operation: "applications.Metadata.Groups",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.Applications.Metadata.Groups(ctx, nil))
		},
		Send: "GET " + meta + "/groups", Replies: []resttest.Reply{{Status: 200, Body: `[{"id":"g1","name":"DEFAULT/staff"}]`}},
		Want: []applications.Group{{ID: "g1", Name: new("DEFAULT/staff")}},
	},
	{
		Operation: "applications.Metadata.Groups", Note: "all parameters, no match",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.Applications.Metadata.Groups(ctx, &applications.ListMetadataGroupsParams{
				Domain: "AGENT", Filter: filter.Raw(`name eq "a b"`),
			}))
		},
		Send:    "GET " + meta + "/groups?domain=AGENT&filter=name+eq+%22a+b%22",
		Replies: []resttest.Reply{{Status: 200, Body: `[]`}}, Want: []applications.Group{},
	},
}

// The document within the document has to be one, too.
func TestScriptTemplatesAreJSON(t *testing.T) {
	t.Parallel()
	for _, body := range []string{`{}`, `{"templatesJSON":""}`, `{"templatesJSON":"{\"a\":"}`} {
		s := resttest.New(t, resttest.Reply{Status: 200, Body: body})
		scripts, err := s.Client.Applications.Metadata.ScriptTemplates(t.Context())
		var e *asgardeo.Error
		if scripts != nil || !errors.Is(err, asgardeo.ErrUnexpectedResponse) || !errors.As(err, &e) || e.Operation != "applications.Metadata.ScriptTemplates" {
			t.Errorf("%s: (%s, %v)", body, scripts, err)
		}
	}
}
