package asgardeo

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/oauth2"

	"github.com/seed-01804ef5/asgardeo-go/internal/rest"
)

// Paths of the OAuth 2.0 endpoints below the URL of the root organization.
const (
	tokenPath  = "/oauth2/token"
	revokePath = "/oauth2/revoke"
)

// credentials authenticate the application (RFC 6749, section 2.3). The secret is returned by a function, because
// package fmt does not print the result of a function.
type credentials struct {
	id     string
	secret func() string
	post   bool // send the secret in the body
	sign   func(ctx context.Context, audience string) (string, error)
}

// add adds the credentials to a request with a form.
func (c *credentials) add(ctx context.Context, audience string, call *rest.Call, form url.Values) error {
	if c.sign != nil {
		assertion, err := c.sign(ctx, audience)
		if err != nil {
			return fmt.Errorf("signing the client assertion: %w", err)
		}
		call.Secrets = append(call.Secrets, assertion)
		form.Set("client_id", c.id)
		form.Set("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
		form.Set("client_assertion", assertion)
		return nil
	}
	secret := c.secret()
	pair := base64.StdEncoding.EncodeToString([]byte(c.id + ":" + secret))
	call.Secrets = append(call.Secrets, pair, secret)
	if c.post || !unreserved(c.id) || !unreserved(secret) {
		form.Set("client_id", c.id)
		form.Set("client_secret", secret)
		return nil
	}
	call.SetHeader("Authorization", "Basic "+pair)
	return nil
}

// unreserved reports whether percent-encoding does not change s. RFC 6749, section 2.3.1, requires the encoding in the
// Authorization header, but the server does not decode it.
func unreserved(s string) bool { return url.QueryEscape(s) == s }

// tokenEndpoint requests and revokes tokens.
type tokenEndpoint struct {
	tokens      *rest.Client // its errors are TokenErrors
	revocations *rest.Client
	credentials *credentials
}

func newTokenEndpoint(root *rest.Client, c *credentials) *tokenEndpoint {
	tokens, revocations := *root, *root
	revocations.Closed = nil // Close revokes tokens after it has closed the client
	tokens.NewError = func(f *rest.Failure) error { return newTokenError(root.BaseURL+tokenPath, f) }
	return &tokenEndpoint{&tokens, &revocations, c}
}

// call returns a call that authenticates each attempt separately, because an assertion can be used only once.
func (e *tokenEndpoint) call(operation, path string, form url.Values, secrets ...string) *rest.Call {
	return &rest.Call{
		Operation: operation,
		Method:    http.MethodPost,
		Path:      path,
		Public:    true,
		OAuth:     true,
		Secrets:   secrets,
		Prepare: func(ctx context.Context, call *rest.Call) error {
			if err := e.credentials.add(ctx, e.tokens.BaseURL+tokenPath, call, form); err != nil {
				return err
			}
			call.SetForm(form)
			return nil
		},
	}
}

// fetch requests a token (RFC 6749, section 4). The secrets are values of the form. Package clientcredentials of
// x/oauth2 is not used because it does not distinguish a broken connection, after which a retry is safe, from an
// invalid response.
func (e *tokenEndpoint) fetch(ctx context.Context, form url.Values, secrets ...string) (*oauth2.Token, error) {
	call := e.call("oauth2.Token", tokenPath, form, secrets...)
	answer, resp, err := rest.Do[map[string]any](ctx, e.tokens, call)
	var token *oauth2.Token
	if err == nil {
		token, err = e.read(call, resp, *answer)
	}
	if failed, ok := errors.AsType[*TokenError](err); ok {
		failed.grant = form.Get("grant_type")
	}
	return token, err
}

// read returns the token of a response with a successful status. Some gateways send errors with such a status.
func (e *tokenEndpoint) read(call *rest.Call, resp *rest.Response, answer map[string]any) (*oauth2.Token, error) {
	token := readToken(answer)
	switch {
	case token.AccessToken != "" && inHeader(token):
		return token, nil
	case token.AccessToken != "":
		return nil, e.tokens.Unexpected(call.Operation, resp, "%w", errNotInHeader)
	}
	failure, err := json.Marshal(answer) // a TokenError keeps only the texts of errors
	if r, found := readReport(failure); err != nil || !found || r.code+r.message+r.description == "" {
		return nil, e.tokens.Unexpected(call.Operation, resp, "the response has no access_token")
	}
	return nil, e.tokens.PartFailed(resp, &rest.Failure{Operation: call.Operation, StatusCode: resp.StatusCode, Body: failure})
}

// revoke revokes a token (RFC 7009).
func (e *tokenEndpoint) revoke(ctx context.Context, token string) error {
	form := url.Values{"token": {token}, "token_type_hint": {"access_token"}}
	_, err := rest.Exec(ctx, e.revocations, e.call("oauth2.Revoke", revokePath, form, token))
	return err
}

// readToken returns the token in a response of the token endpoint (RFC 6749, section 5.1).
func readToken(answer map[string]any) *oauth2.Token {
	token := new(oauth2.Token)
	token.AccessToken, _ = answer["access_token"].(string)
	token.TokenType, _ = answer["token_type"].(string)
	seconds, _ := answer["expires_in"].(float64)
	if text, ok := answer["expires_in"].(string); ok {
		seconds, _ = strconv.ParseFloat(text, 64)
	}
	if seconds != 0 && !math.IsNaN(seconds) {
		token.ExpiresIn = int64(max(math.MinInt32, min(seconds, math.MaxInt32)))
		token.Expiry = time.Now().Add(time.Duration(token.ExpiresIn) * time.Second)
	}
	return token.WithExtra(answer)
}

// inHeader reports whether the token is valid in a header (RFC 6749, appendix A.12). net/http rejects every request
// with an invalid one.
func inHeader(token *oauth2.Token) bool {
	odd := func(r rune) bool { return r < ' ' || r > '~' }
	return !strings.ContainsFunc(token.AccessToken, odd) && !strings.ContainsFunc(token.Type(), odd)
}

var errNotInHeader = errors.New("the access token or its type contains characters that are invalid in a header")

// newTokenError returns the error of a failed token request.
func newTokenError(tokenURL string, f *rest.Failure) error {
	out := &TokenError{TokenURL: tokenURL, Err: f.Err}
	if f.StatusCode < 300 && len(f.Body) == 0 {
		return out
	}
	out.StatusCode, out.RetryAfter = f.StatusCode, f.RetryAfter
	var answer struct {
		Error            json.RawMessage `json:"error"`
		ErrorDescription json.RawMessage `json:"error_description"`
	}
	_ = json.Unmarshal(bytes.TrimPrefix(f.Body, []byte(rest.ByteOrderMark)), &answer) // the body may have any format
	out.Code = f.Redact(text(answer.Error))
	out.Description = f.Redact(text(answer.ErrorDescription))
	if out.Code == "" {
		out.Description = f.Redact(describe(f.Body))
	}
	return out
}

// describe returns the text of a response that is not an OAuth 2.0 error, such as the error of a gateway or the
// response for an unknown organization.
func describe(body []byte) string {
	r, found := readReport(body)
	if !found {
		return bodyText(body)
	}
	return join(" ", r.message, r.description)
}

// callerTokens adapts the caller's token source, which does not accept a context. It runs at most one call of the
// source at a time. Concurrent callers share the result, so a source that hangs blocks only one goroutine.
type callerTokens struct {
	source oauth2.TokenSource

	mu     sync.Mutex
	flight *flight  // nil if no call is in progress
	known  []string // the secrets of the last token; only used by ask
}

// Refused does nothing: caching is the responsibility of the source.
func (*callerTokens) Refused(*oauth2.Token) bool { return false }

// TokenContext calls the source. It returns early if ctx ends.
func (t *callerTokens) TokenContext(ctx context.Context) (*oauth2.Token, error) {
	t.mu.Lock()
	f := t.flight
	if f == nil {
		f = &flight{done: make(chan struct{})}
		t.flight = f
		go t.ask(f)
	}
	t.mu.Unlock()
	select {
	case <-f.done:
		return f.token, f.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (t *callerTokens) ask(f *flight) {
	token, err := t.source.Token()
	if token != nil {
		t.known = []string{token.AccessToken, token.RefreshToken}
	}
	switch {
	case err != nil:
		f.err = sourceError(err, t.known)
	case token == nil || token.AccessToken == "":
		f.err = &TokenError{Err: errors.New("the token source returned no access token")}
	case !inHeader(token):
		f.err = &TokenError{Err: errNotInHeader}
	default:
		f.token = token
	}
	t.mu.Lock()
	t.flight = nil
	t.mu.Unlock()
	close(f.done)
}

// sourceError returns a TokenError with the parts of an x/oauth2 error that contain no secrets. The text of that error
// quotes the whole response, which may repeat a secret. The known secrets are redacted.
func sourceError(err error, known []string) *TokenError {
	failed, ok := errors.AsType[*oauth2.RetrieveError](err)
	if !ok {
		return &TokenError{Err: rest.RedactError(err, known...)}
	}
	show := func(text string) string { return rest.RedactText(clip(text), known...) }
	out := &TokenError{Code: show(failed.ErrorCode), Description: show(failed.ErrorDescription)}
	if failed.Response != nil {
		out.StatusCode = failed.Response.StatusCode
	}
	if out.Code == "" {
		out.Description = show(describe([]byte(rest.RedactText(string(failed.Body), known...))))
	}
	return out
}
