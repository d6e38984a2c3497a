package asgardeotest

import (
	"net/http"
	"strings"
)

// hintRefresh is the token_type_hint that names refresh tokens.
const hintRefresh = "refresh_token"

// revokeToken is RFC 7009. A token that is unknown, or no longer alive, is as
// good as revoked. An access token and its refresh token end separately.
func revokeToken(c *call) (reply, error) {
	form, err := c.form()
	if err != nil {
		return reply{}, err
	}
	client, err := c.authenticateClient(form)
	if err != nil {
		return revocationRefused(c, err), nil
	}
	value := form.Get("token")
	if value == "" {
		return reply{}, badTokenRequest(errInvalidRequest, "Invalid revocation request")
	}
	if g := c.org.grantOf(value); g != nil && g.ClientID != client.ClientID {
		return reply{}, oauthError{http.StatusUnauthorized, errUnauthorizedClient, "The token belongs to another client."}
	}
	delete(c.org.Tokens, value)
	delete(c.org.Refreshes, value)
	return empty(http.StatusOK).with("Content-Type", mediaJSON), nil
}

// grantOf returns what a token of either kind stands for, or nil.
func (t *tenant) grantOf(value string) *grant {
	if token := t.findToken(value); token != nil {
		return &token.grant
	}
	if refresh := t.findRefresh(value); refresh != nil {
		return &refresh.grant
	}
	return nil
}

// revocationRefused labels the body of an invalid_client error as HTML, which
// is what this endpoint of the real server does.
func revocationRefused(c *call, err error) reply {
	out := asReply(c, err)
	if out.status == http.StatusUnauthorized {
		out = out.with("Content-Type", "text/html")
	}
	return out
}

// introspectToken is RFC 7662.
func introspectToken(c *call) (reply, error) {
	form, err := c.form()
	if err != nil {
		return reply{}, err
	}
	value := form.Get("token")
	if strings.TrimSpace(value) == "" {
		return asJSON(http.StatusBadRequest, map[string]string{"error": "Invalid input"}), nil
	}
	members := map[string]any{"active": false}
	if form.Get("token_type_hint") == hintRefresh {
		if refresh := c.org.findRefresh(value); refresh != nil {
			members = c.org.introspection(refresh.grant)
			members["token_type"] = "Refresh"
		}
	} else if token := c.org.findToken(value); token != nil {
		members = c.org.introspectionOf(token)
	}
	return asJSON(http.StatusOK, members), nil
}

func (o *organization) introspectionOf(t *accessGrant) map[string]any {
	members := o.introspection(t.grant)
	members["aud"] = audienceClaim(t.Audience)
	members["token_type"] = "Bearer"
	if t.JWTID != "" {
		members["token_type"] = "JWT"
		members["iss"] = o.issuer()
		members["jti"] = t.JWTID
		members["sub"] = t.subject()
	}
	return members
}

// introspection is what access tokens and refresh tokens show alike. Only a
// user has a user name.
func (o *organization) introspection(g grant) map[string]any {
	org := o.organization(g.OrganizationID)
	members := map[string]any{
		"active":     true,
		"client_id":  g.ClientID,
		"nbf":        g.Issued.Unix(),
		"iat":        g.Issued.Unix(),
		"exp":        g.Expires.Unix(),
		"aut":        g.userType(),
		"org_id":     org.ID,
		"org_name":   org.Name,
		"org_handle": org.Name,
	}
	if len(g.Scopes) > 0 {
		members["scope"] = strings.Join(g.Scopes, " ")
	}
	if g.UserID != "" {
		members["username"] = o.root().user(g.UserID).name() + "@" + o.root().Name
	}
	return members
}
