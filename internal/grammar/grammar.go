// Package grammar builds and checks filters for list requests. A [Grammar] describes
// the filters that the server can evaluate for one kind of list. Package filter has the
// public types for filters.
package grammar

import (
	"fmt"
	"slices"
	"strings"
)

// Term is a comparison in a filter. The zero value is not a comparison.
type Term struct{ Attribute, Operator, Value string }

// Grammar describes the filters that the server can evaluate for one kind of
// list.
type Grammar struct {
	// Of is the name of the listed resources in errors.
	Of string
	// Attributes are the attributes that can be compared; nil means any.
	Attributes []string
	// Schema, unless empty, is the URN that may precede an attribute, followed by a
	// colon. Attributes are then also case-insensitive.
	Schema string
	// Operators are the operators that can be used.
	Operators []string
	// Connectives are the connectives that can join comparisons: "and", "or",
	// both or neither.
	Connectives []string
	// Quote returns a value in the form that the server reads after an operator. The
	// error describes what the server would misread.
	Quote func(operator, value string) (string, error)
	// Check refuses a text that the server would misread. If it is nil, every
	// text is accepted.
	Check func(text string) error
}

// comparison returns the text of a term.
func (g *Grammar) comparison(t Term) (string, error) {
	switch {
	case !isAttribute(t.Attribute):
		return "", fmt.Errorf("%q is not the name of an attribute", t.Attribute)
	case !g.allows(t.Attribute):
		return "", fmt.Errorf("the server cannot filter %s by the attribute %q, only by %q", g.Of, t.Attribute, g.Attributes)
	case !slices.Contains(g.Operators, t.Operator):
		return "", fmt.Errorf("the server cannot filter %s with the operator %s, only with %s", g.Of, t.Operator, strings.Join(g.Operators, ", "))
	case behindPresence(t.Operator) && isPresence(t.Attribute):
		return "", fmt.Errorf("the server treats the beginning of %q as an operator", t.Attribute)
	}
	value, err := g.Quote(t.Operator, t.Value)
	if err != nil {
		return "", fmt.Errorf("the filter's value %q for %s %w", t.Value, t.Attribute, err)
	}
	return fmt.Sprintf("%s %s %s", t.Attribute, t.Operator, value), nil
}

// Narrow returns the term that selects the items that may have the value in the
// attribute. The caller must compare the complete value. The term is the zero value
// if the server cannot read even the beginning of value.
func (g *Grammar) Narrow(attribute, value string) Term {
	if _, err := g.Quote("eq", value); err == nil {
		return Term{attribute, "eq", value}
	}
	for end := min(len(value), maxPrefix); end > 0; end-- {
		if _, err := g.Quote("sw", value[:end]); err == nil {
			return Term{attribute, "sw", value[:end]}
		}
	}
	return Term{}
}

// maxPrefix is the maximum length of the beginning of a value in
// [Grammar.Narrow].
const maxPrefix = 100

// allows reports whether the server can filter by an attribute.
func (g *Grammar) allows(attribute string) bool {
	if g.Schema == "" {
		return g.Attributes == nil || slices.Contains(g.Attributes, attribute)
	}
	name := strings.TrimPrefix(attribute, g.Schema+":")
	return slices.ContainsFunc(g.Attributes, func(known string) bool { return strings.EqualFold(known, name) })
}

func isAttribute(name string) bool {
	letter := func(r rune) bool { return r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' }
	odd := func(r rune) bool {
		return !letter(r) && !(r >= '0' && r <= '9') && !strings.ContainsRune("_.:$-", r)
	}
	return name != "" && letter(rune(name[0])) && !strings.ContainsFunc(name, odd) &&
		!isConnective(name) && !isOperator(name)
}
