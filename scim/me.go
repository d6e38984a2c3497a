package scim

import "context"

// MeClient manages the user that the access token was issued to (RFC 7644, section 3.11, on /Me). It requires the token of a
// user, which asgardeo.WithTokenSource accepts: client credentials yield the token of an application.
type MeClient struct{ ops operations }

// Create creates a user, as [UsersClient.Create] does (POST /Me).
func (c *MeClient) Create(ctx context.Context, user *User, options ...AttributeOption) (*User, error) {
	created, _, err := c.ops.createMe(ctx, project(options), user.withSchemas())
	return created, err
}

// Get returns the user of the access token (GET /Me).
func (c *MeClient) Get(ctx context.Context, options ...AttributeOption) (*User, error) {
	user, _, err := c.ops.getMe(ctx, project(options))
	return user, err
}

// Update changes some attributes of the user of the access token (PATCH /Me) and returns the user. Create the
// operations with [Add], [Remove] and [Replace]. Update sends them like [UsersClient.Update] does. The user name cannot
// be changed.
func (c *MeClient) Update(ctx context.Context, operations []PatchOperation, options ...AttributeOption) (*User, error) {
	request, err := patchUser(c.ops.rest, string(OpMeUpdate), operations)
	if err != nil {
		return nil, err
	}
	user, _, err := c.ops.updateMe(ctx, request.project(options), request)
	return shown(user, err, "user", func() (*User, error) { return c.Get(ctx, options...) })
}

// Replace replaces the attributes of the user of the access token (PUT /Me) and returns the user. Omitted attributes
// are removed: change what [MeClient.Get] returned. Like [UsersClient.Replace], it does not accept options.
func (c *MeClient) Replace(ctx context.Context, user *User) (*User, error) {
	replaced, _, err := c.ops.replaceMe(ctx, user.withSchemas())
	return replaced, err
}

// Delete deletes the user of the access token (DELETE /Me).
func (c *MeClient) Delete(ctx context.Context) error {
	_, err := c.ops.deleteMe(ctx)
	return err
}
