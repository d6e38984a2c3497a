package scim

import (
	"fmt"
	"log/slog"

	"github.com/seed-01804ef5/asgardeo-go/internal/rest"
)

// Secret is a password. It is sent as it is, but formatted and logged as [redacted]; convert it to a string to read it.
type Secret string

// Format writes [redacted], whatever the verb.
func (Secret) Format(f fmt.State, _ rune) { rest.FormatSecret(f) }

// LogValue returns [redacted].
func (Secret) LogValue() slog.Value { return slog.StringValue(rest.Redacted) }

// LogValue leaves the password out.
func (v User) LogValue() slog.Value {
	type fields User
	if v.Password != "" {
		v.Password = rest.Redacted
	}
	return slog.AnyValue(fields(v))
}

// Format writes the fields, without the password, whatever the verb.
func (v User) Format(f fmt.State, _ rune) {
	type fields User
	rest.FormatFields(f, fields(v))
}
