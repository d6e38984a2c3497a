package asgardeotest

import (
	"net/http"
	"slices"
	"strings"
)

const (
	typeBusiness = "BUSINESS"
	typeMCP      = "MCP"
	typeTenant   = "TENANT"
)

// oidcScopes are the scopes of OpenID Connect, whose names an API resource
// cannot use.
var oidcScopes = []string{"openid", "profile", "email", "address", "phone", "groups", "roles"}

func apiResourceOperations() []operation {
	const (
		create = "internal_api_resource_create"
		view   = "internal_api_resource_view"
		update = "internal_api_resource_update"
		remove = "internal_api_resource_delete"
	)
	row := func(name, method, path, scope string, h handler) operation {
		return operation{
			name: name, method: method, path: "/api/server/v1" + path, family: familyServer,
			scopes: []string{scope}, handler: h,
		}
	}
	public := func(name, path string) operation {
		op := row(name, http.MethodGet, path, "", nil)
		op.access, op.scopes = accessPublic, nil
		return op
	}
	const (
		resources = "/api-resources"
		resource  = resources + "/{apiResourceId}"
		details   = resource + "/authorization-details-types"
	)
	return []operation{
		row("addAPIResource", http.MethodPost, resources, create, addAPIResource),
		row("listAPIResources", http.MethodGet, resources, view, listAPIResources),
		row("getAPIResource", http.MethodGet, resource, view, getAPIResource),
		row("patchAPIResource", http.MethodPatch, resource, update, patchAPIResource),
		row("deleteAPIResource", http.MethodDelete, resource, remove, deleteAPIResource),
		row("listAPIResourceScopes", http.MethodGet, resource+"/scopes", view, listAPIResourceScopes),
		row("putAPIResourceScopes", http.MethodPut, resource+"/scopes", update, putAPIResourceScopes),
		row("patchAPIResourceScope", http.MethodPatch, resource+"/scopes/{scopeName}", update, patchAPIResourceScope),
		row("deleteAPIResourceScope", http.MethodDelete, resource+"/scopes/{scopeName}", remove, deleteAPIResourceScope),

		row("patchAPIResourceScopeByID", http.MethodPatch, resource+"/scopes/id/{scopeId}", update, nil),
		row("deleteAPIResourceScopeByID", http.MethodDelete, resource+"/scopes/id/{scopeId}", remove, nil),
		row("listScopes", http.MethodGet, "/scopes", view, listScopes),
		row("listAuthorizationDetailsTypes", http.MethodGet, "/authorization-details-types", view, nil),
		row("isAuthorizationDetailsTypeExists", http.MethodHead, "/authorization-details-types", view, nil),
		row("getAuthorizationDetailsTypes", http.MethodGet, details, view, nil),
		row("addAuthorizationDetailsTypes", http.MethodPut, details, update, nil),
		row("getAuthorizationDetailsType", http.MethodGet, details+"/{authorizationDetailsTypeId}", view, nil),
		row("updateAuthorizationDetailsType", http.MethodPatch, details+"/{authorizationDetailsTypeId}", update, nil),
		row("deleteAuthorizationDetailsType", http.MethodDelete, details+"/{authorizationDetailsTypeId}", remove, nil),
		public("getAPIResourceCollections", "/meta/api-resource-collections"),
		public("getAPIResourceCollectionByCollectionId", "/meta/api-resource-collections/{collectionId}"),
	}
}

// An apiResource is an API with its scopes.
type apiResource struct {
	Row                   int // the key that cursors are made of
	ID, Name, Description string
	Identifier, Kind      string
	RequiresAuthorization bool
	Scopes                []*apiScope
	Details               []detailsType
}

// An apiScope is a scope of an API resource. Its name is unique in the
// organization.
type apiScope struct{ ID, Name, DisplayName, Description string }

// A detailsType is an authorization details type (RFC 9396).
type detailsType struct {
	ID          string         `json:"id"`
	Type        string         `json:"type"`
	Name        string         `json:"name"`
	Description string         `json:"description"`
	Schema      map[string]any `json:"schema"`
}

type resourceCreation struct {
	Name                  string            `json:"name" rule:"required"`
	Identifier            string            `json:"identifier" rule:"required"`
	Description           string            `json:"description"`
	RequiresAuthorization *bool             `json:"requiresAuthorization"`
	Scopes                []scopeCreation   `json:"scopes"`
	DetailsTypes          []detailsCreation `json:"authorizationDetailsTypes"`
	ResourceType          string            `json:"resourceType"`
}

type resourcePatch struct {
	Name                *string           `json:"name"`
	Description         *string           `json:"description"`
	AddedScopes         []scopeCreation   `json:"addedScopes"`
	RemovedScopes       *[]string         `json:"removedScopes"`
	AddedDetailsTypes   []detailsCreation `json:"addedAuthorizationDetailsTypes"`
	RemovedDetailsTypes []string          `json:"removedAuthorizationDetailsTypes"`
}

type scopeCreation struct {
	Name        string `json:"name" rule:"required"`
	DisplayName string `json:"displayName"`
	Description string `json:"description"`
}

type scopePatch struct {
	DisplayName *string `json:"displayName"`
	Description *string `json:"description"`
}

type detailsCreation struct {
	Type        string         `json:"type" rule:"required"`
	Name        string         `json:"name" rule:"required"`
	Description string         `json:"description" rule:"required"`
	Schema      map[string]any `json:"schema" rule:"required"`
}

type link struct {
	Rel  string `json:"rel"`
	Href string `json:"href"`
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

type property struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

type resourceView struct {
	ID                    string        `json:"id"`
	Name                  string        `json:"name"`
	Description           string        `json:"description,omitempty"`
	Identifier            string        `json:"identifier"`
	Type                  string        `json:"type"`
	RequiresAuthorization bool          `json:"requiresAuthorization"`
	Scopes                []scopeView   `json:"scopes"`
	DetailsTypes          []detailsType `json:"authorizationDetailsTypes"`
	Properties            []property    `json:"properties"`
}

type resourceItem struct {
	ID                    string      `json:"id"`
	Name                  string      `json:"name"`
	Identifier            string      `json:"identifier"`
	Type                  string      `json:"type"`
	RequiresAuthorization bool        `json:"requiresAuthorization"`
	Properties            *[]property `json:"properties,omitempty"`
	Self                  string      `json:"self"`
}

// resourceFailure is an error of the API resource service, whose errors carry
// no trace id and whose codes mean nothing without the status.
func resourceFailure(status int, code, description string) failure {
	return serviceFailure{
		status: status, code: "API-RESOURCE-" + code,
		message: http.StatusText(status), description: description, untraced: true,
	}
}

func (r *apiResource) modifiable() bool { return r.Kind == typeBusiness || r.Kind == typeMCP }

func (r *apiResource) scope(name string) *apiScope {
	return find(r.Scopes, func(s *apiScope) bool { return s.Name == name })
}

func (r *apiResource) view() resourceView {
	scopes := make([]scopeView, 0, len(r.Scopes))
	for _, s := range r.Scopes {
		scopes = append(scopes, s.view())
	}
	return resourceView{
		ID: r.ID, Name: r.Name, Description: r.Description, Identifier: r.Identifier, Type: r.Kind,
		RequiresAuthorization: r.RequiresAuthorization, Scopes: scopes,
		DetailsTypes: append([]detailsType{}, r.Details...), Properties: []property{},
	}
}

func (s *apiScope) view() scopeView {
	return scopeView{ID: s.ID, Name: s.Name, DisplayName: s.DisplayName, Description: s.Description}
}

func (o *organization) resource(id string) *apiResource {
	return find(o.Resources, func(r *apiResource) bool { return r.ID == id })
}

// scopeOwner returns the API resource that has a scope, or nil.
func (o *organization) scopeOwner(name string) *apiResource {
	return find(o.Resources, func(r *apiResource) bool { return r.scope(name) != nil })
}

// addressedResource returns the API resource a path names.
func (c *call) addressedResource() (*apiResource, error) {
	r := c.org.resource(c.vars["apiResourceId"])
	if r == nil {
		return nil, resourceFailure(http.StatusNotFound, "60002", "There is no API resource with this id.")
	}
	return r, nil
}

// modifiableResource is addressedResource for a change: those of the system
// cannot be changed.
func (c *call) modifiableResource() (*apiResource, error) {
	r, err := c.addressedResource()
	if err == nil && !r.modifiable() {
		return nil, resourceFailure(http.StatusForbidden, "60012", "API resources of the system cannot be modified.")
	}
	return r, err
}

func addAPIResource(c *call) (reply, error) {
	var in resourceCreation
	if err := decodeBody(c, &in); err != nil {
		return reply{}, err
	}
	if err := c.org.checkNewResource(in); err != nil {
		return reply{}, err
	}
	kind := typeBusiness
	if in.ResourceType == typeMCP {
		kind = typeMCP
	}
	r := c.org.addResource(&apiResource{
		Name: in.Name, Identifier: in.Identifier, Description: in.Description, Kind: kind,
		RequiresAuthorization: in.RequiresAuthorization == nil || *in.RequiresAuthorization,
		Scopes:                c.org.newScopes(in.Scopes),
		Details:               c.org.newDetailsTypes(in.DetailsTypes),
	})
	return asJSON(http.StatusCreated, r.view()).
		with("Location", c.org.serverURL()+"/api-resources/"+r.ID), nil
}

func (o *organization) addResource(r *apiResource) *apiResource {
	o.LastRowKey++
	r.Row, r.ID = o.LastRowKey, o.newUUID()
	o.Resources = append(o.Resources, r)
	return r
}

func (o *organization) checkNewResource(in resourceCreation) error {
	if strings.TrimSpace(in.Name) == "" {
		return resourceFailure(http.StatusBadRequest, "60003", "An API resource must have a name.")
	}
	if strings.TrimSpace(in.Identifier) == "" {
		return resourceFailure(http.StatusBadRequest, "60004", "An API resource must have an identifier.")
	}
	if err := checkScopeNames(in.Scopes); err != nil {
		return err
	}
	for _, r := range o.Resources {
		if r.Identifier == in.Identifier {
			return resourceFailure(http.StatusConflict, "60003", "An API resource with this identifier already exists.")
		}
	}
	return o.checkScopesFree(in.Scopes, nil)
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

func (o *organization) newDetailsTypes(in []detailsCreation) []detailsType {
	var types []detailsType
	for _, d := range in {
		types = append(types, detailsType{o.newUUID(), d.Type, d.Name, d.Description, d.Schema})
	}
	return types
}

func getAPIResource(c *call) (reply, error) {
	r, err := c.addressedResource()
	if err != nil {
		return reply{}, err
	}
	return asJSON(http.StatusOK, r.view()), nil
}

func patchAPIResource(c *call) (reply, error) {
	var in resourcePatch
	if err := decodeBody(c, &in); err != nil {
		return reply{}, err
	}
	r, err := c.modifiableResource()
	if err != nil {
		return reply{}, err
	}
	if in.RemovedScopes != nil {
		return reply{}, resourceFailure(http.StatusNotImplemented, "60006", "Scopes cannot be removed by patching their API resource.")
	}
	if in.Name != nil && strings.TrimSpace(*in.Name) == "" {
		return reply{}, resourceFailure(http.StatusBadRequest, "60003", "An API resource must have a name.")
	}
	if err := checkScopeNames(in.AddedScopes); err != nil {
		return reply{}, err
	}
	if err := c.org.checkScopesFree(in.AddedScopes, nil); err != nil {
		return reply{}, err
	}
	if in.Name != nil {
		r.Name = *in.Name
	}
	if in.Description != nil {
		r.Description = *in.Description
	}
	r.Scopes = append(r.Scopes, c.org.newScopes(in.AddedScopes)...)
	r.Details = slices.DeleteFunc(r.Details, func(d detailsType) bool { return slices.Contains(in.RemovedDetailsTypes, d.Type) })
	r.Details = append(r.Details, c.org.newDetailsTypes(in.AddedDetailsTypes)...)
	return empty(http.StatusNoContent), nil
}

// deleteAPIResource succeeds for an unknown id too.
func deleteAPIResource(c *call) (reply, error) {
	r := c.org.resource(c.vars["apiResourceId"])
	if r == nil {
		return empty(http.StatusNoContent), nil
	}
	if _, err := c.modifiableResource(); err != nil {
		return reply{}, err
	}
	c.org.Resources = slices.DeleteFunc(c.org.Resources, func(other *apiResource) bool { return other == r })
	for _, app := range c.org.Applications {
		app.deauthorize(r.ID)
	}
	c.org.prunePermissions()
	return empty(http.StatusNoContent), nil
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
	filter, err := resourceFilter(c.query.Get("filter"), "name")
	if err != nil {
		return reply{}, err
	}
	scopes := []scopeView{}
	for _, r := range c.org.Resources {
		scopes = append(scopes, c.org.scopesOf(r, filter)...)
	}
	return asJSON(http.StatusOK, scopes), nil
}

// scopesOf returns the scopes of an API resource as listings show them.
func (o *organization) scopesOf(r *apiResource, f *filter) []scopeView {
	scopes := make([]scopeView, 0, len(r.Scopes))
	for _, s := range r.Scopes {
		if !f.matchesAll(map[string]string{"name": s.Name}) {
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
	var in scopePatch
	if err := decodeBody(c, &in); err != nil {
		return reply{}, err
	}
	if _, err := c.modifiableResource(); err != nil {
		return reply{}, err
	}
	owner := c.org.scopeOwner(c.vars["scopeName"])
	if owner == nil {
		return reply{}, resourceFailure(http.StatusNotFound, "60005", "There is no scope with this name.")
	}
	s := owner.scope(c.vars["scopeName"])
	if in.DisplayName != nil && strings.TrimSpace(*in.DisplayName) != "" {
		s.DisplayName = *in.DisplayName
	}
	if in.Description != nil {
		s.Description = *in.Description
	}
	return empty(http.StatusNoContent), nil
}

// deleteAPIResourceScope succeeds for an unknown scope too.
func deleteAPIResourceScope(c *call) (reply, error) {
	r, err := c.modifiableResource()
	if err != nil {
		return reply{}, err
	}
	r.Scopes = slices.DeleteFunc(r.Scopes, func(s *apiScope) bool { return s.Name == c.vars["scopeName"] })
	c.org.prunePermissions()
	return empty(http.StatusNoContent), nil
}
