package scim

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"time"
	"unicode"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/secret"
)

// shape describes an attribute of the model: its name, its sub-attributes and its JSON type. The zero shape is that of
// an unknown attribute.
type shape struct{ t reflect.Type }

// kind is the JSON type of a shape.
type jsonKind string

const (
	anyKind    jsonKind = ""
	textKind   jsonKind = "text"
	boolKind   jsonKind = "a boolean"
	listKind   jsonKind = "a list"
	objectKind jsonKind = "an object"
)

func shapeOf[T any]() shape { return shape{reflect.TypeFor[T]()} }

func (s shape) kind() jsonKind {
	switch {
	case s.t == nil, s.t == reflect.TypeFor[json.RawMessage]():
		return anyKind
	case s.t == reflect.TypeFor[time.Time](), s.t == reflect.TypeFor[secret.String]():
		return textKind
	}
	switch s.t.Kind() {
	case reflect.Pointer:
		return shape{s.t.Elem()}.kind()
	case reflect.String:
		return textKind
	case reflect.Bool:
		return boolKind
	case reflect.Slice:
		return listKind
	case reflect.Struct, reflect.Map:
		return objectKind
	}
	return anyKind
}

// element is the shape of the elements of a list.
func (s shape) element() shape {
	if s.kind() == listKind {
		return shape{s.t.Elem()}
	}
	return shape{}
}

// member returns the model's spelling of the name of a member, and its shape. Unknown names are returned unchanged,
// because organizations can define attributes.
func (s shape) member(name string) (string, shape) {
	t := s.t
	for t != nil && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t == nil || t.Kind() != reflect.Struct {
		return name, shape{}
	}
	for field := range t.Fields() {
		spelled, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if spelled != "-" && strings.EqualFold(spelled, name) {
			return spelled, shape{field.Type}
		}
	}
	return name, shape{}
}

// fits checks JSON as the value of an attribute, and returns it with names in the model's spelling, because below the
// top level the server drops names in another case. If the value is named by its path, it must have the type of the
// attribute. Otherwise the server converts numbers and booleans to strings.
func (s shape) fit(value json.RawMessage, byPath bool) (json.RawMessage, error) {
	given := kindOfJSON(value)
	switch kind := s.kind(); {
	case kind == anyKind && given == listKind:
		return value, checkItems(value)
	case kind == anyKind:
		return value, checkNumbers(value)
	case kind == boolKind && (strings.EqualFold(string(value), `"true"`) || strings.EqualFold(string(value), `"false"`)):
		return value, nil
	case kind == textKind && !byPath && (given == anyKind || given == boolKind): // a number or null
		return value, checkNumbers(value)
	case kind != given:
		return nil, fmt.Errorf("the value must be %s", kind)
	case kind == objectKind:
		return s.fitObject(value)
	case kind == listKind:
		return s.fitList(value)
	}
	return value, nil
}

func (s shape) fitObject(value json.RawMessage) (json.RawMessage, error) {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(value, &members); err != nil {
		return nil, err
	}
	return respelled(value, members, s.member)
}

// respelled checks the members of an object and spells their names as the model does.
func respelled(value json.RawMessage, members map[string]json.RawMessage, spell func(string) (string, shape)) (json.RawMessage, error) {
	changed := false
	object := make(map[string]json.RawMessage, len(members))
	for name, member := range members {
		spelled, s := spell(name)
		if _, twice := object[spelled]; twice {
			return nil, fmt.Errorf("%s is given twice, in different case", spelled)
		}
		fitting, err := s.fit(member, false)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", spelled, err)
		}
		changed = changed || spelled != name || &fitting[0] != &member[0]
		object[spelled] = fitting
	}
	if !changed {
		return value, nil
	}
	return json.Marshal(object)
}

// fitList checks a list. A list of objects may contain strings, as the server sends them.
func (s shape) fitList(value json.RawMessage) (json.RawMessage, error) {
	var items []json.RawMessage
	if err := json.Unmarshal(value, &items); err != nil {
		return nil, err
	}
	changed := false
	for i, item := range items {
		switch given := kindOfJSON(item); {
		case s.element().kind() == objectKind && given == objectKind:
			fitting, err := s.element().fit(item, false)
			if err != nil {
				return nil, fmt.Errorf("[%d]: %w", i, err)
			}
			changed = changed || &fitting[0] != &item[0]
			items[i] = fitting
		case given != textKind:
			return nil, fmt.Errorf("[%d]: must be %s", i, s.element().kind())
		}
	}
	if !changed {
		return value, nil
	}
	return json.Marshal(items)
}

// checkItems returns an error if a list contains items that the server cannot read in any list.
func checkItems(list json.RawMessage) error {
	var items []json.RawMessage
	if err := json.Unmarshal(list, &items); err != nil {
		return err
	}
	for i, item := range items {
		if kindOfJSON(item) == listKind || string(item) == "null" {
			return fmt.Errorf("[%d]: must not be a list or null", i)
		}
	}
	return checkNumbers(list)
}

// kindOfJSON returns the kind of compact JSON. Numbers and null have none.
func kindOfJSON(value json.RawMessage) jsonKind {
	switch value[0] {
	case '"':
		return textKind
	case 't', 'f':
		return boolKind
	case '[':
		return listKind
	case '{':
		return objectKind
	}
	return anyKind
}

// checkNumbers returns an error for numbers that the server cannot read for an attribute of any type.
func checkNumbers(value json.RawMessage) error {
	switch kindOfJSON(value) {
	case listKind, objectKind:
		var items []json.RawMessage
		var members map[string]json.RawMessage
		if json.Unmarshal(value, &items) != nil && json.Unmarshal(value, &members) != nil {
			return nil
		}
		for _, member := range members {
			items = append(items, member)
		}
		for _, item := range items {
			if err := checkNumbers(item); err != nil {
				return err
			}
		}
	case anyKind:
		var number int32
		if string(value) != "null" && json.Unmarshal(value, &number) != nil {
			return fmt.Errorf("the server only accepts 32-bit integers as numbers: send %s as a string, in an Add", value)
		}
	}
	return nil
}

// attributePath is the path of an operation: schema:attribute[filter].sub.
type attributePath struct {
	schema    string // the URN, empty for the schema of the resource itself
	attribute string // empty for all attributes
	filter    string // the text between the brackets
	sub       string
}

// String writes the path as the server reads it.
func (p attributePath) String() string {
	text := p.attribute
	if p.schema != "" {
		text = p.schema + ":" + text
	}
	if p.filter != "" {
		text += "[" + p.filter + "]"
	}
	if p.sub != "" {
		text += "." + p.sub
	}
	return text
}

// parsePath parses a path of a resource whose own schema is core. An attribute follows its schema and a colon or a dot.
func parsePath(text, core string) (attributePath, error) {
	head, rest, filtered := strings.Cut(text, "[")
	schema, head := pathSchema(head, core)
	p := attributePath{schema: schema}
	if head == "" && !filtered {
		return p, nil
	}
	names := strings.Split(strings.ReplaceAll(head, ":", "."), ".")
	if filtered {
		end := strings.LastIndexByte(rest, ']')
		if end < 0 || len(names) > 1 || end+1 < len(rest) && rest[end+1] != '.' {
			return p, fmt.Errorf("the path %q is not of the form attribute[filter] or attribute[filter].name", text)
		}
		if p.filter = rest[:end]; !oneEquality(p.filter) {
			return p, fmt.Errorf(`the filter of the path %q is not of the form name eq "value", with a value without spaces: the server supports no other form`, text)
		}
		if end+1 < len(rest) {
			names = append(names, rest[end+2:])
		}
	}
	if len(names) > 2 {
		return p, fmt.Errorf("the path %q has more levels than the server supports", text)
	}
	for _, name := range names {
		if name == "" || strings.ContainsAny(name, `"'[]().:`) || strings.ContainsFunc(name, unicode.IsSpace) {
			return p, fmt.Errorf("the path %q contains the invalid attribute name %q", text, name)
		}
	}
	p.attribute = names[0]
	if len(names) == 2 {
		p.sub = names[1]
	}
	return p, nil
}

// pathSchema splits the URN of a schema from the front of a path.
func pathSchema(path, core string) (schema, rest string) {
	for _, urn := range append([]string{core}, extensions...) {
		rest, ok := cutSchema(path, urn)
		if !ok && !strings.EqualFold(strings.TrimSuffix(path, ":"), urn) {
			continue
		}
		if urn == core {
			urn = ""
		}
		return urn, rest
	}
	if i := strings.LastIndexByte(path, ':'); isURN(path) && i > len("urn") {
		return path[:i], path[i+1:]
	}
	return "", path
}

func isURN(text string) bool { return len(text) > 4 && strings.EqualFold(text[:4], "urn:") }

// oneEquality reports whether a filter has the only form that the server supports in paths: three words, the second of
// which is eq. It does not use package regexp, which would make every program 200 KB larger.
func oneEquality(filter string) bool {
	words := strings.Split(filter, " ")
	if len(words) != 3 || words[0] == "" || !strings.EqualFold(words[1], "eq") {
		return false
	}
	value := words[2]
	if inner, ok := strings.CutPrefix(value, `"`); ok {
		if value, ok = strings.CutSuffix(inner, `"`); !ok {
			return false
		}
	}
	return value != "" && !strings.ContainsAny(value, `"[]`)
}

// spelled returns the path with names in the model's spelling, the shape of the attribute, and the shape of the value
// that the path refers to.
func (p attributePath) spelled(resource shape) (path attributePath, attribute, target shape, err error) {
	if p.schema != "" {
		p.schema, resource = resource.member(p.schema)
	}
	p.attribute, attribute = resource.member(p.attribute)
	parts := attribute
	if attribute.kind() == listKind {
		parts = attribute.element()
	}
	if p.filter != "" {
		words := strings.Split(p.filter, " ")
		words[0], _ = parts.member(words[0])
		words[1] = "eq"
		p.filter = strings.Join(words, " ")
		if kind := attribute.kind(); kind != listKind && kind != anyKind {
			return p, attribute, target, fmt.Errorf("%s is not a list, so a path cannot filter it", p.attribute)
		}
	}
	switch {
	case p.sub != "":
		if kind := parts.kind(); kind != objectKind && kind != anyKind {
			return p, attribute, target, fmt.Errorf("%s has no sub-attributes", p.attribute)
		}
		p.sub, target = parts.member(p.sub)
	case p.filter != "":
		target = parts
	default:
		target = attribute
	}
	return p, attribute, target, nil
}

// isPlainName reports whether the server accepts a name in the path of an add. It accepts other names, such as $ref, in
// the paths of other operations.
func isPlainName(name string) bool {
	return !strings.ContainsFunc(name, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_')
	})
}
