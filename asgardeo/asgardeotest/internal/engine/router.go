package engine

import (
	"net/url"
	"strings"
)

// A router finds the operation for a method and a path. It is a tree of path
// elements, so that its cost does not depend on the number of operations.
type router struct {
	domains  []Domain
	surfaces []Surface
	root     node
	byName   map[string]*Operation
}

// A node has the endpoints of one path, and the nodes of the paths that
// continue it.
type node struct {
	literals  map[string]*node // by the next element
	variable  *node            // for any other element that is not empty
	endpoints map[string]endpoint
	alsoOlder bool // of any endpoint
}

// An endpoint is an operation of a path, by its method.
type endpoint struct {
	operation *Operation
	variables []string // the names of the variables in its path, in order
}

// A match is the result of routing a request.
type match struct {
	operation *Operation // nil if no operation matches
	vars      map[string]string
	// pathExists reports whether the path exists, perhaps for other methods.
	pathExists bool
	// alsoOlder reports whether the path also exists in the older form.
	alsoOlder bool
	surface   *Surface // nil if no rule covers the path
}

func newRouter(domains []Domain) *router {
	r := &router{domains: domains, byName: map[string]*Operation{}}
	for _, d := range domains {
		r.surfaces = append(r.surfaces, d.Surfaces...)
	}
	for _, op := range newTable(domains) {
		r.add(op)
	}
	return r
}

// scopesBelow is used for a path that matches no operation.
func (r *router) scopesBelow(path, method string) func(string) string {
	return scopesBelow(r.domains, path, method)
}

func (r *router) add(op *Operation) {
	if r.byName[op.Name] == nil {
		r.byName[op.Name] = op
	}
	at, end := &r.root, endpoint{operation: op}
	for _, element := range splitPath(op.Path) {
		if name := variable(element); name != "" {
			end.variables = append(end.variables, name)
			if at.variable == nil {
				at.variable = new(node)
			}
			at = at.variable
			continue
		}
		if at.literals[element] == nil {
			if at.literals == nil {
				at.literals = map[string]*node{}
			}
			at.literals[element] = new(node)
		}
		at = at.literals[element]
	}
	if at.endpoints == nil {
		at.endpoints = map[string]endpoint{}
	}
	at.endpoints[op.Method] = end
	at.alsoOlder = at.alsoOlder || op.AlsoOlder
}

// find matches the escaped path relative to the base URL, so that an escaped
// slash stays inside its element. If several paths match, the one with the
// fewest variables is chosen.
func (r *router) find(method, escapedPath string) match {
	var found match
	best := -1
	r.root.visit(splitPath(escapedPath), nil, func(n *node, values []string) {
		found.pathExists, found.alsoOlder = true, found.alsoOlder || n.alsoOlder
		end, ok := n.endpoints[method]
		if !ok || best >= 0 && len(values) >= best {
			return
		}
		best = len(values)
		found.operation, found.vars = end.operation, make(map[string]string, len(values))
		for i, name := range end.variables {
			found.vars[name] = values[i]
		}
	})
	for i, s := range r.surfaces {
		if Below(escapedPath, s.Prefix) {
			found.surface = &r.surfaces[i]
		}
	}
	return found
}

// visit calls f for each node with endpoints that matches the elements, with the
// values of the variables on the way.
func (n *node) visit(elements, values []string, f func(*node, []string)) {
	if len(elements) == 0 {
		if len(n.endpoints) > 0 {
			f(n, values)
		}
		return
	}
	value, err := url.PathUnescape(elements[0])
	if err != nil {
		return
	}
	if next := n.literals[value]; next != nil {
		next.visit(elements[1:], values, f)
	}
	if n.variable != nil && value != "" {
		n.variable.visit(elements[1:], append(values[:len(values):len(values)], value), f)
	}
}

// splitPath returns the elements of a path. A trailing slash is ignored, as in
// the real server.
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

// Below reports whether a path is the prefix or lies below it.
func Below(path, prefix string) bool {
	return path == prefix || strings.HasPrefix(path, prefix+"/")
}
