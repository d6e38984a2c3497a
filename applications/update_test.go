package applications_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/applications"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
	"github.com/seed-01804ef5/asgardeo-go/internal/resttest"
)

// Applications as the server shows them: one as it was created, and one whose every section was set.
const (
	plainApplication = `{
		"id": "a1", "name": "x", "clientId": "", "templateId": "", "access": "WRITE", "associatedRoles": {"allowedAudience": "APPLICATION"},
		"claimConfiguration": {
			"dialect": "LOCAL", "claimMappings": [], "requestedClaims": [], "role": {"includeUserDomain": true, "claim": {"uri": "roles"}},
			"subject": {
				"claim": {"uri": "username"}, "includeUserDomain": false, "includeTenantDomain": false,
				"useMappedLocalSubject": false, "mappedLocalSubjectMandatory": false
			}
		},
		"authenticationSequence": {
			"type": "DEFAULT", "steps": [{"id": 1, "options": [{"idp": "LOCAL", "authenticator": "BasicAuthenticator"}]}],
			"requestPathAuthenticators": [], "subjectStepId": 1, "attributeStepId": 1, "script": "var ofTheServer;"
		},
		"advancedConfigurations": {
			"saas": false, "discoverableByEndUsers": false, "fragment": false, "certificate": null,
			"attestationMetaData": {"enableClientAttestation": false, "androidPackageName": "", "appleAppId": ""},
			"additionalSpProperties": [{"name": "isB2BSelfServiceApp", "value": "false", "displayName": ""}]
		},
		"provisioningConfigurations": {"outboundProvisioningIdps": []}
	}`
	fullApplication = `{
		"id": "a1", "name": "x", "associatedRoles": {"allowedAudience": "APPLICATION", "roles": [{"id": "r1", "name": "clerk"}]},
		"claimConfiguration": {
			"dialect": "CUSTOM",
			"claimMappings": [{"applicationClaim": "mail", "localClaim": {"uri": "email"}}, {"applicationClaim": "nick", "localClaim": {"uri": "nickname"}}],
			"requestedClaims": [{"claim": {"uri": "mail"}, "mandatory": true}],
			"role": {"claim": {"uri": "mail"}, "includeUserDomain": true, "mappings": [{"localRole": "l", "applicationRole": "a"}]},
			"subject": {"claim": {"uri": "mail"}, "useMappedLocalSubject": true, "mappedLocalSubjectMandatory": true}
		},
		"authenticationSequence": {
			"type": "USER_DEFINED", "steps": [
				{"id": 1, "options": [{"idp": "LOCAL", "authenticator": "BasicAuthenticator"}]},
				{"id": 2, "options": [{"idp": "LOCAL", "authenticator": "totp"}]}
			],
			"requestPathAuthenticators": ["p"], "subjectStepId": 2, "attributeStepId": 2, "script": "var old;"
		},
		"advancedConfigurations": {
			"saas": true, "certificate": {"type": "PEM", "value": "p"},
			"attestationMetaData": {"enableClientAttestation": true, "androidPackageName": "", "appleAppId": "T.app"},
			"trustedAppConfiguration": {"isFIDOTrustedApp": true, "isConsentGranted": true, "androidPackageName": "com.app", "androidThumbprints": ["t"], "later": 1},
			"additionalSpProperties": [{"name": "n", "value": "v", "displayName": "d"}]
		},
		"provisioningConfigurations": {"inboundProvisioning": {"proxyMode": true}, "outboundProvisioningIdps": [{"idp": "i", "connector": "c", "blocking": false, "rules": false}]}
	}`
	itsSteps = `[
		{"id": 1, "options": [{"idp": "LOCAL", "authenticator": "BasicAuthenticator"}]},
		{"id": 2, "options": [{"idp": "LOCAL", "authenticator": "totp"}]}
	]`
	itsMappings = `[{"applicationClaim": "mail", "localClaim": {"uri": "email"}}, {"applicationClaim": "nick", "localClaim": {"uri": "nickname"}}]`
)

func step(id int, authenticator string) applications.AuthenticationStep {
	return applications.AuthenticationStep{ID: id, Options: []applications.Authenticator{{IDP: "LOCAL", Name: authenticator}}}
}

func claims(uris ...string) []applications.RequestedClaim {
	list := []applications.RequestedClaim{}
	for _, uri := range uris {
		list = append(list, applications.RequestedClaim{Claim: applications.Claim{URI: uri}})
	}
	return list
}

func mapping(name, uri string) applications.ClaimMapping {
	return applications.ClaimMapping{ApplicationClaim: name, LocalClaim: applications.Claim{URI: uri}}
}

// Update sends what the server would not keep of a section, and reads the application only for that (wire-facts 3.4, 3.9).
func TestUpdateCompletes(t *testing.T) {
	t.Parallel()
	type (
		request    = applications.UpdateRequest
		roles      = applications.AssociatedRoles
		claimsOf   = applications.ClaimConfiguration
		sequence   = applications.AuthenticationSequence
		advancedOf = applications.AdvancedConfiguration
	)
	own, custom := new(applications.SequenceTypeUserDefined), new(applications.ClaimDialectCustom)
	none, local := new(applications.SequenceTypeDefault), new(applications.ClaimDialectLocal)
	for name, test := range map[string]struct {
		have    string // the application, unless it is not read
		request request
		want    string
	}{
		"top-level members": {"", request{Description: new(""), Enabled: new(false)}, `{"description":"","applicationEnabled":false}`},

		"roles: the audience of the organization": {"", request{AssociatedRoles: &roles{AllowedAudience: "ORGANIZATION"}}, `{"associatedRoles":{"allowedAudience":"ORGANIZATION"}}`},
		"roles: all of it":                        {"", request{AssociatedRoles: &roles{AllowedAudience: "APPLICATION", Roles: []applications.AssociatedRole{}}}, `{"associatedRoles":{"allowedAudience":"APPLICATION","roles":[]}}`},
		"roles: the audience is read":             {fullApplication, request{AssociatedRoles: &roles{Roles: []applications.AssociatedRole{{ID: "r2"}}}}, `{"associatedRoles":{"allowedAudience":"APPLICATION","roles":[{"id":"r2"}]}}`},
		"roles: the roles are read":               {fullApplication, request{AssociatedRoles: &roles{AllowedAudience: "APPLICATION"}}, `{"associatedRoles":{"allowedAudience":"APPLICATION","roles":[{"id":"r1","name":"clerk"}]}}`},
		"roles: no roles":                         {plainApplication, request{AssociatedRoles: &roles{AllowedAudience: "APPLICATION"}}, `{"associatedRoles":{"allowedAudience":"APPLICATION"}}`},
		"roles: both are read":                    {fullApplication, request{AssociatedRoles: &roles{}}, `{"associatedRoles":{"allowedAudience":"APPLICATION","roles":[{"id":"r1","name":"clerk"}]}}`},

		"claims: a role section alone": {
			fullApplication, request{Claims: &claimsOf{Role: &applications.RoleClaim{IncludeUserDomain: new(false)}}},
			`{"claimConfiguration":{"dialect":"CUSTOM","claimMappings":` + itsMappings + `,"requestedClaims":[{"claim":{"uri":"mail"},"mandatory":true}],
				"role":{"includeUserDomain":false,"mappings":[{"localRole":"l","applicationRole":"a"}]}}}`,
		},
		"claims: role mappings are emptied": {
			"", request{Claims: &claimsOf{
				Dialect: local, RequestedClaims: claims("email"), Role: &applications.RoleClaim{Mappings: []applications.RoleMapping{}},
			}},
			`{"claimConfiguration":{"dialect":"LOCAL","requestedClaims":[{"claim":{"uri":"email"}}],"role":{"mappings":[]}}}`,
		},
		"claims: a subject section alone": {
			plainApplication, request{Claims: &claimsOf{Subject: &applications.ClaimSubject{IncludeTenantDomain: new(true)}}},
			`{"claimConfiguration":{"dialect":"LOCAL","claimMappings":[],"requestedClaims":[],"subject":{"includeTenantDomain":true}}}`,
		},
		"claims: the dialect is read": {
			fullApplication, request{Claims: &claimsOf{RequestedClaims: claims("nick"), ClaimMappings: []applications.ClaimMapping{mapping("nick", "nickname")}}},
			`{"claimConfiguration":{"dialect":"CUSTOM","requestedClaims":[{"claim":{"uri":"nick"}}],"claimMappings":[{"applicationClaim":"nick","localClaim":{"uri":"nickname"}}]}}`,
		},
		"claims: requested ones in the custom dialect": {
			fullApplication, request{Claims: &claimsOf{Dialect: custom, RequestedClaims: claims("nick")}},
			`{"claimConfiguration":{"dialect":"CUSTOM","requestedClaims":[{"claim":{"uri":"nick"}}],"claimMappings":` + itsMappings + `}}`,
		},
		"claims: mappings alone": {
			fullApplication, request{Claims: &claimsOf{Dialect: custom, ClaimMappings: []applications.ClaimMapping{mapping("mail", "work")}}},
			`{"claimConfiguration":{"dialect":"CUSTOM","requestedClaims":[{"claim":{"uri":"mail"},"mandatory":true}],"claimMappings":[{"applicationClaim":"mail","localClaim":{"uri":"work"}}]}}`,
		},
		"claims: requested ones in the local dialect": {
			"", request{Claims: &claimsOf{Dialect: local, RequestedClaims: claims("email")}},
			`{"claimConfiguration":{"dialect":"LOCAL","requestedClaims":[{"claim":{"uri":"email"}}]}}`,
		},
		"claims: a new one beside the mappings of the local dialect": {
			"", request{Claims: &claimsOf{Dialect: local, RequestedClaims: claims("email", "nickname"), ClaimMappings: []applications.ClaimMapping{mapping("email", "email")}}},
			`{"claimConfiguration":{"dialect":"LOCAL","requestedClaims":[{"claim":{"uri":"email"}},{"claim":{"uri":"nickname"}}],
				"claimMappings":[{"applicationClaim":"email","localClaim":{"uri":"email"}},{"applicationClaim":"nickname","localClaim":{"uri":"nickname"}}]}}`,
		},

		"login: a script alone": {
			fullApplication, request{AuthenticationSequence: &sequence{Script: new("var new;")}},
			`{"authenticationSequence":{"type":"USER_DEFINED","steps":` + itsSteps + `,"subjectStepId":2,"attributeStepId":2,"script":"var new;"}}`,
		},
		"login: the script as it was": {
			fullApplication, request{AuthenticationSequence: &sequence{Script: new("var old;"), RequestPathAuthenticators: []string{}}},
			`{"authenticationSequence":{"type":"USER_DEFINED","steps":` + itsSteps + `,"subjectStepId":2,"attributeStepId":2,"requestPathAuthenticators":[]}}`,
		},
		"login: the type is read": {
			fullApplication, request{AuthenticationSequence: &sequence{Steps: []applications.AuthenticationStep{step(1, "totp"), step(2, "fido")}}},
			`{"authenticationSequence":{"type":"USER_DEFINED","subjectStepId":2,"attributeStepId":2,"steps":[
				{"id":1,"options":[{"idp":"LOCAL","authenticator":"totp"}]},{"id":2,"options":[{"idp":"LOCAL","authenticator":"fido"}]}]}}`,
		},
		"login: the old step ids do not fit": {
			fullApplication, request{AuthenticationSequence: &sequence{Type: own, Steps: []applications.AuthenticationStep{step(1, "totp")}}},
			`{"authenticationSequence":{"type":"USER_DEFINED","steps":[{"id":1,"options":[{"idp":"LOCAL","authenticator":"totp"}]}]}}`,
		},
		"login: one of the step ids": {
			fullApplication, request{AuthenticationSequence: &sequence{SubjectStepID: new(1)}},
			`{"authenticationSequence":{"type":"USER_DEFINED","steps":` + itsSteps + `,"subjectStepId":1,"attributeStepId":2}}`,
		},
		"login: back to the default": {"", request{AuthenticationSequence: &sequence{Type: none}}, `{"authenticationSequence":{"type":"DEFAULT"}}`},
		"login: the first steps of its own": {
			plainApplication, request{AuthenticationSequence: &sequence{Type: own, Steps: []applications.AuthenticationStep{step(1, "totp")}}},
			`{"authenticationSequence":{"type":"USER_DEFINED","steps":[{"id":1,"options":[{"idp":"LOCAL","authenticator":"totp"}]}]}}`,
		},
		"login: request path authenticators of the default": {
			plainApplication, request{AuthenticationSequence: &sequence{RequestPathAuthenticators: []string{"p"}}},
			`{"authenticationSequence":{"type":"DEFAULT","requestPathAuthenticators":["p"]}}`,
		},

		"advanced: a switch alone": {"", request{Advanced: &advancedOf{SkipLoginConsent: new(true)}}, `{"advancedConfigurations":{"skipLoginConsent":true}}`},
		"advanced: groups and certificate": {
			"", request{Advanced: &advancedOf{DiscoverableGroups: []applications.DiscoverableGroup{}, Certificate: &applications.Certificate{Type: new(applications.CertificateTypePEM), Value: new("")}}},
			`{"advancedConfigurations":{"discoverableGroups":[],"certificate":{"type":"PEM","value":""}}}`,
		},
		"advanced: a member of the trusted app": {
			fullApplication, request{Advanced: &advancedOf{TrustedAppConfiguration: &applications.TrustedAppConfiguration{AndroidThumbprints: []string{}}}},
			`{"advancedConfigurations":{"trustedAppConfiguration":{"isFIDOTrustedApp":true,"isConsentGranted":true,"androidPackageName":"com.app","androidThumbprints":[],"later":1}}}`,
		},
		"advanced: a member of the attestation": {
			fullApplication, request{Advanced: &advancedOf{AttestationMetadata: &applications.AttestationConfiguration{AppleAppID: new("T.other")}}},
			`{"advancedConfigurations":{"attestationMetaData":{"enableClientAttestation":true,"androidPackageName":"","appleAppId":"T.other"}}}`,
		},
		"advanced: the attestation as it was": {
			fullApplication, request{Advanced: &advancedOf{SaaS: new(false), AttestationMetadata: &applications.AttestationConfiguration{EnableClientAttestation: new(true)}}},
			`{"advancedConfigurations":{"saas":false}}`,
		},

		"provisioning": {
			"", request{Provisioning: &applications.ProvisioningConfiguration{
				OutboundProvisioningIDPs: []applications.OutboundProvisioning{{IDP: new("i"), Blocking: new(true), Rules: new(false)}},
			}},
			`{"provisioningConfigurations":{"outboundProvisioningIdps":[{"idp":"i","blocking":true,"rules":false}]}}`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			replies, lines := []resttest.Reply{ok, read}, []string{"PATCH " + root + "/a1", getNew[0]}
			if test.have != "" {
				replies = append([]resttest.Reply{{Status: 200, Body: test.have}}, replies...)
				lines = append([]string{getNew[0]}, lines...)
			}
			s := resttest.New(t, replies...)
			before := encode(t, test.request)
			if got, err := s.Client.Applications.Update(t.Context(), "a1", &test.request); err != nil || !reflect.DeepEqual(got, shop) {
				t.Fatal(got, err)
			}
			s.WantLines(lines...)
			resttest.WantJSON(t, s.Bodies()[len(lines)-2], test.want)
			if after := encode(t, test.request); after != before {
				t.Errorf("the request became %s from %s", after, before)
			}
		})
	}
}

// What the server would destroy or ignore without saying so, or is sure to refuse, is refused with the member named, where
// it can be before anything is read (wire-facts 3.9, 3.10).
func TestUpdateRefuses(t *testing.T) {
	t.Parallel()
	type (
		request  = applications.UpdateRequest
		sequence = applications.AuthenticationSequence
	)
	own, custom := new(applications.SequenceTypeUserDefined), new(applications.ClaimDialectCustom)
	ofLogin := func(v sequence) request { return request{AuthenticationSequence: &v} }
	ofClaims := func(v applications.ClaimConfiguration) request { return request{Claims: &v} }
	ofAdvanced := func(v applications.AdvancedConfiguration) request { return request{Advanced: &v} }
	for name, test := range map[string]struct {
		have    string // the application, unless it is not read
		request request
		says    string
	}{
		"a blank logout URL":            {"", request{LogoutReturnURL: new(" ")}, "LogoutReturnURL"},
		"no audience to be read":        {`{"id":"a1"}`, request{AssociatedRoles: &applications.AssociatedRoles{}}, "AllowedAudience"},
		"a claim mapped twice":          {"", ofClaims(applications.ClaimConfiguration{ClaimMappings: []applications.ClaimMapping{mapping("a", "x"), mapping("a", "y")}}), "ClaimMappings"},
		"a requested claim not there":   {"", ofClaims(applications.ClaimConfiguration{Dialect: custom, RequestedClaims: claims("b"), ClaimMappings: []applications.ClaimMapping{mapping("a", "x")}}), `"b"`},
		"a mapping taken away":          {fullApplication, ofClaims(applications.ClaimConfiguration{Dialect: custom, ClaimMappings: []applications.ClaimMapping{mapping("nick", "nickname")}}), `"mail"`},
		"a change to the local dialect": {fullApplication, ofClaims(applications.ClaimConfiguration{Dialect: new(applications.ClaimDialectLocal)}), "RequestedClaims"},
		"a mandatory unused subject":    {"", ofClaims(applications.ClaimConfiguration{Subject: &applications.ClaimSubject{MappedLocalSubjectMandatory: new(true), UseMappedLocalSubject: new(false)}}), "UseMappedLocalSubject"},
		"a mandatory subject":           {"", ofClaims(applications.ClaimConfiguration{Subject: &applications.ClaimSubject{MappedLocalSubjectMandatory: new(true)}}), "UseMappedLocalSubject"},
		"no steps":                      {"", ofLogin(sequence{Type: own, Steps: []applications.AuthenticationStep{}}), "Steps"},
		"no steps to be read":           {plainApplication, ofLogin(sequence{Type: own}), "Steps"},
		"steps of a default":            {plainApplication, ofLogin(sequence{Steps: []applications.AuthenticationStep{step(1, "totp")}}), "Type"},
		"a gap between steps":           {"", ofLogin(sequence{Type: own, Steps: []applications.AuthenticationStep{step(1, "a"), step(3, "b")}}), "[1 3]"},
		"a step twice":                  {"", ofLogin(sequence{Type: own, Steps: []applications.AuthenticationStep{step(2, "a"), step(2, "b")}}), "[2 2]"},
		"a step without id":             {"", ofLogin(sequence{Type: own, Steps: []applications.AuthenticationStep{step(0, "a")}}), "[0]"},
		"a gap, by the type read":       {fullApplication, ofLogin(sequence{Steps: []applications.AuthenticationStep{step(2, "a")}}), "[2]"},
		"a step without options":        {"", ofLogin(sequence{Type: own, Steps: []applications.AuthenticationStep{{ID: 1}}}), "Options"},
		"an option without a name":      {"", ofLogin(sequence{Steps: []applications.AuthenticationStep{{ID: 1, Options: []applications.Authenticator{{IDP: "LOCAL"}}}}}), "Name"},
		"an option without an IDP":      {"", ofLogin(sequence{Steps: []applications.AuthenticationStep{{ID: 1, Options: []applications.Authenticator{{Name: "x"}}}}}), "IDP"},
		"a step that is not there":      {"", ofLogin(sequence{Type: own, SubjectStepID: new(2), Steps: []applications.AuthenticationStep{step(1, "a")}}), "SubjectStepID"},
		"another one":                   {fullApplication, ofLogin(sequence{AttributeStepID: new(3)}), "AttributeStepID"},
		"a blank script":                {fullApplication, ofLogin(sequence{Script: new(" ")}), "UpdateScript"},
		"a script of a default":         {plainApplication, ofLogin(sequence{Script: new("x")}), "Type"},
		"a certificate of no type":      {"", ofAdvanced(applications.AdvancedConfiguration{Certificate: &applications.Certificate{Value: new("p")}}), "Type"},
		"a certificate of another":      {"", ofAdvanced(applications.AdvancedConfiguration{Certificate: &applications.Certificate{Type: new(applications.CertificateType("pem")), Value: new("p")}}), "Type"},
		"a certificate of no value":     {"", ofAdvanced(applications.AdvancedConfiguration{Certificate: &applications.Certificate{Type: new(applications.CertificateTypeJWKS)}}), "Value"},
		"credentials not repeated": {
			strings.Replace(fullApplication, `"androidPackageName": "", "appleAppId": "T.app"`, `"androidPackageName": "com.app"`, 1),
			ofAdvanced(applications.AdvancedConfiguration{AttestationMetadata: &applications.AttestationConfiguration{EnableClientAttestation: new(false)}}),
			"AndroidAttestationServiceCredentials",
		},
		"an outbound provider without rules": {
			"", request{Provisioning: &applications.ProvisioningConfiguration{OutboundProvisioningIDPs: []applications.OutboundProvisioning{{Blocking: new(true)}}}},
			"Rules",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var replies []resttest.Reply
			var lines []string
			if test.have != "" {
				replies, lines = []resttest.Reply{{Status: 200, Body: test.have}}, []string{"GET " + root + "/a1"}
			}
			s := resttest.New(t, replies...)
			_, err := s.Client.Applications.Update(t.Context(), "a1", &test.request)
			var e *asgardeo.Error
			if !errors.Is(err, asgardeo.ErrInvalidInput) || !errors.As(err, &e) || e.Operation != "applications.Update" || !strings.Contains(err.Error(), test.says) {
				t.Errorf("got %v, want it to say %q", err, test.says)
			}
			s.WantLines(lines...)
		})
	}
}

// An application can be read, changed and given back, whatever the server shows of it.
func TestUpdateTakesBackWhatGetReturned(t *testing.T) {
	t.Parallel()
	for name, shown := range map[string]string{"plain": plainApplication, "full": fullApplication} {
		s := resttest.New(t, resttest.Reply{Status: 200, Body: shown}, resttest.Reply{Status: 200, Body: shown}, ok, read)
		app, err := s.Client.Applications.Get(t.Context(), "a1")
		if err != nil {
			t.Fatal(err)
		}
		app.Advanced.SkipLogoutConsent = new(true)
		if _, err := s.Client.Applications.Update(t.Context(), "a1", &applications.UpdateRequest{
			AssociatedRoles: app.AssociatedRoles, Claims: app.Claims, AuthenticationSequence: app.AuthenticationSequence,
			Advanced: app.Advanced, Provisioning: app.Provisioning,
		}); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		body := s.Bodies()[len(s.Bodies())-2]
		for _, member := range []string{"additionalSpProperties", "script", "attestationMetaData", "trustedAppConfiguration"} {
			if strings.Contains(body, member) {
				t.Errorf("%s: %s is sent back in %s", name, member, body)
			}
		}
		for _, member := range []string{`"skipLogoutConsent":true`, `"dialect":`, `"requestedClaims":`, `"steps":`, `"allowedAudience":"APPLICATION"`} {
			if !strings.Contains(body, member) {
				t.Errorf("%s: %s is not in %s", name, member, body)
			}
		}
	}
}

// Whoever may change an application but not read it learns what to give.
func TestUpdateCannotRead(t *testing.T) {
	t.Parallel()
	s := resttest.New(t, resttest.Reply{Status: 403, Body: `{"code":403,"message":"Forbidden"}`})
	_, err := s.Client.Applications.Update(t.Context(), "a1", &applications.UpdateRequest{Claims: &applications.ClaimConfiguration{RequestedClaims: claims("email")}})
	resttest.WantError(t, err, asgardeo.Error{
		Operation: "applications.Get", Method: "GET", Path: "/t/example" + root + "/a1", StatusCode: 403, Code: "403", Message: "Forbidden", RequiredScopes: []string{"internal_application_mgt_view"},
	}, asgardeo.ErrForbidden)
	if text := err.Error(); !strings.Contains(text, "Claims.Dialect") {
		t.Errorf("the text is %q", text)
	}
	s.WantLines("GET " + root + "/a1")
}

// The server hides these behind status 500 or ignores them, so Create says what is wrong before it is asked (wire-facts
// 3.2, 3.6, 3.9).
func TestCreateRefuses(t *testing.T) {
	t.Parallel()
	own := new(applications.SequenceTypeUserDefined)
	for says, request := range map[string]applications.CreateRequest{
		"LogoutReturnURL":        {LogoutReturnURL: new("https://out")},
		"without a Type":         {AuthenticationSequence: &applications.AuthenticationSequence{Steps: []applications.AuthenticationStep{step(1, "totp")}}},
		"and Script of":          {AuthenticationSequence: &applications.AuthenticationSequence{Script: new("var x;")}},
		"AllowedAudience is":     {AssociatedRoles: &applications.AssociatedRoles{Roles: []applications.AssociatedRole{{ID: "r1"}}}},
		"would read it as":       {AssociatedRoles: &applications.AssociatedRoles{}},
		"drops AssociatedRoles":  {AssociatedRoles: &applications.AssociatedRoles{AllowedAudience: "ORGANIZATION", Roles: []applications.AssociatedRole{{ID: "r1"}}}},
		"requires Steps":         {AuthenticationSequence: &applications.AuthenticationSequence{Type: own}},
		"[2]":                    {AuthenticationSequence: &applications.AuthenticationSequence{Type: own, Steps: []applications.AuthenticationStep{step(2, "a")}}},
		"UseMappedLocalSubject":  {Claims: &applications.ClaimConfiguration{Subject: &applications.ClaimSubject{MappedLocalSubjectMandatory: new(true)}}},
		"two mappings for \"a\"": {Claims: &applications.ClaimConfiguration{ClaimMappings: []applications.ClaimMapping{mapping("a", "x"), mapping("a", "y")}}},
		"replyTo":                {InboundProtocolConfiguration: &applications.ProtocolConfigurations{PassiveSTS: &applications.PassiveSTSConfiguration{Realm: "r"}}},
		"certificateAlias":       {InboundProtocolConfiguration: &applications.ProtocolConfigurations{WSTrust: &applications.WSTrustConfiguration{Audience: "a"}}},
		"configName":             {InboundProtocolConfiguration: &applications.ProtocolConfigurations{Custom: []applications.CustomProtocolConfiguration{{Name: "cas"}}}},
		"MetadataURL":            {InboundProtocolConfiguration: &applications.ProtocolConfigurations{SAML: &applications.SAMLConfiguration{}}},
	} {
		s := resttest.New(t)
		request.Name = "Shop"
		for what, create := range map[string]func() (any, error){
			"applications.Create": func() (any, error) { return resttest.Result(s.Client.Applications.Create(t.Context(), &request)) },
			"Register":            func() (any, error) { return resttest.Result(s.Client.Applications.Register(t.Context(), &request)) },
		} {
			if app, err := create(); app != nil || !errors.Is(err, asgardeo.ErrInvalidInput) || !strings.Contains(err.Error(), says) {
				t.Errorf("%s: (%v, %v), want an error that says %q", what, app, err, says)
			}
		}
		s.WantLines()
	}
}

// What an application was read with can be given to a new one.
func TestCreateFromSections(t *testing.T) {
	t.Parallel()
	s := resttest.New(t, created, read)
	advanced := &applications.AdvancedConfiguration{ServiceProviderProperties: []applications.ServiceProviderProperty{{Name: "n", Value: "v"}}, SaaS: new(true)}
	if _, err := s.Client.Applications.Create(t.Context(), &applications.CreateRequest{
		Name: "Copy", Advanced: advanced,
		Claims: &applications.ClaimConfiguration{RequestedClaims: claims("email"), ClaimMappings: []applications.ClaimMapping{}},
	}); err != nil {
		t.Fatal(err)
	}
	resttest.WantJSON(t, s.Bodies()[0], `{"name":"Copy","advancedConfigurations":{"saas":true},"claimConfiguration":{
		"requestedClaims":[{"claim":{"uri":"email"}}],"claimMappings":[{"applicationClaim":"email","localClaim":{"uri":"email"}}]}}`)
	if len(advanced.ServiceProviderProperties) != 1 {
		t.Error("the request was changed")
	}
}

// The error of a server that hides the reason says where to look, and that nothing was created; nothing is sent again.
func TestErrorThatHidesTheReasonSaysWhereToLook(t *testing.T) {
	t.Parallel()
	hidden := resttest.Reply{Status: 500, Body: `{"code":"APP-65006","message":"Unexpected.","description":"Unexpected.","traceId":"t"}`}
	for name, send := range map[string]func(*applications.Client) error{
		"Create": func(c *applications.Client) error {
			_, err := c.Create(t.Context(), &applications.CreateRequest{Name: "Shop"})
			return err
		},
		"Register": func(c *applications.Client) error {
			_, err := c.Register(t.Context(), &applications.CreateRequest{Name: "Shop"})
			return err
		},
		"Import": func(c *applications.Client) error {
			_, err := c.Import(t.Context(), "", strings.NewReader("<x/>"))
			return err
		},
	} {
		s := resttest.New(t, hidden)
		err := send(s.Client.Applications)
		if text := err.Error(); !errors.Is(err, asgardeo.ErrServer) || errors.Is(err, asgardeo.ErrOutcomeUnknown) ||
			!strings.Contains(text, "nothing was created") || !strings.Contains(text, "callbackURLs") {
			t.Errorf("%s: got %v", name, err)
		}
		if got := len(s.Lines()); got != 1 {
			t.Errorf("%s: %d requests", name, got)
		}
	}
}

// Replace checks for required members before it sends a request. An empty value that was read goes back.
func TestReplaceRefuses(t *testing.T) {
	t.Parallel()
	for says, replace := range map[string]func(*applications.Client) error{
		"realm": func(c *applications.Client) error {
			return c.PassiveSTS.Replace(t.Context(), "a1", &applications.PassiveSTSConfiguration{ReplyTo: "https://r"})
		},
		"replyTo": func(c *applications.Client) error {
			return c.PassiveSTS.Replace(t.Context(), "a1", &applications.PassiveSTSConfiguration{Realm: "r"})
		},
		"audience": func(c *applications.Client) error {
			return c.WSTrust.Replace(t.Context(), "a1", &applications.WSTrustConfiguration{CertificateAlias: "c"})
		},
		"certificateAlias": func(c *applications.Client) error {
			return c.WSTrust.Replace(t.Context(), "a1", &applications.WSTrustConfiguration{Audience: "a"})
		},
		"requires name": func(c *applications.Client) error {
			return c.CustomProtocols.Replace(t.Context(), "a1", "cas", &applications.CustomProtocolConfiguration{ConfigName: "cas"})
		},
		"configName": func(c *applications.Client) error {
			return c.CustomProtocols.Replace(t.Context(), "a1", "cas", &applications.CustomProtocolConfiguration{Name: "cas"})
		},
		"MetadataFile": func(c *applications.Client) error {
			return c.SAML.Replace(t.Context(), "a1", &applications.SAMLConfiguration{})
		},
		"issuer": func(c *applications.Client) error {
			return c.SAML.Replace(t.Context(), "a1", &applications.SAMLConfiguration{ManualConfiguration: &applications.SAMLServiceProvider{AssertionConsumerURLs: []string{"u"}}})
		},
		"assertionConsumerUrls": func(c *applications.Client) error {
			return c.SAML.Replace(t.Context(), "a1", &applications.SAMLConfiguration{ManualConfiguration: &applications.SAMLServiceProvider{Issuer: "i", AssertionConsumerURLs: []string{}}})
		},
		"the template requires name": func(c *applications.Client) error {
			return c.Templates.Replace(t.Context(), "t1", &applications.Template{Application: applications.CreateRequest{Name: "a"}})
		},
		"Application of the template": func(c *applications.Client) error {
			_, err := c.Templates.Create(t.Context(), &applications.Template{Name: "t"})
			return err
		},
		"no Value": func(c *applications.Client) error {
			_, err := c.Sharing.Update(t.Context(), &applications.SharingUpdateRequest{ApplicationID: "a1", Operations: []applications.SharingOperation{{Op: "remove", Path: "p"}}})
			return err
		},
	} {
		s := resttest.New(t)
		if err := replace(s.Client.Applications); !errors.Is(err, asgardeo.ErrInvalidInput) || !strings.Contains(err.Error(), says) {
			t.Errorf("got %v, want it to say %q", err, says)
		}
		s.WantLines()
	}
}
