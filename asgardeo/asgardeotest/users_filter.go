package asgardeotest

import (
	"fmt"
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

// userCandidates returns the users a filter can hold for, found by their name
// or id if it asks for one.
func (o *organization) userCandidates(tree *filter) []*user {
	for _, cond := range tree.conditions() {
		if cond.operator != "eq" {
			continue
		}
		switch root, _ := attributePath(userKinds, cond.attribute); root {
		case "id":
			return o.Users.inOrder(idsOf(strings.ToLower(cond.value)))
		case "userName":
			return o.Users.namedAny(namesFor(cond.value))
		}
	}
	return slices.Collect(o.Users.all())
}

// userSatisfies compares without regard to case. A user name without a store
// stands for that name in any store.
func (o *organization) userSatisfies(u *user, cond condition) bool {
	return satisfies(o.userValues(u, cond), cond)
}

func (o *organization) userValues(u *user, cond condition) []string {
	root, rest := attributePath(userKinds, cond.attribute)
	switch root {
	case "userName":
		return nameValues(u.name(), cond.value)
	case "id":
		return []string{u.ID}
	case "meta":
		return attributeValues(o.userMeta(u), rest)
	case "groups":
		return attributeValues(o.userGroups(u), rest)
	case "roles":
		return attributeValues(o.userRoles(u), rest)
	}
	return attributeValues(u.Attributes[root], rest)
}

// satisfies reports whether one of the values of an attribute does what a
// condition asks for, or none of them when it asks for a difference.
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
		return []string{fmt.Sprint(v)}
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
