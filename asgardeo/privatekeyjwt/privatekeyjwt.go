// Package privatekeyjwt signs client assertions with the private key of an application (private_key_jwt; RFC 7523,
// section 2.2). It is a separate package because it depends on a library for signing.
//
//	sign, err := privatekeyjwt.New(clientID, key, keyID)
//	if err != nil {
//		return err
//	}
//	client, err := asgardeo.New("example", asgardeo.WithClientAssertion(clientID, sign))
package privatekeyjwt

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/rsa"
	"errors"
	"fmt"
	"reflect"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/cryptosigner"
	"github.com/go-jose/go-jose/v4/jwt"
)

// lifetime is the validity of an assertion. It allows for small differences between clocks.
const lifetime = 5 * time.Minute

// New returns a function for asgardeo.WithClientAssertion that signs assertions with key. The key must be an RSA key of
// at least 2048 bits, which signs with PS256, or an ECDSA key on the curve P-256 or P-384, which signs with ES256 or
// ES384. Any [crypto.Signer] is accepted, such as one of a hardware security module. The keyID is the kid of the public
// key in the key set of the application; an empty one is omitted. Each assertion is valid for five minutes and has a
// new jti. New returns an error if the client id is empty or the key is not supported.
func New(clientID string, key crypto.Signer, keyID string) (func(ctx context.Context, audience string) (string, error), error) {
	if clientID == "" {
		return nil, errors.New("privatekeyjwt: the client id is empty")
	}
	algorithm, err := algorithmOf(key)
	if err != nil {
		return nil, fmt.Errorf("privatekeyjwt: %w", err)
	}
	options := new(jose.SignerOptions).WithType("JWT")
	if keyID != "" {
		options.WithHeader("kid", keyID)
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: algorithm, Key: cryptosigner.Opaque(key)}, options)
	if err != nil {
		return nil, fmt.Errorf("privatekeyjwt: %w", err)
	}
	return func(ctx context.Context, audience string) (string, error) {
		if err := ctx.Err(); err != nil {
			return "", err
		}
		now := time.Now()
		return jwt.Signed(signer).Claims(jwt.Claims{
			Issuer:   clientID,
			Subject:  clientID,
			Audience: jwt.Audience{audience},
			ID:       rand.Text(),
			IssuedAt: jwt.NewNumericDate(now),
			Expiry:   jwt.NewNumericDate(now.Add(lifetime)),
		}).Serialize()
	}, nil
}

// algorithmOf returns the algorithm for a key. The server supports it.
func algorithmOf(key crypto.Signer) (jose.SignatureAlgorithm, error) {
	if v := reflect.ValueOf(key); key == nil || v.Kind() == reflect.Pointer && v.IsNil() {
		return "", errors.New("the key is nil")
	}
	switch public := key.Public().(type) {
	case *rsa.PublicKey:
		if public.N == nil || public.N.BitLen() < 2048 {
			return "", errors.New("an RSA key must have 2048 bits or more")
		}
		return jose.PS256, nil
	case *ecdsa.PublicKey:
		if public.Curve == nil {
			return "", errors.New("the ECDSA key has no curve")
		}
		switch bits := public.Params().BitSize; bits {
		case 256:
			return jose.ES256, nil
		case 384:
			return jose.ES384, nil
		default:
			return "", fmt.Errorf("the server does not accept ECDSA keys of %d bits", bits)
		}
	default:
		return "", fmt.Errorf("the server does not accept keys of type %T", public)
	}
}
