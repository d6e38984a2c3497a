package clients

import (
	"slices"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
)

// The API resources of the organization have exactly the scopes that operations
// require.
func TestScopesAreThoseOfTheAPI(t *testing.T) {
	t.Parallel()
	domains := []engine.Domain{start(t).clients.Domain()}
	apis := engine.ManagementAPIs(domains)
	if len(apis) != 2 || apis[0].Name != "Application Management API" || apis[1].Name != "Organization Application Management API" {
		t.Fatalf("the APIs are %+v", apis)
	}
	same(t, "below the root", apis[1].Scopes, []string{
		"internal_org_application_business_api_update", "internal_org_application_internal_api_update",
		"internal_org_application_mgt_client_secret_create", "internal_org_application_mgt_client_secret_delete",
		"internal_org_application_mgt_client_secret_view", "internal_org_application_mgt_create",
		"internal_org_application_mgt_delete", "internal_org_application_mgt_update", "internal_org_application_mgt_view",
		"internal_org_application_script_update",
	})
	all := slices.Sorted(slices.Values(slices.Concat(apis[0].Scopes, apis[1].Scopes)))
	same(t, "all", all, engine.Scopes(domains))
}
