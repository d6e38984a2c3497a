package resources

import (
	"net/http"
	"slices"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/filter"
)

// parseFilter parses a filter that compares the given attributes. The real server
// flattens the tree: it treats "or" as "and", ignores "not", and drops expressions
// without an operator.
func parseFilter(raw string, attributes ...string) (*filter.Tree, error) {
	tree, err := filter.ParseServer(raw)
	if err != nil {
		return nil, err
	}
	for _, cond := range tree.Conditions() {
		if cond.Operator != "" && (cond.Operator == "pr" || !slices.Contains(attributes, cond.Attribute) || cond.Value == "") {
			return nil, fail(http.StatusBadRequest, "60005", "The filter has an unknown attribute or no value.")
		}
	}
	return tree, nil
}

// lookups find API resources by the values of attributes.
type lookups map[string]func(value string) []*resource

// candidates returns the API resources that an organization can use and that may
// match a filter. If a lookup exists for a value in the filter, these are the
// resources that it finds, otherwise all. They are in ascending order of their
// rows.
func (d *Resources) candidates(o *engine.Organization, tree *filter.Tree, by lookups) []*resource {
	for _, cond := range tree.Conditions() {
		if with := by[cond.Attribute]; with != nil && cond.Operator == "eq" {
			return onlyVisible(o, with(cond.Value))
		}
	}
	return onlyVisible(o, slices.Collect(d.resources.All()))
}

// onlyVisible removes the API resources that an organization cannot use.
func onlyVisible(o *engine.Organization, resources []*resource) []*resource {
	return slices.DeleteFunc(resources, func(r *resource) bool { return !r.visible(o) })
}
