package scim

import (
	"context"
	"fmt"
	"iter"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/secret"
	"github.com/seed-01804ef5/asgardeo-go/internal/rest"
)

// UsersClient manages users (RFC 7644, on /Users).
type UsersClient struct{ ops operations }

// Create creates a user (POST /Users). A user name that is taken is asgardeo.ErrConflict. A password or name that violates
// the organization's policy is asgardeo.ErrBadRequest. asgardeo.ErrPendingApproval means that the user requires approval.
// Asgardeo keeps users in the store DEFAULT: their user names start with DEFAULT/.
func (c *UsersClient) Create(ctx context.Context, user *User, options ...AttributeOption) (*User, error) {
	created, _, err := c.ops.createUser(ctx, project(options), user.withSchemas())
	return created, err
}

// Get returns a user (GET /Users/{id}).
func (c *UsersClient) Get(ctx context.Context, id string, options ...AttributeOption) (*User, error) {
	user, _, err := c.ops.getUser(ctx, id, project(options))
	return user, err
}

// List returns one page of users (GET /Users). The params may be nil. Use [UsersClient.All] to get all users.
func (c *UsersClient) List(ctx context.Context, params *ListUsersParams) (*UserPage, error) {
	page, _, err := c.ops.listUsers(ctx, params)
	return page, err
}

// All iterates over the users from the page that params describe to the last one. The params may be nil. It fetches
// each page, of at most 100 users, when it is reached, and yields each user once. An error ends the iteration.
//
// For some user stores the server does not report a total, and its pages omit users. All then requests pages until one
// is empty, often one more than necessary. It cannot detect that such a store omits a whole page of users, or does not
// respond.
//
// The server lists by offset: if a user is deleted during the iteration, the first user of the next page may be missing.
func (c *UsersClient) All(ctx context.Context, params *ListUsersParams) iter.Seq2[*User, error] {
	return c.all(ctx, ofPage, params)
}

func (c *UsersClient) all(ctx context.Context, totals totals, params *ListUsersParams) iter.Seq2[*User, error] {
	list := func(p *ListUsersParams) (*UserPage, error) { return c.List(ctx, p) }
	return all(c.ops.rest, string(OpUsersList), totals, params, list, userID)
}

func userID(u *User) string { return u.ID }

// Search is like [UsersClient.List] but sends the parameters in the body, so that the filter can be longer than a URL (POST
// /Users/.search).
func (c *UsersClient) Search(ctx context.Context, request *SearchRequest) (*UserPage, error) {
	request, err := complete[User](c.ops.rest, string(OpUsersSearch), &ofUsers, request)
	if err != nil {
		return nil, err
	}
	page, _, err := c.ops.searchUsers(ctx, request)
	return page, err
}

// GetByUserName returns the user with a user name (GET /Users). The name can start with a user store (DEFAULT/alice). If
// it does not, and users of several stores have the name, the error is asgardeo.ErrAmbiguous. If no user has the name, it is
// asgardeo.ErrNotFound. Names are compared case-insensitively, unless several names differ only in case.
func (c *UsersClient) GetByUserName(ctx context.Context, userName string, options ...AttributeOption) (*User, error) {
	const op = string(OpUsersGetByUserName)
	if userName == "" {
		return nil, c.ops.rest.Invalid(op, "the user name is empty")
	}
	p := project(options).including("userName")
	totals := ofPage
	if ofUsers.Narrow(string(UserName), userName).Operator == "eq" {
		totals = exact // so few are on one page
	}
	users := c.all(ctx, totals, &ListUsersParams{Filter: stored(&ofUsers, UserName, userName), Attributes: p.Attributes, ExcludedAttributes: p.ExcludedAttributes})
	return rest.One(c.ops.rest, op, fmt.Sprintf("user %q", userName), users, userID,
		func(u *User) int { return fitStored(userName, u.UserName) })
}

// Update changes some attributes of a user (PATCH /Users/{id}) and returns the user. Create the operations with [Add],
// [Remove] and [Replace]. The user name cannot be changed. An unknown id is asgardeo.ErrNotFound; asgardeo.ErrPendingApproval
// means that the change requires approval.
//
// If the server would reject an operation regardless of the user's attributes, Update sends an equivalent operation
// that the server accepts. Otherwise it returns asgardeo.ErrInvalidInput. Attribute names are case-insensitive.
// If an operation may remove something, Update does not send the options, because the server would keep removed
// attributes that they exclude; the result then has all attributes. If the server responds without the user (204),
// Update reads it in a second request.
func (c *UsersClient) Update(ctx context.Context, id string, operations []PatchOperation, options ...AttributeOption) (*User, error) {
	request, err := patchUser(c.ops.rest, string(OpUsersUpdate), operations)
	if err != nil {
		return nil, err
	}
	user, _, err := c.ops.updateUser(ctx, id, request.project(options), request)
	return shown(user, err, "user "+id, func() (*User, error) { return c.Get(ctx, id, options...) })
}

// SetPassword sets the password of a user. A password that violates the organization's policy is asgardeo.ErrBadRequest.
func (c *UsersClient) SetPassword(ctx context.Context, id string, password secret.String) error {
	return c.set(ctx, id, "password", password)
}

// accountDisabled is the attribute that counts when a user signs in.
const accountDisabled = SchemaWSO2 + ":accountDisabled"

// Deactivate prevents a user from signing in. It sets the attribute accountDisabled of WSO2's schema, which has an effect
// only if account disabling is enabled in the organization.
func (c *UsersClient) Deactivate(ctx context.Context, id string) error {
	return c.set(ctx, id, accountDisabled, true)
}

// Activate allows a user to sign in again. It reverts [UsersClient.Deactivate].
func (c *UsersClient) Activate(ctx context.Context, id string) error {
	return c.set(ctx, id, accountDisabled, false)
}

func (c *UsersClient) set(ctx context.Context, id, attribute string, value any) error {
	_, err := c.Update(ctx, id, []PatchOperation{Replace(attribute, value)})
	return err
}

// Replace replaces the attributes of a user (PUT /Users/{id}) and returns the user. Omitted attributes are removed:
// change what [UsersClient.Get] returned. The user name must be the user's current one. The errors are the same as
// for [UsersClient.Update]. Replace does not accept options, because the server would keep the attributes that they
// exclude.
func (c *UsersClient) Replace(ctx context.Context, id string, user *User) (*User, error) {
	replaced, _, err := c.ops.replaceUser(ctx, id, user.withSchemas())
	return replaced, err
}

// Delete deletes a user (DELETE /Users/{id}). An unknown id is asgardeo.ErrNotFound. asgardeo.ErrPendingApproval means that
// the deletion requires approval.
func (c *UsersClient) Delete(ctx context.Context, id string) error {
	_, err := c.ops.deleteUser(ctx, id)
	return err
}

// withSchemas fills Schemas in a copy.
func (v *User) withSchemas() *User {
	if v == nil || v.Schemas != nil {
		return v
	}
	user := *v
	user.Schemas = []string{SchemaUser}
	if v.Enterprise != nil {
		user.Schemas = append(user.Schemas, SchemaEnterpriseUser)
	}
	if v.WSO2 != nil {
		user.Schemas = append(user.Schemas, SchemaWSO2)
	}
	if v.Custom != nil {
		user.Schemas = append(user.Schemas, SchemaCustomUser)
	}
	return &user
}
