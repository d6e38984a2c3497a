package rest

import (
	"encoding/json"
	"errors"
	"net/url"
	"strings"
)

// Redacted is shown in place of a secret.
const Redacted = "[redacted]"

// htmlEscaper does what package html does, which would bring its table of two thousand names into every program.
var htmlEscaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#34;", "'", "&#39;")

// secretsIn returns the secrets in a body.
func secretsIn(body []byte) (found []string) {
	var collect func(value any, secret bool)
	collect = func(value any, secret bool) {
		switch value := value.(type) {
		case string:
			if secret {
				found = append(found, value)
			}
		case []any:
			for _, item := range value {
				collect(item, secret)
			}
		case map[string]any:
			for name, member := range value {
				collect(member, secret || isSecret(name, value))
			}
		}
	}
	var value any
	if len(body) > 0 && json.Unmarshal(body, &value) == nil {
		collect(value, false)
	}
	return found
}

// redact takes secrets out of a text, in every form in which a server may repeat what it was sent.
func redact(s string, secrets []string) string {
	for _, secret := range secrets {
		if len(secret) < 4 { // it would take apart every text
			continue
		}
		quoted, _ := json.Marshal(secret) // a string always can be
		inURL, inHTML := url.QueryEscape(secret), htmlEscaper.Replace(secret)
		for _, form := range []string{
			inURL, strings.ReplaceAll(inURL, "+", "%20"), inHTML, strings.ReplaceAll(inHTML, "&#34;", "&quot;"),
			string(quoted[1 : len(quoted)-1]), jsonEscaper.Replace(secret), secret,
		} {
			s = strings.ReplaceAll(s, form, Redacted)
		}
	}
	return s
}

// jsonEscaper escapes what JSON must, where package json escapes HTML too.
var jsonEscaper = strings.NewReplacer(`\`, `\\`, `"`, `\"`)

// redacted is an error whose text showed a secret. It can be compared like that one, but not unwrapped.
type redacted struct {
	err  error
	text string
}

func (r *redacted) Error() string        { return r.text }
func (r *redacted) GoString() string     { return r.text }
func (r *redacted) Is(target error) bool { return errors.Is(r.err, target) }

func redactError(err error, secrets []string) error {
	if err == nil {
		return nil
	}
	if text := err.Error(); redact(text, secrets) != text {
		return &redacted{err, redact(text, secrets)}
	}
	return err
}
