package clients

import (
	"net/http"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/filter"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/serverapi"
)

// listDiscoverableGroups lists the groups to which applications can be made
// discoverable: all, those of a user store, or those with a part of a name.
func listDiscoverableGroups(c *call) (engine.Reply, error) {
	tree, err := filter.ParseServer(c.Query.Get("filter"))
	if err != nil {
		return engine.Reply{}, err
	}
	if tree != nil && (tree.Condition == nil || tree.Condition.Attribute != "name" || tree.Condition.Operator != "co") {
		return engine.Reply{}, serverapi.Fail(http.StatusBadRequest, "APP-60004", "Invalid filter.", "Groups can only be filtered by a part of their name.")
	}
	groups := []groupInfo{}
	for _, g := range c.org.d.needs.Groups(c.org.Organization, c.Query.Get("domain")) {
		if tree.Eval(func(cond filter.Condition) bool { return filter.Compare(cond.Operator, g.Name, cond.Value) }) {
			groups = append(groups, groupInfo{g.ID, g.Name})
		}
	}
	return engine.JSON(http.StatusOK, groups), nil
}
