package asgardeotest_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest"
)

func TestPendingFaults(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.srv.Inject(asgardeotest.Fault{Operation: "listUsers", Status: http.StatusServiceUnavailable, Times: 2})
	for left := 1; left >= 0; left-- {
		s.do(http.MethodGet, "/scim2/Users", nil).want(http.StatusServiceUnavailable)
		if got := s.srv.PendingFaults(); got != left {
			t.Errorf("%d faults are pending, want %d", got, left)
		}
	}
	s.do(http.MethodGet, "/scim2/Users", nil).want(http.StatusOK)
}

func TestUnknownFault(t *testing.T) {
	t.Parallel()
	defer func() {
		if message, _ := recover().(string); !strings.Contains(message, `"makeUser"`) {
			t.Errorf("the panic says %q", message)
		}
	}()
	start(t).srv.Inject(asgardeotest.Fault{Operation: "makeUser"})
}

func TestOperations(t *testing.T) {
	t.Parallel()
	names := asgardeotest.Operations()
	if !slices.IsSorted(names) || !slices.Contains(names, "createApplication") || !slices.Contains(names, "token") {
		t.Errorf("the operations are %q", names)
	}
}

func TestListScopes(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.do(http.MethodPost, "/api/server/v1/api-resources", map[string]any{
		"name": "bookings", "identifier": "https://bookings.example", "scopes": []any{map[string]any{"name": "bookings:read"}},
	}).want(http.StatusCreated)
	for query, want := range map[string]int{
		"?filter=name+eq+bookings%3Aread":                                       1,
		"?filter=name+eq+internal_user_mgt_create":                              1,
		"?filter=name+sw+bookings+and+name+ew+read":                             1,
		"?filter=name+eq+nothing":                                               0,
		"?filter=name+sw+%22internal_application%22+and+name+eq+%22bookings%22": 0,
	} {
		if got := len(s.do(http.MethodGet, "/api/server/v1/scopes"+query, nil).want(http.StatusOK).array()); got != want {
			t.Errorf("%s: %d scopes, want %d", query, got, want)
		}
	}
	s.do(http.MethodGet, "/api/server/v1/scopes?filter=identifier+eq+x", nil).want(http.StatusBadRequest)
	s.with("internal_user_mgt_list").do(http.MethodGet, "/api/server/v1/scopes", nil).want(http.StatusForbidden)
}
