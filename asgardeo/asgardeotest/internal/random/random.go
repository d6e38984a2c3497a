// Package random provides the random values of the stand-in, from the system or
// from a repeatable sequence.
package random

import (
	crand "crypto/rand"
	"crypto/rsa"
	"encoding/binary"
	"fmt"
	"math/big"
	"math/rand/v2"
	"sync"
)

// A Source returns random values. It is safe for concurrent use. A nil Source
// takes them from the system.
type Source struct {
	mu     sync.Mutex
	stream *rand.ChaCha8
}

// Seeded returns a source that returns the same values for the same seed.
func Seeded(seed uint64) *Source {
	var key [32]byte
	binary.LittleEndian.PutUint64(key[:], seed)
	return &Source{stream: rand.NewChaCha8(key)}
}

// Read fills b. It cannot fail.
func (s *Source) Read(b []byte) {
	if s == nil {
		_, _ = crand.Read(b) // documented never to fail
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	_, _ = s.stream.Read(b) // documented never to fail
}

// Position returns the position of the source in its sequence, or nil for the
// source of the system.
func (s *Source) Position() []byte {
	if s == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	position, _ := s.stream.MarshalBinary() // documented never to fail
	return position
}

// Resume continues at a position of the sequence. It does nothing if the
// position is empty, or for the source of the system.
func (s *Source) Resume(position []byte) error {
	if s == nil || position == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.stream.UnmarshalBinary(position)
}

// UUID returns a random UUID (RFC 9562 version 4).
func (s *Source) UUID() string {
	var b [16]byte
	s.Read(b[:])
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// Word returns n characters that percent-encoding does not change, so that all
// clients encode credentials alike.
func (s *Source) Word(n int) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_a"
	b := make([]byte, n)
	s.Read(b)
	for i := range b {
		b[i] = alphabet[int(b[i])%len(alphabet)]
	}
	return string(b)
}

// RSAKey generates a key with the number of bits. The standard library cannot
// generate keys from a seed.
func (s *Source) RSAKey(bits int) (*rsa.PrivateKey, error) {
	if s == nil {
		return rsa.GenerateKey(crand.Reader, bits)
	}
	one, exponent := big.NewInt(1), big.NewInt(1<<16+1)
	p, q := s.prime(bits/2), s.prime(bits/2)
	totient := new(big.Int).Mul(new(big.Int).Sub(p, one), new(big.Int).Sub(q, one))
	key := &rsa.PrivateKey{
		PublicKey: rsa.PublicKey{N: new(big.Int).Mul(p, q), E: int(exponent.Int64())},
		D:         new(big.Int).ModInverse(exponent, totient),
		Primes:    []*big.Int{p, q},
	}
	if key.D == nil {
		return s.RSAKey(bits) // the exponent divides the totient, which is rare
	}
	key.Precompute()
	return key, key.Validate()
}

// prime returns a prime with the upper two bits set, so that the product of two
// primes has twice the bits.
func (s *Source) prime(bits int) *big.Int {
	b := make([]byte, bits/8)
	for {
		s.Read(b)
		b[0] |= 0xc0
		b[len(b)-1] |= 1
		if p := new(big.Int).SetBytes(b); p.ProbablyPrime(0) {
			return p
		}
	}
}
