package apiresources_test

import (
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/apiresources"
	"github.com/seed-01804ef5/asgardeo-go/filter"
	"github.com/seed-01804ef5/asgardeo-go/internal/resttest"
)

func TestFilterTexts(t *testing.T) {
	t.Parallel()
	const name, identifier, typ = apiresources.Name, apiresources.Identifier, apiresources.Type
	for _, test := range []struct {
		what, want string // want is empty if the filter is to be refused
		filter     filter.Filter
	}{
		{"a URL", `identifier eq "https://api.example.com/a?b=c&d"`, identifier.Equals("https://api.example.com/a?b=c&d")},
		{"two conditions", `name sw "Pharmacy API" and type ne "SYSTEM"`, name.StartsWith("Pharmacy API").And(typ.NotEquals("SYSTEM"))},
		{"double quotes", `name co 'the "new" API'`, name.Contains(`the "new" API`)},
		{"a single quote", `name ew "Kim's"`, name.EndsWith("Kim's")},
		{"connectives", `name eq "and"`, name.Equals("and")},
		{"connectives within", `name eq "this and that or (not) those"`, name.Equals("this and that or (not) those")},
		{"an operator alone", `name co "eq"`, name.Contains("eq")},
		{"a word that begins as an operator", `name co "a product"`, name.Contains("a product")},
		{"beyond Latin-1", `name co "łódź 漢 😀"`, name.Contains("łódź 漢 😀")},
		{"both quotes", "", name.Contains(`the "new" API's`)},
		{"a backslash", "", name.EndsWith(`a\b`)},
		{"a line break", "", name.Equals("a\nb")},
		{"a space at the end", "", name.Equals("a ")},
		{"a space in front", "", name.Equals(" a")},
		{"no value", "", name.Equals("")},
		{"no UTF-8", "", name.Equals("a\xff")},
		{"an operator within", "", name.Equals("a EQ b")},
		{"an operator in front", "", name.Contains("eq b")},
		{"an operator at the end", "", name.Contains("b ne")},
		{"ge", `name ge "m"`, name.AtLeast("m")},
		{"gt, lt and le", `name gt "a" and name lt "m" and name le "k"`, name.GreaterThan("a").And(name.LessThan("m"), name.AtMost("k"))},
		{"gt of a word that begins with pr", "", name.GreaterThan("a product")},
		{"or", "", name.Equals("a").Or(name.Equals("b"))},
		{"an operator that is looked for later", `name co "b pr gt"`, name.Contains("b pr gt")},
		{"an unknown attribute", "", filter.Attribute("description").Equals("a")},
		{"an injected attribute", "", filter.Attribute("name eq a or name").Equals("a")},
		{"no attribute", "", filter.Attribute("").Equals("")},
	} {
		t.Run(test.what, func(t *testing.T) {
			t.Parallel()
			got, err := apiresources.FilterText(test.filter)
			if got != test.want || (err != nil) != (test.want == "") {
				t.Errorf("got %q, %v; want %q", got, err, test.want)
			}
		})
	}
	if text, err := apiresources.FilterText(filter.Filter{}); text != "" || err != nil {
		t.Errorf("the zero filter: %q, %v", text, err)
	}
}

// Every filter is read as the conditions that it was made of.
func FuzzFilter(f *testing.F) {
	conditions := []struct {
		operator string
		of       func(filter.Attribute, string) filter.Filter
	}{
		{"eq", filter.Attribute.Equals},
		{"ne", filter.Attribute.NotEquals},
		{"co", filter.Attribute.Contains},
		{"sw", filter.Attribute.StartsWith},
		{"ew", filter.Attribute.EndsWith},
		{"gt", filter.Attribute.GreaterThan},
		{"ge", filter.Attribute.AtLeast},
		{"lt", filter.Attribute.LessThan},
		{"le", filter.Attribute.AtMost},
	}
	for i, value := range []string{
		"Stock", "https://a?b=c&d", "a b", "a  b", " a", `"`, "'", `a"b`, "a'b", `"a'`, `a\`, "eq", "eq b", "a eq", "a eq b", "a Ne b", "co b",
		"ne x", "pr x", "a pr", "a product", "and", "a or b", "not a", "(", "a)", "é", "漢", "😀", "\xff", "\ufffd", "a\nb", "\u00a0a", "\u2028", "=", "",
	} {
		for operator := range conditions {
			f.Add("name", value, byte(operator), "identifier", "x")
		}
		f.Add("type", "x", byte(i), "name", value)
		f.Add(value, "x", byte(i), "", "")
	}
	f.Fuzz(func(t *testing.T, attribute, value string, operator byte, attribute2, value2 string) {
		condition := conditions[int(operator)%len(conditions)]
		selected := condition.of(filter.Attribute(attribute), value)
		want := []resttest.Term{{Attribute: attribute, Operator: condition.operator, Value: value}}
		if attribute2 != "" {
			selected = selected.And(filter.Attribute(attribute2).Equals(value2))
			want = append(want, resttest.Term{Attribute: attribute2, Operator: "eq", Value: value2})
		}
		text, err := apiresources.FilterText(selected)
		if err != nil {
			if text != "" {
				t.Errorf("got %q, %v", text, err)
			}
			return
		}
		resttest.WantFilter(t, resttest.ReadFilter, text, want...)
	})
}
