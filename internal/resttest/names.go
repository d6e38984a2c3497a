package resttest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
)

// named fails the test unless the operations are the methods of the service that send requests, and their parts, each
// once. The scopes of each method must include the scopes of its first request.
func (a API[Op]) named(t *testing.T, document Document) {
	var names []Op
	for _, method := range Methods(a.Service(New(t).Client)) {
		name := Op(a.Name + "." + method.Name)
		names = append(names, name)
		s := New(t, Reply{Status: 403, Body: `{}`})
		err := method.Call(t, a.Service(s.Client), a.Given)
		e, ok := errors.AsType[*asgardeo.Error](err)
		if !ok || e.StatusCode != 403 {
			t.Errorf("%s: got %v, want the error of the server", name, err)
			continue
		}
		sent, ok := document[e.Operation]
		if !ok {
			t.Errorf("%s sends %s, which the document does not have", name, e.Operation)
		}
		for _, want := range sent.required() {
			if got := a.Scopes(name); !slices.Contains(got, want) {
				t.Errorf("the scopes of %s are %q, want %q among them", name, got, want)
			}
		}
	}
	for operation, sent := range document {
		if !slices.Contains(names, Op(operation)) {
			t.Errorf("the document has %s, which is not a method", operation)
		}
		for _, part := range sent.Parts {
			names = append(names, Op(part))
		}
	}
	slices.Sort(names)
	if !slices.Equal(a.Operations, names) {
		t.Errorf("the operations are\n%q, want\n%q", a.Operations, names)
	}
}

// failsClosed fails the test unless the scopes of an unknown operation cause an error that names it, also together with
// other operations. Without operations, no scopes must be returned.
func (a API[Op]) failsClosed(t *testing.T) {
	for _, ops := range [][]Op{{"made.Up"}, {""}, {"made.Up", "made.Up"}, {"made.Up", a.Operations[0]}} {
		_, err := asgardeo.New("example", asgardeo.WithClientCredentials("id", "secret"), asgardeo.WithScopes(a.Scopes(ops...)...))
		if want := fmt.Sprintf("unknown operation: %s", ops[0]); !errors.Is(err, asgardeo.ErrInvalidInput) || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %q", ops, err, want)
		}
	}
	if got := a.Scopes(); len(got) != 0 {
		t.Errorf("the scopes of no operation are %q", got)
	}
}

// Method is a method of a service, or of one of its fields, which are services too.
type Method struct {
	// Name is the path of the method, such as Users.Create.
	Name string

	field string
	index int
}

// Methods returns the methods of a service and of its fields, except InternalRegister.
func Methods(service any) []Method {
	var methods []Method
	add := func(field string, typ reflect.Type) {
		for i := range typ.NumMethod() {
			if name := typ.Method(i).Name; name != "InternalRegister" {
				methods = append(methods, Method{strings.TrimPrefix(field+"."+name, "."), field, i})
			}
		}
	}
	typ := reflect.TypeOf(service)
	add("", typ)
	for i := range typ.Elem().NumField() {
		if f := typ.Elem().Field(i); f.IsExported() {
			add(f.Name, f.Type)
		}
	}
	return methods
}

// Call calls the method of a service and returns its error, or the first error of the iterator that it returns. given
// are arguments for parameters of their types. If the method rejects the first argument of a type, the last one is
// used. Other parameters get generated values.
func (m Method) Call(t *testing.T, service any, given []any) error {
	t.Helper()
	target := reflect.ValueOf(service)
	if m.field != "" {
		target = target.Elem().FieldByName(m.field)
	}
	err := call(t, target.Method(m.index), given)
	if errors.Is(err, asgardeo.ErrInvalidInput) {
		others := slices.Clone(given)
		slices.Reverse(others)
		err = call(t, target.Method(m.index), others)
	}
	return err
}

// call calls a method and returns its error, or the first error of the iterator that it returns.
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
			last = err
			break
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
		return reflect.MakeSlice(in, 0, 0) // some methods reject nil
	}
	return reflect.Zero(in)
}
