package asgardeo

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/seed-01804ef5/asgardeo-go/internal/rest"
)

// Errors to compare with [errors.Is]. Most of them name a group of HTTP statuses of an [*Error].
var (
	// ErrInvalidInput reports an argument that was refused, so that the request with it was not sent.
	ErrInvalidInput = rest.ErrInvalidInput
	// ErrBadRequest reports that the server refused the request's content (400).
	ErrBadRequest = rest.ErrBadRequest
	// ErrUnauthorized reports that the server did not accept the access token (401): it has expired, was revoked, or
	// belongs to another organization. It also reports that the token endpoint did not accept the client's credentials,
	// such as a wrong client secret: then [errors.As] finds a [*TokenError].
	ErrUnauthorized = rest.ErrUnauthorized
	// ErrForbidden reports that the access token lacks a scope, or that a rule of the server forbids the call (403).
	ErrForbidden = rest.ErrForbidden
	// ErrNotFound reports that there is no such resource (404).
	ErrNotFound = rest.ErrNotFound
	// ErrAmbiguous reports that several resources answer to the name that a lookup was given.
	ErrAmbiguous = rest.ErrAmbiguous
	// ErrConflict reports that the resource exists already, or that its state forbids the call (409).
	ErrConflict = rest.ErrConflict
	// ErrRateLimited reports too many requests (429), or that a request was not sent because there would have been too
	// many before the deadline of its context (StatusCode 0): see [WithRateLimit].
	ErrRateLimited = rest.ErrRateLimited
	// ErrNotImplemented reports that the server has no such function (501).
	ErrNotImplemented = rest.ErrNotImplemented
	// ErrServer reports a failure of the server (5xx except 501).
	ErrServer = rest.ErrServer
	// ErrPendingApproval reports that the server keeps the request until somebody approves it (202): nothing has failed,
	// and nothing has been changed yet.
	ErrPendingApproval = rest.ErrPendingApproval
	// ErrUnexpectedResponse reports a successful response that the API does not define, such as the HTML page of a proxy,
	// the error of a gateway, a resource without an id or a list without a total. It says nothing about the state of
	// the organization.
	ErrUnexpectedResponse = rest.ErrUnexpectedResponse
	// ErrOutcomeUnknown reports that a request that changes something was sent, and that it is unknown whether the
	// server carried it out: the connection broke, a gateway responded instead of the server, or the response could not
	// be read. The SDK does not retry such a POST or PATCH. Check the state of the resource before you retry it. The
	// outcome is known if the request was never written to a connection. An HTTP transport that does not report this
	// (package net/http/httptrace), such as a test transport, leaves the outcome unknown.
	ErrOutcomeUnknown = rest.ErrOutcomeUnknown
	// ErrClosed reports a call after [Client.Close].
	ErrClosed = rest.ErrClosed
)

// maxErrorBody bounds what an Error keeps of an answer.
const maxErrorBody = 4 << 10

// Error is the failure of an operation. Test for kinds of it with [errors.Is] and the Err variables, and read the
// details with [errors.As].
type Error struct {
	// Operation names the request, or the method that failed without one: the package and the path of the method, such as
	// "applications.OIDC.Get". See the type Op of the API packages.
	Operation string
	// Method and Path are the HTTP method and the path of the URL, without the query, of the request. They are empty if
	// an argument was refused before there was a request. For an operation in a bulk request, they are those of the bulk
	// request.
	Method, Path string
	// StatusCode is the HTTP status, 0 if there was no response. A status of success is that of a response that could not
	// be read: the operation has most likely had its effect.
	StatusCode int
	// Code is the server's own code, such as "APP-60007". The APIs share numbers: look at StatusCode first.
	Code string
	// Message is the server's short text. The SCIM API has none.
	Message string
	// Description is the server's longer text, called detail in the SCIM API.
	Description string
	// SCIMType is the SCIM detail error keyword (RFC 7644, section 3.12). WSO2 servers also put a message here.
	SCIMType string
	// TraceID finds the request in the server's logs. Not every API sends one.
	TraceID string
	// RequiredScopes are the scopes that the operation needs.
	RequiredScopes []string
	// GrantedScopes are the scopes of the access token, nil if that is not known.
	GrantedScopes []string
	// RetryAfter is how long the server asks to wait before the next request (header Retry-After; RFC 9110, section
	// 10.2.3). It is 0 if the response has no such header.
	RetryAfter time.Duration
	// Body is the start of a response that could not be read as one of the API's errors, up to 4 KiB.
	Body []byte
	// Err is the cause if it is not the response: a failed connection, an ended context, a [*TokenError], or one of the
	// Err variables with its reason.
	Err error

	public bool // the operation is sent without an access token
}

// newError makes the Error of a failed call.
func newError(f *rest.Failure) error {
	e := &Error{
		Operation: f.Operation, Method: f.Method, Path: f.Path, StatusCode: f.StatusCode, GrantedScopes: f.Granted, RetryAfter: f.RetryAfter, Err: f.Err,
		public: f.Public,
	}
	e.RequiredScopes = nearest(f.Scopes, f.Granted)
	r, found := readReport(f.Body)
	e.Code, e.Message, e.Description = f.Redact(r.code), f.Redact(r.message), f.Redact(r.description)
	e.SCIMType, e.TraceID = f.Redact(r.scimType), f.Redact(r.traceID)
	if !found && len(f.Body) > 0 {
		e.Body = []byte(f.Redact(string(f.Body[:min(len(f.Body), maxErrorBody)])))
	}
	return e
}

// nearest returns the set of which the fewest scopes are missing, but some: a set that was granted whole cannot be why
// the server refused, because it wants more scopes for some arguments.
func nearest(sets [][]string, granted []string) []string {
	var best []string
	for _, set := range sets {
		lacks, least := len(missing(set, granted)), len(missing(best, granted))
		if best == nil || least == 0 || lacks > 0 && lacks < least {
			best = set
		}
	}
	return slices.Clone(best)
}

func missing(needed, granted []string) []string {
	return slices.DeleteFunc(slices.Clone(needed), func(scope string) bool { return slices.Contains(granted, scope) })
}

// MissingScopes returns the required scopes that the access token was not granted, nil if its scopes are not known.
func (e *Error) MissingScopes() []string {
	if e.GrantedScopes == nil {
		return nil
	}
	return missing(e.RequiredScopes, e.GrantedScopes)
}

// Error describes the failure on one line, without secrets, and ends with what to do where that is known.
func (e *Error) Error() string {
	request := "" // that the operation does not tell
	if e.Operation == operationDo && e.Method != "" {
		request = e.Method + " " + e.Path
	}
	line := clauses("asgardeo", e.Operation, request, statusText(e.StatusCode), e.codeText(), e.Message, e.Description, bodyText(e.Body), causeText(e.Err))
	if e.SCIMType != "" {
		line += " (" + oneLine(e.SCIMType) + ")"
	}
	if e.TraceID != "" {
		line += " (trace id " + oneLine(e.TraceID) + ")"
	}
	return line + retryText(e.RetryAfter) + e.advice()
}

// clauses joins the parts of an error that are not empty. The punctuation at their ends is left out.
func clauses(parts ...string) string {
	var out []string
	for _, part := range parts {
		part = oneLine(part)
		if !strings.HasSuffix(part, "...") {
			part = strings.TrimRight(part, ".:;, ")
		}
		if part != "" {
			out = append(out, part)
		}
	}
	return strings.Join(out, ": ")
}

// statusText returns the status as in a status line, and "" for 0.
func statusText(status int) string {
	if status == 0 {
		return ""
	}
	return strings.TrimSpace(strconv.Itoa(status) + " " + http.StatusText(status))
}

func causeText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// retryText formats the value of a Retry-After header.
func retryText(after time.Duration) string {
	if after <= 0 {
		return ""
	}
	return "; the server asks to retry after " + max(after.Round(time.Second), time.Second).String()
}

// codeText leaves out a code that only repeats the status.
func (e *Error) codeText() string {
	if e.Code == strconv.Itoa(e.StatusCode) || e.Code == http.StatusText(e.StatusCode) {
		return ""
	}
	return e.Code
}

// bodyText quotes the beginning of a body that is not JSON: that could repeat the request, with its secrets.
func bodyText(body []byte) string {
	const most = 120
	if rest.LooksLikeJSON(bytes.TrimPrefix(body, []byte(rest.ByteOrderMark))) {
		return ""
	}
	text := oneLine(plainText(string(body)))
	if len(text) > most {
		text = strings.ToValidUTF8(text[:most], "") + "..."
	}
	return text
}

func (e *Error) advice() string {
	switch {
	case e.StatusCode == http.StatusForbidden && len(e.RequiredScopes) > 0:
		needs := "; the operation needs " + strings.Join(e.RequiredScopes, " ")
		switch lacks := e.MissingScopes(); {
		case e.GrantedScopes == nil:
			return needs
		case len(lacks) == 0:
			return needs + ", which the token has"
		case len(e.GrantedScopes) == 0:
			return needs + "; the token has no scopes: authorize the application for them"
		default:
			return fmt.Sprintf("%s; the token has %s; authorize the application for %s, and request it",
				needs, strings.Join(e.GrantedScopes, " "), strings.Join(lacks, " "))
		}
	case errors.Is(e.Err, ErrOutcomeUnknown):
		return "; check whether it was, before you send it again"
	case e.StatusCode == http.StatusUnauthorized && e.public:
		return "; the operation is sent without an access token"
	case e.StatusCode == http.StatusUnauthorized:
		return "; the access token is expired, revoked or of another organization"
	case e.StatusCode == http.StatusInternalServerError && e.Code == codeCannotCreate:
		return "; nothing was created, possibly because the request is invalid: check that callbackURLs has one element, that" +
			" the objects of the OpenID Connect configuration are complete, the ids of login steps, and the claims"
	}
	return ""
}

// codeCannotCreate is the code of the server's response if it cannot create an application, even if the request is
// invalid.
const codeCannotCreate = "APP-65006"

// oneLine replaces line breaks and what else does not print, so that no server can forge lines of a log.
func oneLine(s string) string {
	blank := func(r rune) bool { return r == ' ' || !strconv.IsPrint(r) }
	return strings.Join(strings.FieldsFunc(strings.ToValidUTF8(s, ""), blank), " ")
}

// GoString is Error, so that %#v shows no more than %v does.
func (e *Error) GoString() string { return e.Error() }

// Unwrap returns Err.
func (e *Error) Unwrap() error { return e.Err }

// Is reports whether target is the Err variable for the status.
func (e *Error) Is(target error) bool { return target != nil && target == statusError(e.StatusCode) }

// statusError returns the Err variable for a status, nil if there is none.
func statusError(status int) error {
	switch status {
	case http.StatusBadRequest:
		return ErrBadRequest
	case http.StatusUnauthorized:
		return ErrUnauthorized
	case http.StatusForbidden:
		return ErrForbidden
	case http.StatusNotFound:
		return ErrNotFound
	case http.StatusConflict:
		return ErrConflict
	case http.StatusTooManyRequests:
		return ErrRateLimited
	case http.StatusNotImplemented:
		return ErrNotImplemented
	}
	if status >= 500 {
		return ErrServer
	}
	return nil
}

// TokenError is the failure to get an access token. It is the cause (see [errors.As]) of the [*Error] of the
// operation that required the token; that one's StatusCode is then 0, because the operation was not sent, or that of an
// earlier attempt. Test for kinds of it with [errors.Is], as for those of an [*Error].
type TokenError struct {
	// TokenURL is the token endpoint, empty for [WithTokenSource].
	TokenURL string
	// StatusCode is the HTTP status of the token endpoint's response, 0 if there was none.
	StatusCode int
	// Code is the OAuth 2.0 error code (RFC 6749, section 5.2), such as "invalid_client".
	Code string
	// Description is the server's text.
	Description string
	// RetryAfter is how long the server asks to wait before the next request, or 0 if it does not ask.
	RetryAfter time.Duration
	// Err is the cause if there was no response, or none that a token endpoint sends.
	Err error

	grant string // that was requested
}

// Error describes the failure on one line, without secrets, and ends with what to do where that is known.
func (e *TokenError) Error() string {
	line := clauses(strings.TrimSuffix("no access token from "+e.TokenURL, " from "), statusText(e.StatusCode), e.Code, e.Description, causeText(e.Err))
	return line + retryText(e.RetryAfter) + e.advice()
}

func (e *TokenError) advice() string {
	switch {
	case e.Code == "invalid_client":
		return "; check the client id and the client secret, or the key"
	case e.Code == "unauthorized_client":
		return "; allow the application the " + cmp.Or(e.grant, "requested") + " grant"
	case e.StatusCode == http.StatusNotFound:
		return "; check the organization's name and the base URL"
	}
	return ""
}

// GoString is Error, so that %#v shows no more than %v does.
func (e *TokenError) GoString() string { return e.Error() }

// Unwrap returns Err.
func (e *TokenError) Unwrap() error { return e.Err }

// Is reports whether target is the Err variable for the error code or else for the status: [ErrUnauthorized] for
// invalid_client, such as a wrong client secret, and [ErrForbidden] for unauthorized_client. It never is [ErrNotFound] or
// [ErrConflict], which are about the resource of an operation.
func (e *TokenError) Is(target error) bool {
	switch e.Code {
	case "invalid_client":
		return target == ErrUnauthorized
	case "unauthorized_client":
		return target == ErrForbidden
	}
	return target != nil && target != ErrNotFound && target != ErrConflict && target == statusError(e.StatusCode)
}
