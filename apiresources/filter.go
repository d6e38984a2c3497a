package apiresources

import (
	"fmt"

	"github.com/seed-01804ef5/asgardeo-go/internal/filter"
	"github.com/seed-01804ef5/asgardeo-go/internal/rest"
)

// Attribute is something that the server can compare.
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

// Contains holds if value is a part of the attribute, in any case.
func (a Attribute) Contains(value string) Condition { return a.compare("co", value) }

// StartsWith holds if the attribute begins with value, in any case.
func (a Attribute) StartsWith(value string) Condition { return a.compare("sw", value) }

// EndsWith holds if the attribute ends in value, in any case.
func (a Attribute) EndsWith(value string) Condition { return a.compare("ew", value) }

// Filter returns the text of a filter for [ListParams]: it holds for API resources that meet all conditions. The error
// is asgardeo.ErrInvalidInput if the server would misread or refuse it.
func Filter(conditions ...Condition) (string, error) {
	text, err := join(conditions, AttributeName, AttributeIdentifier, AttributeType)
	if err != nil {
		return "", fmt.Errorf("apiresources: %w: %w", rest.ErrInvalidInput, err)
	}
	return text, nil
}

func join(conditions []Condition, known ...Attribute) (string, error) {
	terms, names := make([]filter.Term, len(conditions)), make([]string, len(known))
	for i, c := range conditions {
		terms[i] = c.term
	}
	for i, attribute := range known {
		names[i] = string(attribute)
	}
	return filter.Join(terms, " and ", names...)
}
