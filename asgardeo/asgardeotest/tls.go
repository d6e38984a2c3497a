package asgardeotest

import (
	"crypto/tls"
	"crypto/x509"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/selfsigned"
)

// WithTLS serves HTTPS with a generated certificate for localhost and the
// loopback addresses. [Server.Client] trusts the certificate;
// [Server.Certificate] returns it for other clients.
func WithTLS() Option {
	return func(c *config) { c.certificate = selfsigned.Shared }
}

// WithTLSDir is like [WithTLS] but reads the certificate and its key from
// cert.pem and key.pem in the directory, so that clients outside the process
// can trust it. If the files do not exist or the certificate has expired, they
// are generated.
func WithTLSDir(dir string) Option {
	return func(c *config) {
		c.certificate = func() (*tls.Certificate, error) { return selfsigned.Load(dir) }
	}
}

// Certificate returns the certificate of the server, or nil if the server does
// not serve HTTPS.
func (s *Server) Certificate() *x509.Certificate { return s.certificate }
