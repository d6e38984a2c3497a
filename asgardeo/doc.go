// Package asgardeo manages an organization of Asgardeo, or of WSO2 Identity Server 7, through its management APIs.
//
//	client, err := asgardeo.New("example", asgardeo.WithClientCredentials(id, secret))
//	if err != nil {
//		return err
//	}
//	app, err := client.Applications.Get(ctx, appID)
//
// # Credentials
//
// The client authenticates as an application of the organization, such as an M2M application, that is authorized for
// the management APIs. Asgardeo grants only the requested scopes that the application is authorized for, and reports no
// error for the others: [Client.GrantedScopes] returns the granted scopes, and the [*Error] of a call that fails with
// 403 names the missing ones. By default, the client requests every scope that the SDK can use; [WithScopes] requests
// fewer.
//
// The client fetches one access token for all its calls and renews it before it expires. [WithClientCredentials]
// authenticates with a client secret, [WithClientSecretPost] sends the secret in the body of the request,
// [WithClientAssertion] authenticates with a private key, and [WithTokenSource] uses tokens from another source.
// [Client.SubOrganization] returns a client for a sub-organization, and [Client.Close] closes a client.
//
// Credentials and requests are sent only to the server of the base URL: a redirect to another host, port or scheme is
// an error.
//
// # Requests and results
//
// Methods are named alike in all packages: Create, Get, List (one page), All (an iterator over every page), Update
// (changes the given members), Replace (changes all members) and Delete. Collect the items of All before you create or
// delete items of the same listing: the server pages by position, so items would be skipped.
//
// Methods and iterators return a resource as a pointer. Slices, such as the items of a page, hold values. Create and
// Update return the resource. If the response does not contain it, they read it with another request, which requires
// the scope for reading.
//
// In requests, an optional member is a pointer or a list. A nil pointer or list is omitted; a pointer to the zero
// value, such as new("") or new(false), and an empty list are sent. Members that only the server writes are plain
// values, which are zero if the server sent none. Types that are read and sent back, such as the OpenID Connect
// configuration of an application, keep the members that the SDK does not know in AdditionalProperties. Get methods
// read optional members, and also accept nil sections: config.AccessToken.GetType().
//
// # Errors
//
// Every failure of an operation is an [*Error]. Use [errors.Is] to test for a kind of failure:
//
//	if errors.Is(err, asgardeo.ErrNotFound) { ... }
//
// # The network
//
// Requests are retried after temporary failures, unless the operation could then be carried out twice: see
// [RetryPolicy]. They are sent within the rate limits of the cloud: see [WithRateLimit]. The client never waits past
// the deadline of the context: a call whose next attempt would start later fails at once, with the error of the last
// attempt.
//
// The client reads at most 16 MiB of a response. Files, such as exported applications, are streamed to the caller and
// have no limit. A response that is too large, nested too deeply, not UTF-8, or not defined by the API is an
// [ErrUnexpectedResponse] within an [*Error]; a truncated response is that or the error of the connection.
//
// [WithLogger] logs every request. [RequestInfoFromContext] returns the operation that a request belongs to, so that
// the transport of [WithHTTPClient] can name the spans of a trace, for example.
//
// # Settings of a single call
//
// The context of a call carries settings for this call: [WithoutRetry], [WithAttemptTimeout], [WithHeader],
// [WithCorrelationID], and [CaptureResponse], which returns the status and the header of the response. They apply to
// every method that accepts a context.
//
//	var info asgardeo.ResponseInfo
//	app, err := client.Applications.Get(asgardeo.CaptureResponse(ctx, &info), appID)
//
// # Other operations
//
// [Client.Do] sends an [http.Request] to an operation that has no method. It adds the access token, and applies the
// rate limit, the retries and the errors of all other calls:
//
//	req, err := http.NewRequest("GET", "/api/server/v1/identity-providers", nil)
//	if err != nil {
//		return err
//	}
//	resp, err := client.Do(ctx, req)
package asgardeo
