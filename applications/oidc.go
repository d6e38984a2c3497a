package applications

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

const grantCIBA = "urn:openid:params:grant-type:ciba"

// A section is a part of the OpenID Connect configuration of which the server reads some members without looking whether
// they are there. It then answers with 500.
type section struct {
	name string
	// enable is the member that turns the section on, if its value cannot be guessed where other members are set.
	enable string
	// needed are the members that must be there, with their defaults. A lifetime of 0 is the default of the server.
	needed map[string]string
	// nonNull are members that may be absent, but not null.
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

// complete gives the members of the section the values that the server must find, and reports whether it changed any.
func (s *section) complete(members map[string]json.RawMessage) (changed bool, err error) {
	if s.enable != "" && null(members[s.enable]) {
		for _, name := range slices.Sorted(maps.Keys(members)) {
			if name != s.enable && !null(members[name]) {
				return false, fmt.Errorf("%s.%s is missing, while %s is there", s.name, s.enable, name)
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

// null reports whether the server reads value as null where it wants a boolean or a number: as it does if there is none,
// and of the texts "" and "null".
func null(value json.RawMessage) bool {
	text := strings.TrimSpace(strings.Trim(strings.TrimSpace(string(value)), `"`))
	return text == "" || text == "null"
}

// complete returns the configuration with the server's defaults for the members that a section must have if it is sent,
// and with several callback URLs as the one pattern that the server takes.
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
	// The members are looked at as they would be sent: AdditionalProperties may hold some of them.
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

// convert gives one value the JSON of another.
func convert(from, to any) error {
	data, err := json.Marshal(from)
	if err != nil {
		return err
	}
	return json.Unmarshal(data, to)
}

// hybridTypes are what the response type of a hybrid flow is made of.
var hybridTypes = []string{"code token", "code id_token", "code id_token token"}

// check refuses what the server refuses of a complete configuration, in most cases with an error that does not name
// the cause.
func (v *OIDCConfiguration) check() error {
	if len(v.GrantTypes) == 0 {
		return errors.New("grantTypes is empty: a client needs a grant")
	}
	if flow := v.HybridFlow; flow != nil && flow.Enable != nil && *flow.Enable {
		if flow.ResponseType == nil {
			return errors.New("hybridFlow.responseType is missing")
		}
		for one := range strings.SplitSeq(*flow.ResponseType, ",") {
			if !slices.Contains(hybridTypes, one) {
				return fmt.Errorf("hybridFlow.responseType %q is not made of %q, with commas and no spaces between", *flow.ResponseType, hybridTypes)
			}
		}
	}
	if slices.Contains(v.GrantTypes, grantCIBA) && (v.CIBAAuthenticationRequest == nil || v.CIBAAuthenticationRequest.AuthReqExpiryTime == nil) {
		return errors.New("cibaAuthenticationRequest.authReqExpiryTime is missing, which the CIBA grant needs")
	}
	return nil
}

// prepare returns the configuration as it is sent, or the error that the server would refuse it with.
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

// complete returns the settings with the booleans that each outbound provider must have.
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

// complete returns the request with all that the server would refuse it without, where there is one right value.
func (v *CreateRequest) complete() (*CreateRequest, error) {
	if v == nil {
		return nil, nil
	}
	out := *v
	out.ProvisioningConfigurations = v.ProvisioningConfigurations.complete()
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

// prepare returns the request as it is sent, or refuses what the server is sure to refuse.
func (v *CreateRequest) prepare() (*CreateRequest, error) {
	v, err := v.complete()
	if err != nil {
		return nil, err
	}
	return v, v.check()
}
