package oauth

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/model"
)

const (
	scopeOpenID = "openid"
	scopeLogin  = "internal_login"
	// scopeSystem stands for every scope of the management APIs.
	scopeSystem = "SYSTEM"
)

// bypassingScope matches the scopes that are granted to whoever asks.
var bypassingScope = regexp.MustCompile(`^device_.*`)

// scopesByPolicy are the scopes a client is authorized for, by policy.
type scopesByPolicy map[string][]string

// authorized returns the scopes of a client of the root.
func (o *OAuth) authorized(client *model.Client) scopesByPolicy {
	if isManagement(client) {
		return scopesByPolicy{model.PolicyRBAC: o.grantable}
	}
	return o.needs.AuthorizedScopes(client.ApplicationID)
}

// grantedScopes is what is left of the requested scopes. The others are dropped
// without a word.
func (b bearer) grantedScopes(requested []string) []string {
	if slices.Contains(requested, scopeSystem) {
		requested = slices.Concat(requested, []string{scopeLogin}, b.needs.SystemScopes())
	}
	authorized := b.authorized(b.client)
	var byRole []string
	if b.user != nil {
		byRole = b.permissions()
	}
	granted := map[string]bool{}
	for _, scope := range requested {
		if b.grants(scope, authorized, byRole) {
			granted[scope] = true
		}
	}
	return slices.Sorted(maps.Keys(granted))
}

// grants judges one scope.
func (b bearer) grants(scope string, authorized scopesByPolicy, byRole []string) bool {
	rbac, hasRBAC := authorized[model.PolicyRBAC]
	switch {
	case bypassingScope.MatchString(scope):
		return true
	case b.needs.IsOIDCScope(scope), scope == scopeLogin:
		return b.user != nil
	case slices.Contains(authorized[model.PolicyNone], scope):
		return true
	case b.user != nil:
		return slices.Contains(rbac, scope) && slices.Contains(byRole, scope)
	case b.org.IsRoot():
		return slices.Contains(rbac, scope)
	case model.RestrictedScope(scope):
		return strings.HasPrefix(scope, engine.OrganizationScopePrefix) && slices.Contains(rbac, scope)
	default:
		// Below the root the real server does not compare the scopes of
		// other APIs with what the client is authorized for.
		return hasRBAC && b.needs.ScopeOwner(b.tenant.Root(), scope) != nil
	}
}

// permissions are those of the roles of the user that belong to the audience the
// application accepts. Below the root only those for organizations, and those of
// other APIs, count.
func (b bearer) permissions() []string {
	audience := "" // the organization
	if b.client.OwnRoles {
		audience = b.client.ApplicationID
	}
	var permissions []string
	for _, role := range b.needs.RolesOfUser(b.org, b.user.ID) {
		if role.ApplicationID == audience {
			permissions = append(permissions, role.Permissions...)
		}
	}
	return slices.DeleteFunc(permissions, func(scope string) bool {
		return !b.org.IsRoot() && strings.HasPrefix(scope, "internal_") && !strings.HasPrefix(scope, engine.OrganizationScopePrefix)
	})
}
