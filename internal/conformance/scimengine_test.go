package conformance

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest"
)

// engineAttributes are the attributes of the organization in the cases.
var engineAttributes = []asgardeotest.UserAttribute{
	{Name: "fav"},
	{Name: "tags", MultiValued: true},
	{Name: "num", Type: "integer"},
	{Name: "dec", Type: "decimal"},
	{Name: "flag", Type: "boolean"},
	{Name: "when", Type: "dateTime"},
	{Name: "ro", ReadOnly: true},
	{Name: "obj", Type: "complex", SubAttributes: []asgardeotest.UserAttribute{{Name: "a"}, {Name: "b"}}},
	{Name: "objs", Type: "complex", MultiValued: true, SubAttributes: []asgardeotest.UserAttribute{{Name: "value"}, {Name: "type"}}},
}

// An engineCase is a request and what the SCIM engine of the real server does
// with it. {{name}} stands for a new name, or for something that exists.
type engineCase struct {
	ID     string // kind of the resource, what the case is about, number
	Before string // name of the resource that exists before, if any

	Method string
	Query  map[string]string
	Body   json.RawMessage
	Text   *string // the body, if it is not sent as JSON

	Status    int
	ScimType  string                     // if it is one of RFC 7644
	Changes   map[string]json.RawMessage // members that are others afterwards; null for none
	After     json.RawMessage            // the whole response, if the case is about attributes
	Matches   []string                   // names of the resources that a filter finds
	Unchecked []string                   // members that do not depend on the engine
}

// An engineReplay sends the cases to an organization.
type engineReplay struct {
	*session
	resources map[string]json.RawMessage
	fill      *strings.Replacer
	found     map[string]string // names in the population by id
}

// The cases hold for the in-memory organization. zcat shows them.
func TestSCIMEngine(t *testing.T) {
	file, err := os.Open("testdata/scim-engine.jsonl.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	unpacked, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(unpacked)
	lines.Buffer(nil, 1<<20)
	next := func(v any) bool {
		if !lines.Scan() {
			return false
		}
		if err := json.Unmarshal(lines.Bytes(), v); err != nil {
			t.Fatal(err)
		}
		return true
	}
	var population struct {
		Population map[string]map[string]json.RawMessage
	}
	var resources struct{ Resources map[string]json.RawMessage }
	next(&population)
	next(&resources)
	r := newEngineReplay(t, population.Population, resources.Resources)
	count := 0
	for c := (engineCase{}); next(&c); c = (engineCase{}) {
		count++
		t.Run(c.ID, func(t *testing.T) { r.run(t, c) })
	}
	if count < 1600 || lines.Err() != nil {
		t.Errorf("the file has %d cases, error %v", count, lines.Err())
	}
}

func newEngineReplay(t *testing.T, population map[string]map[string]json.RawMessage, resources map[string]json.RawMessage) *engineReplay {
	r := &engineReplay{session: start(t, asgardeotest.WithUserAttributes(engineAttributes...)), resources: resources, found: map[string]string{}}
	fill := []string{"{{p}}", "DEFAULT/p", "{{orgName}}", r.srv.Organization,
		"{{perm1}}", "internal_user_mgt_list", "{{perm2}}", "internal_user_mgt_view", "{{perm3}}", "internal_group_mgt_view"}
	for _, n := range []string{"1", "2", "3"} {
		name := "DEFAULT/u" + n
		fill = append(fill, "{{name"+n+"}}", name,
			"{{user"+n+"}}", r.create(users, `{"userName":"`+name+`"}`),
			"{{group"+n+"}}", r.create(groups, `{"displayName":"DEFAULT/g`+n+`"}`))
	}
	role := r.create(roles, `{"displayName":"any"}`)
	fill = append(fill, "{{org}}", r.get(roles+"/"+role).member("audience.value"))
	for kind, entries := range population {
		// Only users and groups have a store.
		fill[1] = map[bool]string{true: "DEFAULT/p", false: "p"}[kind != "role"]
		fillNames := strings.NewReplacer(fill...)
		for _, name := range slices.Sorted(maps.Keys(entries)) {
			r.found[r.create(endpointOf(kind), fillNames.Replace(string(entries[name])))] = name
		}
	}
	fill[1] = "p"
	r.fill = strings.NewReplacer(fill...)
	return r
}

func endpointOf(kind string) string {
	return map[string]string{"user": users, "group": groups, "role": roles}[kind]
}

// run sends the request of a case and checks what follows.
func (r *engineReplay) run(t *testing.T, c engineCase) {
	s := *r.session
	s.t = t
	s.http = &http.Client{Transport: validator{t, r.srv.Client().Transport}}
	kind, about, _ := strings.Cut(c.ID, "-")
	name := "new-" + c.ID
	own := strings.NewReplacer("{{userName}}", "DEFAULT/"+name, "{{group}}", "DEFAULT/"+name, "{{role}}", name)
	filled := func(text string) string { return r.fill.Replace(own.Replace(text)) }

	path, before := endpointOf(kind), map[string]any{}
	if c.Before != "" {
		id := s.create(path, filled(string(r.resources[c.Before])))
		path += "/" + id
		defer s.do(http.MethodDelete, path, nil)
		before = shapeOf(t, kind, s.get(path).body, c.Unchecked, false)
	}
	target := path
	if query := (url.Values{}); len(c.Query) > 0 {
		for key, value := range c.Query {
			query.Set(key, filled(value))
		}
		target += "?" + strings.ReplaceAll(query.Encode(), "+", "%20")
	}
	var body any
	if c.Text != nil {
		body = filled(*c.Text)
	} else if c.Body != nil {
		body = filled(string(c.Body))
	}
	got := s.do(c.Method, target, body)
	if got.status != c.Status || c.ScimType != "" && got.member("scimType") != c.ScimType {
		t.Errorf("got status %d, want %d %s; body: %s", got.status, c.Status, c.ScimType, got.body)
	}
	switch {
	case strings.HasPrefix(about, "filter"):
		if got.status == 200 {
			r.checkMatches(t, got.body, c.Matches)
		}
		return
	case strings.HasPrefix(about, "read"):
		equal(t, shapeOf(t, kind, got.body, c.Unchecked, true), normalized(t, filled(string(c.After))).(map[string]any))
		return
	case c.Method == http.MethodPost && got.status == 201:
		path += "/" + got.member("id")
		defer s.do(http.MethodDelete, path, nil)
	case c.Before == "":
		return
	}
	want := maps.Clone(before)
	for member, value := range c.Changes {
		if want[member] = normalized(t, filled(string(value))); want[member] == nil {
			delete(want, member)
		}
	}
	equal(t, shapeOf(t, kind, s.get(path).body, c.Unchecked, false), want)
}

func (r *engineReplay) checkMatches(t *testing.T, body string, want []string) {
	var list struct{ Resources []struct{ ID string } }
	unmarshal(t, body, &list)
	found := []string{}
	for _, resource := range list.Resources {
		if name, ok := r.found[resource.ID]; ok {
			found = append(found, name)
		}
	}
	if slices.Sort(found); !slices.Equal(found, want) {
		t.Errorf("found %v, want %v", found, want)
	}
}

func unmarshal(t *testing.T, text string, v any) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), v); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
}

func equal(t *testing.T, got, want map[string]any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		have, _ := json.Marshal(got)
		need, _ := json.Marshal(want)
		t.Errorf("got  %s\nwant %s", have, need)
	}
}

// normalized returns a value without empty values and user stores, and with
// sorted lists.
func normalized(t *testing.T, text string) any {
	t.Helper()
	var value any
	unmarshal(t, strings.ReplaceAll(text, `"DEFAULT/`, `"`), &value)
	return cleaned(value)
}

// shapeOf returns a resource in a normalized form, without what the server
// computes and what is not checked. For responses it has true in the place of the
// id and the schemas.
func shapeOf(t *testing.T, kind, body string, unchecked []string, response bool) map[string]any {
	t.Helper()
	doc := map[string]any{}
	unmarshal(t, strings.ReplaceAll(body, `"DEFAULT/`, `"`), &doc)
	head := map[string]any{}
	for _, name := range []string{"id", "schemas"} {
		if _, ok := doc[name]; ok && response {
			head[name] = true
		}
	}
	if meta, ok := doc["meta"].(map[string]any); ok && response && kind != "role" {
		parts := []any{}
		for _, name := range slices.Sorted(maps.Keys(meta)) {
			parts = append(parts, name)
		}
		head["meta"] = parts
	}
	computed := []string{"id", "schemas", "meta", "roles", "associatedApplications", "properties"}
	if kind == "user" {
		computed = append(computed, "groups")
	}
	if !response {
		computed = append(computed, "audience")
	}
	for _, name := range computed {
		delete(doc, name)
	}
	for _, path := range unchecked {
		name, sub, divided := strings.Cut(path, "#")
		if !divided && !strings.HasPrefix(path, "urn:") {
			name, sub, _ = strings.Cut(path, ".")
		}
		if part, ok := doc[name].(map[string]any); ok && sub != "" {
			delete(part, sub)
		} else if sub == "" {
			delete(doc, name)
		}
	}
	for _, value := range doc {
		items, ok := value.([]any)
		if !ok {
			continue
		}
		for _, item := range items {
			entry, ok := item.(map[string]any)
			if !ok {
				continue
			}
			maps.DeleteFunc(entry, func(member string, _ any) bool {
				if kind == "user" {
					return member == "display" || member == "primary" || member == "$ref"
				}
				return member != "value" && (member != "display" || kind != "group" || !response)
			})
		}
	}
	shaped, _ := cleaned(doc).(map[string]any)
	if shaped == nil {
		shaped = map[string]any{}
	}
	maps.Copy(shaped, head)
	return shaped
}

// cleaned returns a value without empty values, and with sorted lists.
func cleaned(value any) any {
	switch v := value.(type) {
	case map[string]any:
		out := map[string]any{}
		for name, member := range v {
			if member = cleaned(member); member != nil {
				out[name] = member
			}
		}
		if len(out) > 0 {
			return out
		}
		return nil
	case []any:
		var items []any
		for _, item := range v {
			if item = cleaned(item); item != nil {
				items = append(items, item)
			}
		}
		slices.SortFunc(items, func(a, b any) int {
			left, _ := json.Marshal(a)
			right, _ := json.Marshal(b)
			return bytes.Compare(left, right)
		})
		if len(items) > 0 {
			return items
		}
		return nil
	case string:
		if v == "" {
			return nil
		}
	}
	return value
}
