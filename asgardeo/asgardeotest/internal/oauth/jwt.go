package oauth

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"strings"

	"github.com/go-jose/go-jose/v4"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/model"
)

const (
	typeAccessToken = "at+jwt" // RFC 9068
	typeIDToken     = "JWT"

	userTypeApplication = "APPLICATION"
	userTypeUser        = "APPLICATION_USER"
)

// sign sets the value of a token to a signed JWT.
func (b bearer) sign(token *accessToken) error {
	key, err := b.keyOfClient()
	if err != nil {
		return err
	}
	token.JWTID, token.KeyID = b.tenant.NewUUID(), key.KeyID
	claims := b.claims(token.grant)
	claims["jti"] = token.JWTID
	claims["client_id"] = token.ClientID
	claims["aut"] = token.userType()
	switch {
	case len(token.Scopes) == 0:
	case b.client.ScopeAsArray:
		claims["scope"] = token.Scopes
	default:
		claims["scope"] = strings.Join(token.Scopes, " ")
	}
	token.Value, err = serialize(key, typeAccessToken, claims)
	return err
}

// idToken returns the ID token (OpenID Connect Core section 2) for an access
// token.
func (b bearer) idToken(access *accessToken) (string, error) {
	key, err := b.keyOfClient()
	if err != nil {
		return "", err
	}
	now := b.tenant.Now()
	claims := b.claims(grant{
		ClientID: access.ClientID, UserID: access.UserID, OrganizationID: access.OrganizationID, Switched: access.Switched,
		Issued: now, Expires: now.Add(lifetimeOf(b.client.IDTokenLifetime)),
	})
	sum := sha256.Sum256([]byte(access.Value))
	claims["at_hash"] = base64.RawURLEncoding.EncodeToString(sum[:len(sum)/2])
	claims["jti"] = b.tenant.NewUUID()
	claims["amr"] = []string{model.GrantPassword}
	return serialize(key, typeIDToken, claims)
}

// keyOfClient returns the signing key for the client's algorithm.
func (b bearer) keyOfClient() (jose.JSONWebKey, error) {
	if algorithm := b.client.IDTokenAlgorithm; algorithm != "" && algorithm != string(jose.RS256) {
		return jose.JSONWebKey{}, engine.Unimplemented{What: "tokens signed with " + algorithm}
	}
	return b.signingKey()
}

// claims returns the claims that access tokens and ID tokens share. They contain
// the organization that the token gives access to and, because it may differ, the
// organization of the subject.
func (b bearer) claims(g grant) map[string]any {
	org := b.tenant.Organization(g.OrganizationID)
	claims := map[string]any{
		"iss": b.Issuer(), "sub": g.subject(), "aud": audienceClaim(b.audience()), "azp": g.ClientID,
		"iat": g.Issued.Unix(), "nbf": g.Issued.Unix(), "exp": g.Expires.Unix(),
		"org_id": org.ID, "org_name": org.Name, "org_handle": org.Name,
	}
	if g.Switched || g.UserID != "" {
		claims["user_org"] = b.tenant.Root().ID
	}
	return claims
}

// subject returns the sub of a token: the id of the user or of the client.
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

// audienceClaim returns a string for one audience and a list for several.
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
