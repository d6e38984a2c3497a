package resources

import (
	"encoding/json"
	"testing"
)

func TestValidSchema(t *testing.T) {
	for text, want := range map[string]bool{
		`{"type":"object"}`:          true,
		`{"type":["string","null"]}`: true,
		`{"type":"money"}`:           false,
		`{"type":["string",1]}`:      false,
		`{"type":1}`:                 false,
		`{"required":["a"]}`:         true,
		`{"required":[1]}`:           false,
		`{"required":"a"}`:           false,
		`{"enum":[1,"a",null]}`:      true,
		`{"enum":"a"}`:               false,
		`{"properties":{"a":true,"b":{"type":"string"}}}`:   true,
		`{"properties":{"a":"string"}}`:                     false,
		`{"properties":["a"]}`:                              false,
		`{"patternProperties":{"^a":{"type":"x"}}}`:         false,
		`{"items":{"type":"object"}}`:                       true,
		`{"items":"object"}`:                                false,
		`{"additionalProperties":false,"not":{"type":"a"}}`: false,
		`{"anyOf":[{"type":"string"},{"oneOf":[1]}]}`:       false,
		`{"allOf":[{"type":"string"}],"format":1}`:          true,
		`"object"`: false,
		`true`:     true,
	} {
		var schema any
		if err := json.Unmarshal([]byte(text), &schema); err != nil {
			t.Fatal(err)
		}
		if got := validSchema(schema); got != want {
			t.Errorf("%s: got %t, want %t", text, got, want)
		}
	}
}
