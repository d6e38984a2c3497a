package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/secret"
	"github.com/seed-01804ef5/asgardeo-go/scim"
)

// answer is a response of the pharmacy's API.
type answer struct {
	status  int
	body    string
	refusal string // why, from the WWW-Authenticate header
}

func (a answer) String() string {
	text := fmt.Sprintf("%d %s", a.status, a.body)
	if a.refusal != "" {
		text += "  [" + a.refusal + "]"
	}
	return text
}

// call sends GET /user, with the token unless it is empty.
func (g *guide) call(ctx context.Context, token secret.String) (answer, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, g.url(), nil)
	if err != nil {
		return answer{}, err
	}
	if !token.IsZero() {
		req.Header.Set("Authorization", "Bearer "+token.Reveal())
	}
	res, err := g.http.Do(req)
	if err != nil {
		return answer{}, err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, 4<<10))
	if err != nil {
		return answer{}, err
	}
	return answer{res.StatusCode, strings.TrimSpace(string(body)), res.Header.Get("WWW-Authenticate")}, nil
}

// expect repeats the call until the response has the status, because a deployment or a
// permission may not be effective yet.
func (g *guide) expect(ctx context.Context, token secret.String, status int) (answer, error) {
	var last answer
	err := g.poll(ctx, fmt.Sprintf("waiting for the status %d", status), time.Minute,
		func(ctx context.Context) (bool, error) {
			var err error
			last, err = g.call(ctx, token)
			switch {
			case err != nil, last.status == status:
				return err == nil, nil
			case last.status >= 500, last.status == http.StatusNotFound, last.transient():
				return false, nil
			}
			return false, fmt.Errorf("%s responded with %s, not %d", g.url(), last, status)
		})
	return last, err
}

// transient reports whether the authorizer could not reach the issuer in time, or its
// clock was behind the token's time of issue.
func (a answer) transient() bool {
	return a.status == http.StatusUnauthorized &&
		(strings.Contains(a.refusal, "communication error") || strings.Contains(a.refusal, "before"))
}

// token gets an access token of the pharmacy's application with just one scope. The guide's last call uses a token of
// the management application, which the authorizer refuses: it has another audience.
func (g *guide) token(ctx context.Context, scope string) (secret.String, error) {
	client, err := g.as(g.clientID, g.clientSecret.Reveal(), scope)
	if err != nil {
		return secret.String{}, err
	}
	granted, err := client.GrantedScopes(ctx)
	if err != nil {
		return secret.String{}, err
	}
	if !slices.Contains(granted, scope) {
		return secret.String{}, fmt.Errorf("the application %s was not granted %s", g.names.application, scope)
	}
	token, err := client.Token(ctx)
	if err != nil {
		return secret.String{}, err
	}
	return secret.New(token.AccessToken), nil
}

func (g *guide) proveNoToken(ctx context.Context) (outcome, error) {
	answer, err := g.expect(ctx, secret.String{}, http.StatusUnauthorized)
	return checked("%s", answer), err
}

func (g *guide) proveWrongScope(ctx context.Context) (outcome, error) {
	token, err := g.token(ctx, g.names.otherScope)
	if err != nil {
		return outcome{}, err
	}
	answer, err := g.expect(ctx, token, http.StatusForbidden)
	return checked("%s", answer), err
}

func (g *guide) proveAccess(ctx context.Context) (outcome, error) {
	token, err := g.token(ctx, g.names.callScope)
	if err != nil {
		return outcome{}, err
	}
	answer, err := g.expect(ctx, token, http.StatusOK)
	if err != nil {
		return outcome{}, err
	}
	var greeting struct{ Message string }
	if err := json.Unmarshal([]byte(answer.body), &greeting); err != nil || greeting.Message != "Welcome User!" {
		return outcome{}, fmt.Errorf("%s responded with %s, without the greeting", g.url(), answer)
	}
	return checked("%s", answer), nil
}

func (g *guide) proveRole(ctx context.Context) (outcome, error) {
	role, err := g.asgardeo.SCIM.Roles.Get(ctx, g.userRoleID)
	if err != nil {
		return outcome{}, err
	}
	if !refersTo(role.Permissions, g.names.callScope) {
		return outcome{}, fmt.Errorf("the role %s does not have the permission %s", role.DisplayName, g.names.callScope)
	}
	user, err := g.asgardeo.SCIM.Users.Get(ctx, g.userID)
	if err != nil {
		return outcome{}, err
	}
	if !refersTo(role.Users, user.ID) || !slices.ContainsFunc(user.Roles, func(r scim.UserRole) bool { return r.Value == role.ID }) {
		return outcome{}, fmt.Errorf("the user %s does not have the role %s", user.UserName, role.DisplayName)
	}
	return checked("%s holds %s, which permits %s", user.UserName, role.DisplayName, g.names.callScope), nil
}
