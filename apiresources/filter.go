package apiresources

import (
	"fmt"

	"github.com/seed-01804ef5/asgardeo-go/internal/filter"
	"github.com/seed-01804ef5/asgardeo-go/internal/rest"
)

// Attribute is an attribute that a filter can compare.
type Attribute string

// Attributes to compare. Scopes know the name only, authorization details types the type.
const (
	AttributeName       Attribute = "name"
	AttributeIdentifier Attribute = "identifier"
	AttributeType       Attribute = "type"
)

// Condition compares an attribute with a value. Several are joined by "and": the server cannot evaluate "or".
type Condition struct{ term filter.Term }

func (a Attribute) compare(operator, value string) Condition {
	return Condition{filter.Term{Attribute: string(a), Operator: operator, Value: value}}
}

// Equals holds if the attribute is value.
func (a Attribute) Equals(value string) Condition { return a.compare("eq", value) }

// NotEquals holds if the attribute is not value.
func (a Attribute) NotEquals(value string) Condition { return a.compare("ne", value) }

// Contains holds if the attribute contains value, ignoring case.
func (a Attribute) Contains(value string) Condition { return a.compare("co", value) }

// StartsWith holds if the attribute begins with value, ignoring case.
func (a Attribute) StartsWith(value string) Condition { return a.compare("sw", value) }

// EndsWith holds if the attribute ends in value, in any case.
func (a Attribute) EndsWith(value string) Condition { return a.compare("ew", value) }

// What the server can evaluate for each listing.
var (
	ofResources = filter.Grammar{
		Of:         "API resources",
		Attributes: []string{string(AttributeName), string(AttributeIdentifier), string(AttributeType)},
		Quote:      filter.Quote,
	}
	ofScopes = filter.Grammar{
		Of:         "scopes",
		Attributes: []string{string(AttributeName)},
		Quote:      filter.Quote,
	}
	ofTypes = filter.Grammar{
		Of:         "types of authorization details",
		Attributes: []string{string(AttributeType)},
		Operators:  []string{"eq", "co", "sw", "ew"},
		Quote:      filter.Quote,
	}
)

// Filter returns the text of a filter for [ListParams]: it holds for API resources that meet all conditions. The error
// is asgardeo.ErrInvalidInput if the server would misread or refuse it.
func Filter(conditions ...Condition) (string, error) {
	text, err := join(&ofResources, conditions)
	if err != nil {
		return "", fmt.Errorf("apiresources: %w: %w", rest.ErrInvalidInput, err)
	}
	return text, nil
}

func join(g *filter.Grammar, conditions []Condition) (string, error) {
	terms := make([]filter.Term, len(conditions))
	for i, c := range conditions {
		terms[i] = c.term
	}
	return g.Join(terms, " and ")
}
