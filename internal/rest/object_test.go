package rest

import (
	"bytes"
	"encoding/json"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// object is what the generated types are like.
type object struct {
	Value    string            `json:"value,omitempty"`
	Count    *int              `json:"count,omitempty"`
	Tags     []string          `json:"tags,omitempty"`
	Sub      *object           `json:"sub,omitempty"`
	Labels   map[string]string `json:"labels,omitempty"`
	Optional *string           `json:"optional,omitempty"`

	AdditionalProperties map[string]json.RawMessage `json:"-"`
}

func (v *object) member(name []byte) any {
	switch string(name) {
	case "value":
		return &v.Value
	case "count":
		return &v.Count
	case "tags":
		return &v.Tags
	case "sub":
		return &v.Sub
	case "labels":
		return &v.Labels
	case "optional":
		return &v.Optional
	}
	return nil
}

func (v *object) UnmarshalJSON(data []byte) error {
	return UnmarshalObject(data, v.member, &v.AdditionalProperties)
}

func (v object) MarshalJSON() ([]byte, error) {
	type fields object
	return MarshalObject(fields(v), v.member, v.AdditionalProperties)
}

func TestUnmarshalObject(t *testing.T) {
	t.Parallel()
	three := 3
	for data, want := range map[string]object{
		`{}`:                        {},
		` { } `:                     {},
		`null`:                      {},
		`"alone"`:                   {Value: "alone"},
		`"esc\u0061ped\n"`:          {Value: "escaped\n"},
		`{"value":"v","count":3}`:   {Value: "v", Count: &three},
		`{"v\u0061lue":"é"}`:        {Value: "é"},
		`{"value":"1","value":"2"}`: {Value: "2"},
		`{"value":"1","value":null,"count":3,"count":null}`: {Value: "1"},
		`{"Value":"v"}`: {AdditionalProperties: raw("Value", `"v"`)},
		`{"x":1,"x":2}`: {AdditionalProperties: raw("x", `2`)},
		"{\n\t\"x\" :\r\n [1, {\"}\": \"]\\\"\"}] , \"y\":{}}": {AdditionalProperties: raw("x", `[1, {"}": "]\""}]`, "y", `{}`)},
		`{"x":12345678901234567890.10e+5}`:                     {AdditionalProperties: raw("x", `12345678901234567890.10e+5`)},
		`{"x":null,"":true}`:                                   {AdditionalProperties: raw("x", `null`, "", `true`)},
		`{"a\"b\\":"c\"d\\"}`:                                  {AdditionalProperties: raw(`a"b\`, `"c\"d\\"`)},
		`{"sub":{"x":1},"labels":{"k":"v"},"tags":["a","b"]}`:  {Sub: &object{AdditionalProperties: raw("x", "1")}, Labels: map[string]string{"k": "v"}, Tags: []string{"a", "b"}},
		`{"sub":"short"}`:                                      {Sub: &object{Value: "short"}},
		`{"sub":null}`:                                         {},
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
		`1`, `true`, `[]`, `{"value":1}`, `{"count":"x"}`, `{"sub":[]}`, `{"sub":{"sub":{"value":{}}}}`,
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
		`{}`:                       {},
		`{"value":"v"}`:            {Value: "v"},
		`{"a":1,"z":2}`:            {AdditionalProperties: raw("z", "2", "a", "1")},
		`{"value":"v","a":[]}`:     {Value: "v", AdditionalProperties: raw("a", "[]", "value", `"other"`, "optional", `1`)},
		`{"\u003c\"":1.0E-1}`:      {AdditionalProperties: raw(`<"`, "1.0E-1")},
		`{"sub":{"x":null},"y":0}`: {Sub: &object{AdditionalProperties: raw("x", "null")}, AdditionalProperties: raw("y", "0")},
	} {
		got, err := json.Marshal(v)
		if err != nil || string(got) != want {
			t.Errorf("got %s, %v, want %s", got, err, want)
		}
	}
	for _, bad := range []string{"", "{", "1 2", `"`, "x"} {
		_, err := json.Marshal(object{AdditionalProperties: raw("name", bad, "a", "1")})
		if err == nil || !strings.Contains(err.Error(), `"name"`) {
			t.Errorf("%q: got %v", bad, err)
		}
	}
	if _, err := MarshalObject(func() {}, nil, nil); err == nil {
		t.Error("a function is no object")
	}
}

// sameAsJSON checks the two functions against what encoding/json makes of the same object.
func sameAsJSON(t *testing.T, data []byte) {
	t.Helper()
	var want map[string]json.RawMessage
	if json.Unmarshal(data, &want) != nil || want == nil {
		return
	}
	var got object
	if err := json.Unmarshal(data, &got); err != nil {
		for name, value := range want {
			field := new(object).member([]byte(name))
			if field != nil && json.Unmarshal(value, field) != nil {
				return // a member is of another type
			}
		}
		if hasDuplicates(data) {
			return // it may have been one that does not count
		}
		t.Fatalf("%s: %v", data, err)
	}
	for name, value := range want {
		if got.member([]byte(name)) == nil && !bytes.Equal(got.AdditionalProperties[name], value) {
			t.Fatalf("%s: member %q is %s, want %s", data, name, got.AdditionalProperties[name], value)
		}
	}
	for name := range got.AdditionalProperties {
		if _, ok := want[name]; !ok || got.member([]byte(name)) != nil {
			t.Fatalf("%s: invented or duplicate member %q", data, name)
		}
	}
	// Its fields are those of the known members alone.
	known := maps.Clone(want)
	maps.DeleteFunc(known, func(name string, _ json.RawMessage) bool { return got.member([]byte(name)) == nil })
	if !hasDuplicates(data) {
		data, err := json.Marshal(known)
		if err != nil {
			t.Fatal(err)
		}
		var fields object
		if err := json.Unmarshal(data, &fields); err != nil {
			t.Fatal(err)
		}
		bare := got
		bare.AdditionalProperties = nil
		if !reflect.DeepEqual(generic(t, bare), generic(t, fields)) {
			t.Fatalf("%s: got %+v, want %+v", data, bare, fields)
		}
	}
	// And nothing is lost on the way back.
	sent, err := json.Marshal(got)
	if err != nil {
		t.Fatalf("%s: %v", data, err)
	}
	var again object
	if err := json.Unmarshal(sent, &again); err != nil || !reflect.DeepEqual(generic(t, again), generic(t, got)) {
		t.Fatalf("%s became %s: %v", data, sent, err)
	}
	for name, value := range got.AdditionalProperties {
		if !reflect.DeepEqual(generic(t, value), generic(t, again.AdditionalProperties[name])) {
			t.Fatalf("%s: member %q became %s", data, name, again.AdditionalProperties[name])
		}
	}
}

// generic is v as JSON, its numbers as they are written.
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

// hasDuplicates reports whether any object of data names a member twice. encoding/json merges those, too.
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
				found = found || seen[name.(string)]
				seen[name.(string)] = true
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
	names := []string{"value", "Value", "VALUE", "count", "tags", "sub", "labels", "optional", "", "x", `q"\`, "é", "\u2028", "v\u0000", "a b", "<&>", "}", "{", ",", ":"}
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
