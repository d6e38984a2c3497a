package rest

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Errors that the service packages and this one produce; package asgardeo documents and exports them.
var (
	ErrInvalidInput       = errors.New("invalid input")
	ErrBadRequest         = errors.New("bad request")
	ErrUnauthorized       = errors.New("unauthorized")
	ErrForbidden          = errors.New("forbidden")
	ErrNotFound           = errors.New("not found")
	ErrConflict           = errors.New("conflict")
	ErrRateLimited        = errors.New("rate limited")
	ErrNotImplemented     = errors.New("not implemented by the server")
	ErrServer             = errors.New("server error")
	ErrPendingApproval    = errors.New("accepted, pending approval")
	ErrUnexpectedResponse = errors.New("unexpected response")
	ErrOutcomeUnknown     = errors.New("the request may have been carried out")
	ErrClosed             = errors.New("the client is closed")
)

// Failure is what is known of a call that failed.
type Failure struct {
	Operation string
	// Method and Path are those of the request, and empty if an argument was refused before there was one. The path is
	// that of the URL, without the query.
	Method, Path string
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
	if len(f.Body) > pieceSize && LooksLikeJSON(bytes.TrimPrefix(f.Body, []byte(ByteOrderMark))) {
		return
	}
	if len(f.Body) > 0 {
		f.Body = []byte(f.Redact(string(f.Body[:min(len(f.Body), pieceSize)])))
	}
}

// fail builds the error of a call. The body of a success is passed on only if it is not JSON, such as a proxy's page, or
// an error: the API's own answers may hold secrets.
func (c *Client) fail(call *Call, resp *Response, err error) error {
	f := &Failure{Operation: call.Operation, Scopes: call.Scopes, Public: call.Public, secrets: call.secrets()}
	f.Method, f.Path = c.target(call)
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

// target returns the method and the path of the request of a call, if it has one.
func (c *Client) target(call *Call) (method, path string) {
	u, err := url.Parse(c.BaseURL)
	if path = call.path(); err != nil || call.Method == "" || strings.Contains(path, param) {
		return "", ""
	}
	return call.Method, call.secrets().redact(u.Path + call.api().Prefix + path)
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
	err := fmt.Errorf("%w: %w", ErrUnexpectedResponse, fmt.Errorf(format, args...))
	return c.fail(&call, resp, call.outcome(err, resp != nil && resp.StatusCode != http.StatusCreated))
}

// PartFailed returns the error for a part of an answer, such as one operation of many. The response may be nil.
func (c *Client) PartFailed(resp *Response, f *Failure) error {
	if resp != nil {
		f.secrets = resp.redactor()
		f.Err = f.secrets.redactError(f.Err)
		f.Granted, _ = GrantedScopes(resp.token)
		f.Method, f.Path = c.target(resp.call)
		f.redactBody()
	}
	return c.NewError(f)
}
