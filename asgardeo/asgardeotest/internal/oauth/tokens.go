package oauth

import (
	"math"
	"slices"
	"strings"
	"time"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/state"
)

// A grant is the authorization that a token represents.
type grant struct {
	ClientID       string
	UserID         string // empty for a token of an application
	OrganizationID string // the organization that the token gives access to
	Switched       bool   // whether it was exchanged for another token
	Scopes         []string
	Issued         time.Time
	Expires        time.Time
}

// An accessToken is an access token that was issued.
type accessToken struct {
	grant
	Value        string
	Audience     []string
	JWTID, KeyID string // empty for an opaque token
	Refresh      string // the refresh token issued with it, if any
	// Reusable reports whether this is the newest opaque token for its bearer
	// and scopes. An equal request gets it again until it expires.
	Reusable bool
}

// Key is the token itself.
func (t *accessToken) Key() string { return t.Value }

// Names returns the key by which a reusable token is found.
func (t *accessToken) Names() []string {
	if !t.Reusable {
		return nil
	}
	return []string{t.reuseKey()}
}

// A refreshToken is a refresh token that was issued.
type refreshToken struct {
	grant
	Value  string
	Access string // the access token issued with it
}

// Key is the token itself.
func (t *refreshToken) Key() string { return t.Value }

// Names returns nothing.
func (t *refreshToken) Names() []string { return nil }

// reuseKey identifies the bearer of a token and its scopes.
func (g grant) reuseKey() string {
	return strings.Join([]string{g.ClientID, g.OrganizationID, g.UserID, strings.Join(g.Scopes, " ")}, "\n")
}

func (g grant) expired(now time.Time) bool { return !now.Before(g.Expires) }

// maxLifetime is the lifetime of tokens that do not expire.
const maxLifetime = 100 * 365 * 24 * time.Hour

// lifetimeOf returns the lifetime that an application sets. A negative number
// means no expiry.
func lifetimeOf(seconds int64) time.Duration {
	if seconds < 0 || seconds > int64(maxLifetime/time.Second) {
		return maxLifetime
	}
	return time.Duration(seconds) * time.Second
}

// remaining returns the remaining lifetime in seconds, rounded up so that a new
// token has its full lifetime.
func (t *accessToken) remaining(now time.Time) int64 {
	return int64(math.Ceil(t.Expires.Sub(now).Seconds()))
}

// keep adds new tokens to the state.
func (o *OAuth) keep(out issued) {
	if out.token.Reusable {
		if older := o.tokens.Named(out.token.reuseKey()); older != nil {
			o.tokens.Change(older, func() { older.Reusable = false })
		}
	}
	o.tokens.Add(out.token)
	if out.refresh != nil {
		o.refreshes.Add(out.refresh)
	}
	now := o.tenant.Now()
	o.tokenSweep.step(&o.tokens, now)
	o.refreshSweep.step(&o.refreshes, now)
}

// findToken returns a valid token, or nil. It removes a token that is no longer
// valid.
func (o *OAuth) findToken(value string) *accessToken { return o.living(o.tokens.Get(value)) }

// living is like findToken for a given token, which may be nil.
func (o *OAuth) living(token *accessToken) *accessToken {
	if token != nil && (!o.alive(token.grant) || token.KeyID != "" && o.retired(token.KeyID)) {
		o.tokens.Remove(token)
		return nil
	}
	return token
}

// findRefresh is like findToken for refresh tokens.
func (o *OAuth) findRefresh(value string) *refreshToken {
	refresh := o.refreshes.Get(value)
	if refresh != nil && !o.alive(refresh.grant) {
		o.refreshes.Remove(refresh)
		return nil
	}
	return refresh
}

// alive reports whether a token has not expired, and its user and its
// organization exist and are active.
func (o *OAuth) alive(g grant) bool {
	if g.expired(o.tenant.Now()) {
		return false
	}
	if org := o.tenant.Organization(g.OrganizationID); org == nil || org.Deactivated {
		return false
	}
	if g.UserID == "" {
		return true
	}
	user := o.needs.User(o.tenant.Root(), g.UserID)
	return user != nil && user.CanSignIn
}

// DropClient revokes the tokens of a client.
func (o *OAuth) DropClient(clientID string) {
	for _, token := range o.tokensByClient.With(clientID) {
		o.tokens.Remove(token)
	}
	for _, refresh := range o.refreshesByClient.With(clientID) {
		o.refreshes.Remove(refresh)
	}
}

// Remembered returns the numbers of stored access tokens and of reusable ones. It
// is for tests.
func (o *OAuth) Remembered() (tokens, reusable int) {
	for token := range o.tokens.All() {
		if token.Reusable {
			reusable++
		}
	}
	return o.tokens.Len(), reusable
}

// sweepStep is the number of entries that a sweep examines for each added entry.
// It is above one, so that expired entries do not accumulate.
const sweepStep = 4

// An expiring entry is removed once it has expired.
type expiring interface {
	state.Entry
	expired(now time.Time) bool
}

// A sweep iterates over a registry, a few entries at a time, and removes expired
// entries.
type sweep[T expiring] struct{ next int }

// step examines the next entries. After the last entry it continues with the
// first.
func (s *sweep[T]) step(r *state.Registry[T], now time.Time) {
	for _, item := range slices.Collect(r.Page(s.next, sweepStep)) {
		if item.expired(now) {
			r.Remove(item)
		} else {
			s.next++
		}
	}
	if s.next >= r.Len() {
		s.next = 0
	}
}
