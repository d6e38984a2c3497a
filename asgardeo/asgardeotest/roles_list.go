package asgardeotest

import (
	"net/http"
	"slices"
	"strings"
)

func (v roleAPI) page(c *call, q scimQuery) (reply, error) {
	tree, err := roleFilter(q.filter)
	if err != nil {
		return reply{}, err
	}
	var matching []*role
	for r := range c.org.Roles.all() {
		if tree.eval(func(cond condition) bool { return c.org.roleSatisfies(r, cond) }) {
			matching = append(matching, r)
		}
	}
	return pageOf(q, matching, func(r *role) document { return v.document(c.org, r, q) }), nil
}

// roleFilter parses the filter of a list of roles.
func roleFilter(raw string) (*filter, error) {
	tree, err := scimFilter(raw)
	if err != nil {
		return nil, scimFailure(http.StatusBadRequest, "InvalidFilter", "The filter cannot be parsed.")
	}
	if tree.joins("or") || tree.joins("not") {
		return nil, scimMisplaced("Only and can join the conditions of the filter.")
	}
	for _, cond := range tree.conditions() {
		if !slices.Contains([]string{"displayName", "audience.value", "audience.type"}, cond.attribute) {
			return nil, scimMisplaced("The attribute %s is not supported in a filter.", cond.attribute)
		}
		if !slices.Contains([]string{"eq", "ne", "co", "sw", "ew"}, cond.operator) {
			return nil, scimMisplaced("The operator %s is not supported in a filter.", cond.operator)
		}
	}
	return tree, nil
}

// roleSatisfies compares with what is left of the value once it has been
// written out without quotes and read again, as the real server does.
func (o *organization) roleSatisfies(r *role, cond condition) bool {
	audience, want := o.audienceOf(r), stripUnquoted(cond.value)
	switch cond.attribute {
	case "audience.value":
		return compare(cond.operator, audience.Value, want)
	case "audience.type":
		return compare(cond.operator, audience.Type, strings.ToLower(want))
	default:
		return compare(cond.operator, r.Name, want)
	}
}
