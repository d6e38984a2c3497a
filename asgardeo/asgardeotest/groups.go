package asgardeotest

import (
	"math"
	"net/http"
	"strings"
	"time"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/scimengine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/store"
)

func groupOperations() []operation {
	row := func(name, method, path, scope string, h handler) operation {
		return operation{
			name: name, method: method, path: "/scim2/Groups" + path, family: familySCIM,
			scopes: []string{"internal_group_mgt_" + scope}, handler: h,
		}
	}
	list, search := listing(groupPage)
	return []operation{
		row("listGroups", http.MethodGet, "", "view", list),
		row("createGroup", http.MethodPost, "", "create", createGroup),
		row("searchGroups", http.MethodPost, "/.search", "view", search),
		row("getGroup", http.MethodGet, "/{id}", "view", onGroup("Group not found in the user store.", showGroup)),
		// The text speaks of a user.
		row("updateGroup", http.MethodPut, "/{id}", "update", onGroup("No user exists with the given id: {id}", replaceGroup)),
		row("patchGroup", http.MethodPatch, "/{id}", "update", onGroup("No group with the id : {id} in the user store.", modifyGroup)),
		row("deleteGroup", http.MethodDelete, "/{id}", "delete", onGroup(detailNoResource, removeGroup)),
	}
}

// A group is a group. Its members are in the state, by its id.
type group struct {
	ID, Name          string // the name with its store, unless that is the primary one
	Created, Modified time.Time
}

func (g *group) Key() string { return g.ID }

func (g *group) Names() []string { return []string{strings.ToLower(g.Name)} }

func (o *organization) groupURL(g *group) string { return o.scimURL() + "/Groups/" + g.ID }

// groupMinimal is what the answer to a creation shows of a group.
func (o *organization) groupMinimal(g *group) document {
	return document{
		"schemas":     []string{scimengine.GroupSchema},
		"id":          g.ID,
		"displayName": g.Name,
		"meta":        o.groupMeta(g),
	}
}

func (o *organization) groupMeta(g *group) document {
	return document{
		"resourceType": "Group",
		"created":      scimTime(g.Created),
		"lastModified": scimTime(g.Modified),
		"location":     o.groupURL(g),
	}
}

// groupDocument is the group as far as a query asks for it.
func (o *organization) groupDocument(g *group, q scimQuery) document {
	doc := o.groupMinimal(g)
	if q.Wants("members") {
		addList(doc, "members", o.memberReferences(g))
	}
	if q.Wants("roles") {
		addList(doc, "roles", o.groupRoles(g))
	}
	return doc
}

func (o *organization) memberReferences(g *group) []any {
	return o.userReferences(o.Members.Members(g.ID), math.MaxInt)
}

// groupReferences points to groups.
func (o *organization) groupReferences(ids *store.IDSet) []any {
	var references []any
	for _, g := range o.Groups.InOrder(ids) {
		references = append(references, reference(g.ID, g.Name, o.groupURL(g)))
	}
	return references
}

func (o *organization) groupRoles(g *group) []any {
	var roles []any
	for _, r := range o.Roles.InOrder(o.RoleGroups.Holders(g.ID)) {
		roles = append(roles, reference(r.ID, r.Name, o.roleURL(r)))
	}
	return roles
}

// onGroup returns a handler for the group whose id is in the path.
func onGroup(missing string, do func(*call, *group) (reply, error)) handler {
	return onResource(func(o *organization) *store.Registry[*group] { return &o.Groups }, missing, do)
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
	return groupInputOf(doc)
}

func groupInputOf(doc document) (groupInput, error) {
	var in groupInput
	var err error
	if in.name, err = scimengine.TextMember(doc, "displayName"); err != nil {
		return in, err
	}
	if strings.TrimSpace(in.name) == "" {
		return in, missingAttribute("displayName")
	}
	if value, _ := scimengine.Member(doc, "members"); value != nil {
		in.members, err = groupMembers(value)
	}
	return in, err
}

// createGroup answers without the members.
func createGroup(c *call) (reply, error) {
	in, err := c.groupBody()
	if err != nil {
		return reply{}, err
	}
	name, err := canonicalName("displayName", in.name)
	if err != nil {
		return reply{}, err
	}
	if c.org.Groups.Named(strings.ToLower(name)) != nil {
		store, rest := splitStore(name)
		return reply{}, scimFailure(http.StatusConflict, "", "Group with name: "+store+"/"+rest+" already exists in the system.")
	}
	members, err := c.org.createdMembers(name, in.members)
	if err != nil {
		return reply{}, err
	}
	now := c.org.now()
	g := &group{ID: c.org.newUUID(), Name: name, Created: now, Modified: now}
	c.org.Groups.Add(g)
	c.org.Members.Replace(g.ID, members)
	return asJSON(http.StatusCreated, projectionOf(c.query).Project(c.org.groupMinimal(g))).
		with("Location", c.org.groupURL(g)), nil
}

// showGroup answers without a Location, unlike the other operations.
func showGroup(c *call, g *group) (reply, error) {
	q := projectionOf(c.query)
	return asJSON(http.StatusOK, q.Project(c.org.groupDocument(g, q))), nil
}

func (c *call) groupReply(g *group) reply {
	q := projectionOf(c.query)
	return asJSON(http.StatusOK, q.Project(c.org.groupDocument(g, q))).with("Location", c.org.groupURL(g))
}

func replaceGroup(c *call, g *group) (reply, error) {
	in, err := c.groupBody()
	if err != nil {
		return reply{}, err
	}
	if err := c.org.updateGroup(g, in); err != nil {
		return reply{}, err
	}
	return c.groupReply(g), nil
}

// updateGroup gives a group the name and the members of the input, or leaves
// it as it is.
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
	o.Members.Replace(g.ID, members)
	return nil
}

func (o *organization) changeGroup(g *group, name string) {
	o.Groups.Change(g, func() { g.Name, g.Modified = name, o.now() })
}

// newGroupName judges a new name of a group. A name without a store is one in
// the store of the group, which it cannot leave.
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
		return "", scimFailure(http.StatusInternalServerError, "", "The group cannot be moved from the user store "+store+" to another one.")
	}
	if other := o.Groups.Named(strings.ToLower(name)); other != nil && other != g {
		return "", scimFailure(http.StatusConflict, "", "Group name: "+name+" is already there in the system.")
	}
	return name, nil
}

func removeGroup(c *call, g *group) (reply, error) {
	c.org.Groups.Remove(g)
	c.org.Members.DropHolder(g.ID)
	c.org.RoleGroups.DropMember(g.ID)
	c.org.LegacyRoleGroups.DropMember(g.ID)
	return empty(http.StatusNoContent), nil
}
