// Package filter writes and checks filters as the server APIs read them, some of whose words SCIM reads in the same way.
package filter

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// operators are in the order in which the server looks for them in an expression. It takes the first that it finds,
// in a value too, and even within quotes.
var operators = []string{"eq", "ne", "co", "sw", "ew", "pr", "gt", "ge", "lt", "le"}

// Term is a comparison in a filter of the server APIs.
type Term struct{ Attribute, Operator, Value string }

// Join writes a filter of terms on known attributes, with a connective between them.
func Join(terms []Term, connective string, known ...string) (string, error) {
	texts := make([]string, len(terms))
	for i, t := range terms {
		if !slices.Contains(known, t.Attribute) {
			return "", fmt.Errorf("the server cannot filter by the attribute %q, only by %q", t.Attribute, known)
		}
		value, err := Quote(t.Operator, t.Value)
		if err != nil {
			return "", fmt.Errorf("the filter's value %q for %s %w", t.Value, t.Attribute, err)
		}
		texts[i] = fmt.Sprintf("%s %s %s", t.Attribute, t.Operator, value)
	}
	return strings.Join(texts, connective), nil
}

// Quote writes a value behind an operator as the tokenizer of the server APIs reads it. The error says what it
// would misread.
func Quote(operator, value string) (string, error) {
	mark := `"`
	if strings.Contains(value, mark) {
		mark = "'"
	}
	switch {
	case strings.TrimSpace(value) != value || value == "":
		return "", errors.New("is empty, or begins or ends with a space, which the server does not see")
	case strings.ContainsFunc(value, unicode.IsControl), strings.Contains(value, `\`), strings.Contains(value, mark), !utf8.ValidString(value):
		return "", errors.New("holds a backslash, a control character, both kinds of quotes, or bytes that are no UTF-8, which the server misreads")
	}
	if word := MisreadOperator(operator, value); word != "" {
		return "", fmt.Errorf("holds the word %q, which the server takes for the operator", word)
	}
	return mark + value + mark, nil
}

// IsOperator reports whether word is an operator of filters, in any case.
func IsOperator(word string) bool {
	return slices.Contains(operators, strings.ToLower(word))
}

// IsConnective reports whether word joins the expressions of a filter, in any case.
func IsConnective(word string) bool {
	return slices.Contains([]string{"and", "or", "not"}, strings.ToLower(word))
}

// MisreadOperator returns the word of a value that the server takes for the operator of the expression, in the place of
// the real one: a word among others that the server looks for first, or the real one again. It returns "" if there is none.
func MisreadOperator(operator, value string) string {
	words := strings.Split(value, " ")
	if len(words) == 1 {
		return ""
	}
	for _, word := range words {
		if i := slices.Index(operators, strings.ToLower(word)); i >= 0 && i <= slices.Index(operators, operator) {
			return word
		}
	}
	return ""
}

// Lookup returns a filter that narrows a listing down to the items whose attribute can be value: the lookup has to
// compare the rest. It is empty if the server cannot read even the beginning of value.
func Lookup(attribute, value string) string {
	if quoted, err := Quote("eq", value); err == nil {
		return attribute + " eq " + quoted
	}
	prefix := ReadablePrefix(value, func(s string) bool { _, err := Quote("sw", s); return err == nil })
	quoted, err := Quote("sw", prefix)
	if err != nil {
		return ""
	}
	return attribute + " sw " + quoted
}

// ReadablePrefix returns the longest beginning of value, up to some length, that a filter can hold.
func ReadablePrefix(value string, readable func(string) bool) string {
	for end := min(len(value), 100); end > 0; end-- {
		if readable(value[:end]) {
			return value[:end]
		}
	}
	return ""
}
