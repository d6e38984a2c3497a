package asgardeotest_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"maps"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
)

func newKey(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// assert signs claims. The key may be symmetric.
func assert(t *testing.T, algorithm jose.SignatureAlgorithm, key any, keyID string, claims object) string {
	t.Helper()
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: algorithm, Key: jose.JSONWebKey{Key: key, KeyID: keyID}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	payload, err := json.Marshal(claims)
	if err != nil {
		t.Fatal(err)
	}
	signature, err := signer.Sign(payload)
	if err != nil {
		t.Fatal(err)
	}
	compact, err := signature.CompactSerialize()
	if err != nil {
		t.Fatal(err)
	}
	return compact
}

// keySet is the public half of a key as a key set.
func keySet(t *testing.T, key *ecdsa.PrivateKey, keyID string) []byte {
	t.Helper()
	set, err := json.Marshal(jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: key.Public(), KeyID: keyID}}})
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// claims returns the claims of a valid assertion.
func (s *session) claims(id string) object {
	now := time.Now()
	return object{
		"iss": id, "sub": id, "aud": s.srv.URL + "/oauth2/token", "jti": rand.Text(),
		"iat": now.Unix(), "exp": now.Add(time.Minute).Unix(),
	}
}

func (s *session) present(assertion string, pairs ...string) *answer {
	s.t.Helper()
	form := url.Values{
		"grant_type":            {"client_credentials"},
		"client_assertion_type": {"urn:ietf:params:oauth:client-assertion-type:jwt-bearer"},
		"client_assertion":      {assertion},
	}
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return s.form("/oauth2/token", form)
}

func TestAssertions(t *testing.T) {
	s := start(t)
	_, id, secret := s.newClient("app", nil)
	key, stranger := newKey(t), newKey(t)
	if err := s.srv.SetClientKeys(id, keySet(t, key, "k1")); err != nil {
		t.Fatal(err)
	}
	past := func(ago time.Duration) int64 { return time.Now().Add(-ago).Unix() }
	for _, test := range []struct {
		name   string
		key    any
		keyID  string
		change object
		status int
	}{
		{"good", key, "k1", nil, 200},
		{"without key id", key, "", nil, 200},
		{"several audiences", key, "k1", object{"aud": list{"x", s.srv.URL + "/oauth2/token"}}, 200},
		{"without iat", key, "k1", object{"iat": nil}, 200},
		{"other key", stranger, "k1", nil, 401},
		{"unknown key id", key, "k2", nil, 401},
		{"other issuer", key, "k1", object{"iss": "x"}, 401},
		{"unknown client", key, "k1", object{"iss": "x", "sub": "x"}, 401},
		{"without subject", key, "k1", object{"sub": nil}, 401},
		{"other audience", key, "k1", object{"aud": "x"}, 401},
		{"expired", key, "k1", object{"exp": past(time.Second)}, 401},
		{"without exp", key, "k1", object{"exp": nil}, 401},
		{"expiring never", key, "k1", object{"exp": int64(1) << 55}, 401},
		{"without jti", key, "k1", object{"jti": nil}, 401},
		{"not yet valid", key, "k1", object{"nbf": past(-time.Hour)}, 401},
		{"too old", key, "k1", object{"iat": past(101 * time.Minute)}, 401},
		{"wrong type of claim", key, "k1", object{"exp": "soon"}, 401},
	} {
		t.Run("wire 1.3 "+test.name, func(t *testing.T) {
			s := &session{t: t, srv: s.srv}
			claims := s.claims(id)
			maps.Copy(claims, test.change)
			maps.DeleteFunc(claims, func(_ string, value any) bool { return value == nil })
			got := s.present(assert(t, jose.ES256, test.key, test.keyID, claims)).want(test.status)
			if test.status == 401 {
				got.wantHeader("WWW-Authenticate", "Basic realm=127.0.0.1").
					wantMembers(object{"error": "invalid_client", "error_description": "Client credentials are invalid."})
			}
		})
	}
	s.present(assert(t, jose.HS256, []byte(strings.Repeat(secret, 2)), "", s.claims(id))).want(401)
	s.present("no.token.atall").want(401)
	s.present(assert(t, jose.ES256, key, "k1", s.claims(id)), "client_id", id).want(200)
	s.present(assert(t, jose.ES256, key, "k1", s.claims(id)), "client_id", "x").want(401)

	once := assert(t, jose.ES256, key, "k1", s.claims(id))
	s.present(once).want(200)
	s.present(once).want(401)

	// The other endpoints that authenticate clients also accept assertions.
	s.form("/oauth2/revoke", url.Values{
		"token": {"x"}, "client_assertion_type": {"urn:ietf:params:oauth:client-assertion-type:jwt-bearer"},
		"client_assertion": {assert(t, jose.ES256, key, "k1", s.claims(id))},
	}).want(200)
	if err := s.srv.SetClientKeys(id, []byte("{")); err == nil {
		t.Error("got no error for keys that are not JSON")
	}
}

// An application accepts only the method and algorithm that it sets.
func TestPinnedAssertions(t *testing.T) {
	s := start(t)
	key := newKey(t)
	pinned := func(name string, settings object) string {
		_, id, _ := s.newClient(name, object{"clientAuthentication": merge(object{"tokenEndpointAuthMethod": "private_key_jwt"}, settings)})
		if err := s.srv.SetClientKeys(id, keySet(t, key, "")); err != nil {
			t.Fatal(err)
		}
		return id
	}
	id := pinned("method", nil)
	s.present(assert(t, jose.ES256, key, "", s.claims(id))).want(200)
	id = pinned("algorithm", object{"tokenEndpointAuthSigningAlg": "PS256"})
	s.present(assert(t, jose.ES256, key, "", s.claims(id))).want(401)
	id = pinned("reuse", object{"tokenEndpointAllowReusePvtKeyJwt": true})
	reused := assert(t, jose.ES256, key, "", s.claims(id))
	s.present(reused).want(200)
	s.present(reused).want(200)

	_, id, secret := s.newClient("secret", object{"clientAuthentication": object{"tokenEndpointAuthMethod": "private_key_jwt"}})
	s.grant(id, secret, "").want(401)
}

// The certificate of an application verifies its assertions.
func TestCertificates(t *testing.T) {
	s := start(t)
	key := newKey(t)
	der, err := x509.CreateCertificate(rand.Reader, &x509.Certificate{SerialNumber: big.NewInt(1)}, &x509.Certificate{SerialNumber: big.NewInt(1)}, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	keys := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/keys" {
			_, _ = w.Write(keySet(t, key, "k1"))
		}
	}))
	defer keys.Close()
	for _, test := range []struct {
		kind, value string
		status      int
	}{
		{"PEM", string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})), 200},
		{"PEM", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", 401},
		{"PEM", "nothing", 401},
		{"JWKS", keys.URL + "/keys", 200},
		{"JWKS", keys.URL + "/nothing", 401},
		{"JWKS", "http://192.0.2.1/keys", 401},
		{"JWKS", s.srv.URL + "/oauth2/jwks", 401}, // a key set, but with the keys of the server
		{"JWKS", ":", 401},
	} {
		app, id, _ := s.newClient(rand.Text(), nil)
		s.do("PATCH", appAPI+"/"+app, object{"advancedConfigurations": object{"certificate": object{"type": test.kind, "value": test.value}}}).want(200)
		s.present(assert(t, jose.ES256, key, "k1", s.claims(id))).want(test.status)
	}
}
