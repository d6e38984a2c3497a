package scimengine

import (
	"encoding/json"
	"errors"
	"maps"
	"strings"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/filter"
)

// document decodes a document. Numbers keep their digits.
func document(t *testing.T, text string) Document {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	var doc Document
	if err := decoder.Decode(&doc); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return doc
}

func encoded(t *testing.T, doc any) string {
	t.Helper()
	text, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// refused checks that an error is a refusal with this reason and type.
func refused(t *testing.T, err error, reason Reason, kind string) {
	t.Helper()
	if r, ok := errors.AsType[*Refusal](err); !ok || r.Reason != reason || r.Type != kind {
		t.Errorf("error %#v, want a refusal with the reason %d and the type %q", err, reason, kind)
	}
}

func TestPatches(t *testing.T) {
	const kim = `{"userName":"kim","name":{"givenName":"K"},"emails":[{"type":"work","value":"a"}]}`
	const group = `{"displayName":"g","members":[{"value":"1"},{"value":"2"}]}`
	users, groups := UserType(UserSchemas(nil)).Patch, GroupType().Patch
	for _, test := range []struct {
		name     string
		apply    func(Document, Operation) error
		doc, ops string
		want     string // or what follows
		reason   Reason
		kind     string
	}{
		{"user: part", users, kim, `[{"op":"Replace","path":"name.givenName","value":"L"}]`,
			`{"userName":"kim","name":{"givenName":"L"},"emails":[{"type":"work","value":"a"}]}`, 0, ""},
		{"user: add to a list", users, kim, `[{"op":"add","path":"emails","value":[{"value":"b"}]}]`,
			`{"userName":"kim","name":{"givenName":"K"},"emails":[{"type":"work","value":"a"},{"value":"b"}]}`, 0, ""},
		{"user: filtered", users, kim, `[{"op":"replace","path":"emails[type eq \"work\"].value","value":"b"}]`,
			`{"userName":"kim","name":{"givenName":"K"},"emails":[{"type":"work","value":"b"}]}`, 0, ""},
		{"user: removal, then an object", users, kim, `[{"op":"remove","path":"emails"},{"op":"add","value":{"nickName":"k"}}]`,
			`{"userName":"kim","name":{"givenName":"K"},"nickName":"k"}`, 0, ""},
		{"user: unknown attribute", users, kim, `[{"op":"replace","path":"age.x","value":"1"}]`, "", Invalid, "noTarget"},
		{"user: other operator", users, kim, `[{"op":"remove","path":"emails[type co \"w\"]"}]`, "", Unsupported, ""},
		{"user: filter cut short", users, kim, `[{"op":"remove","path":"emails[type eq]"}]`, "", Failed, ""},
		{"user: failure of the real server", users, kim, `[{"op":"replace","path":"name.givenName","value":null}]`, "", Failed, ""},
		{"no operations", users, kim, `{}`, "", Invalid, "invalidSyntax"},
		{"unknown operation", users, kim, `[{"op":"move"}]`, "", Invalid, "invalidSyntax"},
		{"removal of everything", users, kim, `[{"op":"remove"}]`, "", Invalid, "noTarget"},
		{"group: filtered removal", groups, group, `[{"op":"remove","path":"members[value eq \"1\"]"}]`,
			`{"displayName":"g","members":[{"value":"2"}]}`, 0, ""},
		{"group: one value for a list", groups, group, `[{"op":"replace","value":{"MEMBERS":{"value":"3"}}}]`, "", Invalid, "invalidSyntax"},
		{"group: list in any case", groups, group, `[{"op":"replace","value":{"MEMBERS":[{"value":"3"}]}}]`,
			`{"displayName":"g","members":[{"value":"3"}]}`, 0, ""},
		{"group: required", groups, group, `[{"op":"remove","path":"displayName"}]`, "", Invalid, "mutability"},
		{"group: percent sign in a path", groups, group, `[{"op":"remove","path":"%s"}]`, "", Invalid, "invalidPath"},
	} {
		t.Run(test.name, func(t *testing.T) {
			doc := document(t, test.doc)
			ops, err := ParseOperations(document(t, `{"Operations":`+test.ops+`}`))
			for _, op := range ops {
				if err == nil {
					err = test.apply(doc, op)
				}
			}
			if test.want == "" {
				refused(t, err, test.reason, test.kind)
				if strings.Contains(err.Error(), "%!") {
					t.Errorf("the detail is %s", err)
				}
				return
			}
			if got := encoded(t, doc); err != nil || got != encoded(t, document(t, test.want)) {
				t.Errorf("got %s, error %v, want %s", got, err, test.want)
			}
		})
	}
}

func TestDecode(t *testing.T) {
	users := UserType(UserSchemas([]Attribute{
		NewAttribute("tags", "STRING").Many(), NewAttribute("size", "INTEGER"), NewAttribute("rate", "DECIMAL"), NewAttribute("since", "DATE_TIME"),
		NewAttribute("badge", "STRING").ReadOnly(), NewAttribute("cars", "COMPLEX", NewAttribute("plate", "STRING")).Many(),
	}))
	for _, test := range []struct{ given, want, kind string }{
		{`{"USERNAME":"kim","id":"x","unknown":1,"title":null}`, `{"userName":"kim"}`, ""},
		{`{"username":"a","userName":"b","USERNAME":"c"}`, `{"userName":"b"}`, ""},
		{`{"urn:ietf:params:scim:schemas:core:2.0:User:title":"t"}`, `{"title":"t"}`, ""},
		{`{"name":{"GivenName":"x","familyName":" y "}}`, `{"name":{"familyName":"y"}}`, ""},
		{`{"emails":["a",{"type":"work","value":"b"}]}`, `{"emails":[{"primary":true,"value":"a"},{"type":"work","value":"b"}]}`, ""},
		{`{"emails":["a","b",{"type":"work","value":"c"},{"type":"work","value":"d"}]}`, `{"emails":[{"primary":true,"value":"b"},{"type":"work","value":"d"}]}`, ""},
		{`{"emails":[{"value":1,"display":"d","other":[]}]}`, `{"emails":[{"value":"1"}]}`, ""},
		{`{"emails":[]}`, `{}`, ""},
		{`{"emails":{}}`, ``, "invalidSyntax"},
		{`{"emails":[null]}`, ``, "invalidSyntax"},
		{`{"active":"TRUE"}`, `{"active":true}`, ""},
		{`{"active":"yes"}`, `{"active":false}`, ""},
		{`{"active":1}`, ``, "uncaught"},
		{`{"title":1}`, `{"title":"1"}`, ""},
		{`{"title":1.5}`, ``, "invalidSyntax"},
		{`{"title":3000000000}`, ``, "invalidSyntax"},
		{`{"name":null}`, ``, "invalidSyntax"},
		{`{"$":{"tags":["a",1,""],"size":"7","rate":"1.5","since":"2024-01-02T03:04:05+02:00","badge":"x","cars":[{"plate":"p"}],"color":"red"}}`,
			`{"$":{"cars":[{"plate":"p"}],"rate":1.5,"since":"2024-01-02T01:04:05Z","size":7,"tags":["a","1"]}}`, ""},
		{`{"$":{"size":"many"}}`, `{}`, ""},
		{`{"$":{"size":null}}`, ``, "invalidValue"},
		{`{"$":{"rate":1.5}}`, ``, "invalidSyntax"},
		{`{"$":{"since":"yesterday"}}`, ``, "failed"},
		{`{"$":{"cars":["p"]}}`, ``, "invalidSyntax"},
		{`{"$":[]}`, ``, "invalidSyntax"},
	} {
		given, want := strings.ReplaceAll(test.given, "$\":", CustomSchema+"\":"), strings.ReplaceAll(test.want, "$\":", CustomSchema+"\":")
		got, err := users.Decode(document(t, given))
		switch test.kind {
		case "":
			if got = users.Writable(got); err != nil || encoded(t, got) != want {
				t.Errorf("%s is kept as %s, error %v, want %s", given, encoded(t, got), err, want)
			}
		case "uncaught":
			refused(t, err, Uncaught, "")
		case "failed":
			refused(t, err, Failed, "")
		default:
			refused(t, err, Invalid, test.kind)
		}
	}
	refused(t, users.CheckRequired(Document{}), Invalid, "invalidValue")
	refused(t, GroupType().CheckRequired(document(t, `{"displayName":"g","members":[{"display":"x"}]}`)), Invalid, "invalidValue")
}

func TestAttributesThatStay(t *testing.T) {
	users := UserType(UserSchemas([]Attribute{NewAttribute("badge", "STRING").ReadOnly()}))
	before := document(t, `{"userName":"k","name":{"givenName":"a","familyName":"b"},"urn:scim:wso2:schema":{"accountLocked":true,"country":"LK"},
		"urn:scim:schemas:extension:custom:User":{"badge":"7"}}`)
	after := document(t, `{"userName":"k"}`)
	users.KeepReadOnly(after, before)
	users.KeepIdentity(after, before)
	want := `{"userName":"k","name":{"familyName":"b"},"urn:scim:wso2:schema":{"accountLocked":true},"urn:scim:schemas:extension:custom:User":{"badge":"7"}}`
	if encoded(t, after) != encoded(t, document(t, want)) {
		t.Errorf("got %s, want %s", encoded(t, after), want)
	}
}

func TestCloneIsIndependent(t *testing.T) {
	doc := document(t, `{"name":{"givenName":"K"},"emails":[{"value":"a"}]}`)
	before := encoded(t, doc)
	copied := Clone(doc)
	copied["name"].(Document)["givenName"] = "L"
	copied["emails"].([]any)[0].(Document)["value"] = "b"
	if got := encoded(t, doc); got != before {
		t.Errorf("the original is %s now", got)
	}
}

func TestProjection(t *testing.T) {
	const kim = `{"id":"1","userName":"kim","name":{"givenName":"K","familyName":"L"},"emails":[{"type":"work","value":"a"}]}`
	for name, test := range map[string]struct {
		projection Projection
		want       string
	}{
		"all":          {Projection{}, kim},
		"attributes":   {Projection{Attributes: []string{"USERNAME"}}, `{"id":"1","userName":"kim"}`},
		"parts":        {Projection{Attributes: []string{"name.givenName", "emails.value"}}, `{"id":"1","name":{"givenName":"K"},"emails":[{"value":"a"}]}`},
		"excluded":     {Projection{Excluded: []string{"id", "name", "emails.type"}}, `{"id":"1","userName":"kim","emails":[{"value":"a"}]}`},
		"asked for":    {Projection{Attributes: []string{"userName"}, Excluded: []string{"userName"}}, `{"id":"1","userName":"kim"}`},
		"blank before": {Projection{Attributes: []string{" userName"}}, `{"id":"1"}`},
	} {
		doc := document(t, kim)
		got := test.projection.Project(doc)
		if encoded(t, got) != encoded(t, document(t, test.want)) {
			t.Errorf("%s: got %s, want %s", name, encoded(t, got), test.want)
		}
		for key := range maps.Keys(doc) {
			if _, there := got[key]; there && key != "id" && !test.projection.Wants(key) {
				t.Errorf("%s: %s is there, and not wanted", name, key)
			}
		}
	}
}

func TestValues(t *testing.T) {
	users := UserType(UserSchemas(nil))
	doc := document(t, `{"emails":[{"type":"work","value":"A@b"},{"type":"home","value":"c"}]}`)
	for name, want := range map[string]string{
		"emails": "A@b c", "emails.value": "A@b c", "emails.work": "A@b", "EMAILS.type": "work home", "emails.other": "",
	} {
		path := users.PathOf(name)
		if got := strings.Join(Values(doc[path.Root], path.Rest), " "); got != want {
			t.Errorf("%s has %q, want %q", name, got, want)
		}
	}
	if users.PathOf("age").Root != "" || users.PathOf(EnterpriseSchema+":manager.value") != (Path{EnterpriseSchema, "manager.value"}) {
		t.Error("the path is not split at the name of the schema")
	}
	cond := filter.Condition{Attribute: "emails", Operator: "ne", Value: "a@B"}
	if Satisfies(Values(doc["emails"], ""), cond) || !Satisfies(nil, cond) {
		t.Error("a difference holds if none of the values equals, whatever the case")
	}
}
