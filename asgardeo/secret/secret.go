// Package secret holds secret strings and JSON values, such as passwords, client secrets and keys. They are sent in
// requests but not printed.
//
// A [String] or a [JSON] is formatted and logged as [redacted], also inside other values and in unexported fields:
// package fmt cannot reach the text. Two secrets are equal (==) if their texts are equal.
//
// Package encoding/json writes the text, because that is how a secret is sent. The handlers of log/slog call the
// LogValue methods of secrets and of the types of this module that contain one. However, a [slog.JSONHandler] encodes
// lists, maps and your own types with encoding/json, which writes the secrets in them: log the elements instead, or
// give your types a LogValue method. Tools that read unexported fields and follow pointers, such as debuggers, see the
// text as well.
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

// String is a secret string. The zero value means no secret, and omitzero omits it from JSON.
type String struct {
	h   unique.Handle[string] // points to the text; fmt does not follow such a pointer
	raw bool                  // the text is JSON: not a string, or a string that encoding/json cannot reproduce
}

// New returns a secret with the given text. New("") returns the zero value.
func New(text string) String {
	if text == "" {
		return String{}
	}
	return String{h: unique.Make(text)}
}

// Reveal returns the text, or "" for the zero value. If a JSON value other than a string was read, Reveal returns the
// JSON.
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

// IsZero reports whether s is the zero value.
func (s String) IsZero() bool { return s == String{} }

// String returns [redacted], or "" for the zero value.
func (s String) String() string {
	if s.IsZero() {
		return ""
	}
	return redacted
}

// GoString returns what String returns.
func (s String) GoString() string { return s.String() }

// Format writes what String returns, for every verb.
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

// UnmarshalJSON reads a string; null is the zero value. It keeps JSON of another type as it is, and MarshalJSON writes
// it unchanged.
func (s *String) UnmarshalJSON(data []byte) error {
	var text string
	data = bytes.TrimSpace(data)
	switch err := json.Unmarshal(data, &text); {
	case !json.Valid(data):
		return errInvalid
	case err != nil || strings.Contains(text, "\uFFFD"): // replaces invalid Unicode
		*s = String{unique.Make(string(data)), true}
	default:
		*s = New(text)
	}
	return nil
}

var errInvalid = errors.New("secret: the value is not valid JSON")

// JSON is a secret JSON value, such as the key of a service account. The zero value means no secret, and omitzero omits
// it from JSON.
type JSON struct{ s String }

// NewJSON returns a secret with the given JSON. An empty value and null return the zero value. If the value is not
// valid JSON, MarshalJSON returns an error.
func NewJSON(value []byte) JSON {
	value = bytes.TrimSpace(value)
	if len(value) == 0 || bytes.Equal(value, []byte("null")) {
		return JSON{}
	}
	return JSON{String{unique.Make(string(value)), true}}
}

// Reveal returns the JSON, or nil for the zero value.
func (j JSON) Reveal() json.RawMessage {
	if j.IsZero() {
		return nil
	}
	return json.RawMessage(j.s.h.Value())
}

// IsZero reports whether j is the zero value.
func (j JSON) IsZero() bool { return j.s.IsZero() }

// String returns [redacted], or "" for the zero value.
func (j JSON) String() string { return j.s.String() }

// GoString returns what String returns.
func (j JSON) GoString() string { return j.s.String() }

// Format writes what String returns, for every verb.
func (j JSON) Format(f fmt.State, verb rune) { j.s.Format(f, verb) }

// LogValue returns what String returns.
func (j JSON) LogValue() slog.Value { return j.s.LogValue() }

// MarshalJSON writes the value, or null for the zero value.
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

// UnmarshalJSON keeps the value unchanged.
func (j *JSON) UnmarshalJSON(data []byte) error {
	if !json.Valid(data) {
		return errInvalid
	}
	*j = NewJSON(data)
	return nil
}
