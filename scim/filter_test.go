package scim_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
	"github.com/seed-01804ef5/asgardeo-go/filter"
	"github.com/seed-01804ef5/asgardeo-go/internal/resttest"
	"github.com/seed-01804ef5/asgardeo-go/scim"
)

// conditions are the methods that make one.
var conditions = []struct {
	operator string
	of       func(filter.Attribute, string) filter.Filter
}{
	{"eq", filter.Attribute.Equals},
	{"ne", filter.Attribute.NotEquals},
	{"co", filter.Attribute.Contains},
	{"sw", filter.Attribute.StartsWith},
	{"ew", filter.Attribute.EndsWith},
	{"ge", filter.Attribute.AtLeast},
	{"le", filter.Attribute.AtMost},
}

// readers read the filters of each kind of resource as the server does.
var readers = map[string]func(string) ([]resttest.Term, error){
	"users": resttest.ReadSCIMFilter, "groups": resttest.ReadSCIMFilter, "roles": resttest.ReadRoleFilter,
}

func TestFilterTexts(t *testing.T) {
	t.Parallel()
	name := filter.Attribute("displayName")
	for _, test := range []struct {
		kind, what, want string // want is empty if the filter is to be refused
		filter           filter.Filter
	}{
		{"users", "one condition", `userName eq "DEFAULT/kim@example.com"`, filter.Attribute("userName").Equals("DEFAULT/kim@example.com")},
		{"users", "two conditions", `name.familyName sw "B" and urn:scim:wso2:schema:country ne "LK"`, scim.FamilyName.StartsWith("B").And(scim.Country.NotEquals("LK"))},
		{"users", "the other operators", `a ge "1" and b le "2" and c ew "3"`, filter.Attribute("a").AtLeast("1").And(filter.Attribute("b").AtMost("2"), filter.Attribute("c").EndsWith("3"))},
		{"users", "characters of URLs and others", `displayName eq "a+b&c=d%20;e?#~,'é漢😀"`, name.Equals("a+b&c=d%20;e?#~,'é漢😀")},
		{"users", "an operator as value", `displayName eq "eq"`, name.Equals("eq")},
		{"users", "pr in front, where it does no harm", `profileUrl sw "pr"`, filter.Attribute("profileUrl").StartsWith("pr")},
		{"users", "no value", "", filter.Attribute("userName").Equals("")},
		{"users", "or", "", name.Equals("a").Or(name.Equals("b"))},
		{"users", "gt", "", name.GreaterThan("a")},
		{"groups", "and", "", name.Equals("a").And(name.Equals("b"))},
		{"roles", "or", "", name.Equals("a").Or(name.Equals("b"))},
		{"users", "a space in a value", "displayName eq Kim Berry", name.Equals("Kim Berry")},
		{"users", "words of many scripts", "displayName co 管理 者 роль 😀", name.Contains("管理 者 роль 😀")},
		{"users", "several words, then one", `displayName sw Kim B and title ew "r"`, name.StartsWith("Kim B").And(scim.Title.EndsWith("r"))},
		{"users", "a parenthesis within a word of several", "displayName eq staff(eu)x more", name.Equals("staff(eu)x more")},
		{"users", "an apostrophe", "displayName eq it's ok", name.Equals("it's ok")},
		{"users", "an operator that is looked for later", "displayName eq Acme Co ge pr", name.Equals("Acme Co ge pr")},
		{"users", "a space outside ASCII", "displayName eq \"Kim\u2003Berry\"", name.Equals("Kim\u2003Berry")},
		{"users", "an attribute with a dot after its schema", `urn:scim:wso2:schema.country eq "LK"`, filter.Attribute("urn:scim:wso2:schema.country").Equals("LK")},
		{"users", "two spaces", "", name.Equals("Kim  Berry")},
		{"users", "a space in front", "", name.Equals(" Kim")},
		{"users", "a space at the end", "", name.Equals("Kim ")},
		{"users", "a connective among words", "", name.Equals("bread and butter")},
		{"users", "a connective at the end", "", name.Equals("why Not")},
		{"users", "a parenthesis at the beginning of a word", "", name.Equals("Kim (Berry")},
		{"users", "a parenthesis at the end of a word", "", name.Equals("Kim) Berry")},
		{"users", "a word in quotes", "", name.Equals("the 'big' one")},
		{"users", "a value in quotes", "", name.Equals("'q'")},
		{"users", "the operator itself", "", name.Contains("Acme co x")},
		{"users", "an operator that is looked for first", "", name.StartsWith("x EQ y")},
		{"users", "a control character", "", name.Equals("Kim\x00")},
		{"users", "a quote in a value", "", name.Equals(`x" or userName pr "`)},
		{"users", "a quote alone", "", name.Equals(`"`)},
		{"users", "a backslash", `displayName eq "a\b"`, name.Equals(`a\b`)},
		{"users", "parentheses", `displayName eq "(staff(eu)"`, name.Equals("(staff(eu)")},
		{"users", "no UTF-8", "", name.Equals("a\xffb")},
		{"users", "an injected attribute", "", filter.Attribute("a eq b or c").Equals("x")},
		{"users", "no attribute", "", filter.Attribute("").Equals("x")},
		{"users", "an attribute of digits", "", filter.Attribute("1").Equals("x")},
		{"users", "a filter in an attribute", "", filter.Attribute("emails[type").Equals("work")},
		{"users", "a connective as attribute", "", filter.Attribute("Not").Equals("x")},
		{"users", "an operator as attribute", "", filter.Attribute("EQ").Contains("x")},
		{"users", "a connective as value", `displayName eq "OR"`, name.Equals("OR")},
		{"users", "ge of an attribute that begins with pr", "", filter.Attribute("profileUrl").AtLeast("x")},
		{"users", "le of a value that begins with pr", "", name.AtMost("Prince")},
		{"users", "ge of a value with a word that begins with pr", "", name.AtLeast("the product")},
		{"users", "one good, one bad", "", name.Equals("x").And(name.Equals(""))},
		{"groups", "a member", `members.value eq "42"`, filter.Attribute("members.value").Equals("42")},
		{"groups", "ge", `displayName ge "m"`, name.AtLeast("m")},
		{"groups", "ne", "", name.NotEquals("x")},
		{"groups", "several words", "displayName eq DEFAULT/my group", name.Equals("DEFAULT/my group")},
		{"groups", "a parenthesis", `displayName eq "staff)"`, name.Equals("staff)")},
		{"groups", "a parenthesis of two words", "", name.Equals("staff (eu)")},
		{"roles", "a name and an audience", `displayName co "read" and audience.type eq "organization"`, name.Contains("read").And(scim.RoleAudienceType.Equals("organization"))},
		{"roles", "all that survives", `displayName ew "aZ09@:_-+.*/é"`, name.EndsWith("aZ09@:_-+.*/é")},
		{"roles", "an unknown attribute", "", filter.Attribute("users.value").Equals("x")},
		{"roles", "an attribute in another case", `displayname eq "x"`, filter.Attribute("displayname").Equals("x")},
		{"roles", "an attribute with its schema", `urn:ietf:params:scim:schemas:extension:2.0:Role:displayName eq "x"`, filter.Attribute(scim.SchemaRole + ":displayName").Equals("x")},
		{"roles", "several words", `displayName eq "管理 者"`, name.Equals("管理 者")},
		{"roles", "several words with characters that one cannot have", `displayName sw "it's ok, a&b"`, name.StartsWith("it's ok, a&b")},
		{"roles", "parentheses at both ends", `displayName eq "(a b#c)"`, name.Equals("(a b#c)")},
		{"roles", "a parenthesis within", "", name.Equals("it's (ok)")},
		{"roles", "a backslash among words", "", name.Equals(`a b\c`)},
		{"roles", "a connective among words", "", name.Equals("x and y")},
		{"roles", "two spaces", "", name.Equals("a  b")},
		{"roles", "ge", "", name.AtLeast("x")},
		{"roles", "le", "", name.AtMost("x")},
		{"roles", "what is lost without quotes", "", name.Equals("a&b")},
		{"roles", "what is a quote without quotes", "", name.Equals("a'b")},
		{"roles", "beyond Latin-1", `displayName eq "łódź"`, name.Equals("łódź")},
		{"roles", "beyond the basic plane", `displayName eq "роль😀"`, name.Equals("роль😀")},
		{"roles", "a connective as value", "", name.Equals("and")},
	} {
		t.Run(test.kind+"/"+test.what, func(t *testing.T) {
			t.Parallel()
			got, err := scim.FilterText(test.kind, test.filter)
			if got != test.want || (err != nil) != (test.want == "") {
				t.Errorf("got %q, %v; want %q", got, err, test.want)
			}
		})
	}
}

// A filter that is accepted is read as it was written, and few things are refused.
func TestRandomFiltersAreReadAsWritten(t *testing.T) {
	t.Parallel()
	written := map[string]int{}
	for value := range resttest.RandomNames(2000) {
		for kind, read := range readers {
			for _, condition := range conditions {
				selected := condition.of("displayName", value)
				want := []resttest.Term{{Attribute: "displayName", Operator: condition.operator, Value: value}}
				if kind != "groups" {
					selected, want = selected.And(selected), append(want, want[0])
				}
				text, err := scim.FilterText(kind, selected)
				if err != nil {
					if text != "" {
						t.Errorf("%s: got %q, %v", kind, text, err)
					}
					continue
				}
				resttest.WantFilter(t, read, text, want...)
				written[kind]++
			}
		}
	}
	for kind := range readers {
		if written[kind] < 2000 {
			t.Errorf("%s: %d filters were written", kind, written[kind])
		}
	}
}

// Every filter is read as the conditions that it was made of.
func FuzzFilter(f *testing.F) {
	for _, value := range []string{
		"kim", "DEFAULT/kim", "a b", `"`, `"a"`, "'", "'a'", `a\b`, "a(b)", "(", "and", "Or", "eq", "pr", "product", "Pr", "é", "漢", "😀", "\xff",
		"\ufffd", "a+b", "a%20b", "%28", "+", "%", "a\nb", "\u00a0", "\u2028", "a=b", "a&b;c", "@:_-+.*/", "~", "",
	} {
		f.Add("displayName", value, byte(0), "audience.value", "x")
		f.Add("displayName", "x", byte(5), "audience.type", value)
		f.Add("profileUrl", value, byte(6), "", "")
		f.Add(value, "x", byte(2), value, "x")
	}
	f.Fuzz(func(t *testing.T, attribute, value string, operator byte, attribute2, value2 string) {
		condition := conditions[int(operator)%len(conditions)]
		selected := condition.of(filter.Attribute(attribute), value)
		want := []resttest.Term{{Attribute: attribute, Operator: condition.operator, Value: value}}
		if attribute2 != "" {
			selected = selected.And(filter.Attribute(attribute2).Equals(value2))
			want = append(want, resttest.Term{Attribute: attribute2, Operator: "eq", Value: value2})
		}
		for kind, read := range readers {
			text, err := scim.FilterText(kind, selected)
			if err != nil {
				if text != "" {
					t.Errorf("%s: got %q, %v", kind, text, err)
				}
				continue
			}
			resttest.WantFilter(t, read, text, want...)
		}
	})
}

// Filters that a listing cannot evaluate are refused before a request, with the rule.
func TestFiltersThatAreRefused(t *testing.T) {
	t.Parallel()
	name := scim.DisplayName
	for operation, test := range map[string]struct {
		list  func(*scim.Client) error
		about string
	}{
		"scim.Users.List": {func(c *scim.Client) error {
			_, err := c.Users.List(t.Context(), &scim.ListUsersParams{Filter: name.Equals("a").Or(name.Equals("b"))})
			return err
		}, `cannot evaluate "or" in filters of users`},
		"scim.Groups.List": {func(c *scim.Client) error {
			_, err := c.Groups.List(t.Context(), &scim.ListGroupsParams{Filter: name.NotEquals("a")})
			return err
		}, "cannot filter groups with the operator ne"},
		"scim.Roles.List": {func(c *scim.Client) error {
			_, err := c.Roles.List(t.Context(), &scim.ListRolesParams{Filter: scim.UserName.Equals("a")})
			return err
		}, `cannot filter roles by the attribute "userName"`},
		"scim.RolesV1.List": {func(c *scim.Client) error {
			_, err := c.RolesV1.List(t.Context(), &scim.ListRolesV1Params{Filter: name.StartsWith("a")})
			return err
		}, "cannot filter roles with the operator sw"},
		"scim.Users.Search": {func(c *scim.Client) error {
			_, err := c.Users.Search(t.Context(), &scim.SearchRequest{Filter: name.Equals(" a")})
			return err
		}, "begins or ends with a space"},
		"scim.Groups.Search": {func(c *scim.Client) error {
			_, err := c.Groups.Search(t.Context(), &scim.SearchRequest{Filter: name.Equals("a").And(scim.MemberID.Equals("1"))})
			return err
		}, "cannot filter groups by more than one comparison"},
		"scim.RolesV3.Search": {func(c *scim.Client) error {
			_, err := c.RolesV3.Search(t.Context(), &scim.SearchRequest{Filter: name.Equals("a").And(filter.Raw("x"))})
			return err
		}, `the raw filter "x" cannot be joined`},
	} {
		s := resttest.New(t)
		var e *asgardeo.Error
		if err := test.list(s.Client.SCIM); !errors.Is(err, asgardeo.ErrInvalidInput) || !errors.As(err, &e) || e.Operation != operation || !strings.Contains(err.Error(), test.about) {
			t.Errorf("%s: got %v", operation, err)
		}
		s.WantLines()
	}
}

// A search sends the filter in its body, as the server reads it.
func TestSearchSendsTheFilter(t *testing.T) {
	t.Parallel()
	s := resttest.New(t, resttest.Reply{Status: 200, Body: `{"totalResults":0}`})
	if _, err := s.Client.SCIM.Users.Search(t.Context(), &scim.SearchRequest{Filter: scim.DisplayName.Equals("Kim Berry")}); err != nil {
		t.Fatal(err)
	}
	resttest.WantJSON(t, s.Bodies()[0], `{"schemas":["urn:ietf:params:scim:api:messages:2.0:SearchRequest"],"filter":"displayName eq Kim Berry"}`)
}

// Users and groups of several words are found without quotes only (wire-facts 6.8).
func TestQuotedWordsInFiltersOfCallers(t *testing.T) {
	t.Parallel()
	for _, text := range []string{`userName eq "a b"`, `title co "Lead Engineer" and active eq true`, `(displayName eq "a b")`, `x eq "a`} {
		for name, call := range map[string]func(*scim.Client) error{
			"users": func(c *scim.Client) error {
				_, err := c.Users.List(t.Context(), &scim.ListUsersParams{Filter: filter.Raw(text)})
				return err
			},
			"groups": func(c *scim.Client) error {
				_, err := c.Groups.List(t.Context(), &scim.ListGroupsParams{Filter: filter.Raw(text)})
				return err
			},
			"search": func(c *scim.Client) error {
				_, err := c.Users.Search(t.Context(), &scim.SearchRequest{Filter: filter.Raw(text)})
				return err
			},
			"search groups": func(c *scim.Client) error {
				_, err := c.Groups.Search(t.Context(), &scim.SearchRequest{Filter: filter.Raw(text)})
				return err
			},
			"all": func(c *scim.Client) error {
				for _, err := range c.Users.All(t.Context(), &scim.ListUsersParams{Filter: filter.Raw(text)}) {
					return err
				}
				return nil
			},
		} {
			s := resttest.New(t)
			if err := call(s.Client.SCIM); !errors.Is(err, asgardeo.ErrInvalidInput) || !strings.Contains(err.Error(), "without quotes") {
				t.Errorf("%s with %s: got %v", name, text, err)
			}
			s.WantLines()
		}
	}
	for _, text := range []string{`userName eq "a"`, `userName eq a b`, `(userName sw "a(b)") and title eq "x"`, `title eq it"s`} {
		s := resttest.New(t, resttest.Reply{Status: 200, Body: `{"totalResults":0}`})
		if _, err := s.Client.SCIM.Users.List(t.Context(), &scim.ListUsersParams{Filter: filter.Raw(text)}); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
}
