package applications

import (
	"errors"
	"fmt"

	"github.com/seed-01804ef5/asgardeo-go/internal/filter"
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
type Condition struct{ term filter.Term }

func (a Attribute) compare(operator, value string) Condition {
	return Condition{filter.Term{Attribute: string(a), Operator: operator, Value: value}}
}

// Equals holds if the attribute is value.
func (a Attribute) Equals(value string) Condition { return a.compare("eq", value) }

// Contains holds if value is a part of the attribute.
func (a Attribute) Contains(value string) Condition { return a.compare("co", value) }

// StartsWith holds if the attribute begins with value.
func (a Attribute) StartsWith(value string) Condition { return a.compare("sw", value) }

// EndsWith holds if the attribute ends in value.
func (a Attribute) EndsWith(value string) Condition { return a.compare("ew", value) }

// ofApplications is what the server can evaluate in a listing of applications.
var ofApplications = filter.Grammar{
	Of:         "applications",
	Attributes: []string{string(AttributeName), string(AttributeClientID), string(AttributeIssuer)},
	Quote:      filter.Quote,
}

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
	terms := make([]filter.Term, len(conditions))
	for i, c := range conditions {
		terms[i] = c.term
	}
	return ofApplications.Join(terms, connective)
}
