package asgardeotest

import (
	"crypto"
	"encoding/base64"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/random"
)

const (
	clientIDLength     = 28
	clientSecretLength = 44
	signingKeyBits     = 2048
)

// A source is where a server takes the time and everything random from. All
// organizations of a server share one.
type source struct {
	clock  func() time.Time
	random *random.Source

	// firstKey is the key that signs the tokens until it is rotated.
	firstKey func() (jose.JSONWebKey, error)
}

// sharedSigningKey is generated for the first token or key set that needs it,
// for it takes longer than everything else a test does.
var sharedSigningKey = sync.OnceValues(func() (jose.JSONWebKey, error) {
	return new(source).newSigningKey()
})

// WithClock sets the clock of the server, which is time.Now by default: for
// the lifetime of tokens, the times in answers and the rate limits. It is
// called from many goroutines.
func WithClock(now func() time.Time) Option {
	return func(c *config) { c.clock = now }
}

// WithSeed makes everything that is otherwise random come from the seed: ids,
// client ids, secrets, tokens and the signing keys. With the same seed, clock
// and address, the same requests in the same order get the same answers. Such
// secrets are no secrets.
func WithSeed(seed uint64) Option {
	return func(c *config) {
		c.random = random.Seeded(seed)
		c.firstKey = sync.OnceValues(c.newSigningKey)
	}
}

func (s *source) now() time.Time { return s.clock() }

func (s *source) newUUID() string         { return s.random.UUID() }
func (s *source) newClientID() string     { return s.random.Word(clientIDLength) }
func (s *source) newClientSecret() string { return s.random.Word(clientSecretLength) }

// newSigningKey makes a key with the id that its thumbprint is (RFC 7638).
func (s *source) newSigningKey() (jose.JSONWebKey, error) {
	private, err := s.random.RSAKey(signingKeyBits)
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
