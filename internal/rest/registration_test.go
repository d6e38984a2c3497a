package rest

import (
	"fmt"
	"testing"
)

type op string

func TestScopesOfOperations(t *testing.T) {
	t.Parallel()
	api := API{Operations: []Operation{{"x.A", [][]string{{"c", "b"}, {"a"}}}, {"x.B", [][]string{{"b"}}}, {"x.C", nil}, {"x.Sub.A", [][]string{{"d"}}}}}
	composites := map[op][]op{"x.Both": {"x.A", "x.B"}, "x.B": {"x.B", "x.Sub.A"}}
	for _, tt := range []struct {
		ops  []op
		want string
	}{
		{nil, "[]"},
		{[]op{"x.A"}, "[a b c]"},
		{[]op{"x.C"}, "[]"},
		{[]op{"x.Sub.A", "x.Sub.A"}, "[d]"},
		{[]op{"x.B"}, "[b d]"},
		{[]op{"x.Both"}, "[a b c]"},
		{[]op{"x.Both", "x.Sub.A"}, "[a b c d]"},
		{[]op{"x.D"}, "[unknown operation: x.D]"},
		{[]op{"x.C", "A"}, "[unknown operation: A]"},
		{[]op{"x.Sub.A", ""}, "[d unknown operation: ]"},
	} {
		if got := fmt.Sprint(Scopes(&api, composites, tt.ops)); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.ops, got, tt.want)
		}
	}
	if got := fmt.Sprint(Operations(&api, composites)); got != "[x.A x.B x.Both x.C x.Sub.A]" {
		t.Errorf("the operations are %s", got)
	}
}

func TestScopesOfAllAPIsOccurOnce(t *testing.T) {
	t.Parallel()
	c := &Client{}
	apis := &APIs{Client: c}
	for _, scopes := range [][]string{{"b", "a"}, {"c", "a"}} {
		api := API{Operations: []Operation{{"x.A", [][]string{scopes}}, {"x.B", [][]string{scopes[:1]}}}}
		if apis.Add(&api) != c {
			t.Error("Add returns another client")
		}
	}
	if got := fmt.Sprint(apis.Scopes()); got != "[a b c]" {
		t.Errorf("got %s", got)
	}
}
