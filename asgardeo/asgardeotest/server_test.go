package asgardeotest_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest"
)

func TestOptions(t *testing.T) {
	s := start(t,
		asgardeotest.WithOrganization("acme"),
		asgardeotest.WithManagementApp("my-client", "my-secret"),
		asgardeotest.WithGrantableScopes("internal_user_mgt_list"),
		asgardeotest.WithAddr("localhost:0"),
	)
	if !strings.HasPrefix(s.srv.URL, "http://") || !strings.HasSuffix(s.srv.URL, "/t/acme") || s.srv.Organization != "acme" {
		t.Errorf("URL %q, organization %q", s.srv.URL, s.srv.Organization)
	}
	s.grant("my-client", "my-secret", "internal_user_mgt_list internal_user_mgt_view").
		want(200).wantMembers(object{"scope": "internal_user_mgt_list"})
	s.do("GET", "/scim2/Users", nil).want(200)
	s.do("GET", "/api/server/v1/applications", nil).want(403)
}

func TestOptionsRefused(t *testing.T) {
	occupied := start(t)
	for name, opt := range map[string]asgardeotest.Option{
		"public address":     asgardeotest.WithAddr("0.0.0.0:0"),
		"all addresses":      asgardeotest.WithAddr(":0"),
		"malformed address":  asgardeotest.WithAddr("127.0.0.1"),
		"address in use":     asgardeotest.WithAddr(strings.TrimPrefix(strings.TrimSuffix(occupied.srv.URL, "/t/testorg"), "http://")),
		"empty organization": asgardeotest.WithOrganization(""),
		"slash":              asgardeotest.WithOrganization("a/b"),
		"dots":               asgardeotest.WithOrganization(".."),
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("NewServer did not panic")
				}
			}()
			asgardeotest.NewServer(opt).Close()
		})
	}
}

func BenchmarkNewServer(b *testing.B) {
	for b.Loop() {
		asgardeotest.NewServer().Close()
	}
}

func TestCloseTwice(t *testing.T) {
	srv := asgardeotest.NewServer()
	srv.Close()
	srv.Close()
	if _, err := srv.Client().Get(srv.URL); err == nil {
		t.Error("the server still answers")
	}
}

func TestCloseLeavesNoGoroutines(t *testing.T) {
	before := runtime.NumGoroutine()
	for range 3 {
		s := start(t)
		s.do("GET", "/scim2/Users", nil).want(200)
		s.srv.Close()
	}
	late := outOfTime(t)
	for runtime.NumGoroutine() > before {
		select {
		case <-late:
			t.Fatalf("%d goroutines, %d before", runtime.NumGoroutine(), before)
		case <-time.After(time.Millisecond):
		}
	}
}

func TestInject(t *testing.T) {
	s := start(t)
	s.srv.Inject(asgardeotest.Fault{
		Operation: "scim.Users.Create", Status: 503, Times: 2,
		Header: http.Header{"Retry-After": {"1"}}, Body: `{"detail":"busy"}`,
	})
	s.do("GET", "/scim2/Users", nil).want(200)
	for range 2 {
		s.do("POST", "/scim2/Users", object{"userName": "alice"}).want(503).
			wantHeader("Retry-After", "1").wantHeader("Content-Type", "application/json").
			wantMembers(object{"detail": "busy"})
	}
	s.do("GET", "/scim2/Users", nil).wantMembers(object{"totalResults": 0})
	s.do("POST", "/scim2/Users", object{"userName": "alice"}).want(201)

	s.srv.Inject(asgardeotest.Fault{Status: 429})
	s.do("GET", "/nowhere", nil).want(429).wantEmpty()
	s.do("GET", "/nowhere", nil).want(404)
}

func TestInjectLatency(t *testing.T) {
	s := start(t)
	s.srv.Inject(asgardeotest.Fault{Operation: "scim.Users.List", Latency: 30 * time.Millisecond})
	begin := time.Now()
	s.do("GET", "/scim2/Users", nil).want(200)
	if time.Since(begin) < 30*time.Millisecond {
		t.Error("the request was not delayed")
	}
}

func TestInjectLatencyEndsEarly(t *testing.T) {
	for name, end := range map[string]func(*asgardeotest.Server, context.CancelFunc){
		"client gone":   func(_ *asgardeotest.Server, cancel context.CancelFunc) { cancel() },
		"server closed": func(srv *asgardeotest.Server, _ context.CancelFunc) { srv.Close() },
	} {
		t.Run(name, func(t *testing.T) {
			srv := asgardeotest.NewServer()
			defer srv.Close()
			srv.Inject(asgardeotest.Fault{Latency: time.Hour, Status: 500})
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			req, err := http.NewRequestWithContext(ctx, http.MethodGet, srv.URL, nil)
			if err != nil {
				t.Fatal(err)
			}
			finished := make(chan struct{})
			go func() {
				defer close(finished)
				if resp, err := srv.Client().Do(req); err == nil {
					resp.Body.Close()
				}
			}()
			time.Sleep(20 * time.Millisecond)
			end(srv, cancel)
			select {
			case <-finished:
			case <-outOfTime(t):
				t.Fatal("the delay did not end")
			}
		})
	}
}

func TestInjectRefusesNonsense(t *testing.T) {
	srv := start(t).srv
	for name, fault := range map[string]asgardeotest.Fault{
		"informational status": {Status: 101},
		"unknown break":        {Disconnect: 9},
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("Inject did not panic")
				}
			}()
			srv.Inject(fault)
		})
	}
}

func TestRequestsShowNoSecret(t *testing.T) {
	t.Parallel()
	s := start(t)
	for name, hidden := range map[string]bool{
		"client_secret": true, "clientSecret": true, "Client_Secret": true, "client_assertion": true, "assertion": true,
		"code": true, "Code": true, "code_verifier": true, "password": true, "newPassword": true, "token": true, "access_token": true,
		"refresh_token": true, "subject_token": true, "actor_token": true, "id_token_hint": true,
		"scope": false, "filter": false, "countryCode": false,
	} {
		s.srv.ResetRequests()
		s.do("GET", "/scim2/Users?"+name+"=hush&"+name+"=hush", nil)
		if got := s.srv.Requests()[0].RawQuery; strings.Contains(got, "hush") == hidden {
			t.Errorf("%s: the query is logged as %q, want its values hidden: %t", name, got, hidden)
		}
	}
}

func TestRequests(t *testing.T) {
	s := start(t)
	s.srv.ResetRequests()
	s.do("GET", "/scim2/Users?count=1", nil).want(200)
	s.do("POST", "/api/server/v1/applications", object{}).want(400)
	s.form("/oauth2/token?client_secret=hush", url.Values{}).want(400)
	s.do("GET", "/nowhere", nil).want(404)
	want := []asgardeotest.Request{
		{Operation: "scim.Users.List", Method: "GET", Path: "/t/testorg/scim2/Users", RawQuery: "count=1", Status: 200},
		{Operation: "applications.Create", Method: "POST", Path: "/t/testorg/api/server/v1/applications", Status: 400},
		{Operation: "oauth2.Token", Method: "POST", Path: "/t/testorg/oauth2/token", RawQuery: "client_secret=REDACTED", Status: 400},
		{Method: "GET", Path: "/t/testorg/nowhere", Status: 404},
	}
	if got := s.srv.Requests(); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("log is %v, want %v", got, want)
	}
	s.srv.ResetRequests()
	if got := s.srv.Requests(); len(got) != 0 {
		t.Errorf("log is %v after the reset", got)
	}
}

func TestConcurrentUse(t *testing.T) {
	s := start(t)
	resource := s.create("/api/server/v1/api-resources", object{
		"name": "Pharmacy", "identifier": "https://pharmacy.example", "scopes": list{object{"name": "read"}},
	})
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			name := fmt.Sprintf("app-%d", i)
			app := s.create("/api/server/v1/applications", object{
				"name":                         name,
				"inboundProtocolConfiguration": object{"oidc": complete(object{"grantTypes": list{"client_credentials"}, "accessToken": object{"type": "JWT"}})},
			})
			s.do("POST", "/api/server/v1/applications/"+app+"/authorized-apis",
				object{"id": resource, "policyIdentifier": "RBAC", "scopes": list{"read"}}).want(200)
			oidc := s.do("GET", "/api/server/v1/applications/"+app+"/inbound-protocols/oidc", nil).want(200).object()
			s.tokenFor(oidc["clientId"].(string), oidc["clientSecret"].(string), "read")
			user := s.create("/scim2/Users", object{"userName": name})
			s.create("/scim2/v2/Roles", object{"displayName": name, "users": list{object{"value": user}}})
			s.do("GET", "/scim2/Users", nil).want(200)
			s.srv.Inject(asgardeotest.Fault{Operation: "scim.Bulk.Send", Status: 500})
			s.srv.Requests()
			s.srv.AddSubOrganization(name)
			s.do("DELETE", "/scim2/Users/"+user, nil).want(204)
			s.do("DELETE", "/api/server/v1/applications/"+app, nil).want(204)
		})
	}
	group.Wait()
	s.do("GET", "/api/server/v1/applications", nil).wantMembers(object{"totalResults": 0})
}
