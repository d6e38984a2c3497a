package scim

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/seed-01804ef5/asgardeo-go/internal/filter"
	"github.com/seed-01804ef5/asgardeo-go/internal/rest"
)

// Attribute names what a filter compares, such as userName, name.familyName, members.value, or an attribute of an
// extension after the URN of its schema and a colon or a dot, such as urn:scim:wso2:schema:country. Case does not count,
// except in the URN.
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
// misread or refuse the filter: values must not hold quotation marks, control characters, spaces in front, at the end or in
// a row, nor, among several words, one that is and, or, not or an operator, or that begins or ends with a parenthesis.
func UserFilter(conditions ...Condition) (string, error) { return exported(ofUsers.filter(conditions)) }

// GroupFilter returns the text of a filter for listings of groups, which can have no more than one condition. The error
// is asgardeo.ErrInvalidInput if the server would misread or refuse it, for the reasons of [UserFilter].
func GroupFilter(condition Condition) (string, error) {
	return exported(ofGroups.filter([]Condition{condition}))
}

// RoleFilter returns the text of a filter for listings of roles: it holds for those that meet all conditions, which can
// be on displayName, audience.value and audience.type. There is no "or", because the server cannot evaluate it for
// roles. The error is asgardeo.ErrInvalidInput if the server would misread or refuse the filter, for the reasons of
// [UserFilter]. Moreover, values must not hold backslashes, and a value of a single word no ASCII characters but letters,
// digits and @ : _ - + . * /.
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
	write      func(operator, value string) (string, error) // a value, as the server reads it
}

var (
	ofUsers = grammar{
		resources: "users",
		operators: []string{"eq", "ne", "co", "sw", "ew", "ge", "le"},
		write:     writeValue,
	}
	ofGroups = grammar{
		resources: "groups",
		operators: []string{"eq", "co", "sw", "ew", "ge", "le"},
		write:     writeValue,
	}
	ofRoles = grammar{
		resources:  "roles",
		attributes: []Attribute{"displayName", "audience.value", "audience.type"},
		operators:  []string{"eq", "ne", "co", "sw", "ew"},
		write:      writeRoleValue,
	}
)

// writeValue writes a value for a filter of users or groups. The server cuts the filter at every space, and then takes
// quotes and parentheses off each word: it finds several words only without quotes.
func writeValue(operator, value string) (string, error) {
	words, err := wordsOf(operator, value)
	if err != nil {
		return "", err
	}
	if len(words) == 1 {
		return `"` + value + `"`, nil
	}
	for _, word := range words {
		if strings.HasPrefix(word, "(") || strings.HasSuffix(word, ")") {
			return "", parenthesisError(word)
		}
	}
	return value, nil
}

// writeRoleValue writes a value for a filter of roles. The server reads it like that of users, and what is left once
// more by the grammar of the server APIs: a single word without the quotes, several words with them.
func writeRoleValue(operator, value string) (string, error) {
	words, err := wordsOf(operator, value)
	if err != nil {
		return "", err
	}
	last := len(words) - 1
	for i, word := range words {
		switch {
		case strings.Contains(word, `\`):
			return "", errors.New("holds a backslash, which the server takes for an escape")
		case i > 0 && strings.HasPrefix(word, "("), i < last && strings.HasSuffix(word, ")"):
			return "", parenthesisError(word)
		case last > 0:
		case filter.IsConnective(word):
			return "", fmt.Errorf("is the word %q, which joins expressions", word)
		default:
			if i := strings.IndexFunc(word, func(r rune) bool { return !inRoleWord(r) }); i >= 0 {
				return "", fmt.Errorf("is a single word with the character %q, which the server takes for a space", word[i])
			}
		}
	}
	return `"` + value + `"`, nil
}

func parenthesisError(word string) error {
	return fmt.Errorf("holds the word %q, whose parenthesis the server takes for one of the filter", word)
}

// wordsOf cuts a value into words as the server does, and refuses what it misreads in the filters of all resources.
func wordsOf(operator, value string) ([]string, error) {
	words := strings.Split(value, " ")
	switch {
	case value == "":
		return nil, errors.New("is empty")
	case strings.TrimSpace(value) != value, slices.Contains(words, ""):
		return nil, errors.New("begins or ends with a space, or has two in a row, which the server does not see")
	case !utf8.ValidString(value), strings.ContainsFunc(value, unicode.IsControl), strings.Contains(value, `"`):
		return nil, errors.New("holds a control character, a quotation mark, or bytes that are no UTF-8")
	}
	if word := filter.MisreadOperator(operator, value); word != "" {
		return nil, fmt.Errorf("holds the word %q, which the server takes for the operator", word)
	}
	for _, word := range words {
		switch {
		case len(words) > 1 && filter.IsConnective(word):
			return nil, fmt.Errorf("holds the word %q, which joins expressions", word)
		case word[0] == '\'' && word[len(word)-1] == '\'':
			return nil, fmt.Errorf("holds %s, from which the server takes the quotes", word)
		case (operator == "ge" || operator == "le") && isPresence(word):
			return nil, fmt.Errorf("holds the word %q, whose beginning the server takes for the operator pr", word)
		}
	}
	return words, nil
}

// inRoleWord reports whether a character is a part of a word where there are no quotes.
func inRoleWord(r rune) bool {
	return r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || strings.ContainsRune("@:_-+.*/", r) || r >= 0xA0
}

// isPresence reports whether the server takes the beginning of word for the operator pr, which it looks for before it
// looks for ge and le.
func isPresence(word string) bool { return len(word) > 1 && strings.EqualFold(word[:2], "pr") }

func isAttribute(name Attribute) bool {
	letter := func(r rune) bool { return r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' }
	odd := func(r rune) bool {
		return !letter(r) && !(r >= '0' && r <= '9') && !strings.ContainsRune("_.:$-", r)
	}
	return name != "" && letter(rune(name[0])) && !strings.ContainsFunc(string(name), odd) &&
		!filter.IsConnective(string(name)) && !filter.IsOperator(string(name))
}

// allows reports whether the server can filter by an attribute, whose name may be in any case and have its schema in front.
func (g grammar) allows(attribute Attribute) bool {
	name := strings.TrimPrefix(string(attribute), SchemaRole+":")
	return g.attributes == nil ||
		slices.ContainsFunc(g.attributes, func(known Attribute) bool { return strings.EqualFold(string(known), name) })
}

func (g grammar) filter(conditions []Condition) (string, error) {
	texts := make([]string, len(conditions))
	for i, c := range conditions {
		switch {
		case !isAttribute(c.attribute):
			return "", fmt.Errorf("%q is not the name of an attribute", c.attribute)
		case !g.allows(c.attribute):
			return "", fmt.Errorf("the server cannot filter %s by the attribute %q, only by %q", g.resources, c.attribute, g.attributes)
		case !slices.Contains(g.operators, c.operator):
			return "", fmt.Errorf("the server cannot filter %s with the operator %s, only with %s", g.resources, c.operator, strings.Join(g.operators, ", "))
		case (c.operator == "ge" || c.operator == "le") && isPresence(string(c.attribute)):
			return "", fmt.Errorf("the server takes the beginning of %q for an operator", c.attribute)
		}
		value, err := g.write(c.operator, c.value)
		if err != nil {
			return "", fmt.Errorf("the filter's value %q for %s %w", c.value, c.attribute, err)
		}
		texts[i] = fmt.Sprintf("%s %s %s", c.attribute, c.operator, value)
	}
	return strings.Join(texts, " and "), nil
}

// checkText refuses a filter of a caller in which a value of several words is quoted. For users and groups the server
// would look for the quotes, and find nothing.
func (g grammar) checkText(c *rest.Client, op, text string) error {
	for word := range strings.SplitSeq(text, " ") {
		word = strings.TrimLeft(word, "(")
		if strings.HasPrefix(word, `"`) && (len(word) == 1 || !strings.HasSuffix(strings.TrimRight(word, ")"), `"`)) {
			return c.Invalid(op, "the filter %q has a value of several words in quotes, which the server takes for a part of the value: write it without quotes, such as displayName eq My Group", text)
		}
	}
	return nil
}
