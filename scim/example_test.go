package scim_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"net/http"

	"github.com/jarcoal/httpmock"
	"golang.org/x/oauth2"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/secret"
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
		Password: secret.New("correct horse battery staple"),
		Name:     &scim.Name{GivenName: "Robin", FamilyName: "Doe"},
		Emails:   []scim.Email{{Value: "robin@example.com", Primary: new(true)}},
	})
	if err != nil {
		log.Fatal(err)
	}
	role, err := client.SCIM.Roles.AddUsers(ctx, "b03e", user.ID)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(user.UserName, "is", role.DisplayName)
	// Output:
	// DEFAULT/robin@example.com is librarian
}

// Create users, and in the same request a group that they are in.
func ExampleBulk() {
	client, err := asgardeo.New("example",
		asgardeo.WithTokenSource(oauth2.StaticTokenSource(&oauth2.Token{AccessToken: "secret"})),
		asgardeo.WithHTTPClient(fakeServer())) // a server for this example; leave it out
	if err != nil {
		log.Fatal(err)
	}
	var bulk scim.Bulk
	robin := bulk.CreateUser(&scim.User{UserName: "DEFAULT/robin@example.com"})
	sasha := bulk.CreateUser(&scim.User{UserName: "DEFAULT/sasha@example.com"})
	group := bulk.CreateGroup(&scim.Group{
		DisplayName: "DEFAULT/librarians",
		Members:     []scim.Reference{robin.Ref(), sasha.Ref()},
	})
	results, err := client.SCIM.Bulk.Send(context.Background(), &bulk)
	if err != nil {
		log.Fatal(err) // a request failed as a whole
	}
	if err := results.Err(); err != nil {
		log.Fatal(err) // single operations failed
	}
	fmt.Println("group", results.Of(group).ID, "with", results.Of(robin).ID, "and", results.Of(sasha).ID)
	// Output:
	// group id-3 with id-1 and id-2
}

// Set and read attributes that the organization has defined.
func ExampleExtension() {
	user := &scim.User{UserName: "DEFAULT/robin@example.com"}
	user.Custom.Set("costCenter", "4711")
	user.Custom.Set("floor", 3)
	user.Custom.Set("languages", []string{"en", "si"})
	fmt.Println(user.Custom)

	if languages, ok := user.Custom.List("languages"); ok {
		fmt.Println(len(languages), "languages")
	}
	if _, ok := user.Custom.Bool("remote"); !ok {
		fmt.Println("remote is not set")
	}
	// Output:
	// map[costCenter:4711 floor:3 languages:[en si]]
	// 2 languages
	// remote is not set
}

// Go through the users that a filter selects, page by page.
func ExampleUsersClient_All() {
	ctx := context.Background()
	org := asgardeotest.NewServer() // an organization for this example
	defer org.Close()
	client := org.NewClient()
	for _, name := range []string{"DEFAULT/kim", "DEFAULT/lee", "DEFAULT/robin"} {
		if _, err := client.SCIM.Users.Create(ctx, &scim.User{UserName: name, Password: secret.New("Pa55word!")}); err != nil {
			log.Fatal(err)
		}
	}
	params := &scim.ListUsersParams{Filter: scim.UserName.Contains("i").And(scim.UserName.NotEquals("DEFAULT/kim"))}
	for user, err := range client.SCIM.Users.All(ctx, params) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(user.UserName)
	}
	// Output:
	// DEFAULT/robin
}

// Put a user into a group, and take another one out.
func ExampleGroupsClient_AddMembers() {
	ctx := context.Background()
	client, err := asgardeo.New("example",
		asgardeo.WithTokenSource(oauth2.StaticTokenSource(&oauth2.Token{AccessToken: "secret"})),
		asgardeo.WithHTTPClient(fakeServer())) // a server for this example; leave it out
	if err != nil {
		log.Fatal(err)
	}
	group, err := client.SCIM.Groups.GetByName(ctx, "DEFAULT/librarians", scim.WithoutAttributes("members", "roles"))
	if err != nil {
		log.Fatal(err)
	}
	if _, err := client.SCIM.Groups.AddMembers(ctx, group.ID, "77d2"); err != nil {
		log.Fatal(err)
	}
	group, err = client.SCIM.Groups.RemoveMembers(ctx, group.ID, "9c41")
	if err != nil {
		log.Fatal(err)
	}
	for _, member := range group.Members {
		fmt.Println(member.Display)
	}
	// Output:
	// DEFAULT/robin@example.com
}

func fakeServer() *http.Client {
	const root = "https://api.asgardeo.io/t/example/scim2"
	transport := httpmock.NewMockTransport()
	transport.RegisterResponder("POST", root+"/Users",
		httpmock.NewStringResponder(201, `{"id":"77d2","userName":"DEFAULT/robin@example.com"}`))
	transport.RegisterResponder("PATCH", root+"/v2/Roles/b03e",
		httpmock.NewStringResponder(200, `{"id":"b03e","displayName":"librarian"}`))
	transport.RegisterResponder("GET", root+"/Groups",
		httpmock.NewStringResponder(200, `{"totalResults":1,"Resources":[{"id":"51ae","displayName":"DEFAULT/librarians"}]}`))
	transport.RegisterResponder("PATCH", root+"/Groups/51ae",
		httpmock.NewStringResponder(200, `{"id":"51ae","members":[{"value":"77d2","display":"DEFAULT/robin@example.com"}]}`))
	transport.RegisterResponder("POST", root+"/Bulk", func(req *http.Request) (*http.Response, error) {
		var bulk struct{ Operations []struct{ BulkID string } }
		if err := json.NewDecoder(req.Body).Decode(&bulk); err != nil {
			return nil, err
		}
		var results []map[string]any
		for i, operation := range bulk.Operations {
			results = append(results, map[string]any{
				"bulkId": operation.BulkID, "status": map[string]int{"code": 201}, "response": fmt.Sprintf(`{"id":"id-%d"}`, i+1),
			})
		}
		return httpmock.NewJsonResponse(200, map[string]any{"Operations": results})
	})
	return &http.Client{Transport: transport}
}
