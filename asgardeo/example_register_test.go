package asgardeo_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/seed-01804ef5/asgardeo-go/applications"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest"
	"github.com/seed-01804ef5/asgardeo-go/scim"
)

// Register an application and list the users, as in README.md.
func Example() {
	org := asgardeotest.NewServer() // an organization for this example
	defer org.Close()
	org.AddUser("DEFAULT/kim@example.com", "Correct-h0rse")
	if err := run(context.Background(), org); err != nil {
		fmt.Println(err)
	}
	// Output:
	// reports has an id: true, a client id: true, and the secret [redacted]
	// DEFAULT/kim@example.com
}

func run(ctx context.Context, org *asgardeotest.Server) error {
	client, err := asgardeo.New(org.Organization,
		asgardeo.WithBaseURL(org.URL), // leave it out for the cloud
		asgardeo.WithClientCredentials(org.ClientID, org.ClientSecret))
	if err != nil {
		return err
	}
	app, err := client.Applications.Register(ctx, applications.NewM2M("reports"))
	if errors.Is(err, asgardeo.ErrConflict) {
		// the name is taken
	}
	if err != nil {
		return err
	}
	// app.ID, app.ClientID, app.ClientSecret
	fmt.Printf("%s has an id: %t, a client id: %t, and the secret %v\n", app.Name, app.ID != "", app.ClientID != "", app.ClientSecret)
	params := &scim.ListUsersParams{Filter: scim.UserName.StartsWith("kim")}
	for user, err := range client.SCIM.Users.All(ctx, params) {
		if err != nil {
			return err
		}
		fmt.Println(user.UserName)
	}
	return nil
}
