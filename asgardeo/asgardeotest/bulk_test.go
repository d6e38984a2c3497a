package asgardeotest_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest"
)

const (
	bulkAPI     = "/scim2/Bulk"
	bulkRequest = "urn:ietf:params:scim:api:messages:2.0:BulkRequest"
)

func bulkOp(method, path, id string, data any) object {
	out := object{"method": method, "path": path}
	if id != "" {
		out["bulkId"] = id
	}
	if data != nil {
		out["data"] = data
	}
	return out
}

func bulkOf(operations ...object) object {
	return object{"schemas": list{bulkRequest}, "Operations": operations}
}

// A bulkAnswer is the result of one operation in the response to a bulk
// request.
type bulkAnswer struct {
	Method, BulkID, Location string
	Status                   struct{ Code int }
	Response                 *string
}

func (a *answer) bulk() []bulkAnswer {
	a.t.Helper()
	var out struct{ Operations []bulkAnswer }
	if err := json.Unmarshal([]byte(a.want(http.StatusOK).body), &out); err != nil {
		a.t.Fatalf("%v; body: %s", err, a.body)
	}
	return out.Operations
}

// codes returns the ids and the statuses of the results, in order.
func codes(answers []bulkAnswer) string {
	var out []string
	for _, a := range answers {
		out = append(out, fmt.Sprintf("%s:%d", a.BulkID, a.Status.Code))
	}
	return fmt.Sprint(out)
}

// Results are in the order of the kinds of resources, and a bulkId refers to a
// user that the same request creates.
func TestBulk(t *testing.T) {
	s := start(t)
	got := s.do("POST", bulkAPI, bulkOf(
		bulkOp("POST", "/v2/Roles", "r2", object{"displayName": "boss", "users": refs("bulkId:u1")}),
		bulkOp("POST", "/Roles", "r1", object{"displayName": "old", "permissions": list{"/permission/a"}, "users": refs("bulkId:u2")}),
		bulkOp("POST", "/Groups", "g", object{"displayName": "DEFAULT/staff", "members": refs("bulkId:u1", "bulkId:u2")}),
		bulkOp("POST", "/Users", "u1", object{"userName": "DEFAULT/kim"}),
		bulkOp("POST", "/Users", "u2", object{"userName": "DEFAULT/lee"}),
		bulkOp("POST", "/Nothing", "n", object{}),
	)).want(200).wantMembers(object{"schemas": list{"urn:ietf:params:scim:api:messages:2.0:BulkResponse"}}).bulk()
	if have := codes(got); have != "[u1:201 u2:201 g:201 r1:201 r2:201]" {
		t.Fatalf("answers are %s", have)
	}
	paths := map[string]string{}
	for _, a := range got {
		paths[a.BulkID] = a.Location[len(s.srv.URL):]
		var body object
		if a.Response == nil || json.Unmarshal([]byte(*a.Response), &body) != nil || body["id"] == nil {
			t.Errorf("%s: response is %v", a.BulkID, a.Response)
		}
	}
	if people := membersOf(s, paths["g"]); people != "[DEFAULT/kim DEFAULT/lee]" {
		t.Errorf("members are %s", people)
	}
	for id, want := range map[string]string{"r1": "[DEFAULT/lee]", "r2": "[DEFAULT/kim]"} {
		if people := fmt.Sprint(names(s.do("GET", paths[id], nil).object()["users"], "display")); people != want {
			t.Errorf("users of %s are %s", id, people)
		}
	}

	group := paths["g"][len("/scim2"):]
	got = s.do("POST", bulkAPI, bulkOf(
		bulkOp("DELETE", paths["r2"][len("/scim2"):], "d", nil),
		bulkOp("PATCH", group, "p", patch(op("add", "members", list{object{"value": "bulkId:u3", "display": ""}}))),
		bulkOp("GET", group+"?attributes=displayName", "g", nil),
		bulkOp("GET", paths["r2"][len("/scim2"):], "dropped", nil),
		bulkOp("POST", "/Users", "u3", object{"userName": "DEFAULT/moe"}),
		bulkOp("PUT", paths["u1"][len("/scim2"):], "", object{"userName": "DEFAULT/kim", "title": "Dr"}),
		bulkOp("DELETE", paths["u2"][len("/scim2"):], "gone", nil),
	)).bulk()
	if have := codes(got); have != "[u3:201 :200 gone:204 p:200 g:200 d:204]" {
		t.Fatalf("answers are %s", have)
	}
	if got[2].Response != nil || got[2].Location != "" || got[3].Location == "" || got[4].Location != "" {
		t.Errorf("answers are %+v", got)
	}
	if people := membersOf(s, paths["g"]); people != "[DEFAULT/kim DEFAULT/moe]" {
		t.Errorf("members are %s", people)
	}
}

func TestBulkStopsAfterErrors(t *testing.T) {
	s := start(t)
	failing := []object{
		bulkOp("POST", "/Users", "1", object{}), bulkOp("POST", "/Users", "2", object{"userName": "a"}),
		bulkOp("POST", "/Groups", "3", object{}), bulkOp("POST", "/Groups", "4", object{"displayName": "g"}),
	}
	for limit, want := range map[int]string{
		0: "[1:400 2:201 3:400 4:201]", 1: "[1:400]", 2: "[1:400 2:201 3:400]", 3: "[1:400 2:201 3:400 4:201]",
	} {
		t.Run(fmt.Sprintf("wire 4.5 %d", limit), func(t *testing.T) {
			s := start(t)
			body := bulkOf(failing...)
			body["failOnErrors"] = limit
			if got := codes(s.do("POST", bulkAPI, body).bulk()); got != want {
				t.Errorf("answers are %s, want %s", got, want)
			}
		})
	}
	got := s.do("POST", bulkAPI, bulkOf(failing[0])).bulk()[0]
	if got.Location != "" || got.Response == nil || (&answer{t: t, body: *got.Response}).object()["status"] != "400" {
		t.Errorf("answer is %+v", got)
	}
}

func TestBulkScopes(t *testing.T) {
	s := start(t)
	user := s.create(usersAPI, object{"userName": "kim"})
	role := s.create(rolesAPI, object{"displayName": "boss"})
	everything := bulkOf(
		bulkOp("PATCH", "/v2/Roles/"+role, "role", patch(op("add", "users", refs(user)))),
		bulkOp("POST", "/v2/Roles", "role2", object{"displayName": "x", "permissions": refs("internal_user_mgt_view")}),
		bulkOp("POST", "/Groups", "group", object{"displayName": "g"}),
		bulkOp("GET", "/Users/"+user, "get", nil),
		bulkOp("POST", "/Users", "user", object{"userName": "lee"}),
	)
	for _, test := range []struct {
		want   string
		scopes []string
	}{
		{"[get:200 user:201 group:201 role:200 role2:201]", []string{"internal_bulk_resource_create"}},
		{"[get:200 user:409 group:403 role:403 role2:403]", []string{"internal_bulk_user_create"}},
		{"[get:200 user:403 group:403 role:200 role2:403]", []string{"internal_bulk_role_update"}},
		{"[get:200 user:403 group:403 role2:409 role:403]", []string{"internal_bulk_role_create"}},
		{"[get:200 user:403 group:409 role:403 role2:403]", []string{"internal_bulk_user_delete", "internal_group_mgt_create"}},
	} {
		t.Run("wire 6.2 "+fmt.Sprint(test.scopes), func(t *testing.T) {
			got := (&session{t, s.srv, s.token}).with(test.scopes...).do("POST", bulkAPI, everything).bulk()
			if have := codes(got); have != test.want {
				t.Errorf("answers are %s, want %s", have, test.want)
			}
		})
	}
	s.with("internal_user_mgt_create").do("POST", bulkAPI, everything).want(403)
}

func TestBulkLimit(t *testing.T) {
	many := func(n int) object {
		operations := slices.Repeat([]object{bulkOp("DELETE", "/Users/x", "", nil)}, n)
		return bulkOf(append(operations, bulkOp("DELETE", "/Nothing/x", "", nil))...)
	}
	s := start(t)
	s.do("POST", bulkAPI, many(100)).want(200)
	s.do("POST", bulkAPI, many(101)).wantSCIM(413, "").wantMembers(object{
		"detail": "The number of operations in the bulk request: 101 exceeds the maximum total number of operations count: 100."})
	start(t, asgardeotest.WithSCIM(asgardeotest.SCIMSettings{BulkLimit: 1000})).do("POST", bulkAPI, many(1000)).want(200)
}

// Provisioning in bulk creates every user and every membership.
func TestBulkProvisioning(t *testing.T) {
	s := start(t)
	group := s.create(groupsAPI, object{"displayName": "DEFAULT/all"})
	const requests, each = 20, 99
	for i := range requests {
		var operations []object
		var people list
		for j := range each {
			id := fmt.Sprintf("u%d", j)
			operations = append(operations, bulkOp("POST", "/Users", id, object{"userName": fmt.Sprintf("DEFAULT/user-%d-%d", i, j)}))
			people = append(people, object{"value": "bulkId:" + id, "display": ""})
		}
		operations = append(operations, bulkOp("PATCH", "/Groups/"+group, "g", patch(op("add", "members", people))))
		for _, a := range s.do("POST", bulkAPI, bulkOf(operations...)).bulk() {
			if a.Status.Code >= 300 {
				t.Fatalf("answer is %+v", a)
			}
		}
	}
	s.do("GET", usersAPI+"?count=1", nil).wantMembers(object{"totalResults": requests * each})
	s.do("GET", usersAPI+"?filter=userName+eq+user-3-7", nil).wantMembers(object{"totalResults": 1})
	s.do("GET", usersAPI+"?filter=groups+eq+DEFAULT/all+and+userName+ew+-7", nil).wantMembers(object{"totalResults": requests})
	if got := s.do("GET", groupsAPI+"/"+group, nil).object()["members"].(list); len(got) != requests*each {
		t.Errorf("the group has %d members", len(got))
	}
}
