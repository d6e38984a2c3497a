package asgardeotest

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"syscall"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

const (
	assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

	// maxAssertionAge is how long ago an assertion may have been issued.
	maxAssertionAge = 100 * time.Minute
	// keySetTimeout is how long a key set may take to come.
	keySetTimeout = 5 * time.Second
)

// assertionAlgorithms are those of assertions, unless an application pins one.
var assertionAlgorithms = []jose.SignatureAlgorithm{jose.PS256, jose.ES256, jose.ES384, jose.RS384, jose.RS256}

// SetClientKeys registers the public keys that verify the assertions of a
// client which authenticates with private_key_jwt (RFC 7523). The keys are a
// JSON Web Key Set (RFC 7517), and take the place of those registered before.
// The certificate of an application verifies too, whether its type is PEM or
// JWKS; a key set is fetched from a loopback address only.
func (s *Server) SetClientKeys(clientID string, keySet []byte) error {
	var keys jose.JSONWebKeySet
	if err := json.Unmarshal(keySet, &keys); err != nil {
		return fmt.Errorf("asgardeotest: keys of the client %s: %w", clientID, err)
	}
	s.change(func() { s.org.ClientKeys[clientID] = keys })
	return nil
}

// assertionCredentials takes the id of the client from an assertion, which is
// not to be believed yet.
func assertionCredentials(form url.Values) (clientCredentials, error) {
	given := clientCredentials{method: authMethodAssertion, secret: form.Get("client_assertion")}
	var claims jwt.Claims
	token, err := jwt.ParseSigned(given.secret, anyAlgorithm())
	if err == nil {
		err = token.UnsafeClaimsWithoutVerification(&claims)
	}
	id := form.Get("client_id")
	if err != nil || claims.Subject == "" || id != "" && id != claims.Subject {
		return given, invalidClient(credentialsRefused)
	}
	given.id = claims.Subject
	return given, nil
}

// anyAlgorithm is every algorithm that an application can pin.
func anyAlgorithm() []jose.SignatureAlgorithm {
	var algorithms []jose.SignatureAlgorithm
	for _, name := range signingAlgorithms {
		algorithms = append(algorithms, jose.SignatureAlgorithm(name))
	}
	return algorithms
}

// verifiesAssertion reports whether an assertion is one of the client (RFC 7523
// section 3), and remembers it, for it is good once.
func (c *call) verifiesAssertion(client *oauthClient, assertion string) bool {
	algorithms := assertionAlgorithms
	if pinned := client.ClientAuthentication.SigningAlgorithm; pinned != "" {
		algorithms = []jose.SignatureAlgorithm{jose.SignatureAlgorithm(pinned)}
	}
	token, err := jwt.ParseSigned(assertion, algorithms)
	if err != nil {
		return false
	}
	var claims jwt.Claims
	signedBy := func(key jose.JSONWebKey) bool { return token.Claims(key.Key, &claims) == nil }
	if !slices.ContainsFunc(c.keysOf(client, token.Headers[0].KeyID), signedBy) {
		return false
	}
	now := c.org.now()
	err = claims.ValidateWithLeeway(jwt.Expected{
		Issuer: client.ClientID, Subject: client.ClientID, AnyAudience: jwt.Audience{c.org.issuer()}, Time: now,
	}, 0)
	if err != nil || claims.Expiry == nil || claims.ID == "" || claims.Expiry.Time().Sub(now) > maxLifetime {
		return false
	}
	if claims.IssuedAt != nil && now.Sub(claims.IssuedAt.Time()) > maxAssertionAge {
		return false
	}
	return c.org.takeAssertion(client, claims)
}

// takeAssertion reports whether an assertion may be used, which is once unless
// the application allows more.
func (t *tenant) takeAssertion(client *oauthClient, claims jwt.Claims) bool {
	if reuse := client.ClientAuthentication.AllowReusePrivateKeyJWT; reuse != nil && *reuse {
		return true
	}
	id := client.ClientID + "\n" + claims.ID
	if _, used := t.Assertions[id]; used {
		return false
	}
	t.Assertions[id] = claims.Expiry.Time()
	return true
}

// keysOf returns the keys of a client that an assertion can be signed with. An
// assertion that names no key is tried with all.
func (c *call) keysOf(client *oauthClient, keyID string) []jose.JSONWebKey {
	keys := append(c.certifiedKeys(client), c.org.ClientKeys[client.ClientID].Keys...)
	return slices.DeleteFunc(keys, func(key jose.JSONWebKey) bool {
		return !key.IsPublic() || keyID != "" && key.KeyID != "" && key.KeyID != keyID
	})
}

// certifiedKeys returns the keys that the certificate of an application has.
func (c *call) certifiedKeys(client *oauthClient) []jose.JSONWebKey {
	if client.app == nil || client.app.Settings.AdvancedConfigurations.Certificate == nil {
		return nil
	}
	cert := client.app.Settings.AdvancedConfigurations.Certificate
	switch cert.Type {
	case "PEM":
		block, _ := pem.Decode([]byte(cert.Value))
		if block == nil {
			return nil
		}
		parsed, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil
		}
		return []jose.JSONWebKey{{Key: parsed.PublicKey}}
	case "JWKS":
		// Others are served meanwhile: the key set may be on this very server.
		c.org.mu.Unlock()
		defer c.org.mu.Lock()
		return c.fetchKeys(cert.Value)
	}
	return nil
}

// fetchKeys returns the keys at an address, which must be a loopback one. It
// returns none when there is no key set.
func (c *call) fetchKeys(address string) []jose.JSONWebKey {
	ctx, cancel := context.WithTimeout(c.req.Context(), keySetTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil
	}
	resp, err := loopbackClient.Do(req)
	if err != nil {
		return nil
	}
	defer resp.Body.Close()
	var set jose.JSONWebKeySet
	if err := json.NewDecoder(io.LimitReader(resp.Body, maxBodyBytes)).Decode(&set); err != nil {
		return nil
	}
	return set.Keys
}

// loopbackClient connects to loopback addresses only, and keeps no connection.
var loopbackClient = &http.Client{Transport: &http.Transport{
	DisableKeepAlives: true,
	DialContext: (&net.Dialer{Control: func(_, address string, _ syscall.RawConn) error {
		if host, err := netip.ParseAddrPort(address); err != nil || !host.Addr().IsLoopback() {
			return fmt.Errorf("%s is not a loopback address", address)
		}
		return nil
	}}).DialContext,
}}
