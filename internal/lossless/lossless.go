// Package lossless decodes responses within memory limits, and decodes objects without
// loss, so that they can be sent back unchanged.
//
// Objects that are read, changed and sent back are structs with a field AdditionalProperties. They lose nothing:
//
//  1. Each member that was read is in its field, in AdditionalProperties, or in both. It is in AdditionalProperties,
//     unchanged, if it has no field, or if the field would not be written as the member was received: null, an omitted zero
//     value, damaged text, a value of another JSON type than documented.
//  2. A value of another type is converted if its meaning is clear ("true" to true, 17 to "17", "3" to 3). Otherwise
//     the field is zero. No value makes the object or the objects around it unreadable.
//  3. The value in AdditionalProperties is sent in place of a field if the field still
//     has the value that was read. If the field was changed, the field is sent.
//  4. Names that differ only in case are one attribute (RFC 7643, section 2.1). It is read into its field in any
//     spelling. If it occurs in several spellings, that of the field is used, as the server does; otherwise the last one,
//     as for a repeated name. It is kept and sent under the name of the field, which every server accepts. So no attribute
//     is sent twice. Unknown names are kept unchanged. Of several that differ only in case, the last in byte order is sent,
//     because lower case sorts after upper case.
//  5. A value in place of an object is kept too, because servers send both for
//     addresses. In a list it is in AdditionalProperties of the element, marked by a
//     leading space, under "value" if there is such a field, otherwise under the empty
//     name. It is sent unchanged unless a member is set.
//
// These rules apply to every API, although only SCIM defines names as case-insensitive: if names are compared exactly, the
// server accepts the spelling of the field. Maps keep their keys as they are.
//
// The decoder reads the text with package jsonscan, because encoding/json of Go 1.26 steps through it only by allocating
// each token. Once Go 1.26 is out of support, the Decoder of encoding/json/jsontext replaces the scanner:
// encoding/json/v2, to which it belongs, is the default engine in Go 1.27.
package lossless

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"

	"github.com/seed-01804ef5/asgardeo-go/internal/jsonscan"
)

// UnmarshalObject is the UnmarshalJSON method of an object with AdditionalProperties, v being the pointer to it.
func UnmarshalObject(data []byte, v any) error {
	if !json.Valid(data) {
		return json.Unmarshal(data, new(json.RawMessage)) // to say where
	}
	object := reflect.ValueOf(v).Elem()
	p := planOf(object.Type())
	object.Field(p.extra).SetZero()
	d := decoder{data: data, room: maxInt}
	fits, err := d.value(object, p)
	if fits == fitsNot && err == nil {
		err = errors.New("json: not an object")
	}
	return err
}

const maxInt = int(^uint(0) >> 1)

// bareMark precedes the name of a kept value that was received in place of an object. No member name begins with a
// space.
const bareMark = " "

// MarshalObject implements MarshalJSON for such an object. fields is the struct without its methods. Kept members
// without a field are written last, sorted by name.
func MarshalObject(fields any, extra map[string]json.RawMessage) ([]byte, error) {
	data, err := json.Marshal(fields)
	if err != nil || len(extra) == 0 {
		return data, err
	}
	object := reflect.ValueOf(fields)
	p := planOf(object.Type())
	var (
		kept     = map[string]json.RawMessage{} // by the names that are sent
		spelling = map[string]string{}          // of names without a field
		bare     json.RawMessage
		wasBare  bool // the member "value"
	)
	for _, name := range slices.Sorted(maps.Keys(extra)) {
		raw := extra[name]
		if !json.Valid(raw) {
			return nil, fmt.Errorf("json: additional property %q is not valid JSON", name)
		}
		value := bytes.TrimSpace(raw)
		i, exact := p.field([]byte(name))
		switch {
		case i < 0 && name == "" && raw[0] == bareMark[0]:
			bare = value
		case i < 0:
			folded := string(fold(nil, []byte(name)))
			if before, ok := spelling[folded]; ok {
				delete(kept, before)
			}
			spelling[folded] = name
			kept[name] = value
		case !exact && extra[p.fields[i].name] != nil: // it counts
		case gave(value, object.Field(p.fields[i].index), p.fields[i].plan):
			kept[p.fields[i].name] = value
			fallthrough
		default:
			wasBare = wasBare || i == p.valueField && raw[0] == bareMark[0]
		}
	}
	out := []byte{'{'}
	add := func(name, value []byte) {
		if len(out) > 1 {
			out = append(out, ',')
		}
		out = append(append(append(out, name...), ':'), value...)
	}
	var first []byte // the value of the first member
	n := 0
	d := decoder{data: data}
	for ; d.more(); n++ {
		quoted := d.raw()
		name := string(jsonscan.Unquote(quoted))
		d.space()
		d.pos++ // the colon
		value := d.raw()
		if raw, ok := kept[name]; ok {
			delete(kept, name)
			value = raw
		}
		if n == 0 && name == "value" {
			first = value
		}
		add(quoted, value)
	}
	for _, name := range slices.Sorted(maps.Keys(kept)) {
		quoted, err := json.Marshal(name)
		if err != nil {
			return nil, err
		}
		if n == 0 && name == "value" {
			first = kept[name]
		}
		add(quoted, kept[name])
		n++
	}
	switch {
	case n == 0 && bare != nil:
		return bare, nil
	case n == 1 && wasBare && first != nil:
		return first, nil
	}
	return append(out, '}'), nil
}

// gave reports whether the field has the value that raw gives it.
func gave(raw []byte, field reflect.Value, p *plan) bool {
	then := reflect.New(field.Type()).Elem()
	d := decoder{data: raw, room: maxInt}
	_, err := d.value(then, p)
	return err == nil && reflect.DeepEqual(then.Interface(), field.Interface())
}
