package rest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/oapi-codegen/runtime"
)

// AddPathParam fills the next place in the path, in OpenAPI's style simple. It refuses a value that could make the path
// mean another operation.
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

// param stands for a parameter in paths.
const param = "%s"

// reserved reports whether a path with word in the place of its parameter n may be read as another of the paths: as one
// that can be the same up to there and then has the word itself. Servers prefer literal segments, even if a parameter
// before them takes up a literal of the other path. Words are compared exactly, as servers do.
func reserved(paths []string, path string, n int, word string) bool {
	if !slices.ContainsFunc(paths, func(other string) bool { return strings.Contains(other, word) }) {
		return false // as almost always: spare the calls the work below
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

// path returns the path with its parameters. An encoded parameter does not contain param itself.
func (call *Call) path() string {
	path := call.Path
	for _, segment := range call.segments {
		path = strings.Replace(path, param, segment, 1)
	}
	return path
}
