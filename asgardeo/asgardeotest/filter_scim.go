package asgardeotest

import (
	"net/http"
	"strings"
)

// scimFilter parses a filter of SCIM. The attributes of its conditions are as
// they were sent.
func scimFilter(raw string) (*filter, error) {
	p := filterParser{tokens: scimTokens(raw), expression: scimExpression}
	tree, err := p.disjunction()
	if err != nil {
		return nil, err
	}
	for p.accept(")") { // more than were opened
	}
	if len(p.tokens) > 0 {
		return nil, noFilterOperator()
	}
	return tree, nil
}

func noFilterOperator() failure {
	return scimFailure(http.StatusBadRequest, "InvalidFilter", "Given filter operator is not supported.")
}

func scimExpression(words []string) (*filter, error) {
	cond, valued := conditionOf(strings.Join(words, " "))
	if cond.operator == "" || !valued || cond.operator != "pr" && cond.value == "" {
		return nil, noFilterOperator()
	}
	return &filter{condition: &cond}, nil
}

// scimTokens cuts a filter at its spaces, whatever is in quotes. A word loses
// one parenthesis on each side, and then quotes that are on both sides. Where
// nothing is left, a connective that follows is the value, and ends the filter.
func scimTokens(raw string) []filterToken {
	var tokens []filterToken
	for word := range strings.SplitSeq(raw, " ") {
		if word == "" {
			continue
		}
		if n := len(tokens); n > 0 && tokens[n-1] == (filterToken{}) && isConnective(word) {
			return append(tokens, filterToken{text: word})
		}
		opened, opens := strings.CutPrefix(word, "(")
		if opens {
			tokens = append(tokens, filterToken{"(", true})
		}
		closed, closes := strings.CutSuffix(opened, ")")
		if closed != "" {
			token := filterToken{text: withoutQuotes(closed)}
			if isConnective(closed) {
				token = filterToken{strings.ToLower(closed), true}
			}
			tokens = append(tokens, token)
		}
		if closes {
			tokens = append(tokens, filterToken{")", true})
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
