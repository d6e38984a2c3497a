package directory

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/model"
)

// others implements the interfaces of the other domains.
type others struct {
	applications map[string]*model.Application // by id, of the root
	scopes       map[string]bool               // of API resources
	rootScopes   map[string]bool               // of API resources that only the root has
}

func (s *others) Application(o *engine.Organization, id string) *model.Application {
	if !o.IsRoot() {
		return nil
	}
	return s.applications[id]
}

func (s *others) ScopesGrantedTo(*engine.Organization, string) []string {
	var granted []string
	for scope := range s.scopes {
		granted = append(granted, scope)
	}
	return granted
}

func (s *others) ScopeOwner(o *engine.Organization, scope string) *model.Resource {
	if s.scopes[scope] || o.IsRoot() && s.rootScopes[scope] {
		return &model.Resource{ID: "api", Scopes: []model.Scope{{ID: scope, Name: scope, DisplayName: scope}}}
	}
	return nil
}

// A fixture is a server with a directory only.
type fixture struct {
	*testing.T
	*Directory
	server *engine.Server
	others *others
}

func newFixture(t *testing.T, settings Settings) *fixture {
	t.Helper()
	return fixtureOn(t, settings, "")
}

// fixtureOn returns a server with its state in a file. If the path is empty,
// the state is in memory.
func fixtureOn(t *testing.T, settings Settings, path string, attributes ...model.UserAttribute) *fixture {
	t.Helper()
	tenant, err := engine.OpenTenant(path, "testorg", &engine.Source{Clock: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := tenant.Close(); err != nil {
			t.Error(err)
		}
	})
	tenant.SetURL("http://127.0.0.1/t/testorg")
	f := &fixture{
		T: t, Directory: New(tenant, settings, attributes),
		others: &others{
			applications: map[string]*model.Application{
				"app": {ID: "app", Name: "shop", OwnRoles: true}, "plain": {ID: "plain", Name: "other"},
			},
			scopes: map[string]bool{"read": true, "write": true},
		},
	}
	f.Connect(Needs{Applications: f.others, Resources: f.others})
	for o := range tenant.All() {
		if err := f.Domain().Check(o); err != nil {
			t.Fatal(err)
		}
	}
	f.server = engine.New(engine.Config{Tenant: tenant, Domains: []engine.Domain{f.Domain()}, Families: []*engine.Family{Family()}})
	return f
}

func (f *fixture) root() *organization { return f.in(f.tenant.Root()) }

// id returns the id. It ends the test if there is an error.
func (f *fixture) id(id string, err error) string {
	f.Helper()
	if err != nil {
		f.Fatal(err)
	}
	return id
}

func (f *fixture) user(name string) string {
	f.Helper()
	return f.id(AddUser(f.server.Perform, "", name, ""))
}

func (f *fixture) group(name string, userIDs ...string) string {
	f.Helper()
	return f.id(AddGroup(f.server.Perform, "", name, userIDs))
}

func (f *fixture) role(name string, scopes []string, userIDs ...string) string {
	f.Helper()
	return f.id(AddRole(f.server.Perform, "", name, scopes, userIDs))
}

// do performs an operation of the root on the resource with an id.
func (f *fixture) do(operation, id string, body any) engine.Reply {
	f.Helper()
	out, err := f.server.Perform(engine.Performance{Operation: operation, Vars: map[string]string{"id": id}, Body: body})
	if err != nil {
		f.Fatal(err)
	}
	return out
}

func (f *fixture) patch(operation, id string, operations ...document) {
	f.Helper()
	f.do(operation, id, document{"Operations": operations})
}

// A page is the response to a list or a search.
type page struct {
	TotalResults int
	Resources    []struct{ ID, UserName, DisplayName string }
}

func (p page) names() string {
	var names []string
	for _, r := range p.Resources {
		names = append(names, r.UserName+r.DisplayName)
	}
	return fmt.Sprint(names)
}

// search performs a search. The members of its body are pairs.
func (f *fixture) search(operation string, members ...any) page {
	f.Helper()
	body := document{"schemas": []string{schemaSearch}}
	for pair := range slices.Chunk(members, 2) {
		body[pair[0].(string)] = pair[1]
	}
	var found page
	if err := json.Unmarshal(f.do(operation, "", body).Body, &found); err != nil {
		f.Fatal(err)
	}
	return found
}
