package resources

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/random"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/serverapi"
)

// A fixture is a server with this domain only, and a state file. It implements
// the interfaces that the domain needs. A token is the id of an organization,
// and allows every operation.
type fixture struct {
	t      *testing.T
	tenant *engine.Tenant
	server *engine.Server
	*Resources

	deletedResources, deletedScopes []string
}

func (f *fixture) ResourceDeleted(id string)          { f.deletedResources = append(f.deletedResources, id) }
func (f *fixture) ScopesDeleted(names []string)       { f.deletedScopes = append(f.deletedScopes, names...) }
func (f *fixture) IsOIDCScope(name string) bool       { return name == "openid" }
func (f *fixture) Client(*engine.Call) *engine.Caller { return nil }

func (f *fixture) Bearer(organizationID string) *engine.Caller {
	return &engine.Caller{OrganizationID: organizationID, Scopes: engine.Scopes([]engine.Domain{f.Domain()})}
}

func start(t *testing.T, path string) *fixture {
	t.Helper()
	tenant, err := engine.OpenTenant(path, "testorg", &engine.Source{Clock: time.Now, Source: random.Seeded(1)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = tenant.Close() })
	tenant.SetURL("http://host/t/testorg")
	f := &fixture{t: t, tenant: tenant, Resources: New(tenant)}
	f.Connect(Needs{Authorizations: f, Permissions: f, Claims: f})
	domains := []engine.Domain{f.Domain()}
	f.Register(engine.ManagementAPIs(domains))
	f.server = engine.New(engine.Config{
		Host: "host", Tenant: tenant, Domains: domains, Families: []*engine.Family{serverapi.Family()},
		Authenticator: f, Hook: func(engine.Request) {},
	})
	if err := f.server.Change(func() {}); err != nil {
		t.Fatal(err)
	}
	return f
}

// do sends a request to the root and returns the body of the response, which
// must have the status. The changes of the request must be on disk.
func (f *fixture) do(method, path string, body any, status int) string {
	f.t.Helper()
	return f.doBelow(f.tenant.Root(), method, path, body, status)
}

func (f *fixture) doBelow(org *engine.Organization, method, path string, body any, status int) string {
	f.t.Helper()
	encoded, err := json.Marshal(body)
	if err != nil {
		f.t.Fatal(err)
	}
	r := httptest.NewRequest(method, org.BaseURL()+"/api/server/v1"+path, strings.NewReader(string(encoded)))
	r.Header.Set("Authorization", "Bearer "+org.ID)
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

// create creates an API resource and returns its id.
func (f *fixture) create(identifier string, scopes ...string) string {
	f.t.Helper()
	var in []object
	for _, name := range scopes {
		in = append(in, object{"name": name})
	}
	body := f.do("POST", "/api-resources", object{
		"name": "name of " + identifier, "identifier": identifier, "scopes": in,
		"authorizationDetailsTypes": []object{details("type of " + identifier)},
	}, http.StatusCreated)
	return decode[object](f.t, body)["id"].(string)
}

func details(kind string) object {
	return object{"type": kind, "name": "name", "description": "text", "schema": object{"type": "object", "maximum": 1e21}}
}

func decode[T any](t *testing.T, text string) T {
	t.Helper()
	var v T
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	return v
}

// identifiers lists the identifiers of a page of API resources.
func (f *fixture) identifiers(org *engine.Organization, query url.Values) []string {
	f.t.Helper()
	list := decode[struct{ APIResources []struct{ Identifier string } }](f.t, f.doBelow(org, "GET", "/api-resources?"+query.Encode(), nil, http.StatusOK))
	var out []string
	for _, r := range list.APIResources {
		out = append(out, r.Identifier)
	}
	return out
}

func TestEveryChangeReachesTheFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state")
	f := start(t, path)
	first, second := "/api-resources/"+f.create("urn:first", "read", "write", "admin"), "/api-resources/"+f.create("urn:second", "other")
	f.do("PATCH", first, object{"name": "new", "addedScopes": []object{{"name": "added"}}}, 204)
	f.do("PATCH", first+"/scopes/read", object{"description": "reads"}, 204)
	f.do("PATCH", first+"/scopes/id/"+f.byScope.With("write")[0].Scopes[1].ID, object{"displayName": "Write"}, 200)
	f.do("DELETE", first+"/scopes/admin", nil, 204)
	f.do("DELETE", first+"/scopes/id/"+f.byScope.With("added")[0].Scopes[2].ID, nil, 204)
	added := decode[[]object](t, f.do("PUT", first+"/authorization-details-types", []object{details("a"), details("b")}, 200))
	f.do("PATCH", first+"/authorization-details-types/"+added[0]["id"].(string), details("c"), 204)
	f.do("DELETE", first+"/authorization-details-types/"+added[1]["id"].(string), nil, 204)
	f.do("PUT", second+"/scopes", []object{{"name": "another"}}, 204)
	f.do("DELETE", "/api-resources/"+f.create("urn:third"), nil, 204)
	contents := func(f *fixture) string {
		out := f.do("GET", "/api-resources?limit=100", nil, 200) + f.do("GET", "/scopes", nil, 200)
		return out + f.do("GET", first, nil, 200) + f.do("GET", second, nil, 200)
	}
	want := contents(f)
	for _, part := range []string{`"new"`, `"reads"`, `"Write"`, `"c"`, `"another"`} {
		if !strings.Contains(want, part) {
			t.Errorf("%s is missing in %s", part, want)
		}
	}
	_ = f.tenant.Close()
	again := start(t, path)
	if got := contents(again); got != want {
		t.Errorf("after a restart there is\n%s\nwant\n%s", got, want)
	}
	if row := again.resources.Get(again.create("urn:fourth")).Row; row != f.lastRow.Get()+1 {
		t.Errorf("the next row is %d, want the one after %d", row, f.lastRow.Get())
	}
}

func TestFiltersGiveTheSameWithAndWithoutAnIndex(t *testing.T) {
	f := start(t, filepath.Join(t.TempDir(), "state"))
	for _, name := range []string{"a", "b", "c"} {
		f.create("urn:"+name, name+"1", name+"2")
	}
	for _, test := range []struct{ list, indexed, scanned string }{
		{"/api-resources", "identifier eq urn:b", "identifier sw urn:b"},
		{"/api-resources", "name co of and identifier eq urn:b", "name co of and identifier co urn:b"},
		{"/api-resources", "type eq BUSINESS and name ne x", "type ew NESS and name ne x"},
		{"/api-resources", "type eq TENANT", "type ge TENANT"},
		{"/api-resources", "identifier eq urn:b and identifier eq urn:c", "identifier co nothing"},
		{"/scopes", "name eq b2", "name sw b2"},
		{"/scopes", "name eq nothing", "name sw nothing"},
		{"/authorization-details-types", `type eq "type of urn:c"`, `type ew urn:c`},
	} {
		get := func(filter string) string {
			body := f.do("GET", test.list+"?filter="+url.QueryEscape(filter), nil, 200)
			return strings.ReplaceAll(body, url.QueryEscape(filter), "")
		}
		if got, want := get(test.indexed), get(test.scanned); got != want {
			t.Errorf("%s with %s has\n%s\nbut with %s\n%s", test.list, test.indexed, got, test.scanned, want)
		}
	}
}

// Pages of all API resources come from the registry, those of a filter from a
// list. Both skip the gaps that deletions leave.
func TestPagesGoThroughAll(t *testing.T) {
	f := start(t, filepath.Join(t.TempDir(), "state"))
	var own []string
	for i := range 20 {
		id := f.create(fmt.Sprintf("urn:%02d", i))
		if i%3 == 0 {
			f.do("DELETE", "/api-resources/"+id, nil, 204)
		} else {
			own = append(own, fmt.Sprintf("urn:%02d", i))
		}
	}
	all := append([]string{"/api/server/v1/api-resources", "/o/api/server/v1/api-resources"}, own...)
	for filter, want := range map[string][]string{"": all, "type eq BUSINESS": own} {
		var forward, backward []string
		last := f.follow("/api-resources?limit=3&filter="+url.QueryEscape(filter), "next", func(page []string) { forward = append(forward, page...) })
		f.follow(last, "previous", func(page []string) { backward = append(page, backward...) })
		if !slices.Equal(forward, want) || !slices.Equal(backward, want) {
			t.Errorf("filter %q: forward %v, backward %v, want %v", filter, forward, backward, want)
		}
	}
}

// follow calls show with the page at a path and the pages that its links lead
// to, and returns the path of the last one.
func (f *fixture) follow(path, rel string, show func(page []string)) string {
	f.t.Helper()
	for {
		page := decode[struct {
			Links        []serverapi.Link
			APIResources []struct{ Identifier string }
		}](f.t, f.do("GET", path, nil, 200))
		var identifiers []string
		for _, r := range page.APIResources {
			identifiers = append(identifiers, r.Identifier)
		}
		show(identifiers)
		link := engine.Find(page.Links, func(l serverapi.Link) bool { return l.Rel == rel })
		if link.Href == "" {
			return path
		}
		path = strings.TrimPrefix(link.Href, f.tenant.Root().ServerURL())
	}
}

func TestOtherDomainsHearOfDeletions(t *testing.T) {
	f := start(t, filepath.Join(t.TempDir(), "state"))
	id := f.create("urn:a", "read", "write", "admin")
	path := "/api-resources/" + id
	for _, test := range []struct {
		name              string
		does              func()
		resources, scopes []string
	}{
		{"deletion of a scope", func() { f.do("DELETE", path+"/scopes/read", nil, 204) }, nil, []string{"read"}},
		{"deletion of no scope", func() { f.do("DELETE", path+"/scopes/read", nil, 204) }, nil, nil},
		{"replacement of the scopes", func() { f.do("PUT", path+"/scopes", []object{{"name": "new"}}, 204) }, nil, []string{"write", "admin"}},
		{"deletion of the API resource", func() { f.do("DELETE", path, nil, 204) }, []string{id}, []string{"new"}},
		{"deletion of nothing", func() { f.do("DELETE", path, nil, 204) }, nil, nil},
	} {
		f.deletedResources, f.deletedScopes = nil, nil
		test.does()
		if !slices.Equal(f.deletedResources, test.resources) || !slices.Equal(f.deletedScopes, test.scopes) {
			t.Errorf("%s: the others hear of %v and %v, want %v and %v", test.name, f.deletedResources, f.deletedScopes, test.resources, test.scopes)
		}
	}
}

func TestAPIResourcesOfTheRootAreHiddenBelow(t *testing.T) {
	f := start(t, filepath.Join(t.TempDir(), "state"))
	f.create("urn:a", "read")
	var below *engine.Organization
	var err error
	commit := f.server.Change(func() { below, err = f.tenant.AddOrganization("branch") })
	if err := errors.Join(err, commit); err != nil {
		t.Fatal(err)
	}
	want := []string{"/o/api/server/v1/api-resources", "urn:a"}
	if got := f.identifiers(below, nil); !slices.Equal(got, want) {
		t.Errorf("the organization lists %v, want %v", got, want)
	}
	if got := f.identifiers(below, url.Values{"filter": {"type eq TENANT"}}); got != nil {
		t.Errorf("the organization finds %v", got)
	}
	for scope, visible := range map[string]bool{"internal_api_resource_view": false, "internal_org_api_resource_view": true, "read": true} {
		owner := f.ScopeOwner(f.tenant.Root(), scope)
		if owner == nil || owner.Scope(scope) == nil {
			t.Fatalf("the root has no owner of the scope %s", scope)
		}
		if got := f.ScopeOwner(below, scope) != nil; got != visible {
			t.Errorf("the organization has an owner of %s: %t, want %t", scope, got, visible)
		}
		if got := f.Resource(below, owner.ID) != nil; got != visible {
			t.Errorf("the organization has %s: %t, want %t", owner.Name, got, visible)
		}
	}
	if f.ScopeOwner(below, "unknown") != nil || f.Resource(below, "unknown") != nil {
		t.Error("there is something unknown")
	}
}

func TestRegisterAddsWhatIsMissing(t *testing.T) {
	f := start(t, filepath.Join(t.TempDir(), "state"))
	before := f.do("GET", "/api-resources?limit=100", nil, 200)
	f.Register(engine.ManagementAPIs([]engine.Domain{f.Domain()}))
	if got := f.do("GET", "/api-resources?limit=100", nil, 200); got != before {
		t.Errorf("registered again there are %s, want %s", got, before)
	}
	f.Register([]engine.ManagementAPI{{Name: "New API", Identifier: "/new", Scopes: []string{"internal_new", "free"}}})
	want := []string{
		"internal_api_resource_create", "internal_api_resource_view", "internal_api_resource_update", "internal_api_resource_delete",
		"internal_org_api_resource_view", "internal_new",
	}
	if got := f.SystemScopes(); !slices.Equal(got, want) {
		t.Errorf("the scopes of the system are %v, want %v", got, want)
	}
	f.create("urn:own")
	if ids := f.IDs(); len(ids) != 1 || f.Resource(f.tenant.Root(), ids["urn:own"]) == nil {
		t.Errorf("the ids are %v, want that of urn:own", ids)
	}
}

func TestAdd(t *testing.T) {
	f := start(t, filepath.Join(t.TempDir(), "state"))
	id, err := Add(f.server.Perform, "urn:a", []string{"read", "write"})
	if err != nil {
		t.Fatal(err)
	}
	if owner := f.ScopeOwner(f.tenant.Root(), "write"); owner == nil || owner.ID != id || owner.Identifier != "urn:a" || owner.Name != "urn:a" {
		t.Errorf("the owner of the scope is %v, want urn:a with the id %s", owner, id)
	}
	if _, err := Add(f.server.Perform, "urn:a", nil); err == nil || !strings.Contains(err.Error(), "409") {
		t.Errorf("error %v, want one with the status 409", err)
	}
}
