package rest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"

	"github.com/oapi-codegen/runtime"

	"github.com/seed-01804ef5/asgardeo-go/filter"
	"github.com/seed-01804ef5/asgardeo-go/internal/grammar"
)

// Call is one call of an operation, with its arguments.
type Call struct {
	// Operation is the name of the operation in errors, such as "applications.Create".
	Operation string
	Method    string
	// Path is the path below [API.Prefix], with a %s for each path parameter.
	Path string
	// Scopes are alternatives: a token requires all scopes of one set.
	Scopes [][]string
	// Public operations are sent without an access token.
	Public bool
	// OAuth operations are those of the token endpoint and similar ones. They do not wait in the queue of the rate
	// limit, and may be retried after every failure.
	OAuth bool
	// Secrets are removed from errors, because the server may repeat them.
	Secrets []string
	// Prepare, unless nil, completes the call before each attempt.
	Prepare func(ctx context.Context, call *Call) error
	// Accept is the Accept header; empty means application/json.
	Accept string
	// Safe operations change nothing, regardless of their method (RFC 9110, section 9.2.1).
	Safe bool
	// Bucket is the rate limit that the request counts towards.
	Bucket Bucket
	// Accepted operations succeed with the status 202, which otherwise means that an approval is pending.
	Accepted bool
	// Answer lists the allowed forms of the JSON of a successful response. An empty list allows any JSON.
	Answer []Form
	// Bodiless operations may also return the status 204 without a body. With another status, a missing body is an
	// error.
	Bodiless bool
	// API is the API of the operation, or nil if no document describes the operation.
	API *API

	sent     []string // the access tokens
	segments []string // the encoded path parameters
	query    []string // the encoded parameters
	header   http.Header
	body     []byte
	file     stream
	media    string
	open     bool          // the caller reads the body of a successful response
	raw      *http.Request // the request of the caller
}

func (call *Call) api() API {
	if call.API == nil {
		return API{}
	}
	return *call.API
}

// AddQuery adds a query parameter in OpenAPI's style form. It adds nothing if value is the zero value of its type or an
// empty list. A list is one parameter with commas, or with explode one parameter for each element.
func (call *Call) AddQuery(c *Client, name string, explode bool, value any) error {
	if v := reflect.ValueOf(value); v.IsZero() || v.Kind() == reflect.Slice && v.Len() == 0 {
		return nil
	}
	styled, err := runtime.StyleParamWithOptions("form", explode, name, value, runtime.StyleParamOptions{ParamLocation: runtime.ParamLocationQuery})
	if err != nil {
		return c.invalid(call, err)
	}
	call.query = append(call.query, styled)
	return nil
}

// rawQuery returns the query, sorted by parameter.
func (call *Call) rawQuery() string {
	slices.Sort(call.query)
	return strings.Join(call.query, "&")
}

// AddFilter adds a filter as a query parameter, unless it is empty. It returns an error if the server cannot evaluate the
// filter in the listing.
func (call *Call) AddFilter(c *Client, g *grammar.Grammar, f filter.Filter) error {
	text, err := f.InternalText(g)
	if err != nil {
		return c.invalid(call, err)
	}
	return call.AddQuery(c, "filter", true, text)
}

// SetHeader sets a header unless value is empty.
func (call *Call) SetHeader(name, value string) {
	if value == "" {
		return
	}
	if call.header == nil {
		call.header = http.Header{}
	}
	call.header.Set(name, value)
}

// SetBody encodes the body of the request.
func (call *Call) SetBody(c *Client, media string, body any) error {
	if v := reflect.ValueOf(body); v.Kind() == reflect.Pointer && v.IsNil() {
		return c.invalid(call, errors.New("the request is nil"))
	}
	data, err := json.Marshal(body)
	if err != nil {
		return c.invalid(call, err)
	}
	call.body, call.media = data, media
	return nil
}

// SetForm encodes a form as the body of the request.
func (call *Call) SetForm(form url.Values) {
	call.body, call.media = []byte(form.Encode()), "application/x-www-form-urlencoded"
}

// reads reports whether the operation changes nothing, or nothing that must not be changed twice.
func (call *Call) reads() bool {
	return call.OAuth || call.Method == http.MethodGet || call.Method == http.MethodHead || call.Safe
}

// secrets returns a redactor for the secrets that the request was sent with.
func (call *Call) secrets() *redactor {
	found := slices.Concat(call.Secrets, secretsIn(call.body, call.api().Secrets), call.sent)
	if call.file != nil {
		inFile, all := call.file.found()
		if !all {
			return &redactor{all: true}
		}
		found = append(found, inFile...)
	}
	return newRedactor(found)
}

// content returns the body and its media type.
func (call *Call) content() (io.Reader, string) {
	switch {
	case call.file != nil:
		return call.file.form()
	case call.body == nil:
		// Without a JSON content type, the server responds to requests for an unknown organization with an HTML page.
		return http.NoBody, "application/json"
	}
	return bytes.NewReader(call.body), call.media
}
