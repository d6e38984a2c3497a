package applications_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"reflect"
	"strings"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/applications"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/secret"
	"github.com/seed-01804ef5/asgardeo-go/internal/resttest"
)

// A configuration with members that the SDK does not know, on every level, and with values that are easily damaged.
const lossless = `{
	"clientId": "c1",
	"clientS\u0065cret": "s3\"cr\u00e9t",
	"clientSecretExpiresAt": 9223372036854775807,
	"grantTypes": ["client_credentials", "urn:example:grant"],
	"callbackURLs": ["regexp=(https://a\\.example|https://b\\.example)"],
	"allowedOrigins": [],
	"publicClient": false,
	"state": "PAUSED",
	"fapiProfile": "FAPI9",
	"accessToken": {
		"type": "Opaque3", "userAccessTokenExpiryInSeconds": 0, "applicationAccessTokenExpiryInSeconds": 3600, "validateTokenBinding": false, "accessTokenAttributes": [],
		"big": 123456789012345678901234567890, "nothing": null
	},
	"refreshToken": {"expiryInSeconds": 86400, "rotation": {"steps": [[1, 2.50], [], [null]]}},
	"idToken": {"audience": [], "encryption": {"enabled": false, "method": "", "curve": "P-256"}},
	"requestObject": {"encryption": {"algorithm": "", "x": 1e400}},
	"logout": {"backChannelLogoutUrl": "", "frontChannelLogoutUri": "x"},
	"hybridFlow": {"enable": false, "modes": {"a": {"b": {"c": []}}}},
	"cibaAuthenticationRequest": {"notificationChannels": ["email", "pigeon"], "z": ""},
	"issuer": {"value": "https://i", "tenantDomain": "", "kind": "org"},
	"subjectToken": {"enable": true, "applicationSubjectTokenExpiryInSeconds": 60, "x": false},
	"subject": {"subjectType": "public", "x": "<&>\u2028"},
	"pkce": {"mandatory": false, "supportPlainTransformAlgorithm": true, "methods": ["S256"]},
	"pushAuthorizationRequest": {"requirePushAuthorizationRequest": false, "x": 0},
	"clientAuthentication": {"tokenEndpointAuthMethod": "magic", "x": -0.0},
	"q\"u\\o\u00e9": {"deep": [{"null": null}]},
	"nothing": null,
	"big": -123456789012345678901234567890,
	"": "no name"
}`

func TestOIDCConfigurationIsLossless(t *testing.T) {
	t.Parallel()
	s := resttest.New(t, resttest.Reply{Status: 200, Body: lossless}, resttest.Reply{Status: 200, Body: lossless}, ok, ok)
	get := func() *applications.OIDCConfiguration {
		config, err := s.Client.Applications.OIDC.Get(t.Context(), "a1")
		if err != nil {
			t.Fatal(err)
		}
		return config
	}
	same, changed := get(), get()
	changed.PKCE.Mandatory = new(true)
	changed.AccessToken.Type = new(applications.AccessTokenTypeJWT)
	for _, config := range []*applications.OIDCConfiguration{same, changed} {
		if err := s.Client.Applications.OIDC.Replace(t.Context(), "a1", config); err != nil {
			t.Fatal(err)
		}
	}
	bodies := s.Bodies()
	resttest.WantJSON(t, bodies[2], lossless)

	want := strings.NewReplacer(`"mandatory": false`, `"mandatory": true`, `"Opaque3"`, `"JWT"`).Replace(lossless)
	resttest.WantJSON(t, bodies[3], want)
}

// The sections of an application are sent back with Update.
func TestSectionsAreLossless(t *testing.T) {
	t.Parallel()
	const sections = `
		"advancedConfigurations": {
			"saas": false, "x": {"y": null},
			"discoverableGroups": [{"userStore": "DEFAULT", "groups": [{"id": "1", "x": 1}], "x": 2}],
			"certificate": {"type": "PEM", "value": "", "x": []},
			"attestationMetaData": {
				"androidAttestationServiceCredentials": {"key": {"n": 12345678901234567890}}, "androidPackageName": "", "appleAppId": "",
				"enableClientAttestation": false, "x": 3
			},
			"trustedAppConfiguration": {
				"androidPackageName": "", "androidThumbprints": [], "appleAppId": "", "isConsentGranted": false, "isFIDOTrustedApp": true, "x": 4
			}
		},
		"associatedRoles": {"allowedAudience": "GALAXY", "roles": [{"id": "r", "name": "", "x": 5}], "x": 6},
		"authenticationSequence": {
			"type": "USER_DEFINED", "steps": [{"id": 1, "options": [{"idp": "LOCAL", "authenticator": "B", "x": 7}], "x": 8}],
			"subjectStepId": 1, "attributeStepId": 1, "x": 9
		},
		"claimConfiguration": {
			"dialect": "OTHER", "x": 10,
			"claimMappings": [{"applicationClaim": "a", "localClaim": {"uri": "u", "x": 11}, "x": 12}],
			"requestedClaims": [{"claim": {"uri": "a", "displayName": ""}, "x": 13}],
			"role": {"claim": {"uri": "r"}, "mappings": [{"localRole": "l", "applicationRole": "a", "x": 14}], "x": 15},
			"subject": {"includeUserDomain": false, "x": 16}
		},
		"provisioningConfigurations": {
			"inboundProvisioning": {"proxyMode": false, "x": 17}, "outboundProvisioningIdps": [{"blocking": false, "rules": false, "x": 18}], "x": 19
		}`
	s := resttest.New(t, resttest.Reply{Status: 200, Body: `{"id":"a1",` + sections + `}`}, ok, read)
	app, err := s.Client.Applications.Get(t.Context(), "a1")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Client.Applications.Update(t.Context(), app.ID, &applications.UpdateRequest{
		Advanced:               app.Advanced,
		AssociatedRoles:        app.AssociatedRoles,
		AuthenticationSequence: app.AuthenticationSequence,
		Claims:                 app.Claims,
		Provisioning:           app.Provisioning,
	}); err != nil {
		t.Fatal(err)
	}
	resttest.WantJSON(t, s.Bodies()[1], "{"+sections+"}")
}

// What was read is sent back as it was, with members and values that the SDK does not know, on every level.
func TestSentBackAsRead(t *testing.T) {
	t.Parallel()
	const (
		samlProvider = `{
			"issuer": "urn:shop", "assertionConsumerUrls": ["u"], "defaultAssertionConsumerUrl": "", "idpEntityIdAlias": "i", "x": 1,
			"serviceProviderQualifier": "q", "enableAssertionQueryProfile": false,
			"attributeProfile": {"enabled": false, "nameFormat": "urn:f", "x": 2},
			"requestValidation": {"enableSignatureValidation": false, "x": 3},
			"responseSigning": {"enabled": false, "signingAlgorithm": "", "x": 4},
			"singleLogoutProfile": {
				"enabled": false, "logoutMethod": "PIGEON", "x": 5,
				"idpInitiatedSingleLogout": {"enabled": false, "returnToUrls": [], "x": 6}
			},
			"singleSignOnProfile": {
				"bindings": ["HTTP_POST", "PIGEON"], "attributeConsumingServiceIndex": "1", "x": 7,
				"assertion": {"audiences": [], "recipients": ["r"], "x": [8.50], "encryption": {"enabled": false, "x": {"y": null}}}
			}
		}`
		passiveSTSConfig = `{"realm": "shop", "replyTo": "", "replyToLogout": "", "x": 1}`
		wsTrustConfig    = `{"audience": "urn:a", "certificateAlias": "", "x": 1}`
		customConfig     = `{
			"name": "cas", "configName": "", "x": 1, "properties": [{"key": "k", "value": "", "friendlyName": "", "x": 2}, {}]
		}`
		application = `{
			"name": "Kiosk", "x": 1, "advancedConfigurations": {"saas": false, "x": 2},
			"inboundProtocolConfiguration": {
				"oidc": {"grantTypes": ["password"], "allowedOrigins": [], "x": 3}, "saml": {"metadataURL": "u", "x": 4, "manualConfiguration": ` + samlProvider + `},
				"passiveSts": ` + passiveSTSConfig + `, "wsTrust": ` + wsTrustConfig + `, "custom": [` + customConfig + `], "x": 5
			},
			"associatedRoles": {"allowedAudience": "GALAXY", "x": 6}
		}`
		template = `{
			"id": "t1", "name": "Kiosk", "category": "PIGEON", "displayOrder": 0, "types": [], "image": "", "x": 12345678901234567890,
			"application": ` + application + `
		}`
		provisioning = `{
			"inboundProvisioning": {"proxyMode": false, "provisioningUserstoreDomain": "", "x": 1},
			"outboundProvisioningIdps": [{"idp": "g", "blocking": false, "rules": false, "x": 2}], "x": 3
		}`
	)
	for name, test := range map[string]struct {
		read, want string
		sendBack   func(*testing.T, *applications.Client) error
	}{
		"SAML": {samlProvider, `{"manualConfiguration":` + samlProvider + `}`, func(t *testing.T, c *applications.Client) error {
			config := must(c.SAML.Get(t.Context(), "a1"))(t)
			return c.SAML.Replace(t.Context(), "a1", &applications.SAMLConfiguration{ManualConfiguration: config})
		}},
		"passive STS": {passiveSTSConfig, passiveSTSConfig, func(t *testing.T, c *applications.Client) error {
			return c.PassiveSTS.Replace(t.Context(), "a1", must(c.PassiveSTS.Get(t.Context(), "a1"))(t))
		}},
		"WS-Trust": {wsTrustConfig, wsTrustConfig, func(t *testing.T, c *applications.Client) error {
			return c.WSTrust.Replace(t.Context(), "a1", must(c.WSTrust.Get(t.Context(), "a1"))(t))
		}},
		"custom protocol": {customConfig, customConfig, func(t *testing.T, c *applications.Client) error {
			return c.CustomProtocols.Replace(t.Context(), "a1", "cas", must(c.CustomProtocols.Get(t.Context(), "a1", "cas"))(t))
		}},
		"template": {template, template, func(t *testing.T, c *applications.Client) error {
			return c.Templates.Replace(t.Context(), "t1", must(c.Templates.Get(t.Context(), "t1"))(t))
		}},
		"application of a template": {template, application, func(t *testing.T, c *applications.Client) error {
			_, err := c.Create(t.Context(), &must(c.Templates.Get(t.Context(), "t1"))(t).Application)
			return err
		}},
		"resident": {`{"provisioningConfigurations":` + provisioning + `,"x":4}`, provisioning, func(t *testing.T, c *applications.Client) error {
			_, err := c.ReplaceResident(t.Context(), must(c.GetResident(t.Context()))(t).Provisioning)
			return err
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			done := resttest.Reply{Status: 200, Body: `{"provisioningConfigurations":{}}`, Location: created.Location}
			s := resttest.New(t, resttest.Reply{Status: 200, Body: test.read}, done, read)
			if err := test.sendBack(t, s.Client.Applications); err != nil {
				t.Fatal(err)
			}
			resttest.WantJSON(t, s.Bodies()[1], test.want)
		})
	}
}

// must returns what was read unless that failed.
func must[T any](value *T, err error) func(*testing.T) *T {
	return func(t *testing.T) *T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}

func TestRoundTrip(t *testing.T) {
	t.Parallel()
	resttest.RoundTrip[applications.CreateRequest](t, `{}`)
	resttest.RoundTrip[applications.UpdateRequest](t, `{}`)
	resttest.RoundTrip[applications.Application](t, `{}`)
	resttest.RoundTrip[applications.OIDCConfiguration](t, `{}`)
	resttest.RoundTrip[applications.Page](t, `{}`)
	resttest.RoundTrip[applications.AuthorizedAPI](t, `{}`)
	resttest.RoundTrip[applications.AuthorizedAPIRequest](t, `{"id":""}`)
	resttest.RoundTrip[applications.AuthorizedAPIUpdateRequest](t, `{}`)
	resttest.RoundTrip[applications.SAMLServiceProvider](t, `{}`)
	resttest.RoundTrip[applications.SAMLConfiguration](t, `{}`)
	resttest.RoundTrip[applications.PassiveSTSConfiguration](t, `{}`)
	resttest.RoundTrip[applications.WSTrustConfiguration](t, `{}`)
	resttest.RoundTrip[applications.CustomProtocolConfiguration](t, `{}`)
	resttest.RoundTrip[applications.ProvisioningConfiguration](t, `{}`)
	resttest.RoundTrip[applications.ResidentApplication](t, `{}`)
	resttest.RoundTrip[applications.Template](t, `{}`)
	resttest.RoundTrip[applications.StepAuthenticators](t, `{}`)
	resttest.RoundTrip[applications.InboundProtocol](t, `{}`)
	resttest.RoundTrip[applications.ClientSecretRequest](t, `{}`)
	resttest.RoundTrip[applications.ShareRequest](t, `{}`)
	resttest.RoundTrip[applications.ShareSelectedRequest](t, `{"applicationId":""}`)
	resttest.RoundTrip[applications.ShareAllRequest](t, `{"applicationId":"","policy":"","roleSharing":{"mode":""}}`)
	resttest.RoundTrip[applications.SharingUpdateRequest](t, `{"applicationId":""}`)
	resttest.RoundTrip[applications.UnshareSelectedRequest](t, `{"applicationId":""}`)
	resttest.RoundTrip[applications.UnshareAllRequest](t, `{"applicationId":""}`)
	resttest.RoundTrip[applications.SharingProcess](t, `{}`)
	resttest.RoundTrip[applications.LoginFlowRequest](t, `{"user_query":""}`)
	resttest.RoundTrip[applications.LoginFlowOperation](t, `{}`)
	resttest.RoundTrip[applications.LoginFlowProgress](t, `{}`)
	resttest.RoundTrip[applications.LoginFlowResult](t, `{}`)
	resttest.RoundTrip[applications.CustomProtocolMetadata](t, `{}`)
}

func TestRegistrationIsOneObjectInJSON(t *testing.T) {
	t.Parallel()
	for _, registration := range []applications.Registration{
		{Application: &applications.Application{ID: "a1", ClientID: "c1"}, ClientSecret: secret.New("s1")},
		{Application: &applications.Application{ID: "a1"}},
	} {
		want := `{"id":"a1"}`
		if !registration.ClientSecret.IsZero() {
			want = `{"id":"a1","clientId":"c1","clientSecret":"s1"}`
		}
		got, err := json.Marshal(registration)
		if err != nil || string(got) != want {
			t.Errorf("got %s, %v, want %s", got, err, want)
		}
		var again applications.Registration
		if err := json.Unmarshal(got, &again); err != nil || !reflect.DeepEqual(again, registration) {
			t.Errorf("read back as %+v, %v", again, err)
		}
	}
}

func TestClientSecretsAreNotPrinted(t *testing.T) {
	t.Parallel()
	const value = "s3cret-of-c1"
	text := secret.New(value)
	config := applications.OIDCConfiguration{ClientID: "c1", ClientSecret: text}
	inbound := &applications.ProtocolConfigurations{OIDC: &config}
	request := applications.CreateRequest{InboundProtocolConfiguration: inbound}
	newSecret := applications.ClientSecret{ID: "s1", Value: text}
	registration := applications.Registration{Application: &applications.Application{ID: "a1", ClientID: "c1"}, ClientSecret: text}
	for name, holder := range map[string]any{
		"OIDCConfiguration":   config,
		"*OIDCConfiguration":  &config,
		"[]OIDCConfiguration": []applications.OIDCConfiguration{config},
		"ClientSecret":        newSecret,
		"*ClientSecret":       &newSecret,
		"Registration":        registration,
		"*Registration":       &registration,
		"struct{OIDCConfiguration}": struct {
			C applications.OIDCConfiguration
		}{config},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			resttest.Redacted(t, holder, value)
		})
	}
	key := secret.NewJSON([]byte(`{"private_key":"` + value + `"}`))
	attestation := &applications.AttestationConfiguration{AndroidAttestationServiceCredentials: key}
	advanced := &applications.AdvancedConfiguration{AttestationMetadata: attestation}
	app := &applications.Application{Advanced: advanced}
	for _, holder := range []slog.LogValuer{
		inbound,
		attestation,
		advanced,
		app,
		applications.UpdateRequest{Advanced: advanced},
		&applications.CreateRequest{Advanced: advanced},
		applications.Summary{Advanced: advanced},
		applications.Page{Applications: []applications.Summary{{Advanced: advanced}}},
		applications.Registration{Application: app},
		config,
		&config,
		request,
		applications.Template{Application: request},
		newSecret,
		&newSecret,
		registration,
		&registration,
	} {
		resttest.LogsRedacted(t, holder, value)
	}
	// What points to a secret is printed as an address.
	for _, holder := range []any{inbound, *inbound, request, advanced, *advanced, app, *app} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
			if text := fmt.Sprintf(verb, holder); strings.Contains(text, value) {
				t.Errorf("%s of a %T shows the secret: %s", verb, holder, text)
			}
		}
	}
	if attestation.AndroidAttestationServiceCredentials != key || config.ClientSecret != text || newSecret.Value != text || registration.ClientSecret != text {
		t.Error("logging changed the value")
	}

	if text.Reveal() != value {
		t.Errorf("the secret is %q", text.Reveal())
	}
	resttest.WantJSON(t, encode(t, request),
		`{"inboundProtocolConfiguration":{"oidc":{"clientId":"c1","clientSecret":"`+value+`"}}}`)
}

func encode(t *testing.T, value any) string {
	t.Helper()
	data, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
