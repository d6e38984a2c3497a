package clients

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/model"
)

func TestClient(t *testing.T) {
	t.Parallel()
	b := start(t)
	app := b.create(b.tenant.Root(), full)
	want := &model.Client{
		ID: "client", ApplicationID: app, OwnRoles: true, Secrets: []string{"secret"}, GrantTypes: []string{"password", "refresh_token"},
		AccessTokenType: "JWT", ScopeAsArray: true, Audience: []string{"other"},
		UserTokenLifetime: 10, ApplicationTokenLifetime: 20, RefreshTokenLifetime: 30, IDTokenLifetime: 40,
		KeepRefreshToken: true, IDTokenAlgorithm: "ES256",
		AuthMethod: "private_key_jwt", AssertionAlgorithm: "PS256", ReusableAssertions: true,
		Certificate: model.Certificate{Type: "JWKS", Value: "https://keys"},
	}
	if got := b.clients.Client("client"); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if b.clients.Client("") != nil || b.clients.Client("unknown") != nil {
		t.Error("there is a client with an id that no application has")
	}
	b.tenant.Clock = func() time.Time { return time.Unix(1000, 0) }
	b.ok("POST", "/"+app+"/inbound-protocols/oidc/secrets", `{"expiresAt":2000}`)
	if got := b.clients.Client("client").Secrets; len(got) != 2 || got[1] != "secret" {
		t.Errorf("the secrets are %v", got)
	}
	b.tenant.Clock = func() time.Time { return time.Unix(2000, 0) }
	same(t, "live secrets", b.clients.Client("client").Secrets, []string{"secret"})
	for _, request := range [][3]string{
		{"PATCH", "/" + app, `{"applicationEnabled":false}`}, {"POST", "/" + app + "/inbound-protocols/oidc/revoke", ``},
	} {
		b.ok(request[0], request[1], request[2])
		if !b.clients.Client("client").Disabled {
			t.Errorf("the client is not disabled after %s", request[1])
		}
		b.ok("PATCH", "/"+app, `{"applicationEnabled":true}`)
	}
	same(t, "clients whose tokens ended", b.droppedClients, []string{"client"})
}

func TestAuthorizedScopes(t *testing.T) {
	t.Parallel()
	b := start(t)
	root := b.tenant.Root()
	app := b.create(root, full)
	b.ok("POST", "/"+app+"/authorized-apis", `{"id":"api","scopes":["write","read"]}`)
	b.ok("POST", "/"+app+"/authorized-apis", `{"id":"open","policyIdentifier":"no policy"}`)
	want := map[string][]string{model.PolicyRBAC: {"read", "write"}, model.PolicyNone: nil}
	if got := b.clients.AuthorizedScopes(app); !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	same(t, "granted", b.clients.ScopesGrantedTo(root, app), []string{"read", "write"})

	b.ok("PATCH", "/"+app+"/authorized-apis/api", `{"removedScopes":["read"]}`)
	same(t, "left", b.clients.ScopesGrantedTo(root, app), []string{"write"})
	b.ok("PATCH", "/"+app+"/authorized-apis/api", `{"addedScopes":["read"]}`)

	// A scope with another id is another scope.
	b.resources["api"].Scopes[0].ID = "new"
	same(t, "granted", b.clients.ScopesGrantedTo(root, app), []string{"write"})
	if got := b.clients.AuthorizedScopes("unknown"); len(got) != 0 {
		t.Errorf("an unknown application has the scopes %v", got)
	}
	if got := b.clients.ScopesGrantedTo(root, "unknown"); got != nil {
		t.Errorf("an unknown application has the scopes %v", got)
	}
}

func TestResourceDeletedEndsAuthorizationsEverywhere(t *testing.T) {
	t.Parallel()
	b := start(t)
	root, north := b.tenant.Root(), b.addOrganization("north")
	apps := map[*engine.Organization]string{}
	for _, o := range []*engine.Organization{root, north} {
		apps[o] = b.create(o, `{"name":"app"}`)
		for _, id := range []string{"api", "open"} {
			b.okAt(o, "POST", "/"+apps[o]+"/authorized-apis", `{"id":"`+id+`"}`)
		}
	}
	b.change(func() { b.clients.ResourceDeleted("api") })
	if err := b.tenant.Verify(); err != nil {
		t.Error(err)
	}
	for o, id := range apps {
		same(t, o.Name, b.clients.of(o).application(id).resourceIDs(), []string{"open"})
	}
}

func TestDeletingAnApplicationEndsWhatBelongsToIt(t *testing.T) {
	t.Parallel()
	b := start(t)
	north := b.addOrganization("north")
	app := b.create(b.tenant.Root(), full)
	b.ok("POST", "/"+app+"/share", `{"sharedOrganizations":["`+north.ID+`"]}`)
	if !b.clients.SharedWith(app, north.ID) {
		t.Fatal("the application is not shared")
	}
	b.ok("DELETE", "/"+app, "")
	b.ok("DELETE", "/"+app, "")
	same(t, "clients", b.droppedClients, []string{"client"})
	same(t, "roles", b.droppedRoles, []string{app})
	if b.clients.SharedWith(app, north.ID) || b.clients.Client("client") != nil || len(b.clients.IDs()) != 0 {
		t.Error("something is left")
	}
}

func TestSeeds(t *testing.T) {
	t.Parallel()
	b := start(t)
	north := b.addOrganization("north")
	id, err := b.clients.AddApplication(b.server.Perform, "app", "id", "secret", "look", "read", "write")
	if err != nil {
		t.Fatal(err)
	}
	if err := b.clients.ShareApplication(b.server.Perform, id, north.ID); err != nil || !b.clients.SharedWith(id, north.ID) {
		t.Errorf("the application is not shared: %v", err)
	}
	if got := b.clients.IDs(); !reflect.DeepEqual(got, map[string]string{"app": id}) {
		t.Errorf("the ids are %v, want that of app to be %s", got, id)
	}
	granted := b.clients.ScopesGrantedTo(b.tenant.Root(), id)
	slices.Sort(granted)
	same(t, "scopes", granted, []string{"look", "read", "write"})
	client := b.clients.Client("id")
	same(t, "grants", client.GrantTypes, []string{"client_credentials", "password", "organization_switch"})
	same(t, "secrets", client.Secrets, []string{"secret"})
	if client.AccessTokenType != model.TokenTypeJWT {
		t.Errorf("the tokens are %s", client.AccessTokenType)
	}
	if _, err := b.clients.AddApplication(b.server.Perform, "other", "id", "secret"); err == nil {
		t.Error("a second application has the client id")
	}
	if _, err := b.clients.AddApplication(b.server.Perform, "other", "other", "secret", "unknown"); err == nil {
		t.Error("an application has a scope that does not exist")
	}
	if err := b.clients.ShareApplication(b.server.Perform, "unknown", north.ID); err == nil {
		t.Error("an unknown application is shared")
	}
}
