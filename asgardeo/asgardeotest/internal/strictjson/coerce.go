package strictjson

import (
	"encoding/json"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// Unboxes reports whether the mapping of a body that is of type t comes upon a
// null: the real server maps some models onto others whose booleans and numbers
// cannot be null. The struct tag unboxed:"always" marks members without which an
// object that is sent cannot be mapped; unboxed:"null" marks those that may be
// absent, but not null.
func Unboxes(tree any, t reflect.Type) bool {
	t = indirect(t)
	switch value := tree.(type) {
	case map[string]any:
		if t.Kind() != reflect.Struct {
			return false
		}
		for field := range t.Fields() {
			name := MemberName(field)
			child, there := value[name]
			switch field.Tag.Get("unboxed") {
			case "always":
				there = true
				fallthrough
			case "null":
				if there && child == nil {
					return true
				}
			}
			if Unboxes(child, field.Type) {
				return true
			}
		}
	case []any:
		if t.Kind() == reflect.Slice {
			return slices.ContainsFunc(value, func(item any) bool { return Unboxes(item, t.Elem()) })
		}
	}
	return false
}

// Coerce makes scalars of another JSON type what the server reads them as. What
// it does not read stays.
func Coerce(tree any, t reflect.Type, enum string) any {
	t = indirect(t)
	switch value := tree.(type) {
	case map[string]any:
		if t.Kind() == reflect.Struct {
			for name, field := range membersOf(t) {
				if child, ok := value[name]; ok {
					value[name] = Coerce(child, field.Type, field.Tag.Get("enum"))
				}
			}
		}
	case []any:
		if t.Kind() == reflect.Slice {
			for i, item := range value {
				value[i] = Coerce(item, t.Elem(), enum)
			}
		}
	case json.Number:
		return coerceNumber(value, t.Kind(), enum)
	case bool:
		if t.Kind() == reflect.String && enum == "" {
			return strconv.FormatBool(value)
		}
	case string:
		return coerceText(value, t.Kind())
	}
	return tree
}

func coerceNumber(value json.Number, kind reflect.Kind, enum string) any {
	text := value.String()
	switch {
	case kind == reflect.String && enum == "":
		return text
	case kind == reflect.String: // the place in the list
		names := strings.Split(enum, "|")
		if i, err := strconv.Atoi(text); err == nil && 0 <= i && i < len(names) {
			return names[i]
		}
	case kind == reflect.Bool && !strings.ContainsAny(text, ".eE"):
		return strings.Trim(text, "-0") != ""
	case isInteger(kind) && strings.ContainsAny(text, ".eE"): // without the fraction
		if number, err := value.Float64(); err == nil && math.Abs(number) < 1<<53 {
			return json.Number(strconv.FormatInt(int64(number), 10))
		}
	}
	return value
}

func coerceText(value string, kind reflect.Kind) any {
	text := strings.TrimSpace(value)
	switch {
	case kind != reflect.Bool && !isInteger(kind):
		return value
	case text == "" || text == "null":
		return nil
	case kind == reflect.Bool:
		if slices.Contains([]string{"true", "True", "TRUE", "false", "False", "FALSE"}, text) {
			return strings.EqualFold(text, "true")
		}
	default:
		if _, err := strconv.ParseInt(text, 10, 64); err == nil {
			return json.Number(text)
		}
	}
	return value
}

func isInteger(kind reflect.Kind) bool {
	return kind == reflect.Int || kind == reflect.Int32 || kind == reflect.Int64
}
