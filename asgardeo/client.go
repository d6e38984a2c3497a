package asgardeo

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"path"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/oauth2"

	"github.com/seed-01804ef5/asgardeo-go/apiresources"
	"github.com/seed-01804ef5/asgardeo-go/applications"
	"github.com/seed-01804ef5/asgardeo-go/internal/rest"
	"github.com/seed-01804ef5/asgardeo-go/scim"
)

// Servers for [WithBaseURL].
const (
	// BaseURLUS is the Asgardeo cloud in the United States, the default.
	BaseURLUS = "https://api.asgardeo.io"
	// BaseURLEU is the Asgardeo cloud in the European Union.
	BaseURLEU = "https://api.eu.asgardeo.io"
)

// Paths of the API families below the organization's URL.
const (
	serverAPI = "/api/server/v1"
	scimAPI   = "/scim2"
)

// SuperTenant is the organization that a WSO2 Identity Server has from the beginning. Its URLs have no /t/ part.
const SuperTenant = "carbon.super"

// Client manages one organization. It is safe for concurrent use.
type Client struct {
	// APIResources manages the APIs that the organization protects.
	APIResources *apiresources.Client
	// Applications manages applications and what they may access.
	Applications *applications.Client
	// SCIM manages users and roles.
	SCIM *scim.Client

	rest *rest.Client
}

// Option is a setting of [New].
type Option func(*settings) error

type settings struct {
	baseURL      string
	baseName     string // where it comes from, for errors
	http         *http.Client
	clientID     string
	clientSecret string
	scopes       []string
	source       oauth2.TokenSource
	product      string
	retry        Retry
}

// WithBaseURL sets the server: [BaseURLUS], which is the default, [BaseURLEU], or the address of a WSO2 Identity
// Server such as https://localhost:9443. The organization's own URL, ending in /t/ and its name, will do too.
// Plain http is accepted for loopback addresses only.
func WithBaseURL(baseURL string) Option {
	return func(s *settings) error {
		if baseURL == "" {
			return errors.New("WithBaseURL: the base URL is empty")
		}
		s.baseURL = baseURL
		return nil
	}
}

// defaultTimeout bounds a request where the caller gave no client.
const defaultTimeout = 30 * time.Second

// WithHTTPClient sets the client that sends all requests, those for tokens too. It is used as it is and never changed.
// The default waits 30 seconds for an answer, and as long as the context allows for the content of files.
func WithHTTPClient(client *http.Client) Option {
	return func(s *settings) error {
		if client == nil {
			return errors.New("WithHTTPClient: the client is nil")
		}
		s.http = client
		return nil
	}
}

// WithClientCredentials makes the client fetch its access tokens with the client credentials grant (RFC 6749, section
// 4.4), as an application of the organization that is authorized for the management APIs.
func WithClientCredentials(clientID, clientSecret string) Option {
	return func(s *settings) error {
		if clientID == "" {
			return errors.New("WithClientCredentials: the client id is empty")
		}
		if clientSecret == "" {
			return errors.New("WithClientCredentials: the client secret is empty")
		}
		s.clientID, s.clientSecret = clientID, clientSecret
		return nil
	}
}

// WithScopes sets the scopes that [WithClientCredentials] requests. The default is every scope that an operation of
// this SDK can need. The server grants those of them which the application is authorized for: see
// [Client.GrantedScopes].
func WithScopes(scopes ...string) Option {
	return func(s *settings) error {
		for _, scope := range scopes {
			if scope == "" || strings.ContainsFunc(scope, notInScopes) {
				return fmt.Errorf("WithScopes: %q is not a scope", scope)
			}
		}
		s.scopes = slices.Clone(scopes)
		return nil
	}
}

// notInScopes reports the characters that RFC 6749, section 3.3, keeps out of scopes.
func notInScopes(r rune) bool { return r <= ' ' || r > '~' || r == '"' || r == '\\' }

// WithTokenSource takes access tokens from source, which must be safe for concurrent use and should cache them, in
// place of [WithClientCredentials]. A call whose token the server refuses (401) is then not repeated with another one.
func WithTokenSource(source oauth2.TokenSource) Option {
	return func(s *settings) error {
		if source == nil {
			return errors.New("WithTokenSource: the source is nil")
		}
		s.source = source
		return nil
	}
}

// WithUserAgent puts product, such as "myservice/1.2", before the SDK's own name in the User-Agent header.
func WithUserAgent(product string) Option {
	return func(s *settings) error {
		if strings.ContainsFunc(product, func(r rune) bool { return r < ' ' || r > '~' }) {
			return fmt.Errorf("WithUserAgent: %q holds characters that a header cannot have", product)
		}
		s.product = product
		return nil
	}
}

// Retry says how a request is repeated that failed for a passing reason: 429, 502, 503, 504 or a failed connection.
// POST and PATCH are repeated only if the first request surely had no effect. What is refused with 401 because the
// access token has been revoked is repeated once, with a new token.
type Retry struct {
	// MaxAttempts counts the first request too; 1 sends exactly one. The default is 4.
	MaxAttempts int
	// MinDelay is the longest wait before the second attempt. It doubles for each further one; the wait itself is
	// chosen at random below it. The default is half a second.
	MinDelay time.Duration
	// MaxDelay bounds each wait. An answer whose Retry-After header asks for more is not repeated. The default is
	// 20 seconds.
	MaxDelay time.Duration
}

var defaultRetry = Retry{MaxAttempts: 4, MinDelay: 500 * time.Millisecond, MaxDelay: 20 * time.Second}

// WithRetry replaces the policy for repeating requests. Zero fields keep their defaults. A wait never outlasts the
// deadline of the context: the call then fails at once.
func WithRetry(policy Retry) Option {
	return func(s *settings) error {
		if policy.MaxAttempts < 0 || policy.MinDelay < 0 || policy.MaxDelay < 0 {
			return errors.New("WithRetry: a setting is negative")
		}
		if policy.MaxAttempts > 0 {
			s.retry.MaxAttempts = policy.MaxAttempts
		}
		if policy.MinDelay > 0 {
			s.retry.MinDelay = policy.MinDelay
		}
		if policy.MaxDelay > 0 {
			s.retry.MaxDelay = policy.MaxDelay
		}
		return nil
	}
}

// New returns a client for an organization, which is named as in the console's URL. It needs
// [WithClientCredentials] or [WithTokenSource]. No request is sent before the first call.
func New(organization string, options ...Option) (*Client, error) {
	s, err := apply(options)
	if err != nil {
		return nil, err
	}
	if s.source == nil && s.clientID == "" {
		return nil, fmt.Errorf("asgardeo: %w: no credentials: use WithClientCredentials or WithTokenSource", ErrInvalidInput)
	}
	return s.client("the organization", organization)
}

func apply(options []Option) (*settings, error) {
	s := &settings{retry: defaultRetry}
	for _, option := range options {
		if option == nil {
			continue
		}
		if err := option(s); err != nil {
			return nil, fmt.Errorf("asgardeo: %w: %w", ErrInvalidInput, err)
		}
	}
	return s, nil
}

// Environment variables that [NewFromEnv] reads.
const (
	EnvOrganization = "ASGARDEO_ORGANIZATION"
	EnvClientID     = "ASGARDEO_CLIENT_ID"
	EnvClientSecret = "ASGARDEO_CLIENT_SECRET"
	EnvBaseURL      = "ASGARDEO_BASE_URL"
)

// NewFromEnv is [New] with the organization from ASGARDEO_ORGANIZATION, the credentials from ASGARDEO_CLIENT_ID and
// ASGARDEO_CLIENT_SECRET, and the base URL from ASGARDEO_BASE_URL, which may be unset. What an option sets is not read
// from the environment. The error names every variable that is missing or malformed.
func NewFromEnv(options ...Option) (*Client, error) {
	s, err := apply(options)
	if err != nil {
		return nil, err
	}
	var unset []string
	get := func(name string) string {
		value := os.Getenv(name)
		if value == "" {
			unset = append(unset, name)
		}
		return value
	}
	organization := get(EnvOrganization)
	if s.source == nil && s.clientID == "" {
		s.clientID, s.clientSecret = get(EnvClientID), get(EnvClientSecret)
	}
	if len(unset) > 0 {
		return nil, fmt.Errorf("asgardeo: %w: not set in the environment: %s", ErrInvalidInput, strings.Join(unset, ", "))
	}
	if baseURL := os.Getenv(EnvBaseURL); s.baseURL == "" && baseURL != "" {
		s.baseURL, s.baseName = baseURL, EnvBaseURL
	}
	return s.client(EnvOrganization, organization)
}

// client makes the client. The setting that the organization comes from is named in errors.
func (s *settings) client(setting, organization string) (*Client, error) {
	base, err := s.organizationURL(setting, organization)
	if err != nil {
		return nil, fmt.Errorf("asgardeo: %w: %w", ErrInvalidInput, err)
	}
	core := &rest.Client{
		BaseURL:   base,
		HTTP:      cmp.Or(s.http, new(http.Client)),
		UserAgent: userAgent(s.product),
		Retry:     rest.Retry(s.retry),
		NewError:  newError,
	}
	if s.http == nil {
		core.Timeout = defaultTimeout
	}
	if s.source != nil {
		core.Tokens = callerTokens{s.source}
	} else {
		if len(s.scopes) == 0 {
			s.scopes = slices.Concat(apiresources.Scopes(), applications.Scopes(), scim.Scopes())
		}
		grant := newClientCredentials(base+"/oauth2/token", s.clientID, s.clientSecret, s.scopes, core.HTTP, core.Retry)
		core.Tokens = &tokenCache{fetch: grant.fetch, now: time.Now}
	}
	return &Client{
		APIResources: apiresources.New(core.WithPrefix(serverAPI)),
		Applications: applications.New(core.WithPrefix(serverAPI)),
		SCIM:         scim.New(core.WithPrefix(scimAPI)),
		rest:         core,
	}, nil
}

// isOrganization reports whether name can stand in a path without meaning anything else.
func isOrganization(name string) bool {
	odd := func(r rune) bool {
		return !(r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || strings.ContainsRune("._-", r))
	}
	return name != "" && !strings.ContainsFunc(name, odd) && !strings.ContainsAny(name[:1], "._-") && !strings.Contains(name, "..")
}

// organizationURL joins the two parts; the base may have the organization's part already.
func (s *settings) organizationURL(setting, organization string) (string, error) {
	if !isOrganization(organization) {
		return "", fmt.Errorf("%s %q is not a name of letters, digits, '.', '_' and '-'", setting, organization)
	}
	base, name := cmp.Or(s.baseURL, BaseURLUS), cmp.Or(s.baseName, "the base URL")
	if strings.ContainsAny(base, "@?#") { // not quoted, because it may hold a password
		return "", fmt.Errorf("%s has more than scheme, host and path", name)
	}
	u, err := url.Parse(base)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "" || !validPort(u.Port()) || !plainPath(u.Path) {
		return "", fmt.Errorf("%s %q is not of the form https://host", name, base)
	}
	if u.Scheme == "http" && !loopback(u.Hostname()) {
		return "", fmt.Errorf("%s %q would send credentials in the clear: use https", name, base)
	}
	base = strings.TrimRight(base, "/")
	tenant := "/t/" + organization
	switch {
	case strings.HasSuffix(strings.TrimRight(u.Path, "/"), tenant):
		return base, nil
	case strings.Contains(u.Path+"/", "/t/"):
		return "", fmt.Errorf("%s %q is of another organization than %q", name, base, organization)
	case organization == SuperTenant:
		return base, nil
	}
	return base + tenant, nil
}

// plainPath refuses dot segments and empty ones, except at the end.
func plainPath(p string) bool {
	p = strings.TrimRight(p, "/")
	return p == "" || path.Clean(p) == p
}

func validPort(port string) bool {
	n, err := strconv.ParseUint(port, 10, 16)
	return port == "" || err == nil && n > 0
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}

func userAgent(product string) string {
	return strings.TrimSpace(product + " asgardeo-go/" + version() + " " + runtime.Version())
}

// version returns the version of this module in the program that runs.
func version() string {
	const module = "github.com/seed-01804ef5/asgardeo-go"
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, dep := range info.Deps {
			if dep.Path == module && dep.Version != "" {
				return dep.Version
			}
		}
	}
	return "devel"
}

// Token returns the access token that calls are sent with, fetching one if there is none. Use it for an API that the
// SDK does not cover, and print it nowhere. A failure is a [*TokenError] or the error of ctx.
func (c *Client) Token(ctx context.Context) (*oauth2.Token, error) {
	token, err := c.rest.Tokens.TokenContext(ctx)
	if err != nil {
		return nil, err
	}
	clone := *token // the cache keeps its own
	return &clone, nil
}

// GrantedScopes returns the scopes of the access token, fetching one if there is none. The server grants fewer than
// were requested, without an error, if the application is not authorized for all of them. It returns an error if the
// token source does not tell the scopes.
func (c *Client) GrantedScopes(ctx context.Context) ([]string, error) {
	token, err := c.Token(ctx)
	if err != nil {
		return nil, err
	}
	scopes, ok := rest.GrantedScopes(token)
	if !ok {
		return nil, errors.New("asgardeo: the token source does not tell the scopes of its tokens")
	}
	return scopes, nil
}
