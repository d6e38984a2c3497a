package asgardeotest

import (
	"crypto"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
)

const (
	defaultTokenLifetime = time.Hour
	signingKeyBits       = 2048

	// scopeSystem stands for every scope of the management APIs.
	scopeSystem = "SYSTEM"
)

// bypassingScope matches the scopes that are granted to whoever asks.
var bypassingScope = regexp.MustCompile(`^device_.*`)

// newSigningKey makes a key with the id that its thumbprint is (RFC 7638).
func newSigningKey(private *rsa.PrivateKey, err error) (jose.JSONWebKey, error) {
	if err != nil {
		return jose.JSONWebKey{}, err
	}
	key := jose.JSONWebKey{Key: private, Algorithm: string(jose.RS256), Use: "sig"}
	thumbprint, err := key.Thumbprint(crypto.SHA256)
	if err != nil {
		return jose.JSONWebKey{}, err
	}
	key.KeyID = base64.RawURLEncoding.EncodeToString(thumbprint)
	return key, nil
}

// An accessGrant is an access token and what it stands for.
type accessGrant struct {
	value           string
	client          *oauthClient
	scopes          []string
	issued, expires time.Time
	jwtID           string // empty for an opaque token
}

func (t *accessGrant) has(scope string) bool {
	return t != nil && slices.Contains(t.scopes, scope)
}

func (t *accessGrant) hasAll(scopes []string) bool {
	return !slices.ContainsFunc(scopes, func(scope string) bool { return !t.has(scope) })
}

func (t *accessGrant) expired(now time.Time) bool { return !now.Before(t.expires) }

// remaining is the rest of the lifetime in seconds, rounded up so that a new
// token shows its full lifetime.
func (t *accessGrant) remaining(now time.Time) int64 {
	return int64(math.Ceil(t.expires.Sub(now).Seconds()))
}

// audience is a string when there is one and a list when there are several.
func (t *accessGrant) audience() any {
	if len(t.client.extraAudience) == 0 {
		return t.client.id
	}
	return append([]string{t.client.id}, t.client.extraAudience...)
}

// grantedScopes is what is left of the requested scopes: those the client is
// authorized for. The others are dropped without a word.
func (o *organization) grantedScopes(client *oauthClient, requested []string) []string {
	authorized := client.granted()
	if slices.Contains(requested, scopeSystem) {
		requested = append(slices.Clone(requested), systemScopes(authorized)...)
	}
	granted := map[string]bool{}
	for _, scope := range requested {
		switch {
		case bypassingScope.MatchString(scope):
			granted[scope] = true
		case scope == "openid", scope == "internal_login":
			// For users only.
		case slices.Contains(authorized, scope):
			granted[scope] = true
		}
	}
	return slices.Sorted(maps.Keys(granted))
}

// systemScopes picks the scopes of the management APIs.
func systemScopes(scopes []string) []string {
	return slices.DeleteFunc(slices.Clone(scopes), func(scope string) bool { return !restrictedScope(scope) })
}

// issue gives the client a token. A client with opaque tokens gets the one it
// already has for the same scopes, as long as it lives.
func (o *organization) issue(client *oauthClient, scopes []string) (*accessGrant, error) {
	reuseKey := client.id + "\n" + strings.Join(scopes, " ")
	if !client.jwt {
		if token := o.findToken(o.reusable[reuseKey]); token != nil {
			return token, nil
		}
	}
	lifetime := client.lifetime
	if lifetime <= 0 {
		lifetime = defaultTokenLifetime
	}
	o.sweepTokens()
	now := o.now()
	token := &accessGrant{
		value: o.newUUID(), client: client, scopes: scopes, issued: now, expires: now.Add(lifetime),
	}
	if client.jwt {
		token.jwtID = o.newUUID()
		signed, err := o.sign(token)
		if err != nil {
			return nil, oauthError{http.StatusInternalServerError, errServer, err.Error()}
		}
		token.value = signed
	} else {
		o.reusable[reuseKey] = token.value
	}
	o.tokens[token.value] = token
	return token, nil
}

// findToken returns a live token, or nil. It forgets one that has expired.
func (o *organization) findToken(value string) *accessGrant {
	token := o.tokens[value]
	if token != nil && token.expired(o.now()) {
		delete(o.tokens, value)
		return nil
	}
	return token
}

// minSweep is the least number of tokens issued between two sweeps.
const minSweep = 64

// sweepTokens forgets the tokens that have expired. It looks at all of them,
// but only after as many were issued, so that it costs each the same.
func (o *organization) sweepTokens() {
	if o.untilSweep--; o.untilSweep > 0 {
		return
	}
	now := o.now()
	maps.DeleteFunc(o.tokens, func(_ string, t *accessGrant) bool { return t.expired(now) })
	maps.DeleteFunc(o.reusable, func(_, value string) bool { return o.tokens[value] == nil })
	o.untilSweep = max(minSweep, len(o.tokens))
}

// dropTokens ends the tokens of a client.
func (o *organization) dropTokens(clientID string) {
	maps.DeleteFunc(o.tokens, func(_ string, t *accessGrant) bool { return t.client.id == clientID })
}

// sign makes the token a JWT (RFC 9068).
func (o *organization) sign(t *accessGrant) (string, error) {
	claims := map[string]any{
		"iss": o.issuer(), "sub": t.client.id, "aud": t.audience(),
		"azp": t.client.id, "client_id": t.client.id,
		"aut": "APPLICATION", "jti": t.jwtID,
		"iat": t.issued.Unix(), "nbf": t.issued.Unix(), "exp": t.expires.Unix(),
		"org_id": o.ID, "org_name": o.Name, "org_handle": o.Name,
	}
	switch {
	case len(t.scopes) == 0:
	case t.client.scopeAsArray:
		claims["scope"] = t.scopes
	default:
		claims["scope"] = strings.Join(t.scopes, " ")
	}
	payload, err := json.Marshal(claims)
	if err != nil {
		return "", err
	}
	key, err := o.signingKey()
	if err != nil {
		return "", err
	}
	signer, err := jose.NewSigner(
		jose.SigningKey{Algorithm: jose.RS256, Key: key},
		(&jose.SignerOptions{}).WithType("at+jwt"),
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

func getKeySet(c *call) (reply, error) {
	key, err := c.org.signingKey()
	if err != nil {
		return reply{}, fmt.Errorf("signing key: %w", err)
	}
	return asJSON(http.StatusOK, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{key.Public()}}), nil
}

// issuer is the iss of tokens and of the discovery document alike.
func (o *organization) issuer() string { return o.url + "/oauth2/token" }

// getDiscovery answers below the token endpoint and below one other name.
func getDiscovery(c *call) (reply, error) {
	if endpoint := c.vars["endpoint"]; endpoint != "token" && endpoint != "oidcdiscovery" {
		return reply{status: http.StatusBadRequest, body: []byte("There is no discovery document here.")}.
			with("Content-Type", "text/plain"), nil
	}
	return getRootDiscovery(c)
}

func getRootDiscovery(c *call) (reply, error) {
	base := c.org.url
	methods := []string{authMethodBasic, authMethodPost}
	return asJSON(http.StatusOK, map[string]any{
		"issuer":                                        c.org.issuer(),
		"authorization_endpoint":                        base + "/oauth2/authorize",
		"token_endpoint":                                base + "/oauth2/token",
		"userinfo_endpoint":                             base + "/oauth2/userinfo",
		"jwks_uri":                                      base + "/oauth2/jwks",
		"revocation_endpoint":                           base + "/oauth2/revoke",
		"introspection_endpoint":                        base + "/oauth2/introspect",
		"end_session_endpoint":                          base + "/oidc/logout",
		"registration_endpoint":                         base + "/api/identity/oauth2/dcr/v1.1/register",
		"grant_types_supported":                         knownGrants,
		"scopes_supported":                              oidcScopes,
		"response_types_supported":                      []string{"code", "token", "id_token", "id_token token", "code id_token"},
		"subject_types_supported":                       []string{"public", "pairwise"},
		"id_token_signing_alg_values_supported":         []string{string(jose.RS256)},
		"token_endpoint_auth_methods_supported":         methods,
		"revocation_endpoint_auth_methods_supported":    methods,
		"introspection_endpoint_auth_methods_supported": methods,
		"code_challenge_methods_supported":              []string{"S256", "plain"},
	}), nil
}
