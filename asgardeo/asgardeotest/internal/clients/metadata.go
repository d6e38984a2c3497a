package clients

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/model"
)

type metadataOptions struct {
	Options      []string `json:"options"`
	DefaultValue string   `json:"defaultValue,omitempty"`
}

type protocolMetadata struct {
	Name        string `json:"name"`
	DisplayName string `json:"displayName"`
}

type customProtocol struct {
	Name        string                   `json:"-"`
	DisplayName string                   `json:"displayName"`
	ConfigName  string                   `json:"configName"`
	Properties  []customProtocolProperty `json:"properties"`
}

type customProtocolProperty struct {
	Name         string   `json:"name"`
	DisplayName  string   `json:"displayName"`
	Type         string   `json:"type"`
	Required     bool     `json:"required"`
	Values       []string `json:"availableValues,omitempty"`
	Default      string   `json:"defaultValue,omitempty"`
	Regex        string   `json:"validationRegex,omitempty"`
	DisplayOrder int      `json:"displayOrder"`
	Confidential bool     `json:"isConfidential"`
}

type grantMetadata struct {
	Name          string `json:"name"`
	DisplayName   string `json:"displayName"`
	PublicAllowed bool   `json:"publicClientAllowed"`
}

const (
	xmlSignature    = "http://www.w3.org/2000/09/xmldsig#"
	xmlSignatures   = "http://www.w3.org/2001/04/xmldsig-more#"
	xmlEncryption   = "http://www.w3.org/2001/04/xmlenc#"
	xmlEncryption11 = "http://www.w3.org/2009/xmlenc11#"

	certificateAlias = "wso2carbon"
)

var (
	samlSigningAlgorithms = metadataOptions{[]string{
		xmlSignature + "dsa-sha1", xmlSignatures + "ecdsa-sha1", xmlSignatures + "ecdsa-sha256",
		xmlSignatures + "ecdsa-sha384", xmlSignatures + "ecdsa-sha512", xmlSignatures + "rsa-md5",
		xmlSignatures + "rsa-ripemd160", xmlSignature + "rsa-sha1", xmlSignatures + "rsa-sha256",
		xmlSignatures + "rsa-sha384", xmlSignatures + "rsa-sha512",
	}, xmlSignature + "rsa-sha1"}
	samlDigestAlgorithms = metadataOptions{[]string{
		xmlSignatures + "md5", xmlEncryption + "ripemd160", xmlSignature + "sha1",
		xmlEncryption + "sha256", xmlSignatures + "sha384", xmlEncryption + "sha512",
	}, xmlSignature + "sha1"}
	samlAssertionEncryptions = metadataOptions{[]string{
		xmlEncryption + "aes256-cbc", xmlEncryption + "aes192-cbc", xmlEncryption + "aes128-cbc", xmlEncryption + "tripledes-cbc",
		xmlEncryption11 + "aes128-gcm", xmlEncryption11 + "aes192-gcm", xmlEncryption11 + "aes256-gcm",
	}, xmlEncryption + "aes256-cbc"}
	samlKeyEncryptions = metadataOptions{[]string{
		xmlEncryption + "rsa-oaep-mgf1p", xmlEncryption + "rsa-1_5", xmlEncryption11 + "rsa-oaep",
	}, xmlEncryption + "rsa-oaep-mgf1p"}

	// grantDisplayNames are the display names of grants; a grant without one
	// shows its identifier.
	grantDisplayNames = map[string]string{
		"authorization_code": "Code", "implicit": "Implicit", model.GrantPassword: "Password",
		model.GrantClientCredentials: "Client Credential", model.GrantRefreshToken: "Refresh Token",
		"iwa:ntlm": "IWA-NTLM", model.GrantOrganizationSwitch: "Organization Switch",
		"urn:ietf:params:oauth:grant-type:saml2-bearer":   "SAML2",
		"urn:ietf:params:oauth:grant-type:jwt-bearer":     "JWT Bearer",
		"urn:ietf:params:oauth:grant-type:device_code":    "Device Code",
		"urn:ietf:params:oauth:grant-type:token-exchange": "Token Exchange",
	}
	authMethodNames = map[string]string{
		model.AuthMethodBasic: "Client Secret Basic", model.AuthMethodPost: "Client Secret Post",
		model.AuthMethodAssertion: "Private Key JWT", authMethodTLS: "Mutual TLS",
	}
)

// adaptiveTemplates are the sample scripts for adaptive authentication.
// Responses contain them as JSON in a string.
const adaptiveTemplates = `{"user_based":{"displayName":"User-Based","templates":[{` +
	`"name":"Second step for a group","summary":"Ask the members of a group for a second step.",` +
	`"code":["var onLoginRequest = function(context) {","    executeStep(1, {","        onSuccess: function(context) {",` +
	`"            executeStep(2);","        }","    });","};"]}]}}`

func metadata(of func(c *call) any) handler {
	return func(c *call) (engine.Reply, error) { return engine.JSON(http.StatusOK, of(c)), nil }
}

// protocolList returns the protocols that have metadata. Passive STS does not.
func protocolList(c *call) any {
	list := []protocolMetadata{}
	for _, p := range customProtocols {
		list = append(list, protocolMetadata{p.Name, p.DisplayName})
	}
	if c.Query.Get("customOnly") == "true" {
		return list
	}
	return append(list,
		protocolMetadata{"saml", "SAML2 Web SSO Configuration"},
		protocolMetadata{"oidc", "OAuth/OpenID Connect Configuration"},
		protocolMetadata{"ws-trust", "WS-Trust Security Token Service Configuration"},
	)
}

func samlMetadataView(*call) any {
	return map[string]any{
		"defaultNameIdFormat":          defaultNameIDFormat,
		"certificateAlias":             metadataOptions{[]string{certificateAlias}, certificateAlias},
		"responseSigningAlgorithm":     samlSigningAlgorithms,
		"responseDigestAlgorithm":      samlDigestAlgorithms,
		"assertionEncryptionAlgorithm": samlAssertionEncryptions,
		"keyEncryptionAlgorithm":       samlKeyEncryptions,
	}
}

func wsTrustMetadataView(*call) any {
	return map[string]any{"certificateAlias": metadataOptions{Options: []string{certificateAlias}}}
}

func adaptiveTemplatesView(*call) any { return map[string]string{"templatesJSON": adaptiveTemplates} }

func oidcMetadataView(c *call) any {
	signing := metadataOptions{Options: model.SigningAlgorithms}
	keys := metadataOptions{keyEncryptionAlgorithms, "RSA-OAEP"}
	contents := metadataOptions{contentEncryptions, "A128GCM"}
	lifetime := strconv.Itoa(defaultAccessTokenSeconds)
	return map[string]any{
		"allowedGrantTypes":                       map[string]any{"options": grantOptions()},
		"defaultUserAccessTokenExpiryTime":        lifetime,
		"defaultApplicationAccessTokenExpiryTime": lifetime,
		"defaultRefreshTokenExpiryTime":           strconv.Itoa(defaultRefreshTokenSeconds),
		"defaultIdTokenExpiryTime":                lifetime,
		"idTokenEncryptionAlgorithm":              keys,
		"idTokenEncryptionMethod":                 contents,
		"scopeValidators":                         metadataOptions{Options: []string{"Role based scope validator", "XACML Scope Validator"}},
		"accessTokenType":                         metadataOptions{[]string{model.TokenTypeJWT, tokenTypeDefault}, tokenTypeDefault},
		"accessTokenBindingType":                  metadataOptions{[]string{"None", "cookie", "sso-session", "device-flow"}, "None"},
		"tokenEndpointAuthMethod":                 map[string]any{"options": authMethodOptions()},
		"tokenEndpointAllowReusePvtKeyJwt":        false,
		"tokenEndpointSignatureAlgorithm":         signing,
		"idTokenSignatureAlgorithm":               signing,
		"requestObjectSignatureAlgorithm":         signing,
		"requestObjectEncryptionAlgorithm":        keys,
		"requestObjectEncryptionMethod":           contents,
		"subjectType":                             metadataOptions{[]string{"public", "pairwise"}, "public"},
		"fapiMetadata": map[string]any{
			"allowedFapiProfiles":         metadataOptions{Options: []string{"FAPI1_ADVANCED", "FAPI2_SECURITY"}},
			"allowedSignatureAlgorithms":  metadataOptions{Options: []string{"PS256", "ES256"}},
			"allowedEncryptionAlgorithms": metadataOptions{Options: []string{"RSA-OAEP"}},
			"tokenEndpointAuthMethod":     map[string]any{"options": authMethodOptions(model.AuthMethodAssertion, authMethodTLS)},
		},
		"cibaMetadata": map[string]any{"supportedNotificationChannels": []protocolMetadata{{"email", "Email"}, {"sms", "SMS"}}},
		"allowedIssuers": []allowedIssuer{{
			Value: c.org.d.needs.Issuer(), OrganizationID: c.org.ID, TenantDomain: c.org.Name,
		}},
	}
}

func grantOptions() []grantMetadata {
	options := make([]grantMetadata, 0, len(model.KnownGrants))
	for _, grant := range model.KnownGrants {
		name, ok := grantDisplayNames[grant]
		if !ok {
			name = grant
		}
		options = append(options, grantMetadata{grant, name, grant != model.GrantClientCredentials})
	}
	return options
}

// authMethodOptions returns the methods of client authentication, or some of them.
func authMethodOptions(only ...string) []protocolMetadata {
	options := []protocolMetadata{}
	for _, method := range clientAuthMethods {
		if len(only) == 0 || slices.Contains(only, method) {
			options = append(options, protocolMetadata{method, authMethodNames[method]})
		}
	}
	return options
}

func getCustomProtocolMetadata(c *call) (engine.Reply, error) {
	protocol, err := c.installedProtocol()
	if err != nil {
		return engine.Reply{}, err
	}
	return engine.JSON(http.StatusOK, protocol), nil
}
