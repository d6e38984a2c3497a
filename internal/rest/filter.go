package rest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// filterOperators are what the server takes for an operator, even within quotes.
var filterOperators = []string{"eq", "ne", "co", "sw", "ew", "pr", "gt", "ge", "lt", "le"}

// FilterTerm is a comparison in a filter of the server APIs.
type FilterTerm struct{ Attribute, Operator, Value string }

// JoinFilter writes a filter of terms on known attributes, with a connective between them.
func JoinFilter(terms []FilterTerm, connective string, known ...string) (string, error) {
	texts := make([]string, len(terms))
	for i, t := range terms {
		if !slices.Contains(known, t.Attribute) {
			return "", fmt.Errorf("the server cannot filter by the attribute %q, only by %q", t.Attribute, known)
		}
		value, err := QuoteFilter(t.Value)
		if err != nil {
			return "", fmt.Errorf("the filter's value %q for %s %w", t.Value, t.Attribute, err)
		}
		texts[i] = fmt.Sprintf("%s %s %s", t.Attribute, t.Operator, value)
	}
	return strings.Join(texts, connective), nil
}

// QuoteFilter writes a value as the tokenizer of the server APIs reads it. The error says what it would misread.
func QuoteFilter(value string) (string, error) {
	words := strings.Split(value, " ")
	mark := `"`
	if strings.Contains(value, mark) {
		mark = "'"
	}
	switch {
	case strings.TrimSpace(value) != value || value == "":
		return "", errors.New("is empty, or begins or ends with a space, which the server does not see")
	case strings.ContainsFunc(value, unicode.IsControl), strings.Contains(value, `\`), strings.Contains(value, mark), !utf8.ValidString(value):
		return "", errors.New("holds a backslash, a control character, both kinds of quotes, or bytes that are no UTF-8, which the server misreads")
	case len(words) > 1 && slices.ContainsFunc(words, IsFilterOperator):
		return "", errors.New("holds an operator, which the server takes for its own")
	}
	return mark + value + mark, nil
}

// IsFilterOperator reports whether word is an operator of filters, in any case.
func IsFilterOperator(word string) bool {
	return slices.Contains(filterOperators, strings.ToLower(word))
}

// FilterPrefix returns the words that value begins with and that the server reads as they are: all of them, or those
// before an operator. With it a lookup narrows a listing down, and compares the rest itself.
func FilterPrefix(value string) string {
	words := strings.Split(value, " ")
	if len(words) == 1 || !slices.ContainsFunc(words, IsFilterOperator) {
		return value
	}
	end := 1
	for !IsFilterOperator(words[0]) && end < len(words) && !IsFilterOperator(words[end]) {
		end++
	}
	return strings.Join(words[:end], " ")
}
