package asgardeotest

import (
	"math"
	"net/http"
	"slices"
	"strings"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/scimengine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/store"
)

// A legacyRole is a role of the first version of the service, which has a
// store of its own. Its permissions are paths, and it has no audience.
type legacyRole struct {
	ID, Name    string
	Permissions []string
}

func (r *legacyRole) Key() string { return r.ID }

func (r *legacyRole) Names() []string { return []string{strings.ToLower(r.Name)} }

func (o *organization) legacyRoleURL(r *legacyRole) string { return o.scimURL() + "/Roles/" + r.ID }

// legacyMinimal is what answers to writes show.
func (o *organization) legacyMinimal(r *legacyRole) document {
	return document{
		"schemas":     []string{scimengine.RoleSchema},
		"id":          r.ID,
		"displayName": r.Name,
		"meta":        document{"resourceType": "Role", "location": o.legacyRoleURL(r)},
	}
}

func (o *organization) legacyDocument(r *legacyRole) document { return o.legacyFull(r, maxRoleUsers) }

// legacyFull shows no more users than a limit.
func (o *organization) legacyFull(r *legacyRole, users int) document {
	doc := o.legacyMinimal(r)
	var permissions []any
	for _, path := range r.Permissions {
		permissions = append(permissions, path)
	}
	addList(doc, "permissions", permissions)
	addList(doc, "users", o.userReferences(o.LegacyRoleUsers.Members(r.ID), users))
	addList(doc, "groups", o.groupReferences(o.LegacyRoleGroups.Members(r.ID)))
	return doc
}

// legacyKinds are the attributes of a legacy role.
var legacyKinds = scimengine.Kinds{
	"displayName": scimengine.KindText, "permissions": scimengine.KindMulti, "users": scimengine.KindMulti, "groups": scimengine.KindMulti,
	"id": scimengine.KindReadOnly, "meta": scimengine.KindReadOnly, "schemas": scimengine.KindReadOnly,
}

// A legacyInput is the body of a request.
type legacyInput struct {
	name                       string
	permissions, users, groups []string
}

func legacyInputOf(doc document) (legacyInput, error) {
	var in legacyInput
	var err error
	if in.name, err = scimengine.TextMember(doc, "displayName"); err != nil {
		return in, err
	}
	if strings.TrimSpace(in.name) == "" {
		return in, missingAttribute("displayName")
	}
	if in.permissions, err = scimengine.TextList(doc, "permissions"); err != nil {
		return in, err
	}
	for name, ids := range map[string]*[]string{"users": &in.users, "groups": &in.groups} {
		value, _ := scimengine.Member(doc, name)
		if value == nil {
			continue
		}
		if *ids, err = referencedValues(value); err != nil {
			return in, err
		}
	}
	return in, nil
}

// writeLegacyRole gives a role, which may be a new one, what the input says.
func (o *organization) writeLegacyRole(r *legacyRole, in legacyInput) error {
	if other := o.LegacyRoles.Named(strings.ToLower(in.name)); other != nil && other != r {
		return scimFailure(http.StatusConflict, "", "Role with name: "+in.name+" already exists.")
	}
	for _, id := range in.users {
		if o.user(id) == nil {
			return scimengine.Misplaced("There is no user %s.", id)
		}
	}
	if err := o.checkGroups(in.groups); err != nil {
		return err
	}
	fill := func() {
		r.Name, r.Permissions = in.name, slices.Compact(slices.Sorted(slices.Values(in.permissions)))
	}
	if r.ID == "" {
		r.ID = o.newUUID()
		fill()
		o.LegacyRoles.Add(r)
	} else {
		o.LegacyRoles.Change(r, fill)
	}
	o.LegacyRoleUsers.Replace(r.ID, in.users)
	o.LegacyRoleGroups.Replace(r.ID, in.groups)
	return nil
}

func createLegacyRole(c *call) (reply, error) {
	doc, err := c.scimBody()
	if err != nil {
		return reply{}, err
	}
	return writeLegacyRole(c, http.StatusCreated, new(legacyRole), doc)
}

// writeLegacyRole answers with the role less its lists.
func writeLegacyRole(c *call, status int, r *legacyRole, doc document) (reply, error) {
	in, err := legacyInputOf(doc)
	if err != nil {
		return reply{}, err
	}
	if err := c.org.writeLegacyRole(r, in); err != nil {
		return reply{}, err
	}
	return asJSON(status, c.org.legacyMinimal(r)).with("Location", c.org.legacyRoleURL(r)), nil
}

// onLegacyRole returns a handler for the role whose id is in the path.
func onLegacyRole(do func(*call, *legacyRole) (reply, error)) handler {
	return onResource(func(o *organization) *store.Registry[*legacyRole] { return &o.LegacyRoles }, detailNoRole, do)
}

func showLegacyRole(c *call, r *legacyRole) (reply, error) {
	return asJSON(http.StatusOK, projectionOf(c.query).Project(c.org.legacyDocument(r))), nil
}

func replaceLegacyRole(c *call, r *legacyRole) (reply, error) {
	doc, err := c.scimBody()
	if err != nil {
		return reply{}, err
	}
	return writeLegacyRole(c, http.StatusOK, r, doc)
}

// modifyLegacyRole applies the operations in their order, or none.
func modifyLegacyRole(c *call, r *legacyRole) (reply, error) {
	operations, err := c.patchOperations()
	if err != nil {
		return reply{}, err
	}
	doc := c.org.legacyFull(r, math.MaxInt)
	for _, op := range operations {
		if err := legacyKinds.Apply(doc, op); err != nil {
			return reply{}, err
		}
	}
	return writeLegacyRole(c, http.StatusOK, r, doc)
}

func removeLegacyRole(c *call, r *legacyRole) (reply, error) {
	c.org.LegacyRoles.Remove(r)
	c.org.LegacyRoleUsers.DropHolder(r.ID)
	c.org.LegacyRoleGroups.DropHolder(r.ID)
	return empty(http.StatusNoContent), nil
}

// legacyRolePage lists roles. The one filter there is compares the name.
func legacyRolePage(c *call, q scimQuery) (reply, error) {
	matching := slices.Collect(c.org.LegacyRoles.All())
	if q.filter == nil {
		return pageOf(q, matching, c.org.legacyDocument), nil
	}
	tree, err := scimFilter(*q.filter)
	if err != nil {
		return reply{}, err
	}
	cond := tree.Condition
	switch {
	case cond == nil:
		return reply{}, scimFailure(http.StatusNotImplemented, "", "Complex filters are not supported yet")
	case !roleSchema.knows(cond.Attribute):
		return reply{}, notAnAttributeURI(cond.Attribute)
	case !slices.Contains([]string{"eq", "co", "sw", "ew"}, cond.Operator), roleSchema.canonical(cond.Attribute, []string{"displayName"}) == "":
		return reply{}, scimFailure(http.StatusBadRequest, "InvalidFilter", "The filter is not supported.")
	}
	matching = slices.DeleteFunc(matching, func(r *legacyRole) bool { return !scimengine.Satisfies([]string{r.Name}, *cond) })
	return pageOf(q, matching, c.org.legacyDocument), nil
}
