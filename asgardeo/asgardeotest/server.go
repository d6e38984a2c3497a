package asgardeotest

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
)

const (
	defaultOrganization = "testorg"
	defaultAddr         = "127.0.0.1:0"

	// maxBodyBytes bounds what a request can make the server hold in memory.
	maxBodyBytes = 4 << 20

	readHeaderTimeout = 10 * time.Second
)

// Server is an organization listening on a loopback address. Start one with
// [NewServer] and stop it with [Server.Close].
//
// Its methods may be called from any goroutine.
type Server struct {
	// URL is the base URL of the organization, without a trailing slash:
	// http://127.0.0.1:PORT/t/{organization}.
	URL string

	// Organization is the name of the organization, the element after /t/.
	Organization string

	// ClientID and ClientSecret are the credentials of the management
	// application. Its grant is client_credentials and its tokens are opaque.
	ClientID, ClientSecret string

	host   string // the host name, without the port, for authentication challenges
	router *router
	http   *http.Server
	client *http.Client
	served chan struct{} // closed once the accept loop has returned
	done   chan struct{} // closed when Close starts, to end injected delays
	once   sync.Once

	traffic traffic
	org     *organization
	file    *stateFile // nil unless the state outlives the server
}

// An Option adjusts the organization that [NewServer] starts.
type Option func(*config)

type config struct {
	source
	organization string
	addr         string
	clientID     string
	clientSecret string
	grantable    []string
	stateFile    string
	saved        *state // what the state file has, if it exists
}

// WithOrganization sets the name of the organization. The default is testorg.
func WithOrganization(name string) Option {
	return func(c *config) { c.organization = name }
}

// WithManagementApp sets the credentials of the management application. The
// default ones are generated.
func WithManagementApp(clientID, clientSecret string) Option {
	return func(c *config) { c.clientID, c.clientSecret = clientID, clientSecret }
}

// WithGrantableScopes limits the scopes the management application is
// authorized for. The default is every scope that an operation answered by
// the server can ask for.
func WithGrantableScopes(scopes ...string) Option {
	return func(c *config) { c.grantable = slices.Clone(scopes) }
}

// WithAddr sets the address to listen on, such as 127.0.0.1:9443. Only
// loopback addresses are accepted.
func WithAddr(addr string) Option {
	return func(c *config) { c.addr = addr }
}

// NewServer is [Start] for tests: like [httptest.NewServer] it panics instead
// of returning an error.
//
// [httptest.NewServer]: https://pkg.go.dev/net/http/httptest#NewServer
func NewServer(opts ...Option) *Server {
	s, err := Start(opts...)
	if err != nil {
		panic(err.Error())
	}
	return s
}

// Start starts an organization on 127.0.0.1 and a free port. The caller should
// call [Server.Close] when finished. It fails when it cannot listen, when an
// option is unusable, and when there is a state file that it cannot use.
func Start(opts ...Option) (*Server, error) {
	s, err := start(opts)
	if err != nil {
		return nil, fmt.Errorf("asgardeotest: %w", err)
	}
	return s, nil
}

func start(opts []Option) (*Server, error) {
	cfg, err := newConfig(opts)
	if err != nil {
		return nil, err
	}
	listener, err := listenLoopback(cfg.addr)
	if err != nil {
		return nil, err
	}
	s := newServer(cfg, listener.Addr().(*net.TCPAddr))
	if err := s.open(cfg); err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	go func() {
		defer close(s.served)
		// Serve only returns once the listener is closed, which Close does.
		_ = s.http.Serve(listener)
	}()
	return s, nil
}

func newServer(cfg *config, addr *net.TCPAddr) *Server {
	s := &Server{
		URL:          "http://" + addr.String() + "/t/" + cfg.organization,
		Organization: cfg.organization,
		ClientID:     cfg.clientID,
		ClientSecret: cfg.clientSecret,
		host:         addr.IP.String(),
		router:       newRouter(operations()),
		client:       &http.Client{Transport: &http.Transport{}},
		served:       make(chan struct{}),
		done:         make(chan struct{}),
	}
	s.http = &http.Server{Handler: http.HandlerFunc(s.serve), ReadHeaderTimeout: readHeaderTimeout}
	return s
}

// open makes the organization, or restores it.
func (s *Server) open(cfg *config) (err error) {
	if cfg.saved == nil {
		s.org = newOrganization(s.URL, cfg)
	} else if s.org, err = restoreOrganization(s.URL, cfg, cfg.saved); err != nil {
		return fmt.Errorf("state file %s: %w", cfg.stateFile, err)
	}
	if cfg.stateFile == "" {
		return nil
	}
	s.file = &stateFile{path: cfg.stateFile}
	s.org.changes++
	return s.file.save(s.org, s.org.changes)
}

// newConfig applies the options to the defaults. Where there is a state file,
// it has the defaults.
func newConfig(opts []Option) (*config, error) {
	c := &config{source: source{clock: time.Now, signingKey: sharedSigningKey}, organization: defaultOrganization, addr: defaultAddr}
	c.apply(opts)
	if c.stateFile != "" {
		saved, err := readState(c.stateFile)
		if err != nil {
			return nil, err
		}
		if saved != nil {
			if err := c.restore(saved, opts); err != nil {
				return nil, err
			}
		}
	}
	if c.organization == "" || url.PathEscape(c.organization) != c.organization || strings.Trim(c.organization, ".") == "" {
		return nil, fmt.Errorf("%q cannot name an organization", c.organization)
	}
	c.complete()
	return c, nil
}

func (c *config) apply(opts []Option) {
	for _, opt := range opts {
		opt(c)
	}
}

// restore takes from a state file what no option sets.
func (c *config) restore(saved *savedServer, opts []Option) error {
	c.saved = saved.Organization
	c.organization, c.clientID, c.clientSecret = c.saved.Name, c.saved.ClientID, c.saved.ClientSecret
	c.apply(opts)
	if c.organization != c.saved.Name {
		return fmt.Errorf("state file %s is of the organization %q, not %q", c.stateFile, c.saved.Name, c.organization)
	}
	if c.seeded != nil && saved.Random != nil {
		if err := c.seeded.UnmarshalBinary(saved.Random); err != nil {
			return fmt.Errorf("state file %s: %w", c.stateFile, err)
		}
	}
	return nil
}

func (c *config) complete() {
	if c.clientID == "" {
		c.clientID = c.newClientID()
	}
	if c.clientSecret == "" {
		c.clientSecret = c.newClientSecret()
	}
	if c.grantable == nil {
		c.grantable = implementedScopes(operations())
	}
}

// listenLoopback resolves addr before it listens, so that the server is never
// reachable from another machine, not even for a moment.
func listenLoopback(addr string) (net.Listener, error) {
	resolved, err := net.ResolveTCPAddr("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("address %q: %w", addr, err)
	}
	if !resolved.IP.IsLoopback() {
		return nil, fmt.Errorf("address %q is not a loopback address", addr)
	}
	return net.ListenTCP("tcp", resolved)
}

// Close stops the server. It ends injected delays, waits for the requests
// being handled, then closes every connection. It may be called twice.
func (s *Server) Close() {
	s.once.Do(func() {
		close(s.done)
		s.traffic.drain()
		// The connections hold nothing that is worth an error to the caller.
		_ = s.http.Close()
		<-s.served
		s.client.CloseIdleConnections()
	})
}

// Client returns a plain HTTP client for the server. It adds no credentials,
// and [Server.Close] closes its idle connections.
func (s *Server) Client() *http.Client { return s.client }
