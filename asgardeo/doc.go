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
// those that are missing. By default, the client requests every scope that the SDK can use; [WithScopes] requests fewer.
//
// The client fetches one token for all its calls and renews it before it expires. [WithClientCredentials] has variants
// for a secret in the form and for a private key; [WithTokenSource] takes tokens from elsewhere. [Client.SubOrganization]
// gives a client for a sub-organization, and [Client.Close] ends a client.
//
// Credentials and requests go to the server of the base URL only: a redirect to another host, port or scheme is an error.
//
// # Requests and results
//
// Verbs mean the same everywhere: Create, Get, List (one page), All (an iterator over every page), Update (changes
// what is given), Replace (changes everything) and Delete. Collect what All yields before you create or delete items of
// the same listing: the server counts positions, and items would be missed.
//
// Methods return one resource as a pointer, and so do iterators. Slices, such as those of pages, hold values. Create and
// Update return the resource. If the response does not contain it, they read it in another request, which requires the
// scope for reading.
//
// In what is sent, an optional member is a pointer or a list: nil leaves it out, and a pointer to the zero value
// (new("") or new(false), say) or an empty list is sent as it is. What only the server writes has plain values, which
// are zero where the server sent nothing. Types that are read and sent back, such as the OpenID Connect configuration
// of an application, keep the members that the SDK does not know in AdditionalProperties. Get methods read optional
// members, also of sections that are nil: config.AccessToken.GetType().
//
// # Errors
//
// Every failure of an operation is an [*Error]; [errors.Is] tells kinds of failures apart:
//
//	if errors.Is(err, asgardeo.ErrNotFound) { ... }
//
// # The network
//
// Requests are retried after temporary failures, unless an operation could then be carried out twice: see [RetryPolicy].
// They are paced to stay within the rate limits of the cloud: see [WithRateLimit]. No wait exceeds the deadline of the
// context: a call whose next attempt would begin later fails at once, with the error of the last attempt.
//
// The client reads at most 16 MiB of a response. Files, such as exported applications, are read by the caller and have no
// limit. A response that is too large, truncated, nested too deep, not UTF-8, or not defined by the API is an
// [ErrUnexpectedResponse] or the error of the connection, within an [*Error].
//
// [WithLogger] logs every request. [RequestInfoFromContext] tells the transport of [WithHTTPClient] which operation a
// request belongs to, so that it can trace it.
//
// # Settings of a single call
//
// The context of a call can have settings: [WithoutRetry], [WithAttemptTimeout], [WithHeader], [WithCorrelationID], and
// [CaptureResponse] for the status and the header of the response. They hold for every method that accepts a context.
//
//	var info asgardeo.ResponseInfo
//	app, err := client.Applications.Get(asgardeo.CaptureResponse(ctx, &info), appID)
//
// # Other operations
//
// [Client.Do] sends a request of [net/http] to an operation that has no method. It gets the access token, and is paced,
// retried and reported like all others:
//
//	req, err := http.NewRequest("GET", "/api/server/v1/identity-providers", nil)
//	if err != nil {
//		return err
//	}
//	resp, err := client.Do(ctx, req)
package asgardeo
