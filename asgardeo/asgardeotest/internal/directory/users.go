package directory

import (
	"net/http"
	"strings"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/scimengine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/state"
)

const (
	// maxUsersPage is the maximum and the default number of users on a page.
	maxUsersPage = 100

	detailNoResource = "Specified resource does not exist."
)

func (d *Directory) userOperations() []engine.Operation {
	row := func(name, method, path, scope string, h handler) engine.Operation {
		return engine.Operation{
			Name: name, Method: method, Path: prefix + "/Users" + path,
			Scopes: []string{"internal_user_mgt_" + scope}, Handler: d.handler(h),
		}
	}
	list, search := listing(false, userPage)
	return []engine.Operation{
		row("scim.Users.Create", http.MethodPost, "", "create", createUser),
		row("scim.Users.List", http.MethodGet, "", "list", list),
		row("scim.Users.Search", http.MethodPost, "/.search", "list", search),
		row("scim.Users.Get", http.MethodGet, "/{id}", "view", onUser("User not found in the user store.", showUser)),
		row("scim.Users.Replace", http.MethodPut, "/{id}", "update", onUser("No user exists with the given id: {id}", replaceUser)),
		row("scim.Users.Update", http.MethodPatch, "/{id}", "update", onUser("No user with the id : {id} in the user store.", modifyUser)),
		row("scim.Users.Delete", http.MethodDelete, "/{id}", "delete", onUser(detailNoResource, removeUser)),
	}
}

// userBody reads the attributes of a user from the body of a request.
func (c *call) userBody() (document, error) {
	doc, err := c.scimBody()
	if err != nil {
		return nil, err
	}
	if doc, err = c.decoded(c.org.d.types.user, doc); err != nil {
		return nil, err
	}
	attributes := c.org.d.types.user.Writable(doc)
	name, _ := attributes["userName"].(string)
	attributes["userName"], err = canonicalName("userName", name)
	return attributes, err
}

func createUser(c *call) (engine.Reply, error) {
	attributes, err := c.userBody()
	if err != nil {
		return engine.Reply{}, err
	}
	u := &user{ID: c.org.Tenant().NewUUID(), Created: c.org.Tenant().Now(), Attributes: attributes}
	if c.org.users.Named(u.Names()[0]) != nil {
		return engine.Reply{}, fail(http.StatusConflict, "", "User with the name: "+u.name()+" already exists in the system.")
	}
	if limit := c.org.d.settings.UserLimit; limit > 0 && c.org.users.Len() >= limit {
		return engine.Reply{}, fail(http.StatusForbidden, "userLimitReached", "The plan allows no more users.")
	}
	changed, err := c.org.changedUser(u, attributes)
	if err != nil {
		return engine.Reply{}, err
	}
	if c.held() {
		return engine.Empty(http.StatusAccepted), nil
	}
	c.org.users.Add(&changed)
	return c.userReply(http.StatusCreated, &changed), nil
}

// changedUser returns a copy of the user with other attributes, and with
// another password if the attributes contain one.
func (o *organization) changedUser(u *user, attributes document) (user, error) {
	changed := *u
	scimengine.DropCommands(attributes)
	password, err := takePassword(attributes)
	if err != nil {
		return changed, err
	}
	if password != "" {
		changed.Password = hashPassword(password)
	}
	changed.Attributes, changed.Modified = attributes, o.Tenant().Now()
	return changed, o.checkUnique(&changed)
}

func (c *call) userReply(status int, u *user) engine.Reply {
	return engine.JSON(status, projectionOf(c.Query).Project(c.org.userDocument(u))).
		With("Location", c.org.userURL(u))
}

// onUser returns a handler for the user with the id in the path.
func onUser(missing string, do func(*call, *user) (engine.Reply, error)) handler {
	return onResource(func(o *organization) *state.Registry[*user] { return &o.users }, missing, do)
}

func showUser(c *call, u *user) (engine.Reply, error) { return c.userReply(http.StatusOK, u), nil }

// replaceUser replaces the attributes. The user name is required and must stay
// the same, ignoring case.
func replaceUser(c *call, u *user) (engine.Reply, error) {
	if err := c.protectSuperAdmin(u); err != nil {
		return engine.Reply{}, err
	}
	attributes, err := c.userBody()
	if err != nil {
		return engine.Reply{}, err
	}
	if name, _ := attributes["userName"].(string); !strings.EqualFold(name, u.name()) {
		return engine.Reply{}, immutableName()
	}
	attributes["userName"] = u.name()
	return c.changeUser(u, attributes)
}

// modifyUser applies all operations or none.
func modifyUser(c *call, u *user) (engine.Reply, error) {
	if err := c.protectSuperAdmin(u); err != nil {
		return engine.Reply{}, err
	}
	operations, err := c.patchOperations()
	if err != nil {
		return engine.Reply{}, err
	}
	users := c.org.d.types.user
	if len(operations) == 0 {
		return engine.Reply{}, users.NotPatched()
	}
	doc := scimengine.Clone(u.Attributes)
	doc["id"], doc["meta"] = u.ID, c.org.userMeta(u)
	addList(doc, "groups", c.org.userGroups(u))
	addList(doc, "roles", c.org.userRoles(u))
	for _, op := range operations {
		if err := users.Patch(doc, op); err != nil {
			return engine.Reply{}, err
		}
	}
	attributes := users.Writable(doc)
	if attributes["userName"] != u.name() {
		return engine.Reply{}, immutableName()
	}
	return c.changeUser(u, attributes)
}

func immutableName() error {
	return fail(http.StatusBadRequest, "mutability", "Attribute userName cannot be modified.")
}

// changeUser gives the user other attributes. Some that are missing stay.
func (c *call) changeUser(u *user, attributes document) (engine.Reply, error) {
	users := c.org.d.types.user
	users.KeepReadOnly(attributes, u.Attributes)
	users.KeepIdentity(attributes, u.Attributes)
	users.KeepUnselected(attributes, u.Attributes, projectionOf(c.Query).Projection)
	changed, err := c.org.changedUser(u, attributes)
	if err != nil {
		return engine.Reply{}, err
	}
	if c.held() {
		return engine.Reply{}, sentForApproval("User update")
	}
	c.org.users.Change(u, func() { *u = changed })
	return c.userReply(http.StatusOK, u), nil
}

// removeUser also removes the user from its groups and roles.
func removeUser(c *call, u *user) (engine.Reply, error) {
	if err := c.protectSuperAdmin(u); err != nil {
		return engine.Reply{}, err
	}
	if c.held() {
		return engine.Reply{}, sentForApproval("User deletion")
	}
	c.org.users.Remove(u)
	for _, relation := range []*state.Relation{&c.org.members, &c.org.roleUsers, &c.org.legacyRoleUsers} {
		relation.DropMember(u.ID)
	}
	return engine.Empty(http.StatusNoContent), nil
}

// protectSuperAdmin refuses a change of the super admin by another user or a
// client.
func (c *call) protectSuperAdmin(u *user) error {
	if u.ID == c.org.superAdmin.Get() && c.user() != u {
		return engine.Bare(http.StatusForbidden)
	}
	return nil
}
