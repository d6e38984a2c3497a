package applications

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// A section is a part of the OpenID Connect configuration. The server reads some of its members without checking that
// they are present, and responds with status 500 if they are missing.
type section struct {
	name string
	// enable is the member that turns the section on, if there is no safe default for it when other members are set.
	enable string
	// needed are the members that must be present, with their defaults. A lifetime of 0 means the server's default.
	needed map[string]string
	// nonNull are members that may be absent but not null.
	nonNull []string
}

var (
	root     = section{nonNull: []string{"publicClient", "isFAPIApplication", "validateRequestObjectSignature"}}
	sections = []section{
		{name: "pkce", needed: map[string]string{"mandatory": "false", "supportPlainTransformAlgorithm": "false"}},
		{name: "accessToken", needed: map[string]string{"userAccessTokenExpiryInSeconds": "0", "applicationAccessTokenExpiryInSeconds": "0"}},
		{name: "refreshToken", needed: map[string]string{"expiryInSeconds": "0"}},
		{name: "hybridFlow", enable: "enable", needed: map[string]string{"enable": "false"}},
		{name: "pushAuthorizationRequest", needed: map[string]string{"requirePushAuthorizationRequest": "false"}},
		{name: "subjectToken", enable: "enable", needed: map[string]string{"enable": "false", "applicationSubjectTokenExpiryInSeconds": "180"}},
		{name: "cibaAuthenticationRequest", nonNull: []string{"skipUserValidation", "allowFederatedUsers"}},
	}
)

// complete sets the members of the section that the server requires, and reports whether it changed any.
func (s *section) complete(members map[string]json.RawMessage) (changed bool, err error) {
	if s.enable != "" && null(members[s.enable]) {
		for _, name := range slices.Sorted(maps.Keys(members)) {
			if name != s.enable && !null(members[name]) {
				return false, fmt.Errorf("%s.%s is missing, but %s is set", s.name, s.enable, name)
			}
		}
	}
	for name, value := range s.needed {
		if null(members[name]) {
			members[name], changed = json.RawMessage(value), true
		}
	}
	for _, name := range s.nonNull {
		if value, ok := members[name]; ok && null(value) {
			delete(members, name)
			changed = true
		}
	}
	return changed, nil
}

// null reports whether the server reads value as null where it expects a boolean or a number: it does so for an absent
// value and for the strings "" and "null".
func null(value json.RawMessage) bool {
	text := strings.TrimSpace(strings.Trim(strings.TrimSpace(string(value)), `"`))
	return text == "" || text == "null"
}

// complete returns the configuration with the server's defaults for required members of the sections that are sent, and
// with several callback URLs joined into the one pattern that the server accepts.
func (v *OIDCConfiguration) complete() (*OIDCConfiguration, error) {
	if len(v.CallbackURLs) > 1 {
		joined := *v
		urls, err := v.Callbacks()
		if err != nil {
			return nil, err
		}
		if joined.CallbackURLs, err = joinCallbacks(urls); err != nil {
			return nil, err
		}
		v = &joined
	}
	// The members are examined as they would be sent: AdditionalProperties may hold some of them.
	var config map[string]json.RawMessage
	if err := convert(v, &config); err != nil {
		return nil, err
	}
	changed, err := root.complete(config)
	if err != nil {
		return nil, err
	}
	for _, s := range sections {
		var members map[string]json.RawMessage
		if json.Unmarshal(config[s.name], &members) != nil || members == nil {
			continue
		}
		switch done, err := s.complete(members); {
		case err != nil:
			return nil, err
		case !done:
			continue
		}
		if config[s.name], err = json.Marshal(members); err != nil {
			return nil, err
		}
		changed = true
	}
	if !changed {
		return v, nil
	}
	out := new(OIDCConfiguration)
	return out, convert(config, out)
}

// convert encodes from as JSON and decodes that into to.
func convert(from, to any) error {
	data, err := json.Marshal(from)
	if err != nil {
		return err
	}
	return json.Unmarshal(data, to)
}

// Response types of a hybrid flow, for HybridFlowConfiguration.ResponseType, which may list several, separated by commas.
const (
	ResponseTypeCodeToken        = "code token"
	ResponseTypeCodeIDToken      = "code id_token"
	ResponseTypeCodeIDTokenToken = "code id_token token"
)

var hybridTypes = []string{ResponseTypeCodeToken, ResponseTypeCodeIDToken, ResponseTypeCodeIDTokenToken}

// check returns an error for a complete configuration that the server would reject, in most cases with an error that
// does not name the cause.
func (v *OIDCConfiguration) check() error {
	if len(v.GrantTypes) == 0 {
		return errors.New("grantTypes is empty: a client requires at least one grant type")
	}
	if flow := v.HybridFlow; flow.GetEnable() {
		if flow.ResponseType == nil {
			return errors.New("hybridFlow.responseType is missing")
		}
		for one := range strings.SplitSeq(*flow.ResponseType, ",") {
			if !slices.Contains(hybridTypes, one) {
				return fmt.Errorf("hybridFlow.responseType %q is not a comma-separated list, without spaces, of %q", *flow.ResponseType, hybridTypes)
			}
		}
	}
	if slices.Contains(v.GrantTypes, GrantTypeCIBA) && (v.CIBAAuthenticationRequest == nil || v.CIBAAuthenticationRequest.AuthReqExpiryTime == nil) {
		return errors.New("cibaAuthenticationRequest.authReqExpiryTime is missing: the CIBA grant requires it")
	}
	return nil
}

// prepare returns the configuration as it is sent, or an error if the server would reject it.
func (v *OIDCConfiguration) prepare() (*OIDCConfiguration, error) {
	if v == nil {
		return nil, nil
	}
	v, err := v.complete()
	if err != nil {
		return nil, err
	}
	return v, v.check()
}

// complete returns the settings with the booleans that each outbound provider requires.
func (v *ProvisioningConfiguration) complete() *ProvisioningConfiguration {
	if v == nil || len(v.OutboundProvisioningIDPs) == 0 {
		return v
	}
	out := *v
	out.OutboundProvisioningIDPs = slices.Clone(v.OutboundProvisioningIDPs)
	for i := range out.OutboundProvisioningIDPs {
		provider := &out.OutboundProvisioningIDPs[i]
		for _, flag := range []**bool{&provider.Blocking, &provider.Rules} {
			if *flag == nil {
				*flag = new(false)
			}
		}
	}
	return &out
}

// complete returns the request with defaults for the members that the server requires, if there is a safe default.
func (v *CreateRequest) complete() (*CreateRequest, error) {
	if v == nil {
		return nil, nil
	}
	out := *v
	out.Provisioning = v.Provisioning.complete()
	if protocols := v.InboundProtocolConfiguration; protocols != nil && protocols.OIDC != nil {
		oidc, err := protocols.OIDC.complete()
		if err != nil {
			return nil, err
		}
		changed := *protocols
		changed.OIDC, out.InboundProtocolConfiguration = oidc, &changed
	}
	return &out, nil
}

// prepare returns the request as it is sent, or an error if the server would certainly reject it.
func (v *CreateRequest) prepare() (*CreateRequest, error) {
	v, err := v.complete()
	if err != nil {
		return nil, err
	}
	return v, v.check()
}
