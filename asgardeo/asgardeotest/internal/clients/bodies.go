package clients

import "encoding/json"

// These are the bodies of the application service. Sections of applications have
// the same type in requests, responses and the state.

type applicationCreation struct {
	ID                        string               `json:"id"` // ignored, as the server chooses
	Name                      string               `json:"name" rule:"required"`
	Description               string               `json:"description"`
	ImageURL                  string               `json:"imageUrl"`
	AccessURL                 string               `json:"accessUrl"`
	LogoutReturnURL           string               `json:"logoutReturnUrl"`
	TemplateID                string               `json:"templateId"`
	TemplateVersion           string               `json:"templateVersion"`
	IsManagementApp           bool                 `json:"isManagementApp"`
	IsB2BSelfServiceApp       bool                 `json:"isB2BSelfServiceApp"`
	EnhancedOrgAuth           *bool                `json:"enhancedOrgAuthenticationEnabled"`
	ApplicationEnabled        *bool                `json:"applicationEnabled"`
	AssociatedRoles           *associatedRoles     `json:"associatedRoles"`
	ClaimConfiguration        *claimConfiguration  `json:"claimConfiguration"`
	Inbound                   *inboundProtocols    `json:"inboundProtocolConfiguration"`
	AuthenticationSequence    *authenticationSteps `json:"authenticationSequence"`
	AdvancedConfigurations    *advancedConfig      `json:"advancedConfigurations"`
	ProvisioningConfiguration *provisioningConfig  `json:"provisioningConfigurations"`
}

type applicationPatch struct {
	Name                      *string              `json:"name"`
	Description               *string              `json:"description"`
	ApplicationVersion        *string              `json:"applicationVersion"`
	ImageURL                  *string              `json:"imageUrl"`
	AccessURL                 *string              `json:"accessUrl"`
	LogoutReturnURL           *string              `json:"logoutReturnUrl"`
	TemplateID                *string              `json:"templateId"`
	TemplateVersion           *string              `json:"templateVersion"`
	EnhancedOrgAuth           *bool                `json:"enhancedOrgAuthenticationEnabled"`
	ApplicationEnabled        *bool                `json:"applicationEnabled"`
	AssociatedRoles           *associatedRoles     `json:"associatedRoles"`
	ClaimConfiguration        *claimConfiguration  `json:"claimConfiguration"`
	AuthenticationSequence    *authenticationSteps `json:"authenticationSequence"`
	AdvancedConfigurations    *advancedConfig      `json:"advancedConfigurations"`
	ProvisioningConfiguration *provisioningConfig  `json:"provisioningConfigurations"`
}

type applicationView struct {
	ID                        string               `json:"id"`
	Name                      string               `json:"name"`
	Description               string               `json:"description,omitempty"`
	ApplicationVersion        string               `json:"applicationVersion"`
	ImageURL                  string               `json:"imageUrl,omitempty"`
	AccessURL                 string               `json:"accessUrl,omitempty"`
	LogoutReturnURL           string               `json:"logoutReturnUrl,omitempty"`
	ClientID                  string               `json:"clientId,omitempty"`
	Issuer                    string               `json:"issuer,omitempty"`
	Realm                     string               `json:"realm,omitempty"`
	TemplateID                string               `json:"templateId,omitempty"`
	TemplateVersion           string               `json:"templateVersion,omitempty"`
	IsManagementApp           bool                 `json:"isManagementApp"`
	IsB2BSelfServiceApp       bool                 `json:"isB2BSelfServiceApp"`
	EnhancedOrgAuth           *bool                `json:"enhancedOrgAuthenticationEnabled,omitempty"`
	ApplicationEnabled        bool                 `json:"applicationEnabled"`
	AssociatedRoles           associatedRoles      `json:"associatedRoles"`
	ClaimConfiguration        *claimConfiguration  `json:"claimConfiguration"`
	InboundProtocols          []inboundItem        `json:"inboundProtocols"`
	AuthenticationSequence    *authenticationSteps `json:"authenticationSequence"`
	AdvancedConfigurations    *advancedConfig      `json:"advancedConfigurations"`
	ProvisioningConfiguration *provisioningConfig  `json:"provisioningConfigurations"`
	Access                    string               `json:"access"`
}

type applicationItem struct {
	ID                     string           `json:"id"`
	Name                   string           `json:"name"`
	Description            string           `json:"description,omitempty"`
	ApplicationVersion     string           `json:"applicationVersion"`
	Image                  string           `json:"image,omitempty"`
	AccessURL              string           `json:"accessUrl,omitempty"`
	ClientID               string           `json:"clientId,omitempty"`
	Issuer                 string           `json:"issuer,omitempty"`
	Access                 string           `json:"access"`
	Self                   string           `json:"self"`
	AdvancedConfigurations *advancedConfig  `json:"advancedConfigurations,omitempty"`
	TemplateID             string           `json:"templateId,omitempty"`
	TemplateVersion        string           `json:"templateVersion,omitempty"`
	AssociatedRoles        *associatedRoles `json:"associatedRoles,omitempty"`
	ApplicationEnabled     *bool            `json:"applicationEnabled,omitempty"`
}

type inboundItem struct {
	Type string `json:"type"`
	Name string `json:"name"`
	Self string `json:"self"`
}

type associatedRoles struct {
	AllowedAudience string    `json:"allowedAudience,omitempty" enum:"ORGANIZATION|APPLICATION" rule:"nonnull"`
	Roles           []roleRef `json:"roles,omitzero"`
}

type roleRef struct {
	ID   string `json:"id" rule:"required"`
	Name string `json:"name,omitempty"`
}

type claimConfiguration struct {
	Dialect         string           `json:"dialect,omitempty" enum:"CUSTOM|LOCAL"`
	ClaimMappings   []claimMapping   `json:"claimMappings"`
	RequestedClaims []requestedClaim `json:"requestedClaims"`
	Subject         *claimSubject    `json:"subject,omitempty"`
	Role            *claimRole       `json:"role,omitempty"`
}

type claim struct {
	ID          string `json:"id,omitempty"`
	URI         string `json:"uri" rule:"required"`
	DisplayName string `json:"displayName,omitempty"`
}

type claimMapping struct {
	ApplicationClaim string `json:"applicationClaim" rule:"required"`
	LocalClaim       *claim `json:"localClaim" rule:"required"`
}

type requestedClaim struct {
	Claim     *claim `json:"claim" rule:"required"`
	Mandatory bool   `json:"mandatory"`
}

type claimSubject struct {
	Claim                       *claim `json:"claim,omitempty"`
	IncludeUserDomain           bool   `json:"includeUserDomain"`
	IncludeTenantDomain         bool   `json:"includeTenantDomain"`
	UseMappedLocalSubject       *bool  `json:"useMappedLocalSubject"`
	MappedLocalSubjectMandatory bool   `json:"mappedLocalSubjectMandatory"`
}

type claimRole struct {
	Mappings          []roleMapping `json:"mappings,omitempty"`
	IncludeUserDomain bool          `json:"includeUserDomain"`
	Claim             *claim        `json:"claim,omitempty"`
}

type roleMapping struct {
	LocalRole       string `json:"localRole" rule:"required"`
	ApplicationRole string `json:"applicationRole" rule:"required"`
}

type authenticationSteps struct {
	Type            string               `json:"type,omitempty" enum:"DEFAULT|USER_DEFINED"`
	Steps           []authenticationStep `json:"steps"`
	RequestPath     []string             `json:"requestPathAuthenticators"`
	Script          *string              `json:"script,omitempty"`
	SubjectStepID   int                  `json:"subjectStepId,omitempty"`
	AttributeStepID int                  `json:"attributeStepId,omitempty"`
}

type authenticationStep struct {
	ID      int                 `json:"id" rule:"required"`
	Options []authenticationOpt `json:"options" rule:"nonempty"`
}

type authenticationOpt struct {
	IDP           string `json:"idp" rule:"required"`
	Authenticator string `json:"authenticator" rule:"required"`
}

type advancedConfig struct {
	Saas                   bool                `json:"saas"`
	Discoverable           bool                `json:"discoverableByEndUsers"`
	DiscoverableGroups     []discoverableGroup `json:"discoverableGroups,omitempty"`
	Certificate            *certificate        `json:"certificate,omitempty" patch:"whole"`
	SkipLoginConsent       bool                `json:"skipLoginConsent"`
	SkipLogoutConsent      bool                `json:"skipLogoutConsent"`
	UseExternalConsent     *bool               `json:"useExternalConsentPage,omitempty"`
	ReturnAuthenticated    bool                `json:"returnAuthenticatedIdpList"`
	EnableAuthorization    bool                `json:"enableAuthorization"`
	Fragment               bool                `json:"fragment"`
	APIBased               bool                `json:"enableAPIBasedAuthentication"`
	AttestationMetaData    *attestation        `json:"attestationMetaData,omitempty" patch:"whole"`
	TrustedAppConfig       *trustedApp         `json:"trustedAppConfiguration,omitempty" patch:"whole"`
	AdditionalSPProperties []spProperty        `json:"additionalSpProperties"`
}

type discoverableGroup struct {
	UserStore string      `json:"userStore" rule:"required"`
	Groups    []groupInfo `json:"groups" rule:"required"`
}

type groupInfo struct {
	ID   string `json:"id" rule:"required"`
	Name string `json:"name,omitempty"`
}

type certificate struct {
	Type  string `json:"type,omitempty"`
	Value string `json:"value,omitempty"`
}

type attestation struct {
	EnableClientAttestation              bool       `json:"enableClientAttestation"`
	AndroidPackageName                   string     `json:"androidPackageName"`
	AndroidAttestationServiceCredentials freeObject `json:"androidAttestationServiceCredentials,omitempty"`
	AppleAppID                           string     `json:"appleAppId"`
}

type trustedApp struct {
	IsFIDOTrustedApp   bool     `json:"isFIDOTrustedApp"`
	IsConsentGranted   bool     `json:"isConsentGranted"`
	AndroidPackageName string   `json:"androidPackageName,omitempty"`
	AndroidThumbprints []string `json:"androidThumbprints,omitempty"`
	AppleAppID         string   `json:"appleAppId,omitempty"`
}

type spProperty struct {
	Name        string `json:"name" rule:"required"`
	Value       string `json:"value" rule:"required"`
	DisplayName string `json:"displayName,omitempty"`
}

type provisioningConfig struct {
	Inbound  *inboundProvisioning   `json:"inboundProvisioning,omitempty"`
	Outbound []outboundProvisioning `json:"outboundProvisioningIdps"`
}

type inboundProvisioning struct {
	ProxyMode       bool   `json:"proxyMode"`
	UserstoreDomain string `json:"provisioningUserstoreDomain,omitempty"`
}

type outboundProvisioning struct {
	IDP       string `json:"idp"`
	Connector string `json:"connector"`
	Blocking  *bool  `json:"blocking"`
	Rules     *bool  `json:"rules"`
	JIT       bool   `json:"jit"`
}

// A freeObject is an object with any members. In XML it is text.
type freeObject map[string]any

func (o freeObject) MarshalText() ([]byte, error) { return json.Marshal(map[string]any(o)) }

func (o *freeObject) UnmarshalText(text []byte) error {
	return json.Unmarshal(text, (*map[string]any)(o))
}

func (o freeObject) MarshalJSON() ([]byte, error) { return o.MarshalText() }

func (o *freeObject) UnmarshalJSON(body []byte) error { return o.UnmarshalText(body) }
