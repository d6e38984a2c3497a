// Package filter parses and evaluates filters in the two grammars of the real
// server: that of SCIM and that of the other APIs. It is independent of the
// attributes.
package filter

import (
	"slices"
	"strings"
)

// A Condition is one comparison of a filter. If the expression has no known
// operator, Operator is empty and Attribute is the whole expression.
type Condition struct{ Attribute, Operator, Value string }

// A Tree is a condition, two trees joined by "and" or "or", or the negation of
// the left tree.
type Tree struct {
	Condition   *Condition
	join        string // "and", "or" or "not"
	left, right *Tree
}

// Conditions returns the conditions of the tree from left to right.
func (f *Tree) Conditions() []Condition {
	if f == nil {
		return nil
	}
	if f.Condition != nil {
		return []Condition{*f.Condition}
	}
	return append(f.left.Conditions(), f.right.Conditions()...)
}

// Joins reports whether the tree uses a connective anywhere.
func (f *Tree) Joins(connective string) bool {
	return f != nil && (f.join == connective || f.left.Joins(connective) || f.right.Joins(connective))
}

// Incomplete reports whether an expression has no operator.
func (f *Tree) Incomplete() bool {
	return slices.ContainsFunc(f.Conditions(), func(c Condition) bool { return c.Operator == "" })
}

// Map returns the tree with its conditions replaced.
func (f *Tree) Map(change func(Condition) (*Tree, error)) (*Tree, error) {
	if f == nil {
		return nil, nil
	}
	if f.Condition != nil {
		return change(*f.Condition)
	}
	left, err := f.left.Map(change)
	if err != nil {
		return nil, err
	}
	right, err := f.right.Map(change)
	return &Tree{join: f.join, left: left, right: right}, err
}

// Eval evaluates the tree. A nil tree is true.
func (f *Tree) Eval(holds func(Condition) bool) bool {
	switch {
	case f == nil:
		return true
	case f.Condition != nil:
		return holds(*f.Condition)
	case f.join == "not":
		return !f.left.Eval(holds)
	case f.join == "or":
		return f.left.Eval(holds) || f.right.Eval(holds)
	default:
		return f.left.Eval(holds) && f.right.Eval(holds)
	}
}

// MatchesAll reports whether every condition with an operator holds, however
// they are joined. The operators that search for a part of a value ignore case.
func (f *Tree) MatchesAll(attributes map[string]string) bool {
	for _, cond := range f.Conditions() {
		if cond.Operator == "" {
			continue
		}
		have, want := attributes[cond.Attribute], cond.Value
		if slices.Contains([]string{"co", "sw", "ew"}, cond.Operator) {
			have, want = strings.ToLower(have), strings.ToLower(want)
		}
		if !Compare(cond.Operator, have, want) {
			return false
		}
	}
	return true
}

// Compare applies an operator to two strings.
func Compare(operator, have, want string) bool {
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

// operators are the operators in the order in which the real server looks
// for them in an expression.
var operators = []string{"eq", "ne", "co", "sw", "ew", "pr", "gt", "ge", "lt", "le"}

// conditionOf parses an expression of words that are joined by single spaces.
// It splits the expression at the first of the operators, in the order above,
// that occurs anywhere, even in a value. The text after a second occurrence is
// dropped. valued reports whether the condition has a value.
func conditionOf(expression string) (cond Condition, valued bool) {
	folded := strings.Map(asciiLower, expression)
	for _, operator := range operators {
		if operator == "pr" {
			if at := strings.Index(folded, " pr"); at >= 0 {
				return Condition{strings.TrimSpace(expression[:at]), operator, ""}, true
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
		return Condition{strings.TrimSpace(expression[:at]), operator, strings.TrimSpace(value)}, value != ""
	}
	return Condition{Attribute: expression}, false
}

// asciiLower keeps the length of a text, unlike strings.ToLower.
func asciiLower(r rune) rune {
	if 'A' <= r && r <= 'Z' {
		return r + 'a' - 'A'
	}
	return r
}

// maxDepth bounds the recursion of the parsers.
const maxDepth = 64

// A parser reads the tokens of either grammar.
type parser struct {
	tokens []token
	depth  int
	// expression returns the condition for the words between connectives and
	// parentheses.
	expression func(words []string) (*Tree, error)
}

// A token is a word, or a connective or parenthesis.
type token struct {
	text string
	mark bool
}

func isConnective(word string) bool {
	lower := strings.ToLower(word)
	return lower == "and" || lower == "or" || lower == "not"
}

func (p *parser) accept(mark string) bool {
	if len(p.tokens) > 0 && p.tokens[0].mark && p.tokens[0].text == mark {
		p.tokens = p.tokens[1:]
		return true
	}
	return false
}

func (p *parser) disjunction() (*Tree, error) {
	return p.chain("or", func() (*Tree, error) { return p.chain("and", p.term) })
}

// chain parses operands joined by one connective.
func (p *parser) chain(connective string, operand func() (*Tree, error)) (*Tree, error) {
	left, err := operand()
	if err != nil {
		return nil, err
	}
	for p.accept(connective) {
		right, err := operand()
		if err != nil {
			return nil, err
		}
		left = &Tree{join: connective, left: left, right: right}
	}
	return left, nil
}

func (p *parser) term() (*Tree, error) {
	if p.depth++; p.depth > maxDepth {
		return p.expression(nil)
	}
	defer func() { p.depth-- }()
	if p.accept("not") {
		negated, err := p.term()
		return &Tree{join: "not", left: negated}, err
	}
	if p.accept("(") {
		group, err := p.disjunction()
		p.accept(")") // may be missing
		return group, err
	}
	var words []string
	for len(p.tokens) > 0 && !p.tokens[0].mark {
		words = append(words, p.tokens[0].text)
		p.tokens = p.tokens[1:]
	}
	return p.expression(words)
}
