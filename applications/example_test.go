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
