package asgardeotest

import (
	"time"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/selfsigned"
)

// Advance sets the clock of the organization forward.
func (s *Server) Advance(d time.Duration) {
	s.org.mu.Lock()
	defer s.org.mu.Unlock()
	now := s.org.clock
	s.org.clock = func() time.Time { return now().Add(d) }
}

// Remembered counts the tokens in memory, and those that can be reused.
func (s *Server) Remembered() (tokens, reusable int) {
	s.org.mu.Lock()
	defer s.org.mu.Unlock()
	return len(s.org.Tokens), len(s.org.Reusable)
}

// Record adds an entry to the log.
func (s *Server) Record(r Request) { s.traffic.record(r) }

// NewCertificate returns a certificate and its key in PEM, made at some time.
var NewCertificate = selfsigned.New
