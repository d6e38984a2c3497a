package asgardeotest

import (
	"slices"
	"strings"
)

// A condition is one comparison of a filter. Without a known operator, the
// operator is empty and the attribute holds the whole expression.
type condition struct{ attribute, operator, value string }

// A filter is a tree of conditions: either a condition, or two filters
// joined by and or or, or the negation of the left one.
type filter struct {
	condition   *condition
	join        string // "and", "or" or "not"
	left, right *filter
}

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

// incomplete reports whether an expression has no operator.
func (f *filter) incomplete() bool {
	return slices.ContainsFunc(f.conditions(), func(c condition) bool { return c.operator == "" })
}

// mapped returns the tree with its conditions replaced.
func (f *filter) mapped(change func(condition) (*filter, error)) (*filter, error) {
	if f == nil {
		return nil, nil
	}
	if f.condition != nil {
		return change(*f.condition)
	}
	left, err := f.left.mapped(change)
	if err != nil {
		return nil, err
	}
	right, err := f.right.mapped(change)
	return &filter{join: f.join, left: left, right: right}, err
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

// filterOperators are the operators in the order in which the real server looks
// for them in an expression.
var filterOperators = []string{"eq", "ne", "co", "sw", "ew", "pr", "gt", "ge", "lt", "le"}

// conditionOf reads an expression, whose words are joined by single spaces. The
// first operator of the order above that occurs anywhere splits it, in a value
// too. What follows a second occurrence is lost. It reports whether there is a
// value.
func conditionOf(expression string) (cond condition, valued bool) {
	folded := strings.Map(asciiLower, expression)
	for _, operator := range filterOperators {
		if operator == "pr" {
			if at := strings.Index(folded, " pr"); at >= 0 {
				return condition{strings.TrimSpace(expression[:at]), operator, ""}, true
			}
			continue
		}
		word := " " + operator + " "
		at := strings.Index(folded, word)
		if at < 0 {
			continue
		}
		value := expression[at+len(word):]
		if next := strings.Index(folded[at+len(word):], word); next >= 0 {
			value = value[:next]
		}
		return condition{strings.TrimSpace(expression[:at]), operator, strings.TrimSpace(value)}, value != ""
	}
	return condition{attribute: expression}, false
}

// asciiLower keeps the length of a text, unlike strings.ToLower.
func asciiLower(r rune) rune {
	if 'A' <= r && r <= 'Z' {
		return r + 'a' - 'A'
	}
	return r
}

// maxFilterDepth bounds the recursion of the parsers.
const maxFilterDepth = 64

// A filterParser reads the tokens of either grammar.
type filterParser struct {
	tokens []filterToken
	depth  int
	// expression makes a condition of the words between connectives and
	// parentheses.
	expression func(words []string) (*filter, error)
}

// A filterToken is a word, or a connective or parenthesis.
type filterToken struct {
	text string
	mark bool
}

func isConnective(word string) bool {
	lower := strings.ToLower(word)
	return lower == "and" || lower == "or" || lower == "not"
}

func (p *filterParser) accept(mark string) bool {
	if len(p.tokens) > 0 && p.tokens[0].mark && p.tokens[0].text == mark {
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
		return p.expression(nil)
	}
	defer func() { p.depth-- }()
	if p.accept("not") {
		negated, err := p.term()
		return &filter{join: "not", left: negated}, err
	}
	if p.accept("(") {
		group, err := p.disjunction()
		p.accept(")") // a missing one does not matter
		return group, err
	}
	var words []string
	for len(p.tokens) > 0 && !p.tokens[0].mark {
		words = append(words, p.tokens[0].text)
		p.tokens = p.tokens[1:]
	}
	return p.expression(words)
}
