package rest

import (
	"fmt"
	"strings"
	"testing"
)

func TestScopesOfARegistration(t *testing.T) {
	t.Parallel()
	r := Registration{
		API:        &API{Operations: []Operation{{"x.A", [][]string{{"c", "b"}, {"a"}}}, {"x.B", [][]string{{"b"}}}, {"x.C", nil}}},
		Parts:      []Operation{{"x.More", [][]string{{"d"}}}},
		Composites: [][2]string{{"Both Field.Both", "A B"}, {"More", "B"}},
	}
	for _, tt := range []struct{ operations, want string }{
		{"", "[a b c d]"}, {"A", "[a b c]"}, {"B", "[b]"}, {"pkg.B", "[b]"}, {"B pkg.A", "[a b c]"}, {"C", "[]"}, {"D", "[]"}, {".", "[]"},
		{"Both", "[a b c]"}, {"pkg.More", "[b d]"}, {"Field.Both", "[a b c]"}, {"pkg.Field.Both", "[a b c]"}, {"Field.A", "[]"}, {"pkg.Field.A", "[]"}, {".A", "[]"},
	} {
		if got := fmt.Sprint(r.Scopes(strings.Fields(tt.operations)...)); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.operations, got, tt.want)
		}
	}
}

func TestScopesOfAllAPIsAreThereOnce(t *testing.T) {
	t.Parallel()
	c := &Client{}
	apis := &APIs{Client: c}
	for _, scopes := range [][]string{{"b", "a"}, {"c", "a"}} {
		r := Registration{API: &API{Operations: []Operation{{"x.A", [][]string{scopes}}}}, Parts: []Operation{{"x.B", [][]string{scopes[:1]}}}}
		if apis.Add(&r) != c {
			t.Error("Add returns another client")
		}
	}
	if got := fmt.Sprint(apis.Scopes()); got != "[a b c]" {
		t.Errorf("got %s", got)
	}
}
