package conformance

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest"
)

const (
	userMeta = `"meta":{"resourceType":"User","created":"*Z","lastModified":"*Z","location":"{url}/scim2/Users/*"}`
	kimOnly  = `{"id":"{kim}","schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"DEFAULT/kim","title":"Dr",` + userMeta + `}`
)

// creatingUser is a row about the user that a body creates.
func creatingUser(section, what, request string, w want) row {
	return row{section, "scim.Users.Create", what, given("POST", users, request), w}
}

// user expects a response with a user: these members, and any others.
func user(status int, members string) want {
	return body(status, `{`+members+`,"*":"*"}`, "Content-Type", "application/json")
}

var scimUserRows = []row{
	creatingUser("4.3", "success", `{"userName":"DEFAULT/kim","password":"aBcd!23#"}`, body(201,
		`{"id":"*","schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"DEFAULT/kim",`+userMeta+`}`,
		"Location", "{url}/scim2/Users/*", "Content-Type", "application/json", "Cache-Control", "no-store, no-cache, must-revalidate, private")),
	creatingUser("4.3", "no store means PRIMARY", `{"userName":"PRIMARY/kim"}`, user(201, `"userName":"kim"`)),
	creatingUser("4.1", "names in any case, unknown ones ignored", `{"USERNAME":"kim","email":"k@x","color":1}`,
		body(201, `{"id":"*","schemas":["*"],"userName":"kim",`+userMeta+`}`)),
	creatingUser("4.1", "schemas are not checked", `{"schemas":[],"userName":"kim"}`, user(201, `"userName":"kim"`)),
	creatingUser("4.3", "addresses as text and as objects", `{"userName":"kim","emails":["k@x",{"value":"k@w","type":"work"}]}`,
		user(201, `"emails":[{"value":"k@x","primary":true},{"value":"k@w","type":"work"}]`)),
	{"4.3", "scim.Users.Create", "addresses as text", switchedTo(asgardeotest.SCIMSettings{PlainEmails: true},
		given("POST", users, `{"userName":"kim","emails":["k@x",{"value":"k@w","type":"work"}]}`)),
		user(201, `"emails":["k@x",{"value":"k@w","type":"work"}]`)},
	{"4.3", "scim.Users.Create", "extensions", startedWith(asgardeotest.WithUserAttributes(asgardeotest.UserAttribute{Name: "a"}), given("POST", users,
		`{"userName":"kim","urn:scim:wso2:schema":{"country":"LK","askPassword":"true"},"urn:scim:schemas:extension:custom:User":{"a":"b"}}`)),
		user(201, `"schemas":["*","urn:scim:wso2:schema","urn:scim:schemas:extension:custom:User"],"urn:scim:wso2:schema":{"country":"LK"},"urn:scim:schemas:extension:custom:User":{"a":"b"}`)},
	creatingUser("engine 3", "unknown attributes of extensions", `{"userName":"kim","urn:scim:wso2:schema":{"color":"red"},"urn:scim:schemas:extension:custom:User":{"a":"b"}}`,
		body(201, `{"id":"*","schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"kim",`+userMeta+`}`)),
	creatingUser("engine 3", "numbers and Booleans for texts", `{"userName":7,"title":true,"nickName":" K "}`, user(201, `"userName":"7","title":"true","nickName":"K"`)),
	creatingUser("engine 5", "one value of a type", `{"userName":"kim","emails":[{"value":"a","type":"work"},{"value":"b","type":"home"},{"value":"c","type":"work"}]}`,
		user(201, `"emails":[{"value":"b","type":"home"},{"value":"c","type":"work"}]`)),
	creatingUser("engine 3", "number for a Boolean", `{"userName":"kim","active":1}`, empty(500)),
	creatingUser("engine 3", "a key twice", `{"userName":"kim","title":"a","title":"b"}`, scimError(400, "invalidSyntax")),
	creatingUser("4.3", "groups and roles are read-only", `{"userName":"kim","groups":[{"value":"x"}],"roles":[]}`,
		body(201, `{"id":"*","schemas":["*"],"userName":"kim",`+userMeta+`}`)),
	{"4.3", "scim.Users.Create", "held for an approval", switchedTo(asgardeotest.SCIMSettings{Approval: []string{"scim.Users.Create"}},
		given("POST", users, `{"userName":"kim"}`)), empty(202, "Location", "")},
	{"4.3", "scim.Users.Create", "duplicate", given("POST", users, `{"userName":"DEFAULT/KIM"}`, kim),
		scimError(409, "").describing("User with the name: DEFAULT/KIM already exists in the system.")},
	{"4.3", "scim.Users.Create", "same name in another store", given("POST", users, `{"userName":"kim"}`, kim), user(201, `"userName":"kim"`)},
	{"4.3", "scim.Users.Create", "value that must be unique", switchedTo(asgardeotest.SCIMSettings{UniqueAttributes: []string{"emails"}},
		given("POST", users, `{"userName":"kim","emails":["K@x"]}`, step{"other", users, `{"userName":"lee","emails":["k@X"]}`})), scimError(409, "")},
	{"4.3", "scim.Users.Create", "limit of the plan", switchedTo(asgardeotest.SCIMSettings{UserLimit: 1}, given("POST", users, `{"userName":"lee"}`, kim)),
		scimError(403, "userLimitReached")},
	creatingUser("4.3", "no name", `{}`, scimError(400, "invalidValue")),
	creatingUser("4.3", "unknown store", `{"userName":"NOWHERE/kim"}`, scimError(400, "invalidValue")),
	creatingUser("4.3", "short password", `{"userName":"kim","password":"short"}`, scimError(400, "invalidValue")),
	creatingUser("4.3", "long password", `{"userName":"kim","password":"`+strings.Repeat("x", 65)+`"}`, scimError(400, "invalidValue")),
	creatingUser("4.1", "wrong type", `{"userName":[]}`, scimError(400, "invalidSyntax").describing("Request is unparsable, syntactically incorrect, or violates schema.")),
	creatingUser("4.1", "fraction", `{"userName":"kim","urn:scim:wso2:schema":{"country":1.5}}`, scimError(400, "invalidSyntax")),
	{"4.1", "scim.Users.Create", "media type with a quality", func(s *session) *answer {
		return s.post(users, `{"userName":"kim"}`, "Accept", "application/json;q=0.9")
	}, scimError(406, "")},
	{"4.1", "scim.Users.Create", "one media type of several", func(s *session) *answer {
		return s.post(users, `{"userName":"kim"}`, "Accept", "text/csv, application/scim+json", "Content-Type", "application/scim+json; charset=utf-8")
	}, user(201, `"userName":"kim"`)},
	{"4.1", "scim.Users.Create", "no media type of the body", func(s *session) *answer {
		return s.post(users, `{"userName":"kim"}`, "Content-Type", "")
	}, scimError(406, "")},

	{"4.3", "scim.Users.Get", "success", given("GET", users+"/{kim}", "", kim), body(200, kimOnly, "Location", "{url}/scim2/Users/{kim}")},
	{"4.3", "scim.Users.Get", "groups and roles", given("GET", users+"/{kim}?attributes=groups,roles", "", kim, staff, boss), body(200, `{
		"id":"{kim}","schemas":["*"],
		"groups":[{"value":"{staff}","display":"DEFAULT/staff","$ref":"{url}/scim2/Groups/{staff}"}],
		"roles":[{"value":"{boss}","display":"boss","$ref":"{url}/scim2/v2/Roles/{boss}","audienceValue":"*","audienceDisplay":"{org}","audienceType":"organization"}]}`)},
	{"4.1", "scim.Users.Get", "some attributes", given("GET", users+"/{kim}?attributes=USERNAME,meta.location&excludedAttributes=userName", "", kim),
		body(200, `{"id":"{kim}","schemas":["*"],"userName":"DEFAULT/kim","meta":{"location":"*"}}`)},
	{"4.1", "scim.Users.Get", "all but some attributes", given("GET", users+"/{kim}?excludedAttributes=meta,id,schemas,title", "", kim),
		body(200, `{"id":"{kim}","schemas":["*"],"userName":"DEFAULT/kim"}`)},
	{"4.3", "scim.Users.Get", "unknown id", given("GET", users+"/nobody", ""), scimError(404, "").describing("User not found in the user store.")},
	{"4.3", "scim.Users.Get", "token that may list", func(s *session) *answer {
		return s.with("internal_user_mgt_list").get(users + "/nobody")
	}, forbidden403},

	{"4.3", "scim.Users.Replace", "success", given("PUT", users+"/{kim}", `{"userName":"default/KIM","nickName":"K"}`, kim), body(200,
		`{"id":"{kim}","schemas":["*"],"userName":"DEFAULT/kim","nickName":"K",`+userMeta+`}`, "Location", "{url}/scim2/Users/{kim}")},
	{"6.7", "scim.Users.Replace", "identity attributes stay", given("PUT", users+"/{locked}", `{"userName":"lock"}`,
		step{"locked", users, `{"userName":"lock","urn:scim:wso2:schema":{"accountLocked":true,"country":"LK"}}`}),
		user(200, `"urn:scim:wso2:schema":{"accountLocked":true}`)},
	{"4.3", "scim.Users.Replace", "another name", given("PUT", users+"/{kim}", `{"userName":"DEFAULT/lee"}`, kim),
		scimError(400, "mutability").describing("Attribute userName cannot be modified.")},
	{"4.3", "scim.Users.Replace", "no name", given("PUT", users+"/{kim}", `{"nickName":"K"}`, kim), scimError(400, "invalidValue")},
	{"4.3", "scim.Users.Replace", "short password", given("PUT", users+"/{kim}", `{"userName":"DEFAULT/kim","password":"x"}`, kim), scimError(400, "invalidValue")},
	{"4.3", "scim.Users.Replace", "unknown id", given("PUT", users+"/nobody", `{"userName":"x"}`), scimError(404, "").describing("No user exists with the given id: nobody")},
	{"4.3", "scim.Users.Replace", "super admin", onSuperAdmin("PUT", `{"userName":"owner"}`), empty(403)},
	{"4.3", "scim.Users.Replace", "held for an approval", switchedTo(asgardeotest.SCIMSettings{Approval: []string{"scim.Users.Replace"}},
		given("PUT", users+"/{kim}", `{"userName":"DEFAULT/kim"}`, kim)), scimError(202, "")},
	{"4.3", "scim.Users.Replace", "value that must be unique", switchedTo(asgardeotest.SCIMSettings{UniqueAttributes: []string{"emails.value"}},
		given("PUT", users+"/{lee}", `{"userName":"DEFAULT/lee","emails":["k@x"]}`, lee, step{"other", users, `{"userName":"o","emails":["k@x"]}`})), scimError(409, "")},

	{"4.3", "scim.Users.Delete", "success", given("DELETE", users+"/{kim}", "", kim), empty(204)},
	{"4.3", "scim.Users.Delete", "leaves groups", seen(groups+"/{staff}", given("DELETE", users+"/{kim}", "", kim, staff)),
		body(200, `{"id":"{staff}","schemas":["*"],"displayName":"DEFAULT/staff","meta":"*"}`)},
	{"4.3", "scim.Users.Delete", "unknown id", given("DELETE", users+"/nobody", ""), scimError(404, "")},
	{"4.3", "scim.Users.Delete", "super admin", onSuperAdmin("DELETE", ""), empty(403)},
	{"4.3", "scim.Users.Delete", "held for an approval", switchedTo(asgardeotest.SCIMSettings{Approval: []string{"scim.Users.Delete"}},
		given("DELETE", users+"/{kim}", "", kim)), scimError(202, "").describing("User deletion has sent for the approval")},
}

var forbidden403 = body(403, `{"status":403,"detail":"*","schemas":["urn:ietf:params:scim:api:messages:2.0:Error"]}`)

// onSuperAdmin returns a request for the super admin of an organization.
func onSuperAdmin(method, body string) func(*session) *answer {
	return switchedTo(asgardeotest.SCIMSettings{SuperAdmin: "owner"}, func(s *session) *answer {
		id := s.get(users + "?filter=userName+eq+owner").member("Resources.0.id")
		return given(method, users+"/"+id, body)(s)
	})
}

// patchingUser is a row about operations on the user kim.
func patchingUser(section, what, operations string, w want) row {
	return row{section, "scim.Users.Update", what, given("PATCH", users+"/{kim}", patchOf(operations), step{"kim", users,
		`{"userName":"DEFAULT/kim","title":"Dr","name":{"givenName":"Kim","familyName":"Lee"},"emails":[{"value":"k@w","type":"work"},{"value":"k@h","type":"home"}]}`}), w}
}

// kimPatched is that user without changes.
const kimPatched = `{"id":"{kim}","schemas":["*"],"userName":"DEFAULT/kim","title":"Dr","name":{"givenName":"Kim","familyName":"Lee"},
	"emails":[{"value":"k@w","type":"work"},{"value":"k@h","type":"home"}],` + userMeta + `}`

var userPatchRows = []row{
	patchingUser("4.3", "success", `{"op":"Replace","path":"title","value":"Mx"}`,
		user(200, `"id":"{kim}","title":"Mx","userName":"DEFAULT/kim"`).with("Location", "{url}/scim2/Users/{kim}")),
	patchingUser("4.3", "several attributes without a path", `{"op":"add","value":{"title":"Mx","nickName":"K","name":{"givenName":"Jo"},"color":1}}`,
		user(200, `"title":"Mx","nickName":"K","name":{"givenName":"Jo","familyName":"Lee"}`)),
	patchingUser("4.2", "filter without quotes", `{"op":"remove","path":"emails[type eq work]"}`, user(200, `"emails":[{"value":"k@h","type":"home"}]`)),
	patchingUser("4.2", "remove", `{"op":"remove","path":"name.givenName"},{"op":"remove","path":"emails"}`,
		body(200, `{"id":"{kim}","schemas":["*"],"userName":"DEFAULT/kim","title":"Dr","name":{"familyName":"Lee"},`+userMeta+`}`)),
	patchingUser("4.3", "attribute of an extension", `{"op":"replace","path":"urn:scim:wso2:schema:country","value":"LK"}`,
		user(200, `"urn:scim:wso2:schema":{"country":"LK"}`)),
	patchingUser("engine 2.1", "add below the system schema", `{"op":"add","path":"urn:scim:wso2:schema:country","value":"LK"}`, scimError(400, "invalidSyntax")),
	patchingUser("engine 2.1", "add below the custom schema", `{"op":"add","path":"urn:scim:schemas:extension:custom:User:fav","value":"x"}`, scimError(400, "invalidSyntax")),
	patchingUser("engine 2.1", "add below the agent schema", `{"op":"add","path":"urn:scim:wso2:agent:schema:x","value":"x"}`, scimError(400, "invalidSyntax")),
	patchingUser("engine 2.1", "add below the enterprise schema", `{"op":"add","path":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:costCenter","value":"7"}`,
		user(200, `"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"costCenter":"7"}`)),
	patchingUser("engine 2.1", "add a part below the enterprise schema", `{"op":"add","path":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value","value":"7"}`, scimError(400, "noTarget")),
	patchingUser("engine 2.1", "replace a part below the enterprise schema", `{"op":"replace","path":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value","value":"7"}`,
		user(200, `"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"manager":{"value":"7"}}`)),
	patchingUser("engine 2.1", "core schema, add", `{"op":"add","path":"urn:ietf:params:scim:schemas:core:2.0:User:title","value":"x"}`, scimError(400, "noTarget")),
	patchingUser("engine 2.1", "core schema, replace", `{"op":"replace","path":"urn:ietf:params:scim:schemas:core:2.0:User:title","value":"x"}`, scimError(400, "noTarget")),
	patchingUser("engine 2.1", "core schema, remove", `{"op":"remove","path":"urn:ietf:params:scim:schemas:core:2.0:User:title"}`, scimError(400, "invalidPath")),
	patchingUser("engine 2.1", "core schema, without a path", `{"op":"add","value":{"urn:ietf:params:scim:schemas:core:2.0:User:title":"Mx"}}`, user(200, `"title":"Mx"`)),
	patchingUser("engine 2.1", "schema alone, add", `{"op":"add","path":"urn:scim:wso2:schema","value":{"country":"LK"}}`, scimError(400, "invalidSyntax")),
	patchingUser("engine 2.1", "schema alone, replace", `{"op":"replace","path":"urn:scim:wso2:schema","value":{"country":"LK"}}`, scimError(400, "noTarget")),
	patchingUser("engine 2.1", "schema alone, remove", `{"op":"remove","path":"urn:scim:wso2:schema"}`, scimError(400, "invalidPath")),
	patchingUser("engine 2.1", "name in another case", `{"op":"replace","path":"TITLE","value":"x"}`, scimError(400, "No attribute with the name : TITLE")),
	patchingUser("engine 2.1", "name in another case, without a path", `{"op":"replace","value":{"TITLE":"Mx"}}`, user(200, `"title":"Mx"`)),
	patchingUser("engine 2.1", "part in another case", `{"op":"add","path":"name.GivenName","value":"x"}`, scimError(400, "noTarget")),
	patchingUser("engine 2.1", "part behind a colon, add", `{"op":"add","path":"name:givenName","value":"x"}`, scimError(400, "invalidSyntax")),
	patchingUser("engine 2.1", "part behind a colon, replace", `{"op":"replace","path":"name:givenName","value":"Jo"}`, user(200, `"name":{"givenName":"Jo","familyName":"Lee"}`)),
	patchingUser("engine 2.1", "add with a filter that is not quoted", `{"op":"add","path":"emails[type eq work].value","value":"x"}`, scimError(400, "invalidSyntax")),
	patchingUser("engine 2.1", "add to a name with a dollar", `{"op":"add","path":"emails.$ref","value":"x"}`, scimError(400, "invalidSyntax")),
	patchingUser("engine 2.1", "add to three levels", `{"op":"add","path":"name.givenName.x","value":"x"}`, scimError(400, "invalidSyntax")),
	patchingUser("engine 2.2", "remove what is absent", `{"op":"remove","path":"nickName"}`,
		scimError(400, "invalidPath").describing("No such attribute with the name : nickName in the current resource")),
	patchingUser("engine 2.2", "remove a part that is absent", `{"op":"remove","path":"name.middleName"}`, scimError(400, "invalidPath")),
	patchingUser("engine 2.2", "empty what is absent", `{"op":"replace","path":"nickName","value":""},{"op":"replace","path":"ims","value":[]}`, body(200, kimPatched)),
	patchingUser("engine 2.2", "part of a text", `{"op":"replace","path":"title.x","value":"x"}`, scimError(500, "")),
	patchingUser("engine 2.2", "add text to a list of objects", `{"op":"add","path":"emails","value":["x@x"]}`, body(200, kimPatched)),
	patchingUser("engine 2.2", "replace an object", `{"op":"replace","path":"name","value":{"middleName":"Jo"}}`, user(200, `"name":{"middleName":"Jo","familyName":"Lee"}`)),
	patchingUser("engine 2.2", "add to an object", `{"op":"add","path":"name","value":{"givenName":"Jo"}}`, user(200, `"name":{"givenName":"Jo","familyName":"Lee"}`)),
	patchingUser("engine 2.3", "add to an extension without a path", `{"op":"add","value":{"urn:scim:wso2:schema":{"country":"LK"}}},{"op":"add","value":{"urn:scim:wso2:schema":{"dateOfBirth":"X","color":"red"}}}`,
		user(200, `"urn:scim:wso2:schema":{"country":"LK","dateOfBirth":"X"}`)),
	patchingUser("engine 2.3", "list of text in an extension without a path", `{"op":"add","value":{"urn:scim:wso2:schema":{"mobileNumbers":["x"]}}},{"op":"add","value":{"urn:scim:wso2:schema":{"mobileNumbers":["x","y"]}}}`,
		user(200, `"urn:scim:wso2:schema":{"mobileNumbers":["x","y"]}`)),
	{"engine 4", "scim.Users.Update", "attributes restrict the removal", given("PATCH", users+"/{kim}?attributes=userName", patchOf(`{"op":"remove","path":"title"}`), kim),
		body(200, `{"id":"{kim}","schemas":["*"],"userName":"DEFAULT/kim"}`)},
	{"engine 4", "scim.Users.Update", "what attributes leave out stays", seen(users+"/{kim}", given("PATCH", users+"/{kim}?attributes=userName", patchOf(`{"op":"remove","path":"title"}`), kim)),
		user(200, `"title":"Dr"`)},
	patchingUser("engine 2.3", "paths in the value", `{"op":"add","value":{"name.givenName":"Jo","urn:scim:wso2:schema:country":"LK"}}`, body(200, kimPatched)),
	patchingUser("engine 2.3", "read-only, add", `{"op":"add","value":{"id":"x"}}`, user(200, `"id":"{kim}"`)),
	patchingUser("engine 2.3", "read-only, replace", `{"op":"replace","value":{"id":"x"}}`, scimError(400, "mutability")),
	patchingUser("engine 2.3", "text in the place of an object", `{"op":"replace","value":"x"}`, scimError(500, "")),
	patchingUser("engine 2.3", "add without a value", `{"op":"add","path":"title"}`, scimError(400, "invalidSyntax")),
	patchingUser("engine 2.3", "value of a remove", `{"op":"remove","path":"emails","value":[{"value":"k@w","type":"work"}]}`,
		body(200, `{"id":"{kim}","schemas":["*"],"userName":"DEFAULT/kim","title":"Dr","name":{"givenName":"Kim","familyName":"Lee"},`+userMeta+`}`)),
	patchingUser("engine 2.4", "another operator", `{"op":"remove","path":"emails[type ne \"work\"]"}`, scimError(501, "")),
	patchingUser("engine 2.4", "more than three words", `{"op":"remove","path":"emails[type eq \"work\" and value eq \"x\"]"}`, user(200, `"emails":[{"value":"k@h","type":"home"}]`)),
	patchingUser("engine 2.4", "nothing matches, replace", `{"op":"replace","path":"emails[type eq \"other\"].value","value":"x"}`, scimError(400, "noTarget").describing("No matching filter value found.")),
	patchingUser("engine 2.4", "a list that is absent", `{"op":"replace","path":"ims[type eq \"other\"].value","value":"x"}`, user(200, `"ims":[{"value":"x"}]`)),
	patchingUser("engine 2.4", "unknown part of an absent list", `{"op":"replace","path":"ims[type eq \"other\"].foo","value":"x"}`,
		scimError(400, "invalidPath").describing("Attribute : ims.foodoes not exists.")),
	patchingUser("engine 2.4", "filter of a text", `{"op":"replace","path":"title[type eq \"x\"]","value":"x"}`,
		scimError(400, "invalidPath").describing("Attribute : type is not a multivalued attribute.")),
	patchingUser("engine 2.4", "nothing matches, remove", `{"op":"remove","path":"emails[type eq \"other\"]"}`, body(200, kimPatched)),
	patchingUser("engine 2.4", "nothing to match", `{"op":"remove","path":"ims[type eq \"x\"]"}`, scimError(400, "invalidPath")),
	patchingUser("engine 2.4", "filter of an object", `{"op":"remove","path":"name[givenName eq \"Kim\"]"}`, scimError(400, "invalidPath")),
	patchingUser("engine 2.5", "list that is given as text", `{"op":"replace","path":"emails","value":"x"}`, scimError(400, "invalidSyntax")),
	patchingUser("engine 2.5", "list with null", `{"op":"add","path":"emails","value":[null]}`, scimError(400, "invalidSyntax")),
	patchingUser("engine 2.5", "number for a text that is there", `{"op":"replace","path":"title","value":1}`, user(200, `"title":"1"`)),
	patchingUser("engine 2.5", "number for a text that is absent", `{"op":"replace","path":"nickName","value":1}`, user(200, `"nickName":"1"`)),
	patchingUser("engine 2.5", "number for a text of an absent extension",
		`{"op":"add","path":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:costCenter","value":1}`, scimError(400, "invalidValue")),
	patchingUser("4.3", "the same name", `{"op":"replace","path":"userName","value":"DEFAULT/kim"}`, user(200, `"userName":"DEFAULT/kim"`)),
	patchingUser("4.3", "another name", `{"op":"replace","path":"userName","value":"DEFAULT/KIM"}`,
		scimError(400, "mutability").describing("Attribute userName cannot be modified.")),
	patchingUser("engine 2.5", "groups of a user without any", `{"op":"add","path":"groups","value":[{"value":"x"}]}`, body(200, kimPatched)),
	{"engine 2.5", "scim.Users.Update", "groups of a member", given("PATCH", users+"/{kim}", patchOf(`{"op":"add","path":"groups","value":[{"value":"x"}]}`), kim, staff), scimError(400, "mutability")},
	patchingUser("4.3", "short password", `{"op":"replace","path":"password","value":"x"}`, scimError(400, "invalidValue")),
	patchingUser("4.2", "unknown operation", `{"op":"move","path":"title","value":"x"}`, scimError(400, "invalidSyntax").describing("Unknown operation: move")),
	patchingUser("engine 1", "no operation", `{"path":"title","value":"x"}`, scimError(400, "invalidSyntax").describing("Operation can not be null.")),
	patchingUser("4.2", "path that is not a string", `{"op":"add","path":1,"value":"x"}`, scimError(400, "invalidSyntax")),
	patchingUser("4.2", "remove without a path", `{"op":"remove"}`, scimError(400, "noTarget")),
	patchingUser("4.1", "unknown attribute", `{"op":"add","path":"color","value":"x"}`, scimError(400, "No attribute with the name : color")),
	{"4.2", "scim.Users.Update", "envelope in lower case", given("PATCH", users+"/{kim}", `{"operations":[]}`, kim),
		scimError(400, "invalidSyntax").describing("Invalid JSON schema.")},
	{"4.2", "scim.Users.Update", "schemas are not checked", given("PATCH", users+"/{kim}", `{"Operations":[{"op":"add","value":{}}]}`, kim), user(200, `"id":"{kim}"`)},
	{"engine 1", "scim.Users.Update", "no operations", given("PATCH", users+"/{kim}", `{"Operations":[]}`, kim), scimError(500, "")},
	{"4.3", "scim.Users.Update", "unknown id", given("PATCH", users+"/nobody", patchOf("")), scimError(404, "").describing("No user with the id : nobody in the user store.")},
	{"4.3", "scim.Users.Update", "super admin", onSuperAdmin("PATCH", patchOf("")), empty(403)},
	{"4.3", "scim.Users.Update", "held for an approval", switchedTo(asgardeotest.SCIMSettings{Approval: []string{"scim.Users.Update"}},
		given("PATCH", users+"/{kim}", patchOf(`{"op":"add","path":"title","value":"x"}`), kim)), scimError(202, "")},
}

// userListRows returns rows about lists of users, each by GET, and by POST if a
// search can have the same parameters.
func userListRows() []row {
	const leeItem = `{"id":"{lee}","userName":"DEFAULT/lee",` + userMeta + `}`
	list := func(section, what, query string, w want) row {
		return row{section, "scim.Users.List", what, given("GET", users+"?"+query, "", kim, lee, moe), w}
	}
	search := func(section, what, members string, w want) row {
		return row{section, "scim.Users.Search", what, given("POST", users+"/.search", searching(members), kim, lee, moe), w}
	}
	rows := []row{
		list("4.1", "success", "startIndex=2&count=1", listOf(numbers(3, 2, 1), leeItem)),
		list("4.1", "nothing", "filter=userName+eq+nobody", listOf(numbers(0, 1, 0), "")),
		list("4.1", "first place below one", "startIndex=-3&count=1&attributes=userName", listOf(numbers(3, 1, 1), `{"id":"*","userName":"DEFAULT/kim"}`)),
		list("4.1", "a count of zero counts nothing", "count=0", listOf(numbers(0, 1, 0), "")),
		list("4.1", "a negative count", "count=-1", listOf(numbers(0, 1, 0), "")),
		list("4.1", "beyond the end", "startIndex=9", listOf(numbers(3, 9, 0), "")),
		list("4.1", "order that the server does not read", "sortOrder=ascending&count=0", listOf(numbers(0, 1, 0), "")),
		list("4.1", "sorting", "sortBy=userName", scimError(501, "").describing("Sorting is not supported")),
		list("4.3", "store", "domain=PRIMARY", listOf(numbers(1, 1, 1), `{"id":"{moe}","userName":"moe",`+userMeta+`}`)),
		list("4.3", "unknown store", "domain=NOWHERE", scimError(400, "invalidValue")),
		{"4.3", "scim.Users.List", "no more than 100", func(s *session) *answer {
			for i := range 101 {
				s.create(users, fmt.Sprintf(`{"userName":"u%d"}`, i))
			}
			return s.get(users + "?count=101&attributes=id")
		}, body(200, `{"totalResults":101,"startIndex":1,"itemsPerPage":100,"*":"*"}`)},

		search("4.1", "success", `"startIndex":2,"count":1`, listOf(numbers(3, 2, 1), leeItem)),
		search("4.1", "some attributes", `"attributes":["userName"],"domain":"PRIMARY"`, listOf(numbers(1, 1, 1), `{"id":"{moe}","userName":"moe"}`)),
		search("4.1", "all but some attributes", `"excludedAttributes":["meta"],"count":1`, listOf(numbers(3, 1, 1), `{"id":"{kim}","userName":"DEFAULT/kim","title":"Dr"}`)),
		search("engine 6.3", "numbers that cannot be parsed", `"startIndex":"x","count":-1`, body(200, `{"totalResults":3,"startIndex":1,"itemsPerPage":3,"*":"*"}`)),
		search("engine 6.3", "order", `"sortOrder":"ascending"`, scimError(501, "")),
		search("engine 6.3", "unknown order", `"sortOrder":"up"`, scimError(400, "invalidValue")),
		search("4.1", "sorting", `"sortBy":"userName"`, scimError(501, "").describing("Sorting is not supported")),
		search("4.3", "unknown store", `"domain":"NOWHERE"`, scimError(400, "invalidValue")),
		{"4.1", "scim.Users.Search", "no schema", given("POST", users+"/.search", `{"count":1}`), scimError(400, "invalidValue")},
		{"engine 6.3", "scim.Users.Search", "another schema", given("POST", users+"/.search", `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"]}`), listOf(numbers(0, 1, 0), "")},
		{"4.1", "scim.Users.Search", "attributes that are not a list", given("POST", users+"/.search", searching(`"attributes":"userName"`)), scimError(400, "invalidSyntax")},
	}
	found := map[string]string{"kim": `{"id":"{kim}","userName":"DEFAULT/kim","title":"Dr",` + userMeta + `}`, "lee": leeItem, "moe": `{"id":"{moe}","userName":"moe",` + userMeta + `}`}
	for _, test := range []struct {
		filter string
		want   any // the users it finds, or the error
	}{
		{`userName eq "DEFAULT/kim"`, "kim"},
		{`userName eq KIM`, "kim"},
		{`userName eq "PRIMARY/moe"`, "moe"},
		{`userName ne kim`, "lee moe"},
		{`userName co e`, "lee moe"},
		{`userName sw k`, "kim"},
		{`userName ew ee`, "lee"},
		{`userName ge lee`, "lee moe"},
		{`userName le kim`, "kim"},
		{`title eq Dr and userName sw k`, "kim"},
		{`urn:ietf:params:scim:schemas:core:2.0:User:title eq Dr`, "kim"},
		{`id eq {lee}`, "lee"},
		{`userName pr`, scimError(400, "InvalidFilter")},
		{`userName gt a`, scimError(400, "InvalidFilter")},
		{`userName is a`, scimError(400, "InvalidFilter")},
		{`color eq red`, scimError(400, "invalidValue").describing("Not a valid attribute name/uri")},
		{`userName eq a or userName eq b`, scimError(500, "").describing("Unsupported Operation: or")},
		{`userName eq a and color eq red`, scimError(400, "invalidValue").describing("Not a valid attribute name/uri")},
	} {
		w, isError := test.want.(want)
		if !isError {
			var items []string
			for _, name := range strings.Fields(test.want.(string)) {
				items = append(items, found[name])
			}
			w = listOf(numbers(len(items), 1, len(items)), strings.Join(items, ","))
		}
		query, member := filtering(test.filter)
		rows = append(rows, list("4.3", "filter "+test.filter, query, w), search("4.3", "filter "+test.filter, member, w))
	}
	for _, test := range []struct{ filter, name string }{
		{"groups eq DEFAULT/staff", "kim"}, {"roles eq boss", "kim"},
	} {
		rows = append(rows, row{"4.3", "scim.Users.List", "filter " + test.filter,
			given("GET", users+"?attributes=userName&filter="+url.QueryEscape(test.filter), "", kim, lee, staff, boss),
			listOf(numbers(1, 1, 1), `{"id":"{kim}","userName":"DEFAULT/kim"}`)})
	}
	return rows
}
