package rest

import (
	"fmt"
	"io"
	"net/url"
	"strings"
)

// Redacted is shown in place of a secret.
const Redacted = "[redacted]"

// FormatSecret is the Format method of types that hold a secret. Without one, a verb that does not fit the type, such
// as %d, would print the value.
func FormatSecret(f fmt.State) { _, _ = io.WriteString(f, Redacted) }

// htmlEscaper does what package html does, which would bring its table of two thousand names into every program.
var htmlEscaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#34;", "'", "&#39;")

// redact takes secrets out of a text, in every form in which a server may repeat what it was sent.
func redact(s string, secrets []string) string {
	for _, secret := range secrets {
		if secret == "" {
			continue
		}
		for _, form := range []string{url.QueryEscape(secret), htmlEscaper.Replace(secret), secret} {
			s = strings.ReplaceAll(s, form, Redacted)
		}
	}
	return s
}

// redacted is an error whose text showed a secret.
type redacted struct {
	err  error
	text string
}

func (r *redacted) Error() string    { return r.text }
func (r *redacted) GoString() string { return r.text }
func (r *redacted) Unwrap() error    { return r.err }

func redactError(err error, secrets []string) error {
	if err == nil {
		return nil
	}
	if text := err.Error(); redact(text, secrets) != text {
		return &redacted{err, redact(text, secrets)}
	}
	return err
}
