package asgardeotest

import (
	"maps"
	"regexp"
	"slices"
	"strings"
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
func (t *tenant) authorized(client *oauthClient) scopesByPolicy {
	if client.app == nil {
		return scopesByPolicy{policyRBAC: client.grantable}
	}
	scopes := scopesByPolicy{}
	for _, auth := range client.app.Authorizations {
		names := scopes[auth.Policy]
		for _, s := range t.root().authorizedScopes(auth) {
			names = append(names, s.Name)
		}
		scopes[auth.Policy] = names
	}
	return scopes
}

// grantedScopes is what is left of the requested scopes. The others are
// dropped without a word.
func (b bearer) grantedScopes(requested []string) []string {
	if slices.Contains(requested, scopeSystem) {
		requested = append(slices.Clone(requested), b.org.systemScopes()...)
	}
	authorized := b.org.authorized(b.client)
	var byRole []string
	if b.user != nil {
		byRole = b.org.permissionsOf(b.user, b.client.app)
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
	rbac, hasRBAC := authorized[policyRBAC]
	switch {
	case bypassingScope.MatchString(scope):
		return true
	case slices.Contains(oidcScopes, scope), scope == scopeLogin:
		return b.user != nil
	case slices.Contains(authorized[policyNone], scope):
		return true
	case b.user != nil:
		return slices.Contains(rbac, scope) && slices.Contains(byRole, scope)
	case b.org.isRoot():
		return slices.Contains(rbac, scope)
	case restrictedScope(scope):
		return strings.HasPrefix(scope, organizationScopePrefix) && slices.Contains(rbac, scope)
	default:
		// Below the root the real server does not compare the scopes of
		// other APIs with what the client is authorized for.
		return hasRBAC && b.org.root().scopeOwner(scope) != nil
	}
}

// systemScopes are the scopes of the management APIs.
func (t *tenant) systemScopes() []string {
	scopes := []string{scopeLogin}
	for _, r := range t.root().Resources {
		for _, s := range r.Scopes {
			if restrictedScope(s.Name) {
				scopes = append(scopes, s.Name)
			}
		}
	}
	return scopes
}

// permissionsOf are the permissions of the roles of a user that belong to the
// audience an application accepts. Below the root only those for
// organizations, and those of other APIs, count.
func (o *organization) permissionsOf(u *user, app *application) []string {
	var permissions []string
	for _, r := range o.rolesOf(u) {
		accepted := r.AppID == ""
		if app != nil && app.Audience == audienceApplication {
			accepted = r.AppID == app.ID
		}
		if accepted {
			permissions = append(permissions, r.Permissions...)
		}
	}
	return slices.DeleteFunc(permissions, func(scope string) bool {
		return !o.isRoot() && strings.HasPrefix(scope, "internal_") && !strings.HasPrefix(scope, organizationScopePrefix)
	})
}
