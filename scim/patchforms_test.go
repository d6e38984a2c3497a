package scim_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest"
	"github.com/seed-01804ef5/asgardeo-go/internal/resttest"
	"github.com/seed-01804ef5/asgardeo-go/scim"
)

const (
	agent  = "urn:scim:wso2:agent:schema"
	custom = scim.SchemaCustomUser
	enter  = scim.SchemaEnterpriseUser
	wso2   = scim.SchemaWSO2
)

// An operation that the server would reject for every user is sent in an equivalent form.
func TestPatchFormsOfUsers(t *testing.T) {
	t.Parallel()
	object := func(pairs ...any) map[string]any {
		m := map[string]any{}
		for i := 0; i < len(pairs); i += 2 {
			m[pairs[i].(string)] = pairs[i+1]
		}
		return m
	}
	for what, test := range map[string]struct {
		operation scim.PatchOperation
		want      string
	}{
		"as it is":                         {scim.Add("title", "Dr"), `{"op":"add","path":"title","value":"Dr"}`},
		"add below the system schema":      {scim.Add(wso2+":country", "LK"), `{"op":"add","value":{"` + wso2 + `":{"country":"LK"}}}`},
		"add below the custom schema":      {scim.Add(custom+":tags", []string{"a"}), `{"op":"add","value":{"` + custom + `":{"tags":["a"]}}}`},
		"add below the agent schema":       {scim.Add(agent+":Owner", "x"), `{"op":"add","value":{"` + agent + `":{"Owner":"x"}}}`},
		"add a part below the custom one":  {scim.Add(custom+":obj.a", "9"), `{"op":"add","value":{"` + custom + `":{"obj":{"a":"9"}}}}`},
		"add with a dot":                   {scim.Add(wso2+".country", "LK"), `{"op":"add","value":{"` + wso2 + `":{"country":"LK"}}}`},
		"add below the enterprise schema":  {scim.Add(enter+":costCenter", "7"), `{"op":"add","path":"` + enter + `:costCenter","value":"7"}`},
		"add an object there":              {scim.Add(enter+":manager", scim.Manager{Value: "m"}), `{"op":"add","value":{"` + enter + `":{"manager":{"value":"m"}}}}`},
		"add a part there":                 {scim.Add(enter+":manager.displayName", "Kim"), `{"op":"add","value":{"` + enter + `":{"manager":{"displayName":"Kim"}}}}`},
		"add a part with a dollar":         {scim.Add(enter+":manager.$ref", "https://x"), `{"op":"add","value":{"` + enter + `":{"manager":{"$ref":"https://x"}}}}`},
		"add a schema":                     {scim.Add(wso2, object("country", "LK")), `{"op":"add","value":{"` + wso2 + `":{"country":"LK"}}}`},
		"replace a schema":                 {scim.Replace(enter, scim.EnterpriseUser{Department: "d"}), `{"op":"replace","value":{"` + enter + `":{"department":"d"}}}`},
		"replace below the system schema":  {scim.Replace(wso2+".country", "LK"), `{"op":"replace","path":"` + wso2 + `:country","value":"LK"}`},
		"replace a part there":             {scim.Replace(enter+":manager.value", "m"), `{"op":"replace","path":"` + enter + `:manager.value","value":"m"}`},
		"remove below the custom schema":   {scim.Remove(custom + `:tags[value eq "a"]`), `{"op":"remove","path":"` + custom + `:tags[value eq \"a\"]"}`},
		"core schema, add":                 {scim.Add(scim.SchemaUser+":nickName", "K"), `{"op":"add","path":"nickName","value":"K"}`},
		"core schema, replace":             {scim.Replace(scim.SchemaUser+":name.givenName", "K"), `{"op":"replace","path":"name.givenName","value":"K"}`},
		"core schema, remove":              {scim.Remove(scim.SchemaUser + `:emails[type eq "work"]`), `{"op":"remove","path":"emails[type eq \"work\"]"}`},
		"core schema alone":                {scim.Replace(scim.SchemaUser, scim.User{Title: "Dr"}), `{"op":"replace","value":{"title":"Dr"}}`},
		"core schema in a value":           {scim.Add("", object(scim.SchemaUser+":title", "Dr")), `{"op":"add","value":{"title":"Dr"}}`},
		"a colon for a dot":                {scim.Add("name:givenName", "K"), `{"op":"add","path":"name.givenName","value":"K"}`},
		"a name in another case":           {scim.Replace("NICKNAME", "K"), `{"op":"replace","path":"nickName","value":"K"}`},
		"a part in another case":           {scim.Remove("Name.GivenName"), `{"op":"remove","path":"name.givenName"}`},
		"a schema in another case":         {scim.Remove("URN:scim:WSO2:schema:Country"), `{"op":"remove","path":"` + wso2 + `:Country"}`},
		"an attribute there":               {scim.Replace(enter+":EmployeeNumber", "1"), `{"op":"replace","path":"` + enter + `:employeeNumber","value":"1"}`},
		"a filter in another case":         {scim.Remove(`Emails[Type EQ "work"].Value`), `{"op":"remove","path":"emails[type eq \"work\"].value"}`},
		"an operation in another case":     {scim.PatchOperation{Op: "Replace", Path: "active", Value: false}, `{"op":"replace","path":"active","value":false}`},
		"names of a value in another case": {scim.Replace("name", object("GivenName", "K", "x", 1)), `{"op":"replace","path":"name","value":{"givenName":"K","x":1}}`},
		"names of items in another case":   {scim.Add("emails", []any{object("Value", "a@b", "TYPE", "work")}), `{"op":"add","path":"emails","value":[{"value":"a@b","type":"work"}]}`},
		"names below a schema":             {scim.Add("", object(enter, object("Manager", object("VALUE", "m")))), `{"op":"add","value":{"` + enter + `":{"manager":{"value":"m"}}}}`},
		"names without a path":             {scim.Replace("", object("Emails", []any{}, "color", 1)), `{"op":"replace","value":{"emails":[],"color":1}}`},
		"an unknown attribute":             {scim.Replace("Color.Dark", "x"), `{"op":"replace","path":"Color.Dark","value":"x"}`},
		"emptied text":                     {scim.Replace("title", ""), `{"op":"replace","path":"title","value":""}`},
		"an emptied list":                  {scim.Replace("phoneNumbers", []string{}), `{"op":"replace","path":"phoneNumbers","value":[]}`},
		"an emptied object":                {scim.Replace(enter+":manager", object()), `{"op":"replace","path":"` + enter + `:manager","value":{}}`},
		"text in a list that is replaced":  {scim.Replace("emails", []string{"a@b"}), `{"op":"replace","path":"emails","value":["a@b"]}`},
	} {
		s := resttest.New(t, someone, someone)
		var bulk scim.Bulk
		bulk.UpdateUser("u1", []scim.PatchOperation{test.operation})
		if _, err := s.Client.SCIM.Me.Update(t.Context(), []scim.PatchOperation{test.operation}); err != nil {
			t.Errorf("%s: %v", what, err)
			continue
		}
		resttest.WantJSON(t, s.Bodies()[0], patchBody(test.want))
		_, _ = s.Client.SCIM.Bulk.Send(t.Context(), &bulk)
		var sent struct {
			Operations []struct{ Data json.RawMessage }
		}
		if err := json.Unmarshal([]byte(s.Bodies()[1]), &sent); err != nil {
			t.Fatal(err)
		}
		resttest.WantJSON(t, string(sent.Operations[0].Data), patchBody(test.want))
	}
}

func TestPatchFormsOfGroupsAndRoles(t *testing.T) {
	t.Parallel()
	type operations = []scim.PatchOperation
	update := map[string]func(*asgardeo.Client, operations) error{
		"group": func(c *asgardeo.Client, ops operations) error {
			_, err := c.SCIM.Groups.Update(t.Context(), "1", ops)
			return err
		},
		"role": func(c *asgardeo.Client, ops operations) error {
			_, err := c.SCIM.Roles.Update(t.Context(), "1", ops)
			return err
		},
		"v3": func(c *asgardeo.Client, ops operations) error {
			_, err := c.SCIM.RolesV3.Update(t.Context(), "1", ops)
			return err
		},
		"v1": func(c *asgardeo.Client, ops operations) error {
			_, err := c.SCIM.RolesV1.Update(t.Context(), "1", ops)
			return err
		},
		"users": func(c *asgardeo.Client, ops operations) error {
			_, err := c.SCIM.RolesV3.UpdateUsers(t.Context(), "1", ops)
			return err
		},
		"groups": func(c *asgardeo.Client, ops operations) error {
			_, err := c.SCIM.RolesV3.UpdateGroups(t.Context(), "1", ops)
			return err
		},
	}
	for _, test := range []struct {
		update, what string
		operations   operations
		want         string
	}{
		{"group", "name in another case", operations{scim.Replace("DISPLAYNAME", "x")}, `{"op":"replace","path":"displayName","value":"x"}`},
		{"group", "schema in front", operations{scim.Add(scim.SchemaGroup+":Members", []string{"u"})}, `{"op":"add","path":"members","value":[{"value":"u","display":""}]}`},
		{"group", "filter in another case", operations{scim.Remove(`Members[Value EQ "u"]`)}, `{"op":"remove","path":"members[value eq \"u\"]"}`},
		{"group", "several attributes", operations{scim.Add("", scim.Group{DisplayName: "x", Members: []scim.Reference{{Value: "u"}}})},
			`{"op":"add","path":"displayName","value":"x"},{"op":"add","path":"members","value":[{"value":"u","display":""}]}`},
		{"role", "several attributes", operations{scim.Replace("", map[string]any{"Permissions": []string{"p"}, "displayName": "x"})},
			`{"op":"replace","path":"displayName","value":"x"},{"op":"replace","path":"permissions","value":[{"value":"p"}]}`},
		{"role", "one in the place of a list", operations{scim.Add("users", scim.Reference{Value: "u"})}, `{"op":"add","path":"users","value":[{"value":"u"}]}`},
		{"role", "lists that are removed", operations{scim.Remove("Groups"), scim.Remove("permissions"), scim.Remove("users")},
			`{"op":"replace","path":"groups","value":[]},{"op":"replace","path":"permissions","value":[]},{"op":"remove","path":"users"}`},
		{"role", "schema in front", operations{scim.Remove(scim.SchemaRole + `:groups[value eq "g"]`)}, `{"op":"remove","path":"groups[value eq \"g\"]"}`},
		{"v3", "a list that is removed", operations{scim.Remove("Permissions")}, `{"op":"replace","path":"permissions","value":[]}`},
		{"v1", "permissions that are text", operations{scim.Add("permissions", []string{"/p"})}, `{"op":"add","path":"permissions","value":["/p"]}`},
		{"users", "the name of the list", operations{scim.Add("Users", []string{"u"}), scim.Remove(`display eq "kim"`), scim.Remove(`users[value eq "u"]`)},
			`{"op":"add","value":[{"value":"u"}]},{"op":"remove","path":"users[display eq \"kim\"]"},{"op":"remove","path":"value eq \"u\""}`},
		{"groups", "all of them", operations{scim.Remove("groups")}, `{"op":"replace","value":[]}`},
	} {
		s := resttest.New(t, resttest.Reply{Status: 200, Body: `{"id":"1"}`})
		if err := update[test.update](s.Client, test.operations); err != nil {
			t.Errorf("%s, %s: %v", test.update, test.what, err)
			continue
		}
		resttest.WantJSON(t, s.Bodies()[0], patchBody(test.want))
	}
	for _, test := range []struct {
		update, what string
		operations   operations
	}{
		{"group", "a removal with a value", operations{{Op: scim.PatchOpRemove, Path: "members", Value: []scim.Reference{{Value: "u"}}}}},
		{"role", "a removal with a value", operations{{Op: scim.PatchOpRemove, Path: "users", Value: []string{"u"}}}},
		{"v1", "a removal with a value", operations{{Op: scim.PatchOpRemove, Path: "groups", Value: []string{"u"}}}},
		{"users", "a removal with a value", operations{{Op: scim.PatchOpRemove, Path: "users", Value: []string{"u"}}}},
		{"group", "another attribute", operations{scim.Replace("externalId", "x")}},
		{"group", "a part", operations{scim.Add("members.value", "u")}},
		{"role", "a part", operations{scim.Replace("displayName.x", "u")}},
		{"group", "a filter that does not remove", operations{scim.Add(`members[value eq "u"]`, map[string]string{"display": "x"})}},
		{"role", "a filter that does not remove", operations{scim.Replace(`users[value eq "u"]`, []string{"x"})}},
		{"groups", "a filter that does not remove", operations{scim.Replace(`value eq "u"`, []string{"x"})}},
		{"role", "a group by its name", operations{scim.Remove(`groups[display eq "g"]`)}},
		{"role", "another filter", operations{scim.Remove(`permissions[type eq "x"]`)}},
		{"role", "a name that is a number", operations{scim.Replace("displayName", 5)}},
		{"group", "a name that is null", operations{scim.Replace("displayName", nil)}},
		{"role", "a list that is text", operations{scim.Add("groups", "g")}},
		{"v3", "a list of numbers", operations{scim.Replace("permissions", []int{1})}},
		{"role", "permissions added beside all users", operations{scim.Replace("users", []string{"u"}), scim.Add("permissions", []string{"p"})}},
		{"role", "permissions added beside no users", operations{scim.Add("Permissions", []string{"p"}), scim.Remove("Users")}},
		{"group", "all of it", operations{scim.Remove(scim.SchemaGroup)}},
		{"v1", "an unknown operation", operations{{Op: "move", Path: "users"}}},
	} {
		s := resttest.New(t)
		if err := update[test.update](s.Client, test.operations); !errors.Is(err, asgardeo.ErrInvalidInput) {
			t.Errorf("%s, %s: %v", test.update, test.what, err)
		}
		s.WantLines()
	}
}

// What has no form that the server takes, or one that does something else, is refused with its name.
func TestPatchFormsThatUsersDoNotHave(t *testing.T) {
	t.Parallel()
	null := map[string]any{"name": nil}
	for what, operation := range map[string]scim.PatchOperation{
		"an unknown operation":        {Op: "copy", Path: "title", Value: "x"},
		"no value":                    scim.Add("title", nil),
		"a value of null":             scim.Replace("active", (*bool)(nil)),
		"a removal with a value":      {Op: scim.PatchOpRemove, Path: "emails", Value: []scim.Email{{Value: "a@b"}}},
		"an extension removed":        scim.Remove(wso2),
		"everything removed":          scim.Remove(scim.SchemaUser),
		"three levels":                scim.Replace("name.givenName.x", "y"),
		"three levels below a schema": scim.Add(custom+":a.b.c", "y"),
		"an empty name":               scim.Replace("name.", "y"),
		"a name with a space":         scim.Remove("title "),
		"a part of a text":            scim.Replace("title.x", "y"),
		"a part of a text below":      scim.Remove(enter + ":costCenter.x"),
		"add below another schema":    scim.Add("urn:example:schema:x", "y"),
		"add a part with a dollar":    scim.Add("emails.$ref", "y"),
		"a filter of an object":       scim.Remove(`name[givenName eq "x"]`),
		"a filter of a text":          scim.Replace(`title[value eq "x"]`, "y"),
		"a filter of an object below": scim.Remove(enter + `:manager[value eq "x"]`),
		"another operator":            scim.Remove(`emails[type ne "x"]`),
		"a filter of presence":        scim.Remove(`emails[type pr]`),
		"two conditions":              scim.Replace(`emails[type eq "x" and value eq "y"].value`, "z"),
		"two spaces":                  scim.Remove(`emails[type  eq "x"]`),
		"a filter of nothing":         scim.Remove(`emails[]`),
		"a filter without an end":     scim.Remove(`emails[type eq "x"`),
		"a list with null below":      scim.Add(custom+":tags", []any{nil}),
		"a part that is a list":       scim.Replace(custom+":obj.a", []string{"x"}),
		"two filters":                 scim.Remove(`emails[type eq "x"][value eq "y"]`),
		"a word behind a filter":      scim.Remove(`emails[type eq "x"]value`),
		"a filter of a part":          scim.Remove(`emails.type[value eq "x"]`),
		"add with a filter below":     scim.Add(custom+`:objs[type eq "x"].value`, "y"),
		"replace with a filter below": scim.Replace(custom+`:objs[type eq "x"].value`, "y"),
		"an item that is text":        scim.Replace(`emails[type eq "x"]`, "y"),
		"a list that is text":         scim.Replace("emails", "a@b"),
		"a list that is an object":    scim.Add("phoneNumbers", scim.MultiValue{Value: "1"}),
		"a list with null":            scim.Replace("ims", []any{nil}),
		"a list with a list":          scim.Add("", map[string]any{"photos": []any{[]any{}}}),
		"text added to a list":        scim.Add("emails", []string{"a@b"}),
		"text added without a path":   scim.Add("", map[string]any{"ims": []any{"x"}}),
		"an object that is text":      scim.Replace("name", "x"),
		"an object that is null":      scim.Add("", null),
		"an extension that is text":   scim.Add("", map[string]any{wso2: "x"}),
		"a text that is a list":       scim.Replace("title", []string{"x"}),
		"a text that is a number":     scim.Add(enter+":employeeNumber", 5),
		"a boolean that is a word":    scim.Replace("active", "yes"),
		"a fraction":                  scim.Add(custom+":dec", 1.5),
		"a number that is too large":  scim.Replace("", map[string]any{custom: map[string]any{"num": 1 << 40}}),
		"no path, text":               scim.Replace("", "x"),
		"no path, a list":             scim.Add("", []string{"x"}),
		"a path in a value":           scim.Add("", map[string]any{"name.givenName": "x"}),
		"a filter in a value":         scim.Replace("", map[string]any{`emails[type eq "x"].value`: "x"}),
		"a schema's path in a value":  scim.Add("", map[string]any{enter + ":costCenter": "x"}),
		"the core schema in a value":  scim.Add("", map[string]any{scim.SchemaUser: map[string]any{"title": "x"}}),
		"an attribute twice":          scim.Replace("", map[string]any{"title": "x", "Title": "y"}),
		"the id":                      scim.Replace("", map[string]any{"ID": "x"}),
		"meta":                        scim.Replace("meta.created", "x"),
		"groups":                      scim.Add("groups", []scim.Reference{{Value: "x"}}),
		"the user name removed":       scim.Remove("userName"),
		"the password removed":        scim.Remove("Password"),
		"the schemas":                 scim.Remove("schemas"),
	} {
		s := resttest.New(t)
		if _, err := s.Client.SCIM.Users.Update(t.Context(), "1", []scim.PatchOperation{operation}); !errors.Is(err, asgardeo.ErrInvalidInput) {
			t.Errorf("%s: %v", what, err)
		}
		s.WantLines()
	}
}

// Every operation of a grid like that of the engine's cases is either rejected before it is sent, or accepted by the
// server for a user with many attributes or for a user with none.
func TestNoPatchIsRefusedWhateverTheUser(t *testing.T) {
	t.Parallel()
	org := asgardeotest.NewServer(asgardeotest.WithUserAttributes(
		asgardeotest.UserAttribute{Name: "fav"}, asgardeotest.UserAttribute{Name: "tags", MultiValued: true},
		asgardeotest.UserAttribute{Name: "obj", Type: "complex", SubAttributes: []asgardeotest.UserAttribute{{Name: "a"}}},
		asgardeotest.UserAttribute{Name: "objs", Type: "complex", MultiValued: true, SubAttributes: []asgardeotest.UserAttribute{{Name: "type"}, {Name: "value"}}}))
	t.Cleanup(org.Close)
	client := org.NewClient()
	raw := func(text string) json.RawMessage { return json.RawMessage(text) }
	full := scim.User{
		Title: "t0", NickName: "nick", Name: &scim.Name{GivenName: "Ann", FamilyName: "Bee"}, Active: new(true),
		Emails:     []scim.Email{{Type: "work", Value: "w@example.com"}, {Type: "home", Value: "h@example.com"}},
		Addresses:  []scim.Address{{Type: "home", Formatted: "1 Road"}},
		Enterprise: &scim.EnterpriseUser{EmployeeNumber: "e0", Manager: &scim.Manager{Value: "m0", DisplayName: "Max", Ref: "https://x"}},
		WSO2:       map[string]json.RawMessage{"country": raw(`"LK"`)},
		Custom:     map[string]json.RawMessage{"fav": raw(`"f0"`), "tags": raw(`["x","y"]`), "obj": raw(`{"a":"1"}`), "objs": raw(`[{"type":"work","value":"v1"}]`)},
	}
	var paths []string
	for _, name := range []string{"title", "Title", "active", "name", "Name", "name.givenName", "name.GivenName", "name:givenName", "name.givenName.x", "title.x", "title.",
		"emails", "emails.value", `emails[type eq "work"]`, `emails[type eq "work"].value`, `Emails[Type EQ "work"].Value`, `emails[type ne "work"]`, `emails[type pr]`, "emails[]",
		`emails[type eq "work" and value eq "x"]`, `name[givenName eq "Ann"]`, "addresses", "addresses.formatted", "id", "meta", "groups", "schemas", "password", "userName"} {
		paths = append(paths, name, scim.SchemaUser+":"+name)
	}
	for _, name := range []string{"", ":employeeNumber", ":EmployeeNumber", ".employeeNumber", ":manager", ":manager.value", ":manager.$ref", ":manager.value.x", ":employeeNumber.x", `:manager[value eq "m0"]`} {
		paths = append(paths, enter+name)
	}
	for _, name := range []string{"", ":fav", ".fav", ":tags", `:tags[value eq "x"]`, ":obj", ":obj.a", ":objs", ":objs.value", `:objs[type eq "work"]`, `:objs[type eq "work"].value`} {
		paths = append(paths, custom+name)
	}
	paths = append(paths, "", scim.SchemaUser, wso2, wso2+":country", wso2+".country", "urn:SCIM:wso2:Schema:country")
	values := []any{nil, "x", "", true, 5, 1.5, []any{}, []any{nil}, []any{"x"}, []any{map[string]any{"type": "work", "value": "x"}}, map[string]any{}, map[string]any{"givenName": "x"},
		map[string]any{"value": "x"}, map[string]any{"title": "x"}, map[string]any{"name.givenName": "x"}, map[string]any{"emails": "x"}, map[string]any{enter: map[string]any{"EmployeeNumber": "x"}}, map[string]any{"a": "2"}}
	var operations []scim.PatchOperation
	for _, path := range paths {
		operations = append(operations, scim.Remove(path))
		for _, value := range values {
			operations = append(operations, scim.Add(path, value), scim.Replace(path, value))
		}
	}
	users := 0
	update := func(user scim.User, operation scim.PatchOperation) error {
		users++
		user.UserName = fmt.Sprintf("DEFAULT/user%d", users)
		created, err := client.SCIM.Users.Create(t.Context(), &user)
		if err != nil {
			t.Fatal(err)
		}
		_, err = client.SCIM.Users.Update(t.Context(), created.ID, []scim.PatchOperation{operation})
		return err
	}
	sent := 0
	for _, operation := range operations {
		err := update(full, operation)
		if errors.Is(err, asgardeo.ErrInvalidInput) {
			continue
		}
		sent++
		if err != nil {
			err = update(scim.User{}, operation)
		}
		// The server's judgement of a password or a name, and of a type that only the organization knows.
		judged := operation.Op != scim.PatchOpRemove && strings.HasSuffix(operation.Path, "password") || strings.HasSuffix(operation.Path, "userName") ||
			operation.Op != scim.PatchOpRemove && strings.HasPrefix(operation.Path, custom) && !fitsCustom(operation.Path, operation.Value) ||
			strings.HasSuffix(operation.Path, "country") && reflect.TypeOf(operation.Value) != reflect.TypeFor[string]()
		if err != nil && !judged {
			t.Errorf("%s %q %v: %v", operation.Op, operation.Path, operation.Value, err)
		}
	}
	if sent < 200 {
		t.Errorf("only %d of %d operations were sent", sent, len(operations))
	}
}

// fitsCustom reports whether a value has the type of the attribute of the organization in a path. The parts of a list are
// left out: what an add sends for them depends on whether it is one.
func fitsCustom(path string, value any) bool {
	switch value := value.(type) {
	case string:
		return !strings.HasSuffix(path, "objs.value") && !strings.HasSuffix(path, "tags") && !strings.HasSuffix(path, "obj") && !strings.HasSuffix(path, "objs")
	case []any:
		if len(value) == 0 {
			return false
		}
		_, text := value[0].(string)
		return text && strings.HasSuffix(path, "tags") || !text && value[0] != nil && strings.HasSuffix(path, "objs")
	case map[string]any:
		return strings.HasSuffix(path, "obj") || strings.HasSuffix(path, "]")
	}
	return false
}

// The server keeps what the attributes of an answer leave out, although it is to be removed: they are not sent then.
func TestProjectionsDoNotKeepWhatIsRemoved(t *testing.T) {
	t.Parallel()
	for what, test := range map[string]struct {
		operation scim.PatchOperation
		sent      bool
	}{
		"an addition":       {scim.Add("emails", []scim.Email{{Value: "a@b"}}), true},
		"a replaced text":   {scim.Replace("title", "Dr"), true},
		"a removal":         {scim.Remove("title"), false},
		"an emptied text":   {scim.Replace("title", ""), false},
		"a replaced list":   {scim.Replace("emails", []scim.Email{{Value: "a@b"}}), false},
		"a replaced object": {scim.Replace("name", scim.Name{GivenName: "K"}), false},
		"without a path":    {scim.Replace("", scim.User{Title: "Dr"}), false},
	} {
		query := ""
		if test.sent {
			query = "?attributes=userName"
		}
		s := resttest.New(t, someone, someone)
		if _, err := s.Client.SCIM.Users.Update(t.Context(), "1", []scim.PatchOperation{test.operation}, scim.WithAttributes("userName")); err != nil {
			t.Errorf("%s: %v", what, err)
		}
		if _, err := s.Client.SCIM.Me.Update(t.Context(), []scim.PatchOperation{test.operation}, scim.WithAttributes("userName")); err != nil {
			t.Errorf("%s: %v", what, err)
		}
		s.WantLines("PATCH "+users+"/1"+query, "PATCH "+me+query)
	}
}
