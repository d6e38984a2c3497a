package asgardeotest_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest"
)

// Start an organization, and get its keys.
func Example() {
	org := asgardeotest.NewServer()
	defer org.Close()

	resp, err := http.Get(org.URL + "/oauth2/jwks")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer resp.Body.Close()
	fmt.Println(resp.Status)
	for _, r := range org.Requests() {
		fmt.Println(r.Operation, r.Path, r.Status)
	}
	// Output:
	// 200 OK
	// oauth2.JWKS /t/testorg/oauth2/jwks 200
}

// Get a token. A scope that the client is not authorized for is dropped.
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

// Make one call fail. Afterwards no fault is pending.
func ExampleServer_Inject() {
	org := asgardeotest.NewServer()
	defer org.Close()
	org.Inject(asgardeotest.Fault{Operation: "oidc.Discovery", Status: http.StatusServiceUnavailable})

	for range 2 {
		resp, err := http.Get(org.URL + "/oauth2/token/.well-known/openid-configuration")
		if err != nil {
			fmt.Println(err)
			return
		}
		resp.Body.Close()
		fmt.Println(resp.StatusCode, org.PendingFaults())
	}
	// Output:
	// 503 0
	// 200 0
}
