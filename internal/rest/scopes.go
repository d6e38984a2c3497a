package rest

import (
	"maps"
	"slices"
)

// Scopes maps the operations of an API to the alternative sets of scopes that each of them needs.
type Scopes map[string][][]string

// All returns every scope that any of the operations can use, sorted.
func (s Scopes) All() []string {
	all := map[string]bool{}
	for _, alternatives := range s {
		for _, set := range alternatives {
			for _, scope := range set {
				all[scope] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(all))
}
