package scim

import (
	"fmt"
	"log/slog"

	"github.com/seed-01804ef5/asgardeo-go/internal/rest"
)

// Secret is a password. It is sent as it is, but formatted and logged as [redacted]; convert it to a string to read it.
// So are the types of this package that hold one. Of your own types, and of lists and maps, a logger that writes JSON shows
// what encoding/json makes of them, with the secret: log their elements.
type Secret string

// Format writes [redacted], whatever the verb.
func (Secret) Format(f fmt.State, _ rune) { rest.FormatSecret(f) }

// LogValue returns [redacted].
func (Secret) LogValue() slog.Value { return slog.StringValue(rest.Redacted) }

// LogValue leaves the password out.
func (v User) LogValue() slog.Value { return rest.LogValue(v) }

// LogValue leaves the passwords out.
func (v UserPage) LogValue() slog.Value { return rest.LogValue(v) }

// LogValue leaves a password out.
func (v PatchOperation) LogValue() slog.Value {
	if _, ok := v.Value.(Secret); ok {
		v.Value = rest.Redacted
	}
	return rest.LogValue(v)
}

// Format writes the fields, without the password, whatever the verb.
func (v User) Format(f fmt.State, _ rune) {
	type fields User
	rest.FormatFields(f, fields(v))
}
