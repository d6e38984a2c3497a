package resources

import (
	"net/http"
	"slices"
	"strings"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/filter"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/model"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/serverapi"
)

// A scope is a scope of an API resource. Its name is unique in the organization.
type scope struct{ ID, Name, DisplayName, Description string }

type scopeCreation struct {
	Name        string `json:"name" rule:"required"`
	DisplayName string `json:"displayName"`
	Description string `json:"description"`
}

type scopePatch struct {
	DisplayName *string `json:"displayName"`
	Description *string `json:"description"`
}

type scopeView struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	DisplayName string `json:"displayName"`
	Description string `json:"description,omitempty"`
	// Only the lists of scopes have the API resource of a scope.
	APIID string `json:"apiID,omitempty"`
	OrgID string `json:"orgID,omitempty"`
}

func (s scope) view() scopeView {
	return scopeView{ID: s.ID, Name: s.Name, DisplayName: s.DisplayName, Description: s.Description}
}

func (r *resource) scopeNames() []string {
	names := make([]string, 0, len(r.Scopes))
	for _, s := range r.Scopes {
		names = append(names, s.Name)
	}
	return names
}

func (r *resource) scopeIDs() []string {
	ids := make([]string, 0, len(r.Scopes))
	for _, s := range r.Scopes {
		ids = append(ids, s.ID)
	}
	return ids
}

func (d *Resources) checkScopeNames(scopes []scopeCreation) error {
	for _, s := range scopes {
		switch {
		case strings.TrimSpace(s.Name) == "":
			return fail(http.StatusBadRequest, "60005", "A scope must have a name.")
		case model.RestrictedScope(s.Name):
			return fail(http.StatusBadRequest, "60008", "The name of the scope is reserved.")
		case d.needs.IsOIDCScope(s.Name):
			return fail(http.StatusBadRequest, "60009", "The scope clashes with a scope of OpenID Connect.")
		}
	}
	return nil
}

// checkScopesFree returns an error if another API resource has one of the scopes,
// or if a scope is given twice.
func (d *Resources) checkScopesFree(o *engine.Organization, scopes []scopeCreation, replacing *resource) error {
	seen := map[string]bool{}
	for _, s := range scopes {
		if owner := first(o, d.byScope.With(s.Name)); seen[s.Name] || owner != nil && owner != replacing {
			return fail(http.StatusConflict, "60004", "A scope with this name already exists.")
		}
		seen[s.Name] = true
	}
	return nil
}

func (d *Resources) newScopes(in []scopeCreation) []scope {
	scopes := make([]scope, 0, len(in))
	for _, s := range in {
		display := s.DisplayName
		if strings.TrimSpace(display) == "" {
			display = s.Name
		}
		scopes = append(scopes, scope{ID: d.tenant.NewUUID(), Name: s.Name, DisplayName: display, Description: s.Description})
	}
	return scopes
}

func (d *Resources) listScopesOfResource(c *engine.Call) (engine.Reply, error) {
	r, err := d.addressed(c)
	if err != nil {
		return engine.Reply{}, err
	}
	return engine.JSON(http.StatusOK, scopesOf(c.Org, r, nil)), nil
}

// listScopes lists the scopes of all API resources, including those of the
// management APIs.
func (d *Resources) listScopes(c *engine.Call) (engine.Reply, error) {
	tree, err := parseFilter(c.Query.Get("filter"), "name")
	if err != nil {
		return engine.Reply{}, err
	}
	scopes := []scopeView{}
	for _, r := range d.candidates(c.Org, tree, lookups{"name": d.byScope.With}) {
		scopes = append(scopes, scopesOf(c.Org, r, tree)...)
	}
	return engine.JSON(http.StatusOK, scopes), nil
}

// scopesOf returns the scopes of an API resource as they are in lists.
func scopesOf(o *engine.Organization, r *resource, f *filter.Tree) []scopeView {
	scopes := make([]scopeView, 0, len(r.Scopes))
	for _, s := range r.Scopes {
		if !f.MatchesAll(map[string]string{"name": s.Name}) {
			continue
		}
		view := s.view()
		view.APIID, view.OrgID = r.ID, o.ID
		scopes = append(scopes, view)
	}
	return scopes
}

// replaceScopes replaces all scopes. Scopes that keep their names get new ids too.
// Authorizations refer to the ids, so they are lost with the old scopes.
func (d *Resources) replaceScopes(c *engine.Call) (engine.Reply, error) {
	var in []scopeCreation
	if err := serverapi.Decode(c, &in); err != nil {
		return engine.Reply{}, err
	}
	r, err := d.addressedForChange(c)
	if err != nil {
		return engine.Reply{}, err
	}
	if err := d.checkScopeNames(in); err != nil {
		return engine.Reply{}, err
	}
	if err := d.checkScopesFree(c.Org, in, r); err != nil {
		return engine.Reply{}, err
	}
	before := r.scopeNames()
	d.resources.Change(r, func() { r.Scopes = d.newScopes(in) })
	d.needs.ScopesDeleted(before)
	return engine.Empty(http.StatusNoContent), nil
}

// modifyScope changes the scope with a name. The real server searches for it in
// the whole organization.
func (d *Resources) modifyScope(c *engine.Call) (engine.Reply, error) {
	name := c.Vars["scopeName"]
	return d.patchScope(c, "60005", d.byScope.With(name), func(s scope) bool { return s.Name == name })
}

// modifyScopeByID is like modifyScope with an id. It is the only change of a
// scope whose response is 200.
func (d *Resources) modifyScopeByID(c *engine.Call) (engine.Reply, error) {
	id := c.Vars["scopeId"]
	out, err := d.patchScope(c, "60017", d.byScopeID.With(id), func(s scope) bool { return s.ID == id })
	out.Status = http.StatusOK
	return out, err
}

// patchScope changes a scope of one of its owners. Even so, the API resource in the
// path must exist and must not be one of the system. code is the error code if the
// scope is not found.
func (d *Resources) patchScope(c *engine.Call, code string, owners []*resource, addressed func(scope) bool) (engine.Reply, error) {
	var in scopePatch
	if err := serverapi.Decode(c, &in); err != nil {
		return engine.Reply{}, err
	}
	if _, err := d.addressed(c); err != nil {
		return engine.Reply{}, err
	}
	owner := first(c.Org, owners)
	if owner == nil {
		return engine.Reply{}, fail(http.StatusNotFound, code, "There is no such scope.")
	}
	if _, err := d.addressedForChange(c); err != nil {
		return engine.Reply{}, err
	}
	d.resources.Change(owner, func() {
		s := &owner.Scopes[slices.IndexFunc(owner.Scopes, addressed)]
		if in.DisplayName != nil && strings.TrimSpace(*in.DisplayName) != "" {
			s.DisplayName = *in.DisplayName
		}
		if in.Description != nil {
			s.Description = *in.Description
		}
	})
	return engine.Empty(http.StatusNoContent), nil
}

func (d *Resources) removeScope(c *engine.Call) (engine.Reply, error) {
	return d.deleteScope(c, func(s scope) bool { return s.Name == c.Vars["scopeName"] })
}

func (d *Resources) removeScopeByID(c *engine.Call) (engine.Reply, error) {
	return d.deleteScope(c, func(s scope) bool { return s.ID == c.Vars["scopeId"] })
}

// deleteScope deletes a scope of the API resource in the path. It also succeeds
// if the API resource or the scope does not exist.
func (d *Resources) deleteScope(c *engine.Call, addressed func(scope) bool) (engine.Reply, error) {
	if d.find(c.Org, c.Vars["apiResourceId"]) == nil {
		return engine.Empty(http.StatusNoContent), nil
	}
	r, err := d.addressedForChange(c)
	if err != nil {
		return engine.Reply{}, err
	}
	if i := slices.IndexFunc(r.Scopes, addressed); i >= 0 {
		name := r.Scopes[i].Name
		d.resources.Change(r, func() { r.Scopes = slices.Delete(r.Scopes, i, i+1) })
		d.needs.ScopesDeleted([]string{name})
	}
	return engine.Empty(http.StatusNoContent), nil
}
