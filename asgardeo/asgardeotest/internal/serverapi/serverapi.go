// Package serverapi has the common parts of the management APIs below
// /api/server/v1: errors, media types, bodies and pages.
package serverapi

import (
	"cmp"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/strictjson"
)

// Prefix is the path prefix of the APIs.
const Prefix = "/api/server/v1"

// Family returns the family of the management APIs.
func Family() *engine.Family {
	return &engine.Family{
		Prefixes:  []string{"/api"},
		Below:     true,
		Negotiate: negotiate,
		Fail: func(c *engine.Call, err error) engine.Reply {
			return Fail(http.StatusInternalServerError, "SE-50000", "Unexpected Processing Error.", err.Error()).Reply(c)
		},
		Unimplemented: func(c *engine.Call, description string) engine.Reply {
			const status = http.StatusNotImplemented
			return Fail(status, "NOT-IMPLEMENTED", http.StatusText(status), description).Reply(c)
		},
	}
}

func negotiate(c *engine.Call) error {
	contentType := strings.ToLower(engine.MediaType(c.Request.Header.Get("Content-Type")))
	if len(c.Body) > 0 && contentType != "" && contentType != cmp.Or(c.Op.Consumes, engine.MediaJSON) {
		return engine.Bare(http.StatusUnsupportedMediaType)
	}
	acceptable := func(item string) bool {
		item = strings.ToLower(engine.MediaType(item))
		return item == engine.MediaJSON || item == "application/*" || item == "*/*" || slices.Contains(c.Op.Produces, item)
	}
	if !engine.Accepts(c.Request, acceptable) {
		return engine.Bare(http.StatusNotAcceptable)
	}
	return nil
}

// A Failure is an error of the services.
type Failure struct {
	Status                     int
	Code, Message, Description string
	// Untraced reports whether the error has no trace id, as those of the API
	// resource service.
	Untraced bool
}

// Fail returns an error of a service.
func Fail(status int, code, message, description string) engine.Failure {
	return Failure{Status: status, Code: code, Message: message, Description: description}
}

func (f Failure) Error() string { return f.Code + ": " + f.Description }

// Reply returns the response for the error.
func (f Failure) Reply(c *engine.Call) engine.Reply {
	body := struct {
		Code        string `json:"code,omitempty"`
		Message     string `json:"message"`
		Description string `json:"description,omitempty"`
		TraceID     string `json:"traceId,omitempty"`
	}{Code: f.Code, Message: f.Message, Description: f.Description}
	if !f.Untraced {
		body.TraceID = c.TraceID()
	}
	return engine.JSON(f.Status, body)
}

// Decode decodes the body of a request into v and checks the constraints of v;
// see package strictjson.
func Decode(c *engine.Call, v any) error { return BodyFailure(strictjson.Decode(c.Body, v)) }

// BodyFailure converts an error of package strictjson to the error of the API.
func BodyFailure(err error) error {
	if v, ok := errors.AsType[strictjson.Violation](err); ok {
		return InvalidRequest(v.Error())
	}
	if err != nil {
		return InvalidBody()
	}
	return nil
}

// InvalidBody refuses a body that does not have the expected members.
func InvalidBody() engine.Failure {
	return InvalidRequest("Provided request body content is not in the expected format.")
}

// InvalidRequest refuses a request that violates a declared constraint.
func InvalidRequest(description string) engine.Failure {
	return Fail(http.StatusBadRequest, "UE-10000", "Invalid Request.", description)
}

// A Link leads to another page of a list.
type Link struct {
	Rel  string `json:"rel"`
	Href string `json:"href"`
}
