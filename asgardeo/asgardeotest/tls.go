package asgardeotest

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

	certificateLifetime = 365 * 24 * time.Hour
)

// WithTLS serves HTTPS, with a certificate for localhost and the loopback
// addresses that is made for the process. [Server.Client] trusts it; other
// clients can take it from [Server.Certificate].
func WithTLS() Option {
	return func(c *config) { c.certificate = processCertificate }
}

// WithTLSDir is [WithTLS] with a certificate that clients outside the process
// can trust: it is read from cert.pem and key.pem in the directory. Both are
// made when they are not there, and made anew when they have expired.
func WithTLSDir(dir string) Option {
	return func(c *config) {
		c.certificate = func() (*tls.Certificate, error) { return loadCertificate(dir) }
	}
}

// Certificate returns the certificate of a server that serves HTTPS, or nil.
func (s *Server) Certificate() *x509.Certificate { return s.certificate }

// processCertificate makes one certificate for all servers of the process, so
// that starting one stays fast.
var processCertificate = sync.OnceValues(func() (*tls.Certificate, error) {
	certificate, key, err := newCertificate(time.Now())
	if err != nil {
		return nil, err
	}
	return keyPair(certificate, key)
})

// newCertificate returns a certificate and its key in PEM.
func newCertificate(now time.Time) (certificate, key []byte, err error) {
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
		NotAfter:              now.Add(certificateLifetime),
		KeyUsage:              x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid: true,
		IsCA:                  true, // some clients trust nothing else
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

func loadCertificate(dir string) (*tls.Certificate, error) {
	paths := []string{filepath.Join(dir, certificateFile), filepath.Join(dir, keyFile)}
	pair, err := tls.LoadX509KeyPair(paths[0], paths[1])
	switch {
	case err == nil && time.Now().Before(pair.Leaf.NotAfter):
		return &pair, nil
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("certificate in %s: %w", dir, err)
	}
	certificate, key, err := newCertificate(time.Now())
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
