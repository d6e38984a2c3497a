package directory

import (
	"net/http"
	"slices"
	"strings"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/filter"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/scimengine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/state"
)

// groupPage lists groups in an order that is unrelated to their names or
// creation times: the real server takes them from an unordered set.
func groupPage(c *call, q query) (engine.Reply, error) {
	if q.domain != "" && !knownStore(q.domain) {
		return engine.Reply{}, unknownStore(q.domain)
	}
	cond, err := groupFilter(q)
	if err != nil {
		return engine.Reply{}, err
	}
	render := func(g *group) document { return c.org.groupDocument(g, q) }
	if cond == nil && q.domain == "" {
		return pageOf(q, allGroups{c.org.organizationState}, render), nil
	}
	matching := slices.DeleteFunc(c.org.groupCandidates(cond), func(g *group) bool {
		return !inStore(g.Name, q.domain) || cond != nil && !c.org.groupSatisfies(g, *cond)
	})
	slices.SortFunc(matching, compareHashes)
	return pageOf(q, found[*group](matching), render), nil
}

// groupFilter parses the filter of a list of groups, which is one condition.
func groupFilter(q query) (*filter.Condition, error) {
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
		return nil, fail(http.StatusNotImplemented, "", "Complex filters are not supported yet")
	}
	if !slices.Contains([]string{"eq", "co", "sw", "ew", "ge", "le"}, cond.Operator) {
		return nil, fail(http.StatusBadRequest, "InvalidFilter", "The operator "+cond.Operator+" is not supported.")
	}
	attribute := groupSchema.canonical(cond.Attribute, groupFilterAttributes)
	if attribute == "" {
		return nil, fail(http.StatusInternalServerError, "", "Unsupported Attribute: "+cond.Attribute)
	}
	return &filter.Condition{Attribute: attribute, Operator: cond.Operator, Value: cond.Value}, nil
}

var groupFilterAttributes = []string{
	"displayName", "members.value", "members.display", "id", "meta.created", "meta.lastModified", "meta.location",
}

// groupCandidates returns the groups that may match a condition. It looks them
// up by name, id or member if the condition has one.
func (o *organization) groupCandidates(cond *filter.Condition) []*group {
	if cond == nil || cond.Operator != "eq" {
		return slices.Collect(o.groups.All())
	}
	switch cond.Attribute {
	case "id":
		return o.groups.InOrder(state.NewIDSet(strings.ToLower(cond.Value)))
	case "displayName":
		return o.groups.NamedAny(namesFor(cond.Value))
	case "members.value":
		return o.groups.InOrder(o.members.Holders(strings.ToLower(cond.Value)))
	}
	return slices.Collect(o.groups.All())
}

func (o *organization) groupSatisfies(g *group, cond filter.Condition) bool {
	if cond.Attribute == "members.value" && cond.Operator == "eq" {
		return o.members.Members(g.ID).Has(strings.ToLower(cond.Value))
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
		return slices.Collect(o.members.Members(g.ID).All())
	case "members.display":
		var names []string
		for id := range o.members.Members(g.ID).All() {
			if u := o.users.Get(id); u != nil {
				names = append(names, nameValues(u.name(), cond.Value)...)
			}
		}
		return names
	}
	_, part, _ := strings.Cut(cond.Attribute, ".")
	return scimengine.Values(o.groupMeta(g), part)
}
