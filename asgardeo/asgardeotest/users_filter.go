package asgardeotest

import (
	"net/http"
	"slices"
	"strings"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/filter"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/scimengine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/store"
)

// userFilter parses the filter of a list of users, and refuses what the real
// server does, with the status it does it.
func (o *organization) userFilter(q scimQuery) (*filter.Tree, error) {
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
		return nil, scimFailure(http.StatusInternalServerError, "", "Unsupported Operation: or")
	case tree.Joins("not"):
		return nil, scimFailure(http.StatusInternalServerError, "", "Unsupported Operation")
	}
	for _, cond := range tree.Conditions() {
		if !slices.Contains([]string{"eq", "ne", "co", "sw", "ew", "ge", "le"}, cond.Operator) {
			return nil, scimFailure(http.StatusBadRequest, "InvalidFilter", "The operator "+cond.Operator+" is not supported.")
		}
		path := scimengine.UserPathOf(cond.Attribute)
		if kind := scimengine.UserKinds[path.Root]; path.Root == "password" || kind == scimengine.KindComplex && path.Rest == "" {
			return nil, scimFailure(http.StatusInternalServerError, "", "Unsupported attribute: "+cond.Attribute)
		}
	}
	return tree, nil
}

// notAnAttributeURI refuses an attribute that no schema has.
func notAnAttributeURI(name string) error {
	return scimengine.InvalidValue("Not a valid attribute name/uri: %s", name)
}

// knownToUsers reports whether a filter can name an attribute: one of the core
// schemas in any case, with any suffix if it has several values, or one of an
// extension after the URN of it and a colon or a dot.
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
// documented, or some user has it, because organizations define their own.
func (o *organization) knownInExtension(path scimengine.UserPath) bool {
	name, part, _ := strings.Cut(path.Rest, ".")
	if attributes := scimengine.AttributesOf(path.Root); scimengine.HasPart(attributes, name, part) {
		return true
	}
	for u := range o.Users.All() {
		values, _ := u.Attributes[path.Root].(document)
		if value, ok := values[name]; ok {
			parts, _ := value.(document)
			_, ok := parts[part]
			return part == "" || ok
		}
	}
	return false
}

// matchingUsers returns the users a filter holds for.
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

// userCandidates returns the users a filter can hold for, found by their name
// or id if it asks for one.
func (o *organization) userCandidates(tree *filter.Tree) []*user {
	for _, cond := range tree.Conditions() {
		if cond.Operator != "eq" {
			continue
		}
		switch scimengine.UserPathOf(cond.Attribute).Root {
		case "id":
			return o.Users.InOrder(store.NewIDSet(strings.ToLower(cond.Value)))
		case "userName":
			return o.Users.NamedAny(namesFor(cond.Value))
		}
	}
	return slices.Collect(o.Users.All())
}

// userValues are the values of an attribute to compare with that of a
// condition. A user name without a store stands for that name in any store.
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
