package resttest

import (
	"context"
	"errors"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
)

// Named fails the test unless the scopes that each exported method of a service and of its fields needs can be found by
// names: the one that its errors show, and field and method if that does not look like the method. given are arguments for
// parameters of their types, of which the last is tried where a method refuses the first; others get made-up ones.
func Named(t *testing.T, document Document, service func(*asgardeo.Client) any, scopes func(...string) []string, given ...any) {
	sends := map[string][]string{} // methods by operations
	walk(reflect.ValueOf(service(New(t).Client)), "", func(field string, v reflect.Value, method int) {
		name := field + v.Type().Method(method).Name
		s := New(t, Reply{Status: 403, Body: `{}`})
		target := reflect.ValueOf(service(s.Client))
		if field != "" {
			target = target.Elem().FieldByName(strings.TrimSuffix(field, "."))
		}
		err := call(t, target.Method(method), given)
		if errors.Is(err, asgardeo.ErrInvalidInput) {
			others := slices.Clone(given)
			slices.Reverse(others)
			err = call(t, target.Method(method), others)
		}
		e, ok := errors.AsType[*asgardeo.Error](err)
		if !ok || e.StatusCode != 403 {
			t.Errorf("%s: got %v, want an error of the server", name, err)
			return
		}
		sends[e.Operation] = append(sends[e.Operation], name)
	})
	if len(sends) == 0 {
		t.Error("the service has no methods that send a request")
	}
	for operation, methods := range sends {
		api, sent, _ := strings.Cut(operation, ".")
		names := []string{operation}
		for _, method := range methods {
			last := method[strings.LastIndex(method, ".")+1:]
			if len(methods) > 1 && !strings.HasPrefix(last, "All") && !strings.HasPrefix(sent, verb(last)) {
				names = append(names, api+"."+method)
			}
		}
		for _, name := range names {
			got := scopes(name)
			for _, want := range document[operation].required() {
				if !slices.Contains(got, want) {
					t.Errorf("the scopes of %s are %q, want %q among them", name, got, want)
				}
			}
		}
	}
}

// walk visits the methods of a service and of its fields, which are services too, except the one that is not for users.
func walk(v reflect.Value, field string, visit func(field string, v reflect.Value, method int)) {
	for i := range v.NumMethod() {
		if v.Type().Method(i).Name != "InternalRegister" {
			visit(field, v, i)
		}
	}
	for i := range v.Elem().NumField() {
		if f := v.Type().Elem().Field(i); f.IsExported() {
			walk(v.Elem().Field(i), field+f.Name+".", visit)
		}
	}
}

// verb is the first word of the name of a method.
func verb(method string) string {
	end := strings.IndexFunc(method[1:], func(r rune) bool { return r >= 'A' && r <= 'Z' })
	if end < 0 {
		return method
	}
	return method[:end+1]
}

// call calls a method and returns its error, or the first one of the iteration that it returns.
func call(t *testing.T, method reflect.Value, given []any) error {
	t.Helper()
	var args []reflect.Value
	for i := range method.Type().NumIn() {
		in := method.Type().In(i)
		if method.Type().IsVariadic() && i == method.Type().NumIn()-1 {
			in = in.Elem()
			if arg := argument(t, in, given); !arg.IsZero() {
				args = append(args, arg)
			}
			break
		}
		args = append(args, argument(t, in, given))
	}
	out := method.Call(args)
	last := out[len(out)-1]
	if last.Kind() == reflect.Func {
		for _, err := range last.Seq2() {
			return err.Interface().(error)
		}
	}
	err, _ := last.Interface().(error)
	return err
}

func argument(t *testing.T, in reflect.Type, given []any) reflect.Value {
	for _, arg := range given {
		if reflect.TypeOf(arg) == in {
			return reflect.ValueOf(arg)
		}
	}
	switch {
	case in == reflect.TypeFor[context.Context]():
		return reflect.ValueOf(t.Context())
	case in == reflect.TypeFor[io.Reader]():
		return reflect.ValueOf(strings.NewReader("file"))
	case in == reflect.TypeFor[string]():
		return reflect.ValueOf("app:x")
	case in.Kind() == reflect.Pointer:
		return reflect.New(in.Elem())
	}
	if in.Kind() == reflect.Slice {
		return reflect.MakeSlice(in, 0, 0) // nil may mean that it was forgotten
	}
	return reflect.Zero(in)
}
