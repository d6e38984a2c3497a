package asgardeotest

import (
	"net/http"
	"slices"
	"strings"
)

const (
	policyRBAC = "RBAC"
	policyNone = "NO POLICY"
)

// An authorization lets an application ask for scopes of an API resource. It
// keeps the ids of the scopes, so that replacing the scopes of the resource
// takes them away.
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

func authorizationFailure(status int, code, description string) failure {
	return serverFailure(status, code, http.StatusText(status), description)
}

func (a *application) authorization(resourceID string) *authorization {
	return find(a.Authorizations, func(auth *authorization) bool { return auth.ResourceID == resourceID })
}

func (a *application) deauthorize(resourceID string) {
	a.Authorizations = slices.DeleteFunc(a.Authorizations, func(auth *authorization) bool { return auth.ResourceID == resourceID })
}

// authorizedScopes returns the authorized scopes that still exist.
func (o *organization) authorizedScopes(a *authorization) []*apiScope {
	return slices.DeleteFunc(slices.Clone(o.resource(a.ResourceID).Scopes), func(s *apiScope) bool {
		return !slices.Contains(a.ScopeIDs, s.ID)
	})
}

// scopesGrantedTo returns the names of all scopes an application is authorized
// for. With client_credentials no policy and no role changes that.
func (o *organization) scopesGrantedTo(app *application) []string {
	var names []string
	for _, auth := range app.Authorizations {
		for _, s := range o.authorizedScopes(auth) {
			names = append(names, s.Name)
		}
	}
	return names
}

func listAuthorizedAPIs(c *call) (reply, error) {
	app, err := c.addressedApplication()
	if err != nil {
		return reply{}, err
	}
	views := make([]authorizationView, 0, len(app.Authorizations))
	for _, auth := range app.Authorizations {
		views = append(views, c.org.authorizationView(auth))
	}
	return asJSON(http.StatusOK, views), nil
}

func (o *organization) authorizationView(a *authorization) authorizationView {
	r := o.resource(a.ResourceID)
	view := authorizationView{
		ID: r.ID, Identifier: r.Identifier, DisplayName: r.Name, PolicyID: a.Policy, Type: r.Kind,
		AuthorizedScopes: []authorizedScope{}, DetailsTypes: []authorizedDetailsType{},
	}
	for _, s := range o.authorizedScopes(a) {
		view.AuthorizedScopes = append(view.AuthorizedScopes, authorizedScope{s.ID, s.Name, s.DisplayName})
	}
	for _, d := range r.Details {
		if slices.Contains(a.Details, d.Type) {
			view.DetailsTypes = append(view.DetailsTypes, authorizedDetailsType{d.ID, d.Type, d.Name})
		}
	}
	return view
}

// checkAuthorizationScope asks for the scope that allows changes to the
// authorizations for a kind of API resource.
func (c *call) checkAuthorizationScope(r *apiResource) error {
	scope := scopeInternalAPI
	if r.modifiable() {
		scope = scopeBusinessAPI
	}
	if !c.can(scope) {
		return operationForbidden(scope)
	}
	return nil
}

// addAuthorizedAPI answers with 200 and nothing else.
func addAuthorizedAPI(c *call) (reply, error) {
	var in authorizationCreation
	if err := decodeBody(c, &in); err != nil {
		return reply{}, err
	}
	app, err := c.addressedApplication()
	if err != nil {
		return reply{}, err
	}
	if app.authorization(in.ID) != nil {
		return reply{}, authorizationFailure(http.StatusConflict, "APP-60509", "The application is already authorized for the API resource.")
	}
	r, err := c.authorizableResource(in.ID)
	if err != nil {
		return reply{}, err
	}
	auth := &authorization{ResourceID: r.ID}
	if err := auth.add(r, in.Scopes, in.DetailsTypes); err != nil {
		return reply{}, err
	}
	if auth.Policy, err = policyOf(in.PolicyIdentifier, r); err != nil {
		return reply{}, err
	}
	app.Authorizations = append(app.Authorizations, auth)
	return empty(http.StatusOK), nil
}

// authorizableResource returns an API resource whose authorizations the token
// may change.
func (c *call) authorizableResource(id string) (*apiResource, error) {
	r := c.org.resource(id)
	if r == nil {
		return nil, authorizationFailure(http.StatusBadRequest, "APP-60507", "There is no API resource with this id.")
	}
	return r, c.checkAuthorizationScope(r)
}

func policyOf(given *string, r *apiResource) (string, error) {
	policy := policyRBAC
	if given != nil && strings.TrimSpace(*given) != "" {
		policy = strings.ToUpper(*given)
	}
	switch {
	case policy != policyRBAC && policy != policyNone:
		return "", authorizationFailure(http.StatusBadRequest, "APP-60511", "The policy is not supported.")
	case policy != policyRBAC && r.RequiresAuthorization:
		return "", authorizationFailure(http.StatusBadRequest, "APP-60512", "The API resource requires authorization by roles.")
	}
	return policy, nil
}

// add authorizes for more scopes and types of the resource, or for none of
// them when one is unknown.
func (a *authorization) add(r *apiResource, scopes, details []string) error {
	var ids []string
	for _, name := range scopes {
		s := r.scope(name)
		if s == nil {
			return authorizationFailure(http.StatusBadRequest, "APP-60508", "The API resource has no scope "+name+".")
		}
		ids = append(ids, s.ID)
	}
	for _, kind := range details {
		if !slices.ContainsFunc(r.Details, func(d detailsType) bool { return d.Type == kind }) {
			return authorizationFailure(http.StatusBadRequest, "APP-60519", "The API resource has no authorization details type "+kind+".")
		}
	}
	a.ScopeIDs = append(a.ScopeIDs, ids...)
	a.Details = append(a.Details, details...)
	return nil
}

func patchAuthorizedAPI(c *call) (reply, error) {
	var in authorizationPatch
	if err := decodeBody(c, &in); err != nil {
		return reply{}, err
	}
	app, err := c.addressedApplication()
	if err != nil {
		return reply{}, err
	}
	r, err := c.authorizableResource(c.vars["apiId"])
	if err != nil {
		return reply{}, err
	}
	added := authorization{}
	if err := added.add(r, subtract(in.AddedScopes, in.RemovedScopes), subtract(in.AddedDetailsTypes, in.RemovedDetailsTypes)); err != nil {
		return reply{}, err
	}
	auth := app.authorization(r.ID)
	if auth == nil {
		return reply{}, authorizationFailure(http.StatusBadRequest, "APP-60510", "The application is not authorized for the API resource.")
	}
	auth.ScopeIDs = append(auth.ScopeIDs, subtract(added.ScopeIDs, auth.ScopeIDs)...)
	auth.Details = append(auth.Details, subtract(added.Details, auth.Details)...)
	auth.remove(r, in.RemovedScopes, in.RemovedDetailsTypes)
	return empty(http.StatusOK), nil
}

// subtract returns the items that are not among others.
func subtract(items, others []string) []string {
	return slices.DeleteFunc(slices.Clone(items), func(item string) bool { return slices.Contains(others, item) })
}

func (a *authorization) remove(r *apiResource, scopes, details []string) {
	a.ScopeIDs = slices.DeleteFunc(a.ScopeIDs, func(id string) bool {
		s := find(r.Scopes, func(s *apiScope) bool { return s.ID == id })
		return s == nil || slices.Contains(scopes, s.Name)
	})
	a.Details = slices.DeleteFunc(a.Details, func(kind string) bool { return slices.Contains(details, kind) })
}

// deleteAuthorizedAPI succeeds without an authorization too.
func deleteAuthorizedAPI(c *call) (reply, error) {
	app, err := c.addressedApplication()
	if err != nil {
		return reply{}, err
	}
	if r := c.org.resource(c.vars["apiId"]); r != nil {
		if err := c.checkAuthorizationScope(r); err != nil {
			return reply{}, err
		}
		app.deauthorize(r.ID)
	}
	return empty(http.StatusNoContent), nil
}
