package grammar

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// QuoteSCIM returns a value for a filter of users or groups. The server splits the
// filter at every space, and then removes quotes and parentheses from each word: it
// finds a value of several words only without quotes.
func QuoteSCIM(operator, value string) (string, error) {
	words, err := wordsOf(operator, value)
	if err != nil {
		return "", err
	}
	if len(words) == 1 {
		return `"` + value + `"`, nil
	}
	for _, word := range words {
		if strings.HasPrefix(word, "(") || strings.HasSuffix(word, ")") {
			return "", parenthesisError(word)
		}
	}
	return value, nil
}

// CheckSCIM refuses a filter of users or groups in which a value of several words is
// quoted: the server would search for the quotes as part of the value, and find
// nothing.
func CheckSCIM(filter string) error {
	for word := range strings.SplitSeq(filter, " ") {
		word = strings.TrimLeft(word, "(")
		if strings.HasPrefix(word, `"`) && (len(word) == 1 || !strings.HasSuffix(strings.TrimRight(word, ")"), `"`)) {
			return errors.New("has a value of several words in quotes, which the server treats as part of the value: write it without quotes, such as displayName eq My Group")
		}
	}
	return nil
}

// QuoteSCIMRole returns a value for a filter of roles. The server first reads it like
// that of users, and then parses the result again with the grammar of the server APIs:
// a single word without quotes, several words with them.
func QuoteSCIMRole(operator, value string) (string, error) {
	words, err := wordsOf(operator, value)
	if err != nil {
		return "", err
	}
	last := len(words) - 1
	for i, word := range words {
		switch {
		case strings.Contains(word, `\`):
			return "", errors.New("has a backslash, which the server treats as an escape")
		case i > 0 && strings.HasPrefix(word, "("), i < last && strings.HasSuffix(word, ")"):
			return "", parenthesisError(word)
		case last > 0:
		case isConnective(word):
			return "", fmt.Errorf("is the word %q, which joins expressions", word)
		default:
			if i := strings.IndexFunc(word, func(r rune) bool { return !inWord(r) }); i >= 0 {
				return "", fmt.Errorf("is a single word with the character %q, which the server treats as a space", word[i])
			}
		}
	}
	return `"` + value + `"`, nil
}

func parenthesisError(word string) error {
	return fmt.Errorf("has the word %q with a parenthesis that the server treats as part of the filter", word)
}

// wordsOf splits a value into words as the server does, and refuses values that the
// server misreads in the filters of all resources.
func wordsOf(operator, value string) ([]string, error) {
	words := strings.Split(value, " ")
	switch {
	case value == "":
		return nil, errors.New("is empty")
	case strings.TrimSpace(value) != value, slices.Contains(words, ""):
		return nil, errors.New("begins or ends with a space, or has two in a row, which the server ignores")
	case !utf8.ValidString(value), strings.ContainsFunc(value, unicode.IsControl), strings.Contains(value, `"`):
		return nil, errors.New("has a control character, a quotation mark, or bytes that are not UTF-8")
	}
	if word := misreadOperator(operator, value); word != "" {
		return nil, fmt.Errorf("has the word %q, which the server treats as the operator", word)
	}
	if word := misreadPresence(operator, value); word != "" {
		return nil, presenceError(word)
	}
	for _, word := range words {
		switch {
		case len(words) > 1 && isConnective(word):
			return nil, fmt.Errorf("has the word %q, which joins expressions", word)
		case word[0] == '\'' && word[len(word)-1] == '\'':
			return nil, fmt.Errorf("has %s, from which the server removes the quotes", word)
		}
	}
	return words, nil
}
