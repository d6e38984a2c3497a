package asgardeotest

import "slices"

const (
	stateActive  = "ACTIVE"
	stateRevoked = "REVOKED"

	tokenTypeJWT     = "JWT"
	tokenTypeDefault = "Default" // opaque

	defaultAccessTokenSeconds  = 3600
	defaultRefreshTokenSeconds = 86400
)

// oidcConfig is the OIDC configuration of an application, in requests and
// answers alike.
type oidcConfig struct {
	ClientID              string                `json:"clientId"`
	ClientSecret          string                `json:"clientSecret,omitempty"`
	ClientSecretExpiresAt *int64                `json:"clientSecretExpiresAt,omitempty"`
	MultipleSecrets       *bool                 `json:"multipleClientSecretsConfigured,omitempty"`
	State                 string                `json:"state,omitempty" enum:"ACTIVE|REVOKED"`
	GrantTypes            []string              `json:"grantTypes" rule:"nonempty"`
	CallbackURLs          []string              `json:"callbackURLs"`
	AllowedOrigins        []string              `json:"allowedOrigins"`
	PublicClient          *bool                 `json:"publicClient"`
	PKCE                  *pkceConfig           `json:"pkce"`
	AccessToken           *accessTokenConfig    `json:"accessToken"`
	HybridFlow            *hybridFlowConfig     `json:"hybridFlow,omitempty"`
	RefreshToken          *refreshTokenConfig   `json:"refreshToken"`
	SubjectToken          *subjectTokenConfig   `json:"subjectToken,omitempty"`
	IDToken               *idTokenConfig        `json:"idToken"`
	Logout                *logoutConfig         `json:"logout"`
	ValidateRequestObject bool                  `json:"validateRequestObjectSignature"`
	ScopeValidators       []string              `json:"scopeValidators"`
	ClientAuthentication  *clientAuthentication `json:"clientAuthentication"`
	RequestObject         *requestObjectConfig  `json:"requestObject"`
	PushAuthorization     *pushAuthorization    `json:"pushAuthorizationRequest"`
	Subject               *subjectConfig        `json:"subject"`
	IsFAPIApplication     bool                  `json:"isFAPIApplication"`
	FAPIProfile           string                `json:"fapiProfile,omitempty" enum:"FAPI1_ADVANCED|FAPI2_SECURITY"`
	CIBA                  *cibaConfig           `json:"cibaAuthenticationRequest,omitempty"`
	Issuer                *allowedIssuer        `json:"issuer,omitempty"`
}

type pkceConfig struct {
	Mandatory    bool `json:"mandatory"`
	SupportPlain bool `json:"supportPlainTransformAlgorithm"`
}

type accessTokenConfig struct {
	Type                                  string   `json:"type"`
	UserAccessTokenExpiryInSeconds        int64    `json:"userAccessTokenExpiryInSeconds"`
	ApplicationAccessTokenExpiryInSeconds int64    `json:"applicationAccessTokenExpiryInSeconds"`
	BindingType                           string   `json:"bindingType"`
	RevokeWithIDPSession                  bool     `json:"revokeTokensWhenIDPSessionTerminated"`
	ValidateTokenBinding                  bool     `json:"validateTokenBinding"`
	AccessTokenAttributes                 []string `json:"accessTokenAttributes,omitempty"`
	EnableJwtScopeAsArray                 bool     `json:"enableJwtScopeAsArray,omitempty"`
}

type hybridFlowConfig struct {
	Enable       bool   `json:"enable"`
	ResponseType string `json:"responseType,omitempty"`
}

type refreshTokenConfig struct {
	ExpiryInSeconds        int64 `json:"expiryInSeconds"`
	ExtendRenewedExpiry    bool  `json:"extendRenewedRefreshTokenExpiryTime,omitempty"`
	RenewRefreshToken      *bool `json:"renewRefreshToken"`
	GracefulRotation       bool  `json:"gracefulRefreshTokenRotationEnabled,omitempty"`
	GracefulRotationPeriod int32 `json:"gracefulRefreshTokenRotationValidityPeriod,omitempty"`
	GracefulReuseLimit     int32 `json:"gracefulRefreshTokenReuseLimit,omitempty"`
}

type subjectTokenConfig struct {
	Enable          bool `json:"enable"`
	ExpiryInSeconds int  `json:"applicationSubjectTokenExpiryInSeconds,omitempty"`
}

type idTokenConfig struct {
	ExpiryInSeconds int64              `json:"expiryInSeconds"`
	Audience        []string           `json:"audience"`
	SignedAlgorithm string             `json:"idTokenSignedResponseAlg,omitempty"`
	Encryption      *idTokenEncryption `json:"encryption"`
}

type idTokenEncryption struct {
	Enabled   bool   `json:"enabled"`
	Algorithm string `json:"algorithm,omitempty"`
	Method    string `json:"method,omitempty"`
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
	Algorithm string `json:"algorithm,omitempty"`
	Method    string `json:"method,omitempty"`
}

type pushAuthorization struct {
	Required bool `json:"requirePushAuthorizationRequest"`
}

type subjectConfig struct {
	SubjectType         string `json:"subjectType,omitempty"`
	SectorIdentifierURI string `json:"sectorIdentifierUri,omitempty"`
}

type cibaConfig struct {
	AuthReqExpiryTime    int64    `json:"authReqExpiryTime,omitempty"`
	NotificationChannels []string `json:"notificationChannels,omitempty"`
	SkipUserValidation   bool     `json:"skipUserValidation"`
	AllowFederatedUsers  bool     `json:"allowFederatedUsers"`
}

type allowedIssuer struct {
	Value          string `json:"value,omitempty"`
	OrganizationID string `json:"organizationId,omitempty"`
	TenantDomain   string `json:"tenantDomain,omitempty"`
}

// public reports whether the client has no secret to keep.
func (o *oidcConfig) public() bool { return o.PublicClient != nil && *o.PublicClient }

// complete fills in what the server decides for a client that does not say:
// after it no section is nil. Several callback URLs become one expression.
func (o *oidcConfig) complete() {
	o.State = stateActive
	o.ClientSecret, o.ClientSecretExpiresAt, o.MultipleSecrets = "", nil, nil
	o.PublicClient = ptr(o.public())
	o.CallbackURLs = joinCallbacks(o.CallbackURLs)
	o.AllowedOrigins = orEmpty(o.AllowedOrigins)
	o.ScopeValidators = orEmpty(o.ScopeValidators)
	if o.IsFAPIApplication {
		setZero(&o.FAPIProfile, "FAPI1_ADVANCED")
	}
	setDefault(&o.PKCE, pkceConfig{})
	setDefault(&o.Logout, logoutConfig{})
	setDefault(&o.ClientAuthentication, clientAuthentication{})
	setDefault(&o.RequestObject, requestObjectConfig{})
	setDefault(&o.PushAuthorization, pushAuthorization{})
	setDefault(&o.Subject, subjectConfig{})
	o.completeTokens()
}

func (o *oidcConfig) completeTokens() {
	setDefault(&o.AccessToken, accessTokenConfig{})
	setDefault(&o.RefreshToken, refreshTokenConfig{})
	setDefault(&o.IDToken, idTokenConfig{})

	setZero(&o.AccessToken.Type, tokenTypeDefault)
	setZero(&o.AccessToken.BindingType, "None")
	setZero(&o.AccessToken.UserAccessTokenExpiryInSeconds, defaultAccessTokenSeconds)
	setZero(&o.AccessToken.ApplicationAccessTokenExpiryInSeconds, defaultAccessTokenSeconds)

	setZero(&o.RefreshToken.ExpiryInSeconds, defaultRefreshTokenSeconds)
	setDefault(&o.RefreshToken.RenewRefreshToken, true)

	setZero(&o.IDToken.ExpiryInSeconds, defaultAccessTokenSeconds)
	setDefault(&o.IDToken.Encryption, idTokenEncryption{})
	o.IDToken.Audience = orEmpty(o.IDToken.Audience)
}

// setDefault gives a missing section its default.
func setDefault[T any](section **T, value T) {
	if *section == nil {
		*section = &value
	}
}

// setZero gives a member without a value its default.
func setZero[T comparable](member *T, value T) {
	var zero T
	if *member == zero {
		*member = value
	}
}

// orEmpty makes a list encode as [] rather than null.
func orEmpty[T any](list []T) []T { return append([]T{}, slices.Clip(list)...) }
