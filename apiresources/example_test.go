package apiresources_test

import (
	"context"
	"fmt"
	"log"
	"net/http"

	"github.com/jarcoal/httpmock"
	"golang.org/x/oauth2"

	"github.com/seed-01804ef5/asgardeo-go/apiresources"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
)

// Register an API with the scopes that its clients can request.
func Example() {
	client, err := asgardeo.New("example",
		asgardeo.WithTokenSource(oauth2.StaticTokenSource(&oauth2.Token{AccessToken: "secret"})),
		asgardeo.WithHTTPClient(fakeServer())) // a server for this example; leave it out
	if err != nil {
		log.Fatal(err)
	}
	resource, err := client.APIResources.Create(context.Background(), &apiresources.CreateRequest{
		Name:       "Orders",
		Identifier: "https://orders.example.com",
		Scopes: []apiresources.ScopeRequest{
			{Name: "orders:read", DisplayName: "Read orders"},
			{Name: "orders:write", DisplayName: "Place orders"},
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(resource.ID)
	for _, scope := range resource.Scopes {
		fmt.Println(scope.Name)
	}
	// Output:
	// 8d1c
	// orders:read
	// orders:write
}

func fakeServer() *http.Client {
	transport := httpmock.NewMockTransport()
	transport.RegisterResponder("POST", "https://api.asgardeo.io/t/example/api/server/v1/api-resources",
		httpmock.NewStringResponder(201, `{"id":"8d1c","scopes":[{"name":"orders:read"},{"name":"orders:write"}]}`))
	return &http.Client{Transport: transport}
}
