package applications_test

import (
	"errors"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/applications"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
)

func TestFilter(t *testing.T) {
	t.Parallel()
	const name = applications.AttributeName
	for note, test := range map[string]struct {
		want       string // empty if the filter is to be refused
		conditions []applications.Condition
	}{
		"equals":            {`name eq "Shop"`, []applications.Condition{name.Equals("Shop")}},
		"contains":          {`clientId co "a b"`, []applications.Condition{applications.AttributeClientID.Contains("a b")}},
		"starts with":       {`issuer sw "https://a?b=c&d#é"`, []applications.Condition{applications.AttributeIssuer.StartsWith("https://a?b=c&d#é")}},
		"ends with":         {`name ew "(or)"`, []applications.Condition{name.EndsWith("(or)")}},
		"double quotes":     {`name eq 'a "b"'`, []applications.Condition{name.Equals(`a "b"`)}},
		"a single quote":    {`name eq "it's"`, []applications.Condition{name.Equals("it's")}},
		"connectives":       {`name eq "this and that or not"`, []applications.Condition{name.Equals("this and that or not")}},
		"no operator":       {`name eq "equals neon cow"`, []applications.Condition{name.Equals("equals neon cow")}},
		"starts like one":   {"", []applications.Condition{name.Equals("eq b")}},
		"both quotes":       {"", []applications.Condition{name.Equals(`"it's"`)}},
		"injection":         {"", []applications.Condition{name.Equals(`x' or name co "`)}},
		"a backslash":       {"", []applications.Condition{name.Equals(`a\b`)}},
		"a line break":      {"", []applications.Condition{name.Equals("a\nb")}},
		"NUL":               {"", []applications.Condition{name.Equals("a\x00")}},
		"a later operator":  {`name co "a pr"`, []applications.Condition{name.Contains("a pr")}},
		"an operator":       {"", []applications.Condition{name.Equals("a Eq b")}},
		"one at the end":    {"", []applications.Condition{name.StartsWith("a co")}},
		"nothing":           {"", []applications.Condition{name.Equals("")}},
		"spaces":            {"", []applications.Condition{name.Equals("  ")}},
		"a leading space":   {"", []applications.Condition{name.Equals(" a")}},
		"another attribute": {"", []applications.Condition{applications.Attribute("description").Equals("a")}},
		"an attribute in another case": {"", []applications.Condition{
			applications.Attribute("Name").Equals("a"),
		}},
		"the second": {"", []applications.Condition{name.Equals("a"), name.Equals("")}},
		"a zero one": {"", []applications.Condition{{}}},
	} {
		for _, filter := range []func(...applications.Condition) (string, error){applications.Filter, applications.FilterAny} {
			got, err := filter(test.conditions...)
			if got != test.want || (test.want == "") != errors.Is(err, asgardeo.ErrInvalidInput) || test.want != "" && err != nil {
				t.Errorf("%s: got %q, %v, want %q", note, got, err, test.want)
			}
		}
	}
}

func TestFilterOfSeveral(t *testing.T) {
	t.Parallel()
	conditions := []applications.Condition{
		applications.AttributeName.StartsWith("a"), applications.AttributeName.EndsWith("z"), applications.AttributeIssuer.Equals("i"),
	}
	if got, err := applications.Filter(conditions...); got != `name sw "a" and name ew "z" and issuer eq "i"` || err != nil {
		t.Errorf("all: %q, %v", got, err)
	}
	if got, err := applications.FilterAny(conditions...); got != `name sw "a" or name ew "z" or issuer eq "i"` || err != nil {
		t.Errorf("any: %q, %v", got, err)
	}
	// All applications meet none of the conditions there are; none meets one of them.
	if got, err := applications.Filter(); got != "" || err != nil {
		t.Errorf("all of none: %q, %v", got, err)
	}
	if got, err := applications.FilterAny(); got != "" || !errors.Is(err, asgardeo.ErrInvalidInput) {
		t.Errorf("any of none: %q, %v", got, err)
	}
}
