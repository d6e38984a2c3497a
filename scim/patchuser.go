package scim

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// User attributes that an operation cannot change, and those that it cannot remove either.
var (
	readOnlyOfUsers = []string{"id", "meta", "schemas", "groups"}
	requiredOfUsers = []string{"userName", "password"}
)

// userForm converts an operation on a user into a form that the server accepts whatever attributes the user has. The
// server is stricter about the path of an add than about other paths. If it would reject the path, the operation is
// sent without a path, which means the same.
func userForm(v PatchOperation) ([]PatchOperation, error) {
	path, err := parsePath(v.Path, SchemaUser)
	switch {
	case err != nil:
		return nil, err
	case path.attribute == "" && v.Op == PatchOpRemove:
		return nil, fmt.Errorf("%q cannot be removed: only its attributes can be removed", v.Path)
	case path.attribute != "":
		v, err = userAttribute(v, path)
		return []PatchOperation{v}, err
	case path.schema != "": // the whole extension
		v.Value = map[string]any{path.schema: v.Value}
	}
	v.Path = ""
	v, err = wholeUser(v)
	return []PatchOperation{v}, err
}

// userAttribute converts an operation on an attribute.
func userAttribute(v PatchOperation, path attributePath) (PatchOperation, error) {
	user := shapeOf[User]()
	path, attribute, target, err := path.spelled(user)
	if err != nil {
		return v, err
	}
	if v.Path = path.String(); path.schema == "" {
		switch {
		case slices.Contains(readOnlyOfUsers, path.attribute):
			return v, fmt.Errorf("%s is read-only", path.attribute)
		case v.Op == PatchOpRemove && slices.Contains(requiredOfUsers, path.attribute):
			return v, fmt.Errorf("%s cannot be removed", path.attribute)
		}
	}
	if v.Op == PatchOpRemove {
		return v, nil
	}
	value, err := v.value()
	if err != nil {
		return v, err
	}
	if path.filter != "" && path.sub == "" && kindOfJSON(value) != objectKind {
		return v, fmt.Errorf("%s: the value must be an object, like the items of the list", v.Path)
	}
	fitting, err := target.fit(value, true)
	switch given := kindOfJSON(value); {
	case path.sub != "" && target.kind() == anyKind && (given == listKind || given == objectKind):
		return v, fmt.Errorf("%s: the value of a sub-attribute cannot be %s", v.Path, given)
	case err != nil:
		return v, wrapPath(v.Path, err)
	case v.Op == PatchOpAdd && dropsText(fitting, target):
		return v, fmt.Errorf("%s: the server drops strings from a list of objects: use objects with a value", v.Path)
	case &fitting[0] != &value[0]:
		v.Value = fitting
	}
	switch enterprise := path.schema == SchemaEnterpriseUser && path.sub == "" && kindOfJSON(fitting) != objectKind; {
	case path.filter == "" && enterprise && path.plain(), path.schema == "" && path.plain():
		return v, nil
	case path.filter != "" && path.schema != "":
		return v, fmt.Errorf("the path %q filters a list of an extension: if nothing matches, the server changes every item; replace the list instead", v.Path)
	case v.Op == PatchOpReplace:
		return v, nil
	case path.schema != "" && !isExtension(path.schema):
		return v, fmt.Errorf("the server rejects the path %q in an add operation: omit the path, and nest the attribute in an object that is named after its schema", v.Path)
	case path.filter != "", path.sub != "" && path.schema == "" && attribute.kind() != objectKind:
		return v, fmt.Errorf("the server rejects the path %q in an add operation", v.Path)
	}
	return path.wrap(v), nil
}

// isExtension reports whether a schema is an extension of users.
func isExtension(schema string) bool { return slices.Contains(extensions, schema) }

// plain reports whether the server accepts the names of the path in an add.
func (p attributePath) plain() bool {
	name, _, _ := strings.Cut(p.filter, " ")
	return isPlainName(p.attribute) && isPlainName(p.sub) && isPlainName(name)
}

// wrap converts an operation with a path into one without a path, whose value is an object.
func (p attributePath) wrap(v PatchOperation) PatchOperation {
	v.Path = ""
	for _, name := range []string{p.sub, p.attribute, p.schema} {
		if name != "" {
			v.Value = map[string]any{name: v.Value}
		}
	}
	return v
}

// wholeUser checks an operation without a path, whose value names the attributes to change.
func wholeUser(v PatchOperation) (PatchOperation, error) {
	value, err := v.value()
	if err != nil {
		return v, err
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(value, &members); err != nil {
		return v, errors.New("the value of an operation without a path is not an object")
	}
	user := shapeOf[User]()
	for name := range members {
		path, err := parsePath(name, SchemaUser)
		switch {
		case err != nil, path.attribute == "" && path.schema == "", path.filter != "", path.sub != "", path.attribute != "" && isExtension(path.schema):
			return v, fmt.Errorf("the value of an operation without a path has the member %q, which the server ignores: use it as a path", name)
		}
		name, _ := user.member(path.attribute)
		if v.Op == PatchOpReplace && path.schema == "" && slices.Contains(readOnlyOfUsers, name) {
			return v, fmt.Errorf("%s is read-only", name)
		}
		if _, s := user.member(name); v.Op == PatchOpAdd && path.schema == "" && dropsText(members[name], s) {
			return v, fmt.Errorf("%s: the server drops strings from a list of objects: use objects with a value", name)
		}
	}
	fitting, err := respelled(value, members, func(name string) (string, shape) {
		if path, _ := parsePath(name, SchemaUser); path.schema == "" {
			name = path.attribute // without the URN of the user schema
		}
		return user.member(name)
	})
	if err == nil && &fitting[0] != &value[0] {
		v.Value = fitting
	}
	return v, err
}

// dropsText reports whether a list of objects contains a string.
func dropsText(value json.RawMessage, s shape) bool {
	var items []json.RawMessage
	return s.kind() == listKind && s.element().kind() == objectKind && json.Unmarshal(value, &items) == nil &&
		slices.ContainsFunc(items, func(item json.RawMessage) bool { return kindOfJSON(item) == textKind })
}

// project returns the query parameters of an update of a user. It returns no parameters if the update may remove something: the
// server would keep removed attributes that the parameters exclude, although its response says that they were removed.
func (r *patchRequest) project(options []AttributeOption) *attributeParams {
	if slices.ContainsFunc(r.Operations, PatchOperation.removes) {
		return nil
	}
	return project(options)
}

// removes reports whether an operation may remove a value.
func (v PatchOperation) removes() bool {
	value, err := v.value()
	return v.Op == PatchOpRemove || v.Op == PatchOpReplace &&
		(err != nil || string(value) == `""` || kindOfJSON(value) == listKind || kindOfJSON(value) == objectKind)
}
