package scim

import (
	"context"
	"iter"
)

// UsersClient manages users (RFC 7644, on /Users).
type UsersClient struct{ ops operations }

// Create creates a user (POST /Users). A user name that is taken is asgardeo.ErrConflict; a password or name against
// the organization's policy is asgardeo.ErrBadRequest; asgardeo.ErrAccepted says that somebody has to approve first.
// Users of an Asgardeo organization live in the store DEFAULT: their names begin with DEFAULT/.
func (c *UsersClient) Create(ctx context.Context, user *User, projections ...Projection) (*User, error) {
	created, _, err := c.ops.createUser(ctx, project(projections), user.withSchemas())
	return created, err
}

// Get returns a user (GET /Users/{id}).
func (c *UsersClient) Get(ctx context.Context, id string, projections ...Projection) (*User, error) {
	user, _, err := c.ops.getUser(ctx, id, project(projections))
	return user, err
}

// List returns one page of users (GET /Users). The params may be nil. Use [UsersClient.All] to get them all.
func (c *UsersClient) List(ctx context.Context, params *ListUsersParams) (*UserPage, error) {
	page, _, err := c.ops.listUsers(ctx, params)
	return page, err
}

// All iterates over the users from the page that params describe, which may be nil, to the last one. It fetches a page
// when it is reached. An error ends the iteration.
func (c *UsersClient) All(ctx context.Context, params *ListUsersParams) iter.Seq2[User, error] {
	var query ListUsersParams
	if params != nil {
		query = *params
	}
	list := func(startIndex, count int) ([]User, int, error) {
		query := query
		query.StartIndex, query.Count = startIndex, count
		page, err := c.List(ctx, &query)
		if err != nil {
			return nil, 0, err
		}
		return page.Users, page.TotalResults, nil
	}
	return pages(c.ops.rest, "scim.ListUsers", query.StartIndex, query.Count, list, func(u User) string { return u.ID })
}

// Update changes some attributes of a user (PATCH /Users/{id}) and returns the user. The user name cannot be changed.
func (c *UsersClient) Update(ctx context.Context, id string, operations []PatchOperation, projections ...Projection) (*User, error) {
	if len(operations) == 0 {
		return nil, c.ops.rest.Invalid("scim.UpdateUser", "there are no operations")
	}
	user, _, err := c.ops.updateUser(ctx, id, project(projections), patch(operations))
	return user, err
}

// Replace replaces the attributes of a user (PUT /Users/{id}) and returns the user. Attributes that are left out are
// removed: change what [UsersClient.Get] returned. The user name must be the one that the user has.
func (c *UsersClient) Replace(ctx context.Context, id string, user *User, projections ...Projection) (*User, error) {
	replaced, _, err := c.ops.replaceUser(ctx, id, project(projections), user.withSchemas())
	return replaced, err
}

// Delete deletes a user (DELETE /Users/{id}).
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
