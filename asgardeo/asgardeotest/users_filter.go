package asgardeotest

import (
	"net/http"
	"slices"
	"strings"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/filter"
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
		path := userPathOf(cond.Attribute)
		if kind := userKinds[path.root]; path.root == "password" || kind == kindComplex && path.rest == "" {
			return nil, scimFailure(http.StatusInternalServerError, "", "Unsupported attribute: "+cond.Attribute)
		}
	}
	return tree, nil
}

// notAnAttributeURI refuses an attribute that no schema has.
func notAnAttributeURI(name string) failure {
	return scimInvalidValue("Not a valid attribute name/uri: %s", name)
}

// knownToUsers reports whether a filter can name an attribute: one of the core
// schemas in any case, with any suffix if it has several values, or one of an
// extension after the URN of it and a colon or a dot.
func (o *organization) knownToUsers(name string) bool {
	path := userPathOf(name)
	kind, ok := userKinds[path.root]
	switch {
	case !ok || path.root == "schemas":
		return false
	case slices.Contains(userExtensions, path.root):
		return path.rest == "" || o.knownInExtension(path)
	case path.rest == "" || kind == kindMulti || slices.Contains([]string{"groups", "roles"}, path.root):
		return true
	}
	return hasPart(schemaAttributes(schemaCore, schemaUser), path.root, path.rest)
}

// knownInExtension reports whether an extension has an attribute: it is
// documented, or some user has it, because organizations define their own.
func (o *organization) knownInExtension(path userPath) bool {
	name, part, _ := strings.Cut(path.rest, ".")
	if attributes := schemaAttributes(path.root); hasPart(attributes, name, part) {
		return true
	}
	for u := range o.Users.All() {
		values, _ := u.Attributes[path.root].(document)
		if value, ok := values[name]; ok {
			parts, _ := value.(document)
			_, ok := parts[part]
			return part == "" || ok
		}
	}
	return false
}

func schemaAttributes(ids ...string) []schemaAttribute {
	var attributes []schemaAttribute
	for _, schema := range schemaDefinitions {
		if slices.Contains(ids, schema.ID) {
			attributes = append(attributes, schema.Attributes...)
		}
	}
	return attributes
}

// hasPart reports whether there is an attribute and, unless it is empty, a part
// of it.
func hasPart(attributes []schemaAttribute, name, part string) bool {
	return slices.ContainsFunc(attributes, func(a schemaAttribute) bool {
		return strings.EqualFold(a.Name, name) && (part == "" || hasPart(a.SubAttributes, part, ""))
	})
}

// matchingUsers returns the users a filter holds for.
func (o *organization) matchingUsers(tree *filter.Tree) []*user {
	candidates := o.userCandidates(tree)
	if tree == nil {
		return candidates
	}
	paths := map[string]userPath{}
	for _, cond := range tree.Conditions() {
		paths[cond.Attribute] = userPathOf(cond.Attribute)
	}
	return slices.DeleteFunc(candidates, func(u *user) bool {
		return !tree.Eval(func(cond filter.Condition) bool { return satisfies(o.userValues(u, paths[cond.Attribute], cond), cond) })
	})
}

// A userPath is the path of an attribute of users.
type userPath struct{ root, rest string }

// userPathOf splits the name of an attribute in a filter. The root is empty when
// there is no such attribute. The URN of a schema must be exact.
func userPathOf(path string) userPath {
	for _, extension := range userExtensions {
		if rest, ok := strings.CutPrefix(path, extension); ok && (rest == "" || strings.ContainsRune(":.", rune(rest[0]))) {
			return userPath{extension, strings.TrimLeft(rest, ":.")}
		}
	}
	name, rest, _ := strings.Cut(cutSchema(path, schemaUser), ".")
	root, _, _ := userKinds.find(name)
	return userPath{root, rest}
}

// cutSchema cuts the URN of a core schema off the name of an attribute in a
// filter.
func cutSchema(name, schema string) string {
	if rest, ok := strings.CutPrefix(name, schema); ok && rest != "" && strings.ContainsRune(":.", rune(rest[0])) {
		return rest[1:]
	}
	return name
}

// userCandidates returns the users a filter can hold for, found by their name
// or id if it asks for one.
func (o *organization) userCandidates(tree *filter.Tree) []*user {
	for _, cond := range tree.Conditions() {
		if cond.Operator != "eq" {
			continue
		}
		switch userPathOf(cond.Attribute).root {
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
func (o *organization) userValues(u *user, path userPath, cond filter.Condition) []string {
	switch path.root {
	case "userName":
		return nameValues(u.name(), cond.Value)
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
func satisfies(values []string, cond filter.Condition) bool {
	want := strings.ToLower(cond.Value)
	holds := func(operator string) bool {
		return slices.ContainsFunc(values, func(have string) bool { return filter.Compare(operator, strings.ToLower(have), want) })
	}
	if cond.Operator == "ne" {
		return !holds("eq")
	}
	return holds(cond.Operator)
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
	value, ok := member(doc, name)
	if kind, _ := doc["type"].(string); !ok && strings.EqualFold(kind, path) {
		return documentValues(doc, "") // such as emails.work
	}
	return attributeValues(value, rest)
}
