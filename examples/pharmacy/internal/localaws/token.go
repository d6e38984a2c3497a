package localaws

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

// denial is a refusal by the authorizer.
type denial struct {
	status    int
	challenge string // the www-authenticate header
}

var errIssuer = errors.New("issuer does not match")

// authorize applies a route's JWT authorizer to a request. The result is the
// information about the token in the function's event.
func (s *Server) authorize(r *http.Request, route deployedRoute) (*jwtContext, *denial) {
	token := identity(r, route.authorizer.IdentitySource[0])
	if token == "" {
		return nil, &denial{http.StatusUnauthorized, "Bearer"}
	}
	claims, err := s.verify(r.Context(), token, route.authorizer.JWTConfiguration)
	wanted := strings.Join(route.AuthorizationScopes, " ")
	if err != nil {
		return nil, &denial{http.StatusUnauthorized,
			fmt.Sprintf("Bearer scope=%q error=%q error_description=%q", wanted, "invalid_token", err)}
	}
	result := &jwtContext{Claims: renderClaims(claims)}
	if len(route.AuthorizationScopes) == 0 {
		return result, nil // scopes stay null, regardless of the token
	}
	result.Scopes = tokenScopes(claims)
	granted := func(scope string) bool { return slices.Contains(result.Scopes, scope) }
	if !slices.ContainsFunc(route.AuthorizationScopes, granted) {
		return nil, &denial{http.StatusForbidden, fmt.Sprintf("Bearer scope=%q error=%q", wanted, "insufficient_scope")}
	}
	return result, nil
}

// identity returns the token of a request, without the prefix Bearer.
func identity(r *http.Request, source string) string {
	m := identitySourcePattern.FindStringSubmatch(source)
	token := r.Header.Get(m[2])
	if m[1] == "querystring" {
		token = r.URL.Query().Get(m[2])
	}
	token = strings.TrimSpace(token)
	if hasBearer(token) {
		token = strings.TrimSpace(token[len(bearer):])
	}
	return token
}

const bearer = "bearer "

func hasBearer(token string) bool {
	return len(token) >= len(bearer) && strings.EqualFold(token[:len(bearer)], bearer)
}

// claimSet has the claims of a token in their original encoding.
type claimSet map[string]json.RawMessage

// verify checks signature and claims of a token, with no leeway for clocks. An
// error is the description for the client.
func (s *Server) verify(ctx context.Context, token string, config jwtConfiguration) (claimSet, error) {
	if hasBearer(token) {
		return nil, errors.New("tokenstring should not contain 'bearer '")
	}
	if strings.Count(token, ".") != 2 {
		return nil, errors.New("token contains an invalid number of segments")
	}
	parsed, err := jwt.ParseSigned(token, []jose.SignatureAlgorithm{jose.RS256, jose.RS384, jose.RS512})
	var algorithm *jose.ErrUnexpectedSignatureAlgorithm
	if errors.As(err, &algorithm) {
		return nil, fmt.Errorf("signing method %s is invalid", algorithm.Got)
	}
	if err != nil {
		return nil, errors.New("the token is malformed")
	}
	key, err := s.issuers.key(ctx, config.Issuer, parsed.Headers[0].KeyID)
	if err != nil {
		return nil, err
	}
	var (
		standard jwt.Claims
		claims   claimSet
	)
	if err := parsed.Claims(key, &standard, &claims); errors.Is(err, jose.ErrCryptoFailure) {
		return nil, errors.New("crypto/rsa: verification error")
	} else if err != nil {
		return nil, errors.New("the token is malformed")
	}
	return claims, checkClaims(standard, claims, config)
}

func checkClaims(standard jwt.Claims, claims claimSet, config jwtConfiguration) error {
	err := standard.ValidateWithLeeway(jwt.Expected{Issuer: config.Issuer, Time: time.Now()}, 0)
	switch {
	case errors.Is(err, jwt.ErrInvalidIssuer):
		return errIssuer
	case errors.Is(err, jwt.ErrExpired), standard.Expiry == nil:
		return errors.New("the token has expired")
	case errors.Is(err, jwt.ErrNotValidYet):
		return errors.New("the token is not valid yet")
	case errors.Is(err, jwt.ErrIssuedInTheFuture):
		return errors.New("the token was used before it was issued")
	case err != nil:
		return err
	}
	// client_id counts only where there is no audience.
	audience := []string(standard.Audience)
	if _, exists := claims["aud"]; !exists {
		audience = claimStrings(claims["client_id"])
	}
	if !slices.ContainsFunc(audience, func(a string) bool { return slices.Contains(config.Audience, a) }) {
		return errors.New("the token does not have a valid audience")
	}
	return nil
}

// tokenScopes are the scopes of a token, in the claim scope or else in scp.
func tokenScopes(claims claimSet) []string {
	raw, exists := claims["scope"]
	if !exists {
		raw = claims["scp"]
	}
	scopes := []string{}
	for _, text := range claimStrings(raw) {
		scopes = append(scopes, strings.Fields(text)...)
	}
	return scopes
}

// claimStrings reads a claim that is a string or a list of strings.
func claimStrings(raw json.RawMessage) []string {
	var list oneOrMany[string]
	if json.Unmarshal(raw, &list) != nil {
		return nil
	}
	return list
}

// renderClaims writes claims the way they reach a function: every value is a
// string, and null claims are left out.
func renderClaims(claims claimSet) map[string]string {
	rendered := make(map[string]string, len(claims))
	for name, raw := range claims {
		if text, isNull := renderClaim(raw); !isNull {
			rendered[name] = text
		}
	}
	return rendered
}

// renderClaim keeps numbers as they were written and prints lists as Go does:
// [a b]. An object becomes its JSON text.
func renderClaim(raw json.RawMessage) (text string, isNull bool) {
	raw = bytes.TrimSpace(raw)
	switch {
	case len(raw) == 0 || string(raw) == "null":
		return "<nil>", true
	case raw[0] == '"':
		_ = json.Unmarshal(raw, &text) // has been parsed before
		return text, false
	case raw[0] == '[':
		var items []json.RawMessage
		_ = json.Unmarshal(raw, &items)
		texts := make([]string, len(items))
		for i, item := range items {
			texts[i], _ = renderClaim(item)
		}
		return "[" + strings.Join(texts, " ") + "]", false
	case raw[0] == '{':
		var compact bytes.Buffer
		_ = json.Compact(&compact, raw)
		return compact.String(), false
	default:
		return string(raw), false
	}
}
