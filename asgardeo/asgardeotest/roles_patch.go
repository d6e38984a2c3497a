package asgardeotest

import (
	"net/http"
	"slices"
	"strings"
)

// A roleChange is an operation of a PATCH of a role, resolved to the one
// attribute it is about.
type roleChange struct {
	op, attribute string
	name          string     // for displayName
	values        []string   // for a list
	filter        *condition // for a removal; nil empties the list
}

// patchRole applies all operations or none, and not in the order they came:
// they are regrouped by attribute.
func patchRole(c *call) (reply, error) {
	operations, err := c.patchOperations()
	if err != nil {
		return reply{}, err
	}
	r, err := c.addressedRole()
	if err != nil {
		return reply{}, err
	}
	changes := make([]roleChange, 0, len(operations))
	for _, op := range operations {
		change, err := roleChangeOf(op)
		if err != nil {
			return reply{}, err
		}
		if err := c.checkRoleScope(change.attribute); err != nil {
			return reply{}, err
		}
		changes = append(changes, change)
	}
	patched, err := c.org.patchedRole(r, changes)
	if err != nil {
		return reply{}, err
	}
	*r = patched
	return c.roleReply(http.StatusOK, r, c.patchedDocument(r, changes)), nil
}

// patchedDocument is the minimal role when the patch replaced all users, and
// the whole role less its users otherwise.
func (c *call) patchedDocument(r *role, changes []roleChange) document {
	replacesUsers := func(change roleChange) bool {
		return change.attribute == "users" && (change.op == "replace" || change.op == "remove" && change.filter == nil)
	}
	if slices.ContainsFunc(changes, replacesUsers) {
		return c.org.roleMinimal(r)
	}
	doc := projectionOf(c.query).project(c.org.roleDocument(r))
	delete(doc, "users")
	return doc
}

func roleChangeOf(op patchOperation) (roleChange, error) {
	if op.path == "" {
		return pathlessChange(op)
	}
	path, err := parsePatchPath(trimFold(op.path, schemaRole+":"))
	if err != nil {
		return roleChange{}, err
	}
	_, isList := roleMembers[path.attribute]
	switch {
	case path.sub != "", !isList && path.attribute != "displayName", path.filter != nil && (op.op != "remove" || !isList):
		return roleChange{}, scimFailure(http.StatusBadRequest, "invalidPath", "The path "+op.path+" is not valid.")
	case path.filter != nil && path.filter.operator != "eq":
		return roleChange{}, scimFailure(http.StatusNotImplemented, "", "Only eq is supported in the filter of a path.")
	}
	return changeOf(op.op, path.attribute, op.value, path.filter)
}

// pathlessChange takes the first attribute, in a fixed order, of the value of
// an operation without a path, and ignores the others.
func pathlessChange(op patchOperation) (roleChange, error) {
	members, ok := op.value.(document)
	if !ok {
		return roleChange{}, scimFailure(http.StatusInternalServerError, "", "Error in performing the patch operation on role resource.")
	}
	for _, name := range []string{"displayName", "users", "groups", "permissions"} {
		if value, ok := members[name]; ok {
			return changeOf(op.op, name, value, nil)
		}
	}
	return roleChange{}, scimInvalidSyntax()
}

func changeOf(op, attribute string, value any, filter *condition) (roleChange, error) {
	change := roleChange{op: op, attribute: attribute, filter: filter}
	if attribute == "displayName" {
		name, ok := value.(string)
		if op == "remove" || !ok || strings.TrimSpace(name) == "" {
			return change, scimInvalidValue("A role must have a name.")
		}
		change.name = name
		return change, nil
	}
	if op == "remove" {
		return change, nil
	}
	var err error
	change.values, err = referencedValues(value)
	return change, err
}

// patchedRole returns the role as the changes make it. Within an attribute,
// replacements come first, then removals, then additions.
func (o *organization) patchedRole(r *role, changes []roleChange) (role, error) {
	patched := *r
	patched.Users, patched.Permissions = slices.Clone(r.Users), slices.Clone(r.Permissions)
	for _, attribute := range []string{"displayName", "permissions", "groups", "users"} {
		for _, op := range []string{"replace", "remove", "add"} {
			for _, change := range changes {
				if change.attribute != attribute || change.op != op {
					continue
				}
				if err := o.applyToRole(&patched, r, change); err != nil {
					return patched, err
				}
			}
		}
	}
	return patched, nil
}

func (o *organization) applyToRole(patched, current *role, change roleChange) error {
	switch change.attribute {
	case "displayName":
		return o.rename(patched, current, change.name)
	case "permissions":
		if err := o.checkPermissions(o.application(patched.AppID), change.values); err != nil {
			return err
		}
		display := func(name string) string { return o.scopeOwner(name).scope(name).DisplayName }
		patched.Permissions = change.applyTo(patched.Permissions, display)
		return nil
	case "groups":
		return checkGroups(change.values)
	}
	for _, id := range change.values {
		if o.user(id) == nil {
			return scimInvalidValue("User can't be resolved from the given user Id.")
		}
	}
	patched.Users = change.applyTo(patched.Users, func(id string) string { return o.user(id).name() })
	return nil
}

func (o *organization) rename(patched, current *role, name string) error {
	switch {
	case name == current.Name:
	case o.roleNameTaken(name, current.AppID, current):
		return duplicateRole(name)
	case !validRoleName(name):
		return scimFailure(http.StatusInternalServerError, "", "The role name "+name+" is not valid.")
	}
	patched.Name = name
	return nil
}

// applyTo changes a list. The display of an item is its second name, by which
// a filter may remove it.
func (ch roleChange) applyTo(list []string, display func(string) string) []string {
	switch {
	case ch.op == "replace":
		return ch.values
	case ch.op == "remove" && ch.filter == nil:
		return nil
	case ch.op == "remove":
		return slices.DeleteFunc(list, func(item string) bool {
			if ch.filter.attribute == "display" {
				return display(item) == ch.filter.value
			}
			return ch.filter.attribute == "value" && item == ch.filter.value
		})
	}
	for _, value := range ch.values {
		if !slices.Contains(list, value) {
			list = append(list, value)
		}
	}
	return list
}
