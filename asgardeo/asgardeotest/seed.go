package asgardeotest

import "slices"

// seedManagementAPIs registers the management APIs, each with its scopes, as
// every organization has them. An application is authorized for them like for
// any other API resource. Each has a sibling for the organizations below the
// root, whose scopes are those of organizationScope.
func (o *organization) seedManagementAPIs() {
	add := func(kind, name, identifier string, scopes []string) {
		r := &apiResource{Name: name, Identifier: identifier, Kind: kind, RequiresAuthorization: true}
		for _, scope := range scopes {
			r.Scopes = append(r.Scopes, &apiScope{ID: o.newUUID(), Name: scope, DisplayName: scope})
		}
		o.addResource(r)
	}
	seed := func(name, identifier string, scopes ...string) {
		add(typeTenant, name, identifier, scopes)
		var below []string
		for _, scope := range scopes {
			below = append(below, organizationScopes()[scope]...)
		}
		slices.Sort(below)
		if below = slices.Compact(below); len(below) > 0 {
			add(typeOrganization, "Organization "+name, "/o"+identifier, below)
		}
	}
	seed("API Resource Management API", "/api/server/v1/api-resources",
		"internal_api_resource_create", "internal_api_resource_view",
		"internal_api_resource_update", "internal_api_resource_delete")
	seed("Application Management API", "/api/server/v1/applications",
		"internal_application_mgt_create", "internal_application_mgt_view",
		"internal_application_mgt_update", "internal_application_mgt_delete",
		"internal_application_mgt_client_secret_create", "internal_application_mgt_client_secret_view",
		"internal_application_mgt_client_secret_delete",
		"internal_application_business_api_update", "internal_application_internal_api_update",
		"internal_application_script_update", "internal_organization_admin",
		"internal_shared_application_create", "internal_shared_application_view", "internal_shared_application_delete")
	seed("SCIM2 Users API", "/scim2/Users",
		"internal_user_mgt_create", "internal_user_mgt_list", "internal_user_mgt_view",
		"internal_user_mgt_update", "internal_user_mgt_delete")
	seed("SCIM2 Groups API", "/scim2/Groups",
		"internal_group_mgt_create", "internal_group_mgt_view",
		"internal_group_mgt_update", "internal_group_mgt_delete")
	seed("SCIM2 Roles V2 API", "/scim2/v2/Roles",
		"internal_role_mgt_create", "internal_role_mgt_view",
		"internal_role_mgt_update", "internal_role_mgt_delete",
		"internal_role_mgt_meta_create", "internal_role_mgt_meta_update",
		"internal_role_mgt_permissions_update", "internal_role_mgt_users_update", "internal_role_mgt_groups_update")
	seed("SCIM2 Me API", "/scim2/Me", "internal_login")
	seed("SCIM2 Bulk API", "/scim2/Bulk", append([]string{scopeBulk}, bulkOperation().alternatives...)...)
	seed("OAuth2 Introspection API", "/oauth2/introspect", "internal_oauth2_introspect")
}
