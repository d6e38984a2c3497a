package apiresources

import (
	"fmt"
	"slices"
	"strings"

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
type Condition struct {
	attribute       Attribute
	operator, value string
}

// Equals holds if the attribute is value.
func (a Attribute) Equals(value string) Condition { return Condition{a, "eq", value} }

// NotEquals holds if the attribute is not value.
func (a Attribute) NotEquals(value string) Condition { return Condition{a, "ne", value} }

// Contains holds if value is a part of the attribute, in any case. As in the other two of its kind, the server takes
// '_' for any character and '%' for any characters.
func (a Attribute) Contains(value string) Condition { return Condition{a, "co", value} }

// StartsWith holds if the attribute begins with value, in any case.
func (a Attribute) StartsWith(value string) Condition { return Condition{a, "sw", value} }

// EndsWith holds if the attribute ends in value, in any case.
func (a Attribute) EndsWith(value string) Condition { return Condition{a, "ew", value} }

// Filter returns the text of a filter for [ListParams]: it holds for API resources that meet all conditions. The error
// is asgardeo.ErrInvalidInput if the server would misread or refuse it.
func Filter(conditions ...Condition) (string, error) {
	text, err := filter(conditions, AttributeName, AttributeIdentifier, AttributeType)
	if err != nil {
		return "", fmt.Errorf("apiresources: %w: %w", rest.ErrInvalidInput, err)
	}
	return text, nil
}

func filter(conditions []Condition, known ...Attribute) (string, error) {
	texts := make([]string, len(conditions))
	for i, c := range conditions {
		if !slices.Contains(known, c.attribute) {
			return "", fmt.Errorf("the server cannot filter by the attribute %q, only by %q", c.attribute, known)
		}
		value, err := rest.QuoteFilter(c.value)
		if err != nil {
			return "", fmt.Errorf("the filter's value %q for %s %w", c.value, c.attribute, err)
		}
		texts[i] = fmt.Sprintf("%s %s %s", c.attribute, c.operator, value)
	}
	return strings.Join(texts, " and "), nil
}
