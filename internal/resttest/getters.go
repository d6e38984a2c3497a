package resttest

import (
	"reflect"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
)

// Getters fails the test unless each pointer field with a JSON name, in the types that methods of a service return and
// at any depth, has a get method. The method must return the field, or the value that it points to, and the zero value
// if the receiver or the field is nil.
func Getters(t *testing.T, service func(*asgardeo.Client) any) {
	seen := map[reflect.Type]bool{}
	client := service(New(t).Client)
	for _, method := range Methods(client) {
		receiver := reflect.ValueOf(client)
		if method.field != "" {
			receiver = receiver.Elem().FieldByName(method.field)
		}
		signature := receiver.Method(method.index).Type()
		for i := range signature.NumOut() {
			getters(t, signature.Out(i), reflect.TypeOf(client).Elem().PkgPath(), seen)
		}
	}
	if len(seen) == 0 {
		t.Error("no method returns a type of the package")
	}
}

// getters checks a type of a package and the types of its fields.
func getters(t *testing.T, typ reflect.Type, pkg string, seen map[reflect.Type]bool) {
	switch typ.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map, reflect.Array:
		getters(t, typ.Elem(), pkg, seen)
	case reflect.Func: // an iterator
		for i := range typ.NumIn() {
			getters(t, typ.In(i), pkg, seen)
		}
	case reflect.Struct:
		if seen[typ] || typ.PkgPath() != pkg {
			return
		}
		seen[typ] = true
		for i := range typ.NumField() {
			field := typ.Field(i)
			if !field.IsExported() {
				continue
			}
			if field.Type.Kind() == reflect.Pointer && field.Tag.Get("json") != "" {
				getter(t, typ, field)
			}
			getters(t, field.Type, pkg, seen)
		}
	}
}

func getter(t *testing.T, typ reflect.Type, field reflect.StructField) {
	method, ok := reflect.PointerTo(typ).MethodByName("Get" + field.Name)
	if !ok {
		t.Errorf("%s.%s has no get method", typ.Name(), field.Name)
		return
	}
	value := reflect.New(typ)
	call := func(receiver reflect.Value) reflect.Value { return method.Func.Call([]reflect.Value{receiver})[0] }
	if !call(reflect.Zero(value.Type())).IsZero() || !call(value).IsZero() {
		t.Errorf("%s.Get%s returns more than the zero value for nil", typ.Name(), field.Name)
	}
	pointer := reflect.New(field.Type.Elem())
	value.Elem().FieldByIndex(field.Index).Set(pointer)
	want := pointer
	if pointer.Elem().Kind() != reflect.Struct {
		fill(pointer.Elem())
		want = pointer.Elem()
	}
	if got := call(value); !got.Equal(want) || got.IsZero() {
		t.Errorf("%s.Get%s returns %v, want %v", typ.Name(), field.Name, got, want)
	}
}

// fill sets a scalar to a value other than zero.
func fill(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		v.SetString("x")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(1)
	case reflect.Float64:
		v.SetFloat(1)
	}
}
