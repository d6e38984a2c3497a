package conformance

import (
	"slices"
	"strings"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest"
)

const (
	ofOrganization = `"audience":{"type":"organization","value":"*","display":"{org}"}`
	ofApp          = `"audience":{"type":"application","value":"{app}","display":"app"}`
	mayView        = `{"value":"internal_user_mgt_view","display":"*","$ref":"{url}/api/server/v1/api-resources/*"}`
	mayList        = `{"value":"internal_user_mgt_list","display":"*","$ref":"{url}/api/server/v1/api-resources/*"}`
)

// roleOf returns a role as the version of the API returns it: the name, the
// audience, and these additional members.
func roleOf(version, name, audience, more string) string {
	return `{"id":"*","schemas":["urn:ietf:params:scim:schemas:extension:2.0:Role"],"displayName":"` + name + `",` + audience +
		`,"meta":{"location":"{url}/scim2/` + version + `/Roles/*"}` + more + `}`
}

// app is an application with its own roles.
var app = step{"app", applications, `{"name":"app","associatedRoles":{"allowedAudience":"APPLICATION"}}`}

func creatingRole(section, what, request string, w want, steps ...step) row {
	return row{section, "scim.Roles.Create", what, given("POST", roles, request, steps...), w}
}

func replacingRole(what, request string, w want) row {
	return row{"5.2", "scim.Roles.Replace", what, given("PUT", roles+"/{boss}", request, kim, lee, staff, step{"other", roles, `{"displayName":"other"}`}, boss), w}
}

var roleRows = []row{
	creatingRole("5.2", "success", `{"displayName":"boss","permissions":[{"value":"internal_user_mgt_view"}],"users":[{"value":"{kim}"}],"groups":[{"value":"{staff}"}]}`,
		body(201, roleOf("v2", "boss", ofOrganization, ""), "Location", "{url}/scim2/v2/Roles/*", "Content-Type", "application/json"), kim, staff),
	creatingRole("5.2", "role of an application", `{"displayName":"boss","audience":{"type":"APPLICATION","value":"{app}"}}`,
		body(201, roleOf("v2", "boss", ofApp, "")), app),
	creatingRole("5.2", "same name for another audience", `{"displayName":"boss","audience":{"type":"application","value":"{app}"}}`,
		body(201, roleOf("v2", "boss", ofApp, "")), kim, boss, app),
	creatingRole("5.5", "duplicate", `{"displayName":"boss"}`, scimError(409, ""), kim, boss),
	creatingRole("5.2", "slash in the name", `{"displayName":"a/b"}`, scimError(400, "*")),
	creatingRole("5.2", "reserved name", `{"displayName":"system_x"}`, scimError(400, "*")),
	creatingRole("5.2", "no name", `{}`, scimError(400, "invalidValue")),
	creatingRole("5.2", "unknown permission", `{"displayName":"boss","permissions":[{"value":"nothing"}]}`,
		scimError(400, "invalidValue").describing("Permission: nothing not found")),
	creatingRole("5.2", "permission that the application does not have", `{"displayName":"boss","audience":{"type":"application","value":"{app}"},"permissions":[{"value":"internal_user_mgt_view"}]}`,
		scimError(400, "invalidValue").describing("is not authorized for application"), app),
	creatingRole("5.2", "kind of audience", `{"displayName":"boss","audience":{"type":"tenant","value":"x"}}`, scimError(400, "invalidValue")),
	creatingRole("5.2", "another organization", `{"displayName":"boss","audience":{"type":"organization","value":"x"}}`, scimError(400, "invalidValue")),
	creatingRole("5.2", "unknown application", `{"displayName":"boss","audience":{"type":"application","value":"x"}}`, scimError(400, "invalidValue")),
	creatingRole("5.2", "application without roles of its own", `{"displayName":"boss","audience":{"type":"application","value":"{plain}"}}`,
		scimError(400, "invalidValue"), step{"plain", applications, `{"name":"plain"}`}),
	creatingRole("5.5", "unknown user", `{"displayName":"boss","users":[{"value":"nobody"}]}`, scimError(400, "*").describing("Request is unparsable")),
	creatingRole("5.5", "unknown group", `{"displayName":"boss","groups":[{"value":"nothing"}]}`, scimError(400, "*").describing("Request is unparsable")),
	{"5.5", "scim.Roles.Create", "held for an approval", switchedTo(asgardeotest.SCIMSettings{Approval: []string{"scim.Roles.Create"}},
		given("POST", roles, `{"displayName":"boss"}`)), empty(202, "Location", "")},
	lackingListScope("scim.Roles.Create", "POST", "", `{"displayName":"new","permissions":[{"value":"internal_user_mgt_view"}]}`, "permissions"),
	lackingListScope("scim.Roles.Create", "POST", "", `{"displayName":"new","users":[{"value":"{kim}"}]}`, "users"),
	lackingListScope("scim.Roles.Create", "POST", "", `{"displayName":"new","groups":[{"value":"{staff}"}]}`, "groups"),

	{"5.3", "scim.Roles.Get", "success", given("GET", roles+"/{full}", "", kim, staff, app, step{"full", roles, `{"displayName":"full",
		"permissions":[{"value":"internal_user_mgt_view"}],"users":[{"value":"{kim}"}],"groups":[{"value":"{staff}"}]}`}),
		body(200, roleOf("v2", "full", ofOrganization, `,"permissions":[`+mayView+`],"users":[`+kimMember+`],
			"groups":[{"value":"{staff}","display":"DEFAULT/staff","$ref":"{url}/scim2/Groups/{staff}"}]`), "Location", "")},
	{"5.3", "scim.Roles.Get", "role of an application", given("GET", roles+"/{boss}", "", app, step{"boss", roles, `{"displayName":"boss","audience":{"type":"application","value":"{app}"}}`}),
		body(200, roleOf("v2", "boss", ofApp, `,"associatedApplications":[{"value":"{app}","display":"app","$ref":"{url}/api/server/v1/applications/{app}"}]`))},
	{"5.3", "scim.Roles.Get", "system role", onSystemRole("GET", ""), body(200, `{"displayName":"admin","meta":{"location":"*","systemRole":true},"*":"*"}`)},
	{"4.1", "scim.Roles.Get", "some attributes", given("GET", roles+"/{boss}?attributes=displayName", "", kim, boss), body(200, `{"id":"{boss}","schemas":["*"],"displayName":"boss",`+ofOrganization+`}`)},
	{"5.5", "scim.Roles.Get", "unknown id", given("GET", roles+"/nothing", ""), scimError(404, "")},

	replacingRole("another audience", `{"displayName":"chief","audience":{"type":"application","value":"x"}}`, scimError(400, "mutability")),
	replacingRole("success", `{"displayName":"chief","audience":{"type":"organization"},"users":[{"value":"{lee}"}]}`,
		body(200, roleOf("v2", "chief", ofOrganization, ""), "Location", "{url}/scim2/v2/Roles/{boss}")),
	{"6.7", "scim.Roles.Replace", "what is left out is removed", seen(roles+"/{boss}", given("PUT", roles+"/{boss}", `{"displayName":"boss"}`, kim, boss)),
		body(200, roleOf("v2", "boss", ofOrganization, ""))},
	replacingRole("duplicate", `{"displayName":"other"}`, scimError(409, "")),
	replacingRole("bad name", `{"displayName":"a/b"}`, scimError(400, "*")),
	replacingRole("unknown permission", `{"displayName":"boss","permissions":[{"value":"nothing"}]}`, scimError(400, "invalidValue")),
	replacingRole("unknown user", `{"displayName":"boss","users":[{"value":"nobody"}]}`, scimError(400, "*")),
	lackingListScope("scim.Roles.Replace", "PUT", "/{boss}", `{"displayName":"boss","users":[{"value":"{kim}"}]}`, "users"),
	{"5.5", "scim.Roles.Replace", "system role", onSystemRole("PUT", `{"displayName":"x"}`), scimError(400, "*")},
	{"5.5", "scim.Roles.Replace", "unknown id", given("PUT", roles+"/nothing", `{"displayName":"x"}`), scimError(404, "")},

	{"5.2", "scim.Roles.Delete", "success", given("DELETE", roles+"/{boss}", "", kim, boss), empty(204)},
	{"5.2", "scim.Roles.Delete", "goes with its application", func(s *session) *answer {
		given("DELETE", applications+"/{app}", "", app, step{"boss", roles, `{"displayName":"boss","audience":{"type":"application","value":"{app}"}}`})(s).ok()
		return s.delete(roles + "/" + s.vars["boss"])
	}, scimError(404, "")},
	{"5.5", "scim.Roles.Delete", "system role", onSystemRole("DELETE", ""), scimError(400, "*")},
	{"5.5", "scim.Roles.Delete", "unknown id", given("DELETE", roles+"/nothing", ""), scimError(404, "")},
}

// onSystemRole returns a request for a role that comes with the organization.
func onSystemRole(method, body string) func(*session) *answer {
	return func(s *session) *answer {
		s = start(s.t, asgardeotest.WithSCIM(asgardeotest.SCIMSettings{SuperAdmin: "owner"}))
		id := s.get(roles + "?filter=displayName+eq+admin").member("Resources.0.id")
		return given(method, roles+"/"+id, body)(s)
	}
}

// lackingListScope is a row about a request for which the token lacks the scope
// of a list of the role.
func lackingListScope(operation, method, below, request, list string) row {
	scope := "internal_role_mgt_" + list + "_update"
	return row{"5.2", operation, "without " + scope, func(s *session) *answer {
		for _, step := range []step{kim, staff, boss} {
			s.let(step.name, s.create(step.path, step.body))
		}
		return s.without(scope).do(method, roles+s.expand(below), request)
	}, scimError(403, "")}
}

func patchingRole(what, operations string, w want) row {
	return row{"5.4", "scim.Roles.Update", what, given("PATCH", roles+"/{boss}", patchOf(operations), kim, lee, staff, step{"other", roles, `{"displayName":"other"}`}, boss), w}
}

// patchedRole returns the expected response to most patches: the role without
// its users.
func patchedRole(name, more string) want {
	return body(200, roleOf("v2", name, ofOrganization, more), "Location", "{url}/scim2/v2/Roles/{boss}")
}

// patchingUsers is a row about the users that a role has after a patch.
func patchingUsers(what, operations, users string) row {
	return row{"5.4", "scim.Roles.Update", what, seen(roles+"/{boss}?attributes=users",
		given("PATCH", roles+"/{boss}", patchOf(operations), kim, lee, boss)), body(200, `{"id":"{boss}","schemas":["*"],`+ofOrganization+users+`}`)}
}

var rolePatchRows = []row{
	patchingRole("success", `{"op":"add","path":"permissions","value":[{"value":"internal_user_mgt_list"}]}`, patchedRole("boss", `,"permissions":[`+mayView+`,`+mayList+`]`)),
	patchingRole("replace permissions", `{"op":"replace","path":"permissions","value":[{"value":"internal_user_mgt_list"}]}`, patchedRole("boss", `,"permissions":[`+mayList+`]`)),
	patchingRole("remove a permission", `{"op":"remove","path":"permissions[value eq internal_user_mgt_view]"}`, patchedRole("boss", "")),
	patchingRole("groups", `{"op":"add","path":"groups","value":[{"value":"{staff}"}]}`, patchedRole("boss", `,"permissions":[`+mayView+`],
		"groups":[{"value":"{staff}","display":"DEFAULT/staff","$ref":"{url}/scim2/Groups/{staff}"}]`)),
	patchingRole("rename", `{"op":"replace","path":"displayName","value":"chief"}`, patchedRole("chief", `,"permissions":[`+mayView+`]`)),
	patchingRole("rename to the same", `{"op":"replace","path":"displayName","value":"boss"}`, patchedRole("boss", `,"permissions":[`+mayView+`]`)),
	patchingRole("replace all users", `{"op":"replace","path":"users","value":[{"value":"{lee}"}]}`, patchedRole("boss", "")),
	patchingRole("remove all users", `{"op":"remove","path":"users"}`, patchedRole("boss", "")),
	patchingRole("remove all permissions, in vain", `{"op":"remove","path":"permissions"}`, patchedRole("boss", `,"permissions":[`+mayView+`]`)).in("engine 8"),
	patchingRole("replace permissions by none", `{"op":"replace","path":"permissions","value":[]}`, patchedRole("boss", "")).in("engine 8"),
	patchingRole("name in another case", `{"op":"add","path":"Users","value":[{"value":"{lee}"}]}`, scimError(400, "invalidSyntax")).in("engine 8"),
	patchingRole("schema in front", `{"op":"replace","path":"urn:ietf:params:scim:schemas:extension:2.0:Role:permissions","value":[]}`, scimError(400, "invalidSyntax")).in("engine 8"),
	patchingRole("filter of a replacement", `{"op":"replace","path":"users[value eq \"{kim}\"]","value":[{"value":"{lee}"}]}`, scimError(400, "invalidSyntax")).in("engine 8"),
	patchingRole("permissions added beside all users", `{"op":"replace","path":"users","value":[]},{"op":"add","path":"permissions","value":[{"value":"internal_user_mgt_list"}]}`, scimError(501, "")).in("engine 8"),
	patchingRole("permissions removed beside all users", `{"op":"remove","path":"users"},{"op":"remove","path":"permissions"}`, scimError(501, "")).in("engine 8"),
	patchingUsers("all users removed, whatever the value", `{"op":"remove","path":"users","value":[{"value":"{lee}"}]}`, "").in("engine 8"),
	{"engine 8", "scim.Roles.Update", "all users of a role without any", given("PATCH", roles+"/{other}", patchOf(`{"op":"remove","path":"users"}`), step{"other", roles, `{"displayName":"other"}`}), scimError(400, "invalidPath")},
	patchingUsers("users replaced", `{"op":"replace","path":"users","value":[{"value":"{lee}"}]}`, `,"users":[`+leeMember+`]`),
	patchingUsers("user added, and one again", `{"op":"add","path":"users","value":[{"value":"{lee}"},{"value":"{kim}"}]}`, `,"users":[`+kimMember+`,`+leeMember+`]`),
	patchingUsers("user removed", `{"op":"remove","path":"users[value eq \"{kim}\"]"}`, ""),
	patchingUsers("user removed by name", `{"op":"remove","path":"users[display eq DEFAULT/kim]"}`, ""),
	patchingUsers("first attribute without a path", `{"op":"add","value":{"permissions":[{"value":"nothing"}],"users":[{"value":"{lee}"}]}}`, `,"users":[`+kimMember+`,`+leeMember+`]`),
	patchingUsers("removals come before additions", `{"op":"add","path":"users","value":[{"value":"{kim}"}]},{"op":"remove","path":"users[value eq {kim}]"}`, `,"users":[`+kimMember+`]`),
	patchingRole("name of another role", `{"op":"replace","path":"displayName","value":"other"}`, scimError(409, "")),
	patchingRole("bad name", `{"op":"replace","path":"displayName","value":"a/b"}`, scimError(500, "")),
	patchingRole("remove the name", `{"op":"remove","path":"displayName"}`, scimError(400, "*").describing("Request is unparsable")),
	patchingRole("unknown user", `{"op":"add","path":"users","value":[{"value":"nobody"}]}`, scimError(400, "invalidValue").describing("User can't be resolved from the given user Id.")),
	patchingRole("unknown group", `{"op":"add","path":"groups","value":[{"value":"nothing"}]}`, scimError(400, "*").describing("Request is unparsable")),
	patchingRole("blank group", `{"op":"add","path":"groups","value":[{"value":" "}]}`, scimError(400, "invalidValue")),
	patchingRole("unknown permission", `{"op":"add","path":"permissions","value":[{"value":"nothing"}]}`, scimError(400, "invalidValue")),
	patchingRole("remove a group by name", `{"op":"remove","path":"groups[display eq staff]"}`,
		scimError(400, "invalidValue").describing("Group id is required to update group of the role.")),
	patchingRole("another attribute", `{"op":"add","path":"audience","value":{"type":"x"}}`, scimError(400, "invalidSyntax")),
	patchingRole("filter of two words", `{"op":"remove","path":"users[value {kim}]"}`, scimError(400, "invalidSyntax")),
	patchingRole("filter with another operator", `{"op":"remove","path":"users[value co {kim}]"}`, scimError(501, "")),
	patchingRole("text without a path", `{"op":"add","value":"x"}`, scimError(500, "").describing("Error in performing the patch operation on role resource.")),
	patchingRole("no value", `{"op":"add","path":"users"}`, scimError(400, "invalidSyntax")),
	patchingRole("unknown operation", `{"op":"move","path":"users"}`, scimError(400, "invalidSyntax")),
	lackingListScope("scim.Roles.Update", "PATCH", "/{boss}", patchOf(`{"op":"remove","path":"permissions"}`), "permissions"),
	lackingListScope("scim.Roles.Update", "PATCH", "/{boss}", patchOf(`{"op":"add","path":"users","value":[{"value":"{kim}"}]}`), "users"),
	lackingListScope("scim.Roles.Update", "PATCH", "/{boss}", patchOf(`{"op":"add","value":{"groups":[{"value":"{staff}"}]}}`), "groups"),
	{"5.5", "scim.Roles.Update", "system role", onSystemRole("PATCH", patchOf(`{"op":"remove","path":"users"}`)), scimError(400, "*")},
	{"5.5", "scim.Roles.Update", "held for an approval", switchedTo(asgardeotest.SCIMSettings{Approval: []string{"scim.Roles.Update"}},
		given("PATCH", roles+"/{boss}", patchOf(`{"op":"remove","path":"users"}`), kim, boss)), scimError(202, "")},
	{"5.5", "scim.Roles.Update", "unknown id", given("PATCH", roles+"/nothing", patchOf("")), scimError(404, "")},
}

// roleListRows returns rows about lists of roles in the second and the third
// version.
func roleListRows() []row {
	steps := []step{kim, app, boss, {"clerk", roles, `{"displayName":"clerk","audience":{"type":"application","value":"{app}"}}`}}
	item := func(version, name, audience, more string) string {
		return strings.Replace(roleOf(version, name, audience, more), `"schemas":["urn:ietf:params:scim:schemas:extension:2.0:Role"],`, "", 1)
	}
	var rows []row
	for _, version := range []string{"v2", "v3"} {
		path, service := "/scim2/"+version+"/Roles", map[string]string{"v2": "scim.Roles", "v3": "scim.RolesV3"}[version]
		bossItem := item(version, "boss", ofOrganization, `,"permissions":[`+mayView+`],"users":[`+kimMember+`]`)
		clerkItem := item(version, "clerk", ofApp, `,"associatedApplications":["*"]`)
		list := func(what, query string, w want) row {
			return row{"5.3", service + ".List", what, given("GET", path+"?"+query, "", steps...), w}
		}
		search := func(what, members string, w want) row {
			return row{"5.3", service + ".Search", what, given("POST", path+"/.search", searching(members), steps...), w}
		}
		rows = append(rows,
			list("success, the newest first", "", listOf(numbers(2, 1, 2), clerkItem+","+bossItem)),
			list("page", "startIndex=2&count=1", listOf(numbers(2, 2, 1), bossItem)),
			list("a count of zero counts nothing", "count=0", listOf(numbers(0, 1, 0), "")),
			list("less", "count=1&excludedAttributes=users,groups,permissions,associatedApplications", listOf(numbers(2, 1, 1), item(version, "clerk", ofApp, ""))),
			list("sorting", "sortBy=displayName", scimError(501, "")),
			search("success, the newest first", `"count":1`, listOf(numbers(2, 1, 1), clerkItem)),
			search("sorting", `"sortBy":"displayName"`, scimError(501, "")),
			row{"4.1", service + ".Search", "no schema", given("POST", path+"/.search", `{}`), scimError(400, "invalidValue")},
		)
		onlyBoss, onlyClerk := listOf(numbers(1, 1, 1), bossItem), listOf(numbers(1, 1, 1), clerkItem)
		misplaced := scimError(400, "*").describing("Request is unparsable")
		for _, test := range []struct {
			filter string
			want   want
		}{
			{`displayName eq boss`, onlyBoss},
			{`displayName eq "boss"`, onlyBoss},
			{`displayName ne boss`, onlyClerk},
			{`displayName co ler`, onlyClerk},
			{`displayName sw cl`, onlyClerk},
			{`displayName ew rk`, onlyClerk},
			{`audience.type eq application`, onlyClerk},
			{`audience.value eq {app}`, onlyClerk},
			{`displayName sw b and audience.type eq organization`, onlyBoss},
			{`displayName eq a or displayName eq b`, misplaced},
			{`users eq {kim}`, misplaced},
			{`displayName gt a`, misplaced},
			{`displayName is a`, scimError(400, "InvalidFilter")},
		} {
			query, member := filtering(test.filter)
			rows = append(rows, list("filter "+test.filter, query, test.want), search("filter "+test.filter, member, test.want))
		}
	}
	return slices.Clip(rows)
}
