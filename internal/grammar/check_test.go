package grammar_test

import (
	"strings"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/internal/grammar"
)

// A filter of the caller is sent unchanged, unless the server would drop a part of it
// or fail.
func TestFiltersOfCallersAreChecked(t *testing.T) {
	t.Parallel()
	for text, refused := range map[string]string{
		``: "", `name eq "a"`: "", `name eq a`: "", `name eq Two Words`: "", `name EQ 'a' and issuer sw "b"`: "", `(name eq "a") and (issuer eq b)`: "",
		`name eq "R AND D"`: "", `name eq "it's"`: "", `name eq "a \" or b"`: "", `name pr`: "", `not_an_attribute eq x`: "", `name co роль`: "",
		`name eq "a" AND issuer eq "b"`: "AND", `name eq "a" Or name eq "b"`: "Or", `name eq R AND D`: "AND", `NOT (name eq "a")`: "NOT",
		`name eq "a`: "quote", `name eq Kim's`: "quote", "name eq \"a\nb\"": "quote", `name eq "a\"`: "quote",
		`name eq "a" or name eq "b"`: "or", `not (name eq "a")`: "not", `name eq R or D`: "or",
		`name eq "a eq b"`: "eq twice", `name co a CO b`: "co twice", `name eq "a" and issuer sw "b sw c"`: "sw twice", `name eq "a eq"`: "",
		`name eq https://a?b=c`: "'?'", `name eq a,b`: "','", "name\teq\na": "", "name eq \u0085": `'\u0085'`, `name eq "https://a?b=c"`: "", `name eq a+b`: "",
		`name eq ""`: "no value", `name sw "a" and name eq " "`: "no value",
		`name`: "no operator", `name eq`: "no operator", `name zz x`: "no operator", `name eq R and D`: "no operator", `name eq "a" and issuer`: "no operator",
	} {
		err := grammar.CheckWithout(text, "or", "not")
		if refused == "" && err != nil || refused != "" && (err == nil || !strings.Contains(err.Error(), refused)) {
			t.Errorf("%s: got %v, want one about %q", text, err, refused)
		}
	}
}
