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

// bypassingScope matches the scopes that are granted to every client.
var bypassingScope = regexp.MustCompile(`^device_.*`)

// scopesByPolicy are the scopes that a client is authorized for, by policy.
type scopesByPolicy map[string][]string

// authorized returns the scopes of a client of the root.
func (o *OAuth) authorized(client *model.Client) scopesByPolicy {
	if isManagement(client) {
		return scopesByPolicy{model.PolicyRBAC: o.grantable}
	}
	return o.needs.AuthorizedScopes(client.ApplicationID)
}

// grantedScopes returns the requested scopes that are granted. The others are
// silently dropped.
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

// grants reports whether one scope is granted.
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
		// In a sub-organization, the real server grants scopes of other APIs
		// even if the client is not authorized for them.
		return hasRBAC && b.needs.ScopeOwner(b.tenant.Root(), scope) != nil
	}
}

// permissions returns the permissions of the user's roles with the audience that
// the application accepts. In a sub-organization, only the permissions for
// sub-organizations and those of other APIs count.
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
