package engine

import (
	"cmp"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
)

// maxBodyBytes bounds what a request can make the server hold in memory.
const maxBodyBytes = 4 << 20

// A Call is a request on its way through the server.
type Call struct {
	Org     *Organization
	Request *http.Request
	Op      *Operation
	Vars    map[string]string // the variables in the path of the operation
	Query   url.Values
	Body    []byte
	Caller  *Caller // nil for a public operation
	// InBulk says that the operation is one of a bulk request.
	InBulk bool

	server *Server
	target target
	family *Family
	// admitted says that the request is through the gate and has reached the
	// services, whose filters add headers.
	admitted bool
}

// A Caller is who sends a request.
type Caller struct {
	ClientID       string
	UserID         string // empty for an application
	OrganizationID string // whose APIs the token opens
	Scopes         []string
}

// Tenant returns the tenant that is called.
func (c *Call) Tenant() *Tenant { return c.server.tenant }

// Host is the host name of the server, without the port.
func (c *Call) Host() string { return c.server.Host }

func (c *Call) has(scope string) bool {
	return c.Caller != nil && slices.Contains(c.Caller.Scopes, scope)
}

// Can reports whether the token holds a scope, for the operations that ask for
// more scopes depending on what the request contains. Below /o/ it is the scope
// that takes its place there.
func (c *Call) Can(scope string) bool { return c.has(c.scopeHere(c.Op.scopesBelow, scope)) }

// permitted reports whether the token opens the operation.
func (c *Call) permitted() bool {
	lacks := func(scope string) bool { return !c.has(scope) }
	return !slices.ContainsFunc(c.requiredScopes(), lacks) || slices.ContainsFunc(c.Op.Alternatives, c.Can)
}

// requiredScopes are those a token must have for the operation.
func (c *Call) requiredScopes() []string {
	var scopes []string
	for _, scope := range c.Op.Scopes {
		scopes = append(scopes, c.scopeHere(c.Op.scopesBelow, scope))
	}
	return scopes
}

// scopeHere is the scope that is asked for at the path of the request.
func (c *Call) scopeHere(below func(string) string, scope string) string {
	if c.target.below {
		return below(scope)
	}
	return scope
}

// correlation is the id the client gave to the request, if any.
func (c *Call) correlation() string {
	return cmp.Or(c.Request.Header.Get("activityid"), c.Query.Get("RelayState"))
}

// TraceID returns the trace id of an error.
func (c *Call) TraceID() string { return cmp.Or(c.correlation(), c.Tenant().NewUUID()) }

// Answer turns the error of a handler into an answer.
func (c *Call) Answer(err error) Reply {
	if f, ok := errors.AsType[Failure](err); ok {
		return f.Reply(c)
	}
	return c.family.Fail(c, err)
}

// Within returns the call of another operation as a part of this one, or nil if
// there is no operation at the path. Its scopes are not checked.
func (c *Call) Within(method, path string, query url.Values, body []byte) *Call {
	found := c.server.router.find(method, path)
	if found.operation == nil {
		return nil
	}
	part := *c
	part.Op, part.Vars, part.Query, part.Body, part.InBulk = found.operation, found.vars, query, body, true
	return &part
}

// Do lets the handler of the operation answer.
func (c *Call) Do() Reply {
	out, err := c.Op.Handler(c)
	if err != nil {
		return c.Answer(err)
	}
	return out
}

// Unlocked runs a function during which other requests are served.
func (c *Call) Unlocked(f func()) {
	c.Tenant().Unlock()
	defer c.Tenant().Lock()
	f()
}

func (c *Call) operationName() string {
	if c.Op == nil {
		return ""
	}
	return c.Op.Name
}

// readBody also takes a request made for a client, which may have no body.
func readBody(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	if r.Body == nil {
		return nil, nil
	}
	return io.ReadAll(http.MaxBytesReader(w, r.Body, maxBodyBytes))
}
