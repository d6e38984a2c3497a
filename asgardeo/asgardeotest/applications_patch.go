package asgardeotest

import "net/http"

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
	if err := checkSections(in.ClaimConfiguration, in.AdvancedConfigurations, in.ProvisioningConfiguration); err != nil {
		return err
	}
	if err := app.checkExternalConsent(in.AdvancedConfigurations); err != nil {
		return err
	}
	if in.AssociatedRoles != nil && len(in.AssociatedRoles.Roles) > 0 && app.Audience == audienceOrganization {
		return forbiddenApplication("Roles cannot be associated with an application whose audience is the organization.")
	}
	return c.checkScript(app.Settings.AuthenticationSequence, in.AuthenticationSequence)
}

func (c *call) checkRename(app *application, name string) error {
	switch {
	case reserved(name):
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
