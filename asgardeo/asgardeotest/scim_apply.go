package asgardeotest

import (
	"fmt"
	"maps"
	"net/http"
	"strings"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/filter"
)

// apply applies a patch operation to the attributes of a resource, as RFC 7644
// has it.
func (kinds attributeKinds) apply(doc document, op patchOperation) error {
	if op.op != "remove" && !op.hasValue {
		return valueMissing(op)
	}
	if op.path != "" {
		return kinds.applyAtPath(doc, op)
	}
	members, ok := op.value.(document)
	if !ok {
		return scimInvalidSyntax()
	}
	for name, value := range members {
		canonical, kind, known := kinds.find(name)
		switch {
		case !known:
			continue
		case kind == kindReadOnly:
			return readOnly(canonical)
		}
		kinds.assign(doc, canonical, op.op, value)
	}
	return nil
}

func readOnly(name string) failure {
	return scimFailure(http.StatusBadRequest, "mutability", "Attribute "+name+" is read-only.")
}

// applyAtPath finds the attribute of a path. One of an extension is reached
// through the member that has the name of its schema.
func (kinds attributeKinds) applyAtPath(doc document, op patchOperation) error {
	path := trimCoreSchema(op.path)
	for _, extension := range userExtensions {
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
	canonical, kind, ok := kinds.find(target.attribute)
	switch {
	case !ok:
		return scimFailure(http.StatusBadRequest, "invalidPath", "There is no attribute "+target.attribute+".")
	case kind == kindReadOnly:
		return readOnly(canonical)
	}
	target.attribute = canonical
	return kinds.applyAt(doc, op, target)
}

func (kinds attributeKinds) applyInExtension(doc document, extension string, op patchOperation, path string) error {
	target, err := parsePatchPath(path)
	if err != nil {
		return err
	}
	part, ok := doc[extension].(document)
	if !ok {
		part = document{}
	}
	if err := kinds.applyAt(part, op, target); err != nil {
		return err
	}
	if doc[extension] = part; len(part) == 0 {
		delete(doc, extension)
	}
	return nil
}

// applyAt applies an operation to an attribute, to a sub-attribute of it, or
// to the items of it that pass a filter.
func (kinds attributeKinds) applyAt(doc document, op patchOperation, target patchPath) error {
	switch {
	case target.filter != nil:
		return kinds.applyToItems(doc, op, target)
	case target.sub == "":
		kinds.applyWhole(doc, target.attribute, op)
		return nil
	}
	switch current := doc[target.attribute].(type) {
	case document:
		kinds.applyWhole(current, target.sub, op)
	case []any:
		for _, item := range current {
			if part, ok := item.(document); ok {
				kinds.applyWhole(part, target.sub, op)
			}
		}
	case nil:
		if op.op == "remove" {
			return nil
		}
		part := document{}
		doc[target.attribute] = kinds.asListIfMulti(target.attribute, part)
		kinds.applyWhole(part, target.sub, op)
	default:
		return scimFailure(http.StatusBadRequest, "invalidPath", "The attribute "+target.attribute+" has no parts.")
	}
	return nil
}

func (kinds attributeKinds) applyWhole(doc document, name string, op patchOperation) {
	if op.op == "remove" {
		delete(doc, name)
		return
	}
	kinds.assign(doc, name, op.op, op.value)
}

// assign sets an attribute. Adding to a list appends to it, and a complex
// attribute keeps the parts the value does not mention.
func (kinds attributeKinds) assign(doc document, name, op string, value any) {
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
	case document:
		if parts, ok := value.(document); ok {
			maps.Copy(current, parts)
			return
		}
	}
	doc[name] = kinds.asListIfMulti(name, value)
}

// asListIfMulti makes a single value of an attribute that is a list a list.
func (kinds attributeKinds) asListIfMulti(name string, value any) any {
	if _, isList := value.([]any); isList || kinds[name] != kindMulti {
		return value
	}
	return []any{value}
}

// applyToItems applies an operation to the items of a list that pass the
// filter of the path.
func (kinds attributeKinds) applyToItems(doc document, op patchOperation, target patchPath) error {
	items, _ := doc[target.attribute].([]any)
	var kept []any
	matched := false
	for _, item := range items {
		part, ok := item.(document)
		if !ok || !passes(part, *target.filter) {
			kept = append(kept, item)
			continue
		}
		matched = true
		switch {
		case target.sub != "":
			kinds.applyWhole(part, target.sub, op)
		case op.op == "remove":
			continue
		default:
			parts, ok := op.value.(document)
			if !ok {
				return scimInvalidSyntax()
			}
			maps.Copy(part, parts)
		}
		kept = append(kept, part)
	}
	if !matched && op.op != "remove" {
		return scimFailure(http.StatusBadRequest, "noTarget", "Nothing matches the filter of the path.")
	}
	if doc[target.attribute] = kept; len(kept) == 0 {
		delete(doc, target.attribute)
	}
	return nil
}

func passes(part document, cond filter.Condition) bool {
	value, ok := member(part, cond.Attribute)
	return ok && filter.Compare(cond.Operator, strings.ToLower(fmt.Sprint(value)), strings.ToLower(cond.Value))
}
