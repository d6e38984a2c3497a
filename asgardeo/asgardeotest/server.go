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

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/store"
)

const (
	// maxBodyBytes bounds what a request can make the server hold in memory.
	maxBodyBytes = 4 << 20

	readHeaderTimeout = 10 * time.Second

	// closeGrace is how long Close leaves to clients that are slow to send or
	// to read.
	closeGrace = time.Second
)

// Server is an organization listening on a loopback address. Start one with
// [NewServer] and stop it with [Server.Close].
//
// Its methods may be called from any goroutine.
type Server struct {
	// URL is the base URL of the organization, without a trailing slash:
	// http://127.0.0.1:PORT/t/{organization}, or https.
	URL string

	// Organization is the name of the organization, the element after /t/.
	Organization string

	// ClientID and ClientSecret are the credentials of the management
	// application. Its grants are client_credentials and organization_switch,
	// and its tokens are opaque.
	ClientID, ClientSecret string

	host        string // the host name, without the port, for authentication challenges
	certificate *x509.Certificate
	router      *router
	http        *http.Server
	client      *http.Client
	served      chan struct{} // closed once the accept loop has returned
	done        chan struct{} // closed when Close starts, to end injected delays
	once        sync.Once

	limiter *limiter // nil unless the rate of requests is limited
	hook    func(Request)
	traffic traffic
	org     *organization
	file    *store.File // nil unless the state outlives the server
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
// option is unusable, and when there is a state file that it cannot use, or that
// another server uses.
func Start(opts ...Option) (*Server, error) {
	s, err := start(opts)
	if err != nil {
		return nil, fmt.Errorf("asgardeotest: %w", err)
	}
	return s, nil
}

func start(opts []Option) (_ *Server, err error) {
	cfg, err := newConfig(opts)
	defer func() {
		if err != nil {
			cfg.file.Close()
		}
	}()
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

func newServer(cfg *config, addr *net.TCPAddr) *Server {
	scheme, transport := "http", &http.Transport{}
	var certificate *x509.Certificate
	if cfg.keyPair != nil {
		scheme, certificate = "https", cfg.keyPair.Leaf
		transport.TLSClientConfig = &tls.Config{RootCAs: x509.NewCertPool()}
		transport.TLSClientConfig.RootCAs.AddCert(certificate)
	}
	s := &Server{
		URL:          scheme + "://" + addr.String() + "/t/" + cfg.organization,
		Organization: cfg.organization,
		ClientID:     cfg.clientID,
		ClientSecret: cfg.clientSecret,
		host:         addr.IP.String(),
		certificate:  certificate,
		router:       newRouter(operations()),
		client:       &http.Client{Transport: transport},
		served:       make(chan struct{}),
		done:         make(chan struct{}),
		limiter:      cfg.limiter,
		hook:         cfg.hook,
	}
	s.http = &http.Server{Handler: s, ReadHeaderTimeout: readHeaderTimeout}
	return s
}

// open makes the organization, or restores it.
func (s *Server) open(cfg *config) (err error) {
	var t *tenant
	if cfg.saved == nil {
		t = newTenant(s.URL, cfg)
	} else if t, err = restoreTenant(s.URL, cfg); err != nil {
		return fmt.Errorf("state file %s: %w", cfg.stateFile, err)
	}
	s.org = t.root()
	if cfg.file == nil {
		return nil
	}
	// The key would else be made by a request that only reads, and be lost.
	if _, err := s.org.signingKey(); err != nil {
		return fmt.Errorf("signing key: %w", err)
	}
	s.file = cfg.file
	s.org.changes++
	return s.file.Save(s.org.changes, s.org.view)
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
// being handled, then closes every connection. A client that does not send the
// rest of its request, or does not read its answer, is cut off after a second.
// Close may be called twice.
func (s *Server) Close() {
	s.once.Do(func() {
		close(s.done)
		idle := s.traffic.drain()
		select {
		case <-idle:
		case <-time.After(closeGrace):
		}
		// The connections hold nothing that is worth an error to the caller.
		_ = s.http.Close()
		<-s.served
		<-idle
		s.file.Close()
		s.client.CloseIdleConnections()
	})
}

// Client returns a plain HTTP client for the server. It adds no credentials,
// trusts the certificate of the server if there is one, and [Server.Close]
// closes its idle connections.
func (s *Server) Client() *http.Client { return s.client }
