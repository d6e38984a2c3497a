package asgardeotest

import (
	"time"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/selfsigned"
)

// Advance advances the clock of the organization.
func (s *Server) Advance(d time.Duration) {
	s.tenant.Lock()
	defer s.tenant.Unlock()
	now := s.tenant.Clock
	s.tenant.Clock = func() time.Time { return now().Add(d) }
}

// Remembered returns the numbers of stored tokens and of reusable ones.
func (s *Server) Remembered() (tokens, reusable int) {
	s.tenant.Lock()
	defer s.tenant.Unlock()
	return s.domains.oauth.Remembered()
}

// Record adds an entry to the log.
func (s *Server) Record(r Request) { s.engine.Record(engine.Request(r)) }

// Verify returns an error if the state differs from the file.
func (s *Server) Verify() error { return s.tenant.Verify() }

// CloseState closes the state file, so that no change can be written.
func (s *Server) CloseState() error { return s.tenant.Close() }

// NewCertificate returns a certificate and its key in PEM, made at some time.
var NewCertificate = selfsigned.New
