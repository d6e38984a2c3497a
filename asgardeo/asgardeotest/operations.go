package asgardeotest

import (
	"net/http"
	"slices"
	"strings"
	"sync"
)

// A family is a group of endpoints that fail in the same manner: each has its
// own error body and its own way to negotiate media types.
type family int

const (
	familyServer family = iota // /api/server/v1
	familySCIM                 // /scim2
	familyOAuth                // /oauth2 and the well-known documents
)

// access says who may call an operation.
type access int

const (
	accessToken    access = iota // a bearer token with every scope of the operation
	accessPublic                 // anybody
	accessClient                 // as accessToken, or the credentials of a client
	accessAnyToken               // a bearer token, whatever its scopes
)

// An operation is a row of the table the server is made of. To add an
// operation, write a handler and name it in the row; a row without a handler
// is an operation of the real server that this one does not implement, and is
// answered with 501.
type operation struct {
	name   string
	method string
	// path is relative to the base URL of the organization. An element in
	// braces matches any one element that is not empty.
	path   string
	family family
	access access
	// scopes must all be in the token.
	scopes []string
	// alternatives are scopes any one of which will do in place of scopes.
	alternatives []string
	// conditional are the scopes the handler asks for depending on what the
	// request contains. They are part of what a client can be granted.
	conditional []string
	// consumes is the media type of the body, if it is not JSON.
	consumes string
	// produces are the media types of the answer besides JSON.
	produces []string
	handler  handler
}

// allScopes are those that matter to the operation in one way or another.
func (op *operation) allScopes() []string {
	return slices.Concat(op.scopes, op.alternatives, op.conditional)
}

// A handler answers an operation. It runs with the state of the organization
// locked. An error that is a failure is the answer; any other one is a 500.
type handler func(c *call) (reply, error)

func operations() []operation {
	return slices.Concat(
		oauthOperations(),
		apiResourceOperations(),
		applicationOperations(),
		userOperations(),
		roleOperations(),
		groupOperations(),
		meOperations(),
		[]operation{bulkOperation()},
		discoveryOperations(),
	)
}

// implementedScopes returns the scopes the operations with a handler ask for,
// also below /o/.
func implementedScopes(table []operation) []string {
	var scopes []string
	for _, op := range table {
		if op.handler == nil {
			continue
		}
		for _, scope := range op.allScopes() {
			scopes = append(scopes, scope, op.organizationScope(scope))
		}
	}
	slices.Sort(scopes)
	return slices.Compact(scopes)
}

// organizationScopePrefix begins the scopes of organizations below the root.
const organizationScopePrefix = "internal_org_"

// onlyInRoot are the parts of the path space without rules of their own below
// /o/, or with rules for reading only. The rules of the root apply there, whose
// scopes no token for an organization below has: so the real server refuses
// what it cannot do there.
var onlyInRoot = []struct {
	prefix   string
	readable bool
}{
	{"/api/server/v1/api-resources", true},
	{"/api/server/v1/scopes", true},
	{"/api/server/v1/authorization-details-types", false},
	{"/scim2/Roles", false},
}

// organizationScope is the scope that an operation asks for below /o/ in place
// of another: each of the management APIs has a parallel one there.
func (op *operation) organizationScope(scope string) string {
	for _, part := range onlyInRoot {
		if below(op.path, part.prefix) && !(part.readable && op.method == http.MethodGet) {
			return scope
		}
	}
	switch {
	case scope == scopeLogin, strings.HasPrefix(scope, "internal_shared_application_"):
		return scope
	case scope == "internal_organization_admin":
		return organizationScopePrefix + "application_mgt_update"
	}
	return organizationScopePrefix + strings.TrimPrefix(scope, "internal_")
}

// organizationScopes are the scopes for organizations that operations ask for
// in place of another, by that one.
var organizationScopes = sync.OnceValue(func() map[string][]string {
	scopes := map[string][]string{}
	for _, op := range operations() {
		for _, scope := range op.allScopes() {
			if name := op.organizationScope(scope); name != scope && !slices.Contains(scopes[scope], name) {
				scopes[scope] = append(scopes[scope], name)
			}
		}
	}
	return scopes
})

// A surface is a part of the path space to which the real server attaches
// scopes by method whether or not a path exists there. A request for a path
// that does not exist is refused for its scopes first, and found missing
// only after that.
type surface struct {
	prefix string
	family family
	scopes map[string]string // by method
}

func surfaces() []surface {
	resources := crudScopes("internal_api_resource")
	applications := crudScopes("internal_application_mgt")
	users := crudScopes("internal_user_mgt")
	roles := crudScopes("internal_role_mgt")
	return []surface{
		{"/api/server/v1/api-resources", familyServer, resources},
		{"/api/server/v1/scopes", familyServer, resources},
		{"/api/server/v1/authorization-details-types", familyServer, resources},
		{"/api/server/v1/applications", familyServer, applications},
		{"/scim2/Users", familySCIM, users},
		{"/scim2/Roles", familySCIM, roles},
		{"/scim2/v2/Roles", familySCIM, roles},
	}
}

func crudScopes(stem string) map[string]string {
	return map[string]string{
		http.MethodGet:    stem + "_view",
		http.MethodPost:   stem + "_create",
		http.MethodPut:    stem + "_update",
		http.MethodPatch:  stem + "_update",
		http.MethodDelete: stem + "_delete",
	}
}
