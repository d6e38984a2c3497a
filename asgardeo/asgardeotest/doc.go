// Package asgardeotest runs an Asgardeo organization in memory, for tests and
// for trying programs out, the way net/http/httptest runs a server:
//
//	org := asgardeotest.NewServer()
//	defer org.Close()
//	client := org.NewClient()
//
// The server listens on a loopback address and keeps state between requests.
// Its responses have the status codes, headers and bodies of the real server,
// error responses included. Clients in any language can use it, with
// [Server.URL], [Server.ClientID] and [Server.ClientSecret]. A server starts in
// about a millisecond, so every test can start its own and run in parallel. The
// program examples/localtenant serves an organization from the command line.
//
// # Start
//
// [NewServer] panics if the server cannot start, like httptest.NewServer;
// [Start] returns an error. Options set the name of the organization, the
// credentials of its management application and the address, and enable
// features that are off by default:
//
//   - [WithTLS] and [WithTLSDir] serve HTTPS.
//   - [WithClock] and [WithSeed] make test runs reproducible.
//   - [WithRateLimits] enforces the rate limits of the Asgardeo cloud.
//   - [WithStateFile] keeps the state across restarts. A change is on disk
//     before the server responds to its request.
//   - [WithSCIM] sets the settings of the real server that change the responses
//     of SCIM, and workflows that hold requests for approval.
//   - [WithUserAttributes] defines attributes of users.
//
// # Seed and inspect
//
// An organization starts with the management APIs, the default OpenID Connect
// scopes, and nothing else. A test creates its data through the API with any
// client, such as [Server.Client], or in Go:
//
//	org.AddAPIResource("https://orders.example", "orders:read", "orders:write")
//	org.AddApplication("shop", "shop-id", "shop-secret", "orders:read")
//	kim := org.AddUser("DEFAULT/kim", "a good password")
//	org.AddGroup("DEFAULT/staff", kim)
//	org.AddRole("buyer", []string{"orders:read"}, kim)
//
// The application then gets tokens from org.URL + "/oauth2/token", for itself or for
// kim. A service verifies them with the keys at org.URL + "/oauth2/jwks". Inspect the
// result with [Server.Users], [Server.Groups], [Server.Applications] and
// [Server.APIResources]; [Server.Requests] returns the requests that the server
// received. [Server.RotateSigningKey] replaces the signing key, and
// [Server.SetClientKeys] registers the keys of a client that authenticates with
// private_key_jwt.
//
// [Server.AddSubOrganization] creates an organization below that of the server.
// The grant organization_switch exchanges a token of the root for a token of
// the sub-organization. That token gives access to the same operations below
// /o/, with the scopes that begin with internal_org_. The methods of
// [SubOrganization] seed and inspect it, share applications with it, and
// deactivate it. Each organization has its own users, roles and applications. The API
// resources are those of the root; a sub-organization can only read them.
//
// # Disturb
//
// [Server.Inject] delays the next requests of an operation, responds to them
// with a given status, or ends their connection before or within the response,
// with or without the effect of the request:
//
//	org.Inject(asgardeotest.Fault{Operation: "scim.Users.Create", Disconnect: asgardeotest.ResetConnection, After: true})
//
// Operations have the names of the methods of the Go SDK that send them, such as
// applications.Create, scim.Users.List and applications.OIDC.Get, which are also
// those of its errors, logs and traces. The OAuth endpoints are oauth2.Token,
// oauth2.Revoke, oauth2.Introspect, oauth2.JWKS, oauth2.Metadata and
// oidc.Discovery. An operation is one path and method of the server. Where several
// methods of the SDK send it, it has the name of the plainest: listing all users
// is a series of scim.Users.List, and setting a password is scim.Users.Update. A
// bulk request is one scim.Bulk.Send. [Operations] lists all names.
//
// # What it answers
//
// The OAuth endpoints: token, for the grants client_credentials, password,
// refresh_token and organization_switch, revoke, introspect, jwks, OpenID
// Connect discovery, and the metadata of RFC 8414. All operations of the
// management APIs for API resources, for applications, for OpenID Connect
// scopes, and of SCIM: users, groups, roles of the three versions, bulk
// requests, the user of the token, and discovery.
//
// Requests to other APIs of the real server, and to the endpoints of the
// discovery document where users sign in, get the status 501 and a body that
// names the endpoint. The server never reports a success for an operation that
// it does not implement.
//
// # What may surprise
//
// The real server behaves in these ways, and so does this one:
//
//   - The token endpoint drops the scopes that a client is not authorized for
//     and responds with 200. If no scope remains, the response has no scope
//     member.
//   - Tokens are opaque unless the application sets the type JWT. Equal token
//     requests get the same opaque token until it expires.
//   - Client credentials in the Authorization header are not
//     percent-decoded, and cannot contain a colon.
//   - A user gets the scopes that are granted both to one of the user's roles
//     and to the application. The role must have the audience that the
//     application accepts. Roles have no effect on tokens that an application
//     gets for itself.
//   - The response to the creation of an application has a Location and no
//     body. The client secret can only be read with the scope
//     internal_application_mgt_client_secret_view.
//   - The APIs for applications and API resources refuse a body with an unknown
//     member. SCIM ignores unknown members, also in extensions, and stores a
//     number or a Boolean for a text as text.
//   - A user has one email address of a type, and the last one counts. The same
//     holds for telephone numbers and similar lists.
//   - A replacement or a removal keeps the family name of a user and the state
//     of the account.
//   - Deleting an application, an inbound protocol or an authorization that
//     does not exist succeeds.
//   - A file that cannot be imported causes a server error, 500.
//   - SCIM responds with 406 to an unsupported media type, even in
//     Content-Type.
//   - A PATCH that adds members to a group must contain their user names. The
//     server does not keep the order of its operations, and lists groups in no
//     particular order.
//   - A bulk request is processed in the order users, groups, roles, and so are
//     its results. Each result contains its body as text.
//
// These parts are simpler than in the real server:
//
//   - An exported file contains the request that creates such an application.
//     YAML files are limited to the subset of YAML that is JSON.
//   - The only custom inbound protocol is cas.
//   - A generated login flow is one step with all the authenticators. It is in
//     progress until its result has been requested once.
//   - Sharing is complete before the server responds with 202. All
//     sub-organizations are immediately below the root.
//   - The management application is only an OAuth client: it is not in the list
//     of applications.
//   - JWTs are signed with RS256, and their subject is the id of the user or of
//     the client. An ID token contains no other claims about the user.
//   - The users of the root have no roles in sub-organizations.
//   - There are two user stores, PRIMARY and DEFAULT. A password has 8 to 64
//     characters and no other rules.
//   - The key set of an application is only fetched from a loopback address.
package asgardeotest
