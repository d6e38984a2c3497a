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

// Errors that the API packages and this package return. Package asgardeo documents and exports them.
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

// Failure describes a failed call.
type Failure struct {
	Operation string
	// Method and Path are those of the request. They are empty if an argument was rejected before a request was built.
	// Path is the path of the URL, without the query.
	Method, Path string
	// StatusCode is the HTTP status, or 0 if there was no response.
	StatusCode int
	// Body is the body of the response, or its beginning if it is long and not JSON. Only texts that were passed to
	// Redact may be kept. It is nil for a successful JSON response, which may contain other secrets.
	Body []byte
	// Scopes are the alternative sets of scopes that the operation requires.
	Scopes [][]string
	// Granted are the scopes of the token that was sent, or nil if they are unknown.
	Granted []string
	// Public reports whether the operation is sent without an access token.
	Public bool
	// RetryAfter is the time that the server asks to wait before the next request, or 0 if it does not ask.
	RetryAfter time.Duration
	// Err is the cause if the server did not report it.
	Err error

	secrets *redactor
}

// Redact removes the secrets of the request from a text that was decoded from the body.
func (f *Failure) Redact(s string) string { return f.secrets.redact(s) }

// redactBody redacts the body. It does not change long JSON: only a few of its texts are kept, and these are redacted
// later.
func (f *Failure) redactBody() {
	if len(f.Body) > pieceSize && LooksLikeJSON(bytes.TrimPrefix(f.Body, []byte(ByteOrderMark))) {
		return
	}
	if len(f.Body) > 0 {
		f.Body = []byte(f.Redact(string(f.Body[:min(len(f.Body), pieceSize)])))
	}
}

// fail returns the error of a call. The body of a successful response is included only if it is not JSON, such as the
// page of a proxy, or if it is an error: responses of the API may contain secrets.
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

// target returns the method and the path of a call. They are empty if the call has no complete request.
func (c *Client) target(call *Call) (method, path string) {
	u, err := url.Parse(c.BaseURL)
	if path = call.path(); err != nil || call.Method == "" || strings.Contains(path, param) {
		return "", ""
	}
	return call.Method, call.secrets().redact(u.Path + call.api().Prefix + path)
}

// Invalid returns the error for an invalid argument of op.
func (c *Client) Invalid(op, format string, args ...any) error {
	return c.invalid(&Call{Operation: op}, fmt.Errorf(format, args...))
}

func (c *Client) invalid(call *Call, err error) error {
	return c.fail(call, nil, fmt.Errorf("%w: %w", ErrInvalidInput, err))
}

// Unexpected returns the error for a successful response without the content that op requires. Unless the status is
// 201, the outcome of the operation is unknown too.
func (c *Client) Unexpected(op string, resp *Response, format string, args ...any) error {
	var call Call
	if resp != nil && resp.call != nil {
		call = *resp.call
	}
	call.Operation = op
	err := fmt.Errorf("%w: %w", ErrUnexpectedResponse, fmt.Errorf(format, args...))
	return c.fail(&call, resp, call.outcome(err, resp != nil && resp.StatusCode != http.StatusCreated))
}

// PartFailed returns the error for a part of a response, such as one operation of a bulk request. The response may be
// nil.
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
