package scim

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"unicode"

	"github.com/seed-01804ef5/asgardeo-go/internal/rest"
)

// Add returns an operation that adds a value to an attribute (RFC 7644, section 3.5.2.1). It appends to a list, sets
// the given sub-attributes of a complex attribute, and sets any other attribute. An attribute of an extension follows
// its schema, as in urn:scim:wso2:schema:country; the server ignores one that the organization does not define. To add
// members to a group, use [GroupsClient.AddMembers]. A password given as a string is converted to a [secret.String].
func Add(path string, value any) PatchOperation {
	return PatchOperation{Op: PatchOpAdd, Path: path, Value: value}.concealed()
}

// Remove returns an operation that removes an attribute, or the values that match a filter in the path, such as
// emails[type eq work] (RFC 7644, section 3.5.2.2). For groups and roles the server supports only filters of the form
// members[value eq "id"].
//
// Removing an attribute that a user does not have is asgardeo.ErrBadRequest with the SCIM type invalidPath. This also
// happens if an Update is retried after its response was lost. To avoid the error, set the attribute to an empty value,
// which clears it: Replace(path, "") for a string, Replace(path, []string{}) for a list, and Replace(path,
// map[string]any{}) for a complex attribute, such as name.
//
// The server does not remove name.familyName and attributes of the account state, although its response says that they
// were removed.
func Remove(path string) PatchOperation {
	return PatchOperation{Op: PatchOpRemove, Path: path}
}

// Replace returns an operation that sets an attribute (RFC 7644, section 3.5.2.3). It replaces a list or a complex
// attribute, such as name, as a whole: omitted sub-attributes are removed. Use [Add] to keep them. A password given as
// a string is converted to a [secret.String].
func Replace(path string, value any) PatchOperation {
	return PatchOperation{Op: PatchOpReplace, Path: path, Value: value}.concealed()
}

// concealed returns the operation with plain secrets converted to secret types, because package fmt reaches plain ones
// wherever it does not call a Format method.
func (v PatchOperation) concealed() PatchOperation {
	switch v.Value.(type) {
	case *User, User, []Reference: // large lists without secrets, and types that already conceal them
	default:
		v.Value = rest.Conceal(v.Path, v.Value, secretMembers)
	}
	return v
}

// Format writes the fields without a password, for every verb.
func (v PatchOperation) Format(f fmt.State, _ rune) {
	type fields PatchOperation
	format := "%v"
	switch {
	case f.Flag('#'):
		format = "%#v"
	case f.Flag('+'):
		format = "%+v"
	}
	_, _ = fmt.Fprintf(f, format, fields(v.concealed())) // the original verb could make fmt print the parts differently
}

// LogValue omits a password. A logger that writes JSON calls LogValue on a value, but not on its parts.
func (v PatchOperation) LogValue() slog.Value { return rest.LogValue(v.concealed(), secretMembers) }

// patchForm converts an operation into forms that the server accepts for every resource. It returns an error if there is
// no such form.
type patchForm func(PatchOperation) ([]PatchOperation, error)

// patch wraps operations in their message.
func (form patchForm) patch(c *rest.Client, op string, operations []PatchOperation) (*patchRequest, error) {
	if len(operations) == 0 {
		return nil, c.Invalid(op, "there are no operations")
	}
	var sent []PatchOperation
	for _, operation := range operations {
		formed, err := operation.checked(form)
		if err != nil {
			return nil, c.Invalid(op, "%w", err)
		}
		sent = append(sent, formed...)
	}
	return &patchRequest{Schemas: []string{schemaPatchOp}, Operations: quotePathFilters(sent)}, nil
}

// checked makes the checks that apply to all resources, and then applies form.
func (v PatchOperation) checked(form patchForm) ([]PatchOperation, error) {
	switch v.Op = PatchOp(strings.ToLower(string(v.Op))); {
	case v.Op != PatchOpAdd && v.Op != PatchOpReplace && v.Op != PatchOpRemove:
		return nil, fmt.Errorf("unknown operation %q: it must be add, remove or replace", v.Op)
	case v.Op == PatchOpRemove && v.Path == "":
		return nil, errors.New("a remove operation has no path")
	case v.Op == PatchOpRemove && v.Value != nil:
		return nil, fmt.Errorf("the remove operation on %q has a value, which the server ignores, and it would remove all values: put a filter into the path", v.Path)
	}
	if v.Op != PatchOpRemove {
		if _, err := v.value(); err != nil {
			return nil, err
		}
	}
	return form(v)
}

// value returns the value of an operation as JSON.
func (v PatchOperation) value() (json.RawMessage, error) {
	value, err := json.Marshal(v.Value)
	if err != nil {
		return nil, err
	}
	if string(value) == "null" {
		return nil, fmt.Errorf("the operation on %q has no value to %s: use Remove to clear an attribute", v.Path, v.Op)
	}
	return value, nil
}

// patchAs returns the form of operations on groups or roles: each has a path to one of the given attributes. If an
// operation has no path, the server applies only one of its attributes and ignores the others. It also ignores the
// removal of some lists as a whole.
func patchAs[T any](schema string, unremovable []string, attributes ...string) patchForm {
	rules := listRules{shapeOf[T](), schema, unremovable, attributes}
	return func(v PatchOperation) ([]PatchOperation, error) {
		path, err := parsePath(v.Path, schema)
		switch {
		case err != nil:
			return nil, err
		case path.attribute != "" || path.schema != "":
			v, err = rules.form(v, path)
			return []PatchOperation{v}, err
		case v.Op == PatchOpRemove:
			return nil, fmt.Errorf("%q cannot be removed: only attributes can be removed", v.Path)
		}
		return rules.split(v)
	}
}

// listRules describe the resources whose attributes are a name and lists: groups and roles.
type listRules struct {
	shape
	schema      string
	unremovable []string // lists that can be emptied only by replacing them
	attributes  []string // attributes that can be changed
}

// split converts an operation without a path into one operation with a path for each attribute.
func (r listRules) split(v PatchOperation) ([]PatchOperation, error) {
	value, err := v.value()
	if err != nil {
		return nil, err
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(value, &members); err != nil {
		return nil, errors.New("the value of an operation without a path is not an object")
	}
	formed := map[string]PatchOperation{}
	for name, member := range members {
		path, err := parsePath(name, r.schema)
		if err != nil {
			return nil, err
		}
		operation, err := r.form(PatchOperation{v.Op, name, member}, path)
		if err != nil {
			return nil, err
		}
		if _, twice := formed[operation.Path]; twice {
			return nil, fmt.Errorf("%s is given twice, in different letter case", operation.Path)
		}
		formed[operation.Path] = operation
	}
	var operations []PatchOperation
	for _, attribute := range r.attributes {
		if operation, ok := formed[attribute]; ok {
			operations = append(operations, operation)
		}
	}
	if operations == nil {
		return nil, errors.New("the value of an operation without a path is empty")
	}
	return operations, nil
}

// form converts an operation with a path.
func (r listRules) form(v PatchOperation, path attributePath) (PatchOperation, error) {
	path, attribute, _, err := path.spelled(r.shape)
	if err != nil {
		return v, err
	}
	switch v.Path = path.String(); {
	case path.schema != "" || !slices.Contains(r.attributes, path.attribute):
		return v, fmt.Errorf("%q cannot be changed: only %s can be changed", v.Path, strings.Join(r.attributes, ", "))
	case path.sub != "":
		return v, fmt.Errorf("%q is part of %s, which can only be changed as a whole", v.Path, path.attribute)
	case v.Op == PatchOpRemove && attribute.kind() != listKind:
		return v, fmt.Errorf("%s cannot be removed", v.Path)
	case v.Op == PatchOpRemove && path.filter == "" && slices.Contains(r.unremovable, v.Path):
		return PatchOperation{PatchOpReplace, v.Path, []string{}}, nil
	case v.Op == PatchOpRemove && path.filter == "":
		return v, nil
	case v.Op == PatchOpRemove:
		return v, removable(v.Path, path)
	case path.filter != "":
		return v, fmt.Errorf("the path %q has a filter, which the server supports only in remove operations", v.Path)
	}
	value, err := v.value()
	if err != nil {
		return v, err
	}
	switch attribute.kind() {
	case listKind:
		return v.withList(value, attribute.element())
	default:
		_, err = attribute.fit(value, true)
		return v, wrapPath(v.Path, err)
	}
}

func wrapPath(path string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", path, err)
}

// removable checks the filter of the items to remove from a list.
func removable(text string, path attributePath) error {
	switch name, _, _ := strings.Cut(path.filter, " "); {
	case name == "value", name == "display" && path.attribute != "groups":
		return nil
	}
	return fmt.Errorf("the path %q is not of the form %s[value eq \"id\"], the only filter that the server supports", text, path.attribute)
}

// withList converts the items of a list to the form that the server requires: an array, with references as objects. The
// server silently drops items in other forms.
func (v PatchOperation) withList(value json.RawMessage, element shape) (PatchOperation, error) {
	var items many[json.RawMessage]
	if err := json.Unmarshal(value, &items); err != nil {
		return v, fmt.Errorf("%s: the value must be a list", v.Path)
	}
	changed := value[0] != '['
	for i, item := range items {
		switch given := kindOfJSON(item); {
		case given == element.kind():
			fitting, err := element.fit(item, false)
			if err == nil && element.kind() == objectKind {
				err = hasValue(fitting)
			}
			if err != nil {
				return v, fmt.Errorf("%s: %w", v.Path, err)
			}
			changed = changed || &fitting[0] != &item[0]
			items[i] = fitting
		case given == textKind && element.kind() == objectKind:
			items[i] = slices.Concat(json.RawMessage(`{"value":`), item, json.RawMessage(`}`))
			changed = true
		default:
			return v, fmt.Errorf("%s: an item of the list must be %s", v.Path, element.kind())
		}
	}
	if changed {
		v.Value = []json.RawMessage(items)
	}
	return v, nil
}

// hasValue returns an error for a reference without a value. The server does not count it, so a list of such references
// is empty for it.
func hasValue(reference json.RawMessage) error {
	var r struct {
		Value json.RawMessage `json:"value"`
	}
	if err := json.Unmarshal(reference, &r); err != nil {
		return err
	}
	if v := string(r.Value); v == "" || v == "null" || v == `""` {
		return errors.New("an item of the list has no value")
	}
	return nil
}

// unremovable are the lists of a role that can be emptied only by replacing them.
var unremovable = []string{"groups", "permissions"}

func patchUser(c *rest.Client, op string, operations []PatchOperation) (*patchRequest, error) {
	return patchForm(userForm).patch(c, op, operations)
}

func patchRoleV1(c *rest.Client, op string, operations []PatchOperation) (*patchRequest, error) {
	return patchAs[RoleV1](SchemaRole, nil, "displayName", "users", "groups", "permissions").patch(c, op, operations)
}

func patchRoleV3(c *rest.Client, op string, operations []PatchOperation) (*patchRequest, error) {
	return patchAs[Role](SchemaRole, unremovable, "displayName", "permissions").patch(c, op, operations)
}

// patchRole returns an error for operations that the server cannot combine with replacing or removing all users.
func patchRole(c *rest.Client, op string, operations []PatchOperation) (*patchRequest, error) {
	form := patchAs[Role](SchemaRole, unremovable, "displayName", "users", "groups", "permissions")
	request, err := form.patch(c, op, operations)
	if err != nil {
		return nil, err
	}
	has := func(op PatchOp, path string) bool {
		return slices.ContainsFunc(request.Operations, func(v PatchOperation) bool { return v.Op == op && v.Path == path })
	}
	if (has(PatchOpReplace, "users") || has(PatchOpRemove, "users")) && has(PatchOpAdd, "permissions") {
		return nil, c.Invalid(op, "the server cannot add permissions in a request that replaces or removes all users: send two requests")
	}
	return request, nil
}

// patchList returns the form of operations whose paths are relative to a list of a role.
func patchList(list string) patchForm {
	form := patchAs[Role](SchemaRole, unremovable, list)
	return func(v PatchOperation) ([]PatchOperation, error) {
		switch {
		case v.Path == "":
			v.Path = list
		case oneEquality(v.Path):
			v.Path = list + "[" + v.Path + "]"
		}
		formed, err := form(v)
		for i, v := range formed {
			if filter, ok := strings.CutPrefix(v.Path, list+"[value "); ok {
				formed[i].Path = "value " + strings.TrimSuffix(filter, "]")
			} else if v.Op != PatchOpRemove {
				formed[i].Path = ""
			}
		}
		return formed, err
	}
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
		return nil, c.Invalid(op, "no ids given")
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
