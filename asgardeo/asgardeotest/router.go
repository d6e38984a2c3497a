package asgardeotest

import (
	"net/url"
	"strings"
)

// A router finds the operation for a method and a path.
type router struct {
	surfaces []surface
	routes   []route
}

type route struct {
	operation *operation
	pattern   []string
	literals  int // how many elements are not variables; more is a better match
}

// A match is what the router knows of a request.
type match struct {
	operation *operation // nil when there is none
	vars      map[string]string
	// pathExists tells a wrong method from an unknown path.
	pathExists bool
	surface    *surface // nil when no rule covers the path
}

func newRouter(table []operation) *router {
	r := &router{surfaces: surfaces()}
	for i := range table {
		pattern := splitPath(table[i].path)
		literals := 0
		for _, element := range pattern {
			if variable(element) == "" {
				literals++
			}
		}
		r.routes = append(r.routes, route{operation: &table[i], pattern: pattern, literals: literals})
	}
	return r
}

// find matches the escaped path, relative to the base URL, so that an escaped
// slash stays inside its element.
func (r *router) find(method, escapedPath string) match {
	var found match
	best := -1
	elements := splitPath(escapedPath)
	for _, candidate := range r.routes {
		vars, ok := candidate.match(elements)
		if !ok {
			continue
		}
		found.pathExists = true
		if candidate.operation.method == method && candidate.literals > best {
			best = candidate.literals
			found.operation, found.vars = candidate.operation, vars
		}
	}
	for i, s := range r.surfaces {
		if below(escapedPath, s.prefix) {
			found.surface = &r.surfaces[i]
		}
	}
	return found
}

// named returns the operation of that name, which must exist.
func (r *router) named(name string) *operation {
	return find(r.routes, func(candidate route) bool { return candidate.operation.name == name }).operation
}

func (r route) match(elements []string) (map[string]string, bool) {
	if len(elements) != len(r.pattern) {
		return nil, false
	}
	var vars map[string]string
	for i, want := range r.pattern {
		got, err := url.PathUnescape(elements[i])
		if err != nil {
			return nil, false
		}
		name := variable(want)
		switch {
		case name == "" && got != want, name != "" && got == "":
			return nil, false
		case name != "":
			if vars == nil {
				vars = make(map[string]string, len(r.pattern))
			}
			vars[name] = got
		}
	}
	return vars, true
}

// splitPath returns the elements of a path. A trailing slash counts for
// nothing: the real server answers with and without one.
func splitPath(path string) []string {
	return strings.Split(strings.TrimSuffix(strings.TrimPrefix(path, "/"), "/"), "/")
}

// variable returns the name in a {name} element, or the empty string.
func variable(element string) string {
	if name, ok := strings.CutPrefix(element, "{"); ok {
		return strings.TrimSuffix(name, "}")
	}
	return ""
}
