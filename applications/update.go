package applications

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// Update changes an application (PATCH /applications/{id}) and returns it. Nil members stay as they are, also within a section. Use
// [OIDCClient.Replace] to change the OpenID Connect configuration.
//
// The server keeps most members that a section omits, but resets some of them. If one of the following members is nil,
// Update reads the application (GET /applications/{id}, which requires the scope internal_application_mgt_view) and
// sends the current value:
//
//   - AssociatedRoles: AllowedAudience, and Roles unless the audience is the organization
//   - Claims: Dialect, ClaimMappings, RequestedClaims, and the Mappings of Role; in the local dialect,
//     RequestedClaims suffice
//   - AuthenticationSequence: Type and, for a user-defined sequence, Steps, SubjectStepID and AttributeStepID
//   - Advanced: the members of AttestationMetadata and TrustedAppConfiguration
//
// Update also reads the application if Script is set, and omits a script that has not changed, because the server
// requires the scope internal_application_script_update for every script. A concurrent change between the two requests
// may be overwritten. To change a section without the read, set all of its members.
//
// What [Client.Get] returned can be changed and sent back. Update omits what the server does not accept:
// ServiceProviderProperties, and AttestationMetadata and TrustedAppConfiguration if they are unchanged.
//
// Values that the server would reject or silently ignore are asgardeo.ErrInvalidInput.
//
// The server returns nothing, so Update reads the application afterwards. If only that request fails, the application is
// changed: Update returns the error and an application with only its ID set.
func (c *Client) Update(ctx context.Context, id string, request *UpdateRequest) (*Application, error) {
	request, err := c.whole(ctx, id, request)
	if err != nil {
		return nil, err
	}
	if _, err = c.ops.update(ctx, id, request); err != nil {
		return nil, err
	}
	return c.read(ctx, id, "changed")
}

// whole returns what Update sends for request. It does not change request.
func (c *Client) whole(ctx context.Context, id string, request *UpdateRequest) (*UpdateRequest, error) {
	const op = string(OpUpdate)
	if request == nil {
		return nil, nil
	}
	if err := request.check(); err != nil {
		return nil, c.ops.rest.Invalid(op, "%w", err)
	}
	out := *request
	out.AssociatedRoles = clone(out.AssociatedRoles)
	out.Claims = clone(out.Claims)
	out.AuthenticationSequence = clone(out.AuthenticationSequence)
	out.Advanced = clone(out.Advanced)
	if v := out.Advanced; v != nil {
		v.ServiceProviderProperties = nil
	}
	if lacks := out.lacks(); len(lacks) > 0 {
		have, err := c.Get(ctx, id)
		if err != nil {
			return nil, fmt.Errorf("reading the application to complete %s: %w", strings.Join(lacks, ", "), err)
		}
		if err := out.complete(have); err != nil {
			return nil, c.ops.rest.Invalid(op, "%w", err)
		}
	}
	if v := out.Claims; v != nil {
		v.mapRequested()
	}
	if err := out.check(); err != nil {
		return nil, c.ops.rest.Invalid(op, "%w", err)
	}
	return &out, nil
}

func clone[T any](v *T) *T {
	if v == nil {
		return nil
	}
	return new(*v)
}

// lacks returns the names of the members that must be read before the sections can be sent.
func (v *UpdateRequest) lacks() []string {
	var names []string
	add := func(name string, lacks bool) {
		if lacks {
			names = append(names, name)
		}
	}
	if r := v.AssociatedRoles; r != nil {
		add("AssociatedRoles.AllowedAudience", r.AllowedAudience == "")
		add("AssociatedRoles.Roles", r.Roles == nil && r.AllowedAudience != RoleAudienceOrganization)
	}
	if c := v.Claims; c != nil {
		add("Claims.Dialect", c.Dialect == nil)
		add("Claims.ClaimMappings", c.ClaimMappings == nil && !(c.local() && c.RequestedClaims != nil))
		add("Claims.RequestedClaims", c.RequestedClaims == nil)
		add("Claims.Role.Mappings", c.Role != nil && c.Role.Mappings == nil)
	}
	if s := v.AuthenticationSequence; s != nil {
		own := s.own()
		add("AuthenticationSequence.Type", s.Type == nil)
		add("AuthenticationSequence.Steps", own && s.Steps == nil)
		add("AuthenticationSequence.SubjectStepID", own && s.SubjectStepID == nil)
		add("AuthenticationSequence.AttributeStepID", own && s.AttributeStepID == nil)
		add("AuthenticationSequence.Script", s.Script != nil)
	}
	if a := v.Advanced; a != nil {
		add("Advanced.AttestationMetadata", partial(a.AttestationMetadata))
		add("Advanced.TrustedAppConfiguration", partial(a.TrustedAppConfiguration))
	}
	return names
}

// complete adds to the sections those current values that the server would not keep.
func (v *UpdateRequest) complete(have *Application) error {
	if v.AssociatedRoles != nil {
		if err := v.AssociatedRoles.complete(have.AssociatedRoles); err != nil {
			return err
		}
	}
	if v.Claims != nil {
		if err := v.Claims.complete(have.Claims); err != nil {
			return err
		}
	}
	if v.AuthenticationSequence != nil {
		if err := v.AuthenticationSequence.complete(have.AuthenticationSequence); err != nil {
			return err
		}
	}
	if v.Advanced != nil {
		return v.Advanced.complete(have.Advanced)
	}
	return nil
}

var errNoAudience = errors.New("AssociatedRoles.AllowedAudience is empty: the server would read it as " + string(RoleAudienceOrganization))

func (v *AssociatedRoles) complete(have *AssociatedRoles) error {
	if have == nil {
		have = &AssociatedRoles{}
	}
	if v.AllowedAudience = cmp.Or(v.AllowedAudience, have.AllowedAudience); v.AllowedAudience == "" {
		return errNoAudience
	}
	if v.Roles == nil && v.AllowedAudience != RoleAudienceOrganization {
		v.Roles = have.Roles
	}
	return nil
}

func (v *ClaimConfiguration) complete(have *ClaimConfiguration) error {
	if have == nil {
		return nil
	}
	if v.local() && have.custom() && v.RequestedClaims == nil && len(have.RequestedClaims) > 0 {
		return errors.New("Claims.RequestedClaims of the application have names of the custom dialect: " +
			"give them by the URIs of local claims to change Dialect to " + string(ClaimDialectLocal))
	}
	v.Dialect = cmp.Or(v.Dialect, have.Dialect)
	if v.ClaimMappings == nil && !(v.local() && v.RequestedClaims != nil) {
		v.ClaimMappings = have.ClaimMappings
	}
	if v.RequestedClaims == nil {
		v.RequestedClaims = have.RequestedClaims
	}
	if v.Role != nil && v.Role.Mappings == nil && have.Role != nil {
		v.Role = clone(v.Role)
		v.Role.Mappings = have.Role.Mappings
	}
	return nil
}

func (v *ClaimConfiguration) local() bool { return v.GetDialect() == ClaimDialectLocal }

func (v *ClaimConfiguration) custom() bool { return v.Dialect != nil && !v.local() }

// maps reports whether a mapping gives a claim the name.
func (v *ClaimConfiguration) maps(name string) bool {
	return slices.ContainsFunc(v.ClaimMappings, func(m ClaimMapping) bool { return m.ApplicationClaim == name })
}

// mapRequested adds the missing mappings of requested claims if there are mappings. In the local dialect, the server
// makes the mappings itself if the request has no mappings.
func (v *ClaimConfiguration) mapRequested() {
	if v.custom() || v.ClaimMappings == nil {
		return
	}
	for _, requested := range v.RequestedClaims {
		if uri := requested.Claim.URI; !v.maps(uri) {
			v.ClaimMappings = append(slices.Clip(v.ClaimMappings), ClaimMapping{ApplicationClaim: uri, LocalClaim: Claim{URI: uri}})
		}
	}
}

func (v *AuthenticationSequence) own() bool { return v.GetType() == SequenceTypeUserDefined }

func (v *AuthenticationSequence) complete(have *AuthenticationSequence) error {
	if have == nil {
		have = &AuthenticationSequence{}
	}
	if v.Type == nil && v.Steps != nil && !have.own() {
		return fmt.Errorf("AuthenticationSequence.Steps require Type %s: the server would ignore them", SequenceTypeUserDefined)
	}
	v.Type = cmp.Or(v.Type, have.Type)
	if v.own() && have.own() {
		if v.Steps == nil {
			v.Steps = have.Steps
		}
		for mine, its := range map[**int]*int{&v.SubjectStepID: have.SubjectStepID, &v.AttributeStepID: have.AttributeStepID} {
			if *mine == nil && its != nil && *its <= len(v.Steps) {
				*mine = its
			}
		}
	}
	switch {
	case v.own() && v.Steps == nil:
		return errNoSteps
	case v.Script == nil:
		return nil
	}
	script, old := *v.Script, have.GetScript()
	switch blank := strings.TrimSpace(script) == ""; {
	case script == old || blank && strings.TrimSpace(old) == "":
		v.Script = nil
	case blank:
		return errors.New("AuthenticationSequence.Script is blank, which does not remove the script: use Client.UpdateScript")
	case !v.own():
		return fmt.Errorf("AuthenticationSequence.Script is not used without steps: set Type to %s, and Steps", SequenceTypeUserDefined)
	}
	return nil
}

func (v *AdvancedConfiguration) complete(have *AdvancedConfiguration) error {
	if have == nil {
		have = &AdvancedConfiguration{}
	}
	v.TrustedAppConfiguration = changed(v.TrustedAppConfiguration, have.TrustedAppConfiguration)
	v.AttestationMetadata = changed(v.AttestationMetadata, have.AttestationMetadata)
	// The server does not return the credentials, which belong to an Android app.
	if a, had := v.AttestationMetadata, have.AttestationMetadata; a != nil && a.AndroidAttestationServiceCredentials.IsZero() &&
		had.GetAndroidPackageName() != "" {
		return errors.New("the server would delete the credentials of Advanced.AttestationMetadata: " +
			"set AndroidAttestationServiceCredentials again, or to {} to delete them")
	}
	return nil
}

// partial reports whether an object that the server replaces as a whole lacks a member.
func partial(object any) bool {
	v := reflect.ValueOf(object)
	if v.IsNil() {
		return false
	}
	for field, value := range v.Elem().Fields() {
		if field.Name != extra && value.IsZero() {
			return true
		}
	}
	return false
}

// extra is the AdditionalProperties field.
const extra = "AdditionalProperties"

// changed completes a copy of an object that the server replaces as a whole. It returns nil if the result equals the
// current object: an omitted object stays, including members that the server does not return.
func changed[T any](object, have *T) *T {
	if object == nil || have == nil {
		return object
	}
	out := clone(object)
	into, from := reflect.ValueOf(out).Elem(), reflect.ValueOf(have).Elem()
	for field, value := range into.Fields() {
		its := from.FieldByIndex(field.Index)
		if field.Name == extra {
			all := map[string]json.RawMessage{}
			maps.Copy(all, its.Interface().(map[string]json.RawMessage))
			maps.Copy(all, value.Interface().(map[string]json.RawMessage))
			if len(all) > 0 {
				value.Set(reflect.ValueOf(all))
			}
		} else if value.IsZero() {
			value.Set(its)
		}
	}
	if reflect.DeepEqual(out, have) {
		return nil
	}
	return out
}
