// Package selfsigned generates certificates for localhost and the loopback
// addresses.
package selfsigned

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"sync"
	"time"
)

const (
	certificateFile = "cert.pem"
	keyFile         = "key.pem"

	lifetime = 365 * 24 * time.Hour
)

// Shared returns one certificate for all servers of the process, so that
// starting a server is fast.
var Shared = sync.OnceValues(func() (*tls.Certificate, error) {
	certificate, key, err := New(time.Now())
	if err != nil {
		return nil, err
	}
	return keyPair(certificate, key)
})

// New returns a certificate and its key in PEM, valid for a year from this time.
func New(now time.Time) (certificate, key []byte, err error) {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return nil, nil, err
	}
	template := &x509.Certificate{
		SerialNumber:          serial,
		Subject:               pkix.Name{CommonName: "asgardeotest"},
		NotBefore:             now.Add(-time.Hour),
		NotAfter:              now.Add(lifetime),
		KeyUsage:              x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid: true,
		IsCA:                  true, // some clients trust only certificates of an authority
		DNSNames:              []string{"localhost"},
		IPAddresses:           []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback},
	}
	encoded, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	if err != nil {
		return nil, nil, err
	}
	encodedKey, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		return nil, nil, err
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: encoded}),
		pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: encodedKey}), nil
}

func keyPair(certificate, key []byte) (*tls.Certificate, error) {
	pair, err := tls.X509KeyPair(certificate, key)
	if err != nil {
		return nil, err
	}
	return &pair, nil
}

// Load reads a certificate from cert.pem and key.pem in a directory. If the files
// do not exist or the certificate has expired, it generates them.
func Load(dir string) (*tls.Certificate, error) {
	paths := []string{filepath.Join(dir, certificateFile), filepath.Join(dir, keyFile)}
	pair, err := tls.LoadX509KeyPair(paths[0], paths[1])
	switch {
	case err == nil && time.Now().Before(pair.Leaf.NotAfter):
		return &pair, nil
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("certificate in %s: %w", dir, err)
	}
	certificate, key, err := New(time.Now())
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(paths[1], key, 0o600); err != nil {
		return nil, fmt.Errorf("certificate: %w", err)
	}
	if err := os.WriteFile(paths[0], certificate, 0o600); err != nil {
		return nil, fmt.Errorf("certificate: %w", err)
	}
	return keyPair(certificate, key)
}
