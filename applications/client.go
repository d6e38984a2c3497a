package applications

import (
	"context"
	"fmt"
	"iter"
	"slices"

	"github.com/seed-01804ef5/asgardeo-go/internal/rest"
)

// Client manages applications. Its errors are of type *asgardeo.Error.
type Client struct {
	// OIDC manages the OpenID Connect configuration of an application, with its client id and secret.
	OIDC *OIDCClient
	// Secrets manages client secrets where an application may have several.
	Secrets *SecretsClient
	// SAML manages the SAML 2.0 configuration of an application.
	SAML *SAMLClient
	// PassiveSTS manages the passive STS (WS-Federation) configuration of an application.
	PassiveSTS *PassiveSTSClient
	// WSTrust manages the WS-Trust configuration of an application.
	WSTrust *WSTrustClient
	// CustomProtocols manages configurations of protocols that a server was extended with.
	CustomProtocols *CustomProtocolsClient
	// AuthorizedAPIs manages the APIs that an application may get scopes of.
	AuthorizedAPIs *AuthorizedAPIsClient
	// Sharing shares applications with organizations below.
	Sharing *SharingClient
	// Templates manages the templates that consoles offer.
	Templates *TemplatesClient
	// Metadata lists the options that the server supports.
	Metadata *MetadataClient
	// LoginFlow has the server generate login flows.
	LoginFlow *LoginFlowClient

	ops operations
	registered
}

func newClient(c *rest.Client) *Client {
	ops := operations{c}
	return &Client{
		OIDC:            &OIDCClient{ops},
		Secrets:         &SecretsClient{ops},
		SAML:            &SAMLClient{ops},
		PassiveSTS:      &PassiveSTSClient{ops},
		WSTrust:         &WSTrustClient{ops},
		CustomProtocols: &CustomProtocolsClient{ops},
		AuthorizedAPIs:  &AuthorizedAPIsClient{ops},
		Sharing:         &SharingClient{ops},
		Templates:       &TemplatesClient{ops},
		Metadata:        &MetadataClient{ops},
		LoginFlow:       &LoginFlowClient{ops},
		ops:             ops,
	}
}

// Create creates an application (POST /applications) and returns it as the server completed it. [OIDCClient.Get]
// returns its client id and secret. A name or client id that is already taken is asgardeo.ErrConflict. Create completes
// and checks an OpenID Connect configuration like [OIDCClient.Replace] does, and sets nil Blocking and Rules of
// outbound provisioning to false. It does not send ServiceProviderProperties, which the server does not accept.
//
// Create returns asgardeo.ErrInvalidInput for grants that redirect (authorization_code and implicit) without a callback
// URL, for a manual SAML configuration without assertion consumer URLs, for values that the server would silently
// ignore, such as LogoutReturnURL, which only [Client.Update] sets, and for values that the server rejects with a
// misleading error. The server reports some invalid requests with status 500 and the code APP-65006 and creates
// nothing. Such a failure is not retried.
//
// The server returns only the id, so Create reads the application in a second request, which requires the scope
// internal_application_mgt_view. If only that request fails, the application exists: Create returns the error and an
// application with only its ID set.
func (c *Client) Create(ctx context.Context, request *CreateRequest) (*Application, error) {
	const op = string(OpCreate)
	request, err := request.prepare()
	if err != nil {
		return nil, c.ops.rest.Invalid(op, "%w", err)
	}
	if request, err = request.sendable(); err != nil {
		return nil, c.ops.rest.Invalid(op, "%w", err)
	}
	resp, err := c.ops.create(ctx, request)
	if err != nil {
		return nil, err
	}
	return c.created(ctx, op, resp)
}

// created reads the application that op has created.
func (c *Client) created(ctx context.Context, op string, resp *rest.Response) (*Application, error) {
	id, err := resp.LocationID("applications")
	if err != nil {
		return nil, c.ops.rest.Unexpected(op, resp, "the application was created, but the answer does not contain its id: %w", err)
	}
	return c.read(ctx, id, "created")
}

// read reads an application after a change. If it cannot, the result has only the id, and the error says that the
// application was changed.
func (c *Client) read(ctx context.Context, id, changed string) (*Application, error) {
	app, err := c.Get(ctx, id)
	if err != nil {
		return &Application{ID: id}, fmt.Errorf("application %s was %s, but cannot be read: %w", id, changed, err)
	}
	return app, nil
}

// Get returns an application (GET /applications/{id}), without its client secret: see [OIDCClient.Get].
func (c *Client) Get(ctx context.Context, id string) (*Application, error) {
	app, _, err := c.ops.get(ctx, id)
	return app, err
}

// List returns one page of applications (GET /applications). The params may be nil. Use [Client.All] to get all
// applications.
func (c *Client) List(ctx context.Context, params *ListParams) (*Page, error) {
	page, _, err := c.ops.list(ctx, params)
	return page, err
}

// pageSize is the greatest page that the server gives.
const pageSize = 100

// All iterates over the applications from the page that params describe to the last one. The params may be nil. It
// fetches each page when it is reached. An error ends the iteration.
//
// The server lists the newest application first, by offset. Each page therefore begins with the last application of the
// previous page, a Limit of 1 is treated as 2, and pages are read again if applications were deleted in the meantime.
// Every application that exists and matches during the whole iteration is yielded exactly once, even if a filter makes
// the server list an application with two protocols twice. An application that is created, deleted or changed during
// the iteration may or may not be yielded. If Offset is set, a deletion may also move an application to a position
// before it, which the iteration does not read.
func (c *Client) All(ctx context.Context, params *ListParams) iter.Seq2[*Summary, error] {
	var query ListParams
	if params != nil {
		query = *params
	}
	if query.Limit <= 0 {
		query.Limit = pageSize
	}
	fetch := func(offset, limit int) ([]Summary, bool, error) {
		query := query
		query.Offset, query.Limit = offset, limit
		page, err := c.List(ctx, &query)
		if err != nil {
			return nil, false, err
		}
		more := offset+len(page.Applications) < page.TotalResults || slices.ContainsFunc(page.Links, func(l Link) bool { return l.Rel == LinkRelationNext })
		return page.Applications, more, nil
	}
	first := max(query.Offset, 0) // as the server reads it
	return rest.NewestFirst(c.ops.rest, string(OpList), first, query.Limit, fetch, summaryID)
}

func summaryID(s *Summary) string { return s.ID }

type scriptRequest struct {
	Script string `json:"script"`
}

// UpdateScript replaces the login script of an application, which must have login steps (PUT
// /applications/{id}/authenticationSequence/script). An empty script removes it.
func (c *Client) UpdateScript(ctx context.Context, id, script string) error {
	_, err := c.ops.updateScript(ctx, id, &scriptRequest{script})
	return err
}

type ownerRequest struct {
	ID string `json:"id"`
}

// ChangeOwner makes the user with a SCIM id the owner of an application (PUT /applications/{id}/owner).
func (c *Client) ChangeOwner(ctx context.Context, id, userID string) error {
	_, err := c.ops.changeOwner(ctx, id, &ownerRequest{userID})
	return err
}

// ListAuthenticators returns the authenticators of each login step of an application (GET
// /applications/{id}/authenticators).
func (c *Client) ListAuthenticators(ctx context.Context, id string) ([]StepAuthenticators, error) {
	list, _, err := c.ops.listAuthenticators(ctx, id)
	return rest.Items(list), err
}

// GetResident returns the settings of the resident application, which represents the organization (GET
// /applications/resident).
func (c *Client) GetResident(ctx context.Context) (*ResidentApplication, error) {
	app, _, err := c.ops.getResident(ctx)
	return app, err
}

// ReplaceResident replaces the provisioning settings of the resident application (PUT
// /applications/resident). It sets nil Blocking and Rules of outbound provisioning to false.
func (c *Client) ReplaceResident(ctx context.Context, settings *ProvisioningConfiguration) (*ResidentApplication, error) {
	app, _, err := c.ops.replaceResident(ctx, settings.complete())
	return app, err
}

// Delete deletes an application, its credentials and its roles (DELETE /applications/{id}). An unknown id is not an
// error.
func (c *Client) Delete(ctx context.Context, id string) error {
	_, err := c.ops.delete(ctx, id)
	return err
}

// OIDCClient manages the OpenID Connect configuration of an application.
type OIDCClient struct{ ops operations }

// Get returns the configuration with the client id and the client secret (GET
// /applications/{id}/inbound-protocols/oidc). The secret is empty unless the token has the scope
// internal_application_mgt_client_secret_view. An application without such a configuration is asgardeo.ErrNotFound.
func (c *OIDCClient) Get(ctx context.Context, applicationID string) (*OIDCConfiguration, error) {
	config, _, err := c.ops.getOIDC(ctx, applicationID)
	return config, err
}

// Replace replaces or creates the configuration (PUT /applications/{id}/inbound-protocols/oidc). Omitted members
// revert to the server's defaults, so change what [OIDCClient.Get] returned. The client id must stay the same.
//
// The server fails on incomplete sections, so Replace completes them with the server's defaults: the lifetimes of
// AccessToken, RefreshToken and SubjectToken, and the booleans of PKCE, PushAuthorizationRequest, HybridFlow and
// SubjectToken. The server accepts one callback URL, so Replace sends several as one pattern that matches exactly these
// URLs: see [OIDCConfiguration.Callbacks]. The following are asgardeo.ErrInvalidInput:
//   - no GrantTypes
//   - several callback URLs, if one of them is relative, has a fragment or a wildcard, or is a pattern that is not a
//     list of URLs
//   - a HybridFlow or SubjectToken that has other members but no Enable
//   - an enabled HybridFlow with a response type that the server does not support
//   - the CIBA grant without CIBAAuthenticationRequest.AuthReqExpiryTime
//
// Take care with RefreshToken.RenewRefreshToken. If it was never set, for example because the application was created
// in a console, the server renews refresh tokens by default but reports false. Sending that false back turns the
// renewal off: set it to true to keep the renewal. [NewSPA], [NewMobile] and [NewWeb] set it. The same may apply to
// ExtendRenewedRefreshTokenExpiryTime right after an application was created.
func (c *OIDCClient) Replace(ctx context.Context, applicationID string, config *OIDCConfiguration) error {
	config, err := config.prepare()
	if err != nil {
		return c.ops.rest.Invalid(string(OpOIDCReplace), "%w", err)
	}
	_, err = c.ops.replaceOIDC(ctx, applicationID, config)
	return err
}

// Delete deletes the configuration with its client id and secret (DELETE
// /applications/{id}/inbound-protocols/oidc).
func (c *OIDCClient) Delete(ctx context.Context, applicationID string) error {
	_, err := c.ops.deleteOIDC(ctx, applicationID)
	return err
}

// DisableClient revokes all tokens of the client and prevents it from getting new ones (POST
// /applications/{id}/inbound-protocols/oidc/revoke). [OIDCClient.RegenerateSecret] enables the client again.
func (c *OIDCClient) DisableClient(ctx context.Context, applicationID string) error {
	_, err := c.ops.revokeOIDC(ctx, applicationID)
	return err
}

// RegenerateSecret creates a new client secret and returns the configuration with it (POST
// /applications/{id}/inbound-protocols/oidc/regenerate-secret). The old secret stops working. Servers
// without a separate scope for it require internal_application_mgt_create.
func (c *OIDCClient) RegenerateSecret(ctx context.Context, applicationID string) (*OIDCConfiguration, error) {
	config, _, err := c.ops.regenerateOIDCSecret(ctx, applicationID)
	return config, err
}

// AuthorizedAPIsClient manages the APIs that an application may get scopes of.
type AuthorizedAPIsClient struct{ ops operations }

// List returns the authorized APIs of an application (GET /applications/{id}/authorized-apis).
func (c *AuthorizedAPIsClient) List(ctx context.Context, applicationID string) ([]AuthorizedAPI, error) {
	list, _, err := c.ops.listAuthorizedAPIs(ctx, applicationID)
	return rest.Items(list), err
}

// Create authorizes an application for scopes of an API (POST /applications/{id}/authorized-apis). If the application
// is already authorized for the API, the error is asgardeo.ErrConflict; an unknown API or scope is
// asgardeo.ErrBadRequest.
//
// The response of the server is empty, so Create lists the authorized APIs in a second request, which requires the scope
// internal_application_mgt_view. If only that request fails, the application is authorized: Create returns the error
// and an API with only its ID set.
func (c *AuthorizedAPIsClient) Create(ctx context.Context, applicationID string, request *AuthorizedAPIRequest) (*AuthorizedAPI, error) {
	if _, err := c.ops.authorizeAPI(ctx, applicationID, request); err != nil {
		return nil, err
	}
	return c.read(ctx, applicationID, request.ID, OpAuthorizedAPIsCreate)
}

// read reads an authorized API after a change by op. If it cannot, the result has only the id, and the error says that
// the change was made.
func (c *AuthorizedAPIsClient) read(ctx context.Context, applicationID, apiID string, op Op) (*AuthorizedAPI, error) {
	list, err := c.List(ctx, applicationID)
	at := slices.IndexFunc(list, func(api AuthorizedAPI) bool { return api.ID == apiID })
	if err == nil && at >= 0 {
		return &list[at], nil
	}
	if err == nil {
		err = c.ops.rest.NewError(&rest.Failure{Operation: string(op), Err: fmt.Errorf("%w: it is not listed", rest.ErrNotFound)})
	}
	return &AuthorizedAPI{ID: apiID}, fmt.Errorf("the authorization for API resource %s was changed, but cannot be read: %w", apiID, err)
}

// Update adds and removes scopes (PATCH /applications/{id}/authorized-apis/{apiId}). To change the policy, delete and
// create the authorization. Tokens that were issued before keep their scopes until they expire. An API that the
// application is not authorized for is asgardeo.ErrBadRequest. Update reads the result as
// [AuthorizedAPIsClient.Create] does.
func (c *AuthorizedAPIsClient) Update(ctx context.Context, applicationID, apiID string, request *AuthorizedAPIUpdateRequest) (*AuthorizedAPI, error) {
	if _, err := c.ops.updateAuthorizedAPI(ctx, applicationID, apiID, request); err != nil {
		return nil, err
	}
	return c.read(ctx, applicationID, apiID, OpAuthorizedAPIsUpdate)
}

// Delete ends the authorization for an API (DELETE /applications/{id}/authorized-apis/{apiId}).
func (c *AuthorizedAPIsClient) Delete(ctx context.Context, applicationID, apiID string) error {
	_, err := c.ops.deauthorizeAPI(ctx, applicationID, apiID)
	return err
}
