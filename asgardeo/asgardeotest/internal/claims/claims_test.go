package claims

import (
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/model"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/serverapi"
)

// A fixture is a server with this domain only, and a state file. It implements
// the interfaces that the domain needs. Every token allows every operation in
// the root.
type fixture struct {
	t      *testing.T
	tenant *engine.Tenant
	server *engine.Server
	*Claims
}

// There is one scope of an API resource.
func (f *fixture) ScopeOwner(_ *engine.Organization, scope string) *model.Resource {
	if scope == "orders:read" {
		return &model.Resource{}
	}
	return nil
}

func (f *fixture) Client(*engine.Call) *engine.Caller { return nil }

func (f *fixture) Bearer(string) *engine.Caller {
	return &engine.Caller{OrganizationID: f.tenant.Root().ID, Scopes: engine.Scopes([]engine.Domain{f.Domain()})}
}

func start(t *testing.T, path string) *fixture {
	t.Helper()
	tenant, err := engine.OpenTenant(path, "testorg", &engine.Source{Clock: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = tenant.Close() })
	tenant.SetURL("http://host/t/testorg")
	f := &fixture{t: t, tenant: tenant, Claims: New(tenant)}
	f.Connect(Needs{Resources: f})
	f.server = engine.New(engine.Config{
		Host: "host", Tenant: tenant, Domains: []engine.Domain{f.Domain()}, Families: []*engine.Family{serverapi.Family()},
		Authenticator: f, Hook: func(engine.Request) {},
	})
	if err := f.server.Change(f.Seed); err != nil {
		t.Fatal(err)
	}
	return f
}

// do sends a request below the path of the API and returns the body of the
// response, which must have the status. The changes of the request must be on
// disk.
func (f *fixture) do(method, path, body string, status int) string {
	f.t.Helper()
	r := httptest.NewRequest(method, f.tenant.URL()+"/api/server/v1/oidc/scopes"+path, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer x")
	w := httptest.NewRecorder()
	f.server.ServeHTTP(w, r)
	if w.Code != status {
		f.t.Fatalf("%s %s: status %d, want %d: %s", method, path, w.Code, status, w.Body)
	}
	if err := f.tenant.Verify(); err != nil {
		f.t.Fatalf("%s %s: %v", method, path, err)
	}
	return w.Body.String()
}

func TestEveryChangeReachesTheFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state")
	f := start(t, path)
	f.do("POST", "", `{"name":"age","displayName":"Age","claims":["birthdate"]}`, http.StatusCreated)
	f.do("PUT", "/email", `{"displayName":"Mail","description":"","claims":["email"]}`, http.StatusOK)
	f.do("DELETE", "/openid", "", http.StatusNoContent)
	want := f.do("GET", "", "", http.StatusOK)
	for _, part := range []string{`"age"`, `"Mail"`, `"description":""`} {
		if !strings.Contains(want, part) {
			t.Errorf("%s is missing in %s", part, want)
		}
	}
	_ = f.tenant.Close()
	if got := start(t, path).do("GET", "", "", http.StatusOK); got != want {
		t.Errorf("after a restart there is\n%s\nwant\n%s", got, want)
	}
}

func TestOtherDomainsSeeTheScopes(t *testing.T) {
	f := start(t, filepath.Join(t.TempDir(), "state"))
	f.do("POST", "", `{"name":"age","displayName":"Age"}`, http.StatusCreated)
	f.do("DELETE", "/openid", "", http.StatusNoContent)
	want := []string{"profile", "email", "address", "phone", "groups", "roles", "age"}
	if got := f.OIDCScopes(); !slices.Equal(got, want) {
		t.Errorf("the scopes are %v, want %v", got, want)
	}
	for name, there := range map[string]bool{"openid": false, "age": true, "orders:read": false} {
		if got := f.IsOIDCScope(name); got != there {
			t.Errorf("%s is a scope: %t, want %t", name, got, there)
		}
	}
}
