package engine

import (
	"net/http"
	"slices"
	"strings"
)

// A target is the parsed path of a request.
type target struct {
	tenantKnown bool
	// below reports whether the path is below /o/. The token then determines
	// the organization.
	below bool
	// older is the id of the organization in a path of the older form.
	older   string
	path    string // the rest, escaped
	display string // the path below the base URL of the server
}

// targetOf removes the base path of the organization from the escaped path. For
// a path without it, the rest is still needed for the body of the refusal.
func (s *Server) targetOf(r *http.Request) target {
	path := r.URL.EscapedPath()
	base := "/t/" + s.tenant.Root().Name
	for _, front := range s.inFront {
		if Below(path, front+base) {
			path = base + front + strings.TrimPrefix(path, front+base)
		}
	}
	if !Below(path, base) {
		if _, after, ok := strings.Cut(strings.TrimPrefix(path, "/t/"), "/"); ok {
			path = "/" + after
		}
		return target{path: path, display: path}
	}
	rest := strings.TrimPrefix(path, base)
	out := target{tenantKnown: true, path: rest, display: rest}
	if Below(rest, "/o") {
		out.below, out.path = true, strings.TrimPrefix(rest, "/o")
		first, after, _ := strings.Cut(strings.TrimPrefix(out.path, "/"), "/")
		if !slices.ContainsFunc(s.families, func(f *Family) bool { return f.holds("/" + first) }) {
			out.older, out.path = first, "/"+after
		}
	}
	return out
}

// familyOf returns the family that a path belongs to. The default is the last
// family.
func (s *Server) familyOf(path string) *Family {
	for _, f := range s.families {
		if f.holds(path) {
			return f
		}
	}
	return s.families[len(s.families)-1]
}

// route finds the operation at a target. No operation matches the path of an
// unknown tenant, and only some operations exist in sub-organizations.
func (s *Server) route(method string, to target, family *Family) match {
	if !to.tenantKnown || to.below && to.older == "" && !family.Below {
		return match{}
	}
	found := s.router.find(method, to.path)
	if to.older != "" && !found.alsoOlder {
		return match{}
	}
	return found
}
