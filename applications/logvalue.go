package applications

import (
	"log/slog"

	"github.com/seed-01804ef5/asgardeo-go/internal/rest"
)

// A logger that writes JSON asks a value for its LogValue, but none of its parts.

// LogValue leaves the client secret out.
func (v OIDCConfiguration) LogValue() slog.Value { return rest.LogValue(v) }

// LogValue leaves the client secret out.
func (v InboundProtocols) LogValue() slog.Value { return rest.LogValue(v) }

// LogValue leaves the secrets out.
func (v CreateRequest) LogValue() slog.Value { return rest.LogValue(v) }

// LogValue leaves the secrets out.
func (v Template) LogValue() slog.Value { return rest.LogValue(v) }

// LogValue leaves the secrets out.
func (v Registration) LogValue() slog.Value { return rest.LogValue(v) }

// LogValue leaves the secret out.
func (v ClientSecret) LogValue() slog.Value { return rest.LogValue(v) }

// LogValue leaves the key out.
func (v AttestationConfiguration) LogValue() slog.Value { return rest.LogValue(v) }

// LogValue leaves the key out.
func (v AdvancedConfiguration) LogValue() slog.Value { return rest.LogValue(v) }

// LogValue leaves the key out.
func (v UpdateRequest) LogValue() slog.Value { return rest.LogValue(v) }

// LogValue leaves the key out.
func (v Application) LogValue() slog.Value { return rest.LogValue(v) }

// LogValue leaves the key out.
func (v Summary) LogValue() slog.Value { return rest.LogValue(v) }

// LogValue leaves the keys out.
func (v Page) LogValue() slog.Value { return rest.LogValue(v) }
