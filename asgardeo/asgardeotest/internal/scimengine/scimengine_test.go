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
	groups := Kinds{"displayName": KindText, "members": KindMulti, "id": KindReadOnly}
	for _, test := range []struct {
		name     string
		apply    func(Document, Operation) error
		doc, ops string
		want     string // or what follows
		reason   Reason
		kind     string
	}{
		{"user: part", PatchUser, kim, `[{"op":"Replace","path":"name.givenName","value":"L"}]`,
			`{"userName":"kim","name":{"givenName":"L"},"emails":[{"type":"work","value":"a"}]}`, 0, ""},
		{"user: add to a list", PatchUser, kim, `[{"op":"add","path":"emails","value":[{"value":"b"}]}]`,
			`{"userName":"kim","name":{"givenName":"K"},"emails":[{"type":"work","value":"a"},{"value":"b"}]}`, 0, ""},
		{"user: filtered", PatchUser, kim, `[{"op":"replace","path":"emails[type eq \"work\"].value","value":"b"}]`,
			`{"userName":"kim","name":{"givenName":"K"},"emails":[{"type":"work","value":"b"}]}`, 0, ""},
		{"user: removal, then an object", PatchUser, kim, `[{"op":"remove","path":"emails"},{"op":"add","value":{"nickName":"k"}}]`,
			`{"userName":"kim","name":{"givenName":"K"},"nickName":"k"}`, 0, ""},
		{"user: unknown attribute", PatchUser, kim, `[{"op":"replace","path":"age.x","value":"1"}]`, "", Invalid, "noTarget"},
		{"user: other operator", PatchUser, kim, `[{"op":"remove","path":"emails[type co \"w\"]"}]`, "", Unsupported, ""},
		{"user: filter cut short", PatchUser, kim, `[{"op":"remove","path":"emails[type eq]"}]`, "", Failed, ""},
		{"no operations", PatchUser, kim, `{}`, "", Invalid, "invalidSyntax"},
		{"unknown operation", PatchUser, kim, `[{"op":"move"}]`, "", Invalid, "invalidSyntax"},
		{"removal of everything", PatchUser, kim, `[{"op":"remove"}]`, "", Invalid, "noTarget"},
		{"group: filtered removal", groups.Apply, group, `[{"op":"remove","path":"members[value eq \"1\"]"}]`,
			`{"displayName":"g","members":[{"value":"2"}]}`, 0, ""},
		{"group: one value for a list", groups.Apply, group, `[{"op":"replace","value":{"MEMBERS":{"value":"3"}}}]`,
			`{"displayName":"g","members":[{"value":"3"}]}`, 0, ""},
		{"group: read-only", groups.Apply, group, `[{"op":"replace","path":"id","value":"x"}]`, "", Invalid, "mutability"},
		{"group: percent sign in a path", groups.Apply, group, `[{"op":"replace","path":"%s","value":"x"}]`, "", Invalid, "invalidPath"},
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

func TestUserAttributes(t *testing.T) {
	for given, want := range map[string]string{
		`{"USERNAME":"kim","id":"x","unknown":1,"title":null}`: `{"userName":"kim"}`,
		`{"emails":["a","b"]}`:                                 `{"emails":[{"primary":true,"value":"a"},{"value":"b"}]}`,
		`{"emails":[]}`:                                        `{}`,
		`{"active":"true"}`:                                    `{"active":"true"}`,
		`{"active":"yes"}`:                                     ``,
		`{"title":1}`:                                          ``,
		`{"urn:scim:schemas:extension:custom:User":{"a":1.5}}`: ``,
	} {
		got, err := UserAttributes(document(t, given))
		if want == "" {
			refused(t, err, Invalid, "invalidSyntax")
		} else if err != nil || encoded(t, got) != want {
			t.Errorf("%s is kept as %s, error %v, want %s", given, encoded(t, got), err, want)
		}
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
	doc := document(t, `{"emails":[{"type":"work","value":"A@b"},{"type":"home","value":"c"}]}`)
	for name, want := range map[string]string{
		"emails": "A@b c", "emails.value": "A@b c", "emails.work": "A@b", "EMAILS.type": "work home", "emails.other": "",
	} {
		path := UserPathOf(name)
		if got := strings.Join(Values(doc[path.Root], path.Rest), " "); got != want {
			t.Errorf("%s has %q, want %q", name, got, want)
		}
	}
	if UserPathOf("age").Root != "" || UserPathOf(EnterpriseSchema+":manager.value") != (UserPath{EnterpriseSchema, "manager.value"}) {
		t.Error("the path is not split at the name of the schema")
	}
	cond := filter.Condition{Attribute: "emails", Operator: "ne", Value: "a@B"}
	if Satisfies(Values(doc["emails"], ""), cond) || !Satisfies(nil, cond) {
		t.Error("a difference holds if none of the values equals, whatever the case")
	}
}
