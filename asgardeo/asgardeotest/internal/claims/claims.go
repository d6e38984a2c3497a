// Package claims is the OpenID Connect scopes of the stand-in and their claims.
// They belong to the root organization, and serve those below it too.
package claims

import (
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/state"
)

const format = 1 // of the section of the database

// Claims is the domain of OpenID Connect scopes.
type Claims struct {
	needs Needs

	scopes state.Registry[*scope]
	seeded state.Value[bool] // whether the scopes of a new tenant were added
}

// New returns the domain. Connect must be called before its operations are.
func New(t *engine.Tenant) *Claims {
	d := &Claims{}
	section := t.Section("claims", format)
	section.Keep("oidcScopes", &d.scopes)
	section.Keep("seeded", &d.seeded)
	return d
}

// Connect gives the domain what it needs of others.
func (d *Claims) Connect(n Needs) { d.needs = n }

// Seed adds the scopes that a new tenant has, unless it was done before: they can
// be deleted.
func (d *Claims) Seed() {
	if d.seeded.Get() {
		return
	}
	for _, s := range defaultScopes() {
		d.scopes.Add(s)
	}
	d.seeded.Set(true)
}

// IsOIDCScope reports whether there is an OpenID Connect scope with a name.
func (d *Claims) IsOIDCScope(name string) bool { return d.scopes.Get(name) != nil }

// OIDCScopes returns the names of the OpenID Connect scopes, in order of creation.
func (d *Claims) OIDCScopes() []string {
	names := []string{}
	for s := range d.scopes.All() {
		names = append(names, s.Name)
	}
	return names
}
