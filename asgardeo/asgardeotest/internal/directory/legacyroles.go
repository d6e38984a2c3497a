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
)

// A legacyRole is a role of the first version of the service. These roles are
// stored separately. Their permissions are paths, and they have no audience.
type legacyRole struct {
	ID, Name    string
	Permissions []string
}

func (r *legacyRole) Key() string { return r.ID }

func (r *legacyRole) Names() []string { return []string{strings.ToLower(r.Name)} }

func (o *organization) legacyRoleURL(r *legacyRole) string { return o.scimURL() + "/Roles/" + r.ID }

// legacyMinimal returns the role as the responses to writes show it.
func (o *organization) legacyMinimal(r *legacyRole) document {
	return document{
		"schemas":     []string{scimengine.RoleSchema},
		"id":          r.ID,
		"displayName": r.Name,
		"meta":        document{"resourceType": "Role", "location": o.legacyRoleURL(r)},
	}
}

func (o *organization) legacyDocument(r *legacyRole) document { return o.legacyFull(r, maxRoleUsers) }

// legacyFull returns the role with at most the given number of users.
func (o *organization) legacyFull(r *legacyRole, users int) document {
	doc := o.legacyMinimal(r)
	var permissions []any
	for _, path := range r.Permissions {
		permissions = append(permissions, path)
	}
	addList(doc, "permissions", permissions)
	addList(doc, "users", o.userReferences(o.legacyRoleUsers.Members(r.ID), users))
	addList(doc, "groups", o.groupReferences(o.legacyRoleGroups.Members(r.ID)))
	return doc
}

// A legacyInput is the body of a request.
type legacyInput struct {
	name                       string
	permissions, users, groups []string
}

func legacyInputOf(doc document) (legacyInput, error) {
	in := legacyInput{name: scimengine.Text(doc["displayName"]), users: referencedValues(doc["users"]), groups: referencedValues(doc["groups"])}
	if strings.TrimSpace(in.name) == "" {
		return in, missingAttribute("displayName")
	}
	paths, _ := doc["permissions"].([]any)
	for _, path := range paths {
		in.permissions = append(in.permissions, scimengine.Text(path))
	}
	return in, nil
}

// writeLegacyRole changes a role to match the input. A role without an id is new.
func (o *organization) writeLegacyRole(r *legacyRole, in legacyInput) error {
	if other := o.legacyRoles.Named(strings.ToLower(in.name)); other != nil && other != r {
		return fail(http.StatusConflict, "", "Role with name: "+in.name+" already exists.")
	}
	for _, id := range in.users {
		if o.users.Get(id) == nil {
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
		r.ID = o.Tenant().NewUUID()
		fill()
		o.legacyRoles.Add(r)
	} else {
		o.legacyRoles.Change(r, fill)
	}
	o.legacyRoleUsers.Replace(r.ID, in.users)
	o.legacyRoleGroups.Replace(r.ID, in.groups)
	return nil
}

func createLegacyRole(c *call) (engine.Reply, error) {
	doc, err := c.legacyBody()
	if err != nil {
		return engine.Reply{}, err
	}
	return writeLegacyRole(c, http.StatusCreated, new(legacyRole), doc)
}

// writeLegacyRole returns a response with the role without its lists.
func writeLegacyRole(c *call, status int, r *legacyRole, doc document) (engine.Reply, error) {
	in, err := legacyInputOf(doc)
	if err != nil {
		return engine.Reply{}, err
	}
	if err := c.org.writeLegacyRole(r, in); err != nil {
		return engine.Reply{}, err
	}
	return engine.JSON(status, c.org.legacyMinimal(r)).With("Location", c.org.legacyRoleURL(r)), nil
}

// onLegacyRole returns a handler for the role with the id in the path.
func onLegacyRole(do func(*call, *legacyRole) (engine.Reply, error)) handler {
	return onResource(func(o *organization) *state.Registry[*legacyRole] { return &o.legacyRoles }, detailNoRole, do)
}

func showLegacyRole(c *call, r *legacyRole) (engine.Reply, error) {
	return engine.JSON(http.StatusOK, projectionOf(c.Query).Project(c.org.legacyDocument(r))), nil
}

func (c *call) legacyBody() (document, error) {
	doc, err := c.scimBody()
	if err != nil {
		return nil, err
	}
	return c.decoded(c.org.d.types.legacyRole, doc)
}

func replaceLegacyRole(c *call, r *legacyRole) (engine.Reply, error) {
	doc, err := c.legacyBody()
	if err != nil {
		return engine.Reply{}, err
	}
	return writeLegacyRole(c, http.StatusOK, r, doc)
}

// modifyLegacyRole applies all operations in order, or none.
func modifyLegacyRole(c *call, r *legacyRole) (engine.Reply, error) {
	operations, err := c.patchOperations()
	if err != nil {
		return engine.Reply{}, err
	}
	doc := c.org.legacyFull(r, math.MaxInt)
	for _, op := range operations {
		if err := c.org.d.types.legacyRole.Patch(doc, op); err != nil {
			return engine.Reply{}, err
		}
	}
	return writeLegacyRole(c, http.StatusOK, r, doc)
}

func removeLegacyRole(c *call, r *legacyRole) (engine.Reply, error) {
	c.org.legacyRoles.Remove(r)
	c.org.legacyRoleUsers.DropHolder(r.ID)
	c.org.legacyRoleGroups.DropHolder(r.ID)
	return engine.Empty(http.StatusNoContent), nil
}

// legacyRolePage lists roles in order of their creation. The only supported
// filter compares the name.
func legacyRolePage(c *call, q query) (engine.Reply, error) {
	if q.filter == nil {
		return pageOf(q, &c.org.legacyRoles, c.org.legacyDocument), nil
	}
	tree, err := scimFilter(*q.filter)
	if err != nil {
		return engine.Reply{}, err
	}
	cond := tree.Condition
	switch {
	case cond == nil:
		return engine.Reply{}, fail(http.StatusNotImplemented, "", "Complex filters are not supported yet")
	case !roleSchema.knows(cond.Attribute):
		return engine.Reply{}, notAnAttributeURI(cond.Attribute)
	case !slices.Contains([]string{"eq", "co", "sw", "ew"}, cond.Operator), roleSchema.canonical(cond.Attribute, []string{"displayName"}) == "":
		return engine.Reply{}, fail(http.StatusBadRequest, "InvalidFilter", "The filter is not supported.")
	}
	matching := slices.DeleteFunc(c.org.legacyCandidates(*cond), func(r *legacyRole) bool {
		return !scimengine.Satisfies([]string{r.Name}, *cond)
	})
	return pageOf(q, found[*legacyRole](matching), c.org.legacyDocument), nil
}

// legacyCandidates returns the roles that may match a condition on the name.
func (o *organization) legacyCandidates(cond filter.Condition) []*legacyRole {
	if cond.Operator == "eq" {
		return o.legacyRoles.NamedAny([]string{strings.ToLower(cond.Value)})
	}
	return slices.Collect(o.legacyRoles.All())
}
