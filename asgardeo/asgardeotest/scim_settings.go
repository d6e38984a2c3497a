package asgardeotest

import (
	"fmt"
	"net/http"
	"slices"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/scimengine"
)

const (
	bulkLimitOfCloud   = 100
	bulkLimitOfProduct = 1000
)

// SCIMSettings are the switches of a real server that change what its SCIM
// answers look like. The zero value is Asgardeo as it is delivered.
type SCIMSettings struct {
	// BulkLimit is how many operations a bulk request has at most. Zero
	// means 100, as in the cloud; WSO2 Identity Server takes 1000.
	BulkLimit int

	// PlainEmails writes the addresses without a type as plain strings, as
	// older versions do.
	PlainEmails bool

	// EmptyGroupPatch answers to a PATCH of a group with 204, unless the
	// request names attributes.
	EmptyGroupPatch bool

	// UniqueAttributes are attributes of users, such as emails, whose values
	// only one user may have. A second one is refused with 409.
	UniqueAttributes []string

	// UserLimit is how many users the plan of the organization allows. Zero
	// means any number.
	UserLimit int

	// Approval names operations that a workflow holds for an approval that
	// never comes: once they have been checked they are answered with 202
	// and have no effect. They can be createUser, updateUser, patchUser and
	// deleteUser, and createRole, updateRole and patchRole with V2 or V3 at
	// the end.
	Approval []string

	// SuperAdmin is the name of a user to begin with, who owns the
	// organization: nobody else may change it, and it has the system role
	// admin. SuperAdminPassword is its password.
	SuperAdmin, SuperAdminPassword string
}

// heldOperations are those that a workflow can hold.
var heldOperations = []string{
	"createUser", "updateUser", "patchUser", "deleteUser",
	"createRoleV2", "updateRoleV2", "patchRoleV2", "createRoleV3", "updateRoleV3", "patchRoleV3",
}

func (s SCIMSettings) check() error {
	for _, name := range s.Approval {
		if !slices.Contains(heldOperations, name) {
			return fmt.Errorf("%q is no operation that can be held for an approval", name)
		}
	}
	for _, name := range s.UniqueAttributes {
		if scimengine.UserPathOf(name).Root == "" {
			return fmt.Errorf("users have no attribute %q", name)
		}
	}
	if s.SuperAdmin == "" {
		return nil
	}
	if _, err := canonicalName("userName", s.SuperAdmin); err != nil {
		return fmt.Errorf("%q cannot name the super admin", s.SuperAdmin)
	}
	return nil
}

// WithSCIM sets the switches of SCIM.
func WithSCIM(settings SCIMSettings) Option {
	return func(c *config) { c.scim = settings }
}

// seedSuperAdmin makes the user who owns the organization, and the role that
// goes with it.
func (o *organization) seedSuperAdmin() {
	if o.scim.SuperAdmin == "" {
		return
	}
	name, _ := canonicalName("userName", o.scim.SuperAdmin) // which was checked
	now := o.now()
	owner := &user{ID: o.newUUID(), Created: now, Modified: now, Attributes: document{"userName": name}}
	if o.scim.SuperAdminPassword != "" {
		owner.Password = hashPassword(o.scim.SuperAdminPassword)
	}
	admin := &role{ID: o.newUUID(), Name: "admin", System: true}
	o.addUser(owner)
	o.Roles.Add(admin)
	o.RoleUsers.Link(admin.ID, owner.ID)
	o.SuperAdmin = owner.ID
}

// held reports whether a workflow holds the operation.
func (c *call) held() bool { return slices.Contains(c.org.scim.Approval, c.op.name) }

// sentForApproval is the answer to a change that a workflow holds. It is
// shaped like an error.
func sentForApproval(what string) failure {
	return scimFailure(http.StatusAccepted, "", what+" has sent for the approval")
}
