package clients

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/serverapi"
)

func patchApplication(c *call) (engine.Reply, error) {
	var in applicationPatch
	if err := serverapi.Decode(c.Call, &in); err != nil {
		return engine.Reply{}, err
	}
	app, err := c.addressedApplication()
	if err != nil {
		return engine.Reply{}, err
	}
	if in.Name != nil && *in.Name != app.Settings.Name {
		if err := c.checkRename(app, *in.Name); err != nil {
			return engine.Reply{}, err
		}
	}
	if in.AssociatedRoles != nil && len(in.AssociatedRoles.Roles) > 0 && app.Audience == audienceOrganization {
		return engine.Reply{}, forbiddenApplication("Roles cannot be associated with an application whose audience is the organization.")
	}
	if err := checkProvisioning(in.ProvisioningConfiguration); err != nil {
		return engine.Reply{}, err
	}
	if err := app.checkExternalConsent(in.AdvancedConfigurations); err != nil {
		return engine.Reply{}, err
	}
	if err := c.checkScript(app.Settings.AuthenticationSequence, in.AuthenticationSequence); err != nil {
		return engine.Reply{}, err
	}
	changed := *app
	if err := changed.patch(in, membersIn(c.Body)); err != nil {
		return engine.Reply{}, err
	}
	if err := changed.validate(); err != nil {
		return engine.Reply{}, err
	}
	c.org.change(app, func() { *app = changed })
	return engine.Empty(http.StatusOK), nil
}

func (c *call) checkRename(app *application, name string) error {
	switch {
	case reserved(name):
		return serverapi.Fail(http.StatusBadRequest, "APP-60516", "The name is reserved.", "An application cannot be renamed to a reserved name.")
	case name == residentName:
		return forbiddenApplication("An application cannot take the name of the resident application.")
	case !validName.MatchString(name):
		return invalidApplication("The name has characters that are not allowed.")
	case c.org.nameTaken(name, app):
		return duplicateName()
	}
	return nil
}

// patch applies a patch. Sections are merged with the members of the body; some
// absent members get a default.
func (a *application) patch(in applicationPatch, body members) error {
	s := &a.Settings
	replace(&s.Name, in.Name)
	replace(&s.Description, in.Description)
	replace(&a.Version, in.ApplicationVersion)
	replace(&s.ImageURL, in.ImageURL)
	replace(&s.AccessURL, in.AccessURL)
	if replace(&s.LogoutReturnURL, in.LogoutReturnURL); in.LogoutReturnURL != nil && strings.TrimSpace(s.LogoutReturnURL) == "" {
		s.LogoutReturnURL = ".*"
	}
	replace(&s.TemplateID, in.TemplateID)
	replace(&s.TemplateVersion, in.TemplateVersion)
	replace(&a.Enabled, in.ApplicationEnabled)
	if in.EnhancedOrgAuth != nil {
		s.EnhancedOrgAuth = in.EnhancedOrgAuth
	}
	if in.AssociatedRoles != nil {
		a.Audience = in.AssociatedRoles.audience()
	}
	old := *s
	s.ClaimConfiguration = merged(s.ClaimConfiguration, body.of("claimConfiguration"))
	s.AuthenticationSequence = merged(s.AuthenticationSequence, body.of("authenticationSequence"))
	s.AdvancedConfigurations = merged(s.AdvancedConfigurations, body.of("advancedConfigurations"))
	s.ProvisioningConfiguration = merged(s.ProvisioningConfiguration, body.of("provisioningConfigurations"))
	if in.ClaimConfiguration != nil && in.ClaimConfiguration.Role != nil {
		s.ClaimConfiguration.Role.Mappings = in.ClaimConfiguration.Role.Mappings
	}
	if in.ClaimConfiguration != nil && in.ClaimConfiguration.Subject != nil && !isTrue(in.ClaimConfiguration.Subject.UseMappedLocalSubject) {
		s.ClaimConfiguration.Subject.MappedLocalSubjectMandatory = old.ClaimConfiguration.Subject.MappedLocalSubjectMandatory
	}
	if to := in.AuthenticationSequence; to != nil && (to.Script == nil || strings.TrimSpace(*to.Script) == "") {
		s.AuthenticationSequence.Script = old.AuthenticationSequence.Script
	}
	if in.AdvancedConfigurations != nil {
		s.AdvancedConfigurations.Fragment = old.AdvancedConfigurations.Fragment
		s.AdvancedConfigurations.Certificate = in.AdvancedConfigurations.Certificate.instead(old.AdvancedConfigurations.Certificate)
	}
	if err := s.mapping(in.ClaimConfiguration, in.AuthenticationSequence, in.AdvancedConfigurations); err != nil {
		return err
	}
	a.completeSections()
	return nil
}

// mapping sets the members that depend on several members of a section, for the
// sections that are present.
func (s *applicationCreation) mapping(claims *claimConfiguration, sequence *authenticationSteps, advanced *advancedConfig) error {
	if claims != nil {
		if subject := claims.Subject; subject != nil && subject.MappedLocalSubjectMandatory && subject.UseMappedLocalSubject != nil && !*subject.UseMappedLocalSubject {
			return badSetting("APP-60513", "A mapped local subject cannot be mandatory and not used.")
		}
		s.ClaimConfiguration.Dialect = claims.Dialect
		if err := s.ClaimConfiguration.setClaims(claims.ClaimMappings, claims.RequestedClaims); err != nil {
			return err
		}
	}
	if sequence != nil {
		if err := s.AuthenticationSequence.setSteps(*sequence); err != nil {
			return err
		}
	}
	if advanced != nil {
		if len(advanced.AdditionalSPProperties) > 0 {
			return badSetting("APP-60506", "The member additionalSpProperties can only be read.")
		}
		s.AdvancedConfigurations.Certificate = s.AdvancedConfigurations.Certificate.instead(nil)
	}
	return nil
}

// setClaims sets the mappings and which of them are requested. Without mappings,
// each requested claim is mapped onto itself.
func (cfg *claimConfiguration) setClaims(mappings []claimMapping, requested []requestedClaim) error {
	if mappings == nil {
		for _, r := range requested {
			mappings = append(mappings, claimMapping{ApplicationClaim: r.Claim.URI, LocalClaim: &claim{URI: r.Claim.URI}})
		}
	}
	names := map[string]bool{}
	for _, m := range mappings {
		if names[m.ApplicationClaim] {
			return errors.New("two claims of one name cannot be mapped")
		}
		names[m.ApplicationClaim] = true
	}
	cfg.ClaimMappings = mappings
	cfg.RequestedClaims = slices.DeleteFunc(slices.Clone(requested), func(r requestedClaim) bool { return !names[r.Claim.URI] })
	return nil
}

// setSteps sets the type of a sequence and its steps, and renumbers the steps.
func (s *authenticationSteps) setSteps(in authenticationSteps) error {
	setZero(&in.Type, sequenceDefault)
	s.Type = in.Type
	if in.Type == sequenceDefault {
		s.Steps, s.SubjectStepID, s.AttributeStepID = nil, 0, 0
		return nil
	}
	steps := slices.Clone(in.Steps)
	slices.SortStableFunc(steps, func(a, b authenticationStep) int { return a.ID - b.ID })
	switch {
	case len(steps) == 0:
		return invalidApplication("Authentication steps cannot be empty for user defined authentication type: USER_DEFINED")
	case steps[len(steps)-1].ID != len(steps):
		return invalidApplication("Step ids need to be consecutive in the authentication sequence steps.")
	}
	for i := range steps {
		steps[i].ID = i + 1
	}
	s.Steps, s.SubjectStepID, s.AttributeStepID = steps, in.SubjectStepID, in.AttributeStepID
	for _, id := range []*int{&s.SubjectStepID, &s.AttributeStepID} {
		if *id > len(steps) {
			*id = 1
		}
	}
	return nil
}

// instead returns the certificate after a request that replaces an old one. A
// certificate without a value removes the old one.
func (cert *certificate) instead(old *certificate) *certificate {
	switch {
	case cert == nil || cert.Type != "PEM" && cert.Type != "JWKS":
		return old
	case cert.Value == "":
		return nil
	}
	return cert
}

// validate checks the application as a whole, including the parts that a request
// does not change.
func (a *application) validate() error {
	s := a.Settings
	if advanced := s.AdvancedConfigurations; advanced != nil {
		switch {
		case advanced.Discoverable && s.AccessURL == "":
			return invalidApplication("A discoverable application must have an access URL.")
		case len(advanced.DiscoverableGroups) > 0 && !advanced.Discoverable:
			return invalidApplication("Only a discoverable application can have discoverable groups.")
		}
	}
	claims := s.ClaimConfiguration
	if claims == nil || claims.Dialect != dialectCustom {
		return nil
	}
	named := func(c *claim) bool {
		return c == nil || slices.ContainsFunc(claims.ClaimMappings, func(m claimMapping) bool { return m.ApplicationClaim == c.URI })
	}
	if claims.Subject != nil && !named(claims.Subject.Claim) || claims.Role != nil && !named(claims.Role.Claim) {
		return invalidApplication("An application claim of the subject or the role is not defined for the application.")
	}
	return nil
}
