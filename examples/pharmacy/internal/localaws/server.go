// Package localaws implements a small part of AWS on a loopback port.
//
// It serves the unmodified aws-sdk-go-v2 clients of STS, IAM, Lambda and API
// Gateway v2 (HTTP APIs). It also serves the HTTP APIs that they create:
// requests are matched to routes, JWT authorizers verify tokens with the
// issuer's published keys, and the handler in the uploaded zip file runs in a
// JavaScript engine.
//
// It reproduces the difficulties of AWS: a new role that Lambda cannot assume
// yet, functions that are pending, deployments that take effect some time after
// a change, and throttling and conflicts on demand (see [Server.Inject]). Error
// codes and messages follow AWS. An operation, or a member of a request, that
// is not implemented is refused with status 501 and the code NotImplemented. No
// member of a request is silently ignored.
//
// There are more operations than a run of the program requires: all operations
// that read, change or delete one of the resources that the program creates. With
// them, resources can be checked, corrected and removed one by one, and tests can
// create the states that the program may find. Other resources are not
// implemented.
//
// The server listens on a loopback address, and the package connects to
// loopback addresses only. Request signatures must be present and name the
// right service, but they are not verified: any credentials are accepted.
package localaws

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
)

// Options configure a [Server]. The zero value of a field means its documented
// default. A negative RoleTries, Pending or DeployLag means no tries or no
// delay.
type Options struct {
	// Addr is the host:port to listen on. The host must be a loopback
	// address or localhost. Default 127.0.0.1:0, a free port.
	Addr string

	// Region is the only region that the server has. Default us-east-1.
	Region string

	// AccountID is the account of all resources. Default 123456789012.
	AccountID string

	// RoleTries is the number of times that Lambda refuses a role after its
	// creation, as AWS does until the role has reached every region. Default 2.
	RoleTries int

	// Pending is the time that a new function stays Pending and an update stays
	// InProgress. Default 100 ms.
	Pending time.Duration

	// DeployLag is the time until stages with automatic deployment serve a
	// change of their API. Default 150 ms.
	DeployLag time.Duration

	// IssuerTimeout limits each fetch of an issuer's discovery document or
	// keys. It cannot be disabled. Default 1500 ms, as on AWS.
	IssuerTimeout time.Duration

	// IssuerCAs are the certificate authorities trusted for https issuers.
	// Default: those of the system.
	IssuerCAs *x509.CertPool

	// Log receives the console output of handlers and the reasons for failed
	// invocations, as CloudWatch does. By default they are discarded.
	Log io.Writer
}

func (o Options) withDefaults() Options {
	if o.Addr == "" {
		o.Addr = "127.0.0.1:0"
	}
	if o.Region == "" {
		o.Region = "us-east-1"
	}
	if o.AccountID == "" {
		o.AccountID = "123456789012"
	}
	if o.Log == nil {
		o.Log = io.Discard
	}
	o.RoleTries = orDefault(o.RoleTries, 2)
	o.Pending = orDefault(o.Pending, 100*time.Millisecond)
	o.DeployLag = orDefault(o.DeployLag, 150*time.Millisecond)
	if o.IssuerTimeout <= 0 {
		o.IssuerTimeout = 1500 * time.Millisecond
	}
	return o
}

func orDefault[T int | time.Duration](v, def T) T {
	if v == 0 {
		return def
	}
	return max(v, 0)
}

var (
	regionPattern  = regexp.MustCompile(`^[a-z]{2}(-[a-z]+)+-\d+$`)
	accountPattern = regexp.MustCompile(`^\d{12}$`)
)

// Call is a request that the server has handled.
type Call struct {
	// Service is the name in the request's credential scope: iam, sts, lambda
	// or apigateway. For a request to a deployed API it is execute-api.
	Service string
	// Operation is the API operation, such as CreateRole. For execute-api it
	// is the method and the path below the API endpoint: "GET /dev/user".
	Operation string
	// Status is the HTTP status of the response.
	Status int
}

// Server is a running local AWS. Its methods may be used concurrently.
type Server struct {
	opts      Options
	partition string
	url       string
	http      *http.Server
	issuers   *issuers
	lambda    http.Handler
	gateway   http.Handler

	ctx    context.Context // ends running handlers and fetches on Close
	cancel context.CancelFunc
	served chan struct{}  // closed when the listener's loop has returned
	active sync.WaitGroup // requests being handled

	logMu sync.Mutex // one handler's console line at a time

	// mu guards the fields below. Slices and maps in responses are replaced,
	// never changed in place, so responses are encoded without the lock.
	mu        sync.Mutex
	closed    bool
	calls     []Call
	faults    []*Fault
	roles     map[string]*role // by lower-case name
	functions map[string]*function
	apis      map[string]*httpAPI
}

// Start listens and serves until [Server.Close].
func Start(opts Options) (*Server, error) {
	opts = opts.withDefaults()
	if !regionPattern.MatchString(opts.Region) {
		return nil, fmt.Errorf("localaws: invalid region %q", opts.Region)
	}
	if !accountPattern.MatchString(opts.AccountID) {
		return nil, fmt.Errorf("localaws: invalid account ID %q", opts.AccountID)
	}
	listener, err := listenLoopback(opts.Addr)
	if err != nil {
		return nil, fmt.Errorf("localaws: %w", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	s := &Server{
		opts:      opts,
		partition: partitionOf(opts.Region),
		url:       "http://" + listener.Addr().String(),
		issuers:   newIssuers(opts.IssuerTimeout, opts.IssuerCAs),
		ctx:       ctx,
		cancel:    cancel,
		served:    make(chan struct{}),
		roles:     make(map[string]*role),
		functions: make(map[string]*function),
		apis:      make(map[string]*httpAPI),
	}
	s.lambda = s.restHandler(serviceLambda, lambdaOperations)
	s.gateway = s.restHandler(serviceGateway, gatewayOperations)
	s.http = &http.Server{
		Handler:           http.HandlerFunc(s.serve),
		ReadHeaderTimeout: 10 * time.Second,
	}
	go func() {
		defer close(s.served)
		// Serve returns ErrServerClosed after Close. If the listener fails
		// before that, connections are refused.
		_ = s.http.Serve(listener)
	}()
	return s, nil
}

// listenLoopback refuses to listen on an address that other machines can reach.
func listenLoopback(addr string) (net.Listener, error) {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, err
	}
	if !isLoopback(host) {
		return nil, fmt.Errorf("address %q is not on loopback", addr)
	}
	return net.Listen("tcp", addr)
}

// isLoopback reports whether a host is localhost or a loopback address. It does
// not resolve other names.
func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func partitionOf(region string) string {
	switch {
	case strings.HasPrefix(region, "cn-"):
		return "aws-cn"
	case strings.HasPrefix(region, "us-gov-"):
		return "aws-us-gov"
	default:
		return "aws"
	}
}

// URL returns the endpoint of all services, for BaseEndpoint or
// AWS_ENDPOINT_URL.
func (s *Server) URL() string { return s.url }

// Config returns a client configuration for this server: its region, its
// endpoint and test credentials.
func (s *Server) Config() aws.Config {
	return aws.Config{
		Region:       s.opts.Region,
		BaseEndpoint: aws.String(s.url),
		Credentials:  credentials.NewStaticCredentialsProvider("AKIALOCALAWS00000000", "local", ""),
	}
}

// Calls returns the requests handled so far, oldest first.
func (s *Server) Calls() []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.calls)
}

// Close stops the listener, interrupts running handlers and waits until all
// goroutines of the server have ended. It may be called more than once.
func (s *Server) Close() error {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.cancel()
	err := s.http.Close()
	<-s.served
	s.active.Wait()
	return err
}

// begin accepts a request unless the server is closing. Without it, a request
// could start after Close has begun to wait.
func (s *Server) begin() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return false
	}
	s.active.Add(1)
	return true
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	if !s.begin() {
		panic(http.ErrAbortHandler)
	}
	defer s.active.Done()
	// Handlers and fetches end when the server closes, and fetches also when
	// the client disconnects.
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	defer context.AfterFunc(s.ctx, cancel)()
	r = r.WithContext(ctx)

	switch {
	case strings.HasPrefix(r.URL.Path, dataPlanePrefix):
		s.serveDataPlane(w, r)
	case r.URL.Path == "/":
		s.serveQuery(w, r)
	case strings.HasPrefix(r.URL.Path, "/v2/"):
		s.gateway.ServeHTTP(w, r)
	default:
		s.lambda.ServeHTTP(w, r)
	}
}

// perform runs one operation, or applies an injected fault in its place. It
// logs the call before the client receives the response. ok is the successful
// status.
func (s *Server) perform(service, operation string, ok int, handle func() (any, error)) (any, *apiError) {
	var reply any
	err := s.takeFault(service, operation)
	if err == nil {
		reply, err = handle()
	}
	if err == nil {
		s.record(service, operation, ok)
		return reply, nil
	}
	var failure *apiError
	if !errors.As(err, &failure) {
		failure = failf(http.StatusInternalServerError, "InternalFailure", "%v", err)
	}
	s.record(service, operation, failure.status)
	return nil, failure
}

func (s *Server) record(service, operation string, status int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls = append(s.calls, Call{Service: service, Operation: operation, Status: status})
}

// apiError is an error response of AWS.
type apiError struct {
	status  int
	code    string
	message string
}

func (e *apiError) Error() string { return e.code + ": " + e.message }

func failf(status int, code, format string, args ...any) *apiError {
	return &apiError{status: status, code: code, message: fmt.Sprintf(format, args...)}
}

func notImplementedf(format string, args ...any) *apiError {
	return failf(http.StatusNotImplemented, "NotImplemented", "localaws does not implement "+format, args...)
}
