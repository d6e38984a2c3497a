package clients

// These are the bodies of the inbound protocols in requests, responses and the
// state.

type inboundProtocols struct {
	SAML       *samlInbound    `json:"saml"`
	OIDC       *oidcConfig     `json:"oidc"`
	PassiveSTS *passiveInbound `json:"passiveSts"`
	WSTrust    *trustInbound   `json:"wsTrust"`
	Custom     []customInbound `json:"custom"`
}

type passiveInbound struct {
	Realm         string `json:"realm" rule:"required"`
	ReplyTo       string `json:"replyTo" rule:"required"`
	ReplyToLogout string `json:"replyToLogout,omitempty"`
}

type trustInbound struct {
	Audience         string `json:"audience" rule:"required"`
	CertificateAlias string `json:"certificateAlias" rule:"required"`
}

type customInbound struct {
	Name       string           `json:"name" rule:"required"`
	ConfigName string           `json:"configName" rule:"required"`
	Properties []customProperty `json:"properties"`
}

type customProperty struct {
	Key          string `json:"key"`
	Value        string `json:"value"`
	FriendlyName string `json:"friendlyName,omitempty"`
}

type samlInbound struct {
	MetadataFile string       `json:"metadataFile"`
	MetadataURL  string       `json:"metadataURL"`
	Manual       *samlService `json:"manualConfiguration"`
}

type samlService struct {
	Issuer                   string          `json:"issuer" rule:"required"`
	ServiceProviderQualifier string          `json:"serviceProviderQualifier,omitempty"`
	AssertionConsumerURLs    []string        `json:"assertionConsumerUrls" rule:"nonempty"`
	DefaultConsumerURL       string          `json:"defaultAssertionConsumerUrl,omitempty"`
	IDPEntityIDAlias         string          `json:"idpEntityIdAlias,omitempty"`
	SingleSignOnProfile      *samlSignOn     `json:"singleSignOnProfile"`
	AttributeProfile         *samlAttributes `json:"attributeProfile"`
	SingleLogoutProfile      *samlLogout     `json:"singleLogoutProfile"`
	RequestValidation        *samlValidation `json:"requestValidation"`
	ResponseSigning          *samlSigning    `json:"responseSigning"`
	AssertionQueryProfile    bool            `json:"enableAssertionQueryProfile"`
}

type samlSignOn struct {
	Bindings                  []string       `json:"bindings" enum:"HTTP_POST|HTTP_REDIRECT|ARTIFACT"`
	ArtifactSignatures        bool           `json:"enableSignatureValidationForArtifactBinding"`
	AttributeConsumingService string         `json:"attributeConsumingServiceIndex,omitempty"`
	IDPInitiated              bool           `json:"enableIdpInitiatedSingleSignOn"`
	Assertion                 *samlAssertion `json:"assertion"`
}

type samlAssertion struct {
	NameIDFormat    string          `json:"nameIdFormat"`
	Audiences       []string        `json:"audiences"`
	Recipients      []string        `json:"recipients"`
	DigestAlgorithm string          `json:"digestAlgorithm"`
	Encryption      *samlEncryption `json:"encryption"`
}

type samlEncryption struct {
	Enabled             bool   `json:"enabled"`
	AssertionAlgorithm  string `json:"assertionEncryptionAlgorithm"`
	KeyEncryptAlgorithm string `json:"keyEncryptionAlgorithm"`
}

type samlAttributes struct {
	Enabled       bool   `json:"enabled"`
	AlwaysInclude bool   `json:"alwaysIncludeAttributesInResponse"`
	NameFormat    string `json:"nameFormat"`
}

type samlLogout struct {
	Enabled      *bool             `json:"enabled"`
	RequestURL   string            `json:"logoutRequestUrl,omitempty"`
	ResponseURL  string            `json:"logoutResponseUrl,omitempty"`
	Method       string            `json:"logoutMethod,omitempty" enum:"BACKCHANNEL|FRONTCHANNEL_HTTP_REDIRECT|FRONTCHANNEL_HTTP_POST"`
	IDPInitiated *samlLogoutReturn `json:"idpInitiatedSingleLogout"`
}

type samlLogoutReturn struct {
	Enabled      bool     `json:"enabled"`
	ReturnToURLs []string `json:"returnToUrls"`
}

type samlValidation struct {
	EnableSignatureValidation bool   `json:"enableSignatureValidation"`
	CertificateAlias          string `json:"signatureValidationCertAlias,omitempty"`
}

type samlSigning struct {
	Enabled          bool   `json:"enabled"`
	SigningAlgorithm string `json:"signingAlgorithm"`
}
