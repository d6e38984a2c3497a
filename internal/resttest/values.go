package resttest

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/secret"
	"github.com/seed-01804ef5/asgardeo-go/filter"
)

// filler sets fields to distinct values.
type filler struct {
	n int
	// items is the length of lists and maps.
	items int
	// secret, unless empty, is the text of all secrets.
	secret string
	// within are the outer structs of the value: a recursive type is filled only once.
	within []reflect.Type
}

func (f *filler) fill(v reflect.Value) {
	f.n++
	switch {
	case v.Type().ConvertibleTo(reflect.TypeFor[json.RawMessage]()) && v.Kind() == reflect.Slice:
		v.SetBytes(fmt.Appendf(nil, `{"n":%d00000000000000000001,"z":null,"a":[[],{}]}`, f.n))
		return
	case v.Type() == reflect.TypeFor[time.Time]():
		v.Set(reflect.ValueOf(time.Date(2026, 1, 2, 3, 4, 5, f.n, time.UTC)))
		return
	case v.Type() == reflect.TypeFor[filter.Filter]():
		v.Set(reflect.ValueOf(filter.Raw(fmt.Sprintf("name eq <%d> é", f.n))))
		return
	case v.Type() == reflect.TypeFor[secret.String]():
		v.Set(reflect.ValueOf(secret.New(cmp.Or(f.secret, fmt.Sprintf("secret <%d> é", f.n)))))
		return
	case v.Type() == reflect.TypeFor[secret.JSON]():
		v.Set(reflect.ValueOf(secret.NewJSON(fmt.Appendf(nil, `{"n":%d,"secret":%q}`, f.n, f.secret))))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(fmt.Sprintf("text <%d> é", f.n))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(f.n))
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		f.fill(v.Elem())
	case reflect.Slice:
		if i := slices.Index(f.within, v.Type().Elem()); i >= 0 && slices.Contains(f.within[i+1:], v.Type().Elem()) {
			return
		}
		v.Set(reflect.MakeSlice(v.Type(), f.items, f.items))
		for i := range f.items {
			f.fill(v.Index(i))
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for range f.items {
			item := reflect.New(v.Type().Elem()).Elem()
			f.fill(item)
			v.SetMapIndex(reflect.ValueOf(fmt.Sprintf("unknown \"%d\" é", f.n)), item)
		}
	case reflect.Interface:
		v.Set(reflect.ValueOf(fmt.Sprintf("anything %d", f.n)))
	case reflect.Struct:
		f.within = append(f.within, v.Type())
		defer func() { f.within = f.within[:len(f.within)-1] }()
		for i := range v.NumField() {
			// If there are no unknown members, the map is nil, not empty.
			if f.items > 0 || v.Type().Field(i).Name != "AdditionalProperties" {
				f.fill(v.Field(i))
			}
		}
	default:
		panic(fmt.Sprintf("a field of type %s", v.Type()))
	}
}

// Filled returns a value of a type with every field set at every level, and with secrets of the given text.
func Filled(t reflect.Type, secret string) reflect.Value {
	v := reflect.New(t).Elem()
	(&filler{items: 1, secret: secret}).fill(v)
	return v
}

// RoundTrip fails the test unless JSON encodes and decodes a T without changes: with every field set at every level,
// with unknown members at every level, and with empty lists, which differ from nil. The JSON of a zero T must contain
// only the members of empty.
func RoundTrip[T any](t *testing.T, empty string) {
	for _, items := range []int{2, 0} {
		t.Run(fmt.Sprintf("%s/lists of %d", reflect.TypeFor[T]().Name(), items), func(t *testing.T) {
			t.Parallel()
			var want, got T
			(&filler{items: items}).fill(reflect.ValueOf(&want).Elem())
			data, err := json.Marshal(want)
			if err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal(data, &got); err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(got, want) {
				again, _ := json.Marshal(got)
				t.Errorf("%s\nbecomes\n%s", data, again)
			}
		})
	}
	t.Run(reflect.TypeFor[T]().Name()+"/zero", func(t *testing.T) {
		t.Parallel()
		var zero T
		data, err := json.Marshal(zero)
		if err != nil {
			t.Fatal(err)
		}
		WantJSON(t, string(data), empty)
	})
}

// Lossless fails the test unless each string, number, boolean and time of a T that was read can be changed without
// another difference between the JSON that was read and the JSON that is written. The JSON has unknown members at every
// level.
func Lossless[T any](t *testing.T) {
	t.Run(reflect.TypeFor[T]().Name()+"/lossless", func(t *testing.T) {
		t.Parallel()
		var full T
		(&filler{items: 2}).fill(reflect.ValueOf(&full).Elem())
		data, err := json.Marshal(full)
		if err != nil {
			t.Fatal(err)
		}
		before := parse(t, string(data))
		for n := 0; ; n++ {
			var v T
			if err := json.Unmarshal(data, &v); err != nil {
				t.Fatal(err)
			}
			changer := changer{n: n}
			changer.walk(reflect.ValueOf(&v).Elem(), "")
			if changer.changed == "" {
				if n == 0 {
					t.Error("the type has no value to change")
				}
				return
			}
			changed, err := json.Marshal(v)
			if err != nil {
				t.Fatal(err)
			}
			if got := differences(before, parse(t, string(changed)), ""); !slices.Equal(got, []string{changer.changed}) {
				t.Errorf("when %s was changed, %q differ", changer.changed, got)
			}
		}
	})
}

// changer changes the nth value that walk visits, and records its place.
type changer struct {
	n       int
	changed string
}

func (c *changer) walk(v reflect.Value, path string) {
	switch was := v.Interface().(type) {
	case time.Time:
		c.change(path, func() { v.Set(reflect.ValueOf(was.Add(time.Hour))) })
		return
	case secret.String:
		c.change(path, func() { v.Set(reflect.ValueOf(secret.New(was.Reveal() + " changed"))) })
		return
	case secret.JSON:
		c.change(path, func() { v.Set(reflect.ValueOf(secret.NewJSON([]byte("[]")))) })
		return
	}
	switch v.Kind() {
	case reflect.String:
		c.change(path, func() { v.SetString(v.String() + " changed") })
	case reflect.Bool:
		c.change(path, func() { v.SetBool(!v.Bool()) })
	case reflect.Int:
		c.change(path, func() { v.SetInt(v.Int() + 1) })
	case reflect.Pointer:
		c.walk(v.Elem(), path)
	case reflect.Slice:
		for i := range v.Len() {
			if v.Type().Elem().Kind() != reflect.Uint8 {
				c.walk(v.Index(i), fmt.Sprintf("%s[%d]", path, i))
			}
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ","); name != "-" {
				c.walk(v.Field(i), path+"/"+name)
			}
		}
	}
}

func (c *changer) change(path string, change func()) {
	if c.n == 0 {
		change()
		c.changed = path
	}
	c.n--
}

// differences returns the places at which JSON documents differ.
func differences(a, b any, path string) []string {
	var out []string
	switch a := a.(type) {
	case map[string]any:
		b, ok := b.(map[string]any)
		if !ok {
			return []string{path}
		}
		both := maps.Clone(a)
		maps.Copy(both, b)
		for _, name := range slices.Sorted(maps.Keys(both)) {
			left, inA := a[name]
			right, inB := b[name]
			if inA != inB {
				out = append(out, path+"/"+name)
				continue
			}
			out = append(out, differences(left, right, path+"/"+name)...)
		}
	case []any:
		b, ok := b.([]any)
		if !ok || len(a) != len(b) {
			return []string{path}
		}
		for i := range a {
			out = append(out, differences(a[i], b[i], fmt.Sprintf("%s[%d]", path, i))...)
		}
	default:
		if a != b {
			out = append(out, path)
		}
	}
	return out
}

// Redacted fails the test if package fmt or log/slog shows secret, which value is or contains, in any form, or if
// [redacted] is missing.
func Redacted(t *testing.T, value any, secret string) {
	t.Helper()
	forms := map[string]string{}
	for _, verb := range []string{
		"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "% x", "%#x", "%d", "%t", "%c", "%U", "%g", "%10s", "%.2s", "%-9q",
	} {
		forms[verb] = fmt.Sprintf(verb, value)
	}
	forms["Sprint"] = fmt.Sprint(value)
	forms["Errorf"] = fmt.Errorf("refused: %v", value).Error()
	forms["extra"] = fmt.Sprintf("%[2]v %[1]v", 1, value)
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("test", "value", value, slog.Group("group", "value", value))
	forms["slog"] = log.String()
	for form, text := range forms {
		if !strings.Contains(text, "[redacted]") {
			t.Errorf("%s: %q does not contain [redacted]", form, text)
		}
		for _, leak := range []string{secret, fmt.Sprintf("%x", secret), fmt.Sprintf("%X", secret), fmt.Sprintf("% x", secret)} {
			if strings.Contains(text, leak) {
				t.Errorf("%s: %q shows the secret", form, text)
			}
		}
	}
}

// LogsRedacted is like [Redacted], for an attribute of a JSON log.
func LogsRedacted(t *testing.T, value slog.LogValuer, secret string) {
	t.Helper()
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("test", "value", value)
	if text := log.String(); strings.Contains(text, secret) || !strings.Contains(text, "[redacted]") {
		t.Errorf("the log is %s", text)
	}
}
