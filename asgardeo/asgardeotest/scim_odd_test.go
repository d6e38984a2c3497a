package asgardeotest_test

import (
	"fmt"
	"strings"
	"testing"
)

// Every SCIM body gets a response, and a refused one changes nothing.
func TestRefusedSCIMBodiesLeaveNoTrace(t *testing.T) {
	s := start(t)
	kim := s.create(usersAPI, object{"userName": "DEFAULT/kim", "emails": list{"a@b"}, "name": object{"givenName": "K"}})
	group := s.create(groupsAPI, object{"displayName": "DEFAULT/g", "members": refs(kim)})
	role := s.create(rolesAPI, object{"displayName": "r", "users": refs(kim)})
	old := s.create(rolesOldAPI, object{"displayName": "o", "permissions": list{"/p"}})

	bodies := []string{``, `null`, `[]`, `[null]`, `[{}]`, `[[]]`, `[{"value":null}]`, `[{"value":[]}]`, `"x"`, `1`, `{}`, `{"schemas":null}`, `{"schemas":{}}`, `{"":""}`}
	for _, value := range []string{`null`, `"/"`, `1e400`, `[]`, `{}`, `[null]`, `[{"value":null}]`, `[{"value":"x","display":[]}]`} {
		for _, name := range []string{"userName", "password", "active", "name", "emails", "meta", "urn:scim:wso2:schema", "displayName", "members", "permissions", "users", "groups", "audience"} {
			bodies = append(bodies, fmt.Sprintf(`{"userName":"DEFAULT/kim","displayName":"x",%q:%s}`, name, value))
		}
		bodies = append(bodies, `{"Operations":`+value+`}`)
		for _, path := range []string{`1`, `"."`, `"["`, `"emails[].value"`, `"emails[a b c].d"`, `"name.givenName"`, `"urn:scim:wso2:schema:a.b"`,
			`"members"`, `"members["`, `"users[value eq x]"`, `"value eq"`, `"displayName"`, `"permissions"`} {
			for _, op := range []string{"add", "remove", "replace"} {
				bodies = append(bodies, fmt.Sprintf(`{"Operations":[{"op":%q,"path":%s,"value":%s}]}`, op, path, value))
			}
		}
		bodies = append(bodies, fmt.Sprintf(`{"Operations":[{"op":%s}]}`, value),
			fmt.Sprintf(`{"Operations":[{"op":"add","value":{"members":%s}}]}`, value),
			fmt.Sprintf(`{"Operations":[{"op":"replace","value":{"members":%s,"users":%[1]s}}]}`, value))
		for _, member := range []string{"method", "path", "bulkId", "data"} {
			bodies = append(bodies, fmt.Sprintf(`{"failOnErrors":%s,"Operations":[{"method":"PATCH","path":"/Groups/%s","bulkId":"b","data":{"Operations":[{"op":"add","path":"members","value":%[1]s}]},%[3]q:%[1]s}]}`, value, group, member))
		}
	}
	requests := []struct{ method, path string }{
		{"POST", usersAPI}, {"PUT", usersAPI + "/" + kim}, {"PATCH", usersAPI + "/" + kim}, {"POST", usersAPI + "/.search"},
		{"POST", groupsAPI}, {"PUT", groupsAPI + "/" + group}, {"PATCH", groupsAPI + "/" + group}, {"POST", groupsAPI + "/.search"},
		{"POST", rolesAPI}, {"PUT", rolesAPI + "/" + role}, {"PATCH", rolesAPI + "/" + role}, {"POST", rolesAPI + "/.search"},
		{"POST", rolesV3API}, {"PUT", rolesV3API + "/" + role}, {"PATCH", rolesV3API + "/" + role},
		{"PUT", rolesV3API + "/" + role + "/Users"}, {"PATCH", rolesV3API + "/" + role + "/Groups"},
		{"POST", rolesOldAPI}, {"PUT", rolesOldAPI + "/" + old}, {"PATCH", rolesOldAPI + "/" + old}, {"POST", bulkAPI},
	}
	things := []string{usersAPI + "/" + kim, groupsAPI + "/" + group, rolesAPI + "/" + role, rolesOldAPI + "/" + old}
	for _, request := range requests {
		thing := ""
		for _, path := range things {
			if id := path[strings.LastIndexByte(path, '/'):]; strings.Contains(request.path, id) {
				thing = path
			}
		}
		look := func() string {
			if thing == "" {
				return ""
			}
			return s.do("GET", thing, nil).want(200).body
		}
		before := look()
		for _, body := range bodies {
			got := s.do(request.method, request.path, body, "Content-Type", "application/json")
			after := look()
			described := got.status == 500 && got.body == "" || got.status < 300 || got.object()["detail"] != nil
			if !described || got.status >= 300 && after != before {
				t.Errorf("%s %s with %s: got %d %s, and the thing is %s", request.method, request.path, body, got.status, got.body, after)
			}
			before = after
		}
	}
}
