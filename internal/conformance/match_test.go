package conformance

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// match compares JSON with an expected value, which is also JSON. In the
// expected value, the string "*" matches any value but null, an asterisk within
// a string matches any characters, and the member "*" allows any other members.
func match(got, want string) error {
	var g, w any
	if err := json.Unmarshal([]byte(want), &w); err != nil {
		return fmt.Errorf("the expectation is not JSON: %w", err)
	}
	if err := json.Unmarshal([]byte(got), &g); err != nil {
		return err
	}
	return matchValue("body", g, w)
}

func matchValue(at string, got, want any) error {
	switch w := want.(type) {
	case string:
		text, isText := got.(string)
		if w == "*" && got != nil || isText && glob(w, text) {
			return nil
		}
	case map[string]any:
		if g, ok := got.(map[string]any); ok {
			return matchObject(at, g, w)
		}
	case []any:
		if g, ok := got.([]any); ok && len(g) == len(w) {
			for i := range w {
				if err := matchValue(at+"["+strconv.Itoa(i)+"]", g[i], w[i]); err != nil {
					return err
				}
			}
			return nil
		}
	default:
		if reflect.DeepEqual(got, want) {
			return nil
		}
	}
	return fmt.Errorf("%s: got %s, want %s", at, encode(got), encode(want))
}

func matchObject(at string, got, want map[string]any) error {
	_, open := want["*"]
	for _, name := range slices.Sorted(mapsKeys(got, want)) {
		g, present := got[name]
		w, wanted := want[name]
		switch {
		case name == "*", !wanted && open:
		case !wanted:
			return fmt.Errorf("%s: got member %s: %s, want none", at, name, encode(g))
		case !present:
			return fmt.Errorf("%s: got no member %s, want %s", at, name, encode(w))
		default:
			if err := matchValue(at+"."+name, g, w); err != nil {
				return err
			}
		}
	}
	return nil
}

// mapsKeys yields the keys of both maps, each once.
func mapsKeys(a, b map[string]any) func(func(string) bool) {
	return func(yield func(string) bool) {
		for name := range a {
			if !yield(name) {
				return
			}
		}
		for name := range b {
			if _, ok := a[name]; !ok && !yield(name) {
				return
			}
		}
	}
}

// glob reports whether a text matches a pattern in which an asterisk stands for
// any characters.
func glob(pattern, text string) bool {
	first, rest, wild := strings.Cut(pattern, "*")
	if !wild {
		return pattern == text
	}
	text, ok := strings.CutPrefix(text, first)
	if !ok {
		return false
	}
	for i := range len(text) + 1 {
		if glob(rest, text[i:]) {
			return true
		}
	}
	return false
}

func encode(v any) string {
	out, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(out)
}

// lookUp follows members and indexes into a JSON value to a scalar.
func lookUp(value any, path []string) (string, error) {
	for _, step := range path {
		switch v := value.(type) {
		case map[string]any:
			value = v[step]
		case []any:
			i, err := strconv.Atoi(step)
			if err != nil || i < 0 || i >= len(v) {
				return "", fmt.Errorf("there is no item %q", step)
			}
			value = v[i]
		default:
			return "", fmt.Errorf("there is nothing to take %q of", step)
		}
	}
	switch value.(type) {
	case nil, map[string]any, []any:
		return "", fmt.Errorf("got %s, want a scalar", encode(value))
	}
	return fmt.Sprint(value), nil
}

func TestMatch(t *testing.T) {
	for _, test := range []struct {
		got, want string
		ok        bool
	}{
		{`{"a":1}`, `{"a":1}`, true},
		{`{"a":1}`, `{"a":2}`, false},
		{`{"a":1}`, `{"a":"1"}`, false},
		{`{"a":1,"b":2}`, `{"a":1}`, false},
		{`{"a":1}`, `{"a":1,"b":2}`, false},
		{`{"a":1,"b":2}`, `{"a":1,"*":"*"}`, true},
		{`{"b":2}`, `{"a":1,"*":"*"}`, false},
		{`{"a":{"b":[1]}}`, `{"a":"*"}`, true},
		{`{"a":null}`, `{"a":"*"}`, false},
		{`{"a":null}`, `{"a":null}`, true},
		{`[1,2]`, `[1,"*"]`, true},
		{`[1,2]`, `[1]`, false},
		{`[1]`, `[1,2]`, false},
		{`"http://a/b"`, `"http://*/b"`, true},
		{`"http://a/b"`, `"http://*/c"`, false},
		{`"ab"`, `"a*b"`, true},
		{`{}`, `[]`, false},
		{``, `{}`, false},
	} {
		if err := match(test.got, test.want); (err == nil) != test.ok {
			t.Errorf("match(%s, %s): got %v, want no error: %t", test.got, test.want, err, test.ok)
		}
	}
}
