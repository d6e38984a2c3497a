package grammar

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
	if word := misreadOperator(operator, value); word != "" {
		return "", fmt.Errorf("holds the word %q, which the server takes for the operator", word)
	}
	if word := misreadPresence(operator, value); word != "" {
		return "", presenceError(word)
	}
	return mark + value + mark, nil
}

// isOperator reports whether word is an operator of filters, in any case.
func isOperator(word string) bool {
	return slices.Contains(operators, strings.ToLower(word))
}

// isConnective reports whether word joins the expressions of a filter, in any case.
func isConnective(word string) bool {
	return slices.Contains([]string{"and", "or", "not"}, strings.ToLower(word))
}

// misreadOperator returns the word of a value that the server takes for the operator of the expression, in the place of
// the real one: a word among others that the server looks for first, or the real one again. It returns "" if there is none.
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

// misreadPresence returns the word of a value whose beginning the server takes for the operator pr, or "".
func misreadPresence(operator, value string) string {
	if words := strings.Split(value, " "); behindPresence(operator) {
		if i := slices.IndexFunc(words, isPresence); i >= 0 {
			return words[i]
		}
	}
	return ""
}

func presenceError(word string) error {
	return fmt.Errorf("holds the word %q, whose beginning the server takes for the operator pr", word)
}

// behindPresence reports whether the server looks for an operator after it has looked for pr.
func behindPresence(operator string) bool {
	return slices.Index(operators, operator) > slices.Index(operators, "pr")
}

// isPresence reports whether the server takes the beginning of word for the operator pr.
func isPresence(word string) bool { return len(word) > 1 && strings.EqualFold(word[:2], "pr") }
