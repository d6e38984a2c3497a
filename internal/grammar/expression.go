package grammar

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Expression is the content of the types of package filter: a comparison, a text, or
// parts with a connective between them. The zero value has no content and selects
// everything.
type Expression struct {
	term       Term
	text       string
	connective string // and, or
	parts      []Expression
}

// Compare returns the expression of a comparison.
func Compare(attribute, operator, value string) Expression {
	return Expression{term: Term{attribute, operator, value}}
}

// Raw returns an expression that is sent as the given text.
func Raw(text string) Expression { return Expression{text: text} }

// Join puts a connective between expressions. Parts with the same connective become parts of the result. An expression
// that selects everything is left out of an "and".
func Join(connective string, expressions ...Expression) Expression {
	joined := Expression{connective: connective}
	for _, e := range expressions {
		switch {
		case e.connective == connective:
			joined.parts = append(joined.parts, e.parts...)
		case connective == "or" || !e.IsZero():
			joined.parts = append(joined.parts, e)
		}
	}
	switch len(joined.parts) {
	case 0:
		return Expression{}
	case 1:
		return joined.parts[0]
	}
	return joined
}

// IsZero reports whether the expression selects everything.
func (e Expression) IsZero() bool { return e.term == Term{} && e.text == "" && e.connective == "" }

// String returns the expression in the notation of RFC 7644, section 3.4.2.2, even if a
// server cannot read it.
func (e Expression) String() string {
	switch {
	case e.IsZero():
		return ""
	case e.text != "":
		return e.text
	case e.connective == "":
		return fmt.Sprintf("%s %s %q", e.term.Attribute, e.term.Operator, e.term.Value)
	}
	texts := make([]string, len(e.parts))
	for i, part := range e.parts {
		if texts[i] = part.String(); part.connective != "" {
			texts[i] = "(" + texts[i] + ")"
		}
	}
	return strings.Join(texts, " "+e.connective+" ")
}

// InternalText returns the expression in the form that the server reads in a list
// request. The error describes what the server cannot evaluate or would misread.
func (e Expression) InternalText(g *Grammar) (string, error) {
	switch {
	case e.IsZero():
		return "", nil
	case e.text != "":
		if g.Check == nil {
			return e.text, nil
		}
		if err := g.Check(e.text); err != nil {
			return "", fmt.Errorf("the filter %q %w", e.text, err)
		}
		return e.text, nil
	case e.connective == "":
		return g.comparison(e.term)
	case len(g.Connectives) == 0:
		return "", fmt.Errorf("the server cannot filter %s by more than one comparison", g.Of)
	case !slices.Contains(g.Connectives, e.connective):
		return "", fmt.Errorf("the server cannot evaluate %q in filters of %s", e.connective, g.Of)
	}
	texts := make([]string, len(e.parts))
	for i, part := range e.parts {
		switch {
		case part.IsZero():
			return "", errors.New("a filter joined by Or is empty, so that it would select everything")
		case part.text != "":
			return "", fmt.Errorf("the raw filter %q cannot be joined with others", part.text)
		}
		text, err := part.InternalText(g)
		if err != nil {
			return "", err
		}
		if texts[i] = text; part.connective != "" {
			texts[i] = "(" + text + ")"
		}
	}
	return strings.Join(texts, " "+e.connective+" "), nil
}
