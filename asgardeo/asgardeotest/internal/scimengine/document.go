// Package scimengine is what the SCIM services of the stand-in do with resources as
// JSON: it knows the schemas of users, reads values, applies the operations of a
// PATCH, and chooses the attributes of answers. It knows no organization and no
// HTTP. What it refuses is a [Refusal].
package scimengine

import (
	"fmt"
	"strings"
)

// A Document is a SCIM resource, or a part of one, as JSON has it.
type Document = map[string]any

// Member returns a member of a document by its name in any case.
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

// Text is a scalar as text. Nothing is the empty string.
func Text(value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case string:
		return v
	}
	return fmt.Sprint(value)
}

// TextMember returns a member that must be a string when it is there.
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

// TextList returns a member that must be a list of strings when it is there.
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
