package scim

import (
	"log/slog"

	"github.com/seed-01804ef5/asgardeo-go/internal/rest"
)

// A logger that writes JSON asks a value for its LogValue, but none of its parts.

// LogValue leaves the password out.
func (v User) LogValue() slog.Value { return rest.LogValue(v) }

// LogValue leaves the passwords out.
func (v UserPage) LogValue() slog.Value { return rest.LogValue(v) }

// LogValue leaves a password out.
func (v PatchOperation) LogValue() slog.Value { return rest.LogValue(v.concealed()) }
