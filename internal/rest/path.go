package rest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/oapi-codegen/runtime"
)

// AddPathParam sets the next path parameter, in OpenAPI's style simple. It returns an error for a value that could
// change the path to that of another operation.
func (call *Call) AddPathParam(c *Client, name, value string) error {
	if err := checkSegment(value); err != nil {
		return c.invalid(call, fmt.Errorf("%s %w", name, err))
	}
	if reserved(call.api().Paths, call.Path, len(call.segments), value) {
		return c.invalid(call, fmt.Errorf("%s %q is the name of another operation", name, value))
	}
	segment, err := runtime.StyleParamWithOptions("simple", false, name, value, runtime.StyleParamOptions{ParamLocation: runtime.ParamLocationPath})
	if err != nil {
		return c.invalid(call, err)
	}
	call.segments = append(call.segments, segment)
	return nil
}

// param is the placeholder of a parameter in paths.
const param = "%s"

// reserved reports whether a path may be read as another one of paths if its parameter n has the value word. This is
// possible if the other path can be the same up to the parameter and then has word as a literal segment. Servers prefer
// literal segments, even if an earlier parameter matches a literal of the other path. Words are compared exactly, as
// servers do.
func reserved(paths []string, path string, n int, word string) bool {
	if !slices.ContainsFunc(paths, func(other string) bool { return strings.Contains(other, word) }) {
		return false // the common case
	}
	segments := strings.Split(path, "/")
	at := -1
	for i, segment := range segments {
		if segment == param {
			if n--; n < 0 {
				at = i
				break
			}
		}
	}
	return at >= 0 && word != param && slices.ContainsFunc(paths, func(other string) bool {
		others := strings.Split(other, "/")
		if len(others) <= at || others[at] != word {
			return false
		}
		for i, segment := range others[:at] {
			if segment != segments[i] && segment != param && segments[i] != param {
				return false
			}
		}
		return true
	})
}

// checkSegment rejects characters that proxies and servers may resolve or split at, even if they are escaped.
func checkSegment(value string) error {
	switch {
	case value == "":
		return errors.New("is empty")
	case value == "." || strings.Contains(value, ".."), strings.ContainsAny(value, `/\;`):
		return fmt.Errorf("%q contains '/', '\\', ';' or '..', which are not allowed in a path segment", value)
	case strings.ContainsFunc(value, unicode.IsControl):
		return fmt.Errorf("%q contains a control character", value)
	}
	return nil
}

// path returns the path with its parameters. An encoded parameter does not contain param itself.
func (call *Call) path() string {
	path := call.Path
	for _, segment := range call.segments {
		path = strings.Replace(path, param, segment, 1)
	}
	return path
}
