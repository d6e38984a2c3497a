package oauth

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/model"
)

// issueToken implements the token endpoint. It checks the form of the request
// before it authenticates the client.
func (o *OAuth) issueToken(c *engine.Call) (engine.Reply, error) {
	form, err := tokenForm(c)
	if err != nil {
		return engine.Reply{}, err
	}
	name := form.Get("grant_type")
	handler, implemented := grantHandlers[name]
	if err := checkGrant(form, name, handler); err != nil {
		return engine.Reply{}, err
	}
	client, err := o.authenticateClient(c, form)
	switch {
	case err != nil:
		return engine.Reply{}, err
	case !slices.Contains(client.GrantTypes, name):
		return engine.Reply{}, badRequest(errUnauthorizedClient,
			"The authenticated client is not authorized to use this authorization grant type")
	case !implemented:
		return engine.Reply{}, engine.Unimplemented{What: "the grant " + name}
	}
	out, err := handler.issue(o, client, form)
	if err != nil {
		return engine.Reply{}, err
	}
	return uncached(engine.JSON(http.StatusOK, struct {
		AccessToken  string `json:"access_token"`
		RefreshToken string `json:"refresh_token,omitempty"`
		Scope        string `json:"scope,omitempty"`
		IDToken      string `json:"id_token,omitempty"`
		TokenType    string `json:"token_type"`
		ExpiresIn    int64  `json:"expires_in"`
	}{
		out.token.Value, out.token.Refresh, strings.Join(out.token.Scopes, " "), out.idToken,
		"Bearer", out.token.remaining(o.tenant.Now()),
	})), nil
}

func checkGrant(form url.Values, name string, handler grantHandler) error {
	switch {
	case name == "":
		return badRequest(errInvalidRequest, "Missing grant_type parameter value")
	case !slices.Contains(model.KnownGrants, name):
		return badRequest(errUnsupportedGrant, "Unsupported grant type : %s, is used.", name)
	}
	missing := slices.DeleteFunc(slices.Clone(handler.required), func(name string) bool { return form.Get(name) != "" })
	if len(missing) > 0 {
		return badRequest(errInvalidRequest, "Missing parameters: %s", strings.Join(missing, " "))
	}
	return nil
}
