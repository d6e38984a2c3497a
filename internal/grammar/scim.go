package grammar

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// QuoteSCIM writes a value for a filter of users or groups. The server cuts the filter at every space, and then takes
// quotes and parentheses off each word: it finds several words only without quotes.
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

// CheckSCIM refuses a filter of users or groups in which a value of several words is quoted: the server would look for the
// quotes, and find nothing.
func CheckSCIM(filter string) error {
	for word := range strings.SplitSeq(filter, " ") {
		word = strings.TrimLeft(word, "(")
		if strings.HasPrefix(word, `"`) && (len(word) == 1 || !strings.HasSuffix(strings.TrimRight(word, ")"), `"`)) {
			return errors.New("has a value of several words in quotes, which the server takes for a part of the value: write it without quotes, such as displayName eq My Group")
		}
	}
	return nil
}

// QuoteSCIMRole writes a value for a filter of roles. The server reads it like that of users, and what is left once
// more by the grammar of the server APIs: a single word without the quotes, several words with them.
func QuoteSCIMRole(operator, value string) (string, error) {
	words, err := wordsOf(operator, value)
	if err != nil {
		return "", err
	}
	last := len(words) - 1
	for i, word := range words {
		switch {
		case strings.Contains(word, `\`):
			return "", errors.New("holds a backslash, which the server takes for an escape")
		case i > 0 && strings.HasPrefix(word, "("), i < last && strings.HasSuffix(word, ")"):
			return "", parenthesisError(word)
		case last > 0:
		case isConnective(word):
			return "", fmt.Errorf("is the word %q, which joins expressions", word)
		default:
			if i := strings.IndexFunc(word, func(r rune) bool { return !inWord(r) }); i >= 0 {
				return "", fmt.Errorf("is a single word with the character %q, which the server takes for a space", word[i])
			}
		}
	}
	return `"` + value + `"`, nil
}

func parenthesisError(word string) error {
	return fmt.Errorf("holds the word %q, whose parenthesis the server takes for one of the filter", word)
}

// wordsOf cuts a value into words as the server does, and refuses what it misreads in the filters of all resources.
func wordsOf(operator, value string) ([]string, error) {
	words := strings.Split(value, " ")
	switch {
	case value == "":
		return nil, errors.New("is empty")
	case strings.TrimSpace(value) != value, slices.Contains(words, ""):
		return nil, errors.New("begins or ends with a space, or has two in a row, which the server does not see")
	case !utf8.ValidString(value), strings.ContainsFunc(value, unicode.IsControl), strings.Contains(value, `"`):
		return nil, errors.New("holds a control character, a quotation mark, or bytes that are no UTF-8")
	}
	if word := misreadOperator(operator, value); word != "" {
		return nil, fmt.Errorf("holds the word %q, which the server takes for the operator", word)
	}
	if word := misreadPresence(operator, value); word != "" {
		return nil, presenceError(word)
	}
	for _, word := range words {
		switch {
		case len(words) > 1 && isConnective(word):
			return nil, fmt.Errorf("holds the word %q, which joins expressions", word)
		case word[0] == '\'' && word[len(word)-1] == '\'':
			return nil, fmt.Errorf("holds %s, from which the server takes the quotes", word)
		}
	}
	return words, nil
}
