package lossless

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/secret"
)

// how is the way in which a value is read.
type how int

const (
	asAny    how = iota // as encoding/json reads it
	asCustom            // by its UnmarshalJSON
	asText
	asInt
	asBool
	asTime
	asPointer
	asList
	asMap
	asRecord // a struct
	asObject // a struct with AdditionalProperties
)

// plan describes how values of a type are read.
type plan struct {
	how  how
	size int
	elem *plan // of pointers, lists and maps
	// secret values keep values that are not strings themselves, so that these are not
	// shown among the other members.
	secret bool

	// For structs.
	fields     []field
	exact      map[string]int // fields by their names
	folded     map[string]int // and by their names without regard to case
	extra      int            // index of AdditionalProperties
	valueField int            // the field "value", or -1
}

type field struct {
	name    string
	index   int
	plan    *plan
	mustFit bool // in the outermost value another type is an error
}

const (
	maxFields = 128
	extraName = "AdditionalProperties"
)

var (
	plans       sync.Map // *plan by reflect.Type
	unmarshaler = reflect.TypeFor[json.Unmarshaler]()
)

func planOf(t reflect.Type) *plan {
	if p, ok := plans.Load(t); ok {
		return p.(*plan)
	}
	made := map[reflect.Type]*plan{}
	p := makePlan(t, made)
	for t, p := range made {
		plans.Store(t, p)
	}
	return p
}

// makePlan adds the plan of t, and those that it needs, to made.
func makePlan(t reflect.Type, made map[reflect.Type]*plan) *plan {
	if p := made[t]; p != nil {
		return p
	}
	p := &plan{size: int(t.Size())}
	made[t] = p
	extra, lossless := reflect.StructField{}, false
	if t.Kind() == reflect.Struct {
		extra, lossless = t.FieldByName(extraName)
	}
	switch {
	case t == reflect.TypeFor[time.Time]():
		p.how = asTime
	case lossless:
		p.how, p.extra = asObject, extra.Index[0]
		p.addFields(t, made)
	case reflect.PointerTo(t).Implements(unmarshaler):
		p.how, p.secret = asCustom, t == reflect.TypeFor[secret.String]() || t == reflect.TypeFor[secret.JSON]()
		if t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Struct {
			p.elem = makePlan(t.Elem(), made)
		}
	default:
		switch t.Kind() {
		case reflect.String:
			p.how = asText
		case reflect.Bool:
			p.how = asBool
		case reflect.Int, reflect.Int32, reflect.Int64:
			p.how = asInt
		case reflect.Pointer:
			p.how, p.elem = asPointer, makePlan(t.Elem(), made)
		case reflect.Slice:
			p.how, p.elem = asList, makePlan(t.Elem(), made)
		case reflect.Map:
			p.how, p.elem = asMap, makePlan(t.Elem(), made)
		case reflect.Struct:
			p.how = asRecord
			p.addFields(t, made)
		}
	}
	return p
}

func (p *plan) addFields(t reflect.Type, made map[reflect.Type]*plan) {
	p.exact, p.folded, p.valueField = map[string]int{}, map[string]int{}, -1
	for i := range t.NumField() {
		member := t.Field(i)
		name, _, _ := strings.Cut(member.Tag.Get("json"), ",")
		if name == "-" || !member.IsExported() {
			continue
		}
		if name == "" {
			name = member.Name
		}
		if name == "value" {
			p.valueField = len(p.fields)
		}
		p.exact[name] = len(p.fields)
		p.folded[string(fold(nil, []byte(name)))] = len(p.fields)
		f := field{name: name, index: i, plan: makePlan(member.Type, made)}
		objects := f.plan.how == asList && (f.plan.elem.how == asObject || f.plan.elem.how == asRecord)
		f.mustFit = p.how == asRecord && (objects || strings.EqualFold(name, "totalResults")) || name == "id"
		p.fields = append(p.fields, f)
	}
	if len(p.fields) > maxFields {
		panic(fmt.Sprintf("lossless: %v has more than %d fields", t, maxFields))
	}
}

// field returns the index of the field that a name refers to, or -1 if there is no such
// field. exact reports whether the spelling is that of the field.
func (p *plan) field(name []byte) (i int, exact bool) {
	if i, ok := p.exact[string(name)]; ok {
		return i, true
	}
	var buf [64]byte
	if i, ok := p.folded[string(fold(buf[:0], name))]; ok {
		return i, false
	}
	return -1, false
}

// fold appends name to out so that names that differ in the case of letters become the same.
func fold(out, name []byte) []byte {
	for len(name) > 0 {
		r, n := utf8.DecodeRune(name)
		name = name[n:]
		if r >= utf8.RuneSelf {
			for next := unicode.SimpleFold(r); next > r; next = unicode.SimpleFold(r) {
				r = next
			}
			r = unicode.SimpleFold(r) // after the last of those that are alike comes the first
		}
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		out = utf8.AppendRune(out, r)
	}
	return out
}
