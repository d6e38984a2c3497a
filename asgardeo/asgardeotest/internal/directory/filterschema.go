package directory

import (
	"slices"
	"strings"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/scimengine"
)

// A filterSchema is what filters of a kind of resource can name: attributes and
// the parts of them. A star stands for any part.
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

// knows reports whether there is an attribute of that name, in any case.
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

// canonical returns the one of the attributes that a name means, or the empty
// string.
func (s filterSchema) canonical(name string, attributes []string) string {
	name = scimengine.CutSchema(name, s.urn)
	for _, attribute := range attributes {
		if strings.EqualFold(attribute, name) {
			return attribute
		}
	}
	return ""
}
