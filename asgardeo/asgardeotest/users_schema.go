package asgardeotest

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// An attributeKind says what values an attribute takes.
type attributeKind int

const (
	kindText attributeKind = iota
	kindBoolean
	kindComplex  // an object
	kindMulti    // a list
	kindReadOnly // computed by the server
)

var userSchema = map[string]attributeKind{
	"userName": kindText, "password": kindText, "externalId": kindText, "displayName": kindText,
	"nickName": kindText, "profileUrl": kindText, "title": kindText, "userType": kindText,
	"preferredLanguage": kindText, "locale": kindText, "timezone": kindText,
	"active": kindBoolean,
	"name":   kindComplex,
	"emails": kindMulti, "phoneNumbers": kindMulti, "ims": kindMulti, "photos": kindMulti,
	"addresses": kindMulti, "entitlements": kindMulti, "x509Certificates": kindMulti,
	"id": kindReadOnly, "meta": kindReadOnly, "schemas": kindReadOnly,
	"groups": kindReadOnly, "roles": kindReadOnly,
	schemaEnterprise: kindComplex, schemaSystem: kindComplex, schemaAgent: kindComplex, schemaCustom: kindComplex,
}

// userExtensions are the schemas whose attributes sit in a member of that
// name.
var userExtensions = []string{schemaEnterprise, schemaSystem, schemaAgent, schemaCustom}

// userAttribute returns an attribute by its name in any case.
func userAttribute(name string) (canonical string, kind attributeKind, ok bool) {
	for canonical, kind := range userSchema {
		if strings.EqualFold(canonical, name) {
			return canonical, kind, true
		}
	}
	return "", 0, false
}

// userAttributes returns the attributes of a user as the server keeps them.
// Those it does not know, and those it computes, are left out.
func userAttributes(doc document) (document, error) {
	attributes := document{}
	for name, value := range doc {
		canonical, kind, ok := userAttribute(name)
		if !ok || kind == kindReadOnly || value == nil {
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

// accept checks the type of a value, and brings lists into the form answers
// have. It returns nil for an empty list.
func (k attributeKind) accept(value any) (any, error) {
	switch v := value.(type) {
	case string:
		if k == kindText || k == kindBoolean && (v == "true" || v == "false") {
			return v, nil
		}
	case bool:
		if k == kindBoolean {
			return v, nil
		}
	case document:
		if k == kindComplex && wholeNumbers(v) {
			return v, nil
		}
	case []any:
		if k == kindMulti && wholeNumbers(v) {
			return acceptList(v)
		}
	}
	return nil, scimInvalidSyntax()
}

// acceptList turns the plain strings of a list into objects. The first of
// them is the primary one, unless another object says it is.
func acceptList(items []any) (any, error) {
	if len(items) == 0 {
		return nil, nil
	}
	primary := slices.ContainsFunc(items, func(item any) bool {
		doc, ok := item.(document)
		return ok && doc["primary"] == true
	})
	list := make([]any, 0, len(items))
	for _, item := range items {
		switch v := item.(type) {
		case document:
			list = append(list, v)
		case string:
			entry := document{"value": v}
			if !primary {
				entry["primary"], primary = true, true
			}
			list = append(list, entry)
		default:
			return nil, scimInvalidSyntax()
		}
	}
	return list, nil
}

// wholeNumbers reports whether a value is free of fractions, which no
// attribute takes.
func wholeNumbers(value any) bool {
	switch v := value.(type) {
	case document:
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

// cloneDocument copies a document with everything in it.
func cloneDocument(doc document) document {
	out := make(document, len(doc))
	for key, value := range doc {
		out[key] = cloneValue(value)
	}
	return out
}

func cloneValue(value any) any {
	switch v := value.(type) {
	case document:
		return cloneDocument(v)
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

// applyToUser applies a patch operation to the attributes of a user.
func applyToUser(doc document, op patchOperation) error {
	if op.path != "" {
		return applyAtPath(doc, op, op.path)
	}
	members, ok := op.value.(document)
	if !ok {
		return scimInvalidSyntax()
	}
	for name, value := range members {
		canonical, kind, known := userAttribute(name)
		switch {
		case !known:
			continue
		case kind == kindReadOnly:
			return readOnly(canonical)
		}
		if err := assign(doc, canonical, op.op, value); err != nil {
			return err
		}
	}
	return nil
}

func readOnly(name string) failure {
	return scimFailure(http.StatusBadRequest, "mutability", "Attribute "+name+" is read-only.")
}

// applyAtPath finds the attribute of a path. One of an extension is reached
// through the member that has the name of its schema.
func applyAtPath(doc document, op patchOperation, path string) error {
	path = trimFold(path, schemaUser+":")
	for _, extension := range userExtensions {
		switch rest := trimFold(path, extension); {
		case len(rest) == len(path):
		case rest == "":
			return applyWhole(doc, extension, op)
		case rest[0] == ':' || rest[0] == '.':
			return applyInExtension(doc, extension, op, rest[1:])
		}
	}
	target, err := parsePatchPath(path)
	if err != nil {
		return err
	}
	canonical, kind, ok := userAttribute(target.attribute)
	switch {
	case !ok:
		return scimFailure(http.StatusBadRequest, "invalidPath", "There is no attribute "+target.attribute+".")
	case kind == kindReadOnly:
		return readOnly(canonical)
	}
	target.attribute = canonical
	return applyAt(doc, op, target)
}

func applyInExtension(doc document, extension string, op patchOperation, path string) error {
	target, err := parsePatchPath(path)
	if err != nil {
		return err
	}
	part, ok := doc[extension].(document)
	if !ok {
		part = document{}
	}
	if err := applyAt(part, op, target); err != nil {
		return err
	}
	if doc[extension] = part; len(part) == 0 {
		delete(doc, extension)
	}
	return nil
}

// applyAt applies an operation to an attribute, to a sub-attribute of it, or
// to the items of it that pass a filter.
func applyAt(doc document, op patchOperation, target patchPath) error {
	switch {
	case target.filter != nil:
		return applyToItems(doc, op, target)
	case target.sub == "":
		return applyWhole(doc, target.attribute, op)
	}
	switch current := doc[target.attribute].(type) {
	case document:
		return applyWhole(current, target.sub, op)
	case []any:
		for _, item := range current {
			if part, ok := item.(document); ok {
				if err := applyWhole(part, target.sub, op); err != nil {
					return err
				}
			}
		}
		return nil
	case nil:
		if op.op == "remove" {
			return nil
		}
		part := document{}
		doc[target.attribute] = asListIfMulti(target.attribute, part)
		return applyWhole(part, target.sub, op)
	default:
		return scimFailure(http.StatusBadRequest, "invalidPath", "The attribute "+target.attribute+" has no parts.")
	}
}

func applyWhole(doc document, name string, op patchOperation) error {
	if op.op == "remove" {
		delete(doc, name)
		return nil
	}
	return assign(doc, name, op.op, op.value)
}

// assign sets an attribute. Adding to a list appends to it, and a complex
// attribute keeps the parts the value does not mention.
func assign(doc document, name, op string, value any) error {
	switch current := doc[name].(type) {
	case []any:
		if op == "add" {
			if items, ok := value.([]any); ok {
				doc[name] = append(current, items...)
			} else {
				doc[name] = append(current, value)
			}
			return nil
		}
	case document:
		if parts, ok := value.(document); ok {
			maps.Copy(current, parts)
			return nil
		}
	}
	doc[name] = asListIfMulti(name, value)
	return nil
}

// asListIfMulti makes a single value of an attribute that is a list a list.
func asListIfMulti(name string, value any) any {
	if _, isList := value.([]any); isList || userSchema[name] != kindMulti {
		return value
	}
	return []any{value}
}

// applyToItems applies an operation to the items of a list that pass the
// filter of the path.
func applyToItems(doc document, op patchOperation, target patchPath) error {
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
			if err := applyWhole(part, target.sub, op); err != nil {
				return err
			}
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

func passes(part document, cond condition) bool {
	value, ok := member(part, cond.attribute)
	return ok && compare(cond.operator, strings.ToLower(fmt.Sprint(value)), strings.ToLower(cond.value))
}

// userFilter parses the filter of a list of users, and refuses what the real
// server does, with the status it does it.
func userFilter(raw string) (*filter, error) {
	invalid := func(detail string) error { return scimFailure(http.StatusBadRequest, "InvalidFilter", detail) }
	tree, err := scimFilter(raw)
	if err != nil || tree.joins("not") {
		return nil, invalid("The filter cannot be parsed.")
	}
	if tree.joins("or") {
		return nil, scimFailure(http.StatusInternalServerError, "", "Unsupported Operation: or")
	}
	for _, cond := range tree.conditions() {
		if !slices.Contains([]string{"eq", "ne", "co", "sw", "ew", "ge", "le"}, cond.operator) {
			return nil, invalid("The operator " + cond.operator + " is not supported.")
		}
		if filterableUserAttribute(cond.attribute) {
			continue
		}
		if tree.joins("and") {
			return nil, scimFailure(http.StatusInternalServerError, "", "Unsupported attribute: "+cond.attribute)
		}
		return nil, invalid("The attribute " + cond.attribute + " is not supported.")
	}
	return tree, nil
}

func filterableUserAttribute(name string) bool {
	for _, extension := range userExtensions {
		if len(trimFold(name, extension)) < len(name) {
			return true
		}
	}
	name, _, _ = strings.Cut(trimFold(name, schemaUser+":"), ".")
	canonical, _, ok := userAttribute(name)
	return ok && canonical != "password" && canonical != "schemas"
}

// userSatisfies compares without regard to case. A user name without a store
// stands for that name in any store.
func userSatisfies(doc document, cond condition) bool {
	name := trimFold(cond.attribute, schemaUser+":")
	values := attributeValues(doc, name)
	if strings.EqualFold(name, "userName") && !strings.Contains(cond.value, "/") {
		for i, value := range values {
			_, values[i] = splitStore(value)
		}
	}
	want := strings.ToLower(cond.value)
	holds := func(operator string) bool {
		return slices.ContainsFunc(values, func(have string) bool { return compare(operator, strings.ToLower(have), want) })
	}
	if cond.operator == "ne" {
		return !holds("eq")
	}
	return holds(cond.operator)
}

// attributeValues returns the values of an attribute by its path. The items
// of a list stand for their values, and those of roles and groups for their
// names as well.
func attributeValues(value any, path string) []string {
	switch v := value.(type) {
	case document:
		return documentValues(v, path)
	case []any:
		var values []string
		for _, item := range v {
			values = append(values, attributeValues(item, path)...)
		}
		return values
	case nil:
		return nil
	default:
		if path != "" {
			return nil
		}
		return []string{fmt.Sprint(v)}
	}
}

func documentValues(doc document, path string) []string {
	if path == "" {
		return append(attributeValues(doc["value"], ""), attributeValues(doc["display"], "")...)
	}
	var values []string
	for key, child := range doc {
		if whole, subs := selection(key, []string{path}); whole {
			values = append(values, attributeValues(child, "")...)
		} else if len(subs) > 0 {
			values = append(values, attributeValues(child, subs[0])...)
		}
	}
	return values
}
