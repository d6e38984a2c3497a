package rest

import (
	"bytes"
	"errors"
	"fmt"
	"math/bits"
	"strings"

	"github.com/seed-01804ef5/asgardeo-go/internal/jsonscan"
)

// Form is what the JSON of an answer of success has, as the OpenAPI document says. An answer may have one of several forms.
type Form struct {
	// List says that the answer is an array of such objects.
	List bool
	// Must are members that the object has.
	Must []Member
	// Any are the members of which it has one at least, where none is certain.
	Any []Member
	// Empty says that it may also have no member at all.
	Empty bool
	// Lists are members that are arrays, with what their elements have.
	Lists []Form
	// Name is that of the member, in Lists.
	Name string
}

// Member is the name of a member that has a value, and its type in OpenAPI; an empty type is any. A text has to hold
// something. A number or a boolean may stand for a text, and a text for a number, as package lossless reads them.
type Member [2]string

// has reports whether value is one of the type.
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

// checkForm reports what valid JSON lacks to have one of the forms. Gateways answer in the place of the server, and a
// type of Go takes what they say for a value without content: a page without items, a resource without an id.
func checkForm(forms []Form, data []byte) error {
	var first error
	for i := range forms {
		_, err := forms[i].walk(data)
		if err == nil {
			return nil
		}
		if first == nil || forms[i].List == (data[0] == '[') {
			first = err // that of a form of the same kind tells most
		}
	}
	return first
}

// walk checks the value that data begins with and returns its length, in one pass.
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

// elements checks a list, which errors call name.
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

// value returns the length of the value of a member, 0 if it does not end.
func (f *Form) value(member, data []byte) (int, error) {
	for i := range f.Lists {
		if list := &f.Lists[i]; same(list.Name, member) && len(data) > 0 && data[0] == '[' {
			return list.elements(data, list.Name)
		}
	}
	return jsonscan.ValueLen(data), nil
}

// blanks counts the bytes before the next token, and commas.
func blanks(data []byte) int { return len(data) - len(bytes.TrimLeft(data, jsonscan.Space+",")) }

func index(members []Member, name []byte) int {
	for i := range members {
		if same(members[i][0], name) {
			return i
		}
	}
	return -1
}

// same compares the names of members as decoding does.
func same(name string, member []byte) bool {
	return len(name) == len(member) && strings.EqualFold(name, string(member))
}

var errSyntax = errors.New("json: malformed object")
