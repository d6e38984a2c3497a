package rest

import (
	"maps"
	"slices"
	"strings"
)

// Scopes maps the operations of an API to the alternative sets of scopes that each of them needs.
type Scopes map[string][][]string

// Of returns every scope that the named operations can use, sorted: all operations if none is named. The name of the
// package may stand before an operation, as in errors. Methods that send several operations are in composites.
func (s Scopes) Of(operations []string, composites map[string][]string) []string {
	used := map[string]bool{}
	add := func(alternatives [][]string) {
		for _, set := range alternatives {
			for _, scope := range set {
				used[scope] = true
			}
		}
	}
	for _, operation := range operations {
		name := operation[strings.LastIndex(operation, ".")+1:]
		add(s[name])
		for _, part := range composites[name] {
			add(s[part])
		}
	}
	if len(operations) == 0 {
		for _, alternatives := range s {
			add(alternatives)
		}
	}
	return slices.Sorted(maps.Keys(used))
}
