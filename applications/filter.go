package applications

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/seed-01804ef5/asgardeo-go/internal/rest"
)

// Attribute is something that the server can compare in a listing of applications.
type Attribute string

// Attributes to compare.
const (
	AttributeName     Attribute = "name"
	AttributeClientID Attribute = "clientId"
	AttributeIssuer   Attribute = "issuer"
)

// Condition compares an attribute with a value.
type Condition struct {
	attribute       Attribute
	operator, value string
}

// Equals holds if the attribute is value.
func (a Attribute) Equals(value string) Condition { return Condition{a, "eq", value} }

// Contains holds if value is a part of the attribute.
func (a Attribute) Contains(value string) Condition { return Condition{a, "co", value} }

// StartsWith holds if the attribute begins with value.
func (a Attribute) StartsWith(value string) Condition { return Condition{a, "sw", value} }

// EndsWith holds if the attribute ends in value.
func (a Attribute) EndsWith(value string) Condition { return Condition{a, "ew", value} }

// Filter returns the text of a filter for [ListParams]: it holds for applications that meet all conditions. The error
// is asgardeo.ErrInvalidInput if the server would misread or refuse it.
func Filter(conditions ...Condition) (string, error) { return exported(join(conditions, " and ")) }

// FilterAny is [Filter] for applications that meet one condition at least. No condition is asgardeo.ErrInvalidInput:
// the server takes an empty filter for none.
func FilterAny(conditions ...Condition) (string, error) {
	if len(conditions) == 0 {
		return exported("", errors.New("the filter has no condition to meet"))
	}
	return exported(join(conditions, " or "))
}

func exported(text string, err error) (string, error) {
	if err != nil {
		return "", fmt.Errorf("applications: %w: %w", rest.ErrInvalidInput, err)
	}
	return text, nil
}

func join(conditions []Condition, connective string) (string, error) {
	known := []Attribute{AttributeName, AttributeClientID, AttributeIssuer}
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
	return strings.Join(texts, connective), nil
}
