package engine

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
)

// pass runs the stages of the real server in their order: the organization, the
// path, the token, the scopes, the media types, and last the operation. Each
// stage has its own error response.
func (s *Server) pass(c *Call, route match) (Reply, error) {
	if headerBytes(c.Request) > maxHeaderBytes {
		return page(http.StatusBadRequest, "The header of the request is too large."), nil
	}
	if !c.target.tenantKnown {
		return unknownTenant(c), nil
	}
	if suspicious(c.Request) {
		return Reply{}, unauthorized()
	}
	if c.Op == nil {
		return s.passUnrouted(c, route)
	}
	if err := s.authenticate(c); err != nil {
		return Reply{}, err
	}
	if c.Op.Handler == nil {
		return Reply{}, notImplemented(c.Op)
	}
	if c.Op.Access != PublicAccess && !c.permitted() {
		return Reply{}, forbidden()
	}
	c.admitted = true
	if negotiate := c.family.Negotiate; negotiate != nil {
		if err := negotiate(c); err != nil {
			return Reply{}, err
		}
	}
	return c.Op.Handler(c)
}

// passUnrouted responds to a request that matches no operation of the table. If
// the real server may have such an operation, the response says that it is not
// implemented.
func (s *Server) passUnrouted(c *Call, route match) (Reply, error) {
	path := c.target.path
	missing := Unimplemented{c.Request.Method + " " + c.target.display}
	uncharted := route.surface == nil && !route.pathExists
	if c.family.Open {
		if uncharted && c.family.holds(path) && (c.target.older != "" || !c.target.below) {
			return Reply{}, missing
		}
		if c.target.older == "" {
			return Empty(missingStatus(route)), nil
		}
	}
	if c.target.older != "" {
		return misrouted(), nil
	}
	if err := s.authenticate(c); err != nil {
		return Reply{}, err
	}
	if uncharted {
		return Reply{}, missing
	}
	if route.surface == nil {
		return Reply{}, forbidden() // access is denied unless a rule grants it
	}
	scope, ok := route.surface.Scopes[c.Request.Method]
	if !ok || !c.has(c.scopeHere(s.router.scopesBelow(route.surface.Prefix, c.Request.Method), scope)) {
		return Reply{}, forbidden()
	}
	c.admitted = true
	return Empty(missingStatus(route)), nil
}

func missingStatus(route match) int {
	if route.pathExists {
		return http.StatusMethodNotAllowed
	}
	return http.StatusNotFound
}

// maxHeaderBytes is the maximum size of the request line and the headers
// together.
const maxHeaderBytes = 8 << 10

func headerBytes(r *http.Request) int {
	size := len(r.Method+" "+requestURI(r)+" "+r.Proto+"\r\n") + len("Host: "+r.Host+"\r\n") + len("\r\n")
	for name, values := range r.Header {
		for _, value := range values {
			size += len(name + ": " + value + "\r\n")
		}
	}
	return size
}

// requestURI returns the target of the request line. A request made with
// http.NewRequest has it in its URL only.
func requestURI(r *http.Request) string { return cmp.Or(r.RequestURI, r.URL.RequestURI()) }

// suspicious reports whether the path contains a sequence that the real server
// refuses as an attempt to reach another path.
func suspicious(r *http.Request) bool {
	path, _, _ := strings.Cut(requestURI(r), "?")
	return strings.Contains(path, "..") || strings.Contains(path, ";") ||
		strings.Contains(strings.ToLower(path), "%2e")
}

// authenticate checks the token of the request and sets the organization from
// it. An operation may also be public, or accept the credentials of a client.
func (s *Server) authenticate(c *Call) error {
	if c.Op != nil && c.Op.Access == PublicAccess {
		return nil
	}
	if c.target.older != "" {
		if c.Org = s.tenant.Organization(c.target.older); c.Org == nil {
			c.Org = s.tenant.Root()
			return unauthorized()
		}
	}
	if c.Op != nil && c.Op.Access == ClientAccess {
		if client := s.authenticator.Client(c); client != nil {
			client.Scopes = c.requiredScopes()
			c.Caller = client
			return nil
		}
	}
	scheme, value, ok := strings.Cut(c.Request.Header.Get("Authorization"), " ")
	if !ok || !strings.EqualFold(scheme, "Bearer") {
		return unauthorized()
	}
	if c.Caller = s.authenticator.Bearer(value); c.Caller == nil {
		return unauthorized()
	}
	org := s.tenant.Organization(c.Caller.OrganizationID)
	switch {
	case c.target.below && org.IsRoot(), c.target.older != "" && c.target.older != org.ID:
		return forbidden()
	case !c.target.below && !org.IsRoot():
		return unauthorized()
	}
	c.Org = org
	return nil
}

// MediaType returns the media type in the value of a header, without its
// parameters.
func MediaType(value string) string {
	base, _, _ := strings.Cut(value, ";")
	return strings.TrimSpace(base)
}

// Accepts reports whether the Accept header of a request allows one of the media
// types. A request without the header allows all.
func Accepts(r *http.Request, allowed func(item string) bool) bool {
	accept := strings.Join(r.Header.Values("Accept"), ",")
	return accept == "" || slices.ContainsFunc(strings.Split(accept, ","), allowed)
}
