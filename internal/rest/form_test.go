package rest

import (
	"strings"
	"testing"
)

func TestCheckForm(t *testing.T) {
	t.Parallel()
	var (
		id    = Member{"id", "string"}
		thing = []Form{{Must: []Member{id}}}
		list  = []Form{{List: true, Must: []Member{id}}}
		page  = []Form{{Must: []Member{{"total", "integer"}, {"items", "array"}}, Lists: []Form{{Name: "items", Must: []Member{id}}}}}
		maybe = []Form{{Any: []Member{{"a", "object"}, {"b", "boolean"}}}}
		empty = []Form{{Empty: true, Any: []Member{{"a", "object"}}}}
		both  = []Form{list[0], page[0]}
	)
	for _, test := range []struct {
		name  string
		forms []Form
		fits  []string
		other map[string]string // invalid JSON, with the expected errors
	}{
		{"an object", thing, []string{
			`{"id":"1"}`, ` { "x" : [{"id":1}] , "id" : "1" } `, `{"x":"}\"","id":"\u0031"}`, `{"\u0069d":"1"}`, `{"ID":"1"}`, `{"id":"1","x":{"id":null}}`,
			`{"x":[],"y":{},"id":"1"}`, `{"id":1}`,
		}, map[string]string{
			`{}`: "no id in the body", `{"id":""}`: "no id", `{"id":null}`: "no id", `{"id":[1]}`: "no id", `{"id":{}}`: "no id", `{"x":{"id":"1"}}`: "no id",
			`[]`: "no JSON object", `"id"`: "no JSON object", `1`: "no JSON object", `{"code":"900900","description":"id"}`: "no id",
		}},
		{"a list", list, []string{`[]`, ` [ ] `, `[{"id":"1"},{"x":[1,[2]],"id":"2"}]`}, map[string]string{
			`{}`: "no JSON array in the body", `[{}]`: "no id in element 0 of the body", `[{"id":"1"}, {"id":""}]`: "no id in element 1",
			`[null]`: "no JSON object in element 0", `["x"]`: "no JSON object", `{"id":"1"}`: "no JSON array",
		}},
		{"a page", page, []string{`{"total":0,"items":[]}`, `{"items":[{"id":"1"}],"x":[{}],"total":-1}`, `{"total":"1","items":[]}`}, map[string]string{
			`{}`: "no total", `{"items":[]}`: "no total", `{"total":1}`: "no items", `{"total":null,"items":[]}`: "no total", `{"total":"x","items":[]}`: "no total", `{"total":"","items":[]}`: "no total",
			`{"total":1,"items":[{"id":"1"},{"x":1}]}`: "no id in element 1 of items", `{"total":1,"items":null}`: "no items", `{"total":1,"items":{}}`: "no items",
		}},
		{"one member of several", maybe, []string{`{"a":{}}`, `{"b":false,"x":1}`, `{"x":{},"A":1}`}, map[string]string{
			`{}`: "no known member", `{"x":1}`: "no known member", `{"a":null}`: "no known member", `{"error":"a"}`: "no known member",
		}},
		{"nothing certain", empty, []string{`{}`, `{ }`, `{"a":{}}`}, map[string]string{`{"x":1}`: "no known member", `[]`: "no JSON object"}},
		{"several forms", both, []string{`[{"id":"1"}]`, `{"total":1,"items":[{"id":"1"}]}`}, map[string]string{
			`{}`: "no total", `[{}]`: "no id", `{"id":"1"}`: "no total",
		}},
		{"no form", nil, []string{`{}`, `[]`, `1`}, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			for _, body := range test.fits {
				if err := checkForm(test.forms, []byte(strings.TrimSpace(body))); err != nil {
					t.Errorf("%s: %v", body, err)
				}
			}
			for body, want := range test.other {
				if err := checkForm(test.forms, []byte(body)); err == nil || !strings.Contains(err.Error(), want) {
					t.Errorf("%s: got %v, want %q", body, err, want)
				}
			}
		})
	}
}

// Invalid JSON is reported as an error, without reading beyond its end.
func TestFormOfBrokenJSON(t *testing.T) {
	t.Parallel()
	forms := []Form{{Must: []Member{{"id", "string"}}, Lists: []Form{{Name: "x", Must: []Member{{"id", "string"}}}}}}
	const whole = `{"x":[{"id":"1"},{"id":"\\"}],"y":{"z":[1]},"id":"1"}`
	for n := 1; n < len(whole); n++ {
		if err := checkForm(forms, []byte(whole[:n])); err == nil {
			t.Errorf("%s: no error", whole[:n])
		}
	}
}
