package applications

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"slices"
	"strings"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/secret"
	"github.com/seed-01804ef5/asgardeo-go/internal/rest"
)

// Registration is a new application with the secret of its client. Its ClientID is that of the application, which is
// empty if it does not use OpenID Connect.
type Registration struct {
	*Application
	// ClientSecret is the secret of the client. It is empty for a public client.
	ClientSecret secret.String `json:"clientSecret,omitzero"`
}

// LogValue leaves secrets out.
func (v Registration) LogValue() slog.Value { return rest.LogValue(v, secretMembers) }

// Register creates an application, such as one of [NewM2M], [NewSPA], [NewMobile], [NewWeb] or [NewSAML], and reads its
// credentials.
//
// If the application was created but the credentials cannot be read, Register returns the error and a Registration that
// has at least the application's ID. Newer servers omit the client secret if the token lacks the scope
// internal_application_mgt_client_secret_view. Register then returns the client id and asgardeo.ErrForbidden, as an
// *asgardeo.Error whose RequiredScopes name the scope. Read the secret later with [OIDCClient.Get], or generate another
// with [OIDCClient.RegenerateSecret].
func (c *Client) Register(ctx context.Context, request *CreateRequest) (*Registration, error) {
	app, err := c.Create(ctx, request)
	if app == nil {
		return nil, err
	}
	out := &Registration{Application: app}
	if err != nil || request.InboundProtocolConfiguration == nil || request.InboundProtocolConfiguration.OIDC == nil {
		return out, err
	}
	oidc, resp, err := c.ops.getOIDC(ctx, app.ID)
	if err != nil {
		return out, fmt.Errorf("application %s was created, but its credentials cannot be read: %w", app.ID, err)
	}
	out.ClientID, out.ClientSecret = oidc.ClientID, oidc.ClientSecret
	if out.ClientSecret.Reveal() == "" && !oidc.GetPublicClient() && !request.InboundProtocolConfiguration.OIDC.GetPublicClient() {
		err := c.ops.rest.PartFailed(resp, &rest.Failure{
			Operation: string(OpOIDCGet), StatusCode: resp.StatusCode, Scopes: [][]string{{scopeView, scopeSecretView}},
			Err: fmt.Errorf("%w: the server returns the client secret only to tokens with the scope %s", rest.ErrForbidden, scopeSecretView),
		})
		return out, fmt.Errorf("application %s was created, but its client secret cannot be read: %w", app.ID, err)
	}
	return out, nil
}

const (
	scopeView       = "internal_application_mgt_view"
	scopeSecretView = "internal_application_mgt_client_secret_view"
)

// check returns an error for requests that the server would certainly reject.
func (v *CreateRequest) check() error {
	if v == nil || v.InboundProtocolConfiguration == nil {
		return nil
	}
	oidc, saml := v.InboundProtocolConfiguration.OIDC, v.InboundProtocolConfiguration.SAML
	if oidc != nil {
		if err := oidc.check(); err != nil {
			return err
		}
		redirects := func(grant GrantType) bool { return grant == GrantTypeAuthorizationCode || grant == GrantTypeImplicit }
		if strings.TrimSpace(strings.Join(oidc.CallbackURLs, "")) == "" && slices.ContainsFunc(oidc.GrantTypes, redirects) {
			return errors.New("a callback URL is required")
		}
	}
	if saml != nil && saml.ManualConfiguration != nil && saml.ManualConfiguration.AssertionConsumerURLs == nil {
		return errors.New("an assertion consumer URL is required")
	}
	return nil
}

// Labels by which consoles show an application. The server keeps them and applies nothing.
const (
	templateM2M    = "m2m-application"
	templateSPA    = "6a90e4b0-fbff-42d7-bfde-1efd98f07cd7"
	templateMobile = "mobile-application"
	templateWeb    = "b9c5e11e-fc78-484b-9bec-015d247561b8"
)

// NewM2M describes an application that calls APIs on its own behalf, with a client secret and the client credentials
// grant. Its access tokens are JWTs that are valid for an hour, so APIs can validate them without calling the server.
// Role audiences do not matter for this grant.
func NewM2M(name string) *CreateRequest {
	return newOIDC(name, templateM2M, &OIDCConfiguration{
		GrantTypes:   []GrantType{GrantTypeClientCredentials},
		PublicClient: new(false),
		AccessToken: &AccessTokenConfiguration{
			Type:                                  new(AccessTokenTypeJWT),
			UserAccessTokenExpiryInSeconds:        new(int64(3600)),
			ApplicationAccessTokenExpiryInSeconds: new(int64(3600)),
		},
	})
}

// NewSPA describes an application that runs in a browser: a public client with the authorization code grant, PKCE and
// refresh tokens. At least one callback URL is required. The origins of the callback URLs are allowed to call the
// server (CORS).
//
// Like those of [NewMobile] and [NewWeb], its access tokens are of the server's default type, opaque: set the Type of
// AccessToken to JWT if APIs validate them locally. Refresh tokens are valid for a day and are renewed with each use.
// Users have the roles whose audience is the application: set AssociatedRoles to use the roles of the organization.
func NewSPA(name string, callbackURLs ...string) *CreateRequest {
	oidc := newLogin(callbackURLs)
	oidc.PublicClient = new(true)
	oidc.AllowedOrigins = origins(callbackURLs)
	return newOIDC(name, templateSPA, oidc)
}

// NewMobile describes an application on a mobile device: a public client with the authorization code grant, PKCE and
// refresh tokens. At least one callback URL is required. Callback URLs may have a custom scheme.
func NewMobile(name string, callbackURLs ...string) *CreateRequest {
	oidc := newLogin(callbackURLs)
	oidc.PublicClient = new(true)
	return newOIDC(name, templateMobile, oidc)
}

// NewWeb describes an application on a web server: a client with a secret and the authorization code grant, PKCE and
// refresh tokens. At least one callback URL is required.
func NewWeb(name string, callbackURLs ...string) *CreateRequest {
	oidc := newLogin(callbackURLs)
	oidc.PublicClient = new(false)
	return newOIDC(name, templateWeb, oidc)
}

// NewSAML describes an application that authenticates users with SAML 2.0. The issuer is its entity id. Responses are
// sent to the assertion consumer URLs, by default to the first; at least one is required. Responses are signed, and
// single logout is enabled. Roles are used as for [NewSPA].
func NewSAML(name, issuer string, assertionConsumerURLs ...string) *CreateRequest {
	provider := &SAMLServiceProvider{
		Issuer:                issuer,
		AssertionConsumerURLs: slices.Clone(assertionConsumerURLs),
		ResponseSigning:       &SAMLResponseSigning{Enabled: new(true)},
		SingleLogoutProfile:   &SAMLSingleLogout{Enabled: new(true)},
	}
	if len(assertionConsumerURLs) > 0 {
		provider.DefaultAssertionConsumerURL = new(assertionConsumerURLs[0])
	}
	return &CreateRequest{
		Name:                         name,
		AssociatedRoles:              &AssociatedRoles{AllowedAudience: RoleAudienceApplication},
		InboundProtocolConfiguration: &ProtocolConfigurations{SAML: &SAMLConfiguration{ManualConfiguration: provider}},
	}
}

func newOIDC(name, template string, oidc *OIDCConfiguration) *CreateRequest {
	return &CreateRequest{
		Name:                         name,
		TemplateID:                   new(template),
		AssociatedRoles:              &AssociatedRoles{AllowedAudience: RoleAudienceApplication},
		InboundProtocolConfiguration: &ProtocolConfigurations{OIDC: oidc},
	}
}

// newLogin returns the configuration that all clients with user logins have in common.
func newLogin(callbackURLs []string) *OIDCConfiguration {
	return &OIDCConfiguration{
		GrantTypes:   []GrantType{GrantTypeAuthorizationCode, GrantTypeRefreshToken},
		CallbackURLs: slices.Clone(callbackURLs),
		PKCE:         &PKCEConfiguration{Mandatory: new(true), SupportPlainTransformAlgorithm: new(false)},
		// If it is not set, the server renews refresh tokens but reports that it does not.
		RefreshToken: &RefreshTokenConfiguration{ExpiryInSeconds: new(int64(86400)), RenewRefreshToken: new(true)},
	}
}

// origins returns scheme and host of each URL that has them, once.
func origins(urls []string) []string {
	var list []string
	for _, text := range urls {
		u, err := url.Parse(text)
		if err != nil || u.Host == "" {
			continue
		}
		if origin := u.Scheme + "://" + u.Host; !slices.Contains(list, origin) {
			list = append(list, origin)
		}
	}
	return list
}
