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

// Registration is a new application with the credentials of its client.
type Registration struct {
	*Application
	// ClientID is the id of the client, empty if the application does not speak OpenID Connect.
	ClientID string
	// ClientSecret is the secret of the client, empty for a public client.
	ClientSecret secret.String
}

// LogValue leaves secrets out.
func (v Registration) LogValue() slog.Value { return rest.LogValue(v, secretMembers) }

// Register creates an application, such as one of [NewM2M], [NewSPA], [NewMobile], [NewWeb] or [NewSAML], and reads its
// credentials.
//
// If the application was created and only the reading fails, Register returns the error and what it knows, at least the
// ID. Newer servers leave the client secret out if the token lacks the scope internal_application_mgt_client_secret_view.
// That is asgardeo.ErrForbidden, as an *asgardeo.Error whose RequiredScopes name the scope; the client id is known then.
// Read the secret later with [OIDCClient.Get], or make another with [OIDCClient.RegenerateSecret].
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
	public := func(v *OIDCConfiguration) bool { return v.PublicClient != nil && *v.PublicClient }
	if out.ClientSecret.Reveal() == "" && !public(oidc) && !public(request.InboundProtocolConfiguration.OIDC) {
		err := c.ops.rest.PartFailed(resp, &rest.Failure{
			Operation: "applications.GetOIDC", StatusCode: resp.StatusCode, Scopes: [][]string{{scopeView, scopeSecretView}},
			Err: fmt.Errorf("%w: the server shows the client secret only to tokens with the scope %s", rest.ErrForbidden, scopeSecretView),
		})
		return out, fmt.Errorf("application %s was created, but its client secret cannot be read: %w", app.ID, err)
	}
	return out, nil
}

const (
	scopeView       = "internal_application_mgt_view"
	scopeSecretView = "internal_application_mgt_client_secret_view"
)

// check refuses what the server is sure to refuse.
func (v *CreateRequest) check() error {
	if v == nil || v.InboundProtocolConfiguration == nil {
		return nil
	}
	oidc, saml := v.InboundProtocolConfiguration.OIDC, v.InboundProtocolConfiguration.SAML
	if oidc != nil {
		if err := oidc.check(); err != nil {
			return err
		}
		redirects := func(grant string) bool { return grant == grantAuthorizationCode || grant == grantImplicit }
		if strings.TrimSpace(strings.Join(oidc.CallbackURLs, "")) == "" && slices.ContainsFunc(oidc.GrantTypes, redirects) {
			return errors.New("there is no callback URL to redirect to")
		}
	}
	if saml != nil && saml.ManualConfiguration != nil && saml.ManualConfiguration.AssertionConsumerURLs == nil {
		return errors.New("there is no assertion consumer URL")
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

const (
	grantClientCredentials = "client_credentials"
	grantAuthorizationCode = "authorization_code"
	grantImplicit          = "implicit"
	grantRefreshToken      = "refresh_token"
)

// NewM2M describes an application that gets tokens for itself, with a client secret and the client credentials grant.
// Its access tokens are JWTs, so that the APIs it calls can check them, and valid for an hour. Roles do not matter for it.
func NewM2M(name string) *CreateRequest {
	return newOIDC(name, templateM2M, &OIDCConfiguration{
		GrantTypes:   []string{grantClientCredentials},
		PublicClient: new(false),
		AccessToken: &AccessTokenConfiguration{
			Type:                                  new("JWT"),
			UserAccessTokenExpiryInSeconds:        new(int64(3600)),
			ApplicationAccessTokenExpiryInSeconds: new(int64(3600)),
		},
	})
}

// NewSPA describes an application that runs in a browser: a public client with the authorization code grant, PKCE and
// refresh tokens. The origins of the callback URLs, of which there must be one at least, may call the server.
//
// As for [NewMobile] and [NewWeb], access tokens are the server's default, opaque ones: set the Type of AccessToken to JWT
// if APIs are to check them by themselves. Refresh tokens are valid for a day, and each use gives a new one. Roles whose
// audience is the application count for users: set AssociatedRoles to use the roles of the organization.
func NewSPA(name string, callbackURLs ...string) *CreateRequest {
	oidc := newLogin(callbackURLs)
	oidc.PublicClient = new(true)
	oidc.AllowedOrigins = origins(callbackURLs)
	return newOIDC(name, templateSPA, oidc)
}

// NewMobile describes an application on a phone: a public client with the authorization code grant, PKCE and refresh
// tokens. Callback URLs, of which there must be one at least, may have a scheme of the application's own.
func NewMobile(name string, callbackURLs ...string) *CreateRequest {
	oidc := newLogin(callbackURLs)
	oidc.PublicClient = new(true)
	return newOIDC(name, templateMobile, oidc)
}

// NewWeb describes an application on a web server: a client with a secret and the authorization code grant, PKCE and
// refresh tokens. There must be a callback URL.
func NewWeb(name string, callbackURLs ...string) *CreateRequest {
	oidc := newLogin(callbackURLs)
	oidc.PublicClient = new(false)
	return newOIDC(name, templateWeb, oidc)
}

// NewSAML describes an application that signs people in with SAML 2.0: issuer is its entity id, and the answers go to
// the assertion consumer URLs, by default the first; there must be one. Answers are signed; logouts are on. Roles count as for [NewSPA].
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
		InboundProtocolConfiguration: &InboundProtocols{SAML: &SAMLConfiguration{ManualConfiguration: provider}},
	}
}

func newOIDC(name, template string, oidc *OIDCConfiguration) *CreateRequest {
	return &CreateRequest{
		Name:                         name,
		TemplateID:                   new(template),
		AssociatedRoles:              &AssociatedRoles{AllowedAudience: RoleAudienceApplication},
		InboundProtocolConfiguration: &InboundProtocols{OIDC: oidc},
	}
}

// newLogin is what all clients have in common that sign people in.
func newLogin(callbackURLs []string) *OIDCConfiguration {
	return &OIDCConfiguration{
		GrantTypes:   []string{grantAuthorizationCode, grantRefreshToken},
		CallbackURLs: slices.Clone(callbackURLs),
		PKCE:         &PKCEConfiguration{Mandatory: new(true), SupportPlainTransformAlgorithm: new(false)},
		// The server would renew refresh tokens if nothing was said, but show that it does not.
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
