package scim_test

import (
	"context"
	"fmt"
	"log"
	"net/http"

	"github.com/jarcoal/httpmock"
	"golang.org/x/oauth2"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
	"github.com/seed-01804ef5/asgardeo-go/scim"
)

// Create a user and give it a role. Asgardeo keeps users in the store DEFAULT.
func Example() {
	ctx := context.Background()
	client, err := asgardeo.New("example",
		asgardeo.WithTokenSource(oauth2.StaticTokenSource(&oauth2.Token{AccessToken: "secret"})),
		asgardeo.WithHTTPClient(fakeServer())) // a server for this example; leave it out
	if err != nil {
		log.Fatal(err)
	}
	user, err := client.SCIM.Users.Create(ctx, &scim.User{
		UserName: "DEFAULT/robin@example.com",
		Password: "correct horse battery staple",
		Name:     &scim.Name{GivenName: "Robin", FamilyName: "Doe"},
		Emails:   []scim.Email{{Value: "robin@example.com", Primary: new(true)}},
	})
	if err != nil {
		log.Fatal(err)
	}
	role, err := client.SCIM.Roles.Update(ctx, "b03e", []scim.PatchOperation{
		{Op: scim.PatchOpAdd, Path: "users", Value: []scim.Reference{{Value: user.ID}}},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(user.UserName, "is", role.DisplayName)
	// Output:
	// DEFAULT/robin@example.com is librarian
}

func fakeServer() *http.Client {
	const root = "https://api.asgardeo.io/t/example/scim2"
	transport := httpmock.NewMockTransport()
	transport.RegisterResponder("POST", root+"/Users",
		httpmock.NewStringResponder(201, `{"id":"77d2","userName":"DEFAULT/robin@example.com"}`))
	transport.RegisterResponder("PATCH", root+"/v2/Roles/b03e",
		httpmock.NewStringResponder(200, `{"id":"b03e","displayName":"librarian"}`))
	return &http.Client{Transport: transport}
}
