package claims

import (
	"net/http"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/serverapi"
)

// Domain returns the claims as a domain of the server.
func (d *Claims) Domain() engine.Domain {
	const (
		scopes = serverapi.Prefix + "/oidc/scopes"
		one    = scopes + "/{id}"

		create = "internal_oidc_scope_mgt_create"
		view   = "internal_oidc_scope_mgt_view"
		update = "internal_oidc_scope_mgt_update"
		remove = "internal_oidc_scope_mgt_delete"
	)
	row := func(name, method, path, scope string, h engine.Handler) engine.Operation {
		return engine.Operation{Name: name, Method: method, Path: path, Scopes: []string{scope}, Handler: h}
	}
	return engine.Domain{
		Operations: []engine.Operation{
			row("claims.OIDCScopes.List", http.MethodGet, scopes, view, inRoot(d.listScopes)),
			row("claims.OIDCScopes.Create", http.MethodPost, scopes, create, d.createScope),
			row("claims.OIDCScopes.Get", http.MethodGet, one, view, inRoot(d.showScope)),
			row("claims.OIDCScopes.Replace", http.MethodPut, one, update, d.replaceScope),
			row("claims.OIDCScopes.Delete", http.MethodDelete, one, remove, d.removeScope),
		},
		Surfaces:   []engine.Surface{{Prefix: scopes, Scopes: engine.CRUD("internal_oidc_scope_mgt")}},
		OnlyInRoot: []engine.RootPart{{Prefix: scopes, Readable: true}},
		APIs: []engine.ManagementAPI{{
			Name: "OIDC Scope Management API", Identifier: scopes,
			Scopes: []string{create, view, update, remove},
		}},
	}
}

// inRoot wraps the handler of an operation that has rules in sub-organizations, but
// no service there.
func inRoot(h engine.Handler) engine.Handler {
	return func(c *engine.Call) (engine.Reply, error) {
		if !c.Org.IsRoot() {
			return engine.Reply{}, engine.Bare(http.StatusNotFound)
		}
		return h(c)
	}
}
