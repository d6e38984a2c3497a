package oauth

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/model"
)

// A bearer is the subject of a token: a client in an organization, which may
// act for a user.
type bearer struct {
	*OAuth
	client   *model.Client
	user     *model.User // nil for the client itself
	org      *engine.Organization
	switched bool
}

// issued are the tokens that a grant issues.
type issued struct {
	token   *accessToken
	refresh *refreshToken // nil if no new one is issued
	idToken string
}

func (b bearer) userID() string {
	if b.user == nil {
		return ""
	}
	return b.user.ID
}

// jwt reports whether the access tokens are JWTs.
func (b bearer) jwt() bool { return b.client.AccessTokenType == model.TokenTypeJWT }

// audience returns the audience of the tokens.
func (b bearer) audience() []string { return append([]string{b.client.ID}, b.client.Audience...) }

// lifetime returns the lifetime of the access tokens.
func (b bearer) lifetime() time.Duration {
	if b.user != nil {
		return lifetimeOf(b.client.UserTokenLifetime)
	}
	return lifetimeOf(b.client.ApplicationTokenLifetime)
}

// obtainFor returns a token for the scopes that a request asks for. A bearer with
// opaque tokens gets its existing token for the same scopes, until that token or
// its refresh token expires.
func (b bearer) obtainFor(form url.Values) (issued, error) {
	scopes := b.grantedScopes(strings.Fields(form.Get("scope")))
	if token := b.reusable(scopes); token != nil {
		return b.withIDToken(issued{token: token})
	}
	out, err := b.newTokens(scopes)
	if err != nil {
		return issued{}, err
	}
	b.keep(out)
	return out, nil
}

func (b bearer) reusable(scopes []string) *accessToken {
	wanted := grant{ClientID: b.client.ID, OrganizationID: b.org.ID, UserID: b.userID(), Scopes: scopes}
	token := b.living(b.tokens.Named(wanted.reuseKey()))
	if b.jwt() || token == nil || token.Refresh != "" && b.findRefresh(token.Refresh) == nil {
		return nil
	}
	return token
}

// newTokens creates tokens for a bearer. They are not part of the state until keep
// is called. A user gets a refresh token if the client may use one.
func (b bearer) newTokens(scopes []string) (issued, error) {
	now := b.tenant.Now()
	token := &accessToken{
		grant: grant{
			ClientID: b.client.ID, UserID: b.userID(), OrganizationID: b.org.ID,
			Switched: b.switched, Scopes: scopes, Issued: now, Expires: now.Add(b.lifetime()),
		},
		Value: b.tenant.NewUUID(), Audience: b.audience(), Reusable: !b.jwt(),
	}
	if b.jwt() {
		if err := b.sign(token); err != nil {
			return issued{}, err
		}
	}
	out := issued{token: token}
	if b.user != nil && slices.Contains(b.client.GrantTypes, model.GrantRefreshToken) {
		out.refresh = &refreshToken{grant: token.grant, Value: b.tenant.NewUUID(), Access: token.Value}
		out.refresh.Expires = now.Add(lifetimeOf(b.client.RefreshTokenLifetime))
		token.Refresh = out.refresh.Value
	}
	return b.withIDToken(out)
}

// withIDToken adds an ID token if the bearer may have one.
func (b bearer) withIDToken(out issued) (issued, error) {
	if !slices.Contains(out.token.Scopes, scopeOpenID) {
		return out, nil
	}
	var err error
	out.idToken, err = b.idToken(out.token)
	return out, err
}
