package asgardeotest

import (
	"cmp"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// A call is a request on its way through the server.
type call struct {
	server *Server
	org    *organization
	req    *http.Request
	target target
	family family
	op     *operation
	vars   map[string]string
	query  url.Values
	body   []byte
	token  *accessGrant // nil for a public operation
	// admitted says that the request is through the gate and has reached the
	// services, whose filters add headers.
	admitted bool
	// inBulk says that the operation is one of a bulk request.
	inBulk bool
}

// can reports whether the token holds a scope, for the operations that ask
// for more scopes depending on what the request contains. Below /o/ it is the
// scope that takes its place there.
func (c *call) can(scope string) bool { return c.token.has(c.scopeHere(c.op, scope)) }

// correlation is the id the client gave to the request, if any.
func (c *call) correlation() string {
	return cmp.Or(c.req.Header.Get("activityid"), c.query.Get("RelayState"))
}

func (c *call) traceID() string { return cmp.Or(c.correlation(), c.org.newUUID()) }

// ServeHTTP answers a request as the listener does, so that the organization
// can be part of another server, or of a test that opens no connection.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !s.traffic.enter() {
		empty(http.StatusServiceUnavailable).write(w, s.org.now())
		return
	}
	defer s.traffic.active.Done()

	c := &call{server: s, org: s.org, req: r, query: r.URL.Query(), target: s.targetOf(r)}
	c.family = familyOf(c.target.path)
	route := match{}
	if c.target.routable() {
		route = s.router.find(r.Method, c.target.path)
		c.op, c.vars = route.operation, route.vars
	}
	out, refused := s.limiter.refuse(r, s.org.now())
	if !refused {
		out = s.answer(c, w, route)
	}
	entry := Request{
		Operation: c.operationName(),
		Method:    r.Method,
		Path:      r.URL.Path,
		RawQuery:  redactQuery(r.URL.RawQuery),
		Status:    out.status,
	}
	s.traffic.record(entry)
	s.hook(entry)
	out.write(w, s.org.now())
}

func (c *call) operationName() string {
	if c.op == nil {
		return ""
	}
	return c.op.name
}

// answer passes the gate, and lets a fault disturb the exchange.
func (s *Server) answer(c *call, w http.ResponseWriter, route match) reply {
	fault := s.traffic.takeFault(c.operationName())
	if fault.Break == ResetConnection && !fault.After {
		return s.disturb(fault, c.req, reply{})
	}
	body, err := readBody(w, c.req)
	if tooLarge := new(http.MaxBytesError); errors.As(err, &tooLarge) {
		return empty(http.StatusRequestEntityTooLarge)
	} else if err != nil {
		return empty(http.StatusBadRequest)
	}
	c.body = body

	if !fault.After {
		early := s.disturb(fault, c.req, reply{})
		if early.status != 0 {
			return early
		}
	}

	out := s.carryOut(c, func() (reply, error) { return s.pass(c, route) })
	if c.family == familySCIM && c.admitted {
		out = out.with("Cache-Control", "no-store, no-cache, must-revalidate, private").
			with("X-Content-Type-Options", "nosniff").
			with("X-Frame-Options", "DENY")
	}
	if fault.After {
		return s.disturb(fault, c.req, out)
	}
	out.broken = fault.Break
	return out
}

// readBody also takes a request made for a client, which may have no body.
func readBody(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	if r.Body == nil {
		return nil, nil
	}
	return io.ReadAll(http.MaxBytesReader(w, r.Body, maxBodyBytes))
}

// carryOut runs what handles a call with the organization locked. What it
// changes is in the state file, if there is one, before the answer is known.
func (s *Server) carryOut(c *call, handle func() (reply, error)) reply {
	out, changes := s.locked(c, handle)
	switch c.req.Method {
	case http.MethodGet, http.MethodHead, http.MethodOptions:
		return out
	}
	if err := s.file.Save(changes, s.org.view); err != nil {
		return asReply(c, err)
	}
	return out
}

// locked also counts the call as a change. Whether it was one, the state file
// finds out.
func (s *Server) locked(c *call, handle func() (reply, error)) (reply, int) {
	s.org.mu.Lock()
	defer s.org.mu.Unlock()
	out, err := handle()
	if err != nil {
		out = asReply(c, err)
	}
	s.org.changes++
	return out, s.org.changes
}

// pass puts a request through the stages of the real server, in its order:
// the organization, the path, the token, the scopes, the media types and only
// then the operation. Each stage has its own way to refuse.
func (s *Server) pass(c *call, route match) (reply, error) {
	if headerBytes(c.req) > maxHeaderBytes {
		return page(http.StatusBadRequest, "The header of the request is too large."), nil
	}
	if !c.target.tenantKnown {
		return unknownTenant(c), nil
	}
	if suspicious(c.req) {
		return reply{}, unauthorized()
	}
	if c.op == nil {
		return s.passUnrouted(c, route)
	}
	if err := s.authenticate(c); err != nil {
		return reply{}, err
	}
	if c.op.handler == nil {
		return reply{}, notImplemented(c.op)
	}
	if c.op.access != accessPublic && !c.permitted() {
		return reply{}, forbidden()
	}
	c.admitted = true
	if err := negotiate(c); err != nil {
		return reply{}, err
	}
	return c.op.handler(c)
}

// permitted reports whether the token opens the operation.
func (c *call) permitted() bool {
	return c.token.hasAll(c.requiredScopes()) || slices.ContainsFunc(c.op.alternatives, c.can)
}

// requiredScopes are those a token must have for the operation.
func (c *call) requiredScopes() []string {
	var scopes []string
	for _, scope := range c.op.scopes {
		scopes = append(scopes, c.scopeHere(c.op, scope))
	}
	return scopes
}

// scopeHere is the scope that an operation asks for at the path of the request.
func (c *call) scopeHere(op *operation, scope string) string {
	if c.target.below {
		return op.organizationScope(scope)
	}
	return scope
}

// passUnrouted answers a request that is no operation of the table. Where the
// real server may have one all the same, it says so.
func (s *Server) passUnrouted(c *call, route match) (reply, error) {
	path := c.target.path
	missing := unimplemented{c.req.Method + " " + c.target.display}
	uncharted := route.surface == nil && !route.pathExists
	if c.family == familyOAuth {
		if uncharted && (below(path, "/oauth2") || below(path, "/oidc")) && (c.target.older != "" || !c.target.below) {
			return reply{}, missing
		}
		if c.target.older == "" {
			return empty(missingStatus(route)), nil
		}
	}
	if c.target.older != "" {
		return misrouted(), nil
	}
	if err := s.authenticate(c); err != nil {
		return reply{}, err
	}
	if uncharted {
		return reply{}, missing
	}
	if route.surface == nil {
		return reply{}, forbidden() // access is denied wherever no rule grants it
	}
	scope, ok := route.surface.scopes[c.req.Method]
	rule := &operation{method: c.req.Method, path: route.surface.prefix}
	if !ok || !c.token.has(c.scopeHere(rule, scope)) {
		return reply{}, forbidden()
	}
	c.admitted = true
	return empty(missingStatus(route)), nil
}

// misrouted refuses a path with the id of an organization in it, for which
// the real server has a list of its own.
func misrouted() reply {
	return asJSON(http.StatusNotFound, valveError{
		Code:    http.StatusNotFound,
		Message: "Organization specific routing failed.", Description: "Unsupported organization specific routing endpoint.",
	})
}

// below reports whether a path is the prefix or lies below it.
func below(path, prefix string) bool {
	return path == prefix || strings.HasPrefix(path, prefix+"/")
}

func missingStatus(route match) int {
	if route.pathExists {
		return http.StatusMethodNotAllowed
	}
	return http.StatusNotFound
}

// maxHeaderBytes bounds the request line and the headers together.
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

// requestURI is the target of the request line, which a request made for a
// client has in its URL only.
func requestURI(r *http.Request) string { return cmp.Or(r.RequestURI, r.URL.RequestURI()) }

// suspicious reports whether the path contains what the real server takes for
// an attempt to reach another path.
func suspicious(r *http.Request) bool {
	path, _, _ := strings.Cut(requestURI(r), "?")
	return strings.Contains(path, "..") || strings.Contains(path, ";") ||
		strings.Contains(strings.ToLower(path), "%2e")
}

// authenticate finds the token of the request, and with it the organization. An
// operation of the table may also be public, or accept the credentials of a
// client.
func (s *Server) authenticate(c *call) error {
	if c.op != nil && c.op.access == accessPublic {
		return nil
	}
	if c.target.older != "" {
		if c.org = c.org.organization(c.target.older); c.org == nil {
			c.org = s.org
			return unauthorized()
		}
	}
	if c.op != nil && c.op.access == accessClient {
		if client := c.basicClient(); client != nil {
			c.token = &accessGrant{grant: grant{ClientID: client.ClientID, Scopes: c.requiredScopes()}}
			return nil
		}
	}
	scheme, value, ok := strings.Cut(c.req.Header.Get("Authorization"), " ")
	if !ok || !strings.EqualFold(scheme, "Bearer") {
		return unauthorized()
	}
	if c.token = c.org.findToken(value); c.token == nil {
		return unauthorized()
	}
	org := c.org.organization(c.token.OrganizationID)
	switch {
	case c.target.below && org.isRoot(), c.target.older != "" && c.target.older != org.ID:
		return forbidden()
	case !c.target.below && !org.isRoot():
		return unauthorized()
	}
	c.org = org
	return nil
}

// negotiate judges the media types of the request. The OAuth endpoints do it
// themselves, for each has its own.
func negotiate(c *call) error {
	switch c.family {
	case familySCIM:
		return negotiateSCIM(c.req)
	case familyServer:
		return negotiateServer(c)
	default:
		return nil
	}
}

func negotiateServer(c *call) error {
	contentType := strings.ToLower(mediaType(c.req.Header.Get("Content-Type")))
	if len(c.body) > 0 && contentType != "" && contentType != cmp.Or(c.op.consumes, mediaJSON) {
		return bare(http.StatusUnsupportedMediaType)
	}
	accept := strings.Join(c.req.Header.Values("Accept"), ",")
	if accept == "" {
		return nil
	}
	acceptable := func(item string) bool {
		item = strings.ToLower(mediaType(item))
		return item == mediaJSON || item == "application/*" || item == "*/*" || slices.Contains(c.op.produces, item)
	}
	if !slices.ContainsFunc(strings.Split(accept, ","), acceptable) {
		return bare(http.StatusNotAcceptable)
	}
	return nil
}

// mediaType cuts the parameters off the value of a header.
func mediaType(value string) string {
	base, _, _ := strings.Cut(value, ";")
	return strings.TrimSpace(base)
}
