package applications

import (
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/internal/memorytest"
)

// It measures what the whole process allocates, so that it may not run in parallel.
func TestAnswersAreBoundedInMemory(t *testing.T) {
	memorytest.Answers(t, map[string]memorytest.Type{
		"Application":                 memorytest.Of[Application](),
		"ClientSecret":                memorytest.Of[ClientSecret](),
		"CustomProtocolConfiguration": memorytest.Of[CustomProtocolConfiguration](),
		"CustomProtocolMetadata":      memorytest.Of[CustomProtocolMetadata](),
		"LoginFlowOperation":          memorytest.Of[LoginFlowOperation](),
		"LoginFlowProgress":           memorytest.Of[LoginFlowProgress](),
		"LoginFlowResult":             memorytest.Of[LoginFlowResult](),
		"OIDCConfiguration":           memorytest.Of[OIDCConfiguration](),
		"OIDCMetadata":                memorytest.Of[OIDCMetadata](),
		"Page":                        memorytest.Of[Page](),
		"PassiveSTSConfiguration":     memorytest.Of[PassiveSTSConfiguration](),
		"ResidentApplication":         memorytest.Of[ResidentApplication](),
		"SAMLMetadata":                memorytest.Of[SAMLMetadata](),
		"SAMLServiceProvider":         memorytest.Of[SAMLServiceProvider](),
		"SharedOrganizationPage":      memorytest.Of[SharedOrganizationPage](),
		"SharingProcess":              memorytest.Of[SharingProcess](),
		"Template":                    memorytest.Of[Template](),
		"WSTrustConfiguration":        memorytest.Of[WSTrustConfiguration](),
		"WSTrustMetadata":             memorytest.Of[WSTrustMetadata](),
		"[]AuthorizedAPI":             memorytest.Of[[]AuthorizedAPI](),
		"[]Group":                     memorytest.Of[[]Group](),
		"[]InboundProtocol":           memorytest.Of[[]InboundProtocol](),
		"[]ProtocolMetadata":          memorytest.Of[[]ProtocolMetadata](),
		"[]StepAuthenticators":        memorytest.Of[[]StepAuthenticators](),
		"adaptiveTemplates":           memorytest.Of[adaptiveTemplates](),
		"clientSecretList":            memorytest.Of[clientSecretList](),
		"sharedApplicationList":       memorytest.Of[sharedApplicationList](),
		"templateList":                memorytest.Of[templateList](),
	})
}
