package asgardeotest_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest"
)

// populate creates one resource of each kind, related to the others.
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
	s.do("POST", "/api/server/v1/applications/"+app+"/share", object{"sharedOrganizations": list{s.srv.AddSubOrganization("branch").ID}}).want(200)
	s.create("/api/server/v1/applications", object{"name": "plain", "inboundProtocolConfiguration": object{
		"saml":       object{"manualConfiguration": object{"issuer": "sp", "assertionConsumerUrls": list{"https://sp"}}},
		"passiveSts": object{"realm": "r", "replyTo": "https://r"}, "wsTrust": object{"audience": "a", "certificateAlias": "c"},
		"custom": list{object{"name": "cas", "configName": "cas"}},
	}})
	s.create("/api/server/v1/applications/templates", object{"name": "t", "application": object{"name": "x", "description": "<d>"}})
	s.do("PUT", "/api/server/v1/applications/resident", object{"inboundProvisioning": object{"proxyMode": true}}).want(200)
	user := s.create("/scim2/Users", object{
		"userName": "DEFAULT/kim", "password": "long enough", "name": object{"givenName": "Kim"},
		"urn:scim:wso2:schema": object{"failedLoginAttempts": 123456789},
		"emails":               list{object{"value": "kim@pharmacy.example", "primary": true}},
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
	s.do("POST", "/api/server/v1/oidc/scopes", object{"name": "age", "displayName": "Age", "claims": list{"birthdate"}}).want(201)
	s.do("PUT", "/api/server/v1/oidc/scopes/email", object{"displayName": "Mail", "claims": list{"email"}}).want(200)
	s.do("DELETE", "/api/server/v1/oidc/scopes/phone", nil).want(204)
	s.srv.AddSubOrganization("other branch")
}

// contents returns everything that can be read of a populated organization,
// without the address.
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
	read("/api/server/v1/oidc/scopes")
	for _, path := range []string{"/scim2/Users", "/scim2/v2/Roles", "/scim2/Roles", "/scim2/Groups"} {
		for _, item := range read(path).object()["Resources"].([]any) {
			read(path + "/" + item.(object)["id"].(string))
		}
	}
	host, _, _ := strings.Cut(strings.TrimPrefix(s.srv.URL, "http://"), "/")
	return strings.ReplaceAll(out.String(), host, "host")
}

// exported returns the content of a state file as JSON.
func exported(t *testing.T, path string) string {
	t.Helper()
	var out strings.Builder
	if err := asgardeotest.ExportState(path, &out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestStateOutlivesServer(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "state.db")
	file := asgardeotest.WithStateFile(path)
	s := start(t, file, asgardeotest.WithOrganization("acme"), asgardeotest.WithSeed(1)) // another seed gives another key
	populate(s)
	if err := s.srv.RotateSigningKey(); err != nil {
		t.Fatal(err)
	}
	want := contents(s)
	keys := s.do("GET", "/oauth2/jwks", nil).want(200).body
	s.srv.Close()

	saved := exported(t, path)
	asgardeotest.NewServer(file).Close()
	if got := exported(t, path); got != saved {
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

// Without a change the file is not written.
func TestStateIsWrittenForChangesOnly(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "state.db")
	s := start(t, asgardeotest.WithStateFile(path))
	user := s.create("/scim2/Users", object{"userName": "kim"})
	app := s.create("/api/server/v1/applications", object{"name": "plain"})
	resource := s.srv.AddAPIResource("https://orders.example", "read")
	read := func() string {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return string(content)
	}
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
		{"deletion of no part", func() {
			for _, part := range []string{"inbound-protocols/oidc", "inbound-protocols/saml", "inbound-protocols/cas", "authorized-apis/" + resource} {
				s.do("DELETE", "/api/server/v1/applications/"+app+"/"+part, nil).want(204)
			}
		}, false},
		{"change", func() { s.do("PUT", "/scim2/Users/"+user, object{"userName": "kim", "nickName": "K"}).want(200) }, true},
		{"deletion", func() { s.do("DELETE", "/scim2/Users/"+user, nil).want(204) }, true},
	} {
		before := read()
		test.does()
		if written := read() != before; written != test.write {
			t.Errorf("%s: the file was written: %t, want %t", test.name, written, test.write)
		}
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file is %v, error %v, want the mode 600", info, err)
	}
}

// A file that is not a state file is not changed.
func TestOtherFilesRefused(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ content, want string }{
		"older version":   {`{"format": 1, "organization": {}}`, "older version"},
		"cut":             {`{"format": 1, "organ`, "older version"},
		"another program": {strings.Repeat("#!/bin/sh\n", 1000), "not a database of this program"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "state.db")
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
	dir := t.TempDir()
	good := asgardeotest.WithStateFile(filepath.Join(dir, "good.db"))
	asgardeotest.NewServer(good).Close()
	if _, err := asgardeotest.Start(good, asgardeotest.WithOrganization("other")); err == nil {
		t.Error("the state of another organization was taken")
	}
	if _, err := asgardeotest.Start(asgardeotest.WithStateFile(filepath.Join(dir, "none", "state.db"))); err == nil {
		t.Error("a file that cannot be written was taken")
	}
}

func TestExportIsImported(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path, other := filepath.Join(dir, "state.db"), filepath.Join(dir, "other.db")
	s := start(t, asgardeotest.WithStateFile(path))
	populate(s)
	want := contents(s)
	s.srv.Close()
	document := exported(t, path)
	if err := asgardeotest.ImportState(other, strings.NewReader(document)); err != nil {
		t.Fatal(err)
	}
	if got := exported(t, other); got != document {
		t.Errorf("once imported the export is\n%s\nwant\n%s", got, document)
	}
	if got := contents(start(t, asgardeotest.WithStateFile(other))); got != want {
		t.Errorf("the imported organization has\n%s\nwant\n%s", got, want)
	}
	if err := asgardeotest.ImportState(path, strings.NewReader(document)); err == nil {
		t.Error("a file was overwritten")
	}
}

// A state that was kept before there was an API gets what an organization begins
// with.
func TestOlderStateGetsNewAPIs(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path, older := filepath.Join(dir, "state.db"), filepath.Join(dir, "older.db")
	start(t, asgardeotest.WithStateFile(path)).srv.Close()
	document := exported(t, path)
	for _, part := range []string{`(?s)"claims": .*("oauth": )`, `(?m)^.*"Identifier":"(?:/o)?/api/server/v1/oidc/scopes".*\n()`} {
		cut := regexp.MustCompile(part).ReplaceAllString(document, "$1")
		if cut == document {
			t.Fatalf("nothing fits %s in %s", part, document)
		}
		document = cut
	}
	if err := asgardeotest.ImportState(older, strings.NewReader(document)); err != nil {
		t.Fatal(err)
	}
	s := start(t, asgardeotest.WithStateFile(older))
	if got := names(s.do("GET", "/api/server/v1/oidc/scopes", nil).want(200).array(), "name"); !slices.Contains(got, "openid") {
		t.Errorf("the scopes of OpenID Connect are %v", got)
	}
	if found := s.do("GET", "/api/server/v1/scopes?filter=name+eq+internal_oidc_scope_mgt_view", nil).want(200).array(); len(found) != 1 {
		t.Errorf("%d API resources have the scope of the API, want 1", len(found))
	}
}

func TestImportRefused(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	good := filepath.Join(dir, "good.db")
	s := start(t, asgardeotest.WithStateFile(good))
	populate(s)
	s.srv.Close()
	document := exported(t, good)
	replaced := func(old, new string) string {
		if !strings.Contains(document, old) {
			t.Fatalf("the document has no %q: %s", old, document)
		}
		return strings.Replace(document, old, new, 1)
	}
	for name, test := range map[string]struct{ content, want string }{
		"empty":                  {"", "unexpected end"},
		"cut":                    {document[:len(document)/2], "unexpected end"},
		"other JSON":             {`[]`, "cannot unmarshal"},
		"later format":           {replaced(`"format": 2`, `"format": 3`), "format 3"},
		"later section":          {replaced(`"clients": {"format": 1`, `"clients": {"format": 2`), "format 2"},
		"no organization":        {`{"format": 2, "sections": {}}`, "no organization"},
		"unknown field":          {replaced(`"users": [`+"\n{", `"users": [`+"\n"+`{"Surname": "", `), `unknown field "Surname"`},
		"null organization":      {replaced(`"organizations": [`+"\n{", `"organizations": [`+"\nnull,\n{"), "null"},
		"null resource":          {replaced(`"resources": [`+"\n{", `"resources": [`+"\nnull,\n{"), "null"},
		"null token":             {replaced(`"tokens": [`+"\n{", `"tokens": [`+"\nnull,\n{"), "null"},
		"null user":              {replaced(`"users": [`+"\n{", `"users": [`+"\nnull,\n{"), "null"},
		"dangling member":        {replaced(`"members": [`+"\n[", `"members": [`+"\n"+`["g","u"],`+"\n["), "g has members"},
		"dangling role":          {replaced(`"roles": [`+"\n{", `"roles": [`+"\n"+`{"ID": "r", "Name": "n", "AppID": "a", "Permissions": null, "System": false},`+"\n{"), "application a, which"},
		"dangling authorization": {replaced(`"Authorizations":[{`, `"Authorizations":[{"ResourceID": "r"},{`), "API resource r, which"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "state.db")
			err := asgardeotest.ImportState(path, strings.NewReader(test.content))
			if err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), path) {
				t.Errorf("error %v, want one with %q and the path", err, test.want)
			}
			if _, err := os.Stat(path); !os.IsNotExist(err) {
				t.Errorf("there is a file, or another error: %v", err)
			}
		})
	}
}

// A change that did not reach the disk is not acknowledged.
func TestStateThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	s := start(t, asgardeotest.WithStateFile(filepath.Join(t.TempDir(), "state.db")))
	if err := s.srv.CloseState(); err != nil {
		t.Fatal(err)
	}
	s.do("POST", "/scim2/Users", object{"userName": "kim"}).want(500)
}

// The file has every change of the tests of this package: a change of an entry that
// is not noted would be lost.
func TestEveryChangeIsKept(t *testing.T) {
	t.Parallel()
	s := start(t, asgardeotest.WithStateFile(filepath.Join(t.TempDir(), "state.db")))
	populate(s)
	if err := s.srv.Verify(); err != nil {
		t.Error(err)
	}
}

func TestConcurrentChangesReachTheFile(t *testing.T) {
	t.Parallel()
	file := asgardeotest.WithStateFile(filepath.Join(t.TempDir(), "state.db"))
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

// Values of a seed do not repeat after a restart.
func TestSeedGoesOnAfterRestart(t *testing.T) {
	t.Parallel()
	file, seed := asgardeotest.WithStateFile(filepath.Join(t.TempDir(), "state.db")), asgardeotest.WithSeed(7)
	s := start(t, file, seed)
	first := s.create("/scim2/Users", object{"userName": "kim"})
	s.srv.Close()
	if second := start(t, file, seed).create("/scim2/Users", object{"userName": "lee"}); second == first {
		t.Errorf("both users have the id %s", first)
	}
}
