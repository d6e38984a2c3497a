package asgardeo_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"

	"github.com/jarcoal/httpmock"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest"
	"github.com/seed-01804ef5/asgardeo-go/scim"
)

// exampleServer returns an HTTP client that responds like Asgardeo.
func exampleServer() *http.Client {
	mock := httpmock.NewMockTransport()
	mock.RegisterResponder("POST", "https://api.asgardeo.io/t/example/oauth2/token",
		httpmock.NewStringResponder(200, `{"access_token":"x","expires_in":3600,"scope":"internal_application_mgt_view"}`).
			HeaderSet(http.Header{"Content-Type": {"application/json"}}))
	mock.RegisterResponder("GET", "https://api.asgardeo.io/t/example/api/server/v1/applications/1",
		httpmock.NewStringResponder(200, `{"id":"1","name":"Pickup"}`))
	mock.RegisterResponder("GET", "https://api.asgardeo.io/t/example/api/server/v1/applications/2",
		httpmock.NewStringResponder(404, `{"code":"APP-60006","message":"Application not found.","traceId":"3f6c"}`))
	mock.RegisterResponder("DELETE", "https://api.asgardeo.io/t/example/api/server/v1/applications/1",
		httpmock.NewStringResponder(403, `{"code":403,"message":"Forbidden"}`))
	mock.RegisterResponder("GET", "https://api.asgardeo.io/t/example/api/server/v1/identity-providers",
		httpmock.NewStringResponder(200, `{"identityProviders":[{"name":"Google"}]}`))
	mock.RegisterResponder("GET", "https://api.asgardeo.io/t/example/api/server/v1/organizations",
		httpmock.NewStringResponder(200, `{"organizations":[{"id":"b1","name":"branch","status":"ACTIVE"}]}`))
	mock.RegisterResponder("GET", "https://api.asgardeo.io/t/example/o/scim2/Users",
		httpmock.NewStringResponder(200, `{"totalResults":2,"Resources":[{"id":"1"},{"id":"2"}]}`))
	return &http.Client{Transport: mock}
}

func ExampleNew() {
	client, err := asgardeo.New("example",
		asgardeo.WithClientCredentials("client-id", "client-secret"),
		asgardeo.WithHTTPClient(exampleServer()),
	)
	if err != nil {
		fmt.Println(err)
		return
	}
	app, err := client.Applications.Get(context.Background(), "1")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(app.Name)
	// Output: Pickup
}

func ExampleNewFromEnv() {
	for name, value := range map[string]string{
		"ASGARDEO_ORGANIZATION": "example", "ASGARDEO_CLIENT_ID": "client-id", "ASGARDEO_CLIENT_SECRET": "client-secret",
	} {
		_ = os.Setenv(name, value)
		defer os.Unsetenv(name)
	}
	client, err := asgardeo.NewFromEnv(asgardeo.WithHTTPClient(exampleServer()))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(client.GrantedScopes(context.Background()))
	// Output: [internal_application_mgt_view] <nil>
}

// A client that only creates and lists users requests only the scopes for that.
func ExampleWithScopes() {
	org := asgardeotest.NewServer()
	defer org.Close()
	client := org.NewClient(asgardeo.WithScopes(scim.Scopes(scim.OpUsersCreate, scim.OpUsersList)...))
	fmt.Println(client.GrantedScopes(context.Background()))
	// Output: [internal_user_mgt_create internal_user_mgt_list] <nil>
}

func ExampleError() {
	client, err := asgardeo.New("example",
		asgardeo.WithClientCredentials("client-id", "client-secret"),
		asgardeo.WithHTTPClient(exampleServer()),
	)
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = client.Applications.Get(context.Background(), "2")
	if errors.Is(err, asgardeo.ErrNotFound) {
		fmt.Println(err)
	}

	err = client.Applications.Delete(context.Background(), "1")
	var failure *asgardeo.Error
	if errors.As(err, &failure) {
		fmt.Println(failure.StatusCode, failure.MissingScopes())
	}
	// Output:
	// asgardeo: applications.Get: 404 Not Found: APP-60006: Application not found (trace id 3f6c)
	// 403 [internal_application_mgt_delete]
}

func ExampleClient_SubOrganization() {
	org := asgardeotest.NewServer()
	defer org.Close()
	id := org.AddSubOrganization("branch").ID
	client := org.NewClient(asgardeo.WithScopes("internal_user_mgt_list"))
	fmt.Println(client.SubOrganization(id).GrantedScopes(context.Background()))
	// Output: [internal_org_user_mgt_list] <nil>
}

// Call an operation that the SDK has no method for.
func ExampleClient_Do() {
	client, err := asgardeo.New("example", asgardeo.WithHTTPClient(exampleServer()),
		asgardeo.WithClientCredentials("client-id", "client-secret"))
	if err != nil {
		fmt.Println(err)
		return
	}
	req, err := http.NewRequest(http.MethodGet, "/api/server/v1/identity-providers?limit=10", nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	resp, err := client.Do(context.Background(), req)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer resp.Body.Close()
	var page struct {
		IdentityProviders []struct{ Name string }
	}
	if err := json.NewDecoder(resp.Body).Decode(&page); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(page.IdentityProviders)
	// Output: [{Google}]
}

func ExampleCaptureResponse() {
	client, err := asgardeo.New("example", asgardeo.WithHTTPClient(exampleServer()),
		asgardeo.WithClientCredentials("client-id", "client-secret"))
	if err != nil {
		fmt.Println(err)
		return
	}
	var info asgardeo.ResponseInfo
	ctx := asgardeo.CaptureResponse(asgardeo.WithoutRetry(context.Background()), &info)
	app, err := client.Applications.Get(ctx, "1")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(app.Name, info.StatusCode)
	// Output: Pickup 200
}
