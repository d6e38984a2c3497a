package privatekeyjwt_test

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/go-jose/go-jose/v4"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/privatekeyjwt"
	"github.com/seed-01804ef5/asgardeo-go/internal/standin"
)

func ecKey(t testing.TB, curve elliptic.Curve) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(curve, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func rsaKey(t testing.TB) *rsa.PrivateKey {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// hardware is a key that can only sign.
type hardware struct{ crypto.Signer }

func keySet(t testing.TB, public crypto.PublicKey, id string) []byte {
	t.Helper()
	set, err := json.Marshal(jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: public, KeyID: id}}})
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func TestServerAcceptsAssertions(t *testing.T) {
	t.Parallel()
	p256 := ecKey(t, elliptic.P256())
	for name, key := range map[string]crypto.Signer{
		"RSA": rsaKey(t), "P-256": p256, "P-384": ecKey(t, elliptic.P384()), "hardware": hardware{p256},
	} {
		for _, keyID := range []string{"", "key-1"} {
			t.Run(name+keyID, func(t *testing.T) {
				t.Parallel()
				org := asgardeotest.NewServer()
				defer org.Close()
				if err := org.SetClientKeys(org.ClientID, keySet(t, key.Public(), "key-1")); err != nil {
					t.Fatal(err)
				}
				sign, err := privatekeyjwt.New(org.ClientID, key, keyID)
				if err != nil {
					t.Fatal(err)
				}
				// The token endpoint fails once: it would reject an assertion that is sent again.
				org.Inject(asgardeotest.Fault{Operation: "oauth2.Token", Status: 502, After: true})
				client := standin.ClientWith(t, org, asgardeo.WithClientAssertion(org.ClientID, sign), asgardeo.WithRetry(asgardeo.RetryPolicy{BaseDelay: 1}))
				if _, err := client.Applications.List(t.Context(), nil); err != nil {
					t.Error(err)
				}
				if n := org.PendingFaults(); n != 0 {
					t.Errorf("%d faults did not occur", n)
				}
			})
		}
	}
}

func TestServerRejectsAnotherKey(t *testing.T) {
	t.Parallel()
	org := asgardeotest.NewServer()
	defer org.Close()
	if err := org.SetClientKeys(org.ClientID, keySet(t, ecKey(t, elliptic.P256()).Public(), "")); err != nil {
		t.Fatal(err)
	}
	sign, err := privatekeyjwt.New(org.ClientID, ecKey(t, elliptic.P256()), "")
	if err != nil {
		t.Fatal(err)
	}
	client := standin.ClientWith(t, org, asgardeo.WithClientAssertion(org.ClientID, sign))
	if _, err := client.Token(t.Context()); err == nil || !strings.Contains(err.Error(), "invalid_client") {
		t.Errorf("got %v", err)
	}
}

func TestRefusedKeys(t *testing.T) {
	t.Parallel()
	_, ed, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for want, key := range map[string]crypto.Signer{
		"nil": nil, "key is nil": (*rsa.PrivateKey)(nil), "the key is nil": (*ecdsa.PrivateKey)(nil),
		"2048 bits": &rsa.PrivateKey{}, "no curve": &ecdsa.PrivateKey{}, "521 bits": ecKey(t, elliptic.P521()), "ed25519": ed,
	} {
		if sign, err := privatekeyjwt.New("id", key, ""); sign != nil || err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v", want, err)
		}
	}
	if _, err := privatekeyjwt.New("", ecKey(t, elliptic.P256()), ""); err == nil {
		t.Error("no client id is accepted")
	}
}

func TestEndedContext(t *testing.T) {
	t.Parallel()
	sign, err := privatekeyjwt.New("id", ecKey(t, elliptic.P256()), "")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if assertion, err := sign(ctx, "https://server"); assertion != "" || err != context.Canceled {
		t.Errorf("got %s, %v", assertion, err)
	}
}

func ExampleNew() {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		fmt.Println(err)
		return
	}
	sign, err := privatekeyjwt.New("client-id", key, "key-1")
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = asgardeo.New("example", asgardeo.WithClientAssertion("client-id", sign))
	fmt.Println(err)
	// Output: <nil>
}
