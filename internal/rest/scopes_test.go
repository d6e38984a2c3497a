package rest

import (
	"fmt"
	"strings"
	"testing"
)

func TestScopesOf(t *testing.T) {
	t.Parallel()
	s := Scopes{{"A", [][]string{{"c", "b"}, {"a"}}}, {"B", [][]string{{"b"}}}, {"C", nil}, {"More", [][]string{{"d"}}}}
	for _, tt := range []struct{ operations, want string }{
		{"", "[a b c d]"}, {"A", "[a b c]"}, {"B", "[b]"}, {"pkg.B", "[b]"}, {"B pkg.A", "[a b c]"}, {"C", "[]"}, {"D", "[]"}, {".", "[]"},
		{"Both", "[a b c]"}, {"pkg.More", "[b d]"}, {"Field.Both", "[a b c]"}, {"pkg.Field.Both", "[a b c]"}, {"Field.A", "[]"}, {"pkg.Field.A", "[]"}, {".A", "[]"},
	} {
		composites := [][2]string{{"Both Field.Both", "A B"}, {"More", "B"}}
		if got := fmt.Sprint(s.Of(strings.Fields(tt.operations), composites)); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.operations, got, tt.want)
		}
	}
}
