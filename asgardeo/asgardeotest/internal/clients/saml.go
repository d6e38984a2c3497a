package clients

import (
	"encoding/base64"
	"encoding/xml"
	"net/http"
	"slices"
	"strconv"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/random"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/serverapi"
)

const (
	bindingPost     = "HTTP_POST"
	bindingRedirect = "HTTP_REDIRECT"
	bindingArtifact = "ARTIFACT"

	defaultNameIDFormat        = "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified"
	defaultAttributeNameFormat = "urn:oasis:names:tc:SAML:2.0:attrname-format:basic"
	defaultLogoutMethod        = "BACKCHANNEL"
)

func invalidSAML(description string) engine.Failure {
	return serverapi.Fail(http.StatusBadRequest, "SAML-60001", "The SAML configuration is invalid.", description)
}

// acceptSAML returns the service provider that a request describes by its
// configuration or by SAML metadata.
func acceptSAML(c *call, in *samlInbound, owner *application) (*samlService, error) {
	service, err := c.samlServiceOf(in)
	if err != nil {
		return nil, err
	}
	taken := func(a *application) bool {
		return a != owner && a.SAML.ServiceProviderQualifier == service.ServiceProviderQualifier
	}
	if slices.ContainsFunc(c.org.byIssuer.With(service.Issuer), taken) {
		return nil, serverapi.Fail(http.StatusConflict, "SAML-60002", "The SAML issuer exists.", "Another application has the issuer "+service.Issuer+".")
	}
	service.complete(c.Tenant().Source.Source)
	return service, nil
}

func (c *call) samlServiceOf(in *samlInbound) (*samlService, error) {
	switch {
	case in.Manual != nil && in.Manual.disablesBindings():
		return nil, serverapi.Fail(http.StatusConflict, "APP-60007", "The bindings are not allowed.", "HTTP_POST and HTTP_REDIRECT cannot be disabled.")
	case in.MetadataFile != "":
		return samlServiceOfMetadata(in.MetadataFile)
	case in.MetadataURL != "":
		return nil, engine.Unimplemented{What: c.Op.Name + " with a metadataURL, for it opens no connections"}
	case in.Manual != nil:
		return in.Manual, nil
	default:
		return nil, invalidApplication("One of metadataFile, metadataURL and manualConfiguration is needed.")
	}
}

// disablesBindings reports whether a request leaves out a binding that cannot be
// disabled.
func (s *samlService) disablesBindings() bool {
	if s.SingleSignOnProfile == nil || s.SingleSignOnProfile.Bindings == nil {
		return false
	}
	bindings := s.SingleSignOnProfile.Bindings
	return len(bindings) < 2 || len(bindings) == 2 && slices.Contains(bindings, bindingArtifact)
}

// samlMetadata has the members that are read from the metadata of a service
// provider (SAML 2.0 Metadata section 2.4.4).
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

// complete sets the defaults of the server. After it no section is nil.
func (s *samlService) complete(from *random.Source) {
	if len(s.AssertionConsumerURLs) > 0 {
		setZero(&s.DefaultConsumerURL, s.AssertionConsumerURLs[0])
	}
	setDefault(&s.SingleSignOnProfile, samlSignOn{})
	s.SingleSignOnProfile.complete()
	setDefault(&s.AttributeProfile, samlAttributes{})
	setZero(&s.AttributeProfile.NameFormat, defaultAttributeNameFormat)
	if s.AttributeProfile.Enabled {
		setZero(&s.SingleSignOnProfile.AttributeConsumingService, randomIndex(from))
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

// randomIndex returns the index of an attribute consuming service.
func randomIndex(from *random.Source) string {
	var b [3]byte
	from.Read(b[:])
	return strconv.Itoa(int(b[0])<<16 | int(b[1])<<8 | int(b[2]))
}
