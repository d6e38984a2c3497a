// Package scimengine handles SCIM resources as JSON: it has the schemas of users,
// reads values, applies the operations of a PATCH, and selects the attributes of
// responses. It is independent of organizations and of HTTP. Its errors are of type
// [*Refusal].
package scimengine

import (
	"fmt"
	"strings"
)

// A Document is a SCIM resource, or a part of one, decoded from JSON.
type Document = map[string]any

// Member returns a member of a document by its name, ignoring case.
func Member(doc Document, name string) (any, bool) {
	if value, ok := doc[name]; ok {
		return value, true
	}
	for key, value := range doc {
		if strings.EqualFold(key, name) {
			return value, true
		}
	}
	return nil, false
}

// Text returns a scalar as text. It returns the empty string for nil.
func Text(value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case string:
		return v
	}
	return fmt.Sprint(value)
}

// TextMember returns a member that must be a string if it is present.
func TextMember(doc Document, name string) (string, error) {
	value, _ := Member(doc, name)
	if value == nil {
		return "", nil
	}
	text, ok := value.(string)
	if !ok {
		return "", InvalidSyntax()
	}
	return text, nil
}

// TextList returns a member that must be a list of strings if it is present.
func TextList(doc Document, name string) ([]string, error) {
	value, _ := Member(doc, name)
	if value == nil {
		return nil, nil
	}
	items, ok := value.([]any)
	if !ok {
		return nil, InvalidSyntax()
	}
	var texts []string
	for _, item := range items {
		text, ok := item.(string)
		if !ok {
			return nil, InvalidSyntax()
		}
		texts = append(texts, text)
	}
	return texts, nil
}
