package asgardeotest

import (
	"net/http"
	"slices"
	"strings"
)

// userFilter parses the filter of a list of users, and refuses what the real
// server does, with the status it does it.
func userFilter(raw string) (*filter, error) {
	invalid := func(detail string) error { return scimFailure(http.StatusBadRequest, "InvalidFilter", detail) }
	tree, err := scimFilter(raw)
	if err != nil || tree.joins("not") {
		return nil, invalid("The filter cannot be parsed.")
	}
	if tree.joins("or") {
		return nil, scimFailure(http.StatusInternalServerError, "", "Unsupported Operation: or")
	}
	for _, cond := range tree.conditions() {
		if !slices.Contains([]string{"eq", "ne", "co", "sw", "ew", "ge", "le"}, cond.operator) {
			return nil, invalid("The operator " + cond.operator + " is not supported.")
		}
		if filterableUserAttribute(cond.attribute) {
			continue
		}
		if tree.joins("and") {
			return nil, scimFailure(http.StatusInternalServerError, "", "Unsupported attribute: "+cond.attribute)
		}
		return nil, invalid("The attribute " + cond.attribute + " is not supported.")
	}
	return tree, nil
}

func filterableUserAttribute(name string) bool {
	root, _ := attributePath(userKinds, name)
	return root != "" && root != "password" && root != "schemas"
}

// attributePath splits the path of an attribute into the name of the attribute
// and the rest. The name is empty when there is no such attribute.
func attributePath(kinds attributeKinds, path string) (root, rest string) {
	path = trimCoreSchema(path)
	for _, extension := range userExtensions {
		if rest := trimFold(path, extension); len(rest) < len(path) {
			return extension, strings.TrimLeft(rest, ":.")
		}
	}
	name, rest, _ := strings.Cut(path, ".")
	root, _, _ = kinds.find(name)
	return root, rest
}

// matchingUsers returns the users a filter holds for.
func (o *organization) matchingUsers(tree *filter) []*user {
	candidates := o.userCandidates(tree)
	if tree == nil {
		return candidates
	}
	paths := map[string]userPath{}
	for _, cond := range tree.conditions() {
		paths[cond.attribute] = userPathOf(cond.attribute)
	}
	return slices.DeleteFunc(candidates, func(u *user) bool {
		return !tree.eval(func(cond condition) bool { return satisfies(o.userValues(u, paths[cond.attribute], cond), cond) })
	})
}

// A userPath is the path of an attribute of users.
type userPath struct{ root, rest string }

func userPathOf(path string) userPath {
	root, rest := attributePath(userKinds, path)
	return userPath{root, rest}
}

// userCandidates returns the users a filter can hold for, found by their name
// or id if it asks for one.
func (o *organization) userCandidates(tree *filter) []*user {
	for _, cond := range tree.conditions() {
		if cond.operator != "eq" {
			continue
		}
		switch userPathOf(cond.attribute).root {
		case "id":
			return o.Users.inOrder(idsOf(strings.ToLower(cond.value)))
		case "userName":
			return o.Users.namedAny(namesFor(cond.value))
		}
	}
	return slices.Collect(o.Users.all())
}

// userValues are the values of an attribute to compare with that of a
// condition. A user name without a store stands for that name in any store.
func (o *organization) userValues(u *user, path userPath, cond condition) []string {
	switch path.root {
	case "userName":
		return nameValues(u.name(), cond.value)
	case "id":
		return []string{u.ID}
	case "meta":
		return attributeValues(o.userMeta(u), path.rest)
	case "groups":
		return attributeValues(o.userGroups(u), path.rest)
	case "roles":
		return attributeValues(o.userRoles(u), path.rest)
	}
	return attributeValues(u.Attributes[path.root], path.rest)
}

// satisfies reports whether one of the values of an attribute does what a
// condition asks for, or none of them when it asks for a difference. Case does
// not matter.
func satisfies(values []string, cond condition) bool {
	want := strings.ToLower(cond.value)
	holds := func(operator string) bool {
		return slices.ContainsFunc(values, func(have string) bool { return compare(operator, strings.ToLower(have), want) })
	}
	if cond.operator == "ne" {
		return !holds("eq")
	}
	return holds(cond.operator)
}

// attributeValues returns the values of an attribute by its path. The items
// of a list stand for their values, and those of roles and groups for their
// names as well.
func attributeValues(value any, path string) []string {
	switch v := value.(type) {
	case document:
		return documentValues(v, path)
	case []any:
		var values []string
		for _, item := range v {
			values = append(values, attributeValues(item, path)...)
		}
		return values
	case nil:
		return nil
	default:
		if path != "" {
			return nil
		}
		return []string{optText(v)}
	}
}

func documentValues(doc document, path string) []string {
	if path == "" {
		return append(attributeValues(doc["value"], ""), attributeValues(doc["display"], "")...)
	}
	name, rest, _ := strings.Cut(path, ".")
	value, _ := member(doc, name)
	return attributeValues(value, rest)
}
