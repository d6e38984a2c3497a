package scimengine

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// A Kind is the kind of values that an attribute accepts.
type Kind int

// The kinds of values.
const (
	KindText Kind = iota
	KindBoolean
	KindComplex  // an object
	KindMulti    // a list
	KindReadOnly // computed by the server
)

// Kinds maps the names of a resource type's attributes to their kinds.
type Kinds map[string]Kind

// UserExtensions are the schemas of extensions. Their attributes are in a
// member with the name of the schema.
var UserExtensions = []string{EnterpriseSchema, SystemSchema, AgentSchema, CustomSchema}

// Find returns an attribute by its name, ignoring case.
func (kinds Kinds) Find(name string) (canonical string, kind Kind, ok bool) {
	if kind, ok := kinds[name]; ok {
		return name, kind, true
	}
	for canonical, kind := range kinds {
		if strings.EqualFold(canonical, name) {
			return canonical, kind, true
		}
	}
	return "", 0, false
}

// UserAttributes returns the attributes of a user as the server stores them.
// Unknown attributes, and attributes that the server computes, are left out.
func UserAttributes(doc Document) (Document, error) {
	attributes := Document{}
	for _, name := range slices.Sorted(maps.Keys(doc)) {
		value := doc[name]
		canonical, kind, ok := UserKinds.Find(name)
		if !ok || kind == KindReadOnly || value == nil {
			continue
		}
		kept, err := kind.accept(value)
		if err != nil {
			return nil, err
		}
		if kept != nil {
			attributes[canonical] = kept
		}
	}
	return attributes, nil
}

// DropCommands removes the attributes of the system schema that request an
// action. The server does not store them.
func DropCommands(attributes Document) {
	system, ok := attributes[SystemSchema].(Document)
	if !ok {
		return
	}
	delete(system, "askPassword")
	delete(system, "verifyEmail")
	if len(system) == 0 {
		delete(attributes, SystemSchema)
	}
}

// KeepAccountState copies the state of the account from before, because a
// replacement that omits it does not remove it.
func KeepAccountState(attributes, before Document) {
	old, _ := before[SystemSchema].(Document)
	for _, name := range []string{"accountLocked", "accountDisabled"} {
		value, ok := old[name]
		if !ok {
			continue
		}
		system, ok := attributes[SystemSchema].(Document)
		if !ok {
			system = Document{}
			attributes[SystemSchema] = system
		}
		if _, given := system[name]; !given {
			system[name] = value
		}
	}
}

// accept checks the type of a value, and converts lists to the form that
// responses have. It returns nil for an empty list.
func (k Kind) accept(value any) (any, error) {
	switch v := value.(type) {
	case string:
		if k == KindText || k == KindBoolean && (v == "true" || v == "false") {
			return v, nil
		}
	case bool:
		if k == KindBoolean {
			return v, nil
		}
	case Document:
		if k == KindComplex && wholeNumbers(v) {
			return v, nil
		}
	case []any:
		if k == KindMulti && wholeNumbers(v) {
			return acceptList(v)
		}
	}
	return nil, InvalidSyntax()
}

// acceptList converts the plain strings of a list to objects. The first of them
// is the primary one, unless an object of the list is.
func acceptList(items []any) (any, error) {
	if len(items) == 0 {
		return nil, nil
	}
	primary := slices.ContainsFunc(items, func(item any) bool {
		doc, ok := item.(Document)
		return ok && doc["primary"] == true
	})
	list := make([]any, 0, len(items))
	for _, item := range items {
		switch v := item.(type) {
		case Document:
			list = append(list, v)
		case string:
			entry := Document{"value": v}
			if !primary {
				entry["primary"], primary = true, true
			}
			list = append(list, entry)
		default:
			return nil, InvalidSyntax()
		}
	}
	return list, nil
}

// wholeNumbers reports whether a value contains no fractions, which no
// attribute accepts.
func wholeNumbers(value any) bool {
	switch v := value.(type) {
	case Document:
		for _, child := range v {
			if !wholeNumbers(child) {
				return false
			}
		}
	case []any:
		return !slices.ContainsFunc(v, func(child any) bool { return !wholeNumbers(child) })
	case json.Number:
		return !strings.ContainsAny(v.String(), ".eE")
	}
	return true
}

// Clone copies a document with everything in it.
func Clone(doc Document) Document {
	out := make(Document, len(doc))
	for key, value := range doc {
		out[key] = cloneValue(value)
	}
	return out
}

func cloneValue(value any) any {
	switch v := value.(type) {
	case Document:
		return Clone(v)
	case []any:
		out := make([]any, len(v))
		for i, item := range v {
			out[i] = cloneValue(item)
		}
		return out
	default:
		return value
	}
}
