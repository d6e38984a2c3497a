package lossless

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

// object has the form of the generated types.
type object struct {
	Value    string            `json:"value,omitempty"`
	Count    *int              `json:"count,omitempty"`
	Number   int               `json:"number,omitzero"`
	Whole    whole             `json:"whole,omitzero"`
	Tags     []string          `json:"tags,omitzero"`
	Sub      *object           `json:"sub,omitempty"`
	Labels   map[string]string `json:"labels,omitzero"`
	Optional *string           `json:"optional,omitempty"`
	On       *bool             `json:"on,omitempty"`
	At       time.Time         `json:"at,omitzero"`
	List     []object          `json:"list,omitzero"`
	Wholes   []whole           `json:"wholes,omitzero"`

	AdditionalProperties map[string]json.RawMessage `json:"-"`
}

// whole has an object that is not a pointer.
type whole struct {
	Name string `json:"name,omitzero"`

	AdditionalProperties map[string]json.RawMessage `json:"-"`
}

func (v *whole) UnmarshalJSON(data []byte) error {
	return UnmarshalObject(data, v)
}

func (v whole) MarshalJSON() ([]byte, error) {
	type fields whole
	return MarshalObject(fields(v), v.AdditionalProperties)
}

func (v *object) UnmarshalJSON(data []byte) error {
	return UnmarshalObject(data, v)
}

func (v object) MarshalJSON() ([]byte, error) {
	type fields object
	return MarshalObject(fields(v), v.AdditionalProperties)
}

func TestUnmarshalObject(t *testing.T) {
	t.Parallel()
	three := 3
	for data, want := range map[string]object{
		`{}`:                        {},
		` { } `:                     {},
		`null`:                      {},
		`"alone"`:                   {Value: "alone", AdditionalProperties: raw("value", ` "alone"`)},
		`"esc\u0061ped\n"`:          {Value: "escaped\n", AdditionalProperties: raw("value", ` "esc\u0061ped\n"`)},
		`{"value":"v","count":3}`:   {Value: "v", Count: &three},
		`{"v\u0061lue":"é"}`:        {Value: "é"},
		`{"value":"1","value":"2"}`: {Value: "2"},
		`{"value":"1","value":null,"count":3,"count":null}`: {Value: "1", AdditionalProperties: raw("value", "null", "count", "null")},
		// Names are case-insensitive; the field's own spelling takes precedence, then
		// the last one.
		`{"Value":"v","COUNT":3,"Sub":{"TAGS":["a"]},"ON":true}`: {Value: "v", Count: &three, Sub: &object{Tags: []string{"a"}}, On: new(true)},
		`{"VALUE":"2","value":"1","Value":"3"}`:                  {Value: "1"},
		`{"VALUE":"1","Value":"2"}`:                              {Value: "2"},
		`{"COUNT":3,"count":null,"Count":4}`:                     {AdditionalProperties: raw("count", "null")},
		`{"VALUE":{},"value":"1"}`:                               {Value: "1"},
		`{"Value":[],"x":1,"X":2,"Tag\u017f":["a"]}`:             {Tags: []string{"a"}, AdditionalProperties: raw("value", "[]", "x", "1", "X", "2")},
		// Values of another type.
		`{"value":17,"number":"3","count":3.0,"on":"TRUE"}`:   {Value: "17", Number: 3, Count: &three, On: new(true), AdditionalProperties: raw("value", "17", "number", `"3"`, "count", "3.0", "on", `"TRUE"`)},
		`{"value":{},"number":"x","count":3.5,"on":1}`:        {AdditionalProperties: raw("value", "{}", "number", `"x"`, "count", "3.5", "on", "1")},
		`{"value":true,"number":1e30,"at":{},"optional":[1]}`: {Value: "true", AdditionalProperties: raw("value", "true", "number", "1e30", "at", "{}", "optional", "[1]")},
		`{"tags":"a","labels":["a"],"sub":[],"whole":"x"}`:    {AdditionalProperties: raw("tags", `"a"`, "labels", `["a"]`, "sub", "[]", "whole", `"x"`)},
		`{"tags":["a",1,null,{}],"labels":{"a":1,"b":[]}}`:    {Tags: []string{"a", "1", "", ""}, Labels: map[string]string{"a": "1", "b": ""}, AdditionalProperties: raw("tags", `["a",1,null,{}]`, "labels", `{"a":1,"b":[]}`)},
		`{"sub":17}`:                       {Sub: &object{Value: "17", AdditionalProperties: raw("value", " 17")}},
		`{"list":[{"x":1},"a",1,[],null]}`: {List: []object{{AdditionalProperties: raw("x", "1")}, {Value: "a", AdditionalProperties: raw("value", ` "a"`)}, {Value: "1", AdditionalProperties: raw("value", " 1")}, {AdditionalProperties: raw("", " []")}, {AdditionalProperties: raw("", " null")}}},
		`{"wholes":["x"],"list":{}}`:       {Wholes: []whole{{AdditionalProperties: raw("", ` "x"`)}}, AdditionalProperties: raw("list", "{}")},
		// The last of several with one name.
		"{\"x\":\"0\",\"value\":\"\xff\",\"value\":\"v\"}": {Value: "v", AdditionalProperties: raw("x", `"0"`)},
		`{"value":"v","value":[],"count":[],"count":3}`:    {Count: &three, AdditionalProperties: raw("value", "[]")},
		`{"x":1,"x":2}`: {AdditionalProperties: raw("x", `2`)},
		"{\n\t\"x\" :\r\n [1, {\"}\": \"]\\\"\"}] , \"y\":{}}": {AdditionalProperties: raw("x", `[1, {"}": "]\""}]`, "y", `{}`)},
		`{"x":12345678901234567890.10e+5}`:                     {AdditionalProperties: raw("x", `12345678901234567890.10e+5`)},
		`{"x":null,"":true}`:                                   {AdditionalProperties: raw("x", `null`, "", `true`)},
		`{"a\"b\\":"c\"d\\"}`:                                  {AdditionalProperties: raw(`a"b\`, `"c\"d\\"`)},
		`{"sub":{"x":1},"labels":{"k":"v"},"tags":["a","b"]}`:  {Sub: &object{AdditionalProperties: raw("x", "1")}, Labels: map[string]string{"k": "v"}, Tags: []string{"a", "b"}},
		`{"sub":"short"}`:                                      {Sub: &object{Value: "short", AdditionalProperties: raw("value", ` "short"`)}},
		`{"sub":null}`:                                         {AdditionalProperties: raw("sub", "null")},
		`{"value":""}`:                                         {AdditionalProperties: raw("value", `""`)},
		`{"on":true}`:                                          {On: new(true)},
		`{"on":"False","at":"2026-01-02T03:04:05.60Z"}`:        {On: new(false), At: time.Date(2026, 1, 2, 3, 4, 5, 6e8, time.UTC), AdditionalProperties: raw("on", `"False"`, "at", `"2026-01-02T03:04:05.60Z"`)},
		`{"at":"yesterday"}`:                                   {AdditionalProperties: raw("at", `"yesterday"`)},
		`{"number":0,"whole":{}}`:                              {AdditionalProperties: raw("number", "0", "whole", "{}")},
		`{"number":1,"whole":{"name":"x"}}`:                    {Number: 1, Whole: whole{Name: "x"}},
		`{"tags":["\uD800"],"optional":"\udc00","labels":{"k":"\ud800x"}}`: {Tags: []string{"\ufffd"}, Optional: new("\ufffd"), Labels: map[string]string{"k": "\ufffdx"},
			AdditionalProperties: raw("tags", `["\uD800"]`, "optional", `"\udc00"`, "labels", `{"k":"\ud800x"}`)},
		`{"at":1767323045}`: {AdditionalProperties: raw("at", `1767323045`)},
	} {
		var got object
		if err := json.Unmarshal([]byte(data), &got); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %+v, %v, want %+v", data, got, err, want)
		}
	}
}

func raw(pairs ...string) map[string]json.RawMessage {
	m := map[string]json.RawMessage{}
	for pair := range slices.Chunk(pairs, 2) {
		m[pair[0]] = json.RawMessage(pair[1])
	}
	return m
}

func TestUnmarshalObjectFails(t *testing.T) {
	t.Parallel()
	for _, data := range []string{
		`[]`, `[{}]`,
	} {
		if err := json.Unmarshal([]byte(data), new(object)); err == nil {
			t.Errorf("%s is no such object", data)
		}
	}
	// encoding/json never passes these on.
	for _, data := range []string{
		``, ` `, `{`, `"`, `"a" "b"`, "\"a\nb\"", `{"a`, `{"a"`, `{"a":`, `{"a":1`, `{"a":"`, `{"a":"\`, `{a:1}`, `{"a" 1}`,
		`{"a":}`, `{"a":[1}`, `{"\x":1}`, `{1:2}`, `{]`, `{"value":"a"b"}`,
	} {
		if err := new(object).UnmarshalJSON([]byte(data)); err == nil {
			t.Errorf("%s is not JSON", data)
		}
	}
	v := object{AdditionalProperties: raw("x", "1")}
	if err := v.UnmarshalJSON([]byte(`{}`)); err != nil || v.AdditionalProperties != nil {
		t.Errorf("the members of another object are kept: %v", v)
	}
}

func TestUnmarshalObjectKeepsNoReference(t *testing.T) {
	t.Parallel()
	data := []byte(`{"value":"abc","x":"def"}`)
	var v object
	if err := v.UnmarshalJSON(data); err != nil {
		t.Fatal(err)
	}
	clear(data)
	if v.Value != "abc" || string(v.AdditionalProperties["x"]) != `"def"` {
		t.Errorf("got %+v", v)
	}
}

func TestMarshalObject(t *testing.T) {
	t.Parallel()
	for want, v := range map[string]object{
		`{}`:            {},
		`{"value":"v"}`: {Value: "v"},
		`{"a":1,"z":2}`: {AdditionalProperties: raw("z", "2", "a", "1")},
		`{"value":"v","on":true,"a":[],"optional":null}`: {Value: "v", On: new(true), AdditionalProperties: raw("a", "[]", "value", `"other"`, "VALUE", `"v"`, "optional", `null`, "On", "false")},
		`{"\u003c\"":1.0E-1}`:                            {AdditionalProperties: raw(`<"`, "1.0E-1")},
		`{"optional":[],"x":3}`:                          {AdditionalProperties: raw("Value", `"w"`, "OPTIONAL", "[]", "X", "1", "x", "3")},
		`{"sub":{"x":null},"y":0}`:                       {Sub: &object{AdditionalProperties: raw("x", "null")}, AdditionalProperties: raw("y", "0")},
	} {
		got, err := json.Marshal(v)
		if err != nil || string(got) != want {
			t.Errorf("got %s, %v, want %s", got, err, want)
		}
	}
	// The received value is sent unless the field was changed.
	for _, data := range []string{
		`{"sub":{"value":"\ud800"},"on":"TRUE","at":"2026-01-02T03:04:05.000Z","count":null,"value":"","x":[]}`,
		`{"tags":["\ud800"],"labels":{"k":"\uDC00"},"optional":"\ud800"}`, `{"number":0,"whole":{}}`, `{"whole":{"x":1}}`,
		`"alone"`, `""`, `17`, `true`, `{"sub":"short"}`, `{"at":"yesterday"}`,
		`{"value":17,"count":"3","list":["a",1,[],null,{"value":{}},true],"wholes":[17,{"name":{}}],"sub":[]}`,
		`{"tags":["a",1,null,{}],"labels":{"a":1}}`, `{"labels":"x","on":"maybe","tags":{},"whole":17}`,
	} {
		var v object
		if err := json.Unmarshal([]byte(data), &v); err != nil {
			t.Fatalf("%s: %v", data, err)
		}
		if got, err := json.Marshal(v); err != nil || string(got) != data {
			t.Errorf("%s became %s, %v", data, got, err)
		}
	}
	for data, change := range map[string]struct {
		edit func(*object)
		want string
	}{
		`"old"`: {func(v *object) { v.Value = "new" }, `"new"`},
		`" "`:   {func(v *object) { v.Count = new(1) }, `{"value":" ","count":1}`},
		`"o"`:   {func(v *object) { v.Value = "" }, `{}`},
		`{"on":"true","at":"?","value":"","x":1}`: {
			func(v *object) { v.On, v.At, v.Value = new(false), time.Unix(0, 0).UTC(), "v" },
			`{"value":"v","on":false,"at":"1970-01-01T00:00:00Z","x":1}`,
		},
		`{"count":null}`: {func(v *object) { v.AdditionalProperties = nil }, `{}`},
		`{"Value":"old","COUNT":"3","Sub":{"VALUE":17}}`: {
			func(v *object) { v.Value, v.Count, v.Sub.Value = "new", new(4), "18" },
			`{"value":"new","count":4,"sub":{"value":"18"}}`,
		},
		`{"list":[17,[],"a",{"value":1}],"wholes":["x",1]}`: {
			func(v *object) { v.List[1].Value, v.List[2].Value, v.Wholes[0].Name = "b", "c", "y" },
			`{"list":[17,{"value":"b"},"c",{"value":1}],"wholes":[{"name":"y"},1]}`,
		},
		`{"tags":["a",1],"value":{}}`: {func(v *object) { v.Tags, v.Value = append(v.Tags, "b"), "v" }, `{"value":"v","tags":["a","1","b"]}`},
	} {
		var v object
		if err := json.Unmarshal([]byte(data), &v); err != nil {
			t.Fatal(err)
		}
		change.edit(&v)
		if got, err := json.Marshal(v); err != nil || string(got) != change.want {
			t.Errorf("%s became %s, %v, want %s", data, got, err, change.want)
		}
	}
	for _, bad := range []string{"", "{", "1 2", `"`, "x"} {
		_, err := json.Marshal(object{AdditionalProperties: raw("name", bad, "a", "1")})
		if err == nil || !strings.Contains(err.Error(), `"name"`) {
			t.Errorf("%q: got %v", bad, err)
		}
	}
	if _, err := MarshalObject(func() {}, nil); err == nil {
		t.Error("a function is accepted as an object")
	}
}

// sameAsJSON compares the two functions with the results of encoding/json for the same
// object.
func sameAsJSON(t *testing.T, data []byte) {
	t.Helper()
	var want map[string]json.RawMessage
	if json.Unmarshal(data, &want) != nil || want == nil {
		return
	}
	var got object
	if err := json.Unmarshal(data, &got); err != nil {
		t.Fatalf("%s: %v", data, err)
	}
	for name, value := range want {
		if own(name) == "" && !bytes.Equal(got.AdditionalProperties[name], value) {
			t.Fatalf("%s: member %q is %s, want %s", data, name, got.AdditionalProperties[name], value)
		}
	}
	for name, value := range got.AdditionalProperties {
		if own(name) != "" && name != own(name) {
			t.Fatalf("%s: %q is not the name of the field", data, name)
		}
		found := false
		for other, raw := range want {
			found = found || (other == name || want[name] == nil && own(other) == name) && bytes.Equal(value, raw)
		}
		if !found {
			t.Fatalf("%s: invented member %q", data, name)
		}
	}
	// And nothing is lost on the way back.
	sent, err := json.Marshal(got)
	if err != nil {
		t.Fatalf("%s: %v", data, err)
	}
	if hasDuplicates(sent) && !hasDuplicates(data) {
		t.Fatalf("%s became %s", data, sent)
	}
	if want := spelled(generic(t, json.RawMessage(data))); !hasDuplicates(data) && !reflect.DeepEqual(generic(t, json.RawMessage(sent)), want) {
		t.Fatalf("%s became %s", data, sent)
	}
	var again object
	if err := json.Unmarshal(sent, &again); err != nil {
		t.Fatalf("%s became %s: %v", data, sent, err)
	}
}

// own returns the name of the field of an object that a name refers to.
func own(name string) string {
	for field := range reflect.TypeFor[object]().Fields() {
		if tag, _, _ := strings.Cut(field.Tag.Get("json"), ","); tag != "-" && strings.EqualFold(tag, name) {
			return tag
		}
	}
	return ""
}

// spelled renames members to the names of their fields.
func spelled(v any) any {
	members, ok := v.(map[string]any)
	if !ok {
		return v
	}
	out := map[string]any{}
	for name, value := range members {
		switch field := own(name); field {
		case "":
			out[name] = value
		case "sub":
			out[field] = spelled(value)
		case "list":
			if list, ok := value.([]any); ok {
				for i := range list {
					list[i] = spelled(list[i])
				}
			}
			out[field] = value
		case "whole", "wholes":
			out[field] = named(value)
		default:
			out[field] = value
		}
	}
	return out
}

// named is like spelled for the type whole.
func named(v any) any {
	switch v := v.(type) {
	case []any:
		for i := range v {
			v[i] = named(v[i])
		}
	case map[string]any:
		for name, value := range v {
			if strings.EqualFold(name, "name") {
				delete(v, name)
				v["name"] = value
			}
		}
	}
	return v
}

// generic decodes v, encoded as JSON, into maps, slices and scalars. Numbers
// keep their digits.
func generic(t *testing.T, v any) any {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var out any
	if err := d.Decode(&out); err != nil {
		t.Fatal(err)
	}
	return out
}

// hasDuplicates reports whether an object in data has a member twice, ignoring case.
// encoding/json merges those, too.
func hasDuplicates(data []byte) bool {
	d := json.NewDecoder(bytes.NewReader(data))
	var value func() bool
	value = func() bool {
		token, _ := d.Token()
		seen, found := map[string]bool{}, false
		switch token {
		case json.Delim('{'):
			for d.More() {
				name, _ := d.Token()
				key := string(fold(nil, []byte(name.(string))))
				found = found || seen[key]
				seen[key] = true
				found = value() || found
			}
			_, _ = d.Token()
		case json.Delim('['):
			for d.More() {
				found = value() || found
			}
			_, _ = d.Token()
		}
		return found
	}
	return value()
}

func TestObjectRoundTrip(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	names := []string{"value", "Value", "VALUE", "count", "tags", "sub", "labels", "optional", "on", "at", "list", "WHOLES", "whole", "Sub", "", "x", "X", `q"\`, "é", "\u2028", "v\u0000", "a b", "<&>", "}", "{", ",", ":"}
	var value func(depth int) any
	value = func(depth int) any {
		switch n := r.IntN(9); {
		case n == 0:
			return nil
		case n == 1:
			return r.IntN(2) == 0
		case n == 2:
			return json.Number([]string{"0", "-0", "1e400", "12345678901234567890", "-1.50E-7"}[r.IntN(5)])
		case n == 3 && depth > 0:
			list := make([]any, r.IntN(4))
			for i := range list {
				list[i] = value(depth - 1)
			}
			return list
		case n > 5 && depth > 0:
			m := map[string]any{}
			for range r.IntN(5) {
				m[names[r.IntN(len(names))]] = value(depth - 1)
			}
			return m
		default:
			return names[r.IntN(len(names))]
		}
	}
	for range 1000 {
		m := map[string]any{}
		for range r.IntN(6) {
			m[names[r.IntN(len(names))]] = value(3)
		}
		data, err := json.MarshalIndent(m, "", strings.Repeat(" ", r.IntN(3)))
		if err != nil {
			t.Fatal(err)
		}
		sameAsJSON(t, data)
	}
}

func FuzzObjectRoundTrip(f *testing.F) {
	for _, seed := range []string{
		`{}`, `{"value":"v","Value":"w","count":1,"tags":["a"],"sub":{"x":[{}]},"labels":{},"optional":null}`,
		`{"v\u0061lue":"\ud800","\u0000":"\\\""}`, `{"x":-0.0e+10,"x":[[[[]]]],"y":"}"}`, "{\"\xff\":\"\xfe\",\"value\":\"\xff\"}",
		` { "a" : { "b" : [ 1 , 2 ] } , "c" : null } `,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		_ = new(object).UnmarshalJSON(data) // without the checks of encoding/json it must not panic either
		sameAsJSON(t, data)
		sameAsJSON(t, slices.Concat([]byte(`{"x":`), data, []byte(`,"value":"v"}`)))
		text, err := json.Marshal(string(data))
		if err != nil {
			t.Fatal(err)
		}
		sameAsJSON(t, slices.Concat([]byte(`{`), text, []byte(`:`), text, []byte(`,"value":`), text, []byte(`}`)))
	})
}
