package directory

import (
	"path"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
)

// AddUser creates a user and returns its id. at is the id of an organization;
// empty means the root. A user with an empty password cannot sign in.
func AddUser(perform engine.Perform, at, name, password string) (id string, err error) {
	user := document{"userName": name}
	if password != "" {
		user["password"] = password
	}
	return add(perform, at, "scim.Users.Create", user)
}

// AddGroup creates a group of users as [AddUser] creates a user.
func AddGroup(perform engine.Perform, at, name string, userIDs []string) (id string, err error) {
	return add(perform, at, "scim.Groups.Create", document{"displayName": name, "members": valuesOf(userIDs)})
}

// AddRole creates a role as [AddUser] creates a user. The audience of the role
// is the organization, and its permissions are scopes of existing API
// resources.
func AddRole(perform engine.Perform, at, name string, scopes, userIDs []string) (id string, err error) {
	return add(perform, at, "scim.Roles.Create", document{
		"displayName": name, "permissions": valuesOf(scopes), "users": valuesOf(userIDs),
	})
}

// valuesOf returns a list of references for SCIM.
func valuesOf(values []string) []document {
	references := []document{}
	for _, value := range values {
		references = append(references, document{"value": value})
	}
	return references
}

// add performs an operation that creates something, and returns its id.
func add(perform engine.Perform, at, operation string, body document) (id string, err error) {
	out, err := perform(engine.Performance{At: at, Operation: operation, Body: body})
	if err != nil {
		return "", err
	}
	return path.Base(out.Header.Get("Location")), nil
}
