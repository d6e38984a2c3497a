package engine

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"sync"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/state"
)

// An Authenticator identifies the caller of a request.
type Authenticator interface {
	// Bearer returns the caller that a valid access token was issued for, or
	// nil.
	Bearer(token string) *Caller
	// Client returns the client with the credentials in a request, or nil if
	// they are invalid. It does not check what the client may do.
	Client(*Call) *Caller
}

// A Config configures a [Server].
type Config struct {
	Host     string // the host name, without the port, for authentication challenges
	Tenant   *Tenant
	Domains  []Domain
	Families []*Family
	// InFront are path prefixes that can stand in front of the path of the
	// organization, such as that of RFC 8414.
	InFront       []string
	Authenticator Authenticator
	Limits        *Limits       // nil for none
	Hook          func(Request) // called for every request before the response is sent
}

// A Server handles the requests to a tenant.
type Server struct {
	Host string

	tenant        *Tenant
	authenticator Authenticator
	router        *router
	families      []*Family
	inFront       []string
	scopes        []string // all of them, for Perform
	limiter       *limiter
	hook          func(Request)
	traffic       traffic
	done          chan struct{} // closed when Drain starts, to end injected delays
	drain         sync.Once
}

// New returns a server. It is an [http.Handler].
func New(cfg Config) *Server {
	return &Server{
		Host: cfg.Host, tenant: cfg.Tenant, authenticator: cfg.Authenticator, router: newRouter(cfg.Domains),
		families: cfg.Families, inFront: cfg.InFront, scopes: Scopes(cfg.Domains), limiter: newLimiter(cfg.Limits),
		hook: cfg.Hook, done: make(chan struct{}),
	}
}

// ServeHTTP handles a request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !s.traffic.enter() {
		Empty(http.StatusServiceUnavailable).write(w, s.tenant.Now())
		return
	}
	defer s.traffic.active.Done()

	c := &Call{server: s, Org: s.tenant.Root(), Request: r, Query: r.URL.Query(), target: s.targetOf(r)}
	c.family = s.familyOf(c.target.path)
	route := s.route(r.Method, c.target, c.family)
	c.Op, c.Vars = route.operation, route.vars
	out, refused := s.limiter.refuse(c, s.tenant.Now())
	if !refused {
		out = s.answer(c, w, route)
	}
	entry := Request{
		Operation: c.operationName(),
		Method:    r.Method,
		Path:      r.URL.Path,
		RawQuery:  redactQuery(r.URL.RawQuery),
		Status:    out.Status,
	}
	s.traffic.record(entry)
	s.hook(entry)
	out.write(w, s.tenant.Now())
}

// answer runs the gate and the operation, and applies a fault if one matches.
func (s *Server) answer(c *Call, w http.ResponseWriter, route match) Reply {
	fault := s.traffic.takeFault(c.operationName())
	if fault.Disconnect == ResetConnection && !fault.After {
		return s.disturb(fault, c.Request, Reply{})
	}
	body, err := readBody(w, c.Request)
	if tooLarge := new(http.MaxBytesError); errors.As(err, &tooLarge) {
		return Empty(http.StatusRequestEntityTooLarge)
	} else if err != nil {
		return Empty(http.StatusBadRequest)
	}
	c.Body = body

	if !fault.After {
		early := s.disturb(fault, c.Request, Reply{})
		if early.Status != 0 {
			return early
		}
	}

	out := s.carryOut(c, func() (Reply, error) { return s.pass(c, route) })
	if c.admitted && c.family.Finish != nil {
		out = c.family.Finish(out)
	}
	if fault.After {
		return s.disturb(fault, c.Request, out)
	}
	out.broken = fault.Disconnect
	return out
}

// carryOut runs the handler of a call with the state locked. If the state has a
// file, the changes are on disk before carryOut returns.
func (s *Server) carryOut(c *Call, handle func() (Reply, error)) Reply {
	out, changes := s.locked(c, handle)
	switch c.Request.Method {
	case http.MethodGet, http.MethodHead, http.MethodOptions:
		return out
	}
	if err := changes.Commit(); err != nil {
		return c.Answer(err)
	}
	return out
}

func (s *Server) locked(c *Call, handle func() (Reply, error)) (Reply, *state.Batch) {
	s.tenant.Lock()
	defer s.tenant.Unlock()
	out, err := handle()
	if err != nil {
		out = c.Answer(err)
	}
	return out, s.tenant.db.Pending()
}

// Change changes the state from outside a request, with the lock held. It
// returns an error if the change cannot be stored.
func (s *Server) Change(do func()) error {
	changes := func() *state.Batch {
		s.tenant.Lock()
		defer s.tenant.Unlock()
		do()
		return s.tenant.db.Pending()
	}()
	return changes.Commit()
}

// A Performance is an operation to perform outside a request.
type Performance struct {
	// At is the id of an organization; empty for the root.
	At        string
	Operation string
	Vars      map[string]string // the variables in its path
	Body      any
}

// Perform is [Server.Perform], as the seeding functions of the domains receive
// it.
type Perform func(Performance) (Reply, error)

// Perform calls the handler of an operation with every scope. It returns an error
// if the organization does not exist or the operation fails.
func (s *Server) Perform(p Performance) (Reply, error) {
	body, err := json.Marshal(p.Body)
	if err != nil {
		return Reply{}, fmt.Errorf("%s: %w", p.Operation, err)
	}
	op := s.router.byName[p.Operation]
	req, err := http.NewRequest(op.Method, s.tenant.url+op.Path, nil)
	if err != nil {
		return Reply{}, fmt.Errorf("%s: %w", p.Operation, err)
	}
	c := &Call{
		server: s, Request: req, target: target{tenantKnown: true, below: p.At != ""}, family: s.familyOf(op.Path), Op: op,
		Vars: p.Vars, Body: body, Caller: &Caller{Scopes: s.scopes},
	}
	var missing error
	out := s.carryOut(c, func() (Reply, error) {
		if c.Org, missing = s.tenant.Find(p.At); missing != nil {
			return Reply{}, nil
		}
		return op.Handler(c)
	})
	if missing != nil {
		return Reply{}, missing
	}
	if out.Status >= http.StatusMultipleChoices {
		return Reply{}, fmt.Errorf("%s: %d %s", p.Operation, out.Status, out.Body)
	}
	return out, nil
}

// Drain ends injected delays and refuses new requests. The channel is closed once
// the requests being handled have their responses. Drain may be called twice; the
// second call returns nil.
func (s *Server) Drain() <-chan struct{} {
	var idle <-chan struct{}
	s.drain.Do(func() {
		close(s.done)
		idle = s.traffic.drain()
	})
	return idle
}
