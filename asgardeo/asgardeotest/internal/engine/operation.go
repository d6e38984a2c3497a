package engine

import (
	"net/http"
	"slices"
	"strings"
)

// An Access says who may call an operation.
type Access int

// The kinds of access.
const (
	TokenAccess    Access = iota // a bearer token with every scope of the operation
	PublicAccess                 // anybody
	ClientAccess                 // as TokenAccess, or the credentials of a client
	AnyTokenAccess               // a bearer token, whatever its scopes
)

// A Handler answers an operation. It runs with the state of the tenant locked.
// An error that is a [Failure] is the answer; any other one is for the family of
// the operation to turn into one.
type Handler func(*Call) (Reply, error)

// An Operation is a row of the table that the server is made of. A row without a
// handler is an operation of the real server that this one does not implement,
// and is answered with 501.
type Operation struct {
	Name   string
	Method string
	// Path is relative to the base URL of the organization. An element in
	// braces matches any one element that is not empty.
	Path   string
	Access Access
	// Scopes must all be in the token.
	Scopes []string
	// Alternatives are scopes any one of which will do in place of Scopes.
	Alternatives []string
	// Conditional are the scopes the handler asks for depending on what the
	// request contains. They are part of what a client can be granted.
	Conditional []string
	// Consumes is the media type of the body, if it is not JSON.
	Consumes string
	// Produces are the media types of the answer besides JSON.
	Produces []string
	// Bulk says that the lower limit of bulk requests counts.
	Bulk bool
	// AlsoOlder says that the operation exists in paths of the older form too,
	// which have the id of an organization in them.
	AlsoOlder bool
	Handler   Handler

	scopesBelow func(scope string) string
}

// allScopes are those that matter to the operation in one way or another.
func (op *Operation) allScopes() []string {
	return slices.Concat(op.Scopes, op.Alternatives, op.Conditional)
}

// A Surface is a part of the path space to which the real server attaches scopes
// by method whether or not a path exists there. A request for a path that does
// not exist is refused for its scopes first, and found missing only after that.
type Surface struct {
	Prefix string
	Scopes map[string]string // by method
}

// A RootPart is a part of the path space without rules of its own below /o/, or
// with rules for reading only. The rules of the root apply there, whose scopes
// no token for an organization below has: so the real server refuses what it
// cannot do there.
type RootPart struct {
	Prefix   string
	Readable bool
}

// OrganizationScopePrefix begins the scopes of organizations below the root.
const OrganizationScopePrefix = "internal_org_"

// A ManagementAPI is an API of the server, for which applications are authorized
// like for any other.
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
	// ScopesBelow are the scopes that operations ask for below /o/ in place of
	// others, where that is not the same name with the prefix of organizations.
	ScopesBelow map[string]string
	// APIs are what applications can be authorized for.
	APIs []ManagementAPI
	// Check makes sure that what the restored state of an organization refers
	// to is there. It may be nil.
	Check func(*Organization) error
}

// scopesBelow returns, for a path and a method, which scope an operation asks
// for below /o/ in place of another.
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

// Scopes returns the scopes that the operations with a handler ask for, also
// below /o/.
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

// ManagementAPIs returns the APIs of some domains, each followed by the one for
// organizations below the root, whose scopes are those that operations ask for
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

// CRUD returns the scopes that methods usually need, for names like
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
