package scim

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"slices"

	"github.com/seed-01804ef5/asgardeo-go/internal/rest"
)

// GroupsClient manages groups of users (RFC 7644, on /Groups).
type GroupsClient struct{ ops operations }

// Create creates a group (POST /Groups). The result does not contain the members. A name that is taken is
// asgardeo.ErrConflict. A member of another user store is asgardeo.ErrBadRequest. Asgardeo keeps groups in the store
// DEFAULT: their names start with DEFAULT/.
func (c *GroupsClient) Create(ctx context.Context, group *Group, options ...AttributeOption) (*Group, error) {
	created, _, err := c.ops.createGroup(ctx, project(options), group.withSchemas())
	return created, err
}

// Get returns a group with its members and roles (GET /Groups/{id}).
func (c *GroupsClient) Get(ctx context.Context, id string, options ...AttributeOption) (*Group, error) {
	group, _, err := c.ops.getGroup(ctx, id, project(options))
	return group, err
}

// GetByName returns the group with a name (GET /Groups). The name can start with a user store (DEFAULT/staff). If it does
// not, and groups of several stores have the name, the error is asgardeo.ErrAmbiguous. If no group has the name, it is
// asgardeo.ErrNotFound. Names are compared case-insensitively, unless several names differ only in case.
func (c *GroupsClient) GetByName(ctx context.Context, displayName string, options ...AttributeOption) (*Group, error) {
	const op = string(OpGroupsGetByName)
	if displayName == "" {
		return nil, c.ops.rest.Invalid(op, "the name is empty")
	}
	p := project(options).including("displayName")
	groups := c.All(ctx, &ListGroupsParams{Filter: stored(&ofGroups, DisplayName, displayName), Count: pageSize, Attributes: p.Attributes, ExcludedAttributes: p.ExcludedAttributes})
	return rest.One(c.ops.rest, op, fmt.Sprintf("group %q", displayName), groups, groupID,
		func(g *Group) int { return fitStored(displayName, g.DisplayName) })
}

// List returns one page of groups (GET /Groups). The params may be nil. Each group contains its members and roles: exclude
// them with ExcludedAttributes if you do not need them. Use [GroupsClient.All] to get all groups.
func (c *GroupsClient) List(ctx context.Context, params *ListGroupsParams) (*GroupPage, error) {
	page, _, err := c.ops.listGroups(ctx, params)
	return page, err
}

// All iterates over the groups from the page that params describe to the last one. The params may be nil. It fetches
// each page when it is reached, and yields each group once. An error ends the iteration.
//
// Creating or deleting a group may change the order of the others. If Count is zero and the attributes include neither
// members nor roles, All reads all groups in one request. Otherwise it starts over if a page repeats a group.
func (c *GroupsClient) All(ctx context.Context, params *ListGroupsParams) iter.Seq2[*Group, error] {
	list := func(p *ListGroupsParams) (*GroupPage, error) { return c.List(ctx, p) }
	return all(c.ops.rest, string(OpGroupsList), exact, params, list, groupID)
}

func groupID(g *Group) string { return g.ID }

// Search is like [GroupsClient.List] but sends the parameters in the body, so that the filter can be longer than a URL (POST
// /Groups/.search).
func (c *GroupsClient) Search(ctx context.Context, request *SearchRequest) (*GroupPage, error) {
	request, err := complete[Group](c.ops.rest, string(OpGroupsSearch), &ofGroups, request)
	if err != nil {
		return nil, err
	}
	page, _, err := c.ops.searchGroups(ctx, request)
	return page, err
}

// Update changes displayName or members of a group (PATCH /Groups/{id}) and returns the group. Create the operations
// with [Add], [Remove] and [Replace]; the server does not preserve their order. Members are given as [Reference]
// values. If an operation removes or replaces all members, the members in all operations must have their user name in
// Display. If the server responds without the group, Update reads it in a second request.
func (c *GroupsClient) Update(ctx context.Context, id string, operations []PatchOperation, options ...AttributeOption) (*Group, error) {
	request, err := patchGroup(c.ops.rest, string(OpGroupsUpdate), operations)
	if err != nil {
		return nil, err
	}
	group, _, err := c.ops.updateGroup(ctx, id, project(options), request)
	return shown(group, err, "group "+id, func() (*Group, error) { return c.Get(ctx, id, options...) })
}

// member is a reference to a user as the server wants it in an update: with a display, even if it is empty.
type member struct {
	Value   string `json:"value"`
	Display string `json:"display"`
}

// patchGroup adds a display to the members of each operation, which the server requires. If an operation replaces all
// members, the server carries out all operations in a way that requires the name of every member.
func patchGroup(c *rest.Client, op string, operations []PatchOperation) (*patchRequest, error) {
	request, err := patchAs[Group](SchemaGroup, nil, "displayName", "members").patch(c, op, operations)
	if err != nil {
		return nil, err
	}
	named := slices.ContainsFunc(request.Operations, func(v PatchOperation) bool {
		return v.Op != PatchOpAdd && v.Path == "members"
	})
	for i, operation := range request.Operations {
		if operation.Path != "members" || operation.Op == PatchOpRemove {
			continue
		}
		value, err := operation.value()
		if err != nil {
			return nil, c.Invalid(op, "%w", err)
		}
		var users []Reference
		if err := json.Unmarshal(value, &users); err != nil {
			return nil, c.Invalid(op, "the members are not references: %w", err)
		}
		members := make([]member, len(users))
		for i, user := range users {
			if err := user.checkMember(c, op, named); err != nil {
				return nil, err
			}
			members[i] = member{user.Value, user.Display}
		}
		request.Operations[i].Value = members
	}
	return request, nil
}

// AddMembers adds users to a group. Adding a user that is in the group is not an error.
func (c *GroupsClient) AddMembers(ctx context.Context, id string, userIDs ...string) (*Group, error) {
	operations, err := addition(c.ops.rest, string(OpGroupsAddMembers), "members", userIDs)
	if err != nil {
		return nil, err
	}
	return c.Update(ctx, id, operations)
}

// RemoveMembers removes users from a group. Removing a user that is not in the group is not an error.
func (c *GroupsClient) RemoveMembers(ctx context.Context, id string, userIDs ...string) (*Group, error) {
	operations, err := removal(c.ops.rest, string(OpGroupsRemoveMembers), `members[value eq "ID"]`, userIDs)
	if err != nil {
		return nil, err
	}
	return c.Update(ctx, id, operations)
}

// Replace replaces name and members of a group (PUT /Groups/{id}). Omitted members are removed from the group: change what
// [GroupsClient.Get] returned. Each member requires its user name in Display. The result contains the members.
func (c *GroupsClient) Replace(ctx context.Context, id string, group *Group, options ...AttributeOption) (*Group, error) {
	const op = string(OpGroupsReplace)
	group, err := replacement(c.ops.rest, op, group)
	if err != nil {
		return nil, err
	}
	replaced, _, err := c.ops.replaceGroup(ctx, id, project(options), group)
	return replaced, err
}

// replacement returns a group as the server requires it in a PUT.
func replacement(c *rest.Client, op string, group *Group) (*Group, error) {
	if group == nil {
		return nil, c.Invalid(op, "the request is nil")
	}
	for _, user := range group.Members {
		if err := user.checkMember(c, op, true); err != nil {
			return nil, err
		}
	}
	return group.withSchemas(), nil
}

// checkMember refuses a member that the server would refuse with a message about something else.
func (v *Reference) checkMember(c *rest.Client, op string, named bool) error {
	switch {
	case v.Value == "":
		return c.Invalid(op, "a member has no id")
	case named && v.Display == "":
		return c.Invalid(op, "the member %q has no Display: it must have its user name there", v.Value)
	}
	return nil
}

// Delete deletes a group but not its members (DELETE /Groups/{id}). An unknown id is asgardeo.ErrNotFound.
func (c *GroupsClient) Delete(ctx context.Context, id string) error {
	_, err := c.ops.deleteGroup(ctx, id)
	return err
}

// withSchemas fills Schemas in a copy.
func (v *Group) withSchemas() *Group {
	if v == nil || v.Schemas != nil {
		return v
	}
	group := *v
	group.Schemas = []string{SchemaGroup}
	return &group
}
