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

// userPage lists users in order of their creation.
func userPage(c *call, q query) (engine.Reply, error) {
	if q.domain != "" && !knownStore(q.domain) {
		return engine.Reply{}, unknownStore(q.domain)
	}
	tree, err := c.org.userFilter(q)
	if err != nil {
		return engine.Reply{}, err
	}
	if q.first = maxUsersPage; q.count != nil {
		q.count = new(min(*q.count, maxUsersPage))
	}
	if tree == nil && q.domain == "" {
		return pageOf(q, &c.org.users, c.org.userDocument), nil
	}
	matching := slices.DeleteFunc(c.org.matchingUsers(tree), func(u *user) bool { return !inStore(u.name(), q.domain) })
	return pageOf(q, found[*user](matching), c.org.userDocument), nil
}

// userFilter parses the filter of a list of users. It refuses the filters that the
// real server refuses, with the same statuses.
func (o *organization) userFilter(q query) (*filter.Tree, error) {
	if q.filter == nil {
		return nil, nil
	}
	tree, err := scimFilter(*q.filter)
	if err != nil {
		return nil, err
	}
	users := o.d.types.user
	for _, cond := range tree.Conditions() {
		if !users.Has(users.PathOf(cond.Attribute)) {
			return nil, notAnAttributeURI(cond.Attribute)
		}
	}
	switch {
	case tree.Joins("or"):
		return nil, fail(http.StatusInternalServerError, "", "Unsupported Operation: or")
	case tree.Joins("not"):
		return nil, fail(http.StatusInternalServerError, "", "Unsupported Operation")
	}
	for _, cond := range tree.Conditions() {
		if !slices.Contains([]string{"eq", "ne", "co", "sw", "ew", "ge", "le"}, cond.Operator) {
			return nil, fail(http.StatusBadRequest, "InvalidFilter", "The operator "+cond.Operator+" is not supported.")
		}
		if path := users.PathOf(cond.Attribute); path.Root == "password" || users.IsWhole(path) {
			return nil, fail(http.StatusInternalServerError, "", "Unsupported attribute: "+cond.Attribute)
		}
	}
	return tree, nil
}

// matchingUsers returns the users that match a filter.
func (o *organization) matchingUsers(tree *filter.Tree) []*user {
	candidates := o.userCandidates(tree)
	if tree == nil {
		return candidates
	}
	paths := map[string]scimengine.Path{}
	for _, cond := range tree.Conditions() {
		paths[cond.Attribute] = o.d.types.user.PathOf(cond.Attribute)
	}
	return slices.DeleteFunc(candidates, func(u *user) bool {
		return !tree.Eval(func(cond filter.Condition) bool {
			return scimengine.Satisfies(o.userValues(u, paths[cond.Attribute], cond), cond)
		})
	})
}

// userCandidates returns the users that may match a filter. It looks them up by
// name or id if the filter has one.
func (o *organization) userCandidates(tree *filter.Tree) []*user {
	for _, cond := range tree.Conditions() {
		if cond.Operator != "eq" {
			continue
		}
		switch o.d.types.user.PathOf(cond.Attribute).Root {
		case "id":
			return o.users.InOrder(state.NewIDSet(strings.ToLower(cond.Value)))
		case "userName":
			return o.users.NamedAny(namesFor(cond.Value))
		}
	}
	return slices.Collect(o.users.All())
}

// userValues returns the values of an attribute to compare with that of a
// condition. A user name without a store matches in every store.
func (o *organization) userValues(u *user, path scimengine.Path, cond filter.Condition) []string {
	switch path.Root {
	case "userName":
		return nameValues(u.name(), cond.Value)
	case "id":
		return []string{u.ID}
	case "meta":
		return scimengine.Values(o.userMeta(u), path.Rest)
	case "groups":
		return scimengine.Values(o.userGroups(u), path.Rest)
	case "roles":
		return scimengine.Values(o.userRoles(u), path.Rest)
	}
	return scimengine.Values(u.Attributes[path.Root], path.Rest)
}
