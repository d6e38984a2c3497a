package oauth

import (
	"crypto"
	"encoding/base64"
	"net/http"
	"slices"
	"sync"

	"github.com/go-jose/go-jose/v4"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/random"
)

const signingKeyBits = 2048

// RotateSigningKey generates a new key, which signs all further tokens. Earlier
// keys stay in the key set, and the tokens that they signed stay valid, until
// [OAuth.RetireSigningKeys] is called. The caller holds the lock.
func (o *OAuth) RotateSigningKey() error {
	key, err := newSigningKey(o.tenant.Source.Source)
	if err == nil {
		err = o.EnsureSigningKey() // the current key, which stays in the set
	}
	if err == nil {
		o.addSigningKey(key)
	}
	return err
}

// EnsureSigningKey generates the first key if it does not exist. Otherwise it is
// generated for the first token or key set; a key generated for a key set is not on
// disk before the next change. The caller holds the lock.
func (o *OAuth) EnsureSigningKey() error {
	_, err := o.signingKey()
	return err
}

// RetireSigningKeys removes all keys but the newest from the key set. The server
// then refuses the tokens that the removed keys signed. The caller holds the
// lock.
func (o *OAuth) RetireSigningKeys() {
	if keys := o.signingKeys.Get(); len(keys) > 1 {
		o.signingKeys.Set(slices.Clone(keys[len(keys)-1:]))
	}
}

func (o *OAuth) addSigningKey(key jose.JSONWebKey) {
	o.signingKeys.Change(func(keys *[]jose.JSONWebKey) { *keys = append(*keys, key) })
}

// retired reports whether the key with an id is no longer in the key set.
func (o *OAuth) retired(id string) bool {
	return !slices.ContainsFunc(o.signingKeys.Get(), func(key jose.JSONWebKey) bool { return key.KeyID == id })
}

// signingKey returns the current signing key. The first one is generated on
// demand.
func (o *OAuth) signingKey() (jose.JSONWebKey, error) {
	if len(o.signingKeys.Get()) == 0 {
		key, err := firstKey(o.tenant.Source.Source)
		if err != nil {
			return key, err
		}
		o.addSigningKey(key)
	}
	keys := o.signingKeys.Get()
	return keys[len(keys)-1], nil
}

// firstKey returns the first key of a server. All servers without a seed share
// one key.
func firstKey(source *random.Source) (jose.JSONWebKey, error) {
	if source == nil {
		return sharedKey()
	}
	return newSigningKey(source)
}

// sharedKey is generated on demand, because that takes longer than everything
// else in a test.
var sharedKey = sync.OnceValues(func() (jose.JSONWebKey, error) { return newSigningKey(nil) })

// newSigningKey generates a key. Its id is its thumbprint (RFC 7638).
func newSigningKey(source *random.Source) (jose.JSONWebKey, error) {
	private, err := source.RSAKey(signingKeyBits)
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

// getKeySet returns the key set, the newest key first.
func (o *OAuth) getKeySet(*engine.Call) (engine.Reply, error) {
	if err := o.EnsureSigningKey(); err != nil {
		return engine.Reply{}, err
	}
	set := jose.JSONWebKeySet{Keys: []jose.JSONWebKey{}}
	for _, key := range slices.Backward(o.signingKeys.Get()) {
		set.Keys = append(set.Keys, key.Public())
	}
	return engine.JSON(http.StatusOK, set), nil
}
