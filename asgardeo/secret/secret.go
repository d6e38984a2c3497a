// Package secret holds texts that are sent, but not shown: passwords, client secrets and keys.
//
// A [String] or a [JSON] is formatted and logged as [redacted], alone and as a part of other values, exported or not:
// package fmt cannot reach the text. Two are equal (==) if their texts are.
//
// Package encoding/json writes the text, because that is how a secret is sent. The handlers of log/slog ask a secret, and
// the types of this module that hold one, for what they show. But a [slog.JSONHandler] writes lists, maps and types of your
// own as encoding/json does, with the secrets in them: log their elements, or give your types a LogValue method. Tools that
// read unexported fields and follow pointers, such as debuggers, see the text as well.
package secret

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"unique"
)

const redacted = "[redacted]"

// String is a secret text. The zero value is no secret, and is left out of JSON by omitzero.
type String struct {
	h   unique.Handle[string] // points to the text: fmt follows no such pointer, whatever holds it
	raw bool                  // the text is JSON that is no text, or none that can be written again
}

// New returns a secret with the given text. That of an empty text is the zero value.
func New(text string) String {
	if text == "" {
		return String{}
	}
	return String{h: unique.Make(text)}
}

// Reveal returns the text, empty for the zero value. Of a JSON value that is no string, it returns the JSON.
func (s String) Reveal() string {
	switch {
	case s.IsZero():
		return ""
	case s.raw:
		var text string
		if json.Unmarshal([]byte(s.h.Value()), &text) == nil {
			return text
		}
	}
	return s.h.Value()
}

// IsZero reports whether there is no secret.
func (s String) IsZero() bool { return s == String{} }

// String returns [redacted], or nothing for the zero value.
func (s String) String() string {
	if s.IsZero() {
		return ""
	}
	return redacted
}

// GoString is String.
func (s String) GoString() string { return s.String() }

// Format writes what String returns, whatever the verb.
func (s String) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, s.String()) }

// LogValue returns what String returns.
func (s String) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalJSON writes the text.
func (s String) MarshalJSON() ([]byte, error) {
	if s.raw {
		return []byte(s.h.Value()), nil
	}
	return json.Marshal(s.Reveal())
}

// UnmarshalJSON reads a text; null is the zero value. It keeps JSON of another type as it is, and writes it so.
func (s *String) UnmarshalJSON(data []byte) error {
	var text string
	data = bytes.TrimSpace(data)
	switch err := json.Unmarshal(data, &text); {
	case !json.Valid(data):
		return errInvalid
	case err != nil || strings.Contains(text, "\uFFFD"): // in the place of what is no Unicode
		*s = String{unique.Make(string(data)), true}
	default:
		*s = New(text)
	}
	return nil
}

var errInvalid = errors.New("secret: the value is not valid JSON")

// JSON is a secret JSON value, such as the key of a service account. The zero value is no secret, and is left out of JSON by
// omitzero.
type JSON struct{ s String }

// NewJSON returns a secret with the given JSON. That of nothing, and of null, is the zero value. If the value is not valid,
// MarshalJSON returns an error.
func NewJSON(value []byte) JSON {
	value = bytes.TrimSpace(value)
	if len(value) == 0 || bytes.Equal(value, []byte("null")) {
		return JSON{}
	}
	return JSON{String{unique.Make(string(value)), true}}
}

// Reveal returns the JSON, nil for the zero value.
func (j JSON) Reveal() json.RawMessage {
	if j.IsZero() {
		return nil
	}
	return json.RawMessage(j.s.h.Value())
}

// IsZero reports whether there is no secret.
func (j JSON) IsZero() bool { return j.s.IsZero() }

// String returns [redacted], or nothing for the zero value.
func (j JSON) String() string { return j.s.String() }

// GoString is String.
func (j JSON) GoString() string { return j.s.String() }

// Format writes what String returns, whatever the verb.
func (j JSON) Format(f fmt.State, verb rune) { j.s.Format(f, verb) }

// LogValue returns what String returns.
func (j JSON) LogValue() slog.Value { return j.s.LogValue() }

// MarshalJSON writes the value, null for the zero value.
func (j JSON) MarshalJSON() ([]byte, error) {
	switch value := j.Reveal(); {
	case value == nil:
		return []byte("null"), nil
	case !json.Valid(value): // package json would quote a part of it
		return nil, errInvalid
	default:
		return value, nil
	}
}

// UnmarshalJSON keeps the value as it is.
func (j *JSON) UnmarshalJSON(data []byte) error {
	if !json.Valid(data) {
		return errInvalid
	}
	*j = NewJSON(data)
	return nil
}
