package asgardeotest

import (
	"fmt"
	"log/slog"
)

// Format writes the URL for every verb, so that no secret is printed.
func (s *Server) Format(f fmt.State, _ rune) { _, _ = fmt.Fprintf(f, "asgardeotest.Server(%s)", s.URL) }

// LogValue returns the URL.
func (s *Server) LogValue() slog.Value { return slog.StringValue(s.URL) }

// Format writes the URL of the server and the id, for every verb.
func (o SubOrganization) Format(f fmt.State, _ rune) {
	_, _ = fmt.Fprintf(f, "asgardeotest.SubOrganization(%v, %s)", o.server, o.ID)
}
