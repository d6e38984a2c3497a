package oauth

import (
	"encoding/json"
	"errors"
	"net/url"
	"slices"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/model"
)

const (
	assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

	// maxAssertionAge is the maximum age of an assertion.
	maxAssertionAge = 100 * time.Minute
)

// assertionAlgorithms are the algorithms allowed for assertions, unless an
// application sets one.
var assertionAlgorithms = []jose.SignatureAlgorithm{jose.PS256, jose.ES256, jose.ES384, jose.RS384, jose.RS256}

// A usedAssertion is an assertion that cannot be used again.
type usedAssertion struct {
	ClientID, ID string
	Expires      time.Time
}

// Key combines the id of the client and the id of the assertion.
func (a *usedAssertion) Key() string { return a.ClientID + "\n" + a.ID }

// Names returns nothing.
func (a *usedAssertion) Names() []string { return nil }

func (a *usedAssertion) expired(now time.Time) bool { return !now.Before(a.Expires) }

// clientKeys are the public keys that verify the assertions of a client.
type clientKeys struct {
	ClientID string
	Keys     jose.JSONWebKeySet
}

// Key is the id of the client.
func (k *clientKeys) Key() string { return k.ClientID }

// Names returns nothing.
func (k *clientKeys) Names() []string { return nil }

// SetClientKeys registers the JSON Web Key Set of a client, and replaces an
// earlier one. The caller holds the lock.
func (o *OAuth) SetClientKeys(clientID string, keySet []byte) error {
	var keys jose.JSONWebKeySet
	if err := json.Unmarshal(keySet, &keys); err != nil {
		return err
	}
	if clientID == "" {
		return errors.New("the id of the client is empty")
	}
	if registered := o.clientKeys.Get(clientID); registered != nil {
		o.clientKeys.Change(registered, func() { registered.Keys = keys })
	} else {
		o.clientKeys.Add(&clientKeys{clientID, keys})
	}
	return nil
}

// presentedAssertion returns the id of the client in an assertion that is not
// verified yet.
func presentedAssertion(form url.Values) (presented, error) {
	given := presented{method: model.AuthMethodAssertion, secret: form.Get("client_assertion")}
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

// anyAlgorithm returns every algorithm that an application can set.
func anyAlgorithm() []jose.SignatureAlgorithm {
	var algorithms []jose.SignatureAlgorithm
	for _, name := range model.SigningAlgorithms {
		algorithms = append(algorithms, jose.SignatureAlgorithm(name))
	}
	return algorithms
}

// verifiesAssertion reports whether an assertion is valid for the client (RFC
// 7523 section 3). It records the assertion, which can be used only once.
func (o *OAuth) verifiesAssertion(c *engine.Call, client *model.Client, assertion string) bool {
	algorithms := assertionAlgorithms
	if client.AssertionAlgorithm != "" {
		algorithms = []jose.SignatureAlgorithm{jose.SignatureAlgorithm(client.AssertionAlgorithm)}
	}
	token, err := jwt.ParseSigned(assertion, algorithms)
	if err != nil {
		return false
	}
	var claims jwt.Claims
	signedBy := func(key jose.JSONWebKey) bool { return token.Claims(key.Key, &claims) == nil }
	if !slices.ContainsFunc(o.keysOf(c, client, token.Headers[0].KeyID), signedBy) {
		return false
	}
	now := o.tenant.Now()
	err = claims.ValidateWithLeeway(jwt.Expected{
		Issuer: client.ID, Subject: client.ID, AnyAudience: jwt.Audience{o.Issuer()}, Time: now,
	}, 0)
	if err != nil || claims.Expiry == nil || claims.ID == "" || claims.Expiry.Time().Sub(now) > maxLifetime {
		return false
	}
	if claims.IssuedAt != nil && now.Sub(claims.IssuedAt.Time()) > maxAssertionAge {
		return false
	}
	return o.takeAssertion(client, claims)
}

// takeAssertion reports whether an assertion may be used: only once, unless the
// application allows reuse.
func (o *OAuth) takeAssertion(client *model.Client, claims jwt.Claims) bool {
	if client.ReusableAssertions {
		return true
	}
	used := &usedAssertion{client.ID, claims.ID, claims.Expiry.Time()}
	if o.assertions.Get(used.Key()) != nil {
		return false
	}
	o.assertions.Add(used)
	o.assertionSweep.step(&o.assertions, o.tenant.Now())
	return true
}

// keysOf returns the keys of a client that can verify an assertion: the key
// with the id or, for an assertion without a key id, all keys.
func (o *OAuth) keysOf(c *engine.Call, client *model.Client, keyID string) []jose.JSONWebKey {
	keys := certifiedKeys(c, client.Certificate)
	if registered := o.clientKeys.Get(client.ID); registered != nil {
		keys = append(keys, registered.Keys.Keys...)
	}
	return slices.DeleteFunc(keys, func(key jose.JSONWebKey) bool {
		return !key.IsPublic() || keyID != "" && key.KeyID != "" && key.KeyID != keyID
	})
}
