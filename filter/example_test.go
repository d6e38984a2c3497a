package filter_test

import (
	"fmt"

	"github.com/seed-01804ef5/asgardeo-go/applications"
	"github.com/seed-01804ef5/asgardeo-go/filter"
	"github.com/seed-01804ef5/asgardeo-go/scim"
)

// Select users by two attributes.
func ExampleFilter_And() {
	params := &scim.ListUsersParams{
		Filter: scim.FamilyName.StartsWith("B").And(scim.Country.Equals("LK")),
	}
	fmt.Println(params.Filter)
	// Output:
	// name.familyName sw "B" and urn:scim:wso2:schema:country eq "LK"
}

// Select applications by one of several names. Parentheses are added where necessary.
func ExampleFilter_Or() {
	name := applications.Name
	params := &applications.ListParams{
		Filter: applications.Issuer.StartsWith("https://").And(name.Equals("Shop").Or(name.Equals("Kiosk"))),
	}
	fmt.Println(params.Filter)
	// Output:
	// issuer sw "https://" and (name eq "Shop" or name eq "Kiosk")
}

// Use a filter in the notation of the server.
func ExampleRaw() {
	params := &scim.ListUsersParams{Filter: filter.Raw("userName sw kim")}
	fmt.Println(params.Filter)
	// Output:
	// userName sw kim
}

// Build a filter from optional conditions.
func ExampleFilter() {
	department, country := "Sales", ""
	var selected filter.Filter // everything
	if department != "" {
		selected = selected.And(scim.Department.Equals(department))
	}
	if country != "" {
		selected = selected.And(scim.Country.Equals(country))
	}
	fmt.Println(selected)
	// Output:
	// urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department eq "Sales"
}
