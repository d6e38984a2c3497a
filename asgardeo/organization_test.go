package asgardeo_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/oauth2"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/secret"
	"github.com/seed-01804ef5/asgardeo-go/internal/standin"
	"github.com/seed-01804ef5/asgardeo-go/scim"
)

// standIn starts an organization and returns a client for it with short delays between attempts.
func standIn(t *testing.T, options ...asgardeo.Option) (*asgardeotest.Server, *asgardeo.Client) {
	t.Helper()
	return standin.Start(t, append([]asgardeo.Option{asgardeo.WithRetry(asgardeo.RetryPolicy{BaseDelay: 1})}, options...)...)
}

// sent returns the operations of the requests that the server received.
func sent(org *asgardeotest.Server) string {
	var names []string
	for _, r := range org.Requests() {
		names = append(names, r.Operation)
	}
	return strings.Join(names, " ")
}

// revoke revokes a token without the client.
func revoke(t *testing.T, org *asgardeotest.Server, client *asgardeo.Client) {
	t.Helper()
	token, err := client.Token(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, org.URL+"/oauth2/revoke",
		strings.NewReader(url.Values{"token": {token.AccessToken}}.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.SetBasicAuth(org.ClientID, org.ClientSecret)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	if resp.Body.Close(); resp.StatusCode != http.StatusOK {
		t.Fatalf("revoking: %s", resp.Status)
	}
}

// accepts reports whether the server accepts a token.
func accepts(t *testing.T, org *asgardeotest.Server, path, token string) bool {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, org.URL+path, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	if resp.Body.Close(); resp.StatusCode != http.StatusOK && resp.StatusCode != http.StatusUnauthorized {
		t.Fatalf("%s: %s", path, resp.Status)
	}
	return resp.StatusCode == http.StatusOK
}

func TestOrganization(t *testing.T) {
	t.Parallel()
	org, client := standIn(t)
	id := org.AddSubOrganization("branch").ID
	branch := client.SubOrganization(id)
	if client.SubOrganization(id) != branch || branch.SubOrganization(id) != branch {
		t.Error("the same id gives another client")
	}
	made, err := branch.SCIM.Users.Create(t.Context(), &scim.User{UserName: "kim", Password: secret.New("Passw0rd!"), Emails: []scim.Email{{Value: "kim@example.com"}}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := branch.SCIM.Users.Get(t.Context(), made.ID); err != nil {
		t.Error(err)
	}
	if _, err := client.SCIM.Users.Get(t.Context(), made.ID); !errors.Is(err, asgardeo.ErrNotFound) {
		t.Errorf("the user is in the root organization too: %v", err)
	}
	if want := "oauth2.Token oauth2.Token scim.Users.Create scim.Users.Get scim.Users.Get"; sent(org) != want {
		t.Errorf("sent %s, want %s", sent(org), want)
	}
	scopes, err := branch.GrantedScopes(t.Context())
	if err != nil || !slices.Contains(scopes, "internal_org_user_mgt_create") || slices.ContainsFunc(scopes, func(s string) bool { return !strings.HasPrefix(s, "internal_org_") }) {
		t.Errorf("got %v, %v", scopes, err)
	}
	root, err := client.ProviderMetadata(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if below, err := branch.ProviderMetadata(t.Context()); err != nil || below.Issuer != root.Issuer {
		t.Errorf("got %v, %v, want %v", below, err, root)
	}
}

func TestOrganizationSharesTokenRequests(t *testing.T) {
	t.Parallel()
	org, client := standIn(t)
	id := org.AddSubOrganization("branch").ID
	var wg sync.WaitGroup
	for range 100 {
		wg.Go(func() {
			if _, err := client.SubOrganization(id).Token(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if sent(org) != "oauth2.Token oauth2.Token" {
		t.Errorf("sent %s", sent(org))
	}
}

func TestOrganizationRenewsTokens(t *testing.T) {
	t.Parallel()
	for name, of := range map[string]func(root, branch *asgardeo.Client) []*asgardeo.Client{
		"its own": func(_, branch *asgardeo.Client) []*asgardeo.Client { return []*asgardeo.Client{branch} },
		"both":    func(root, branch *asgardeo.Client) []*asgardeo.Client { return []*asgardeo.Client{branch, root} },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			org, client := standIn(t)
			branch := client.SubOrganization(org.AddSubOrganization("branch").ID)
			if _, err := branch.SCIM.Users.List(t.Context(), nil); err != nil {
				t.Fatal(err)
			}
			for _, revoked := range of(client, branch) {
				revoke(t, org, revoked)
			}
			if _, err := branch.SCIM.Users.List(t.Context(), nil); err != nil {
				t.Errorf("got %v after %s", err, sent(org))
			}
		})
	}
}

func TestOrganizationRefuses(t *testing.T) {
	t.Parallel()
	org, client := standIn(t)
	static, err := asgardeo.New("example", asgardeo.WithTokenSource(oauth2.StaticTokenSource(&oauth2.Token{AccessToken: "x"})))
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		client *asgardeo.Client
		is     error
		shows  string
	}{
		"no id":        {client.SubOrganization(""), asgardeo.ErrInvalidInput, "the id of the sub-organization is empty"},
		"unknown":      {client.SubOrganization("6a1e0b3c-0000-0000-0000-000000000000"), nil, "no access token"},
		"static token": {static.SubOrganization("1"), asgardeo.ErrInvalidInput, "requires WithClientCredentials"},
	} {
		_, err := tt.client.SCIM.Users.Get(t.Context(), "1")
		if e := new(asgardeo.TokenError); !errors.As(err, &e) || tt.is != nil && !errors.Is(err, tt.is) || !strings.Contains(err.Error(), tt.shows) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if sent(org) != "oauth2.Token oauth2.Token" {
		t.Errorf("sent %s", sent(org))
	}
}

// A scope with the name that it has in sub-organizations is requested unchanged.
func TestOrganizationRequestsItsOwnScopeNames(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ given, want []string }{
		{[]string{"internal_user_mgt_list"}, []string{"internal_org_user_mgt_list"}},
		{[]string{"internal_org_group_mgt_view"}, []string{"internal_org_group_mgt_view"}},
		{[]string{"internal_org_role_mgt_view", "internal_user_mgt_view"}, []string{"internal_org_role_mgt_view", "internal_org_user_mgt_view"}},
	} {
		org, client := standIn(t, asgardeo.WithScopes(tt.given...))
		got, err := client.SubOrganization(org.AddSubOrganization("branch").ID).GrantedScopes(t.Context())
		if slices.Sort(got); err != nil || !slices.Equal(got, tt.want) {
			t.Errorf("%q: granted %q, %v, want %q", tt.given, got, err, tt.want)
		}
	}
}

// The error of a rejected call names the scopes of the sub-organization.
func TestForbiddenErrorNamesTheScopesOfTheOrganization(t *testing.T) {
	t.Parallel()
	org, client := standIn(t, asgardeo.WithScopes("internal_user_mgt_list", "internal_org_group_mgt_view", "openid"))
	branch := client.SubOrganization(org.AddSubOrganization("branch").ID)
	_, err := branch.SCIM.Users.Create(t.Context(), &scim.User{UserName: "kim"})
	var e *asgardeo.Error
	if !errors.As(err, &e) || !errors.Is(err, asgardeo.ErrForbidden) || fmt.Sprint(e.RequiredScopes) != "[internal_org_user_mgt_create]" ||
		!slices.Contains(e.GrantedScopes, "internal_org_user_mgt_list") {
		t.Errorf("got %v", err)
	}
}

func TestClose(t *testing.T) {
	t.Parallel()
	for name, revokes := range map[string]bool{"revokes": true, "sends nothing": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var options []asgardeo.Option
			if revokes {
				options = append(options, asgardeo.WithRevokeOnClose())
			}
			org, client := standIn(t, options...)
			branch := client.SubOrganization(org.AddSubOrganization("branch").ID)
			if _, err := branch.SCIM.Users.List(t.Context(), nil); err != nil {
				t.Fatal(err)
			}
			tokens := map[string]string{} // and the paths of their requests
			for path, c := range map[string]*asgardeo.Client{"/scim2/Users": client, "/o/scim2/Users": branch} {
				token, err := c.Token(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				tokens[token.AccessToken] = path
			}
			unused := client.SubOrganization("unused")
			org.ResetRequests()
			for range 2 {
				if err := branch.Close(t.Context()); err != nil {
					t.Error(err)
				}
				if err := client.Close(t.Context()); err != nil {
					t.Error(err)
				}
			}
			if want := map[bool]string{true: "oauth2.Revoke oauth2.Revoke"}[revokes]; sent(org) != want {
				t.Errorf("sent %q, want %q", sent(org), want)
			}
			for token, path := range tokens {
				if got := accepts(t, org, path, token); got == revokes {
					t.Errorf("%s takes the token: %v", path, got)
				}
			}
			org.ResetRequests()
			for _, c := range []*asgardeo.Client{client, branch, unused, client.SubOrganization("later")} {
				_, err := c.SCIM.Users.Get(t.Context(), "1")
				if e := new(asgardeo.Error); !errors.Is(err, asgardeo.ErrClosed) || !errors.As(err, &e) || e.StatusCode != 0 {
					t.Errorf("a call after the end: %v", err)
				}
				if _, err := c.Token(t.Context()); !errors.Is(err, asgardeo.ErrClosed) {
					t.Errorf("a token after the end: %v", err)
				}
				if _, err := c.ProviderMetadata(t.Context()); !errors.Is(err, asgardeo.ErrClosed) {
					t.Errorf("metadata after the end: %v", err)
				}
			}
			if sent(org) != "" {
				t.Errorf("sent %s after the end", sent(org))
			}
		})
	}
}

func TestCloseReportsWhatFailed(t *testing.T) {
	t.Parallel()
	org, client := standIn(t, asgardeo.WithRevokeOnClose())
	token, err := client.Token(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	org.Inject(asgardeotest.Fault{Operation: "oauth2.Revoke", Status: 400, Body: `{"error":"invalid_request","error_description":"not ` + token.AccessToken + `"}`})
	err = client.Close(t.Context())
	if e := new(asgardeo.Error); !errors.As(err, &e) || e.StatusCode != 400 || e.Operation != "oauth2.Revoke" || strings.Contains(fmt.Sprint(err, string(e.Body)), token.AccessToken) {
		t.Errorf("got %v", err)
	}
	if err := client.Close(t.Context()); err != nil {
		t.Errorf("the second time: %v", err)
	}

	org, client = standIn(t, asgardeo.WithRevokeOnClose())
	if _, err := client.Token(t.Context()); err != nil {
		t.Fatal(err)
	}
	org.Inject(asgardeotest.Fault{Operation: "oauth2.Revoke", Status: 503, Times: 2})
	if err := client.Close(t.Context()); err != nil || sent(org) != "oauth2.Token oauth2.Revoke oauth2.Revoke oauth2.Revoke" {
		t.Errorf("a passing failure: %v after %s", err, sent(org))
	}
}

// A client without a token, or with a token request in progress, has no token to revoke.
func TestCloseWithoutATokenRevokesNothing(t *testing.T) {
	t.Parallel()
	org, client := standIn(t, asgardeo.WithRevokeOnClose())
	if err := client.Close(t.Context()); err != nil || sent(org) != "" {
		t.Errorf("got %v, sent %s", err, sent(org))
	}
	static, err := asgardeo.New("example", asgardeo.WithTokenSource(oauth2.StaticTokenSource(&oauth2.Token{AccessToken: "x"})))
	if err != nil {
		t.Fatal(err)
	}
	if err := static.Close(context.Background()); err != nil {
		t.Error(err)
	}
	if _, err := static.Token(t.Context()); !errors.Is(err, asgardeo.ErrClosed) {
		t.Errorf("a token after the end: %v", err)
	}
}
