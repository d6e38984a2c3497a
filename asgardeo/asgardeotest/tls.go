package asgardeotest

import (
	"crypto/tls"
	"crypto/x509"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/selfsigned"
)

// WithTLS serves HTTPS, with a certificate for localhost and the loopback
// addresses that is made for the process. [Server.Client] trusts it; other
// clients can take it from [Server.Certificate].
func WithTLS() Option {
	return func(c *config) { c.certificate = selfsigned.Shared }
}

// WithTLSDir is [WithTLS] with a certificate that clients outside the process
// can trust: it is read from cert.pem and key.pem in the directory. Both are
// made when they are not there, and made anew when they have expired.
func WithTLSDir(dir string) Option {
	return func(c *config) {
		c.certificate = func() (*tls.Certificate, error) { return selfsigned.Load(dir) }
	}
}

// Certificate returns the certificate of a server that serves HTTPS, or nil.
func (s *Server) Certificate() *x509.Certificate { return s.certificate }
