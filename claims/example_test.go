package claims_test

import (
	"context"
	"fmt"
	"log"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest"
	"github.com/seed-01804ef5/asgardeo-go/claims"
)

// Create a scope that gives an application the birthdate of a user who signs in.
func Example() {
	org := asgardeotest.NewServer() // an organization for this example
	defer org.Close()
	client := org.NewClient()
	ctx := context.Background()
	err := client.Claims.OIDCScopes.Create(ctx, &claims.OIDCScopeRequest{
		Name:        "age",
		DisplayName: "Age",
		Claims:      []string{"birthdate"},
	})
	if err != nil {
		log.Fatal(err)
	}
	scope, err := client.Claims.OIDCScopes.Get(ctx, "age")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(scope.DisplayName, scope.Claims)
	// Output: Age [birthdate]
}

// Add a claim to a scope, and keep those it has.
func ExampleOIDCScopesClient_Replace() {
	org := asgardeotest.NewServer() // an organization for this example
	defer org.Close()
	client := org.NewClient()
	ctx := context.Background()
	scope, err := client.Claims.OIDCScopes.Get(ctx, "phone")
	if err != nil {
		log.Fatal(err)
	}
	err = client.Claims.OIDCScopes.Replace(ctx, scope.Name, &claims.OIDCScopeReplaceRequest{
		DisplayName: scope.DisplayName,
		Description: &scope.Description,
		Claims:      append(scope.Claims, "locale"),
	})
	if err != nil {
		log.Fatal(err)
	}
	scope, err = client.Claims.OIDCScopes.Get(ctx, "phone")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(scope.Claims)
	// Output: [phone_number phone_number_verified locale]
}
