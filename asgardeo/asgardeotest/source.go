package asgardeotest

import (
	"crypto"
	crand "crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"math/big"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"
)

const (
	clientIDLength     = 28
	clientSecretLength = 44
	signingKeyBits     = 2048
)

// A source is where a server takes the time and everything random from. All
// organizations of a server share one.
type source struct {
	clock func() time.Time

	mu     sync.Mutex
	seeded *rand.ChaCha8 // nil unless ids are to repeat

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
		c.seeded = seededStream(seed)
		c.firstKey = sync.OnceValues(c.newSigningKey)
	}
}

func seededStream(seed uint64) *rand.ChaCha8 {
	var key [32]byte
	binary.LittleEndian.PutUint64(key[:], seed)
	return rand.NewChaCha8(key)
}

func (s *source) now() time.Time { return s.clock() }

// read fills b. It cannot fail.
func (s *source) read(b []byte) {
	if s.seeded == nil {
		_, _ = crand.Read(b) // documented never to fail
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	_, _ = s.seeded.Read(b) // documented never to fail
}

// position tells where in the sequence of the seed the source is. It is nil
// without a seed.
func (s *source) position() []byte {
	if s.seeded == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	position, _ := s.seeded.MarshalBinary() // documented never to fail
	return position
}

// newUUID returns a random UUID (RFC 9562 version 4).
func (s *source) newUUID() string {
	var b [16]byte
	s.read(b[:])
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

func (s *source) newClientID() string     { return s.randomWord(clientIDLength) }
func (s *source) newClientSecret() string { return s.randomWord(clientSecretLength) }

// randomWord returns n characters on which clients that percent-encode
// credentials agree with clients that do not.
func (s *source) randomWord(n int) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_a"
	b := make([]byte, n)
	s.read(b)
	for i := range b {
		b[i] = alphabet[int(b[i])%len(alphabet)]
	}
	return string(b)
}

// newSigningKey makes a key with the id that its thumbprint is (RFC 7638).
func (s *source) newSigningKey() (jose.JSONWebKey, error) {
	private, err := s.newRSAKey()
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

// newRSAKey makes a key. The standard library makes none from a seed.
func (s *source) newRSAKey() (*rsa.PrivateKey, error) {
	if s.seeded == nil {
		return rsa.GenerateKey(crand.Reader, signingKeyBits)
	}
	one, exponent := big.NewInt(1), big.NewInt(1<<16+1)
	p, q := s.prime(signingKeyBits/2), s.prime(signingKeyBits/2)
	totient := new(big.Int).Mul(new(big.Int).Sub(p, one), new(big.Int).Sub(q, one))
	key := &rsa.PrivateKey{
		PublicKey: rsa.PublicKey{N: new(big.Int).Mul(p, q), E: int(exponent.Int64())},
		D:         new(big.Int).ModInverse(exponent, totient),
		Primes:    []*big.Int{p, q},
	}
	if key.D == nil {
		return s.newRSAKey() // the exponent divides the totient, which is rare
	}
	key.Precompute()
	return key, key.Validate()
}

// prime returns a prime whose upper two bits are set, so that the product of
// two has twice the bits.
func (s *source) prime(bits int) *big.Int {
	b := make([]byte, bits/8)
	for {
		s.read(b)
		b[0] |= 0xc0
		b[len(b)-1] |= 1
		if p := new(big.Int).SetBytes(b); p.ProbablyPrime(0) {
			return p
		}
	}
}
