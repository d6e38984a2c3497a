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

// Option is a setting of [New] and [NewFromEnv]. An option that is given again replaces the earlier one, so that defaults
// can come first. Options that contradict each other, and a nil Option, are errors.
//
// In the structs of settings, [RetryPolicy] and [RateLimit], a field that is zero has its default. So it is in the RateLimits
// of package asgardeotest.
type Option func(*settings) error

type settings struct {
	baseURL  string
	baseName string // where it comes from, for errors
	http     *http.Client
	insecure bool // plain http is fine
	// authentication is the name of the option that says where access tokens come from. There can be only one.
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

// WithBaseURL sets the server: [BaseURLUS], which is the default, [BaseURLEU], or the address of a WSO2 Identity
// Server such as https://localhost:9443. It may end with /t/ and the name of the organization, but not with the path of
// an endpoint. The address of the console is not a base URL. Plain http is accepted for loopback addresses only, or with
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

// defaultTimeout bounds a request where the caller gave no client.
const defaultTimeout = 30 * time.Second

// WithInsecureHTTP accepts a base URL with plain http also for addresses that are not loopback. Credentials, tokens and
// passwords then cross the network for everyone to read.
func WithInsecureHTTP() Option {
	return func(s *settings) error {
		s.insecure = true
		return nil
	}
}

// WithHTTPClient sets the client that sends all requests, those for tokens too. It is never changed. Its CheckRedirect
// is asked only about redirects that stay on the server of the base URL: a request that is led to another host, port or
// scheme fails with [ErrUnexpectedResponse], because its credentials are for this one. So does one that a redirect would
// make a GET, whose answer would say nothing of it.
//
// The default waits 30 seconds for an answer, or for an exported file to begin, but as long as the context allows for the
// rest of a file and for what comes of an imported one: give that a deadline. A client of the caller's waits as long as
// its own settings and the context allow.
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
// 4.4), as an application of the organization that is authorized for the management APIs. Only one option may say where
// access tokens come from: this one, one of its variants, or [WithTokenSource].
//
// The client id and the client secret consist of printable ASCII characters (RFC 6749, appendix A). White space at
// either end is refused, because it is a mistake in almost all cases.
func WithClientCredentials(clientID, clientSecret string) Option {
	return withSecret("WithClientCredentials", credentials{id: clientID}, clientSecret)
}

// WithClientSecretPost is [WithClientCredentials] with the client id and the secret in the form of the request
// (client_secret_post), for an application that is bound to this method. Without it they go into the Authorization
// header, unless they have characters that the server does not accept there.
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

// WithClientAssertion is [WithClientCredentials] with a signed assertion in place of a secret (private_key_jwt; RFC
// 7523, section 2.2). The function sign returns a new assertion for each request, whose audience is the URL of the
// token endpoint; it must be safe for concurrent use. Package asgardeo/privatekeyjwt makes one from a private key.
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

// authenticate records the option that access tokens come from.
func (s *settings) authenticate(option string) error {
	if s.authentication != "" && s.authentication != option {
		return fmt.Errorf("%s and %s are both given: use one of them", s.authentication, option)
	}
	s.authentication = option
	return nil
}

// checkCredential checks a client id or secret (RFC 6749, appendices A.1 and A.2). The error does not contain it.
func checkCredential(name, value string) error {
	switch {
	case value == "":
		return fmt.Errorf("%s is empty", name)
	case strings.TrimSpace(value) != value:
		return fmt.Errorf("%s begins or ends with white space, such as a line break", name)
	case strings.ContainsFunc(value, func(r rune) bool { return r < ' ' || r > '~' }):
		return fmt.Errorf("%s has a character that is not printable ASCII", name)
	}
	return nil
}

// WithRevokeOnClose makes [Client.Close] revoke the access tokens that the client has fetched. The server gives the
// same opaque token to every process of an application that asks for the same scopes: revoking it in one ends it for
// all of them. It cannot be used with [WithTokenSource].
func WithRevokeOnClose() Option {
	return func(s *settings) error {
		s.revoke = true
		return nil
	}
}

// WithScopes sets the scopes that [WithClientCredentials] requests. The function Scopes of an API package returns those
// that certain operations need:
//
//	asgardeo.WithScopes(scim.Scopes(scim.OpUsersCreate, scim.OpUsersList)...)
//
// The default is every scope that the SDK can use. The server grants those of the requested scopes that the application is
// authorized for: see [Client.GrantedScopes]. Calling WithScopes without scopes is an error.
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

// notInScopes reports the characters that RFC 6749, section 3.3, keeps out of scopes.
func notInScopes(r rune) bool { return r <= ' ' || r > '~' || r == '"' || r == '\\' }

// WithTokenSource makes the client use the access tokens of source, which must be safe for concurrent use and should
// cache them. The source decides about scopes and renewal: the option excludes [WithClientCredentials] and its variants,
// [WithScopes] and [WithRevokeOnClose]. A call whose token the server refuses (401) is not retried with another one, and
// [Client.SubOrganization] has no credentials to exchange a token with.
func WithTokenSource(source oauth2.TokenSource) Option {
	return func(s *settings) error {
		if source == nil {
			return errors.New("WithTokenSource: the source is nil")
		}
		s.source = source
		return s.authenticate("WithTokenSource")
	}
}

// WithUserAgent puts product, such as "myservice/1.2", before the SDK's own name in the User-Agent header.
func WithUserAgent(product string) Option {
	return func(s *settings) error {
		if strings.ContainsFunc(product, func(r rune) bool { return r < ' ' || r > '~' }) {
			return fmt.Errorf("WithUserAgent: %q has a character that is not printable ASCII", product)
		}
		s.product = product
		return nil
	}
}

// RetryPolicy is the retry policy. Zero fields have their defaults. A request is retried after a temporary failure: the
// status 429, 502, 503 or 504, or no response, unless the server's certificate is not trusted, the server does not speak
// TLS, it redirects the request to another server, or the context ended. POST and PATCH are retried only if the failed
// request certainly had no effect: it was not written to a connection, or the response was 429, or 503 with Retry-After.
// A DELETE succeeds if it finds nothing (404) after an attempt that may have deleted the resource. A request that is
// rejected with 401 because the access token was revoked is retried once with a new token. File uploads are not retried.
type RetryPolicy struct {
	// MaxAttempts counts the first request too; 1 sends exactly one, and follows no redirect. The default is 4.
	MaxAttempts int
	// BaseDelay is the upper bound of the first delay. The bound doubles with each attempt, and the delay is chosen at
	// random below it. The default is half a second.
	BaseDelay time.Duration
	// MaxDelay limits each delay. After a response with a Retry-After header, the delay is the requested time plus up to
	// BaseDelay. If the requested time exceeds MaxDelay, the request is not retried. The default is 20 seconds.
	MaxDelay time.Duration
	// CheckRetry, unless nil, overrides the decision for every failed attempt except the last one and the single retry
	// after a revoked access token. It returns whether to retry and the delay before. The default decision is in the
	// attempt's WillRetry and Delay. CheckRetry must be safe for concurrent use.
	CheckRetry func(Attempt) (delay time.Duration, retry bool)
}

// Attempt is a failed attempt to carry out an operation, and the default decision of the [RetryPolicy].
type Attempt struct {
	// Operation is named as in [Error]; the one for tokens is "oauth2.Token".
	Operation string
	// Method is the HTTP method.
	Method string
	// Number counts the attempts of the call from 1.
	Number int
	// StatusCode is the HTTP status, 0 if there was no response.
	StatusCode int
	// Err is the cause of the failure if it is not the response.
	Err error
	// WillRetry reports whether the policy retries the request.
	WillRetry bool
	// Delay is the delay before the next attempt.
	Delay time.Duration
}

var defaultRetry = RetryPolicy{MaxAttempts: 4, BaseDelay: 500 * time.Millisecond, MaxDelay: 20 * time.Second}

// WithRetry sets the policy for retries. A field that is zero keeps its value, which is the default unless an earlier
// WithRetry set it. Negative numbers are errors. A delay never ends after the deadline of the context: the call then
// fails at once.
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

// RateLimit is the number of requests that the server accepts from one address in a minute. A number that is zero has its
// default: what Asgardeo publishes for the hosts of its cloud, and no limit for other servers. A negative number means no
// limit.
type RateLimit struct {
	// PerMinute limits all requests except bulk requests. Requests for tokens count too. The default in the cloud is 200.
	PerMinute int
	// BulkPerMinute limits the bulk requests of the SCIM API. The default in the cloud is 5.
	BulkPerMinute int
}

// cloudRateLimit is what Asgardeo publishes.
var cloudRateLimit = RateLimit{PerMinute: 200, BulkPerMinute: 5}

// WithRateLimit keeps all requests of the client, and of those that [Client.SubOrganization] makes of it, below a limit.
// [WithoutRateLimit] turns the limits off.
//
// A tenth of the requests are sent at once, the others evenly. A request that would have to wait longer than its context
// allows fails at once with [ErrRateLimited] and is not sent. If the server responds with 429 nevertheless, because other
// programs call it from the same address, all requests wait for as long as its Retry-After header says, a minute at
// most, and are sent at half the pace for some minutes.
func WithRateLimit(limit RateLimit) Option {
	return func(s *settings) error {
		s.limit, s.limited = limit, true
		return nil
	}
}

// WithoutRateLimit turns the limits of [WithRateLimit] off, those of the cloud included. It cannot be combined with it.
func WithoutRateLimit() Option {
	return func(s *settings) error {
		s.unlimited = true
		return nil
	}
}

// WithLogger logs every request: at debug level, or as a warning if it failed and is repeated. The attributes are
// operation, method, attempt, duration, status, trace_id, correlation_id, error, and the wait before a repetition. Waits
// of more than a second for the rate limit are logged at info level. No record holds a query, a header or a body.
func WithLogger(logger *slog.Logger) Option {
	return func(s *settings) error {
		if logger == nil {
			return errors.New("WithLogger: the logger is nil")
		}
		s.log = rest.NewLog(logger)
		return nil
	}
}

// apply applies the options and refuses those that contradict each other.
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
		return nil, invalid(errors.New("WithScopes: the scopes of tokens of WithTokenSource are up to the source"))
	case s.source != nil && s.revoke:
		return nil, invalid(errors.New("WithRevokeOnClose: tokens of WithTokenSource are not the client's to revoke"))
	case s.limited && s.unlimited:
		return nil, invalid(errors.New("WithRateLimit and WithoutRateLimit are both given: use one of them"))
	}
	return s, nil
}

// invalid returns the error for an argument of New or NewFromEnv.
func invalid(err error) error { return fmt.Errorf("asgardeo: %w: %w", ErrInvalidInput, err) }
