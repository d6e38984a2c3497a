package asgardeo

import (
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

// Option is a setting of [New].
type Option func(*settings) error

type settings struct {
	baseURL     string
	baseName    string // where it comes from, for errors
	http        *http.Client
	insecure    bool // plain http is fine
	credentials *credentials
	scopes      []string
	source      rest.TokenSource
	revoke      bool
	product     string
	retry       RetryPolicy
	limit       *RateLimit
	log         rest.Log
}

// WithBaseURL sets the server: [BaseURLUS], which is the default, [BaseURLEU], or the address of a WSO2 Identity
// Server such as https://localhost:9443. The organization's own URL, ending in /t/ and its name, will do too.
// Plain http is accepted for loopback addresses only, or with [WithInsecureHTTP].
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
// 4.4), as an application of the organization that is authorized for the management APIs.
func WithClientCredentials(clientID, clientSecret string) Option {
	return func(s *settings) error {
		if clientID == "" {
			return errors.New("WithClientCredentials: the client id is empty")
		}
		if clientSecret == "" {
			return errors.New("WithClientCredentials: the client secret is empty")
		}
		s.credentials = &credentials{id: clientID, secret: func() string { return clientSecret }}
		return nil
	}
}

// WithClientSecretPost is [WithClientCredentials] with the client id and the secret in the form of the request
// (client_secret_post), for an application that is bound to this method. Without it they go into the Authorization
// header, unless they hold characters that the server does not take there.
func WithClientSecretPost(clientID, clientSecret string) Option {
	return func(s *settings) error {
		if clientID == "" || clientSecret == "" {
			return errors.New("WithClientSecretPost: the client id or the client secret is empty")
		}
		s.credentials = &credentials{id: clientID, secret: func() string { return clientSecret }, post: true}
		return nil
	}
}

// WithClientAssertion is [WithClientCredentials] with a signed assertion in place of a secret (private_key_jwt; RFC
// 7523, section 2.2). The function sign returns a new assertion for each request, whose audience is the URL of the
// token endpoint; it must be safe for concurrent use. Package asgardeo/privatekeyjwt makes one from a private key.
func WithClientAssertion(clientID string, sign func(ctx context.Context, audience string) (string, error)) Option {
	return func(s *settings) error {
		if clientID == "" {
			return errors.New("WithClientAssertion: the client id is empty")
		}
		if sign == nil {
			return errors.New("WithClientAssertion: the function is nil")
		}
		s.credentials = &credentials{id: clientID, sign: sign}
		return nil
	}
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
// place of [WithClientCredentials]. A call whose token the server refuses (401) is then not repeated with another one,
// and [Client.SubOrganization] has no credentials to exchange a token with.
func WithTokenSource(source oauth2.TokenSource) Option {
	return func(s *settings) error {
		if source == nil {
			return errors.New("WithTokenSource: the source is nil")
		}
		s.source = &callerTokens{source: source}
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

// RateLimit is what the server takes from one address in a minute. A number of 0 does not limit.
type RateLimit struct {
	// PerMinute limits all requests but bulk requests: those for tokens too.
	PerMinute int
	// BulkPerMinute limits the bulk requests of the SCIM API.
	BulkPerMinute int
}

// cloudRateLimit is what Asgardeo publishes.
var cloudRateLimit = RateLimit{PerMinute: 200, BulkPerMinute: 5}

// WithRateLimit keeps all requests of the client, and of those that [Client.SubOrganization] makes of it, below a limit.
// The default is Asgardeo's for its hosts, 200 a minute and 5 bulk requests a minute, and none for other servers;
// WithRateLimit(RateLimit{}) turns it off.
//
// A tenth of the requests go at once, the others evenly. A request that would have to wait longer than its context
// allows fails at once with [ErrRateLimited] and is not sent. Should the server answer with 429 all the same, because
// others call it from the same address, then all requests wait for as long as its Retry-After header says, a minute at
// most, and go at half the pace for some minutes.
func WithRateLimit(limit RateLimit) Option {
	return func(s *settings) error {
		if limit.PerMinute < 0 || limit.BulkPerMinute < 0 {
			return errors.New("WithRateLimit: a number is negative")
		}
		s.limit = &limit
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
