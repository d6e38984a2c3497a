package directory

import (
	"fmt"
	"net/http"
	"slices"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/model"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/scimengine"
)

const (
	bulkLimitOfCloud   = 100
	bulkLimitOfProduct = 1000
)

// Settings are the settings of a real server that change its SCIM responses.
// The type asgardeotest.SCIMSettings documents them.
type Settings struct {
	BulkLimit                      int
	PlainEmails                    bool
	EmptyGroupPatch                bool
	UniqueAttributes               []string
	UserLimit                      int
	Approval                       []string
	SuperAdmin, SuperAdminPassword string
}

// heldOperations are the operations that a workflow can hold.
var heldOperations = []string{
	"scim.Users.Create", "scim.Users.Replace", "scim.Users.Update", "scim.Users.Delete",
	"scim.Roles.Create", "scim.Roles.Replace", "scim.Roles.Update", "scim.RolesV3.Create", "scim.RolesV3.Replace", "scim.RolesV3.Update",
}

// Check returns an error if the settings are invalid for an organization that
// defines the attributes.
func (s Settings) Check(attributes []model.UserAttribute) error {
	if err := CheckAttributes(attributes); err != nil {
		return err
	}
	for _, name := range s.Approval {
		if !slices.Contains(heldOperations, name) {
			return fmt.Errorf("%q is not an operation that can be held for an approval", name)
		}
	}
	var users *scimengine.ResourceType
	if len(s.UniqueAttributes) > 0 {
		users = scimengine.UserType(scimengine.UserSchemas(customAttributes(attributes)))
	}
	for _, name := range s.UniqueAttributes {
		if !users.Has(users.PathOf(name)) {
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

// Seed creates the initial state of a new tenant: the super admin, if the
// settings name one, and its role.
func (d *Directory) Seed() {
	if d.settings.SuperAdmin == "" {
		return
	}
	o := d.in(d.tenant.Root())
	name, _ := canonicalName("userName", d.settings.SuperAdmin) // validated by Check
	now := d.tenant.Now()
	owner := &user{ID: d.tenant.NewUUID(), Created: now, Modified: now, Attributes: document{"userName": name}}
	if d.settings.SuperAdminPassword != "" {
		owner.Password = hashPassword(d.settings.SuperAdminPassword)
	}
	admin := &role{ID: d.tenant.NewUUID(), Name: "admin", System: true}
	o.users.Add(owner)
	o.roles.Add(admin)
	o.roleUsers.Link(admin.ID, owner.ID)
	o.superAdmin.Set(owner.ID)
}

// held reports whether a workflow holds the operation.
func (c *call) held() bool { return slices.Contains(c.org.d.settings.Approval, c.Op.Name) }

// sentForApproval returns the response to a change that a workflow holds. It
// has the form of an error.
func sentForApproval(what string) error {
	return fail(http.StatusAccepted, "", what+" has sent for the approval")
}
