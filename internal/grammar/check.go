package grammar

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// Check refuses a filter that the server APIs would truncate or fail at.
func Check(filter string) error { return CheckWithout(filter) }

// CheckWithout is like [Check] for lists in which the server misreads some
// connectives.
func CheckWithout(filter string, unsupported ...string) error {
	var words []string
	for rest := filter; rest != ""; {
		end := strings.IndexFunc(rest, func(r rune) bool { return !inWord(r) })
		if end < 0 {
			end = len(rest)
		}
		switch word := rest[:end]; {
		case rest[0] == '"' || rest[0] == '\'':
			if end = closingQuote(rest); end < 0 {
				return errors.New("has a quote that is not closed: write a value with an apostrophe in double quotes")
			}
			words = append(words, rest[1:end])
			end++
		case rest[0] == '(' || rest[0] == ')', isConnective(word):
			switch lower := strings.ToLower(word); {
			case lower != word:
				return fmt.Errorf("has %s, and the server drops it and the rest of the filter: write %s, or quote the value that contains it", word, lower)
			case slices.Contains(unsupported, word):
				return fmt.Errorf("has %s, which the server does not evaluate: quote the value that contains it", word)
			}
			if err := checkExpression(words); err != nil {
				return err
			}
			words, end = nil, max(end, 1)
		case strings.IndexByte(" \t\r\n", rest[0]) >= 0:
			end = 1
		case word == "":
			lost, _ := utf8.DecodeRuneInString(rest)
			return fmt.Errorf("has the character %q, which the server treats as a space: quote the value that contains it", lost)
		default:
			words = append(words, word)
		}
		rest = rest[end:]
	}
	return checkExpression(words)
}

// checkExpression refuses an expression that the server drops or fails at. It accepts
// an empty one.
func checkExpression(words []string) error {
	text := strings.Join(words, " ")
	for _, operator := range operators {
		_, value, found := strings.Cut(strings.ToLower(text), " "+operator+" ")
		switch {
		case found && strings.Contains(value, " "+operator+" "):
			return fmt.Errorf("has the operator %s twice in %q, and the server drops the rest after the second one", operator, text)
		case found && strings.TrimSpace(value) == "":
			return fmt.Errorf("has no value in %q", text)
		case found, operator == "pr" && len(words) == 2 && strings.EqualFold(words[1], "pr"): // which the server refuses
			return nil
		}
	}
	if words == nil {
		return nil
	}
	return fmt.Errorf("has no operator with a value in %q", text)
}

func inWord(r rune) bool {
	return r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || strings.ContainsRune("@:_-+.*/", r) || r >= 0xA0
}

// closingQuote returns the position of the quote that closes the text's first
// character. It must be on the same line.
func closingQuote(text string) int {
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case text[0]:
			return i
		case '\n', '\r':
			return -1
		case '\\':
			i++
		}
	}
	return -1
}
