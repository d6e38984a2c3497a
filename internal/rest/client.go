// Package rest sends the operations that are generated from the OpenAPI documents: it builds the request, adds the
// access token, retries what may be retried, reads the answer within a limit and decodes it.
package rest

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"github.com/seed-01804ef5/asgardeo-go/internal/jsonscan"
	"github.com/seed-01804ef5/asgardeo-go/internal/lossless"
	"golang.org/x/oauth2"
)

// maxBody bounds what is read of an answer: far above any page of a listing, far below what hurts.
const maxBody = 16 << 20

// maxFailure bounds what is read of the body of a failure, which is a few lines. The rest is left out.
const maxFailure = 1 << 20

// Errors that the service packages and this one produce; package asgardeo documents and exports them.
var (
	ErrInvalidInput     = errors.New("invalid input")
	ErrBadRequest       = errors.New("bad request")
	ErrUnauthorized     = errors.New("unauthorized")
	ErrForbidden        = errors.New("forbidden")
	ErrNotFound         = errors.New("not found")
	ErrConflict         = errors.New("conflict")
	ErrRateLimited      = errors.New("rate limited")
	ErrNotImplemented   = errors.New("not implemented by the server")
	ErrServer           = errors.New("server error")
	ErrAccepted         = errors.New("accepted, awaiting approval")
	ErrUnexpectedAnswer = errors.New("unexpected answer")
	ErrOutcomeUnknown   = errors.New("the request may have been carried out")
	ErrClosed           = errors.New("the client is closed")
)

// TokenSource gives the access token of a request.
type TokenSource interface {
	TokenContext(ctx context.Context) (*oauth2.Token, error)
	// Refused tells that the server did not accept token, and reports whether to try once more with another.
	Refused(token *oauth2.Token) bool
}

// Client sends calls to one organization. It is not changed after it was built.
type Client struct {
	// BaseURL is the URL of the organization without a trailing slash, such as https://api.asgardeo.io/t/example.
	BaseURL string
	// Prefix is the path of the API below BaseURL, such as /scim2.
	Prefix string
	// HTTP is the caller's client: its transport, mocks and time limits hold, whenever they are put in.
	HTTP *http.Client
	// Timeout bounds an attempt, except for the content of files; 0 does not. It is for clients that HTTP does not
	// bound.
	Timeout time.Duration
	// Tokens is asked before each attempt.
	Tokens TokenSource
	// UserAgent is the User-Agent header.
	UserAgent string
	// Retry says when a failed attempt is repeated.
	Retry Retry
	// Limits holds attempts up.
	Limits *Limits
	// Log, unless nil, takes a record of each attempt.
	Log Log
	// Closed, unless nil, says that no attempt may be made any more.
	Closed *atomic.Bool
	// NewError makes the error that callers see.
	NewError func(*Failure) error
}

// WithPrefix returns a copy of c for the API below another path.
func (c *Client) WithPrefix(prefix string) *Client {
	clone := *c
	clone.Prefix = prefix
	return &clone
}

// Failure is what is known of a call that failed.
type Failure struct {
	Operation string
	// StatusCode is 0 when no answer came.
	StatusCode int
	// Body is the answer's body, of which only what Redact returns may be kept, or the beginning if it is long and not
	// JSON. It is nil for a success in JSON, which may hold other secrets.
	Body []byte
	// Scopes are the alternative sets of scopes that the operation needs.
	Scopes [][]string
	// Granted are the scopes of the token that was sent; nil if unknown.
	Granted []string
	// Public says that the operation is sent without an access token.
	Public bool
	// RetryAfter is how long the server asks to wait before another request, 0 if it does not.
	RetryAfter time.Duration
	// Err is the cause where it is not the answer itself.
	Err error

	secrets *redactor
}

// Redact takes the secrets of the request out of a text that was decoded from the body.
func (f *Failure) Redact(s string) string { return f.secrets.redact(s) }

// redactBody leaves JSON that is long as it is, of which little is kept, and that little is redacted.
func (f *Failure) redactBody() {
	if len(f.Body) > pieceSize && LooksLikeJSON(bytes.TrimPrefix(f.Body, []byte("\uFEFF"))) {
		return
	}
	if len(f.Body) > 0 {
		f.Body = []byte(f.Redact(string(f.Body[:min(len(f.Body), pieceSize)])))
	}
}

// Response is the answer to a call.
type Response struct {
	StatusCode int
	Header     http.Header

	// Content is the body of an answer to [Open], to be closed by the caller.
	Content io.ReadCloser

	body   []byte
	buffer *bytes.Buffer // that holds the body
	call   *Call
	token  *oauth2.Token // that the request was sent with

	secrets *redactor
}

// Redact takes the secrets of the request out of a part of the answer.
func (r *Response) Redact(s string) string { return r.redactor().redact(s) }

func (r *Response) redactor() *redactor {
	if r.secrets == nil {
		r.secrets = r.call.secrets()
	}
	return r.secrets
}

// Do sends call and decodes the JSON body of the answer. The result is nil if there is none and the call permits that.
func Do[T any](ctx context.Context, c *Client, call *Call) (*T, *Response, error) {
	resp, err := Exec(ctx, c, call)
	if err != nil {
		return nil, nil, err
	}
	if call.Bodiless && resp.StatusCode == http.StatusNoContent {
		return nil, resp, nil
	}
	out := new(T)
	if err := decode(resp, out); err != nil {
		if errorShaped(resp.body, call.OAuth) {
			err = fmt.Errorf("%w: %w", err, errErrorBody) // whose words are shown
		}
		return nil, nil, c.fail(call, resp, call.outcome(err, inDoubt(resp, err)))
	}
	resp.release()
	return out, resp, nil
}

// Exec sends call and ignores the body of the answer, except that a page for people is no success, nor is an error.
func Exec(ctx context.Context, c *Client, call *Call) (*Response, error) {
	if ctx == nil {
		return nil, c.invalid(call, errors.New("the context is nil"))
	}
	if _, err := correlationID(ctx); err != nil {
		return nil, c.invalid(call, err)
	}
	resp, err := c.send(ctx, call)
	if err != nil {
		return resp, err
	}
	switch {
	case resp.StatusCode >= 300: // a DELETE that finds nothing any more
		return resp, nil
	case len(resp.body) > 0 && mediaType(resp.Header) == "text/html":
		err = fmt.Errorf("%w: the body is text/html", ErrUnexpectedAnswer)
	case pageShaped(resp.body):
		err = fmt.Errorf("%w: the body is HTML", ErrUnexpectedAnswer)
	case !call.OAuth && errorShaped(resp.body, len(call.Answer) > 0):
		err = fmt.Errorf("%w: %w", ErrUnexpectedAnswer, errErrorBody)
	default:
		return resp, nil
	}
	return nil, c.fail(call, resp, call.outcome(err, inDoubt(resp, err)))
}

// Open sends call and leaves the body of the answer to the caller, however long it is.
func Open(ctx context.Context, c *Client, call *Call) (*Response, error) {
	call.open = true
	resp, err := Exec(ctx, c, call)
	if err != nil {
		return resp, err
	}
	file, ok := resp.Content.(*content)
	if !ok {
		return nil, c.fail(call, resp, fmt.Errorf("%w: no file", ErrUnexpectedAnswer))
	}
	if body := file.errorBody(); body != nil {
		file.Close()
		resp.body, resp.Content = body, nil
		return nil, c.fail(call, resp, fmt.Errorf("%w: %w", ErrUnexpectedAnswer, errErrorBody))
	}
	file.fail = func(err error) error { return c.fail(call, resp, fmt.Errorf("reading the file: %w", err)) }
	return resp, nil
}

// content is a file whose errors are those of its operation.
type content struct {
	io.ReadCloser
	fail   func(error) error
	cancel context.CancelCauseFunc // nil: there is nothing to end
}

// errorBody returns the whole content if it is an error, and nil if it is a file.
func (c *content) errorBody() []byte {
	buffered := bufio.NewReaderSize(c.ReadCloser, maxErrorShape)
	c.ReadCloser = struct {
		io.Reader
		io.Closer
	}{buffered, c.ReadCloser}
	if first, _ := buffered.Peek(1); len(first) == 0 || strings.IndexByte("{[<\xef"+jsonscan.Space, first[0]) < 0 {
		return nil
	}
	if body, _ := buffered.Peek(buffered.Buffered()); pageShaped(body) {
		return body
	} else if body[0] == '<' {
		return nil // a file in XML is not waited for
	}
	if body, err := buffered.Peek(maxErrorShape); err == io.EOF && errorShaped(body, false) {
		return body
	}
	return nil
}

// Close ends the request.
func (c *content) Close() error {
	err := c.ReadCloser.Close()
	if c.cancel != nil {
		c.cancel(nil)
	}
	return err
}

func (c *content) Read(p []byte) (int, error) {
	n, err := c.ReadCloser.Read(p)
	if err != nil && err != io.EOF {
		err = c.fail(err)
	}
	return n, err
}

// Invalid returns the error for an argument that op cannot take.
func (c *Client) Invalid(op, format string, args ...any) error {
	return c.invalid(&Call{Operation: op}, fmt.Errorf(format, args...))
}

func (c *Client) invalid(call *Call, err error) error {
	return c.fail(call, nil, fmt.Errorf("%w: %w", ErrInvalidInput, err))
}

// Unexpected returns the error for an answer of success that lacks what op needs of it. Unless it is 201, that says
// nothing about the outcome either.
func (c *Client) Unexpected(op string, resp *Response, format string, args ...any) error {
	var call Call
	if resp != nil && resp.call != nil {
		call = *resp.call
	}
	call.Operation = op
	err := fmt.Errorf("%w: %w", ErrUnexpectedAnswer, fmt.Errorf(format, args...))
	return c.fail(&call, resp, call.outcome(err, resp != nil && resp.StatusCode != http.StatusCreated))
}

// PartFailed returns the error for a part of an answer, such as one operation of many. The response may be nil.
func (c *Client) PartFailed(resp *Response, f *Failure) error {
	if resp != nil {
		f.secrets = resp.redactor()
		f.Err = f.secrets.redactError(f.Err)
		f.Granted, _ = GrantedScopes(resp.token)
		f.redactBody()
	}
	return c.NewError(f)
}

// attempt sends the request once. The response is nil if none came. It comes with an error if it is a success that
// is none, or that cannot be read; of a failure, the status counts even if its body cannot be read.
func (c *Client) attempt(ctx context.Context, call *Call, token *oauth2.Token, n int) trip {
	events := trace{single: tells(c.HTTP.Transport) && call.Method != http.MethodGet && call.Method != http.MethodHead}
	ctx = events.context(&attemptContext{ctx, call.Operation, n})
	var file *content // of the answer, once it is open
	switch {
	case c.Timeout <= 0 || call.file != nil:
	case call.open: // the time is that to the beginning of the file
		waiting, cancel := context.WithCancelCause(ctx)
		ctx = waiting
		timer := time.AfterFunc(c.Timeout, func() { cancel(context.DeadlineExceeded) })
		defer func() {
			if timer.Stop() && file != nil {
				file.cancel = cancel
			} else {
				cancel(nil)
			}
		}()
	default:
		bounded, cancel := context.WithTimeout(ctx, c.Timeout)
		ctx = bounded
		defer cancel()
	}
	body, media := call.content()
	if body == http.NoBody && call.Method == http.MethodGet && c.Retry.MaxAttempts == 1 {
		body = once{}
	}
	req, err := http.NewRequestWithContext(ctx, call.Method, c.BaseURL+c.Prefix+call.path(), body)
	if closer, ok := body.(io.Closer); ok {
		defer closer.Close() // not every transport does
	}
	if err != nil {
		return trip{err: fmt.Errorf("%w: %w", ErrInvalidInput, err)}
	}
	req.URL.RawQuery = call.query.Encode()
	req.Header.Set("Accept", cmp.Or(call.Accept, "application/json"))
	req.Header.Set("Content-Type", media)
	req.Header.Set("User-Agent", c.UserAgent)
	maps.Copy(req.Header, call.header)
	if id, _ := correlationID(ctx); id != "" && !call.OAuth {
		req.Header["Activityid"] = []string{id}
	}
	if token != nil {
		call.sent = append(call.sent, token.AccessToken)
		token.SetAuthHeader(req)
	}

	if err := cmp.Or(checkHeader(req.Header), ctx.Err()); err != nil {
		return trip{err: err}
	}

	res, err := guarded(c.HTTP).Do(req)
	switch {
	case err != nil && res != nil: // a redirect that is not followed
		return trip{err: withoutQuery(err, req.URL), left: true, final: true}
	case err != nil:
		return events.failed(c.HTTP, req, withoutQuery(timedOut(ctx, err), req.URL))
	}
	resp := &Response{StatusCode: res.StatusCode, Header: res.Header, call: call, token: token}
	if call.open && res.StatusCode == http.StatusOK && mediaType(res.Header) != "text/html" {
		file = &content{ReadCloser: res.Body}
		resp.Content = file
		return trip{resp: resp}
	}
	defer res.Body.Close()
	resp.buffer = buffers.Get().(*bytes.Buffer)
	resp.body, err = readBody(res, resp.buffer)
	switch {
	case res.StatusCode >= 300:
		return trip{resp: resp}
	case res.StatusCode == http.StatusAccepted && !call.Accepted:
		return trip{resp: resp, err: ErrAccepted}
	case err != nil:
		return trip{resp: resp, err: fmt.Errorf("reading the answer: %w", err)}
	}
	return trip{resp: resp}
}

// once is an empty body. A GET with it is not sent again by net/http itself, as others are when a connection breaks that
// was used before.
type once struct{}

// Read returns [io.EOF].
func (once) Read([]byte) (int, error) { return 0, io.EOF }

// timedOut corrects the error of an [http.Client] whose request has run out of its time: HTTP/2 calls that canceled if
// it ends in another way than by a deadline.
func timedOut(ctx context.Context, err error) error {
	failed, ok := errors.AsType[*url.Error](err)
	if cause := context.Cause(ctx); ok && cause == context.DeadlineExceeded && errors.Is(err, context.Canceled) {
		failed.Err = cause
	}
	return err
}

// withoutQuery puts into the error of an [http.Client] the URL that the request was sent to, not one that a server made
// up, and without the query, which may hold personal data.
func withoutQuery(err error, sent *url.URL) error {
	if failed, ok := errors.AsType[*url.Error](err); ok {
		failed.URL = sent.Scheme + "://" + sent.Host + sent.EscapedPath()
	}
	return err
}

// fail builds the error of a call. The body of a success is passed on only if it is not JSON, such as a proxy's page, or
// an error: the API's own answers may hold secrets.
func (c *Client) fail(call *Call, resp *Response, err error) error {
	f := &Failure{Operation: call.Operation, Scopes: call.Scopes, Public: call.Public, secrets: call.secrets()}
	if resp != nil {
		switch redirect := resp.redirection(); {
		case redirect == nil:
		case err == nil:
			err = redirect
		default:
			err = fmt.Errorf("%w: %w", err, redirect)
		}
	}
	f.Err = f.secrets.redactError(err)
	if resp != nil {
		f.StatusCode = resp.StatusCode
		f.Granted, _ = GrantedScopes(resp.token)
		if resp.StatusCode >= 300 {
			f.RetryAfter, _ = retryAfter(resp.Header.Get("Retry-After"))
		}
		if resp.StatusCode >= 300 || resp.StatusCode == http.StatusAccepted && !call.Accepted || !LooksLikeJSON(resp.body) || errors.Is(err, errErrorBody) {
			f.Body = resp.body
		}
		f.redactBody()
	}
	return c.NewError(f)
}

// LooksLikeJSON reports whether body begins like a JSON object, array or string, even if it is cut or malformed.
func LooksLikeJSON(body []byte) bool {
	body = bytes.TrimSpace(body)
	return len(body) > 0 && strings.IndexByte(`{["`, body[0]) >= 0
}

// buffers are used again for answers that were decoded: values keep nothing of the text that they are made of.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// maxKept is the size up to which a buffer is used again.
const maxKept = 1 << 20

// release gives the body up.
func (r *Response) release() {
	if r.buffer != nil && r.buffer.Cap() <= maxKept {
		r.buffer.Reset()
		buffers.Put(r.buffer)
	}
	r.body, r.buffer = nil, nil
}

// readBody reads the body in one piece, in a buffer of the right size where the server announced it. What the transport
// has decompressed counts as it is then: that bounds it, however well it was compressed. Large bodies do not go into buf,
// which would double its size again and again.
func readBody(res *http.Response, buf *bytes.Buffer) ([]byte, error) {
	most, failed := maxBody, res.StatusCode >= 300
	if failed {
		most = maxFailure
	} else if res.ContentLength > maxBody {
		return nil, fmt.Errorf("%w: a body of %d bytes, more than %d", ErrUnexpectedAnswer, res.ContentLength, maxBody)
	}
	if res.ContentLength > 0 {
		buf.Grow(int(min(res.ContentLength, maxKept)) + bytes.MinRead)
	}
	rest := io.LimitReader(res.Body, int64(most)+1)
	if _, err := buf.ReadFrom(io.LimitReader(rest, maxKept)); err != nil {
		return buf.Bytes(), err
	}
	body := buf.Bytes()
	if len(body) >= maxKept {
		var err error
		if body, err = io.ReadAll(io.MultiReader(buf, rest)); err != nil {
			return body, err
		}
	}
	switch {
	case len(body) <= most:
		return body, nil
	case failed:
		return body[:most], nil
	}
	return nil, fmt.Errorf("%w: a body of more than %d bytes", ErrUnexpectedAnswer, maxBody)
}

func decode(resp *Response, out any) error {
	body := bytes.TrimSpace(resp.body)
	switch {
	case len(body) == 0:
		return fmt.Errorf("%w: the body is empty", ErrUnexpectedAnswer)
	case bytes.Equal(body, []byte("null")):
		return fmt.Errorf("%w: the body is null", ErrUnexpectedAnswer)
	case !utf8.Valid(body): // package json would put U+FFFD there, and say nothing
		return fmt.Errorf("%w: the body is not UTF-8", ErrUnexpectedAnswer)
	case len(body) > nestingMatters && !flat(body):
		return fmt.Errorf("%w: the body is nested in more than %d levels", ErrUnexpectedAnswer, maxNesting)
	}
	err := lossless.Unmarshal(body, out)
	switch {
	case err == nil && resp.call != nil:
		if err = checkForm(resp.call.Answer, body); err == nil {
			return nil
		}
	case err == nil:
		return nil
	case !isJSON(resp.Header):
		return fmt.Errorf("%w: the body is %s, not JSON", ErrUnexpectedAnswer, mediaType(resp.Header))
	}
	return fmt.Errorf("%w: %w", ErrUnexpectedAnswer, err)
}

const (
	// maxNesting is far more than any answer has. Some types are read once more for each level that they are nested in,
	// which nestingMatters bytes can make long.
	maxNesting     = 100
	nestingMatters = 64 << 10
)

// flat reports whether JSON has no more levels than any answer has.
func flat(data []byte) bool {
	level := 0
	for i := 0; i < len(data); i++ {
		switch data[i] {
		case '"':
			i += max(jsonscan.StringLen(data[i:]), 1) - 1
		case '{', '[':
			if level++; level > maxNesting {
				return false
			}
		case '}', ']':
			level--
		}
	}
	return true
}

func isJSON(h http.Header) bool {
	media := mediaType(h)
	return strings.HasSuffix(media, "/json") || strings.HasSuffix(media, "+json")
}

func mediaType(h http.Header) string {
	media, _, err := mime.ParseMediaType(h.Get("Content-Type"))
	if err != nil && !errors.Is(err, mime.ErrInvalidMediaParameter) {
		return "of no known type"
	}
	return media
}

// LocationID returns the id that the Location header names in a collection, such as "applications".
func (r *Response) LocationID(collection string) (string, error) {
	location := r.Header.Get("Location")
	u, err := url.Parse(location)
	if err != nil || location == "" {
		return "", errors.New("no usable Location header")
	}
	segments := strings.Split(strings.TrimSuffix(u.EscapedPath(), "/"), "/")
	if n := len(segments); n >= 2 && segments[n-2] == collection {
		if id, err := url.PathUnescape(segments[n-1]); err == nil && checkSegment(id) == nil {
			return id, nil
		}
	}
	return "", fmt.Errorf("the Location header names nothing in %s (%q)", collection, address(u))
}
