package store

import (
	"encoding/json"
	"hash/maphash"
	"reflect"
	"time"
)

var (
	digestSeed = maphash.MakeSeed()
	timeType   = reflect.TypeFor[time.Time]()
)

// digest tells whether a part of the state has changed: it is the same for
// values that are equal in every exported field, at any depth. It takes a
// fraction of the time that encoding them takes. It means nothing outside the
// process.
func digest(v any) uint64 {
	switch v := v.(type) {
	case nil:
		return 1
	case string:
		return maphash.String(digestSeed, v)
	case json.Number:
		return maphash.String(digestSeed, string(v))
	case bool:
		if v {
			return 2
		}
		return 3
	case map[string]any:
		// The order of the members does not matter, so they are added up.
		sum := uint64(len(v))
		for name, member := range v {
			sum += mix(digest(name), digest(member))
		}
		return sum
	case []any:
		sum := uint64(len(v))
		for _, item := range v {
			sum = mix(sum, digest(item))
		}
		return sum
	case time.Time:
		return uint64(v.UnixNano())
	case Relation:
		return v.digest()
	}
	return digestOf(reflect.ValueOf(v))
}

// digestOf is digest for types of any kind. Nil and empty differ.
func digestOf(v reflect.Value) uint64 {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return 1
		}
		if v.Kind() == reflect.Interface {
			return digest(v.Interface())
		}
		return mix(1, digestOf(v.Elem()))
	case reflect.Struct:
		if v.Type() == timeType {
			return digest(v.Interface())
		}
		var sum uint64
		for i := range v.NumField() {
			if field := v.Field(i); field.CanInterface() || v.Type().Field(i).Anonymous { // exported, or with what is
				sum = mix(sum, digestOf(field))
			}
		}
		return sum
	case reflect.Slice:
		if v.IsNil() {
			return 1
		}
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return maphash.Bytes(digestSeed, v.Bytes())
		}
		sum := uint64(v.Len())
		for i := range v.Len() {
			sum = mix(sum, digestOf(v.Index(i)))
		}
		return sum
	case reflect.Map:
		return digestOfMap(v)
	case reflect.String:
		return maphash.String(digestSeed, v.String())
	}
	return maphash.Comparable(digestSeed, v.Interface())
}

func digestOfMap(v reflect.Value) uint64 {
	if doc, ok := v.Interface().(map[string]any); ok {
		return digest(doc)
	}
	sum := uint64(v.Len())
	for entry := v.MapRange(); entry.Next(); {
		sum += mix(digestOf(entry.Key()), digestOf(entry.Value()))
	}
	return sum
}

// mix combines two digests, in this order.
func mix(a, b uint64) uint64 {
	const odd = 0x9e3779b97f4a7c15
	a = (a ^ b) * odd
	return (a ^ a>>29) + b*odd
}
