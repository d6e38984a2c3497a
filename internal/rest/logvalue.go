package rest

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"slices"
	"strings"
)

// LogValue shows a value as its JSON with [redacted] in the place of secrets, however deep. A logger that writes JSON, and
// comes to the value itself, asks none of its parts for a LogValue.
func LogValue(value any) slog.Value {
	data, err := json.Marshal(value)
	if err != nil {
		return slog.StringValue(err.Error())
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	var shown any
	if err := decoder.Decode(&shown); err != nil {
		return slog.StringValue(err.Error())
	}
	return slog.AnyValue(blank(shown))
}

func blank(value any) any {
	switch value := value.(type) {
	case []any:
		for i, item := range value {
			value[i] = blank(item)
		}
	case map[string]any:
		for name, member := range value {
			if isSecret(name, value) && member != "" {
				value[name] = Redacted
			} else {
				value[name] = blank(member)
			}
		}
	}
	return value
}

// secretMembers are the members of requests and answers that hold secrets.
var secretMembers = []string{"password", "clientSecret", "secretValue", "androidAttestationServiceCredentials"}

// isSecret reports whether a member of an object holds a secret: by its name, or by the path beside it if the object is an
// operation of a patch. In front of the last attribute, a path may have a schema.
func isSecret(name string, object map[string]any) bool {
	if name == "value" {
		name, _ = object["path"].(string)
		name = name[strings.LastIndexByte(name, ':')+1:]
	}
	return slices.ContainsFunc(secretMembers, func(secret string) bool { return strings.EqualFold(name, secret) })
}
