package rest

import (
	"errors"
	"io"
	"net/http"
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
		other map[string]string // what is told of each
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

// What is no JSON is told, not walked beyond its end.
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

func TestErrorShaped(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]bool{
		`{"code":"900900","message":"m","description":"d"}`:                        true,
		` {"description":"d","code":401}`:                                          true,
		"\ufeff" + `{"code":"1","message":"m"}`:                                    true,
		`{"fault":{"faultstring":"s"}}`:                                            true,
		`{"error":"invalid_token","error_description":"d"}`:                        true,
		`{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"4"}`: true,
		`{"timestamp":1,"status":404,"error":"Not Found"}`:                         true,
		`{"code":"1"}`: false, `{"message":"m"}`: false, `{"code":null,"message":"m"}`: false, `{"x":{"code":1,"message":"m"}}`: false,
		`{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"]}`: false, `{"error":null}`: false, `{"error":""}`: false,
		`{}`: false, ``: false, `[{"code":1,"message":"m"}]`: false, `{"code":1,"message"`: false, `"code"`: false,
		`{"code":1,"message":"` + strings.Repeat("x", maxErrorShape) + `"}`: false,
	} {
		if got := errorShaped([]byte(body), true); got != want {
			t.Errorf("%.60s: got %v", body, got)
		}
	}
	for body, want := range map[string]bool{
		`{"message":"Unauthorized"}`: true, `{"Message":"m"}`: true, `{"mess\u0061ge":"m"}`: true, `{"errorMessage":"m"}`: true,
		`{"type":"about:blank","title":"t","status":401}`: true, `{"errors":["e"]}`: true, `{"Fault":{"x":1}}`: true, `[{"message":"m"}]`: true,
		`{"id":"1","name":"n","description":"d"}`: false, `{"message":null}`: false, `{}`: false, `[]`: false, `"message"`: false, ``: false,
	} {
		if got := errorShaped([]byte(body), false); got != want {
			t.Errorf("%s, where nothing is expected: got %v", body, got)
		}
	}
}

// A page is known by its beginning where its media type is missing, wrong or malformed.
func TestPagesOfAnyMediaType(t *testing.T) {
	t.Parallel()
	for media, body := range map[string]string{
		"": "<!DOCTYPE html><p>", "text/plain": "\n<HTML>", "application/xhtml+xml": "<html xmlns='x'>", "text/html; charset": "<p>",
		"application/json": "\ufeff<!doctype HTML>",
	} {
		for name, send := range map[string]func(*Client, *Call) error{
			"Exec": func(c *Client, call *Call) error { _, err := Exec(t.Context(), c, call); return err },
			"Open": func(c *Client, call *Call) error { _, err := Open(t.Context(), c, call); return err },
		} {
			c := testClient(func(*http.Request) (*http.Response, error) {
				return answer(200, http.Header{"Content-Type": {media}}, strings.NewReader(body)), nil
			})
			if err := send(c, &Call{Operation: "op", Method: http.MethodGet, Path: "/x"}); !errors.Is(err, ErrUnexpectedAnswer) {
				t.Errorf("%s of %q: %v", name, media, err)
			}
		}
	}
}

// The words of an error are passed on; what else an answer lacks could hold secrets.
func TestErrorsWithStatusOfSuccess(t *testing.T) {
	t.Parallel()
	const gateway = `{"code":"900900","message":"m","description":"d"}`
	forms := []Form{{Must: []Member{{"id", "string"}}}}
	for _, test := range []struct {
		method, body, kept string
		doubtful           bool
	}{
		{http.MethodGet, gateway, gateway, false},
		{http.MethodPost, gateway, gateway, true},
		{http.MethodPatch, `{"clientSecret":"s3cret"}`, "", true},
		{http.MethodGet, `{}`, "", false},
		{http.MethodGet, `{"message":"Unauthorized"}`, `{"message":"Unauthorized"}`, false},
	} {
		c := testClient(func(*http.Request) (*http.Response, error) {
			return answer(200, nil, strings.NewReader(test.body)), nil
		})
		call := Call{Operation: "op", Method: test.method, Path: "/x", Answer: forms}
		_, _, err := Do[struct{ ID string }](t.Context(), c, &call)
		f := failure(t, err)
		if !errors.Is(err, ErrUnexpectedAnswer) || errors.Is(err, ErrOutcomeUnknown) != test.doubtful || string(f.Body) != test.kept {
			t.Errorf("%s %s: %v with %q", test.method, test.body, err, f.Body)
		}
	}
}

func TestOpenedErrors(t *testing.T) {
	t.Parallel()
	for body, isError := range map[string]bool{
		`{"code":"900900","message":"m"}`: true, " \n" + `{"fault":{"x":1}}`: true, `{"fault":{"x":1}}`: true,
		`{"applicationName":"a","description":"code"}`: false, `<x/>`: false, ``: false, `{`: false,
		`{"x":"` + strings.Repeat("x", 2*maxErrorShape) + `","code":1,"message":"m"}`: false,
	} {
		c := testClient(func(*http.Request) (*http.Response, error) { return answer(200, nil, strings.NewReader(body)), nil })
		resp, err := Open(t.Context(), c, &Call{Operation: "op", Method: http.MethodGet, Path: "/x"})
		if isError {
			if f := failure(t, err); !errors.Is(err, ErrUnexpectedAnswer) || string(f.Body) != body {
				t.Errorf("%.40s: %v with %q", body, err, f.Body)
			}
			continue
		}
		if err != nil {
			t.Errorf("%.40s: %v", body, err)
			continue
		}
		if got, err := io.ReadAll(resp.Content); err != nil || string(got) != body {
			t.Errorf("got %.40q, %v, want %.40q", got, err, body)
		}
		if err := resp.Content.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestBodiless(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{"none": "none", "": "", " \r\n": "", `{"id":"1"}`: "1", `{}`: "", "null": "", "[]": "", `{"id":`: "", `{"code":1,"message":"m"}`: ""} {
		c := testClient(func(*http.Request) (*http.Response, error) {
			if body == "none" {
				return answer(204, nil, strings.NewReader("")), nil
			}
			return answer(200, nil, strings.NewReader(body)), nil
		})
		call := Call{Operation: "op", Method: http.MethodPatch, Path: "/x", Bodiless: true, Answer: []Form{{Must: []Member{{"id", "string"}}}}}
		got, _, err := Do[struct{ ID string }](t.Context(), c, &call)
		switch {
		case want == "":
			if got != nil || !errors.Is(err, ErrUnexpectedAnswer) || !errors.Is(err, ErrOutcomeUnknown) {
				t.Errorf("%q: got %v, %v", body, got, err)
			}
		case err != nil || (got == nil) != (want == "none") || got != nil && got.ID != want:
			t.Errorf("%q: got %v, %v, want %s", body, got, err, want)
		}
	}
}
