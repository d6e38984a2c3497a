package scimengine

import (
	"strings"
)

// A Projection selects attributes of a resource by name.
type Projection struct{ Attributes, Excluded []string }

// Project returns the resource with the selected attributes only. The id, the
// schemas and the audience of a role always stay. Attributes override Excluded.
func (p Projection) Project(doc Document) Document {
	out := Document{}
	for key, value := range doc {
		switch {
		case key == "id" || key == "schemas" || key == "audience":
			out[key] = value
		case len(p.Attributes) > 0:
			if kept, ok := keep(key, value, p.Attributes); ok {
				out[key] = kept
			}
		default:
			if kept, ok := without(key, value, p.Excluded); ok {
				out[key] = kept
			}
		}
	}
	return out
}

// Wants reports whether the projection keeps the attribute or a part of it.
func (p Projection) Wants(key string) bool {
	if len(p.Attributes) > 0 {
		whole, subs := selection(key, p.Attributes)
		return whole || len(subs) > 0
	}
	whole, _ := selection(key, p.Excluded)
	return !whole
}

// wantsPart reports whether the projection keeps a sub-attribute or a part of it.
func (p Projection) wantsPart(key, part string) bool {
	names := p.Excluded
	if len(p.Attributes) > 0 {
		names = p.Attributes
	}
	whole, subs := selection(key, names)
	if len(p.Attributes) > 0 {
		return whole || Projection{Attributes: subs}.Wants(part) && len(subs) > 0
	}
	return !whole && Projection{Excluded: subs}.Wants(part)
}

// keep returns the part of an attribute that the names select.
func keep(key string, value any, names []string) (any, bool) {
	whole, subs := selection(key, names)
	if whole {
		return value, true
	}
	if len(subs) == 0 {
		return nil, false
	}
	return eachPart(value, func(part Document) Document {
		out := Document{}
		for name, child := range part {
			if kept, ok := keep(name, child, subs); ok {
				out[name] = kept
			}
		}
		return out
	}), true
}

// without returns the attribute without the parts that the names select.
func without(key string, value any, names []string) (any, bool) {
	whole, subs := selection(key, names)
	if whole {
		return nil, false
	}
	if len(subs) == 0 {
		return value, true
	}
	return eachPart(value, func(part Document) Document {
		out := Document{}
		for name, child := range part {
			if kept, ok := without(name, child, subs); ok {
				out[name] = kept
			}
		}
		return out
	}), true
}

// selection finds an attribute in a list of names, as a whole or by the names
// of its sub-attributes. A dot separates an extension from its attribute.
func selection(key string, names []string) (whole bool, subs []string) {
	for _, name := range names {
		switch {
		case strings.EqualFold(name, key):
			whole = true
		case len(name) > len(key)+1 && strings.EqualFold(name[:len(key)], key) && name[len(key)] == '.':
			subs = append(subs, name[len(key)+1:])
		}
	}
	return whole, subs
}

// eachPart maps a complex value, or every item of a list of them.
func eachPart(value any, change func(Document) Document) any {
	switch v := value.(type) {
	case Document:
		return change(v)
	case []any:
		out := make([]any, 0, len(v))
		for _, item := range v {
			out = append(out, eachPart(item, change))
		}
		return out
	default:
		return value
	}
}
