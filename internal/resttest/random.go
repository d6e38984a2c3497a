package resttest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/secret"
)

// SameAgain fails the test unless JSON that can be read as a T is written unchanged, except that the names of fields
// are written in their own spelling. It ignores documents in which a name occurs twice in one object, regardless of
// case: their meaning is not defined.
func SameAgain[T any](t *testing.T, data []byte) {
	t.Helper()
	var read, again T
	if json.Unmarshal(data, &read) != nil || string(bytes.TrimSpace(data)) == "null" || twice(json.NewDecoder(bytes.NewReader(data))) {
		return
	}
	written, err := json.Marshal(read)
	if err != nil {
		t.Fatal(err)
	}
	want := spelled(generic(t, data), reflect.TypeFor[T]())
	if got := generic(t, written); !reflect.DeepEqual(got, want) {
		wanted, _ := json.Marshal(want)
		t.Errorf("%s\nbecomes\n%s\nwant\n%s", data, written, wanted)
	}
	if err := json.Unmarshal(written, &again); err != nil {
		t.Fatal(err)
	}
	twiceWritten, err := json.Marshal(again)
	if err != nil {
		t.Fatal(err)
	}
	WantJSON(t, string(twiceWritten), string(written))
}

// RandomSameAgain is like [SameAgain], for documents that are generated from the fields of T. Mutations of bytes rarely
// reach deep values.
func RandomSameAgain[T any](t *testing.T) {
	t.Helper()
	made := maker{rand.New(rand.NewPCG(7, 7))}
	for range 300 {
		data, err := json.Marshal(made.object(reflect.TypeFor[T](), 0))
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(data, new(T)); err != nil {
			t.Fatalf("%s: %v", data, err)
		}
		SameAgain[T](t, data)
	}
}

// maker generates random JSON.
type maker struct{ random *rand.Rand }

func pick[T any](m maker, list ...T) T { return list[m.random.IntN(len(list))] }

func (m maker) object(t reflect.Type, depth int) any {
	if depth > 0 && m.random.IntN(20) == 0 {
		return m.anything(depth)
	}
	object := map[string]any{}
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		if m.random.IntN(3) == 0 && name != "-" {
			spelling := name
			if m.random.IntN(10) == 0 {
				spelling = pick(m, strings.ToUpper(name), strings.ToLower(name), strings.ToUpper(name[:1])+name[1:])
			}
			object[spelling] = m.value(t.Field(i).Type, depth+1)
		}
		if name == "value" && m.random.IntN(8) == 0 {
			return m.text()
		}
	}
	for range m.random.IntN(3) {
		object[pick(m, "x", "", "X-more", "xMore", "name.givenName", "é\"\\\n", "$Ref", "urn:example:x")] = m.anything(depth)
	}
	return object
}

// value returns a value of type t, and sometimes one of another type.
func (m maker) value(t reflect.Type, depth int) any {
	if m.random.IntN(10) == 0 {
		return m.anything(depth)
	}
	if t == reflect.TypeFor[time.Time]() {
		return pick(m, "2026-03-04T05:06:07Z", "2026-03-04T05:06:07.120Z", "2026-03-04T05:06:07.123456789+00:00", "2026-03-04T05:06:07-05:30",
			"0001-01-01T00:00:00Z", "0001-01-01T01:00:00+01:00", "9999-12-31T23:59:59.000000001Z", "2024-02-29T00:00:00.0Z")
	}
	switch {
	case t == reflect.TypeFor[secret.String]():
		return m.text()
	case isRaw(t), t == reflect.TypeFor[secret.JSON]():
		return m.anything(depth)
	}
	switch t.Kind() {
	case reflect.String:
		return m.text()
	case reflect.Bool:
		return m.random.IntN(2) == 0
	case reflect.Int, reflect.Int64:
		return m.random.IntN(3)
	case reflect.Pointer:
		return m.value(t.Elem(), depth)
	case reflect.Struct:
		return m.object(t, depth)
	case reflect.Slice:
		list := []any{}
		for range m.random.IntN(4) {
			list = append(list, m.value(t.Elem(), depth))
		}
		return list
	default:
		return map[string]any{"country": m.anything(depth), "": m.anything(depth)}
	}
}

func (m maker) anything(depth int) any {
	scalar := pick[any](m, nil, true, false, "", json.Number("1e400"), json.Number("-0"), json.Number("1.50"), json.Number("123456789012345678901234567890"), m.text())
	if depth > 4 || m.random.IntN(2) == 0 {
		return scalar
	}
	return pick[any](m, []any{}, map[string]any{}, []any{m.anything(depth + 1), scalar}, map[string]any{"a": m.anything(depth + 1), "": scalar})
}

func (m maker) text() string {
	return pick(m, "", "kim", "DEFAULT/kim", `q"u\o`, "<&>", "é漢😀", "\x00\t\u2028", " ", "null", "[redacted]", "\ufffd", strings.Repeat("long ", 50))
}

func isRaw(t reflect.Type) bool {
	return t.Kind() == reflect.Slice && t.ConvertibleTo(reflect.TypeFor[json.RawMessage]())
}

func generic(t *testing.T, data []byte) any {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		t.Fatal(err)
	}
	return value
}

// twice reports whether a name occurs twice in an object of the next value.
func twice(decoder *json.Decoder) bool {
	decoder.UseNumber()
	var nested func() (twice, end bool)
	nested = func() (bool, bool) {
		token, err := decoder.Token()
		if err == io.EOF || err != nil {
			return false, true
		}
		switch token {
		case json.Delim('['):
			for {
				if twice, end := nested(); twice || end {
					return twice, false
				}
			}
		case json.Delim('{'):
			seen := map[string]bool{}
			for {
				name, err := decoder.Token()
				if err != nil || name == json.Delim('}') {
					return false, false
				}
				folded := strings.ToLower(fmt.Sprint(name))
				if seen[folded] {
					return true, false
				}
				seen[folded] = true
				if twice, _ := nested(); twice {
					return true, false
				}
			}
		}
		return false, token == json.Delim(']')
	}
	found, _ := nested()
	return found
}

// spelled renames the members of a value that was read as a t to the names of their fields.
func spelled(value any, t reflect.Type) any {
	if t == reflect.TypeFor[time.Time]() || isRaw(t) {
		return value
	}
	switch t.Kind() {
	case reflect.Pointer:
		return spelled(value, t.Elem())
	case reflect.Slice:
		list, _ := value.([]any)
		for i, item := range list {
			list[i] = spelled(item, t.Elem())
		}
	case reflect.Struct:
		object, ok := value.(map[string]any)
		for i := 0; ok && i < t.NumField(); i++ {
			field, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
			for name, member := range object {
				if strings.EqualFold(name, field) {
					delete(object, name)
					object[field] = spelled(member, t.Field(i).Type)
					break
				}
			}
		}
	}
	return value
}

// RandomNames returns common and uncommon names: words of many scripts, with spaces, quotes, parentheses, operators,
// the words of filters, and control characters. They are the same each time.
func RandomNames(n int) iter.Seq[string] {
	return func(yield func(string) bool) {
		m := maker{rand.New(rand.NewPCG(9, 9))}
		for range n {
			var name strings.Builder
			for range 1 + m.random.IntN(5) {
				name.WriteString(pick(m, "a", "Kim", "роль", "管理", "者", "é", "łódź", "😀", "مرحبا", "e\u0301", "42", "x-y_z.w", "and", "OR", "not", "eq", "Sw", "co",
					"pr", "product", "ge", "staff(eu)", "(", ")", "(b)", `"`, "'", "it's", "'q'", `\`, "#", "a&b", "%", "_", "+", ",", "/", "DEFAULT/", "\u00a0", "\t", "\x00"))
				name.WriteString(pick(m, "", "", " ", " ", " ", "  "))
			}
			text := name.String()
			if m.random.IntN(4) > 0 {
				text = strings.TrimSpace(text)
			}
			if !yield(text) {
				return
			}
		}
	}
}
