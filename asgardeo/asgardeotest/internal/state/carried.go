package state

import (
	"encoding"
	"encoding/json"
	"fmt"
	"reflect"
	"sync"
)

var (
	marshalerType     = reflect.TypeFor[json.Marshaler]()
	textMarshalerType = reflect.TypeFor[encoding.TextMarshaler]()

	// carriedTypes are the results of checkCarried by type.
	carriedTypes sync.Map
)

// checkCarried returns an error for a type with a field that JSON does not
// encode, because its value would be lost. A field that is derived from others
// has the struct tag state:"derived".
func checkCarried(t reflect.Type) error {
	if known, ok := carriedTypes.Load(t); ok {
		err, _ := known.(error)
		return err
	}
	err := carries(t, map[reflect.Type]bool{})
	carriedTypes.Store(t, err)
	return err
}

func carries(t reflect.Type, seen map[reflect.Type]bool) error {
	if seen[t] || t.Implements(marshalerType) || t.Implements(textMarshalerType) {
		return nil
	}
	seen[t] = true
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map:
		return carries(t.Elem(), seen)
	case reflect.Func, reflect.Chan:
		return fmt.Errorf("JSON does not encode a %s", t)
	case reflect.Struct:
		for field := range t.Fields() {
			if field.Tag.Get("state") == "derived" {
				continue
			}
			if !field.IsExported() && !field.Anonymous || field.Tag.Get("json") == "-" {
				return fmt.Errorf("JSON does not encode the field %s of %s", field.Name, t)
			}
			if err := carries(field.Type, seen); err != nil {
				return err
			}
		}
	}
	return nil
}
