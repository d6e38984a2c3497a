package oauth

import (
	"math"
	"slices"
	"strings"
	"time"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/state"
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

// An accessToken is an access token that was issued.
type accessToken struct {
	grant
	Value        string
	Audience     []string
	JWTID, KeyID string // empty for an opaque token
	Refresh      string // the refresh token issued with it, if any
	// Reusable says that it is the newest opaque token for its bearer and its
	// scopes: the same request gets it again as long as it lives.
	Reusable bool
}

// Key is the token itself.
func (t *accessToken) Key() string { return t.Value }

// Names returns what a reusable token is found by.
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

// reuseKey names whose a token is, and its scopes.
func (g grant) reuseKey() string {
	return strings.Join([]string{g.ClientID, g.OrganizationID, g.UserID, strings.Join(g.Scopes, " ")}, "\n")
}

func (g grant) expired(now time.Time) bool { return !now.Before(g.Expires) }

// maxLifetime is how long what does not expire lives.
const maxLifetime = 100 * 365 * 24 * time.Hour

// lifetimeOf is the lifetime that an application sets: what is negative does not
// expire.
func lifetimeOf(seconds int64) time.Duration {
	if seconds < 0 || seconds > int64(maxLifetime/time.Second) {
		return maxLifetime
	}
	return time.Duration(seconds) * time.Second
}

// remaining is the rest of the lifetime in seconds, rounded up so that a new token
// shows its full lifetime.
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

// findToken returns a live token, or nil. It forgets one that has died.
func (o *OAuth) findToken(value string) *accessToken { return o.living(o.tokens.Get(value)) }

// living is findToken for a token that is at hand. It may be nil.
func (o *OAuth) living(token *accessToken) *accessToken {
	if token != nil && (!o.alive(token.grant) || token.KeyID != "" && o.retired(token.KeyID)) {
		o.tokens.Remove(token)
		return nil
	}
	return token
}

// findRefresh is findToken for refresh tokens.
func (o *OAuth) findRefresh(value string) *refreshToken {
	refresh := o.refreshes.Get(value)
	if refresh != nil && !o.alive(refresh.grant) {
		o.refreshes.Remove(refresh)
		return nil
	}
	return refresh
}

// alive reports whether a token has not expired, and whether its user and its
// organization are still there and in use.
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

// DropClient ends the tokens of a client.
func (o *OAuth) DropClient(clientID string) {
	for _, token := range o.tokensByClient.With(clientID) {
		o.tokens.Remove(token)
	}
	for _, refresh := range o.refreshesByClient.With(clientID) {
		o.refreshes.Remove(refresh)
	}
}

// Remembered counts the access tokens that are kept, and those of them that can be
// reused. It is for tests.
func (o *OAuth) Remembered() (tokens, reusable int) {
	for token := range o.tokens.All() {
		if token.Reusable {
			reusable++
		}
	}
	return o.tokens.Len(), reusable
}

// sweepStep is how many entries a sweep looks at for one that is added. With more
// than one, what has expired does not pile up.
const sweepStep = 4

// An expiring entry is forgotten once it has expired.
type expiring interface {
	state.Entry
	expired(now time.Time) bool
}

// A sweep goes round a registry, a few entries at a time, and removes those that
// have expired.
type sweep[T expiring] struct{ next int }

// step looks at the next entries. Behind the last one the first is next.
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
