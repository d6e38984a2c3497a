package oauth

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/model"
)

func TestStateOutlivesServer(t *testing.T) {
	f := start(t)
	f.clients["keeps"] = newClient("keeps")
	f.clients["keeps"].KeepRefreshToken = true
	opaque, signed := f.token("opaque", "device_1"), f.token("jwt", "device_1")
	revoked := f.token("opaque", "device_2")
	f.revoke("opaque", revoked)
	renewed, first := f.signIn("opaque", "openid")
	access, second := f.renew("opaque", first, "")
	_, kept := f.signIn("keeps", "openid email")
	narrowed, _ := f.renew("keeps", kept, "email")
	if err := f.domain.RotateSigningKey(); err != nil {
		t.Fatal(err)
	}
	again := f.token("jwt", "device_1")
	keys, id, secret := f.get("/oauth2/jwks"), f.domain.credentials.Get().ClientID, f.domain.credentials.Get().ClientSecret

	f.restart(Settings{})
	for name, token := range map[string]string{"opaque": opaque, "JWT": signed, "of a user": access, "narrowed": narrowed, "with the new key": again} {
		if !f.alive(token) {
			t.Errorf("the token %s is lost", name)
		}
	}
	for name, token := range map[string]string{"revoked": revoked, "replaced": renewed} {
		if f.alive(token) {
			t.Errorf("the token %s lives again", name)
		}
	}
	if got := f.token("opaque", "device_1"); got != opaque {
		t.Error("the opaque token is not reused")
	}
	f.renew("opaque", second, "")
	f.renew("keeps", kept, "")
	if f.alive(narrowed) {
		t.Error("the access token of the kept refresh token outlives the renewal")
	}
	f.post("/oauth2/token", as("opaque", "grant_type", "refresh_token", "refresh_token", first), 400)
	if got := f.get("/oauth2/jwks"); got != keys {
		t.Errorf("the keys are %s, want %s", got, keys)
	}
	if gotID, gotSecret := f.domain.Credentials(); gotID != id || gotSecret != secret {
		t.Errorf("the credentials are %s %s, want %s %s", gotID, gotSecret, id, secret)
	}
	f.restart(Settings{})
}

func TestSettingsGoBeforeTheStateFile(t *testing.T) {
	f := start(t)
	generated, secret := f.domain.Credentials()
	if len(generated) != clientIDLength || len(secret) != clientSecretLength {
		t.Errorf("the credentials are %s %s", generated, secret)
	}
	f.restart(Settings{ClientID: "chosen", Grantable: []string{"internal_x"}})
	if id, kept := f.domain.Credentials(); id != "chosen" || kept != secret || f.domain.ManagementClientID() != "chosen" {
		t.Errorf("the credentials are %s %s, want chosen %s", id, kept, secret)
	}
	form := url.Values{
		"client_id": {"chosen"}, "client_secret": {secret}, "grant_type": {"client_credentials"}, "scope": {"internal_x internal_y"},
	}
	if got := f.post("/oauth2/token", form, 200); got["scope"] != "internal_x" || got["expires_in"] != 3600.0 {
		t.Errorf("the response is %v", got)
	}
	f.restart(Settings{})
	if id := f.domain.ManagementClientID(); id != "chosen" {
		t.Errorf("the client id is %s, want the chosen one", id)
	}
}

// The first key may be written with the next change.
func TestFirstKeyReachesTheFileWithTheNextChange(t *testing.T) {
	f := start(t)
	keys := f.get("/oauth2/jwks")
	f.token("opaque", "")
	f.restart(Settings{})
	if got := f.get("/oauth2/jwks"); got != keys {
		t.Errorf("the keys are %s, want %s", got, keys)
	}
}

// Only the newest token for a bearer and its scopes is reused.
func TestReuse(t *testing.T) {
	f := start(t)
	older, _ := f.signIn("opaque", "email")
	_, wide := f.signIn("opaque", "email profile")
	newest, _ := f.renew("opaque", wide, "email")
	reused := func() string {
		access, _ := f.signIn("opaque", "email")
		return access
	}
	if got := reused(); got != newest || !f.alive(older) {
		t.Errorf("%s is reused, want %s; the older token lives: %t", got, newest, f.alive(older))
	}
	f.revoke("opaque", newest)
	f.restart(Settings{})
	if got := reused(); got == older || got == newest {
		t.Errorf("the token is reused after the newest one was revoked")
	}
	if tokens, reusable := f.domain.Remembered(); tokens != 2 || reusable != 1 {
		t.Errorf("%d tokens, %d reusable, want 2 and 1", tokens, reusable)
	}
}

func TestExpiredTokensAreForgottenAFewAtATime(t *testing.T) {
	f := start(t)
	const before = 100
	for i := range before {
		f.token("opaque", fmt.Sprint("device_", i))
	}
	f.clients["opaque"].ApplicationTokenLifetime = 3600
	f.now = f.now.Add(time.Minute)
	left, _ := f.domain.Remembered()
	if left != before {
		t.Fatalf("%d tokens are there, want %d", left, before)
	}
	var issued []string
	for i := range before {
		issued = append(issued, f.token("opaque", fmt.Sprint("device_new_", i)))
		now, _ := f.domain.Remembered()
		if now < left+1-sweepStep {
			t.Fatalf("one more token left %d of %d", now, left)
		}
		left = now
	}
	if left > before {
		t.Errorf("%d tokens are left, want those %d that live", left, before)
	}
	for _, token := range issued {
		if !f.alive(token) {
			t.Fatal("a live token was forgotten")
		}
	}
	f.restart(Settings{})
}

func TestDropClientEndsItsTokens(t *testing.T) {
	f := start(t)
	access, refresh := f.signIn("opaque", "email")
	signed, other := f.signIn("jwt", "email")
	f.domain.DropClient("opaque")
	if f.alive(access) || !f.alive(signed) {
		t.Errorf("the tokens live: %t %t, want only the second", f.alive(access), f.alive(signed))
	}
	f.post("/oauth2/token", as("opaque", "grant_type", "refresh_token", "refresh_token", refresh), 400)
	f.renew("jwt", other, "")
	f.restart(Settings{})
}

func TestRetiredKeysEndTheirTokens(t *testing.T) {
	f := start(t)
	old, opaque := f.token("jwt", ""), f.token("opaque", "")
	if err := f.domain.RotateSigningKey(); err != nil {
		t.Fatal(err)
	}
	current := f.token("jwt", "")
	if !f.alive(old) {
		t.Error("the rotation ended a token")
	}
	f.domain.RetireSigningKeys()
	if f.alive(old) || !f.alive(current) || !f.alive(opaque) {
		t.Errorf("the tokens live: %t %t %t, want all but the first", f.alive(old), f.alive(current), f.alive(opaque))
	}
}

func TestRefusedRequestsLeaveNothingBehind(t *testing.T) {
	f := start(t)
	access, refresh := f.signIn("opaque", "email openid")
	f.clients["opaque"].IDTokenAlgorithm = "ES256"
	f.post("/oauth2/token", as("opaque", "grant_type", "password", "username", "kim", "password", "right", "scope", "openid"), 501)
	f.post("/oauth2/token", as("opaque", "grant_type", "refresh_token", "refresh_token", refresh), 501)
	if tokens, _ := f.domain.Remembered(); tokens != 1 || !f.alive(access) {
		t.Errorf("%d tokens; that of before lives: %t", tokens, f.alive(access))
	}
	f.clients["opaque"].IDTokenAlgorithm = "RS256"
	f.renew("opaque", refresh, "")
}

// signer is a client that authenticates with assertions.
type signer struct {
	client string
	key    *ecdsa.PrivateKey
}

func (f *fixture) signer(client string) signer {
	f.t.Helper()
	f.clients[client] = newClient(client)
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		f.t.Fatal(err)
	}
	return signer{client, key}
}

func (s signer) keySet() []byte {
	set, _ := json.Marshal(jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: s.key.Public()}}})
	return set
}

// assertion returns a token request with an assertion that is valid for a
// minute.
func (s signer) assertion(f *fixture, id string) url.Values {
	f.t.Helper()
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.ES256, Key: s.key}, nil)
	if err != nil {
		f.t.Fatal(err)
	}
	assertion, err := jwt.Signed(signer).Claims(jwt.Claims{
		Issuer: s.client, Subject: s.client, Audience: jwt.Audience{f.domain.Issuer()}, ID: id, Expiry: jwt.NewNumericDate(f.now.Add(time.Minute)),
	}).Serialize()
	if err != nil {
		f.t.Fatal(err)
	}
	return url.Values{"grant_type": {"client_credentials"}, "client_assertion_type": {assertionType}, "client_assertion": {assertion}}
}

func TestAssertionsAreGoodOnce(t *testing.T) {
	f := start(t)
	s := f.signer("signer")
	if err := f.domain.SetClientKeys(s.client, []byte(`{"keys": []}`)); err != nil {
		t.Fatal(err)
	}
	request := s.assertion(f, "1")
	f.post("/oauth2/token", request, 401)
	if err := f.domain.SetClientKeys(s.client, s.keySet()); err != nil {
		t.Fatal(err)
	}
	f.post("/oauth2/token", request, 200)
	f.restart(Settings{})
	f.post("/oauth2/token", request, 401)
	for i := range 100 {
		f.now = f.now.Add(time.Minute)
		f.post("/oauth2/token", s.assertion(f, fmt.Sprint("later ", i)), 200)
	}
	if n := f.domain.assertions.Len(); n > sweepStep {
		t.Errorf("%d assertions are remembered, all but one of which have expired", n)
	}
	f.restart(Settings{})
}

func TestSetClientKeysRefuses(t *testing.T) {
	f := start(t)
	for _, test := range []struct{ client, keys, want string }{
		{"signer", "{", "unexpected end"},
		{"", `{"keys": []}`, "is empty"},
	} {
		if err := f.domain.SetClientKeys(test.client, []byte(test.keys)); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("error %v, want one with %q", err, test.want)
		}
	}
	f.restart(Settings{})
}

// The server handles other requests while it fetches a key set. They may change
// the client.
func TestClientThatChangesWhileItsKeysAreFetched(t *testing.T) {
	for name, change := range map[string]func(*fixture, signer){
		"disabled": func(f *fixture, s signer) {
			disabled := *f.clients[s.client]
			disabled.Disabled = true
			f.clients[s.client] = &disabled
		},
		"deleted": func(f *fixture, s signer) { delete(f.clients, s.client) },
	} {
		t.Run(name, func(t *testing.T) {
			f := start(t)
			s := f.signer("signer")
			changes := false
			keys := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				f.get("/oauth2/jwks")
				f.tenant.Lock()
				defer f.tenant.Unlock()
				if changes {
					change(f, s)
				}
				w.Write(s.keySet())
			}))
			t.Cleanup(keys.Close)
			f.clients[s.client].Certificate = model.Certificate{Type: "JWKS", Value: keys.URL}
			f.post("/oauth2/token", s.assertion(f, "1"), 200)
			changes = true
			f.post("/oauth2/token", s.assertion(f, "2"), 401)
		})
	}
}
