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
		path := UserPathOf(cond.Attribute)
		if kind := UserKinds[path.Root]; path.Root == "password" || kind == KindComplex && path.Rest == "" {
			return nil, scimFailure(http.StatusInternalServerError, "", "Unsupported attribute: "+cond.Attribute)
		}
	}
	return tree, nil
}

// notAnAttributeURI refuses an attribute that no schema has.
func notAnAttributeURI(name string) error {
	return InvalidValue("Not a valid attribute name/uri: %s", name)
}

// knownToUsers reports whether a filter can name an attribute: one of the core
// schemas in any case, with any suffix if it has several values, or one of an
// extension after the URN of it and a colon or a dot.
func (o *organization) knownToUsers(name string) bool {
	path := UserPathOf(name)
	kind, ok := UserKinds[path.Root]
	switch {
	case !ok || path.Root == "schemas":
		return false
	case slices.Contains(UserExtensions, path.Root):
		return path.Rest == "" || o.knownInExtension(path)
	case path.Rest == "" || kind == KindMulti || slices.Contains([]string{"groups", "roles"}, path.Root):
		return true
	}
	return HasPart(AttributesOf(CoreSchema, UserSchema), path.Root, path.Rest)
}

// knownInExtension reports whether an extension has an attribute: it is
// documented, or some user has it, because organizations define their own.
func (o *organization) knownInExtension(path UserPath) bool {
	name, part, _ := strings.Cut(path.Rest, ".")
	if attributes := AttributesOf(path.Root); HasPart(attributes, name, part) {
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

func AttributesOf(ids ...string) []Attribute {
	var attributes []Attribute
	for _, schema := range UserSchemas {
		if slices.Contains(ids, schema.ID) {
			attributes = append(attributes, schema.Attributes...)
		}
	}
	return attributes
}

// HasPart reports whether there is an attribute and, unless it is empty, a part
// of it.
func HasPart(attributes []Attribute, name, part string) bool {
	return slices.ContainsFunc(attributes, func(a Attribute) bool {
		return strings.EqualFold(a.Name, name) && (part == "" || HasPart(a.SubAttributes, part, ""))
	})
}

// matchingUsers returns the users a filter holds for.
func (o *organization) matchingUsers(tree *filter.Tree) []*user {
	candidates := o.userCandidates(tree)
	if tree == nil {
		return candidates
	}
	paths := map[string]UserPath{}
	for _, cond := range tree.Conditions() {
		paths[cond.Attribute] = UserPathOf(cond.Attribute)
	}
	return slices.DeleteFunc(candidates, func(u *user) bool {
		return !tree.Eval(func(cond filter.Condition) bool { return Satisfies(o.userValues(u, paths[cond.Attribute], cond), cond) })
	})
}

// A UserPath is the path of an attribute of users.
type UserPath struct{ Root, Rest string }

// UserPathOf splits the name of an attribute in a filter. The root is empty when
// there is no such attribute. The URN of a schema must be exact.
func UserPathOf(path string) UserPath {
	for _, extension := range UserExtensions {
		if rest, ok := strings.CutPrefix(path, extension); ok && (rest == "" || strings.ContainsRune(":.", rune(rest[0]))) {
			return UserPath{extension, strings.TrimLeft(rest, ":.")}
		}
	}
	name, rest, _ := strings.Cut(CutSchema(path, UserSchema), ".")
	root, _, _ := UserKinds.Find(name)
	return UserPath{root, rest}
}

// CutSchema cuts the URN of a core schema off the name of an attribute in a
// filter.
func CutSchema(name, schema string) string {
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
		switch UserPathOf(cond.Attribute).Root {
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
func (o *organization) userValues(u *user, path UserPath, cond filter.Condition) []string {
	switch path.Root {
	case "userName":
		return nameValues(u.name(), cond.Value)
	case "id":
		return []string{u.ID}
	case "meta":
		return Values(o.userMeta(u), path.Rest)
	case "groups":
		return Values(o.userGroups(u), path.Rest)
	case "roles":
		return Values(o.userRoles(u), path.Rest)
	}
	return Values(u.Attributes[path.Root], path.Rest)
}

// Satisfies reports whether one of the values of an attribute does what a
// condition asks for, or none of them when it asks for a difference. Case does
// not matter.
func Satisfies(values []string, cond filter.Condition) bool {
	want := strings.ToLower(cond.Value)
	holds := func(operator string) bool {
		return slices.ContainsFunc(values, func(have string) bool { return filter.Compare(operator, strings.ToLower(have), want) })
	}
	if cond.Operator == "ne" {
		return !holds("eq")
	}
	return holds(cond.Operator)
}

// Values returns the values of an attribute by its path. The items
// of a list stand for their values, and those of roles and groups for their
// names as well.
func Values(value any, path string) []string {
	switch v := value.(type) {
	case document:
		return documentValues(v, path)
	case []any:
		var values []string
		for _, item := range v {
			values = append(values, Values(item, path)...)
		}
		return values
	case nil:
		return nil
	default:
		if path != "" {
			return nil
		}
		return []string{Text(v)}
	}
}

func documentValues(doc document, path string) []string {
	if path == "" {
		return append(Values(doc["value"], ""), Values(doc["display"], "")...)
	}
	name, rest, _ := strings.Cut(path, ".")
	value, ok := Member(doc, name)
	if kind, _ := doc["type"].(string); !ok && strings.EqualFold(kind, path) {
		return documentValues(doc, "") // such as emails.work
	}
	return Values(value, rest)
}
