package engine

import (
	"time"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/random"
)

// A Source provides the time and all random values of a server. All
// organizations of a server share one.
type Source struct {
	Clock func() time.Time
	*random.Source
}

// Now returns the time of the clock.
func (s *Source) Now() time.Time { return s.Clock() }

// NewUUID returns a new id.
func (s *Source) NewUUID() string { return s.UUID() }
