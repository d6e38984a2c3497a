package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/seed-01804ef5/asgardeo-go/apiresources"
	"github.com/seed-01804ef5/asgardeo-go/applications"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/secret"
	"github.com/seed-01804ef5/asgardeo-go/scim"
)

// The scopes that the program requires. The guide requests only the first of them,
// which is not sufficient for its own calls.
var neededScopes = []string{
	"internal_application_mgt_create", "internal_application_mgt_view", "internal_application_mgt_update",
	"internal_api_resource_create", "internal_api_resource_view", "internal_api_resource_update",
	"internal_user_mgt_create", "internal_user_mgt_list", "internal_user_mgt_view",
	"internal_role_mgt_create", "internal_role_mgt_view", "internal_role_mgt_update",
}

// The additional scopes for teardown, and for correcting an API resource of
// another API.
var deletingScopes = []string{
	"internal_application_mgt_delete", "internal_api_resource_delete", "internal_user_mgt_delete", "internal_role_mgt_delete",
}

// Newer servers also require these; older ones do not know them and cannot grant them.
var newerScopes = []string{
	"internal_application_mgt_client_secret_view", "internal_application_business_api_update",
	"internal_role_mgt_permissions_update", "internal_role_mgt_users_update",
}

func managementScopes() []string { return slices.Concat(neededScopes, deletingScopes, newerScopes) }

func (g *guide) checkOrganization(ctx context.Context) (outcome, error) {
	metadata, err := g.asgardeo.ProviderMetadata(ctx)
	if err != nil {
		return outcome{}, err
	}
	g.issuer = metadata.Issuer
	return checked("its tokens are issued by %s", g.issuer), nil
}

func (g *guide) checkScopes(ctx context.Context) (outcome, error) {
	granted, err := g.asgardeo.GrantedScopes(ctx)
	if err != nil {
		return outcome{}, err
	}
	lacking := func(scopes []string) []string {
		return slices.DeleteFunc(slices.Clone(scopes), func(s string) bool { return slices.Contains(granted, s) })
	}
	needed := neededScopes
	if g.config.teardown {
		needed = slices.Concat(neededScopes, deletingScopes)
	}
	if missing := lacking(needed); len(missing) > 0 {
		return outcome{}, notGranted(missing)
	}
	missing, err := g.known(ctx, lacking(newerScopes))
	if err != nil {
		return outcome{}, err
	}
	if len(missing) > 0 {
		return outcome{}, notGranted(missing)
	}
	return checked("%d of %d", len(granted), len(managementScopes())), nil
}

func notGranted(scopes []string) error {
	return fmt.Errorf("the application of ASGARDEO_CLIENT_ID was not granted %s: authorize it for the management APIs with these scopes",
		strings.Join(scopes, " "))
}

// known returns the scopes that the server has.
func (g *guide) known(ctx context.Context, scopes []string) ([]string, error) {
	var known []string
	for _, scope := range scopes {
		list, err := g.asgardeo.APIResources.Scopes.ListInOrganization(ctx, apiresources.Name.Equals(scope))
		if err != nil {
			return nil, err
		}
		if len(list) > 0 {
			known = append(known, scope)
		}
	}
	return known, nil
}

const resourceDescription = "Pharmacy User API (" + marker + ")"

// findResource returns the API resource with our name, or nil if it does not
// exist.
func (g *guide) findResource(ctx context.Context) (*apiresources.Resource, error) {
	params := &apiresources.ListParams{Filter: apiresources.Name.Equals(g.names.resource)}
	for summary, err := range g.asgardeo.APIResources.All(ctx, params) {
		if err != nil {
			return nil, err
		}
		if summary.Name == g.names.resource {
			return g.asgardeo.APIResources.Get(ctx, summary.ID)
		}
	}
	return nil, nil
}

func (g *guide) ensureResource(ctx context.Context) (outcome, error) {
	have, err := g.findResource(ctx)
	if err != nil {
		return outcome{}, err
	}
	if have != nil && have.Description != resourceDescription {
		return outcome{}, notOurs("an API resource", have.Name)
	}
	if have != nil && have.Identifier != g.url() {
		// It describes a deleted API, and its scope names are unique in the
		// organization.
		if err := g.asgardeo.APIResources.Delete(ctx, have.ID); err != nil {
			return outcome{}, err
		}
		have = nil
	}
	if have == nil {
		made, err := g.asgardeo.APIResources.Create(ctx, &apiresources.CreateRequest{
			Name:                  g.names.resource,
			Identifier:            g.url(),
			Description:           new(resourceDescription),
			RequiresAuthorization: new(true),
			Scopes:                g.names.lackingScopes(nil),
		})
		if errors.Is(err, asgardeo.ErrConflict) {
			// Our resource does not exist, so another resource has one of the
			// scopes.
			return outcome{}, fmt.Errorf("another API resource has one of the scopes %s: choose other names with -suffix (%s)",
				strings.Join(g.names.scopeNames(), ", "), err)
		}
		if err != nil {
			return outcome{}, err
		}
		g.resourceID = made.ID
		return created("%s %s with %d scopes", made.ID, made.Identifier, len(made.Scopes)), nil
	}
	g.resourceID = have.ID
	lacking := g.names.lackingScopes(have.Scopes)
	if len(lacking) == 0 {
		return found("%s %s", have.ID, have.Identifier), nil
	}
	_, err = g.asgardeo.APIResources.Update(ctx, have.ID, &apiresources.UpdateRequest{AddedScopes: lacking})
	return updated("%s: %d scopes", have.ID, len(lacking)), err
}

// lackingScopes returns the scopes of the API that are not among have.
func (n names) lackingScopes(have []apiresources.Scope) []apiresources.ScopeRequest {
	var requests []apiresources.ScopeRequest
	for _, s := range n.scopes {
		if !slices.ContainsFunc(have, func(h apiresources.Scope) bool { return h.Name == s.name }) {
			requests = append(requests, apiresources.ScopeRequest{Name: s.name, DisplayName: s.display})
		}
	}
	return requests
}

const appDescription = "Pharmacy API Client Application (" + marker + ")"

// findApplication returns the application with our name, or nil if it does not
// exist.
func (g *guide) findApplication(ctx context.Context) (*applications.Application, error) {
	return orNone(g.asgardeo.Applications.GetByName(ctx, g.names.application))
}

// orNone returns nil in place of the error that something does not exist.
func orNone[T any](found *T, err error) (*T, error) {
	if errors.Is(err, asgardeo.ErrNotFound) {
		return nil, nil
	}
	return found, err
}

func (g *guide) ensureApplication(ctx context.Context) (outcome, error) {
	have, err := g.findApplication(ctx)
	if err != nil {
		return outcome{}, err
	}
	if have != nil {
		if have.Description != appDescription {
			return outcome{}, notOurs("an application", have.Name)
		}
		g.appID = have.ID
		return found("%s", have.ID), nil
	}
	made, err := g.asgardeo.Applications.Create(ctx, &applications.CreateRequest{
		Name:          g.names.application,
		Description:   new(appDescription),
		ManagementApp: new(false),
		InboundProtocolConfiguration: &applications.ProtocolConfigurations{
			OIDC: &applications.OIDCConfiguration{
				GrantTypes:   []applications.GrantType{applications.GrantTypeClientCredentials},
				PublicClient: new(false),
				AccessToken: &applications.AccessTokenConfiguration{
					Type:                                  new(applications.AccessTokenTypeJWT),
					UserAccessTokenExpiryInSeconds:        new(int64(3600)),
					ApplicationAccessTokenExpiryInSeconds: new(int64(3600)),
				},
			},
		},
	})
	if err != nil {
		return outcome{}, err
	}
	g.appID = made.ID
	return created("%s", made.ID), nil
}

// readCredentials also corrects the settings that API Gateway relies on: it can only
// verify JWT access tokens.
func (g *guide) readCredentials(ctx context.Context) (outcome, error) {
	oidc, err := g.asgardeo.Applications.OIDC.Get(ctx, g.appID)
	if err != nil {
		return outcome{}, err
	}
	if oidc.ClientSecret.IsZero() {
		return outcome{}, errors.New("the server does not show the client secret: authorize the application of ASGARDEO_CLIENT_ID for internal_application_mgt_client_secret_view")
	}
	g.clientID, g.clientSecret = oidc.ClientID, oidc.ClientSecret
	isJWT := oidc.AccessToken.GetType() == applications.AccessTokenTypeJWT
	if isJWT && slices.Contains(oidc.GrantTypes, applications.GrantTypeClientCredentials) {
		return found("client id %s", g.clientID), nil
	}
	if oidc.AccessToken == nil {
		oidc.AccessToken = &applications.AccessTokenConfiguration{}
	}
	oidc.AccessToken.Type = new(applications.AccessTokenTypeJWT)
	if !slices.Contains(oidc.GrantTypes, applications.GrantTypeClientCredentials) {
		oidc.GrantTypes = append(oidc.GrantTypes, applications.GrantTypeClientCredentials)
	}
	return updated("client id %s: grant and token type", g.clientID), g.asgardeo.Applications.OIDC.Replace(ctx, g.appID, oidc)
}

func (g *guide) ensureAuthorizedAPI(ctx context.Context) (outcome, error) {
	apis := g.asgardeo.Applications.AuthorizedAPIs
	list, err := apis.List(ctx, g.appID)
	if err != nil {
		return outcome{}, err
	}
	at := slices.IndexFunc(list, func(api applications.AuthorizedAPI) bool { return api.ID == g.resourceID })
	if at < 0 {
		_, err := apis.Create(ctx, g.appID, &applications.AuthorizedAPIRequest{
			ID: g.resourceID, PolicyIdentifier: applications.AuthorizationPolicyRBAC, Scopes: g.names.scopeNames(),
		})
		return created("%s", strings.Join(g.names.scopeNames(), " ")), err
	}
	lacking := slices.DeleteFunc(g.names.scopeNames(), func(name string) bool {
		return slices.ContainsFunc(list[at].AuthorizedScopes, func(s applications.AuthorizedScope) bool { return s.Name == name })
	})
	if len(lacking) == 0 {
		return found("%s", strings.Join(g.names.scopeNames(), " ")), nil
	}
	_, err = apis.Update(ctx, g.appID, g.resourceID, &applications.AuthorizedAPIUpdateRequest{AddedScopes: lacking})
	return updated("%s", strings.Join(lacking, " ")), err
}

func (g *guide) ensureAudience(ctx context.Context) (outcome, error) {
	app, err := g.asgardeo.Applications.Get(ctx, g.appID)
	if err != nil {
		return outcome{}, err
	}
	if app.AssociatedRoles != nil && app.AssociatedRoles.AllowedAudience == applications.RoleAudienceOrganization {
		return found("roles of the organization count"), nil
	}
	_, err = g.asgardeo.Applications.Update(ctx, g.appID, &applications.UpdateRequest{
		AssociatedRoles: &applications.AssociatedRoles{AllowedAudience: applications.RoleAudienceOrganization},
	})
	return updated("roles of the organization count"), err
}

// bare cuts the user store off a name.
func bare(name string) string { return name[strings.LastIndex(name, "/")+1:] }

// findUser returns the user with our name, or nil if it does not exist.
func (g *guide) findUser(ctx context.Context) (*scim.User, error) {
	return orNone(g.asgardeo.SCIM.Users.GetByUserName(ctx, g.names.user))
}

func (g *guide) ensureUser(ctx context.Context) (outcome, error) {
	have, err := g.findUser(ctx)
	if err != nil {
		return outcome{}, err
	}
	if have != nil {
		if have.ExternalID != marker {
			return outcome{}, notOurs("a user", have.UserName)
		}
		g.userID = have.ID
		return found("%s %s", have.ID, have.UserName), nil
	}
	user := &scim.User{
		UserName:   g.names.user,
		ExternalID: marker,
		Password:   secret.New(userPassword()),
		Name:       &scim.Name{GivenName: "Kim", FamilyName: "Henry"},
	}
	if mail := bare(g.names.user); strings.Contains(mail, "@") {
		user.Emails = []scim.Email{{Value: mail, Primary: new(true)}}
	}
	made, err := g.asgardeo.SCIM.Users.Create(ctx, user)
	if err != nil {
		return outcome{}, err
	}
	g.userID = made.ID
	return created("%s %s", made.ID, made.UserName), nil
}

// randomPassword returns a password that meets the usual policies: all kinds of
// characters, without any that need escaping.
func randomPassword() string { return "Aa1!" + rand.Text() }

// findUserRole returns the organization's role with our name, or nil if it does
// not exist.
func (g *guide) findUserRole(ctx context.Context) (*scim.Role, error) {
	audience := scim.Audience{Type: scim.AudienceTypeOrganization}
	role, err := orNone(g.asgardeo.SCIM.Roles.GetByName(ctx, g.names.userRole, audience, scim.WithAttributes("audience")))
	if role == nil {
		return nil, err
	}
	return g.asgardeo.SCIM.Roles.Get(ctx, role.ID)
}

func (g *guide) ensureUserRole(ctx context.Context) (outcome, error) {
	have, err := g.findUserRole(ctx)
	if err != nil {
		return outcome{}, err
	}
	if have == nil {
		made, err := g.asgardeo.SCIM.Roles.Create(ctx, &scim.Role{
			DisplayName: g.names.userRole,
			Users:       []scim.Reference{{Value: g.userID}},
			Permissions: []scim.Reference{{Value: g.names.callScope}},
		})
		if err != nil {
			return outcome{}, err
		}
		g.userRoleID = made.ID
		return created("%s %s", made.ID, made.DisplayName), nil
	}
	// Roles have no field for the marker. Our role is created with our user in
	// it.
	if !refersTo(have.Users, g.userID) {
		return outcome{}, notOurs("a role", have.DisplayName)
	}
	g.userRoleID = have.ID
	if refersTo(have.Permissions, g.names.callScope) {
		return found("%s %s", have.ID, have.DisplayName), nil
	}
	_, err = g.asgardeo.SCIM.Roles.AddPermissions(ctx, have.ID, g.names.callScope)
	return updated("%s %s: permission", have.ID, have.DisplayName), err
}

func refersTo(references []scim.Reference, value string) bool {
	return slices.ContainsFunc(references, func(r scim.Reference) bool { return r.Value == value })
}
