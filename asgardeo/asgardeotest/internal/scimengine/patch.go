package scimengine

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// Patch applies an operation to a resource. It is the standard engine of the
// real server: for users, and for some requests of groups and roles. It does what
// the real server does, even where RFC 7644 differs.
func (t *ResourceType) Patch(doc Document, op Operation) error {
	err := t.patch(doc, op)
	if isUncaught(err) {
		return t.NotPatched()
	}
	return err
}

// NotPatched returns the internal error of the real server for a PATCH.
func (t *ResourceType) NotPatched() error {
	return fail("Error in performing the patch operation on %s resource.", t.name)
}

func (t *ResourceType) patch(doc Document, op Operation) error {
	switch {
	case op.Op == "add" && !op.HasValue:
		return ValueMissing(op)
	case !op.HasPath:
		return t.patchWhole(doc, op)
	case op.Op == "add":
		if err := checkAddPath(op.Path); err != nil {
			return err
		}
	}
	g, err := t.targetOf(doc, op)
	if err != nil {
		return err
	}
	switch {
	case g.filtered && (g.filter != "" || g.sub != ""):
		return g.applyFiltered(op)
	case g.filtered && op.Op == "replace":
		return nil // a filter without a condition
	}
	if err := g.checkMutability(op); err != nil {
		return err
	}
	switch {
	case g.sub != "" && op.Op == "remove":
		return g.removeSub()
	case g.sub != "":
		return g.setSub(op)
	case op.Op == "remove":
		return g.removeWhole()
	}
	return g.setWhole(op)
}

// checkMutability refuses to change a present value that is read-only or
// immutable, and to remove a required one.
func (g target) checkMutability(op Operation) error {
	if g.current() == nil {
		return nil
	}
	fixed := g.attribute.isReadOnly()
	switch {
	case op.Op == "remove" && (fixed || g.attribute.Required && g.sub == ""):
		return refuse("mutability", "Can not remove a required attribute or a read-only attribute")
	case op.Op == "add" && (fixed || g.attribute.Mutability == "IMMUTABLE"):
		return refuse("mutability", "Can not update a immutable attribute or a read-only attribute")
	case op.Op == "replace" && (fixed || g.attribute.Mutability == "IMMUTABLE"):
		return refuse("mutability", "Can not replace a immutable attribute or a read-only attribute")
	}
	return nil
}

func (g target) removeWhole() error {
	if g.current() == nil {
		return g.absent(g.attribute.Name)
	}
	g.remove()
	return nil
}

// setWhole sets an attribute. An add operation appends to a list, and keeps the
// other sub-attributes of a complex attribute that is not in an extension.
func (g target) setWhole(op Operation) error {
	if !op.HasValue {
		if g.extension == "" {
			return uncaught()
		}
		g.set("")
		return nil
	}
	switch {
	case g.attribute.MultiValued:
		return g.setList(op)
	case g.attribute.isComplex():
		value, ok := op.Value.(Document)
		if !ok {
			return uncaught()
		}
		object, err := g.attribute.decodeObject(value, g.extension != "")
		if err != nil {
			return err
		}
		if old, ok := g.current().(Document); ok && op.Op == "add" && g.extension == "" {
			maps.Copy(old, object)
			return nil
		}
		g.set(object)
		return nil
	}
	value, err := g.simple(op)
	if err != nil {
		return err
	}
	g.set(value)
	return nil
}

// simple returns the new value of an attribute without sub-attributes. The value
// must have the right type if it is the first of an extension. An attribute that
// is not in an extension and has a value takes values of every type as text.
func (g target) simple(op Operation) (any, error) {
	if g.holder() == nil {
		return g.attribute.strict(op.Value)
	}
	if g.extension != "" || g.current() == nil || g.attribute.Type == "BOOLEAN" {
		return g.attribute.convertInPlace(op.Value)
	}
	switch op.Value.(type) {
	case string:
		return op.Value, nil
	case json.Number, bool:
		return Text(op.Value), nil
	}
	if op.Op == "add" {
		return nil, uncaught()
	}
	text, err := json.Marshal(op.Value)
	return string(text), err
}

// convertInPlace is like convert for a value that can also be an object or a
// list.
func (a Attribute) convertInPlace(value any) (any, error) {
	switch value.(type) {
	case Document, []any:
		return nil, uncaught()
	}
	return a.convert(value)
}

func (g target) setList(op Operation) error {
	list, ok := op.Value.([]any)
	if !ok {
		return InvalidSyntax()
	}
	if g.holder() == nil && !g.attribute.isComplex() {
		return wrongType()
	}
	items, err := g.attribute.decodeItems(list, g.extension != "")
	if err != nil {
		return err
	}
	if op.Op == "add" {
		items = g.attribute.appended(g.current(), items)
	}
	g.set(items)
	return nil
}

// appended returns a list with more items. A list of objects drops scalars, and
// a list of scalars those that it has already.
func (a Attribute) appended(current any, items []any) []any {
	old, _ := current.([]any)
	list := slices.Clone(old)
	for _, item := range items {
		_, isObject := item.(Document)
		if isObject || !a.isComplex() && !slices.Contains(list, item) {
			list = append(list, item)
		}
	}
	return list
}

// noSub returns the error for a sub-attribute that does not exist.
func (g target) noSub(op string) error {
	if op == "remove" {
		return InvalidPath("No such sub attribute with the name : %s in the attribute : %s", g.sub, g.attribute.Name)
	}
	return noTarget("No such attribute with the name : %s", g.sub)
}

// checkSimple refuses a sub-attribute of an attribute that cannot have one.
func (g target) checkSimple(op Operation) error {
	switch {
	case g.attribute.isComplex() || g.attribute.MultiValued:
		return nil
	case g.extension != "" && g.current() == nil:
		return g.noSub(op.Op)
	}
	return fail("getSubAttribute method not supported by SimpleAttribute.")
}

func (g target) removeSub() error {
	if err := g.checkSimple(Operation{Op: "remove"}); err != nil {
		return err
	}
	if g.current() == nil {
		return g.noSub("remove")
	}
	for _, object := range g.objects() {
		_, ok := object[g.sub]
		switch {
		case ok || g.attribute.MultiValued:
			delete(object, g.sub)
		case g.extension != "":
			return uncaught()
		default:
			return g.noSub("remove")
		}
		if len(object) == 0 && !g.attribute.MultiValued {
			g.remove()
		}
	}
	return nil
}

// setSub sets a sub-attribute, in every item if the attribute is a list.
func (g target) setSub(op Operation) error {
	if err := g.checkSimple(op); err != nil {
		return err
	}
	part, ok := g.attribute.part(g.sub)
	if !ok {
		return g.noSub(op.Op)
	}
	if g.current() == nil {
		value, err := part.firstValue(op)
		if err != nil {
			return err
		}
		g.set(g.item(Document{g.sub: value}))
		return nil
	}
	for _, object := range g.objects() {
		value, err := g.subValue(part, op, object[g.sub])
		if err != nil {
			return err
		}
		object[g.sub] = value
	}
	return nil
}

// firstValue returns the value of a sub-attribute of an attribute without a
// value.
func (a Attribute) firstValue(op Operation) (any, error) {
	if !op.HasValue {
		return "", nil
	}
	return a.strict(op.Value)
}

// subValue returns the new value of a sub-attribute.
func (g target) subValue(part Attribute, op Operation, current any) (any, error) {
	switch {
	case !op.HasValue:
		return "", nil
	case g.attribute.MultiValued && g.extension != "", !g.attribute.MultiValued && current == nil:
		return part.convertInPlace(op.Value)
	case g.attribute.MultiValued && (op.Op == "add" || current == nil):
		return part.strict(op.Value)
	}
	return part.replacement(op.Value)
}

// replacement returns the value that replaces one of the same type.
func (a Attribute) replacement(value any) (any, error) {
	switch value.(type) {
	case nil, Document, []any:
		return nil, uncaught()
	}
	return a.strict(value)
}

// patchWhole applies an operation without a path. Its value is a resource with
// the attributes to change.
func (t *ResourceType) patchWhole(doc Document, op Operation) error {
	if !op.HasValue {
		return uncaught()
	}
	failed := fail("Error in decoding the request")
	if op.Op == "replace" {
		failed = fail("Error in performing the replace operation")
	}
	value, ok := op.Value.(Document)
	if !ok {
		return failed
	}
	members, err := t.Decode(value)
	if isUncaught(err) {
		return failed
	}
	if err != nil {
		return err
	}
	for _, a := range t.attributes {
		value, ok := members[a.Name]
		if !ok {
			continue
		}
		if !t.isExtension(a) {
			if err := a.merge(doc, op.Op, value); err != nil {
				return err
			}
			continue
		}
		part, _ := doc[a.Name].(Document)
		if part == nil {
			part = Document{}
		}
		for _, sub := range a.SubAttributes {
			if value, ok := value.(Document)[sub.Name]; ok {
				if err := sub.merge(part, op.Op, value); err != nil {
					return err
				}
			}
		}
		doc[a.Name] = part
	}
	return nil
}

// merge sets an attribute to a decoded value. Both operations keep the other
// sub-attributes of a complex attribute.
func (a Attribute) merge(holder Document, op string, value any) error {
	current := holder[a.Name]
	if a.isReadOnly() || a.Mutability == "IMMUTABLE" && current != nil {
		if op == "add" || current == nil {
			return nil
		}
		return refuse("mutability", "Immutable or Read-Only attributes can not be modified.")
	}
	switch v := value.(type) {
	case []any:
		if op == "add" {
			value = a.appended(current, v)
		}
	case Document:
		if old, ok := current.(Document); ok {
			maps.Copy(old, v)
			return nil
		}
	}
	holder[a.Name] = value
	return nil
}

// A comparison is the condition of the filter of a path.
type comparison struct{ name, value string }

// comparison reads the condition. Only the first three words of the filter
// count, and quotes around the value are optional.
func (g target) comparison() (comparison, error) {
	words := strings.Split(g.filter, " ")
	if len(words) < 3 {
		return comparison{}, uncaught()
	}
	if !strings.EqualFold(words[1], "eq") {
		return comparison{}, notSupported("Only Eq filter is supported")
	}
	value := words[2]
	if len(value) > 1 && value[0] == '"' && value[len(value)-1] == '"' {
		value = value[1 : len(value)-1]
	}
	return comparison{words[0], value}, nil
}

// applyFiltered applies an operation to the items of a list that match the
// filter of the path.
func (g target) applyFiltered(op Operation) error {
	condition, err := g.comparison()
	if err != nil {
		return err
	}
	switch items, _ := g.current().([]any); {
	case !g.attribute.MultiValued:
		return g.notAList(op, condition)
	case op.Op == "remove" && items == nil:
		return InvalidPath("No such attribute with the name : %s in the current resource", g.attribute.Name)
	case op.Op == "remove":
		return g.removeItems(items, condition)
	case items == nil:
		return g.setFirst(op, condition)
	}
	if err := g.checkMutability(op); err != nil {
		return err
	}
	matching, others := condition.split(g.current().([]any))
	if g.sub == "" {
		return g.replaceItems(op, matching, others)
	}
	if len(matching) == 0 && g.extension != "" {
		matching = g.objects() // the real server does not apply the filter then
	}
	return g.setInItems(op, matching)
}

// split returns the objects in a list that match the condition, and the other
// items.
func (c comparison) split(items []any) (matching []Document, others []any) {
	for _, item := range items {
		if object, ok := item.(Document); ok && object[c.name] == c.value {
			matching = append(matching, object)
		} else {
			others = append(others, item)
		}
	}
	return matching, others
}

// notAList returns the error for a filter of an attribute that is not
// multi-valued.
func (g target) notAList(op Operation, condition comparison) error {
	removesPart := g.attribute.isComplex() && op.Op == "remove"
	switch {
	case removesPart && g.extension == "" && g.sub != "":
		return notSupported("Only Eq filter is supported")
	case removesPart && g.extension != "" && g.sub == "" && g.current() != nil:
		return uncaught()
	case removesPart:
		return InvalidPath("Attribute : %s is not a primitive multivalued attribute.", condition.name)
	}
	return InvalidPath("Attribute : %s is not a multivalued attribute.", condition.name)
}

// setFirst creates the first item of a list that the filter was to select from.
// It does not have the value of the filter, except without a sub-attribute.
func (g target) setFirst(op Operation, condition comparison) error {
	name := g.sub
	if name == "" {
		name = condition.name
	}
	part, ok := g.attribute.part(name)
	if !ok {
		return InvalidPath("Attribute : %s.%sdoes not exists.", g.attribute.Name, name)
	}
	if !op.HasValue && g.sub == "" {
		g.set([]any{Document{}})
		return nil
	}
	value, err := part.firstValue(op)
	if err != nil {
		return err
	}
	if g.extension != "" && g.holder() == nil {
		return uncaught()
	}
	g.set([]any{Document{name: value}})
	return nil
}

// replaceItems replaces the matching items by a new one at the end.
func (g target) replaceItems(op Operation, matching []Document, others []any) error {
	value, ok := op.Value.(Document)
	switch {
	case !g.attribute.isComplex() && !ok:
		return uncaught()
	case len(matching) == 0:
		return noTarget("No matching filter value found.")
	case !ok:
		return uncaught()
	}
	object, err := g.attribute.decodeObject(value, g.extension != "")
	if err != nil {
		return err
	}
	g.set(append(others, any(object)))
	return nil
}

// setInItems sets the sub-attribute of the matching items. They must have a
// value already.
func (g target) setInItems(op Operation, matching []Document) error {
	if len(matching) == 0 {
		return noTarget("No matching filter value found.")
	}
	part, ok := g.attribute.part(g.sub)
	if !ok {
		return uncaught()
	}
	for _, object := range matching {
		var value any = ""
		var err error
		current, present := object[g.sub]
		switch {
		case !op.HasValue:
		case g.extension != "":
			value, err = part.convertInPlace(op.Value)
		case current == nil:
			value, err = part.strict(op.Value)
		default:
			value, err = part.replacement(op.Value)
		}
		if err != nil {
			return err
		}
		if !present {
			return noTarget("No matching filter value found.")
		}
		object[g.sub] = value
	}
	return nil
}

// removeItems removes the matching items, or a sub-attribute of them. A scalar
// matches by its value.
func (g target) removeItems(items []any, condition comparison) error {
	matching, others := condition.split(items)
	if condition.name != "value" && len(g.objects()) < len(items) {
		return notSupported("Only Eq filter is supported based on implicit value attribute.")
	}
	if g.sub == "" {
		others = slices.DeleteFunc(others, func(item any) bool { return item == any(condition.value) })
	}
	if len(matching) > 0 && g.attribute.isReadOnly() {
		return refuse("mutability", "Can not remove a required attribute or a read-only attribute")
	}
	if g.sub == "" {
		if g.set(others); len(others) == 0 {
			g.remove()
		}
		return nil
	}
	for _, object := range matching {
		if _, ok := object[g.sub]; !ok {
			return InvalidPath("No such sub attribute with the name : %s within the attribute %s", g.sub, g.attribute.Name)
		}
		delete(object, g.sub)
	}
	return nil
}
