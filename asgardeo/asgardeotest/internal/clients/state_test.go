package clients

import (
	"encoding"
	"encoding/json"
	"fmt"
	"net/http"
	"path"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/model"
)

// A field that JSON does not encode would be lost on disk.
func TestEntriesAreAllThatJSONCarries(t *testing.T) {
	t.Parallel()
	seen := map[reflect.Type]bool{}
	var walk func(at string, of reflect.Type)
	walk = func(at string, of reflect.Type) {
		if seen[of] || encodesItself(of) {
			return
		}
		seen[of] = true
		switch of.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Map:
			walk(at+"[]", of.Elem())
		case reflect.Func, reflect.Chan:
			t.Errorf("%s is a %s", at, of)
		case reflect.Struct:
			for field := range of.Fields() {
				name := at + "." + field.Name
				if !field.IsExported() || field.Tag.Get("json") == "-" {
					t.Errorf("%s is not in the JSON", name)
				}
				walk(name, field.Type)
			}
		}
	}
	for _, of := range []reflect.Type{
		reflect.TypeFor[application](), reflect.TypeFor[share](), reflect.TypeFor[provisioningConfig](),
		reflect.TypeFor[template](), reflect.TypeFor[loginFlow](),
	} {
		walk(of.Name(), of)
	}
}

func encodesItself(t reflect.Type) bool {
	for _, marshaler := range []reflect.Type{reflect.TypeFor[json.Marshaler](), reflect.TypeFor[encoding.TextMarshaler]()} {
		if t.Implements(marshaler) {
			return true
		}
	}
	return false
}

// fill creates a state with resources of every kind, by requests of every kind.
// After each request, memory and file must agree.
func (b *bench) fill() (north *engine.Organization) {
	b.t.Helper()
	north = b.addOrganization("north")
	south := b.addOrganization("south")
	b.users = []string{"kim"}
	root := b.clients.root()
	app, plain := b.create(root.Organization, full), b.create(root.Organization, `{"name":"plain"}`)
	gone := b.create(root.Organization, `{"name":"gone","inboundProtocolConfiguration":{"oidc":{"grantTypes":["password"]}}}`)
	b.create(north, `{"name":"own"}`)
	change := func(method, path, body string) {
		b.t.Helper()
		b.ok(method, path, body)
		if err := b.tenant.Verify(); err != nil {
			b.t.Fatalf("%s %s: %v", method, path, err)
		}
	}

	change("PATCH", "/"+app, `{"name":"renamed","description":"d"}`)
	change("PUT", "/"+app+"/owner", `{"id":"kim"}`)
	change("PUT", "/"+app+"/authenticationSequence/script", `{"script":""}`)
	change("PUT", "/"+app+"/authenticationSequence/script", `{"script":"y"}`)
	change("PUT", "/resident", `{"inboundProvisioning":{"proxyMode":true}}`)
	change("POST", "/templates", `{"name":"t","types":["a"],"application":{"name":"x"}}`)
	change("PUT", "/templates/"+root.Templates.Named("t").ID, `{"name":"t","types":["b"],"application":{"name":"x"}}`)
	change("POST", "/templates", `{"name":"gone","application":{"name":"x"}}`)
	change("DELETE", "/templates/"+root.Templates.Named("gone").ID, ``)

	inbound := "/" + plain + "/inbound-protocols/"
	change("PUT", inbound+"oidc", `{"clientId":"second","grantTypes":["client_credentials"]}`)
	change("PUT", inbound+"oidc", `{"clientId":"second","grantTypes":["password"]}`)
	change("POST", inbound+"oidc/secrets", ``)
	change("DELETE", inbound+"oidc/secrets/"+root.application(plain).Secrets[1].ID, ``)
	change("POST", inbound+"oidc/regenerate-secret", ``)
	change("POST", inbound+"oidc/secrets", ``)
	change("POST", inbound+"oidc/revoke", ``)
	for range 2 {
		change("PUT", inbound+"saml", `{"manualConfiguration":{"issuer":"i","assertionConsumerUrls":["https://acs"]}}`)
		change("PUT", inbound+"passive-sts", `{"realm":"r","replyTo":"https://r"}`)
		change("PUT", inbound+"ws-trust", `{"audience":"a","certificateAlias":"c"}`)
		change("PUT", inbound+"cas", `{"name":"cas","configName":"cas","properties":[]}`)
	}
	change("DELETE", inbound+"passive-sts", ``)
	change("DELETE", inbound+"cas", ``)
	change("DELETE", "/"+gone+"/inbound-protocols/oidc", ``)

	change("POST", "/"+app+"/authorized-apis", `{"id":"api","scopes":["read"]}`)
	change("POST", "/"+app+"/authorized-apis", `{"id":"open","policyIdentifier":"NO POLICY"}`)
	change("PATCH", "/"+app+"/authorized-apis/api", `{"addedScopes":["write"],"removedScopes":["read"]}`)
	change("POST", "/"+plain+"/authorized-apis", `{"id":"api","scopes":["read"]}`)
	change("DELETE", "/"+plain+"/authorized-apis/api", ``)

	for range 2 {
		change("POST", "/"+app+"/share", `{"sharedOrganizations":["`+north.ID+`"]}`)
	}
	for _, mode := range []string{"NONE", "ALL"} {
		change("POST", "/share-with-all", `{"applicationId":"`+plain+`","policy":"ALL_EXISTING_AND_FUTURE_ORGS","roleSharing":{"mode":"`+mode+`"}}`)
	}
	change("PATCH", "/share", `{"applicationId":"`+plain+`","Operations":[{"op":"add","path":"organizations[orgId eq `+south.ID+
		`].roles","value":[{"displayName":"r","audience":{"display":"plain","type":"application"}}]}]}`)
	change("DELETE", "/"+plain+"/share/"+north.ID, ``)
	change("POST", "/share", `{"applicationId":"`+gone+`","organizations":[{"orgId":"`+south.ID+`","policy":"SELECTED_ORG_ONLY","roleSharing":{"mode":"NONE"}}]}`)
	change("DELETE", "/"+gone, ``)

	const client = `"inboundProtocolConfiguration":{"oidc":{"clientId":"third","grantTypes":["password"]}}`
	b.upload("POST", `{"application":{"name":"imported",`+client+`}}`)
	b.upload("PUT", `{"application":{"name":"imported","description":"again",`+client+`}}`)
	if err := b.tenant.Verify(); err != nil {
		b.t.Fatal(err)
	}
	return north
}

// snapshot returns the responses for all resources.
func (b *bench) snapshot() []string {
	b.t.Helper()
	var all []string
	show := func(o *engine.Organization, path string) {
		out := b.do(o, http.MethodGet, path, "")
		all = append(all, fmt.Sprint(path, " ", out.Code, " ", out.Body))
	}
	for o := range b.tenant.All() {
		state := b.clients.states.Of(o)
		show(o, "?attributes=clientId,issuer,advancedConfigurations,applicationEnabled")
		show(o, "/resident")
		show(o, "/templates")
		for t := range state.Templates.All() {
			show(o, "/templates/"+t.ID)
		}
		for app := range state.Applications.All() {
			for _, part := range []string{
				"", "/authorized-apis", "/share?attributes=sharingMode", "/shared-apps", "/authenticators",
				"/inbound-protocols/oidc", "/inbound-protocols/oidc/secrets", "/inbound-protocols/saml",
				"/inbound-protocols/passive-sts", "/inbound-protocols/ws-trust", "/inbound-protocols/cas",
			} {
				show(o, "/"+app.ID+part)
			}
			all = append(all, app.OwnerID)
		}
	}
	return all
}

// difference returns the first difference between two snapshots.
func difference(got, want []string) string {
	i := 0
	for i < min(len(got), len(want)) && got[i] == want[i] {
		i++
	}
	if i == len(got) && i == len(want) {
		return ""
	}
	return fmt.Sprintf("%s\nwant\n%s", got[i:min(i+1, len(got))], want[i:min(i+1, len(want))])
}

func TestStateOutlivesTheServer(t *testing.T) {
	t.Parallel()
	file := path.Join(t.TempDir(), "state")
	b := newBench(t, file)
	b.fill()
	flow := b.ok("POST", "/loginflow/generate", `{"available_authenticators":{},"user_claims":[],"user_query":"q"}`)
	var started struct {
		ID string `json:"operation_id"`
	}
	decode(t, flow, &started)
	b.ok("GET", "/loginflow/result/"+started.ID, "")
	b.ok("POST", "/templates", `{"name":"last","application":{"name":"x"}}`) // a request that commits
	want := b.snapshot()
	if err := b.tenant.Close(); err != nil {
		t.Fatal(err)
	}

	again := newBench(t, file)
	if diff := difference(again.snapshot(), want); diff != "" {
		t.Errorf("after a restart, there is\n%s", diff)
	}
	if got := again.ok("GET", "/loginflow/result/"+started.ID, "").Body.String(); !strings.Contains(got, "COMPLETED") {
		t.Errorf("the login flow is %s", got)
	}
	for o := range again.tenant.All() {
		if err := again.clients.check(o); err != nil {
			t.Error(err)
		}
	}
	if again.clients.Client("client") == nil || !again.clients.states.Of(again.tenant.Root()).byResource.Has("api") {
		t.Error("entries that were loaded are not indexed")
	}
}

// A request checks everything before it changes anything.
func TestRefusedRequestsChangeNothing(t *testing.T) {
	t.Parallel()
	b := start(t)
	north := b.fill()
	root := b.clients.root()
	app := root.Applications.Named("renamed").ID
	plain := root.Applications.Named("plain").ID
	want := b.snapshot()
	for _, request := range [][3]string{
		{"POST", "", `{"name":"new","inboundProtocolConfiguration":{"oidc":{"grantTypes":["password"]},"saml":{"manualConfiguration":{"issuer":"i","assertionConsumerUrls":["x"]}}}}`},
		{"POST", "", `{"name":"plain"}`},
		{"PATCH", "/" + app, `{"description":"other","advancedConfigurations":{"discoverableByEndUsers":false,"discoverableGroups":[{"userStore":"s","groups":[]}]}}`},
		{"PATCH", "/" + app, `{"description":"other","name":"plain"}`},
		{"PATCH", "/" + app, `{"claimConfiguration":{"dialect":"CUSTOM","subject":{"claim":{"uri":"unknown"}}}}`},
		{"PUT", "/" + app + "/inbound-protocols/oidc", `{"clientId":"client","clientSecret":"x","grantTypes":["password"]}`},
		{"PUT", "/" + app + "/inbound-protocols/saml", `{"manualConfiguration":{"issuer":"i","assertionConsumerUrls":["x"]}}`},
		{"PUT", "/" + app + "/inbound-protocols/ws-trust", `{"audience":"a","certificateAlias":"c"}`},
		{"PATCH", "/" + app + "/authorized-apis/api", `{"addedScopes":["read","unknown"]}`},
		{"POST", "/" + plain + "/authorized-apis", `{"id":"api","scopes":["read"],"authorizationDetailsTypes":["unknown"]}`},
		{"POST", "/share", `{"applicationId":"` + app + `","organizations":[{"orgId":"` + north.ID + `","policy":"SELECTED_ORG_ONLY","roleSharing":{"mode":"NONE"}},` +
			`{"orgId":"` + north.ID + `","policy":"SELECTED_ORG_ONLY","roleSharing":{"mode":"SELECTED"}}]}`},
		{"PATCH", "/share", `{"applicationId":"` + app + `","Operations":[{"op":"add","path":"organizations[orgId eq ` + north.ID + `].roles","value":[]},` +
			`{"op":"x","path":"x"}]}`},
		{"POST", "/templates", `{"name":"t","application":{"name":"x"}}`},
		{"PUT", "/resident", `{"outboundProvisioningIdps":[{"idp":"x","connector":"y"}]}`},
	} {
		if out := b.do(b.tenant.Root(), request[0], request[1], request[2]); out.Code < http.StatusBadRequest {
			t.Errorf("%s %s %s: status %d", request[0], request[1], request[2], out.Code)
		}
		if diff := difference(b.snapshot(), want); diff != "" {
			t.Fatalf("after %s %s %s, there is\n%s", request[0], request[1], request[2], diff)
		}
	}
}

func TestCheckNamesWhatIsMissing(t *testing.T) {
	t.Parallel()
	for want, spoil := range map[string]func(*bench, *organization, *application){
		"has a client without a secret": func(_ *bench, _ *organization, app *application) { app.Secrets = nil },
		"is authorized for the API resource api, which does not exist": func(b *bench, _ *organization, _ *application) {
			b.resources = map[string]*model.Resource{"open": b.resources["open"]}
		},
		"belongs to the application": func(_ *bench, o *organization, app *application) { o.Applications.Remove(app) },
		"is for the organization elsewhere, which does not exist": func(_ *bench, o *organization, app *application) {
			o.shareWith(app, "elsewhere", policySelected, roleSharing{})
		},
	} {
		b := start(t)
		b.fill()
		root := b.clients.root()
		if err := b.clients.check(root.Organization); err != nil {
			t.Fatal(err)
		}
		b.change(func() { spoil(b, root, root.Applications.Named("renamed")) })
		if err := b.clients.check(root.Organization); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got error %v, want one that says %q", err, want)
		}
	}
}

// The indexes of keys follow every change.
func TestKeysAreFreeAgain(t *testing.T) {
	t.Parallel()
	b := start(t)
	root := b.tenant.Root()
	app := b.create(root, full)
	protocols := `"inboundProtocolConfiguration":{"oidc":{"clientId":"client","grantTypes":["password"]},
		"saml":{"manualConfiguration":{"issuer":"issuer","assertionConsumerUrls":["https://acs"]}},
		"passiveSts":{"realm":"realm","replyTo":"https://r"},"wsTrust":{"audience":"audience","certificateAlias":"c"}}`
	for _, protocol := range []string{"oidc", "saml", "passive-sts", "ws-trust"} {
		if out := b.do(root, "POST", "", `{"name":"other",`+protocols+`}`); out.Code != http.StatusConflict {
			t.Errorf("with %s configured, got status %d: %s", protocol, out.Code, out.Body)
		}
		b.ok("DELETE", "/"+app+"/inbound-protocols/"+protocol, "")
	}
	b.ok("POST", "", `{"name":"other",`+protocols+`}`)
	b.ok("PATCH", "/"+app, `{"name":"renamed"}`)
	b.create(root, `{"name":"full"}`)
	b.ok("DELETE", "/"+app, "")
	b.create(root, `{"name":"renamed"}`)
	got := b.names(root, "")
	slices.Sort(got)
	same(t, "names", got, []string{"full", "other", "renamed"})
}
