package conformance

import "fmt"

const (
	bossV3   = rolesV3 + "/{boss}"
	toBossV2 = "{url}/scim2/v2/Roles/{boss}"
)

// changingBoss is a row about a request of the third version for the role boss.
// The response has the URL of the second version.
func changingBoss(operation, what, method, below, request string, w want) row {
	return row{"5.6", operation, what, given(method, bossV3+below, request, kim, lee, staff, step{"other", roles, `{"displayName":"other"}`}, boss), w}
}

// bossHas is a row about a list of the role boss after a request.
func bossHas(operation, what, method, below, request, list, items string) row {
	if items != "" {
		items = fmt.Sprintf(`,%q:[%s]`, list, items)
	}
	return row{"5.6", operation, what, seen(bossV3+"?attributes="+list, given(method, bossV3+below, request, kim, lee, staff, boss)),
		body(200, `{"id":"{boss}","schemas":["*"],`+ofOrganization+items+`}`)}
}

const staffReference = `{"value":"{staff}","display":"DEFAULT/staff","$ref":"{url}/scim2/Groups/{staff}"}`

var roleV3Rows = []row{
	{"5.6", "scim.RolesV3.Create", "success", given("POST", rolesV3, `{"displayName":"boss","permissions":[{"value":"internal_user_mgt_view"}]}`),
		body(201, roleOf("v3", "boss", ofOrganization, ""), "Location", "{url}/scim2/v3/Roles/*")},
	{"5.1", "scim.RolesV3.Create", "users and groups are ignored", given("POST", rolesV3, `{"displayName":"boss","users":[{"value":"nobody"}],"groups":[{"value":"nothing"}]}`),
		body(201, roleOf("v3", "boss", ofOrganization, ""))},
	{"5.5", "scim.RolesV3.Create", "duplicate", given("POST", rolesV3, `{"displayName":"boss"}`, kim, boss), scimError(409, "")},
	{"5.2", "scim.RolesV3.Create", "unknown permission", given("POST", rolesV3, `{"displayName":"boss","permissions":[{"value":"nothing"}]}`), scimError(400, "invalidValue")},

	{"5.6", "scim.RolesV3.Get", "success", given("GET", bossV3, "", kim, boss),
		body(200, roleOf("v3", "boss", ofOrganization, `,"permissions":[`+mayView+`],"users":[`+kimMember+`]`), "Location", "")},
	{"5.5", "scim.RolesV3.Get", "unknown id", given("GET", rolesV3+"/nothing", ""), scimError(404, "")},

	changingBoss("scim.RolesV3.Replace", "success", "PUT", "", `{"displayName":"chief"}`, body(200, roleOf("v3", "chief", ofOrganization, ""), "Location", toBossV2)),
	changingBoss("scim.RolesV3.Replace", "duplicate", "PUT", "", `{"displayName":"other"}`, scimError(409, "")),
	changingBoss("scim.RolesV3.Replace", "no name", "PUT", "", `{}`, scimError(400, "invalidValue")),
	bossHas("scim.RolesV3.Replace", "users stay", "PUT", "", `{"displayName":"boss","users":[]}`, "users", kimMember),
	{"5.5", "scim.RolesV3.Replace", "unknown id", given("PUT", rolesV3+"/nothing", `{"displayName":"x"}`), scimError(404, "")},

	changingBoss("scim.RolesV3.Update", "success", "PATCH", "", patchOf(`{"op":"replace","path":"displayName","value":"chief"}`),
		body(200, roleOf("v3", "chief", ofOrganization, `,"permissions":[`+mayView+`]`), "Location", toBossV2)),
	changingBoss("scim.RolesV3.Update", "users", "PATCH", "", patchOf(`{"op":"add","path":"users","value":[{"value":"{lee}"}]}`), scimError(400, "invalidSyntax")),
	changingBoss("scim.RolesV3.Update", "groups", "PATCH", "", patchOf(`{"op":"remove","path":"groups"}`), scimError(400, "invalidSyntax")),
	changingBoss("scim.RolesV3.Update", "name of another role", "PATCH", "", patchOf(`{"op":"replace","path":"displayName","value":"other"}`), scimError(409, "")),
	changingBoss("scim.RolesV3.Update", "bad name", "PATCH", "", patchOf(`{"op":"replace","path":"displayName","value":"a/b"}`), scimError(500, "")),
	{"5.5", "scim.RolesV3.Update", "unknown id", given("PATCH", rolesV3+"/nothing", patchOf("")), scimError(404, "")},

	changingBoss("scim.RolesV3.ReplaceUsers", "success", "PUT", "/Users", `[{"value":"{lee}"}]`, body(200, roleOf("v3", "boss", ofOrganization, ""), "Location", toBossV2)),
	changingBoss("scim.RolesV3.ReplaceUsers", "unknown user", "PUT", "/Users", `[{"value":"nobody"}]`, scimError(400, "invalidValue")),
	changingBoss("scim.RolesV3.ReplaceUsers", "an object", "PUT", "/Users", `{"value":"{lee}"}`, scimError(406, "")),
	bossHas("scim.RolesV3.ReplaceUsers", "others go", "PUT", "/Users", `[{"value":"{lee}"}]`, "users", leeMember),
	{"5.5", "scim.RolesV3.ReplaceUsers", "unknown id", given("PUT", rolesV3+"/nothing/Users", `[]`), scimError(404, "")},

	changingBoss("scim.RolesV3.UpdateUsers", "success", "PATCH", "/Users", patchOf(`{"op":"add","value":[{"value":"{lee}"}]}`),
		body(200, roleOf("v3", "boss", ofOrganization, `,"permissions":[`+mayView+`]`), "Location", toBossV2)),
	bossHas("scim.RolesV3.UpdateUsers", "add", "PATCH", "/Users", patchOf(`{"op":"add","value":[{"value":"{lee}"}]}`), "users", kimMember+","+leeMember),
	bossHas("scim.RolesV3.UpdateUsers", "remove", "PATCH", "/Users", patchOf(`{"op":"remove","path":"value eq {kim}"}`), "users", ""),
	bossHas("scim.RolesV3.UpdateUsers", "replace", "PATCH", "/Users", patchOf(`{"op":"replace","value":[{"value":"{lee}"}]}`), "users", leeMember),
	changingBoss("scim.RolesV3.UpdateUsers", "unknown user", "PATCH", "/Users", patchOf(`{"op":"add","value":[{"value":"nobody"}]}`),
		scimError(400, "invalidValue").describing("User can't be resolved from the given user Id.")),
	changingBoss("scim.RolesV3.UpdateUsers", "another list", "PATCH", "/Users", patchOf(`{"op":"add","path":"groups","value":[{"value":"{staff}"}]}`), scimError(400, "invalidSyntax")),
	changingBoss("scim.RolesV3.UpdateUsers", "filter with another operator", "PATCH", "/Users", patchOf(`{"op":"remove","path":"users[value co x]"}`), scimError(501, "")),
	{"5.5", "scim.RolesV3.UpdateUsers", "unknown id", given("PATCH", rolesV3+"/nothing/Users", patchOf("")), scimError(404, "")},

	changingBoss("scim.RolesV3.ReplaceGroups", "success", "PUT", "/Groups", `[{"value":"{staff}"}]`,
		body(200, roleOf("v3", "boss", ofOrganization, `,"permissions":[`+mayView+`],"groups":[`+staffReference+`]`), "Location", toBossV2)),
	changingBoss("scim.RolesV3.ReplaceGroups", "unknown group", "PUT", "/Groups", `[{"value":"nothing"}]`, scimError(400, "*").describing("Request is unparsable")),
	changingBoss("scim.RolesV3.ReplaceGroups", "blank group", "PUT", "/Groups", `[{"value":""}]`, scimError(400, "invalidValue")),
	{"5.5", "scim.RolesV3.ReplaceGroups", "unknown id", given("PUT", rolesV3+"/nothing/Groups", `[]`), scimError(404, "")},

	changingBoss("scim.RolesV3.UpdateGroups", "success", "PATCH", "/Groups", patchOf(`{"op":"add","value":[{"value":"{staff}"}]}`),
		body(200, roleOf("v3", "boss", ofOrganization, `,"permissions":[`+mayView+`],"groups":[`+staffReference+`]`), "Location", toBossV2)),
	bossHas("scim.RolesV3.UpdateGroups", "add and remove", "PATCH", "/Groups",
		patchOf(`{"op":"remove","path":"value eq {staff}"},{"op":"add","value":[{"value":"{staff}"}]}`), "groups", staffReference),
	changingBoss("scim.RolesV3.UpdateGroups", "unknown group", "PATCH", "/Groups", patchOf(`{"op":"add","value":[{"value":"nothing"}]}`), scimError(400, "*")),
	{"5.5", "scim.RolesV3.UpdateGroups", "unknown id", given("PATCH", rolesV3+"/nothing/Groups", patchOf("")), scimError(404, "")},

	{"5.6", "scim.RolesV3.Delete", "success", given("DELETE", bossV3, "", kim, boss), empty(204)},
	{"5.5", "scim.RolesV3.Delete", "unknown id", given("DELETE", rolesV3+"/nothing", ""), scimError(404, "")},
}
