package engine

import (
	"net/http"
	"slices"
	"strings"
)

// An Access is the kind of access that an operation requires.
type Access int

// The kinds of access.
const (
	TokenAccess    Access = iota // a bearer token with every scope of the operation
	PublicAccess                 // no credentials
	ClientAccess                 // as TokenAccess, or the credentials of a client
	AnyTokenAccess               // a bearer token, whatever its scopes
)

// A Handler performs an operation and returns the response. It runs with the
// state of the tenant locked. An error that is a [Failure] has its own response;
// the family of the operation turns other errors into a response.
type Handler func(*Call) (Reply, error)

// An Operation is a row of the server's table of operations. A row without a
// handler is an operation of the real server that the stand-in does not
// implement; its response is 501.
type Operation struct {
	Name   string
	Method string
	// Path is relative to the base URL of the organization. An element in
	// braces matches any one element that is not empty.
	Path   string
	Access Access
	// Scopes are the scopes that the operation requires, all of them.
	Scopes []string
	// Alternatives are scopes any one of which is accepted in place of Scopes.
	Alternatives []string
	// Conditional are the scopes that the handler requires depending on the
	// content of the request. They can be granted to a client like the others.
	Conditional []string
	// Consumes is the media type of the body, if it is not JSON.
	Consumes string
	// Produces are the media types of the response besides JSON.
	Produces []string
	// Bulk reports whether the lower limit of bulk requests applies.
	Bulk bool
	// AlsoOlder reports whether the operation also exists in paths of the older
	// form, which contain the id of an organization.
	AlsoOlder bool
	Handler   Handler

	scopesBelow func(scope string) string
}

// allScopes returns all scopes that the operation can require.
func (op *Operation) allScopes() []string {
	return slices.Concat(op.Scopes, op.Alternatives, op.Conditional)
}

// A Surface is a part of the path space for which the real server requires
// scopes by method, even for paths that do not exist. A request for such a path
// gets 403 without the scopes, and 404 only with them.
type Surface struct {
	Prefix string
	Scopes map[string]string // by method
}

// A RootPart is a part of the path space that has no rules below /o/, or rules
// for reading only. The rules of the root apply there. They require scopes that
// no token for a sub-organization has, so the real server refuses these
// operations.
type RootPart struct {
	Prefix   string
	Readable bool
}

// OrganizationScopePrefix is the prefix of the scopes for sub-organizations.
const OrganizationScopePrefix = "internal_org_"

// A ManagementAPI is an API of the server. Applications are authorized for it as
// for any other API.
type ManagementAPI struct {
	Name, Identifier string
	Scopes           []string
}

// A Domain is a part of the server: the operations of some APIs with their
// state.
type Domain struct {
	Operations []Operation
	Surfaces   []Surface
	OnlyInRoot []RootPart
	// ScopesBelow maps a scope to the one that is required below /o/ in its
	// place, unless that is the same name with the prefix of sub-organizations.
	ScopesBelow map[string]string
	// APIs are the APIs that applications can be authorized for.
	APIs []ManagementAPI
	// Check returns an error if the restored state of an organization refers to
	// something that does not exist. It may be nil.
	Check func(*Organization) error
}

// scopesBelow returns, for a path and a method, the function that maps a scope
// to the one required below /o/.
func scopesBelow(domains []Domain, path, method string) func(scope string) string {
	same := func(scope string) string { return scope }
	for _, d := range domains {
		for _, part := range d.OnlyInRoot {
			if Below(path, part.Prefix) && !(part.Readable && method == http.MethodGet) {
				return same
			}
		}
	}
	return func(scope string) string {
		for _, d := range domains {
			if other, ok := d.ScopesBelow[scope]; ok {
				return other
			}
		}
		return OrganizationScopePrefix + strings.TrimPrefix(scope, "internal_")
	}
}

// A table is the operations of all domains.
type table []*Operation

func newTable(domains []Domain) table {
	var t table
	for _, d := range domains {
		for _, op := range d.Operations {
			op.scopesBelow = scopesBelow(domains, op.Path, op.Method)
			t = append(t, &op)
		}
	}
	return t
}

// Operations returns the names of the operations of some domains, sorted.
func Operations(domains []Domain) []string {
	var names []string
	for _, op := range newTable(domains) {
		names = append(names, op.Name)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// Scopes returns the scopes that the implemented operations require, including
// those below /o/.
func Scopes(domains []Domain) []string {
	var scopes []string
	for _, op := range newTable(domains) {
		if op.Handler == nil {
			continue
		}
		for _, scope := range op.allScopes() {
			scopes = append(scopes, scope, op.scopesBelow(scope))
		}
	}
	slices.Sort(scopes)
	return slices.Compact(scopes)
}

// ManagementAPIs returns the APIs of some domains. Each is followed by its
// counterpart for sub-organizations, with the scopes that operations require
// there.
func ManagementAPIs(domains []Domain) []ManagementAPI {
	below := map[string][]string{}
	for _, op := range newTable(domains) {
		for _, scope := range op.allScopes() {
			if name := op.scopesBelow(scope); name != scope && !slices.Contains(below[scope], name) {
				below[scope] = append(below[scope], name)
			}
		}
	}
	var apis []ManagementAPI
	for _, d := range domains {
		for _, api := range d.APIs {
			apis = append(apis, api)
			var scopes []string
			for _, scope := range api.Scopes {
				scopes = append(scopes, below[scope]...)
			}
			slices.Sort(scopes)
			if scopes = slices.Compact(scopes); len(scopes) > 0 {
				apis = append(apis, ManagementAPI{"Organization " + api.Name, "/o" + api.Identifier, scopes})
			}
		}
	}
	return apis
}

// CRUD returns the scopes that methods usually require, for names like
// internal_user_mgt_view.
func CRUD(stem string) map[string]string {
	return map[string]string{
		http.MethodGet:    stem + "_view",
		http.MethodPost:   stem + "_create",
		http.MethodPut:    stem + "_update",
		http.MethodPatch:  stem + "_update",
		http.MethodDelete: stem + "_delete",
	}
}
