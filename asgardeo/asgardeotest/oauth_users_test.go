package asgardeotest_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"
)

const readers = "https://pharmacy.example"

// A shop is an organization with an API, an application for users with the
// grants password and refresh_token, and a user who may read.
type shop struct {
	*session
	resource, app, id, secret, user, role string
}

func startShop(t *testing.T, audience string, oidc object) *shop {
	t.Helper()
	p := &shop{session: start(t)}
	p.resource = p.create(resourceAPI, object{"name": "Pharmacy", "identifier": readers, "scopes": list{object{"name": "read"}, object{"name": "write"}}})
	p.app = p.create(appAPI, object{
		"name": "till", "associatedRoles": object{"allowedAudience": audience},
		"inboundProtocolConfiguration": object{"oidc": complete(merge(object{"grantTypes": list{"password", "refresh_token", "client_credentials"}}, oidc))},
	})
	got := p.do("GET", appAPI+"/"+p.app+"/inbound-protocols/oidc", nil).want(200).object()
	p.id, p.secret = got["clientId"].(string), got["clientSecret"].(string)
	p.authorize(p.app, p.resource, "read", "write")
	p.user = p.create(usersAPI, object{"userName": "DEFAULT/kim@pharmacy.example", "password": "aBcd!23#"})
	p.role = p.create("/scim2/v2/Roles", object{
		"displayName": "reader", "audience": p.audience(audience),
		"permissions": list{object{"value": "read"}}, "users": list{object{"value": p.user}},
	})
	return p
}

func (p *shop) audience(kind string) object {
	if kind == "APPLICATION" {
		return object{"type": "application", "value": p.app}
	}
	return object{}
}

// request sends a token request of the application; the parameters are pairs.
func (p *shop) request(grant string, pairs ...string) *answer {
	p.t.Helper()
	form := url.Values{"grant_type": {grant}, "client_id": {p.id}, "client_secret": {p.secret}}
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return p.form("/oauth2/token", form)
}

// signIn gets tokens for the user.
func (p *shop) signIn(scope string) *answer {
	p.t.Helper()
	return p.request("password", "username", "kim@pharmacy.example", "password", "aBcd!23#", "scope", scope)
}

func (p *shop) introspect(token string, pairs ...string) *answer {
	p.t.Helper()
	form := url.Values{"token": {token}}
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return p.form("/oauth2/introspect", form, "Authorization", "Bearer "+p.token).want(200)
}

// A user gets the scopes that both the roles and the application allow.
func TestScopesOfUsers(t *testing.T) {
	for _, audience := range []string{"APPLICATION", "ORGANIZATION"} {
		t.Run("wire 1.4 audience "+audience, func(t *testing.T) {
			p := startShop(t, audience, nil)
			p.signIn("read write unknown device_1").want(200).wantMembers(object{"scope": "device_1 read"})
			p.signIn("").want(200).wantMembers(object{"scope": nil})
			p.signIn("internal_login internal_user_mgt_list").want(200).wantMembers(object{"scope": "internal_login"})

			// A role with the other audience has no effect.
			other := object{"type": "application", "value": p.app}
			if audience == "APPLICATION" {
				other = object{}
			}
			p.do("POST", "/scim2/v2/Roles", object{
				"displayName": "writer", "audience": other, "permissions": list{object{"value": "write"}}, "users": list{object{"value": p.user}},
			}).want(map[string]int{"APPLICATION": 201, "ORGANIZATION": 400}[audience])
			p.signIn("write").want(200).wantMembers(object{"scope": nil})

			p.do("PATCH", "/scim2/v2/Roles/"+p.role, object{"Operations": list{object{
				"op": "add", "path": "permissions", "value": list{object{"value": "write"}},
			}}}).want(200)
			p.signIn("read write").want(200).wantMembers(object{"scope": "read write"})

			// Roles have no effect on tokens of the application itself.
			p.grant(p.id, p.secret, "read write").want(200).wantMembers(object{"scope": "read write", "refresh_token": nil})
		})
	}
}

// The scopes of an API that requires no authorization are granted to every
// user.
func TestScopesWithoutPolicy(t *testing.T) {
	p := startShop(t, "ORGANIZATION", nil)
	open := p.create(resourceAPI, object{"name": "Open", "identifier": "urn:open", "requiresAuthorization": false, "scopes": list{object{"name": "look"}}})
	p.signIn("look read").want(200).wantMembers(object{"scope": "read"})
	p.do("POST", appAPI+"/"+p.app+"/authorized-apis", object{"id": open, "policyIdentifier": "No Policy", "scopes": list{"look"}}).want(200)
	p.signIn("look read").want(200).wantMembers(object{"scope": "look read"})
	p.grant(p.id, p.secret, "look").want(200).wantMembers(object{"scope": "look"})
}

func TestSignIn(t *testing.T) {
	p := startShop(t, "ORGANIZATION", object{"refreshToken": object{"expiryInSeconds": 7200, "renewRefreshToken": true}})
	first := p.signIn("read").want(200).wantHeader("Cache-Control", "no-store").
		wantMembers(object{"token_type": "Bearer", "expires_in": 3600, "id_token": nil}).object()
	again := p.signIn("read").want(200).object()
	if first["access_token"] != again["access_token"] || first["refresh_token"] != again["refresh_token"] || first["refresh_token"] == "" {
		t.Errorf("got %v, want the tokens of before, %v", again, first)
	}
	p.request("password", "username", "DEFAULT/KIM@pharmacy.example", "password", "aBcd!23#").want(200)

	for name, test := range map[string]struct{ user, password string }{
		"wrong password": {"kim@pharmacy.example", "aBcd!23"}, "unknown user": {"lee@pharmacy.example", "aBcd!23#"},
		"other store": {"PRIMARY/kim@pharmacy.example", "aBcd!23#"}, "no store": {"NONE/kim", "aBcd!23#"},
	} {
		t.Run("wire 1.7 "+name, func(t *testing.T) {
			p.request("password", "username", test.user, "password", test.password).want(400).
				wantMembers(object{"error": "invalid_grant", "error_description": "Authentication failed for " + test.user})
		})
	}

	p.introspect(first["access_token"].(string)).wantMembers(object{
		"active": true, "aut": "APPLICATION_USER", "scope": "read", "client_id": p.id,
		"username": "DEFAULT/kim@pharmacy.example@testorg", "token_type": "Bearer", "sub": nil,
	})
	p.introspect(first["refresh_token"].(string)).wantMembers(object{"active": false})
	p.introspect(first["refresh_token"].(string), "token_type_hint", "refresh_token").wantMembers(object{
		"active": true, "aut": "APPLICATION_USER", "scope": "read", "client_id": p.id,
	})

	p.do("PATCH", usersAPI+"/"+p.user, object{"Operations": list{object{"op": "replace", "value": object{"active": false}}}}).want(200)
	p.signIn("read").want(400).wantMembers(object{"error": "invalid_grant"})
	p.introspect(first["access_token"].(string)).wantMembers(object{"active": false})
	p.request("refresh_token", "refresh_token", first["refresh_token"].(string)).want(400).wantMembers(object{"error": "invalid_grant"})
}

func TestTokensEndWithTheirUser(t *testing.T) {
	p := startShop(t, "ORGANIZATION", nil)
	token := p.signIn("read").want(200).object()["access_token"].(string)
	p.do("DELETE", usersAPI+"/"+p.user, nil).want(204)
	p.introspect(token).wantMembers(object{"active": false})
}

// Without the grant refresh_token there is no refresh token.
func TestNoRefreshToken(t *testing.T) {
	p := startShop(t, "ORGANIZATION", object{"grantTypes": list{"password"}})
	p.signIn("read").want(200).wantMembers(object{"refresh_token": nil})
	p.request("refresh_token", "refresh_token", "x").want(400).wantMembers(object{"error": "unauthorized_client"})
}

func TestRefresh(t *testing.T) {
	p := startShop(t, "ORGANIZATION", object{"accessToken": object{"userAccessTokenExpiryInSeconds": 60}, "refreshToken": object{"expiryInSeconds": 120}})
	first := p.signIn("read device_1").want(200).wantMembers(object{"expires_in": 60}).object()
	p.do("DELETE", "/scim2/v2/Roles/"+p.role, nil).want(204) // takes effect when the user signs in again
	renewed := p.request("refresh_token", "refresh_token", first["refresh_token"].(string)).want(200).
		wantMembers(object{"scope": "device_1 read", "expires_in": 60}).object()
	if renewed["refresh_token"] == first["refresh_token"] || renewed["access_token"] == first["access_token"] {
		t.Errorf("got the tokens of before: %v", renewed)
	}
	p.introspect(first["access_token"].(string)).wantMembers(object{"active": false})
	p.request("refresh_token", "refresh_token", first["refresh_token"].(string)).want(400).wantMembers(object{"error": "invalid_grant"})

	refresh := renewed["refresh_token"].(string)
	p.request("refresh_token", "refresh_token", refresh, "scope", "read write").want(400).
		wantMembers(object{"error": "invalid_scope", "error_description": "Invalid Scope!"})
	narrow := p.request("refresh_token", "refresh_token", refresh, "scope", "read").want(200).wantMembers(object{"scope": "read"}).object()

	_, id, secret := p.newClient("other", object{"grantTypes": list{"refresh_token"}})
	p.form("/oauth2/token", url.Values{
		"grant_type": {"refresh_token"}, "client_id": {id}, "client_secret": {secret}, "refresh_token": {narrow["refresh_token"].(string)},
	}).want(400).wantMembers(object{"error": "invalid_grant"})

	// An access token and its refresh token are revoked separately (section
	// 1.9).
	p.form("/oauth2/revoke", url.Values{"token": {narrow["access_token"].(string)}, "client_id": {p.id}, "client_secret": {p.secret}}).want(200)
	last := p.request("refresh_token", "refresh_token", narrow["refresh_token"].(string)).want(200).object()
	p.form("/oauth2/revoke", url.Values{
		"token": {last["refresh_token"].(string)}, "token_type_hint": {"refresh_token"}, "client_id": {p.id}, "client_secret": {p.secret},
	}).want(200)
	p.introspect(last["access_token"].(string)).wantMembers(object{"active": true})
	p.request("refresh_token", "refresh_token", last["refresh_token"].(string)).want(400).wantMembers(object{"error": "invalid_grant"})
	if next := p.signIn("read").want(200).object(); next["refresh_token"] == last["refresh_token"] {
		t.Error("got the refresh token that was revoked")
	}

	expiring := p.signIn("device_2").want(200).object()["refresh_token"].(string)
	p.srv.Advance(120 * time.Second)
	p.request("refresh_token", "refresh_token", expiring).want(400).wantMembers(object{"error": "invalid_grant"})
}

func TestRefreshTokenThatStays(t *testing.T) {
	p := startShop(t, "ORGANIZATION", object{"refreshToken": object{"renewRefreshToken": false}})
	refresh := p.signIn("read").want(200).object()["refresh_token"].(string)
	first := p.request("refresh_token", "refresh_token", refresh).want(200).wantMembers(object{"refresh_token": refresh}).object()
	p.request("refresh_token", "refresh_token", refresh).want(200).wantMembers(object{"refresh_token": refresh})
	p.introspect(first["access_token"].(string)).wantMembers(object{"active": false})
}

func TestUserJWT(t *testing.T) {
	p := startShop(t, "ORGANIZATION", object{
		"accessToken": object{"type": "JWT", "userAccessTokenExpiryInSeconds": 120}, "idToken": object{"expiryInSeconds": 30},
	})
	got := p.signIn("openid profile read").want(200).wantMembers(object{"scope": "openid profile read"}).object()
	_, access := p.verify(got["access_token"].(string))
	for name, want := range map[string]any{
		"sub": p.user, "aut": "APPLICATION_USER", "client_id": p.id, "azp": p.id, "aud": p.id, "scope": "openid profile read",
		"iss": p.srv.URL + "/oauth2/token", "user_org": access["org_id"],
	} {
		if access[name] != want {
			t.Errorf("claim %s of the access token is %v, want %v", name, access[name], want)
		}
	}
	if lifetime := access["exp"].(float64) - access["iat"].(float64); lifetime != 120 {
		t.Errorf("the access token lives %v s, want 120", lifetime)
	}
	header, id := p.verify(got["id_token"].(string))
	for name, want := range map[string]any{
		"sub": p.user, "aud": p.id, "iss": p.srv.URL + "/oauth2/token", "aut": nil, "scope": nil, "amr": "[password]",
	} {
		if fmt.Sprint(id[name]) != fmt.Sprint(want) {
			t.Errorf("claim %s of the ID token is %v, want %v", name, id[name], want)
		}
	}
	if lifetime := id["exp"].(float64) - id["iat"].(float64); lifetime != 30 || header.ExtraHeaders["typ"] != "JWT" {
		t.Errorf("the ID token lives %v s and is %v, want 30 and JWT", lifetime, header.ExtraHeaders["typ"])
	}
	again := p.signIn("openid profile read").want(200).object()
	if again["access_token"] == got["access_token"] {
		t.Error("a JWT was reused")
	}
	renewed := p.request("refresh_token", "refresh_token", again["refresh_token"].(string)).want(200).object()
	if !strings.Contains(renewed["id_token"].(string), ".") {
		t.Errorf("got ID token %v, want one", renewed["id_token"])
	}
}

// The stand-in signs with RS256 only, and reports other algorithms as not
// implemented.
func TestOtherSigningAlgorithm(t *testing.T) {
	s := start(t)
	_, id, secret := s.newClient("ps", object{"accessToken": object{"type": "JWT"}, "idToken": object{"idTokenSignedResponseAlg": "PS256"}})
	s.grant(id, secret, "").want(501).wantMembers(object{"error_description": "asgardeotest does not implement tokens signed with PS256"})
}
