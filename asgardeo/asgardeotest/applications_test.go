package asgardeotest_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
)

func m2m(name string) object {
	return object{
		"name": name, "templateId": "m2m-application",
		"associatedRoles":              object{"allowedAudience": "APPLICATION", "roles": list{}},
		"inboundProtocolConfiguration": object{"oidc": object{"grantTypes": list{"client_credentials"}}},
	}
}

func TestApplication(t *testing.T) {
	s := start(t)
	created := s.do("POST", appAPI, m2m("My App_1.0")).want(201).wantEmpty().wantHeader("Content-Type", "")
	location := created.header.Get("Location")
	id := strings.TrimPrefix(location, s.srv.URL+appAPI+"/")
	if id == location || len(id) != 36 {
		t.Fatalf("Location is %q", location)
	}
	got := s.doURL("GET", location, nil).want(200).wantMembers(object{
		"id": id, "name": "My App_1.0", "templateId": "m2m-application", "applicationEnabled": true,
		"access": "WRITE", "associatedRoles": object{"allowedAudience": "APPLICATION"},
		"isManagementApp": false, "clientSecret": nil, "inboundProtocolConfiguration": nil,
	}).object()
	if fmt.Sprint(names(got["inboundProtocols"], "self")) != "[/t/testorg"+appAPI+"/"+id+"/inbound-protocols/oidc]" {
		t.Errorf("inbound protocols are %v", got["inboundProtocols"])
	}
	for _, section := range []string{"claimConfiguration", "authenticationSequence", "advancedConfigurations", "provisioningConfigurations"} {
		if _, ok := got[section].(map[string]any); !ok {
			t.Errorf("section %s is %v", section, got[section])
		}
	}
	for _, path := range []string{"/inbound-protocols", "/inbound-protocols/"} {
		if items := s.doURL("GET", location+path, nil).want(200).array(); fmt.Sprint(names(items, "type")) != "[oauth2]" {
			t.Errorf("inbound protocols are %v", items)
		}
	}
	s.doURL("DELETE", location, nil).want(204).wantEmpty()
	s.doURL("DELETE", location, nil).want(204)
	s.doURL("GET", location, nil).wantCode(404, "APP-60006")
	s.doURL("GET", location+"/inbound-protocols", nil).wantCode(404, "APP-60006")
}

func TestApplicationEveryMember(t *testing.T) {
	s := start(t)
	id := s.create(appAPI, object{
		"id": "ignored", "name": "full", "description": "d", "imageUrl": "https://i", "accessUrl": "https://a", "logoutReturnUrl": "https://l",
		"templateId": "t", "templateVersion": "1", "isManagementApp": true, "isB2BSelfServiceApp": true,
		"enhancedOrgAuthenticationEnabled": true, "applicationEnabled": false,
		"claimConfiguration":     object{"dialect": "CUSTOM", "claimMappings": list{object{"applicationClaim": "a", "localClaim": object{"uri": "u"}}}, "subject": object{"includeUserDomain": true}, "role": object{"mappings": list{object{"localRole": "l", "applicationRole": "r"}}}},
		"authenticationSequence": object{"type": "USER_DEFINED", "script": "var x;", "steps": list{object{"id": 1, "options": list{object{"idp": "LOCAL", "authenticator": "totp"}}}}},
		"advancedConfigurations": object{"discoverableByEndUsers": true, "certificate": object{"type": "PEM", "value": "v"},
			"attestationMetaData": object{"enableClientAttestation": true, "androidAttestationServiceCredentials": object{"any": object{"thing": 1}}}},
		"provisioningConfigurations": object{"inboundProvisioning": object{"proxyMode": true}, "outboundProvisioningIdps": list{}},
		"inboundProtocolConfiguration": object{
			"saml":       object{"manualConfiguration": object{"issuer": "saml-issuer", "assertionConsumerUrls": list{"https://acs"}, "singleSignOnProfile": object{"bindings": list{"HTTP_POST", "HTTP_REDIRECT"}}}},
			"passiveSts": object{"realm": "realm", "replyTo": "https://r"}, "wsTrust": object{"audience": "a", "certificateAlias": "c"},
			"custom": list{object{"name": "cas", "configName": "CAS"}},
		},
	})
	got := s.do("GET", appAPI+"/"+id, nil).want(200).wantMembers(object{
		"id": id, "description": "d", "imageUrl": "https://i", "accessUrl": "https://a", "logoutReturnUrl": nil, "templateVersion": "1",
		"isManagementApp": true, "isB2BSelfServiceApp": true, "enhancedOrgAuthenticationEnabled": true, "applicationEnabled": false,
		"issuer": "saml-issuer", "realm": "realm", "clientId": nil,
	}).object()
	if have := fmt.Sprint(names(got["inboundProtocols"], "type")); have != "[samlsso passivests wstrust cas]" {
		t.Errorf("inbound protocols are %s", have)
	}
	for member, want := range map[string]string{"script": "var x;", "type": "USER_DEFINED"} {
		if have := got["authenticationSequence"].(map[string]any)[member]; have != want {
			t.Errorf("%s is %v", member, have)
		}
	}
}

func TestApplicationCreationErrors(t *testing.T) {
	s := start(t)
	s.create(appAPI, m2m("taken"))
	s.create(appAPI, object{"name": "predefined", "inboundProtocolConfiguration": object{"oidc": object{"grantTypes": list{"password"}, "clientId": "mine"}}})
	oidc := func(name string, config object) object {
		return object{"name": name, "inboundProtocolConfiguration": object{"oidc": merge(object{"grantTypes": list{"password"}}, config)}}
	}
	for _, test := range []struct {
		name   string
		body   object
		status int
		code   string
	}{
		{"at sign", object{"name": "a@b"}, 400, "APP-60001"},
		{"double space", object{"name": "a  b"}, 400, "APP-60001"},
		{"empty name", object{"name": ""}, 400, "APP-60001"},
		{"reserved name", object{"name": "Console"}, 400, "APP-60515"},
		{"taken name", object{"name": "taken"}, 409, "APP-60007"},
		{"taken name with a client", m2m("taken"), 409, "OAUTH-60008"},
		{"taken client", oidc("new", object{"clientId": "mine"}), 409, "OAUTH-60008"},
		{"client of the manager", oidc("new", object{"clientId": s.srv.ClientID}), 409, "OAUTH-60008"},
		{"unknown grant", oidc("new", object{"grantTypes": list{"magic"}}), 400, "OAUTH-60001"},
		{"no callback", oidc("new", object{"grantTypes": list{"authorization_code"}}), 400, "OAUTH-60001"},
		{"no callback for implicit", oidc("new", object{"grantTypes": list{"implicit"}}), 400, "OAUTH-60001"},
		{"callback with a fragment", oidc("new", object{"callbackURLs": list{"https://a#b"}}), 400, "OAUTH-60001"},
		{"two callbacks", oidc("new", object{"callbackURLs": list{"https://a", "https://b"}}), 500, "APP-65006"},
		{"incomplete section", oidc("new", object{"accessToken": object{"type": "JWT"}}), 500, "APP-65006"},
		{"public M2M", oidc("new", object{"grantTypes": list{"client_credentials"}, "publicClient": true}), 400, "OAUTH-60001"},
		{"unknown algorithm", oidc("new", object{"idToken": object{"idTokenSignedResponseAlg": "XX1"}}), 400, "OAUTH-60001"},
		{"unknown encryption", oidc("new", object{"requestObject": object{"encryption": object{"method": "x"}}}), 400, "OAUTH-60001"},
		{"unknown authentication", oidc("new", object{"clientAuthentication": object{"tokenEndpointAuthMethod": "x"}}), 400, "OAUTH-60001"},
		{"origin with a path", oidc("new", object{"allowedOrigins": list{"https://a/b"}}), 400, "APP-60001"},
		{"discoverable without access URL", object{"name": "new", "advancedConfigurations": object{"discoverableByEndUsers": true}}, 400, "APP-60001"},
		{"roles of the organization", object{"name": "new", "associatedRoles": object{"roles": list{object{"id": "1"}}}}, 403, "APP-60008"},
	} {
		t.Run("wire 3.2 "+test.name, func(t *testing.T) {
			s := &session{t, s.srv, s.token}
			s.do("POST", appAPI, test.body).wantCode(test.status, test.code)
		})
	}
	s.do("POST", appAPI+"?template=x", m2m("new")).wantCode(501, "APP-65501")
	narrow := s.with("internal_application_mgt_create")
	narrow.do("POST", appAPI, object{"name": "new", "authenticationSequence": object{"script": "x"}}).wantCode(403, "APP-60520")
	s.do("POST", appAPI, m2m("new")).want(201) // the refused requests left nothing
}

func TestApplicationList(t *testing.T) {
	s := start(t)
	for i := range 5 {
		s.create(appAPI, m2m(fmt.Sprintf("app %d", i)))
	}
	page := s.do("GET", appAPI+"?limit=2&offset=2&filter=name+co+app&attributes=clientId,applicationEnabled", nil).want(200).
		wantMembers(object{"totalResults": 5, "startIndex": 3, "count": 2}).object()
	if fmt.Sprint(names(page["applications"], "name")) != "[app 2 app 1]" {
		t.Errorf("page is %v", page)
	}
	item := page["applications"].([]any)[0].(map[string]any)
	if item["clientId"] == nil || item["applicationEnabled"] != true || item["access"] != "WRITE" || item["self"] != "/t/testorg"+appAPI+"/"+item["id"].(string) {
		t.Errorf("item is %v", item)
	}
	const query = "&limit=2&filter=name+co+app&attributes=clientId%2CapplicationEnabled"
	want := fmt.Sprint(list{
		object{"rel": "next", "href": "/t/testorg" + appAPI + "?offset=4" + query},
		object{"rel": "previous", "href": "/t/testorg" + appAPI + "?offset=0" + query},
	})
	if fmt.Sprint(page["links"]) != want {
		t.Errorf("links are %v, want %v", page["links"], want)
	}
	plain := s.do("GET", appAPI+"?limit=1000&offset=-3&excludeSystemPortals=true", nil).want(200).
		wantMembers(object{"totalResults": 5, "startIndex": 1, "count": 5, "links": list{}}).object()
	item = plain["applications"].([]any)[0].(map[string]any)
	if item["clientId"] != nil || item["inboundProtocols"] != nil {
		t.Errorf("item is %v", item)
	}
	s.do("GET", appAPI+"?attributes=advancedConfigurations,templateId,templateVersion,issuer,associatedRoles.allowedAudience&limit=1", nil).want(200)
	s.do("GET", appAPI+"?offset=99", nil).wantMembers(object{"totalResults": 5, "count": 0, "applications": list{}})

	byClient := s.do("GET", appAPI+"?filter=clientId+sw+nobody+or+name+eq+"+url.QueryEscape(`"app 1"`), nil).want(200).object()
	if item := byClient["applications"].([]any)[0].(map[string]any); item["name"] != "app 1" || item["clientId"] == nil {
		t.Errorf("item is %v", item)
	}
	for query, want := range map[string]struct {
		status int
		code   string
	}{
		"limit=0": {400, "UE-10000"}, "limit=-1": {400, "UE-10000"},
		"sortBy=name": {501, "APP-65002"}, "sortOrder=ASC": {501, "APP-65002"},
		"attributes=name": {400, "APP-60505"}, "filter=Name+eq+x": {400, "APP-60004"}, "filter=name+ne+x": {400, "APP-60004"},
		"filter=name": {400, "APP-60004"}, "filter=not+(name+eq+x)": {400, "APP-60004"}, "filter=description+eq+x": {400, "APP-60004"},
	} {
		t.Run("wire 3.3 "+query, func(t *testing.T) {
			s := &session{t, s.srv, s.token}
			s.do("GET", appAPI+"?"+query, nil).wantCode(want.status, want.code)
		})
	}
	s.do("GET", appAPI+"?limit=x", nil).want(404).wantEmpty()
}

func TestApplicationListClamp(t *testing.T) {
	s := start(t)
	for i := range 101 {
		s.create(appAPI, object{"name": fmt.Sprint(i)})
	}
	s.do("GET", appAPI+"?limit=500", nil).wantMembers(object{"totalResults": 101, "count": 100})
	s.do("GET", appAPI, nil).wantMembers(object{"count": 30})
}

func TestApplicationPatch(t *testing.T) {
	s := start(t)
	s.create(appAPI, object{"name": "other"})
	id := s.create(appAPI, merge(m2m("app"), object{"description": "d", "imageUrl": "https://i"}))
	path := appAPI + "/" + id
	s.do("PATCH", path, object{
		"name": "renamed", "description": "", "imageUrl": nil, "applicationEnabled": false, "applicationVersion": "v1.0.0", "accessUrl": "https://a",
		"enhancedOrgAuthenticationEnabled": true,
		"advancedConfigurations":           object{"discoverableByEndUsers": true}, "provisioningConfigurations": object{},
		"claimConfiguration": object{"dialect": "CUSTOM"}, "authenticationSequence": object{"script": "x"},
	}).want(200).wantEmpty()
	got := s.do("GET", path, nil).wantMembers(object{
		"name": "renamed", "description": nil, "imageUrl": "https://i", "applicationEnabled": false, "applicationVersion": "v1.0.0",
		"associatedRoles": object{"allowedAudience": "APPLICATION"},
	}).object()
	if got["claimConfiguration"].(map[string]any)["dialect"] != "CUSTOM" {
		t.Errorf("claims are %v", got["claimConfiguration"])
	}
	s.do("PATCH", path, object{"associatedRoles": object{}}).want(200) // the audience is reset to its default
	s.do("GET", path, nil).wantMembers(object{"associatedRoles": object{"allowedAudience": "ORGANIZATION"}})
	for _, test := range []struct {
		name   string
		body   object
		status int
		code   string
	}{
		{"bad name", object{"name": "a@b"}, 400, "APP-60001"},
		{"taken name", object{"name": "other"}, 409, "APP-60007"},
		{"reserved name", object{"name": "My Account"}, 400, "APP-60516"},
		{"resident name", object{"name": "wso2carbon-local-sp"}, 403, "APP-60008"},
		{"inbound", object{"inboundProtocolConfiguration": object{}}, 400, "UE-10000"},
		{"unknown member", object{"isManagementApp": true}, 400, "UE-10000"},
		{"discoverable without access URL", object{"accessUrl": ""}, 400, "APP-60001"},
		{"roles", object{"associatedRoles": object{"allowedAudience": "APPLICATION", "roles": list{object{"id": "1"}}}}, 403, "APP-60008"},
	} {
		t.Run("wire 3.4 "+test.name, func(t *testing.T) {
			s := &session{t, s.srv, s.token}
			s.do("PATCH", path, test.body).wantCode(test.status, test.code)
		})
	}
	s.do("PATCH", appAPI+"/nothing", object{}).wantCode(404, "APP-60006")
	s.with("internal_application_mgt_update").do("PATCH", path, object{"authenticationSequence": object{"script": "y"}}).wantCode(403, "APP-60520")
}

func TestOIDC(t *testing.T) {
	s := start(t)
	id := s.create(appAPI, object{"name": "web", "inboundProtocolConfiguration": object{"oidc": object{
		"grantTypes": list{"authorization_code", "refresh_token"}, "callbackURLs": list{"regexp=(https://a|https://b)"},
		"pkce": object{"mandatory": true, "supportPlainTransformAlgorithm": false},
	}}})
	path := appAPI + "/" + id + "/inbound-protocols/oidc"
	got := s.do("GET", path, nil).want(200).wantMembers(object{
		"state": "ACTIVE", "publicClient": false, "callbackURLs": list{"regexp=(https://a|https://b)"}, "multipleClientSecretsConfigured": false,
	}).object()
	if token := got["accessToken"].(map[string]any); token["type"] != "Default" || token["applicationAccessTokenExpiryInSeconds"] != float64(3600) {
		t.Errorf("access token is %v", token)
	}
	if len(got["clientId"].(string)) == 0 || len(got["clientSecret"].(string)) == 0 {
		t.Errorf("credentials are missing from %v", got)
	}
	s.with("internal_application_mgt_view").do("GET", path, nil).want(200).
		wantMembers(object{"clientId": got["clientId"], "clientSecret": nil, "multipleClientSecretsConfigured": nil, "clientSecretExpiresAt": nil})

	update := object{"clientId": got["clientId"], "grantTypes": list{"authorization_code"}, "callbackURLs": got["callbackURLs"]}
	s.do("PUT", path, update).want(200).wantEmpty()
	again := s.do("GET", path, nil).wantMembers(object{
		"callbackURLs": list{"regexp=(https://a|https://b)"}, "clientSecret": got["clientSecret"], "grantTypes": list{"authorization_code"},
	}).object()
	if again["pkce"].(map[string]any)["mandatory"] != false {
		t.Error("an absent section was kept")
	}
	s.do("PUT", path, again).want(200) // the response can be written back
}

func TestOIDCErrors(t *testing.T) {
	s := start(t)
	app, clientID, secret := s.newClient("app", nil)
	path := appAPI + "/" + app + "/inbound-protocols/oidc"
	for _, test := range []struct {
		name   string
		body   object
		status int
		code   string
	}{
		{"no client id", object{"clientId": nil}, 400, "APP-60001"},
		{"other client id", object{"clientId": "x"}, 400, "APP-60001"},
		{"other secret", object{"clientSecret": "x"}, 400, "APP-60001"},
		{"other expiry", object{"clientSecretExpiresAt": 1}, 400, "APP-60001"},
		{"no grants", object{"grantTypes": nil}, 400, "UE-10000"},
		{"unknown grant", object{"grantTypes": list{"x"}}, 400, "OAUTH-60001"},
		{"unknown member", object{"x": 1}, 400, "UE-10000"},
		{"same secret", object{"clientSecret": secret}, 200, ""},
	} {
		t.Run("wire 3.5 "+test.name, func(t *testing.T) {
			s := &session{t, s.srv, s.token}
			got := s.do("PUT", path, merge(object{"clientId": clientID, "grantTypes": list{"client_credentials"}}, test.body)).want(test.status)
			if test.code != "" {
				got.wantCode(test.status, test.code)
			}
		})
	}
	s.do("POST", path+"/revoke", nil).want(200)
	s.do("PUT", path, object{"clientId": clientID, "grantTypes": list{"password"}}).want(200)
	s.do("GET", path, nil).wantMembers(object{"state": "REVOKED"})

	for range 2 {
		s.do("DELETE", path, nil).want(204).wantEmpty()
	}
	s.do("DELETE", appAPI+"/nothing/inbound-protocols/oidc", nil).want(204)
	for _, call := range [][2]string{{"GET", ""}, {"POST", "/revoke"}, {"POST", "/regenerate-secret"}} {
		s.do(call[0], path+call[1], nil).wantCode(404, "APP-60502")
		s.do(call[0], appAPI+"/nothing/inbound-protocols/oidc"+call[1], nil).wantCode(404, "APP-60006")
	}
	s.do("PUT", appAPI+"/nothing/inbound-protocols/oidc", object{"grantTypes": list{"password"}}).wantCode(404, "APP-60006")
	s.do("PUT", path, object{"clientId": s.srv.ClientID, "grantTypes": list{"password"}}).wantCode(409, "OAUTH-60008")
	s.do("PUT", path, object{"clientId": "chosen", "grantTypes": list{"client_credentials"}}).want(200).wantEmpty()
	s.do("GET", path, nil).want(200).wantMembers(object{"clientId": "chosen"})
}

func TestAuthorizedAPIs(t *testing.T) {
	s := start(t)
	app := s.create(appAPI, m2m("app"))
	path := appAPI + "/" + app + "/authorized-apis"
	resource := s.create(resourceAPI, object{"name": "Pharmacy", "identifier": "urn:p", "scopes": list{object{"name": "read"}, object{"name": "write"}},
		"authorizationDetailsTypes": list{object{"type": "sale", "name": "Sale", "description": "d", "schema": object{"type": "object"}}}})
	open := s.create(resourceAPI, object{"name": "Open", "identifier": "urn:o", "requiresAuthorization": false})
	other := s.create(resourceAPI, object{"name": "Other", "identifier": "urn:other"})

	if items := s.do("GET", path, nil).want(200).array(); len(items) != 0 {
		t.Errorf("authorized for %v", items)
	}
	s.do("POST", path, object{"id": resource, "policyIdentifier": "rbac", "scopes": list{"read"}, "authorizationDetailsTypes": list{"sale"}}).want(200).wantEmpty()
	s.do("POST", path, object{"id": open, "policyIdentifier": "no policy"}).want(200)
	items := s.do("GET", path, nil).want(200).array()
	first := items[0].(map[string]any)
	for member, want := range (object{"id": resource, "identifier": "urn:p", "displayName": "Pharmacy", "policyId": "RBAC", "type": "BUSINESS"}) {
		if first[member] != want {
			t.Errorf("%s is %v, want %v", member, first[member], want)
		}
	}
	if fmt.Sprint(names(first["authorizedScopes"], "name"), names(first["authorizedAuthorizationDetailsTypes"], "type")) != "[read] [sale]" {
		t.Errorf("authorization is %v", first)
	}
	if items[1].(map[string]any)["policyId"] != "NO POLICY" {
		t.Errorf("authorization is %v", items[1])
	}
	for _, test := range []struct {
		name   string
		body   object
		status int
		code   string
	}{
		{"unknown API", object{"id": "nothing"}, 400, "APP-60507"},
		{"no API", object{}, 400, "APP-60507"},
		{"unknown policy", object{"id": other, "policyIdentifier": "x"}, 400, "APP-60511"},
		{"policy too weak", object{"id": other, "policyIdentifier": "NO POLICY"}, 400, "APP-60512"},
		{"unknown scope", object{"id": other, "scopes": list{"x"}, "policyIdentifier": "x"}, 400, "APP-60508"},
		{"twice", object{"id": resource, "scopes": list{"x"}}, 409, "APP-60509"},
		{"unknown member", object{"id": resource, "x": 1}, 400, "UE-10000"},
	} {
		t.Run("wire 3.6 "+test.name, func(t *testing.T) {
			s := &session{t, s.srv, s.token}
			s.do("POST", path, test.body).wantCode(test.status, test.code)
		})
	}
	item := path + "/" + resource
	s.do("PATCH", item, object{"addedScopes": list{"write"}, "removedScopes": list{"read", "unknown"}, "removedAuthorizationDetailsTypes": list{"sale"}}).want(200).wantEmpty()
	first = s.do("GET", path, nil).array()[0].(map[string]any)
	if fmt.Sprint(names(first["authorizedScopes"], "name"), names(first["authorizedAuthorizationDetailsTypes"], "type")) != "[write] []" {
		t.Errorf("authorization is %v", first)
	}
	s.do("PATCH", item, object{"addedScopes": list{"unknown"}}).wantCode(400, "APP-60508")
	s.do("PATCH", item, object{"addedAuthorizationDetailsTypes": list{"unknown"}}).wantCode(400, "APP-60519")
	s.do("PATCH", item, object{"addedScopes": list{"read"}, "removedScopes": list{"read"}}).want(200)
	s.do("PATCH", path+"/"+other, object{}).wantCode(400, "APP-60510")
	s.do("PATCH", path+"/nothing", object{}).wantCode(400, "APP-60507")
	s.do("DELETE", item, nil).want(204).wantEmpty()
	s.do("DELETE", item, nil).want(204)
	s.do("POST", path, object{"id": resource, "scopes": list{"unknown"}}).wantCode(400, "APP-60508")
	for _, method := range []string{"GET", "POST"} {
		s.do(method, appAPI+"/nothing/authorized-apis", object{}).wantCode(404, "APP-60006")
	}
	for _, method := range []string{"PATCH", "DELETE"} {
		s.do(method, appAPI+"/nothing/authorized-apis/x", object{}).wantCode(404, "APP-60006")
	}
	s.do("DELETE", resourceAPI+"/"+open, nil).want(204)
	if items := s.do("GET", path, nil).array(); len(items) != 0 {
		t.Errorf("still authorized for %v", items)
	}
}

func TestAuthorizedAPIScopes(t *testing.T) {
	s := start(t)
	app := s.create(appAPI, m2m("app"))
	path := appAPI + "/" + app + "/authorized-apis"
	business := s.create(resourceAPI, object{"name": "n", "identifier": "urn:n"})
	found := s.do("GET", resourceAPI+"?filter="+url.QueryEscape(`identifier eq "/scim2/Users"`), nil).object()
	internal := names(found["apiResources"], "id")[0]

	const update = "internal_application_mgt_update"
	onlyInternal := s.with(update, "internal_application_internal_api_update")
	onlyBusiness := s.with(update, "internal_application_business_api_update")
	onlyInternal.do("POST", path, object{"id": business}).wantCode(403, "APP-60520")
	onlyBusiness.do("POST", path, object{"id": internal}).wantCode(403, "APP-60520")
	onlyBusiness.do("POST", path, object{"id": business}).want(200)
	onlyInternal.do("POST", path, object{"id": internal}).want(200)
	onlyInternal.do("PATCH", path+"/"+business, object{}).wantCode(403, "APP-60520")
	onlyInternal.do("DELETE", path+"/"+business, nil).wantCode(403, "APP-60520")
	s.with("internal_application_business_api_update").do("POST", path, object{"id": business}).want(403).wantMembers(object{"code": 403})
}
