package resttest

import (
	"context"
	"errors"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
	"github.com/seed-01804ef5/asgardeo-go/filter"
)

// Term is a comparison in a filter, as the server reads it.
type Term struct{ Attribute, Operator, Value string }

// ReadFilter reads a filter without parentheses like the server APIs do: words and quoted texts are joined by single
// spaces, up to an "and", and other characters are dropped. It shares no code with the SDK.
func ReadFilter(filter string) ([]Term, error) {
	var (
		phrases []string
		phrase  string
	)
	for rest := []rune(filter); len(rest) > 0; {
		switch r := rest[0]; {
		case r == '"' || r == '\'':
			end := slices.IndexFunc(rest[1:], func(c rune) bool { return c == r || c == '\n' || c == '\r' || c == '\\' }) + 1
			if end == 0 || rest[end] != r {
				return nil, errors.New("a quoted text is not closed, or contains escapes")
			}
			phrase += " " + string(rest[1:end])
			rest = rest[end+1:]
		case isWord(r):
			end := slices.IndexFunc(rest, func(c rune) bool { return !isWord(c) })
			if end < 0 {
				end = len(rest)
			}
			switch word := string(rest[:end]); {
			case word == "and":
				phrases, phrase = append(phrases, phrase), ""
			case slices.Contains(connectives, strings.ToLower(word)):
				return nil, errors.New("the filter contains " + word)
			default:
				phrase += " " + word
			}
			rest = rest[end:]
		case r == '(' || r == ')':
			return nil, errors.New("the filter contains parentheses")
		default:
			rest = rest[1:]
		}
	}
	return terms(append(phrases, phrase))
}

func isWord(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r >= 160 || strings.ContainsRune("@:_-+.*/", r)
}

var connectives = []string{"and", "or", "not"}

// ReadSCIMFilter reads a filter without parentheses like the SCIM API does: it is split at spaces, and quotes at both
// ends of a part are removed.
func ReadSCIMFilter(filter string) ([]Term, error) {
	var (
		phrases []string
		phrase  string
	)
	// The server reads the filter as the sequence of bytes that the query contains.
	for _, piece := range strings.Split(url.QueryEscape(filter), "+") {
		word, err := url.QueryUnescape(piece)
		if err != nil {
			return nil, err
		}
		word = strings.ToValidUTF8(word, "\ufffd")
		last := len(word) - 1
		switch lower := strings.ToLower(word); {
		case word == "":
		case lower == "and":
			phrases, phrase = append(phrases, phrase), ""
		case slices.Contains(connectives, lower):
			return nil, errors.New("the filter contains " + word)
		case word[0] == '(' || word[last] == ')':
			return nil, errors.New("the filter contains parentheses")
		case last > 0 && word[0] == word[last] && (word[0] == '"' || word[0] == '\''):
			phrase += " " + word[1:last]
		default:
			phrase += " " + word
		}
	}
	return terms(append(phrases, phrase))
}

// ReadRoleFilter reads a filter of roles. The SCIM API removes the quotes and writes the filter again for another part
// of the server.
func ReadRoleFilter(filter string) ([]Term, error) {
	read, err := ReadSCIMFilter(filter)
	if err != nil {
		return nil, err
	}
	var phrases []string
	for _, t := range read {
		phrases = append(phrases, t.Attribute+" "+t.Operator+" "+t.Value)
	}
	return ReadFilter(strings.Join(phrases, " and "))
}

// operators are searched for in this order.
var operators = []string{"eq", "ne", "co", "sw", "ew", "pr", "gt", "ge", "lt", "le"}

func terms(phrases []string) ([]Term, error) {
	var read []Term
	for _, phrase := range phrases {
		i := slices.IndexFunc(operators, func(operator string) bool { return within(operator).MatchString(phrase) })
		if i < 0 {
			return nil, errors.New("the filter has no operator")
		}
		parts := within(operators[i]).Split(strings.Trim(phrase, " "), -1)
		if len(parts) < 2 {
			return nil, errors.New("an operand is missing")
		}
		read = append(read, Term{strings.Trim(parts[0], " "), operators[i], strings.Trim(parts[1], " ")})
	}
	return read, nil
}

// within matches an operator between words; pr may be at the end.
func within(operator string) *regexp.Regexp {
	if operator == "pr" {
		return regexp.MustCompile("(?i) pr")
	}
	return regexp.MustCompile("(?i) " + operator + " ")
}

// WantFilter fails the test unless the server reads the filter as these terms.
func WantFilter(t testing.TB, read func(string) ([]Term, error), filter string, want ...Term) {
	t.Helper()
	if got, err := read(filter); err != nil || !slices.Equal(got, want) {
		t.Errorf("the server reads %q as %q, %v, want %q", filter, got, err, want)
	}
}

// RawFilters runs listings, by the operations that they send, with each raw filter. Filters with the value true must be
// rejected before a request is sent; the others must be sent.
func RawFilters(t *testing.T, filters map[string]bool, lists map[string]func(ctx context.Context, c *asgardeo.Client, raw filter.Filter) error) {
	t.Helper()
	for operation, list := range lists {
		for text, refused := range filters {
			s := New(t, Reply{Status: 500, Type: "-"})
			err := list(t.Context(), s.Client, filter.Raw(text))
			var e *asgardeo.Error
			if errors.Is(err, asgardeo.ErrInvalidInput) != refused || !errors.As(err, &e) || e.Operation != operation {
				t.Errorf("%s: %s: got %v", operation, text, err)
			}
			if sent := len(s.Lines()); refused != (sent == 0) {
				t.Errorf("%s: %s: sent %d requests", operation, text, sent)
			}
		}
	}
}
