package state

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"reflect"
)

// decode decodes the JSON of a row. Numbers keep their digits. Unknown members,
// null in a list or map of pointers, and data after the value are errors.
func decode(data []byte, v any) error {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(v); err != nil {
		return err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return errors.New("more than one JSON value")
	}
	if hasNilItem(reflect.ValueOf(v)) {
		return errors.New("an item of a list or map is null")
	}
	return nil
}

// hasNilItem reports whether a slice or map has a nil pointer in it, at any
// depth that exported fields lead to.
func hasNilItem(v reflect.Value) bool {
	isNil := func(item reflect.Value) bool {
		return item.Kind() == reflect.Pointer && item.IsNil() || hasNilItem(item)
	}
	switch v.Kind() {
	case reflect.Pointer:
		return !v.IsNil() && hasNilItem(v.Elem())
	case reflect.Struct:
		for field, value := range v.Fields() {
			if (field.IsExported() || field.Anonymous) && hasNilItem(value) {
				return true
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			if isNil(v.Index(i)) {
				return true
			}
		}
	case reflect.Map:
		for _, item := range v.Seq2() {
			if isNil(item) {
				return true
			}
		}
	}
	return false
}
