package conformance

import (
	"fmt"
	"strings"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest"
)

const bulkPath = "/scim2/Bulk"

// bulkOf returns the body of a bulk request.
func bulkOf(members string, operations ...string) string {
	return `{"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],` + members + `"Operations":[` + strings.Join(operations, ",") + `]}`
}

// operate returns an operation of a bulk request. data may be empty.
func operate(method, path, id, data string) string {
	if data != "" {
		data = `,"data":` + data
	}
	return fmt.Sprintf(`{"method":%q,"path":%q,"bulkId":%q%s}`, method, path, id, data)
}

// done returns the expected result of an operation. location and response may
// be empty.
func done(method, id string, code int, location, response string) string {
	if location != "" {
		location = fmt.Sprintf(`"location":%q,`, location)
	}
	if response != "" {
		response = fmt.Sprintf(`,"response":%q`, response)
	}
	return fmt.Sprintf(`{%s"method":%q,"bulkId":%q,"status":{"code":%d}%s}`, location, method, id, code, response)
}

// carriedOut returns the expected response to a bulk request.
func carriedOut(operations ...string) want {
	return body(200, `{"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkResponse"],"Operations":[`+strings.Join(operations, ",")+`]}`,
		"Content-Type", "application/json")
}

func sending(section, what, request string, w want, steps ...step) row {
	return row{section, "scim.Bulk.Send", what, given("POST", bulkPath, request, steps...), w}
}

// sendingWith is like sending with a token that has only these scopes.
func sendingWith(what, scope string, w want, operations ...string) row {
	return row{"4.5", "scim.Bulk.Send", what, func(s *session) *answer {
		for _, step := range []step{kim, boss} {
			s.let(step.name, s.create(step.path, step.body))
		}
		return s.with(scope).post(bulkPath, bulkOf("", operations...))
	}, w}
}

var (
	newUser  = operate("POST", "/Users", "user", `{"userName":"DEFAULT/new"}`)
	badUser  = operate("POST", "/Users", "bad", `{}`)
	newGroup = operate("POST", "/Groups", "group", `{"displayName":"DEFAULT/g","members":[{"value":"bulkId:user"}]}`)
	newElder = operate("POST", "/Roles", "v1", `{"displayName":"elder","users":[{"value":"bulkId:user"}]}`)
	newRole  = operate("POST", "/v2/Roles", "v2", `{"displayName":"boss","users":[{"value":"bulkId:user"}]}`)

	userDone  = done("POST", "user", 201, "{url}/scim2/Users/*", `{*"DEFAULT/new"*}`)
	badDone   = done("POST", "bad", 400, "", `{*"status":"400"}`)
	groupDone = done("POST", "group", 201, "{url}/scim2/Groups/*", `{*"DEFAULT/g"*}`)
	elderDone = done("POST", "v1", 201, "{url}/scim2/Roles/*", `{*"elder"*}`)
	roleDone  = done("POST", "v2", 201, "{url}/scim2/v2/Roles/*", `{*"boss"*}`)
)

// refusedIn returns the expected result of an operation for which the token has
// no scope.
func refusedIn(method, id string) string {
	return done(method, id, 403, "", `{*Operation is not permitted. You do not have permissions to make this request.*"status":"403"}`)
}

var bulkRows = []row{
	sending("4.5", "order of the kinds", bulkOf("", newRole, newElder, newGroup, newUser), carriedOut(userDone, groupDone, elderDone, roleDone)),
	{"4.5", "scim.Bulk.Send", "a bulkId stands for a user", seen(groups+"?filter=displayName+eq+g&attributes=members.display", given("POST", bulkPath, bulkOf("", newGroup, newUser))),
		listOf(numbers(1, 1, 1), `{"id":"*","members":[{"display":"DEFAULT/new"}]}`)},
	{"4.5", "scim.Bulk.Send", "a bulkId in a PATCH", seen(roles+"/{boss}?attributes=users.display", given("POST", bulkPath, bulkOf("",
		operate("PATCH", "/v2/Roles/{boss}", "", patchOf(`{"op":"remove","path":"users[value eq {kim}]"},{"op":"Add","path":"users","value":[{"value":"bulkId:user"}]}`)), newUser), kim, boss)),
		body(200, `{"id":"{boss}","schemas":["*"],`+ofOrganization+`,"users":[{"display":"DEFAULT/new"}]}`)},
	sending("4.5", "a bulkId does not stand for a group", bulkOf("", newGroup, operate("POST", "/v2/Roles", "v2", `{"displayName":"x","groups":[{"value":"bulkId:group"}]}`), newUser),
		carriedOut(userDone, groupDone, done("POST", "v2", 400, "", "{*bulkId:group*}"))),
	sending("4.5", "update and delete", bulkOf("",
		operate("DELETE", "/Groups/{staff}", "d", ""), operate("PUT", "/Users/{kim}", "u", `{"userName":"DEFAULT/kim"}`), operate("PATCH", "/Groups/{staff}", "p", patchOf(""))),
		carriedOut(done("PUT", "u", 200, "{url}/scim2/Users/{kim}", `{*}`), done("DELETE", "d", 204, "", ""), done("PATCH", "p", 404, "", `{*"404"}`)), kim, staff),
	sending("4.5", "a PATCH of a group answers with the group", bulkOf("", operate("PATCH", "/Groups/{staff}", "p", patchOf(`{"op":"replace","path":"displayName","value":"people"}`))),
		carriedOut(done("PATCH", "p", 200, "{url}/scim2/Groups/{staff}", `{*DEFAULT/people*}`)), kim, staff),
	sending("4.5", "reading", bulkOf("", operate("GET", "/Groups/{staff}", "g", ""), operate("GET", "/Users/{kim}?attributes=userName", "u", ""), operate("GET", "/v2/Roles/{boss}", "r", "")),
		carriedOut(done("GET", "u", 200, "{url}/scim2/Users/{kim}", `{"id":"*","schemas":*,"userName":"DEFAULT/kim"}`), done("GET", "g", 200, "", `{*}`)), kim, staff, boss),
	sending("4.5", "no bulkId but for POST", `{"schemas":[],"Operations":[{"method":"DELETE","path":"/Users/{kim}"}]}`, carriedOut(done("DELETE", "", 204, "", "")), kim),
	sending("4.5", "other paths are dropped", bulkOf("", operate("POST", "/Other", "o", `{}`), newUser), carriedOut(userDone)),
	sending("4.5", "paths are found within others", bulkOf("", operate("POST", "/scim2/Users", "user", `{"userName":"DEFAULT/new"}`)), carriedOut(userDone)),
	sending("4.5", "version 3 is taken for version 1", bulkOf("", operate("PATCH", "/v3/Roles/{boss}", "p", patchOf("")), operate("POST", "/v3/Roles", "v1", `{"displayName":"elder"}`)),
		carriedOut(done("PATCH", "p", 404, "", `{*"404"}`), elderDone), kim, boss),
	sending("4.5", "goes on after errors", bulkOf(`"failOnErrors":0,`, badUser, newUser, newGroup), carriedOut(badDone, userDone, groupDone)),
	sending("4.5", "stops after one error", bulkOf(`"failOnErrors":1,`, badUser, newUser, newGroup), carriedOut(badDone)),
	sending("4.5", "stops after two errors", bulkOf(`"failOnErrors":2,`, newRole, badUser, newUser, operate("DELETE", "/Groups/nothing", "d", "")),
		carriedOut(badDone, userDone, done("DELETE", "d", 404, "", `{*"404"}`))),
	{"4.5", "scim.Bulk.Send", "what is held counts as an error", switchedTo(asgardeotest.SCIMSettings{Approval: []string{"scim.Users.Create"}},
		given("POST", bulkPath, bulkOf(`"failOnErrors":1,`, newUser, newGroup))), carriedOut(done("POST", "user", 202, "", ""))},

	sending("4.5", "POST without a bulkId", bulkOf("", newUser, `{"method":"POST","path":"/Users","data":{}}`), scimError(400, "invalidValue")),
	sending("4.5", "bulkId of another", bulkOf("", newUser, operate("POST", "/Groups", "user", `{"displayName":"g"}`)), scimError(400, "invalidValue")),
	{"4.5", "scim.Bulk.Send", "a bad request has no effect", func(s *session) *answer {
		s.post(bulkPath, bulkOf("", newUser, newUser))
		return s.get(users)
	}, listOf(numbers(0, 1, 0), "")},
	sending("4.5", "no operations", `{"schemas":[]}`, scimError(400, "invalidSyntax")),
	sending("4.5", "method in lower case", bulkOf("", operate("put", "/Users/{kim}", "u", `{"userName":"DEFAULT/kim"}`)), scimError(500, ""), kim),
	sending("4.5", "more than 100 operations", bulkOf("", strings.Split(strings.Repeat(operate("DELETE", "/Users/x", "", "")+"\n", 101), "\n")[:101]...),
		scimError(413, "").describing("The number of operations in the bulk request: 101 exceeds the maximum total number of operations count: 100.")),
	{"4.5", "scim.Bulk.Send", "more than 100 operations elsewhere", switchedTo(asgardeotest.SCIMSettings{BulkLimit: 1000},
		given("POST", bulkPath, bulkOf("", strings.Split(strings.Repeat(operate("DELETE", "/Users/x", "", "")+"\n", 101), "\n")[:101]...))), body(200, `{"schemas":"*","Operations":"*"}`)},

	sendingWith("one scope for all", "internal_bulk_resource_create", carriedOut(userDone, groupDone), newGroup, newUser),
	sendingWith("scope of an operation", "internal_bulk_user_create", carriedOut(userDone, refusedIn("DELETE", "d"), refusedIn("POST", "group")),
		newGroup, newUser, operate("DELETE", "/Users/{kim}", "d", "")),
	sendingWith("refused roles of version 2 come last", "internal_bulk_role_update",
		carriedOut(refusedIn("POST", "v1"), done("PATCH", "p", 200, "{url}/scim2/v2/Roles/{boss}", `{*}`), refusedIn("POST", "v2")),
		newRole, operate("PATCH", "/v2/Roles/{boss}", "p", patchOf(`{"op":"remove","path":"users"}`)), newElder),
}
