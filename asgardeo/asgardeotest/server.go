package asgardeotest

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/oauth"
)

const (
	readHeaderTimeout = 10 * time.Second

	// closeGrace is the time that Close gives to clients that are slow to send
	// or to read.
	closeGrace = time.Second
)

// A Server is an Asgardeo organization that listens on a loopback address.
// Start one with [NewServer] and stop it with [Server.Close].
//
// Its methods may be called from any goroutine.
type Server struct {
	// URL is the base URL of the organization, without a trailing slash:
	// http://127.0.0.1:PORT/t/{organization}, with https in place of http if
	// [WithTLS] is set.
	URL string

	// Organization is the name of the organization, the element after /t/.
	Organization string

	// ClientID and ClientSecret are the credentials of the management
	// application. It can use the grants client_credentials and
	// organization_switch, and its tokens are opaque.
	ClientID, ClientSecret string

	tenant      *engine.Tenant
	domains     *domains
	engine      *engine.Server
	certificate *x509.Certificate
	http        *http.Server
	client      *http.Client
	served      chan struct{} // closed once the accept loop has returned
	once        sync.Once
}

// NewServer is like [Start] but panics instead of returning an error, as
// [httptest.NewServer] does.
//
// [httptest.NewServer]: https://pkg.go.dev/net/http/httptest#NewServer
func NewServer(opts ...Option) *Server {
	s, err := Start(opts...)
	if err != nil {
		panic(err.Error())
	}
	return s
}

// Start starts a server on 127.0.0.1 and a free port. The caller should call
// [Server.Close] when finished. Start returns an error if it cannot listen, if
// an option is invalid, or if the state file is invalid or in use by another
// server.
func Start(opts ...Option) (*Server, error) {
	s, err := start(opts)
	if err != nil {
		return nil, fmt.Errorf("asgardeotest: %w", err)
	}
	return s, nil
}

func start(opts []Option) (_ *Server, err error) {
	cfg, err := newConfig(opts)
	if err != nil {
		return nil, err
	}
	tenant, err := cfg.openTenant()
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, tenant.Close())
		}
	}()
	listener, err := listenLoopback(cfg.addr)
	if err != nil {
		return nil, err
	}
	s, err := newServer(cfg, tenant, listener.Addr().(*net.TCPAddr))
	if err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	if pair := cfg.keyPair; pair != nil {
		listener = tls.NewListener(listener, &tls.Config{Certificates: []tls.Certificate{*pair}})
	}
	go func() {
		defer close(s.served)
		// Serve only returns once the listener is closed, which Close does.
		_ = s.http.Serve(listener)
	}()
	return s, nil
}

func newServer(cfg *config, tenant *engine.Tenant, addr *net.TCPAddr) (*Server, error) {
	scheme, transport := "http", &http.Transport{}
	var certificate *x509.Certificate
	if cfg.keyPair != nil {
		scheme, certificate = "https", cfg.keyPair.Leaf
		transport.TLSClientConfig = &tls.Config{RootCAs: x509.NewCertPool()}
		transport.TLSClientConfig.RootCAs.AddCert(certificate)
	}
	organization := tenant.Root().Name
	s := &Server{
		URL:          scheme + "://" + addr.String() + "/t/" + organization,
		Organization: organization,
		tenant:       tenant,
		domains:      newDomains(tenant, cfg),
		certificate:  certificate,
		client:       &http.Client{Transport: transport},
		served:       make(chan struct{}),
	}
	tenant.SetURL(s.URL)
	s.engine = engine.New(engine.Config{
		Host: addr.IP.String(), Tenant: tenant, Domains: s.domains.list(), Families: s.domains.families(),
		InFront: []string{oauth.MetadataPath}, Authenticator: s.domains.oauth, Limits: cfg.limits,
		Hook: func(r engine.Request) { cfg.hook(Request(r)) },
	})
	s.http = &http.Server{Handler: s, ReadHeaderTimeout: readHeaderTimeout}
	if err := s.open(cfg.stateFile); err != nil {
		return nil, err
	}
	s.ClientID, s.ClientSecret = s.domains.oauth.Credentials()
	return s, nil
}

// open checks a restored state, and creates the initial state.
func (s *Server) open(stateFile string) error {
	if !s.tenant.Fresh {
		if err := s.domains.check(s.tenant); err != nil {
			return inStateFile(stateFile, err)
		}
	}
	var err error
	commit := s.engine.Change(func() {
		s.domains.seed(s.tenant.Fresh)
		// Otherwise the first key would be created by a request that only
		// reads, and would not be kept.
		if stateFile != "" {
			err = s.domains.oauth.EnsureSigningKey()
		}
	})
	return errors.Join(err, commit)
}

// listenLoopback resolves addr before it listens, so that the server is never
// reachable from another machine.
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

// ServeHTTP handles a request as the listener does. With it, the organization
// can be part of another server, or of a test that opens no connection.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.engine.ServeHTTP(w, r) }

// Close stops the server. It ends injected delays, waits for the requests being
// handled, and closes all connections. A client that does not send the rest of
// its request, or does not read its response, is disconnected after a second.
// Close may be called more than once.
func (s *Server) Close() {
	s.once.Do(func() {
		idle := s.engine.Drain()
		select {
		case <-idle:
		case <-time.After(closeGrace):
		}
		// An error closing the connections does not matter to the caller.
		_ = s.http.Close()
		<-s.served
		<-idle
		_ = s.tenant.Close() // all acknowledged changes are on disk
		s.client.CloseIdleConnections()
	})
}

// Client returns an HTTP client that trusts the certificate of the server and
// sends no credentials. [Server.Close] closes its idle connections.
func (s *Server) Client() *http.Client { return s.client }

// change changes the state from outside a request. It panics if the change
// cannot be stored.
func (s *Server) change(do func()) {
	if err := s.engine.Change(do); err != nil {
		panic(fmt.Sprintf("asgardeotest: %v", err))
	}
}
