package asgardeotest

import (
	"encoding"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
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

// Whoever writes first writes for all that have changed something by then.
func TestChangesShareAWrite(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.json")
	s := NewServer(WithStateFile(path))
	defer s.Close()
	first := s.changed(func() { s.org.Deactivated = true })
	second := s.changed(func() { s.org.Deactivated = false })
	third := s.changed(func() { s.org.SuperAdmin = "somebody" })
	if err := s.file.Save(second, s.org.view); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(path)
	if err != nil || !strings.Contains(string(content), `"somebody"`) {
		t.Fatalf("the file has %s, error %v, want the third change in it", content, err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	for _, change := range []int{first, third} {
		if err := s.file.Save(change, s.org.view); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := os.Stat(path); !os.IsNotExist(err) {
		t.Errorf("the file was written again, or there is another error: %v", err)
	}
}
