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
	if q.count == nil || *q.count > maxUsersPage {
		q.count = new(maxUsersPage)
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
	for _, cond := range tree.Conditions() {
		if !o.knownToUsers(cond.Attribute) {
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
		path := scimengine.UserPathOf(cond.Attribute)
		if kind := scimengine.UserKinds[path.Root]; path.Root == "password" || kind == scimengine.KindComplex && path.Rest == "" {
			return nil, fail(http.StatusInternalServerError, "", "Unsupported attribute: "+cond.Attribute)
		}
	}
	return tree, nil
}

// knownToUsers reports whether a filter can contain an attribute: one of the
// core schemas, ignoring case and with any suffix if it is multi-valued, or one
// of an extension after its URN and a colon or a dot.
func (o *organization) knownToUsers(name string) bool {
	path := scimengine.UserPathOf(name)
	kind, ok := scimengine.UserKinds[path.Root]
	switch {
	case !ok || path.Root == "schemas":
		return false
	case slices.Contains(scimengine.UserExtensions, path.Root):
		return path.Rest == "" || o.knownInExtension(path)
	case path.Rest == "" || kind == scimengine.KindMulti || slices.Contains([]string{"groups", "roles"}, path.Root):
		return true
	}
	return scimengine.HasPart(scimengine.AttributesOf(scimengine.CoreSchema, scimengine.UserSchema), path.Root, path.Rest)
}

// knownInExtension reports whether an extension has an attribute: it is
// documented, or a user has it, because organizations define their own
// attributes. The oldest of these users determines the sub-attributes.
func (o *organization) knownInExtension(path scimengine.UserPath) bool {
	name, part, _ := strings.Cut(path.Rest, ".")
	if scimengine.HasPart(scimengine.AttributesOf(path.Root), name, part) {
		return true
	}
	key := extensionKey(path.Root, name)
	if part == "" {
		return o.usersByExtension.Has(key)
	}
	users := o.usersByExtension.With(key)
	if len(users) == 0 {
		return false
	}
	parts, _ := users[0].extension(path.Root)[name].(document)
	_, ok := parts[part]
	return ok
}

// extension returns the attributes that a user has in an extension.
func (u *user) extension(schema string) document {
	attributes, _ := u.Attributes[schema].(document)
	return attributes
}

// extensionKeys returns the keys of a user in the index of extension
// attributes.
func (u *user) extensionKeys() []string {
	var keys []string
	for _, schema := range scimengine.UserExtensions {
		for name := range u.extension(schema) {
			keys = append(keys, extensionKey(schema, name))
		}
	}
	return keys
}

func extensionKey(schema, name string) string { return schema + "\n" + name }

// matchingUsers returns the users that match a filter.
func (o *organization) matchingUsers(tree *filter.Tree) []*user {
	candidates := o.userCandidates(tree)
	if tree == nil {
		return candidates
	}
	paths := map[string]scimengine.UserPath{}
	for _, cond := range tree.Conditions() {
		paths[cond.Attribute] = scimengine.UserPathOf(cond.Attribute)
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
		switch scimengine.UserPathOf(cond.Attribute).Root {
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
func (o *organization) userValues(u *user, path scimengine.UserPath, cond filter.Condition) []string {
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
