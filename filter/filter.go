// Package filter builds the filters of list requests.
//
// A filter compares attributes with values. The packages of the APIs define the attributes as constants, and their list
// methods accept a [Filter]:
//
//	params := &scim.ListUsersParams{
//		Filter: scim.FamilyName.StartsWith("B").And(scim.Emails.EndsWith("@example.com")),
//	}
//
// Each listing supports only some attributes, operators and connectives, and the server misreads some values. The list
// method checks the filter: if the server cannot evaluate it correctly, the method returns asgardeo.ErrInvalidInput and
// sends no request.
//
// Do not quote or escape values. [Raw] accepts a filter as text.
package filter

import "github.com/seed-01804ef5/asgardeo-go/internal/grammar"

// Filter selects items of a listing. The zero value selects all items.
type Filter struct{ expression }

// expression is embedded so that the packages of the APIs can format a filter. The documentation omits the methods of
// an embedded alias.
type expression = grammar.Expression

// Raw returns a filter with the given text, in the notation of the listing. The list method returns
// asgardeo.ErrInvalidInput if the server would misread the text. A raw filter cannot be combined with other filters.
func Raw(text string) Filter { return Filter{grammar.Raw(text)} }

// And returns a filter that selects the items that f and all others select. Zero filters are ignored.
func (f Filter) And(others ...Filter) Filter { return f.join("and", others) }

// Or returns a filter that selects the items that f or at least one of the others selects. Only the listings of
// applications and of application templates support it. Because the zero Filter selects all items, it cannot be
// combined with Or.
func (f Filter) Or(others ...Filter) Filter { return f.join("or", others) }

func (f Filter) join(connective string, others []Filter) Filter {
	parts := []expression{f.expression}
	for _, other := range others {
		parts = append(parts, other.expression)
	}
	return Filter{grammar.Join(connective, parts...)}
}

// IsZero reports whether f is the zero Filter, which selects all items.
func (f Filter) IsZero() bool { return f.expression.IsZero() }

// String returns the filter in the notation of RFC 7644, section 3.4.2.2. Requests to other APIs use their own
// notation.
func (f Filter) String() string { return f.expression.String() }

// MarshalText implements [encoding.TextMarshaler]. It returns the text of [Filter.String].
func (f Filter) MarshalText() ([]byte, error) { return []byte(f.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler]. It reads a raw filter, like [Raw].
func (f *Filter) UnmarshalText(text []byte) error {
	*f = Raw(string(text))
	return nil
}

// Attribute is the name of an attribute in a filter. The packages of the APIs define constants. SCIM listings also
// accept attributes of extensions, which begin with the URN of their schema, such as urn:scim:wso2:schema:country.
type Attribute string

func (a Attribute) compare(operator, value string) Filter {
	return Filter{grammar.Compare(string(a), operator, value)}
}

// Equals selects items whose attribute equals value.
func (a Attribute) Equals(value string) Filter { return a.compare("eq", value) }

// NotEquals selects items whose attribute does not equal value.
func (a Attribute) NotEquals(value string) Filter { return a.compare("ne", value) }

// Contains selects items whose attribute contains value.
func (a Attribute) Contains(value string) Filter { return a.compare("co", value) }

// StartsWith selects items whose attribute starts with value.
func (a Attribute) StartsWith(value string) Filter { return a.compare("sw", value) }

// EndsWith selects items whose attribute ends with value.
func (a Attribute) EndsWith(value string) Filter { return a.compare("ew", value) }

// GreaterThan selects items whose attribute is greater than value.
func (a Attribute) GreaterThan(value string) Filter { return a.compare("gt", value) }

// AtLeast selects items whose attribute is greater than value or equal to it.
func (a Attribute) AtLeast(value string) Filter { return a.compare("ge", value) }

// LessThan selects items whose attribute is less than value.
func (a Attribute) LessThan(value string) Filter { return a.compare("lt", value) }

// AtMost selects items whose attribute is less than value or equal to it.
func (a Attribute) AtMost(value string) Filter { return a.compare("le", value) }
