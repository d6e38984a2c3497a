package asgardeotest

import (
	"encoding/base64"
	"encoding/xml"
	"net/http"
	"slices"
	"strconv"
)

const (
	bindingPost     = "HTTP_POST"
	bindingRedirect = "HTTP_REDIRECT"
	bindingArtifact = "ARTIFACT"

	defaultNameIDFormat        = "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified"
	defaultAttributeNameFormat = "urn:oasis:names:tc:SAML:2.0:attrname-format:basic"
	defaultLogoutMethod        = "BACKCHANNEL"
)

func invalidSAML(description string) failure {
	return serverFailure(http.StatusBadRequest, "SAML-60001", "The SAML configuration is invalid.", description)
}

// acceptSAML makes a request the configuration of a service provider. It can
// come as such, or as SAML metadata.
func acceptSAML(c *call, in *samlInbound, owner *application) (*samlService, error) {
	service, err := c.samlServiceOf(in)
	if err != nil {
		return nil, err
	}
	taken := func(a *application) bool {
		return a != owner && a.SAML != nil && a.SAML.Issuer == service.Issuer && a.SAML.ServiceProviderQualifier == service.ServiceProviderQualifier
	}
	if slices.ContainsFunc(c.org.Applications, taken) {
		return nil, serverFailure(http.StatusConflict, "SAML-60002", "The SAML issuer exists.", "Another application has the issuer "+service.Issuer+".")
	}
	service.complete(c.org.source)
	return service, nil
}

func (c *call) samlServiceOf(in *samlInbound) (*samlService, error) {
	switch {
	case in.Manual != nil && in.Manual.disablesBindings():
		return nil, serverFailure(http.StatusConflict, "APP-60007", "The bindings are not allowed.", "HTTP_POST and HTTP_REDIRECT cannot be disabled.")
	case in.MetadataFile != "":
		return samlServiceOfMetadata(in.MetadataFile)
	case in.MetadataURL != "":
		return nil, unimplemented{c.op.name + " with a metadataURL, for it opens no connections"}
	case in.Manual != nil:
		return in.Manual, nil
	default:
		return nil, invalidApplication("One of metadataFile, metadataURL and manualConfiguration is needed.")
	}
}

// disablesBindings reports whether a request names bindings and leaves out one
// that is always there.
func (s *samlService) disablesBindings() bool {
	if s.SingleSignOnProfile == nil || s.SingleSignOnProfile.Bindings == nil {
		return false
	}
	bindings := s.SingleSignOnProfile.Bindings
	return len(bindings) < 2 || len(bindings) == 2 && slices.Contains(bindings, bindingArtifact)
}

// samlMetadata is what matters here of the metadata of a service provider
// (SAML 2.0 Metadata section 2.4.4).
type samlMetadata struct {
	XMLName  xml.Name `xml:"EntityDescriptor"`
	EntityID string   `xml:"entityID,attr"`
	Provider *struct {
		NameIDFormat string         `xml:"NameIDFormat"`
		Consumers    []samlEndpoint `xml:"AssertionConsumerService"`
		Logouts      []samlEndpoint `xml:"SingleLogoutService"`
	} `xml:"SPSSODescriptor"`
}

type samlEndpoint struct {
	Location         string `xml:"Location,attr"`
	ResponseLocation string `xml:"ResponseLocation,attr"`
	Default          bool   `xml:"isDefault,attr"`
}

// samlServiceOfMetadata reads metadata in base64.
func samlServiceOfMetadata(encoded string) (*samlService, error) {
	document, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil {
		return nil, invalidSAML("The metadata is not in base64.")
	}
	var metadata samlMetadata
	if err := xml.Unmarshal(document, &metadata); err != nil {
		return nil, invalidSAML("The metadata cannot be parsed.")
	}
	if metadata.EntityID == "" || metadata.Provider == nil || len(metadata.Provider.Consumers) == 0 {
		return nil, invalidSAML("The metadata does not describe a service provider.")
	}
	service := &samlService{Issuer: metadata.EntityID}
	for _, consumer := range metadata.Provider.Consumers {
		service.AssertionConsumerURLs = append(service.AssertionConsumerURLs, consumer.Location)
		if consumer.Default {
			service.DefaultConsumerURL = consumer.Location
		}
	}
	if format := metadata.Provider.NameIDFormat; format != "" {
		service.SingleSignOnProfile = &samlSignOn{Assertion: &samlAssertion{NameIDFormat: format}}
	}
	if logouts := metadata.Provider.Logouts; len(logouts) > 0 {
		service.SingleLogoutProfile = &samlLogout{Enabled: new(true), RequestURL: logouts[0].Location, ResponseURL: logouts[0].ResponseLocation}
	}
	return service, nil
}

// complete fills in what the server decides for a service provider that does
// not say: after it no section is nil.
func (s *samlService) complete(from *source) {
	if len(s.AssertionConsumerURLs) > 0 {
		setZero(&s.DefaultConsumerURL, s.AssertionConsumerURLs[0])
	}
	setDefault(&s.SingleSignOnProfile, samlSignOn{})
	s.SingleSignOnProfile.complete()
	setDefault(&s.AttributeProfile, samlAttributes{})
	setZero(&s.AttributeProfile.NameFormat, defaultAttributeNameFormat)
	if s.AttributeProfile.Enabled {
		setZero(&s.SingleSignOnProfile.AttributeConsumingService, from.randomIndex())
	}
	setDefault(&s.SingleLogoutProfile, samlLogout{})
	setDefault(&s.SingleLogoutProfile.Enabled, true)
	setZero(&s.SingleLogoutProfile.Method, defaultLogoutMethod)
	setDefault(&s.SingleLogoutProfile.IDPInitiated, samlLogoutReturn{})
	s.SingleLogoutProfile.IDPInitiated.ReturnToURLs = orEmpty(s.SingleLogoutProfile.IDPInitiated.ReturnToURLs)
	setDefault(&s.RequestValidation, samlValidation{})
	setDefault(&s.ResponseSigning, samlSigning{})
	setZero(&s.ResponseSigning.SigningAlgorithm, samlSigningAlgorithms.DefaultValue)
}

func (s *samlSignOn) complete() {
	artifact := slices.Contains(s.Bindings, bindingArtifact)
	s.Bindings = []string{bindingPost, bindingRedirect}
	if artifact {
		s.Bindings = append(s.Bindings, bindingArtifact)
	}
	setDefault(&s.Assertion, samlAssertion{})
	setZero(&s.Assertion.NameIDFormat, defaultNameIDFormat)
	s.Assertion.Audiences = orEmpty(s.Assertion.Audiences)
	s.Assertion.Recipients = orEmpty(s.Assertion.Recipients)
	setZero(&s.Assertion.DigestAlgorithm, samlDigestAlgorithms.DefaultValue)
	setDefault(&s.Assertion.Encryption, samlEncryption{})
	setZero(&s.Assertion.Encryption.AssertionAlgorithm, samlAssertionEncryptions.DefaultValue)
	setZero(&s.Assertion.Encryption.KeyEncryptAlgorithm, samlKeyEncryptions.DefaultValue)
}

// randomIndex returns a number as the index of an attribute consuming service.
func (s *source) randomIndex() string {
	var b [3]byte
	s.random.Read(b[:])
	return strconv.Itoa(int(b[0])<<16 | int(b[1])<<8 | int(b[2]))
}
