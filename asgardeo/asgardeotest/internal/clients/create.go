package clients

import (
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/serverapi"
)

const (
	// newVersion is the version that applications start with.
	newVersion = "v2.0.0"
	// residentName is the name of the application that stands for the
	// organization itself.
	residentName = "wso2carbon-local-sp"
)

var (
	validName     = regexp.MustCompile(`^[a-zA-Z0-9._-]+(?: [a-zA-Z0-9._-]+)*$`)
	reservedNames = []string{"Console", "My Account"}
)

// createApplication responds with a Location and no body. It ignores some
// members of the request.
func createApplication(c *call) (engine.Reply, error) {
	if strings.TrimSpace(c.Query.Get("template")) != "" {
		return engine.Reply{}, serverapi.Fail(http.StatusNotImplemented, "APP-65501", "Not supported.", "Applications cannot be created from a template.")
	}
	var in applicationCreation
	unmapped, err := decodeOIDC(c, &in, "inboundProtocolConfiguration", "oidc")
	if err != nil {
		return engine.Reply{}, err
	}
	if unmapped != nil {
		return engine.Reply{}, cannotCreate()
	}
	in.LogoutReturnURL = ""
	if in.AdvancedConfigurations != nil {
		in.AdvancedConfigurations.Fragment = false
	}
	app, err := c.newApplication(in, nil)
	if err != nil {
		return engine.Reply{}, err
	}
	c.org.Applications.Add(app)
	return engine.Empty(http.StatusCreated).With("Location", c.org.applicationURL(app)), nil
}

func (o *organization) applicationURL(app *application) string {
	return o.ServerURL() + "/applications/" + app.ID
}

// newApplication returns the application that a request describes. It may have the
// name and the keys of the application that it replaces. The checks are in the
// order of the real server, which registers the OAuth client first: with a client,
// a duplicate name is a different error.
func (c *call) newApplication(in applicationCreation, replaced *application) (*application, error) {
	app := &application{
		Version: newVersion, Settings: in, Audience: audienceOrganization,
		Enabled: in.ApplicationEnabled == nil || *in.ApplicationEnabled,
	}
	app.Settings.Inbound = nil
	if in.AssociatedRoles != nil {
		app.Audience = in.AssociatedRoles.audience()
	}
	if reserved(in.Name) {
		return nil, serverapi.Fail(http.StatusBadRequest, "APP-60515", "The name is reserved.", "An application cannot have a reserved name.")
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
	app.ID = c.Tenant().NewUUID()
	app.completeSections()
	return app, nil
}

func (c *call) checkNewSettings(app, replaced *application) error {
	in := app.Settings
	switch {
	case !validName.MatchString(in.Name):
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

// checkExternalConsent refuses an external consent page for SAML applications.
func (a *application) checkExternalConsent(advanced *advancedConfig) error {
	if a.SAML != nil && advanced != nil && isTrue(advanced.UseExternalConsent) {
		return badSetting("APP-60506", "SAML applications cannot use an external consent page.")
	}
	return nil
}

// checkScript requires another scope for a change from one sequence to another
// that sets or removes a script.
func (c *call) checkScript(from, to *authenticationSteps) error {
	if to == nil || c.Can(scopeScriptUpdate) {
		return nil
	}
	reverts := from != nil && from.Script != nil && from.Type != sequenceDefault && to.Type == sequenceDefault
	if to.Script == nil && !reverts {
		return nil
	}
	return operationForbidden(scopeScriptUpdate)
}
