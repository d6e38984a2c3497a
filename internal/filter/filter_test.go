package filter_test

import (
	"strings"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/internal/filter"
)

var (
	strict  = filter.Grammar{Of: "things", Attributes: []string{"name", "type"}, Operators: []string{"eq", "sw"}, Quote: filter.Quote}
	schema  = filter.Grammar{Of: "things", Attributes: []string{"name"}, Schema: "urn:things", Quote: filter.QuoteSCIMRole}
	without = filter.Grammar{Of: "things", Quote: filter.QuoteSCIM}
)

func TestJoin(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		grammar *filter.Grammar
		terms   []filter.Term
		want    string // or what the error is about
	}{
		{&strict, nil, ``},
		{&strict, []filter.Term{{"name", "eq", "a b"}, {"type", "sw", "it's"}}, `name eq "a b" or type sw "it's"`},
		{&strict, []filter.Term{{"Name", "eq", "a"}}, `!"Name", only by ["name" "type"]`},
		{&strict, []filter.Term{{"name", "ne", "a"}}, `!operator ne, only with eq, sw`},
		{&strict, []filter.Term{{"name", "eq", "a"}, {"name", "eq", ""}}, `!is empty`},
		{&schema, []filter.Term{{"NAME", "eq", "a"}, {"urn:things:name", "co", "a b"}}, `NAME eq "a" or urn:things:name co "a b"`},
		{&schema, []filter.Term{{"urn:others:name", "eq", "a"}}, `!"urn:others:name", only by`},
		{&schema, []filter.Term{{"name", "eq", "a!"}}, `!single word`},
		{&without, []filter.Term{{"anything.at-all", "le", "a b"}}, `anything.at-all le a b`},
		{&without, []filter.Term{{"not an attribute", "eq", "a"}}, `!not the name of an attribute`},
		{&without, []filter.Term{{"Or", "eq", "a"}}, `!not the name of an attribute`},
		{&without, []filter.Term{{"preferredLanguage", "eq", "a"}}, `preferredLanguage eq "a"`},
		{&without, []filter.Term{{"preferredLanguage", "ge", "a"}}, `!treats the beginning`},
	} {
		got, err := test.grammar.Join(test.terms, " or ")
		about, refused := strings.CutPrefix(test.want, "!")
		if refused && (err == nil || !strings.Contains(err.Error(), about)) || !refused && (err != nil || got != test.want) {
			t.Errorf("%v: got %s, %v, want %s", test.terms, got, err, test.want)
		}
	}
}

func TestLookup(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 200)
	for value, want := range map[string]string{
		"a b": `name eq "a b"`, "a eq b": `name sw "a e"`, `a"'`: `name sw 'a"'`, `\`: "", "": "", long: `name eq "` + long + `"`,
		long + `\`: `name sw "` + long[:100] + `"`,
	} {
		if got := strict.Lookup("name", value); got != want {
			t.Errorf("%s: got %s, want %s", value, got, want)
		}
	}
}
