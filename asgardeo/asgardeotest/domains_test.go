package asgardeotest

import (
	"testing"
	"time"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
)

// Users of the package refer to operations by name, and the router would use
// only one of two rows for the same request.
func TestOperationsAreDistinct(t *testing.T) {
	names, requests := map[string]string{}, map[string]string{}
	for _, domain := range table() {
		if len(domain.Operations) == 0 {
			t.Fatal("a domain has no operations")
		}
		for _, op := range domain.Operations {
			request := op.Method + " " + op.Path
			if other, ok := requests[request]; ok {
				t.Errorf("%s and %s both answer %s", other, op.Name, request)
			}
			requests[request] = op.Name
			if other, ok := names[op.Name]; ok && op.Name != "oidc.Discovery" && op.Name != "oauth2.Metadata" {
				t.Errorf("%s and %s are both called %s", other, request, op.Name)
			}
			names[op.Name] = request
			if op.Access == engine.TokenAccess && len(op.Scopes) == 0 && op.Handler != nil {
				t.Errorf("%s asks for no scope", op.Name)
			}
		}
	}
}

// newTenant returns the tenant of a new server.
func newTenant(t *testing.T) (*engine.Tenant, *domains) {
	t.Helper()
	tenant, err := engine.OpenTenant("", "x", &engine.Source{Clock: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	d := newDomains(tenant, new(config))
	d.seed(tenant.Fresh)
	return tenant, d
}

// A token with all scopes must allow every operation.
func TestSeededScopesCoverOperations(t *testing.T) {
	tenant, d := newTenant(t)
	if len(grantableScopes()) == 0 {
		t.Fatal("the operations have no scopes")
	}
	for _, scope := range grantableScopes() {
		if d.resources.ScopeOwner(tenant.Root(), scope) == nil {
			t.Errorf("no API resource has the scope %s", scope)
		}
	}
	seen := map[string]bool{}
	for _, scope := range d.resources.SystemScopes() {
		if seen[scope] {
			t.Errorf("the scope %s is there twice", scope)
		}
		seen[scope] = true
	}
	if len(seen) < len(grantableScopes()) {
		t.Errorf("%d scopes are seeded, fewer than the operations ask for", len(seen))
	}
}
