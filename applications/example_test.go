package applications_test

import (
	"context"
	"fmt"
	"log"
	"net/http"

	"github.com/jarcoal/httpmock"
	"golang.org/x/oauth2"

	"github.com/seed-01804ef5/asgardeo-go/applications"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest"
)

// Create an application that gets tokens for itself, with the client credentials grant, and read its credentials.
func Example() {
	ctx := context.Background()
	client, err := asgardeo.New("example",
		asgardeo.WithTokenSource(oauth2.StaticTokenSource(&oauth2.Token{AccessToken: "secret"})),
		asgardeo.WithHTTPClient(fakeServer())) // a server for this example; leave it out
	if err != nil {
		log.Fatal(err)
	}
	app, err := client.Applications.Create(ctx, &applications.CreateRequest{
		Name:       "Nightly export",
		TemplateID: new("m2m-application"),
		InboundProtocolConfiguration: &applications.InboundProtocols{
			OIDC: &applications.OIDCConfiguration{GrantTypes: []string{"client_credentials"}},
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	config, err := client.Applications.OIDC.Get(ctx, app.ID)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(config.ClientID)
	fmt.Println(config.ClientSecret) // string(config.ClientSecret) reads it
	// Output:
	// Kx0fQ
	// [redacted]
}

func ExampleClient_Register() {
	ctx := context.Background()
	org := asgardeotest.NewServer() // an organization for this example
	defer org.Close()
	client, err := asgardeo.New(org.Organization,
		asgardeo.WithBaseURL(org.URL),
		asgardeo.WithClientCredentials(org.ClientID, org.ClientSecret))
	if err != nil {
		log.Fatal(err)
	}
	app, err := client.Applications.Register(ctx, applications.NewM2M("Nightly export"))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(app.Name)
	fmt.Println(app.ClientID != "")
	fmt.Println(app.ClientSecret) // string(app.ClientSecret) reads it
	// Output:
	// Nightly export
	// true
	// [redacted]
}

func ExampleOIDCClient_AddCallback() {
	ctx := context.Background()
	org := asgardeotest.NewServer() // an organization for this example
	defer org.Close()
	client, err := asgardeo.New(org.Organization,
		asgardeo.WithBaseURL(org.URL),
		asgardeo.WithClientCredentials(org.ClientID, org.ClientSecret))
	if err != nil {
		log.Fatal(err)
	}
	app, err := client.Applications.Register(ctx, applications.NewWeb("Shop", "https://shop.example/callback"))
	if err != nil {
		log.Fatal(err)
	}
	if err := client.Applications.OIDC.AddCallback(ctx, app.ID, "https://staging.shop.example/callback"); err != nil {
		log.Fatal(err)
	}
	config, err := client.Applications.OIDC.Get(ctx, app.ID)
	if err != nil {
		log.Fatal(err)
	}
	callbacks, err := config.Callbacks()
	if err != nil {
		log.Fatal(err)
	}
	for _, callback := range callbacks {
		fmt.Println(callback)
	}
	// Output:
	// https://shop.example/callback
	// https://staging.shop.example/callback
}

func fakeServer() *http.Client {
	const root = "https://api.asgardeo.io/t/example/api/server/v1/applications"
	transport := httpmock.NewMockTransport()
	transport.RegisterResponder("POST", root,
		httpmock.NewStringResponder(201, "").HeaderSet(http.Header{"Location": {root + "/31b7"}}))
	transport.RegisterResponder("GET", root+"/31b7",
		httpmock.NewStringResponder(200, `{"id":"31b7","name":"Nightly export"}`))
	transport.RegisterResponder("GET", root+"/31b7/inbound-protocols/oidc",
		httpmock.NewStringResponder(200, `{"clientId":"Kx0fQ","clientSecret":"p4ss"}`))
	return &http.Client{Transport: transport}
}
