package clients

import (
	"net/http"
	"slices"
	"strings"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/model"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/serverapi"
)

// An authorization allows an application to request scopes of an API resource.
// It has the ids of the scopes: if the scopes of the API resource are replaced,
// the new ones are not authorized.
type authorization struct {
	ResourceID string
	Policy     string
	ScopeIDs   []string
	Details    []string // types
}

type authorizationCreation struct {
	ID               string   `json:"id"`
	PolicyIdentifier *string  `json:"policyIdentifier"`
	Scopes           []string `json:"scopes"`
	DetailsTypes     []string `json:"authorizationDetailsTypes"`
}

type authorizationPatch struct {
	AddedScopes         []string `json:"addedScopes"`
	RemovedScopes       []string `json:"removedScopes"`
	AddedDetailsTypes   []string `json:"addedAuthorizationDetailsTypes"`
	RemovedDetailsTypes []string `json:"removedAuthorizationDetailsTypes"`
}

type authorizationView struct {
	ID               string                  `json:"id"`
	Identifier       string                  `json:"identifier"`
	DisplayName      string                  `json:"displayName"`
	PolicyID         string                  `json:"policyId"`
	Type             string                  `json:"type"`
	AuthorizedScopes []authorizedScope       `json:"authorizedScopes"`
	DetailsTypes     []authorizedDetailsType `json:"authorizedAuthorizationDetailsTypes"`
}

type authorizedScope struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	DisplayName string `json:"displayName"`
}

type authorizedDetailsType struct {
	ID   string `json:"id"`
	Type string `json:"type"`
	Name string `json:"name"`
}

func authorizationFailure(status int, code, description string) engine.Failure {
	return serverapi.Fail(status, code, http.StatusText(status), description)
}

// authorization returns the authorization for an API resource, or nil. Like the
// application, it may only be changed in the function given to change.
func (a *application) authorization(resourceID string) *authorization {
	i := slices.IndexFunc(a.Authorizations, func(auth authorization) bool { return auth.ResourceID == resourceID })
	if i < 0 {
		return nil
	}
	return &a.Authorizations[i]
}

// resourceIDs returns the ids of the API resources that the application is
// authorized for.
func (a *application) resourceIDs() []string {
	ids := make([]string, 0, len(a.Authorizations))
	for _, auth := range a.Authorizations {
		ids = append(ids, auth.ResourceID)
	}
	return ids
}

// deauthorize removes the authorization of an application for an API resource.
func (o *organization) deauthorize(app *application, resourceID string) {
	ends := func(auth authorization) bool { return auth.ResourceID == resourceID }
	if slices.ContainsFunc(app.Authorizations, ends) {
		o.change(app, func() { app.Authorizations = slices.DeleteFunc(app.Authorizations, ends) })
	}
}

// resource returns an API resource, or nil.
func (o *organization) resource(id string) *model.Resource {
	return o.d.needs.Resource(o.Organization, id)
}

// among returns the scopes of a resource that are authorized.
func (a *authorization) among(scopes []model.Scope) []model.Scope {
	return slices.DeleteFunc(slices.Clone(scopes), func(s model.Scope) bool { return !slices.Contains(a.ScopeIDs, s.ID) })
}

// authorizedScopes returns the names of the authorized scopes that still exist.
func (o *organization) authorizedScopes(a *authorization) []string {
	var names []string
	for _, s := range a.among(o.resource(a.ResourceID).Scopes) {
		names = append(names, s.Name)
	}
	return names
}

func listAuthorizedAPIs(c *call) (engine.Reply, error) {
	app, err := c.addressedApplication()
	if err != nil {
		return engine.Reply{}, err
	}
	views := make([]authorizationView, 0, len(app.Authorizations))
	for _, auth := range app.Authorizations {
		views = append(views, auth.view(c.org.resource(auth.ResourceID)))
	}
	return engine.JSON(http.StatusOK, views), nil
}

func (a *authorization) view(r *model.Resource) authorizationView {
	view := authorizationView{
		ID: r.ID, Identifier: r.Identifier, DisplayName: r.Name, PolicyID: a.Policy, Type: r.Kind,
		AuthorizedScopes: []authorizedScope{}, DetailsTypes: []authorizedDetailsType{},
	}
	for _, s := range a.among(r.Scopes) {
		view.AuthorizedScopes = append(view.AuthorizedScopes, authorizedScope{s.ID, s.Name, s.DisplayName})
	}
	for _, d := range r.DetailsTypes {
		if slices.Contains(a.Details, d.Type) {
			view.DetailsTypes = append(view.DetailsTypes, authorizedDetailsType{d.ID, d.Type, d.Name})
		}
	}
	return view
}

// checkAuthorizationScope requires the scope for changing authorizations for a
// kind of API resource.
func (c *call) checkAuthorizationScope(r *model.Resource) error {
	scope := scopeInternalAPI
	if r.Modifiable {
		scope = scopeBusinessAPI
	}
	if !c.Can(scope) {
		return operationForbidden(scope)
	}
	return nil
}

// addAuthorizedAPI responds with 200 and no body.
func addAuthorizedAPI(c *call) (engine.Reply, error) {
	var in authorizationCreation
	if err := serverapi.Decode(c.Call, &in); err != nil {
		return engine.Reply{}, err
	}
	app, err := c.addressedApplication()
	if err != nil {
		return engine.Reply{}, err
	}
	if app.authorization(in.ID) != nil {
		return engine.Reply{}, authorizationFailure(http.StatusConflict, "APP-60509", "The application is already authorized for the API resource.")
	}
	r, err := c.authorizableResource(in.ID)
	if err != nil {
		return engine.Reply{}, err
	}
	auth := authorization{ResourceID: r.ID}
	if err := auth.add(r, in.Scopes, in.DetailsTypes); err != nil {
		return engine.Reply{}, err
	}
	if auth.Policy, err = policyOf(in.PolicyIdentifier, r); err != nil {
		return engine.Reply{}, err
	}
	c.org.change(app, func() { app.Authorizations = append(app.Authorizations, auth) })
	return engine.Empty(http.StatusOK), nil
}

// authorizableResource returns an API resource, if the token allows changes of
// authorizations for it.
func (c *call) authorizableResource(id string) (*model.Resource, error) {
	r := c.org.resource(id)
	if r == nil {
		return nil, authorizationFailure(http.StatusBadRequest, "APP-60507", "There is no API resource with this id.")
	}
	return r, c.checkAuthorizationScope(r)
}

func policyOf(given *string, r *model.Resource) (string, error) {
	policy := model.PolicyRBAC
	if given != nil && strings.TrimSpace(*given) != "" {
		policy = strings.ToUpper(*given)
	}
	switch {
	case policy != model.PolicyRBAC && policy != model.PolicyNone:
		return "", authorizationFailure(http.StatusBadRequest, "APP-60511", "The policy is not supported.")
	case policy != model.PolicyRBAC && r.RequiresAuthorization:
		return "", authorizationFailure(http.StatusBadRequest, "APP-60512", "The API resource requires authorization by roles.")
	}
	return policy, nil
}

// add adds scopes and types of the resource to the authorization. If one of
// them is unknown, it adds nothing.
func (a *authorization) add(r *model.Resource, scopes, details []string) error {
	var ids []string
	for _, name := range scopes {
		s := r.Scope(name)
		if s == nil {
			return authorizationFailure(http.StatusBadRequest, "APP-60508", "The API resource has no scope "+name+".")
		}
		ids = append(ids, s.ID)
	}
	for _, kind := range details {
		if !slices.ContainsFunc(r.DetailsTypes, func(d model.DetailsType) bool { return d.Type == kind }) {
			return authorizationFailure(http.StatusBadRequest, "APP-60519", "The API resource has no authorization details type "+kind+".")
		}
	}
	a.ScopeIDs = append(a.ScopeIDs, ids...)
	a.Details = append(a.Details, details...)
	return nil
}

func patchAuthorizedAPI(c *call) (engine.Reply, error) {
	var in authorizationPatch
	if err := serverapi.Decode(c.Call, &in); err != nil {
		return engine.Reply{}, err
	}
	app, err := c.addressedApplication()
	if err != nil {
		return engine.Reply{}, err
	}
	r, err := c.authorizableResource(c.Vars["apiId"])
	if err != nil {
		return engine.Reply{}, err
	}
	added := authorization{}
	if err := added.add(r, subtract(in.AddedScopes, in.RemovedScopes), subtract(in.AddedDetailsTypes, in.RemovedDetailsTypes)); err != nil {
		return engine.Reply{}, err
	}
	auth := app.authorization(r.ID)
	if auth == nil {
		return engine.Reply{}, authorizationFailure(http.StatusBadRequest, "APP-60510", "The application is not authorized for the API resource.")
	}
	c.org.change(app, func() {
		auth.ScopeIDs = append(auth.ScopeIDs, subtract(added.ScopeIDs, auth.ScopeIDs)...)
		auth.Details = append(auth.Details, subtract(added.Details, auth.Details)...)
		auth.remove(r, in.RemovedScopes, in.RemovedDetailsTypes)
	})
	return engine.Empty(http.StatusOK), nil
}

// subtract returns the items that are not among others.
func subtract(items, others []string) []string {
	return slices.DeleteFunc(slices.Clone(items), func(item string) bool { return slices.Contains(others, item) })
}

func (a *authorization) remove(r *model.Resource, scopes, details []string) {
	a.ScopeIDs = slices.DeleteFunc(a.ScopeIDs, func(id string) bool {
		i := slices.IndexFunc(r.Scopes, func(s model.Scope) bool { return s.ID == id })
		return i < 0 || slices.Contains(scopes, r.Scopes[i].Name)
	})
	a.Details = slices.DeleteFunc(a.Details, func(kind string) bool { return slices.Contains(details, kind) })
}

// deleteAuthorizedAPI also succeeds if there is no authorization.
func deleteAuthorizedAPI(c *call) (engine.Reply, error) {
	app, err := c.addressedApplication()
	if err != nil {
		return engine.Reply{}, err
	}
	if r := c.org.resource(c.Vars["apiId"]); r != nil {
		if err := c.checkAuthorizationScope(r); err != nil {
			return engine.Reply{}, err
		}
		c.org.deauthorize(app, r.ID)
	}
	return engine.Empty(http.StatusNoContent), nil
}
