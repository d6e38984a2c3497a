package grammar_test

import (
	"strings"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/internal/grammar"
)

var (
	strict = grammar.Grammar{
		Of: "things", Attributes: []string{"name", "type"}, Operators: []string{"eq", "sw"}, Connectives: []string{"and", "or"}, Quote: grammar.Quote, Check: grammar.Check,
	}
	schema = grammar.Grammar{
		Of: "things", Attributes: []string{"name"}, Schema: "urn:things", Operators: []string{"eq", "co"}, Connectives: []string{"and"}, Quote: grammar.QuoteSCIMRole,
	}
	single = grammar.Grammar{Of: "things", Operators: []string{"eq", "ge", "le"}, Quote: grammar.QuoteSCIM, Check: grammar.CheckSCIM}
)

func and(expressions ...grammar.Expression) grammar.Expression {
	return grammar.Join("and", expressions...)
}

func or(expressions ...grammar.Expression) grammar.Expression {
	return grammar.Join("or", expressions...)
}

func TestExpressionsAreWrittenAsTheGrammarAllows(t *testing.T) {
	t.Parallel()
	is := func(value string) grammar.Expression { return grammar.Compare("name", "eq", value) }
	for _, test := range []struct {
		grammar    *grammar.Grammar
		expression grammar.Expression
		want       string // or what the error is about
	}{
		{&strict, grammar.Expression{}, ``},
		{&strict, and(), ``},
		{&strict, or(), ``},
		{&strict, or(grammar.Compare("name", "eq", "a b"), grammar.Compare("type", "sw", "it's")), `name eq "a b" or type sw "it's"`},
		{&strict, and(is("a"), and(is("b"), is("c"))), `name eq "a" and name eq "b" and name eq "c"`},
		{&strict, and(grammar.Expression{}, is("a"), grammar.Expression{}), `name eq "a"`},
		{&strict, and(is("a"), or(is("b"), is("c"))), `name eq "a" and (name eq "b" or name eq "c")`},
		{&strict, or(and(is("a"), is("b")), is("c")), `(name eq "a" and name eq "b") or name eq "c"`},
		{&strict, grammar.Raw(`name eq "a" or type eq b`), `name eq "a" or type eq b`},
		{&strict, and(grammar.Expression{}, grammar.Raw(`name eq "a"`)), `name eq "a"`},
		{&strict, grammar.Raw(`name eq "a`), `!not closed`},
		{&strict, or(is("a"), grammar.Expression{}), `!would select everything`},
		{&strict, or(and(), is("a")), `!would select everything`},
		{&strict, and(is("a"), grammar.Raw(`name eq "a"`)), `!raw filter`},
		{&strict, and(is("a"), or(is("b"), grammar.Raw(`x`))), `!raw filter`},
		{&strict, grammar.Compare("Name", "eq", "a"), `!"Name", only by ["name" "type"]`},
		{&strict, grammar.Compare("name", "ne", "a"), `!operator ne, only with eq, sw`},
		{&strict, and(is("a"), is("")), `!is empty`},
		{&schema, and(grammar.Compare("NAME", "eq", "a"), grammar.Compare("urn:things:name", "co", "a b")), `NAME eq "a" and urn:things:name co "a b"`},
		{&schema, or(is("a"), is("b")), `!cannot evaluate "or" in filters of things`},
		{&schema, and(is("c"), or(is("a"), is("b"))), `!cannot evaluate "or"`},
		{&schema, grammar.Compare("urn:others:name", "eq", "a"), `!"urn:others:name", only by`},
		{&schema, is("a!"), `!single word`},
		{&schema, grammar.Raw("anything"), `anything`},
		{&single, and(is("a"), is("b")), `!more than one comparison`},
		{&single, grammar.Raw(`name eq "a b"`), `!without quotes`},
		{&single, grammar.Compare("anything.at-all", "le", "a b"), `anything.at-all le a b`},
		{&single, grammar.Compare("not an attribute", "eq", "a"), `!not the name of an attribute`},
		{&single, grammar.Compare("Or", "eq", "a"), `!not the name of an attribute`},
		{&single, grammar.Compare("preferredLanguage", "eq", "a"), `preferredLanguage eq "a"`},
		{&single, grammar.Compare("preferredLanguage", "ge", "a"), `!treats the beginning`},
	} {
		got, err := test.expression.InternalText(test.grammar)
		about, refused := strings.CutPrefix(test.want, "!")
		if refused && (got != "" || err == nil || !strings.Contains(err.Error(), about)) || !refused && (err != nil || got != test.want) {
			t.Errorf("%v: got %s, %v, want %s", test.expression, got, err, test.want)
		}
	}
}

func TestNarrow(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 200)
	for value, want := range map[string]grammar.Term{
		"a b": {"name", "eq", "a b"}, "a eq b": {"name", "sw", "a e"}, `a"'`: {"name", "sw", `a"`}, `\`: {}, "": {}, long: {"name", "eq", long},
		long + `\`: {"name", "sw", long[:100]},
	} {
		if got := strict.Narrow("name", value); got != want {
			t.Errorf("%s: got %v, want %v", value, got, want)
		}
	}
}
