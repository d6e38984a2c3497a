package lossless

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/seed-01804ef5/asgardeo-go/internal/jsonscan"
)

// A decoded response may take memoryFactor times its size in memory, plus memoryFree. A
// struct of a thousand bytes may be decoded from the two bytes of {}, so a limit on the
// size of the body is not sufficient. The decoder counts the memory before it allocates
// it, and rejects a response that takes too much. Ordinary pages take two to four times
// their size. memoryFree allows for pages with little more than ids, which take more:
// it suffices for some 5,000 users of which only the id was requested. The buffers that
// the body is read into take up to four times its size. In total, a body of two MiB or
// more stays below twelve times its size, and a smaller one below 24 MiB.
const (
	memoryFactor = 4
	memoryFree   = 4 << 20
)

// Unmarshal decodes the body of a response into out, a pointer, within the memory
// limits.
//
// Unlike [json.Unmarshal], it accepts a member of another JSON type than its field: see
// fit. Only the values that callers rely on must have the right type: the outermost
// value, its id and totalResults, and, unless it keeps unreadable members, its lists of
// objects and their elements. Otherwise an unreadable response would look like an empty
// one.
func Unmarshal(data []byte, out any) error {
	if !json.Valid(data) {
		return json.Unmarshal(data, new(json.RawMessage)) // for an error with the position
	}
	d := decoder{data: data, room: memoryFree + memoryFactor*len(data)}
	v := reflect.ValueOf(out).Elem()
	p := planOf(v.Type())
	d.space()
	switch opening := d.data[d.pos]; {
	case opening == 'n':
	case opening != '{' && (p.how == asObject || p.how == asRecord || p.how == asMap), opening != '[' && p.how == asList:
		return d.mismatch()
	}
	d.top = true
	_, err := d.value(v, p)
	return err
}

// decoder reads valid JSON in one pass. Its errors report the memory limits and the types that [Unmarshal] requires.
type decoder struct {
	data []byte
	pos  int
	room int  // bytes of memory that values may still take
	top  bool // the next value is the outermost one
}

// fit describes how a value fits the field that it was read into.
type fit int

const (
	// fitsSame: the field will be written exactly as the value was received.
	fitsSame fit = iota
	// fitsOther: the field has the meaning of the value, but will be written differently. The value is a number or a
	// boolean in place of a string or vice versa, null, damaged text, or a time with trailing zeros.
	fitsOther
	// fitsNot: the value has no meaning for the field. The field is zero.
	fitsNot
)

var errMemory = errors.New("the values would take much more memory than the body")

// mismatch returns the error for the next value if its type is not the required one.
func (d *decoder) mismatch() error {
	kind := "a number"
	switch d.data[d.pos] {
	case '{':
		kind = "an object"
	case '[':
		kind = "an array"
	case '"':
		kind = "a string"
	case 't', 'f':
		kind = "a boolean"
	case 'n':
		kind = "null"
	}
	return fmt.Errorf("json: %s has the wrong type", kind)
}

// take counts n bytes that are about to be allocated.
func (d *decoder) take(n int) error {
	if d.room -= n; d.room < 0 {
		return errMemory
	}
	return nil
}

// takeEntry counts one more entry in a map of n entries of the given size. Small maps are allocated with room for eight
// entries; larger ones double.
func (d *decoder) takeEntry(n, size int) error {
	switch {
	case n == 0:
		return d.take(80 + 8*(16+size))
	case n < 8:
		return nil
	}
	return d.take(16 + 4*(16+size))
}

func (d *decoder) space() {
	for d.pos < len(d.data) && strings.IndexByte(jsonscan.Space, d.data[d.pos]) >= 0 {
		d.pos++
	}
}

// raw returns the next value as written.
func (d *decoder) raw() []byte {
	d.space()
	start := d.pos
	if d.pos += jsonscan.ValueLen(d.data[start:]); d.pos == start { // a number that nothing follows
		d.pos = len(d.data)
	}
	return d.data[start:d.pos]
}

// more moves to the next element or member. It is called after the opening bracket and after each element.
func (d *decoder) more() bool {
	d.space()
	switch d.data[d.pos] {
	case '{', '[', ',':
		d.pos++
		d.space()
	}
	if closing := d.data[d.pos]; closing == '}' || closing == ']' {
		d.pos++
		return false
	}
	return true
}

// name returns the name of the next member, and moves to its value.
func (d *decoder) name() []byte {
	name := jsonscan.Unquote(d.raw())
	d.space()
	d.pos++ // the colon
	return name
}

// value reads the next value.
func (d *decoder) value(v reflect.Value, p *plan) (fit, error) {
	top := d.top
	d.top = false
	d.space()
	switch p.how {
	case asText, asInt, asBool, asTime:
		return d.scalar(v, p)
	case asCustom, asAny:
		return d.foreign(v, p, top)
	}
	switch d.data[d.pos] {
	case 'n':
		d.raw()
		if p.how == asPointer || p.how == asList || p.how == asMap {
			v.SetZero()
		}
		return fitsOther, nil
	case '[':
		if p.how == asList {
			return d.list(v, p, top)
		}
	case '{':
		switch p.how {
		case asMap:
			return d.entries(v, p)
		case asObject, asRecord:
			return d.members(v, p, top)
		}
	}
	switch {
	case p.how == asPointer:
		if err := d.take(p.elem.size); err != nil {
			return fitsNot, err
		}
		target := reflect.New(v.Type().Elem())
		suits, err := d.value(target.Elem(), p.elem)
		if suits == fitsNot {
			target = reflect.Zero(v.Type())
		}
		v.Set(target)
		return suits, err
	case d.isValue(p):
		return fitsSame, d.bare(v, p)
	}
	d.raw()
	v.SetZero()
	return fitsNot, nil
}

// scalar reads text, a number, a boolean or a time.
func (d *decoder) scalar(v reflect.Value, p *plan) (fit, error) {
	raw := d.raw()
	if raw[0] == 'n' {
		if p.how == asTime {
			v.SetZero()
		}
		return fitsOther, nil
	}
	text, suits := raw, fitsSame
	if raw[0] == '"' {
		if text = jsonscan.Unquote(raw); damaged(raw) {
			suits = fitsOther
		}
	} else if raw[0] == '{' || raw[0] == '[' {
		v.SetZero()
		return fitsNot, nil
	}
	switch p.how {
	case asText:
		if err := d.take(len(text)); err != nil {
			return fitsNot, err
		}
		v.SetString(string(text))
		if raw[0] != '"' {
			suits = fitsOther
		}
		return suits, nil
	case asBool:
		if on := strings.EqualFold(string(text), "true"); on || strings.EqualFold(string(text), "false") {
			v.SetBool(on)
			if raw[0] == '"' {
				suits = fitsOther
			}
			return suits, nil
		}
	case asInt:
		n, err := strconv.ParseInt(string(text), 10, 64)
		if err != nil { // 3.0 and 3e0 are whole numbers, too
			var f float64
			if f, err = strconv.ParseFloat(string(text), 64); err == nil && (f != math.Trunc(f) || math.Abs(f) > 1<<53) {
				err = strconv.ErrRange
			}
			n = int64(f)
		}
		if err == nil && !v.OverflowInt(n) {
			v.SetInt(n)
			if string(raw) != strconv.FormatInt(n, 10) {
				suits = fitsOther
			}
			return suits, nil
		}
	case asTime:
		var at time.Time
		if at.UnmarshalJSON(raw) != nil {
			break
		}
		v.Set(reflect.ValueOf(at))
		var out [len(time.RFC3339Nano) + 2]byte
		if at.IsZero() || !bytes.Equal(at.AppendFormat(out[:0], `"`+time.RFC3339Nano+`"`), raw) {
			suits = fitsOther
		}
		return suits, nil
	}
	v.SetZero()
	return fitsNot, nil
}

// foreign reads a value with encoding/json or with the type's own UnmarshalJSON.
func (d *decoder) foreign(v reflect.Value, p *plan, top bool) (fit, error) {
	raw := d.raw()
	size := len(raw)
	if v.Type() != reflect.TypeFor[json.RawMessage]() {
		size += 512 // for encoding/json, which most of these types use
	}
	switch {
	case p.elem != nil: // a list that reads itself
		size += jsonscan.CountElements(raw) * p.elem.size
	case p.how == asAny:
		size += 64*(bytes.Count(raw, []byte(","))+bytes.Count(raw, []byte("["))) + 400*bytes.Count(raw, []byte("{"))
	}
	if !top { // which does its own accounting
		if err := d.take(size); err != nil {
			return fitsNot, err
		}
	}
	var err error
	if p.how == asCustom {
		err = v.Addr().Interface().(json.Unmarshaler).UnmarshalJSON(raw)
	} else {
		err = json.Unmarshal(raw, v.Addr().Interface())
	}
	switch {
	case err != nil && top:
		return fitsNot, err
	case err != nil:
		v.SetZero()
		return fitsNot, nil
	case !p.secret && damaged(raw):
		return fitsOther, nil
	}
	return fitsSame, nil
}

// list reads the elements of a list into a slice of the right length, because a growing slice would be allocated
// several times.
func (d *decoder) list(v reflect.Value, p *plan, top bool) (fit, error) {
	n := jsonscan.CountElements(d.data[d.pos:])
	if err := d.take(24 + n*p.elem.size); err != nil {
		return fitsNot, err
	}
	list := reflect.MakeSlice(v.Type(), n, n)
	v.Set(list)
	suits := fitsSame
	for i := 0; d.more(); i++ {
		if d.data[d.pos] != '{' && (p.elem.how == asObject || p.elem.how == asRecord) {
			if top && (d.data[d.pos] != '"' || !d.isValue(p.elem)) {
				return fitsNot, fmt.Errorf("[%d]: %w", i, d.mismatch())
			}
			if p.elem.how == asObject {
				if err := d.bare(list.Index(i), p.elem); err != nil {
					return fitsNot, err
				}
				continue
			}
		}
		fits, err := d.value(list.Index(i), p.elem)
		if err != nil {
			return fitsNot, err
		}
		if fits != fitsSame {
			suits = fitsOther
		}
	}
	return suits, nil
}

// entries reads the members of an object into a map.
func (d *decoder) entries(v reflect.Value, p *plan) (fit, error) {
	if err := d.take(48 + 24 + p.elem.size); err != nil {
		return fitsNot, err
	}
	entries := reflect.MakeMap(v.Type())
	suits := fitsSame
	item := reflect.New(v.Type().Elem()).Elem()
	for d.more() {
		if damaged(d.data[d.pos : d.pos+jsonscan.StringLen(d.data[d.pos:])]) {
			suits = fitsOther
		}
		name := string(d.name())
		if err := d.takeEntry(entries.Len(), p.elem.size); err != nil {
			return fitsNot, err
		}
		if err := d.take(len(name)); err != nil {
			return fitsNot, err
		}
		item.SetZero()
		fits, err := d.value(item, p.elem)
		if err != nil {
			return fitsNot, err
		}
		if fits != fitsSame {
			suits = fitsOther
		}
		entries.SetMapIndex(reflect.ValueOf(name).Convert(v.Type().Key()), item)
	}
	v.Set(entries)
	return suits, nil
}

// members reads the members of an object into the fields of a struct. Values that a field cannot reproduce are kept in
// AdditionalProperties, if the struct has that field. A member whose name differs in case from the field's is used
// unless a member with the field's exact name is present.
func (d *decoder) members(v reflect.Value, p *plan, top bool) (fit, error) {
	var own, foreign [maxFields / 64]uint64 // the fields that came under their own names, and under others
	var extra *map[string]json.RawMessage
	if p.how == asObject {
		extra = v.Field(p.extra).Addr().Interface().(*map[string]json.RawMessage)
	}
	suits := fitsSame
	for d.more() {
		name := d.name()
		i, exact := p.field(name)
		if i < 0 {
			raw := d.raw()
			if suits = fitsOther; extra != nil {
				if err := d.keep(extra, string(name), raw); err != nil {
					return fitsNot, err
				}
			}
			continue
		}
		field := &p.fields[i]
		target := v.Field(field.index)
		switch bit := uint64(1) << (i % 64); {
		case exact:
			if foreign[i/64]&bit != 0 {
				target.SetZero()
			}
			own[i/64] |= bit
		case own[i/64]&bit != 0:
			d.raw()
			continue
		default:
			foreign[i/64] |= bit
		}
		d.space()
		start := d.pos
		d.top = top && field.mustFit
		fits, err := d.value(target, field.plan)
		if err == nil && top && fits == fitsNot && field.mustFit {
			d.pos = start
			err = d.mismatch()
		}
		if err != nil {
			return fitsNot, fmt.Errorf("%s: %w", field.name, err)
		}
		if fits == fitsSame && !leftOut(target) {
			if extra != nil && *extra != nil { // it came before, and was kept then
				if delete(*extra, field.name); len(*extra) == 0 {
					*extra = nil
				}
			}
			continue
		}
		if fits != fitsSame {
			suits = fitsOther
		}
		if extra != nil {
			if err := d.keep(extra, field.name, d.data[start:d.pos]); err != nil {
				return fitsNot, err
			}
		}
	}
	if extra != nil {
		suits = fitsSame
	}
	return suits, nil
}

// bare reads a value in place of an object, such as an address without its type. It is read as the member "value", if
// there is such a field and the value is not a list.
func (d *decoder) bare(v reflect.Value, p *plan) error {
	start := d.pos
	name := ""
	if d.isValue(p) {
		field := p.fields[p.valueField]
		name = field.name
		if _, err := d.value(v.Field(field.index), field.plan); err != nil {
			return err
		}
	} else {
		d.raw()
	}
	extra := v.Field(p.extra).Addr().Interface().(*map[string]json.RawMessage)
	return d.keep(extra, name, append([]byte(bareMark), d.data[start:d.pos]...))
}

// isValue reports whether the next value can be the "value" of an object.
func (d *decoder) isValue(p *plan) bool {
	return p.how == asObject && p.valueField >= 0 && strings.IndexByte("{[n", d.data[d.pos]) < 0
}

// keep puts a member into AdditionalProperties.
func (d *decoder) keep(extra *map[string]json.RawMessage, name string, raw []byte) error {
	if err := d.takeEntry(len(*extra), 24); err != nil {
		return err
	}
	if err := d.take(len(name) + len(raw) + 16); err != nil {
		return err
	}
	if *extra == nil {
		*extra = map[string]json.RawMessage{}
	}
	(*extra)[name] = bytes.Clone(raw)
	return nil
}

// leftOut reports whether a field is omitted when written because it has its zero value. Booleans, and structs without
// AdditionalProperties, are not omitted: only types that are not sent back have them as plain fields.
func leftOut(field reflect.Value) bool {
	switch field.Kind() {
	case reflect.Bool:
		return false
	case reflect.Struct:
		if p := planOf(field.Type()); p.how == asRecord {
			return false
		}
	}
	return field.IsZero()
}

// damaged reports whether encoding/json may replace a part of the string in value: a lone surrogate, or invalid UTF-8.
func damaged(value []byte) bool {
	return bytes.Contains(value, []byte(`\ud`)) || bytes.Contains(value, []byte(`\uD`)) || !utf8.Valid(value)
}
