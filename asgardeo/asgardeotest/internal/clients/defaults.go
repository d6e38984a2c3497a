package clients

import "slices"

const (
	sequenceDefault     = "DEFAULT"
	sequenceUserDefined = "USER_DEFINED"

	dialectLocal  = "LOCAL"
	dialectCustom = "CUSTOM"
)

// localIDP is the identity provider of the authenticators of the organization
// itself.
const localIDP = "LOCAL"

// audience returns the audience, or its default. A patch without a value sets the
// default too.
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

// shown returns the claims for a response. In the local dialect, the subject and
// the roles have a claim by default.
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

// shown returns the sequence for a response. An application without its own
// steps has those of the organization.
func (s *authenticationSteps) shown() *authenticationSteps {
	shown := *s
	if s.Type == sequenceDefault {
		shown.Script, shown.SubjectStepID, shown.AttributeStepID = nil, 1, 1
		shown.Steps = []authenticationStep{{ID: 1, Options: []authenticationOpt{{IDP: localIDP, Authenticator: "BasicAuthenticator"}}}}
	}
	return &shown
}

// shown returns the settings for a response, with properties that requests may
// not have.
func (cfg *advancedConfig) shown() *advancedConfig {
	shown := *cfg
	shown.AdditionalSPProperties = []spProperty{{Name: "isB2BSelfServiceApp", Value: "false"}}
	setDefault(&shown.AttestationMetaData, attestation{})
	return &shown
}

// setDefault sets a missing section to its default.
func setDefault[T any](section **T, value T) {
	if *section == nil {
		*section = &value
	}
}

// setZero sets a member without a value to its default.
func setZero[T comparable](member *T, value T) {
	var zero T
	if *member == zero {
		*member = value
	}
}

// orEmpty makes a list encode as [] rather than null.
func orEmpty[T any](list []T) []T { return append([]T{}, slices.Clip(list)...) }
