package asgardeo

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/oauth2"

	"github.com/seed-01804ef5/asgardeo-go/apiresources"
	"github.com/seed-01804ef5/asgardeo-go/applications"
	"github.com/seed-01804ef5/asgardeo-go/claims"
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

// SuperTenant is the organization that a WSO2 Identity Server has from the beginning. Its URLs have no /t/ part.
const SuperTenant = "carbon.super"

// Client manages one organization. It is safe for concurrent use.
type Client struct {
	// APIResources manages the APIs that the organization protects.
	APIResources *apiresources.Client
	// Applications manages applications and what they may access.
	Applications *applications.Client
	// Claims manages OpenID Connect scopes and their claims.
	Claims *claims.Client
	// SCIM manages users, groups and roles, one by one and in bulk.
	SCIM *scim.Client

	rest   *rest.Client
	apis   *rest.APIs
	family *family
}

// client makes the client of an organization. Each API is registered here.
func (f *family) client(core *rest.Client) *Client {
	apis := &rest.APIs{Client: core}
	return &Client{
		APIResources: apiresources.Client{}.InternalRegister(apis),
		Applications: applications.Client{}.InternalRegister(apis),
		Claims:       claims.Client{}.InternalRegister(apis),
		SCIM:         scim.Client{}.InternalRegister(apis),
		rest:         core,
		apis:         apis,
		family:       f,
	}
}

// Format writes the organization's URL, whatever the verb.
func (c *Client) Format(f fmt.State, _ rune) {
	_, _ = fmt.Fprintf(f, "asgardeo.Client(%s)", c.rest.BaseURL)
}

// LogValue returns the organization's URL.
func (c *Client) LogValue() slog.Value { return slog.StringValue(c.rest.BaseURL) }

// New returns a client for an organization, which is named as in the console's URL. It needs
// [WithClientCredentials], one of its variants, or [WithTokenSource]. No request is sent before the first call.
func New(organization string, options ...Option) (*Client, error) {
	s, err := apply(options)
	if err != nil {
		return nil, err
	}
	if s.source == nil && s.credentials == nil {
		return nil, fmt.Errorf("asgardeo: %w: no credentials: use WithClientCredentials or WithTokenSource", ErrInvalidInput)
	}
	return s.client("the organization", organization)
}

// Environment variables of [NewFromEnv].
const (
	envOrganization = "ASGARDEO_ORGANIZATION"
	envClientID     = "ASGARDEO_CLIENT_ID"
	envClientSecret = "ASGARDEO_CLIENT_SECRET"
	envBaseURL      = "ASGARDEO_BASE_URL"
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
	organization := get(envOrganization)
	if s.source == nil && s.credentials == nil {
		id, secret := get(envClientID), get(envClientSecret)
		s.credentials = &credentials{id: id, secret: func() string { return secret }}
	}
	if len(unset) > 0 {
		return nil, fmt.Errorf("asgardeo: %w: not set in the environment: %s", ErrInvalidInput, strings.Join(unset, ", "))
	}
	if baseURL := os.Getenv(envBaseURL); s.baseURL == "" && baseURL != "" {
		s.baseURL, s.baseName = baseURL, envBaseURL
	}
	return s.client(envOrganization, organization)
}

// client makes the client. The setting that the organization comes from is named in errors.
func (s *settings) client(setting, organization string) (*Client, error) {
	base, err := s.organizationURL(setting, organization)
	if err == nil && s.revoke && s.source != nil {
		err = errors.New("WithRevokeOnClose: tokens of a WithTokenSource are not the client's to revoke")
	}
	if err != nil {
		return nil, fmt.Errorf("asgardeo: %w: %w", ErrInvalidInput, err)
	}
	f := &family{revoke: s.revoke, scopes: s.scopes, organizations: map[string]*Client{}}
	f.root = &rest.Client{
		BaseURL:   base,
		HTTP:      cmp.Or(s.http, new(http.Client)),
		UserAgent: userAgent(s.product),
		Retry:     s.retry.rest(),
		Limits:    s.limits(base),
		Log:       s.log,
		Closed:    &f.closed,
		NewError:  newError,
	}
	if s.http == nil {
		f.root.Timeout = defaultTimeout
	}
	if s.source != nil {
		f.root.Tokens = s.source
	} else {
		f.endpoint = newTokenEndpoint(f.root, s.credentials)
		f.root.Tokens = newTokenCache(f.fetch)
	}
	c := f.client(f.root)
	if len(f.scopes) == 0 {
		f.scopes = c.apis.Scopes()
	}
	return c, nil
}

// limits are those of the settings, or the published ones of the cloud.
func (s *settings) limits(base string) *rest.Limits {
	limit := s.limit
	if u, err := url.Parse(base); limit == nil && err == nil && slices.Contains([]string{BaseURLUS, BaseURLEU}, "https://"+strings.ToLower(u.Hostname())) {
		limit = &cloudRateLimit
	}
	if limit == nil || *limit == (RateLimit{}) {
		return nil
	}
	return rest.NewLimits(limit.PerMinute, limit.BulkPerMinute)
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
	if u.Scheme == "http" && !s.insecure && !loopback(u.Hostname()) {
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
	segments := strings.Split(p, "/")
	return p == "" || segments[0] == "" && !slices.ContainsFunc(segments[1:], func(s string) bool { return s == "" || s == "." || s == ".." })
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
// SDK does not cover, and print it nowhere. A failure is a [*TokenError], [ErrClosed] or the error of ctx.
func (c *Client) Token(ctx context.Context) (*oauth2.Token, error) {
	switch {
	case ctx == nil:
		return nil, fmt.Errorf("asgardeo: %w: the context is nil", ErrInvalidInput)
	case c.family.closed.Load():
		return nil, ErrClosed
	}
	token, err := c.rest.Tokens.TokenContext(ctx)
	if err != nil {
		return nil, err
	}
	clone := *token // the cache keeps its own
	return &clone, nil
}

// TokenSource returns a source of the client's access tokens, for a client of golang.org/x/oauth2 that calls an API which
// the SDK does not cover: oauth2.NewClient(ctx, client.TokenSource(ctx)). It shares the tokens that the client keeps and
// renews; fetching one ends with ctx.
func (c *Client) TokenSource(ctx context.Context) oauth2.TokenSource { return tokenSource{ctx, c} }

type tokenSource struct {
	ctx    context.Context
	client *Client
}

// Token is Client.Token.
func (s tokenSource) Token() (*oauth2.Token, error) { return s.client.Token(s.ctx) }

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
