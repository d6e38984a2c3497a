package directory

import (
	"net/http"
	"strings"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/scimengine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/state"
)

func (d *Directory) groupOperations() []engine.Operation {
	row := func(name, method, path, scope string, h handler) engine.Operation {
		return engine.Operation{
			Name: name, Method: method, Path: prefix + "/Groups" + path,
			Scopes: []string{"internal_group_mgt_" + scope}, Handler: d.handler(h),
		}
	}
	list, search := listing(true, groupPage)
	return []engine.Operation{
		row("scim.Groups.List", http.MethodGet, "", "view", list),
		row("scim.Groups.Create", http.MethodPost, "", "create", createGroup),
		row("scim.Groups.Search", http.MethodPost, "/.search", "view", search),
		row("scim.Groups.Get", http.MethodGet, "/{id}", "view", onGroup("Group not found in the user store.", showGroup)),
		// The message of the real server names a user here.
		row("scim.Groups.Replace", http.MethodPut, "/{id}", "update", onGroup("No user exists with the given id: {id}", replaceGroup)),
		row("scim.Groups.Update", http.MethodPatch, "/{id}", "update", onGroup("No group with the id : {id} in the user store.", modifyGroup)),
		row("scim.Groups.Delete", http.MethodDelete, "/{id}", "delete", onGroup(detailNoResource, removeGroup)),
	}
}

// onGroup returns a handler for the group with the id in the path.
func onGroup(missing string, do func(*call, *group) (engine.Reply, error)) handler {
	return onResource(func(o *organization) *state.Registry[*group] { return &o.groups }, missing, do)
}

// A groupInput is the body of a request that writes a whole group.
type groupInput struct {
	name    string
	members []groupMember
}

func (c *call) groupBody() (groupInput, error) {
	doc, err := c.scimBody()
	if err != nil {
		return groupInput{}, err
	}
	if doc, err = c.decoded(c.org.d.types.group, doc); err != nil {
		return groupInput{}, err
	}
	return groupInputOf(doc)
}

// groupInputOf reads the attributes of a group.
func groupInputOf(doc document) (groupInput, error) {
	name := scimengine.Text(doc["displayName"])
	if strings.TrimSpace(name) == "" {
		return groupInput{}, missingAttribute("displayName")
	}
	return groupInput{name, groupMembers(doc["members"])}, nil
}

// createGroup returns the group without its members.
func createGroup(c *call) (engine.Reply, error) {
	in, err := c.groupBody()
	if err != nil {
		return engine.Reply{}, err
	}
	name, err := canonicalName("displayName", in.name)
	if err != nil {
		return engine.Reply{}, err
	}
	if c.org.groups.Named(strings.ToLower(name)) != nil {
		store, rest := splitStore(name)
		return engine.Reply{}, fail(http.StatusConflict, "", "Group with name: "+store+"/"+rest+" already exists in the system.")
	}
	members, err := c.org.createdMembers(name, in.members)
	if err != nil {
		return engine.Reply{}, err
	}
	now := c.org.Tenant().Now()
	g := &group{ID: c.org.Tenant().NewUUID(), Name: name, Created: now, Modified: now}
	c.org.groups.Add(g)
	c.org.members.Replace(g.ID, members)
	return engine.JSON(http.StatusCreated, projectionOf(c.Query).Project(c.org.groupMinimal(g))).
		With("Location", c.org.groupURL(g)), nil
}

// showGroup returns no Location header, unlike the other operations.
func showGroup(c *call, g *group) (engine.Reply, error) {
	q := projectionOf(c.Query)
	return engine.JSON(http.StatusOK, q.Project(c.org.groupDocument(g, q))), nil
}

func (c *call) groupReply(g *group) engine.Reply {
	q := projectionOf(c.Query)
	return engine.JSON(http.StatusOK, q.Project(c.org.groupDocument(g, q))).With("Location", c.org.groupURL(g))
}

func replaceGroup(c *call, g *group) (engine.Reply, error) {
	in, err := c.groupBody()
	if err != nil {
		return engine.Reply{}, err
	}
	if err := c.org.updateGroup(g, in); err != nil {
		return engine.Reply{}, err
	}
	return c.groupReply(g), nil
}

// updateGroup sets the name and the members of a group. If it returns an error,
// the group is unchanged.
func (o *organization) updateGroup(g *group, in groupInput) error {
	name, err := o.newGroupName(g, in.name)
	if err != nil {
		return err
	}
	members, err := o.namedMembers(name, in.members)
	if err != nil {
		return err
	}
	o.changeGroup(g, name)
	o.members.Replace(g.ID, members)
	return nil
}

func (o *organization) changeGroup(g *group, name string) {
	o.groups.Change(g, func() { g.Name, g.Modified = name, o.Tenant().Now() })
}

// newGroupName checks the new name of a group. A name without a store means the
// store of the group, which cannot change.
func (o *organization) newGroupName(g *group, name string) (string, error) {
	store, _ := splitStore(g.Name)
	if !strings.Contains(name, "/") {
		name = joinStore(store, name)
	}
	name, err := canonicalName("displayName", name)
	if err != nil {
		return "", err
	}
	if !inStore(name, store) {
		return "", fail(http.StatusInternalServerError, "", "The group cannot be moved from the user store "+store+" to another one.")
	}
	if other := o.groups.Named(strings.ToLower(name)); other != nil && other != g {
		return "", fail(http.StatusConflict, "", "Group name: "+name+" is already there in the system.")
	}
	return name, nil
}

func removeGroup(c *call, g *group) (engine.Reply, error) {
	c.org.groups.Remove(g)
	c.org.members.DropHolder(g.ID)
	c.org.roleGroups.DropMember(g.ID)
	c.org.legacyRoleGroups.DropMember(g.ID)
	return engine.Empty(http.StatusNoContent), nil
}
