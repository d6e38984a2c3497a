package asgardeotest

import (
	"errors"
	"slices"
	"strings"
)

// A condition is one comparison of a filter.
type condition struct{ attribute, operator, value string }

// A filter is a tree of conditions: either a condition, or two filters
// joined by and or or, or the negation of the left one.
type filter struct {
	condition   *condition
	join        string // "and", "or" or "not"
	left, right *filter
}

var errFilterSyntax = errors.New("the filter cannot be parsed")

// conditions returns the conditions of the tree from left to right.
func (f *filter) conditions() []condition {
	if f == nil {
		return nil
	}
	if f.condition != nil {
		return []condition{*f.condition}
	}
	return append(f.left.conditions(), f.right.conditions()...)
}

// joins reports whether the tree uses a connective anywhere.
func (f *filter) joins(connective string) bool {
	return f != nil && (f.join == connective || f.left.joins(connective) || f.right.joins(connective))
}

// eval evaluates the tree, and a nil tree is true.
func (f *filter) eval(holds func(condition) bool) bool {
	switch {
	case f == nil:
		return true
	case f.condition != nil:
		return holds(*f.condition)
	case f.join == "not":
		return !f.left.eval(holds)
	case f.join == "or":
		return f.left.eval(holds) || f.right.eval(holds)
	default:
		return f.left.eval(holds) && f.right.eval(holds)
	}
}

// compare applies an operator to two strings.
func compare(operator, have, want string) bool {
	switch operator {
	case "eq":
		return have == want
	case "ne":
		return have != want
	case "co":
		return strings.Contains(have, want)
	case "sw":
		return strings.HasPrefix(have, want)
	case "ew":
		return strings.HasSuffix(have, want)
	case "gt":
		return have > want
	case "ge":
		return have >= want
	case "lt":
		return have < want
	case "le":
		return have <= want
	case "pr":
		return have != ""
	default:
		return false
	}
}

var filterOperators = []string{"eq", "ne", "co", "sw", "ew", "pr", "gt", "ge", "lt", "le"}

// maxFilterDepth bounds the recursion of the parser.
const maxFilterDepth = 64

// parseFilter parses the tokens of a filter. An empty list is no filter.
func parseFilter(tokens []string) (*filter, error) {
	if len(tokens) == 0 {
		return nil, nil
	}
	p := filterParser{tokens: tokens}
	tree, err := p.disjunction()
	if err != nil {
		return nil, err
	}
	if len(p.tokens) > 0 {
		return nil, errFilterSyntax
	}
	return tree, nil
}

type filterParser struct {
	tokens []string
	depth  int
}

func (p *filterParser) next() string {
	if len(p.tokens) == 0 {
		return ""
	}
	token := p.tokens[0]
	p.tokens = p.tokens[1:]
	return token
}

func (p *filterParser) accept(keyword string) bool {
	if len(p.tokens) > 0 && strings.EqualFold(p.tokens[0], keyword) {
		p.tokens = p.tokens[1:]
		return true
	}
	return false
}

func (p *filterParser) disjunction() (*filter, error) {
	return p.chain("or", func() (*filter, error) { return p.chain("and", p.term) })
}

// chain parses operands joined by one connective.
func (p *filterParser) chain(connective string, operand func() (*filter, error)) (*filter, error) {
	left, err := operand()
	if err != nil {
		return nil, err
	}
	for p.accept(connective) {
		right, err := operand()
		if err != nil {
			return nil, err
		}
		left = &filter{join: connective, left: left, right: right}
	}
	return left, nil
}

func (p *filterParser) term() (*filter, error) {
	if p.depth++; p.depth > maxFilterDepth {
		return nil, errFilterSyntax
	}
	defer func() { p.depth-- }()
	if p.accept("not") {
		negated, err := p.term()
		if err != nil {
			return nil, err
		}
		return &filter{join: "not", left: negated}, nil
	}
	if p.accept("(") {
		group, err := p.disjunction()
		if err != nil {
			return nil, err
		}
		if !p.accept(")") {
			return nil, errFilterSyntax
		}
		return group, nil
	}
	attribute, operator := p.next(), strings.ToLower(p.next())
	if attribute == "" || attribute == ")" || !slices.Contains(filterOperators, operator) {
		return nil, errFilterSyntax
	}
	value := ""
	if operator != "pr" {
		if len(p.tokens) == 0 {
			return nil, errFilterSyntax
		}
		value = p.next()
	}
	return &filter{condition: &condition{attribute, operator, value}}, nil
}

// serverFilter parses a filter of the server APIs. Outside quotes, their
// tokenizer drops the characters it does not expect without a word, which is
// why a value should always be quoted.
func serverFilter(raw string) (*filter, error) {
	tokens, err := serverTokens(raw)
	if err != nil {
		return nil, err
	}
	return parseFilter(tokens)
}

func serverTokens(raw string) ([]string, error) {
	var tokens []string
	var word strings.Builder
	inWord := false
	flush := func() {
		if inWord {
			tokens = append(tokens, word.String())
		}
		word.Reset()
		inWord = false
	}
	var quote rune
	for _, r := range raw {
		switch {
		case quote != 0 && r == quote:
			quote = 0
		case quote != 0:
			word.WriteRune(r)
		case r == '"' || r == '\'':
			quote, inWord = r, true
		case r == ' ':
			flush()
		case r == '(' || r == ')':
			flush()
			tokens = append(tokens, string(r))
		case keptUnquoted(r):
			word.WriteRune(r)
			inWord = true
		}
	}
	if quote != 0 {
		return nil, errFilterSyntax
	}
	flush()
	return tokens, nil
}

func keptUnquoted(r rune) bool {
	return r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r >= '0' && r <= '9' ||
		strings.ContainsRune("@:_-+.*/", r) || r >= 160 && r <= 255
}

// stripUnquoted is what the tokenizer leaves of an unquoted word.
func stripUnquoted(word string) string {
	return strings.Map(func(r rune) rune {
		if keptUnquoted(r) {
			return r
		}
		return -1
	}, word)
}

// scimFilter parses a SCIM filter. The tokenizer of the real server cuts at
// every space, and takes quotes off only when both are in one piece, so a
// value with a space in it never arrives whole.
func scimFilter(raw string) (*filter, error) {
	var tokens []string
	for _, piece := range strings.Fields(raw) {
		tokens = append(tokens, scimTokens(piece)...)
	}
	return parseFilter(tokens)
}

// scimTokens splits the parentheses off a piece and takes off its quotes.
func scimTokens(piece string) []string {
	var opening, closing []string
	for strings.HasPrefix(piece, "(") {
		piece, opening = piece[1:], append(opening, "(")
	}
	for strings.HasSuffix(piece, ")") {
		piece, closing = piece[:len(piece)-1], append(closing, ")")
	}
	// not(expression) may be written without a space.
	if rest, ok := strings.CutPrefix(strings.ToLower(piece), "not("); ok && rest != "" {
		return slices.Concat(opening, []string{"not", "("}, scimTokens(piece[len("not("):]), closing)
	}
	if piece == "" {
		return slices.Concat(opening, closing)
	}
	if len(piece) >= 2 && piece[0] == '"' && piece[len(piece)-1] == '"' {
		piece = piece[1 : len(piece)-1]
	}
	return slices.Concat(opening, []string{piece}, closing)
}
