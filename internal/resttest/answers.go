package resttest

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
	"github.com/seed-01804ef5/asgardeo-go/internal/rest"
)

// errorBodies are error bodies that are sent with a successful status.
var errorBodies = map[string]string{
	"an error of a gateway":   `{"code":"900900","message":"Unclassified failure","description":"Error"}`,
	"a fault":                 `{"fault":{"code":900901,"type":"Status report"}}`,
	"an error of SCIM":        `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"detail":"No.","status":"500"}`,
	"an error of OAuth":       `{"error":"invalid_token","error_description":"Expired."}`,
	"only a message":          `{"message":"Unauthorized"}`,
	"a problem":               `{"type":"about:blank","title":"Unauthorized","status":401}`,
	"several errors":          `{"errors":[{"code":"1","message":"No."}]}`,
	"an error of a framework": `{"timestamp":1,"status":500,"error":"Internal Server Error","path":"/"}`,
}

// ForeignAnswers runs the first case of each operation with successful responses that the API does not define: errors,
// and JSON without the required members. answers are the forms of the operations with a JSON response. A response with
// all required members is accepted, except by operations that check more than the form.
func ForeignAnswers(t *testing.T, document Document, answers map[string][]rest.Form, cases []Case, except ...string) {
	for name, op := range document {
		if op.json() != (len(answers[name]) > 0) {
			t.Errorf("%s has a JSON response: %v, but %d forms", name, op.json(), len(answers[name]))
		}
	}
	tested := 0
	for _, c := range firsts(cases) {
		op, forms := document[c.Operation], answers[c.Operation]
		wrong := maps.Clone(errorBodies)
		for i, form := range forms {
			for what, body := range incomplete(form) {
				wrong[what+strings.Repeat("'", i)] = body
			}
		}
		if len(forms) > 0 {
			tested++
			wrong["an object with other members"] = `{"unasked":true}`
			wrong["a list of objects with other members"] = `[{"unasked":true}]`
			wrong["null"] = "null"
			if !slices.ContainsFunc(forms, func(f rest.Form) bool { return f.Empty }) {
				wrong["an empty object"] = "{}"
			}
			if !slices.ContainsFunc(forms, func(f rest.Form) bool { return f.List }) {
				wrong["an empty list"] = "[]"
			}
		}
		for what, body := range wrong {
			t.Run(c.Operation+"/"+what, func(t *testing.T) {
				t.Parallel()
				status := op.Status
				if status == 204 {
					status = 200
				}
				s := New(t, Reply{Status: status, Body: body})
				got, err := c.Call(t.Context(), s.Client)
				e, ok := errors.AsType[*asgardeo.Error](err)
				if got != nil || !ok || e.Operation != c.Operation || e.StatusCode != status {
					t.Fatalf("%s: (%v, %#v)", body, got, err)
				}
				wantSentinels(t, err, asgardeo.ErrUnexpectedResponse, outcomeUnknown(c.Send))
				s.WantLines(c.Send)
			})
		}
		if slices.Contains(except, c.Operation) {
			continue
		}
		for i, form := range forms {
			body := encodeForm(sample(form))
			t.Run(c.Operation+"/complete"+strings.Repeat("'", i), func(t *testing.T) {
				t.Parallel()
				s := New(t, Reply{Status: op.Status, Body: body})
				if _, err := c.Call(t.Context(), s.Client); err != nil {
					t.Errorf("%s: %v", body, err)
				}
			})
		}
	}
	if tested == 0 || tested != len(answers) {
		t.Errorf("%d of %d operations with a JSON response have a case", tested, len(answers))
	}
}

// NotBelieved runs methods that send several requests, or that depend on the first response, with a first response that
// the API does not define. The method must end with an error: it must not treat a missing member as an absent resource.
func NotBelieved(t *testing.T, calls map[string]func(context.Context, *asgardeo.Client) error) {
	bodies := maps.Clone(errorBodies)
	bodies["an empty object"] = "{}"
	bodies["a list without its total"] = `{"Resources":[],"applications":[],"apiResources":[]}`
	bodies["a resource without its id"] = `{"totalResults":1,"Resources":[{"userName":"a"}],"applications":[{"name":"a"}],"apiResources":[{"name":"a"}]}`
	for name, call := range calls {
		for what, body := range bodies {
			t.Run(name+"/"+what, func(t *testing.T) {
				t.Parallel()
				s := New(t, Reply{Status: 200, Body: body})
				err := call(t.Context(), s.Client)
				got := s.Lines()
				if len(got) != 1 {
					t.Fatalf("sent %q", got)
				}
				wantSentinels(t, err, asgardeo.ErrUnexpectedResponse, outcomeUnknown(got[0]))
			})
		}
	}
}

// sample returns a response with only the required members, and with one element in each list.
func sample(form rest.Form) any {
	object := map[string]any{}
	for _, member := range form.Must {
		object[member[0]] = value(member[1])
	}
	if len(form.Any) > 0 && !form.Empty {
		object[form.Any[0][0]] = value(form.Any[0][1])
	}
	for _, list := range form.Lists {
		object[list.Name] = []any{sample(list)}
	}
	if form.List {
		return []any{object}
	}
	return object
}

func value(kind string) any {
	return map[string]any{"string": "1", "integer": 1, "boolean": true, "array": []any{}, "object": map[string]any{}}[kind]
}

// incomplete returns responses that each lack one required member.
func incomplete(form rest.Form) map[string]string {
	out := map[string]string{}
	without := func(where, name string) {
		for what, v := range map[string]any{"no": nil, "null as": nil, "an empty": "", "a wrong": [2]bool{}} {
			whole := sample(form)
			object, ok := whole.(map[string]any)
			if !ok {
				object = whole.([]any)[0].(map[string]any)
			}
			if where != "" {
				object = object[where].([]any)[0].(map[string]any)
			}
			if object[name] = v; what == "no" {
				delete(object, name)
			}
			out[strings.TrimSuffix(what+" "+name+" in "+where, " in ")] = encodeForm(whole)
		}
	}
	for _, member := range form.Must {
		without("", member[0])
	}
	for _, list := range form.Lists {
		for _, member := range list.Must {
			without(list.Name, member[0])
		}
	}
	return out
}

func encodeForm(v any) string {
	data, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(data)
}

// Reserved runs the calls in ByID with each reserved word as the id: each literal segment that another path of the
// document has at that position, if the paths can be the same up to it. Each position with reserved words must have a
// call. If none is true, no position may have reserved words; otherwise at least one must.
func Reserved(t *testing.T, document Document, refusals []Refusal, none bool) {
	type place struct {
		operation string
		segment   int
	}
	words := map[place][]string{}
	for name, op := range document {
		segments := strings.Split(op.Path, "/")
		for i, segment := range segments {
			if !strings.HasPrefix(segment, "{") {
				continue
			}
			for _, other := range document {
				if word := literal(strings.Split(other.Path, "/"), segments[:i]); word != "" {
					words[place{name, i}] = append(words[place{name, i}], word)
				}
			}
		}
	}
	if (len(words) == 0) != none {
		t.Fatalf("%d places have reserved words, want none: %t", len(words), none)
	}
	const id = "4f2a"
	for _, r := range refusals {
		s := New(t, Reply{Status: 404, Type: "-"})
		_, _ = r.Call(t.Context(), s.Client, id)
		lines := s.Lines()
		if len(lines) == 0 {
			continue // the path does not contain the id
		}
		_, path, _ := strings.Cut(lines[0], " ")
		path, _, _ = strings.Cut(path, "?")
		at := place{r.Operation, slices.Index(strings.Split(path, "/"), id)}
		if found := words[at]; found != nil {
			delete(words, at)
			r.Note = strings.Trim(r.Note+" reserved", " ")
			slices.Sort(found)
			RefusedWords(t, []Refusal{r}, slices.Compact(found)...)
		}
	}
	for at, missing := range words {
		t.Errorf("%s: no call puts an id into segment %d, where %q are reserved", at.operation, at.segment, missing)
	}
}

// literal returns the segment of path after the given segments, if they match. It returns "" for a parameter.
func literal(path, before []string) string {
	if len(path) <= len(before) || strings.HasPrefix(path[len(before)], "{") {
		return ""
	}
	for i, segment := range before {
		if path[i] != segment && !strings.HasPrefix(path[i], "{") && !strings.HasPrefix(segment, "{") {
			return ""
		}
	}
	return path[len(before)]
}
