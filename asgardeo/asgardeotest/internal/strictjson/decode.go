// Package strictjson decodes the bodies of requests with the strictness of the
// real server, and with its conversions between types.
package strictjson

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"
)

// ErrMalformed is the error for a body that is not in the expected format.
var ErrMalformed = errors.New("the JSON is not in the expected format")

// A Violation is the error for a body with members that violate constraints. It
// names the constraints.
type Violation string

// Error returns the violated constraints.
func (v Violation) Error() string { return string(v) }

// Decode reads a body into v, a pointer to a struct or to a slice of structs, with
// the strictness of the real server: a member it does not know, at any depth, is
// refused, and so is one in the wrong case, which encoding/json alone would accept.
//
// Struct tags declare constraints. enum:"A|B" limits a string, size:"1,9" its
// length, rule:"required" requires a member, rule:"nonempty" also requires at
// least one item, and rule:"nonnull" refuses null for a member that may be
// absent. The error for a violated size, required or nonempty is a [Violation];
// every other error is [ErrMalformed].
func Decode(body []byte, v any) error {
	tree, err := Tree(body)
	if err != nil {
		return ErrMalformed
	}
	return DecodeTree(tree, body, v)
}

// DecodeTree is like [Decode] for a body that [Tree] has decoded already.
func DecodeTree(tree any, body []byte, v any) error {
	target := reflect.TypeOf(v).Elem()
	if tree == nil || !conforms(tree, target, "") {
		return ErrMalformed
	}
	if err := json.Unmarshal(body, v); err != nil {
		return ErrMalformed
	}
	if broken := violations(tree, target); len(broken) > 0 {
		return Violation(strings.Join(broken, " "))
	}
	return nil
}

// Tree decodes a body into maps, slices and scalars. Numbers keep their
// digits.
func Tree(body []byte) (any, error) {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	var tree any
	if err := decoder.Decode(&tree); err != nil {
		return nil, err
	}
	if _, err := decoder.Token(); err != io.EOF {
		return nil, fmt.Errorf("content after the JSON value")
	}
	return tree, nil
}

// UniqueTree is like [Tree] for a service that refuses objects with two members
// of one name.
func UniqueTree(body []byte) (any, error) {
	tree, err := Tree(body)
	if err == nil && repeats(json.NewDecoder(bytes.NewReader(body))) {
		err = ErrMalformed
	}
	return tree, err
}

// repeats reports whether an object in valid JSON has two members of one name.
func repeats(decoder *json.Decoder) bool {
	token, _ := decoder.Token()
	if token != json.Delim('{') && token != json.Delim('[') {
		return false
	}
	names := map[json.Token]bool{}
	for decoder.More() {
		if token == json.Delim('{') {
			name, _ := decoder.Token()
			if names[name] {
				return true
			}
			names[name] = true
		}
		if repeats(decoder) {
			return true
		}
	}
	_, _ = decoder.Token() // the end of the object or list
	return false
}

// conforms reports whether every member of tree exists in the type, every
// string is in its enum, and no list of objects contains null. encoding/json
// checks the kinds of values.
func conforms(tree any, t reflect.Type, enum string) bool {
	t = indirect(t)
	switch value := tree.(type) {
	case map[string]any:
		if t.Kind() != reflect.Struct {
			return true
		}
		members := membersOf(t)
		for name, child := range value {
			field, ok := members[name]
			if !ok || child == nil && field.Tag.Get("rule") == "nonnull" ||
				!conforms(child, field.Type, field.Tag.Get("enum")) {
				return false
			}
		}
	case []any:
		if t.Kind() != reflect.Slice {
			return true
		}
		objects := indirect(t.Elem()).Kind() == reflect.Struct
		for _, item := range value {
			if objects && item == nil || !conforms(item, t.Elem(), enum) {
				return false
			}
		}
	case string:
		return enum == "" || slices.Contains(strings.Split(enum, "|"), value)
	}
	return true
}

// violations returns the required members that are absent, null or empty, and
// the strings that have the wrong length.
func violations(tree any, t reflect.Type) []string {
	t = indirect(t)
	var broken []string
	switch value := tree.(type) {
	case map[string]any:
		if t.Kind() != reflect.Struct {
			return nil
		}
		for field := range t.Fields() {
			name, rule := MemberName(field), field.Tag.Get("rule")
			child := value[name]
			if child == nil && (rule == "required" || rule == "nonempty") {
				broken = append(broken, fmt.Sprintf("Property %s cannot be null.", name))
			}
			if items, ok := child.([]any); ok && len(items) == 0 && rule == "nonempty" {
				broken = append(broken, fmt.Sprintf("Property %s cannot be empty.", name))
			}
			if text, ok := child.(string); ok && !fits(text, field.Tag.Get("size")) {
				broken = append(broken, fmt.Sprintf("Property %s has the wrong length.", name))
			}
			broken = append(broken, violations(child, field.Type)...)
		}
	case []any:
		if t.Kind() != reflect.Slice {
			return nil
		}
		for _, item := range value {
			broken = append(broken, violations(item, t.Elem())...)
		}
	}
	return broken
}

// fits reports whether the length of a text is within bounds, such as 1,255.
// Empty bounds allow any length.
func fits(text, bounds string) bool {
	var least, most int
	if _, err := fmt.Sscanf(bounds, "%d,%d", &least, &most); err != nil {
		return bounds == ""
	}
	length := utf8.RuneCountInString(text)
	return least <= length && length <= most
}

func indirect(t reflect.Type) reflect.Type {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t
}

func membersOf(t reflect.Type) map[string]reflect.StructField {
	members := make(map[string]reflect.StructField, t.NumField())
	for field := range t.Fields() {
		members[MemberName(field)] = field
	}
	return members
}

// MemberName returns the name of the JSON member of a field.
func MemberName(field reflect.StructField) string {
	name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
	return name
}
