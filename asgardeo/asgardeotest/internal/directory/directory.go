// Package directory implements the SCIM domain of the stand-in: the users,
// groups and roles of organizations, and the services that manage them (RFC
// 7643 and RFC 7644).
package directory

import (
	"slices"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/model"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/scimengine"
)

// prefix is the path prefix of the services.
const prefix = "/scim2"

// scopeLogin is the scope for users to access their own account.
const scopeLogin = "internal_login"

// A Directory has the users, groups and roles of the organizations of a tenant.
// Its methods are called with the lock of the tenant held.
type Directory struct {
	tenant   *engine.Tenant
	settings Settings
	schemas  []scimengine.Schema // of users
	types    types
	states   *engine.States[organizationState]
	needs    Needs
}

// types are the types of the resources.
type types struct{ user, group, role, legacyRole *scimengine.ResourceType }

// New returns the directory stored in a tenant, whose users have the attributes.
// [Directory.Connect] must be called before any operation.
func New(t *engine.Tenant, settings Settings, attributes []model.UserAttribute) *Directory {
	schemas := scimengine.UserSchemas(customAttributes(attributes))
	d := &Directory{tenant: t, settings: settings, schemas: schemas, types: types{
		user: scimengine.UserType(schemas), group: scimengine.GroupType(), role: scimengine.RoleType(), legacyRole: scimengine.LegacyRoleType(),
	}}
	d.states = engine.NewStates(t.Section("directory", stateFormat), d.keep)
	return d
}

// Connect sets the parts of other domains that the directory uses.
func (d *Directory) Connect(n Needs) { d.needs = n }

// Domain returns the directory as a domain of the server.
func (d *Directory) Domain() engine.Domain {
	roles := engine.CRUD("internal_role_mgt")
	return engine.Domain{
		Operations: slices.Concat(
			d.userOperations(),
			d.roleOperations(),
			d.groupOperations(),
			d.meOperations(),
			[]engine.Operation{d.bulkOperation()},
			d.discoveryOperations(),
		),
		Surfaces: []engine.Surface{
			{Prefix: prefix + "/Users", Scopes: engine.CRUD("internal_user_mgt")},
			{Prefix: prefix + "/Roles", Scopes: roles},
			{Prefix: prefix + "/v2/Roles", Scopes: roles},
		},
		OnlyInRoot:  []engine.RootPart{{Prefix: prefix + "/Roles"}},
		ScopesBelow: map[string]string{scopeLogin: scopeLogin},
		APIs:        managementAPIs(),
		Check:       d.check,
	}
}

// managementAPIs returns the APIs that applications can be authorized for.
func managementAPIs() []engine.ManagementAPI {
	api := func(name, path string, scopes ...string) engine.ManagementAPI {
		return engine.ManagementAPI{Name: name, Identifier: prefix + path, Scopes: scopes}
	}
	return []engine.ManagementAPI{
		api("SCIM2 Users API", "/Users",
			"internal_user_mgt_create", "internal_user_mgt_list", "internal_user_mgt_view",
			"internal_user_mgt_update", "internal_user_mgt_delete"),
		api("SCIM2 Groups API", "/Groups",
			"internal_group_mgt_create", "internal_group_mgt_view",
			"internal_group_mgt_update", "internal_group_mgt_delete"),
		api("SCIM2 Roles V2 API", "/v2/Roles",
			"internal_role_mgt_create", "internal_role_mgt_view",
			"internal_role_mgt_update", "internal_role_mgt_delete",
			"internal_role_mgt_meta_create", "internal_role_mgt_meta_update",
			scopeRolePermissions, scopeRoleUsers, scopeRoleGroups),
		api("SCIM2 Me API", "/Me", scopeLogin),
		api("SCIM2 Bulk API", "/Bulk", append([]string{scopeBulk}, bulkScopes()...)...),
	}
}

// An organization is an organization with its state in the directory.
type organization struct {
	*engine.Organization
	*organizationState
	d *Directory
}

func (d *Directory) in(o *engine.Organization) *organization {
	return &organization{o, d.states.Of(o), d}
}

func (o *organization) scimURL() string { return o.BaseURL() + prefix }

// A call is a request to the directory of an organization.
type call struct {
	*engine.Call
	org *organization
}

// A handler performs an operation.
type handler func(*call) (engine.Reply, error)

func (d *Directory) handler(h handler) engine.Handler {
	return func(c *engine.Call) (engine.Reply, error) { return h(&call{c, d.in(c.Org)}) }
}
