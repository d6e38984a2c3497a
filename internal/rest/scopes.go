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

// Of returns every scope that the named operations and methods can use, sorted: all operations if none is named. The name
// of the package may stand in front, as in errors. A composite is methods that send more than the operation of their name,
// or another one, and what they send, with spaces in between; such a method is named as in errors, or by field and method.
func (s Scopes) Of(names []string, composites [][2]string) []string {
	var wanted []string
	for _, name := range names {
		if dot := strings.IndexByte(name, '.'); dot > 0 && name[0] >= 'a' {
			name = name[dot+1:]
		}
		wanted = append(wanted, name)
		for _, c := range composites {
			if slices.Contains(strings.Fields(c[0]), name) {
				wanted = append(wanted, strings.Fields(c[1])...)
			}
		}
	}
	var used []string
	for _, operation := range s {
		if len(names) > 0 && !slices.Contains(wanted, operation.Operation) {
			continue
		}
		for _, set := range operation.Sets {
			used = append(used, set...)
		}
	}
	slices.Sort(used)
	return slices.Compact(used)
}
