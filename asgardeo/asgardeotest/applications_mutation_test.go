package asgardeotest_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

// mutations yields the value with each of its parts replaced by an unexpected
// value.
func mutations(value any, yield func(any)) {
	for _, other := range []any{nil, "", "x", -1, true, list{}, list{nil}, object{}, object{"": nil}} {
		yield(other)
	}
	switch v := value.(type) {
	case object:
		for name, child := range v {
			mutations(child, func(other any) { yield(merge(v, object{name: other})) })
		}
	case list:
		for i, child := range v {
			mutations(child, func(other any) {
				changed := append(list{}, v...)
				changed[i] = other
				yield(changed)
			})
		}
	}
}

// Every body gets a response, and none causes a server error, except for an OIDC
// configuration with nulls, which the real server cannot map either.
func TestBodiesAreSurvived(t *testing.T) {
	s := start(t)
	org := s.srv.AddSubOrganization("north").ID
	app := s.create(appAPI, object{"name": "app"})
	s.do("POST", appAPI+"/"+app+"/share", object{"shareWithAllChildren": true}).want(200)
	roles := list{object{"displayName": "r", "audience": object{"display": "app", "type": "application"}}}
	sharing := object{"mode": "SELECTED", "roles": roles}
	sections := object{
		"associatedRoles":            object{"allowedAudience": "APPLICATION", "roles": list{object{"id": "r"}}},
		"claimConfiguration":         object{"claimMappings": list{object{"applicationClaim": "a", "localClaim": object{"uri": "u"}}}, "subject": object{"claim": object{"uri": "u"}}, "role": object{"mappings": list{object{"localRole": "l", "applicationRole": "a"}}}},
		"authenticationSequence":     object{"type": "USER_DEFINED", "script": "x", "steps": list{object{"id": 1, "options": list{object{"idp": "LOCAL", "authenticator": "a"}}}}},
		"advancedConfigurations":     object{"certificate": object{"type": "PEM"}, "attestationMetaData": object{"androidAttestationServiceCredentials": object{"a": 1}}},
		"provisioningConfigurations": object{"inboundProvisioning": object{"proxyMode": true}},
	}
	oidc := object{
		"grantTypes": list{"authorization_code"}, "callbackURLs": list{"https://a"}, "allowedOrigins": list{"https://a"},
		"pkce":    object{"mandatory": true, "supportPlainTransformAlgorithm": false},
		"idToken": object{"audience": list{"a"}, "encryption": object{"enabled": true}}, "hybridFlow": object{"enable": true, "responseType": "code token"},
		"requestObject": object{"encryption": object{"algorithm": "RSA-OAEP"}}, "issuer": object{"value": "i"}, "clientSecretExpiresAt": 0,
	}
	saml := object{"manualConfiguration": object{
		"issuer": "i", "assertionConsumerUrls": list{"https://a"}, "singleSignOnProfile": object{"bindings": list{"HTTP_POST", "HTTP_REDIRECT"}, "assertion": object{"encryption": object{}}},
		"singleLogoutProfile": object{"idpInitiatedSingleLogout": object{}}, "attributeProfile": object{"enabled": true},
	}}
	inbound := appAPI + "/" + app + "/inbound-protocols"
	for _, test := range []struct {
		method, path string
		body         object
	}{
		{"POST", appAPI, merge(sections, object{"name": "new", "inboundProtocolConfiguration": object{"oidc": oidc, "saml": saml, "custom": list{object{"name": "cas", "configName": "c", "properties": list{object{"key": "k"}}}}}})},
		{"PATCH", appAPI + "/" + app, sections},
		{"PUT", inbound + "/oidc", oidc},
		{"PUT", inbound + "/saml", saml},
		{"PUT", inbound + "/cas", object{"name": "cas", "configName": "c", "properties": list{object{"key": "k"}}}},
		{"POST", appAPI + "/" + app + "/authorized-apis", object{"id": "x", "scopes": list{"a"}, "authorizationDetailsTypes": list{"b"}}},
		{"POST", appAPI + "/" + app + "/share", object{"sharedOrganizations": list{org}}},
		{"POST", appAPI + "/share", object{"applicationId": app, "organizations": list{object{"orgId": org, "policy": "SELECTED_ORG_ONLY", "roleSharing": sharing}}}},
		{"PATCH", appAPI + "/share", object{"applicationId": app, "Operations": list{object{"op": "add", "path": "organizations[orgId eq " + org + "].roles", "value": roles}}}},
		{"POST", appAPI + "/share-with-all", object{"applicationId": app, "policy": "ALL_EXISTING_ORGS_ONLY", "roleSharing": sharing}},
		{"POST", appAPI + "/templates", object{"name": "t", "types": list{"a"}, "application": sections}},
		{"POST", appAPI + "/loginflow/generate", object{"available_authenticators": object{"a": list{object{"name": "n"}}}, "user_claims": list{object{"a": "b"}}, "user_query": "q"}},
		{"PUT", appAPI + "/resident", object{"inboundProvisioning": object{}, "outboundProvisioningIdps": list{object{"idp": "i"}}}},
	} {
		mutations(test.body, func(body any) {
			got := s.do(test.method, test.path, body)
			if got.status == http.StatusInternalServerError && !strings.Contains(got.body, "APP-65006") && !strings.Contains(got.body, "cannot be mapped") {
				sent, _ := json.Marshal(body)
				t.Errorf("%s: got status 500 for %s: %s", got.request, sent, got.body)
			}
		})
	}
	// The values that were written must be read back.
	for _, item := range s.do("GET", appAPI+"?limit=100&attributes=advancedConfigurations,clientId,issuer", nil).want(200).object()["applications"].([]any) {
		self := strings.TrimPrefix(item.(map[string]any)["self"].(string), "/t/testorg")
		for _, part := range []string{"", "/authenticators", "/export", "/share", "/shared-apps"} {
			s.do("GET", self+part, nil, "Accept", "*/*").want(200)
		}
		for _, part := range []string{"/oidc", "/saml", "/cas"} {
			if got := s.do("GET", self+"/inbound-protocols"+part, nil); got.status != 200 && got.status != 404 {
				t.Errorf("%s: got status %d, want 200 or 404; body: %s", got.request, got.status, got.body)
			}
		}
	}
}
