package grammar

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// operators are in the order in which the server searches for them in an expression. It
// uses the first that it finds, even in a value or within quotes.
var operators = []string{"eq", "ne", "co", "sw", "ew", "pr", "gt", "ge", "lt", "le"}

// Quote returns a value in the form that the tokenizer of the server APIs reads after
// an operator. The error describes what the server would misread.
func Quote(operator, value string) (string, error) {
	mark := `"`
	if strings.Contains(value, mark) {
		mark = "'"
	}
	switch {
	case strings.TrimSpace(value) != value || value == "":
		return "", errors.New("is empty, or begins or ends with a space, which the server ignores")
	case strings.ContainsFunc(value, unicode.IsControl), strings.Contains(value, `\`), strings.Contains(value, mark), !utf8.ValidString(value):
		return "", errors.New("has a backslash, a control character, both kinds of quotes, or bytes that are not UTF-8, which the server misreads")
	}
	if word := misreadOperator(operator, value); word != "" {
		return "", fmt.Errorf("has the word %q, which the server treats as the operator", word)
	}
	if word := misreadPresence(operator, value); word != "" {
		return "", presenceError(word)
	}
	return mark + value + mark, nil
}

// isOperator reports whether word is an operator of filters, ignoring case.
func isOperator(word string) bool {
	return slices.Contains(operators, strings.ToLower(word))
}

// isConnective reports whether word is a connective of filters, ignoring case.
func isConnective(word string) bool {
	return slices.Contains([]string{"and", "or", "not"}, strings.ToLower(word))
}

// misreadOperator returns the word of a value that the server would mistake for the
// operator of the expression: an operator that the server searches for first, or the
// same operator again. It returns "" if there is no such word.
func misreadOperator(operator, value string) string {
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

// misreadPresence returns the word of a value with a beginning that the server treats
// as the operator pr, or "".
func misreadPresence(operator, value string) string {
	if words := strings.Split(value, " "); behindPresence(operator) {
		if i := slices.IndexFunc(words, isPresence); i >= 0 {
			return words[i]
		}
	}
	return ""
}

func presenceError(word string) error {
	return fmt.Errorf("has the word %q with a beginning that the server treats as the operator pr", word)
}

// behindPresence reports whether the server searches for an operator after pr.
func behindPresence(operator string) bool {
	return slices.Index(operators, operator) > slices.Index(operators, "pr")
}

// isPresence reports whether the server treats the beginning of word as the operator
// pr.
func isPresence(word string) bool { return len(word) > 1 && strings.EqualFold(word[:2], "pr") }
