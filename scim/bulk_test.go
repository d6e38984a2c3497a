package scim_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"golang.org/x/oauth2"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/secret"
	"github.com/seed-01804ef5/asgardeo-go/internal/resttest"
	"github.com/seed-01804ef5/asgardeo-go/scim"
)

// outcome is a result in a form that can be compared.
type outcome struct {
	Status             int
	ID, Location, Body string
}

func outcomes(results scim.BulkResults, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	list := []outcome{}
	for _, r := range results {
		list = append(list, outcome{r.StatusCode, r.ID, r.Location, string(r.Body)})
	}
	return list, results.Err()
}

var bulkCases = []resttest.Case{
	{
		Operation: "scim.Bulk.Send",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			var bulk scim.Bulk
			bulk.SetPrefix("b")
			kim := bulk.CreateUser(&scim.User{UserName: "DEFAULT/kim", Password: secret.New("s3cret")})
			bulk.UpdateUser("u2", []scim.PatchOperation{scim.Replace("title", "Dr")})
			bulk.ReplaceUser("u3", &scim.User{UserName: "lee"})
			bulk.DeleteUser("u4")
			bulk.CreateGroup(&scim.Group{DisplayName: "staff", Members: []scim.Reference{kim.Ref(), {Value: "u5"}}})
			bulk.UpdateGroup("g2", []scim.PatchOperation{scim.Remove("members"), scim.Add("members", []scim.Reference{kim.Ref()})})
			bulk.ReplaceGroup("g3", &scim.Group{DisplayName: "guests", Schemas: []string{"urn:x"}})
			bulk.DeleteGroup("g4")
			bulk.CreateRole(&scim.Role{DisplayName: "reader", Users: []scim.Reference{kim.Ref()}})
			bulk.UpdateRole("r2", []scim.PatchOperation{scim.Add("", map[string]any{"users": []scim.Reference{kim.Ref()}})})
			bulk.ReplaceRole("r3", &scim.Role{DisplayName: "writer"})
			bulk.DeleteRole("r4")
			return outcomes(c.SCIM.Bulk.Send(ctx, &bulk))
		},
		Send: "POST /scim2/Bulk",
		Body: `{
			"schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],
			"Operations": [
				{"method": "POST", "path": "/Users", "bulkId": "b-1", "data": {
					"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "DEFAULT/kim", "password": "s3cret"}},
				{"method": "PATCH", "path": "/Users/u2", "bulkId": "b-2", "data": ` + patchBody(`{"op":"replace","path":"title","value":"Dr"}`) + `},
				{"method": "PUT", "path": "/Users/u3", "bulkId": "b-3", "data": {
					"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "lee"}},
				{"method": "DELETE", "path": "/Users/u4", "bulkId": "b-4"},
				{"method": "POST", "path": "/Groups", "bulkId": "b-5", "data": {
					"schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"], "displayName": "staff",
					"members": [{"value": "bulkId:b-1", "display": "DEFAULT/kim"}, {"value": "u5"}]}},
				{"method": "PATCH", "path": "/Groups/g2", "bulkId": "b-6", "data": ` +
			patchBody(`{"op":"remove","path":"members"},{"op":"add","path":"members","value":[{"value":"bulkId:b-1","display":"DEFAULT/kim"}]}`) + `},
				{"method": "PUT", "path": "/Groups/g3", "bulkId": "b-7", "data": {"schemas": ["urn:x"], "displayName": "guests"}},
				{"method": "DELETE", "path": "/Groups/g4", "bulkId": "b-8"},
				{"method": "POST", "path": "/v2/Roles", "bulkId": "b-9", "data": {
					"schemas": ["urn:ietf:params:scim:schemas:extension:2.0:Role"], "displayName": "reader",
					"users": [{"value": "bulkId:b-1", "display": "DEFAULT/kim"}]}},
				{"method": "PATCH", "path": "/v2/Roles/r2", "bulkId": "b-10", "data": ` +
			patchBody(`{"op":"add","path":"users","value":[{"value":"bulkId:b-1","display":"DEFAULT/kim"}]}`) + `},
				{"method": "PUT", "path": "/v2/Roles/r3", "bulkId": "b-11", "data": {
					"schemas": ["urn:ietf:params:scim:schemas:extension:2.0:Role"], "displayName": "writer"}},
				{"method": "DELETE", "path": "/v2/Roles/r4", "bulkId": "b-12"}
			]
		}`,
		Replies: []resttest.Reply{{Status: 200, Body: `{
			"schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkResponse"],
			"Operations": [
				{"bulkId": "b-12", "method": "DELETE", "status": {"code": 204}},
				{"bulkId": "b-11", "method": "PUT", "status": {"code": 200}, "response": "{\"id\":\"r3\"}", "location": "https://x/scim2/v2/Roles/r3"},
				{"bulkId": "b-10", "method": "PATCH", "status": 200, "response": {"id": "r2"}},
				{"bulkId": "b-9", "method": "POST", "status": "201", "location": "https://x/scim2/v2/Roles/r1"},
				{"bulkId": "b-8", "method": "DELETE", "status": "204", "response": null},
				{"bulkId": "b-7", "method": "PUT", "status": {"code": "200"}, "response": ""},
				{"bulkId": "b-6", "method": "PATCH", "status": {"code": 200}, "response": "{}"},
				{"bulkId": "b-5", "method": "POST", "status": {"code": 201}, "response": "{\"id\":\"g1\"}", "location": "https://x/scim2/Groups/other"},
				{"bulkId": "b-4", "method": "DELETE", "status": {"code": 204}},
				{"bulkId": "b-3", "method": "PUT", "status": {"code": 200}},
				{"bulkId": "b-2", "method": "PATCH", "status": {"code": 200}},
				{"bulkId": "b-1", "method": "POST", "status": {"code": 201}, "response": "{\"id\":\"u1\"}"},
				{"bulkId": "someone else's", "status": {"code": 500}}
			]
		}`}},
		Want: []outcome{
			{201, "u1", "", `{"id":"u1"}`},
			{200, "u2", "", ""},
			{200, "u3", "", ""},
			{204, "u4", "", ""},
			{201, "g1", "https://x/scim2/Groups/other", `{"id":"g1"}`},
			{200, "g2", "", "{}"},
			{200, "g3", "", ""},
			{204, "g4", "", ""},
			{201, "r1", "https://x/scim2/v2/Roles/r1", ""},
			{200, "r2", "", `{"id": "r2"}`},
			{200, "r3", "https://x/scim2/v2/Roles/r3", `{"id":"r3"}`},
			{204, "r4", "", ""},
		},
	},
	{
		Operation: "scim.Bulk.Send", Note: "failOnErrors",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			var bulk scim.Bulk
			bulk.SetPrefix("b")
			bulk.DeleteUser(resttest.ID)
			return outcomes(c.SCIM.Bulk.Send(ctx, &bulk, scim.WithFailOnErrors(2), scim.WithMaxOperations(1)))
		},
		Send: "POST /scim2/Bulk",
		Body: `{
			"schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"], "failOnErrors": 2,
			"Operations": [{"method": "DELETE", "path": ` + `"/Users/` + resttest.ID + `", "bulkId": "b-1"}]
		}`,
		Replies: []resttest.Reply{{Status: 200, Body: `{"Operations":[{"bulkId":"b-1","status":{"code":204}}]}`}},
		Want:    []outcome{{204, resttest.ID, "", ""}},
	},
}

// The results of operations that failed, in every form that servers write.
func TestBulkFailures(t *testing.T) {
	t.Parallel()
	const detail = `{"schemas":["urn:x"],"scimType":"uniqueness","detail":"taken","status":"409"}`
	for name, test := range map[string]struct {
		result string // without bulkId
		want   asgardeo.Error
		is     error
		body   string
	}{
		"an object and a string": {
			`"status":{"code":409},"response":` + encode(t, detail),
			asgardeo.Error{StatusCode: 409, SCIMType: "uniqueness", Description: "taken"}, asgardeo.ErrConflict, detail,
		},
		"a number and an object": {
			`"status":409,"response":` + detail,
			asgardeo.Error{StatusCode: 409, SCIMType: "uniqueness", Description: "taken"}, asgardeo.ErrConflict, detail,
		},
		"a string and nothing": {`"status":"404"`, asgardeo.Error{StatusCode: 404}, asgardeo.ErrNotFound, ""},
		"no JSON":              {`"status":{"code":500},"response":"boom"`, asgardeo.Error{StatusCode: 500}, asgardeo.ErrServer, ""},
		"forbidden":            {`"status":{"code":403},"response":null`, asgardeo.Error{StatusCode: 403}, asgardeo.ErrForbidden, ""},
		"awaiting approval": {
			`"status":{"code":202},"response":"{\"detail\":\"sent\"}"`,
			asgardeo.Error{StatusCode: 202, Description: "sent"}, asgardeo.ErrPendingApproval, `{"detail":"sent"}`,
		},
		"not implemented":    {`"status":{"code":501}`, asgardeo.Error{StatusCode: 501}, asgardeo.ErrNotImplemented, ""},
		"a bad gateway":      {`"status":{"code":502}`, asgardeo.Error{StatusCode: 502}, asgardeo.ErrServer, ""},
		"unavailable":        {`"status":503`, asgardeo.Error{StatusCode: 503}, asgardeo.ErrServer, ""},
		"a gateway timeout":  {`"status":"504","response":"<p>"`, asgardeo.Error{StatusCode: 504}, asgardeo.ErrServer, ""},
		"a redirect":         {`"status":{"code":302}`, asgardeo.Error{StatusCode: 302}, asgardeo.ErrUnexpectedResponse, ""},
		"to be continued":    {`"status":{"code":100}`, asgardeo.Error{StatusCode: 100}, asgardeo.ErrUnexpectedResponse, ""},
		"other protocols":    {`"status":101`, asgardeo.Error{StatusCode: 101}, asgardeo.ErrUnexpectedResponse, ""},
		"a part":             {`"status":206`, asgardeo.Error{StatusCode: 206}, asgardeo.ErrUnexpectedResponse, ""},
		"no status":          {`"method":"POST"`, asgardeo.Error{}, asgardeo.ErrUnexpectedResponse, ""},
		"a status of null":   {`"status":null`, asgardeo.Error{}, asgardeo.ErrUnexpectedResponse, ""},
		"a status in words":  {`"status":"Created"`, asgardeo.Error{}, asgardeo.ErrUnexpectedResponse, ""},
		"a list of statuses": {`"status":[201]`, asgardeo.Error{}, asgardeo.ErrUnexpectedResponse, ""},
		"an empty status":    {`"status":{}`, asgardeo.Error{}, asgardeo.ErrUnexpectedResponse, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var bulk scim.Bulk
			bulk.SetPrefix("b")
			for _, add := range bulkMethods(&bulk) {
				add()
			}
			var list []string
			for i := range bulk.Len() {
				list = append(list, fmt.Sprintf(`{"bulkId":"b-%d",%s}`, i+1, test.result))
			}
			s := resttest.New(t, resttest.Reply{Status: 200, Body: `{"Operations":[` + strings.Join(list, ",") + `]}`})
			results, err := s.Client.SCIM.Bulk.Send(t.Context(), &bulk)
			if err != nil || len(results) != bulk.Len() || !errors.Is(results.Err(), results[0].Err) {
				t.Fatalf("%d results, %v, %v", len(results), results.Err(), err)
			}
			for i, operation := range bulkNames {
				got := results[i]
				if got.StatusCode != test.want.StatusCode || string(got.Body) != test.body {
					t.Errorf("%s: %+v", operation.name, got)
				}
				want := test.want
				want.Method, want.Path = "POST", "/t/example/scim2/Bulk"
				want.Operation, want.RequiredScopes = "scim.Bulk."+operation.name, []string{operation.scope}
				var e *asgardeo.Error
				if errors.As(got.Err, &e) {
					want.Err = e.Err // what it is, is looked at below
				}
				gateway := slices.Contains([]int{502, 503, 504}, test.want.StatusCode)
				is := []error{test.is}
				if gateway || test.is == asgardeo.ErrUnexpectedResponse {
					is = append(is, asgardeo.ErrOutcomeUnknown)
				}
				if (want.Err != nil) != (gateway || test.is == asgardeo.ErrUnexpectedResponse || test.is == asgardeo.ErrPendingApproval) {
					t.Errorf("%s: the cause is %v", operation.name, want.Err)
				}
				resttest.WantError(t, got.Err, want, is...)
			}
		})
	}
}

// An operation that is forbidden says what the token lacks. Any operation may be permitted by its own scope, or by that of
// all of them.
func TestBulkForbidden(t *testing.T) {
	t.Parallel()
	for granted, want := range map[string]string{
		"internal_bulk_user_create":                               "[internal_bulk_role_create]",
		"internal_bulk_role_create":                               "[internal_bulk_resource_create]",
		"internal_bulk_role_create internal_bulk_resource_create": "[]",
	} {
		token := (&oauth2.Token{AccessToken: resttest.Token}).WithExtra(map[string]any{"access_token": resttest.Token, "scope": granted})
		s := resttest.NewWithTokens(t, oauth2.StaticTokenSource(token), resttest.Reply{Status: 200,
			Body: `{"Operations":[{"bulkId":"b-1","status":{"code":403},"response":"{\"detail\":\"not with ` + resttest.Token + `\"}"}]}`})
		var bulk scim.Bulk
		bulk.SetPrefix("b")
		bulk.CreateRole(&scim.Role{DisplayName: "reader"})
		results, err := s.Client.SCIM.Bulk.Send(t.Context(), &bulk)
		if err != nil {
			t.Fatal(err)
		}
		var e *asgardeo.Error
		if !errors.As(results.Err(), &e) || fmt.Sprint(e.MissingScopes()) != want || fmt.Sprint(e.GrantedScopes) != "["+granted+"]" {
			t.Errorf("with %s: %v lacks %v, want %v", granted, results.Err(), e.MissingScopes(), want)
		}
		if strings.Contains(fmt.Sprintf("%+v", e), resttest.Token) {
			t.Errorf("the error shows the token: %v", e)
		}
	}
	for _, operation := range bulkNames {
		got := scim.Scopes(scim.Op("scim.Bulk." + operation.name))
		if len(got) != 2 || !slices.Contains(got, operation.scope) || !slices.Contains(got, "internal_bulk_resource_create") {
			t.Errorf("the scopes of %s are %q", operation.name, got)
		}
	}
}

var bulkNames = []struct{ name, scope string }{
	{"CreateUser", "internal_bulk_user_create"},
	{"UpdateUser", "internal_bulk_user_update"},
	{"ReplaceUser", "internal_bulk_user_update"},
	{"DeleteUser", "internal_bulk_user_delete"},
	{"CreateGroup", "internal_bulk_group_create"},
	{"UpdateGroup", "internal_bulk_group_update"},
	{"ReplaceGroup", "internal_bulk_group_update"},
	{"DeleteGroup", "internal_bulk_group_delete"},
	{"CreateRole", "internal_bulk_role_create"},
	{"UpdateRole", "internal_bulk_role_update"},
	{"ReplaceRole", "internal_bulk_role_update"},
	{"DeleteRole", "internal_bulk_role_delete"},
}

// bulkMethods are the methods of bulkNames.
func bulkMethods(b *scim.Bulk) []func() *scim.BulkOperation {
	change := []scim.PatchOperation{scim.Replace("displayName", "x")}
	return []func() *scim.BulkOperation{
		func() *scim.BulkOperation { return b.CreateUser(&scim.User{UserName: "x"}) },
		func() *scim.BulkOperation { return b.UpdateUser("1", change) },
		func() *scim.BulkOperation { return b.ReplaceUser("1", &scim.User{UserName: "x"}) },
		func() *scim.BulkOperation { return b.DeleteUser("1") },
		func() *scim.BulkOperation { return b.CreateGroup(&scim.Group{DisplayName: "x"}) },
		func() *scim.BulkOperation { return b.UpdateGroup("1", change) },
		func() *scim.BulkOperation { return b.ReplaceGroup("1", &scim.Group{DisplayName: "x"}) },
		func() *scim.BulkOperation { return b.DeleteGroup("1") },
		func() *scim.BulkOperation { return b.CreateRole(&scim.Role{DisplayName: "x"}) },
		func() *scim.BulkOperation { return b.UpdateRole("1", change) },
		func() *scim.BulkOperation { return b.ReplaceRole("1", &scim.Role{DisplayName: "x"}) },
		func() *scim.BulkOperation { return b.DeleteRole("1") },
	}
}

// bulkServer is a transport that answers bulk requests in the server's way, and keeps them.
type bulkServer struct {
	t        *testing.T
	requests []wireBulk
	// fails are the operations that fail; full, how many operations a request can have.
	fails func(wireOperation) bool
	full  int
}

type wireBulk struct {
	FailOnErrors int
	Operations   []wireOperation
}

type wireOperation struct {
	Method, Path, BulkID string
	Data                 json.RawMessage
}

func (s *bulkServer) RoundTrip(req *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return nil, err
	}
	var request wireBulk
	if err := json.Unmarshal(body, &request); err != nil {
		s.t.Error(err)
	}
	s.requests = append(s.requests, request)
	status, answer := 200, s.carryOut(request)
	if s.full > 0 && len(request.Operations) > s.full {
		status, answer = 413, `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"detail":"too many","status":"413"}`
	}
	return &http.Response{StatusCode: status, Header: http.Header{"Content-Type": {"application/json"}},
		Body: io.NopCloser(strings.NewReader(answer)), Request: req}, nil
}

// carryOut goes through users first, then groups, then roles. It fails the test if something refers to a user whom the
// request does not create.
func (s *bulkServer) carryOut(request wireBulk) string {
	created := map[string]bool{}
	for _, o := range request.Operations {
		if o.Method == "POST" && o.Path == "/Users" {
			created["bulkId:"+o.BulkID] = true
		}
	}
	slices.SortStableFunc(request.Operations, func(a, b wireOperation) int {
		rank := func(o wireOperation) int {
			return slices.IndexFunc([]string{"/Users", "/Groups", "/v2/Roles"}, func(p string) bool { return strings.HasPrefix(o.Path, p) })
		}
		return rank(a) - rank(b)
	})
	var results []string
	failures := 0
	for i, o := range request.Operations {
		for _, part := range bytes.Split(o.Data, []byte(`"`)) {
			if bytes.HasPrefix(part, []byte("bulkId:")) && !created[string(part)] {
				s.t.Errorf("%s %s refers to %s, whom the request does not create", o.Method, o.Path, part)
			}
		}
		if request.FailOnErrors > 0 && failures >= request.FailOnErrors {
			break
		}
		status, body := 201, fmt.Sprintf(`{"id":"id-%d-%d"}`, len(s.requests), i)
		if s.fails != nil && s.fails(o) {
			failures++
			status, body = 409, `{"detail":"taken","status":"409"}`
		}
		results = append(results, fmt.Sprintf(`{"method":%q,"bulkId":%q,"status":{"code":%d},"response":%q}`, o.Method, o.BulkID, status, body))
	}
	return `{"schemas":["x"],"Operations":[` + strings.Join(results, ",") + `]}`
}

// sizes counts the operations of each request.
func (s *bulkServer) sizes() []int {
	var sizes []int
	for _, request := range s.requests {
		sizes = append(sizes, len(request.Operations))
	}
	return sizes
}

func (s *bulkServer) client() *scim.BulkClient {
	s.t.Helper()
	client, err := asgardeo.New("example", asgardeo.WithHTTPClient(&http.Client{Transport: s}), asgardeo.WithRetry(asgardeo.RetryPolicy{MaxAttempts: 1}),
		asgardeo.WithoutRateLimit(),
		asgardeo.WithTokenSource(oauth2.StaticTokenSource(&oauth2.Token{AccessToken: "token"})))
	if err != nil {
		s.t.Fatal(err)
	}
	return client.SCIM.Bulk
}

// A request holds no more operations than the server takes, and what refers to a new user goes with the user.
func TestBulkChunks(t *testing.T) {
	t.Parallel()
	deletions := func(n int) func(*scim.Bulk) {
		return func(b *scim.Bulk) {
			for i := range n {
				b.DeleteUser(fmt.Sprint("u", i))
			}
		}
	}
	team := func(b *scim.Bulk, users int) {
		group := &scim.Group{DisplayName: "g"}
		for range users {
			group.Members = append(group.Members, b.CreateUser(&scim.User{UserName: "u"}).Ref())
		}
		b.CreateGroup(group)
	}
	for name, test := range map[string]struct {
		build   func(*scim.Bulk)
		options []scim.BulkOption
		want    []int
	}{
		"nothing":              {deletions(0), nil, nil},
		"as many as fit":       {deletions(100), nil, []int{100}},
		"one more":             {deletions(101), nil, []int{100, 1}},
		"a larger server":      {deletions(1000), []scim.BulkOption{scim.WithMaxOperations(1000)}, []int{1000}},
		"a larger one and one": {deletions(1001), []scim.BulkOption{scim.WithMaxOperations(1000)}, []int{1000, 1}},
		"one by one":           {deletions(3), []scim.BulkOption{scim.WithMaxOperations(1)}, []int{1, 1, 1}},
		"a team as large as a request": {
			func(b *scim.Bulk) { deletions(1)(b); team(b, 99); deletions(1)(b) }, nil, []int{1, 100, 1},
		},
		"teams that do not fit together": {
			func(b *scim.Bulk) { team(b, 59); team(b, 59); team(b, 38) }, nil, []int{60, 99},
		},
		"a user in the first request of a group in the second": {
			func(b *scim.Bulk) {
				kim := b.CreateUser(&scim.User{UserName: "kim"})
				deletions(150)(b)
				b.CreateGroup(&scim.Group{DisplayName: "g", Members: []scim.Reference{kim.Ref()}})
				b.UpdateRole("r", []scim.PatchOperation{scim.Replace("users", []scim.Reference{kim.Ref()})})
			}, nil, []int{100, 53},
		},
		"a chain of teams": {
			func(b *scim.Bulk) {
				last := b.CreateUser(&scim.User{UserName: "u"})
				for range 33 {
					next := b.CreateUser(&scim.User{UserName: "u"})
					b.CreateRole(&scim.Role{DisplayName: "r", Users: []scim.Reference{last.Ref(), next.Ref()}})
					last = next
				}
				deletions(40)(b)
			}, nil, []int{100, 7},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var bulk scim.Bulk
			test.build(&bulk)
			s := &bulkServer{t: t}
			results, err := s.client().Send(t.Context(), &bulk, test.options...)
			if err != nil || results.Err() != nil || len(results) != bulk.Len() {
				t.Fatalf("%d results, %v, %v", len(results), results.Err(), err)
			}
			if got := s.sizes(); !slices.Equal(got, test.want) {
				t.Errorf("requests of %d operations, want %d", got, test.want)
			}
			seen := map[string]bool{}
			for i, result := range results {
				if result.ID == "" || seen[result.ID] || result.StatusCode != 201 {
					t.Errorf("operation %d: %+v", i, result)
				}
				seen[result.ID] = seen[result.ID] || strings.HasPrefix(result.ID, "id-")
			}
		})
	}
}

// Each operation has its own result, wherever the server carried it out.
func TestBulkResultsBelongToOperations(t *testing.T) {
	t.Parallel()
	s := &bulkServer{t: t, fails: func(o wireOperation) bool { return bytes.Contains(o.Data, []byte("taken")) }}
	var bulk, other scim.Bulk
	role := bulk.CreateRole(&scim.Role{DisplayName: "taken"})
	group := bulk.CreateGroup(&scim.Group{DisplayName: "staff"})
	user := bulk.CreateUser(&scim.User{UserName: "kim"})
	results, err := s.client().Send(t.Context(), &bulk)
	if err != nil {
		t.Fatal(err)
	}
	if got := results.Of(user); got.Err != nil || got.ID != "id-1-0" {
		t.Errorf("user: %+v", got)
	}
	if got := results.Of(group); got.Err != nil || got.ID != "id-1-1" {
		t.Errorf("group: %+v", got)
	}
	if got := results.Of(role); !errors.Is(got.Err, asgardeo.ErrConflict) || got.ID != "" || results.Err() == nil {
		t.Errorf("role: %+v", got)
	}
	if got := results.Of(other.DeleteUser("1")); got != nil {
		t.Errorf("another's: %+v", got)
	}
	var later *scim.BulkOperation // in another Bulk, behind the last place of this one
	for range 10 {
		later = other.DeleteUser("1")
	}
	if got := results.Of(later); got != nil {
		t.Errorf("later operation of another Bulk: got %+v", got)
	}
	first, second := s.requests[0].Operations[0].BulkID, other.CreateUser(&scim.User{UserName: "kim"}).Ref().Value
	if prefix, _, _ := strings.Cut(first, "-"); prefix == "" || strings.HasPrefix(second, "bulkId:"+prefix) {
		t.Errorf("two Bulks have the bulkIds %q and %q", first, second)
	}
}

func TestBulkFailOnErrors(t *testing.T) {
	t.Parallel()
	odd := func(o wireOperation) bool { return strings.ContainsAny(o.Path, "13579") }
	for name, test := range map[string]struct {
		fails    func(wireOperation) bool
		limit    int
		requests []int // the limits that they have
		skipped  int   // operations after it
	}{
		"all fail":            {func(wireOperation) bool { return true }, 3, []int{3, 1}, 2},
		"every other fails":   {odd, 2, []int{2, 1}, 3},
		"too few fail":        {odd, 4, []int{4, 3, 2}, 5},
		"no limit, all fail":  {func(wireOperation) bool { return true }, 0, []int{0, 0, 0}, 5},
		"the last one fails":  {func(o wireOperation) bool { return o.Path == "/Users/5" }, 1, []int{1, 1, 1}, 5},
		"the first one fails": {func(o wireOperation) bool { return o.Path == "/Users/0" }, 1, []int{1}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &bulkServer{t: t, fails: test.fails}
			var bulk scim.Bulk
			for i := range 6 {
				bulk.DeleteUser(fmt.Sprint(i))
			}
			results, err := s.client().Send(t.Context(), &bulk, scim.WithMaxOperations(2), scim.WithFailOnErrors(test.limit))
			if err != nil {
				t.Fatal(err)
			}
			var limits []int
			for _, request := range s.requests {
				limits = append(limits, request.FailOnErrors)
			}
			if !slices.Equal(limits, test.requests) {
				t.Errorf("requests with the limits %d, want %d", limits, test.requests)
			}
			for i, result := range results {
				var e *asgardeo.Error
				skipped := errors.Is(result.Err, scim.ErrSkipped)
				if skipped != (i > test.skipped) || skipped && (!errors.As(result.Err, &e) || e.Operation != "scim.Bulk.DeleteUser" || result.ID != fmt.Sprint(i)) {
					t.Errorf("operation %d: %+v", i, result)
				}
			}
		})
	}
}

// Operations that an answer does not mention have failed, as far as the client can tell, unless the server stopped before.
func TestBulkAnswersWithGaps(t *testing.T) {
	t.Parallel()
	const ok, failed = `{"bulkId":"b-%d","status":{"code":204}}`, `{"bulkId":"b-%d","status":{"code":404}}`
	for name, test := range map[string]struct {
		answer  string
		limit   int
		missing []error
	}{
		"one":                 {fmt.Sprintf(`{"Operations":[`+ok+`]}`, 2), 0, []error{asgardeo.ErrUnexpectedResponse, nil, asgardeo.ErrUnexpectedResponse}},
		"without bulkIds":     {`{"Operations":[{"bulkId":"","status":{"code":204}},{"status":{"code":204}},{}]}`, 0, []error{nil, nil, asgardeo.ErrOutcomeUnknown}},
		"too few without":     {`{"Operations":[{"status":{"code":204}},{"status":{"code":204}}]}`, 0, []error{asgardeo.ErrOutcomeUnknown, asgardeo.ErrOutcomeUnknown, asgardeo.ErrOutcomeUnknown}},
		"one more without":    {fmt.Sprintf(`{"Operations":[`+ok+`,{"status":204},{"status":204},{"status":404}]}`, 2), 0, []error{asgardeo.ErrOutcomeUnknown, nil, asgardeo.ErrOutcomeUnknown}},
		"some with":           {fmt.Sprintf(`{"Operations":[{"status":{"code":204}},`+ok+`,{"status":404}]}`, 2), 0, []error{nil, nil, asgardeo.ErrNotFound}},
		"a contradiction":     {fmt.Sprintf(`{"Operations":[`+ok+`,`+failed+`,{"status":204},{"status":204}]}`, 1, 1), 0, []error{asgardeo.ErrOutcomeUnknown, nil, nil}},
		"stopped without":     {`{"Operations":[{"status":{"code":404}}]}`, 1, []error{asgardeo.ErrOutcomeUnknown, asgardeo.ErrOutcomeUnknown, asgardeo.ErrOutcomeUnknown}},
		"stopped":             {fmt.Sprintf(`{"Operations":[`+failed+`]}`, 1), 1, []error{asgardeo.ErrNotFound, scim.ErrSkipped, scim.ErrSkipped}},
		"stopped too early":   {fmt.Sprintf(`{"Operations":[`+failed+`]}`, 1), 2, []error{asgardeo.ErrNotFound, asgardeo.ErrUnexpectedResponse, asgardeo.ErrUnexpectedResponse}},
		"stopped at a gap":    {fmt.Sprintf(`{"Operations":[`+ok+`,`+failed+`]}`, 3, 1), 1, []error{asgardeo.ErrNotFound, scim.ErrSkipped, nil}},
		"the same one, twice": {fmt.Sprintf(`{"Operations":[`+ok+`,`+ok+`]}`, 1, 1), 0, []error{nil, asgardeo.ErrUnexpectedResponse, asgardeo.ErrUnexpectedResponse}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := resttest.New(t, resttest.Reply{Status: 200, Body: test.answer})
			var bulk scim.Bulk
			bulk.SetPrefix("b")
			for i := range 3 {
				bulk.DeleteGroup(fmt.Sprint(i))
			}
			results, err := s.Client.SCIM.Bulk.Send(t.Context(), &bulk, scim.WithFailOnErrors(test.limit))
			if err != nil {
				t.Fatal(err)
			}
			for i, want := range test.missing {
				if got := results[i].Err; !errors.Is(got, want) || (got == nil) != (want == nil) {
					t.Errorf("operation %d: %v, want %v", i, got, want)
				}
			}
		})
	}
}

// Operations that an answer does not mention count as failures of the limit for all requests together.
func TestBulkCountsMissingResultsAsFailures(t *testing.T) {
	t.Parallel()
	const one = `{"Operations":[{"bulkId":"b-%d","status":{"code":%d}}]}`
	for name, test := range map[string]struct {
		limit    int
		statuses []int // of the first operation of each request of two; the other one is missing
		limits   []int // of the requests
	}{
		"one in each request":           {2, []int{204, 204}, []int{2, 1}},
		"as many as allowed":            {1, []int{204}, []int{1}},
		"too few":                       {4, []int{204, 204, 204}, []int{4, 3, 2}},
		"beside operations that failed": {3, []int{404, 204}, []int{3, 1}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var replies []resttest.Reply
			for i, status := range test.statuses {
				replies = append(replies, resttest.Reply{Status: 200, Body: fmt.Sprintf(one, 2*i+1, status)})
			}
			s := resttest.New(t, replies...)
			var bulk scim.Bulk
			bulk.SetPrefix("b")
			for i := range 6 {
				bulk.DeleteGroup(fmt.Sprint(i))
			}
			results, err := s.Client.SCIM.Bulk.Send(t.Context(), &bulk, scim.WithMaxOperations(2), scim.WithFailOnErrors(test.limit))
			if err != nil {
				t.Fatal(err)
			}
			var limits []int
			for _, body := range s.Bodies() {
				var request wireBulk
				if err := json.Unmarshal([]byte(body), &request); err != nil {
					t.Fatal(err)
				}
				limits = append(limits, request.FailOnErrors)
			}
			if !slices.Equal(limits, test.limits) {
				t.Errorf("requests with the limits %d, want %d", limits, test.limits)
			}
			for i, result := range results {
				if skipped := errors.Is(result.Err, scim.ErrSkipped); skipped != (i >= 2*len(test.limits)) {
					t.Errorf("operation %d: %v", i, result.Err)
				}
			}
		})
	}
}

// Results without bulkIds come in the order in which the server carries out operations: users, groups, roles.
func TestBulkResultsInOrder(t *testing.T) {
	t.Parallel()
	const user, group, role = `{"method":"PATCH","bulkId":"","status":200,"response":{"id":"u"},"location":"https://x/scim2/Users/u"}`,
		`{"method":"DELETE","status":204}`, `{"method":"POST","status":201,"location":"https://x/scim2/v2/Roles/r9","response":"{\"id\":\"r9\"}"}`
	for name, test := range map[string]struct {
		results string
		want    bool
	}{
		"in the server's order":   {user + "," + group + "," + role, true},
		"in ours":                 {role + "," + group + "," + user, false},
		"another method":          {strings.Replace(user, "PATCH", "PUT", 1) + "," + group + "," + role, false},
		"another kind":            {user + "," + group + "," + strings.Replace(role, "v2/Roles", "Groups", 1), false},
		"another user":            {strings.Replace(user, "Users/u", "Users/v", 1) + "," + group + "," + role, false},
		"nothing to tell them by": {`{"status":200},{"status":204},{"status":201}`, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := resttest.New(t, resttest.Reply{Status: 200, Body: `{"Operations":[` + test.results + `]}`})
			var bulk scim.Bulk
			bulk.CreateRole(&scim.Role{DisplayName: "r"})
			bulk.DeleteGroup("g")
			bulk.UpdateUser("u", []scim.PatchOperation{scim.Replace("title", "Dr")})
			results, err := s.Client.SCIM.Bulk.Send(t.Context(), &bulk)
			if err != nil {
				t.Fatal(err)
			}
			for i, status := range []int{201, 204, 200} {
				got := results[i]
				if test.want && (got.Err != nil || got.StatusCode != status) || !test.want && !errors.Is(got.Err, asgardeo.ErrOutcomeUnknown) {
					t.Errorf("operation %d: %+v", i, got)
				}
			}
		})
	}
}

// A creation whose result is a success of another kind, without an id, may not have happened.
func TestBulkCreationWithoutID(t *testing.T) {
	t.Parallel()
	for _, result := range []string{
		`{"status":204}`, `{"status":{"code":200}}`, `{"status":200,"response":"{\"code\":\"900900\",\"message\":\"m\"}"}`, `{"status":200,"location":"https://x/login"}`,
	} {
		s := resttest.New(t, resttest.Reply{Status: 200, Body: `{"Operations":[` + result + `]}`})
		var bulk scim.Bulk
		bulk.CreateGroup(&scim.Group{DisplayName: "g"})
		results, err := s.Client.SCIM.Bulk.Send(t.Context(), &bulk)
		if err != nil {
			t.Fatal(err)
		}
		if got := results[0]; got.ID != "" || !errors.Is(got.Err, asgardeo.ErrOutcomeUnknown) || !errors.Is(got.Err, asgardeo.ErrUnexpectedResponse) {
			t.Errorf("%s: %+v", result, got)
		}
	}
}

// After a response without operations, the outcome of each operation is unknown, and the remaining ones are not sent.
func TestBulkAnswerWithoutOperations(t *testing.T) {
	t.Parallel()
	for _, answer := range []string{`{}`, `{"Operations":null}`, `{"schemas":["urn:x"],"Operations":[]}`, `{"code":"900900","message":"x"}`} {
		s := resttest.New(t, resttest.Reply{Status: 200, Body: answer})
		var bulk scim.Bulk
		bulk.DeleteUser("u")
		bulk.DeleteGroup("g")
		results, err := s.Client.SCIM.Bulk.Send(t.Context(), &bulk, scim.WithMaxOperations(1))
		wantErrors(t, err, "scim.Bulk.Send", asgardeo.ErrOutcomeUnknown, asgardeo.ErrUnexpectedResponse)
		if len(results) != 2 || results[0].Err != err || !errors.Is(results[1].Err, scim.ErrSkipped) {
			t.Errorf("%s: %v", answer, results.Err())
		}
		s.WantLines("POST /scim2/Bulk")
	}
}

// A request that fails as a whole ends the sending: its operations share the error, those after it were not carried out.
func TestBulkRequestFails(t *testing.T) {
	t.Parallel()
	refused := &bulkServer{t: t, full: 100}
	var many scim.Bulk
	for i := range 1001 {
		many.DeleteRole(fmt.Sprint(i))
	}
	results, err := refused.client().Send(t.Context(), &many, scim.WithMaxOperations(1000))
	var e *asgardeo.Error
	if !errors.As(err, &e) || e.StatusCode != 413 || e.Description != "too many" || e.Operation != "scim.Bulk.Send" || len(refused.requests) != 1 {
		t.Errorf("got %v after %d requests", err, len(refused.requests))
	}
	if len(results) != 1001 || results[999].Err != err || !errors.Is(results[1000].Err, scim.ErrSkipped) {
		t.Errorf("%d results", len(results))
	}
	for name, reply := range map[string]resttest.Reply{
		"a failure":   {Status: 500, Body: `{"detail":"broken"}`},
		"no response": {Err: io.ErrUnexpectedEOF},
		"a page":      {Status: 200, Type: "text/html", Body: "<p>"},
		"half of one": {Status: 200, Body: `{"Operations":[{"bulkId":"b-2","sta`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := resttest.New(t, resttest.Reply{Status: 200, Body: `{"Operations":[{"bulkId":"b-1","status":{"code":204}}]}`}, reply)
			var bulk scim.Bulk
			bulk.SetPrefix("b")
			for i := range 3 {
				bulk.DeleteGroup(fmt.Sprint(i))
			}
			results, err := s.Client.SCIM.Bulk.Send(t.Context(), &bulk, scim.WithMaxOperations(1))
			if err == nil || len(results) != 3 || results[0].Err != nil || results[1].Err != err || !errors.Is(results[2].Err, scim.ErrSkipped) {
				t.Errorf("got %+v, %v", results, err)
			}
			if len(s.Lines()) != 2 {
				t.Errorf("requests %q", s.Lines())
			}
		})
	}
}

func TestBulkRefusals(t *testing.T) {
	t.Parallel()
	refs := func(o ...*scim.BulkOperation) []scim.Reference {
		var list []scim.Reference
		for _, operation := range o {
			list = append(list, operation.Ref())
		}
		return list
	}
	newcomer := func(b *scim.Bulk) *scim.BulkOperation { return b.CreateUser(&scim.User{UserName: "u"}) }
	var other scim.Bulk
	stranger := newcomer(&other)
	for what, test := range map[string]struct {
		build     func(*scim.Bulk)
		operation string
	}{
		"a nil user":            {func(b *scim.Bulk) { b.CreateUser(nil) }, "CreateUser"},
		"a nil user to replace": {func(b *scim.Bulk) { b.ReplaceUser("1", nil) }, "ReplaceUser"},
		"a nil group":           {func(b *scim.Bulk) { newcomer(b); b.CreateGroup(nil) }, "CreateGroup"},
		"a nil role":            {func(b *scim.Bulk) { b.ReplaceRole("1", nil) }, "ReplaceRole"},
		"no changes":            {func(b *scim.Bulk) { b.UpdateUser("1", nil) }, "UpdateUser"},
		"removal of nothing":    {func(b *scim.Bulk) { b.UpdateRole("1", []scim.PatchOperation{scim.Remove("")}) }, "UpdateRole"},
		"two attributes": {func(b *scim.Bulk) {
			b.UpdateGroup("1", []scim.PatchOperation{scim.Add("", map[string]any{"displayName": "x", "members": 1})})
		}, "UpdateGroup"},
		"a value that is not JSON": {func(b *scim.Bulk) {
			b.CreateUser(&scim.User{Custom: map[string]json.RawMessage{"x": json.RawMessage("{")}})
		}, "CreateUser"},
		"an empty id":        {func(b *scim.Bulk) { b.DeleteUser("") }, "DeleteUser"},
		"an id with a slash": {func(b *scim.Bulk) { b.DeleteUser("x/Groups") }, "DeleteUser"},
		"a reserved id":      {func(b *scim.Bulk) { b.DeleteRole(".search") }, "DeleteRole"},
		"a reference as an id": {func(b *scim.Bulk) {
			b.UpdateUser(newcomer(b).Ref().Value, []scim.PatchOperation{scim.Replace("title", "Dr")})
		}, "UpdateUser"},
		"a user of another Bulk": {func(b *scim.Bulk) {
			b.CreateGroup(&scim.Group{DisplayName: "g", Members: refs(stranger)})
		}, "CreateGroup"},
		"a made-up reference": {func(b *scim.Bulk) {
			b.CreateGroup(&scim.Group{DisplayName: "g", Members: []scim.Reference{{Value: "bulkId:1"}}})
		}, "CreateGroup"},
		"a new group": {func(b *scim.Bulk) {
			b.CreateRole(&scim.Role{DisplayName: "r", Users: refs(b.CreateGroup(&scim.Group{DisplayName: "g"}))})
		}, "CreateRole"},
		"a user who is there already": {func(b *scim.Bulk) {
			b.CreateRole(&scim.Role{DisplayName: "r", Users: refs(b.DeleteUser("1"))})
		}, "CreateRole"},
		"a user among groups": {func(b *scim.Bulk) {
			b.CreateRole(&scim.Role{DisplayName: "r", Groups: refs(newcomer(b))})
		}, "CreateRole"},
		"a user in a user": {func(b *scim.Bulk) {
			b.CreateUser(&scim.User{UserName: "v", Enterprise: &scim.EnterpriseUser{Manager: &scim.Manager{Value: newcomer(b).Ref().Value}}})
		}, "CreateUser"},
		"a user in a change of a user": {func(b *scim.Bulk) {
			b.UpdateUser("1", []scim.PatchOperation{scim.Replace("manager", newcomer(b).Ref())})
		}, "UpdateUser"},
		"a second addition": {func(b *scim.Bulk) {
			user := newcomer(b)
			b.UpdateRole("r", []scim.PatchOperation{scim.Add("users", []scim.Reference{{Value: "x"}}), scim.Add("users", refs(user))})
		}, "UpdateRole"},
		"a removal": {func(b *scim.Bulk) {
			b.UpdateGroup("g", []scim.PatchOperation{{Op: scim.PatchOpRemove, Path: "members", Value: refs(newcomer(b))}})
		}, "UpdateGroup"},
		"a user in a path": {func(b *scim.Bulk) {
			b.UpdateGroup("g", []scim.PatchOperation{scim.Remove(fmt.Sprintf("members[value eq %q]", newcomer(b).Ref().Value))})
		}, "UpdateGroup"},
		"too many together": {func(b *scim.Bulk) {
			b.CreateGroup(&scim.Group{DisplayName: "g", Members: refs(newcomer(b), newcomer(b), newcomer(b))})
		}, "Send"},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			resttest.Refused(t, []resttest.Refusal{{
				Operation: "scim.Bulk." + test.operation,
				Call: func(ctx context.Context, c *asgardeo.Client, _ string) (any, error) {
					var bulk scim.Bulk
					bulk.DeleteUser("fine")
					test.build(&bulk)
					return resttest.Result(c.SCIM.Bulk.Send(ctx, &bulk, scim.WithMaxOperations(3)))
				},
			}})
		})
	}
	var refusals []resttest.Refusal
	for note, send := range map[string]func(context.Context, *scim.BulkClient) (scim.BulkResults, error){
		"nil": func(ctx context.Context, c *scim.BulkClient) (scim.BulkResults, error) { return c.Send(ctx, nil) },
		"a nil option": func(ctx context.Context, c *scim.BulkClient) (scim.BulkResults, error) {
			return c.Send(ctx, &scim.Bulk{}, nil)
		},
		"no operations in a request": func(ctx context.Context, c *scim.BulkClient) (scim.BulkResults, error) {
			return c.Send(ctx, &other, scim.WithMaxOperations(0))
		},
		"a limit below none": func(ctx context.Context, c *scim.BulkClient) (scim.BulkResults, error) {
			return c.Send(ctx, &other, scim.WithFailOnErrors(-1))
		},
	} {
		refusals = append(refusals, resttest.Refusal{
			Operation: "scim.Bulk.Send", Note: note,
			Call: func(ctx context.Context, c *asgardeo.Client, _ string) (any, error) {
				return resttest.Result(send(ctx, c.SCIM.Bulk))
			},
		})
	}
	resttest.Refused(t, refusals)
}

// What is sent is the resource at the time of sending; sending changes neither it nor the Bulk, which can be sent again.
func TestBulkCanBeSentAgain(t *testing.T) {
	t.Parallel()
	s := &bulkServer{t: t}
	var bulk scim.Bulk
	user := &scim.User{UserName: "kim"}
	bulk.CreateGroup(&scim.Group{DisplayName: "g", Members: []scim.Reference{bulk.CreateUser(user).Ref()}})
	for range 2 {
		if results, err := s.client().Send(t.Context(), &bulk); err != nil || results.Err() != nil {
			t.Fatal(results, err)
		}
	}
	if !reflect.DeepEqual(s.requests[0], s.requests[1]) || !reflect.DeepEqual(user, &scim.User{UserName: "kim"}) {
		t.Errorf("%+v was sent, then %+v; the user is %+v", s.requests[0], s.requests[1], user)
	}
}
