// Package asgardeo manages an organization of Asgardeo, or of a WSO2 Identity Server 7, through its management APIs.
//
//	client, err := asgardeo.New("example", asgardeo.WithClientCredentials(id, secret))
//	if err != nil {
//		return err
//	}
//	app, err := client.Applications.Get(ctx, appID)
//
// # Credentials
//
// The credentials are those of an application of the organization (an M2M application, say) that is authorized for
// the management APIs. Asgardeo leaves out, without an error, every requested scope that the application is not
// authorized for: [Client.GrantedScopes] tells which remained, and the [*Error] of a call that is refused for it names
// those that are missing.
//
// # Requests and results
//
// Verbs mean the same everywhere: Create, Get, List (one page), All (an iterator over every page), Update (changes
// what is given), Replace (changes everything) and Delete. Collect what All yields before you create or delete items of
// the same listing: the server counts positions, and items would be missed.
//
// In what is sent, an optional member is a pointer or a list: nil leaves it out, and a pointer to the zero value
// (new("") or new(false), say) or an empty list is sent as it is. What only the server writes has plain values, which
// are zero where the server sent nothing. Types that are read and sent back, such as the OpenID Connect configuration
// of an application, keep the members that the SDK does not know in AdditionalProperties.
//
// # Errors
//
// Every failure of an operation is an [*Error]; [errors.Is] tells kinds of failures apart:
//
//	if errors.Is(err, asgardeo.ErrNotFound) { ... }
package asgardeo
