package applications

import (
	"encoding/json"
	"fmt"
	"log/slog"

	"github.com/seed-01804ef5/asgardeo-go/internal/rest"
)

// Secret is a client secret. It is sent as it is, but formatted and logged as [redacted]; convert it to a string to
// read it. So are the types of this package that hold one. Of your own types, and of lists and maps, a logger that writes
// JSON shows what encoding/json makes of them, with the secret: log their elements.
type Secret string

// Format writes [redacted], whatever the verb.
func (Secret) Format(f fmt.State, _ rune) { rest.FormatSecret(f) }

// LogValue returns [redacted].
func (Secret) LogValue() slog.Value { return slog.StringValue(rest.Redacted) }

// SecretJSON is a JSON value that is secret, such as the key of a service account. It is sent as it is, but formatted
// and logged as [redacted], as a [Secret] is.
type SecretJSON json.RawMessage

// MarshalJSON returns the value.
func (v SecretJSON) MarshalJSON() ([]byte, error) { return json.RawMessage(v).MarshalJSON() }

// UnmarshalJSON keeps a copy of the value.
func (v *SecretJSON) UnmarshalJSON(data []byte) error {
	return (*json.RawMessage)(v).UnmarshalJSON(data)
}

// Format writes [redacted], whatever the verb.
func (SecretJSON) Format(f fmt.State, _ rune) { rest.FormatSecret(f) }

// LogValue returns [redacted].
func (SecretJSON) LogValue() slog.Value { return slog.StringValue(rest.Redacted) }

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

// Format writes the fields, without the client secret, whatever the verb.
func (v OIDCConfiguration) Format(f fmt.State, _ rune) {
	type fields OIDCConfiguration
	rest.FormatFields(f, fields(v))
}

// Format writes the fields, without the secret, whatever the verb.
func (v ClientSecret) Format(f fmt.State, _ rune) {
	type fields ClientSecret
	rest.FormatFields(f, fields(v))
}

// Format writes the fields, without the client secret, whatever the verb.
func (v Registration) Format(f fmt.State, _ rune) {
	type fields Registration
	rest.FormatFields(f, fields(v))
}

// Format writes the fields, without the key, whatever the verb.
func (v AttestationConfiguration) Format(f fmt.State, _ rune) {
	type fields AttestationConfiguration
	rest.FormatFields(f, fields(v))
}
