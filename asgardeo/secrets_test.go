package asgardeo_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/secret"
	"github.com/seed-01804ef5/asgardeo-go/internal/resttest"
)

// secretTypes returns the structs with a secret at any level that the methods of a client accept and return.
func secretTypes(t *testing.T) (found []reflect.Type) {
	t.Helper()
	seen := map[reflect.Type]bool{}
	var holds func(reflect.Type, map[reflect.Type]bool) bool
	holds = func(in reflect.Type, within map[reflect.Type]bool) bool {
		if in == reflect.TypeFor[secret.String]() || in == reflect.TypeFor[secret.JSON]() {
			return true
		}
		if within[in] {
			return false
		}
		within[in] = true
		switch in.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map:
			return holds(in.Elem(), within)
		case reflect.Struct:
			for field := range in.Fields() {
				if holds(field.Type, within) {
					return true
				}
			}
		}
		return false
	}
	var walk func(reflect.Type)
	walk = func(in reflect.Type) {
		if seen[in] {
			return
		}
		seen[in] = true
		switch in.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map:
			walk(in.Elem())
		case reflect.Func:
			for part := range in.Ins() {
				walk(part)
			}
			for part := range in.Outs() {
				walk(part)
			}
		case reflect.Struct:
			if !strings.Contains(in.PkgPath(), "asgardeo-go") {
				return
			}
			for field := range in.Fields() {
				if field.IsExported() {
					walk(field.Type)
				}
			}
			if in.PkgPath() != reflect.TypeFor[secret.String]().PkgPath() && holds(in, map[reflect.Type]bool{}) {
				found = append(found, in)
			}
		}
		if in.Kind() != reflect.Interface && in.PkgPath() != "" {
			for method := range reflect.PointerTo(in).Methods() {
				walk(method.Type)
			}
		}
	}
	walk(reflect.TypeFor[asgardeo.Client]())
	return found
}

// The other tests check every type that contains a secret according to the documents.
func TestSecretTypes(t *testing.T) {
	t.Parallel()
	var found, generated []string
	for _, holder := range secretTypes(t) {
		found = append(found, holder.String())
	}
	slices.Sort(found)
	for _, name := range documented(t) {
		source, err := os.ReadFile("../" + name + "/zz_generated.go")
		if err != nil {
			t.Fatal(err)
		}
		for _, declaration := range regexp.MustCompile(`(?m)^type (\w+)  ?struct \{\n((?:\t.*\n|\n)*)\}`).FindAllStringSubmatch(string(source), -1) {
			if regexp.MustCompile(`\bsecret\.(String|JSON)\b`).MatchString(declaration[2]) {
				generated = append(generated, name+"."+declaration[1])
			}
		}
	}
	for _, name := range generated {
		if !slices.Contains(found, name) {
			t.Errorf("%s has a secret, but no method takes or returns it; those are %q", name, found)
		}
	}
	if len(generated) < 4 || len(found) <= len(generated) {
		t.Errorf("only %q have secrets, directly %q", found, generated)
	}
}

// verbs are the verbs of package fmt, some with flags, that could show a part of a value.
var verbs = []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "% x", "%#x", "%d", "%t", "%c", "%U", "%e", "%b", "%p", "%T", "%+s", "%#q", "%.99s"}

type holder struct{ in any }

func (h holder) Error() string { return fmt.Sprintf("refused: %+v", struct{ in any }{h.in}) }

// No verb and no log shows a secret of a model at any level.
func TestNoVerbShowsSecrets(t *testing.T) {
	t.Parallel()
	const text = "s3cret_s3cret"
	types := secretTypes(t)
	if len(types) == 0 {
		t.Fatal("no type has a secret")
	}
	for _, of := range types {
		t.Run(of.String(), func(t *testing.T) {
			t.Parallel()
			model := resttest.Filled(of, text)
			if data, err := json.Marshal(model.Interface()); !bytes.Contains(data, []byte(text)) {
				t.Fatalf("the model has no secret: %s, %v", data, err)
			}
			pointer := reflect.New(of)
			pointer.Elem().Set(model)
			list := func(v reflect.Value) any {
				return reflect.Append(reflect.MakeSlice(reflect.SliceOf(v.Type()), 0, 1), v).Interface()
			}
			table := func(v reflect.Value) any {
				m := reflect.MakeMap(reflect.MapOf(reflect.TypeFor[string](), v.Type()))
				m.SetMapIndex(reflect.ValueOf("key"), v)
				return m.Interface()
			}
			plain := []any{model.Interface(), pointer.Interface()}
			places := append(slices.Clone(plain), list(model), list(pointer), table(model), table(pointer), plain, map[string]any{"key": plain})
			for _, v := range slices.Clone(places) {
				places = append(places, struct{ In any }{v}, struct{ in any }{v}, &holder{v}, []*holder{{v}}, fmt.Errorf("%w", holder{v}), errors.Join(&holder{v}))
			}
			for _, v := range places {
				for _, verb := range verbs {
					shown := fmt.Sprintf(verb, v)
					for _, form := range []string{text, fmt.Sprintf("%x", text), fmt.Sprintf("%X", text), fmt.Sprintf("% x", text), strings.Trim(fmt.Sprint([]byte(text)), "[]")} {
						if strings.Contains(shown, form) {
							t.Errorf("%s of a %T shows the secret: %s", verb, v, shown)
						}
					}
				}
				var log bytes.Buffer
				slog.New(slog.NewTextHandler(&log, nil)).With("with", v).Info("text", "value", v, "list", []any{v})
				if strings.Contains(log.String(), text) {
					t.Errorf("the text log of a %T shows the secret: %s", v, &log)
				}
			}
			for _, v := range plain {
				var log bytes.Buffer
				slog.New(slog.NewJSONHandler(&log, nil)).With("with", v).Info("text", slog.Group("group", "value", v))
				if strings.Contains(log.String(), text) || strings.Count(log.String(), "[redacted]") < 2 {
					t.Errorf("the JSON log of a %T shows the secret, or nothing: %s", v, &log)
				}
			}
		})
	}
}
