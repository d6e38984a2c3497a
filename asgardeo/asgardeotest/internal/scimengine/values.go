package scimengine

import (
	"slices"
	"strings"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/filter"
)

// AttributesOf returns the attributes of some of the schemas of users.
func AttributesOf(ids ...string) []Attribute {
	var attributes []Attribute
	for _, schema := range UserSchemas {
		if slices.Contains(ids, schema.ID) {
			attributes = append(attributes, schema.Attributes...)
		}
	}
	return attributes
}

// HasPart reports whether the attribute exists and, unless part is empty, has
// the sub-attribute.
func HasPart(attributes []Attribute, name, part string) bool {
	return slices.ContainsFunc(attributes, func(a Attribute) bool {
		return strings.EqualFold(a.Name, name) && (part == "" || HasPart(a.SubAttributes, part, ""))
	})
}

// A UserPath is the path of an attribute of users.
type UserPath struct{ Root, Rest string }

// UserPathOf splits the name of an attribute in a filter. The root is empty if
// the attribute does not exist. The URN of a schema is case-sensitive.
func UserPathOf(path string) UserPath {
	for _, extension := range UserExtensions {
		if rest, ok := strings.CutPrefix(path, extension); ok && (rest == "" || strings.ContainsRune(":.", rune(rest[0]))) {
			return UserPath{extension, strings.TrimLeft(rest, ":.")}
		}
	}
	name, rest, _ := strings.Cut(CutSchema(path, UserSchema), ".")
	root, _, _ := UserKinds.Find(name)
	return UserPath{root, rest}
}

// CutSchema removes the URN of a core schema from the name of an attribute in a
// filter.
func CutSchema(name, schema string) string {
	if rest, ok := strings.CutPrefix(name, schema); ok && rest != "" && strings.ContainsRune(":.", rune(rest[0])) {
		return rest[1:]
	}
	return name
}

// Satisfies reports whether a value of an attribute satisfies the condition.
// For ne, no value may be equal. Case is ignored.
func Satisfies(values []string, cond filter.Condition) bool {
	want := strings.ToLower(cond.Value)
	holds := func(operator string) bool {
		return slices.ContainsFunc(values, func(have string) bool { return filter.Compare(operator, strings.ToLower(have), want) })
	}
	if cond.Operator == "ne" {
		return !holds("eq")
	}
	return holds(cond.Operator)
}

// Values returns the values of an attribute by its path. An item of a list
// counts as its value; an item of roles or groups counts as its name as well.
func Values(value any, path string) []string {
	switch v := value.(type) {
	case Document:
		return documentValues(v, path)
	case []any:
		var values []string
		for _, item := range v {
			values = append(values, Values(item, path)...)
		}
		return values
	case nil:
		return nil
	default:
		if path != "" {
			return nil
		}
		return []string{Text(v)}
	}
}

func documentValues(doc Document, path string) []string {
	if path == "" {
		return append(Values(doc["value"], ""), Values(doc["display"], "")...)
	}
	name, rest, _ := strings.Cut(path, ".")
	value, ok := Member(doc, name)
	if kind, _ := doc["type"].(string); !ok && strings.EqualFold(kind, path) {
		return documentValues(doc, "") // such as emails.work
	}
	return Values(value, rest)
}
