package clients

import (
	"net/http"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
)

func getApplication(c *call) (engine.Reply, error) {
	app, err := c.addressedApplication()
	if err != nil {
		return engine.Reply{}, err
	}
	s := app.Settings
	return engine.JSON(http.StatusOK, applicationView{
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

// rolesView returns the audience, and the roles if the application has its own.
func (o *organization) rolesView(app *application) associatedRoles {
	view := associatedRoles{AllowedAudience: app.Audience}
	if app.Audience == audienceApplication {
		for _, r := range o.d.needs.RolesOf(o.Organization, app.ID) {
			view.Roles = append(view.Roles, roleRef{r.ID, r.Name})
		}
	}
	return view
}
