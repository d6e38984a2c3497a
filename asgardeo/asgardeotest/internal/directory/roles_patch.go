package directory

import (
	"math"
	"net/http"
	"slices"
	"strings"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/filter"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/scimengine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/state"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/strictjson"
)

// A roleChange is an operation of a PATCH of a role, resolved to the attribute
// that it changes.
type roleChange struct {
	op, attribute string
	name          string            // for displayName
	values        []string          // for a list
	filter        *filter.Condition // for a removal; nil empties the list
}

// modify applies all operations or none. It groups them by attribute, and does
// not keep their order.
func (v roleAPI) modify(c *call, r *role) (engine.Reply, error) {
	operations, err := c.patchOperations()
	if err != nil {
		return engine.Reply{}, err
	}
	attributes := []string{"displayName", "permissions"}
	if v.hasMembers() {
		attributes = append(attributes, "users", "groups")
	}
	return v.apply(c, r, operations, attributes)
}

// replaceList returns the handler that replaces the users or the groups of a role.
// Its body is a list. Any other body is a 406.
func (v roleAPI) replaceList(list string) handler {
	return func(c *call) (engine.Reply, error) {
		tree, err := strictjson.Tree(c.Body)
		items, ok := tree.([]any)
		if err != nil || !ok {
			return engine.Reply{}, fail(http.StatusNotAcceptable, "", "The body must be an array.")
		}
		replacement := []scimengine.Operation{{Op: "replace", Path: list, HasPath: true, Value: items, HasValue: true}}
		return onRole(func(c *call, r *role) (engine.Reply, error) { return v.apply(c, r, replacement, []string{list}) })(c)
	}
}

// modifyList returns the operation that changes the users or the groups of a
// role. The paths are relative to the list.
func (v roleAPI) modifyList(list string) func(*call, *role) (engine.Reply, error) {
	return func(c *call, r *role) (engine.Reply, error) {
		operations, err := c.patchOperations()
		if err != nil {
			return engine.Reply{}, err
		}
		for i, op := range operations {
			switch {
			case op.Path == "":
				operations[i].Path, operations[i].HasPath = list, true
			case strings.HasPrefix(op.Path, "value eq"):
				operations[i].Path = list + "[" + op.Path + "]"
			}
		}
		return v.apply(c, r, operations, []string{list})
	}
}

// apply applies operations on some of the attributes of a role. Like the real
// server, it uses the standard engine if the users are replaced or all removed,
// and otherwise a faster engine with fewer features.
func (v roleAPI) apply(c *call, r *role, operations []scimengine.Operation, attributes []string) (engine.Reply, error) {
	for _, op := range operations {
		if err := v.checkPatchScopes(c, op); err != nil {
			return engine.Reply{}, err
		}
	}
	if slices.Contains(attributes, "users") && slices.ContainsFunc(operations, writesAllUsers) {
		return v.patchWhole(c, r, operations)
	}
	changes := make([]roleChange, 0, len(operations))
	for _, op := range operations {
		change, err := roleChangeOf(op)
		if err != nil {
			return engine.Reply{}, err
		}
		if !slices.Contains(attributes, change.attribute) {
			return engine.Reply{}, notAnAttribute()
		}
		changes = append(changes, change)
	}
	if r.System {
		return engine.Reply{}, unchangeableRole(r)
	}
	commit, err := c.org.patchRole(r, changes)
	if err != nil {
		return engine.Reply{}, err
	}
	if c.held() {
		return engine.Reply{}, sentForApproval("Role update")
	}
	commit()
	return c.roleReply(r, v.document(c.org, r, query{Projection: scimengine.Projection{Excluded: []string{"users"}}})), nil
}

// writesAllUsers reports whether an operation replaces or removes all users of a
// role.
func writesAllUsers(op scimengine.Operation) bool {
	members, _ := op.Value.(document)
	_, named := members["users"]
	return op.Path == "users" && op.Op != "add" || op.Op == "replace" && op.Path == "" && named
}

// patchWhole applies the operations in order to the whole role, and then writes
// it as PUT does.
func (v roleAPI) patchWhole(c *call, r *role, operations []scimengine.Operation) (engine.Reply, error) {
	audience := c.org.audienceOf(r)
	doc := document{
		"id": r.ID, "displayName": r.Name,
		"audience": document{"value": audience.Value, "display": audience.Display, "type": audience.Type},
	}
	addList(doc, "permissions", c.org.rolePermissions(r))
	addList(doc, "users", c.org.userReferences(c.org.roleUsers.Members(r.ID), math.MaxInt))
	addList(doc, "groups", c.org.groupReferences(c.org.roleGroups.Members(r.ID)))
	for _, op := range operations {
		if op.Path == "permissions" && op.Op != "replace" {
			verb := map[string]string{"add": "Adding", "remove": "Removing"}[op.Op]
			return engine.Reply{}, fail(http.StatusNotImplemented, "", verb+" permissions not permitted.")
		}
		if err := c.org.d.types.role.Patch(doc, op); err != nil {
			return engine.Reply{}, err
		}
	}
	if r.System {
		return engine.Reply{}, unchangeableRole(r)
	}
	in, err := roleInputOf(doc)
	if err != nil {
		return engine.Reply{}, err
	}
	if slices.ContainsFunc(in.lists["users"], func(id string) bool { return c.org.users.Get(id) == nil }) {
		return engine.Reply{}, unresolvedUser()
	}
	return v.write(c, r, in, true)
}

// checkPatchScopes requires the scopes of the lists that an operation names,
// even if it does not write them.
func (v roleAPI) checkPatchScopes(c *call, op scimengine.Operation) error {
	members, _ := op.Value.(document)
	for _, list := range roleLists {
		if _, named := members[list]; named || strings.HasPrefix(op.Path, list) {
			if err := v.checkScope(c, list); err != nil {
				return err
			}
		}
	}
	return nil
}

func roleChangeOf(op scimengine.Operation) (roleChange, error) {
	switch {
	case op.Op == "remove":
		return roleRemovalOf(op)
	case !op.HasValue:
		return roleChange{}, scimengine.ValueMissing(op)
	case op.Path != "":
		return roleAdditionOf(op.Op, op.Path, op.Value, roleNotPatchable())
	}
	// In an operation without a path, only the first attribute counts, in a
	// fixed order.
	members, ok := op.Value.(document)
	if !ok {
		return roleChange{}, roleNotPatchable()
	}
	for _, name := range []string{"displayName", "users", "groups", "permissions"} {
		if value, ok := members[name]; ok {
			return roleAdditionOf(op.Op, name, value, scimengine.InvalidSyntax())
		}
	}
	return roleChange{}, scimengine.InvalidSyntax()
}

func roleNotPatchable() error {
	return fail(http.StatusInternalServerError, "", "Error in performing the patch operation on role resource.")
}

func roleRemovalOf(op scimengine.Operation) (roleChange, error) {
	if strings.EqualFold(op.Path, "displayName") {
		return roleChange{}, scimengine.Misplaced("A role must have a name.")
	}
	cond, attribute, err := removalFilter(op.Path)
	if err != nil {
		return roleChange{}, err
	}
	for _, list := range roleLists {
		if strings.EqualFold(list, attribute) {
			if cond == nil && op.Path != "users" { // only the users can be removed as a whole: this removes nothing
				cond = &filter.Condition{Attribute: "value", Operator: "eq"}
			}
			if list == "groups" && cond != nil && cond.Attribute == "display" {
				return roleChange{}, scimengine.InvalidValue("Group id is required to update group of the role.")
			}
			return roleChange{op: op.Op, attribute: list, filter: cond}, nil
		}
	}
	return roleChange{}, notRemovable(attribute)
}

// roleAdditionOf reads a value of an add or a replace operation. wrongType is
// the error for a value of the wrong type.
func roleAdditionOf(op, attribute string, value any, wrongType error) (roleChange, error) {
	change := roleChange{op: op, attribute: attribute}
	switch {
	case attribute == "displayName":
		name, ok := value.(string)
		if !ok {
			return change, wrongType
		}
		if change.name = name; strings.TrimSpace(name) == "" {
			return change, scimengine.InvalidValue("A role must have a name.")
		}
		return change, nil
	case !slices.Contains(roleLists, attribute):
		return change, notAnAttribute()
	}
	items, ok := value.([]any)
	if !ok {
		return change, wrongType
	}
	change.values = referencedValues(items)
	return change, nil
}

// patchRole checks the changes, and returns a function that makes them. Within
// an attribute, replacements come first, then removals, then additions.
func (o *organization) patchRole(r *role, changes []roleChange) (commit func(), err error) {
	name, permissions := r.Name, slices.Clone(r.Permissions)
	var steps []func()
	for _, change := range inRoleOrder(changes) {
		switch change.attribute {
		case "displayName":
			if err := o.checkRename(r, change.name); err != nil {
				return nil, err
			}
			name = change.name
		case "permissions":
			if err := o.checkPermissions(o.application(r.AppID), change.values); err != nil {
				return nil, err
			}
			permissions = o.changedPermissions(permissions, change)
		case "groups":
			if err := o.checkGroups(change.values); err != nil {
				return nil, err
			}
			steps = append(steps, func() { change.relate(&o.roleGroups, r, o.groupsBy) })
		case "users":
			if slices.ContainsFunc(change.values, func(id string) bool { return o.users.Get(id) == nil }) {
				return nil, unresolvedUser()
			}
			steps = append(steps, func() { change.relate(&o.roleUsers, r, o.usersBy) })
		}
	}
	return func() {
		o.roles.Change(r, func() { r.Name, r.Permissions = name, permissions })
		for _, step := range steps {
			step()
		}
	}, nil
}

func unresolvedUser() error {
	return scimengine.InvalidValue("User can't be resolved from the given user Id.")
}

func inRoleOrder(changes []roleChange) []roleChange {
	var ordered []roleChange
	for _, attribute := range []string{"displayName", "permissions", "groups", "users"} {
		for _, op := range []string{"replace", "remove", "add"} {
			for _, change := range changes {
				if change.attribute == attribute && change.op == op {
					ordered = append(ordered, change)
				}
			}
		}
	}
	return ordered
}

func (o *organization) checkRename(r *role, name string) error {
	switch {
	case name == r.Name:
		return nil
	case o.roleNameTaken(name, r.AppID, r):
		return duplicateRole(name)
	case !validRoleName(name):
		return fail(http.StatusInternalServerError, "", "The role name "+name+" is not valid.")
	}
	return nil
}

// changedPermissions changes a list of scopes. A scope can also be removed by
// its display name.
func (o *organization) changedPermissions(permissions []string, change roleChange) []string {
	switch {
	case change.op == "replace":
		return change.values
	case change.op == "remove":
		return slices.DeleteFunc(permissions, func(name string) bool {
			if change.filter.Attribute == "display" {
				return o.scopeOwner(name).Scope(name).DisplayName == change.filter.Value
			}
			return name == change.filter.Value
		})
	}
	for _, name := range change.values {
		if !slices.Contains(permissions, name) {
			permissions = append(permissions, name)
		}
	}
	return permissions
}

// groupsBy returns the ids of the groups that the filter of a removal matches.
func (o *organization) groupsBy(cond filter.Condition) []string {
	if cond.Attribute == "value" {
		return []string{cond.Value}
	}
	var ids []string
	for _, g := range o.groups.NamedAny(namesFor(cond.Value)) {
		ids = append(ids, g.ID)
	}
	return ids
}

// relate applies a change to the users or the groups of a role.
func (ch roleChange) relate(members *state.Relation, r *role, named func(filter.Condition) []string) {
	switch {
	case ch.op == "replace":
		members.Replace(r.ID, ch.values)
	case ch.op == "remove" && ch.filter == nil:
		members.DropHolder(r.ID)
	case ch.op == "remove":
		for _, id := range named(*ch.filter) {
			members.Unlink(r.ID, id)
		}
	default:
		for _, id := range ch.values {
			members.Link(r.ID, id)
		}
	}
}
