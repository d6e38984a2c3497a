package clients

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"path"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/model"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/serverapi"
)

// others implements the interfaces of the other domains.
type others struct {
	resources map[string]*model.Resource
	roles     []model.Role
	groups    []model.Group
	users     []string

	droppedRoles, droppedClients []string
	scopes                       []string // of all tokens
}

func (o *others) Resource(_ *engine.Organization, id string) *model.Resource { return o.resources[id] }

func (o *others) ScopeOwner(_ *engine.Organization, scope string) *model.Resource {
	for _, r := range o.resources {
		if r.Scope(scope) != nil {
			return r
		}
	}
	return nil
}

func (o *others) RolesOf(_ *engine.Organization, applicationID string) []model.Role {
	other := func(r model.Role) bool { return r.ApplicationID != applicationID }
	return slices.DeleteFunc(slices.Clone(o.roles), other)
}

func (o *others) DropRoles(_ *engine.Organization, applicationID string) {
	o.droppedRoles = append(o.droppedRoles, applicationID)
}

func (o *others) HasUser(_ *engine.Organization, id string) bool { return slices.Contains(o.users, id) }

func (o *others) Groups(*engine.Organization, string) []model.Group { return o.groups }

func (o *others) DropClient(clientID string) { o.droppedClients = append(o.droppedClients, clientID) }

func (o *others) Issuer() string { return "https://issuer" }

func (o *others) ManagementClientID() string { return "manager" }

// Bearer accepts the id of an organization as a token for it.
func (o *others) Bearer(token string) *engine.Caller {
	return &engine.Caller{OrganizationID: token, Scopes: o.scopes}
}

func (o *others) Client(*engine.Call) *engine.Caller { return nil }

// A bench is a server with applications only.
type bench struct {
	t       *testing.T
	tenant  *engine.Tenant
	clients *Clients
	server  *engine.Server
	*others
}

// newBench starts a server with its state in a file.
func newBench(t *testing.T, file string) *bench {
	t.Helper()
	tenant, err := engine.OpenTenant(file, "testorg", &engine.Source{Clock: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = tenant.Close() })
	b := &bench{t: t, tenant: tenant, others: &others{resources: map[string]*model.Resource{
		"api": {ID: "api", Name: "API", Identifier: "urn:api", Kind: "BUSINESS", Modifiable: true, Scopes: []model.Scope{
			{ID: "s1", Name: "read", DisplayName: "Read"}, {ID: "s2", Name: "write"},
		}},
		"open": {ID: "open", Name: "Open", Identifier: "urn:open", Scopes: []model.Scope{{ID: "s3", Name: "look"}}},
	}}}
	b.tenant.SetURL("http://127.0.0.1/t/testorg")
	b.clients = New(b.tenant)
	b.clients.Connect(Needs{b.others, b.others, b.others})
	domains := []engine.Domain{b.clients.Domain()}
	b.scopes = engine.Scopes(domains)
	b.server = engine.New(engine.Config{
		Tenant: b.tenant, Domains: domains, Families: []*engine.Family{serverapi.Family()},
		Authenticator: b.others, Hook: func(engine.Request) {},
	})
	return b
}

func start(t *testing.T) *bench {
	t.Helper()
	return newBench(t, path.Join(t.TempDir(), "state"))
}

// change changes the state as the public package does.
func (b *bench) change(do func()) {
	b.t.Helper()
	if err := b.server.Change(do); err != nil {
		b.t.Fatal(err)
	}
}

// addOrganization adds a sub-organization.
func (b *bench) addOrganization(name string) (added *engine.Organization) {
	b.t.Helper()
	b.change(func() {
		var err error
		if added, err = b.tenant.AddOrganization(name); err != nil {
			b.t.Fatal(err)
		}
		b.clients.OrganizationAdded(added)
	})
	return added
}

// do sends a request to the API at a path below that of applications.
func (b *bench) do(o *engine.Organization, method, path, body string) *httptest.ResponseRecorder {
	b.t.Helper()
	return b.send(o, method, path, body, engine.MediaJSON)
}

func (b *bench) send(o *engine.Organization, method, path, body, mediaType string) *httptest.ResponseRecorder {
	b.t.Helper()
	req := httptest.NewRequestWithContext(b.t.Context(), method, o.BaseURL()+pathPrefix+path, strings.NewReader(body))
	req.Header.Set("Authorization", "Bearer "+o.ID)
	req.Header.Set("Content-Type", mediaType)
	req.Header.Set("activityid", "trace")
	out := httptest.NewRecorder()
	b.server.ServeHTTP(out, req)
	return out
}

// upload imports a file into the root.
func (b *bench) upload(method, content string) {
	b.t.Helper()
	form := "--b\r\nContent-Disposition: form-data; name=\"file\"\r\nContent-Type: application/json\r\n\r\n" + content + "\r\n--b--\r\n"
	out := b.send(b.tenant.Root(), method, "/import", form, mediaMultipart+"; boundary=b")
	if out.Code >= http.StatusMultipleChoices {
		b.t.Fatalf("importing %s: status %d, body %s", content, out.Code, out.Body)
	}
}

// ok sends a request to the root, which must succeed.
func (b *bench) ok(method, path, body string) *httptest.ResponseRecorder {
	b.t.Helper()
	return b.okAt(b.tenant.Root(), method, path, body)
}

func (b *bench) okAt(o *engine.Organization, method, path, body string) *httptest.ResponseRecorder {
	b.t.Helper()
	out := b.do(o, method, path, body)
	if out.Code >= http.StatusMultipleChoices {
		b.t.Fatalf("%s %s: status %d, body %s", method, path, out.Code, out.Body)
	}
	return out
}

// create creates an application of an organization and returns its id.
func (b *bench) create(o *engine.Organization, body string) string {
	b.t.Helper()
	return path.Base(b.okAt(o, http.MethodPost, "", body).Header().Get("Location"))
}

// names lists the applications of an organization.
func (b *bench) names(o *engine.Organization, query string) []string {
	b.t.Helper()
	var list struct {
		TotalResults int
		Applications []struct{ Name string }
	}
	decode(b.t, b.okAt(o, http.MethodGet, query, ""), &list)
	names := []string{}
	for _, app := range list.Applications {
		names = append(names, app.Name)
	}
	return names
}

func decode(t *testing.T, out *httptest.ResponseRecorder, v any) {
	t.Helper()
	if err := json.Unmarshal(out.Body.Bytes(), v); err != nil {
		t.Fatalf("%v: %s", err, out.Body)
	}
}

func same[T comparable](t *testing.T, what string, got, want []T) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

// full is an application with all protocols.
const full = `{"name":"full","accessUrl":"https://a","associatedRoles":{"allowedAudience":"APPLICATION"},
	"claimConfiguration":{"dialect":"CUSTOM","claimMappings":[{"applicationClaim":"a","localClaim":{"uri":"u"}}]},
	"authenticationSequence":{"type":"USER_DEFINED","script":"x","steps":[{"id":1,"options":[{"idp":"LOCAL","authenticator":"totp"}]}]},
	"advancedConfigurations":{"certificate":{"type":"JWKS","value":"https://keys"},
		"attestationMetaData":{"androidAttestationServiceCredentials":{"a":{"b":1}}}},
	"inboundProtocolConfiguration":{
		"oidc":{"clientId":"client","clientSecret":"secret","grantTypes":["password","refresh_token"],
			"accessToken":{"type":"JWT","userAccessTokenExpiryInSeconds":10,"applicationAccessTokenExpiryInSeconds":20,"enableJwtScopeAsArray":true},
			"refreshToken":{"expiryInSeconds":30,"renewRefreshToken":false},
			"idToken":{"expiryInSeconds":40,"audience":["other"],"idTokenSignedResponseAlg":"ES256"},
			"clientAuthentication":{"tokenEndpointAuthMethod":"private_key_jwt","tokenEndpointAllowReusePvtKeyJwt":true,"tokenEndpointAuthSigningAlg":"PS256"}},
		"saml":{"manualConfiguration":{"issuer":"issuer","assertionConsumerUrls":["https://acs"]}},
		"passiveSts":{"realm":"realm","replyTo":"https://r"},
		"wsTrust":{"audience":"audience","certificateAlias":"c"},
		"custom":[{"name":"cas","configName":"cas","properties":[{"key":"k","value":"v"}]}]}}`
