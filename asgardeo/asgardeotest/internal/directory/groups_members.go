package directory

import (
	"net/http"
	"strings"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/scimengine"
)

// A groupMember is a member in a request: the id of the user and, in most
// requests, also the name.
type groupMember struct {
	value, display string
	// complete reports whether both members were present, possibly as empty
	// strings.
	complete bool
}

// groupMembers reads a list of members. It leaves out items that are not
// objects.
func groupMembers(value any) []groupMember {
	items, _ := value.([]any)
	var members []groupMember
	for _, item := range items {
		if doc, ok := item.(document); ok {
			members = append(members, groupMember{
				value: scimengine.Text(doc["value"]), display: scimengine.Text(doc["display"]),
				complete: doc["value"] != nil && doc["display"] != nil,
			})
		}
	}
	return members
}

// memberIn returns the user of a member. The user must be in the store of the
// group.
func (o *organization) memberIn(groupName string, m groupMember) (*user, error) {
	u := o.users.Get(m.value)
	if u == nil {
		return nil, scimengine.InvalidValue("There is no user %s.", m.value)
	}
	if store, _ := splitStore(groupName); !inStore(u.name(), store) {
		return nil, scimengine.InvalidValue("The user %s is not in the user store of the group.", m.value)
	}
	return u, nil
}

// createdMembers checks the members of a new group. Only their ids are
// required.
func (o *organization) createdMembers(groupName string, members []groupMember) ([]string, error) {
	return o.checkMembers(groupName, members, func(groupMember) error { return nil })
}

// namedMembers checks the members of a group that is replaced. Each must have its
// name.
func (o *organization) namedMembers(groupName string, members []groupMember) ([]string, error) {
	return o.checkMembers(groupName, members, func(m groupMember) error {
		if strings.TrimSpace(m.display) == "" {
			return scimengine.Misplaced("Display name attribute of a member is empty.")
		}
		return nil
	})
}

// addedMembers checks the members that a patch adds. Each must have its name or an
// empty one.
func (o *organization) addedMembers(groupName string, members []groupMember) ([]string, error) {
	return o.checkMembers(groupName, members, func(m groupMember) error {
		switch {
		case !m.complete:
			return scimengine.InvalidSyntax()
		case m.value == "":
			return fail(http.StatusBadRequest, "invalidValue", scimengine.UnparsableDetail)
		}
		return nil
	})
}

func (o *organization) checkMembers(groupName string, members []groupMember, form func(groupMember) error) ([]string, error) {
	ids := make([]string, 0, len(members))
	for _, m := range members {
		if err := form(m); err != nil {
			return nil, err
		}
		u, err := o.memberIn(groupName, m)
		if err != nil {
			return nil, err
		}
		if m.display != "" && !isNameOf(m.display, u) {
			return nil, scimengine.InvalidValue("Provided SCIM user Id: %s doesn't match the user name %s.", m.value, m.display)
		}
		ids = append(ids, u.ID)
	}
	return ids, nil
}

// isNameOf reports whether a name, with or without its store, is that of the
// user.
func isNameOf(name string, u *user) bool {
	for _, own := range nameValues(u.name(), name) {
		if strings.EqualFold(own, name) {
			return true
		}
	}
	return false
}
