package asgardeo

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"runtime"
	"runtime/debug"
	"strings"

	"golang.org/x/oauth2"

	"github.com/seed-01804ef5/asgardeo-go/apiresources"
	"github.com/seed-01804ef5/asgardeo-go/applications"
	"github.com/seed-01804ef5/asgardeo-go/claims"
	"github.com/seed-01804ef5/asgardeo-go/internal/rest"
	"github.com/seed-01804ef5/asgardeo-go/scim"
)

// Client manages one organization. It is safe for concurrent use. Create it with [New] or [NewFromEnv].
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

// client returns the client of an organization. Each API is registered here.
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

// Format implements [fmt.Formatter]. It writes the organization's URL for every verb, and no credentials.
func (c *Client) Format(f fmt.State, _ rune) {
	_, _ = fmt.Fprintf(f, "asgardeo.Client(%s)", c.rest.BaseURL)
}

// LogValue implements [slog.LogValuer]. It returns the organization's URL.
func (c *Client) LogValue() slog.Value { return slog.StringValue(c.rest.BaseURL) }

// New returns a client for the organization with the given name, which is the part of the console's URL after /t/. It
// requires [WithClientCredentials], one of its variants, or [WithTokenSource]. It sends no request. The error is
// [ErrInvalidInput] if the name or an option is invalid.
func New(organization string, options ...Option) (*Client, error) {
	s, err := apply(options)
	if err != nil {
		return nil, err
	}
	base, err := s.organizationURL("the organization", organization)
	if err != nil {
		return nil, invalid(err)
	}
	if s.authentication == "" {
		return nil, invalid(errors.New("no credentials: use WithClientCredentials or WithTokenSource"))
	}
	return s.client(base), nil
}

// Environment variables of [NewFromEnv].
const (
	envOrganization = "ASGARDEO_ORGANIZATION"
	envClientID     = "ASGARDEO_CLIENT_ID"
	envClientSecret = "ASGARDEO_CLIENT_SECRET"
	envBaseURL      = "ASGARDEO_BASE_URL"
)

// NewFromEnv is like [New], but reads the organization from the environment variable ASGARDEO_ORGANIZATION, the
// credentials from ASGARDEO_CLIENT_ID and ASGARDEO_CLIENT_SECRET, and the base URL from ASGARDEO_BASE_URL, which is
// optional. A variable is not read if an option sets the value. The values are checked like those of the options. The
// error, [ErrInvalidInput], names every variable that is missing or malformed.
func NewFromEnv(options ...Option) (*Client, error) {
	s, err := apply(options)
	if err != nil {
		return nil, err
	}
	var unset, wrong []string
	get := func(name string) string {
		value := os.Getenv(name)
		if value == "" {
			unset = append(unset, name)
		}
		return value
	}
	check := func(err error) {
		if err != nil {
			wrong = append(wrong, err.Error())
		}
	}
	organization := get(envOrganization)
	if s.authentication == "" {
		id, secret := get(envClientID), get(envClientSecret)
		for _, name := range []string{envClientID, envClientSecret} {
			if value := os.Getenv(name); value != "" {
				check(checkCredential(name, value))
			}
		}
		s.credentials = &credentials{id: id, secret: func() string { return secret }}
	}
	if baseURL := os.Getenv(envBaseURL); s.baseURL == "" && baseURL != "" {
		s.baseURL, s.baseName = baseURL, envBaseURL
	}
	var base string
	if organization != "" {
		base, err = s.organizationURL(envOrganization, organization)
		check(err)
	}
	if len(unset) > 0 {
		wrong = append([]string{"not set in the environment: " + strings.Join(unset, ", ")}, wrong...)
	}
	if len(wrong) > 0 {
		return nil, invalid(errors.New(strings.Join(wrong, "; ")))
	}
	return s.client(base), nil
}

// client returns the client of the organization at the URL base.
func (s *settings) client(base string) *Client {
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
		f.root.Tokens = &callerTokens{source: s.source}
	} else {
		f.endpoint = newTokenEndpoint(f.root, s.credentials)
		f.root.Tokens = newTokenCache(f.fetch)
	}
	c := f.client(f.root)
	if len(f.scopes) == 0 {
		f.scopes = c.apis.Scopes()
	}
	return c
}

// limits returns the limits of the settings, or else those that Asgardeo publishes for its cloud.
func (s *settings) limits(base string) *rest.Limits {
	if s.unlimited {
		return nil
	}
	general, bulk := s.perMinute(base)
	if general == 0 && bulk == 0 {
		return nil
	}
	return rest.NewLimits(general, bulk)
}

// perMinute returns the limits with their defaults; 0 means no limit.
func (s *settings) perMinute(base string) (general, bulk int) {
	var defaults RateLimit
	if isCloud(base) {
		defaults = cloudRateLimit
	}
	return max(0, cmp.Or(s.limit.PerMinute, defaults.PerMinute)), max(0, cmp.Or(s.limit.BulkPerMinute, defaults.BulkPerMinute))
}

func userAgent(product string) string {
	return strings.TrimSpace(product + " asgardeo-go/" + version() + " " + runtime.Version())
}

// version returns the version of this module in the running program.
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

// Token returns the access token of the client, and fetches one if necessary. Treat it as a secret: do not log it. To
// call an operation that has no method, use [Client.Do]. The error is a [*TokenError], [ErrClosed], the error of ctx,
// or [ErrInvalidInput] if ctx is nil.
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

// TokenSource returns a source of the client's access tokens for clients of golang.org/x/oauth2: oauth2.NewClient(ctx,
// client.TokenSource(ctx)). It returns the token of [Client.Token], called with ctx.
func (c *Client) TokenSource(ctx context.Context) oauth2.TokenSource { return tokenSource{ctx, c} }

type tokenSource struct {
	ctx    context.Context
	client *Client
}

// Token is Client.Token.
func (s tokenSource) Token() (*oauth2.Token, error) { return s.client.Token(s.ctx) }

// GrantedScopes returns the scopes of the access token, and fetches one if necessary. They are fewer than the requested
// ones if the application is not authorized for all of them. It returns the errors of [Client.Token], and an error if a
// token of [WithTokenSource] does not contain its scopes.
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
