package filter

import (
	"errors"
	"fmt"
	"testing"
)

// shown writes a tree with parentheses around every join.
func shown(f *Tree) string {
	switch {
	case f == nil:
		return "-"
	case f.Condition != nil:
		return fmt.Sprintf("%s %s %q", f.Condition.Attribute, f.Condition.Operator, f.Condition.Value)
	case f.join == "not":
		return "not(" + shown(f.left) + ")"
	}
	return "(" + shown(f.left) + " " + f.join + " " + shown(f.right) + ")"
}

func TestGrammars(t *testing.T) {
	scim, server := ParseSCIM, ParseServer
	for _, test := range []struct {
		name  string
		parse func(string) (*Tree, error)
		raw   string
		want  string
		err   error
	}{
		{"scim: and before or", scim, `a eq 1 or b co 2 and c pr`, `(a eq "1" or (b co "2" and c pr ""))`, nil},
		{"scim: quotes hold no blank together", scim, `a eq "x y"`, `a eq "\"x y\""`, nil},
		{"scim: quotes on both sides go", scim, `a eq 'x'`, `a eq "x"`, nil},
		{"scim: parentheses", scim, `not (a eq 1 or b eq 2)`, `not((a eq "1" or b eq "2"))`, nil},
		{"scim: no operator", scim, `a`, "", ErrNoOperator},
		{"scim: no value", scim, `a eq`, "", ErrNoOperator},
		{"scim: nothing", scim, ``, "", ErrNoOperator},
		{"server: nothing", server, ``, "-", nil},
		{"server: quotes hold a blank", server, `a eq "x y"`, `a eq "x y"`, nil},
		{"server: escapes", server, `a eq "\101\n"`, `a eq "A"`, nil},
		{"server: connective in capitals ends it", server, `a eq 1 AND b eq 2`, `a eq "1"`, nil},
		{"server: no operator", server, `a b`, `a b  ""`, nil},
		{"server: no value", server, `a eq ""`, "", ErrNoValue},
	} {
		t.Run(test.name, func(t *testing.T) {
			tree, err := test.parse(test.raw)
			if !errors.Is(err, test.err) {
				t.Fatalf("error %v, want %v", err, test.err)
			}
			if got := shown(tree); err == nil && got != test.want {
				t.Errorf("%s is read as %s, want %s", test.raw, got, test.want)
			}
		})
	}
}

func TestEval(t *testing.T) {
	have := map[string]string{"name": "Kim", "age": "42"}
	for raw, want := range map[string]bool{
		`name eq Kim`: true, `name eq kim`: false, `name sw K and age ge 5`: false, `name ew m and not age eq 1`: true, `name pr and age lt 5`: true, ``: true,
	} {
		tree, err := ParseServer(raw)
		if err != nil {
			t.Fatal(err)
		}
		if got := tree.Eval(func(c Condition) bool { return Compare(c.Operator, have[c.Attribute], c.Value) }); got != want {
			t.Errorf("%s: got %t", raw, got)
		}
	}
	tree, err := ParseServer(`name co KI or age eq 1`)
	if err != nil {
		t.Fatal(err)
	}
	if tree.MatchesAll(have) || !tree.left.MatchesAll(have) {
		t.Error("MatchesAll does not ask for all conditions, or minds the case of a part")
	}
}
