package applications_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/applications"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
	"github.com/seed-01804ef5/asgardeo-go/filter"
	"github.com/seed-01804ef5/asgardeo-go/internal/resttest"
)

func TestFilter(t *testing.T) {
	t.Parallel()
	const name = applications.Name
	for note, test := range map[string]struct {
		want   string // empty if the filter is to be refused
		filter filter.Filter
	}{
		"equals":                       {`name eq "Shop"`, name.Equals("Shop")},
		"contains":                     {`clientId co "a b"`, applications.ClientID.Contains("a b")},
		"starts with":                  {`issuer sw "https://a?b=c&d#é"`, applications.Issuer.StartsWith("https://a?b=c&d#é")},
		"ends with":                    {`name ew "(or)"`, name.EndsWith("(or)")},
		"double quotes":                {`name eq 'a "b"'`, name.Equals(`a "b"`)},
		"a single quote":               {`name eq "it's"`, name.Equals("it's")},
		"connectives":                  {`name eq "this and that or not"`, name.Equals("this and that or not")},
		"no operator":                  {`name eq "equals neon cow"`, name.Equals("equals neon cow")},
		"starts like one":              {"", name.Equals("eq b")},
		"both quotes":                  {"", name.Equals(`"it's"`)},
		"injection":                    {"", name.Equals(`x' or name co "`)},
		"a backslash":                  {"", name.Equals(`a\b`)},
		"a line break":                 {"", name.Equals("a\nb")},
		"NUL":                          {"", name.Equals("a\x00")},
		"a later operator":             {`name co "a pr"`, name.Contains("a pr")},
		"an operator":                  {"", name.Equals("a Eq b")},
		"one at the end":               {"", name.StartsWith("a co")},
		"nothing":                      {"", name.Equals("")},
		"spaces":                       {"", name.Equals("  ")},
		"a leading space":              {"", name.Equals(" a")},
		"another attribute":            {"", filter.Attribute("description").Equals("a")},
		"an attribute in another case": {"", filter.Attribute("Name").Equals("a")},
		"the second":                   {"", name.Equals("a").Or(name.Equals(""))},
		"no attribute":                 {"", filter.Attribute("").Equals("")},
	} {
		got, err := applications.FilterText(test.filter)
		if got != test.want || (test.want == "") != (err != nil) {
			t.Errorf("%s: got %q, %v, want %q", note, got, err, test.want)
		}
	}
}

func TestFilterOfSeveral(t *testing.T) {
	t.Parallel()
	first, second, third := applications.Name.StartsWith("a"), applications.Name.EndsWith("z"), applications.Issuer.Equals("i")
	if got, err := applications.FilterText(first.And(second, third)); got != `name sw "a" and name ew "z" and issuer eq "i"` || err != nil {
		t.Errorf("all: %q, %v", got, err)
	}
	if got, err := applications.FilterText(first.Or(second, third)); got != `name sw "a" or name ew "z" or issuer eq "i"` || err != nil {
		t.Errorf("any: %q, %v", got, err)
	}
	if got, err := applications.FilterText(third.And(first.Or(second))); got != `issuer eq "i" and (name sw "a" or name ew "z")` || err != nil {
		t.Errorf("all, one of any: %q, %v", got, err)
	}
	var everything filter.Filter
	if got, err := applications.FilterText(everything.And()); got != "" || err != nil {
		t.Errorf("all of none: %q, %v", got, err)
	}
	if got, err := applications.FilterText(first.And(everything)); got != `name sw "a"` || err != nil {
		t.Errorf("one and everything: %q, %v", got, err)
	}
	// The server would ignore an empty part.
	if got, err := applications.FilterText(everything.Or(first)); got != "" || err == nil {
		t.Errorf("everything or one: %q, %v", got, err)
	}
}

// Filters that a listing cannot evaluate are refused before a request, with the rule.
func TestFiltersThatAreRefused(t *testing.T) {
	t.Parallel()
	name := applications.Name
	for operation, test := range map[string]struct {
		list  func(*applications.Client) error
		about string
	}{
		"applications.List": {func(c *applications.Client) error {
			_, err := c.List(t.Context(), &applications.ListParams{Filter: name.NotEquals("a")})
			return err
		}, "with the operator ne, only with eq, co, sw, ew"},
		"applications.Templates.List": {func(c *applications.Client) error {
			_, err := c.Templates.List(t.Context(), &applications.ListTemplatesParams{Filter: applications.Category.Contains("a")})
			return err
		}, "with the operator co, only with eq, ne"},
		"applications.Sharing.ListOrganizations": {func(c *applications.Client) error {
			_, err := c.Sharing.ListOrganizations(t.Context(), resttest.ID, &applications.ListSharedOrganizationsParams{Filter: name.Equals("a").Or(name.Equals("b"))})
			return err
		}, `cannot evaluate "or"`},
		"applications.Metadata.Groups": {func(c *applications.Client) error {
			_, err := c.Metadata.Groups(t.Context(), &applications.ListMetadataGroupsParams{Filter: name.Contains("a").And(name.Contains("b"))})
			return err
		}, "more than one comparison"},
	} {
		s := resttest.New(t)
		var e *asgardeo.Error
		if err := test.list(s.Client.Applications); !errors.Is(err, asgardeo.ErrInvalidInput) || !errors.As(err, &e) || e.Operation != operation || !strings.Contains(err.Error(), test.about) {
			t.Errorf("%s: got %v", operation, err)
		}
		s.WantLines()
	}
}
