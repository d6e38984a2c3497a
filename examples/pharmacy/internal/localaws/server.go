// Package localaws is a small AWS on a loopback port.
//
// It answers the unmodified aws-sdk-go-v2 clients of STS, IAM, Lambda and API
// Gateway v2 (HTTP APIs), and it serves the HTTP APIs they create: requests are
// matched to routes, JWT authorizers verify real tokens against the issuer's
// published keys, and the handler inside the uploaded zip file really runs, in
// a JavaScript engine.
//
// What makes AWS hard to drive is kept: a fresh role that Lambda cannot assume
// yet, functions that are pending, deployments that lag behind the change that
// caused them, throttling and conflicts on demand (see [Server.Inject]). Error
// codes and messages follow AWS. An operation, or a member of a request, that
// is not implemented is refused with status 501 and the code NotImplemented;
// nothing is accepted and then ignored.
//
// There are more operations than a run of the program needs: whatever else
// reads, changes or deletes one of the resources that the program makes, so that
// it can be checked for drift, mended and torn down piece by piece, and tests can
// bring about the states that it may find. Nothing beyond these resources is here.
//
// The listener is bound to loopback, and loopback is all the package connects
// to. Request signatures must be present and name the right service, but they
// are not verified: any credentials will do.
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

// Options configure a [Server]. The zero value of each field stands for its
// documented default; a negative RoleTries, Pending or DeployLag for none.
type Options struct {
	// Addr is the host:port to listen on. The host must be a loopback
	// address or localhost. Default 127.0.0.1:0, a free port.
	Addr string

	// Region is the one region served. Default us-east-1.
	Region string

	// AccountID is the account everything belongs to. Default 123456789012.
	AccountID string

	// RoleTries is how many times Lambda refuses a role after its creation,
	// as AWS does until the role has reached every region. Default 2.
	RoleTries int

	// Pending is how long a created function stays Pending and how long an
	// update of one stays InProgress. Default 100 ms.
	Pending time.Duration

	// DeployLag is the time between a change of an API and the moment its
	// stages with automatic deployment serve it. Default 150 ms.
	DeployLag time.Duration

	// IssuerTimeout bounds the fetch of an issuer's discovery document and
	// that of its keys. There is always a limit. Default 1500 ms, as on AWS.
	IssuerTimeout time.Duration

	// IssuerCAs are the certificate authorities trusted for https issuers.
	// Default: those of the system.
	IssuerCAs *x509.CertPool

	// Log receives what handlers write to the console and why an invocation
	// failed: what CloudWatch would show. Default: discarded.
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

// Call is one request the server has answered.
type Call struct {
	// Service is the name in the request's credential scope: iam, sts,
	// lambda or apigateway. It is execute-api for a request to a deployed API.
	Service string
	// Operation is the API operation, such as CreateRole. For execute-api it
	// is the method and the path below the API endpoint: "GET /dev/user".
	Operation string
	// Status is the HTTP status of the answer.
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
	active sync.WaitGroup // requests being answered

	logMu sync.Mutex // one handler's console line at a time

	// mu guards what follows. Slices and maps that reach an answer are
	// replaced, never changed in place, so answers are encoded without it.
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
		// Serve ends with ErrServerClosed on Close; a listener that fails
		// before that shows as refused connections.
		_ = s.http.Serve(listener)
	}()
	return s, nil
}

// listenLoopback refuses to listen on an address other machines can reach.
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

// isLoopback does not resolve names: only localhost and IP addresses qualify.
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

// URL is the endpoint of all services: the value for BaseEndpoint or
// AWS_ENDPOINT_URL.
func (s *Server) URL() string { return s.url }

// Config is a client configuration for this server: its region, its endpoint
// and test credentials.
func (s *Server) Config() aws.Config {
	return aws.Config{
		Region:       s.opts.Region,
		BaseEndpoint: aws.String(s.url),
		Credentials:  credentials.NewStaticCredentialsProvider("AKIALOCALAWS00000000", "local", ""),
	}
}

// Calls returns the requests answered so far, oldest first.
func (s *Server) Calls() []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.calls)
}

// Close stops the listener, interrupts running handlers and returns when
// nothing of the server runs any more. It may be called more than once.
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

// begin admits a request unless the server is closing. Without it, a request
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
	// A handler or a fetch must not outlive the server, nor a fetch its client.
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

// perform runs one operation: an injected fault goes before it, and the
// outcome is logged before the client can see it. ok is the status of success.
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

// apiError is an answer of AWS that is not a success.
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
