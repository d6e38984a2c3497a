package grammar_test

import (
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/internal/grammar"
	"github.com/seed-01804ef5/asgardeo-go/internal/resttest"
)

func TestQuote(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{
		"a": `"a"`, "a b": `"a b"`, `a "b"`: `'a "b"'`, "it's": `"it's"`, "é\u2028": "", "/*(": `"/*("`, "equal co-op": `"equal co-op"`,
		"a?b=c&d#%": `"a?b=c&d#%"`, "and": `"and"`, "not a or b": `"not a or b"`, "日本": `"日本"`, "production": `"production"`, "a  b": `"a  b"`,
		"": "", " ": "", " a": "", "a ": "", "a\t": "", `a\`: "", "a\nb": "", "a\x00b": "", "a\x7f": "", `'"`: "", "\xff": "",
		"eq": `"eq"`, "a eq b": "", "a EQ b": "", "a Ne b": "", "a co": "", "a sw b": "", "a ew b": `"a ew b"`, "a pr": `"a pr"`, "a ge b": `"a ge b"`,
	} {
		got, err := grammar.Quote("sw", value)
		if (err != nil) != (want == "") || want != "" && got != want {
			t.Errorf("%q: got %s, %v, want %s", value, got, err, want)
		}
	}
}

// The server reads every value that is not refused unchanged.
func checkQuoted(t *testing.T, value string) (accepted int) {
	t.Helper()
	for _, operator := range []string{"eq", "ne", "co", "sw", "ew"} {
		quoted, err := grammar.Quote(operator, value)
		if err != nil {
			continue
		}
		accepted++
		resttest.WantFilter(t, resttest.ReadFilter, "name "+operator+" "+quoted+" and issuer eq \"x\"",
			resttest.Term{Attribute: "name", Operator: operator, Value: value},
			resttest.Term{Attribute: "issuer", Operator: "eq", Value: "x"})
	}
	return accepted
}

func TestRandomQuotedFiltersAreReadAsWritten(t *testing.T) {
	t.Parallel()
	accepted := 0
	for value := range resttest.RandomNames(2000) {
		accepted += checkQuoted(t, value)
	}
	if accepted < 2000 {
		t.Errorf("of 10000 filters, %d were written", accepted)
	}
}

func FuzzQuote(f *testing.F) {
	for _, seed := range []string{"a", "a b", `a "b"`, "it's", "a eq b", "eq", "eq b", "and", "a and b", "(", `a\`, "a\n", "é", "\xff", " "} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value string) { checkQuoted(t, value) })
}
