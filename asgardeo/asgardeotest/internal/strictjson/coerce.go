package strictjson

import (
	"encoding/json"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// Unboxes reports whether the real server would fail to map a body of type t
// because of a null. It maps some models to others with booleans and numbers
// that cannot be null. The struct tag unboxed:"always" marks members that every
// object of the body must have; unboxed:"null" marks members that may be absent,
// but not null.
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

// Coerce converts scalars of another JSON type as the server does. Values that
// the server does not convert stay unchanged.
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
