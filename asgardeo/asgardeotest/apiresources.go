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

	typeOrganization = "ORGANIZATION"
)

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
	public := func(name, path string, h handler) operation {
		op := row(name, http.MethodGet, path, "", h)
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

		row("patchAPIResourceScopeByID", http.MethodPatch, resource+"/scopes/id/{scopeId}", update, patchAPIResourceScopeByID),
		row("deleteAPIResourceScopeByID", http.MethodDelete, resource+"/scopes/id/{scopeId}", remove, deleteAPIResourceScopeByID),
		row("listScopes", http.MethodGet, "/scopes", view, listScopes),
		row("listAuthorizationDetailsTypes", http.MethodGet, "/authorization-details-types", view, listDetailsTypes),
		row("isAuthorizationDetailsTypeExists", http.MethodHead, "/authorization-details-types", view, probeDetailsTypes),
		row("getAuthorizationDetailsTypes", http.MethodGet, details, view, listDetailsTypesOfResource),
		row("addAuthorizationDetailsTypes", http.MethodPut, details, update, addDetailsTypes),
		row("getAuthorizationDetailsType", http.MethodGet, details+"/{authorizationDetailsTypeId}", view, getDetailsType),
		row("updateAuthorizationDetailsType", http.MethodPatch, details+"/{authorizationDetailsTypeId}", update, updateDetailsType),
		row("deleteAuthorizationDetailsType", http.MethodDelete, details+"/{authorizationDetailsTypeId}", remove, deleteDetailsType),
		public("getAPIResourceCollections", "/meta/api-resource-collections", listCollections),
		public("getAPIResourceCollectionByCollectionId", "/meta/api-resource-collections/{collectionId}", getCollection),
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

type link struct {
	Rel  string `json:"rel"`
	Href string `json:"href"`
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

func (o *organization) resource(id string) *apiResource {
	return find(o.visibleResources(), func(r *apiResource) bool { return r.ID == id })
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
	if err := o.checkScopesFree(in.Scopes, nil); err != nil {
		return err
	}
	return o.checkDetailsTypes(in.DetailsTypes)
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
	going := slices.DeleteFunc(slices.Clone(in.RemovedDetailsTypes), func(name string) bool { return !r.hasDetailsType(name) })
	if err := c.org.checkDetailsTypes(in.AddedDetailsTypes, going...); err != nil {
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
	for _, org := range c.org.all() {
		for _, app := range org.Applications {
			app.deauthorize(r.ID)
		}
	}
	c.org.prunePermissions()
	return empty(http.StatusNoContent), nil
}
