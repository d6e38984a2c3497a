package scim

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/seed-01804ef5/asgardeo-go/internal/rest"
)

// Attribute names what a filter compares, such as userName, name.familyName, members.value, or the full name of an
// attribute of an extension, such as urn:scim:wso2:schema:country.
type Attribute string

// Condition compares an attribute with a value (RFC 7644, section 3.4.2.2).
type Condition struct {
	attribute       Attribute
	operator, value string
}

// Equals holds if the attribute is value.
func (a Attribute) Equals(value string) Condition { return Condition{a, "eq", value} }

// NotEquals holds if the attribute is not value. The server cannot evaluate it for groups.
func (a Attribute) NotEquals(value string) Condition { return Condition{a, "ne", value} }

// Contains holds if value is a part of the attribute.
func (a Attribute) Contains(value string) Condition { return Condition{a, "co", value} }

// StartsWith holds if the attribute begins with value.
func (a Attribute) StartsWith(value string) Condition { return Condition{a, "sw", value} }

// EndsWith holds if the attribute ends in value.
func (a Attribute) EndsWith(value string) Condition { return Condition{a, "ew", value} }

// AtLeast holds if the attribute is value or greater. The server cannot evaluate it for roles.
func (a Attribute) AtLeast(value string) Condition { return Condition{a, "ge", value} }

// AtMost holds if the attribute is value or less. The server cannot evaluate it for roles.
func (a Attribute) AtMost(value string) Condition { return Condition{a, "le", value} }

// UserFilter returns the text of a filter for listings of users: it holds for those that meet all conditions. There is
// no "or", because the server cannot evaluate it for users. The error is asgardeo.ErrInvalidInput if the server would
// misread or refuse the filter, as it does values with spaces, quotes or parentheses.
func UserFilter(conditions ...Condition) (string, error) { return exported(ofUsers.filter(conditions)) }

// GroupFilter returns the text of a filter for listings of groups, which can have no more than one condition. The error
// is asgardeo.ErrInvalidInput if the server would misread or refuse it.
func GroupFilter(condition Condition) (string, error) {
	return exported(ofGroups.filter([]Condition{condition}))
}

// RoleFilter returns the text of a filter for listings of roles: it holds for those that meet all conditions, which can
// be on displayName, audience.value and audience.type. There is no "or", because the server cannot evaluate it for
// roles. The error is asgardeo.ErrInvalidInput if the server would misread or refuse the filter: values can only have
// letters, digits and @ : _ - + . * /.
func RoleFilter(conditions ...Condition) (string, error) { return exported(ofRoles.filter(conditions)) }

func exported(text string, err error) (string, error) {
	if err != nil {
		return "", fmt.Errorf("scim: %w: %w", rest.ErrInvalidInput, err)
	}
	return text, nil
}

// grammar is what the server can evaluate for one kind of resource.
type grammar struct {
	resources  string
	attributes []Attribute // nil: it depends on the organization
	operators  []string
	readable   func(rune) bool // in a value
}

var (
	ofUsers = grammar{
		resources: "users",
		operators: []string{"eq", "ne", "co", "sw", "ew", "ge", "le"},
		readable:  readable,
	}
	ofGroups = grammar{
		resources: "groups",
		operators: []string{"eq", "co", "sw", "ew", "ge", "le"},
		readable:  readable,
	}
	ofRoles = grammar{
		resources:  "roles",
		attributes: []Attribute{"displayName", "audience.value", "audience.type"},
		operators:  []string{"eq", "ne", "co", "sw", "ew"},
		readable:   readableUnquoted,
	}
)

// readable characters reach the server's comparison: it cuts filters at spaces and parentheses before it looks at
// quotes. The replacement character stands for bytes that are no UTF-8.
func readable(r rune) bool {
	return !strings.ContainsRune(`"\()`, r) && r != utf8.RuneError && !unicode.IsSpace(r) && !unicode.IsControl(r)
}

// readableUnquoted characters survive although the server takes the quotes off and then reads the filter again.
func readableUnquoted(r rune) bool {
	return r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r >= '0' && r <= '9' ||
		strings.ContainsRune("@:_-+.*/", r) || r > 160 && r <= 255
}

// isConnective reports whether the server takes value for a word of the grammar, even within quotes.
func isConnective(value string) bool {
	return slices.Contains([]string{"and", "or", "not"}, strings.ToLower(value))
}

// isPresence reports whether the server takes the beginning of text for the operator pr, which it looks for before it
// looks for ge and le.
func isPresence(text string) bool { return len(text) > 1 && strings.EqualFold(text[:2], "pr") }

func isAttribute(name Attribute) bool {
	letter := func(r rune) bool { return r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' }
	odd := func(r rune) bool {
		return !letter(r) && !(r >= '0' && r <= '9') && !strings.ContainsRune("_.:$-", r)
	}
	return name != "" && letter(rune(name[0])) && !strings.ContainsFunc(string(name), odd) &&
		!isConnective(string(name)) && !rest.IsFilterOperator(string(name))
}

func (g grammar) filter(conditions []Condition) (string, error) {
	texts := make([]string, len(conditions))
	for i, c := range conditions {
		switch {
		case !isAttribute(c.attribute):
			return "", fmt.Errorf("%q is not the name of an attribute", c.attribute)
		case g.attributes != nil && !slices.Contains(g.attributes, c.attribute):
			return "", fmt.Errorf("the server cannot filter %s by the attribute %q, only by %q", g.resources, c.attribute, g.attributes)
		case !slices.Contains(g.operators, c.operator):
			return "", fmt.Errorf("the server cannot filter %s with the operator %s, only with %s", g.resources, c.operator, strings.Join(g.operators, ", "))
		case c.value == "", isConnective(c.value):
			return "", fmt.Errorf("the filter's value %q for %s is empty or a word of the grammar", c.value, c.attribute)
		case (c.operator == "ge" || c.operator == "le") && (isPresence(string(c.attribute)) || isPresence(c.value)):
			return "", fmt.Errorf("the server takes the beginning of %q or %q for an operator", c.attribute, c.value)
		}
		if i := strings.IndexFunc(c.value, func(r rune) bool { return !g.readable(r) }); i >= 0 {
			return "", fmt.Errorf("the filter's value %q for %s holds a character that the server misreads: %q", c.value, c.attribute, []rune(c.value[i:])[0])
		}
		texts[i] = fmt.Sprintf(`%s %s "%s"`, c.attribute, c.operator, c.value)
	}
	return strings.Join(texts, " and "), nil
}
