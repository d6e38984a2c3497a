package strictjson

import (
	"encoding/json"
	"errors"
	"reflect"
	"testing"
)

type shop struct {
	Name  string  `json:"name" rule:"required" size:"1,5"`
	Kind  string  `json:"kind" enum:"SMALL|LARGE"`
	Open  *bool   `json:"open" rule:"nonnull"`
	Items []item  `json:"items" rule:"nonempty"`
	Floor int     `json:"floor"`
	Owner *person `json:"owner"`
}

type item struct {
	ID string `json:"id" rule:"required"`
}

type person struct {
	Adult bool `json:"adult" unboxed:"always"`
	Age   int  `json:"age" unboxed:"null"`
}

func TestDecode(t *testing.T) {
	for body, want := range map[string]error{
		`{"name":"a","items":[{"id":"1"}],"kind":"SMALL","open":true}`: nil,
		`{"name":"a","items":[{"id":"1"}],"x":1}`:                      ErrMalformed,
		`{"Name":"a","items":[{"id":"1"}]}`:                            ErrMalformed,
		`{"name":"a","items":[{"id":"1","x":1}]}`:                      ErrMalformed,
		`{"name":"a","items":[null]}`:                                  ErrMalformed,
		`{"name":"a","items":[{"id":"1"}],"kind":"small"}`:             ErrMalformed,
		`{"name":"a","items":[{"id":"1"}],"open":null}`:                ErrMalformed,
		`{"name":1,"items":[{"id":"1"}]}`:                              ErrMalformed,
		`null`:                                                         ErrMalformed,
		`{}{}`:                                                         ErrMalformed,
		`{"items":[{"id":"1"}]}`:                                       Violation("Property name cannot be null."),
		`{"name":"","items":[{"id":"1"}]}`:                             Violation("Property name has the wrong length."),
		`{"name":"äöüßé","items":[]}`:                                  Violation("Property items cannot be empty."),
		`{"name":"a","items":[{}]}`:                                    Violation("Property id cannot be null."),
		`{"name":"abcdef","items":[{"id":"1"}]}`:                       Violation("Property name has the wrong length."),
	} {
		if err := Decode([]byte(body), new(shop)); !errors.Is(err, want) {
			t.Errorf("%s: error %v, want %v", body, err, want)
		}
	}
}

func TestCoerce(t *testing.T) {
	for given, want := range map[string]string{
		`{"name":1,"open":"true","floor":"2","kind":1}`: `{"floor":2,"kind":"LARGE","name":"1","open":true}`,
		`{"name":true,"open":0,"floor":2.7,"kind":7}`:   `{"floor":2,"kind":7,"name":"true","open":false}`,
		`{"open":"","floor":"null","items":[{"id":5}]}`: `{"floor":null,"items":[{"id":"5"}],"open":null}`,
		`{"open":"yes","floor":"x","x":1}`:              `{"floor":"x","open":"yes","x":1}`,
	} {
		tree, err := Tree([]byte(given))
		if err != nil {
			t.Fatal(err)
		}
		got, err := json.Marshal(Coerce(tree, reflect.TypeFor[shop](), ""))
		if err != nil || string(got) != want {
			t.Errorf("%s is read as %s, error %v, want %s", given, got, err, want)
		}
	}
}

func TestUnboxes(t *testing.T) {
	for given, want := range map[string]bool{
		`{}`: false, `{"owner":null}`: false, `{"owner":{}}`: true, `{"owner":{"adult":true}}`: false, `{"owner":{"adult":true,"age":null}}`: true,
	} {
		tree, err := Tree([]byte(given))
		if err != nil {
			t.Fatal(err)
		}
		if got := Unboxes(tree, reflect.TypeFor[shop]()); got != want {
			t.Errorf("%s: got %t, want %t", given, got, want)
		}
	}
}

func TestSizes(t *testing.T) {
	for _, test := range []struct {
		text, bounds string
		want         bool
	}{
		{"", "", true}, {"", "1,3", false}, {"a", "1,3", true}, {"äöü", "1,3", true}, {"abcd", "1,3", false},
	} {
		if got := fits(test.text, test.bounds); got != test.want {
			t.Errorf("fits(%q, %q): got %t, want %t", test.text, test.bounds, got, test.want)
		}
	}
}

func TestUniqueTree(t *testing.T) {
	for body, want := range map[string]bool{
		`{"a":1,"b":{"a":1},"c":[{"a":1},{"a":1}]}`: true, `[]`: true, `1`: true,
		`{"a":1,"a":1}`: false, `[{"b":{"a":1,"a":2}}]`: false, `{"a":[],"b":[1,[2]],"b":3}`: false, `{`: false, `{} {}`: false,
	} {
		if _, err := UniqueTree([]byte(body)); (err == nil) != want {
			t.Errorf("%s: error %v", body, err)
		}
	}
}
