package asgardeotest_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest"
)

// populate creates one thing of each kind, related to the others.
func populate(s *session) {
	s.t.Helper()
	resource := s.create("/api/server/v1/api-resources", object{
		"name": "Pharmacy", "identifier": "https://pharmacy.example", "scopes": list{object{"name": "read"}, object{"name": "write"}},
		"authorizationDetailsTypes": list{object{"type": "order", "name": "Order", "description": "An order.", "schema": object{"maximum": 12345678901234567}}},
	})
	app := s.create("/api/server/v1/applications", object{
		"name": "till", "associatedRoles": object{"allowedAudience": "APPLICATION"},
		"inboundProtocolConfiguration": object{"oidc": object{"grantTypes": list{"client_credentials"}}},
	})
	s.do("POST", "/api/server/v1/applications/"+app+"/authorized-apis",
		object{"id": resource, "policyIdentifier": "RBAC", "scopes": list{"read"}}).want(200)
	s.do("POST", "/api/server/v1/applications/"+app+"/inbound-protocols/oidc/secrets", nil).want(201)
	s.do("POST", "/api/server/v1/applications/"+app+"/share", object{"sharedOrganizations": list{s.srv.AddOrganization("branch")}}).want(200)
	s.create("/api/server/v1/applications", object{"name": "plain", "inboundProtocolConfiguration": object{
		"saml":       object{"manualConfiguration": object{"issuer": "sp", "assertionConsumerUrls": list{"https://sp"}}},
		"passiveSts": object{"realm": "r", "replyTo": "https://r"}, "wsTrust": object{"audience": "a", "certificateAlias": "c"},
		"custom": list{object{"name": "cas", "configName": "cas"}},
	}})
	s.create("/api/server/v1/applications/templates", object{"name": "t", "application": object{"name": "x", "description": "<d>"}})
	s.do("PUT", "/api/server/v1/applications/resident", object{"inboundProvisioning": object{"proxyMode": true}}).want(200)
	user := s.create("/scim2/Users", object{
		"userName": "DEFAULT/kim", "password": "long enough", "name": object{"givenName": "Kim"},
		"urn:scim:schemas:extension:custom:User": object{"number": 12345678901234567},
		"emails":                                 list{object{"value": "kim@pharmacy.example", "primary": true}},
	})
	s.create("/scim2/v2/Roles", object{
		"displayName": "seller", "audience": object{"type": "application", "value": app},
		"permissions": list{object{"value": "read"}}, "users": list{object{"value": user}},
	})
	s.create("/scim2/Roles", object{"displayName": "clerk", "users": list{object{"value": user}}})
	s.create("/scim2/Groups", object{"displayName": "DEFAULT/staff", "members": list{object{"value": user, "display": "DEFAULT/kim"}}})
	s.create("/api/server/v1/applications", object{
		"name": "portal", "inboundProtocolConfiguration": object{"saml": object{"manualConfiguration": object{
			"issuer": "portal", "assertionConsumerUrls": list{"https://portal.example/acs"},
		}}},
	})
	s.do("POST", "/api/server/v1/applications/templates", object{"name": "a template", "application": object{"name": "x"}}).want(201)
	s.srv.AddOrganization("other branch")
}

// contents returns all that can be read of a populated organization, with the
// address cut out.
func contents(s *session) string {
	s.t.Helper()
	var out strings.Builder
	read := func(path string) *answer {
		a := s.do("GET", path, nil).want(200)
		out.WriteString(a.body + "\n")
		return a
	}
	read("/api/server/v1/scopes")
	for _, item := range read("/api/server/v1/api-resources?limit=100").object()["apiResources"].([]any) {
		read("/api/server/v1/api-resources/" + item.(object)["id"].(string))
	}
	for _, item := range read("/api/server/v1/applications?attributes=clientId").object()["applications"].([]any) {
		app := "/api/server/v1/applications/" + item.(object)["id"].(string)
		read(app)
		read(app + "/authorized-apis")
		read(app + "/share")
		read(app + "/shared-apps")
		for _, protocol := range read(app + "/inbound-protocols").array() {
			read(strings.TrimPrefix(protocol.(object)["self"].(string), "/t/"+s.srv.Organization))
		}
		if item.(object)["clientId"] != nil {
			read(app + "/inbound-protocols/oidc/secrets")
		}
	}
	for _, item := range read("/api/server/v1/applications/templates").object()["templates"].([]any) {
		read("/api/server/v1/applications/templates/" + item.(object)["id"].(string))
	}
	read("/api/server/v1/applications/resident")
	for _, path := range []string{"/scim2/Users", "/scim2/v2/Roles", "/scim2/Roles", "/scim2/Groups"} {
		for _, item := range read(path).object()["Resources"].([]any) {
			read(path + "/" + item.(object)["id"].(string))
		}
	}
	host, _, _ := strings.Cut(strings.TrimPrefix(s.srv.URL, "http://"), "/")
	return strings.ReplaceAll(out.String(), host, "host")
}

// stateIn returns the content of a state file, without the position in the
// sequence of the seed.
func stateIn(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	_, state, _ := strings.Cut(string(content), `"organization"`)
	return state
}

func TestStateOutlivesServer(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "state.json")
	file := asgardeotest.WithStateFile(path)
	s := start(t, file, asgardeotest.WithOrganization("acme"), asgardeotest.WithSeed(1)) // the next seed makes another key
	populate(s)
	if err := s.srv.RotateSigningKey(); err != nil {
		t.Fatal(err)
	}
	want := contents(s)
	keys := s.do("GET", "/oauth2/jwks", nil).want(200).body
	s.srv.Close()

	saved := stateIn(t, path)
	asgardeotest.NewServer(file).Close()
	if got := stateIn(t, path); got != saved {
		t.Errorf("once read and written the file is\n%s\nwant\n%s", got, saved)
	}
	again := start(t, file)
	if got := contents(again); got != want {
		t.Errorf("the restored organization has\n%s\nwant\n%s", got, want)
	}
	if again.srv.Organization != "acme" || again.srv.ClientID != s.srv.ClientID || again.srv.ClientSecret != s.srv.ClientSecret {
		t.Errorf("organization %q and client %q, want those of the file", again.srv.Organization, again.srv.ClientID)
	}
	if got := again.do("GET", "/oauth2/jwks", nil).want(200).body; got != keys {
		t.Errorf("the keys are %s, want %s", got, keys)
	}
	(&session{t, again.srv, s.token}).do("GET", "/scim2/Users", nil).want(200)
	again.do("POST", "/scim2/Users", object{"userName": "DEFAULT/KIM"}).want(409)
	again.create("/scim2/Users", object{"userName": "DEFAULT/lee"})
	again.srv.Close()

	chosen := start(t, file, asgardeotest.WithManagementApp("id", "secret"))
	chosen.do("GET", "/scim2/Users", nil).wantMembers(object{"totalResults": 2})
}

// Without a change the file stays as it is.
func TestStateIsWrittenForChangesOnly(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "state.json")
	s := start(t, asgardeotest.WithStateFile(path))
	user := s.create("/scim2/Users", object{"userName": "kim"})
	for _, test := range []struct {
		name  string
		does  func()
		write bool
	}{
		{"read", func() { s.do("GET", "/scim2/Users", nil).want(200) }, false},
		{"search", func() {
			s.do("POST", "/scim2/Users/.search", object{"schemas": list{"urn:ietf:params:scim:api:messages:2.0:SearchRequest"}}).want(200)
		}, false},
		{"refused", func() { s.do("POST", "/scim2/Users", object{"userName": "kim"}).want(409) }, false},
		{"deletion of nothing", func() { s.do("DELETE", "/api/server/v1/applications/none", nil).want(204) }, false},
		{"change", func() { s.do("PUT", "/scim2/Users/"+user, object{"userName": "kim", "nickName": "K"}).want(200) }, true},
		{"deletion", func() { s.do("DELETE", "/scim2/Users/"+user, nil).want(204) }, true},
	} {
		before, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		test.does()
		after, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if written := !os.SameFile(before, after); written != test.write {
			t.Errorf("%s: the file was written: %t, want %t", test.name, written, test.write)
		}
		if mode := after.Mode().Perm(); mode != 0o600 {
			t.Errorf("%s: the mode is %o, want 600", test.name, mode)
		}
	}
}

func TestStateFileRefused(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	good := filepath.Join(dir, "good.json")
	asgardeotest.NewServer(asgardeotest.WithStateFile(good)).Close()
	content, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	replaced := func(old, new string) string {
		if !strings.Contains(string(content), old) {
			t.Fatalf("the file has no %q: %s", old, content)
		}
		return strings.Replace(string(content), old, new, 1)
	}
	for name, test := range map[string]struct{ content, want string }{
		"empty":             {"", "unexpected end"},
		"cut":               {string(content[:len(content)/2]), "unexpected end"},
		"other JSON":        {`[]`, "cannot unmarshal"},
		"later format":      {replaced(`"format": 1`, `"format": 2`), "has format 2"},
		"unknown field":     {replaced(`"Name"`, `"Surname": "", "Name"`), `unknown field "Surname"`},
		"unknown, nested":   {replaced(`"Users": [`, `"Users": [{"ID": "u", "Surname": ""}`), `unknown field "Surname"`},
		"nothing":           {`{"format": 1}`, "has no organization"},
		"null organization": {replaced(`"Organizations": [`, `"Organizations": [null`), "is null"},
		"null resource":     {replaced(`"Resources": [`, `"Resources": [null,`), "is null"},
		"null token":        {replaced(`"Tokens": {`, `"Tokens": {"a": null`), "is null"},
		"null user":         {replaced(`"Users": [`, `"Users": [null`), "is null"},
		"null, nested":      {replaced(`"Resources": [`, `"Resources": [{"ID": "r", "Scopes": [null]},`), "is null"},
		"dangling member":   {replaced(`"Members": {}`, `"Members": {"g":["u"]}`), "g has members, and is not there"},
		"dangling role":     {replaced(`"Roles": [`, `"Roles": [{"ID": "r", "AppID": "a"}`), "application a, which is not there"},
		"dangling authorization": {replaced(`"Applications": [`,
			`"Applications": [{"ID": "a", "Authorizations": [{"ResourceID": "r"}]}`), "API resource r, which is not there"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "state.json")
			if err := os.WriteFile(path, []byte(test.content), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := asgardeotest.Start(asgardeotest.WithStateFile(path))
			if err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), path) {
				t.Errorf("error %v, want one with %q and the path", err, test.want)
			}
			if after, _ := os.ReadFile(path); string(after) != test.content {
				t.Error("the file was changed")
			}
		})
	}
	if _, err := asgardeotest.Start(asgardeotest.WithStateFile(good), asgardeotest.WithOrganization("other")); err == nil {
		t.Error("the state of another organization was taken")
	}
	if _, err := asgardeotest.Start(asgardeotest.WithStateFile(filepath.Join(dir, "none", "state.json"))); err == nil {
		t.Error("a file that cannot be written was taken")
	}
}

// A change that did not reach the disk is not acknowledged. The next one takes
// it along.
func TestStateThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "dir")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	file := asgardeotest.WithStateFile(filepath.Join(dir, "state.json"))
	s := start(t, file)
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	s.do("POST", "/scim2/Users", object{"userName": "kim"}).want(500)
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	s.do("POST", "/scim2/Users", object{"userName": "lee"}).want(201)
	s.srv.Close()
	start(t, file).do("GET", "/scim2/Users", nil).wantMembers(object{"totalResults": 2})
}

func TestConcurrentChangesReachTheFile(t *testing.T) {
	t.Parallel()
	file := asgardeotest.WithStateFile(filepath.Join(t.TempDir(), "state.json"))
	s := start(t, file)
	var group sync.WaitGroup
	for client := range 8 {
		group.Go(func() {
			for i := range 5 {
				s.create("/scim2/Users", object{"userName": fmt.Sprintf("user-%d-%d", client, i)})
			}
		})
	}
	group.Wait()
	s.srv.Close()
	start(t, file).do("GET", "/scim2/Users", nil).wantMembers(object{"totalResults": 40})
}

// What a seed has given once does not come again after a restart.
func TestSeedGoesOnAfterRestart(t *testing.T) {
	t.Parallel()
	file, seed := asgardeotest.WithStateFile(filepath.Join(t.TempDir(), "state.json")), asgardeotest.WithSeed(7)
	s := start(t, file, seed)
	first := s.create("/scim2/Users", object{"userName": "kim"})
	s.srv.Close()
	if second := start(t, file, seed).create("/scim2/Users", object{"userName": "lee"}); second == first {
		t.Errorf("both users have the id %s", first)
	}
}
