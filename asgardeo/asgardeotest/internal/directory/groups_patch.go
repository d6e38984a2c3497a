package directory

import (
	"net/http"
	"slices"
	"strings"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/filter"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/scimengine"
)

// modifyGroup applies all operations or none. Like the real server, it uses the
// standard engine if the members are replaced or all removed, and otherwise a
// faster engine with fewer features.
func modifyGroup(c *call, g *group) (engine.Reply, error) {
	operations, err := c.patchOperations()
	if err != nil {
		return engine.Reply{}, err
	}
	apply := c.org.patchGroupFast
	if slices.ContainsFunc(operations, writesAllMembers) {
		apply = c.org.patchGroupWhole
	}
	if err := apply(g, operations); err != nil {
		return engine.Reply{}, err
	}
	if c.org.d.settings.EmptyGroupPatch && c.Query.Get("attributes") == "" && !c.InBulk {
		return engine.Empty(http.StatusNoContent), nil
	}
	return c.groupReply(g), nil
}

func writesAllMembers(op scimengine.Operation) bool {
	switch op.Op {
	case "remove":
		return op.Path == "members"
	case "replace":
		parts, _ := op.Value.(document)
		return op.Path == "members" || parts["members"] != nil
	}
	return false
}

// patchGroupWhole applies the operations in order to the whole group, and then
// writes the group as PUT does.
func (o *organization) patchGroupWhole(g *group, operations []scimengine.Operation) error {
	doc := document{"id": g.ID, "meta": o.groupMeta(g), "displayName": g.Name}
	addList(doc, "members", o.memberReferences(g))
	addList(doc, "roles", o.groupRoles(g))
	for _, op := range operations {
		if err := o.d.types.group.Patch(doc, op); err != nil {
			return err
		}
	}
	if err := o.d.types.group.CheckRequired(doc); err != nil {
		return err
	}
	in, err := groupInputOf(doc)
	if err != nil {
		return err
	}
	return o.updateGroup(g, in)
}

// A groupPatch is the result of reading the operations for patchGroupFast.
type groupPatch struct {
	name  string
	added []groupMember
	steps []groupStep
}

// A groupStep adds members, or removes those that match a condition.
type groupStep struct {
	added []groupMember
	gone  *filter.Condition
}

// patchGroupFast renames the group before it changes the members, and treats a
// replacement as an addition.
func (o *organization) patchGroupFast(g *group, operations []scimengine.Operation) error {
	patch := groupPatch{name: g.Name}
	for _, op := range operations {
		read := patch.readAddition
		if op.Op == "remove" {
			read = patch.readRemoval
		}
		if err := read(op); err != nil {
			return err
		}
	}
	name, err := o.newGroupName(g, patch.name)
	if err != nil {
		return err
	}
	added, err := o.addedMembers(name, patch.added)
	if err != nil {
		return err
	}
	for _, step := range patch.steps {
		if step.gone != nil && step.gone.Attribute == "value" && o.users.Get(step.gone.Value) == nil && len(patch.added) == 0 {
			return scimengine.InvalidValue("There is no user %s to remove.", step.gone.Value)
		}
	}
	o.changeGroup(g, name)
	for _, step := range patch.steps {
		if step.gone == nil {
			for _, id := range added[:len(step.added)] {
				o.members.Link(g.ID, id)
			}
			added = added[len(step.added):]
			continue
		}
		for _, id := range o.usersBy(*step.gone) {
			o.members.Unlink(g.ID, id)
		}
	}
	return nil
}

// usersBy returns the ids of the users that the filter of a removal matches.
func (o *organization) usersBy(cond filter.Condition) []string {
	if cond.Attribute == "value" {
		return []string{cond.Value}
	}
	var ids []string
	for _, u := range o.users.NamedAny(namesFor(cond.Value)) {
		ids = append(ids, u.ID)
	}
	return ids
}

// readAddition reads either the name or the members from an operation.
func (p *groupPatch) readAddition(op scimengine.Operation) error {
	if op.HasPath && op.Path != "displayName" && op.Path != "members" {
		return notAnAttribute()
	}
	members := document{op.Path: op.Value}
	if !op.HasPath {
		var ok bool
		if members, ok = op.Value.(document); !ok {
			return fail(http.StatusInternalServerError, "", "Error in decoding the request")
		}
	}
	var name, list any
	if op.Op == "add" {
		name, _ = scimengine.Member(members, "displayName")
		list, _ = scimengine.Member(members, "members")
	} else if name = members["displayName"]; name == nil && !op.HasPath {
		return notAnAttribute()
	}
	switch {
	case name != nil:
		text, ok := name.(string)
		if !ok {
			return groupNotPatched()
		}
		p.name = text
	case op.Path == "displayName" && !op.HasValue && op.Op == "replace":
	case op.Path == "displayName":
		return groupNotPatched()
	case list != nil || op.Path == "members":
		if _, ok := list.([]any); !ok {
			return groupNotPatched()
		}
		added := groupMembers(list)
		p.added, p.steps = append(p.added, added...), append(p.steps, groupStep{added: added})
	}
	return nil
}

func groupNotPatched() error {
	return fail(http.StatusInternalServerError, "", "Error in performing the patch operation on group resource.")
}

// readRemoval reads a filter of three words from the path.
func (p *groupPatch) readRemoval(op scimengine.Operation) error {
	cond, attribute, err := removalFilter(op.Path)
	if err != nil {
		return err
	}
	if !strings.EqualFold(attribute, "members") {
		return notRemovable(attribute)
	}
	if cond != nil {
		p.steps = append(p.steps, groupStep{gone: cond})
	}
	return nil
}

// removalFilter reads the path of a removal from a group or a role: the name
// of a list, and a filter on the value or the display of its items. Only eq is
// supported.
func removalFilter(path string) (cond *filter.Condition, attribute string, err error) {
	attribute, rest, filtered := strings.Cut(path, "[")
	if !filtered {
		return nil, attribute, nil
	}
	expression, _, _ := strings.Cut(rest, "]")
	if expression == "" {
		return nil, attribute, nil
	}
	parts := strings.Split(expression, " ")
	if len(parts) != 3 || parts[0] != "value" && parts[0] != "display" {
		return nil, attribute, fail(http.StatusBadRequest, "invalidSyntax", "Invalid filter")
	}
	if !strings.EqualFold(parts[1], "eq") {
		return nil, attribute, fail(http.StatusNotImplemented, "", "Only Eq filter is supported")
	}
	value := strings.TrimSuffix(strings.TrimPrefix(parts[2], `"`), `"`)
	return &filter.Condition{Attribute: parts[0], Operator: "eq", Value: value}, attribute, nil
}
