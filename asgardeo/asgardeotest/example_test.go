package asgardeotest_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest"
	"github.com/seed-01804ef5/asgardeo-go/scim"
)

// disableAll is the code under test: it prevents all users from signing in.
func disableAll(ctx context.Context, client *asgardeo.Client) error {
	for user, err := range client.SCIM.Users.All(ctx, nil) {
		if err != nil {
			return err
		}
		if err := client.SCIM.Users.Deactivate(ctx, user.ID); err != nil {
			return err
		}
	}
	return nil
}

// Test code that uses the SDK: seed the organization, run the code with a
// client for it, and inspect the result.
func Example() {
	org := asgardeotest.NewServer()
	defer org.Close()
	kim := org.AddUser("kim", "correct horse")
	client := org.NewClient()

	ctx := context.Background()
	if err := disableAll(ctx, client); err != nil {
		fmt.Println(err)
		return
	}
	user, err := client.SCIM.Users.Get(ctx, kim)
	if err != nil {
		fmt.Println(err)
		return
	}
	disabled, _ := user.WSO2.Bool("accountDisabled")
	fmt.Println(user.UserName, disabled)
	for _, r := range org.Requests() {
		if r.Method == http.MethodPatch {
			fmt.Println(r.Operation, r.Status)
		}
	}
	// Output:
	// kim true
	// scim.Users.Update 200
}

// Without the SDK: get a token. A scope that the client is not authorized for is
// dropped.
func ExampleNewServer() {
	org := asgardeotest.NewServer(asgardeotest.WithOrganization("acme"))
	defer org.Close()

	resp, err := org.Client().PostForm(org.URL+"/oauth2/token", url.Values{
		"grant_type":    {"client_credentials"},
		"client_id":     {org.ClientID},
		"client_secret": {org.ClientSecret},
		"scope":         {"internal_user_mgt_list not_a_scope"},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer resp.Body.Close()
	var token struct {
		Scope     string `json:"scope"`
		ExpiresIn int    `json:"expires_in"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&token); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(resp.Status, token.Scope, token.ExpiresIn)
	// Output: 200 OK internal_user_mgt_list 3600
}

// A client with its own options: it asks for one scope only.
func ExampleServer_NewClient() {
	org := asgardeotest.NewServer()
	defer org.Close()
	org.AddUser("kim", "")
	client := org.NewClient(asgardeo.WithScopes(scim.Scopes(scim.OpUsersList)...))

	page, err := client.SCIM.Users.List(context.Background(), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = client.Applications.List(context.Background(), nil)
	fmt.Println(page.TotalResults, errors.Is(err, asgardeo.ErrForbidden))
	// Output: 1 true
}

// Make requests fail. The client repeats a request that failed for a temporary
// reason. It does not repeat the creation of a user if the connection ended
// before a response, because the user may exist.
func ExampleServer_Inject() {
	org := asgardeotest.NewServer()
	defer org.Close()
	client := org.NewClient(asgardeo.WithRetry(asgardeo.RetryPolicy{BaseDelay: 1}))

	ctx := context.Background()
	org.Inject(asgardeotest.Fault{Operation: "scim.Users.List", Status: http.StatusServiceUnavailable})
	_, err := client.SCIM.Users.List(ctx, nil)
	fmt.Println(err, org.PendingFaults())

	org.Inject(asgardeotest.Fault{
		Operation:  "scim.Users.Create",
		Disconnect: asgardeotest.ResetConnection,
		After:      true,
	})
	_, err = client.SCIM.Users.Create(ctx, &scim.User{UserName: "kim"})
	fmt.Println(errors.Is(err, asgardeo.ErrOutcomeUnknown), len(org.Users()))
	// Output:
	// <nil> 0
	// true 1
}

// Seed a sub-organization, and list its users.
func ExampleServer_AddSubOrganization() {
	org := asgardeotest.NewServer()
	defer org.Close()
	branch := org.AddSubOrganization("branch")
	branch.AddUser("lee", "")
	client := org.NewClient().SubOrganization(branch.ID)

	for user, err := range client.SCIM.Users.All(context.Background(), nil) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(user.UserName)
	}
	// Output: lee
}
