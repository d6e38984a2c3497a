package asgardeotest

import (
	"encoding"
	"encoding/json"
	"reflect"
	"testing"
)

// A field that JSON does not carry would be lost in a state file.
func TestStateIsAllThatJSONCarries(t *testing.T) {
	seen := map[reflect.Type]bool{}
	var walk func(at string, of reflect.Type)
	walk = func(at string, of reflect.Type) {
		if seen[of] || encodesItself(of) {
			return
		}
		seen[of] = true
		switch of.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Map:
			walk(at+"[]", of.Elem())
		case reflect.Func, reflect.Chan:
			t.Errorf("%s is a %s", at, of)
		case reflect.Struct:
			for field := range of.Fields() {
				name := at + "." + field.Name
				if !field.IsExported() && !field.Anonymous || field.Tag.Get("json") == "-" {
					t.Errorf("%s is not in the JSON", name)
				}
				walk(name, field.Type)
			}
		}
	}
	walk("snapshot", reflect.TypeFor[snapshot]())
	for _, of := range []reflect.Type{reflect.TypeFor[*user](), reflect.TypeFor[*group](), reflect.TypeFor[*role](), reflect.TypeFor[*legacyRole]()} {
		walk(of.String(), of) // the registries encode themselves
	}
}

func encodesItself(t reflect.Type) bool {
	for _, marshaler := range []reflect.Type{reflect.TypeFor[json.Marshaler](), reflect.TypeFor[encoding.TextMarshaler]()} {
		if t.Implements(marshaler) {
			return true
		}
	}
	return false
}
