package asgardeotest

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/scimengine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/strictjson"
)

// A failure is an error that knows the answer it stands for.
type failure interface {
	error
	reply(c *call) reply
}

// asReply turns the error of a handler into an answer.
func asReply(c *call, err error) reply {
	var f failure
	if errors.As(err, &f) {
		return f.reply(c)
	}
	if r, ok := errors.AsType[*scimengine.Refusal](err); ok {
		return scimFailure(refusalStatus[r.Reason], r.Type, r.Detail).reply(c)
	}
	switch c.family {
	case familySCIM:
		return scimFailure(http.StatusInternalServerError, "", err.Error()).reply(c)
	case familyOAuth:
		return oauthError{http.StatusInternalServerError, errServer, "Internal Server Error."}.reply(c)
	}
	return serverFailure(http.StatusInternalServerError, "SE-50000", "Unexpected Processing Error.", err.Error()).reply(c)
}

// refusalStatus are the statuses of what the SCIM engine refuses.
var refusalStatus = map[scimengine.Reason]int{
	scimengine.Invalid: http.StatusBadRequest, scimengine.Unsupported: http.StatusNotImplemented, scimengine.Failed: http.StatusInternalServerError,
}

// bare is a failure that is nothing but a status.
type bare int

func (b bare) Error() string     { return http.StatusText(int(b)) }
func (b bare) reply(*call) reply { return empty(int(b)) }

// valveFailure is a refusal by the stages in front of the services. Its body
// tells it apart from the errors of a service: the code is a number.
type valveFailure struct {
	status      int
	description string
}

type valveError struct {
	Code        int    `json:"code"`
	Message     string `json:"message"`
	Description string `json:"description"`
	TraceID     string `json:"traceId,omitempty"`
}

type scimValveError struct {
	Status  int      `json:"status"`
	Detail  string   `json:"detail"`
	Schemas []string `json:"schemas"`
}

const detailForbidden = "Operation is not permitted. You do not have permissions to make this request."

func unauthorized() failure {
	return valveFailure{
		status:      http.StatusUnauthorized,
		description: "Authorization failure. Authorization information was invalid or missing from your request.",
	}
}

func forbidden() failure {
	return valveFailure{
		status:      http.StatusForbidden,
		description: detailForbidden,
	}
}

func (f valveFailure) Error() string { return f.description }

func (f valveFailure) reply(c *call) reply {
	var out reply
	if c.family == familySCIM {
		out = asIndentedJSON(f.status, scimValveError{Status: f.status, Detail: f.description, Schemas: []string{schemaError}})
	} else {
		out = asIndentedJSON(f.status, valveError{
			Code: f.status, Message: http.StatusText(f.status), Description: f.description, TraceID: c.correlation(),
		})
	}
	out = out.with("Content-Type", mediaJSON+";charset=UTF-8")
	if f.status == http.StatusUnauthorized {
		out = out.with("WWW-Authenticate", "Bearer realm="+c.server.host)
	}
	return out
}

// unknownTenant answers with JSON only to a client that sends JSON.
func unknownTenant(c *call) reply {
	const message = "The organization does not exist or is not active."
	if strings.Contains(c.req.Header.Get("Content-Type"), mediaJSON) {
		return asJSON(http.StatusNotFound, valveError{Code: http.StatusNotFound, Message: message, Description: message}).
			with("Content-Type", mediaJSON+";charset=UTF-8")
	}
	return page(http.StatusNotFound, message)
}

// page is an answer for people.
func page(status int, message string) reply {
	text := fmt.Sprintf("<!doctype html><title>%s</title><p>%s</p>\n", http.StatusText(status), message)
	return reply{status: status, body: []byte(text)}.with("Content-Type", mediaHTML)
}

// unimplemented is the honest answer for an operation of the real server that
// this one does not have.
type unimplemented struct{ what string }

func notImplemented(op *operation) failure {
	return unimplemented{fmt.Sprintf("%s (%s %s)", op.name, op.method, op.path)}
}

func (f unimplemented) Error() string { return "asgardeotest does not implement " + f.what }

func (f unimplemented) reply(c *call) reply {
	const status = http.StatusNotImplemented
	switch c.family {
	case familySCIM:
		return scimFailure(status, "", f.Error()).reply(c)
	case familyOAuth:
		return oauthError{status, errServer, f.Error()}.reply(c)
	default:
		return serverFailure(status, "NOT-IMPLEMENTED", http.StatusText(status), f.Error()).reply(c)
	}
}

// serviceFailure is an error of the /api/server/v1 services.
type serviceFailure struct {
	status                     int
	code, message, description string
	// untraced errors have no trace id: those of the API resource service.
	untraced bool
}

type serviceError struct {
	Code        string `json:"code,omitempty"`
	Message     string `json:"message"`
	Description string `json:"description,omitempty"`
	TraceID     string `json:"traceId,omitempty"`
}

func serverFailure(status int, code, message, description string) failure {
	return serviceFailure{status: status, code: code, message: message, description: description}
}

func (f serviceFailure) Error() string { return f.code + ": " + f.description }

func (f serviceFailure) reply(c *call) reply {
	body := serviceError{Code: f.code, Message: f.message, Description: f.description}
	if !f.untraced {
		body.TraceID = c.traceID()
	}
	return asJSON(f.status, body)
}

// decodeBody decodes the body of a request, which must meet the rules of v.
func decodeBody(c *call, v any) error { return bodyFailure(strictjson.Decode(c.body, v)) }

// bodyFailure turns an error of a decoder into a refusal.
func bodyFailure(err error) error {
	if v, ok := errors.AsType[strictjson.Violation](err); ok {
		return invalidRequest(v.Error())
	}
	if err != nil {
		return invalidBody()
	}
	return nil
}

// invalidBody refuses a body that does not have the expected members.
func invalidBody() failure {
	return invalidRequest("Provided request body content is not in the expected format.")
}

// invalidRequest refuses a request that breaks a declared constraint.
func invalidRequest(description string) failure {
	return serverFailure(http.StatusBadRequest, "UE-10000", "Invalid Request.", description)
}

// scimError is an error of the SCIM services (RFC 7644 section 3.12). Its
// status is a string.
type scimError struct {
	status           int
	scimType, detail string
}

func scimFailure(status int, scimType, detail string) failure {
	return scimError{status: status, scimType: scimType, detail: detail}
}

func (f scimError) Error() string { return f.detail }

func (f scimError) reply(*call) reply {
	return asJSON(f.status, struct {
		Schemas  []string `json:"schemas"`
		ScimType string   `json:"scimType,omitempty"`
		Detail   string   `json:"detail"`
		Status   string   `json:"status"`
	}{[]string{schemaError}, f.scimType, f.detail, strconv.Itoa(f.status)})
}
