package asgardeotest

import (
	"cmp"
	"hash/fnv"
	"net/http"
	"slices"
	"strings"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/filter"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/scimengine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/store"
)

// groupPage lists groups in an order that has nothing to do with their names
// or their age: the real server takes them from an unordered set.
func groupPage(c *call, q scimQuery) (reply, error) {
	if q.domain != "" && !knownStore(q.domain) {
		return reply{}, unknownStore(q.domain)
	}
	cond, err := groupFilter(q)
	if err != nil {
		return reply{}, err
	}
	matching := slices.DeleteFunc(c.org.groupCandidates(cond), func(g *group) bool {
		return !inStore(g.Name, q.domain) || cond != nil && !c.org.groupSatisfies(g, *cond)
	})
	slices.SortFunc(matching, func(a, b *group) int { return cmp.Compare(scatter(a.Name), scatter(b.Name)) })
	return pageOf(q, matching, func(g *group) document { return c.org.groupDocument(g, q) }), nil
}

func scatter(name string) uint64 {
	hash := fnv.New64a()
	hash.Write([]byte(name))
	return hash.Sum64()
}

// groupFilter parses the filter of a list of groups, which is one condition.
func groupFilter(q scimQuery) (*filter.Condition, error) {
	if q.filter == nil {
		return nil, nil
	}
	tree, err := scimFilter(*q.filter)
	if err != nil {
		return nil, err
	}
	for _, cond := range tree.Conditions() {
		if !groupSchema.knows(cond.Attribute) {
			return nil, notAnAttributeURI(cond.Attribute)
		}
	}
	cond := tree.Condition
	if cond == nil {
		return nil, scimFailure(http.StatusNotImplemented, "", "Complex filters are not supported yet")
	}
	if !slices.Contains([]string{"eq", "co", "sw", "ew", "ge", "le"}, cond.Operator) {
		return nil, scimFailure(http.StatusBadRequest, "InvalidFilter", "The operator "+cond.Operator+" is not supported.")
	}
	attribute := groupSchema.canonical(cond.Attribute, groupFilterAttributes)
	if attribute == "" {
		return nil, scimFailure(http.StatusInternalServerError, "", "Unsupported Attribute: "+cond.Attribute)
	}
	return &filter.Condition{Attribute: attribute, Operator: cond.Operator, Value: cond.Value}, nil
}

var groupFilterAttributes = []string{
	"displayName", "members.value", "members.display", "id", "meta.created", "meta.lastModified", "meta.location",
}

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

// canonical returns the one of the attributes that a name means, or nothing.
func (s filterSchema) canonical(name string, attributes []string) string {
	name = scimengine.CutSchema(name, s.urn)
	for _, attribute := range attributes {
		if strings.EqualFold(attribute, name) {
			return attribute
		}
	}
	return ""
}

// groupCandidates returns the groups a condition can hold for, found by name,
// id or member if it asks for one.
func (o *organization) groupCandidates(cond *filter.Condition) []*group {
	if cond == nil || cond.Operator != "eq" {
		return slices.Collect(o.Groups.All())
	}
	switch cond.Attribute {
	case "id":
		return o.Groups.InOrder(store.NewIDSet(strings.ToLower(cond.Value)))
	case "displayName":
		return o.Groups.NamedAny(namesFor(cond.Value))
	case "members.value":
		return o.Groups.InOrder(o.Members.Holders(strings.ToLower(cond.Value)))
	}
	return slices.Collect(o.Groups.All())
}

func (o *organization) groupSatisfies(g *group, cond filter.Condition) bool {
	if cond.Attribute == "members.value" && cond.Operator == "eq" {
		return o.Members.Members(g.ID).Has(strings.ToLower(cond.Value))
	}
	return scimengine.Satisfies(o.groupValues(g, cond), cond)
}

func (o *organization) groupValues(g *group, cond filter.Condition) []string {
	switch cond.Attribute {
	case "id":
		return []string{g.ID}
	case "displayName":
		return nameValues(g.Name, cond.Value)
	case "members.value":
		return slices.Collect(o.Members.Members(g.ID).All())
	case "members.display":
		var names []string
		for id := range o.Members.Members(g.ID).All() {
			if u := o.user(id); u != nil {
				names = append(names, nameValues(u.name(), cond.Value)...)
			}
		}
		return names
	}
	_, part, _ := strings.Cut(cond.Attribute, ".")
	return scimengine.Values(o.groupMeta(g), part)
}
