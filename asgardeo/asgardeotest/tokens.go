package asgardeotest

import (
	"maps"
	"math"
	"slices"
	"strings"
	"time"
)

// A grant is what a token stands for.
type grant struct {
	ClientID       string
	UserID         string // empty for that of an application
	OrganizationID string // whose APIs it opens
	Switched       bool   // whether it comes from another token
	Scopes         []string
	Issued         time.Time
	Expires        time.Time
}

// An accessGrant is an access token.
type accessGrant struct {
	grant
	Value        string
	Audience     []string
	JWTID, KeyID string // empty for an opaque token
	Refresh      string // the refresh token issued with it, if any
}

// A refreshGrant is a refresh token.
type refreshGrant struct {
	grant
	Value  string
	Access string // the access token issued with it
}

// A bearer is whom a token is for: a client, maybe acting for a user, in an
// organization.
type bearer struct {
	client   *oauthClient
	user     *user // nil for the client itself
	org      *organization
	switched bool
}

func (b bearer) userID() string {
	if b.user == nil {
		return ""
	}
	return b.user.ID
}

// lifetime is how long the access tokens live.
func (b bearer) lifetime() time.Duration {
	seconds := b.client.AccessToken.ApplicationAccessTokenExpiryInSeconds
	if b.user != nil {
		seconds = b.client.AccessToken.UserAccessTokenExpiryInSeconds
	}
	return lifetimeOf(seconds)
}

// maxLifetime is how long what does not expire lives.
const maxLifetime = 100 * 365 * 24 * time.Hour

// lifetimeOf is the lifetime that an application sets: what is negative does
// not expire.
func lifetimeOf(seconds int64) time.Duration {
	if seconds < 0 || seconds > int64(maxLifetime/time.Second) {
		return maxLifetime
	}
	return time.Duration(seconds) * time.Second
}

func (t *accessGrant) has(scope string) bool {
	return t != nil && slices.Contains(t.Scopes, scope)
}

func (t *accessGrant) hasAll(scopes []string) bool {
	return !slices.ContainsFunc(scopes, func(scope string) bool { return !t.has(scope) })
}

func (g grant) expired(now time.Time) bool { return !now.Before(g.Expires) }

// remaining is the rest of the lifetime in seconds, rounded up so that a new
// token shows its full lifetime.
func (t *accessGrant) remaining(now time.Time) int64 {
	return int64(math.Ceil(t.Expires.Sub(now).Seconds()))
}

// obtain gives a bearer a token. One with opaque tokens gets the token it
// already has for the same scopes, as long as it and its refresh token live.
func (b bearer) obtain(scopes []string) (*accessGrant, error) {
	token := b.org.findToken(b.org.Reusable[b.reuseKey(scopes)])
	if b.client.jwt() || token == nil || token.Refresh != "" && b.org.findRefresh(token.Refresh) == nil {
		return b.issue(scopes)
	}
	return token, nil
}

func (b bearer) reuseKey(scopes []string) string {
	return strings.Join([]string{b.client.ClientID, b.org.ID, b.userID(), strings.Join(scopes, " ")}, "\n")
}

// issue gives a bearer a new token. A user gets a refresh token with it where
// the client may use one.
func (b bearer) issue(scopes []string) (*accessGrant, error) {
	t := b.org.tenant
	t.sweepTokens()
	now := t.now()
	token := &accessGrant{
		grant: grant{
			ClientID: b.client.ClientID, UserID: b.userID(), OrganizationID: b.org.ID,
			Switched: b.switched, Scopes: scopes, Issued: now, Expires: now.Add(b.lifetime()),
		},
		Value: t.newUUID(), Audience: b.client.audience(),
	}
	if b.client.jwt() {
		if err := b.sign(token); err != nil {
			return nil, err
		}
	} else {
		t.Reusable[b.reuseKey(scopes)] = token.Value
	}
	if b.user != nil && slices.Contains(b.client.GrantTypes, grantRefreshToken) {
		b.addRefresh(token)
	}
	t.Tokens[token.Value] = token
	return token, nil
}

func (b bearer) addRefresh(token *accessGrant) {
	t := b.org.tenant
	refresh := &refreshGrant{grant: token.grant, Value: t.newUUID(), Access: token.Value}
	refresh.Expires = token.Issued.Add(lifetimeOf(b.client.RefreshToken.ExpiryInSeconds))
	token.Refresh = refresh.Value
	t.Refreshes[refresh.Value] = refresh
}

// findToken returns a live token, or nil. It forgets one that has died.
func (t *tenant) findToken(value string) *accessGrant {
	token := t.Tokens[value]
	if token != nil && !t.alive(token.grant) {
		delete(t.Tokens, value)
		return nil
	}
	return token
}

// findRefresh is findToken for refresh tokens.
func (t *tenant) findRefresh(value string) *refreshGrant {
	refresh := t.Refreshes[value]
	if refresh != nil && !t.alive(refresh.grant) {
		delete(t.Refreshes, value)
		return nil
	}
	return refresh
}

// alive reports whether a token has not expired, and whether its user and its
// organization are still there and in use.
func (t *tenant) alive(g grant) bool {
	if g.expired(t.now()) {
		return false
	}
	if org := t.organization(g.OrganizationID); org == nil || org.Deactivated {
		return false
	}
	if g.UserID == "" {
		return true
	}
	u := t.root().user(g.UserID)
	return u != nil && u.canSignIn()
}

// minSweep is the least number of tokens issued between two sweeps.
const minSweep = 64

// sweepTokens forgets what has expired. It looks at everything, but only
// after as many tokens were issued, so that it costs each the same.
func (t *tenant) sweepTokens() {
	if t.untilSweep--; t.untilSweep > 0 {
		return
	}
	now := t.now()
	maps.DeleteFunc(t.Tokens, func(_ string, token *accessGrant) bool { return token.expired(now) })
	maps.DeleteFunc(t.Refreshes, func(_ string, refresh *refreshGrant) bool { return refresh.expired(now) })
	maps.DeleteFunc(t.Reusable, func(_, value string) bool { return t.Tokens[value] == nil })
	maps.DeleteFunc(t.Assertions, func(_ string, end time.Time) bool { return !now.Before(end) })
	t.untilSweep = max(minSweep, len(t.Tokens)+len(t.Refreshes))
}

// dropTokens ends the tokens of a client.
func (t *tenant) dropTokens(clientID string) {
	maps.DeleteFunc(t.Tokens, func(_ string, token *accessGrant) bool { return token.ClientID == clientID })
	maps.DeleteFunc(t.Refreshes, func(_ string, refresh *refreshGrant) bool { return refresh.ClientID == clientID })
}
