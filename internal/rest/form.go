package rest

import (
	"bytes"
	"errors"
	"fmt"
	"math/bits"
	"strings"

	"github.com/seed-01804ef5/asgardeo-go/internal/jsonscan"
)

// Form describes the JSON of a successful response, according to the OpenAPI document. A response may have one of
// several forms.
type Form struct {
	// List reports whether the response is an array of such objects.
	List bool
	// Must are the members that the object always has.
	Must []Member
	// Any are members of which the object has at least one. They are used if no member is always present.
	Any []Member
	// Empty reports whether the object may also be empty.
	Empty bool
	// Lists are the members that are arrays, with the forms of their elements.
	Lists []Form
	// Name is the name of the member in Lists.
	Name string
}

// Member is the name of a member and its type in OpenAPI; an empty type is any type. A string must not be empty. As in
// package lossless, a number or a boolean may replace a string, and a string may replace a number.
type Member [2]string

// has reports whether value has the type of the member.
func (m Member) has(value []byte) bool {
	switch m[1] {
	case "string":
		return strings.IndexByte("{[n", value[0]) < 0 && string(value) != `""`
	case "integer", "number":
		if value[0] == '"' && len(value) > len(`""`) {
			value = value[1:]
		}
		return value[0] == '-' || '0' <= value[0] && value[0] <= '9'
	case "boolean":
		return value[0] == 't' || value[0] == 'f'
	case "array":
		return value[0] == '['
	case "object":
		return value[0] == '{'
	}
	return string(value) != "null"
}

// checkForm returns an error unless valid JSON has one of the forms. Without this check, the JSON of a gateway would be
// decoded as an empty value, such as a page without items or a resource without an id.
func checkForm(forms []Form, data []byte) error {
	var first error
	for i := range forms {
		_, err := forms[i].walk(data)
		if err == nil {
			return nil
		}
		if first == nil || forms[i].List == (data[0] == '[') {
			first = err // prefer the error of a form of the same kind
		}
	}
	return first
}

// walk checks the value at the start of data and returns its length, in one pass.
func (f *Form) walk(data []byte) (int, error) {
	if f.List {
		return f.elements(data, "the body")
	}
	size, err := f.object(data)
	if err != nil {
		err = fmt.Errorf("%w in the body", err)
	}
	return size, err
}

// elements checks the elements of a list. Errors use the given name.
func (f *Form) elements(data []byte, name string) (int, error) {
	if data[0] != '[' {
		return 0, fmt.Errorf("no JSON array in %s", name)
	}
	at := 1
	for n := 0; ; n++ {
		at += blanks(data[at:])
		if at == len(data) {
			return 0, errSyntax
		}
		if data[at] == ']' {
			return at + 1, nil
		}
		size, err := f.object(data[at:])
		if err != nil {
			return 0, fmt.Errorf("%w in element %d of %s", err, n, name)
		}
		at += size
	}
}

func (f *Form) object(data []byte) (int, error) {
	if data[0] != '{' {
		return 0, errors.New("no JSON object")
	}
	var found uint64 // the bits of Must
	known := len(f.Any) == 0
	at := 1
	for {
		at += blanks(data[at:])
		if at < len(data) && data[at] == '}' {
			break
		}
		size := jsonscan.StringLen(data[at:])
		if size == 0 {
			return 0, errSyntax
		}
		member := jsonscan.Unquote(data[at : at+size])
		at += size
		at += blanks(data[at:])
		if at == len(data) || data[at] != ':' {
			return 0, errSyntax
		}
		at++
		at += blanks(data[at:])
		size, err := f.value(member, data[at:])
		if err != nil {
			return 0, err
		}
		if size == 0 {
			return 0, errSyntax
		}
		value := data[at : at+size]
		if i := index(f.Must, member); i >= 0 && f.Must[i].has(value) {
			found |= 1 << i
		}
		known = known || index(f.Any, member) >= 0 && string(value) != "null"
		at += size
	}
	if missing := bits.TrailingZeros64(^found); missing < len(f.Must) {
		return 0, fmt.Errorf("no %s", f.Must[missing][0])
	}
	if !known && !(f.Empty && bytes.IndexByte(data[:at], ':') < 0) {
		return 0, errors.New("no known member")
	}
	return at + 1, nil
}

// value returns the length of the value of a member, or 0 if the value is incomplete.
func (f *Form) value(member, data []byte) (int, error) {
	for i := range f.Lists {
		if list := &f.Lists[i]; same(list.Name, member) && len(data) > 0 && data[0] == '[' {
			return list.elements(data, list.Name)
		}
	}
	return jsonscan.ValueLen(data), nil
}

// blanks returns the number of bytes before the next token. It treats commas as space.
func blanks(data []byte) int { return len(data) - len(bytes.TrimLeft(data, jsonscan.Space+",")) }

func index(members []Member, name []byte) int {
	for i := range members {
		if same(members[i][0], name) {
			return i
		}
	}
	return -1
}

// same compares the names of members like the decoder does.
func same(name string, member []byte) bool {
	return len(name) == len(member) && strings.EqualFold(name, string(member))
}

var errSyntax = errors.New("json: malformed object")
