package asgardeotest

import (
	"net/http"
	"slices"
	"strings"
)

const policyRBAC = "RBAC"

// An authorization lets an application ask for scopes of an API resource. It
// keeps the ids of the scopes, so that replacing the scopes of the resource
// takes them away.
type authorization struct {
	resource *apiResource
	Policy   string
	ScopeIDs []string
	Details  []string // types
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

// scopes returns the authorized scopes that still exist.
func (a *authorization) scopes() []*apiScope {
	return slices.DeleteFunc(slices.Clone(a.resource.Scopes), func(s *apiScope) bool {
		return !slices.Contains(a.ScopeIDs, s.ID)
	})
}

func (a *application) authorization(resourceID string) *authorization {
	return find(a.Authorizations, func(auth *authorization) bool { return auth.resource.ID == resourceID })
}

func (a *application) deauthorize(resourceID string) {
	a.Authorizations = slices.DeleteFunc(a.Authorizations, func(auth *authorization) bool { return auth.resource.ID == resourceID })
}

// grantedScopes returns the names of all scopes the application is authorized
// for. With client_credentials no policy and no role changes that.
func (a *application) grantedScopes() []string {
	var names []string
	for _, auth := range a.Authorizations {
		for _, s := range auth.scopes() {
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
		views = append(views, auth.view())
	}
	return asJSON(http.StatusOK, views), nil
}

func (a *authorization) view() authorizationView {
	view := authorizationView{
		ID: a.resource.ID, Identifier: a.resource.Identifier, DisplayName: a.resource.Name,
		PolicyID: a.Policy, Type: a.resource.Kind,
		AuthorizedScopes: []authorizedScope{}, DetailsTypes: []authorizedDetailsType{},
	}
	for _, s := range a.scopes() {
		view.AuthorizedScopes = append(view.AuthorizedScopes, authorizedScope{s.ID, s.Name, s.DisplayName})
	}
	for _, d := range a.resource.Details {
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
		return authorizationFailure(http.StatusForbidden, "APP-60520", "The token does not have the scope "+scope+".")
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
	r := c.org.resource(in.ID)
	if r == nil {
		return reply{}, authorizationFailure(http.StatusBadRequest, "APP-60507", "There is no API resource with this id.")
	}
	if err := c.checkAuthorizationScope(r); err != nil {
		return reply{}, err
	}
	policy, err := policyOf(in.PolicyIdentifier, r)
	if err != nil {
		return reply{}, err
	}
	if app.authorization(r.ID) != nil {
		return reply{}, authorizationFailure(http.StatusConflict, "APP-60509", "The application is already authorized for the API resource.")
	}
	auth := &authorization{resource: r, Policy: policy}
	if err := auth.add(in.Scopes, in.DetailsTypes); err != nil {
		return reply{}, err
	}
	app.Authorizations = append(app.Authorizations, auth)
	return empty(http.StatusOK), nil
}

func policyOf(given *string, r *apiResource) (string, error) {
	policy := policyRBAC
	if given != nil {
		policy = strings.ToUpper(*given)
	}
	switch {
	case policy != policyRBAC && policy != "NO POLICY":
		return "", authorizationFailure(http.StatusBadRequest, "APP-60511", "The policy is not supported.")
	case policy != policyRBAC && r.RequiresAuthorization:
		return "", authorizationFailure(http.StatusBadRequest, "APP-60512", "The API resource requires authorization by roles.")
	}
	return policy, nil
}

// add authorizes for more scopes and types of the resource, or for none of
// them when one is unknown.
func (a *authorization) add(scopes, details []string) error {
	var ids []string
	for _, name := range scopes {
		s := a.resource.scope(name)
		if s == nil {
			return authorizationFailure(http.StatusBadRequest, "APP-60508", "The API resource has no scope "+name+".")
		}
		ids = append(ids, s.ID)
	}
	for _, kind := range details {
		if !slices.ContainsFunc(a.resource.Details, func(d detailsType) bool { return d.Type == kind }) {
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
	auth := app.authorization(c.vars["apiId"])
	if auth == nil {
		return reply{}, authorizationFailure(http.StatusBadRequest, "APP-60510", "The application is not authorized for the API resource.")
	}
	if err := c.checkAuthorizationScope(auth.resource); err != nil {
		return reply{}, err
	}
	if err := auth.add(in.AddedScopes, in.AddedDetailsTypes); err != nil {
		return reply{}, err
	}
	auth.remove(in.RemovedScopes, in.RemovedDetailsTypes)
	return empty(http.StatusOK), nil
}

func (a *authorization) remove(scopes, details []string) {
	a.ScopeIDs = slices.DeleteFunc(a.ScopeIDs, func(id string) bool {
		s := find(a.resource.Scopes, func(s *apiScope) bool { return s.ID == id })
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
	if auth := app.authorization(c.vars["apiId"]); auth != nil {
		if err := c.checkAuthorizationScope(auth.resource); err != nil {
			return reply{}, err
		}
		app.deauthorize(auth.resource.ID)
	}
	return empty(http.StatusNoContent), nil
}
