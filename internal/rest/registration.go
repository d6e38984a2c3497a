package rest

import (
	"slices"
	"strings"
)

// Registration is what an API package tells of its API.
type Registration struct {
	// API is generated.
	API *API
	// Parts are operations that are sent within others. The document of the API does not have them.
	Parts []Operation
	// Composites are methods that send more than the operation of their name, or the operation of another method. Each
	// element has the methods and the operations that they send, separated by spaces. A method is named as in errors, or by
	// field and method.
	Composites [][2]string
}

// Scopes returns every scope that the named operations and methods can use, sorted: all operations if none is named. The name
// of the package may stand in front, as in errors.
func (r *Registration) Scopes(names ...string) []string {
	var wanted []string
	for _, name := range names {
		if dot := strings.IndexByte(name, '.'); dot > 0 && name[0] >= 'a' {
			name = name[dot+1:]
		}
		wanted = append(wanted, name)
		for _, c := range r.Composites {
			if slices.Contains(strings.Fields(c[0]), name) {
				wanted = append(wanted, strings.Fields(c[1])...)
			}
		}
	}
	var used []string
	for _, operation := range slices.Concat(r.API.Operations, r.Parts) {
		_, name, _ := strings.Cut(operation.Name, ".")
		if len(names) > 0 && !slices.Contains(wanted, name) {
			continue
		}
		for _, set := range operation.Scopes {
			used = append(used, set...)
		}
	}
	slices.Sort(used)
	return slices.Compact(used)
}

// APIs are the APIs of an organization.
type APIs struct {
	// Client sends their operations.
	Client *Client

	registered []*Registration
}

// Add registers an API and returns the client that sends its operations.
func (a *APIs) Add(r *Registration) *Client {
	a.registered = append(a.registered, r)
	return a.Client
}

// Scopes returns the scopes of all operations, each once.
func (a *APIs) Scopes() []string {
	var scopes []string
	for _, r := range a.registered {
		for _, scope := range r.Scopes() {
			if !slices.Contains(scopes, scope) {
				scopes = append(scopes, scope)
			}
		}
	}
	return scopes
}
