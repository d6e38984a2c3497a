package asgardeotest_test

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

const (
	serverAPI   = "/api/server/v1"
	resourceAPI = serverAPI + "/api-resources"
	appAPI      = serverAPI + "/applications"
	usersAPI    = "/scim2/Users"
	rolesAPI    = "/scim2/v2/Roles"
	groupsAPI   = "/scim2/Groups"
)

func TestUnauthorized(t *testing.T) {
	s := start(t)
	const wantServer = `{
  "code": 401,
  "message": "Unauthorized",
  "description": "Authorization failure. Authorization information was invalid or missing from your request."
}`
	for name, authorization := range map[string]string{
		"none": "", "unknown token": "Bearer nobody", "two spaces": "Bearer  " + s.token,
		"other scheme": "Token " + s.token, "scheme only": "Bearer",
	} {
		t.Run("wire 6.2 "+name, func(t *testing.T) {
			s := &session{t: t, srv: s.srv}
			got := s.do("GET", appAPI, nil, "Authorization", authorization).want(401).
				wantHeader("WWW-Authenticate", "Bearer realm=127.0.0.1").
				wantHeader("Content-Type", "application/json;charset=UTF-8")
			if got.body != wantServer {
				t.Errorf("body is %s", got.body)
			}
			scim := s.do("GET", usersAPI, nil, "Authorization", authorization).want(401)
			if !strings.HasPrefix(scim.body, "{\n  \"status\": 401,\n  \"detail\": ") || strings.Contains(scim.body, "scimType") {
				t.Errorf("body is %s", scim.body)
			}
		})
	}
	s.do("GET", appAPI, nil, "Authorization", "bEARER "+s.token).want(200)
}

func TestForbidden(t *testing.T) {
	s := start(t).with("internal_user_mgt_list", "internal_login")
	s.do("GET", usersAPI, nil).want(200)
	got := s.do("GET", usersAPI+"/1", nil).want(403)
	if !strings.HasPrefix(got.body, "{\n  \"status\": 403,\n") {
		t.Errorf("body is %s", got.body)
	}
	got = s.do("GET", appAPI, nil, "activityid", "trace-1").want(403).wantMembers(object{"message": "Forbidden", "traceId": "trace-1"})
	if !strings.HasPrefix(got.body, "{\n  \"code\": 403,\n") {
		t.Errorf("body is %s", got.body)
	}
}

func TestPathsRefused(t *testing.T) {
	s := start(t)
	for _, path := range []string{"/api/../applications", "/scim2/Users;v=1", "/api/%2e/applications", "/api/%2E%2E/x"} {
		t.Run("wire 6.2 "+path, func(t *testing.T) {
			if status := rawStatus(t, s, path); status != 401 {
				t.Errorf("status %d, want 401", status)
			}
		})
	}
}

// rawStatus sends a request line that no HTTP client would send.
func rawStatus(t *testing.T, s *session, path string) int {
	t.Helper()
	base, err := url.Parse(s.srv.URL)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := net.Dial("tcp", base.Host)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprintf(conn, "GET %s%s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nConnection: close\r\n\r\n", base.Path, path, s.token)
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	return resp.StatusCode
}

func TestUnknownOrganization(t *testing.T) {
	s := start(t)
	other := strings.TrimSuffix(s.srv.URL, "testorg") + "other" + appAPI
	s.doURL("GET", other, nil).want(404).wantHeader("Content-Type", "text/html;charset=UTF-8")
	s.doURL("GET", other, nil, "Content-Type", "application/json; charset=utf-8").want(404).
		wantHeader("Content-Type", "application/json;charset=UTF-8").wantMembers(object{"code": 404})
	s.doURL("GET", s.srv.URL+"2"+appAPI, nil).want(404)
}

func TestUnrouted(t *testing.T) {
	s := start(t)
	for _, test := range []struct {
		method, path string
		status       int
	}{
		{"GET", "/nowhere", 404},
		{"GET", "", 404},
		{"GET", "/oauth2/token", 405},
		{"GET", appAPI + "/1/nowhere", 404},
		{"PUT", appAPI, 405},
		{"PUT", resourceAPI, 405},
		{"GET", resourceAPI + "/1/2/3/4/5", 404},
		{"PATCH", usersAPI, 405},
		{"HEAD", appAPI, 403},
		{"PATCH", "/scim2/Groups", 403},
		{"POST", "/oauth2/jwks", 405},
		{"GET", "/oauth3/authorize", 404},
		{"GET", "/.well-known/other", 404},
	} {
		t.Run(fmt.Sprintf("wire 6.3 %s %s", test.method, test.path), func(t *testing.T) {
			got := (&session{t, s.srv, s.token}).do(test.method, test.path, nil).want(test.status)
			if test.status != 403 {
				got.wantEmpty()
			}
		})
	}
	s.with("internal_user_mgt_list").do("PUT", appAPI, nil).want(403)
	(&session{t: t, srv: s.srv}).do("GET", appAPI+"/1/nowhere", nil).want(401)
}

func TestNotImplemented(t *testing.T) {
	s := start(t)
	app := s.create(appAPI, object{"name": "app"})
	s.do("PUT", appAPI+"/"+app+"/inbound-protocols/saml", object{"metadataURL": "https://a"}).want(501).wantMembers(object{
		"code": "NOT-IMPLEMENTED", "description": "asgardeotest does not implement applications.SAML.Replace with a metadataURL, for it opens no connections",
	})
	s.do("GET", appAPI+"/resident", nil).want(200) // not an application with this id
	s.do("GET", "/scim2/Groups/1/permissions", nil).wantSCIM(501, "")
	(&session{t: t, srv: s.srv}).do("GET", "/scim2/Groups/1/permissions", nil).want(401)
}

// The response for an API that is not implemented says so. It does not report a
// missing scope or path.
func TestOtherAPIs(t *testing.T) {
	s := start(t)
	for _, test := range []struct{ method, path, message string }{
		{"GET", serverAPI + "/identity-providers", "description"},
		{"DELETE", serverAPI + "/organizations/o1", "description"},
		{"GET", serverAPI + "/userstores", "description"},
		{"GET", "/api/identity/oauth2/dcr/v1.1/register", "description"},
		{"GET", "/scim2/Agents", "detail"},
		{"GET", "/oauth2/authorize", "error_description"},
		{"POST", "/oauth2/authorize", "error_description"},
		{"POST", "/oauth2/userinfo", "error_description"},
		{"POST", "/oauth2/device_authorize", "error_description"},
		{"POST", "/oauth2/par", "error_description"},
		{"GET", "/oidc/logout", "error_description"},
	} {
		s.do(test.method, test.path+"?x=y", nil).want(501).wantMembers(object{
			test.message: "asgardeotest does not implement " + test.method + " " + test.path,
		})
	}
	anonymous := &session{t: t, srv: s.srv}
	anonymous.do("GET", serverAPI+"/identity-providers", nil).want(401)
	anonymous.do("GET", "/oauth2/authorize", nil).want(501)
}

// Every endpoint in the discovery document works, or responds that it is not
// implemented.
func TestDiscoveryIsHonest(t *testing.T) {
	s := start(t)
	endpoints := 0
	for name, value := range s.do("GET", "/.well-known/openid-configuration", nil).want(200).object() {
		if address, _ := value.(string); strings.HasSuffix(name, "_endpoint") || name == "jwks_uri" {
			endpoints++
			if got := s.doURL("GET", address, nil); got.status == 404 || got.status == 403 {
				t.Errorf("%s: status %d", name, got.status)
			}
		}
	}
	if endpoints == 0 {
		t.Error("no endpoint is advertised")
	}
}

func TestMediaTypes(t *testing.T) {
	s := start(t)
	server := object{"name": "x"}
	user := object{"userName": "alice"}
	for _, test := range []struct {
		name, method, path string
		body               any
		header             []string
		status             int
	}{
		{"wire 6.3 body of a server API", "POST", appAPI, server, []string{"Content-Type", "text/plain"}, 415},
		{"wire 6.3 SCIM body of a server API", "POST", appAPI, server, []string{"Content-Type", "application/scim+json"}, 415},
		{"wire 6.3 accept of a server API", "GET", appAPI, nil, []string{"Accept", "text/html"}, 406},
		{"wire 6.3 accept with weights", "GET", appAPI, nil, []string{"Accept", "text/html, application/json;q=0.9"}, 200},
		{"wire 4.1 SCIM accept", "GET", usersAPI, nil, []string{"Accept", "text/html"}, 406},
		{"wire 4.1 SCIM accept with a weight", "GET", usersAPI, nil, []string{"Accept", "application/json;q=0.9"}, 406},
		{"wire 4.1 SCIM accept one of a list", "GET", usersAPI, nil, []string{"Accept", "text/html, application/scim+json"}, 200},
		{"wire 4.1 SCIM content type", "POST", usersAPI, user, []string{"Content-Type", "text/plain"}, 406},
		{"wire 4.1 SCIM content type missing", "POST", usersAPI, user, []string{"Content-Type", ""}, 406},
		{"wire 4.1 SCIM charset", "POST", usersAPI, user, []string{"Content-Type", "application/scim+json; charset=utf-8"}, 201},
		{"wire 4.1 SCIM other charset", "POST", usersAPI, user, []string{"Content-Type", "application/json; charset=latin1"}, 406},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := (&session{t, s.srv, s.token}).do(test.method, test.path, test.body, test.header...).want(test.status)
			if strings.HasPrefix(test.path, "/scim2") && test.status == 406 {
				got.wantSCIM(406, "")
			}
			if test.status < 300 {
				got.wantHeader("Content-Type", "application/json")
			}
		})
	}
}

func TestBodiesOfAnotherFormAreRefused(t *testing.T) {
	s := start(t)
	for name, body := range map[string]string{
		"malformed": `{`, "empty": ``, "null": `null`, "array": `[]`, "trailing": `{"name":"x"} 1`,
		"wrong type": `{"name":1}`, "unknown": `{"name":"x","type":"y"}`, "wrong case": `{"Name":"x"}`,
		"unknown inside":        `{"name":"x","inboundProtocolConfiguration":{"oidc":{"grantTypes":[],"grant":1}}}`,
		"unknown in an array":   `{"name":"x","claimConfiguration":{"requestedClaims":[{"claim":{"uri":"u"},"x":1}]}}`,
		"wrong case inside":     `{"name":"x","advancedConfigurations":{"SAAS":true}}`,
		"enum":                  `{"name":"x","associatedRoles":{"allowedAudience":"application"}}`,
		"null for the audience": `{"name":"x","associatedRoles":{"allowedAudience":null}}`,
	} {
		t.Run("wire 6.3 "+name, func(t *testing.T) {
			s := &session{t, s.srv, s.token}
			s.do("POST", appAPI, body, "activityid", "abc").wantCode(400, "UE-10000").
				wantMembers(object{"traceId": "abc", "description": "Provided request body content is not in the expected format."})
		})
	}
	for body, description := range map[string]string{
		`{}`:            "Property name cannot be null.",
		`{"name":null}`: "Property name cannot be null.",
		`{"name":"x","claimConfiguration":{"claimMappings":[{}]}}`: "Property applicationClaim cannot be null. Property localClaim cannot be null.",
		`{"name":"x","inboundProtocolConfiguration":{"oidc":{}}}`:  "Property grantTypes cannot be null.",
	} {
		t.Run("wire 6.3 "+body, func(t *testing.T) {
			s := &session{t, s.srv, s.token}
			got := s.do("POST", appAPI, body).wantCode(400, "UE-10000").wantMembers(object{"description": description})
			if id, _ := got.object()["traceId"].(string); len(id) != 36 {
				t.Errorf("traceId is %q", id)
			}
		})
	}
	s.do("POST", appAPI, strings.Repeat(" ", 5<<20)).want(413)
	s.do("POST", appAPI, strings.Repeat("[", 1<<20)).want(400)
}
