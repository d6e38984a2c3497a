package asgardeotest

import (
	"net/url"
	"slices"
	"strings"
)

// grantToClient is the grant client_credentials (RFC 6749 section 4.4).
func grantToClient(c *call, client *oauthClient, form url.Values) (issued, error) {
	return bearer{client: client, org: c.org}.obtainFor(form)
}

// grantToUser is the grant password (RFC 6749 section 4.3).
func grantToUser(c *call, client *oauthClient, form url.Values) (issued, error) {
	name := form.Get("username")
	u := c.org.userSigningIn(name)
	switch {
	case u != nil && !u.canSignIn():
		return issued{}, badTokenRequest(errInvalidGrant, "The account of %s is locked or disabled.", name)
	case u == nil, !u.hasPassword(form.Get("password")):
		return issued{}, badTokenRequest(errInvalidGrant, "Authentication failed for %s", name)
	}
	return bearer{client: client, user: u, org: c.org}.obtainFor(form)
}

// userSigningIn finds a user by name. A name without a store is looked for in
// all of them.
func (o *organization) userSigningIn(name string) *user {
	if u := o.userNamed(name); u != nil || strings.Contains(name, "/") {
		return u
	}
	return o.userNamed(storeDefault + "/" + name)
}

// obtainFor gives a token for the scopes that a request asks for.
func (b bearer) obtainFor(form url.Values) (issued, error) {
	token, err := b.obtain(b.grantedScopes(strings.Fields(form.Get("scope"))))
	if err != nil {
		return issued{}, err
	}
	return b.withIDToken(token)
}

// withIDToken adds an ID token for who may have one.
func (b bearer) withIDToken(token *accessGrant) (issued, error) {
	if !token.has(scopeOpenID) {
		return issued{token: token}, nil
	}
	signed, err := b.idToken(token)
	return issued{token, signed}, err
}

// renewToken is the grant refresh_token (RFC 6749 section 6). The scopes were
// judged when the user signed in, and are not again. The access token of before
// ends, and so does the refresh token, unless the application keeps it.
func renewToken(c *call, client *oauthClient, form url.Values) (issued, error) {
	old := c.org.findRefresh(form.Get("refresh_token"))
	if old == nil || old.ClientID != client.ClientID {
		return issued{}, badTokenRequest(errInvalidGrant, "The refresh token is not valid.")
	}
	requested := strings.Fields(form.Get("scope"))
	if slices.ContainsFunc(requested, func(scope string) bool { return !slices.Contains(old.Scopes, scope) }) {
		return issued{}, badTokenRequest(errInvalidScope, "Invalid Scope!")
	}
	if len(requested) == 0 {
		requested = old.Scopes
	}
	b := bearer{
		client: client, user: c.org.user(old.UserID), org: c.org.organization(old.OrganizationID), switched: old.Switched,
	}
	token, err := b.issue(slices.Compact(slices.Sorted(slices.Values(requested))))
	if err != nil {
		return issued{}, err
	}
	delete(c.org.Tokens, old.Access)
	if renew := client.RefreshToken.RenewRefreshToken; renew == nil || *renew {
		delete(c.org.Refreshes, old.Value)
	} else {
		delete(c.org.Refreshes, token.Refresh)
		token.Refresh, old.Access = old.Value, token.Value
	}
	return b.withIDToken(token)
}

// switchOrganization is the grant organization_switch: a token for another
// organization in place of one for this organization.
func switchOrganization(c *call, client *oauthClient, form url.Values) (issued, error) {
	subject := c.org.findToken(form.Get("token"))
	if subject == nil {
		return issued{}, badTokenRequest(errInvalidGrant, "Invalid token received.")
	}
	id := form.Get("switching_organization")
	target := c.org.organization(id)
	switch {
	case target == nil:
		return issued{}, badTokenRequest(errInvalidGrant, "Invalid organization id: %s", id)
	case target.Deactivated:
		return issued{}, badTokenRequest(errInvalidGrant, "The organization %s is in deactivated state.", id)
	case !target.isRoot() && !client.sharedWith(id):
		return issued{}, badTokenRequest(errInvalidGrant,
			"Organization switching is not allowed for organizations that have not shared the application")
	}
	b := bearer{client: client, org: target, switched: true}
	if subject.UserID != "" {
		b.user = c.org.user(subject.UserID)
	}
	return b.obtainFor(form)
}
