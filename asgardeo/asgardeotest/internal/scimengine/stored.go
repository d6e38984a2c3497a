package scimengine

import "slices"

// Writable returns the attributes of a resource that the server stores. It
// leaves out values that are empty, and attributes that the server computes.
func (t *ResourceType) Writable(doc Document) Document {
	out := Document{}
	for _, a := range t.attributes {
		value := a.stored(doc[a.Name])
		if value != nil {
			out[a.Name] = value
		}
	}
	return out
}

// stored returns the value to store, or nil.
func (a Attribute) stored(value any) any {
	if a.isReadOnly() {
		return nil
	}
	switch v := value.(type) {
	case Document:
		out := Document{}
		for _, part := range a.SubAttributes {
			if a.copiesValue() && part.Name == "display" {
				continue
			}
			if kept := part.stored(v[part.Name]); kept != nil {
				out[part.Name] = kept
			}
		}
		if len(out) > 0 {
			return out
		}
	case []any:
		var items []any
		for _, item := range a.objects(a.lastOfTypes(v)) {
			element := a
			element.MultiValued = false
			if kept := element.stored(item); kept != nil {
				items = append(items, kept)
			}
		}
		if len(items) > 0 {
			return items
		}
	case string:
		if v != "" {
			return v
		}
	case nil:
	default:
		if a.MultiValued || a.Type == "STRING" || a.Type == "REFERENCE" {
			return Text(v)
		}
		return v
	}
	return nil
}

// copiesValue reports whether responses of the engine have the value of an item
// as its display name, which is not stored.
func (a Attribute) copiesValue() bool {
	_, primary := a.part("primary")
	return primary
}

// objects returns the scalars of a list of objects as objects. The first of them
// is the primary one, unless an object of the list is.
func (a Attribute) objects(items []any) []any {
	if !a.isComplex() {
		return items
	}
	primary := !a.copiesValue()
	for _, item := range items {
		doc, _ := item.(Document)
		primary = primary || doc["primary"] == true
	}
	out := make([]any, 0, len(items))
	for _, item := range items {
		if _, ok := item.(Document); !ok {
			entry := Document{"value": Text(item)}
			if !primary {
				entry["primary"], primary = true, true
			}
			item = entry
		}
		out = append(out, item)
	}
	return out
}

// lastOfTypes returns the last object of each type, because the store has one
// value for a type.
func (a Attribute) lastOfTypes(items []any) []any {
	if !a.copiesValue() {
		return items
	}
	seen, kept := map[any]bool{}, []any{}
	for _, item := range slices.Backward(items) {
		doc, _ := item.(Document)
		kind := Text(doc["type"])
		if !seen[kind] {
			kept = append(kept, item)
		}
		seen[kind] = true
	}
	slices.Reverse(kept)
	return kept
}

// KeepReadOnly copies the attributes of extensions that the server computes from
// before, because no request changes them.
func (t *ResourceType) KeepReadOnly(doc, before Document) {
	t.keep(doc, before, func(_ string, a Attribute) bool { return a.isReadOnly() })
}

// KeepIdentity copies the attributes from before that a request can change, but
// not remove: the family name, and those of the account.
func (t *ResourceType) KeepIdentity(doc, before Document) {
	t.keep(doc, before, func(schema string, a Attribute) bool { return schema == SystemSchema && !removable[a.Name] })
	name, _ := before["name"].(Document)
	family, ok := name["familyName"]
	if !ok {
		return
	}
	if _, ok := doc["name"].(Document); !ok {
		doc["name"] = Document{}
	}
	if name := doc["name"].(Document); name["familyName"] == nil {
		name["familyName"] = family
	}
}

// KeepUnselected copies what is missing from before, except the attributes that a
// request selects. The real server only removes these.
func (t *ResourceType) KeepUnselected(doc, before Document, selected Projection) {
	for name, old := range before {
		part, ok := old.(Document)
		if !ok {
			if doc[name] == nil && !selected.Wants(name) {
				doc[name] = old
			}
			continue
		}
		kept, _ := doc[name].(Document)
		for sub, value := range part {
			if kept[sub] == nil && !selected.wantsPart(name, sub) {
				if kept == nil {
					kept = Document{}
					doc[name] = kept
				}
				kept[sub] = value
			}
		}
	}
}

// removable are the attributes of the system schema that the real server does
// not keep as claims of the identity dialect.
var removable = map[string]bool{
	"country": true, "dateOfBirth": true, "emailAddresses": true, "verifiedEmailAddresses": true,
	"mobileNumbers": true, "verifiedMobileNumbers": true, "pendingEmails": true,
}

// keep copies attributes of extensions that doc does not have.
func (t *ResourceType) keep(doc, before Document, keeps func(schema string, a Attribute) bool) {
	for _, schema := range t.extensions {
		extension, _ := t.attribute(schema)
		old, _ := before[schema].(Document)
		for _, a := range extension.SubAttributes {
			value, ok := old[a.Name]
			if !ok || !keeps(schema, a) {
				continue
			}
			if _, ok := doc[schema].(Document); !ok {
				doc[schema] = Document{}
			}
			if part := doc[schema].(Document); part[a.Name] == nil {
				part[a.Name] = value
			}
		}
	}
}

// DropCommands removes the attributes of the system schema that request an
// action. The server does not store them.
func DropCommands(attributes Document) {
	system, ok := attributes[SystemSchema].(Document)
	if !ok {
		return
	}
	for _, name := range []string{"askPassword", "verifyEmail", "verifyMobile", "tenantAdminAskPassword"} {
		delete(system, name)
	}
	if len(system) == 0 {
		delete(attributes, SystemSchema)
	}
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
