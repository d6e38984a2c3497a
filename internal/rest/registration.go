package rest

import (
	"maps"
	"slices"
)

// Operations returns the names of the operations of an API and of the methods that send several of them, sorted.
func Operations[Op ~string](api *API, composites map[Op][]Op) []Op {
	names := slices.Collect(maps.Keys(composites))
	for _, operation := range api.Operations {
		names = append(names, Op(operation.Name))
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// Scopes returns every scope that the given operations can use, sorted. For an unknown operation it returns a text that
// is not a valid scope.
func Scopes[Op ~string](api *API, composites map[Op][]Op, ops []Op) []string {
	var used []string
	for _, op := range ops {
		sends, ok := composites[op]
		if !ok {
			sends = []Op{op}
		}
		for _, sent := range sends {
			used = append(used, api.scopes(string(sent))...)
		}
	}
	slices.Sort(used)
	return slices.Compact(used)
}

// scopes returns the scopes of one operation.
func (api *API) scopes(name string) []string {
	i := slices.IndexFunc(api.Operations, func(o Operation) bool { return o.Name == name })
	if i < 0 {
		return []string{"unknown operation: " + name}
	}
	return slices.Concat(api.Operations[i].Scopes...)
}

// APIs are the APIs of an organization.
type APIs struct {
	// Client sends the operations of the APIs.
	Client *Client

	registered []*API
}

// Add registers an API and returns the client that sends its operations.
func (a *APIs) Add(api *API) *Client {
	a.registered = append(a.registered, api)
	return a.Client
}

// Scopes returns the scopes of all operations, each once.
func (a *APIs) Scopes() []string {
	var all []string
	for _, api := range a.registered {
		var scopes []string
		for _, operation := range api.Operations {
			scopes = append(scopes, slices.Concat(operation.Scopes...)...)
		}
		slices.Sort(scopes)
		for _, scope := range scopes {
			if !slices.Contains(all, scope) {
				all = append(all, scope)
			}
		}
	}
	return all
}

// Secrets returns the names of all members that contain secrets.
func (a *APIs) Secrets() []string {
	var secrets []string
	for _, api := range a.registered {
		secrets = append(secrets, api.Secrets...)
	}
	return secrets
}
