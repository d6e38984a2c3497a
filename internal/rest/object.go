package rest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
)

// UnmarshalObject decodes a JSON object whose unknown members are kept. member returns a pointer to the field of a
// name, or nil. Names are compared exactly, unlike in encoding/json, so that nothing is decoded twice or lost. A bare
// string stands for an object that has no other member than "value": SCIM servers send both.
func UnmarshalObject(data []byte, member func(string) any, extra *map[string]json.RawMessage) error {
	*extra = nil
	data = bytes.TrimSpace(data)
	if bytes.Equal(data, []byte("null")) {
		return nil
	}
	if field := member("value"); field != nil && len(data) > 0 && data[0] == '"' {
		return setField(field, data)
	}
	if len(data) < 2 || data[0] != '{' {
		return errors.New("json: not an object")
	}
	for rest := data[1:]; ; {
		name, value, next, err := nextMember(rest)
		if err != nil || name == nil {
			return err
		}
		rest = next
		key, err := unquote(name)
		if err != nil {
			return err
		}
		field := member(key)
		if field == nil {
			if *extra == nil {
				*extra = map[string]json.RawMessage{}
			}
			(*extra)[key] = bytes.Clone(value)
			continue
		}
		if err := setField(field, value); err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
	}
}

// setField decodes value; the commonest case goes past encoding/json.
func setField(field any, value []byte) error {
	if s, ok := field.(*string); ok && plainString(value) {
		*s = string(value[1 : len(value)-1])
		return nil
	}
	return json.Unmarshal(value, field)
}

// MarshalObject encodes fields, a struct, and appends the members of extra in the order of their names. A member of
// extra that has a field of its own is left out: the field counts.
func MarshalObject(fields any, member func(string) any, extra map[string]json.RawMessage) ([]byte, error) {
	data, err := json.Marshal(fields)
	if err != nil || len(extra) == 0 {
		return data, err
	}
	data = data[:len(data)-1]
	for _, name := range slices.Sorted(maps.Keys(extra)) {
		if member(name) != nil {
			continue
		}
		if !json.Valid(extra[name]) {
			return nil, fmt.Errorf("json: additional property %q is not valid JSON", name)
		}
		if len(data) > 1 {
			data = append(data, ',')
		}
		key, err := json.Marshal(name)
		if err != nil {
			return nil, err
		}
		data = append(append(append(data, key...), ':'), extra[name]...)
	}
	return append(data, '}'), nil
}

var errSyntax = errors.New("json: malformed object")

// nextMember cuts the next member off data, which follows a '{' or a member. A nil name is the end of the object.
// encoding/json has checked the syntax before; the checks here only keep a direct call from going astray.
func nextMember(data []byte) (name, value, rest []byte, err error) {
	data = bytes.TrimLeft(data, " \t\r\n,")
	if len(data) > 0 && data[0] == '}' {
		return nil, nil, nil, nil
	}
	n := valueLen(data)
	if n < 2 || data[0] != '"' {
		return nil, nil, nil, errSyntax
	}
	name = data[:n]
	data = bytes.TrimLeft(data[n:], " \t\r\n")
	if len(data) == 0 || data[0] != ':' {
		return nil, nil, nil, errSyntax
	}
	data = bytes.TrimLeft(data[1:], " \t\r\n")
	if n = valueLen(data); n == 0 {
		return nil, nil, nil, errSyntax
	}
	return name, data[:n], data[n:], nil
}

// valueLen returns the length of the JSON value that data begins with, 0 if it does not end.
func valueLen(data []byte) int {
	depth := 0
	for i := 0; i < len(data); i++ {
		switch data[i] {
		case '"':
			end := stringEnd(data[i:])
			if end == 0 {
				return 0
			}
			i += end - 1
		case '{', '[':
			depth++
			continue
		case '}', ']':
			if depth == 0 {
				return i
			}
			depth--
		case ',', ':', ' ', '\t', '\r', '\n':
			if depth == 0 {
				return i
			}
			continue
		default:
			continue
		}
		if depth == 0 {
			return i + 1
		}
	}
	return 0
}

// stringEnd returns the length of the JSON string that data begins with.
func stringEnd(data []byte) int {
	for i := 1; i < len(data); i++ {
		switch data[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return 0
}

// plainString reports whether data is a JSON string that stands for its own bytes.
func plainString(data []byte) bool {
	if len(data) < 2 || data[0] != '"' {
		return false
	}
	for _, b := range data[1 : len(data)-1] {
		if b == '\\' || b == '"' || b < ' ' || b >= 0x80 {
			return false
		}
	}
	return true
}

func unquote(data []byte) (string, error) {
	var s string
	err := setField(&s, data)
	return s, err
}
