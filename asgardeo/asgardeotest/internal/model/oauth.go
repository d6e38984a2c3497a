package model

// Grant types.
const (
	GrantClientCredentials  = "client_credentials"
	GrantPassword           = "password"
	GrantRefreshToken       = "refresh_token"
	GrantOrganizationSwitch = "organization_switch"
)

// KnownGrants are the grant types of the real server.
var KnownGrants = []string{
	GrantClientCredentials, "authorization_code", "implicit", GrantPassword, GrantRefreshToken,
	GrantOrganizationSwitch, "account_switch", "iwa:ntlm",
	"urn:ietf:params:oauth:grant-type:saml2-bearer",
	"urn:ietf:params:oauth:grant-type:jwt-bearer",
	"urn:ietf:params:oauth:grant-type:device_code",
	"urn:ietf:params:oauth:grant-type:token-exchange",
	"urn:openid:params:grant-type:ciba",
}

// Methods of client authentication.
const (
	AuthMethodBasic     = "client_secret_basic"
	AuthMethodPost      = "client_secret_post"
	AuthMethodAssertion = "private_key_jwt"
)

// TokenTypeJWT is the type of access tokens that are JWTs.
const TokenTypeJWT = "JWT"

// SigningAlgorithms are the algorithms that an application can choose.
var SigningAlgorithms = []string{
	"RS256", "RS384", "RS512", "PS256", "PS384", "PS512",
	"ES256", "ES384", "ES512", "HS256", "HS384", "HS512", "EdDSA", "none",
}
