// Package grammar knows which filters the server can evaluate in each listing, and how it reads their text. Package filter
// has the types with which callers write them.
package grammar

import (
	"fmt"
	"slices"
	"strings"
)

// Term is a comparison in a filter. The zero value is none.
type Term struct{ Attribute, Operator, Value string }

// Grammar is what the server can evaluate for one listing.
type Grammar struct {
	// Of names what is listed, in errors.
	Of string
	// Attributes are those that can be compared; nil is for any.
	Attributes []string
	// Schema, unless empty, is the URN that may stand in front of an attribute with a colon. Attributes may then be in any
	// case too.
	Schema string
	// Operators are those that can be used.
	Operators []string
	// Connectives are those that can join comparisons: "and", "or" or none.
	Connectives []string
	// Quote writes a value behind an operator as the server reads it. The error says what it would misread.
	Quote func(operator, value string) (string, error)
	// Check refuses a text that the server would misread; nil accepts any.
	Check func(text string) error
}

// comparison writes a term.
func (g *Grammar) comparison(t Term) (string, error) {
	switch {
	case !isAttribute(t.Attribute):
		return "", fmt.Errorf("%q is not the name of an attribute", t.Attribute)
	case !g.allows(t.Attribute):
		return "", fmt.Errorf("the server cannot filter %s by the attribute %q, only by %q", g.Of, t.Attribute, g.Attributes)
	case !slices.Contains(g.Operators, t.Operator):
		return "", fmt.Errorf("the server cannot filter %s with the operator %s, only with %s", g.Of, t.Operator, strings.Join(g.Operators, ", "))
	case behindPresence(t.Operator) && isPresence(t.Attribute):
		return "", fmt.Errorf("the server takes the beginning of %q for an operator", t.Attribute)
	}
	value, err := g.Quote(t.Operator, t.Value)
	if err != nil {
		return "", fmt.Errorf("the filter's value %q for %s %w", t.Value, t.Attribute, err)
	}
	return fmt.Sprintf("%s %s %s", t.Attribute, t.Operator, value), nil
}

// Narrow returns the term that narrows a listing down to the items whose attribute can be value: the lookup has to compare
// the rest. The term is the zero value if the server cannot read even the beginning of value.
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

// maxPrefix bounds how much of a value is tried as a beginning.
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
