package rest

import (
	"bytes"
	"encoding/json"
	"errors"
	"log/slog"
	"net/url"
	"reflect"
	"strings"
	"unicode"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/secret"
)

// isSecret reports whether a member of an object contains a secret: by its name, or by the path next to it if the
// object is a patch operation.
func isSecret(name string, object map[string]any, secrets []string) bool {
	if strings.EqualFold(name, "value") {
		for sibling, value := range object {
			if path, ok := value.(string); ok && strings.EqualFold(sibling, "path") && namesSecret(path, secrets) {
				return true
			}
		}
	}
	return namesSecret(name, secrets)
}

// secretsIn returns the secrets in a body.
func secretsIn(body []byte, secrets []string) (found []string) {
	if value, err := parse(body); err == nil {
		eachText(value, secrets, func(text string, named, within bool) {
			// URLs in a secret object are not secrets: they have a common beginning.
			if named || within && !strings.Contains(text, "://") {
				found = append(found, text)
			}
		})
	}
	return found
}

// eachText calls f with the strings and numbers of a JSON value. A text is named if its member is a secret, and within
// if an outer member is.
func eachText(value any, secrets []string, f func(text string, named, within bool)) {
	var walk func(value any, named, within bool)
	walk = func(value any, named, within bool) {
		switch value := value.(type) {
		case string:
			f(value, named, within)
		case json.Number:
			f(value.String(), named, within)
		case []any:
			for _, item := range value {
				walk(item, named, within)
			}
		case map[string]any:
			for name, member := range value {
				walk(member, isSecret(name, value, secrets), within || named)
			}
		}
	}
	walk(value, false, false)
}

// parse decodes JSON. It keeps numbers as written.
func parse(data []byte) (value any, err error) {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	err = decoder.Decode(&value)
	return value, err
}

// Conceal returns the value for the attribute of a path. Plain values of secrets are replaced with values of the types
// of package secret.
func Conceal(path string, value any, secrets []string) any {
	switch value.(type) {
	case nil, bool, secret.String, *secret.String, secret.JSON, *secret.JSON:
		return value
	}
	data, err := json.Marshal(value) // as it would be sent
	if err != nil {
		return value // sending it reports the error
	}
	parsed, err := parse(data)
	if err != nil {
		return value
	}
	changed := false
	var conceal func(value any, named bool) any
	conceal = func(value any, named bool) any {
		switch text, isText := value.(string); {
		case named && isText:
			changed = true
			return secret.New(text)
		case named && value != nil && reflect.TypeOf(value).Kind() != reflect.Bool:
			changed = true
			data, _ := json.Marshal(value) // it was JSON before
			return secret.NewJSON(data)
		}
		switch value := value.(type) {
		case []any:
			for i, item := range value {
				value[i] = conceal(item, false)
			}
		case map[string]any:
			for name, member := range value {
				value[name] = conceal(member, isSecret(name, value, secrets))
			}
		}
		return value
	}
	if concealed := conceal(parsed, namesSecret(path, secrets)); changed {
		return concealed
	}
	return value
}

// LogValue returns a value as JSON with [redacted] in place of secrets at any depth, by their types and by the names of
// members. It is needed because JSON handlers call LogValue only for the value itself, not for its parts.
func LogValue(value any, secrets []string) slog.Value {
	data, err := json.Marshal(value)
	if err != nil {
		return slog.StringValue(err.Error())
	}
	shown, err := parse(data)
	if err != nil {
		return slog.StringValue(err.Error())
	}
	texts := map[string]bool{}
	typed(reflect.ValueOf(value), texts)
	return slog.AnyValue(blank(shown, texts, secrets))
}

// typed adds the texts of values whose type is a secret.
func typed(v reflect.Value, texts map[string]bool) {
	if !v.IsValid() {
		return
	}
	if v.CanInterface() {
		switch value := v.Interface().(type) {
		case secret.String:
			texts[value.Reveal()] = true
			return
		case secret.JSON:
			if parsed, err := parse(value.Reveal()); err == nil {
				eachText(parsed, nil, func(text string, _, _ bool) { texts[text] = true })
			}
			return
		}
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		typed(v.Elem(), texts)
	case reflect.Slice, reflect.Array:
		if v.Type().Elem().Kind() != reflect.Uint8 {
			for _, item := range v.Seq2() {
				typed(item, texts)
			}
		}
	case reflect.Map:
		for _, item := range v.Seq2() {
			typed(item, texts)
		}
	case reflect.Struct:
		for _, field := range v.Fields() {
			typed(field, texts)
		}
	}
}

// blank returns a JSON value without secrets: without the given texts, and without members that are secrets by name.
func blank(value any, texts map[string]bool, secrets []string) any {
	switch value := value.(type) {
	case string:
		if value != "" && texts[value] {
			return Redacted
		}
	case json.Number:
		if texts[value.String()] {
			return Redacted
		}
	case []any:
		for i, item := range value {
			value[i] = blank(item, texts, secrets)
		}
	case map[string]any:
		named := map[string]bool{}
		for name, member := range value {
			_, flag := member.(bool)
			named[name] = !flag && member != nil && member != "" && isSecret(name, value, secrets)
		}
		for name, member := range value {
			if named[name] {
				value[name] = Redacted
			} else {
				value[name] = blank(member, texts, secrets)
			}
		}
	}
	return value
}

// redacted is an error whose original text contained a secret. It matches the original error with errors.Is, but does
// not unwrap to it.
type redacted struct {
	err  error
	text string
}

func (r *redacted) Error() string        { return r.text }
func (r *redacted) GoString() string     { return r.text }
func (r *redacted) Is(target error) bool { return errors.Is(r.err, target) }

// RedactText returns a text without the given secrets, and without values that the text itself names as secrets.
func RedactText(text string, secrets ...string) string {
	var named fileSecrets
	_, _ = named.Write([]byte(text))
	found, all := named.secrets()
	if !all {
		return Redacted
	}
	return newRedactor(append(found, secrets...)).redact(text)
}

// RedactError returns an error that contains neither the secrets nor the user information and queries of URLs.
func RedactError(err error, secrets ...string) error {
	return newRedactor(secrets).redactError(err)
}

func (r *redactor) redactError(err error) error {
	if err == nil {
		return nil
	}
	text := err.Error()
	shown := r.redact(text)
	if _, ok := errors.AsType[*url.Error](err); ok {
		shown = withoutCredentials(shown)
	}
	if shown != text {
		return &redacted{err, shown}
	}
	return err
}

// withoutCredentials removes user information, queries and fragments from the URLs in a text.
func withoutCredentials(text string) string {
	var out strings.Builder
	for {
		before, address, found := strings.Cut(text, "://")
		out.WriteString(before)
		if !found {
			return out.String()
		}
		out.WriteString("://")
		end := strings.IndexFunc(address, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("\"'<>", r) })
		if end < 0 {
			end = len(address)
		}
		address, text = address[:end], address[end:]
		if place, _, _ := strings.Cut(address, "/"); strings.ContainsAny(place, "@:") { // a password may contain a slash
			if at := strings.LastIndexByte(address, '@'); at >= 0 {
				out.WriteString(Redacted + "@")
				address = address[at+1:]
			}
		}
		if at := strings.IndexAny(address, "?#"); at >= 0 && at+1 < len(address) {
			address = address[:at+1] + Redacted
		}
		out.WriteString(address)
	}
}
