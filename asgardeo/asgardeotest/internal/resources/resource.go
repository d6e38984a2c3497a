package resources

import (
	"net/http"
	"slices"
	"strings"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/model"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/serverapi"
)

// Kinds of API resources.
const (
	kindBusiness     = "BUSINESS"
	kindMCP          = "MCP"
	kindTenant       = "TENANT"       // of the system, for the root
	kindOrganization = "ORGANIZATION" // of the system, for organizations below it
)

// A resource is an API with its scopes.
type resource struct {
	Row                   int // the key that cursors are made of
	ID, Name, Description string
	Identifier, Kind      string
	RequiresAuthorization bool
	Scopes                []scope
	Details               []detailsType
}

// Key is the id.
func (r *resource) Key() string { return r.ID }

// Names returns the identifier.
func (r *resource) Names() []string { return []string{r.Identifier} }

// modifiable reports whether the API resource can be changed: those of the
// system cannot.
func (r *resource) modifiable() bool { return r.Kind == kindBusiness || r.Kind == kindMCP }

// visible reports whether an organization can use the API resource.
func (r *resource) visible(o *engine.Organization) bool { return o.IsRoot() || r.Kind != kindTenant }

// model returns the API resource for other domains. It returns nil for nil.
func (r *resource) model() *model.Resource {
	if r == nil {
		return nil
	}
	out := &model.Resource{
		ID: r.ID, Name: r.Name, Identifier: r.Identifier, Kind: r.Kind,
		RequiresAuthorization: r.RequiresAuthorization, Modifiable: r.modifiable(),
	}
	for _, s := range r.Scopes {
		out.Scopes = append(out.Scopes, model.Scope{ID: s.ID, Name: s.Name, DisplayName: s.DisplayName})
	}
	for _, t := range r.Details {
		out.DetailsTypes = append(out.DetailsTypes, model.DetailsType{ID: t.ID, Type: t.Type, Name: t.Name})
	}
	return out
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

func (r *resource) view() resourceView {
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

// fail returns an error of the API resource service. These errors have no trace
// id, and their codes are only meaningful together with the status.
func fail(status int, code, description string) engine.Failure {
	return serverapi.Failure{
		Status: status, Code: "API-RESOURCE-" + code,
		Message: http.StatusText(status), Description: description, Untraced: true,
	}
}

// addressed returns the API resource in the path.
func (d *Resources) addressed(c *engine.Call) (*resource, error) {
	r := d.find(c.Org, c.Vars["apiResourceId"])
	if r == nil {
		return nil, fail(http.StatusNotFound, "60002", "There is no API resource with this id.")
	}
	return r, nil
}

// addressedForChange is like addressed, but refuses API resources of the system,
// which cannot be changed.
func (d *Resources) addressedForChange(c *engine.Call) (*resource, error) {
	r, err := d.addressed(c)
	if err == nil && !r.modifiable() {
		return nil, fail(http.StatusForbidden, "60012", "API resources of the system cannot be modified.")
	}
	return r, err
}

func (d *Resources) create(c *engine.Call) (engine.Reply, error) {
	var in resourceCreation
	if err := serverapi.Decode(c, &in); err != nil {
		return engine.Reply{}, err
	}
	if err := d.checkNew(c.Org, in); err != nil {
		return engine.Reply{}, err
	}
	r := &resource{
		Name: in.Name, Identifier: in.Identifier, Description: in.Description, Kind: kindBusiness,
		RequiresAuthorization: in.RequiresAuthorization == nil || *in.RequiresAuthorization,
		Scopes:                d.newScopes(in.Scopes),
		Details:               d.newDetailsTypes(in.DetailsTypes),
	}
	if in.ResourceType == kindMCP {
		r.Kind = kindMCP
	}
	d.add(r)
	return engine.JSON(http.StatusCreated, r.view()).
		With("Location", c.Org.ServerURL()+"/api-resources/"+r.ID), nil
}

// add gives a new API resource its id and its row.
func (d *Resources) add(r *resource) {
	d.lastRow.Change(func(row *int) { *row++ })
	r.Row, r.ID = d.lastRow.Get(), d.tenant.NewUUID()
	d.resources.Add(r)
}

func (d *Resources) checkNew(o *engine.Organization, in resourceCreation) error {
	if strings.TrimSpace(in.Name) == "" {
		return fail(http.StatusBadRequest, "60003", "An API resource must have a name.")
	}
	if strings.TrimSpace(in.Identifier) == "" {
		return fail(http.StatusBadRequest, "60004", "An API resource must have an identifier.")
	}
	if err := d.checkScopeNames(in.Scopes); err != nil {
		return err
	}
	if d.resources.Named(in.Identifier) != nil {
		return fail(http.StatusConflict, "60003", "An API resource with this identifier already exists.")
	}
	if err := d.checkScopesFree(o, in.Scopes, nil); err != nil {
		return err
	}
	return d.checkDetailsTypes(o, in.DetailsTypes)
}

func (d *Resources) show(c *engine.Call) (engine.Reply, error) {
	r, err := d.addressed(c)
	if err != nil {
		return engine.Reply{}, err
	}
	return engine.JSON(http.StatusOK, r.view()), nil
}

func (d *Resources) modify(c *engine.Call) (engine.Reply, error) {
	var in resourcePatch
	if err := serverapi.Decode(c, &in); err != nil {
		return engine.Reply{}, err
	}
	r, err := d.addressedForChange(c)
	if err != nil {
		return engine.Reply{}, err
	}
	if in.RemovedScopes != nil {
		return engine.Reply{}, fail(http.StatusNotImplemented, "60006", "Scopes cannot be removed by patching their API resource.")
	}
	if in.Name != nil && strings.TrimSpace(*in.Name) == "" {
		return engine.Reply{}, fail(http.StatusBadRequest, "60003", "An API resource must have a name.")
	}
	if err := d.checkScopeNames(in.AddedScopes); err != nil {
		return engine.Reply{}, err
	}
	if err := d.checkScopesFree(c.Org, in.AddedScopes, nil); err != nil {
		return engine.Reply{}, err
	}
	going := slices.DeleteFunc(slices.Clone(in.RemovedDetailsTypes), func(name string) bool { return !r.hasDetailsType(name) })
	if err := d.checkDetailsTypes(c.Org, in.AddedDetailsTypes, going...); err != nil {
		return engine.Reply{}, err
	}
	d.resources.Change(r, func() {
		if in.Name != nil {
			r.Name = *in.Name
		}
		if in.Description != nil {
			r.Description = *in.Description
		}
		r.Scopes = append(r.Scopes, d.newScopes(in.AddedScopes)...)
		r.Details = slices.DeleteFunc(r.Details, func(t detailsType) bool { return slices.Contains(in.RemovedDetailsTypes, t.Type) })
		r.Details = append(r.Details, d.newDetailsTypes(in.AddedDetailsTypes)...)
	})
	return engine.Empty(http.StatusNoContent), nil
}

// remove also succeeds for an unknown id too.
func (d *Resources) remove(c *engine.Call) (engine.Reply, error) {
	r := d.find(c.Org, c.Vars["apiResourceId"])
	if r == nil {
		return engine.Empty(http.StatusNoContent), nil
	}
	if _, err := d.addressedForChange(c); err != nil {
		return engine.Reply{}, err
	}
	d.resources.Remove(r)
	d.needs.ResourceDeleted(r.ID)
	d.needs.ScopesDeleted(r.scopeNames())
	return engine.Empty(http.StatusNoContent), nil
}
