package clients

import (
	"encoding/json"
	"reflect"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/strictjson"
)

// replace sets a member if the value is present.
func replace[T any](member *T, value *T) {
	if value != nil {
		*member = *value
	}
}

func isTrue(flag *bool) bool { return flag != nil && *flag }

// members are the members of a JSON object that are not null.
type members map[string]json.RawMessage

func membersIn(object []byte) members {
	var all members
	if json.Unmarshal(object, &all) != nil {
		return nil
	}
	for name, value := range all {
		if string(value) == "null" {
			delete(all, name)
		}
	}
	return all
}

// of returns the members of an object that is a member, or nil.
func (m members) of(name string) members {
	if m[name] == nil {
		return nil
	}
	return membersIn(m[name])
}

// merged returns a section with the members of a request. Objects in it are merged
// as well, unless their tag says otherwise; lists are replaced.
func merged[T any](section *T, in members) *T {
	out := *section
	mergeMembers(reflect.ValueOf(&out).Elem(), in)
	return &out
}

func mergeMembers(object reflect.Value, in members) {
	for field, value := range object.Fields() {
		raw, ok := in[strictjson.MemberName(field)]
		if !ok {
			continue
		}
		fresh := reflect.New(field.Type)
		// This cannot fail: the body was decoded into the same types before.
		_ = json.Unmarshal(raw, fresh.Interface())
		if field.Type.Kind() == reflect.Pointer && field.Type.Elem().Kind() == reflect.Struct && !value.IsNil() && field.Tag.Get("patch") != "whole" {
			part := reflect.New(field.Type.Elem())
			part.Elem().Set(value.Elem())
			mergeMembers(part.Elem(), membersIn(raw))
			fresh.Elem().Set(part)
		}
		value.Set(fresh.Elem())
	}
}
