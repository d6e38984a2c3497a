package scim

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/seed-01804ef5/asgardeo-go/internal/rest"
)

// Add adds a value to an attribute (RFC 7644, section 3.5.2.1). For members of groups there is
// [GroupsClient.AddMembers]. A plain password in the value becomes a [secret.String].
func Add(path string, value any) PatchOperation {
	return PatchOperation{Op: PatchOpAdd, Path: path, Value: value}.concealed()
}

// Remove removes an attribute, or those of its values that a filter of the path holds for, such as
// emails[type eq work] (RFC 7644, section 3.5.2.2). For groups and roles the server knows only filters of the form
// members[value eq "id"].
func Remove(path string) PatchOperation {
	return PatchOperation{Op: PatchOpRemove, Path: path}
}

// Replace sets an attribute (RFC 7644, section 3.5.2.3). A plain password in the value becomes a [secret.String].
func Replace(path string, value any) PatchOperation {
	return PatchOperation{Op: PatchOpReplace, Path: path, Value: value}.concealed()
}

// concealed returns the operation with secrets of their type: package fmt can reach plain ones wherever it asks no Format
// method.
func (v PatchOperation) concealed() PatchOperation {
	switch v.Value.(type) {
	case *User, User, []Reference: // large lists of which there is nothing to conceal, and what has its secrets concealed
	default:
		v.Value = rest.Conceal(v.Path, v.Value)
	}
	return v
}

// Format writes the fields, without a password, whatever the verb.
func (v PatchOperation) Format(f fmt.State, _ rune) {
	type fields PatchOperation
	format := "%v"
	switch {
	case f.Flag('#'):
		format = "%#v"
	case f.Flag('+'):
		format = "%+v"
	}
	_, _ = fmt.Fprintf(f, format, fields(v.concealed())) // not with a verb that fmt would print the parts for otherwise
}

// patch wraps operations in their message.
func patch(c *rest.Client, op string, operations []PatchOperation) (*patchRequest, error) {
	if len(operations) == 0 {
		return nil, c.Invalid(op, "there are no operations")
	}
	for _, operation := range operations {
		if operation.Op == PatchOpRemove && operation.Path == "" {
			return nil, c.Invalid(op, "an operation removes, but has no path")
		}
	}
	return &patchRequest{Schemas: []string{schemaPatchOp}, Operations: quotePathFilters(operations)}, nil
}

// patchOnly is patch for resources of which the server can change the given attributes only, or any if none is given, and
// of which it changes one and forgets about the others where an operation has no path.
func patchOnly(c *rest.Client, op string, operations []PatchOperation, attributes ...string) (*patchRequest, error) {
	for _, operation := range operations {
		names := []string{operation.Path}
		if operation.Path == "" && operation.Op != PatchOpRemove {
			given, err := operation.attributes()
			if err != nil {
				return nil, c.Invalid(op, "%w", err)
			}
			names = slices.Collect(maps.Keys(given))
		}
		for _, name := range names {
			attribute, filter, filtered := strings.Cut(name, "[")
			switch {
			case name == "":
			case len(attributes) > 0 && !slices.Contains(attributes, attribute):
				return nil, c.Invalid(op, "%q cannot be changed, only %s can", attribute, strings.Join(attributes, ", "))
			case operation.Op == PatchOpRemove && attribute == "displayName":
				return nil, c.Invalid(op, "displayName cannot be removed")
			case filtered && !oneEquality(filter):
				return nil, c.Invalid(op, "the path %q is not of the form %s[value eq \"id\"], the only filter that the server knows", name, attribute)
			}
		}
	}
	return patch(c, op, operations)
}

func patchRole(c *rest.Client, op string, operations []PatchOperation) (*patchRequest, error) {
	return patchOnly(c, op, operations, "displayName", "permissions", "users", "groups")
}

func patchRoleV3(c *rest.Client, op string, operations []PatchOperation) (*patchRequest, error) {
	return patchOnly(c, op, operations, "displayName", "permissions")
}

// oneEquality reports whether the rest of a path, after the bracket, is a filter of the only form that the server knows: of
// three words, and with eq. (Package regexp would make programs larger by a tenth of what they link of this module.)
func oneEquality(filter string) bool {
	words := strings.Split(filter, " ")
	if len(words) != 3 || words[0] != "value" && words[0] != "display" || words[1] != "eq" {
		return false
	}
	value, ok := strings.CutSuffix(words[2], "]")
	if inner := strings.TrimPrefix(value, `"`); inner != value {
		value, ok = strings.CutSuffix(inner, `"`)
	}
	return ok && value != "" && !strings.ContainsAny(value, `"]`)
}

// attributes returns what an operation without a path changes: one attribute.
func (v *PatchOperation) attributes() (map[string]json.RawMessage, error) {
	data, err := json.Marshal(v.Value)
	if err != nil {
		return nil, err
	}
	var attributes map[string]json.RawMessage
	if err := json.Unmarshal(data, &attributes); err != nil || attributes == nil {
		return nil, errors.New("an operation without a path has a value that is no object")
	}
	if len(attributes) > 1 {
		return nil, fmt.Errorf("an operation without a path changes %d attributes, of which the server ignores all but one: give each its own operation", len(attributes))
	}
	return attributes, nil
}

// removal removes the values with the given ids from a list, by the only filter that the server knows there. It must
// have three words.
func removal(c *rest.Client, op, format string, ids []string) ([]PatchOperation, error) {
	operations := make([]PatchOperation, len(ids))
	for i, id := range ids {
		if id == "" || strings.ContainsAny(id, `"\[]`) || strings.ContainsFunc(id, unicode.IsSpace) {
			return nil, c.Invalid(op, "%q cannot be in the path of an operation", id)
		}
		operations[i] = Remove(strings.Replace(format, "ID", id, 1))
	}
	return operations, nil
}

// addition adds the things with the given ids to a list.
func addition(c *rest.Client, op, path string, ids []string) ([]PatchOperation, error) {
	if len(ids) == 0 {
		return nil, c.Invalid(op, "there is nothing to add")
	}
	list, err := references(c, op, ids)
	return []PatchOperation{Add(path, list)}, err
}

// references wraps ids in objects.
func references(c *rest.Client, op string, ids []string) ([]Reference, error) {
	list := make([]Reference, len(ids))
	for i, id := range ids {
		if id == "" {
			return nil, c.Invalid(op, "an id is empty")
		}
		list[i].Value = id
	}
	return list, nil
}
