package asgardeo_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest"
	"github.com/seed-01804ef5/asgardeo-go/internal/standin"
)

// Do sends the same request as a method, with the token, to the organization and to a sub-organization.
func TestDoInAnOrganization(t *testing.T) {
	t.Parallel()
	org, client := standin.Start(t, asgardeo.WithRetry(asgardeo.RetryPolicy{BaseDelay: 1}))
	branch := client.SubOrganization(org.AddSubOrganization("branch").ID)
	for name, c := range map[string]*asgardeo.Client{"organization": client, "sub-organization": branch} {
		post, err := http.NewRequest(http.MethodPost, "/scim2/Groups", strings.NewReader(`{"displayName":"DEFAULT/pharmacists"}`))
		if err != nil {
			t.Fatal(err)
		}
		var info asgardeo.ResponseInfo
		resp, err := c.Do(asgardeo.CaptureResponse(t.Context(), &info), post)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		var group struct{ ID string }
		if err := json.NewDecoder(resp.Body).Decode(&group); err != nil || resp.Body.Close() != nil || info.StatusCode != http.StatusCreated {
			t.Errorf("%s: got %+v, %v", name, info, err)
		}
		if got, err := c.SCIM.Groups.Get(t.Context(), group.ID); err != nil || got.DisplayName != "DEFAULT/pharmacists" {
			t.Errorf("%s: got %v, %v", name, got, err)
		}
		// The Location header is an absolute URL of the resource.
		get, err := http.NewRequest(http.MethodGet, info.Header.Get("Location"), nil)
		if err != nil {
			t.Fatal(err)
		}
		resp, err = c.Do(t.Context(), get)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		resp.Body.Close()
	}
}

// A request with a temporary failure is retried, and a rejected one returns the error of the server.
func TestDoFailsInAnOrganization(t *testing.T) {
	t.Parallel()
	org, client := standin.Start(t, asgardeo.WithRetry(asgardeo.RetryPolicy{BaseDelay: 1}), asgardeo.WithScopes("internal_application_mgt_view"))
	if _, err := client.Token(t.Context()); err != nil {
		t.Fatal(err)
	}
	org.Inject(asgardeotest.Fault{Status: http.StatusTooManyRequests, Times: 2})
	list, err := http.NewRequest(http.MethodGet, "/api/server/v1/applications?limit=1", nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := client.Do(t.Context(), list)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	refused, err := http.NewRequest(http.MethodDelete, "/api/server/v1/applications/1", nil)
	if err != nil {
		t.Fatal(err)
	}
	_, err = client.Do(t.Context(), refused)
	var e *asgardeo.Error
	if !errors.Is(err, asgardeo.ErrForbidden) || !errors.As(err, &e) || e.Method != http.MethodDelete || !slices.Equal(e.GrantedScopes, []string{"internal_application_mgt_view"}) {
		t.Errorf("got %v", err)
	}
}
