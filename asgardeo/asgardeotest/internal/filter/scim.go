package filter

import (
	"errors"
	"strings"
)

// ParseSCIM parses a filter of SCIM. The names of attributes stay as they were
// sent. The only error is [ErrNoOperator].
func ParseSCIM(raw string) (*Tree, error) {
	p := parser{tokens: scimTokens(raw), expression: scimExpression}
	tree, err := p.disjunction()
	if err != nil {
		return nil, err
	}
	for p.accept(")") { // more than were opened
	}
	if len(p.tokens) > 0 {
		return nil, ErrNoOperator
	}
	return tree, nil
}

// ErrNoOperator is the error for a filter in which an operator or its operand
// is missing.
var ErrNoOperator = errors.New("the filter has no operator that is supported")

func scimExpression(words []string) (*Tree, error) {
	cond, valued := conditionOf(strings.Join(words, " "))
	if cond.Operator == "" || !valued || cond.Operator != "pr" && cond.Value == "" {
		return nil, ErrNoOperator
	}
	return &Tree{Condition: &cond}, nil
}

// scimTokens splits a filter at its spaces, even within quotes. It removes one
// parenthesis on each side of a word, and then quotes that are on both sides.
// If nothing remains, a connective that follows is the value and ends the
// filter.
func scimTokens(raw string) []token {
	var tokens []token
	for word := range strings.SplitSeq(raw, " ") {
		if word == "" {
			continue
		}
		if n := len(tokens); n > 0 && tokens[n-1] == (token{}) && isConnective(word) {
			return append(tokens, token{text: word})
		}
		opened, opens := strings.CutPrefix(word, "(")
		if opens {
			tokens = append(tokens, token{"(", true})
		}
		closed, closes := strings.CutSuffix(opened, ")")
		if closed != "" {
			read := token{text: withoutQuotes(closed)}
			if isConnective(closed) {
				read = token{strings.ToLower(closed), true}
			}
			tokens = append(tokens, read)
		}
		if closes {
			tokens = append(tokens, token{")", true})
		}
	}
	return tokens
}

func withoutQuotes(word string) string {
	if n := len(word) - 1; n > 0 && word[0] == word[n] && strings.ContainsRune(`"'`, rune(word[0])) {
		return word[1:n]
	}
	return word
}
