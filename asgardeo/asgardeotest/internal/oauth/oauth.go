// Package oauth implements the authorization server of the stand-in: it
// authenticates clients, and issues, revokes and introspects tokens.
package oauth

import (
	"cmp"

	"github.com/go-jose/go-jose/v4"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/state"
)

const (
	format = 1 // of the section of the database

	clientIDLength     = 28
	clientSecretLength = 44
)

// OAuth is the domain of tokens and client authentication. Its state belongs to
// the tenant as a whole.
type OAuth struct {
	tenant    *engine.Tenant
	grantable []string
	needs     Needs

	credentials state.Value[credentials]
	signingKeys state.Value[[]jose.JSONWebKey] // the last one signs
	clientKeys  state.Registry[*clientKeys]
	tokens      state.Registry[*accessToken]
	refreshes   state.Registry[*refreshToken]
	assertions  state.Registry[*usedAssertion]

	tokensByClient    *state.Index[*accessToken]
	refreshesByClient *state.Index[*refreshToken]

	tokenSweep     sweep[*accessToken]
	refreshSweep   sweep[*refreshToken]
	assertionSweep sweep[*usedAssertion]
}

// credentials are the credentials of the management application.
type credentials struct{ ClientID, ClientSecret string }

// Settings are the settings of the management application.
type Settings struct {
	// ClientID and ClientSecret override the credentials in the state. If one is
	// empty, the value in the state is used, or generated if the state has no
	// value.
	ClientID, ClientSecret string
	// Grantable are the scopes that the management application is authorized
	// for.
	Grantable []string
}

// New returns the domain. [OAuth.Connect] must be called before any operation.
func New(t *engine.Tenant, settings Settings) *OAuth {
	o := &OAuth{tenant: t, grantable: settings.Grantable}
	section := t.Section("oauth", format)
	section.Keep("credentials", &o.credentials)
	section.Keep("signingKeys", &o.signingKeys)
	section.Keep("clientKeys", &o.clientKeys)
	section.Keep("tokens", &o.tokens)
	section.Keep("refreshTokens", &o.refreshes)
	section.Keep("assertions", &o.assertions)
	o.tokensByClient = state.NewIndex(&o.tokens, func(t *accessToken) []string { return []string{t.ClientID} })
	o.refreshesByClient = state.NewIndex(&o.refreshes, func(t *refreshToken) []string { return []string{t.ClientID} })
	o.setCredentials(settings)
	return o
}

func (o *OAuth) setCredentials(settings Settings) {
	kept := o.credentials.Get()
	chosen := credentials{
		ClientID:     cmp.Or(settings.ClientID, kept.ClientID),
		ClientSecret: cmp.Or(settings.ClientSecret, kept.ClientSecret),
	}
	if chosen.ClientID == "" {
		chosen.ClientID = o.tenant.Word(clientIDLength)
	}
	if chosen.ClientSecret == "" {
		chosen.ClientSecret = o.tenant.Word(clientSecretLength)
	}
	if chosen != kept {
		o.credentials.Set(chosen)
	}
}

// Connect sets the parts of other domains that this domain uses.
func (o *OAuth) Connect(n Needs) { o.needs = n }

// Credentials returns the credentials of the management application.
func (o *OAuth) Credentials() (id, secret string) {
	c := o.credentials.Get()
	return c.ClientID, c.ClientSecret
}

// ManagementClientID returns the client id of the management application.
func (o *OAuth) ManagementClientID() string { return o.credentials.Get().ClientID }

// Issuer returns the issuer of tokens, which is also that in the discovery
// document.
func (o *OAuth) Issuer() string { return o.tenant.URL() + "/oauth2/token" }

// Bearer returns the caller that a valid access token was issued for, or nil.
func (o *OAuth) Bearer(token string) *engine.Caller {
	t := o.findToken(token)
	if t == nil {
		return nil
	}
	return &engine.Caller{ClientID: t.ClientID, UserID: t.UserID, OrganizationID: t.OrganizationID, Scopes: t.Scopes}
}

// Client returns the client with the Basic credentials in a request, or nil if
// they are invalid.
func (o *OAuth) Client(c *engine.Call) *engine.Caller {
	if _, _, basic := basicCredentials(c.Request); !basic {
		return nil
	}
	client, err := o.authenticateClient(c, nil)
	if err != nil {
		return nil
	}
	return &engine.Caller{ClientID: client.ID}
}
