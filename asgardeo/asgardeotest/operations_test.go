package asgardeotest

import (
	"testing"
	"time"
)

// The names are what users of the package see, and the router takes the first
// of two rows for the same request.
func TestOperationsAreDistinct(t *testing.T) {
	names, requests := map[string]string{}, map[string]string{}
	if len(operations()) == 0 {
		t.Fatal("there are no operations")
	}
	for _, op := range operations() {
		request := op.method + " " + op.path
		if other, ok := requests[request]; ok {
			t.Errorf("%s and %s both answer %s", other, op.name, request)
		}
		requests[request] = op.name
		if other, ok := names[op.name]; ok && op.name != "oidcDiscovery" && op.name != "oauthMetadata" {
			t.Errorf("%s and %s are both called %s", other, request, op.name)
		}
		names[op.name] = request
		if op.family != familyOAuth && op.access == accessToken && len(op.scopes) == 0 && op.handler != nil {
			t.Errorf("%s asks for no scope", op.name)
		}
	}
}

// A token for every scope must open every operation.
func TestSeededScopesCoverOperations(t *testing.T) {
	org := newTenant("http://127.0.0.1/t/x", &config{source: source{clock: time.Now}, organization: "x"}).root()
	scopes := implementedScopes(operations())
	if len(scopes) == 0 || len(org.Resources) == 0 {
		t.Fatalf("operations have %d scopes, and %d API resources are seeded", len(scopes), len(org.Resources))
	}
	for _, scope := range scopes {
		if org.scopeOwner(scope) == nil {
			t.Errorf("no API resource has the scope %s", scope)
		}
	}
	seen := map[string]bool{}
	for _, r := range org.Resources {
		for _, scope := range r.Scopes {
			if seen[scope.Name] {
				t.Errorf("the scope %s is there twice", scope.Name)
			}
			seen[scope.Name] = true
		}
	}
}
