package scimengine

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// WithoutEmpty returns the document without the members that have no value.
func WithoutEmpty(doc Document) Document {
	out := Document{}
	for name, value := range doc {
		if part, ok := value.(Document); ok {
			value = WithoutEmpty(part)
			if len(value.(Document)) == 0 {
				continue
			}
		}
		if list, ok := value.([]any); value != "" && value != nil && (!ok || len(list) > 0) {
			out[name] = value
		}
	}
	return out
}

// userParts returns the attributes of users and of their extensions, with their
// sub-attributes.
var userParts = func() map[string]map[string]Attribute {
	parts := map[string]map[string]Attribute{"": {}}
	for _, schema := range UserSchemas {
		urn := ""
		if slices.Contains(UserExtensions, schema.ID) {
			urn = schema.ID
			parts[urn] = map[string]Attribute{}
		}
		for _, attribute := range schema.Attributes {
			parts[urn][attribute.Name] = attribute
		}
	}
	return parts
}()

// part returns a sub-attribute by its exact name.
func (a Attribute) part(name string) (Attribute, bool) {
	i := slices.IndexFunc(a.SubAttributes, func(sub Attribute) bool { return sub.Name == name })
	if i < 0 {
		return Attribute{}, a.open()
	}
	return a.SubAttributes[i], true
}

// open reports whether the attribute belongs to an extension that accepts any
// attribute.
func (a Attribute) open() bool { return a.Description == "" && len(a.SubAttributes) == 0 }

// extensionAttribute returns an attribute of an extension. All extensions but
// the standard enterprise extension accept any attribute; its type is that of
// the value.
func extensionAttribute(urn, name string, values ...any) (Attribute, bool) {
	if a, ok := userParts[urn][name]; ok || urn == EnterpriseSchema {
		return a, ok
	}
	a := Attribute{Name: name, Type: "STRING"}
	for _, value := range values {
		switch value.(type) {
		case []any:
			a.MultiValued = true
		case Document:
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

// addPath matches the paths that are valid in an add operation. It includes
// only three schemas, those of the standard.
var addPath = func() *regexp.Regexp {
	const (
		name    = `[A-Za-z][A-Za-z0-9_-]*`
		compare = name + `(?:\.` + name + `)? (?:pr|[A-Za-z]{2} (?:"[^"]*"|true|false|null|-?[0-9.]+))`
	)
	urns := strings.Join([]string{regexp.QuoteMeta(UserSchema), regexp.QuoteMeta(EnterpriseSchema), regexp.QuoteMeta(GroupSchema)}, "|")
	return regexp.MustCompile(`^(?:(?:` + urns + `):)?` + name + `(?:\.` + name + `)?(?:\[` + compare + `(?: (?:and|or) ` + compare + `)*\](?:\.` + name + `)?)?$`)
}()

// A userTarget is the target of the path of an operation on a user.
type userTarget struct {
	path      string
	urn       string // of the extension
	holder    Document
	attribute Attribute
	sub       string
}

// PatchUser applies an operation to the attributes of a user.
func PatchUser(doc Document, op Operation) error {
	if !op.HasPath {
		return patchWholeUser(doc, op)
	}
	if op.Op == "add" {
		switch {
		case !op.HasValue:
			return refuse("invalidSyntax", "The operation add must have a value.")
		case !addPath.MatchString(op.Path):
			return refuse("invalidSyntax", "The path does not meet the grammar of paths: %s", op.Path)
		case strings.HasPrefix(op.Path, EnterpriseSchema+":") && strings.ContainsRune(op.Path[len(EnterpriseSchema):], '.') && !strings.Contains(op.Path, "["):
			return noTarget("An attribute can have one part only in the path %s.", op.Path)
		}
	}
	head, rest, filtered := strings.Cut(op.Path, "[")
	names := pathNames(head)
	target := userTarget{path: op.Path, holder: doc}
	missing := func(name string, whole bool) error {
		switch {
		case op.Op == "remove", filtered:
			return InvalidPath("No such attribute with the name %s.", name)
		case whole:
			return Misplaced("No attribute with the name : %s", name)
		}
		return noTarget("No such attribute with the name %s.", name)
	}
	if slices.Contains(UserExtensions, names[0]) && len(names) > 1 {
		target.urn, names = names[0], names[1:]
		part, _ := doc[target.urn].(Document)
		if part == nil {
			part = Document{}
		}
		target.holder = part
		defer func() {
			if doc[target.urn] = part; len(part) == 0 {
				delete(doc, target.urn)
			}
		}()
		value := op.Value
		if len(names) > 1 {
			value = Document{}
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
	if err := target.mutable(op); err != nil || target.attribute.Mutability == "READ_ONLY" && target.holder[target.attribute.Name] == nil && op.Op != "remove" {
		return err
	}
	return target.apply(op)
}

// pathNames splits a path at its last colon, and the rest at the dots. It does
// not recognize the URN of the core schema of users.
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

// mutable refuses to change an attribute that only the server sets, and to
// remove a required attribute.
func (t userTarget) mutable(op Operation) error {
	if t.urn != "" || t.holder[t.attribute.Name] == nil {
		return nil
	}
	if t.attribute.Mutability == "READ_ONLY" || op.Op == "remove" && t.attribute.Required && t.sub == "" {
		return refuse("mutability", "The attribute %s cannot be changed or removed.", t.attribute.Name)
	}
	return nil
}

// apply applies an operation without a filter.
func (t userTarget) apply(op Operation) error {
	name, current := t.attribute.Name, t.holder[t.attribute.Name]
	if t.sub != "" {
		return t.applyPart(op, current)
	}
	switch {
	case op.Op == "remove" && current == nil:
		return InvalidPath("No such attribute with the name : %s in the current resource", name)
	case op.Op == "remove":
		delete(t.holder, name)
		return nil
	case t.urn != "" && !op.HasValue:
		t.holder[name] = ""
		return nil
	case !op.HasValue:
		return NotPatched("user")
	}
	switch value := op.Value.(type) {
	case []any:
		if !t.attribute.MultiValued {
			break
		}
		list, err := t.attribute.items(value, op.Op == "add")
		if old, ok := current.([]any); ok && op.Op == "add" {
			list = append(slices.Clone(old), list...)
		}
		t.holder[name] = list
		return err
	case Document:
		if t.attribute.MultiValued || t.attribute.Type != "COMPLEX" {
			break
		}
		value = t.attribute.known(value)
		if old, ok := current.(Document); ok && op.Op == "add" && t.urn == "" {
			maps.Copy(old, value)
			return nil
		}
		t.holder[name] = value
		return nil
	}
	switch {
	case t.attribute.MultiValued:
		return InvalidSyntax()
	case t.attribute.Type == "COMPLEX":
		return NotPatched("user")
	}
	value, err := t.attribute.simple(op.Value, current != nil && t.urn == "", op.Op == "replace")
	t.holder[name] = value
	return err
}

// items returns the items of a list in a request. If the operation adds, it
// leaves out items that are not objects.
func (a Attribute) items(list []any, adds bool) ([]any, error) {
	items := []any{}
	for _, item := range list {
		switch item := item.(type) {
		case Document:
			items = append(items, a.known(item))
		case nil, []any:
			return nil, refuse("invalidSyntax", "The representation of an item of %s is not known.", a.Name)
		default:
			if !adds || a.open() {
				items = append(items, item)
			}
		}
	}
	return items, nil
}

// known returns the value without sub-attributes that the attribute does not
// have.
func (a Attribute) known(value Document) Document {
	out := Document{}
	for name, part := range value {
		if _, ok := a.part(name); ok {
			out[name] = part
		}
	}
	return out
}

// simple returns the value for an attribute without sub-attributes. If an
// existing value is replaced, any scalar is accepted as text.
func (a Attribute) simple(value any, present, replaces bool) (any, error) {
	if a.Type == "BOOLEAN" {
		switch v := value.(type) {
		case bool:
			return v, nil
		case string:
			return strings.EqualFold(v, "true"), nil
		}
		return nil, NotPatched("user")
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
			return nil, NotPatched("user")
		}
	}
	if present && replaces {
		text, err := json.Marshal(value)
		return string(text), err
	}
	if present {
		return nil, NotPatched("user")
	}
	return nil, InvalidValue("The type of the value is not that of the attribute %s.", a.Name)
}

// applyPart applies an operation to a sub-attribute, or to that of each item if
// the attribute is a list.
func (t userTarget) applyPart(op Operation, current any) error {
	unknown := func() error {
		if op.Op == "remove" {
			return InvalidPath("No such sub attribute with the name : %s in the attribute : %s", t.sub, t.attribute.Name)
		}
		return noTarget("No such attribute with the name %s.", t.sub)
	}
	part, ok := t.attribute.part(t.sub)
	switch {
	case t.attribute.Type != "COMPLEX" && !t.attribute.MultiValued:
		if t.urn != "" && current == nil {
			return unknown()
		}
		return fail("The attribute %s has no parts.", t.attribute.Name)
	case !ok && op.Op == "remove" && t.attribute.MultiValued && current != nil:
		return nil
	case !ok:
		return unknown()
	}
	var holders []Document
	switch current := current.(type) {
	case Document:
		holders = append(holders, current)
	case []any:
		for _, item := range current {
			if item, ok := item.(Document); ok {
				holders = append(holders, item)
			}
		}
	}
	if op.Op == "remove" {
		if current == nil {
			return unknown()
		}
		if held, ok := current.(Document); ok {
			if held[t.sub] == nil && t.urn != "" {
				return NotPatched("user")
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
		holder := Document{}
		holders = []Document{holder}
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

// listed returns a list with the object if the attribute is multi-valued.
func (a Attribute) listed(value Document) any {
	if a.MultiValued {
		return []any{value}
	}
	return value
}

// partValue returns the new value of a sub-attribute.
func partValue(part Attribute, op Operation, current any) (any, error) {
	if !op.HasValue {
		return "", nil
	}
	switch v := op.Value.(type) {
	case string:
		if part.Type == "BOOLEAN" && !strings.EqualFold(v, "true") && !strings.EqualFold(v, "false") {
			return nil, InvalidValue("The value of %s is no boolean.", part.Name)
		}
		return v, nil
	case bool:
		if part.Type == "BOOLEAN" {
			return v, nil
		}
	case []any:
		if current != nil {
			return nil, NotPatched("user")
		}
	case nil:
		if current != nil {
			return "", nil
		}
	}
	return nil, InvalidValue("The type of the value is not that of the attribute %s.", part.Name)
}

// applyFiltered applies an operation to the items of a list that match a
// filter. Only the first three words of the filter are used.
func (t userTarget) applyFiltered(op Operation, filter string) error {
	words := strings.Split(filter, " ")
	items, _ := t.holder[t.attribute.Name].([]any)
	switch {
	case filter == "" && t.sub == "" && op.Op == "remove":
		return t.apply(op)
	case filter == "" && t.sub == "":
		return nil
	case len(words) < 3:
		return NotPatched("user")
	case !strings.EqualFold(words[1], "eq"):
		return notSupported("Only eq is supported in the filter of a path.")
	case t.attribute.Type == "COMPLEX" && !t.attribute.MultiValued && op.Op == "remove" && t.sub != "" && t.urn == "":
		return notSupported("A filter of the attribute %s is not supported.", t.attribute.Name)
	case t.attribute.Type == "COMPLEX" && !t.attribute.MultiValued && op.Op == "remove" && t.sub == "" && t.urn != "" && t.holder[t.attribute.Name] != nil:
		return NotPatched("user")
	case !t.attribute.MultiValued && !t.attribute.open():
		return InvalidPath("The attribute %s is no list.", t.attribute.Name)
	case items == nil && op.Op == "remove":
		return InvalidPath("No such attribute with the name : %s in the current resource", t.attribute.Name)
	case items == nil:
		return t.applyToNothing(op, words[0])
	}
	value := words[2]
	if len(value) > 1 && value[0] == '"' && value[len(value)-1] == '"' {
		value = value[1 : len(value)-1]
	}
	var matching []Document
	var others []any
	for _, item := range items {
		part, ok := item.(Document)
		switch {
		case ok && part[words[0]] == value:
			matching = append(matching, part)
		case !ok && words[0] != "value":
			return notSupported("Only eq is supported on the value of an item.")
		case !ok && item == value && op.Op == "remove" && t.sub == "":
		default:
			others = append(others, item)
		}
	}
	if op.Op == "remove" {
		return t.removeFrom(matching, others)
	}
	if len(matching) == 0 && t.urn != "" && t.sub != "" && op.Op == "replace" {
		for _, item := range items {
			if part, ok := item.(Document); ok {
				matching = append(matching, part)
			}
		}
	}
	if len(matching) == 0 {
		return noTarget("No matching filter value found.")
	}
	if t.sub == "" {
		added, ok := op.Value.(Document)
		if !ok {
			return NotPatched("user")
		}
		t.holder[t.attribute.Name] = append(others, any(t.attribute.known(added)))
		return nil
	}
	part, ok := t.attribute.part(t.sub)
	if !ok {
		return NotPatched("user")
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

// applyToNothing creates the first item of a list that the filter was to select
// from.
func (t userTarget) applyToNothing(op Operation, name string) error {
	if t.urn != "" && t.sub != "" {
		return NotPatched("user")
	}
	item := Document{}
	switch value := op.Value.(type) {
	case nil:
		if op.HasValue {
			return InvalidValue("The type of the value is not that of the attribute %s.", t.attribute.Name)
		}
	case string:
		if t.sub != "" {
			name = t.sub
		}
		if _, ok := t.attribute.part(name); !ok {
			return InvalidPath("There is no attribute %s.%s.", t.attribute.Name, name)
		}
		item[name] = value
	default:
		return InvalidValue("The type of the value is not that of the attribute %s.", t.attribute.Name)
	}
	t.holder[t.attribute.Name] = []any{item}
	return nil
}

// removeFrom removes the matching items, or one of their sub-attributes.
func (t userTarget) removeFrom(matching []Document, others []any) error {
	if t.sub != "" {
		for _, item := range matching {
			if item[t.sub] == nil {
				return InvalidPath("No such sub attribute with the name : %s within the attribute %s", t.sub, t.attribute.Name)
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

// patchWholeUser applies an operation without a path. It changes the attributes
// that are members of its value.
func patchWholeUser(doc Document, op Operation) error {
	switch {
	case op.Op == "add" && !op.HasValue:
		return refuse("invalidSyntax", "The operation add must have a value.")
	case !op.HasValue:
		return NotPatched("user")
	}
	members, ok := op.Value.(Document)
	if !ok {
		return NotPatched("user")
	}
	for _, name := range slices.Sorted(maps.Keys(members)) {
		value := members[name]
		if i := slices.IndexFunc(UserExtensions, func(urn string) bool { return strings.EqualFold(urn, name) }); i >= 0 {
			if err := patchExtension(doc, UserExtensions[i], op.Op, value); err != nil {
				return err
			}
			continue
		}
		canonical, kind, known := UserKinds.Find(strings.TrimPrefix(name, UserSchema+":"))
		attribute := userParts[""][canonical]
		switch {
		case !known || canonical == "schemas":
			continue
		case kind == KindReadOnly && (op.Op == "add" || doc[canonical] == nil):
			continue
		case kind == KindReadOnly:
			return refuse("mutability", "The attribute %s cannot be changed.", canonical)
		}
		if err := attribute.merge(doc, op.Op, value); err != nil {
			return err
		}
	}
	return nil
}

func patchExtension(doc Document, urn, op string, value any) error {
	members, ok := value.(Document)
	if !ok {
		return InvalidSyntax()
	}
	part, _ := doc[urn].(Document)
	if part == nil {
		part = Document{}
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

// merge applies a value that is a member of an object.
func (a Attribute) merge(holder Document, op string, value any) error {
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
	case Document:
		if a.Type != "COMPLEX" || a.MultiValued || !wholeNumbers(v) {
			break
		}
		v = a.known(v)
		if old, ok := current.(Document); ok {
			maps.Copy(old, v)
			return nil
		}
		holder[a.Name] = v
		return nil
	}
	_, isObject := value.(Document)
	_, isList := value.([]any)
	switch {
	case a.Type == "COMPLEX", a.MultiValued, isObject, isList, !wholeNumbers(value):
		return InvalidSyntax()
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
