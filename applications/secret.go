package applications

import (
	"encoding/json"
	"fmt"
	"log/slog"

	"github.com/seed-01804ef5/asgardeo-go/internal/rest"
)

// Secret is a client secret. It is sent as it is, but formatted and logged as [redacted]; convert it to a string to
// read it.
type Secret string

// Format writes [redacted], whatever the verb.
func (Secret) Format(f fmt.State, _ rune) { rest.FormatSecret(f) }

// LogValue returns [redacted].
func (Secret) LogValue() slog.Value { return slog.StringValue(rest.Redacted) }

// SecretJSON is a JSON value that is secret, such as the key of a service account. It is sent as it is, but formatted
// and logged as [redacted].
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
func (v OIDCConfiguration) LogValue() slog.Value {
	type fields OIDCConfiguration
	if v.ClientSecret != "" {
		v.ClientSecret = rest.Redacted
	}
	return slog.AnyValue(fields(v))
}

// LogValue leaves the client secret out.
func (v CreateRequest) LogValue() slog.Value {
	type fields CreateRequest
	return slog.AnyValue(fields(v.redacted()))
}

// LogValue leaves the client secret out.
func (v Template) LogValue() slog.Value {
	type fields Template
	v.Application = v.Application.redacted()
	return slog.AnyValue(fields(v))
}

func (v CreateRequest) redacted() CreateRequest {
	if v.InboundProtocolConfiguration != nil && v.InboundProtocolConfiguration.OIDC != nil {
		protocols, oidc := *v.InboundProtocolConfiguration, *v.InboundProtocolConfiguration.OIDC
		if oidc.ClientSecret != "" {
			oidc.ClientSecret = rest.Redacted
		}
		protocols.OIDC, v.InboundProtocolConfiguration = &oidc, &protocols
	}
	return v
}

// LogValue leaves the secret out.
func (v ClientSecret) LogValue() slog.Value {
	type fields ClientSecret
	if v.Value != "" {
		v.Value = rest.Redacted
	}
	return slog.AnyValue(fields(v))
}

// LogValue leaves the client secret out.
func (v Registration) LogValue() slog.Value {
	type fields Registration
	if v.ClientSecret != "" {
		v.ClientSecret = rest.Redacted
	}
	return slog.AnyValue(fields(v))
}

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
