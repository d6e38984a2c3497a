package conformance

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
)

// bodiless are the error statuses that may have no body: they are sent before a
// service runs (section 6.3).
var bodiless = []int{
	http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusNotAcceptable,
	http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType,
	http.StatusInternalServerError, // what the SCIM engine does not handle
}

// A validator is a transport that validates every response against the
// documents.
type validator struct {
	t    testing.TB
	base http.RoundTripper
}

func (v validator) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := v.base.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(resp.Body)
	resp.Body.Close()
	if err != nil {
		return nil, err
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	if err := validate(req, resp, body); err != nil {
		v.t.Errorf("%s %s: status %d does not fit the document: %v; body: %s", req.Method, req.URL, resp.StatusCode, err, body)
	}
	return resp, nil
}

// validate checks the response to a request for an operation of a document. It
// accepts the responses to other requests.
func validate(req *http.Request, resp *http.Response, body []byte) error {
	input, err := findRoute(req)
	if err != nil || input == nil {
		return err
	}
	declared, err := declaredResponse(input.Route.Operation, resp.StatusCode)
	if err != nil {
		return err
	}
	switch {
	case req.Method == http.MethodHead, resp.StatusCode == http.StatusTooManyRequests:
		return nil // without a body, or with one that is not the server's
	case len(body) == 0 && (resp.Header.Get("Content-Type") != "") != (declared.Headers["Content-Type"] != nil):
		return errors.New("the Content-Type of a response without a body does not match the document")
	case len(body) == 0 && slices.Contains(bodiless, resp.StatusCode):
		return nil
	case len(declared.Content) == 0 && len(body) > 0:
		return errors.New("a body that is not declared")
	}
	return openapi3filter.ValidateResponse(req.Context(), (&openapi3filter.ResponseValidationInput{
		RequestValidationInput: input,
		Status:                 resp.StatusCode,
		Header:                 resp.Header,
		Options:                &openapi3filter.Options{MultiError: true, IncludeResponseStatus: true},
	}).SetBodyBytes(body))
}

// declaredResponse returns the declared response for a status. A success must
// be declared by its status; the default applies to failures.
func declaredResponse(op *openapi3.Operation, status int) (*openapi3.Response, error) {
	ref := op.Responses.Status(status)
	if ref == nil && status >= http.StatusBadRequest {
		ref = op.Responses.Default()
	}
	if ref == nil {
		return nil, fmt.Errorf("operation %s does not declare it", op.OperationID)
	}
	return ref.Value, nil
}

// findRoute returns the operation of a request, or nil if no document has it.
// It ignores a trailing slash.
func findRoute(req *http.Request) (*openapi3filter.RequestValidationInput, error) {
	path := organizationPath(req.URL.EscapedPath())
	for _, d := range documents() {
		if !strings.HasPrefix(path, d.base+"/") {
			continue
		}
		trimmed := strings.TrimSuffix(path, "/")
		for _, candidate := range []string{trimmed, trimmed + "/"} {
			target, err := url.Parse(candidate)
			if err != nil {
				return nil, err
			}
			route, vars, err := d.router.FindRoute(&http.Request{Method: req.Method, URL: target})
			if err == nil {
				return &openapi3filter.RequestValidationInput{Request: req, Route: route, PathParams: vars}, nil
			}
			if !errors.Is(err, routers.ErrPathNotFound) && !errors.Is(err, routers.ErrMethodNotAllowed) {
				return nil, err
			}
		}
	}
	return nil, nil
}

// organizationPath removes the prefix of the paths of the documents:
// /t/{organization}, and /o for a sub-organization.
func organizationPath(path string) string {
	rest, ok := strings.CutPrefix(path, "/t/")
	if !ok {
		return path
	}
	_, rest, _ = strings.Cut(rest, "/")
	return "/" + strings.TrimPrefix(rest, "o/")
}

func TestValidator(t *testing.T) {
	const (
		list = "/api/server/v1/api-resources"
		one  = list + "/1"
		json = "application/json"
		scim = "/scim2/Users/1"
	)
	for _, test := range []struct {
		name, method, path string
		status             int
		contentType, body  string
		ok                 bool
	}{
		{"page", "GET", list, 200, json, `{"totalResults":0,"links":[],"apiResources":[]}`, true},
		{"trailing slash", "GET", list + "/", 200, json, `{"totalResults":"0"}`, false},
		{"sub-organization", "GET", "/o" + list, 200, json, `{"totalResults":"0"}`, false},
		{"escaped slash", "DELETE", one + "/scopes/a%2Fb", 204, "", "", true},
		{"escaped slash, wrong", "DELETE", one + "/scopes/a%2Fb", 200, "", "", false},
		{"wrong type", "GET", list, 200, json, `{"totalResults":"0"}`, false},
		{"unknown member", "GET", list, 200, json, `{"totalResults":0,"more":1}`, false},
		{"unknown member in an item", "GET", list, 200, json, `{"apiResources":[{"id":"1","more":1}]}`, false},
		{"wrong enumeration", "GET", one, 200, json, `{"id":"1","type":"OTHER"}`, false},
		{"no body", "GET", list, 200, "", "", false},
		{"wrong content type", "GET", list, 200, "text/plain", `{}`, false},
		{"undeclared success", "GET", list, 201, json, `{}`, false},
		{"no content", "DELETE", one, 204, "", "", true},
		{"undeclared body", "PATCH", one, 204, json, `{}`, false},
		{"content type of nothing", "PATCH", one, 204, json, ``, false},
		{"service error", "GET", one, 404, json, `{"code":"A-1","message":"m","description":"d"}`, true},
		{"refusal", "GET", one, 401, json + ";charset=UTF-8", `{"code":401,"message":"m","description":"d"}`, true},
		{"error without a code", "GET", one, 404, json, `{"message":"m","description":"d"}`, false},
		{"error with an unknown member", "GET", one, 404, json, `{"code":"A-1","message":"m","description":"d","more":1}`, false},
		{"error without a body", "GET", one, 406, "", "", true},
		{"conflict without a body", "POST", list, 409, "", "", false},
		{"SCIM error", "GET", scim, 404, json, `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"404","detail":"d"}`, true},
		{"SCIM error in the wrong shape", "GET", scim, 404, json, `{"code":"A-1","message":"m","description":"d"}`, false},
		{"SCIM error without a schema", "GET", scim, 404, json, `{"schemas":[],"status":"404","detail":"d"}`, false},
		{"token that may be kept", "POST", "/oauth2/token", 200, json, `{"access_token":"a","token_type":"Bearer","expires_in":1}`, false},
		{"token without a lifetime", "POST", "/oauth2/token", 200, json, `{"access_token":"a","token_type":"Bearer"}`, false},
		{"introspection", "POST", "/oauth2/introspect", 200, json, `{"active":false}`, true},
		{"introspection with an unknown member", "POST", "/oauth2/introspect", 200, json, `{"active":true,"more":1}`, false},
		{"revocation", "POST", "/oauth2/revoke", 200, json, ``, true},
		{"revocation without a content type", "POST", "/oauth2/revoke", 200, "", ``, false},
		{"OAuth error", "POST", "/oauth2/revoke", 400, json, `{"error":"e"}`, false},
		{"discovery", "GET", "/oauth2/oidcdiscovery/.well-known/openid-configuration", 200, json, `{"issuer":"i"}`, false},
		{"no operation", "GET", "/api/server/v1/nothing", 200, "", "", true},
	} {
		t.Run(test.name, func(t *testing.T) {
			req, err := http.NewRequestWithContext(t.Context(), test.method, "http://127.0.0.1/t/x"+test.path, nil)
			if err != nil {
				t.Fatal(err)
			}
			resp := &http.Response{StatusCode: test.status, Header: http.Header{}}
			if test.contentType != "" {
				resp.Header.Set("Content-Type", test.contentType)
			}
			if err := validate(req, resp, []byte(test.body)); (err == nil) != test.ok {
				t.Errorf("got %v, want no error: %t", err, test.ok)
			}
		})
	}
}
