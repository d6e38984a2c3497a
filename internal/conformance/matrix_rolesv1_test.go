package conformance

// elder is a role of the first version.
var elder = step{"elder", legacyRoles, `{"displayName":"elder","permissions":["/permission/admin/login"],"users":[{"value":"{kim}"}]}`}

// elderOf returns a role as the first version of the API returns it.
func elderOf(name, more string) string {
	return `{"id":"*","schemas":["urn:ietf:params:scim:schemas:extension:2.0:Role"],"displayName":"` + name +
		`","meta":{"resourceType":"Role","location":"{url}/scim2/Roles/*"}` + more + `}`
}

func changingElder(operation, what, method, request string, w want) row {
	return row{"5.1", operation, what, given(method, legacyRoles+"/{elder}", request, kim, lee, staff, elder, step{"other", legacyRoles, `{"displayName":"other"}`}), w}
}

const elderFull = `,"permissions":["/permission/admin/login"],"users":[` + kimMember + `]`

// elderItem is the role elder in a list.
const elderItem = `{"id":"{elder}","displayName":"elder","meta":"*"` + elderFull + `}`

var legacyRoleRows = []row{
	{"5.1", "scim.RolesV1.Create", "success", given("POST", legacyRoles, elder.body, kim), body(201, elderOf("elder", ""), "Location", "{url}/scim2/Roles/*")},
	{"5.1", "scim.RolesV1.Create", "permissions of the later versions", given("POST", legacyRoles, `{"displayName":"elder","permissions":[{"value":"internal_user_mgt_view"}]}`), scimError(400, "invalidSyntax")},
	{"5.5", "scim.RolesV1.Create", "duplicate", given("POST", legacyRoles, `{"displayName":"elder"}`, kim, elder), scimError(409, "")},
	{"5.5", "scim.RolesV1.Create", "unknown user", given("POST", legacyRoles, `{"displayName":"elder","users":[{"value":"nobody"}]}`), scimError(400, "*")},
	{"5.5", "scim.RolesV1.Create", "unknown group", given("POST", legacyRoles, `{"displayName":"elder","groups":[{"value":"nothing"}]}`), scimError(400, "*")},

	{"5.1", "scim.RolesV1.Get", "success", given("GET", legacyRoles+"/{elder}", "", kim, elder), body(200, elderOf("elder", elderFull), "Location", "")},
	{"5.1", "scim.RolesV1.Get", "role of a later version", given("GET", legacyRoles+"/{boss}", "", kim, boss), scimError(404, "")},
	{"5.5", "scim.RolesV1.Get", "unknown id", given("GET", legacyRoles+"/nothing", ""), scimError(404, "")},

	changingElder("scim.RolesV1.Replace", "success", "PUT", `{"displayName":"chief"}`, body(200, elderOf("chief", ""), "Location", "{url}/scim2/Roles/{elder}")),
	changingElder("scim.RolesV1.Replace", "duplicate", "PUT", `{"displayName":"other"}`, scimError(409, "")),
	changingElder("scim.RolesV1.Replace", "no name", "PUT", `{}`, scimError(400, "invalidValue")),
	{"5.5", "scim.RolesV1.Replace", "unknown id", given("PUT", legacyRoles+"/nothing", `{"displayName":"x"}`), scimError(404, "")},

	changingElder("scim.RolesV1.Update", "success", "PATCH", patchOf(`{"op":"replace","path":"displayName","value":"chief"}`), body(200, elderOf("chief", ""), "Location", "{url}/scim2/Roles/{elder}")),
	{"5.1", "scim.RolesV1.Update", "permissions and users", seen(legacyRoles+"/{elder}", given("PATCH", legacyRoles+"/{elder}",
		patchOf(`{"op":"add","path":"permissions","value":["/permission/b"]},{"op":"remove","path":"users[value eq {kim}]"},{"op":"add","path":"users","value":[{"value":"{lee}"}]}`), kim, lee, elder)),
		body(200, elderOf("elder", `,"permissions":["/permission/admin/login","/permission/b"],"users":[`+leeMember+`]`))},
	changingElder("scim.RolesV1.Update", "another attribute", "PATCH", patchOf(`{"op":"add","path":"audience","value":"x"}`), scimError(400, "No attribute with the name : audience")),
	changingElder("scim.RolesV1.Update", "duplicate", "PATCH", patchOf(`{"op":"replace","path":"displayName","value":"other"}`), scimError(409, "")),
	{"5.5", "scim.RolesV1.Update", "unknown id", given("PATCH", legacyRoles+"/nothing", patchOf("")), scimError(404, "")},

	{"5.1", "scim.RolesV1.Delete", "success", given("DELETE", legacyRoles+"/{elder}", "", kim, elder), empty(204)},
	{"5.5", "scim.RolesV1.Delete", "unknown id", given("DELETE", legacyRoles+"/nothing", ""), scimError(404, "")},

	{"5.1", "scim.RolesV1.List", "success", given("GET", legacyRoles+"?filter=displayName+eq+elder", "", kim, elder), listOf(numbers(1, 1, 1), elderItem)},
	{"5.1", "scim.RolesV1.List", "nothing", given("GET", legacyRoles+"?filter=displayName+eq+x", "", kim, elder), listOf(numbers(0, 1, 0), "")},
	{"4.1", "scim.RolesV1.List", "bad operator", given("GET", legacyRoles+"?filter=displayName+is+x", ""), scimError(400, "InvalidFilter")},
	{"4.1", "scim.RolesV1.List", "sorting", given("GET", legacyRoles+"?sortBy=displayName", ""), scimError(501, "")},
	{"5.1", "scim.RolesV1.Search", "success", given("POST", legacyRoles+"/.search", searching(`"count":1`), kim, elder), listOf(numbers(1, 1, 1), elderItem)},
	{"4.1", "scim.RolesV1.Search", "no schema", given("POST", legacyRoles+"/.search", `{}`), scimError(400, "invalidValue")},
}
