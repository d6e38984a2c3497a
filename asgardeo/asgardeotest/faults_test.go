package asgardeotest_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest"
)

func TestPendingFaults(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.srv.Inject(asgardeotest.Fault{Operation: "scim.Users.List", Status: http.StatusServiceUnavailable, Times: 2})
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
	if !slices.IsSorted(names) || !slices.Contains(names, "applications.Create") || !slices.Contains(names, "oauth2.Token") {
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

// The client sees a broken response, and the effect of the request stays.
func TestBrokenAnswersKeepTheirEffect(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		fault  asgardeotest.Fault
		want   error // the error of reading the response
		effect int
		logged int
	}{
		"reset":                 {asgardeotest.Fault{Disconnect: asgardeotest.ResetConnection}, syscall.ECONNRESET, 0, 0},
		"reset after":           {asgardeotest.Fault{Disconnect: asgardeotest.ResetConnection, After: true}, syscall.ECONNRESET, 1, 0},
		"reset within":          {asgardeotest.Fault{Disconnect: asgardeotest.ResetMidResponse}, syscall.ECONNRESET, 1, 201},
		"truncated":             {asgardeotest.Fault{Disconnect: asgardeotest.TruncateResponse}, io.ErrUnexpectedEOF, 1, 201},
		"other answer":          {asgardeotest.Fault{Status: 503}, nil, 0, 503},
		"other answer after":    {asgardeotest.Fault{Status: 503, After: true}, nil, 1, 503},
		"other truncated":       {asgardeotest.Fault{Status: 503, Body: "sorry", Disconnect: asgardeotest.TruncateResponse}, io.ErrUnexpectedEOF, 0, 503},
		"truncated, no body":    {asgardeotest.Fault{Status: 503, Disconnect: asgardeotest.TruncateResponse}, io.ErrUnexpectedEOF, 0, 503},
		"other truncated after": {asgardeotest.Fault{Status: 503, Body: "sorry", Disconnect: asgardeotest.TruncateResponse, After: true}, io.ErrUnexpectedEOF, 1, 503},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := start(t)
			test.fault.Operation = "scim.Users.Create"
			s.srv.Inject(test.fault)
			req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.srv.URL+"/scim2/Users", strings.NewReader(`{"userName":"kim"}`))
			if err != nil {
				t.Fatal(err)
			}
			req.Header = http.Header{"Authorization": {"Bearer " + s.token}, "Content-Type": {"application/json"}}
			resp, err := s.srv.Client().Do(req)
			if err == nil {
				_, err = io.ReadAll(resp.Body)
				resp.Body.Close()
			}
			if !errors.Is(err, test.want) {
				t.Errorf("the client sees %v, want %v", err, test.want)
			}
			log := s.srv.Requests()
			if last := log[len(log)-1]; last.Operation != "scim.Users.Create" || last.Status != test.logged {
				t.Errorf("the log ends with %v, want status %d", last, test.logged)
			}
			if got := s.do("GET", "/scim2/Users", nil).want(200).object()["Resources"]; len(names(got, "id")) != test.effect {
				t.Errorf("the users are %v, want %d", got, test.effect)
			}
		})
	}
}

// Without a connection to break, the handler is aborted.
func TestBreakWithoutConnection(t *testing.T) {
	t.Parallel()
	srv := start(t).srv
	srv.Inject(asgardeotest.Fault{Disconnect: asgardeotest.TruncateResponse})
	defer func() {
		if got := recover(); got != http.ErrAbortHandler {
			t.Errorf("the handler panics with %v, want %v", got, http.ErrAbortHandler)
		}
	}()
	srv.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, srv.URL, nil))
}

func TestLogIsBounded(t *testing.T) {
	t.Parallel()
	s := start(t)
	const most = 10000
	for i := range 2*most + 1 {
		s.srv.Record(asgardeotest.Request{Status: i})
	}
	log := s.srv.Requests()
	if len(log) != most || log[0].Status != most+1 || log[most-1].Status != 2*most {
		t.Errorf("%d entries from %v to %v", len(log), log[0], log[len(log)-1])
	}
}
