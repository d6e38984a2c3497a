package asgardeotest_test

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"mime/multipart"
	"net/textproto"
	"strings"
	"testing"
)

// upload sends a file with the media type of its part.
func (s *session) upload(method, contentType, content string) *answer {
	s.t.Helper()
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	part, err := w.CreatePart(textproto.MIMEHeader{
		"Content-Disposition": {`form-data; name="file"; filename="app"`}, "Content-Type": {contentType},
	})
	if err != nil {
		s.t.Fatal(err)
	}
	fmt.Fprint(part, content)
	w.Close()
	return s.do(method, appAPI+"/import", form.String(), "Content-Type", w.FormDataContentType())
}

// A deleted application is restored from its file, with another id. If the file
// has no secrets, the secret is new too.
func TestExportDeleteImport(t *testing.T) {
	for _, format := range []string{"application/xml", "application/yaml", "application/json"} {
		t.Run(format, func(t *testing.T) {
			s := start(t)
			id := s.create(appAPI, object{
				"name": "full", "description": "a < b & \"c\"", "accessUrl": "https://a", "applicationEnabled": false, "templateId": "t",
				"associatedRoles":        object{"allowedAudience": "APPLICATION"},
				"claimConfiguration":     object{"dialect": "CUSTOM", "claimMappings": list{object{"applicationClaim": "a", "localClaim": object{"uri": "u"}}}},
				"authenticationSequence": object{"type": "USER_DEFINED", "script": "if (a < b) {}\n", "steps": list{object{"id": 1, "options": list{object{"idp": "LOCAL", "authenticator": "totp"}}}}},
				"advancedConfigurations": object{"discoverableByEndUsers": true, "attestationMetaData": object{"androidAttestationServiceCredentials": object{"a": object{"b": 1}}}},
				"inboundProtocolConfiguration": object{
					"oidc":       object{"clientId": "chosen", "clientSecret": "given", "grantTypes": list{"client_credentials", "authorization_code"}, "callbackURLs": list{"regexp=(https://a|https://b)"}},
					"saml":       object{"manualConfiguration": object{"issuer": "i", "assertionConsumerUrls": list{"https://acs"}}},
					"passiveSts": object{"realm": "r", "replyTo": "https://r"}, "wsTrust": object{"audience": "a", "certificateAlias": "c"},
					"custom": list{object{"name": "cas", "configName": "cas", "properties": list{object{"key": "app-identifier", "value": "v"}}}},
				},
			})
			path := appAPI + "/" + id
			parts := []string{"", "/inbound-protocols/oidc", "/inbound-protocols/saml", "/inbound-protocols/passive-sts", "/inbound-protocols/ws-trust", "/inbound-protocols/cas"}
			var before []string
			for _, part := range parts {
				before = append(before, s.do("GET", path+part, nil).want(200).body)
			}
			file := s.do("GET", path+"/exportFile?exportSecrets=true", nil, "Accept", format).want(200).wantHeader("Content-Type", "application/octet-stream").body
			bare := s.do("GET", path+"/exportFile", nil, "Accept", format).want(200).body
			if !strings.Contains(file, "given") || strings.Contains(bare, "given") {
				t.Errorf("secrets are in the wrong file: %s", bare)
			}
			s.upload("POST", format, file).wantCode(409, "APP-60007")

			s.do("DELETE", path, nil).want(204)
			s.upload("PUT", format, file).wantCode(404, "APP-60006")
			location := s.upload("POST", format, file).want(201).wantEmpty().header.Get("Location")
			for i, part := range parts {
				got := s.doURL("GET", location+part, nil).want(200).body
				if want := strings.ReplaceAll(before[i], id, location[strings.LastIndex(location, "/")+1:]); got != want {
					t.Errorf("%s: got %s, want %s", part, got, want)
				}
			}
			signsIn := func() { // a disabled application does not
				s.grant("chosen", "given", "").want(401)
				s.doURL("PATCH", location, object{"applicationEnabled": true}).want(200)
				s.grant("chosen", "given", "").want(200)
			}
			signsIn()

			s.upload("PUT", format, strings.Replace(bare, "totp", "fido", 1)).want(200).wantEmpty().wantHeader("Location", location)
			signsIn() // a file without a secret keeps it
			if got := s.doURL("GET", location, nil).body; !strings.Contains(got, "fido") {
				t.Errorf("the update did not arrive: %s", got)
			}

			s.doURL("DELETE", location, nil).want(204)
			s.upload("POST", format, bare).want(201)
			s.grant("chosen", "given", "").want(401)
		})
	}
}

func TestExportIsXML(t *testing.T) {
	s := start(t)
	id := s.create(appAPI, object{"name": "app"})
	for _, path := range []string{"/export", "/exportFile"} {
		got := s.do("GET", appAPI+"/"+id+path, nil, "Accept", "*/*").want(200)
		var root struct{ XMLName xml.Name }
		if err := xml.Unmarshal([]byte(got.body), &root); err != nil || root.XMLName.Local != "ServiceProvider" {
			t.Errorf("%s: got %q, %v", path, got.body, err)
		}
	}
}

func TestImportErrors(t *testing.T) {
	s := start(t)
	s.newClient("other", nil)
	client := s.do("GET", appAPI+"?attributes=clientId", nil).object()["applications"].([]any)[0].(map[string]any)["clientId"]
	for _, test := range []struct {
		name, contentType, content string
		status                     int
		code                       string
	}{
		{"not XML", "application/octet-stream", "{}", 500, "APP-65001"},
		{"other XML", "text/xml", "<a/>", 500, "APP-65001"},
		{"not JSON", "application/json", "<a/>", 500, "APP-65001"},
		{"unknown member", "application/json", `{"x":1}`, 500, "APP-65001"},
		{"empty", "application/json", "", 500, "APP-65001"},
		{"YAML that is not JSON", "text/yaml", "application: {name: x}", 501, "NOT-IMPLEMENTED"},
		{"bad name", "application/json", `{"application":{"name":"a@b"}}`, 400, "APP-60001"},
		{"client of another application", "application/json",
			fmt.Sprintf(`{"application":{"name":"n","inboundProtocolConfiguration":{"oidc":{"clientId":%q,"grantTypes":["password"]}}}}`, client), 409, "APP-60009"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := &session{t, s.srv, s.token}
			s.upload("POST", test.contentType, test.content).wantCode(test.status, test.code)
		})
	}
	s.do("POST", appAPI+"/import", "--b\r\n\r\n", "Content-Type", "multipart/form-data; boundary=b").wantCode(400, "UE-10000")
	s.do("POST", appAPI+"/import", "x", "Content-Type", "multipart/form-data").wantCode(400, "UE-10000")
	s.do("POST", appAPI+"/import", object{}).want(415).wantEmpty()
	narrow := s.with("internal_application_mgt_create")
	narrow.upload("POST", "application/json", `{"application":{"name":"n","authenticationSequence":{"script":"x"}}}`).wantCode(403, "APP-60520")
}
