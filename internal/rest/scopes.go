package rest

import (
	"slices"
	"strings"
)

// Scopes lists the operations of an API with the alternative sets of scopes that each of them needs. (A map would be filled
// by code, in every program.)
type Scopes []OperationScopes

// OperationScopes are the scopes of an operation.
type OperationScopes struct {
	Operation string
	Sets      [][]string
}

// Of returns every scope that the named operations can use, sorted: all operations if none is named. The name of the
// package may stand before an operation, as in errors. Methods that send several operations are in composites.
func (s Scopes) Of(operations []string, composites map[string][]string) []string {
	wanted := map[string]bool{}
	for _, operation := range operations {
		name := operation[strings.LastIndex(operation, ".")+1:]
		wanted[name] = true
		for _, part := range composites[name] {
			wanted[part] = true
		}
	}
	var used []string
	for _, operation := range s {
		if len(operations) == 0 || wanted[operation.Operation] {
			used = slices.Concat(used, slices.Concat(operation.Sets...))
		}
	}
	slices.Sort(used)
	return slices.Compact(used)
}
