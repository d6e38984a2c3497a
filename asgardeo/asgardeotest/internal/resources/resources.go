// Package resources is the API resources of the stand-in, with their scopes and
// types of authorization details. They belong to the root organization, and serve
// those below it too.
package resources

import (
	"cmp"
	"slices"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/model"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/state"
)

const format = 1 // of the section of the database

// Resources is the domain of API resources.
type Resources struct {
	tenant *engine.Tenant
	needs  Needs

	resources state.Registry[*resource]
	lastRow   state.Value[int] // the row of the newest resource that ever was

	byKind        *state.Index[*resource]
	byScope       *state.Index[*resource] // by the names of scopes
	byScopeID     *state.Index[*resource]
	byDetailsType *state.Index[*resource] // by the types themselves
}

// New returns the domain. Connect must be called before its operations are.
func New(t *engine.Tenant) *Resources {
	d := &Resources{tenant: t}
	section := t.Section("resources", format)
	section.Keep("resources", &d.resources)
	section.Keep("lastRow", &d.lastRow)
	d.byKind = state.NewIndex(&d.resources, func(r *resource) []string { return []string{r.Kind} })
	d.byScope = state.NewIndex(&d.resources, (*resource).scopeNames)
	d.byScopeID = state.NewIndex(&d.resources, (*resource).scopeIDs)
	d.byDetailsType = state.NewIndex(&d.resources, (*resource).detailsTypes)
	return d
}

// Connect gives the domain what it needs of others.
func (d *Resources) Connect(n Needs) { d.needs = n }

// Register adds the management APIs that do not exist yet. Applications are
// authorized for them as for any other API resource.
func (d *Resources) Register(apis []engine.ManagementAPI) {
	for _, api := range apis {
		if d.resources.Named(api.Identifier) != nil {
			continue
		}
		r := &resource{Name: api.Name, Identifier: api.Identifier, Kind: kindTenant, RequiresAuthorization: true}
		if engine.Below(api.Identifier, "/o") {
			r.Kind = kindOrganization
		}
		for _, name := range api.Scopes {
			r.Scopes = append(r.Scopes, scope{ID: d.tenant.NewUUID(), Name: name, DisplayName: name})
		}
		d.add(r)
	}
}

// Resource returns the API resource with an id that an organization can use, or
// nil.
func (d *Resources) Resource(o *engine.Organization, id string) *model.Resource {
	return d.find(o, id).model()
}

// ScopeOwner returns the API resource that has a scope and that an organization
// can use, or nil.
func (d *Resources) ScopeOwner(o *engine.Organization, scope string) *model.Resource {
	return first(o, d.byScope.With(scope)).model()
}

// SystemScopes returns the scopes of the management APIs, in order.
func (d *Resources) SystemScopes() []string {
	system := slices.Concat(d.byKind.With(kindTenant), d.byKind.With(kindOrganization))
	slices.SortFunc(system, byRow)
	var scopes []string
	for _, r := range system {
		scopes = append(scopes, slices.DeleteFunc(r.scopeNames(), func(name string) bool { return !model.RestrictedScope(name) })...)
	}
	return scopes
}

// IDs returns the ids of the API resources that are not of the system by their
// identifiers.
func (d *Resources) IDs() map[string]string {
	ids := map[string]string{}
	for r := range d.resources.All() {
		if r.modifiable() {
			ids[r.Identifier] = r.ID
		}
	}
	return ids
}

// find returns the API resource with an id that an organization can use, or nil.
func (d *Resources) find(o *engine.Organization, id string) *resource {
	if r := d.resources.Get(id); r != nil && r.visible(o) {
		return r
	}
	return nil
}

// first returns the first API resource that an organization can use, or nil.
func first(o *engine.Organization, resources []*resource) *resource {
	return engine.Find(resources, func(r *resource) bool { return r.visible(o) })
}

func byRow(a, b *resource) int { return cmp.Compare(a.Row, b.Row) }
