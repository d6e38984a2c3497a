package conformance

import (
	"fmt"
	"slices"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest"
)

const (
	groupMeta  = `"meta":{"resourceType":"Group","created":"*Z","lastModified":"*Z","location":"{url}/scim2/Groups/*"}`
	kimMember  = `{"value":"{kim}","display":"DEFAULT/kim","$ref":"{url}/scim2/Users/{kim}"}`
	leeMember  = `{"value":"{lee}","display":"DEFAULT/lee","$ref":"{url}/scim2/Users/{lee}"}`
	bossOfAll  = `{"value":"{boss}","display":"boss","$ref":"{url}/scim2/v2/Roles/{boss}"}`
	staffBegin = `"id":"{staff}","schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"DEFAULT/staff",` + groupMeta
)

// bossOfStaff is a role that the group staff has.
var bossOfStaff = step{"boss", roles, `{"displayName":"boss","groups":[{"value":"{staff}"}]}`}

func creatingGroup(section, what, request string, w want, steps ...step) row {
	return row{section, "scim.Groups.Create", what, given("POST", groups, request, steps...), w}
}

func replacingGroup(section, what, request string, w want) row {
	return row{section, "scim.Groups.Replace", what, given("PUT", groups+"/{staff}", request, kim, lee, moe, staff), w}
}

var groupRows = []row{
	creatingGroup("4.4", "success", `{"displayName":"DEFAULT/staff","members":[{"value":"{kim}"}]}`, body(201,
		`{"id":"*","schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"DEFAULT/staff",`+groupMeta+`}`,
		"Location", "{url}/scim2/Groups/*", "Content-Type", "application/json"), kim),
	creatingGroup("4.4", "no store means PRIMARY", `{"displayName":"PRIMARY/staff"}`, body(201, `{"id":"*","schemas":["*"],"displayName":"staff",`+groupMeta+`}`)),
	creatingGroup("4.4", "duplicate", `{"displayName":"Staff"}`, scimError(409, "").describing("Group with name: PRIMARY/Staff already exists in the system."),
		step{"other", groups, `{"displayName":"staff"}`}),
	creatingGroup("4.4", "unknown member", `{"displayName":"staff","members":[{"value":"nobody"}]}`, scimError(400, "invalidValue")),
	creatingGroup("4.4", "member of another store", `{"displayName":"DEFAULT/staff","members":[{"value":"{moe}"}]}`, scimError(400, "invalidValue"), moe),
	creatingGroup("4.4", "no name", `{}`, scimError(400, "invalidValue")),
	creatingGroup("4.4", "unknown store", `{"displayName":"NOWHERE/staff"}`, scimError(400, "invalidValue")),
	creatingGroup("engine 4", "texts are no members", `{"displayName":"staff","members":["x"]}`, body(201, `{"id":"*","schemas":["*"],"displayName":"staff",`+groupMeta+`}`)),
	creatingGroup("4.1", "wrong type", `{"displayName":"staff","members":[null]}`, scimError(400, "invalidSyntax")),

	{"4.4", "scim.Groups.Get", "success", given("GET", groups+"/{staff}", "", kim, staff, bossOfStaff),
		body(200, `{`+staffBegin+`,"members":[`+kimMember+`],"roles":[`+bossOfAll+`]}`, "Location", "")},
	{"4.4", "scim.Groups.Get", "without members", given("GET", groups+"/{staff}?excludedAttributes=members", "", kim, staff), body(200, `{`+staffBegin+`}`)},
	{"4.1", "scim.Groups.Get", "parts of members", given("GET", groups+"/{staff}?attributes=members.display", "", kim, staff),
		body(200, `{"id":"{staff}","schemas":["*"],"members":[{"display":"DEFAULT/kim"}]}`)},
	{"4.4", "scim.Groups.Get", "unknown id", given("GET", groups+"/nothing", ""), scimError(404, "").describing("Group not found in the user store.")},

	replacingGroup("4.4", "success", `{"displayName":"people","members":[{"value":"{lee}","display":"lee"}]}`, body(200,
		`{"id":"{staff}","schemas":["*"],"displayName":"DEFAULT/people",`+groupMeta+`,"members":[`+leeMember+`]}`, "Location", "{url}/scim2/Groups/{staff}")),
	replacingGroup("4.4", "no members", `{"displayName":"DEFAULT/staff"}`, body(200, `{`+staffBegin+`}`)),
	replacingGroup("4.4", "member without a name", `{"displayName":"DEFAULT/staff","members":[{"value":"{lee}"}]}`, scimError(400, "Display name attribute of a member is empty*")),
	replacingGroup("4.4", "member with the name of another", `{"displayName":"DEFAULT/staff","members":[{"value":"{lee}","display":"DEFAULT/kim"}]}`,
		scimError(400, "invalidValue").describing("Provided SCIM user Id: ")),
	replacingGroup("4.4", "member of another store", `{"displayName":"DEFAULT/staff","members":[{"value":"{moe}","display":"moe"}]}`, scimError(400, "invalidValue")),
	replacingGroup("4.4", "another store", `{"displayName":"PRIMARY/staff"}`, scimError(500, "")),
	replacingGroup("4.4", "no name", `{}`, scimError(400, "invalidValue")),
	{"4.4", "scim.Groups.Replace", "name of another group", given("PUT", groups+"/{staff}", `{"displayName":"DEFAULT/other"}`, kim, staff, step{"other", groups, `{"displayName":"DEFAULT/other"}`}),
		scimError(409, "").describing("Group name: DEFAULT/other is already there in the system")},
	{"4.4", "scim.Groups.Replace", "unknown id", given("PUT", groups+"/nothing", `{"displayName":"x"}`), scimError(404, "").describing("No user exists with the given id: nothing")},

	{"4.4", "scim.Groups.Delete", "success", given("DELETE", groups+"/{staff}", "", kim, staff), empty(204)},
	{"4.4", "scim.Groups.Delete", "unknown id", given("DELETE", groups+"/nothing", ""), scimError(404, "")},
	{"4.4", "scim.Groups.Delete", "its members stay", seen(users+"/{kim}", given("DELETE", groups+"/{staff}", "", kim, staff)), body(200, kimOnly)},
}

func patchingGroup(what, operations string, w want) row {
	return row{"4.4", "scim.Groups.Update", what, given("PATCH", groups+"/{staff}", patchOf(operations), kim, lee, moe, staff), w}
}

// in names another section of the facts.
func (r row) in(section string) row { r.section = section; return r }

var groupPatchRows = []row{
	patchingGroup("success", `{"op":"add","path":"members","value":[{"value":"{lee}","display":"DEFAULT/lee"}]}`,
		body(200, `{`+staffBegin+`,"members":[`+kimMember+`,`+leeMember+`]}`, "Location", "{url}/scim2/Groups/{staff}")),
	patchingGroup("bare name of a member", `{"op":"add","path":"members","value":[{"value":"{lee}","display":"lee"}]}`, body(200, `{`+staffBegin+`,"members":[`+kimMember+`,`+leeMember+`]}`)),
	patchingGroup("empty name of a member", `{"op":"add","value":{"members":[{"value":"{lee}","display":""}]}}`, body(200, `{`+staffBegin+`,"members":[`+kimMember+`,`+leeMember+`]}`)),
	patchingGroup("member without a name", `{"op":"add","path":"members","value":[{"value":"{lee}"}]}`, scimError(400, "invalidSyntax")),
	patchingGroup("member without an id", `{"op":"add","path":"members","value":[{"display":"lee"}]}`, scimError(400, "invalidSyntax")),
	patchingGroup("member with an empty id", `{"op":"add","path":"members","value":[{"value":"","display":"lee"}]}`, scimError(400, "invalidValue")),
	patchingGroup("member with the name of another", `{"op":"add","path":"members","value":[{"value":"{lee}","display":"kim"}]}`, scimError(400, "invalidValue").describing("doesn't match")),
	patchingGroup("unknown member", `{"op":"add","path":"members","value":[{"value":"nobody","display":"x"}]}`, scimError(400, "invalidValue")),
	patchingGroup("member of another store", `{"op":"add","path":"members","value":[{"value":"{moe}","display":"moe"}]}`, scimError(400, "invalidValue")),
	patchingGroup("name or members, not both", `{"op":"add","value":{"displayName":"people","members":[{"value":"{lee}","display":"lee"}]}}`,
		body(200, `{"id":"{staff}","schemas":["*"],"displayName":"DEFAULT/people",`+groupMeta+`,"members":[`+kimMember+`]}`)),
	patchingGroup("removed, then added", `{"op":"remove","path":"members[value eq {lee}]"},{"op":"add","path":"members","value":[{"value":"{lee}","display":"lee"}]}`,
		body(200, `{`+staffBegin+`,"members":[`+kimMember+`,`+leeMember+`]}`)).in("engine 7"),
	patchingGroup("added, then removed", `{"op":"add","path":"members","value":[{"value":"{lee}","display":"lee"}]},{"op":"remove","path":"members[value eq {lee}]"}`,
		body(200, `{`+staffBegin+`,"members":[`+kimMember+`]}`)).in("engine 7"),
	patchingGroup("name in another case", `{"op":"replace","path":"DisplayName","value":"x"}`, scimError(400, "invalidSyntax")).in("engine 7"),
	patchingGroup("schema in front", `{"op":"add","path":"urn:ietf:params:scim:schemas:core:2.0:Group:displayName","value":"x"}`, scimError(400, "invalidSyntax")).in("engine 7"),
	patchingGroup("filter of a replacement", `{"op":"replace","path":"members[value eq \"{kim}\"].display","value":"x"}`, scimError(400, "invalidSyntax")).in("engine 7"),
	patchingGroup("remove an id that no user has", `{"op":"remove","path":"members[value eq nobody]"}`, scimError(400, "invalidValue")).in("engine 7"),
	patchingGroup("remove the members of nothing", `{"op":"remove","path":"members[value eq {kim}]"},{"op":"remove","path":"members"}`,
		scimError(400, "invalidPath")).in("engine 7"),
	patchingGroup("remove members with a value", `{"op":"remove","path":"members","value":[{"value":"{lee}"}]}`, body(200, `{`+staffBegin+`}`)).in("engine 7"),
	patchingGroup("another attribute", `{"op":"add","path":"externalId","value":"x"}`, scimError(400, "invalidSyntax")),
	patchingGroup("another attribute replaced without a path", `{"op":"replace","value":{"externalId":"x"}}`, scimError(400, "invalidSyntax")),
	patchingGroup("remove one member", `{"op":"remove","path":"members[value eq \"{kim}\"]"}`, body(200, `{`+staffBegin+`}`)),
	patchingGroup("remove one member by name", `{"op":"remove","path":"members[display eq DEFAULT/kim]"}`, body(200, `{`+staffBegin+`}`)),
	patchingGroup("remove a user who is not a member", `{"op":"remove","path":"members[value eq {lee}]"}`, body(200, `{`+staffBegin+`,"members":[`+kimMember+`]}`)),
	patchingGroup("filter of two words", `{"op":"remove","path":"members[value {kim}]"}`, scimError(400, "invalidSyntax")),
	patchingGroup("filter on another attribute", `{"op":"remove","path":"members[type eq User]"}`, scimError(400, "invalidSyntax")),
	patchingGroup("filter with another operator", `{"op":"remove","path":"members[value co {kim}]"}`, scimError(501, "")),
	patchingGroup("remove another attribute", `{"op":"remove","path":"displayName"}`, scimError(400, "invalidSyntax")),
	patchingGroup("rename", `{"op":"replace","path":"displayName","value":"people"}`, body(200, `{"id":"{staff}","schemas":["*"],"displayName":"DEFAULT/people",`+groupMeta+`,"members":[`+kimMember+`]}`)),
	patchingGroup("another store", `{"op":"replace","path":"displayName","value":"PRIMARY/staff"}`, scimError(500, "")),
	patchingGroup("replace all members", `{"op":"replace","path":"members","value":[{"value":"{lee}","display":"DEFAULT/lee"}]}`, body(200, `{`+staffBegin+`,"members":[`+leeMember+`]}`, "Location", "{url}/scim2/Groups/{staff}")),
	patchingGroup("remove all members", `{"op":"remove","path":"members"}`, body(200, `{`+staffBegin+`}`)),
	patchingGroup("in order when all members are written", `{"op":"remove","path":"members"},{"op":"add","path":"members","value":[{"value":"{lee}","display":"lee"}]},{"op":"replace","path":"displayName","value":"people"}`,
		body(200, `{"id":"{staff}","schemas":["*"],"displayName":"DEFAULT/people",`+groupMeta+`,"members":[`+leeMember+`]}`)),
	patchingGroup("replace all members, without a name", `{"op":"replace","path":"members","value":[{"value":"{lee}"}]}`, scimError(400, "Display name attribute of a member is empty*")),
	{"4.4", "scim.Groups.Update", "some attributes", given("PATCH", groups+"/{staff}?attributes=displayName", patchOf(`{"op":"add","value":{"displayName":"people"}}`), kim, staff),
		body(200, `{"id":"{staff}","schemas":["*"],"displayName":"DEFAULT/people"}`)},
	{"4.4", "scim.Groups.Update", "no body where the server is set so", switchedTo(asgardeotest.SCIMSettings{EmptyGroupPatch: true},
		given("PATCH", groups+"/{staff}", patchOf(""), kim, staff)), empty(204)},
	{"4.4", "scim.Groups.Update", "unknown id", given("PATCH", groups+"/nothing", patchOf("")), scimError(404, "")},
	{"4.2", "scim.Groups.Update", "envelope in lower case", given("PATCH", groups+"/{staff}", `{"operations":[]}`, kim, staff), scimError(400, "invalidSyntax").describing("Invalid JSON schema.")},
}

func groupListRows() []row {
	item := func(name, more string) string {
		return fmt.Sprintf(`{"id":"{%s}","displayName":"DEFAULT/%[1]s",%s%s}`, name, groupMeta, more)
	}
	staffItem, peopleItem := item("staff", `,"members":[`+kimMember+`],"roles":[`+bossOfAll+`]`), item("people", "")
	steps := []step{kim, staff, bossOfStaff, {"people", groups, `{"displayName":"DEFAULT/people"}`}}
	list := func(what, query string, w want) row {
		return row{"4.4", "scim.Groups.List", what, given("GET", groups+"?"+query, "", steps...), w}
	}
	search := func(what, members string, w want) row {
		return row{"4.4", "scim.Groups.Search", what, given("POST", groups+"/.search", searching(members), steps...), w}
	}
	rows := []row{
		list("success", "filter=displayName+eq+staff", listOf(numbers(1, 1, 1), staffItem)),
		list("page", "startIndex=2&count=5&attributes=id", listOf(numbers(2, 2, 1), `{"id":"*"}`)),
		list("nothing", "count=0", listOf(numbers(0, 1, 0), "")),
		list("without members and roles", "filter=displayName+eq+staff&excludedAttributes=members,roles", listOf(numbers(1, 1, 1), item("staff", ""))),
		list("sorting", "sortBy=displayName", scimError(501, "").describing("Sorting is not supported")),
		list("store without groups", "domain=PRIMARY", listOf(numbers(0, 1, 0), "")),
		list("unknown store", "domain=NOWHERE", scimError(400, "invalidValue")),
		{"4.4", "scim.Groups.List", "more than 100", func(s *session) *answer {
			for i := range 101 {
				s.create(groups, fmt.Sprintf(`{"displayName":"g%d"}`, i))
			}
			return s.get(groups + "?count=101&attributes=id")
		}, body(200, `{"totalResults":101,"startIndex":1,"itemsPerPage":101,"*":"*"}`)},
		search("success", `"filter":"displayName eq staff"`, listOf(numbers(1, 1, 1), staffItem)),
		search("page", `"startIndex":2,"count":5,"attributes":["id"],"domain":"DEFAULT"`, listOf(numbers(2, 2, 1), `{"id":"*"}`)),
		search("sorting", `"sortBy":"displayName"`, scimError(501, "")),
		search("unknown store", `"domain":"NOWHERE"`, scimError(400, "invalidValue")),
		{"engine 6.3", "scim.Groups.Search", "another schema", given("POST", groups+"/.search", `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"]}`), scimError(400, "invalidValue")},
		{"4.1", "scim.Groups.Search", "no schema", given("POST", groups+"/.search", `{}`), scimError(400, "invalidValue")},
	}
	invalid := scimError(400, "InvalidFilter")
	complexFilter := scimError(501, "").describing("Complex filters are not supported yet")
	for _, test := range []struct {
		filter string
		want   want
	}{
		{`displayName eq "DEFAULT/people"`, listOf(numbers(1, 1, 1), peopleItem)},
		{`displayName co EOP`, listOf(numbers(1, 1, 1), peopleItem)},
		{`displayName sw pe`, listOf(numbers(1, 1, 1), peopleItem)},
		{`displayName ew ople`, listOf(numbers(1, 1, 1), peopleItem)},
		{`displayName ge q`, listOf(numbers(1, 1, 1), staffItem)},
		{`displayName le q`, listOf(numbers(1, 1, 1), peopleItem)},
		{`members.value eq {kim}`, listOf(numbers(1, 1, 1), staffItem)},
		{`members.display eq kim`, listOf(numbers(1, 1, 1), staffItem)},
		{`id eq {people}`, listOf(numbers(1, 1, 1), peopleItem)},
		{`meta.created le 2000`, listOf(numbers(0, 1, 0), "")},
		{`displayName ne staff`, invalid},
		{`displayName is staff`, invalid},
		{`displayName eq a and displayName eq b`, complexFilter},
		{`displayName eq a or displayName eq b`, complexFilter},
		{`color eq red`, scimError(400, "invalidValue").describing("Not a valid attribute name/uri")},
	} {
		query, member := filtering(test.filter)
		rows = append(rows, list("filter "+test.filter, query, test.want), search("filter "+test.filter, member, test.want))
	}
	return slices.Clip(rows)
}
