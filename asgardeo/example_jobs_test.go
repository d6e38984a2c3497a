package asgardeo_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"github.com/jarcoal/httpmock"
	"golang.org/x/oauth2"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/secret"
	"github.com/seed-01804ef5/asgardeo-go/scim"
)

// Create a user and a role that grants a scope, and assign the role to the user.
func Example_onboardUser() {
	org := asgardeotest.NewServer() // an organization for this example
	defer org.Close()
	org.AddAPIResource("https://orders.example", "orders:read")
	client := org.NewClient()

	ctx := context.Background()
	user, err := client.SCIM.Users.Create(ctx, &scim.User{
		UserName: "DEFAULT/kim@example.com",
		Password: secret.New("a good Passw0rd"),
		Emails:   []scim.Email{{Value: "kim@example.com"}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	role, err := client.SCIM.Roles.Create(ctx, &scim.Role{
		DisplayName: "buyer",
		Permissions: []scim.Reference{{Value: "orders:read"}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	if _, err := client.SCIM.Roles.AddUsers(ctx, role.ID, user.ID); err != nil {
		fmt.Println(err)
		return
	}
	user, err = client.SCIM.Users.Get(ctx, user.ID)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, role := range user.Roles {
		fmt.Println(user.UserName, role.Display)
	}
	// Output: DEFAULT/kim@example.com buyer
}

// The errors that most programs handle.
func Example_errors() {
	org := asgardeotest.NewServer()
	defer org.Close()
	kim := org.AddUser("kim", "")
	client := org.NewClient(asgardeo.WithScopes(scim.Scopes(scim.OpUsersCreate, scim.OpUsersGet)...), asgardeo.WithRetry(asgardeo.RetryPolicy{MaxAttempts: 1}))
	intruder := org.NewClient(asgardeo.WithClientCredentials(org.ClientID, "wrong"))

	ctx := context.Background()
	report := func(err error) {
		var failure *asgardeo.Error
		switch {
		case errors.Is(err, asgardeo.ErrUnauthorized):
			fmt.Println("the credentials are wrong")
		case errors.Is(err, asgardeo.ErrNotFound):
			fmt.Println("the resource does not exist")
		case errors.Is(err, asgardeo.ErrConflict):
			fmt.Println("the name is taken")
		case errors.Is(err, asgardeo.ErrRateLimited) && errors.As(err, &failure):
			fmt.Println("try again in", failure.RetryAfter)
		case errors.Is(err, asgardeo.ErrForbidden) && errors.As(err, &failure):
			fmt.Println("the application needs", failure.MissingScopes())
		default:
			fmt.Println(err)
		}
	}
	_, err := intruder.SCIM.Users.Get(ctx, kim)
	report(err)
	_, err = client.SCIM.Users.Get(ctx, "8c5ff1c4-8d1c-4b4c-9b5c-3f1d6f0d4f9e")
	report(err)
	_, err = client.SCIM.Users.Create(ctx, &scim.User{UserName: "kim"})
	report(err)
	report(client.SCIM.Users.Delete(ctx, kim))
	org.Inject(asgardeotest.Fault{
		Operation: "scim.Users.Get",
		Status:    http.StatusTooManyRequests,
		Header:    http.Header{"Retry-After": {"30"}},
	})
	_, err = client.SCIM.Users.Get(ctx, kim)
	report(err)
	// Output:
	// the credentials are wrong
	// the resource does not exist
	// the name is taken
	// the application needs [internal_user_mgt_delete]
	// try again in 30s
}

// Mock one call with httpmock. For code that makes several calls, package asgardeotest is less work.
func Example_httpmock() {
	mock := httpmock.NewMockTransport()
	mock.RegisterResponder("GET", "https://api.asgardeo.io/t/example/scim2/Users/1",
		httpmock.NewStringResponder(200, `{"id":"1","userName":"kim"}`))
	client, err := asgardeo.New("example",
		asgardeo.WithTokenSource(oauth2.StaticTokenSource(&oauth2.Token{AccessToken: "any"})),
		asgardeo.WithHTTPClient(&http.Client{Transport: mock}))
	if err != nil {
		fmt.Println(err)
		return
	}
	user, err := client.SCIM.Users.Get(context.Background(), "1")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(user.UserName)
	// Output: kim
}

// Get the tokens from another source, here from another client.
func ExampleWithTokenSource() {
	org := asgardeotest.NewServer()
	defer org.Close()
	org.AddUser("kim", "")
	source := org.NewClient(asgardeo.WithScopes(scim.Scopes(scim.OpUsersList)...)).TokenSource(context.Background())

	client, err := asgardeo.New(org.Organization, asgardeo.WithBaseURL(org.URL), asgardeo.WithTokenSource(source))
	if err != nil {
		fmt.Println(err)
		return
	}
	page, err := client.SCIM.Users.List(context.Background(), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, user := range page.Users {
		fmt.Println(user.UserName)
	}
	// Output: kim
}

// Find a sub-organization by its name, and use the client for it. The SDK has no method for the organization
// management API yet, so Do sends the request.
func ExampleClient_SubOrganization_byName() {
	client, err := asgardeo.New("example",
		asgardeo.WithClientCredentials("client-id", "client-secret"),
		asgardeo.WithHTTPClient(exampleServer()))
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx := context.Background()
	query := url.Values{"filter": {`name eq "branch"`}}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "/api/server/v1/organizations?"+query.Encode(), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	resp, err := client.Do(ctx, req)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer resp.Body.Close()
	var found struct {
		Organizations []struct{ ID, Name string }
	}
	if err := json.NewDecoder(resp.Body).Decode(&found); err != nil {
		fmt.Println(err)
		return
	}
	for _, o := range found.Organizations {
		branch := client.SubOrganization(o.ID)
		users, err := branch.SCIM.Users.List(ctx, nil)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(o.Name, users.TotalResults)
	}
	// Output: branch 2
}
