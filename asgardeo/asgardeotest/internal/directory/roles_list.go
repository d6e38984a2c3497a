package directory

import (
	"slices"
	"strings"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/filter"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/scimengine"
)

// page lists the newest role first.
func (v roleAPI) page(c *call, q query) (engine.Reply, error) {
	tree, err := roleFilter(q)
	if err != nil {
		return engine.Reply{}, err
	}
	render := func(r *role) document { return v.document(c.org, r, q) }
	if tree == nil {
		return pageOf(q, newestFirst[*role]{&c.org.roles}, render), nil
	}
	matching := slices.DeleteFunc(c.org.roleCandidates(tree), func(r *role) bool {
		return !tree.Eval(func(cond filter.Condition) bool { return c.org.roleSatisfies(r, cond) })
	})
	slices.Reverse(matching)
	return pageOf(q, found[*role](matching), render), nil
}

// roleFilter parses the filter of a list of roles.
func roleFilter(q query) (*filter.Tree, error) {
	if q.filter == nil {
		return nil, nil
	}
	tree, err := scimFilter(*q.filter)
	if err != nil {
		return nil, err
	}
	for _, cond := range tree.Conditions() {
		if !roleSchema.knows(cond.Attribute) {
			return nil, notAnAttributeURI(cond.Attribute)
		}
	}
	if tree.Joins("or") || tree.Joins("not") {
		return nil, scimengine.Misplaced("Only and can join the conditions of the filter.")
	}
	return tree.Map(roleCondition)
}

// roleCondition checks a condition, and parses it again as the real server
// does: with the grammar of the server APIs, and without the quotes around a
// single word.
func roleCondition(cond filter.Condition) (*filter.Tree, error) {
	attribute := roleSchema.canonical(cond.Attribute, []string{"displayName", "audience.value", "audience.type"})
	if attribute == "" {
		return nil, scimengine.Misplaced("The attribute %s is not supported in a filter.", cond.Attribute)
	}
	if !slices.Contains([]string{"eq", "ne", "co", "sw", "ew"}, cond.Operator) {
		return nil, scimengine.Misplaced("The operator %s is not supported in a filter.", cond.Operator)
	}
	again, err := filter.ParseServer(attribute + " " + cond.Operator + " " + cond.Value)
	if err != nil || again.Condition == nil || again.Condition.Attribute != attribute {
		return nil, scimengine.Misplaced("The value %s cannot be read in a filter.", cond.Value)
	}
	return again, nil
}

// roleCandidates returns the roles that may match a filter. It looks them up by
// name or audience if the filter has one.
func (o *organization) roleCandidates(tree *filter.Tree) []*role {
	for _, cond := range tree.Conditions() {
		switch {
		case cond.Operator != "eq":
		case cond.Attribute == "displayName":
			return o.rolesByName.With(cond.Value)
		case cond.Attribute == "audience.value" && cond.Value == o.ID:
			return o.rolesByApplication.With("")
		case cond.Attribute == "audience.value":
			return o.rolesByApplication.With(cond.Value)
		}
	}
	return slices.Collect(o.roles.All())
}

func (o *organization) roleSatisfies(r *role, cond filter.Condition) bool {
	audience := o.audienceOf(r)
	switch cond.Attribute {
	case "audience.value":
		return filter.Compare(cond.Operator, audience.Value, cond.Value)
	case "audience.type":
		return filter.Compare(cond.Operator, audience.Type, strings.ToLower(cond.Value))
	default:
		return filter.Compare(cond.Operator, r.Name, cond.Value)
	}
}
