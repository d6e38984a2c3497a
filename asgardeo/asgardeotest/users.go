package asgardeotest

import (
	"net/http"
	"slices"
	"strings"
	"time"
)

const (
	schemaUser       = "urn:ietf:params:scim:schemas:core:2.0:User"
	schemaEnterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
	schemaSystem     = "urn:scim:wso2:schema"
	schemaAgent      = "urn:scim:wso2:agent:schema"
	schemaCustom     = "urn:scim:schemas:extension:custom:User"

	// storePrimary is the store of a user whose name has no prefix;
	// storeDefault is where Asgardeo keeps the customers.
	storePrimary = "PRIMARY"
	storeDefault = "DEFAULT"
)

func userOperations() []operation {
	row := func(name, method, path, scope string, h handler) operation {
		return operation{
			name: name, method: method, path: "/scim2/Users" + path, family: familySCIM,
			scopes: []string{"internal_user_mgt_" + scope}, handler: h,
		}
	}
	return []operation{
		row("createUser", http.MethodPost, "", "create", createUser),
		row("listUsers", http.MethodGet, "", "list", listUsers),
		row("searchUsers", http.MethodPost, "/.search", "list", searchUsers),
		row("getUser", http.MethodGet, "/{id}", "view", getUser),
		row("updateUser", http.MethodPut, "/{id}", "update", updateUser),
		row("patchUser", http.MethodPatch, "/{id}", "update", patchUser),
		row("deleteUser", http.MethodDelete, "/{id}", "delete", deleteUser),
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

// name is the user name with its store, unless that is the primary one.
func (u *user) name() string {
	name, _ := u.Attributes["userName"].(string)
	return name
}

// userNamed returns the user with a name, with or without its store, or nil.
func (o *organization) userNamed(name string) *user {
	name, err := canonicalName(name)
	if err != nil {
		return nil
	}
	return find(o.Users, func(u *user) bool { return strings.EqualFold(u.name(), name) })
}

func (o *organization) user(id string) *user {
	return find(o.Users, func(u *user) bool { return u.ID == id })
}

// splitStore splits the store off a user name.
func splitStore(name string) (store, rest string) {
	if store, rest, ok := strings.Cut(name, "/"); ok {
		return strings.ToUpper(store), rest
	}
	return storePrimary, name
}

func knownStore(store string) bool {
	return strings.EqualFold(store, storePrimary) || strings.EqualFold(store, storeDefault)
}

// canonicalName is a user name as answers have it.
func canonicalName(name string) (string, error) {
	store, rest := splitStore(name)
	switch {
	case strings.TrimSpace(rest) == "":
		return "", scimInvalidValue("Required attribute userName is missing in the SCIM Object.")
	case !knownStore(store):
		return "", scimInvalidValue("There is no user store %s.", store)
	case store == storePrimary:
		return rest, nil
	}
	return store + "/" + rest, nil
}

// userBody reads the attributes of a user from the body of a request.
func (c *call) userBody() (document, error) {
	doc, err := c.scimBody()
	if err != nil {
		return nil, err
	}
	attributes, err := userAttributes(doc)
	if err != nil {
		return nil, err
	}
	name, _ := attributes["userName"].(string)
	if attributes["userName"], err = canonicalName(name); err != nil {
		return nil, err
	}
	return attributes, nil
}

func createUser(c *call) (reply, error) {
	attributes, err := c.userBody()
	if err != nil {
		return reply{}, err
	}
	now := c.org.now()
	u := &user{ID: c.org.newUUID(), Created: now, Modified: now}
	if err := u.set(attributes, now); err != nil {
		return reply{}, err
	}
	if c.org.userNamed(u.name()) != nil {
		return reply{}, scimFailure(http.StatusConflict, "", "User with the name: "+u.name()+" already exists in the system.")
	}
	c.org.Users = append(c.org.Users, u)
	return c.userReply(http.StatusCreated, u), nil
}

func (c *call) userReply(status int, u *user) reply {
	return asJSON(status, projectionOf(c.query).project(c.org.userDocument(u))).
		with("Location", c.org.userURL(u))
}

func (o *organization) userURL(u *user) string { return o.scimURL() + "/Users/" + u.ID }

// userDocument is the user as answers have it.
func (o *organization) userDocument(u *user) document {
	doc := cloneDocument(u.Attributes)
	schemas := []string{schemaUser}
	for _, extension := range userExtensions {
		if _, ok := doc[extension]; ok {
			schemas = append(schemas, extension)
		}
	}
	doc["schemas"] = schemas
	doc["id"] = u.ID
	doc["meta"] = document{
		"resourceType": "User",
		"created":      scimTime(u.Created),
		"lastModified": scimTime(u.Modified),
		"location":     o.userURL(u),
	}
	var roles []any
	for _, r := range o.rolesOf(u) {
		roles = append(roles, o.userRole(r))
	}
	if roles != nil {
		doc["roles"] = roles
	}
	return doc
}

// rolesOf returns the roles of a user, in order of their creation.
func (o *organization) rolesOf(u *user) []*role {
	return slices.DeleteFunc(slices.Clone(o.Roles), func(r *role) bool { return !slices.Contains(r.Users, u.ID) })
}

// userRole is a role as its users show it.
func (o *organization) userRole(r *role) document {
	audience := o.audienceOf(r)
	return document{
		"value": r.ID, "display": r.Name, "$ref": o.roleURL(r),
		"audienceValue": audience.Value, "audienceDisplay": audience.Display, "audienceType": audience.Type,
	}
}

// addressedUser returns the user a path names. The detail of the error
// depends on the method.
func (c *call) addressedUser(missing string) (*user, error) {
	u := c.org.user(c.vars["id"])
	if u == nil {
		return nil, scimFailure(http.StatusNotFound, "", missing)
	}
	return u, nil
}

func getUser(c *call) (reply, error) {
	u, err := c.addressedUser("User not found in the user store.")
	if err != nil {
		return reply{}, err
	}
	return c.userReply(http.StatusOK, u), nil
}

// updateUser replaces the attributes. The user name must be there, and the
// same, case aside.
func updateUser(c *call) (reply, error) {
	u, err := c.addressedUser("No user exists with the given id: " + c.vars["id"])
	if err != nil {
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
	if err := u.set(attributes, c.org.now()); err != nil {
		return reply{}, err
	}
	return c.userReply(http.StatusOK, u), nil
}

func immutableName() failure {
	return scimFailure(http.StatusBadRequest, "mutability", "Attribute userName cannot be modified.")
}

// set replaces the attributes, and the password if there is a new one.
func (u *user) set(attributes document, now time.Time) error {
	password, err := takePassword(attributes)
	if err != nil {
		return err
	}
	if password != "" {
		u.Password = hashPassword(password)
	}
	u.Attributes, u.Modified = attributes, now
	return nil
}

// patchUser applies all operations or none.
func patchUser(c *call) (reply, error) {
	operations, err := c.patchOperations()
	if err != nil {
		return reply{}, err
	}
	u, err := c.addressedUser("No user with the id : " + c.vars["id"] + " in the user store.")
	if err != nil {
		return reply{}, err
	}
	doc := cloneDocument(u.Attributes)
	for _, op := range operations {
		if err := applyToUser(doc, op); err != nil {
			return reply{}, err
		}
	}
	attributes, err := userAttributes(doc)
	if err != nil {
		return reply{}, err
	}
	if attributes["userName"] != u.name() {
		return reply{}, immutableName()
	}
	if err := u.set(attributes, c.org.now()); err != nil {
		return reply{}, err
	}
	return c.userReply(http.StatusOK, u), nil
}

// deleteUser takes the user out of its roles too.
func deleteUser(c *call) (reply, error) {
	u, err := c.addressedUser("Specified resource does not exist.")
	if err != nil {
		return reply{}, err
	}
	c.org.Users = slices.DeleteFunc(c.org.Users, func(other *user) bool { return other == u })
	for _, r := range c.org.Roles {
		r.Users = slices.DeleteFunc(r.Users, func(id string) bool { return id == u.ID })
	}
	return empty(http.StatusNoContent), nil
}

func listUsers(c *call) (reply, error) {
	q, err := listQuery(c.query)
	if err != nil {
		return reply{}, err
	}
	return c.org.userPage(q)
}

func searchUsers(c *call) (reply, error) {
	q, err := c.searchQuery()
	if err != nil {
		return reply{}, err
	}
	return c.org.userPage(q)
}

func (o *organization) userPage(q scimQuery) (reply, error) {
	if q.domain != "" && !knownStore(q.domain) {
		return reply{}, scimInvalidValue("There is no user store %s.", q.domain)
	}
	tree, err := userFilter(q.filter)
	if err != nil {
		return reply{}, err
	}
	setDefault(&q.count, maxPageSize)
	q.count = ptr(min(*q.count, maxPageSize))
	var matching []document
	for _, u := range o.Users {
		store, _ := splitStore(u.name())
		if q.domain != "" && !strings.EqualFold(store, q.domain) {
			continue
		}
		if doc := o.userDocument(u); tree.eval(func(cond condition) bool { return userSatisfies(doc, cond) }) {
			matching = append(matching, doc)
		}
	}
	return q.page(matching), nil
}
