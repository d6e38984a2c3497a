package asgardeotest

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/filter"
)

// oidcScopes are the scopes of OpenID Connect, whose names an API resource
// cannot use.
var oidcScopes = []string{"openid", "profile", "email", "address", "phone", "groups", "roles"}

// An apiScope is a scope of an API resource. Its name is unique in the
// organization.
type apiScope struct{ ID, Name, DisplayName, Description string }

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
	// The lists of scopes alone also say whose scope it is.
	APIID string `json:"apiID,omitempty"`
	OrgID string `json:"orgID,omitempty"`
}

func (s *apiScope) view() scopeView {
	return scopeView{ID: s.ID, Name: s.Name, DisplayName: s.DisplayName, Description: s.Description}
}

// scopeOwner returns the API resource that has a scope, or nil.
func (o *organization) scopeOwner(name string) *apiResource {
	return find(o.visibleResources(), func(r *apiResource) bool { return r.scope(name) != nil })
}

// restrictedScope reports whether a name is reserved for the management APIs.
func restrictedScope(name string) bool {
	return strings.HasPrefix(name, "internal_") || strings.HasPrefix(name, "console:")
}

func checkScopeNames(scopes []scopeCreation) error {
	for _, s := range scopes {
		switch {
		case strings.TrimSpace(s.Name) == "":
			return resourceFailure(http.StatusBadRequest, "60005", "A scope must have a name.")
		case restrictedScope(s.Name):
			return resourceFailure(http.StatusBadRequest, "60008", "The name of the scope is reserved.")
		case slices.Contains(oidcScopes, s.Name):
			return resourceFailure(http.StatusBadRequest, "60009", "The scope clashes with a scope of OpenID Connect.")
		}
	}
	return nil
}

// checkScopesFree makes sure that no other API resource has one of the scopes
// and that none comes twice.
func (o *organization) checkScopesFree(scopes []scopeCreation, replacing *apiResource) error {
	seen := map[string]bool{}
	for _, s := range scopes {
		if owner := o.scopeOwner(s.Name); seen[s.Name] || owner != nil && owner != replacing {
			return resourceFailure(http.StatusConflict, "60004", "A scope with this name already exists.")
		}
		seen[s.Name] = true
	}
	return nil
}

func (o *organization) newScopes(in []scopeCreation) []*apiScope {
	scopes := make([]*apiScope, 0, len(in))
	for _, s := range in {
		display := s.DisplayName
		if strings.TrimSpace(display) == "" {
			display = s.Name
		}
		scopes = append(scopes, &apiScope{ID: o.newUUID(), Name: s.Name, DisplayName: display, Description: s.Description})
	}
	return scopes
}

func listAPIResourceScopes(c *call) (reply, error) {
	r, err := c.addressedResource()
	if err != nil {
		return reply{}, err
	}
	return asJSON(http.StatusOK, c.org.scopesOf(r, nil)), nil
}

// listScopes lists the scopes of all API resources, those of the management
// APIs too.
func listScopes(c *call) (reply, error) {
	tree, err := resourceFilter(c.query.Get("filter"), "name")
	if err != nil {
		return reply{}, err
	}
	scopes := []scopeView{}
	for _, r := range c.org.visibleResources() {
		scopes = append(scopes, c.org.scopesOf(r, tree)...)
	}
	return asJSON(http.StatusOK, scopes), nil
}

// scopesOf returns the scopes of an API resource as listings show them.
func (o *organization) scopesOf(r *apiResource, f *filter.Tree) []scopeView {
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

// putAPIResourceScopes replaces every scope, and so gives new ids even to
// those that keep their names. Authorizations refer to the ids: they are
// lost with the old ones.
func putAPIResourceScopes(c *call) (reply, error) {
	var in []scopeCreation
	if err := decodeBody(c, &in); err != nil {
		return reply{}, err
	}
	r, err := c.modifiableResource()
	if err != nil {
		return reply{}, err
	}
	if err := checkScopeNames(in); err != nil {
		return reply{}, err
	}
	if err := c.org.checkScopesFree(in, r); err != nil {
		return reply{}, err
	}
	r.Scopes = c.org.newScopes(in)
	c.org.prunePermissions()
	return empty(http.StatusNoContent), nil
}

// patchAPIResourceScope changes the scope with a name, which the real server
// looks for in the whole organization.
func patchAPIResourceScope(c *call) (reply, error) {
	return c.patchScope("60005", func(s *apiScope) bool { return s.Name == c.vars["scopeName"] })
}

// patchAPIResourceScopeByID is the same by id. It is the only change of a
// scope that is answered with 200.
func patchAPIResourceScopeByID(c *call) (reply, error) {
	out, err := c.patchScope("60017", func(s *apiScope) bool { return s.ID == c.vars["scopeId"] })
	out.status = http.StatusOK
	return out, err
}

// patchScope changes a scope of any API resource. The one in the path must
// exist and be no system's all the same. The code is that of a failure to
// find the scope.
func (c *call) patchScope(code string, addressed func(*apiScope) bool) (reply, error) {
	var in scopePatch
	if err := decodeBody(c, &in); err != nil {
		return reply{}, err
	}
	if _, err := c.addressedResource(); err != nil {
		return reply{}, err
	}
	var s *apiScope
	for _, r := range c.org.visibleResources() {
		s = cmp.Or(s, find(r.Scopes, addressed))
	}
	if s == nil {
		return reply{}, resourceFailure(http.StatusNotFound, code, "There is no such scope.")
	}
	if _, err := c.modifiableResource(); err != nil {
		return reply{}, err
	}
	if in.DisplayName != nil && strings.TrimSpace(*in.DisplayName) != "" {
		s.DisplayName = *in.DisplayName
	}
	if in.Description != nil {
		s.Description = *in.Description
	}
	return empty(http.StatusNoContent), nil
}

func deleteAPIResourceScope(c *call) (reply, error) {
	return c.deleteScope(func(s *apiScope) bool { return s.Name == c.vars["scopeName"] })
}

func deleteAPIResourceScopeByID(c *call) (reply, error) {
	return c.deleteScope(func(s *apiScope) bool { return s.ID == c.vars["scopeId"] })
}

// deleteScope deletes a scope of the API resource in the path. It succeeds for
// an unknown API resource and an unknown scope too.
func (c *call) deleteScope(addressed func(*apiScope) bool) (reply, error) {
	if c.org.resource(c.vars["apiResourceId"]) == nil {
		return empty(http.StatusNoContent), nil
	}
	r, err := c.modifiableResource()
	if err != nil {
		return reply{}, err
	}
	r.Scopes = slices.DeleteFunc(r.Scopes, addressed)
	c.org.prunePermissions()
	return empty(http.StatusNoContent), nil
}
