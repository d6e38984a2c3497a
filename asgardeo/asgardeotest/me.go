package asgardeotest

import "net/http"

// meOperations are those on the user of the token.
func meOperations() []operation {
	row := func(name, method, scope string, h handler) operation {
		return operation{
			name: name, method: method, path: "/scim2/Me", family: familySCIM, scopes: []string{scope}, handler: h,
		}
	}
	return []operation{
		row("getMe", http.MethodGet, scopeLogin, onMe(showUser)),
		row("createMe", http.MethodPost, "internal_user_mgt_create", createUser),
		row("updateMe", http.MethodPut, scopeLogin, onMe(replaceUser)),
		row("patchMe", http.MethodPatch, scopeLogin, onMe(modifyUser)),
		row("deleteMe", http.MethodDelete, "internal_user_mgt_delete", onMe(removeUser)),
	}
}

// user is the user of the organization that the token stands for, or nil when
// it stands for a client, or for a user of another organization.
func (c *call) user() *user { return c.org.user(c.token.UserID) }

func onMe(do func(*call, *user) (reply, error)) handler {
	return func(c *call) (reply, error) {
		u := c.user()
		if u == nil {
			return reply{}, scimFailure(http.StatusNotFound, "", "The token does not stand for a user.")
		}
		return do(c, u)
	}
}
