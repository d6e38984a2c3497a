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

// Errors for use with [errors.Is]. Most of them stand for one or more HTTP statuses of an [*Error].
var (
	// ErrInvalidInput reports an invalid argument. No request was sent.
	ErrInvalidInput = rest.ErrInvalidInput
	// ErrBadRequest reports that the server rejected the content of the request (400).
	ErrBadRequest = rest.ErrBadRequest
	// ErrUnauthorized reports that the server rejected the access token (401): it is expired, revoked, or belongs to
	// another organization. It also reports that the token endpoint rejected the credentials of the client, such as a
	// wrong client secret: [errors.As] then finds a [*TokenError].
	ErrUnauthorized = rest.ErrUnauthorized
	// ErrForbidden reports that the access token lacks a scope, or that the server does not allow the operation (403).
	ErrForbidden = rest.ErrForbidden
	// ErrNotFound reports that the resource does not exist (404).
	ErrNotFound = rest.ErrNotFound
	// ErrAmbiguous reports that several resources match the name of a lookup, such as GetByName.
	ErrAmbiguous = rest.ErrAmbiguous
	// ErrConflict reports that the resource already exists, or that its state does not allow the operation (409).
	ErrConflict = rest.ErrConflict
	// ErrRateLimited reports too many requests (429). It also reports that a request was not sent because the rate
	// limit would have delayed it past the deadline of its context (StatusCode 0): see [WithRateLimit].
	ErrRateLimited = rest.ErrRateLimited
	// ErrNotImplemented reports that the server does not support the operation (501).
	ErrNotImplemented = rest.ErrNotImplemented
	// ErrServer reports a failure of the server (5xx, except 501).
	ErrServer = rest.ErrServer
	// ErrPendingApproval reports that the operation requires an approval (202). The server has stored the request and
	// has not changed anything yet.
	ErrPendingApproval = rest.ErrPendingApproval
	// ErrUnexpectedResponse reports a response with a successful status that the API does not define, such as the HTML
	// page of a proxy, the error of a gateway, a resource without an id or a list without a total. It says nothing
	// about the state of the organization.
	ErrUnexpectedResponse = rest.ErrUnexpectedResponse
	// ErrOutcomeUnknown reports that a request that changes something was sent, but that it is unknown whether the
	// server carried it out: the connection broke, a gateway responded instead of the server, or the response could not
	// be read. The SDK does not retry such a POST or PATCH. Check the state of the resource before you retry it. If the
	// request was not written to a connection, the error is not ErrOutcomeUnknown. The SDK learns this from
	// [net/http/httptrace]; with a transport that does not support it, such as a test transport, the outcome is
	// unknown.
	ErrOutcomeUnknown = rest.ErrOutcomeUnknown
	// ErrClosed reports a call after [Client.Close].
	ErrClosed = rest.ErrClosed
)

// maxErrorBody limits the part of a response body that an Error keeps.
const maxErrorBody = 4 << 10

// Error describes the failure of an operation. Test for kinds of failures with [errors.Is] and the Err variables, and
// read the details with [errors.As].
type Error struct {
	// Operation is the name of the operation: the package and the method, such as "applications.OIDC.Get". If a method
	// sends several requests, it is the operation of the request that failed. The type Op of each API package has
	// constants for these names.
	Operation string
	// Method and Path are the HTTP method and the path of the request's URL, without the query. They are empty if an
	// argument was rejected before a request was built. For an operation in a bulk request, they are those of the bulk
	// request.
	Method, Path string
	// StatusCode is the HTTP status, or 0 if there was no response. If it is 2xx and the error is not
	// [ErrPendingApproval], the response could not be read: the operation has probably been carried out.
	StatusCode int
	// Code is the error code of the server, such as "APP-60007". Different APIs use the same codes with different
	// meanings, so check StatusCode first.
	Code string
	// Message is the short error text of the server. The SCIM API sends none.
	Message string
	// Description is the longer error text of the server, which the SCIM API calls detail.
	Description string
	// SCIMType is the SCIM detail error keyword (RFC 7644, section 3.12). WSO2 servers also put a message here.
	SCIMType string
	// TraceID identifies the request in the logs of the server. Some APIs do not send it.
	TraceID string
	// RequiredScopes are the scopes that the operation requires.
	RequiredScopes []string
	// GrantedScopes are the scopes of the access token, or nil if they are not known.
	GrantedScopes []string
	// RetryAfter is the time that the server asks to wait before the next request (header Retry-After; RFC 9110,
	// section 10.2.3), or 0 if the response has no such header.
	RetryAfter time.Duration
	// Body is the beginning of a response that could not be read as an error of the API, up to 4 KiB.
	Body []byte
	// Err is the cause if the server did not report it: a failed connection, an ended context, a [*TokenError], or one
	// of the Err variables with its reason.
	Err error

	public bool // the operation is sent without an access token
}

// newError returns the Error of a failed call.
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

// nearest returns the set with the fewest missing scopes. It ignores sets without missing scopes if it can: the server
// may require more scopes for some arguments, so a set that was granted completely does not explain why it rejected the
// request.
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

// MissingScopes returns the required scopes that the access token does not have. It returns nil if the scopes of the
// token are not known.
func (e *Error) MissingScopes() []string {
	if e.GrantedScopes == nil {
		return nil
	}
	return missing(e.RequiredScopes, e.GrantedScopes)
}

// Error returns the failure on one line, without secrets. If possible, it ends with advice.
func (e *Error) Error() string {
	request := "" // the name of the operation does not contain it
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

// clauses joins the parts of an error that are not empty. It removes the punctuation at their ends.
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

// statusText returns the status with its text, as in an HTTP status line, or "" for 0.
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

// codeText returns the code, or "" if it only repeats the status.
func (e *Error) codeText() string {
	if e.Code == strconv.Itoa(e.StatusCode) || e.Code == http.StatusText(e.StatusCode) {
		return ""
	}
	return e.Code
}

// bodyText returns the beginning of a body. It returns "" for JSON, which could repeat the request and its secrets.
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
		needs := "; the operation requires " + strings.Join(e.RequiredScopes, " ")
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
		return "; check the state of the resource before you retry it"
	case e.StatusCode == http.StatusUnauthorized && e.public:
		return "; the operation is sent without an access token"
	case e.StatusCode == http.StatusUnauthorized:
		return "; the access token is expired, revoked, or belongs to another organization"
	case e.StatusCode == http.StatusInternalServerError && e.Code == codeCannotCreate:
		return "; nothing was created, possibly because the request is invalid: check that callbackURLs has one element, that" +
			" the objects of the OpenID Connect configuration are complete, the ids of login steps, and the claims"
	}
	return ""
}

// codeCannotCreate is the error code of the server for an application that it cannot create. It is also the code for
// some invalid requests.
const codeCannotCreate = "APP-65006"

// oneLine replaces line breaks and other characters that are not printable with spaces, so that a server cannot forge
// lines of a log.
func oneLine(s string) string {
	blank := func(r rune) bool { return r == ' ' || !strconv.IsPrint(r) }
	return strings.Join(strings.FieldsFunc(strings.ToValidUTF8(s, ""), blank), " ")
}

// GoString returns the text of Error, so that %#v contains no secrets either.
func (e *Error) GoString() string { return e.Error() }

// Unwrap returns Err.
func (e *Error) Unwrap() error { return e.Err }

// Is reports whether target is the Err variable for StatusCode.
func (e *Error) Is(target error) bool { return target != nil && target == statusError(e.StatusCode) }

// statusError returns the Err variable for a status, or nil if the status has no Err variable.
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

// TokenError describes the failure to get an access token. It is the cause of the [*Error] of the operation that
// required the token; [errors.As] finds it. The StatusCode of that Error is 0, because the operation was not sent, or
// the status of an earlier attempt. Test for kinds of failures with [errors.Is], as for an [*Error].
type TokenError struct {
	// TokenURL is the URL of the token endpoint. It is empty with [WithTokenSource].
	TokenURL string
	// StatusCode is the HTTP status of the token endpoint's response, or 0 if there was no response.
	StatusCode int
	// Code is the OAuth 2.0 error code (RFC 6749, section 5.2), such as "invalid_client".
	Code string
	// Description is the error text of the server.
	Description string
	// RetryAfter is the time that the server asks to wait before the next request, or 0 if it does not ask.
	RetryAfter time.Duration
	// Err is the cause if there was no response, or if it is not a response of a token endpoint.
	Err error

	grant string // the requested grant type
}

// Error returns the failure on one line, without secrets. If possible, it ends with advice.
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

// GoString returns the text of Error, so that %#v contains no secrets either.
func (e *TokenError) GoString() string { return e.Error() }

// Unwrap returns Err.
func (e *TokenError) Unwrap() error { return e.Err }

// Is reports whether target is the Err variable for Code: [ErrUnauthorized] for invalid_client, such as a wrong client
// secret, and [ErrForbidden] for unauthorized_client. For other codes it is the Err variable for StatusCode, but not
// [ErrNotFound] or [ErrConflict], which report the state of a resource.
func (e *TokenError) Is(target error) bool {
	switch e.Code {
	case "invalid_client":
		return target == ErrUnauthorized
	case "unauthorized_client":
		return target == ErrForbidden
	}
	return target != nil && target != ErrNotFound && target != ErrConflict && target == statusError(e.StatusCode)
}
