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

	sequenceDefault     = "DEFAULT"
	sequenceUserDefined = "USER_DEFINED"

	dialectLocal  = "LOCAL"
	dialectCustom = "CUSTOM"

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

// An application is what the service keeps of an application. The sections
// are complete: none is nil.
type application struct {
	ID, Version    string
	Settings       applicationCreation // without the inbound protocols
	Enabled        bool
	Audience       string
	OwnerID        string // of a user, or empty
	Authorizations []*authorization

	// The inbound protocols are nil when not configured.
	OIDC       *oidcConfig    // without the secret
	Secrets    []clientSecret // of the OIDC client, the newest first
	SAML       *samlService
	PassiveSTS *passiveInbound
	WSTrust    *trustInbound
	Custom     []*customInbound

	Sharing sharing
}

// invalidApplication is the framework's error for an invalid request.
func invalidApplication(description string) failure {
	return serverFailure(http.StatusBadRequest, "APP-60001", "The request is invalid.", description)
}

func forbiddenApplication(description string) failure {
	return serverFailure(http.StatusForbidden, "APP-60008", "The operation is forbidden.", description)
}

// operationForbidden refuses what takes one more scope than the request as such.
func operationForbidden(scope string) failure {
	return serverFailure(http.StatusForbidden, "APP-60520", "Forbidden", "The token does not have the scope "+scope+".")
}

func duplicateName() failure {
	return serverFailure(http.StatusConflict, "APP-60007", "The application already exists.", "An application with this name already exists.")
}

func duplicateClient() failure {
	return serverFailure(http.StatusConflict, "OAUTH-60008", "The OAuth client already exists.",
		"An OAuth client with this id or this application name already exists.")
}

// cannotCreate is the answer to a creation that fails while the request is
// being mapped, whoever is to blame.
func cannotCreate() failure {
	return serverFailure(http.StatusInternalServerError, "APP-65006", "Unexpected error.", "Unexpected error while creating the application.")
}

func unknownApplication() failure {
	return serverFailure(http.StatusNotFound, "APP-60006", "The application was not found.", "There is no such application.")
}

func (o *organization) application(id string) *application {
	return find(o.Applications, func(a *application) bool { return a.ID == id })
}

func (o *organization) nameTaken(name string, except *application) bool {
	return slices.ContainsFunc(o.visibleApplications(), func(a *application) bool { return a != except && a.Settings.Name == name })
}

// visibleApplications are those of the organization and the fragments in it.
func (o *organization) visibleApplications() []*application {
	return append(slices.Clip(o.Applications), o.fragments()...)
}

// addressedApplication returns the application a path names, or the fragment,
// which can only be read.
func (c *call) addressedApplication() (*application, error) {
	id := c.vars["applicationId"]
	if app := c.org.application(id); app != nil {
		return app, nil
	}
	fragment := c.org.fragment(id)
	switch {
	case fragment == nil:
		return nil, unknownApplication()
	case c.req.Method != http.MethodGet:
		return nil, forbiddenFragment()
	}
	return fragment, nil
}

func forbiddenFragment() failure {
	return forbiddenApplication("A shared application cannot be changed where it is shared.")
}

// createApplication answers with nothing but the location: neither the
// application nor its credentials. Some members are ignored.
func createApplication(c *call) (reply, error) {
	if strings.TrimSpace(c.query.Get("template")) != "" {
		return reply{}, serverFailure(http.StatusNotImplemented, "APP-65501", "Not supported.", "Applications cannot be created from a template.")
	}
	var in applicationCreation
	unmapped, err := decodeOIDC(c, &in, "inboundProtocolConfiguration", "oidc")
	if err != nil {
		return reply{}, err
	}
	if unmapped != nil {
		return reply{}, cannotCreate()
	}
	in.LogoutReturnURL = ""
	if in.AdvancedConfigurations != nil {
		in.AdvancedConfigurations.Fragment = false
	}
	app, err := c.newApplication(in, nil)
	if err != nil {
		return reply{}, err
	}
	c.org.Applications = append(c.org.Applications, app)
	return empty(http.StatusCreated).with("Location", c.org.applicationURL(app)), nil
}

func (o *organization) applicationURL(app *application) string {
	return o.serverURL() + "/applications/" + app.ID
}

// newApplication makes a valid request an application, which may have the
// names and keys of the one it is to replace. It judges in the order of the
// real server, which registers the OAuth client before it looks at the
// application: the same duplicate name is a different error with and without a
// client.
func (c *call) newApplication(in applicationCreation, replaced *application) (*application, error) {
	app := &application{
		Version: applicationVersion, Settings: in, Audience: audienceOrganization,
		Enabled: in.ApplicationEnabled == nil || *in.ApplicationEnabled,
	}
	app.Settings.Inbound = nil
	if in.AssociatedRoles != nil {
		app.Audience = in.AssociatedRoles.audience()
	}
	if reserved(in.Name) {
		return nil, serverFailure(http.StatusBadRequest, "APP-60515", "The name is reserved.", "An application cannot have a reserved name.")
	}
	if app.Settings.mapping(in.ClaimConfiguration, in.AuthenticationSequence, in.AdvancedConfigurations) != nil {
		return nil, cannotCreate()
	}
	if err := checkProvisioning(in.ProvisioningConfiguration); err != nil {
		return nil, err
	}
	if in.Inbound != nil {
		if err := c.addInbound(app, in.Inbound, replaced); err != nil {
			return nil, err
		}
	}
	if err := c.checkNewSettings(app, replaced); err != nil {
		return nil, err
	}
	app.ID = c.org.newUUID()
	app.completeSections()
	return app, nil
}

func (c *call) checkNewSettings(app, replaced *application) error {
	in := app.Settings
	switch {
	case !applicationName.MatchString(in.Name):
		return invalidApplication("The name has characters that are not allowed.")
	case c.org.nameTaken(in.Name, replaced):
		return duplicateName()
	case in.AssociatedRoles != nil && len(in.AssociatedRoles.Roles) > 0 && app.Audience == audienceOrganization:
		return forbiddenApplication("Roles cannot be associated with an application whose audience is the organization.")
	}
	if err := app.validate(); err != nil {
		return err
	}
	if err := app.checkExternalConsent(in.AdvancedConfigurations); err != nil {
		return err
	}
	return c.checkScript(nil, in.AuthenticationSequence)
}

func reserved(name string) bool {
	return slices.ContainsFunc(reservedNames, func(other string) bool { return strings.EqualFold(other, name) })
}

func checkProvisioning(provisioning *provisioningConfig) error {
	if provisioning != nil && len(provisioning.Outbound) > 0 {
		return badSetting("APP-60514", "Outbound provisioning of applications is disabled.")
	}
	return nil
}

// checkExternalConsent refuses a consent page of its own to SAML.
func (a *application) checkExternalConsent(advanced *advancedConfig) error {
	if a.SAML != nil && advanced != nil && advanced.UseExternalConsent != nil && *advanced.UseExternalConsent {
		return badSetting("APP-60506", "SAML applications cannot use an external consent page.")
	}
	return nil
}

func badSetting(code, description string) failure {
	return serverFailure(http.StatusBadRequest, code, "The configuration is not supported.", description)
}

// checkScript asks for the scope that allows to change from one sequence to
// another, if that sets or removes a script.
func (c *call) checkScript(from, to *authenticationSteps) error {
	if to == nil || c.can(scopeScriptUpdate) {
		return nil
	}
	reverts := from != nil && from.Script != nil && from.Type != sequenceDefault && to.Type == sequenceDefault
	if to.Script == nil && !reverts {
		return nil
	}
	return operationForbidden(scopeScriptUpdate)
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
	setZero(&cfg.Dialect, dialectLocal)
	cfg.ClaimMappings = orEmpty(cfg.ClaimMappings)
	cfg.RequestedClaims = orEmpty(cfg.RequestedClaims)
	setDefault(&cfg.Subject, claimSubject{})
	setDefault(&cfg.Subject.UseMappedLocalSubject, false)
	cfg.Subject.MappedLocalSubjectMandatory = cfg.Subject.MappedLocalSubjectMandatory && *cfg.Subject.UseMappedLocalSubject
	setDefault(&cfg.Role, claimRole{IncludeUserDomain: true})
}

// shown is what answers say of the claims: in the local dialect, also which
// claims the subject and the roles are while none were set.
func (cfg *claimConfiguration) shown() *claimConfiguration {
	shown, subject, role := *cfg, *cfg.Subject, *cfg.Role
	shown.Subject, shown.Role = &subject, &role
	if cfg.Dialect == dialectLocal {
		setDefault(&subject.Claim, claim{URI: "http://wso2.org/claims/username"})
		setDefault(&role.Claim, claim{URI: "http://wso2.org/claims/roles"})
	}
	return &shown
}

func (s *authenticationSteps) complete() {
	setZero(&s.Type, sequenceDefault)
	s.RequestPath = orEmpty(s.RequestPath)
	setZero(&s.SubjectStepID, 1)
	setZero(&s.AttributeStepID, 1)
}

// shown is what answers say of a sequence. Without steps of its own, it is that
// of the organization.
func (s *authenticationSteps) shown() *authenticationSteps {
	shown := *s
	if s.Type == sequenceDefault {
		shown.Script, shown.SubjectStepID, shown.AttributeStepID = nil, 1, 1
		shown.Steps = []authenticationStep{{ID: 1, Options: []authenticationOpt{{IDP: localIDP, Authenticator: "BasicAuthenticator"}}}}
	}
	return &shown
}

// shown is what answers say of the settings: with properties that no request
// may have.
func (cfg *advancedConfig) shown() *advancedConfig {
	shown := *cfg
	shown.AdditionalSPProperties = []spProperty{{Name: "isB2BSelfServiceApp", Value: "false"}}
	setDefault(&shown.AttestationMetaData, attestation{})
	return &shown
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
		ClaimConfiguration: s.ClaimConfiguration.shown(), InboundProtocols: c.org.inboundItems(app),
		AuthenticationSequence:    s.AuthenticationSequence.shown(),
		AdvancedConfigurations:    s.AdvancedConfigurations.shown(),
		ProvisioningConfiguration: s.ProvisioningConfiguration,
		Access:                    "WRITE",
	}), nil
}

// rolesView shows roles only where they belong to the application.
func (o *organization) rolesView(app *application) associatedRoles {
	view := associatedRoles{AllowedAudience: app.Audience}
	if app.Audience == audienceApplication {
		for r := range o.Roles.All() {
			if r.AppID == app.ID {
				view.Roles = append(view.Roles, roleRef{r.ID, r.Name})
			}
		}
	}
	return view
}

// deleteApplication succeeds for an unknown id too. The roles of the
// application go with it.
func deleteApplication(c *call) (reply, error) {
	id := c.vars["applicationId"]
	if c.org.fragment(id) != nil {
		return reply{}, forbiddenFragment()
	}
	if app := c.org.application(id); app != nil {
		c.org.dropTokens(app.clientID())
		c.org.Applications = slices.DeleteFunc(c.org.Applications, func(a *application) bool { return a == app })
		c.org.dropRolesOf(id)
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
