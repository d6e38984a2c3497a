package oauth

import (
	"net/http"
	"strings"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
)

// hintRefresh is the token_type_hint that names refresh tokens.
const hintRefresh = "refresh_token"

// revokeToken implements RFC 7009. It succeeds for a token that is unknown or has
// expired. An access token and its refresh token are revoked separately.
func (o *OAuth) revokeToken(c *engine.Call) (engine.Reply, error) {
	form, err := formOnly(c)
	if err != nil {
		return engine.Reply{}, err
	}
	client, err := o.authenticateClient(c, form)
	if err != nil {
		return revocationRefused(c, err), nil
	}
	value := form.Get("token")
	if value == "" {
		return engine.Reply{}, badRequest(errInvalidRequest, "Invalid revocation request")
	}
	token, refresh := o.findToken(value), o.findRefresh(value)
	if token != nil && token.ClientID != client.ID || refresh != nil && refresh.ClientID != client.ID {
		return engine.Reply{}, failure{http.StatusUnauthorized, errUnauthorizedClient, "The token belongs to another client."}
	}
	if token != nil {
		o.tokens.Remove(token)
	}
	if refresh != nil {
		o.refreshes.Remove(refresh)
	}
	return engine.Empty(http.StatusOK).With("Content-Type", engine.MediaJSON), nil
}

// revocationRefused labels the body of an invalid_client error as HTML, as this
// endpoint of the real server does.
func revocationRefused(c *engine.Call, err error) engine.Reply {
	out := c.Answer(err)
	if out.Status == http.StatusUnauthorized {
		out = out.With("Content-Type", "text/html")
	}
	return out
}

// introspectToken implements RFC 7662.
func (o *OAuth) introspectToken(c *engine.Call) (engine.Reply, error) {
	form, err := formOnly(c)
	if err != nil {
		return engine.Reply{}, err
	}
	value := form.Get("token")
	if strings.TrimSpace(value) == "" {
		return engine.JSON(http.StatusBadRequest, map[string]string{"error": "Invalid input"}), nil
	}
	members := map[string]any{"active": false}
	if form.Get("token_type_hint") == hintRefresh {
		if refresh := o.findRefresh(value); refresh != nil {
			members = o.introspection(refresh.grant)
			members["token_type"] = "Refresh"
		}
	} else if token := o.findToken(value); token != nil {
		members = o.introspectionOf(token)
	}
	return engine.JSON(http.StatusOK, members), nil
}

func (o *OAuth) introspectionOf(t *accessToken) map[string]any {
	members := o.introspection(t.grant)
	members["aud"] = audienceClaim(t.Audience)
	members["token_type"] = "Bearer"
	if t.JWTID != "" {
		members["token_type"] = "JWT"
		members["iss"] = o.Issuer()
		members["jti"] = t.JWTID
		members["sub"] = t.subject()
	}
	return members
}

// introspection returns the members that the introspection of access tokens and
// refresh tokens shares. Only a token of a user has a user name.
func (o *OAuth) introspection(g grant) map[string]any {
	org := o.tenant.Organization(g.OrganizationID)
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
		root := o.tenant.Root()
		members["username"] = o.needs.User(root, g.UserID).Name + "@" + root.Name
	}
	return members
}
