package filter

import (
	"errors"
	"strings"
)

// ParseSCIM parses a filter of SCIM. The attributes of its conditions are as
// they were sent. The only error is [ErrNoOperator].
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

// ErrNoOperator is the error of a filter in which an operator is missing,
// or what it needs.
var ErrNoOperator = errors.New("the filter has no operator that is supported")

func scimExpression(words []string) (*Tree, error) {
	cond, valued := conditionOf(strings.Join(words, " "))
	if cond.Operator == "" || !valued || cond.Operator != "pr" && cond.Value == "" {
		return nil, ErrNoOperator
	}
	return &Tree{Condition: &cond}, nil
}

// scimTokens cuts a filter at its spaces, whatever is in quotes. A word loses
// one parenthesis on each side, and then quotes that are on both sides. Where
// nothing is left, a connective that follows is the value, and ends the filter.
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
