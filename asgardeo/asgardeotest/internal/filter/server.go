package filter

import (
	"errors"
	"strings"
)

// ErrNoValue is the error for an operator without a value.
var ErrNoValue = errors.New("an operator without a value")

// ParseServer parses a filter of the server APIs. An expression without an
// operator is a condition without one. The only error is [ErrNoValue], which the
// real server does not handle. Text that cannot be part of a filter is silently
// dropped.
func ParseServer(raw string) (*Tree, error) {
	p := parser{tokens: serverTokens(raw), expression: serverExpression}
	if len(p.tokens) == 0 {
		return nil, nil
	}
	return p.disjunction()
}

func serverExpression(words []string) (*Tree, error) {
	cond, valued := conditionOf(strings.Join(words, " "))
	if cond.Operator != "" && !valued {
		return nil, ErrNoValue
	}
	return &Tree{Condition: &cond}, nil
}

// serverTokens splits a filter into words and quoted texts. Outside quotes, a
// character that cannot be part of a word ends it. The filter ends at a
// connective that is not in lower case. A quote that is not closed extends to
// the end of the line.
func serverTokens(raw string) []token {
	var tokens []token
	for rest := []rune(raw); len(rest) > 0; {
		r := rest[0]
		switch {
		case r == '"' || r == '\'':
			text, n := quotedText(rest)
			tokens, rest = append(tokens, token{text: text}), rest[n:]
		case r == '(' || r == ')':
			tokens, rest = append(tokens, token{string(r), true}), rest[1:]
		case inServerWord(r):
			n := 1
			for n < len(rest) && inServerWord(rest[n]) {
				n++
			}
			word := string(rest[:n])
			if isConnective(word) && strings.ToLower(word) != word {
				return tokens
			}
			tokens, rest = append(tokens, token{word, isConnective(word)}), rest[n:]
		default:
			rest = rest[1:]
		}
	}
	return tokens
}

// quotedText reads a quoted text with the escapes of C, and returns it with the
// number of characters read.
func quotedText(rest []rune) (string, int) {
	var text strings.Builder
	for i := 1; i < len(rest); i++ {
		switch r := rest[i]; {
		case r == rest[0]:
			return text.String(), i + 1
		case r == '\n' || r == '\r':
			return text.String(), i
		case r == '\\' && i+1 < len(rest):
			escaped, n := unescape(rest[i+1:])
			text.WriteRune(escaped)
			i += n
		default:
			text.WriteRune(r)
		}
	}
	return text.String(), len(rest)
}

var escapes = map[rune]rune{'a': 7, 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t', 'v': 11}

// unescape reads the characters after a backslash: up to three octal digits, or
// one character.
func unescape(rest []rune) (rune, int) {
	code, n := rune(0), 0
	for n < len(rest) && rest[n] >= '0' && rest[n] <= '7' && (n < 2 || n == 2 && rest[0] <= '3') {
		code = code*8 + rest[n] - '0'
		n++
	}
	if n > 0 {
		return code, n
	}
	if special, ok := escapes[rest[0]]; ok {
		return special, 1
	}
	return rest[0], 1
}

func inServerWord(r rune) bool {
	return r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || strings.ContainsRune("@:_-+.*/", r) || r >= 0xA0
}
