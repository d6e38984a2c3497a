package scimengine

import (
	"slices"
	"strings"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/filter"
)

// A Path is the path of an attribute in a filter: an attribute or an extension,
// and a sub-attribute of it.
type Path struct{ Root, Rest string }

// PathOf splits the name of an attribute in a filter. The root is empty if the
// attribute does not exist. The schema of an extension is case-sensitive.
func (t *ResourceType) PathOf(name string) Path {
	for _, extension := range t.extensions {
		if rest, ok := strings.CutPrefix(name, extension); ok && (rest == "" || strings.ContainsRune(":.", rune(rest[0]))) {
			return Path{extension, strings.TrimLeft(rest, ":.")}
		}
	}
	name, rest, _ := strings.Cut(CutSchema(name, t.schema), ".")
	root, _ := find(t.attributes, named(name))
	return Path{root.Name, rest}
}

// Has reports whether the path refers to an attribute. A sub-attribute of a list
// can have any name, except in an extension.
func (t *ResourceType) Has(path Path) bool {
	a, ok := t.attribute(path.Root)
	if !ok || path.Rest == "" {
		return ok
	}
	if a.MultiValued {
		return true
	}
	name, rest, divided := strings.Cut(path.Rest, ".")
	part, ok := find(a.SubAttributes, named(name))
	if !ok || !divided {
		return ok
	}
	_, ok = find(part.SubAttributes, named(rest))
	return ok
}

// IsWhole reports whether the path refers to a complex attribute as a whole.
func (t *ResourceType) IsWhole(path Path) bool {
	a, _ := t.attribute(path.Root)
	return a.isComplex() && !a.MultiValued && path.Rest == ""
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
