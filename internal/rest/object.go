package rest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/secret"
)

// UnmarshalObject decodes a JSON object so that [MarshalObject] gives back what it was: extra keeps the members that have
// no field, and those whose field would be written otherwise. member returns a pointer to the field of a name, or nil.
// Names are compared exactly, unlike in encoding/json, so that nothing is decoded twice or lost. A bare string stands for
// an object that has no other member than "value": SCIM servers send both.
func UnmarshalObject(data []byte, member func([]byte) any, extra *map[string]json.RawMessage) error {
	*extra = nil
	keep := func(name string, value []byte) {
		if *extra == nil {
			*extra = map[string]json.RawMessage{}
		}
		(*extra)[name] = bytes.Clone(value)
	}
	data = bytes.TrimSpace(data)
	if bytes.Equal(data, []byte("null")) {
		return nil
	}
	if len(data) > 0 && data[0] == '"' {
		if field := member([]byte("value")); field != nil {
			keep("value", slices.Concat(bare, data))
			_, err := setField(field, data)
			return err
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
			keep(string(key), value)
			continue
		}
		exact, err := setField(field, value)
		if err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
		if !exact {
			keep(string(key), value)
		}
	}
}

// bare stands before the kept member "value" of an object that was a bare string. No member begins with a space.
var bare = []byte(" ")

// setField decodes value, and reports whether the field will be written as value again: null, the zero value of a type
// that is no pointer, text that is damaged, a time with zeros at its end and a boolean as text will not, nor a time that is
// none, which is no error here so that it does not spoil a whole page. What is commonest in large answers goes past
// encoding/json, which would check the syntax of each level once more: plain strings and booleans, and objects of our own,
// alone and in lists.
func setField(field any, value []byte) (exact bool, err error) {
	switch field := field.(type) {
	case *string:
		if plainString(value) {
			*field = string(value[1 : len(value)-1])
			return *field != "", nil
		}
	case **bool:
		if text := string(bytes.ToLower(bytes.Trim(value, `"`))); text == "true" || text == "false" {
			*field = new(text == "true")
			return value[0] != '"', nil
		}
	case *time.Time:
		if field.UnmarshalJSON(value) != nil {
			*field = time.Time{}
		}
		var text [len(time.RFC3339Nano) + 2]byte
		return !field.IsZero() && bytes.Equal(field.AppendFormat(text[:0], `"`+time.RFC3339Nano+`"`), value), nil
	case *secret.String: // keeps what is no text itself, so that it is not shown among the other members
		err := field.UnmarshalJSON(value)
		return !field.IsZero(), err
	case *secret.JSON:
		err := field.UnmarshalJSON(value)
		return !field.IsZero(), err
	}
	target := reflect.ValueOf(field).Elem()
	if len(value) > 0 && value[0] == '{' && target.Kind() == reflect.Pointer && target.Type().Implements(unmarshaler) {
		object := reflect.New(target.Type().Elem())
		err := object.Interface().(json.Unmarshaler).UnmarshalJSON(value)
		target.Set(object)
		return true, err
	}
	if len(value) > 0 && value[0] == '[' && target.Kind() == reflect.Slice && isObject(target.Type().Elem()) && !isObject(target.Type()) {
		return true, setList(target, value[1:])
	}
	if err := json.Unmarshal(value, field); err != nil {
		return false, err
	}
	return !bytes.Equal(value, []byte("null")) && !leftOut(target) && !damaged(value), nil
}

// leftOut reports whether a field is not written because it has its zero value. Booleans, and objects that are none of our
// own, are plain only where nothing is sent back.
func leftOut(field reflect.Value) bool {
	switch field.Kind() {
	case reflect.Bool:
		return false
	case reflect.Struct:
		return isObject(field.Type()) && field.IsZero()
	}
	return field.IsZero()
}

// damaged reports whether encoding/json may replace a part of the text in value: half of a surrogate pair, or bytes that
// are no UTF-8.
func damaged(value []byte) bool {
	return bytes.Contains(value, []byte(`\ud`)) || bytes.Contains(value, []byte(`\uD`)) || !utf8.Valid(value)
}

var unmarshaler = reflect.TypeFor[json.Unmarshaler]()

func isObject(t reflect.Type) bool { return reflect.PointerTo(t).Implements(unmarshaler) }

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
// extra that has a field of its own counts as long as the field has the value that it gave.
func MarshalObject(fields any, member func([]byte) any, extra map[string]json.RawMessage) ([]byte, error) {
	data, err := json.Marshal(fields)
	if err != nil || len(extra) == 0 {
		return data, err
	}
	rest := make(map[string]json.RawMessage, len(extra))
	wasString := false
	for name, raw := range extra {
		if !json.Valid(raw) {
			return nil, fmt.Errorf("json: additional property %q is not valid JSON", name)
		}
		field := member([]byte(name))
		wasString = wasString || field != nil && name == "value" && raw[0] == bare[0]
		if field == nil || gave(raw, field) {
			rest[name] = bytes.TrimSpace(raw)
		}
	}
	var members [][2][]byte
	for fields := data[1:]; ; {
		name, value, next, err := nextMember(fields)
		if err != nil {
			return nil, err
		}
		if name == nil {
			break
		}
		fields = next
		if raw, ok := rest[string(name[1:len(name)-1])]; ok {
			delete(rest, string(name[1:len(name)-1]))
			value = raw
		}
		members = append(members, [2][]byte{name, value})
	}
	for _, name := range slices.Sorted(maps.Keys(rest)) {
		key, err := json.Marshal(name)
		if err != nil {
			return nil, err
		}
		members = append(members, [2][]byte{key, rest[name]})
	}
	if wasString && len(members) == 1 && string(members[0][0]) == `"value"` {
		return members[0][1], nil
	}
	out := []byte{'{'}
	for i, member := range members {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(append(append(out, member[0]...), ':'), member[1]...)
	}
	return append(out, '}'), nil
}

// gave reports whether the field has the value that raw gives it.
func gave(raw json.RawMessage, field any) bool {
	now := reflect.ValueOf(field).Elem()
	then := reflect.New(now.Type())
	_, err := setField(then.Interface(), bytes.TrimSpace(raw))
	return err == nil && reflect.DeepEqual(then.Elem().Interface(), now.Interface())
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
