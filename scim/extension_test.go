package scim_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
	"github.com/seed-01804ef5/asgardeo-go/internal/resttest"
	"github.com/seed-01804ef5/asgardeo-go/scim"
)

func TestExtensionAttributesAreGoValues(t *testing.T) {
	t.Parallel()
	var e scim.Extension
	if _, ok := e.Text("country"); ok || e != nil {
		t.Error("an empty extension has an attribute")
	}
	e.Set("country", "DE")
	e.Set("Active", true)
	e.Set("level", 3)
	e.Set("score", 1.5)
	e.Set("big", int64(1)<<40)
	e.Set("tags", []string{"a", "b"})
	e.Set("address", map[string]string{"city": "Bonn"})
	e.Set("COUNTRY", "FR")
	e.Set("gone", "x")
	e.Set("Gone", nil)
	data, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	resttest.WantJSON(t, string(data), `{"country":"FR","Active":true,"level":3,"score":"1.5","big":"1099511627776","tags":["a","b"],"address":{"city":"Bonn"}}`)
	if got, ok := e.Text("Country"); got != "FR" || !ok {
		t.Errorf("text: %q, %t", got, ok)
	}
	if got, ok := e.Bool("active"); !got || !ok {
		t.Errorf("boolean: %t, %t", got, ok)
	}
	for name, want := range map[string]float64{"level": 3, "score": 1.5, "big": 1 << 40} {
		if got, ok := e.Number(name); got != want || !ok {
			t.Errorf("number %s: %v, %t", name, got, ok)
		}
	}
	if got, ok := e.List("tags"); !slices.Equal(got, []string{"a", "b"}) || !ok {
		t.Errorf("list: %q, %t", got, ok)
	}
	if got, ok := e.List("country"); !slices.Equal(got, []string{"FR"}) || !ok {
		t.Errorf("a list of one: %q, %t", got, ok)
	}
}

func TestExtensionAttributesOfAnotherTypeAreNotSet(t *testing.T) {
	t.Parallel()
	for _, value := range []string{`null`, `{"a":1}`, `[1]`, ``, `{`} {
		e := scim.Extension{"x": json.RawMessage(value)}
		_, text := e.Text("x")
		_, boolean := e.Bool("x")
		_, number := e.Number("x")
		_, list := e.List("x")
		if text || boolean || number || list {
			t.Errorf("%s: %t, %t, %t, %t", value, text, boolean, number, list)
		}
	}
	e := scim.Extension{"yes": json.RawMessage(`"TRUE"`), "no": json.RawMessage(`"false"`), "word": json.RawMessage(`"maybe"`), "n": json.RawMessage(`1`)}
	for name, want := range map[string][2]bool{"yes": {true, true}, "no": {false, true}, "word": {}, "n": {}, "absent": {}} {
		if got, ok := e.Bool(name); got != want[0] || ok != want[1] {
			t.Errorf("boolean %s: %t, %t", name, got, ok)
		}
	}
	if got, ok := e.Number("word"); got != 0 || ok {
		t.Errorf("number of a word: %v, %t", got, ok)
	}
}

func TestExtensionOfAnySchema(t *testing.T) {
	t.Parallel()
	const agent = "urn:scim:wso2:agent:schema"
	var user scim.User
	if err := json.Unmarshal([]byte(`{"id":"1","`+scim.SchemaWSO2+`":{"country":"LK"},"`+scim.SchemaCustomUser+`":{"size":1},
		"`+scim.SchemaEnterpriseUser+`":{"department":"Sales","badge":"b1"},"`+agent+`":{"Owner":"kim"}}`), &user); err != nil {
		t.Fatal(err)
	}
	for schema, attribute := range map[string][2]string{
		scim.SchemaWSO2: {"country", "LK"}, scim.SchemaEnterpriseUser: {"department", "Sales"}, agent: {"owner", "kim"},
		strings.ToUpper(agent): {"Owner", "kim"}, strings.ToUpper(scim.SchemaEnterpriseUser): {"badge", "b1"},
	} {
		if got, ok := user.Extension(schema).Text(attribute[0]); got != attribute[1] || !ok {
			t.Errorf("%s: %q, %t", schema, got, ok)
		}
	}
	if user.Extension("urn:none") != nil || (&scim.User{}).Extension(scim.SchemaEnterpriseUser) != nil {
		t.Error("a schema without attributes has an extension")
	}
	for _, schema := range []string{scim.SchemaWSO2, scim.SchemaCustomUser, scim.SchemaEnterpriseUser, agent, "urn:new"} {
		e := user.Extension(schema)
		e.Set("department", "IT")
		if err := user.SetExtension(schema, e); err != nil {
			t.Fatal(err)
		}
	}
	data, err := json.Marshal(user)
	if err != nil {
		t.Fatal(err)
	}
	resttest.WantJSON(t, string(data), `{"id":"1","`+scim.SchemaWSO2+`":{"country":"LK","department":"IT"},"`+scim.SchemaCustomUser+`":{"size":1,"department":"IT"},
		"`+scim.SchemaEnterpriseUser+`":{"department":"IT","badge":"b1"},"`+agent+`":{"Owner":"kim","department":"IT"},"urn:new":{"department":"IT"}}`)
	for _, schema := range []string{scim.SchemaWSO2, scim.SchemaCustomUser, scim.SchemaEnterpriseUser, agent, "URN:NEW"} {
		if err := user.SetExtension(schema, nil); err != nil {
			t.Fatal(err)
		}
	}
	if data, err = json.Marshal(user); err != nil {
		t.Fatal(err)
	}
	resttest.WantJSON(t, string(data), `{"id":"1"}`)
}

func TestExtensionValuesThatAreNotJSONAreRefused(t *testing.T) {
	t.Parallel()
	for _, value := range []any{func() {}, make(chan int), json.RawMessage("{")} {
		var user scim.User
		user.Custom.Set("x", value)
		s := resttest.New(t)
		if _, err := s.Client.SCIM.Users.Create(t.Context(), &user); !errors.Is(err, asgardeo.ErrInvalidInput) {
			t.Errorf("%T: got %v", value, err)
		}
		s.WantLines()
		if err := user.SetExtension("urn:x", user.Custom); err == nil {
			t.Errorf("%T: no error", value)
		}
	}
}

func TestExtensionsPrintTheirValues(t *testing.T) {
	t.Parallel()
	user := scim.User{UserName: "kim"}
	user.Custom.Set("country", "DE")
	user.Custom.Set("level", 3)
	user.Custom.Set("password", "secret word")
	for verb, want := range map[string]string{"%v": "map[country:DE level:3", "%+v": "map[country:DE level:3", "%#v": `"country":"DE"`, "%s": "map[country:DE"} {
		for _, value := range []any{user.Custom, &user} {
			if got := fmt.Sprintf(verb, value); !strings.Contains(got, want) || strings.Contains(got, "secret word") {
				t.Errorf("%s of %T: %s", verb, value, got)
			}
		}
	}
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("user", "custom", user.Custom)
	if got := log.String(); !strings.Contains(got, `"country":"DE"`) || strings.Contains(got, "secret word") {
		t.Errorf("logged %s", got)
	}
}
