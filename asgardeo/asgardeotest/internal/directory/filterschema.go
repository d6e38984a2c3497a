package directory

import (
	"slices"
	"strings"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/scimengine"
)

// A filterSchema has the attributes and sub-attributes that filters of a
// resource type can contain. A star stands for any sub-attribute.
type filterSchema struct {
	urn        string
	attributes map[string][]string
}

var (
	metaParts = []string{"created", "lastModified", "location", "resourceType", "version"}

	groupSchema = filterSchema{scimengine.GroupSchema, map[string][]string{
		"id": nil, "externalId": nil, "displayName": nil, "meta": metaParts, "members": {"*"}, "roles": {"*"},
	}}
	roleSchema = filterSchema{scimengine.RoleSchema, map[string][]string{
		"id": nil, "externalId": nil, "displayName": nil, "meta": metaParts, "audience": {"value", "display", "type"},
		"permissions": {"*"}, "users": {"*"}, "groups": {"*"}, "associatedApplications": {"*"}, "properties": {"*"},
	}}
)

// knows reports whether the schema has an attribute with the name, ignoring
// case.
func (s filterSchema) knows(name string) bool {
	name, part, divided := strings.Cut(scimengine.CutSchema(name, s.urn), ".")
	for attribute, parts := range s.attributes {
		if strings.EqualFold(attribute, name) {
			return !divided || slices.Contains(parts, "*") ||
				slices.ContainsFunc(parts, func(each string) bool { return strings.EqualFold(each, part) })
		}
	}
	return false
}

// canonical returns the attribute that a name refers to, or the empty string.
func (s filterSchema) canonical(name string, attributes []string) string {
	name = scimengine.CutSchema(name, s.urn)
	for _, attribute := range attributes {
		if strings.EqualFold(attribute, name) {
			return attribute
		}
	}
	return ""
}
