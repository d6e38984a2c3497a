package applications

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// sendable returns a copy of v that the server accepts, or an error for values that the server would reject or ignore.
func (v *CreateRequest) sendable() (*CreateRequest, error) {
	if v == nil {
		return nil, nil
	}
	if v.LogoutReturnURL != nil {
		return nil, errors.New("the server ignores LogoutReturnURL when it creates an application: set it with Client.Update")
	}
	if s := v.AuthenticationSequence; s != nil && s.own() && s.Steps == nil {
		return nil, errNoSteps
	}
	if s := v.AuthenticationSequence; s != nil && s.Type == nil && (s.Steps != nil || s.Script != nil) {
		return nil, fmt.Errorf("the server ignores Steps and Script of an AuthenticationSequence without a Type: set it to %s", SequenceTypeUserDefined)
	}
	if err := cmp.Or(v.AssociatedRoles.check(), checkSections(v.Claims, v.AuthenticationSequence, v.Advanced)); err != nil {
		return nil, err
	}
	if err := v.InboundProtocolConfiguration.check(); err != nil {
		return nil, err
	}
	out := *v
	if out.Claims = clone(out.Claims); out.Claims != nil {
		out.Claims.mapRequested()
	}
	if out.Advanced = clone(out.Advanced); out.Advanced != nil {
		out.Advanced.ServiceProviderProperties = nil
	}
	return &out, nil
}

// check returns an error for values that the server would reject or ignore. It skips nil members.
func (v *UpdateRequest) check() error {
	if v.LogoutReturnURL != nil && strings.TrimSpace(*v.LogoutReturnURL) == "" {
		return errors.New("LogoutReturnURL is blank: the server would store .*, which allows every URL; set .* explicitly to allow every URL")
	}
	return cmp.Or(checkSections(v.Claims, v.AuthenticationSequence, v.Advanced), v.Provisioning.check())
}

func checkSections(claims *ClaimConfiguration, sequence *AuthenticationSequence, advanced *AdvancedConfiguration) error {
	return cmp.Or(claims.check(), sequence.check(), advanced.check())
}

// check refuses roles of a new application that the server would drop.
func (v *AssociatedRoles) check() error {
	switch {
	case v == nil:
		return nil
	case v.AllowedAudience == "":
		return errNoAudience
	case v.AllowedAudience == RoleAudienceOrganization && len(v.Roles) > 0:
		return fmt.Errorf("the server drops AssociatedRoles.Roles of the AllowedAudience %s: leave them out, or set it to %s", RoleAudienceOrganization, RoleAudienceApplication)
	}
	return nil
}

func (v *ClaimConfiguration) check() error {
	if v == nil {
		return nil
	}
	names := map[string]bool{}
	for _, mapping := range v.ClaimMappings {
		if names[mapping.ApplicationClaim] {
			return fmt.Errorf("Claims.ClaimMappings has two mappings for %q", mapping.ApplicationClaim)
		}
		names[mapping.ApplicationClaim] = true
	}
	for _, requested := range v.RequestedClaims {
		if uri := requested.Claim.URI; v.custom() && v.ClaimMappings != nil && !names[uri] {
			return fmt.Errorf("Claims.RequestedClaims has %q, which is not in ClaimMappings: the server would ignore it", uri)
		}
	}
	if s := v.Subject; s.GetMappedLocalSubjectMandatory() && !s.GetUseMappedLocalSubject() {
		return errors.New("Claims.Subject.MappedLocalSubjectMandatory requires UseMappedLocalSubject")
	}
	return nil
}

var errNoSteps = fmt.Errorf("AuthenticationSequence of Type %s requires Steps", SequenceTypeUserDefined)

func (v *AuthenticationSequence) check() error {
	if v == nil {
		return nil
	}
	var ids []int
	for _, step := range v.Steps {
		ids = append(ids, step.ID)
		if len(step.Options) == 0 || slices.ContainsFunc(step.Options, func(a Authenticator) bool { return a.IDP == "" || a.Name == "" }) {
			return fmt.Errorf("step %d of AuthenticationSequence requires Options, each with an IDP and a Name", step.ID)
		}
	}
	if !v.own() || v.Steps == nil {
		return nil
	}
	if len(ids) == 0 {
		return errNoSteps
	}
	slices.Sort(ids)
	for i, id := range ids {
		if id != i+1 {
			return fmt.Errorf("the ids of AuthenticationSequence.Steps are %d, but must be 1 to %d", ids, len(ids))
		}
	}
	for name, id := range map[string]*int{"SubjectStepID": v.SubjectStepID, "AttributeStepID": v.AttributeStepID} {
		if id != nil && (*id < 1 || *id > len(ids)) {
			return fmt.Errorf("AuthenticationSequence.%s is %d, but no step has that id: the server would use step 1", name, *id)
		}
	}
	return nil
}

func (v *AdvancedConfiguration) check() error {
	if v == nil || v.Certificate == nil {
		return nil
	}
	if c := v.Certificate; c.GetType() != CertificateTypePEM && c.GetType() != CertificateTypeJWKS {
		return errors.New("Advanced.Certificate requires the Type PEM or JWKS: the server would ignore it")
	} else if c.Value == nil {
		return errors.New(`Advanced.Certificate has no Value; an empty Value removes the certificate`)
	}
	return nil
}

// check returns an error for providers without Blocking or Rules. A default of false could change a stored value.
func (v *ProvisioningConfiguration) check() error {
	if v == nil {
		return nil
	}
	for i, idp := range v.OutboundProvisioningIDPs {
		if idp.Blocking == nil || idp.Rules == nil {
			return fmt.Errorf("OutboundProvisioningIDPs[%d] requires Blocking and Rules", i)
		}
	}
	return nil
}

// required returns an error that names the first required member that is missing, given pairs of a member's name and
// its value. An empty value that was read from the server is in extra and counts as present.
func required(what string, extra map[string]json.RawMessage, members ...[2]string) error {
	for _, member := range members {
		if _, read := extra[member[0]]; member[1] == "" && !read {
			return fmt.Errorf("%s requires %s", what, member[0])
		}
	}
	return nil
}

func (v *ProtocolConfigurations) check() error {
	if v == nil {
		return nil
	}
	if err := cmp.Or(v.SAML.check(), v.PassiveSTS.check(), v.WSTrust.check()); err != nil {
		return err
	}
	for _, custom := range v.Custom {
		if err := custom.check(); err != nil {
			return err
		}
	}
	return nil
}

func (v *PassiveSTSConfiguration) check() error {
	if v == nil {
		return nil
	}
	return required("the passive STS configuration", v.AdditionalProperties, [2]string{"realm", v.Realm}, [2]string{"replyTo", v.ReplyTo})
}

func (v *WSTrustConfiguration) check() error {
	if v == nil {
		return nil
	}
	return required("the WS-Trust configuration", v.AdditionalProperties, [2]string{"audience", v.Audience}, [2]string{"certificateAlias", v.CertificateAlias})
}

func (v *CustomProtocolConfiguration) check() error {
	if v == nil {
		return nil
	}
	return required("the configuration of a custom protocol", v.AdditionalProperties, [2]string{"name", v.Name}, [2]string{"configName", v.ConfigName})
}

func (v *SAMLConfiguration) check() error {
	switch {
	case v == nil, v.MetadataFile != nil, v.MetadataURL != nil:
		return nil
	case v.ManualConfiguration == nil:
		return errors.New("the SAML configuration requires one of MetadataFile, MetadataURL and ManualConfiguration")
	case len(v.ManualConfiguration.AssertionConsumerURLs) == 0:
		return errors.New("the manual SAML configuration requires assertionConsumerUrls")
	}
	return required("the manual SAML configuration", v.ManualConfiguration.AdditionalProperties, [2]string{"issuer", v.ManualConfiguration.Issuer})
}

func (v *Template) check() error {
	if v == nil {
		return nil
	}
	return cmp.Or(required("the template", v.AdditionalProperties, [2]string{"name", v.Name}),
		required("the Application of the template", v.Application.AdditionalProperties, [2]string{"name", v.Application.Name}))
}
