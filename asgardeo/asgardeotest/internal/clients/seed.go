package clients

import (
	"fmt"
	"maps"
	"path"
	"slices"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/model"
)

type object = map[string]any

// AddApplication creates an application of the root, authorizes it for scopes of
// existing API resources, and returns its id. The application can use the grants
// client_credentials, password and organization_switch, and its tokens are JWTs.
// The caller does not hold the lock.
func (d *Clients) AddApplication(perform engine.Perform, name, clientID, clientSecret string, scopes ...string) (id string, err error) {
	owners, err := d.scopeOwners(scopes)
	if err != nil {
		return "", err
	}
	created, err := perform(engine.Performance{Operation: "applications.Create", Body: object{
		"name": name,
		"inboundProtocolConfiguration": object{"oidc": object{
			"clientId": clientID, "clientSecret": clientSecret,
			"grantTypes":  []string{model.GrantClientCredentials, model.GrantPassword, model.GrantOrganizationSwitch},
			"accessToken": object{"type": model.TokenTypeJWT, "userAccessTokenExpiryInSeconds": 0, "applicationAccessTokenExpiryInSeconds": 0},
		}},
	}})
	if err != nil {
		return "", err
	}
	id = path.Base(created.Header.Get("Location"))
	for _, owner := range slices.Sorted(maps.Keys(owners)) {
		_, err := perform(engine.Performance{
			Operation: "applications.AuthorizedAPIs.Create", Vars: map[string]string{"applicationId": id},
			Body: object{"id": owner, "policyIdentifier": model.PolicyRBAC, "scopes": owners[owner]},
		})
		if err != nil {
			return "", err
		}
	}
	return id, nil
}

// scopeOwners groups scopes by the ids of their API resources.
func (d *Clients) scopeOwners(scopes []string) (map[string][]string, error) {
	d.tenant.Lock()
	defer d.tenant.Unlock()
	owners := map[string][]string{}
	for _, scope := range scopes {
		owner := d.needs.ScopeOwner(d.tenant.Root(), scope)
		if owner == nil {
			return nil, fmt.Errorf("no API resource has the scope %q", scope)
		}
		owners[owner.ID] = append(owners[owner.ID], scope)
	}
	return owners, nil
}

// ShareApplication shares an application of the root with an organization. The
// caller does not hold the lock.
func (d *Clients) ShareApplication(perform engine.Perform, applicationID, organizationID string) error {
	_, err := perform(engine.Performance{
		Operation: "applications.Sharing.ShareNow", Vars: map[string]string{"applicationId": applicationID},
		Body: object{"shareWithAllChildren": false, "sharedOrganizations": []string{organizationID}},
	})
	return err
}
