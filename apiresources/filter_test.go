package apiresources_test

import (
	"errors"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/apiresources"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
	"github.com/seed-01804ef5/asgardeo-go/internal/resttest"
)

func TestFilterTexts(t *testing.T) {
	t.Parallel()
	const name, identifier, typ = apiresources.AttributeName, apiresources.AttributeIdentifier, apiresources.AttributeType
	for _, test := range []struct {
		what, want string // want is empty if the filter is to be refused
		conditions []apiresources.Condition
	}{
		{"a URL", `identifier eq "https://api.example.com/a?b=c&d"`, []apiresources.Condition{identifier.Equals("https://api.example.com/a?b=c&d")}},
		{"two conditions", `name sw "Pharmacy API" and type ne "SYSTEM"`, []apiresources.Condition{name.StartsWith("Pharmacy API"), typ.NotEquals("SYSTEM")}},
		{"double quotes", `name co 'the "new" API'`, []apiresources.Condition{name.Contains(`the "new" API`)}},
		{"a single quote", `name ew "Kim's"`, []apiresources.Condition{name.EndsWith("Kim's")}},
		{"connectives", `name eq "and"`, []apiresources.Condition{name.Equals("and")}},
		{"connectives within", `name eq "this and that or (not) those"`, []apiresources.Condition{name.Equals("this and that or (not) those")}},
		{"an operator alone", `name co "eq"`, []apiresources.Condition{name.Contains("eq")}},
		{"a word that begins as an operator", `name co "a product"`, []apiresources.Condition{name.Contains("a product")}},
		{"beyond Latin-1", `name co "łódź 漢 😀"`, []apiresources.Condition{name.Contains("łódź 漢 😀")}},
		{"both quotes", "", []apiresources.Condition{name.Contains(`the "new" API's`)}},
		{"a backslash", "", []apiresources.Condition{name.EndsWith(`a\b`)}},
		{"a line break", "", []apiresources.Condition{name.Equals("a\nb")}},
		{"a space at the end", "", []apiresources.Condition{name.Equals("a ")}},
		{"a space in front", "", []apiresources.Condition{name.Equals(" a")}},
		{"no value", "", []apiresources.Condition{name.Equals("")}},
		{"no UTF-8", "", []apiresources.Condition{name.Equals("a\xff")}},
		{"an operator within", "", []apiresources.Condition{name.Equals("a EQ b")}},
		{"an operator in front", "", []apiresources.Condition{name.Contains("eq b")}},
		{"an operator at the end", "", []apiresources.Condition{name.Contains("b ne")}},
		{"an operator that is looked for later", `name co "b pr gt"`, []apiresources.Condition{name.Contains("b pr gt")}},
		{"an unknown attribute", "", []apiresources.Condition{apiresources.Attribute("description").Equals("a")}},
		{"an injected attribute", "", []apiresources.Condition{apiresources.Attribute("name eq a or name").Equals("a")}},
		{"the zero condition", "", []apiresources.Condition{{}}},
	} {
		t.Run(test.what, func(t *testing.T) {
			t.Parallel()
			got, err := apiresources.Filter(test.conditions...)
			if got != test.want || errors.Is(err, asgardeo.ErrInvalidInput) != (test.want == "") {
				t.Errorf("got %q, %v; want %q", got, err, test.want)
			}
		})
	}
	if text, err := apiresources.Filter(); text != "" || err != nil {
		t.Errorf("without conditions: %q, %v", text, err)
	}
}

// Every filter is read as the conditions that it was made of.
func FuzzFilter(f *testing.F) {
	conditions := []struct {
		operator string
		of       func(apiresources.Attribute, string) apiresources.Condition
	}{
		{"eq", apiresources.Attribute.Equals},
		{"ne", apiresources.Attribute.NotEquals},
		{"co", apiresources.Attribute.Contains},
		{"sw", apiresources.Attribute.StartsWith},
		{"ew", apiresources.Attribute.EndsWith},
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
		list := []apiresources.Condition{condition.of(apiresources.Attribute(attribute), value)}
		want := []resttest.Term{{Attribute: attribute, Operator: condition.operator, Value: value}}
		if attribute2 != "" {
			list = append(list, apiresources.Attribute(attribute2).Equals(value2))
			want = append(want, resttest.Term{Attribute: attribute2, Operator: "eq", Value: value2})
		}
		text, err := apiresources.Filter(list...)
		if err != nil {
			if text != "" || !errors.Is(err, asgardeo.ErrInvalidInput) {
				t.Errorf("got %q, %v", text, err)
			}
			return
		}
		resttest.WantFilter(t, resttest.ReadFilter, text, want...)
	})
}
