package scimengine

import (
	"fmt"
	"maps"
	"strings"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/filter"
)

// Apply applies a patch operation to the attributes of a resource (RFC 7644,
// section 3.5.2).
func (kinds Kinds) Apply(doc Document, op Operation) error {
	if op.Op != "remove" && !op.HasValue {
		return ValueMissing(op)
	}
	if op.Path != "" {
		return kinds.applyAtPath(doc, op)
	}
	members, ok := op.Value.(Document)
	if !ok {
		return InvalidSyntax()
	}
	for name, value := range members {
		canonical, kind, known := kinds.Find(name)
		switch {
		case !known:
			continue
		case kind == KindReadOnly:
			return readOnly(canonical)
		}
		kinds.assign(doc, canonical, op.Op, value)
	}
	return nil
}

// applyAtPath finds the attribute of a path. An attribute of an extension is in
// the member with the name of its schema.
func (kinds Kinds) applyAtPath(doc Document, op Operation) error {
	path := trimCoreSchema(op.Path)
	for _, extension := range UserExtensions {
		if _, ok := kinds[extension]; !ok {
			continue
		}
		switch rest := trimFold(path, extension); {
		case len(rest) == len(path):
		case rest == "":
			kinds.applyWhole(doc, extension, op)
			return nil
		case rest[0] == ':' || rest[0] == '.':
			return kinds.applyInExtension(doc, extension, op, rest[1:])
		}
	}
	target, err := parsePatchPath(path)
	if err != nil {
		return err
	}
	canonical, kind, ok := kinds.Find(target.attribute)
	switch {
	case !ok:
		return InvalidPath("There is no attribute %s.", target.attribute)
	case kind == KindReadOnly:
		return readOnly(canonical)
	}
	target.attribute = canonical
	return kinds.applyAt(doc, op, target)
}

func (kinds Kinds) applyInExtension(doc Document, extension string, op Operation, path string) error {
	target, err := parsePatchPath(path)
	if err != nil {
		return err
	}
	part, ok := doc[extension].(Document)
	if !ok {
		part = Document{}
	}
	if err := kinds.applyAt(part, op, target); err != nil {
		return err
	}
	if doc[extension] = part; len(part) == 0 {
		delete(doc, extension)
	}
	return nil
}

// applyAt applies an operation to an attribute, to one of its sub-attributes,
// or to its items that match a filter.
func (kinds Kinds) applyAt(doc Document, op Operation, target patchPath) error {
	switch {
	case target.filter != nil:
		return kinds.applyToItems(doc, op, target)
	case target.sub == "":
		kinds.applyWhole(doc, target.attribute, op)
		return nil
	}
	switch current := doc[target.attribute].(type) {
	case Document:
		kinds.applyWhole(current, target.sub, op)
	case []any:
		for _, item := range current {
			if part, ok := item.(Document); ok {
				kinds.applyWhole(part, target.sub, op)
			}
		}
	case nil:
		if op.Op == "remove" {
			return nil
		}
		part := Document{}
		doc[target.attribute] = kinds.asListIfMulti(target.attribute, part)
		kinds.applyWhole(part, target.sub, op)
	default:
		return InvalidPath("The attribute %s has no parts.", target.attribute)
	}
	return nil
}

func (kinds Kinds) applyWhole(doc Document, name string, op Operation) {
	if op.Op == "remove" {
		delete(doc, name)
		return
	}
	kinds.assign(doc, name, op.Op, op.Value)
}

// assign sets an attribute. Adding to a list appends to it. A complex attribute
// keeps the sub-attributes that the value does not contain.
func (kinds Kinds) assign(doc Document, name, op string, value any) {
	switch current := doc[name].(type) {
	case []any:
		if op == "add" {
			added, ok := value.([]any)
			if !ok {
				added = []any{value}
			}
			doc[name] = append(current, added...)
			return
		}
	case Document:
		if parts, ok := value.(Document); ok {
			maps.Copy(current, parts)
			return
		}
	}
	doc[name] = kinds.asListIfMulti(name, value)
}

// asListIfMulti returns a list with the value if the attribute is multi-valued
// and the value is not a list.
func (kinds Kinds) asListIfMulti(name string, value any) any {
	if _, isList := value.([]any); isList || kinds[name] != KindMulti {
		return value
	}
	return []any{value}
}

// applyToItems applies an operation to the items of a list that match the
// filter of the path.
func (kinds Kinds) applyToItems(doc Document, op Operation, target patchPath) error {
	items, _ := doc[target.attribute].([]any)
	var kept []any
	matched := false
	for _, item := range items {
		part, ok := item.(Document)
		if !ok || !passes(part, *target.filter) {
			kept = append(kept, item)
			continue
		}
		matched = true
		switch {
		case target.sub != "":
			kinds.applyWhole(part, target.sub, op)
		case op.Op == "remove":
			continue
		default:
			parts, ok := op.Value.(Document)
			if !ok {
				return InvalidSyntax()
			}
			maps.Copy(part, parts)
		}
		kept = append(kept, part)
	}
	if !matched && op.Op != "remove" {
		return noTarget("Nothing matches the filter of the path.")
	}
	if doc[target.attribute] = kept; len(kept) == 0 {
		delete(doc, target.attribute)
	}
	return nil
}

func passes(part Document, cond filter.Condition) bool {
	value, ok := Member(part, cond.Attribute)
	return ok && filter.Compare(cond.Operator, strings.ToLower(fmt.Sprint(value)), strings.ToLower(cond.Value))
}

// coreSchemas are the optional prefixes of attributes of the core schemas.
var coreSchemas = []string{UserSchema + ":", GroupSchema + ":", RoleSchema + ":"}

// trimCoreSchema removes the prefix of a core schema from the name of an
// attribute.
func trimCoreSchema(name string) string {
	for _, schema := range coreSchemas {
		name = trimFold(name, schema)
	}
	return name
}

// trimFold removes a prefix, ignoring case.
func trimFold(s, prefix string) string {
	if len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix) {
		return s[len(prefix):]
	}
	return s
}
