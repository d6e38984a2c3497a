// Package claims implements the OpenID Connect scopes of the stand-in and their
// claims. They belong to the root organization, and apply to its
// sub-organizations too.
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

// New returns the domain. [Claims.Connect] must be called before any operation.
func New(t *engine.Tenant) *Claims {
	d := &Claims{}
	section := t.Section("claims", format)
	section.Keep("oidcScopes", &d.scopes)
	section.Keep("seeded", &d.seeded)
	return d
}

// Connect sets the parts of other domains that this domain uses.
func (d *Claims) Connect(n Needs) { d.needs = n }

// Seed adds the scopes of a new tenant. It does so only once per tenant, because
// the scopes can be deleted.
func (d *Claims) Seed() {
	if d.seeded.Get() {
		return
	}
	for _, s := range defaultScopes() {
		d.scopes.Add(s)
	}
	d.seeded.Set(true)
}

// IsOIDCScope reports whether an OpenID Connect scope has the name.
func (d *Claims) IsOIDCScope(name string) bool { return d.scopes.Get(name) != nil }

// OIDCScopes returns the names of the OpenID Connect scopes, in order of creation.
func (d *Claims) OIDCScopes() []string {
	names := []string{}
	for s := range d.scopes.All() {
		names = append(names, s.Name)
	}
	return names
}
