package scimengine

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Decode reads the attributes of a resource from the body of a request. It looks
// for the attributes of the type in the body, and ignores everything else. The
// name of an attribute is found as it is, after the schema, or ignoring case.
// Below the first level, names are case-sensitive.
func (t *ResourceType) Decode(body Document) (Document, error) {
	doc := Document{}
	for _, a := range t.attributes {
		raw, ok := t.lookUp(body, a)
		if !ok {
			continue
		}
		value, err := a.decode(raw, t.isExtension(a))
		if err != nil {
			return nil, err
		}
		doc[a.Name] = value
	}
	return doc, nil
}

func (t *ResourceType) lookUp(body Document, a Attribute) (any, bool) {
	for _, name := range []string{a.Name, t.schema + ":" + a.Name} {
		if value, ok := body[name]; ok {
			return value, true
		}
	}
	for _, name := range slices.Sorted(maps.Keys(body)) {
		if strings.EqualFold(name, a.Name) {
			return body[name], true
		}
	}
	return nil, false
}

// CheckRequired refuses a resource without a required attribute, or with an
// object without a required sub-attribute. An empty value is enough.
func (t *ResourceType) CheckRequired(doc Document) error {
	for _, a := range t.attributes {
		value, ok := doc[a.Name]
		if !ok {
			if a.Required && !a.isReadOnly() {
				return InvalidValue("Required attribute %s is missing in the SCIM Object.", a.Name)
			}
			continue
		}
		for _, part := range a.SubAttributes {
			if part.Required && !allHave(value, part.Name) {
				return InvalidValue("Required sub attribute: %s is missing in the SCIM Attribute: %s", part.Name, a.Name)
			}
		}
	}
	return nil
}

// allHave reports whether all objects in a list have a member.
func allHave(value any, name string) bool {
	items, _ := value.([]any)
	return !slices.ContainsFunc(items, func(item any) bool {
		doc, ok := item.(Document)
		return ok && doc[name] == nil
	})
}

// decode reads a value of the attribute. Lists in an extension are stricter than
// others.
func (a Attribute) decode(value any, inExtension bool) (any, error) {
	switch {
	case a.MultiValued:
		list, ok := value.([]any)
		if !ok {
			return nil, InvalidSyntax()
		}
		return a.decodeItems(list, inExtension)
	case a.isComplex():
		doc, ok := value.(Document)
		if !ok {
			return nil, InvalidSyntax()
		}
		return a.decodeObject(doc, inExtension)
	case isScalar(value) || value == nil:
		return a.convert(value)
	}
	return nil, InvalidSyntax()
}

// decodeObject reads the known members of an object.
func (a Attribute) decodeObject(doc Document, inExtension bool) (Document, error) {
	out := Document{}
	for _, part := range a.SubAttributes {
		raw, ok := doc[part.Name]
		if !ok {
			continue
		}
		value, err := part.decode(raw, inExtension)
		if err != nil {
			return nil, err
		}
		out[part.Name] = value
	}
	return out, nil
}

// decodeItems reads the items of a list. The items of a list of objects can be
// scalars, except in an extension.
func (a Attribute) decodeItems(list []any, inExtension bool) ([]any, error) {
	items := make([]any, 0, len(list))
	for _, item := range list {
		doc, isObject := item.(Document)
		number, isNumber := item.(json.Number)
		switch {
		case isObject && a.isComplex():
			object, err := a.decodeObject(doc, inExtension)
			if err != nil {
				return nil, err
			}
			item = object
		case isScalar(item) && (!a.isComplex() || !inExtension), isNumber && isDecimal(number) && a.isComplex() && !inExtension:
		case isNumber && !a.isComplex():
			return nil, InvalidSyntax()
		default:
			return nil, refuse("invalidSyntax", "Unknown JSON representation for the MultiValued attribute %s which has data type as %s", a.Name, a.Type)
		}
		items = append(items, item)
	}
	return items, nil
}

// isScalar reports whether a value is a text, a Boolean or a whole number of 32
// bits.
func isScalar(value any) bool {
	switch v := value.(type) {
	case string, bool:
		return true
	case json.Number:
		return isInteger(v)
	}
	return false
}

func isInteger(number json.Number) bool {
	_, err := strconv.ParseInt(number.String(), 10, 32)
	return err == nil
}

func isDecimal(number json.Number) bool { return strings.ContainsAny(number.String(), ".eE") }

// convert returns a scalar or null as a value of the type of the attribute. It
// returns the empty string for a number that cannot be parsed.
func (a Attribute) convert(value any) (any, error) {
	text, isText := value.(string)
	text = trim(text)
	switch a.Type {
	case "BOOLEAN":
		switch v := value.(type) {
		case bool:
			return v, nil
		case string:
			return strings.EqualFold(text, "true"), nil
		}
		return nil, uncaught()
	case "INTEGER":
		if value == nil {
			return nil, wrongType()
		}
		if n, err := strconv.ParseInt(trim(Text(value)), 10, 32); err == nil {
			return json.Number(strconv.FormatInt(n, 10)), nil
		}
		return "", nil
	case "DECIMAL":
		if n, err := strconv.ParseFloat(trim(Text(value)), 64); err == nil {
			encoded, err := json.Marshal(n)
			return json.Number(encoded), err
		}
		return "", nil
	case "DATE_TIME":
		if !isText && value != nil {
			return nil, uncaught()
		}
		return dateTime(text)
	}
	return trim(Text(value)), nil
}

// trim removes blanks and control characters from both ends.
func trim(text string) string {
	return strings.TrimFunc(text, func(r rune) bool { return r <= ' ' })
}

// dateTime reads a time of ISO 8601, and returns it as responses show it.
func dateTime(text string) (any, error) {
	if text == "" {
		return "", nil
	}
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05"} {
		if t, err := time.Parse(layout, text); err == nil {
			return t.UTC().Format(time.RFC3339Nano), nil
		}
	}
	return nil, fail("Error in parsing date time. Date time format of %s is not supported.", text)
}

// strict returns a value that has the type of the attribute in JSON already.
func (a Attribute) strict(value any) (any, error) {
	switch v := value.(type) {
	case string:
		if a.Type == "STRING" || a.Type == "REFERENCE" {
			return v, nil
		}
	case bool:
		if a.Type == "BOOLEAN" {
			return v, nil
		}
	case json.Number:
		if a.Type == "INTEGER" && isInteger(v) || a.Type == "DECIMAL" && isDecimal(v) {
			return v, nil
		}
	}
	return nil, wrongType()
}

func wrongType() error {
	return InvalidValue("Violation in attribute schema. DataType doesn't match that of the value.")
}
