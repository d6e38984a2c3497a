package oauth

import (
	"net/url"
	"slices"
	"strings"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/model"
)

// A grantHandler handles a token request of an authenticated client.
type grantHandler struct {
	required []string // parameters
	issue    func(o *OAuth, client *model.Client, form url.Values) (issued, error)
}

// grantHandlers has the implemented grants. The other known grants are only
// settings of applications.
var grantHandlers = map[string]grantHandler{
	model.GrantClientCredentials:  {nil, (*OAuth).grantToClient},
	model.GrantPassword:           {[]string{"username", "password"}, (*OAuth).grantToUser},
	model.GrantRefreshToken:       {[]string{"refresh_token"}, (*OAuth).renewToken},
	model.GrantOrganizationSwitch: {[]string{"token", "switching_organization"}, (*OAuth).switchOrganization},
}

// grantToClient implements the grant client_credentials (RFC 6749 section 4.4).
func (o *OAuth) grantToClient(client *model.Client, form url.Values) (issued, error) {
	return bearer{OAuth: o, client: client, org: o.tenant.Root()}.obtainFor(form)
}

// grantToUser implements the grant password (RFC 6749 section 4.3).
func (o *OAuth) grantToUser(client *model.Client, form url.Values) (issued, error) {
	root, name := o.tenant.Root(), form.Get("username")
	user := o.needs.UserSigningIn(root, name)
	switch {
	case user != nil && !user.CanSignIn:
		return issued{}, badRequest(errInvalidGrant, "The account of %s is locked or disabled.", name)
	case user == nil, !o.needs.HasPassword(root, user.ID, form.Get("password")):
		return issued{}, badRequest(errInvalidGrant, "Authentication failed for %s", name)
	}
	return bearer{OAuth: o, client: client, user: user, org: root}.obtainFor(form)
}

// renewToken implements the grant refresh_token (RFC 6749 section 6). The
// scopes were checked when the user signed in, and are not checked again. The
// earlier access token is revoked, and so is the refresh token, unless the
// application keeps it.
func (o *OAuth) renewToken(client *model.Client, form url.Values) (issued, error) {
	old := o.findRefresh(form.Get("refresh_token"))
	if old == nil || old.ClientID != client.ID {
		return issued{}, badRequest(errInvalidGrant, "The refresh token is not valid.")
	}
	requested := strings.Fields(form.Get("scope"))
	if slices.ContainsFunc(requested, func(scope string) bool { return !slices.Contains(old.Scopes, scope) }) {
		return issued{}, badRequest(errInvalidScope, "Invalid Scope!")
	}
	if len(requested) == 0 {
		requested = old.Scopes
	}
	b := bearer{
		OAuth: o, client: client, user: o.needs.User(o.tenant.Root(), old.UserID),
		org: o.tenant.Organization(old.OrganizationID), switched: old.Switched,
	}
	out, err := b.newTokens(slices.Compact(slices.Sorted(slices.Values(requested))))
	if err != nil {
		return issued{}, err
	}
	if access := o.tokens.Get(old.Access); access != nil {
		o.tokens.Remove(access)
	}
	if client.KeepRefreshToken {
		out.token.Refresh, out.refresh = old.Value, nil
		o.refreshes.Change(old, func() { old.Access = out.token.Value })
	} else {
		o.refreshes.Remove(old)
	}
	o.keep(out)
	return out, nil
}

// switchOrganization implements the grant organization_switch: it exchanges a
// token for one of another organization.
func (o *OAuth) switchOrganization(client *model.Client, form url.Values) (issued, error) {
	subject := o.findToken(form.Get("token"))
	if subject == nil {
		return issued{}, badRequest(errInvalidGrant, "Invalid token received.")
	}
	id := form.Get("switching_organization")
	target := o.tenant.Organization(id)
	switch {
	case target == nil:
		return issued{}, badRequest(errInvalidGrant, "Invalid organization id: %s", id)
	case target.Deactivated:
		return issued{}, badRequest(errInvalidGrant, "The organization %s is in deactivated state.", id)
	case !target.IsRoot() && !o.sharedWith(client, id):
		return issued{}, badRequest(errInvalidGrant,
			"Organization switching is not allowed for organizations that have not shared the application")
	}
	b := bearer{OAuth: o, client: client, org: target, switched: true}
	if subject.UserID != "" {
		b.user = o.needs.User(o.tenant.Root(), subject.UserID)
	}
	return b.obtainFor(form)
}
