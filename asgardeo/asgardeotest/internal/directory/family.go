package directory

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/scimengine"
)

const (
	schemaError = "urn:ietf:params:scim:api:messages:2.0:Error"

	mediaSCIM = "application/scim+json"
)

// Family returns the family of the SCIM services.
func Family() *engine.Family {
	return &engine.Family{
		Prefixes:  []string{prefix},
		Below:     true,
		Negotiate: negotiate,
		Refuse:    refuse,
		Fail:      answer,
		Unimplemented: func(c *engine.Call, description string) engine.Reply {
			return fail(http.StatusNotImplemented, "", description).Reply(c)
		},
		Finish: finish,
	}
}

// negotiate checks the media types. An unsupported one gets 406, even in
// Content-Type. A list of acceptable types must contain a supported type
// literally.
func negotiate(c *engine.Call) error {
	acceptable := func(item string) bool {
		accepted := []string{"*/*", "application/*", engine.MediaJSON, mediaSCIM}
		return slices.Contains(accepted, strings.ToLower(strings.TrimSpace(item)))
	}
	if !engine.Accepts(c.Request, acceptable) {
		return fail(http.StatusNotAcceptable, "", "The media type of the Accept header is not supported.")
	}
	switch c.Request.Method {
	case http.MethodPost, http.MethodPut, http.MethodPatch:
		if !readable(c.Request.Header.Get("Content-Type")) {
			return fail(http.StatusNotAcceptable, "", "The media type of the Content-Type header is not supported.")
		}
	}
	return nil
}

// readable reports whether the services read bodies of a media type.
func readable(contentType string) bool {
	base, parameters, found := strings.Cut(strings.ToLower(contentType), ";")
	base = strings.TrimSpace(base)
	if base != engine.MediaJSON && base != mediaSCIM {
		return false
	}
	return !found || strings.TrimSpace(parameters) == "charset=utf-8"
}

// refuse returns the error response of the stages in front of the services. Its
// status is a number, unlike that of a scimError.
func refuse(_ *engine.Call, status int, description string) engine.Reply {
	return engine.IndentedJSON(status, struct {
		Status  int      `json:"status"`
		Detail  string   `json:"detail"`
		Schemas []string `json:"schemas"`
	}{status, description, []string{schemaError}})
}

// answer returns the response for an error.
func answer(c *engine.Call, err error) engine.Reply {
	if r, ok := errors.AsType[*scimengine.Refusal](err); ok {
		if r.Reason == scimengine.Uncaught {
			return engine.Bare(http.StatusInternalServerError).Reply(c)
		}
		return fail(refusalStatus[r.Reason], r.Type, r.Detail).Reply(c)
	}
	return fail(http.StatusInternalServerError, "", err.Error()).Reply(c)
}

// refusalStatus are the statuses for the refusals of the SCIM engine.
var refusalStatus = map[scimengine.Reason]int{
	scimengine.Invalid: http.StatusBadRequest, scimengine.Unsupported: http.StatusNotImplemented, scimengine.Failed: http.StatusInternalServerError,
}

// finish adds the headers that all responses of the services have.
func finish(out engine.Reply) engine.Reply {
	return out.With("Cache-Control", "no-store, no-cache, must-revalidate, private").
		With("X-Content-Type-Options", "nosniff").
		With("X-Frame-Options", "DENY")
}

// A scimError is an error of the services (RFC 7644 section 3.12). Its status is a
// string.
type scimError struct {
	status           int
	scimType, detail string
}

func fail(status int, scimType, detail string) engine.Failure {
	return scimError{status, scimType, detail}
}

func (f scimError) Error() string { return f.detail }

// Reply returns the response for the error.
func (f scimError) Reply(*engine.Call) engine.Reply {
	return engine.JSON(f.status, struct {
		Schemas  []string `json:"schemas"`
		ScimType string   `json:"scimType,omitempty"`
		Detail   string   `json:"detail"`
		Status   string   `json:"status"`
	}{[]string{schemaError}, f.scimType, f.detail, strconv.Itoa(f.status)})
}
