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
	app, err := client.Applications.Create(ctx, applications.NewM2M("Nightly export"))
	if err != nil {
		log.Fatal(err)
	}
	config, err := client.Applications.OIDC.Get(ctx, app.ID)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(config.ClientID)
	fmt.Println(config.ClientSecret) // ClientSecret.Reveal() reads it
	// Output:
	// Kx0fQ
	// [redacted]
}

func ExampleClient_Register() {
	ctx := context.Background()
	org := asgardeotest.NewServer() // an organization for this example
	defer org.Close()
	client := org.NewClient()
	app, err := client.Applications.Register(ctx, applications.NewM2M("Nightly export"))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(app.Name)
	fmt.Println(app.ClientID != "")
	fmt.Println(app.ClientSecret) // ClientSecret.Reveal() reads it
	// Output:
	// Nightly export
	// true
	// [redacted]
}

// Change a setting of a client: read its configuration, change it, and send it back. What was read and not changed stays as
// it was, even what this version of the SDK does not know.
func ExampleOIDCClient_Replace() {
	ctx := context.Background()
	client, app, end := exampleApplication()
	defer end()
	config, err := client.Applications.OIDC.Get(ctx, app.ID)
	if err != nil {
		log.Fatal(err)
	}
	config.AccessToken.Type = new(applications.AccessTokenTypeJWT)
	config.RefreshToken.ExpiryInSeconds = new(int64(3600))
	if err := client.Applications.OIDC.Replace(ctx, app.ID, config); err != nil {
		log.Fatal(err)
	}
	config, err = client.Applications.OIDC.Get(ctx, app.ID)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(config.AccessToken.GetType(), config.RefreshToken.GetExpiryInSeconds(), config.PKCE.GetMandatory())
	// Output: JWT 3600 true
}

// Find an application by its name, and change a section of it. A section goes back as a whole.
func ExampleClient_Update() {
	ctx := context.Background()
	client, _, end := exampleApplication()
	defer end()
	app, err := client.Applications.GetByName(ctx, "Shop")
	if err != nil {
		log.Fatal(err)
	}
	advanced := app.Advanced
	advanced.SkipLoginConsent = new(true)
	app, err = client.Applications.Update(ctx, app.ID, &applications.UpdateRequest{
		Description: new("Online shop"),
		Advanced:    advanced,
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(app.Description, app.Advanced.GetSkipLoginConsent())
	// Output: Online shop true
}

// Move an application from one organization to another.
func ExampleClient_Import() {
	ctx := context.Background()
	client, app, end := exampleApplication()
	defer end()
	file, err := client.Applications.Export(ctx, app.ID, applications.ExportFormatYAML, false)
	if err != nil {
		log.Fatal(err)
	}
	defer file.Close()
	other := asgardeotest.NewServer() // another organization for this example
	defer other.Close()
	there := other.NewClient()
	imported, err := there.Applications.Import(ctx, applications.ExportFormatYAML, file)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(imported.Name)
	// Output: Shop
}

// Find applications by their names.
func ExampleClient_All_filter() {
	ctx := context.Background()
	client, _, end := exampleApplication()
	defer end()
	params := &applications.ListParams{Filter: applications.Name.StartsWith("Sh").Or(applications.Name.Equals("Kiosk"))}
	for app, err := range client.Applications.All(ctx, params) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(app.Name)
	}
	// Output:
	// Shop
}

// exampleApplication returns a client for an organization that has an application.
func exampleApplication() (client *asgardeo.Client, app *applications.Registration, end func()) {
	org := asgardeotest.NewServer()
	client = org.NewClient()
	app, err := client.Applications.Register(context.Background(), applications.NewWeb("Shop", "https://shop.example/callback"))
	if err != nil {
		log.Fatal(err)
	}
	return client, app, org.Close
}

func ExampleOIDCClient_AddCallback() {
	ctx := context.Background()
	client, app, end := exampleApplication()
	defer end()
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
