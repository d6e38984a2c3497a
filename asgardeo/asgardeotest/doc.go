// Package asgardeotest runs an Asgardeo organization in memory, for tests and
// for trying programs out, the way net/http/httptest runs a server:
//
//	org := asgardeotest.NewServer()
//	defer org.Close()
//	// org.URL, org.ClientID and org.ClientSecret are all a client needs.
//
// It listens on a loopback address, keeps state from one request to the next,
// and answers as the real one does on the wire: its statuses, its headers, its
// bodies, and the many ways in which it refuses. It knows nothing of who asks:
// clients in any language can use it. A server starts in less than a
// millisecond, so every test can have its own, and run in parallel. The
// program examples/localtenant serves one at a terminal.
//
// # Start
//
// [NewServer] panics like httptest, [Start] returns an error. Options choose
// the organization, the credentials of its management application and the
// address, and switch on what is off by default:
//
//   - [WithTLS] and [WithTLSDir] serve HTTPS.
//   - [WithClock] and [WithSeed] make what a test sees the same each time.
//   - [WithRateLimits] refuses what the cloud would.
//   - [WithStateFile] keeps the state across restarts, and loses nothing that
//     was acknowledged.
//   - [WithSCIM] has the switches of the real server that change how SCIM
//     answers, and workflows that hold what they are asked for.
//
// # Seed and inspect
//
// An organization starts with the management APIs, the default OpenID Connect
// scopes, and nothing else. What a test needs is created through the API with
// any client, such as [Server.Client], or in Go:
//
//	org.AddAPIResource("https://orders.example", "orders:read", "orders:write")
//	org.AddApplication("shop", "shop-id", "shop-secret", "orders:read")
//	kim := org.AddUser("DEFAULT/kim", "a good password")
//	org.AddGroup("DEFAULT/staff", kim)
//	org.AddRole("buyer", []string{"orders:read"}, kim)
//
// The application then gets tokens from org.URL + "/oauth2/token", for itself or
// for kim, which a service checks with the keys at org.URL + "/oauth2/jwks". What there is
// afterwards tell [Server.Users], [Server.Groups], [Server.Applications] and
// [Server.APIResources], and [Server.Requests] tells which requests came.
// [Server.RotateSigningKey] changes the keys, and [Server.SetClientKeys] has
// those of clients that authenticate with private_key_jwt.
//
// [Server.AddOrganization] creates an organization below that of the server.
// The grant organization_switch takes a token and gives one for it, which opens
// the same operations below /o/ with the scopes whose names begin with
// internal_org_. [Server.Suborganization] seeds and inspects it, and
// [Server.ShareApplication] lets an application in. Each organization has its
// own users, roles and applications; API resources can be read there, and are
// those of the root.
//
// # Disturb
//
// [Server.Inject] makes the next requests of an operation slow, answers them
// with any status, or breaks their connection before, within or after the
// answer, with or without the effect of the request:
//
//	org.Inject(asgardeotest.Fault{Operation: "createUser", Break: asgardeotest.ResetConnection, After: true})
//
// Operations have the names of the published API descriptions where they are
// unique, such as createApplication, addAuthorizedAPI, createUser and
// createRoleV2; the OAuth endpoints are called token, revoke, introspect, jwks,
// oidcDiscovery and oauthMetadata. [Operations] lists them all.
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
// Everything else of the real server is answered with 501 and a body that
// names it: other APIs, and the endpoints of the discovery document at which
// people sign in. Nothing is answered with a success that was made up.
//
// # What may surprise
//
// These are habits of the real server:
//
//   - The token endpoint drops the scopes a client is not authorized for
//     and answers 200. When nothing is left the answer has no scope member.
//   - Tokens are opaque unless the application sets the type JWT, and the
//     same request gets the same opaque token as long as it lives.
//   - Client credentials in the Authorization header are not
//     percent-decoded, and cannot contain a colon.
//   - A user gets the scopes that both a role, of the audience that the
//     application accepts, and the application allow. Roles mean nothing to an
//     application itself.
//   - Creating an application answers with a Location and no body. Its client
//     secret shows only to a token with the scope
//     internal_application_mgt_client_secret_view.
//   - An unknown member in the body of an application or of an API resource
//     is refused, while SCIM ignores it.
//   - Deleting an application, an inbound protocol or an authorization succeeds
//     whether or not there was one.
//   - A file that cannot be imported is an error of the server, 500.
//   - A media type that SCIM does not like is a 406, also in Content-Type.
//   - The members that a PATCH adds to a group need their user names, the
//     order of its operations is lost, and groups are listed in no order.
//   - A bulk request does users first, then groups, then roles, and answers in
//     that order, each answer as text.
//
// These are simpler than there:
//
//   - An exported file holds the request that makes such an application. YAML is
//     written, and read, as the part of it that is JSON.
//   - The one custom inbound protocol that is installed is called cas.
//   - A login flow that is generated is one step with all the authenticators, and
//     is in progress until its result has been asked for once.
//   - Sharing is done before the 202 that says it has begun, and organizations
//     are all immediately below the root.
//   - The management application is a client and no more: it is not among the
//     applications that can be listed.
//   - JWTs are signed with RS256, and their subject is the id of the user or of
//     the client. An ID token says nothing else of the user.
//   - The users of the root have no roles in the organizations below.
//   - There are two user stores, PRIMARY and DEFAULT. A password has 8 to 64
//     characters and no other rules.
//   - What comes within an extension of a user is kept, whether or not the list
//     of schemas describes it.
//   - The key set of an application is fetched from a loopback address only.
package asgardeotest
