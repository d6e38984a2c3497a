package directory

import (
	"net/http"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
)

// meOperations returns the operations on the user of the token.
func (d *Directory) meOperations() []engine.Operation {
	row := func(name, method, scope string, h handler) engine.Operation {
		return engine.Operation{
			Name: name, Method: method, Path: prefix + "/Me", Scopes: []string{scope}, Handler: d.handler(h),
		}
	}
	return []engine.Operation{
		row("scim.Me.Get", http.MethodGet, scopeLogin, onMe(showUser)),
		row("scim.Me.Create", http.MethodPost, "internal_user_mgt_create", createUser),
		row("scim.Me.Replace", http.MethodPut, scopeLogin, onMe(replaceUser)),
		row("scim.Me.Update", http.MethodPatch, scopeLogin, onMe(modifyUser)),
		row("scim.Me.Delete", http.MethodDelete, "internal_user_mgt_delete", onMe(removeUser)),
	}
}

// user returns the user of the token, or nil if the token belongs to a client or to
// a user of another organization.
func (c *call) user() *user { return c.org.users.Get(c.Caller.UserID) }

func onMe(do func(*call, *user) (engine.Reply, error)) handler {
	return func(c *call) (engine.Reply, error) {
		u := c.user()
		if u == nil {
			return engine.Reply{}, fail(http.StatusNotFound, "", "The token does not stand for a user.")
		}
		return do(c, u)
	}
}
