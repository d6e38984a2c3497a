package asgardeotest_test

import (
	"fmt"
	"testing"
	"time"
)

// A secret can be replaced without an interruption for the client. Afterwards
// the old secret is refused.
func TestSecretsRotate(t *testing.T) {
	s := start(t)
	app, id, old := s.newClient("rotating", nil)
	secrets := appAPI + "/" + app + "/inbound-protocols/oidc/secrets"
	first := s.do("GET", secrets, nil).want(200).wantMembers(object{"count": 1}).object()["list"].([]any)[0].(map[string]any)
	if first["secretValue"] != old || first["latest"] != true || first["status"] != "ACTIVE" || first["expiresAt"] != float64(0) {
		t.Errorf("got the first secret %v", first)
	}
	created := s.do("POST", secrets, "").want(201).wantMembers(object{"status": "ACTIVE", "latest": true, "expiresAt": 0}).object()
	fresh := created["secretValue"].(string)
	s.do("GET", appAPI+"/"+app+"/inbound-protocols/oidc", nil).
		wantMembers(object{"clientSecret": fresh, "clientSecretExpiresAt": 0, "multipleClientSecretsConfigured": true})
	for _, secret := range []string{old, fresh} {
		s.grant(id, secret, "").want(200)
	}
	s.do("DELETE", secrets+"/"+created["secretId"].(string), nil).wantCode(409, "OAUTH-60006")
	s.do("DELETE", secrets+"/"+first["secretId"].(string), nil).want(204).wantEmpty()
	s.grant(id, old, "").want(401)
	s.grant(id, fresh, "").want(200)
}

func TestSecretsExpire(t *testing.T) {
	s := start(t)
	app, id, old := s.newClient("expiring", nil)
	secrets := appAPI + "/" + app + "/inbound-protocols/oidc/secrets"
	short := s.do("POST", secrets, object{"expiresAt": time.Now().Unix() + 60}).want(201).object()
	s.srv.Advance(2 * time.Minute)
	s.grant(id, short["secretValue"].(string), "").want(401)
	s.grant(id, old, "").want(200)
	s.do("GET", secrets+"/"+short["secretId"].(string), nil).want(200).wantMembers(object{"status": "EXPIRED", "latest": false})
	s.do("DELETE", secrets+"/"+short["secretId"].(string), nil).want(204)
}

func TestRegeneratingEndsAllSecrets(t *testing.T) {
	s := start(t)
	app, id, old := s.newClient("app", nil)
	oidc := appAPI + "/" + app + "/inbound-protocols/oidc"
	other := s.do("POST", oidc+"/secrets", nil).want(201).object()["secretValue"].(string)
	s.do("POST", oidc+"/revoke", nil).want(200)
	fresh := s.do("POST", oidc+"/regenerate-secret", nil).want(200).
		wantMembers(object{"multipleClientSecretsConfigured": false, "clientSecretExpiresAt": 0}).object()["clientSecret"].(string)
	s.do("GET", oidc+"/secrets", nil).wantMembers(object{"count": 1})
	for secret, status := range map[string]int{old: 401, other: 401, fresh: 200} {
		s.grant(id, secret, "").want(status)
	}
}

func TestSAMLLifecycle(t *testing.T) {
	s := start(t)
	id := s.create(appAPI, object{"name": "app"})
	saml := appAPI + "/" + id + "/inbound-protocols/saml"
	service := object{"issuer": "urn:sp", "assertionConsumerUrls": list{"https://sp/acs"}, "attributeProfile": object{"enabled": true}}
	s.do("PUT", saml, object{"manualConfiguration": service}).want(200).wantEmpty()
	got := s.do("GET", saml, nil).want(200).wantMembers(object{"issuer": "urn:sp", "defaultAssertionConsumerUrl": "https://sp/acs"}).object()
	profile := got["singleSignOnProfile"].(map[string]any)
	if fmt.Sprint(profile["bindings"]) != "[HTTP_POST HTTP_REDIRECT]" || profile["attributeConsumingServiceIndex"] == nil {
		t.Errorf("got the profile %v", profile)
	}
	s.do("PUT", saml, object{"manualConfiguration": got}).want(200) // the response can be written back
	s.do("GET", appAPI+"/"+id, nil).wantMembers(object{"issuer": "urn:sp"})
	s.do("GET", appAPI+"?filter=issuer+eq+urn:sp", nil).wantMembers(object{"totalResults": 1})
	for range 2 {
		s.do("DELETE", saml, nil).want(204).wantEmpty()
	}
	s.do("GET", saml, nil).wantCode(404, "APP-60502")
	if items := s.do("GET", appAPI+"/"+id+"/inbound-protocols", nil).array(); len(items) != 0 {
		t.Errorf("got the protocols %v, want none", items)
	}
}
