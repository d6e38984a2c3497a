package asgardeotest

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
)

const (
	audienceOrganization = "ORGANIZATION"
	audienceApplication  = "APPLICATION"

	// applicationVersion is the version new applications start with.
	applicationVersion = "v2.0.0"
	// residentName is the name of the application that stands for the
	// organization itself.
	residentName = "wso2carbon-local-sp"

	scopeSecretView   = "internal_application_mgt_client_secret_view"
	scopeScriptUpdate = "internal_application_script_update"
	scopeBusinessAPI  = "internal_application_business_api_update"
	scopeInternalAPI  = "internal_application_internal_api_update"
)

var (
	applicationName = regexp.MustCompile(`^[a-zA-Z0-9._-]+(?: [a-zA-Z0-9._-]+)*$`)
	reservedNames   = []string{"Console", "My Account"}
)

func applicationOperations() []operation {
	const (
		create       = "internal_application_mgt_create"
		view         = "internal_application_mgt_view"
		update       = "internal_application_mgt_update"
		remove       = "internal_application_mgt_delete"
		secretCreate = "internal_application_mgt_client_secret_create"
		secretDelete = "internal_application_mgt_client_secret_delete"
		shareCreate  = "internal_shared_application_create"
		shareView    = "internal_shared_application_view"
		shareDelete  = "internal_shared_application_delete"
		get          = http.MethodGet
		post         = http.MethodPost
		put          = http.MethodPut
		patch        = http.MethodPatch
		del          = http.MethodDelete
		app          = "/{applicationId}"
		inbound      = app + "/inbound-protocols"
		oidc         = inbound + "/oidc"
	)
	row := func(name, method, path, scope string, h handler, conditional ...string) operation {
		return operation{
			name: name, method: method, path: "/api/server/v1/applications" + path, family: familyServer,
			scopes: []string{scope}, conditional: conditional, handler: h,
		}
	}
	return []operation{
		row("listApplications", get, "", view, listApplications),
		row("createApplication", post, "", create, createApplication, scopeScriptUpdate),
		row("getApplication", get, app, view, getApplication),
		row("patchApplication", patch, app, update, patchApplication, scopeScriptUpdate),
		row("deleteApplication", del, app, remove, deleteApplication),
		row("listInboundProtocols", get, inbound+"/", view, listInboundProtocols),
		row("getInboundOAuthConfiguration", get, oidc, view, getOIDC, scopeSecretView),
		row("updateInboundOAuthConfiguration", put, oidc, update, putOIDC),
		row("deleteInboundOAuthConfiguration", del, oidc, remove, deleteOIDC),
		row("regenerateOAuthClientSecret", post, oidc+"/regenerate-secret", secretCreate, regenerateSecret),
		row("revokeOAuthClient", post, oidc+"/revoke", create, revokeClient),
		row("listAuthorizedAPIs", get, app+"/authorized-apis", view, listAuthorizedAPIs),
		row("addAuthorizedAPI", post, app+"/authorized-apis", update, addAuthorizedAPI, scopeBusinessAPI, scopeInternalAPI),
		row("patchAuthorizedAPI", patch, app+"/authorized-apis/{apiId}", update, patchAuthorizedAPI, scopeBusinessAPI, scopeInternalAPI),
		row("deleteAuthorizedAPI", del, app+"/authorized-apis/{apiId}", update, deleteAuthorizedAPI, scopeBusinessAPI, scopeInternalAPI),

		row("importApplication", post, "/import", create, nil),
		row("importApplicationForUpdate", put, "/import", update, nil),
		row("exportApplication", get, app+"/export", view, nil),
		row("exportApplicationAsFile", get, app+"/exportFile", view, nil),
		row("changeApplicationOwner", put, app+"/owner", "internal_organization_admin", nil),
		row("updateAuthenticationScript", put, app+"/authenticationSequence/script", scopeScriptUpdate, nil),
		row("getConfiguredAuthenticators", get, app+"/authenticators", view, nil),
		row("getResidentApplication", get, "/resident", view, nil),
		row("updateResidentApplication", put, "/resident", update, nil),

		row("createOAuthClientSecret", post, oidc+"/secrets", secretCreate, nil),
		row("getOAuthClientSecrets", get, oidc+"/secrets", scopeSecretView, nil),
		row("getOAuthClientSecret", get, oidc+"/secrets/{secretId}", scopeSecretView, nil),
		row("deleteOAuthClientSecret", del, oidc+"/secrets/{secretId}", secretDelete, nil),
		row("getInboundSAMLConfiguration", get, inbound+"/saml", view, nil),
		row("updateInboundSAMLConfiguration", put, inbound+"/saml", update, nil),
		row("deleteInboundSAMLConfiguration", del, inbound+"/saml", remove, nil),
		row("getPassiveStsConfiguration", get, inbound+"/passive-sts", view, nil),
		row("updatePassiveStsConfiguration", put, inbound+"/passive-sts", update, nil),
		row("deletePassiveStsConfiguration", del, inbound+"/passive-sts", remove, nil),
		row("getWSTrustConfiguration", get, inbound+"/ws-trust", view, nil),
		row("updateWSTrustConfiguration", put, inbound+"/ws-trust", update, nil),
		row("deleteWSTrustConfiguration", del, inbound+"/ws-trust", remove, nil),
		row("getCustomInboundConfiguration", get, inbound+"/{inboundProtocolId}", view, nil),
		row("updateCustomInboundConfiguration", put, inbound+"/{inboundProtocolId}", update, nil),
		row("deleteCustomInboundConfiguration", del, inbound+"/{inboundProtocolId}", remove, nil),

		row("getInboundProtocols", get, "/meta/inbound-protocols", view, nil),
		row("getSAMLMetadata", get, "/meta/inbound-protocols/saml", view, nil),
		row("getOIDCMetadata", get, "/meta/inbound-protocols/oidc", view, nil),
		row("getWSTrustMetadata", get, "/meta/inbound-protocols/ws-trust", view, nil),
		row("getCustomProtocolMetadata", get, "/meta/inbound-protocols/{inboundProtocolId}", view, nil),
		row("getAdaptiveAuthTemplates", get, "/meta/adaptive-auth-templates", view, nil),
		row("getGroups", get, "/meta/groups", view, nil),

		row("getAllApplicationTemplates", get, "/templates", view, nil),
		row("createApplicationTemplate", post, "/templates", create, nil),
		row("getApplicationTemplate", get, "/templates/{template-id}", view, nil),
		row("updateApplicationTemplate", put, "/templates/{template-id}", update, nil),
		row("deleteApplicationTemplate", del, "/templates/{template-id}", remove, nil),

		row("shareOrgApplication", post, app+"/share", shareCreate, nil),
		row("shareOrgApplicationGet", get, app+"/share", shareView, nil),
		row("shareOrgApplicationDelete", del, app+"/share/{shared-organization-id}", shareDelete, nil),
		row("sharedApplicationsGet", get, app+"/shared-apps", shareView, nil),
		row("sharedApplicationsAllDelete", del, app+"/shared-apps", shareDelete, nil),
		row("shareApplicationWithSelected", post, "/share", shareCreate, nil),
		row("patchApplicationSharing", patch, "/share", shareCreate, nil),
		row("shareApplicationWithAll", post, "/share-with-all", shareCreate, nil),
		row("unshareApplicationFromSelected", post, "/unshare", shareDelete, nil),
		row("unshareApplicationFromAll", post, "/unshare-with-all", shareDelete, nil),

		row("generateLoginFlow", post, "/loginflow/generate", update, nil),
		row("getLoginFlowGenerationStatus", get, "/loginflow/status/{operation_id}", update, nil),
		row("getLoginFlowGenerationResult", get, "/loginflow/result/{operation_id}", update, nil),
	}
}

// An application is what the service keeps of an application. The sections
// are complete: none is nil.
type application struct {
	ID, Version    string
	Settings       applicationCreation
	Enabled        bool
	Audience       string
	OIDC           *oidcConfig // nil when not configured
	Authorizations []*authorization
}

// invalidApplication is the framework's error for an invalid request.
func invalidApplication(description string) failure {
	return serverFailure(http.StatusBadRequest, "APP-60001", "The request is invalid.", description)
}

func forbiddenApplication(description string) failure {
	return serverFailure(http.StatusForbidden, "APP-60008", "The operation is forbidden.", description)
}

func duplicateName() failure {
	return serverFailure(http.StatusConflict, "APP-60007", "The application already exists.", "An application with this name already exists.")
}

func duplicateClient() failure {
	return serverFailure(http.StatusConflict, "OAUTH-60008", "The OAuth client already exists.",
		"An OAuth client with this id or this application name already exists.")
}

func (o *organization) application(id string) *application {
	return find(o.Applications, func(a *application) bool { return a.ID == id })
}

func (o *organization) nameTaken(name string, except *application) bool {
	return slices.ContainsFunc(o.Applications, func(a *application) bool { return a != except && a.Settings.Name == name })
}

// addressedApplication returns the application a path names.
func (c *call) addressedApplication() (*application, error) {
	app := c.org.application(c.vars["applicationId"])
	if app == nil {
		return nil, serverFailure(http.StatusNotFound, "APP-60006", "The application was not found.", "There is no application with this id.")
	}
	return app, nil
}

// createApplication answers with nothing but the location: neither the
// application nor its credentials.
func createApplication(c *call) (reply, error) {
	if c.query.Has("template") {
		return reply{}, serverFailure(http.StatusNotImplemented, "APP-65501", "Not supported.", "Applications cannot be created from a template.")
	}
	var in applicationCreation
	if err := decodeBody(c, &in); err != nil {
		return reply{}, err
	}
	if err := c.checkNewApplication(in); err != nil {
		return reply{}, err
	}
	app := &application{
		ID: c.org.newUUID(), Version: applicationVersion, Settings: in, Audience: audienceOrganization,
		Enabled: in.ApplicationEnabled == nil || *in.ApplicationEnabled,
	}
	if in.AssociatedRoles != nil {
		app.Audience = in.AssociatedRoles.audience()
	}
	if in.Inbound != nil && in.Inbound.OIDC != nil {
		app.OIDC = c.org.newOIDC(in.Inbound.OIDC)
	}
	app.completeSections()
	c.org.Applications = append(c.org.Applications, app)
	return empty(http.StatusCreated).with("Location", c.org.serverURL()+"/applications/"+app.ID), nil
}

// checkNewApplication judges a request in the order of the real server, which
// registers the OAuth client before it looks at the application: the same
// duplicate name is a different error with and without a client.
func (c *call) checkNewApplication(in applicationCreation) error {
	if slices.Contains(reservedNames, in.Name) {
		return serverFailure(http.StatusBadRequest, "APP-60515", "The name is reserved.", "An application cannot have a reserved name.")
	}
	if in.Inbound != nil && in.Inbound.OIDC != nil {
		if err := in.Inbound.OIDC.validate(); err != nil {
			return err
		}
		if c.org.nameTaken(in.Name, nil) || c.org.findClient(in.Inbound.OIDC.ClientID) != nil {
			return duplicateClient()
		}
	}
	if !applicationName.MatchString(in.Name) {
		return invalidApplication("The name has characters that are not allowed.")
	}
	if c.org.nameTaken(in.Name, nil) {
		return duplicateName()
	}
	if in.AdvancedConfigurations != nil && in.AdvancedConfigurations.Discoverable && in.AccessURL == "" {
		return invalidApplication("A discoverable application must have an access URL.")
	}
	if in.AssociatedRoles != nil && len(in.AssociatedRoles.Roles) > 0 && in.AssociatedRoles.audience() == audienceOrganization {
		return forbiddenApplication("Roles cannot be associated with an application whose audience is the organization.")
	}
	return c.checkScript(in.AuthenticationSequence)
}

func (c *call) checkScript(sequence *authenticationSteps) error {
	if sequence != nil && sequence.Script != "" && !c.can(scopeScriptUpdate) {
		return forbiddenApplication("The token does not allow to set an authentication script.")
	}
	return nil
}

// audience applies the default, which an absent member gets even in a patch.
func (r *associatedRoles) audience() string {
	setZero(&r.AllowedAudience, audienceOrganization)
	return r.AllowedAudience
}

func (a *application) completeSections() {
	s := &a.Settings
	setDefault(&s.ClaimConfiguration, claimConfiguration{})
	s.ClaimConfiguration.complete()
	setDefault(&s.AuthenticationSequence, authenticationSteps{})
	s.AuthenticationSequence.complete()
	setDefault(&s.AdvancedConfigurations, advancedConfig{})
	s.AdvancedConfigurations.AdditionalSPProperties = orEmpty(s.AdvancedConfigurations.AdditionalSPProperties)
	setDefault(&s.ProvisioningConfiguration, provisioningConfig{})
	setDefault(&s.ProvisioningConfiguration.Inbound, inboundProvisioning{})
	s.ProvisioningConfiguration.Outbound = orEmpty(s.ProvisioningConfiguration.Outbound)
}

func (cfg *claimConfiguration) complete() {
	setZero(&cfg.Dialect, "LOCAL")
	cfg.ClaimMappings = orEmpty(cfg.ClaimMappings)
	cfg.RequestedClaims = orEmpty(cfg.RequestedClaims)
	setDefault(&cfg.Subject, claimSubject{})
	setDefault(&cfg.Subject.Claim, claim{URI: "http://wso2.org/claims/username"})
	setDefault(&cfg.Role, claimRole{IncludeUserDomain: true})
	setDefault(&cfg.Role.Claim, claim{URI: "http://wso2.org/claims/roles"})
	cfg.Role.Mappings = orEmpty(cfg.Role.Mappings)
}

func (s *authenticationSteps) complete() {
	setZero(&s.Type, "DEFAULT")
	if len(s.Steps) == 0 {
		s.Steps = []authenticationStep{{ID: 1, Options: []authenticationOpt{{IDP: "LOCAL", Authenticator: "BasicAuthenticator"}}}}
	}
	s.RequestPath = orEmpty(s.RequestPath)
	setZero(&s.SubjectStepID, 1)
	setZero(&s.AttributeStepID, 1)
}

func getApplication(c *call) (reply, error) {
	app, err := c.addressedApplication()
	if err != nil {
		return reply{}, err
	}
	s := app.Settings
	return asJSON(http.StatusOK, applicationView{
		ID: app.ID, Name: s.Name, Description: s.Description, ApplicationVersion: app.Version,
		ImageURL: s.ImageURL, AccessURL: s.AccessURL, LogoutReturnURL: s.LogoutReturnURL,
		ClientID: app.clientID(), Issuer: app.issuer(), Realm: app.realm(),
		TemplateID: s.TemplateID, TemplateVersion: s.TemplateVersion,
		IsManagementApp: s.IsManagementApp, IsB2BSelfServiceApp: s.IsB2BSelfServiceApp,
		EnhancedOrgAuth: s.EnhancedOrgAuth, ApplicationEnabled: app.Enabled,
		AssociatedRoles:    c.org.rolesView(app),
		ClaimConfiguration: s.ClaimConfiguration, InboundProtocols: c.org.inboundItems(app),
		AuthenticationSequence:    s.AuthenticationSequence,
		AdvancedConfigurations:    s.AdvancedConfigurations,
		ProvisioningConfiguration: s.ProvisioningConfiguration,
		Access:                    "WRITE",
	}), nil
}

func (a *application) clientID() string {
	if a.OIDC == nil {
		return ""
	}
	return a.OIDC.ClientID
}

func (a *application) issuer() string {
	if in := a.Settings.Inbound; in != nil && in.SAML != nil && in.SAML.Manual != nil {
		return in.SAML.Manual.Issuer
	}
	return ""
}

func (a *application) realm() string {
	if in := a.Settings.Inbound; in != nil && in.PassiveSTS != nil {
		return in.PassiveSTS.Realm
	}
	return ""
}

// rolesView shows roles only where they belong to the application.
func (o *organization) rolesView(app *application) associatedRoles {
	view := associatedRoles{AllowedAudience: app.Audience}
	if app.Audience == audienceApplication {
		view.Roles = []roleRef{}
		for _, r := range o.Roles {
			if r.AppID == app.ID {
				view.Roles = append(view.Roles, roleRef{r.ID, r.Name})
			}
		}
	}
	return view
}

func (o *organization) inboundItems(app *application) []inboundItem {
	items := []inboundItem{}
	add := func(kind, name, path string) {
		items = append(items, inboundItem{kind, name, o.serverPath() + "/applications/" + app.ID + "/inbound-protocols/" + path})
	}
	if app.OIDC != nil {
		add("oauth2", "OAuth2/OpenID Connect", "oidc")
	}
	in := app.Settings.Inbound
	if in == nil {
		return items
	}
	if in.SAML != nil {
		add("samlsso", "SAML2 Inbound", "saml")
	}
	if in.PassiveSTS != nil {
		add("passivests", "Passive STS Inbound", "passive-sts")
	}
	if in.WSTrust != nil {
		add("wstrust", "WS-Trust Inbound", "ws-trust")
	}
	for _, custom := range in.Custom {
		add(custom.Name, custom.ConfigName, custom.Name)
	}
	return items
}

func listInboundProtocols(c *call) (reply, error) {
	app, err := c.addressedApplication()
	if err != nil {
		return reply{}, err
	}
	return asJSON(http.StatusOK, c.org.inboundItems(app)), nil
}

func patchApplication(c *call) (reply, error) {
	var in applicationPatch
	if err := decodeBody(c, &in); err != nil {
		return reply{}, err
	}
	app, err := c.addressedApplication()
	if err != nil {
		return reply{}, err
	}
	if err := c.checkPatch(app, in); err != nil {
		return reply{}, err
	}
	app.patch(in)
	return empty(http.StatusOK), nil
}

func (c *call) checkPatch(app *application, in applicationPatch) error {
	if in.Name != nil && *in.Name != app.Settings.Name {
		if err := c.checkRename(app, *in.Name); err != nil {
			return err
		}
	}
	accessURL := app.Settings.AccessURL
	if in.AccessURL != nil {
		accessURL = *in.AccessURL
	}
	advanced := app.Settings.AdvancedConfigurations
	if in.AdvancedConfigurations != nil {
		advanced = in.AdvancedConfigurations
	}
	if advanced.Discoverable && accessURL == "" {
		return invalidApplication("A discoverable application must have an access URL.")
	}
	if in.AssociatedRoles != nil && len(in.AssociatedRoles.Roles) > 0 && app.Audience == audienceOrganization {
		return forbiddenApplication("Roles cannot be associated with an application whose audience is the organization.")
	}
	return c.checkScript(in.AuthenticationSequence)
}

func (c *call) checkRename(app *application, name string) error {
	switch {
	case slices.Contains(reservedNames, name):
		return serverFailure(http.StatusBadRequest, "APP-60516", "The name is reserved.", "An application cannot be renamed to a reserved name.")
	case name == residentName:
		return forbiddenApplication("An application cannot take the name of the resident application.")
	case !applicationName.MatchString(name):
		return invalidApplication("The name has characters that are not allowed.")
	case c.org.nameTaken(name, app):
		return duplicateName()
	}
	return nil
}

// patch applies a patch: a section that is present replaces the one there is.
func (a *application) patch(in applicationPatch) {
	s := &a.Settings
	replace(&s.Name, in.Name)
	replace(&s.Description, in.Description)
	replace(&a.Version, in.ApplicationVersion)
	replace(&s.ImageURL, in.ImageURL)
	replace(&s.AccessURL, in.AccessURL)
	replace(&s.LogoutReturnURL, in.LogoutReturnURL)
	replace(&s.TemplateID, in.TemplateID)
	replace(&s.TemplateVersion, in.TemplateVersion)
	replace(&a.Enabled, in.ApplicationEnabled)
	if in.EnhancedOrgAuth != nil {
		s.EnhancedOrgAuth = in.EnhancedOrgAuth
	}
	if in.AssociatedRoles != nil {
		a.Audience = in.AssociatedRoles.audience()
	}
	if in.ClaimConfiguration != nil {
		s.ClaimConfiguration = in.ClaimConfiguration
	}
	if in.AuthenticationSequence != nil {
		s.AuthenticationSequence = in.AuthenticationSequence
	}
	if in.AdvancedConfigurations != nil {
		s.AdvancedConfigurations = in.AdvancedConfigurations
	}
	if in.ProvisioningConfiguration != nil {
		s.ProvisioningConfiguration = in.ProvisioningConfiguration
	}
	a.completeSections()
}

// replace sets a member to a value that is present.
func replace[T any](member *T, value *T) {
	if value != nil {
		*member = *value
	}
}

// deleteApplication succeeds for an unknown id too. The roles of the
// application go with it.
func deleteApplication(c *call) (reply, error) {
	id := c.vars["applicationId"]
	if app := c.org.application(id); app != nil {
		c.org.dropTokens(app.clientID())
		c.org.Applications = slices.DeleteFunc(c.org.Applications, func(a *application) bool { return a == app })
		c.org.Roles = slices.DeleteFunc(c.org.Roles, func(r *role) bool { return r.AppID == id })
	}
	return empty(http.StatusNoContent), nil
}

// splitList splits a comma list of names.
func splitList(raw string) []string {
	var names []string
	for _, name := range strings.Split(raw, ",") {
		if name = strings.TrimSpace(name); name != "" {
			names = append(names, name)
		}
	}
	return names
}
