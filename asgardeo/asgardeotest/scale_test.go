package asgardeotest_test

import (
	"fmt"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest"
)

// BenchmarkScale measures look-ups and changes with increasing numbers of users.
// The times should depend on the operation only, and not on the number of users.
// Kept means with a state file.
func BenchmarkScale(b *testing.B) {
	for _, users := range []int{100, 10_000, 100_000} {
		b.Run(fmt.Sprint("users=", users), func(b *testing.B) {
			b.Run("memory", func(b *testing.B) { benchmarkScale(b, users) })
			b.Run("kept", func(b *testing.B) {
				benchmarkScale(b, users, asgardeotest.WithStateFile(filepath.Join(b.TempDir(), "state.db")))
			})
		})
	}
}

func benchmarkScale(b *testing.B, users int, opts ...asgardeotest.Option) {
	srv := asgardeotest.NewServer(opts...)
	defer srv.Close()
	token := inProcess(b, srv, "", "POST", "/oauth2/token", "application/x-www-form-urlencoded",
		"grant_type=client_credentials&scope=SYSTEM&client_id="+srv.ClientID+"&client_secret="+srv.ClientSecret, 200)
	_, rest, _ := strings.Cut(token, `"access_token":"`)
	token, _, _ = strings.Cut(rest, `"`)
	call := func(method, path, body string, status int) string {
		return inProcess(b, srv, token, method, path, "application/json", body, status)
	}
	fill(call, users)
	middle := srv.Users()[fmt.Sprint("user-", users/2)]
	group := srv.AddGroup("group", middle)
	role := srv.AddRole("role", nil, middle)
	for _, bench := range []struct {
		name string
		does func(i int)
	}{
		{"get", func(int) { call("GET", "/scim2/Users/"+middle, "", 200) }},
		{"filter", func(int) { call("GET", fmt.Sprintf("/scim2/Users?filter=userName+eq+user-%d", users/2), "", 200) }},
		{"page", func(int) { call("GET", fmt.Sprintf("/scim2/Users?startIndex=%d&count=10", users-9), "", 200) }},
		{"update", func(i int) {
			call("PATCH", "/scim2/Users/"+middle, fmt.Sprintf(`{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
				"Operations":[{"op":"replace","value":{"nickName":"%d"}}]}`, i), 200)
		}},
		{"create and delete", func(i int) {
			body := call("POST", "/scim2/Users", fmt.Sprintf(`{"userName":"new-%d"}`, i), 201)
			_, rest, _ := strings.Cut(body, `"id":"`)
			id, _, _ := strings.Cut(rest, `"`)
			call("DELETE", "/scim2/Users/"+id, "", 204)
		}},
		{"group", func(int) { call("GET", "/scim2/Groups/"+group, "", 200) }},
		{"groups", func(int) { call("GET", "/scim2/Groups?count=10", "", 200) }},
		{"role", func(int) { call("GET", "/scim2/v2/Roles/"+role, "", 200) }},
	} {
		b.Run(bench.name, func(b *testing.B) {
			for i := range b.N {
				bench.does(i)
			}
		})
	}
}

// fill creates users by bulk requests.
func fill(call func(method, path, body string, status int) string, users int) {
	const perRequest = 100
	for from := 0; from < users; from += perRequest {
		var operations []string
		for i := from; i < min(from+perRequest, users); i++ {
			operations = append(operations, fmt.Sprintf(
				`{"method":"POST","path":"/Users","bulkId":"%d","data":{"userName":"user-%d","name":{"givenName":"Kim","familyName":"Lee"}}}`, i, i))
		}
		call("POST", "/scim2/Bulk", `{"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],"Operations":[`+
			strings.Join(operations, ",")+`]}`, 200)
	}
}

// inProcess sends a request without a connection, and returns the body.
func inProcess(b *testing.B, srv *asgardeotest.Server, token, method, path, contentType, body string, status int) string {
	b.Helper()
	req := httptest.NewRequest(method, srv.URL+path, strings.NewReader(body))
	req.Header.Set("Content-Type", contentType)
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	answer := httptest.NewRecorder()
	srv.ServeHTTP(answer, req)
	if answer.Code != status {
		b.Fatalf("%s %s: status %d, want %d: %s", method, path, answer.Code, status, answer.Body)
	}
	return answer.Body.String()
}
