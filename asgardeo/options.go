package asgardeo

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"time"

	"golang.org/x/oauth2"

	"github.com/seed-01804ef5/asgardeo-go/internal/rest"
)

// Option configures a client in [New] and [NewFromEnv]. An option that is given again replaces the earlier one, so
// defaults can come first. Conflicting options and a nil Option are errors.
//
// A zero field of [RetryPolicy] or [RateLimit] means its default.
type Option func(*settings) error

type settings struct {
	baseURL  string
	baseName string // the source of baseURL, for errors
	http     *http.Client
	insecure bool // plain http is accepted
	// authentication is the name of the option that sets how the client gets access tokens. Only one is allowed.
	authentication string
	credentials    *credentials
	source         oauth2.TokenSource
	scopes         []string
	revoke         bool
	product        string
	retry          RetryPolicy
	limit          RateLimit
	limited        bool // WithRateLimit was given
	unlimited      bool // WithoutRateLimit was given
	log            rest.Log
}

// WithBaseURL sets the server: [BaseURLUS] (the default), [BaseURLEU], or the URL of a WSO2 Identity Server, such as
// https://localhost:9443. The URL may end with /t/ and the name of the organization, but not with the path of an
// endpoint. It must not be that of the console. Plain http is accepted only for loopback addresses, or with
// [WithInsecureHTTP].
func WithBaseURL(baseURL string) Option {
	return func(s *settings) error {
		if baseURL == "" {
			return errors.New("WithBaseURL: the base URL is empty")
		}
		s.baseURL = baseURL
		return nil
	}
}

// defaultTimeout limits each request if the caller did not set an HTTP client.
const defaultTimeout = 30 * time.Second

// WithInsecureHTTP accepts a base URL with plain http for every address, not only loopback addresses. Credentials,
// tokens and passwords are then sent without encryption.
func WithInsecureHTTP() Option {
	return func(s *settings) error {
		s.insecure = true
		return nil
	}
}

// WithHTTPClient sets the HTTP client for all requests, including those for tokens. The SDK does not modify it.
// Redirects to another scheme, host or port are never followed, nor are redirects that change the method; both fail
// with [ErrUnexpectedResponse]. CheckRedirect of the given client is called for the others.
//
// Without this option, each request has a timeout of 30 seconds. For an exported file, the timeout ends when the
// response begins; an import has no timeout. Set a deadline on the context of such calls. With this option, only the
// Timeout of the given client and the context limit requests: see also [WithAttemptTimeout].
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
// 4.4). The application must be authorized for the management APIs. The client id and the secret are sent in the
// Authorization header (client_secret_basic), or in the body of the request if they contain characters that the server
// does not accept in the header. Only one of this option, its variants and [WithTokenSource] may be used.
//
// The client id and the client secret consist of printable ASCII characters (RFC 6749, appendix A). White space at
// either end is an error, because it is almost always a mistake.
func WithClientCredentials(clientID, clientSecret string) Option {
	return withSecret("WithClientCredentials", credentials{id: clientID}, clientSecret)
}

// WithClientSecretPost is like [WithClientCredentials], but sends the client id and the secret in the body of the
// request (client_secret_post). Use it for an application that accepts only this method.
func WithClientSecretPost(clientID, clientSecret string) Option {
	return withSecret("WithClientSecretPost", credentials{id: clientID, post: true}, clientSecret)
}

func withSecret(option string, c credentials, secret string) Option {
	c.secret = func() string { return secret }
	return func(s *settings) error {
		if err := cmp.Or(checkCredential("the client id", c.id), checkCredential("the client secret", secret)); err != nil {
			return fmt.Errorf("%s: %w", option, err)
		}
		s.credentials = &c
		return s.authenticate(option)
	}
}

// WithClientAssertion is like [WithClientCredentials], but authenticates with a signed assertion instead of a secret
// (private_key_jwt; RFC 7523, section 2.2). The function sign returns a new assertion for each request. The audience is
// the URL of the token endpoint. The function must be safe for concurrent use. Package asgardeo/privatekeyjwt provides
// one for a private key.
func WithClientAssertion(clientID string, sign func(ctx context.Context, audience string) (string, error)) Option {
	return func(s *settings) error {
		if err := checkCredential("the client id", clientID); err != nil {
			return fmt.Errorf("WithClientAssertion: %w", err)
		}
		if sign == nil {
			return errors.New("WithClientAssertion: the function is nil")
		}
		s.credentials = &credentials{id: clientID, sign: sign}
		return s.authenticate("WithClientAssertion")
	}
}

// authenticate records the option that sets how the client gets access tokens.
func (s *settings) authenticate(option string) error {
	if s.authentication != "" && s.authentication != option {
		return fmt.Errorf("%s and %s are both given: use one of them", s.authentication, option)
	}
	s.authentication = option
	return nil
}

// checkCredential checks a client id or secret (RFC 6749, appendices A.1 and A.2). The error does not contain the
// value.
func checkCredential(name, value string) error {
	switch {
	case value == "":
		return fmt.Errorf("%s is empty", name)
	case strings.TrimSpace(value) != value:
		return fmt.Errorf("%s begins or ends with white space, such as a line break", name)
	case strings.ContainsFunc(value, func(r rune) bool { return r < ' ' || r > '~' }):
		return fmt.Errorf("%s contains a character that is not printable ASCII", name)
	}
	return nil
}

// WithRevokeOnClose makes [Client.Close] revoke the access tokens that the client has fetched (RFC 7009). The server
// issues the same opaque token to every process that requests the same scopes for an application: revoking it in one
// process revokes it for all of them. This option cannot be combined with [WithTokenSource].
func WithRevokeOnClose() Option {
	return func(s *settings) error {
		s.revoke = true
		return nil
	}
}

// WithScopes sets the scopes that [WithClientCredentials] and its variants request. The function Scopes of an API
// package returns the scopes that the given operations require:
//
//	asgardeo.WithScopes(scim.Scopes(scim.OpUsersCreate, scim.OpUsersList)...)
//
// By default, the client requests every scope that the SDK can use. The server grants the requested scopes that the
// application is authorized for: see [Client.GrantedScopes]. WithScopes without arguments is an error.
func WithScopes(scopes ...string) Option {
	return func(s *settings) error {
		if len(scopes) == 0 {
			return errors.New("WithScopes: no scopes are given: omit the option to request every scope that the SDK can use")
		}
		for _, scope := range scopes {
			if scope == "" || strings.ContainsFunc(scope, notInScopes) {
				return fmt.Errorf("WithScopes: %q is not a scope", scope)
			}
		}
		s.scopes = slices.Clone(scopes)
		return nil
	}
}

// notInScopes reports whether r is not allowed in a scope (RFC 6749, section 3.3).
func notInScopes(r rune) bool { return r <= ' ' || r > '~' || r == '"' || r == '\\' }

// WithTokenSource makes the client use the access tokens of source, which must be safe for concurrent use and should
// cache them. The source chooses the scopes and renews the tokens, so this option cannot be combined with
// [WithClientCredentials] and its variants, [WithScopes] or [WithRevokeOnClose]. A call that is rejected with 401 is
// not retried with another token. Calls of clients that [Client.SubOrganization] returns fail with [ErrInvalidInput].
func WithTokenSource(source oauth2.TokenSource) Option {
	return func(s *settings) error {
		if source == nil {
			return errors.New("WithTokenSource: the source is nil")
		}
		s.source = source
		return s.authenticate("WithTokenSource")
	}
}

// WithUserAgent adds product, such as "myservice/1.2", in front of the product of the SDK in the User-Agent header. The
// product must consist of printable ASCII characters.
func WithUserAgent(product string) Option {
	return func(s *settings) error {
		if strings.ContainsFunc(product, func(r rune) bool { return r < ' ' || r > '~' }) {
			return fmt.Errorf("WithUserAgent: %q contains a character that is not printable ASCII", product)
		}
		s.product = product
		return nil
	}
}

// RetryPolicy configures retries. A zero field means its default. A request is retried after the status 429, 502, 503
// or 504, and if there was no response. It is not retried if the server's certificate is not trusted, if the server
// does not speak TLS, if it redirects to another server, or if the context has ended. POST and PATCH are retried only
// if the failed request had no effect: it was not written to a connection, or the status was 429, or 503 with a
// Retry-After header. A DELETE that returns 404 succeeds after an attempt that may have deleted the resource. A request
// that is rejected with 401 because the access token was revoked is retried once with a new token. File uploads are not
// retried.
type RetryPolicy struct {
	// MaxAttempts is the maximum number of attempts of a call, including the first. With 1, net/http does not resend a
	// GET on a new connection either, and a GET does not follow redirects with the status 307 or 308. The default is 4.
	MaxAttempts int
	// BaseDelay is the upper bound of the first delay. The bound doubles with each attempt, and the actual delay is
	// uniformly random below it. The default is 500ms.
	BaseDelay time.Duration
	// MaxDelay is the upper bound of every delay. After a response with a Retry-After header, the delay is the
	// requested time plus up to BaseDelay. If the requested time exceeds MaxDelay, the request is not retried. The
	// default is 20s.
	MaxDelay time.Duration
	// CheckRetry, unless nil, overrides the retry decision for every failed attempt, except the last one and the single
	// retry after a revoked access token. The default decision is in WillRetry and Delay of the attempt. CheckRetry
	// returns the delay before the next attempt, and whether to retry. It must be safe for concurrent use.
	CheckRetry func(Attempt) (delay time.Duration, retry bool)
}

// Attempt describes a failed attempt of a call. [RetryPolicy] passes it to CheckRetry.
type Attempt struct {
	// Operation is the name of the operation, as in [Error]. For token requests it is "oauth2.Token".
	Operation string
	// Method is the HTTP method.
	Method string
	// Number is the number of the attempt, starting at 1.
	Number int
	// StatusCode is the HTTP status, or 0 if there was no response.
	StatusCode int
	// Err is the error of the transport or of reading the response, or nil.
	Err error
	// WillRetry reports whether the request is retried by default.
	WillRetry bool
	// Delay is the default delay before the next attempt.
	Delay time.Duration
}

var defaultRetry = RetryPolicy{MaxAttempts: 4, BaseDelay: 500 * time.Millisecond, MaxDelay: 20 * time.Second}

// WithRetry sets the retry policy. A zero field keeps its value, which is the default unless an earlier WithRetry has
// set it. Negative values are errors. If a delay would end after the deadline of the context, the call fails at once.
func WithRetry(policy RetryPolicy) Option {
	return func(s *settings) error {
		if policy.MaxAttempts < 0 || policy.BaseDelay < 0 || policy.MaxDelay < 0 {
			return errors.New("WithRetry: a setting is negative")
		}
		if policy.MaxAttempts > 0 {
			s.retry.MaxAttempts = policy.MaxAttempts
		}
		if policy.BaseDelay > 0 {
			s.retry.BaseDelay = policy.BaseDelay
		}
		if policy.MaxDelay > 0 {
			s.retry.MaxDelay = policy.MaxDelay
		}
		if policy.CheckRetry != nil {
			s.retry.CheckRetry = policy.CheckRetry
		}
		return nil
	}
}

// rest converts the policy.
func (r RetryPolicy) rest() rest.Retry {
	out := rest.Retry{MaxAttempts: r.MaxAttempts, BaseDelay: r.BaseDelay, MaxDelay: r.MaxDelay}
	if r.CheckRetry != nil {
		out.CheckRetry = func(a rest.Attempt) (time.Duration, bool) { return r.CheckRetry(Attempt(a)) }
	}
	return out
}

// RateLimit is the number of requests per minute that the server accepts from one IP address. A zero field means its
// default: the limit that Asgardeo publishes for its cloud, and no limit for other servers. A negative value means no
// limit.
type RateLimit struct {
	// PerMinute limits all requests except bulk requests. It includes requests for tokens. The default for the cloud is
	// 200.
	PerMinute int
	// BulkPerMinute limits the bulk requests of the SCIM API. The default for the cloud is 5.
	BulkPerMinute int
}

// cloudRateLimit holds the limits that Asgardeo publishes.
var cloudRateLimit = RateLimit{PerMinute: 200, BulkPerMinute: 5}

// WithRateLimit sets the rate limit of the client. The clients of its sub-organizations share the limit.
// [WithoutRateLimit] removes it.
//
// A tenth of the requests of a minute may be sent at once; the others are spread evenly. A request that would have to
// wait past the deadline of its context fails at once with [ErrRateLimited] and is not sent. If the server nevertheless
// responds with 429, because other programs send requests from the same address, all requests wait for the time in its
// Retry-After header, at most one minute. They are then sent at half the rate for a few minutes.
func WithRateLimit(limit RateLimit) Option {
	return func(s *settings) error {
		s.limit, s.limited = limit, true
		return nil
	}
}

// WithoutRateLimit removes the rate limit, including the default for the cloud. It cannot be combined with
// [WithRateLimit].
func WithoutRateLimit() Option {
	return func(s *settings) error {
		s.unlimited = true
		return nil
	}
}

// WithLogger logs every request: at level Warn if it failed and is retried, otherwise at level Debug. The attributes
// are operation, method, attempt, duration, status, trace_id, correlation_id, error, and wait, which is the delay
// before the retry. A wait of more than a second for the rate limit is logged at level Info. Queries, headers and
// bodies are not logged.
func WithLogger(logger *slog.Logger) Option {
	return func(s *settings) error {
		if logger == nil {
			return errors.New("WithLogger: the logger is nil")
		}
		s.log = rest.NewLog(logger)
		return nil
	}
}

// apply applies the options and rejects conflicting ones.
func apply(options []Option) (*settings, error) {
	s := &settings{retry: defaultRetry}
	for i, option := range options {
		if option == nil {
			return nil, invalid(fmt.Errorf("option %d is nil", i+1))
		}
		if err := option(s); err != nil {
			return nil, invalid(err)
		}
	}
	switch {
	case s.source != nil && s.scopes != nil:
		return nil, invalid(errors.New("WithScopes and WithTokenSource are both given: the token source chooses the scopes"))
	case s.source != nil && s.revoke:
		return nil, invalid(errors.New("WithRevokeOnClose and WithTokenSource are both given: the client revokes only tokens that it has fetched"))
	case s.limited && s.unlimited:
		return nil, invalid(errors.New("WithRateLimit and WithoutRateLimit are both given: use one of them"))
	}
	return s, nil
}

// invalid returns the error for an argument of New or NewFromEnv.
func invalid(err error) error { return fmt.Errorf("asgardeo: %w: %w", ErrInvalidInput, err) }
