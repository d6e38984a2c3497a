package applications_test

import (
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/applications"
	"github.com/seed-01804ef5/asgardeo-go/internal/resttest"
)

func FuzzOIDCRoundTrip(f *testing.F) {
	f.Add([]byte(lossless))
	f.Fuzz(resttest.SameAgain[applications.OIDCConfiguration])
}

func FuzzClaimsRoundTrip(f *testing.F) {
	f.Add([]byte(`{"requestedClaims":[{"mandatory":true}],"claimMappings":[{"applicationClaim":"x"}],"role":{"claim":{}},"subject":{"x":1}}`))
	f.Fuzz(resttest.SameAgain[applications.ClaimConfiguration])
}

func TestRandomRoundTrip(t *testing.T) {
	t.Parallel()
	resttest.RandomSameAgain[applications.OIDCConfiguration](t)
	resttest.RandomSameAgain[applications.SAMLServiceProvider](t)
	resttest.RandomSameAgain[applications.ClaimConfiguration](t)
	resttest.RandomSameAgain[applications.AuthenticationSequence](t)
	resttest.RandomSameAgain[applications.AdvancedConfiguration](t)
	resttest.RandomSameAgain[applications.AssociatedRoles](t)
	resttest.RandomSameAgain[applications.ProvisioningConfiguration](t)
	resttest.RandomSameAgain[applications.CreateRequest](t)
}
