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
	// InBulk reports whether the operation is part of a bulk request.
	InBulk bool

	server *Server
	target target
	family *Family
	// admitted reports whether the request has passed the gate and reached the
	// services. Their filters add headers to the response.
	admitted bool
}

// A Caller is the client that sends a request, or the user it acts for.
type Caller struct {
	ClientID       string
	UserID         string // empty for an application
	OrganizationID string // the organization that the token gives access to
	Scopes         []string
}

// Tenant returns the tenant that the request is for.
func (c *Call) Tenant() *Tenant { return c.server.tenant }

// Host is the host name of the server, without the port.
func (c *Call) Host() string { return c.server.Host }

func (c *Call) has(scope string) bool {
	return c.Caller != nil && slices.Contains(c.Caller.Scopes, scope)
}

// Can reports whether the token has a scope. It is for operations that require
// more scopes depending on the content of the request. Below /o/ it checks the
// corresponding scope of sub-organizations.
func (c *Call) Can(scope string) bool { return c.has(c.scopeHere(c.Op.scopesBelow, scope)) }

// permitted reports whether the token allows the operation.
func (c *Call) permitted() bool {
	lacks := func(scope string) bool { return !c.has(scope) }
	return !slices.ContainsFunc(c.requiredScopes(), lacks) || slices.ContainsFunc(c.Op.Alternatives, c.Can)
}

// requiredScopes returns the scopes that the operation requires.
func (c *Call) requiredScopes() []string {
	var scopes []string
	for _, scope := range c.Op.Scopes {
		scopes = append(scopes, c.scopeHere(c.Op.scopesBelow, scope))
	}
	return scopes
}

// scopeHere returns the scope that is required at the path of the request.
func (c *Call) scopeHere(below func(string) string, scope string) string {
	if c.target.below {
		return below(scope)
	}
	return scope
}

// correlation returns the correlation id that the client sent, if any.
func (c *Call) correlation() string {
	return cmp.Or(c.Request.Header.Get("activityid"), c.Query.Get("RelayState"))
}

// TraceID returns the trace id of an error.
func (c *Call) TraceID() string { return cmp.Or(c.correlation(), c.Tenant().NewUUID()) }

// Answer turns the error of a handler into a response.
func (c *Call) Answer(err error) Reply {
	if f, ok := errors.AsType[Failure](err); ok {
		return f.Reply(c)
	}
	return c.family.Fail(c, err)
}

// Within returns a call of another operation as part of this one, or nil if no
// operation has the path. The scopes of the other operation are not checked.
func (c *Call) Within(method, path string, query url.Values, body []byte) *Call {
	found := c.server.router.find(method, path)
	if found.operation == nil {
		return nil
	}
	part := *c
	part.Op, part.Vars, part.Query, part.Body, part.InBulk = found.operation, found.vars, query, body, true
	return &part
}

// Do runs the handler of the operation.
func (c *Call) Do() Reply {
	out, err := c.Op.Handler(c)
	if err != nil {
		return c.Answer(err)
	}
	return out
}

// Unlocked runs a function without the lock, so that other requests are served
// meanwhile.
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

// readBody also accepts a request that was made with http.NewRequest and has no
// body.
func readBody(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	if r.Body == nil {
		return nil, nil
	}
	return io.ReadAll(http.MaxBytesReader(w, r.Body, maxBodyBytes))
}
