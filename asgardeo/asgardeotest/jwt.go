package asgardeotest

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/go-jose/go-jose/v4"
)

const (
	typeAccessToken = "at+jwt" // RFC 9068
	typeIDToken     = "JWT"

	userTypeApplication = "APPLICATION"
	userTypeUser        = "APPLICATION_USER"
)

// RotateSigningKey makes a new key, which signs every token from now on. The
// keys before it stay in the key set, and the tokens they signed stay valid,
// until [Server.RetireSigningKeys].
func (s *Server) RotateSigningKey() error {
	key, err := s.org.newSigningKey()
	if err != nil {
		return fmt.Errorf("asgardeotest: signing key: %w", err)
	}
	s.change(func() {
		// The first key is made when it is needed: here, to stay in the set.
		if _, err = s.org.signingKey(); err == nil {
			s.org.SigningKeys = append(s.org.SigningKeys, key)
		}
	})
	return err
}

// RetireSigningKeys takes all keys but the newest out of the key set. The
// server refuses the tokens they signed.
func (s *Server) RetireSigningKeys() {
	s.change(func() {
		s.org.SigningKeys = s.org.SigningKeys[max(0, len(s.org.SigningKeys)-1):]
		retired := func(id string) bool {
			return id != "" && !slices.ContainsFunc(s.org.SigningKeys, func(key jose.JSONWebKey) bool { return key.KeyID == id })
		}
		maps.DeleteFunc(s.org.Tokens, func(_ string, token *accessGrant) bool { return retired(token.KeyID) })
	})
}

// signingKey is the key that signs. The first one is made when it is needed.
func (t *tenant) signingKey() (jose.JSONWebKey, error) {
	if len(t.SigningKeys) == 0 {
		key, err := t.firstKey()
		if err != nil {
			return key, err
		}
		t.SigningKeys = append(t.SigningKeys, key)
	}
	return t.SigningKeys[len(t.SigningKeys)-1], nil
}

// getKeySet answers with the newest key first.
func getKeySet(c *call) (reply, error) {
	if _, err := c.org.signingKey(); err != nil {
		return reply{}, err
	}
	set := jose.JSONWebKeySet{Keys: []jose.JSONWebKey{}}
	for _, key := range slices.Backward(c.org.SigningKeys) {
		set.Keys = append(set.Keys, key.Public())
	}
	return asJSON(http.StatusOK, set), nil
}

// issuer is the iss of tokens and of the discovery document alike.
func (t *tenant) issuer() string { return t.url + "/oauth2/token" }

// sign makes a token a JWT.
func (b bearer) sign(token *accessGrant) error {
	key, err := b.signingKey()
	if err != nil {
		return err
	}
	token.JWTID, token.KeyID = b.org.newUUID(), key.KeyID
	claims := b.claims(token.grant)
	claims["jti"] = token.JWTID
	claims["client_id"] = token.ClientID
	claims["aut"] = token.userType()
	switch {
	case len(token.Scopes) == 0:
	case b.client.AccessToken.EnableJwtScopeAsArray != nil && *b.client.AccessToken.EnableJwtScopeAsArray:
		claims["scope"] = token.Scopes
	default:
		claims["scope"] = strings.Join(token.Scopes, " ")
	}
	token.Value, err = serialize(key, typeAccessToken, claims)
	return err
}

// idToken is the ID token (OpenID Connect Core section 2) beside an access
// token.
func (b bearer) idToken(access *accessGrant) (string, error) {
	key, err := b.signingKey()
	if err != nil {
		return "", err
	}
	now := b.org.now()
	claims := b.claims(grant{
		ClientID: access.ClientID, UserID: access.UserID, OrganizationID: access.OrganizationID, Switched: access.Switched,
		Issued: now, Expires: now.Add(lifetimeOf(b.client.IDToken.ExpiryInSeconds)),
	})
	sum := sha256.Sum256([]byte(access.Value))
	claims["at_hash"] = base64.RawURLEncoding.EncodeToString(sum[:len(sum)/2])
	claims["jti"] = b.org.newUUID()
	claims["amr"] = []string{grantPassword}
	return serialize(key, typeIDToken, claims)
}

// signingKey is the key for the algorithm that the client asks for.
func (b bearer) signingKey() (jose.JSONWebKey, error) {
	if algorithm := b.client.IDToken.SignedAlgorithm; algorithm != "" && algorithm != string(jose.RS256) {
		return jose.JSONWebKey{}, unimplemented{"tokens signed with " + algorithm}
	}
	return b.org.signingKey()
}

// claims are those of access tokens and ID tokens alike.
func (b bearer) claims(g grant) map[string]any {
	claims := map[string]any{
		"iss": b.org.issuer(), "sub": g.subject(), "aud": audienceClaim(b.client.audience()), "azp": g.ClientID,
		"iat": g.Issued.Unix(), "nbf": g.Issued.Unix(), "exp": g.Expires.Unix(),
	}
	b.org.addOrganizationClaims(claims, g)
	return claims
}

// addOrganizationClaims adds the organization whose APIs a token opens and,
// where it may be another one, that of whoever the token is for.
func (o *organization) addOrganizationClaims(claims map[string]any, g grant) {
	org := o.organization(g.OrganizationID)
	claims["org_id"], claims["org_name"], claims["org_handle"] = org.ID, org.Name, org.Name
	if g.Switched || g.UserID != "" {
		claims["user_org"] = o.root().ID
	}
}

// subject is the sub of a token: the id of the user or of the client.
func (g grant) subject() string {
	if g.UserID != "" {
		return g.UserID
	}
	return g.ClientID
}

func (g grant) userType() string {
	if g.UserID != "" {
		return userTypeUser
	}
	return userTypeApplication
}

// audienceClaim is a string when there is one audience and a list when there
// are several.
func audienceClaim(audience []string) any {
	if len(audience) == 1 {
		return audience[0]
	}
	return audience
}

func serialize(key jose.JSONWebKey, kind jose.ContentType, claims map[string]any) (string, error) {
	payload, err := json.Marshal(claims)
	if err != nil {
		return "", err
	}
	signer, err := jose.NewSigner(
		jose.SigningKey{Algorithm: jose.RS256, Key: key},
		(&jose.SignerOptions{}).WithType(kind),
	)
	if err != nil {
		return "", err
	}
	signature, err := signer.Sign(payload)
	if err != nil {
		return "", err
	}
	return signature.CompactSerialize()
}
