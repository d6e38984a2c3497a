package rest

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"reflect"
	"strings"
	"unicode"

	"github.com/oapi-codegen/runtime"
)

// Call is one operation with its arguments.
type Call struct {
	// Operation is the name that errors show, such as "applications.Create".
	Operation string
	Method    string
	// Path is a format with a %s for each path parameter.
	Path string
	// Scopes are alternative sets: a token needs every scope of one of them.
	Scopes [][]string
	// Public operations are sent without a token.
	Public bool

	segments []any
	query    url.Values
	body     []byte
	media    string
}

// AddPathParam fills the next place in the path. A value that could make the path mean another operation is refused.
func (call *Call) AddPathParam(c *Client, name, value string) error {
	if err := checkSegment(value); err != nil {
		return c.invalid(call, fmt.Errorf("%s %w", name, err))
	}
	call.segments = append(call.segments, url.PathEscape(value))
	return nil
}

// checkSegment refuses what proxies and servers may resolve or split, even when it is escaped.
func checkSegment(value string) error {
	switch {
	case value == "":
		return errors.New("is empty")
	case value == "." || strings.Contains(value, ".."), strings.ContainsAny(value, `/\;`):
		return fmt.Errorf("%q holds '/', '\\', ';' or '..', which no path segment may", value)
	case strings.ContainsFunc(value, unicode.IsControl):
		return fmt.Errorf("%q holds a control character", value)
	}
	return nil
}

// AddQuery adds a query parameter unless value is the zero value of its type. A list is sent as one parameter, or with
// explode as several.
func (call *Call) AddQuery(c *Client, name string, explode bool, value any) error {
	if reflect.ValueOf(value).IsZero() {
		return nil
	}
	styled, err := runtime.StyleParamWithOptions("form", explode, name, value, runtime.StyleParamOptions{
		ParamLocation: runtime.ParamLocationQuery,
	})
	if err != nil {
		return c.invalid(call, fmt.Errorf("%s: %w", name, err))
	}
	values, err := url.ParseQuery(styled)
	if err != nil {
		return c.invalid(call, fmt.Errorf("%s: %w", name, err))
	}
	if call.query == nil {
		call.query = url.Values{}
	}
	for k, v := range values {
		call.query[k] = append(call.query[k], v...)
	}
	return nil
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

func (call *Call) path() string { return fmt.Sprintf(call.Path, call.segments...) }

func (call *Call) contentType() string {
	if call.media == "" {
		return "application/json"
	}
	return call.media
}
