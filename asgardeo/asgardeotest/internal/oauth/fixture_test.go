package oauth

import (
	"encoding/json"
	"maps"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/model"
)

// A fixture is a server with this domain only, and a state file. It implements
// the interfaces that the domain needs: it has clients, users and some scopes,
// but neither roles nor API resources.
type fixture struct {
	t      *testing.T
	path   string // of the state file
	tenant *engine.Tenant
	server *engine.Server
	domain *OAuth

	now     time.Time
	clients map[string]*model.Client
	users   map[string]*model.User // by name
}

func (f *fixture) Client(id string) *model.Client              { return f.clients[id] }
func (f *fixture) AuthorizedScopes(string) map[string][]string { return nil }
func (f *fixture) SharedWith(string, string) bool              { return false }
func (f *fixture) User(_ *engine.Organization, id string) *model.User {
	return engine.Find(slices.Collect(maps.Values(f.users)), func(u *model.User) bool { return u.ID == id })
}
func (f *fixture) UserSigningIn(_ *engine.Organization, name string) *model.User {
	return f.users[name]
}
func (f *fixture) HasPassword(_ *engine.Organization, _, password string) bool {
	return password == "right"
}
func (f *fixture) RolesOfUser(*engine.Organization, string) []model.Role   { return nil }
func (f *fixture) ScopeOwner(*engine.Organization, string) *model.Resource { return nil }
func (f *fixture) SystemScopes() []string                                  { return nil }
func (f *fixture) IsOIDCScope(name string) bool                            { return slices.Contains(f.OIDCScopes(), name) }
func (f *fixture) OIDCScopes() []string                                    { return []string{"openid", "profile", "email"} }

func start(t *testing.T) *fixture {
	t.Helper()
	f := &fixture{
		t: t, path: filepath.Join(t.TempDir(), "state"), now: time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC),
		clients: map[string]*model.Client{
			"opaque": newClient("opaque"),
			"jwt":    newClient("jwt"),
		},
		users: map[string]*model.User{"kim": {ID: "user-1", Name: "kim", CanSignIn: true}},
	}
	f.clients["jwt"].AccessTokenType = model.TokenTypeJWT
	f.open(Settings{})
	return f
}

// newClient returns a client whose secret is "secret".
func newClient(id string) *model.Client {
	return &model.Client{
		ID: id, ApplicationID: "app of " + id, Secrets: []string{"secret"},
		GrantTypes:               []string{model.GrantClientCredentials, model.GrantPassword, model.GrantRefreshToken},
		ApplicationTokenLifetime: 60, UserTokenLifetime: 60, RefreshTokenLifetime: 3600, IDTokenLifetime: 60,
	}
}

// open starts the server with the state in the file.
func (f *fixture) open(settings Settings) {
	f.t.Helper()
	var err error
	if f.tenant, err = engine.OpenTenant(f.path, "testorg", &engine.Source{Clock: func() time.Time { return f.now }}); err != nil {
		f.t.Fatal(err)
	}
	tenant := f.tenant
	f.t.Cleanup(func() { _ = tenant.Close() })
	f.tenant.SetURL("http://host/t/testorg")
	f.domain = New(f.tenant, settings)
	f.domain.Connect(Needs{Applications: f, Directory: f, Resources: f, Claims: f})
	f.server = engine.New(engine.Config{
		Host: "host", Tenant: f.tenant, Domains: []engine.Domain{f.domain.Domain()}, Families: []*engine.Family{Family()},
		Authenticator: f.domain, Hook: func(engine.Request) {},
	})
	if err := f.server.Change(func() {}); err != nil {
		f.t.Fatal(err)
	}
}

// restart checks that everything is on disk and restarts the server.
func (f *fixture) restart(settings Settings) {
	f.t.Helper()
	if err := f.tenant.Verify(); err != nil {
		f.t.Fatal(err)
	}
	_ = f.tenant.Close()
	f.open(settings)
}

// post sends a form and returns the members of the response, which must have
// the status. The changes of the request must be on disk.
func (f *fixture) post(path string, form url.Values, status int) map[string]any {
	f.t.Helper()
	r := httptest.NewRequest("POST", f.tenant.URL()+path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", engine.MediaForm)
	w := httptest.NewRecorder()
	f.server.ServeHTTP(w, r)
	if w.Code != status {
		f.t.Fatalf("POST %s %v: status %d, want %d: %s", path, form, w.Code, status, w.Body)
	}
	if err := f.tenant.Verify(); err != nil {
		f.t.Fatalf("POST %s %v: %v", path, form, err)
	}
	var members map[string]any
	if w.Body.Len() > 0 {
		if err := json.Unmarshal(w.Body.Bytes(), &members); err != nil {
			f.t.Fatalf("%v: %s", err, w.Body)
		}
	}
	return members
}

func (f *fixture) get(path string) string {
	f.t.Helper()
	w := httptest.NewRecorder()
	f.server.ServeHTTP(w, httptest.NewRequest("GET", f.tenant.URL()+path, nil))
	if w.Code != 200 {
		f.t.Fatalf("GET %s: status %d: %s", path, w.Code, w.Body)
	}
	return w.Body.String()
}

// as returns a form with the credentials of a client and some parameters.
func as(client string, pairs ...string) url.Values {
	form := url.Values{"client_id": {client}, "client_secret": {"secret"}}
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return form
}

// token gets an access token for a client.
func (f *fixture) token(client, scope string) string {
	f.t.Helper()
	return f.post("/oauth2/token", as(client, "grant_type", "client_credentials", "scope", scope), 200)["access_token"].(string)
}

// signIn gets tokens for the user.
func (f *fixture) signIn(client, scope string) (access, refresh string) {
	f.t.Helper()
	out := f.post("/oauth2/token", as(client, "grant_type", "password", "username", "kim", "password", "right", "scope", scope), 200)
	return out["access_token"].(string), out["refresh_token"].(string)
}

// renew uses a refresh token.
func (f *fixture) renew(client, refresh, scope string) (access, next string) {
	f.t.Helper()
	out := f.post("/oauth2/token", as(client, "grant_type", "refresh_token", "refresh_token", refresh, "scope", scope), 200)
	return out["access_token"].(string), out["refresh_token"].(string)
}

func (f *fixture) revoke(client, token string) {
	f.t.Helper()
	f.post("/oauth2/revoke", as(client, "token", token), 200)
}

// alive reports whether a token is valid.
func (f *fixture) alive(token string) bool { return f.domain.Bearer(token) != nil }
