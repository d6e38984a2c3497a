package asgardeotest

import (
	"slices"
	"strings"
)

// page lists the newest role first.
func (v roleAPI) page(c *call, q scimQuery) (reply, error) {
	tree, err := roleFilter(q)
	if err != nil {
		return reply{}, err
	}
	var matching []*role
	for r := range c.org.Roles.All() {
		if tree.eval(func(cond condition) bool { return c.org.roleSatisfies(r, cond) }) {
			matching = append(matching, r)
		}
	}
	slices.Reverse(matching)
	return pageOf(q, matching, func(r *role) document { return v.document(c.org, r, q) }), nil
}

// roleFilter parses the filter of a list of roles.
func roleFilter(q scimQuery) (*filter, error) {
	if q.filter == nil {
		return nil, nil
	}
	tree, err := scimFilter(*q.filter)
	if err != nil {
		return nil, err
	}
	for _, cond := range tree.conditions() {
		if !roleSchema.knows(cond.attribute) {
			return nil, notAnAttributeURI(cond.attribute)
		}
	}
	if tree.joins("or") || tree.joins("not") {
		return nil, scimMisplaced("Only and can join the conditions of the filter.")
	}
	return tree.mapped(roleCondition)
}

// roleCondition checks a condition, and reads it a second time as the real
// server does: without the quotes of a single word, and by the grammar of the
// server APIs.
func roleCondition(cond condition) (*filter, error) {
	attribute := roleSchema.canonical(cond.attribute, []string{"displayName", "audience.value", "audience.type"})
	if attribute == "" {
		return nil, scimMisplaced("The attribute %s is not supported in a filter.", cond.attribute)
	}
	if !slices.Contains([]string{"eq", "ne", "co", "sw", "ew"}, cond.operator) {
		return nil, scimMisplaced("The operator %s is not supported in a filter.", cond.operator)
	}
	again, err := serverFilter(attribute + " " + cond.operator + " " + cond.value)
	if err != nil || again.condition == nil || again.condition.attribute != attribute {
		return nil, scimMisplaced("The value %s cannot be read in a filter.", cond.value)
	}
	return again, nil
}

func (o *organization) roleSatisfies(r *role, cond condition) bool {
	audience := o.audienceOf(r)
	switch cond.attribute {
	case "audience.value":
		return compare(cond.operator, audience.Value, cond.value)
	case "audience.type":
		return compare(cond.operator, audience.Type, strings.ToLower(cond.value))
	default:
		return compare(cond.operator, r.Name, cond.value)
	}
}
