package asgardeotest

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/scimengine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/store"
)

const (
	// maxUsersPage is how many users a page has at most, and how many it has
	// when the request does not say.
	maxUsersPage = 100

	detailNoResource = "Specified resource does not exist."
)

func userOperations() []operation {
	row := func(name, method, path, scope string, h handler) operation {
		return operation{
			name: name, method: method, path: "/scim2/Users" + path, family: familySCIM,
			scopes: []string{"internal_user_mgt_" + scope}, handler: h,
		}
	}
	list, search := listing(userPage)
	return []operation{
		row("createUser", http.MethodPost, "", "create", createUser),
		row("listUsers", http.MethodGet, "", "list", list),
		row("searchUsers", http.MethodPost, "/.search", "list", search),
		row("getUser", http.MethodGet, "/{id}", "view", onUser("User not found in the user store.", showUser)),
		row("updateUser", http.MethodPut, "/{id}", "update", onUser("No user exists with the given id: {id}", replaceUser)),
		row("patchUser", http.MethodPatch, "/{id}", "update", onUser("No user with the id : {id} in the user store.", modifyUser)),
		row("deleteUser", http.MethodDelete, "/{id}", "delete", onUser(detailNoResource, removeUser)),
	}
}

// A user is a user. Its attributes are all but the id, the metadata, the
// password and what is computed.
type user struct {
	ID                string
	Created, Modified time.Time
	Attributes        document
	Password          *passwordHash // nil for a user who cannot sign in with one
}

func (u *user) Key() string { return u.ID }

func (u *user) Names() []string { return []string{strings.ToLower(u.name())} }

// name is the user name with its store, unless that is the primary one.
func (u *user) name() string {
	name, _ := u.Attributes["userName"].(string)
	return name
}

func (o *organization) user(id string) *user { return o.Users.Get(id) }

// userNamed returns the user with a name, with or without its store, or nil.
func (o *organization) userNamed(name string) *user {
	name, err := canonicalName("userName", name)
	if err != nil {
		return nil
	}
	return o.Users.Named(strings.ToLower(name))
}

// userBody reads the attributes of a user from the body of a request.
func (c *call) userBody() (document, error) {
	doc, err := c.scimBody()
	if err != nil {
		return nil, err
	}
	attributes, err := scimengine.UserAttributes(doc)
	if err != nil {
		return nil, err
	}
	name, _ := attributes["userName"].(string)
	attributes["userName"], err = canonicalName("userName", name)
	return attributes, err
}

func createUser(c *call) (reply, error) {
	attributes, err := c.userBody()
	if err != nil {
		return reply{}, err
	}
	u := &user{ID: c.org.newUUID(), Created: c.org.now(), Attributes: attributes}
	if c.org.Users.Named(u.Names()[0]) != nil {
		return reply{}, scimFailure(http.StatusConflict, "", "User with the name: "+u.name()+" already exists in the system.")
	}
	if limit := c.org.scim.UserLimit; limit > 0 && c.org.Users.Len() >= limit {
		return reply{}, scimFailure(http.StatusForbidden, "userLimitReached", "The plan allows no more users.")
	}
	changed, err := c.org.judgeUser(u, attributes)
	if err != nil {
		return reply{}, err
	}
	if c.held() {
		return empty(http.StatusAccepted), nil
	}
	*u = changed
	c.org.addUser(u)
	return c.userReply(http.StatusCreated, u), nil
}

// judgeUser returns the user as it is with other attributes, and with another
// password if there is one among them.
func (o *organization) judgeUser(u *user, attributes document) (user, error) {
	changed := *u
	scimengine.DropCommands(attributes)
	password, err := takePassword(attributes)
	if err != nil {
		return changed, err
	}
	if password != "" {
		changed.Password = hashPassword(password)
	}
	changed.Attributes, changed.Modified = attributes, o.now()
	return changed, o.checkUnique(&changed)
}

func (c *call) userReply(status int, u *user) reply {
	return asJSON(status, projectionOf(c.query).Project(c.org.userDocument(u))).
		with("Location", c.org.userURL(u))
}

func (o *organization) userURL(u *user) string { return o.scimURL() + "/Users/" + u.ID }

// userDocument is the user as answers have it. Its parts are those of the
// user, and not to be changed.
func (o *organization) userDocument(u *user) document {
	doc := maps.Clone(u.Attributes)
	schemas := []string{scimengine.UserSchema}
	for _, extension := range scimengine.UserExtensions {
		if _, ok := doc[extension]; ok {
			schemas = append(schemas, extension)
		}
	}
	doc["schemas"] = schemas
	doc["id"] = u.ID
	doc["meta"] = o.userMeta(u)
	if emails, ok := doc["emails"].([]any); ok && o.scim.PlainEmails {
		doc["emails"] = plainEmails(emails)
	}
	addList(doc, "groups", o.userGroups(u))
	addList(doc, "roles", o.userRoles(u))
	return doc
}

func (o *organization) userMeta(u *user) document {
	return document{
		"resourceType": "User",
		"created":      scimTime(u.Created),
		"lastModified": scimTime(u.Modified),
		"location":     o.userURL(u),
	}
}

// plainEmails is the old form of a list of addresses: those without a type are
// plain strings, and the others do not tell which one is primary.
func plainEmails(emails []any) []any {
	out := make([]any, 0, len(emails))
	for _, email := range emails {
		entry, _ := email.(document)
		if entry["type"] == nil {
			out = append(out, entry["value"])
			continue
		}
		entry = maps.Clone(entry)
		delete(entry, "primary")
		out = append(out, entry)
	}
	return out
}

// addList adds a list to a document unless it is empty.
func addList(doc document, name string, items []any) {
	if len(items) > 0 {
		doc[name] = items
	}
}

// reference points to another resource.
func reference(value, display, ref string) document {
	return document{"value": value, "display": display, "$ref": ref}
}

// userReferences points to users, but not to more than a limit.
func (o *organization) userReferences(ids *store.IDSet, limit int) []any {
	references := make([]any, 0, min(ids.Len(), limit))
	for id := range ids.All() {
		if len(references) == limit {
			break
		}
		if u := o.user(id); u != nil {
			references = append(references, reference(id, u.name(), o.userURL(u)))
		}
	}
	return references
}

func (o *organization) userGroups(u *user) []any { return o.groupReferences(o.Members.Holders(u.ID)) }

// userRoles are the roles of a user as the user shows them.
func (o *organization) userRoles(u *user) []any {
	var roles []any
	for _, r := range o.rolesOf(u) {
		audience := o.audienceOf(r)
		role := reference(r.ID, r.Name, o.roleURL(r))
		role["audienceValue"], role["audienceDisplay"], role["audienceType"] = audience.Value, audience.Display, audience.Type
		roles = append(roles, role)
	}
	return roles
}

// rolesOf returns the roles a user has, itself or through its groups.
func (o *organization) rolesOf(u *user) []*role {
	var ids store.IDSet
	for id := range o.RoleUsers.Holders(u.ID).All() {
		ids.Add(id)
	}
	for groupID := range o.Members.Holders(u.ID).All() {
		for id := range o.RoleGroups.Holders(groupID).All() {
			ids.Add(id)
		}
	}
	return o.Roles.InOrder(&ids)
}

// onUser returns a handler for the user whose id is in the path.
func onUser(missing string, do func(*call, *user) (reply, error)) handler {
	return onResource(func(o *organization) *store.Registry[*user] { return &o.Users }, missing, do)
}

func showUser(c *call, u *user) (reply, error) { return c.userReply(http.StatusOK, u), nil }

// replaceUser replaces the attributes. The user name must be there, and the
// same, case aside.
func replaceUser(c *call, u *user) (reply, error) {
	if err := c.spareSuperAdmin(u); err != nil {
		return reply{}, err
	}
	attributes, err := c.userBody()
	if err != nil {
		return reply{}, err
	}
	if name, _ := attributes["userName"].(string); !strings.EqualFold(name, u.name()) {
		return reply{}, immutableName()
	}
	attributes["userName"] = u.name()
	scimengine.KeepAccountState(attributes, u.Attributes)
	return c.changeUser(u, attributes)
}

// modifyUser applies all operations or none.
func modifyUser(c *call, u *user) (reply, error) {
	if err := c.spareSuperAdmin(u); err != nil {
		return reply{}, err
	}
	operations, err := c.patchOperations()
	if err != nil {
		return reply{}, err
	}
	if len(operations) == 0 {
		return reply{}, scimengine.NotPatched("user")
	}
	doc := scimengine.Clone(u.Attributes)
	doc["id"], doc["meta"] = u.ID, c.org.userMeta(u)
	addList(doc, "groups", c.org.userGroups(u))
	addList(doc, "roles", c.org.userRoles(u))
	for _, op := range operations {
		if err := scimengine.PatchUser(doc, op); err != nil {
			return reply{}, err
		}
	}
	attributes, err := scimengine.UserAttributes(scimengine.WithoutEmpty(doc))
	if err != nil {
		return reply{}, err
	}
	if attributes["userName"] != u.name() {
		return reply{}, immutableName()
	}
	return c.changeUser(u, attributes)
}

func immutableName() failure {
	return scimFailure(http.StatusBadRequest, "mutability", "Attribute userName cannot be modified.")
}

func (c *call) changeUser(u *user, attributes document) (reply, error) {
	changed, err := c.org.judgeUser(u, attributes)
	if err != nil {
		return reply{}, err
	}
	if c.held() {
		return reply{}, sentForApproval("User update")
	}
	c.org.changeUser(u, changed)
	return c.userReply(http.StatusOK, u), nil
}

func removeUser(c *call, u *user) (reply, error) {
	if err := c.spareSuperAdmin(u); err != nil {
		return reply{}, err
	}
	if c.held() {
		return reply{}, sentForApproval("User deletion")
	}
	c.org.dropUser(u)
	return empty(http.StatusNoContent), nil
}

func (o *organization) addUser(u *user) {
	o.Users.Add(u)
	o.noteUnique(u, u.ID)
}

func (o *organization) changeUser(u *user, changed user) {
	o.noteUnique(u, "")
	o.Users.Change(u, func() { *u = changed })
	o.noteUnique(u, u.ID)
}

// dropUser takes the user out of its groups and roles too.
func (o *organization) dropUser(u *user) {
	o.noteUnique(u, "")
	o.Users.Remove(u)
	for _, relation := range []*store.Relation{&o.Members, &o.RoleUsers, &o.LegacyRoleUsers} {
		relation.DropMember(u.ID)
	}
}

// spareSuperAdmin refuses, without a body, a change of the super admin by
// anybody else.
func (c *call) spareSuperAdmin(u *user) error {
	if u.ID == c.org.SuperAdmin && c.user() != u {
		return bare(http.StatusForbidden)
	}
	return nil
}

func userPage(c *call, q scimQuery) (reply, error) {
	if q.domain != "" && !knownStore(q.domain) {
		return reply{}, unknownStore(q.domain)
	}
	tree, err := c.org.userFilter(q)
	if err != nil {
		return reply{}, err
	}
	setDefault(&q.count, maxUsersPage)
	q.count = new(min(*q.count, maxUsersPage))
	matching := c.org.matchingUsers(tree)
	if q.domain != "" {
		matching = slices.DeleteFunc(matching, func(u *user) bool { return !inStore(u.name(), q.domain) })
	}
	return pageOf(q, matching, c.org.userDocument), nil
}
