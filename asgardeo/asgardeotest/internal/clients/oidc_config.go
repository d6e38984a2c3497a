package clients

import (
	"slices"
	"strings"
)

const (
	stateActive  = "ACTIVE"
	stateRevoked = "REVOKED"

	tokenTypeDefault = "Default" // opaque

	defaultAccessTokenSeconds  = 3600
	defaultRefreshTokenSeconds = 86400
	defaultSubjectTokenSeconds = 180

	grantCIBA     = "urn:openid:params:grant-type:ciba"
	authMethodTLS = "tls_client_auth"
)

// An oidcConfig is the OIDC configuration of an application, in requests,
// responses and the state.
type oidcConfig struct {
	ClientID              string                `json:"clientId"`
	ClientSecret          string                `json:"clientSecret,omitempty"`
	ClientSecretExpiresAt *int64                `json:"clientSecretExpiresAt,omitempty"`
	MultipleSecrets       *bool                 `json:"multipleClientSecretsConfigured,omitempty"`
	State                 string                `json:"state,omitempty" enum:"ACTIVE|REVOKED"`
	GrantTypes            []string              `json:"grantTypes" rule:"nonempty"`
	CallbackURLs          []string              `json:"callbackURLs"`
	AllowedOrigins        []string              `json:"allowedOrigins"`
	PublicClient          *bool                 `json:"publicClient" unboxed:"null"`
	PKCE                  *pkceConfig           `json:"pkce"`
	AccessToken           *accessTokenConfig    `json:"accessToken"`
	HybridFlow            *hybridFlowConfig     `json:"hybridFlow,omitempty"`
	RefreshToken          *refreshTokenConfig   `json:"refreshToken"`
	SubjectToken          *subjectTokenConfig   `json:"subjectToken,omitempty"`
	IDToken               *idTokenConfig        `json:"idToken"`
	Logout                *logoutConfig         `json:"logout"`
	ValidateRequestObject bool                  `json:"validateRequestObjectSignature" unboxed:"null"`
	ScopeValidators       []string              `json:"scopeValidators"`
	ClientAuthentication  *clientAuthentication `json:"clientAuthentication"`
	RequestObject         *requestObjectConfig  `json:"requestObject"`
	PushAuthorization     *pushAuthorization    `json:"pushAuthorizationRequest"`
	Subject               *subjectConfig        `json:"subject"`
	IsFAPIApplication     bool                  `json:"isFAPIApplication" unboxed:"null"`
	FAPIProfile           string                `json:"fapiProfile,omitempty" enum:"FAPI1_ADVANCED|FAPI2_SECURITY"`
	FAPIMetadata          freeObject            `json:"fapiMetadata,omitempty"` // accepted and ignored
	CIBA                  *cibaConfig           `json:"cibaAuthenticationRequest,omitempty"`
	Issuer                *allowedIssuer        `json:"issuer,omitempty"`
}

type pkceConfig struct {
	Mandatory    bool `json:"mandatory" unboxed:"always"`
	SupportPlain bool `json:"supportPlainTransformAlgorithm" unboxed:"always"`
}

type accessTokenConfig struct {
	Type                                  string   `json:"type,omitempty"`
	UserAccessTokenExpiryInSeconds        int64    `json:"userAccessTokenExpiryInSeconds" unboxed:"always"`
	ApplicationAccessTokenExpiryInSeconds int64    `json:"applicationAccessTokenExpiryInSeconds" unboxed:"always"`
	BindingType                           string   `json:"bindingType,omitempty"`
	RevokeWithIDPSession                  bool     `json:"revokeTokensWhenIDPSessionTerminated"`
	ValidateTokenBinding                  bool     `json:"validateTokenBinding"`
	AccessTokenAttributes                 []string `json:"accessTokenAttributes,omitempty"`
	EnableJwtScopeAsArray                 *bool    `json:"enableJwtScopeAsArray,omitempty"`
}

type hybridFlowConfig struct {
	Enable       bool   `json:"enable" unboxed:"always"`
	ResponseType string `json:"responseType,omitempty"`
}

type refreshTokenConfig struct {
	ExpiryInSeconds        int64 `json:"expiryInSeconds" unboxed:"always"`
	ExtendRenewedExpiry    bool  `json:"extendRenewedRefreshTokenExpiryTime"`
	RenewRefreshToken      *bool `json:"renewRefreshToken"` // nil means true
	GracefulRotation       bool  `json:"gracefulRefreshTokenRotationEnabled"`
	GracefulRotationPeriod int32 `json:"gracefulRefreshTokenRotationValidityPeriod"`
	GracefulReuseLimit     int32 `json:"gracefulRefreshTokenReuseLimit"`
}

type subjectTokenConfig struct {
	Enable          bool  `json:"enable" unboxed:"always"`
	ExpiryInSeconds int32 `json:"applicationSubjectTokenExpiryInSeconds" unboxed:"always"`
}

type idTokenConfig struct {
	ExpiryInSeconds int64              `json:"expiryInSeconds"`
	Audience        []string           `json:"audience"`
	SignedAlgorithm string             `json:"idTokenSignedResponseAlg,omitempty"`
	Encryption      *idTokenEncryption `json:"encryption"`
}

type idTokenEncryption struct {
	Enabled   bool   `json:"enabled"`
	Algorithm string `json:"algorithm"`
	Method    string `json:"method"`
}

type logoutConfig struct {
	BackChannelLogoutURL  string `json:"backChannelLogoutUrl,omitempty"`
	FrontChannelLogoutURL string `json:"frontChannelLogoutUrl,omitempty"`
}

type clientAuthentication struct {
	TokenEndpointAuthMethod string `json:"tokenEndpointAuthMethod,omitempty"`
	AllowReusePrivateKeyJWT *bool  `json:"tokenEndpointAllowReusePvtKeyJwt,omitempty"`
	SigningAlgorithm        string `json:"tokenEndpointAuthSigningAlg,omitempty"`
	TLSClientAuthSubjectDN  string `json:"tlsClientAuthSubjectDn,omitempty"`
}

type requestObjectConfig struct {
	SigningAlgorithm string                   `json:"requestObjectSigningAlg,omitempty"`
	Encryption       *requestObjectEncryption `json:"encryption,omitempty"`
}

type requestObjectEncryption struct {
	Algorithm string `json:"algorithm"`
	Method    string `json:"method"`
}

type pushAuthorization struct {
	Required bool `json:"requirePushAuthorizationRequest" unboxed:"always"`
}

type subjectConfig struct {
	SubjectType         string `json:"subjectType,omitempty"`
	SectorIdentifierURI string `json:"sectorIdentifierUri,omitempty"`
}

type cibaConfig struct {
	AuthReqExpiryTime    int64    `json:"authReqExpiryTime" unboxed:"always"`
	NotificationChannels []string `json:"notificationChannels"`
	SkipUserValidation   bool     `json:"skipUserValidation" unboxed:"null"`
	AllowFederatedUsers  bool     `json:"allowFederatedUsers" unboxed:"null"`
}

type allowedIssuer struct {
	Value          string `json:"value,omitempty"`
	OrganizationID string `json:"organizationId,omitempty"`
	TenantDomain   string `json:"tenantDomain,omitempty"`
}

// public reports whether the client is a public one (RFC 6749 section 2.1).
func (o *oidcConfig) public() bool { return o.PublicClient != nil && *o.PublicClient }

// complete sets the defaults of the server. After it no section is nil.
func (o *oidcConfig) complete() {
	o.State = stateActive
	o.ClientSecret, o.ClientSecretExpiresAt, o.MultipleSecrets = "", nil, nil
	o.PublicClient = new(o.public())
	o.CallbackURLs = notBlank(o.CallbackURLs)
	o.AllowedOrigins = orEmpty(o.AllowedOrigins)
	o.ScopeValidators = orEmpty(o.ScopeValidators)
	o.FAPIMetadata = nil
	if o.IsFAPIApplication {
		setZero(&o.FAPIProfile, "FAPI1_ADVANCED")
	} else {
		o.FAPIProfile = ""
	}
	o.GrantTypes = strings.Fields(strings.Join(o.GrantTypes, " ")) // the server stores them so
	setDefault(&o.PKCE, pkceConfig{})
	setDefault(&o.HybridFlow, hybridFlowConfig{})
	setDefault(&o.Logout, logoutConfig{})
	setDefault(&o.ClientAuthentication, clientAuthentication{})
	setDefault(&o.RequestObject, requestObjectConfig{})
	setDefault(&o.RequestObject.Encryption, requestObjectEncryption{})
	setDefault(&o.PushAuthorization, pushAuthorization{})
	setDefault(&o.Subject, subjectConfig{})
	setZero(&o.Subject.SubjectType, "public")
	if !slices.Contains(o.GrantTypes, grantCIBA) {
		o.CIBA = nil
	}
	setDefault(&o.CIBA, cibaConfig{})
	o.CIBA.NotificationChannels = orEmpty(o.CIBA.NotificationChannels)
	o.completeTokens()
}

func (o *oidcConfig) completeTokens() {
	setDefault(&o.AccessToken, accessTokenConfig{})
	setDefault(&o.RefreshToken, refreshTokenConfig{})
	setDefault(&o.SubjectToken, subjectTokenConfig{ExpiryInSeconds: defaultSubjectTokenSeconds})
	setDefault(&o.IDToken, idTokenConfig{})

	setZero(&o.AccessToken.UserAccessTokenExpiryInSeconds, defaultAccessTokenSeconds)
	setZero(&o.AccessToken.ApplicationAccessTokenExpiryInSeconds, defaultAccessTokenSeconds)

	setZero(&o.RefreshToken.ExpiryInSeconds, defaultRefreshTokenSeconds)
	setZero(&o.RefreshToken.GracefulRotationPeriod, 30)
	setZero(&o.RefreshToken.GracefulReuseLimit, 1)

	setZero(&o.IDToken.ExpiryInSeconds, defaultAccessTokenSeconds)
	setDefault(&o.IDToken.Encryption, idTokenEncryption{})
	o.IDToken.Audience = orEmpty(o.IDToken.Audience)
}

// notBlank returns the texts of a list that are not blank.
func notBlank(list []string) []string {
	return slices.DeleteFunc(orEmpty(list), func(text string) bool { return strings.TrimSpace(text) == "" })
}
