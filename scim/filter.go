package scim

import (
	"fmt"

	"github.com/seed-01804ef5/asgardeo-go/internal/filter"
	"github.com/seed-01804ef5/asgardeo-go/internal/rest"
)

// Attribute is the name of an attribute that a filter compares, such as userName, name.familyName or members.value. An
// attribute of an extension follows the URN of its schema and a colon or a dot, such as urn:scim:wso2:schema:country.
// Names are case-insensitive, except for the URN.
type Attribute string

// Condition compares an attribute with a value (RFC 7644, section 3.4.2.2).
type Condition struct{ term filter.Term }

func (a Attribute) compare(operator, value string) Condition {
	return Condition{filter.Term{Attribute: string(a), Operator: operator, Value: value}}
}

// Equals holds if the attribute is value.
func (a Attribute) Equals(value string) Condition { return a.compare("eq", value) }

// NotEquals holds if the attribute is not value. The server cannot evaluate it for groups.
func (a Attribute) NotEquals(value string) Condition { return a.compare("ne", value) }

// Contains holds if value is a part of the attribute.
func (a Attribute) Contains(value string) Condition { return a.compare("co", value) }

// StartsWith holds if the attribute begins with value.
func (a Attribute) StartsWith(value string) Condition { return a.compare("sw", value) }

// EndsWith holds if the attribute ends in value.
func (a Attribute) EndsWith(value string) Condition { return a.compare("ew", value) }

// AtLeast holds if the attribute is value or greater. The server cannot evaluate it for roles.
func (a Attribute) AtLeast(value string) Condition { return a.compare("ge", value) }

// AtMost holds if the attribute is value or less. The server cannot evaluate it for roles.
func (a Attribute) AtMost(value string) Condition { return a.compare("le", value) }

// UserFilter returns the text of a filter for listings of users: it holds for those that meet all conditions. There is
// no "or", because the server cannot evaluate it for users. The error is asgardeo.ErrInvalidInput if the server would
// misread or refuse the filter: values must not hold quotation marks, control characters, spaces in front, at the end or in
// a row, nor, among several words, one that is and, or, not or an operator, or that begins or ends with a parenthesis.
func UserFilter(conditions ...Condition) (string, error) { return export(&ofUsers, conditions) }

// GroupFilter returns a filter for listings of groups. The server supports only one condition. The error is
// asgardeo.ErrInvalidInput if the server would misread or reject the filter, for the reasons given at [UserFilter].
func GroupFilter(condition Condition) (string, error) {
	return export(&ofGroups, []Condition{condition})
}

// RoleFilter returns the text of a filter for listings of roles: it holds for those that meet all conditions, which can
// be on displayName, audience.value and audience.type. There is no "or", because the server cannot evaluate it for
// roles. The error is asgardeo.ErrInvalidInput if the server would misread or refuse the filter, for the reasons of
// [UserFilter]. Moreover, values must not hold backslashes, and a value of a single word no ASCII characters but letters,
// digits and @ : _ - + . * /.
func RoleFilter(conditions ...Condition) (string, error) { return export(&ofRoles, conditions) }

func export(g *filter.Grammar, conditions []Condition) (string, error) {
	terms := make([]filter.Term, len(conditions))
	for i, c := range conditions {
		terms[i] = c.term
	}
	text, err := g.Join(terms, " and ")
	if err != nil {
		return "", fmt.Errorf("scim: %w: %w", rest.ErrInvalidInput, err)
	}
	return text, nil
}

var (
	ofUsers = filter.Grammar{
		Of:        "users",
		Operators: []string{"eq", "ne", "co", "sw", "ew", "ge", "le"},
		Quote:     filter.QuoteSCIM,
		Check:     filter.CheckSCIM,
	}
	ofGroups = filter.Grammar{
		Of:        "groups",
		Operators: []string{"eq", "co", "sw", "ew", "ge", "le"},
		Quote:     filter.QuoteSCIM,
		Check:     filter.CheckSCIM,
	}
	ofRoles = filter.Grammar{
		Of:         "roles",
		Attributes: []string{"displayName", "audience.value", "audience.type"},
		Schema:     SchemaRole,
		Operators:  []string{"eq", "ne", "co", "sw", "ew"},
		Quote:      filter.QuoteSCIMRole,
	}
)

// addFilter adds a filter of users or groups as a query parameter.
func addFilter(c *rest.Client, call *rest.Call, parameter, text string) error {
	if err := filter.CheckSCIM(text); err != nil {
		return c.Invalid(call.Operation, "the filter %q %w", text, err)
	}
	return call.AddQuery(c, parameter, true, text)
}
