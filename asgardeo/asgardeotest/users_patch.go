package asgardeotest

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
)

// modifyUser applies all operations or none.
func modifyUser(c *call, u *user) (reply, error) {
	if err := c.spareSuperAdmin(u); err != nil {
		return reply{}, err
	}
	operations, err := c.patchOperations()
	if err != nil {
		return reply{}, err
	}
	if len(operations) == 0 {
		return reply{}, notPatched("user")
	}
	doc := cloneDocument(u.Attributes)
	doc["id"], doc["meta"] = u.ID, c.org.userMeta(u)
	addList(doc, "groups", c.org.userGroups(u))
	addList(doc, "roles", c.org.userRoles(u))
	for _, op := range operations {
		if err := patchUser(doc, op); err != nil {
			return reply{}, err
		}
	}
	attributes, err := userAttributes(withoutEmpty(doc))
	if err != nil {
		return reply{}, err
	}
	if attributes["userName"] != u.name() {
		return reply{}, immutableName()
	}
	return c.changeUser(u, attributes)
}

// withoutEmpty leaves out what has no value.
func withoutEmpty(doc document) document {
	out := document{}
	for name, value := range doc {
		if part, ok := value.(document); ok {
			value = withoutEmpty(part)
			if len(value.(document)) == 0 {
				continue
			}
		}
		if list, ok := value.([]any); value != "" && value != nil && (!ok || len(list) > 0) {
			out[name] = value
		}
	}
	return out
}

// userParts are the attributes of users and of their extensions, with their
// parts.
var userParts = func() map[string]map[string]schemaAttribute {
	parts := map[string]map[string]schemaAttribute{"": {}}
	for _, schema := range schemaDefinitions {
		urn := ""
		if slices.Contains(userExtensions, schema.ID) {
			urn = schema.ID
			parts[urn] = map[string]schemaAttribute{}
		}
		for _, attribute := range schema.Attributes {
			parts[urn][attribute.Name] = attribute
		}
	}
	return parts
}()

// part returns a part of an attribute by its exact name.
func (a schemaAttribute) part(name string) (schemaAttribute, bool) {
	i := slices.IndexFunc(a.SubAttributes, func(sub schemaAttribute) bool { return sub.Name == name })
	if i < 0 {
		return schemaAttribute{}, a.open()
	}
	return a.SubAttributes[i], true
}

// open reports whether an attribute is one of an extension that takes any.
func (a schemaAttribute) open() bool { return a.Description == "" && len(a.SubAttributes) == 0 }

// extensionAttribute returns an attribute of an extension. All but that of the
// standard take any, whose type is that of its value.
func extensionAttribute(urn, name string, values ...any) (schemaAttribute, bool) {
	if a, ok := userParts[urn][name]; ok || urn == schemaEnterprise {
		return a, ok
	}
	a := schemaAttribute{Name: name, Type: "STRING"}
	for _, value := range values {
		switch value.(type) {
		case []any:
			a.MultiValued = true
		case document:
			a.Type = "COMPLEX"
		case bool:
			a.Type = "BOOLEAN"
		case nil:
			continue
		}
		break
	}
	return a, true
}

// addPath is the grammar that the path of an add has to meet. It knows no
// schema but three of the standard.
var addPath = func() *regexp.Regexp {
	const (
		name    = `[A-Za-z][A-Za-z0-9_-]*`
		compare = name + `(?:\.` + name + `)? (?:pr|[A-Za-z]{2} (?:"[^"]*"|true|false|null|-?[0-9.]+))`
	)
	urns := strings.Join([]string{regexp.QuoteMeta(schemaUser), regexp.QuoteMeta(schemaEnterprise), regexp.QuoteMeta(schemaGroup)}, "|")
	return regexp.MustCompile(`^(?:(?:` + urns + `):)?` + name + `(?:\.` + name + `)?(?:\[` + compare + `(?: (?:and|or) ` + compare + `)*\](?:\.` + name + `)?)?$`)
}()

// A userTarget is what the path of an operation on a user leads to.
type userTarget struct {
	path      string
	urn       string // of the extension
	holder    document
	attribute schemaAttribute
	sub       string
}

func notPatched(resource string) failure {
	return scimFailure(http.StatusInternalServerError, "", "Error in performing the patch operation on "+resource+" resource.")
}

func noTarget(format string, args ...any) failure {
	return scimFailure(http.StatusBadRequest, "noTarget", fmt.Sprintf(format, args...))
}

func invalidPath(format string, args ...any) failure {
	return scimFailure(http.StatusBadRequest, "invalidPath", fmt.Sprintf(format, args...))
}

// patchUser applies an operation to the attributes of a user.
func patchUser(doc document, op patchOperation) error {
	if !op.hasPath {
		return patchWholeUser(doc, op)
	}
	if op.op == "add" {
		switch {
		case !op.hasValue:
			return scimFailure(http.StatusBadRequest, "invalidSyntax", "The operation add must have a value.")
		case !addPath.MatchString(op.path):
			return scimFailure(http.StatusBadRequest, "invalidSyntax", "The path does not meet the grammar of paths: "+op.path)
		case strings.HasPrefix(op.path, schemaEnterprise+":") && strings.ContainsRune(op.path[len(schemaEnterprise):], '.') && !strings.Contains(op.path, "["):
			return noTarget("An attribute can have one part only in the path %s.", op.path)
		}
	}
	head, rest, filtered := strings.Cut(op.path, "[")
	names := pathNames(head)
	target := userTarget{path: op.path, holder: doc}
	missing := func(name string, whole bool) error {
		switch {
		case op.op == "remove", filtered:
			return invalidPath("No such attribute with the name %s.", name)
		case whole:
			return scimMisplaced("No attribute with the name : %s", name)
		}
		return noTarget("No such attribute with the name %s.", name)
	}
	if slices.Contains(userExtensions, names[0]) && len(names) > 1 {
		target.urn, names = names[0], names[1:]
		part, _ := doc[target.urn].(document)
		if part == nil {
			part = document{}
		}
		target.holder = part
		defer func() {
			if doc[target.urn] = part; len(part) == 0 {
				delete(doc, target.urn)
			}
		}()
		value := op.value
		if len(names) > 1 {
			value = document{}
		}
		attribute, ok := extensionAttribute(target.urn, names[0], part[names[0]], value)
		if !ok {
			return missing(names[0], false)
		}
		target.attribute = attribute
	} else {
		attribute, ok := userParts[""][names[0]]
		if !ok {
			return missing(names[0], len(names) == 1)
		}
		target.attribute = attribute
	}
	switch {
	case len(names) > 2, filtered && len(names) > 1:
		return missing(names[len(names)-1], false)
	case len(names) == 2:
		target.sub = names[1]
	}
	if filtered {
		filter, tail, _ := strings.Cut(rest, "]")
		target.sub = ""
		if sub, ok := strings.CutPrefix(tail, "."); ok {
			target.sub = sub
		}
		return target.applyFiltered(op, filter)
	}
	if err := target.mutable(op); err != nil || target.attribute.Mutability == "READ_ONLY" && target.holder[target.attribute.Name] == nil && op.op != "remove" {
		return err
	}
	return target.apply(op)
}

// pathNames splits a path at its last colon, and what follows at the dots. The
// schema of users itself is not known there.
func pathNames(head string) []string {
	names := strings.Split(head, ".")
	if i := strings.LastIndexByte(head, ':'); i >= 0 {
		names = append([]string{head[:i]}, strings.Split(head[i+1:], ".")...)
	}
	for len(names) > 1 && names[len(names)-1] == "" {
		names = names[:len(names)-1]
	}
	return names
}

// mutable refuses a change of what only the server sets, and the removal of
// what must be there.
func (t userTarget) mutable(op patchOperation) error {
	if t.urn != "" || t.holder[t.attribute.Name] == nil {
		return nil
	}
	if t.attribute.Mutability == "READ_ONLY" || op.op == "remove" && t.attribute.Required && t.sub == "" {
		return scimFailure(http.StatusBadRequest, "mutability", "The attribute "+t.attribute.Name+" cannot be changed or removed.")
	}
	return nil
}

// apply applies an operation without a filter.
func (t userTarget) apply(op patchOperation) error {
	name, current := t.attribute.Name, t.holder[t.attribute.Name]
	if t.sub != "" {
		return t.applyPart(op, current)
	}
	switch {
	case op.op == "remove" && current == nil:
		return invalidPath("No such attribute with the name : %s in the current resource", name)
	case op.op == "remove":
		delete(t.holder, name)
		return nil
	case t.urn != "" && !op.hasValue:
		t.holder[name] = ""
		return nil
	case !op.hasValue:
		return notPatched("user")
	}
	switch value := op.value.(type) {
	case []any:
		if !t.attribute.MultiValued {
			break
		}
		list, err := t.attribute.items(value, op.op == "add")
		if old, ok := current.([]any); ok && op.op == "add" {
			list = append(slices.Clone(old), list...)
		}
		t.holder[name] = list
		return err
	case document:
		if t.attribute.MultiValued || t.attribute.Type != "COMPLEX" {
			break
		}
		value = t.attribute.known(value)
		if old, ok := current.(document); ok && op.op == "add" && t.urn == "" {
			maps.Copy(old, value)
			return nil
		}
		t.holder[name] = value
		return nil
	}
	switch {
	case t.attribute.MultiValued:
		return scimInvalidSyntax()
	case t.attribute.Type == "COMPLEX":
		return notPatched("user")
	}
	value, err := t.attribute.simple(op.value, current != nil && t.urn == "", op.op == "replace")
	t.holder[name] = value
	return err
}

// items are the items of a list that a request gives, without those that are
// no objects where it adds.
func (a schemaAttribute) items(list []any, adds bool) ([]any, error) {
	items := []any{}
	for _, item := range list {
		switch item := item.(type) {
		case document:
			items = append(items, a.known(item))
		case nil, []any:
			return nil, scimFailure(http.StatusBadRequest, "invalidSyntax", "The representation of an item of "+a.Name+" is not known.")
		default:
			if !adds || a.open() {
				items = append(items, item)
			}
		}
	}
	return items, nil
}

// known leaves out the parts that an attribute does not have.
func (a schemaAttribute) known(value document) document {
	out := document{}
	for name, part := range value {
		if _, ok := a.part(name); ok {
			out[name] = part
		}
	}
	return out
}

// simple is a value of an attribute without parts. A replacement of one that is
// there takes the text of anything.
func (a schemaAttribute) simple(value any, present, replaces bool) (any, error) {
	if a.Type == "BOOLEAN" {
		switch v := value.(type) {
		case bool:
			return v, nil
		case string:
			return strings.EqualFold(v, "true"), nil
		}
		return nil, notPatched("user")
	}
	switch v := value.(type) {
	case string:
		return v, nil
	case json.Number, bool:
		if present {
			return fmt.Sprint(v), nil
		}
		if a.open() {
			return v, nil
		}
	case nil:
	default:
		if !present || !replaces {
			return nil, notPatched("user")
		}
	}
	if present && replaces {
		text, err := json.Marshal(value)
		return string(text), err
	}
	if present {
		return nil, notPatched("user")
	}
	return nil, scimInvalidValue("The type of the value is not that of the attribute %s.", a.Name)
}

// applyPart applies an operation to a part of an attribute, of each item if it
// is a list.
func (t userTarget) applyPart(op patchOperation, current any) error {
	unknown := func() error {
		if op.op == "remove" {
			return invalidPath("No such sub attribute with the name : %s in the attribute : %s", t.sub, t.attribute.Name)
		}
		return noTarget("No such attribute with the name %s.", t.sub)
	}
	part, ok := t.attribute.part(t.sub)
	switch {
	case t.attribute.Type != "COMPLEX" && !t.attribute.MultiValued:
		if t.urn != "" && current == nil {
			return unknown()
		}
		return scimFailure(http.StatusInternalServerError, "", "The attribute "+t.attribute.Name+" has no parts.")
	case !ok && op.op == "remove" && t.attribute.MultiValued && current != nil:
		return nil
	case !ok:
		return unknown()
	}
	var holders []document
	switch current := current.(type) {
	case document:
		holders = append(holders, current)
	case []any:
		for _, item := range current {
			if item, ok := item.(document); ok {
				holders = append(holders, item)
			}
		}
	}
	if op.op == "remove" {
		if current == nil {
			return unknown()
		}
		if held, ok := current.(document); ok {
			if held[t.sub] == nil && t.urn != "" {
				return notPatched("user")
			}
			if held[t.sub] == nil {
				return unknown()
			}
		}
		for _, holder := range holders {
			delete(holder, t.sub)
		}
		return nil
	}
	if current == nil {
		holder := document{}
		holders = []document{holder}
		defer func() {
			if len(holder) > 0 {
				t.holder[t.attribute.Name] = t.attribute.listed(holder)
			}
		}()
	}
	for _, holder := range holders {
		value, err := partValue(part, op, holder[t.sub])
		if err != nil {
			return err
		}
		holder[t.sub] = value
	}
	return nil
}

// listed makes an object an item of a list if the attribute is one.
func (a schemaAttribute) listed(value document) any {
	if a.MultiValued {
		return []any{value}
	}
	return value
}

// partValue is the value of a part of an attribute.
func partValue(part schemaAttribute, op patchOperation, current any) (any, error) {
	if !op.hasValue {
		return "", nil
	}
	switch v := op.value.(type) {
	case string:
		if part.Type == "BOOLEAN" && !strings.EqualFold(v, "true") && !strings.EqualFold(v, "false") {
			return nil, scimInvalidValue("The value of %s is no boolean.", part.Name)
		}
		return v, nil
	case bool:
		if part.Type == "BOOLEAN" {
			return v, nil
		}
	case []any:
		if current != nil {
			return nil, notPatched("user")
		}
	case nil:
		if current != nil {
			return "", nil
		}
	}
	return nil, scimInvalidValue("The type of the value is not that of the attribute %s.", part.Name)
}

// applyFiltered applies an operation to the items of a list that a filter holds
// for. Its first three words count.
func (t userTarget) applyFiltered(op patchOperation, filter string) error {
	words := strings.Split(filter, " ")
	items, _ := t.holder[t.attribute.Name].([]any)
	switch {
	case filter == "" && t.sub == "" && op.op == "remove":
		return t.apply(op)
	case filter == "" && t.sub == "":
		return nil
	case len(words) < 3:
		return notPatched("user")
	case !strings.EqualFold(words[1], "eq"):
		return scimFailure(http.StatusNotImplemented, "", "Only eq is supported in the filter of a path.")
	case t.attribute.Type == "COMPLEX" && !t.attribute.MultiValued && op.op == "remove" && t.sub != "" && t.urn == "":
		return scimFailure(http.StatusNotImplemented, "", "A filter of the attribute "+t.attribute.Name+" is not supported.")
	case t.attribute.Type == "COMPLEX" && !t.attribute.MultiValued && op.op == "remove" && t.sub == "" && t.urn != "" && t.holder[t.attribute.Name] != nil:
		return notPatched("user")
	case !t.attribute.MultiValued && !t.attribute.open():
		return invalidPath("The attribute %s is no list.", t.attribute.Name)
	case items == nil && op.op == "remove":
		return invalidPath("No such attribute with the name : %s in the current resource", t.attribute.Name)
	case items == nil:
		return t.applyToNothing(op, words[0])
	}
	value := words[2]
	if len(value) > 1 && value[0] == '"' && value[len(value)-1] == '"' {
		value = value[1 : len(value)-1]
	}
	var matching []document
	var others []any
	for _, item := range items {
		part, ok := item.(document)
		switch {
		case ok && part[words[0]] == value:
			matching = append(matching, part)
		case !ok && words[0] != "value":
			return scimFailure(http.StatusNotImplemented, "", "Only eq is supported on the value of an item.")
		case !ok && item == value && op.op == "remove" && t.sub == "":
		default:
			others = append(others, item)
		}
	}
	if op.op == "remove" {
		return t.removeFrom(matching, others)
	}
	if len(matching) == 0 && t.urn != "" && t.sub != "" && op.op == "replace" {
		for _, item := range items {
			if part, ok := item.(document); ok {
				matching = append(matching, part)
			}
		}
	}
	if len(matching) == 0 {
		return noTarget("No matching filter value found.")
	}
	if t.sub == "" {
		added, ok := op.value.(document)
		if !ok {
			return notPatched("user")
		}
		t.holder[t.attribute.Name] = append(others, any(t.attribute.known(added)))
		return nil
	}
	part, ok := t.attribute.part(t.sub)
	if !ok {
		return notPatched("user")
	}
	for _, item := range matching {
		if item[t.sub] == nil {
			return noTarget("No matching filter value found.")
		}
		value, err := partValue(part, op, item[t.sub])
		if err != nil {
			return err
		}
		item[t.sub] = value
	}
	return nil
}

// applyToNothing makes the first item of a list that a filter was to select
// from.
func (t userTarget) applyToNothing(op patchOperation, name string) error {
	if t.urn != "" && t.sub != "" {
		return notPatched("user")
	}
	item := document{}
	switch value := op.value.(type) {
	case nil:
		if op.hasValue {
			return scimInvalidValue("The type of the value is not that of the attribute %s.", t.attribute.Name)
		}
	case string:
		if t.sub != "" {
			name = t.sub
		}
		if _, ok := t.attribute.part(name); !ok {
			return invalidPath("There is no attribute %s.%s.", t.attribute.Name, name)
		}
		item[name] = value
	default:
		return scimInvalidValue("The type of the value is not that of the attribute %s.", t.attribute.Name)
	}
	t.holder[t.attribute.Name] = []any{item}
	return nil
}

// removeFrom removes the matching items, or a part of them.
func (t userTarget) removeFrom(matching []document, others []any) error {
	if t.sub != "" {
		for _, item := range matching {
			if item[t.sub] == nil {
				return invalidPath("No such sub attribute with the name : %s within the attribute %s", t.sub, t.attribute.Name)
			}
			delete(item, t.sub)
		}
		return nil
	}
	if t.holder[t.attribute.Name] = others; len(others) == 0 {
		delete(t.holder, t.attribute.Name)
	}
	return nil
}

// patchWholeUser applies an operation without a path: what it changes are the
// members of its value.
func patchWholeUser(doc document, op patchOperation) error {
	switch {
	case op.op == "add" && !op.hasValue:
		return scimFailure(http.StatusBadRequest, "invalidSyntax", "The operation add must have a value.")
	case !op.hasValue:
		return notPatched("user")
	}
	members, ok := op.value.(document)
	if !ok {
		return notPatched("user")
	}
	for _, name := range slices.Sorted(maps.Keys(members)) {
		value := members[name]
		if i := slices.IndexFunc(userExtensions, func(urn string) bool { return strings.EqualFold(urn, name) }); i >= 0 {
			if err := patchExtension(doc, userExtensions[i], op.op, value); err != nil {
				return err
			}
			continue
		}
		canonical, kind, known := userKinds.find(strings.TrimPrefix(name, schemaUser+":"))
		attribute := userParts[""][canonical]
		switch {
		case !known || canonical == "schemas":
			continue
		case kind == kindReadOnly && (op.op == "add" || doc[canonical] == nil):
			continue
		case kind == kindReadOnly:
			return scimFailure(http.StatusBadRequest, "mutability", "The attribute "+canonical+" cannot be changed.")
		}
		if err := attribute.merge(doc, op.op, value); err != nil {
			return err
		}
	}
	return nil
}

func patchExtension(doc document, urn, op string, value any) error {
	members, ok := value.(document)
	if !ok {
		return scimInvalidSyntax()
	}
	part, _ := doc[urn].(document)
	if part == nil {
		part = document{}
	}
	for _, name := range slices.Sorted(maps.Keys(members)) {
		attribute, ok := extensionAttribute(urn, name, part[name], members[name])
		if !ok {
			continue
		}
		if err := attribute.merge(part, op, members[name]); err != nil {
			return err
		}
	}
	doc[urn] = part
	return nil
}

// merge applies a value that came in an object.
func (a schemaAttribute) merge(holder document, op string, value any) error {
	current := holder[a.Name]
	switch v := value.(type) {
	case []any:
		if !a.MultiValued {
			break
		}
		list, err := a.items(v, op == "add")
		if old, ok := current.([]any); ok && op == "add" {
			for _, item := range list {
				if _, text := item.(string); !text || !slices.Contains(old, item) {
					old = append(slices.Clip(old), item)
				}
			}
			list = old
		}
		holder[a.Name] = list
		return err
	case document:
		if a.Type != "COMPLEX" || a.MultiValued || !wholeNumbers(v) {
			break
		}
		v = a.known(v)
		if old, ok := current.(document); ok {
			maps.Copy(old, v)
			return nil
		}
		holder[a.Name] = v
		return nil
	}
	_, isObject := value.(document)
	_, isList := value.([]any)
	switch {
	case a.Type == "COMPLEX", a.MultiValued, isObject, isList, !wholeNumbers(value):
		return scimInvalidSyntax()
	case a.Type == "BOOLEAN":
		v, err := a.simple(value, false, false)
		holder[a.Name] = v
		return err
	case value == nil:
		value = ""
	}
	if _, text := value.(string); !text && !a.open() {
		value = fmt.Sprint(value)
	}
	holder[a.Name] = value
	return nil
}
