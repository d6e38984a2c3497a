package scimengine

import (
	"slices"
	"strings"
)

// A ResourceType has the attributes of a kind of resources. An extension is a
// complex attribute with the name of its schema.
type ResourceType struct {
	name       string // in the messages of errors
	schema     string
	attributes []Attribute
	extensions []string
}

// UserType returns the type of the users with these schemas.
func UserType(schemas []Schema) *ResourceType {
	t := &ResourceType{name: "user", schema: UserSchema}
	for _, schema := range schemas {
		if schema.ID == CoreSchema || schema.ID == UserSchema {
			t.attributes = append(t.attributes, schema.Attributes...)
			continue
		}
		t.extensions = append(t.extensions, schema.ID)
		t.attributes = append(t.attributes, objectAttribute(schema.ID, schema.Description, schema.Attributes...))
	}
	return t
}

// GroupType returns the type of groups.
func GroupType() *ResourceType {
	return &ResourceType{name: "group", schema: GroupSchema, attributes: append(coreAttributes(),
		requiredName(), references("members", true), references("roles", false).ReadOnly())}
}

// RoleType returns the type of the roles of the second and third version of the
// service.
func RoleType() *ResourceType {
	audience := objectAttribute("audience", "What the role belongs to.",
		textAttribute("value", "The id."), textAttribute("display", "The name."), textAttribute("type", "The kind."))
	audience.Mutability = "IMMUTABLE"
	return &ResourceType{name: "role", schema: RoleSchema, attributes: append(coreAttributes()[:1],
		requiredName(), audience, references("users", false), references("groups", false), references("permissions", false),
		references("associatedApplications", false).ReadOnly(),
		objectAttribute("properties", "Other properties.", textAttribute("name", "The name."), textAttribute("value", "The value.")).Many().ReadOnly())}
}

// LegacyRoleType returns the type of the roles of the first version of the
// service.
func LegacyRoleType() *ResourceType {
	return &ResourceType{name: "role", schema: RoleSchema, attributes: append(coreAttributes()[:1],
		requiredName(), references("users", false), references("groups", false), textAttribute("permissions", "The permissions.").Many())}
}

func requiredName() Attribute {
	name := textAttribute("displayName", "The name.")
	name.Required = true
	return name
}

// references describes a list of references to other resources.
func references(name string, required bool) Attribute {
	value := textAttribute("value", "The id.")
	value.Required = required
	return objectAttribute(name, "References.", value, linkAttribute("$ref", "The URL."), textAttribute("display", "The name."),
		textAttribute("type", "The kind.")).Many()
}

// Extensions returns the schemas of the extensions.
func (t *ResourceType) Extensions() []string { return t.extensions }

// attribute returns an attribute by its exact name.
func (t *ResourceType) attribute(name string) (Attribute, bool) {
	return find(t.attributes, func(a Attribute) bool { return a.Name == name })
}

// isExtension reports whether the attribute is an extension.
func (t *ResourceType) isExtension(a Attribute) bool { return slices.Contains(t.extensions, a.Name) }

// part returns a sub-attribute by its exact name.
func (a Attribute) part(name string) (Attribute, bool) {
	return find(a.SubAttributes, func(sub Attribute) bool { return sub.Name == name })
}

func find(attributes []Attribute, matches func(Attribute) bool) (Attribute, bool) {
	if i := slices.IndexFunc(attributes, matches); i >= 0 {
		return attributes[i], true
	}
	return Attribute{}, false
}

// named returns a function that compares the name of an attribute, ignoring
// case.
func named(name string) func(Attribute) bool {
	return func(a Attribute) bool { return strings.EqualFold(a.Name, name) }
}

func (a Attribute) isComplex() bool { return a.Type == "COMPLEX" }

func (a Attribute) isReadOnly() bool { return a.Mutability == "READ_ONLY" }
