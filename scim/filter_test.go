package scim_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
	"github.com/seed-01804ef5/asgardeo-go/internal/resttest"
	"github.com/seed-01804ef5/asgardeo-go/scim"
)

// conditions are the methods that make one.
var conditions = []struct {
	operator string
	of       func(scim.Attribute, string) scim.Condition
}{
	{"eq", scim.Attribute.Equals},
	{"ne", scim.Attribute.NotEquals},
	{"co", scim.Attribute.Contains},
	{"sw", scim.Attribute.StartsWith},
	{"ew", scim.Attribute.EndsWith},
	{"ge", scim.Attribute.AtLeast},
	{"le", scim.Attribute.AtMost},
}

// grammars are what servers read of the filters of each kind of resource.
var grammars = map[string]struct {
	filter func(...scim.Condition) (string, error)
	read   func(string) ([]resttest.Term, error)
}{
	"users": {scim.UserFilter, resttest.ReadSCIMFilter},
	"groups": {func(c ...scim.Condition) (string, error) {
		if len(c) != 1 {
			return "", asgardeo.ErrInvalidInput
		}
		return scim.GroupFilter(c[0])
	}, resttest.ReadSCIMFilter},
	"roles": {scim.RoleFilter, resttest.ReadRoleFilter},
}

func TestFilterTexts(t *testing.T) {
	t.Parallel()
	name := scim.Attribute("displayName")
	for _, test := range []struct {
		grammar, what, want string // want is empty if the filter is to be refused
		conditions          []scim.Condition
	}{
		{"users", "one condition", `userName eq "DEFAULT/kim@example.com"`, []scim.Condition{scim.Attribute("userName").Equals("DEFAULT/kim@example.com")}},
		{"users", "two conditions", `name.familyName sw "B" and urn:scim:wso2:schema:country ne "LK"`, []scim.Condition{
			scim.Attribute("name.familyName").StartsWith("B"), scim.Attribute("urn:scim:wso2:schema:country").NotEquals("LK"),
		}},
		{"users", "the other operators", `a ge "1" and b le "2" and c ew "3"`, []scim.Condition{
			scim.Attribute("a").AtLeast("1"), scim.Attribute("b").AtMost("2"), scim.Attribute("c").EndsWith("3"),
		}},
		{"users", "characters of URLs and others", `displayName eq "a+b&c=d%20;e?#~,'é漢😀"`, []scim.Condition{name.Equals("a+b&c=d%20;e?#~,'é漢😀")}},
		{"users", "an operator as value", `displayName eq "eq"`, []scim.Condition{name.Equals("eq")}},
		{"users", "pr in front, where it does no harm", `profileUrl sw "pr"`, []scim.Condition{scim.Attribute("profileUrl").StartsWith("pr")}},
		{"users", "no condition", "", nil},
		{"users", "no value", "", []scim.Condition{scim.Attribute("userName").Equals("")}},
		{"users", "the zero condition", "", []scim.Condition{{}}},
		{"users", "a space in a value", "displayName eq Kim Berry", []scim.Condition{name.Equals("Kim Berry")}},
		{"users", "words of many scripts", "displayName co 管理 者 роль 😀", []scim.Condition{name.Contains("管理 者 роль 😀")}},
		{"users", "several words, then one", `displayName sw Kim B and title ew "r"`, []scim.Condition{name.StartsWith("Kim B"), scim.Attribute("title").EndsWith("r")}},
		{"users", "a parenthesis within a word of several", "displayName eq staff(eu)x more", []scim.Condition{name.Equals("staff(eu)x more")}},
		{"users", "an apostrophe", "displayName eq it's ok", []scim.Condition{name.Equals("it's ok")}},
		{"users", "an operator that is looked for later", "displayName eq Acme Co ge pr", []scim.Condition{name.Equals("Acme Co ge pr")}},
		{"users", "a space that is none of ASCII", "displayName eq \"Kim\u2003Berry\"", []scim.Condition{name.Equals("Kim\u2003Berry")}},
		{"users", "an attribute with a dot after its schema", `urn:scim:wso2:schema.country eq "LK"`, []scim.Condition{scim.Attribute("urn:scim:wso2:schema.country").Equals("LK")}},
		{"users", "two spaces", "", []scim.Condition{name.Equals("Kim  Berry")}},
		{"users", "a space in front", "", []scim.Condition{name.Equals(" Kim")}},
		{"users", "a space at the end", "", []scim.Condition{name.Equals("Kim ")}},
		{"users", "a connective among words", "", []scim.Condition{name.Equals("bread and butter")}},
		{"users", "a connective at the end", "", []scim.Condition{name.Equals("why Not")}},
		{"users", "a parenthesis at the beginning of a word", "", []scim.Condition{name.Equals("Kim (Berry")}},
		{"users", "a parenthesis at the end of a word", "", []scim.Condition{name.Equals("Kim) Berry")}},
		{"users", "a word in quotes", "", []scim.Condition{name.Equals("the 'big' one")}},
		{"users", "a value in quotes", "", []scim.Condition{name.Equals("'q'")}},
		{"users", "the operator itself", "", []scim.Condition{name.Contains("Acme co x")}},
		{"users", "an operator that is looked for first", "", []scim.Condition{name.StartsWith("x EQ y")}},
		{"users", "a control character", "", []scim.Condition{name.Equals("Kim\x00")}},
		{"users", "a quote in a value", "", []scim.Condition{name.Equals(`x" or userName pr "`)}},
		{"users", "a quote alone", "", []scim.Condition{name.Equals(`"`)}},
		{"users", "a backslash", `displayName eq "a\b"`, []scim.Condition{name.Equals(`a\b`)}},
		{"users", "parentheses", `displayName eq "(staff(eu)"`, []scim.Condition{name.Equals("(staff(eu)")}},
		{"users", "no UTF-8", "", []scim.Condition{name.Equals("a\xffb")}},
		{"users", "an injected attribute", "", []scim.Condition{scim.Attribute("a eq b or c").Equals("x")}},
		{"users", "no attribute", "", []scim.Condition{scim.Attribute("").Equals("x")}},
		{"users", "an attribute of digits", "", []scim.Condition{scim.Attribute("1").Equals("x")}},
		{"users", "a filter in an attribute", "", []scim.Condition{scim.Attribute("emails[type").Equals("work")}},
		{"users", "a connective as attribute", "", []scim.Condition{scim.Attribute("Not").Equals("x")}},
		{"users", "an operator as attribute", "", []scim.Condition{scim.Attribute("EQ").Contains("x")}},
		{"users", "a connective as value", `displayName eq "OR"`, []scim.Condition{name.Equals("OR")}},
		{"users", "ge of an attribute that begins with pr", "", []scim.Condition{scim.Attribute("profileUrl").AtLeast("x")}},
		{"users", "le of a value that begins with pr", "", []scim.Condition{name.AtMost("Prince")}},
		{"users", "ge of a value with a word that begins with pr", "", []scim.Condition{name.AtLeast("the product")}},
		{"users", "one good, one bad", "", []scim.Condition{name.Equals("x"), name.Equals("")}},
		{"groups", "a member", `members.value eq "42"`, []scim.Condition{scim.Attribute("members.value").Equals("42")}},
		{"groups", "ge", `displayName ge "m"`, []scim.Condition{name.AtLeast("m")}},
		{"groups", "ne", "", []scim.Condition{name.NotEquals("x")}},
		{"groups", "several words", "displayName eq DEFAULT/my group", []scim.Condition{name.Equals("DEFAULT/my group")}},
		{"groups", "a parenthesis", `displayName eq "staff)"`, []scim.Condition{name.Equals("staff)")}},
		{"groups", "a parenthesis of two words", "", []scim.Condition{name.Equals("staff (eu)")}},
		{"roles", "a name and an audience", `displayName co "read" and audience.type eq "organization"`, []scim.Condition{
			name.Contains("read"), scim.Attribute("audience.type").Equals("organization"),
		}},
		{"roles", "all that survives", `displayName ew "aZ09@:_-+.*/é"`, []scim.Condition{name.EndsWith("aZ09@:_-+.*/é")}},
		{"roles", "an unknown attribute", "", []scim.Condition{scim.Attribute("users.value").Equals("x")}},
		{"roles", "an attribute in another case", `displayname eq "x"`, []scim.Condition{scim.Attribute("displayname").Equals("x")}},
		{"roles", "an attribute with its schema", `urn:ietf:params:scim:schemas:extension:2.0:Role:displayName eq "x"`, []scim.Condition{scim.Attribute(scim.SchemaRole + ":displayName").Equals("x")}},
		{"roles", "several words", `displayName eq "管理 者"`, []scim.Condition{name.Equals("管理 者")}},
		{"roles", "several words with characters that one cannot have", `displayName sw "it's ok, a&b"`, []scim.Condition{name.StartsWith("it's ok, a&b")}},
		{"roles", "parentheses at both ends", `displayName eq "(a b#c)"`, []scim.Condition{name.Equals("(a b#c)")}},
		{"roles", "a parenthesis within", "", []scim.Condition{name.Equals("it's (ok)")}},
		{"roles", "a backslash among words", "", []scim.Condition{name.Equals(`a b\c`)}},
		{"roles", "a connective among words", "", []scim.Condition{name.Equals("x and y")}},
		{"roles", "two spaces", "", []scim.Condition{name.Equals("a  b")}},
		{"roles", "ge", "", []scim.Condition{name.AtLeast("x")}},
		{"roles", "le", "", []scim.Condition{name.AtMost("x")}},
		{"roles", "what is lost without quotes", "", []scim.Condition{name.Equals("a&b")}},
		{"roles", "what is a quote without quotes", "", []scim.Condition{name.Equals("a'b")}},
		{"roles", "beyond Latin-1", `displayName eq "łódź"`, []scim.Condition{name.Equals("łódź")}},
		{"roles", "beyond the basic plane", `displayName eq "роль😀"`, []scim.Condition{name.Equals("роль😀")}},
		{"roles", "a connective as value", "", []scim.Condition{name.Equals("and")}},
	} {
		t.Run(test.grammar+"/"+test.what, func(t *testing.T) {
			t.Parallel()
			got, err := grammars[test.grammar].filter(test.conditions...)
			if got != test.want || errors.Is(err, asgardeo.ErrInvalidInput) != (test.want == "" && len(test.conditions) > 0) {
				t.Errorf("got %q, %v; want %q", got, err, test.want)
			}
		})
	}
}

// Whatever is not refused is read as it was written, and few things are refused.
func TestRandomFiltersAreReadAsWritten(t *testing.T) {
	t.Parallel()
	written := map[string]int{}
	for value := range resttest.RandomNames(2000) {
		for kind, grammar := range grammars {
			for _, condition := range conditions {
				list := []scim.Condition{condition.of("displayName", value)}
				want := []resttest.Term{{Attribute: "displayName", Operator: condition.operator, Value: value}}
				if kind != "groups" {
					list, want = append(list, list[0]), append(want, want[0])
				}
				text, err := grammar.filter(list...)
				if err != nil {
					if text != "" || !errors.Is(err, asgardeo.ErrInvalidInput) {
						t.Errorf("%s: got %q, %v", kind, text, err)
					}
					continue
				}
				resttest.WantFilter(t, grammar.read, text, want...)
				written[kind]++
			}
		}
	}
	for kind := range grammars {
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
		list := []scim.Condition{condition.of(scim.Attribute(attribute), value)}
		want := []resttest.Term{{Attribute: attribute, Operator: condition.operator, Value: value}}
		if attribute2 != "" {
			list = append(list, scim.Attribute(attribute2).Equals(value2))
			want = append(want, resttest.Term{Attribute: attribute2, Operator: "eq", Value: value2})
		}
		for kind, grammar := range grammars {
			text, err := grammar.filter(list...)
			if err != nil {
				if text != "" || !errors.Is(err, asgardeo.ErrInvalidInput) {
					t.Errorf("%s: got %q, %v", kind, text, err)
				}
				continue
			}
			resttest.WantFilter(t, grammar.read, text, want...)
		}
	})
}

// Users and groups of several words are found without quotes only (wire-facts 6.8).
func TestQuotedWordsInFiltersOfCallers(t *testing.T) {
	t.Parallel()
	for _, filter := range []string{`userName eq "a b"`, `title co "Lead Engineer" and active eq true`, `(displayName eq "a b")`, `x eq "a`} {
		for name, call := range map[string]func(*scim.Client) error{
			"users": func(c *scim.Client) error {
				_, err := c.Users.List(t.Context(), &scim.ListUsersParams{Filter: filter})
				return err
			},
			"groups": func(c *scim.Client) error {
				_, err := c.Groups.List(t.Context(), &scim.ListGroupsParams{Filter: filter})
				return err
			},
			"search": func(c *scim.Client) error {
				_, err := c.Users.Search(t.Context(), &scim.SearchRequest{Filter: filter})
				return err
			},
			"search groups": func(c *scim.Client) error {
				_, err := c.Groups.Search(t.Context(), &scim.SearchRequest{Filter: filter})
				return err
			},
			"all": func(c *scim.Client) error {
				for _, err := range c.Users.All(t.Context(), &scim.ListUsersParams{Filter: filter}) {
					return err
				}
				return nil
			},
		} {
			s := resttest.New(t)
			if err := call(s.Client.SCIM); !errors.Is(err, asgardeo.ErrInvalidInput) || !strings.Contains(err.Error(), "without quotes") {
				t.Errorf("%s with %s: got %v", name, filter, err)
			}
			s.WantLines()
		}
	}
	for _, filter := range []string{`userName eq "a"`, `userName eq a b`, `(userName sw "a(b)") and title eq "x"`, `title eq it"s`} {
		s := resttest.New(t, resttest.Reply{Status: 200, Body: `{"totalResults":0}`})
		if _, err := s.Client.SCIM.Users.List(t.Context(), &scim.ListUsersParams{Filter: filter}); err != nil {
			t.Errorf("%s: %v", filter, err)
		}
	}
}
