package rest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
)

// UnmarshalObject decodes a JSON object whose unknown members are kept. member returns a pointer to the field of a
// name, or nil. Names are compared exactly, unlike in encoding/json, so that nothing is decoded twice or lost. A bare
// string stands for an object that has no other member than "value": SCIM servers send both.
func UnmarshalObject(data []byte, member func([]byte) any, extra *map[string]json.RawMessage) error {
	*extra = nil
	data = bytes.TrimSpace(data)
	if bytes.Equal(data, []byte("null")) {
		return nil
	}
	if len(data) > 0 && data[0] == '"' {
		if field := member([]byte("value")); field != nil {
			return setField(field, data)
		}
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
			(*extra)[string(key)] = bytes.Clone(value)
			continue
		}
		if err := setField(field, value); err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
	}
}

// setField decodes value. What is commonest in large answers goes past encoding/json, which would check the syntax of
// each level once more: plain strings and booleans, and objects of our own, alone and in lists.
func setField(field any, value []byte) error {
	switch field := field.(type) {
	case *string:
		if plainString(value) {
			*field = string(value[1 : len(value)-1])
			return nil
		}
	case **bool:
		if text := string(value); text == "true" || text == "false" {
			*field = new(text == "true")
			return nil
		}
	}
	if len(value) == 0 || value[0] != '{' && value[0] != '[' {
		return json.Unmarshal(value, field)
	}
	target := reflect.ValueOf(field).Elem()
	switch {
	case target.Kind() == reflect.Pointer && value[0] == '{' && target.Type().Implements(unmarshaler):
		object := reflect.New(target.Type().Elem())
		err := object.Interface().(json.Unmarshaler).UnmarshalJSON(value)
		target.Set(object)
		return err
	case target.Kind() == reflect.Slice && value[0] == '[' && reflect.PointerTo(target.Type().Elem()).Implements(unmarshaler) &&
		!reflect.PointerTo(target.Type()).Implements(unmarshaler):
		return setList(target, value[1:])
	}
	return json.Unmarshal(value, field)
}

var unmarshaler = reflect.TypeFor[json.Unmarshaler]()

// setList decodes the elements of a list, of which data is the rest after '['.
func setList(list reflect.Value, data []byte) error {
	list.Set(reflect.MakeSlice(list.Type(), 0, 1))
	for n := 0; ; n++ {
		data = bytes.TrimLeft(data, space)
		if n == 0 && len(data) > 0 && data[0] == ']' {
			return nil
		}
		size := valueLen(data)
		if size == 0 {
			return errSyntax
		}
		list.Grow(1)
		list.SetLen(n + 1)
		if err := list.Index(n).Addr().Interface().(json.Unmarshaler).UnmarshalJSON(data[:size]); err != nil {
			return fmt.Errorf("[%d]: %w", n, err)
		}
		data = bytes.TrimLeft(data[size:], space)
		if len(data) == 0 || data[0] != ',' && data[0] != ']' {
			return errSyntax
		}
		if data[0] == ']' {
			return nil
		}
		data = data[1:]
	}
}

// MarshalObject encodes fields, a struct, and appends the members of extra in the order of their names. A member of
// extra that has a field of its own is left out: the field counts.
func MarshalObject(fields any, member func([]byte) any, extra map[string]json.RawMessage) ([]byte, error) {
	data, err := json.Marshal(fields)
	if err != nil || len(extra) == 0 {
		return data, err
	}
	data = data[:len(data)-1]
	for _, name := range slices.Sorted(maps.Keys(extra)) {
		if member([]byte(name)) != nil {
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

// space is what may stand between the tokens of JSON.
const space = " \t\r\n"

// nextMember cuts the next member off data, which follows a '{' or a member. A nil name is the end of the object.
// encoding/json has checked the syntax before; the checks here only keep a direct call from going astray.
func nextMember(data []byte) (name, value, rest []byte, err error) {
	data = bytes.TrimLeft(data, space+",")
	if len(data) > 0 && data[0] == '}' {
		return nil, nil, nil, nil
	}
	n := valueLen(data)
	if n < 2 || data[0] != '"' {
		return nil, nil, nil, errSyntax
	}
	name = data[:n]
	data = bytes.TrimLeft(data[n:], space)
	if len(data) == 0 || data[0] != ':' {
		return nil, nil, nil, errSyntax
	}
	data = bytes.TrimLeft(data[1:], space)
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

// unquote returns what a JSON string stands for.
func unquote(data []byte) ([]byte, error) {
	if plainString(data) {
		return data[1 : len(data)-1], nil
	}
	var s string
	err := json.Unmarshal(data, &s)
	return []byte(s), err
}
