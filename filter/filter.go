// Package filter writes filters of listings.
//
// A filter compares attributes with values. The packages of the APIs have constants for attributes, and parameters of type
// [Filter] for listings:
//
//	params := &scim.ListUsersParams{
//		Filter: scim.FamilyName.StartsWith("B").And(scim.Emails.EndsWith("@example.com")),
//	}
//
// Each listing supports some attributes, operators and connectives only, and the server misreads some values. The method
// that sends the request checks this: it returns asgardeo.ErrInvalidInput for a filter that the server cannot evaluate as
// it is meant, and sends nothing.
//
// Values are not quoted or escaped by the caller. [Raw] takes a filter as text instead.
package filter

import "github.com/seed-01804ef5/asgardeo-go/internal/grammar"

// Filter selects items of a listing. The zero value selects all of them.
type Filter struct{ expression }

// expression is embedded so that the packages of the APIs can write a filter. Documentation leaves out the methods of an
// embedded alias.
type expression = grammar.Expression

// Raw returns the filter that text says, in the notation of the listing. Text that the server would misread is
// asgardeo.ErrInvalidInput when the filter is sent. A raw filter cannot be joined with others.
func Raw(text string) Filter { return Filter{grammar.Raw(text)} }

// And returns a filter that selects what f and all others select. The zero Filter has no effect in it.
func (f Filter) And(others ...Filter) Filter { return f.join("and", others) }

// Or returns a filter that selects what f or at least one of the others selects. Applications and their templates are the
// only listings that support it. The zero Filter cannot be part of it, because it selects everything.
func (f Filter) Or(others ...Filter) Filter { return f.join("or", others) }

func (f Filter) join(connective string, others []Filter) Filter {
	parts := []expression{f.expression}
	for _, other := range others {
		parts = append(parts, other.expression)
	}
	return Filter{grammar.Join(connective, parts...)}
}

// IsZero reports whether f is the zero Filter, which selects everything.
func (f Filter) IsZero() bool { return f.expression.IsZero() }

// String returns the filter in the notation of RFC 7644, section 3.4.2.2. A request may need another notation.
func (f Filter) String() string { return f.expression.String() }

// MarshalText returns the text of [Filter.String].
func (f Filter) MarshalText() ([]byte, error) { return []byte(f.String()), nil }

// UnmarshalText reads a raw filter, as [Raw] does.
func (f *Filter) UnmarshalText(text []byte) error {
	*f = Raw(string(text))
	return nil
}

// Attribute is the name of an attribute in a filter. The packages of the APIs have constants for attributes. SCIM also
// accepts those of extensions, which begin with the URN of their schema, such as urn:scim:wso2:schema:country.
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
