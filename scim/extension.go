package scim

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"math"
	"reflect"
	"strconv"
	"strings"

	"github.com/seed-01804ef5/asgardeo-go/internal/rest"
)

// Extension holds the attributes of a schema extension by their names, as JSON. [Extension.Set] and the other methods write
// and read them as Go values. Names are case-insensitive. Attributes that are not changed are sent as they were received.
type Extension map[string]json.RawMessage

// Set sets an attribute: to a string, a bool, a number, a list of strings, or any other value that encoding/json encodes.
// Nil removes the attribute. The server only accepts 32-bit integers as JSON numbers, so Set writes other numbers as
// strings. A value that cannot be encoded makes the request fail with asgardeo.ErrInvalidInput.
func (e *Extension) Set(name string, value any) {
	name = e.spelled(name)
	if value == nil {
		delete(*e, name)
		return
	}
	if *e == nil {
		*e = Extension{}
	}
	(*e)[name] = encoded(value)
}

// Text returns the value of a string attribute. It reports whether the attribute is set to a string.
func (e Extension) Text(name string) (string, bool) {
	return decoded[string](e, name)
}

// Bool returns the value of a boolean attribute. It reports whether the attribute is set to true or false, which servers
// also send as strings.
func (e Extension) Bool(name string) (value, ok bool) {
	if text, ok := e.Text(name); ok {
		return strings.EqualFold(text, "true"), strings.EqualFold(text, "true") || strings.EqualFold(text, "false")
	}
	return decoded[bool](e, name)
}

// Number returns the value of a numeric attribute. It reports whether the attribute is set to a number, which servers also
// send as a string.
func (e Extension) Number(name string) (float64, bool) {
	if text, ok := e.Text(name); ok {
		number, err := strconv.ParseFloat(text, 64)
		return number, err == nil
	}
	return decoded[float64](e, name)
}

// List returns the values of a multi-valued attribute of strings. It reports whether the attribute is set to such a list. A
// single string is a list of one.
func (e Extension) List(name string) ([]string, bool) {
	if text, ok := e.Text(name); ok {
		return []string{text}, true
	}
	return decoded[[]string](e, name)
}

// spelled returns the name under which an attribute is set, or the name itself.
func (e Extension) spelled(name string) string {
	if _, ok := e[name]; ok {
		return name
	}
	for other := range e {
		if strings.EqualFold(other, name) {
			return other
		}
	}
	return name
}

// decoded returns the value of an attribute, if it is a T.
func decoded[T any](e Extension, name string) (value T, ok bool) {
	data := e[e.spelled(name)]
	if len(data) == 0 || string(data) == "null" || json.Unmarshal(data, &value) != nil {
		var none T
		return none, false
	}
	return value, true
}

// encoded returns the JSON of a value. If the value cannot be encoded, it returns invalid JSON, which no request can contain.
func encoded(value any) json.RawMessage {
	if number, ok := numberOf(value); ok && (number != math.Trunc(number) || math.Abs(number) > math.MaxInt32) {
		value = fmt.Sprint(value)
	}
	data, err := json.Marshal(value)
	if err != nil {
		return json.RawMessage("!" + err.Error())
	}
	return data
}

// numberOf returns a value of a numeric type.
func numberOf(value any) (float64, bool) {
	switch v := reflect.ValueOf(value); {
	case v.CanInt():
		return float64(v.Int()), true
	case v.CanUint():
		return float64(v.Uint()), true
	case v.CanFloat():
		return v.Float(), true
	}
	return 0, false
}

// Format writes the attributes as Go values, without passwords, for every verb.
func (e Extension) Format(f fmt.State, verb rune) {
	values := make(map[string]any, len(e))
	for name, data := range e {
		decoder := json.NewDecoder(bytes.NewReader(data))
		decoder.UseNumber()
		var value any
		if decoder.Decode(&value) != nil {
			value = string(data)
		}
		values[name] = value
	}
	_, _ = fmt.Fprintf(f, fmt.FormatString(f, verb), rest.Conceal("", values, secretMembers))
}

// LogValue leaves passwords out.
func (e Extension) LogValue() slog.Value { return rest.LogValue(e, secretMembers) }

// Extension returns the attributes of a user below the URN of a schema. The schema can be that of the
// fields WSO2, Custom and Enterprise, or another one. Extension returns nil if the user has no such attributes.
func (v *User) Extension(schema string) Extension {
	switch {
	case strings.EqualFold(schema, SchemaWSO2):
		return v.WSO2
	case strings.EqualFold(schema, SchemaCustomUser):
		return v.Custom
	case strings.EqualFold(schema, SchemaEnterpriseUser):
		data, err := json.Marshal(v.Enterprise)
		if err != nil {
			return nil
		}
		attributes, _ := decoded[Extension](Extension{schema: data}, schema)
		return attributes
	}
	attributes, _ := decoded[Extension](v.AdditionalProperties, schema)
	return attributes
}

// SetExtension sets the attributes of a user that [User.Extension] returns. Nil removes them. It returns an
// error if an attribute is not JSON.
func (v *User) SetExtension(schema string, attributes Extension) error {
	switch {
	case strings.EqualFold(schema, SchemaWSO2):
		v.WSO2 = attributes
	case strings.EqualFold(schema, SchemaCustomUser):
		v.Custom = attributes
	case strings.EqualFold(schema, SchemaEnterpriseUser):
		data, err := json.Marshal(attributes)
		if err != nil {
			return err
		}
		var enterprise *EnterpriseUser // null for nil
		if err := json.Unmarshal(data, &enterprise); err != nil {
			return err
		}
		v.Enterprise = enterprise
	default:
		others := Extension(v.AdditionalProperties)
		if attributes == nil {
			others.Set(schema, nil)
			return nil
		}
		data, err := json.Marshal(attributes)
		if err != nil {
			return err
		}
		others.Set(schema, json.RawMessage(data))
		v.AdditionalProperties = others
	}
	return nil
}
