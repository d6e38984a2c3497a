package rest

import (
	"errors"
	"strings"
	"testing"
)

func TestOneFindsTheOnlyMatch(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	for items, want := range map[string]string{ // upper case is the same, lower case alike, digits are different
		"AbA": "A", "aa": "a", "aAA": "A", // overlapping pages
		"A": "A", "1A2": "A", "a": "a", "1a": "a", "aA": "A", "Aa": "A", "aabA": "A", "aAb": "A",
		"": "not found", "12": "not found", "AB": "ambiguous", "aAbB": "ambiguous", "ab": "ambiguous", "ABA": "ambiguous", "??": "ambiguous",
		"!": "broken", "A!": "broken", "AB!": "broken",
	} {
		seq := func(yield func(*string, error) bool) {
			for _, item := range strings.Split(items, "") {
				if item == "!" {
					yield(nil, broken)
					return
				}
				if !yield(&item, nil) {
					return
				}
			}
		}
		got, err := One(testClient(nil), "things.Get", `thing "x"`, seq, func(item *string) string { return strings.Trim(*item, "?") }, func(item *string) int {
			switch {
			case *item >= "?" && *item <= "Z":
				return Same
			case *item >= "a" && *item <= "z":
				return Alike
			}
			return Different
		})
		is := map[string]error{"not found": ErrNotFound, "ambiguous": ErrAmbiguous, "broken": broken}[want]
		switch {
		case is == nil && (err != nil || *got != want):
			t.Errorf("%q: got %v, %v, want %q", items, got, err, want)
		case is != nil && (got != nil || !errors.Is(err, is)):
			t.Errorf("%q: got %v, %v, want %v", items, got, err, is)
		case is != nil && is != broken && (failure(t, err).Operation != "things.Get" || !strings.Contains(err.Error(), `thing "x"`)):
			t.Errorf("%q: the error is %v", items, err)
		}
	}
}
