package state

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
)

// A Value has one value, such as the settings of an organization. It must not
// be copied after first use.
//
// The value at the time of [Section.Keep] is the default if the file has no
// value.
type Value[T any] struct {
	value   T
	initial []byte // the value as JSON when Keep was called
	rows    ledger[struct{}]
}

// Get returns the value. Data that the value refers to may only change in
// [Value.Change].
func (v *Value[T]) Get() T { return v.value }

// Set replaces the value.
func (v *Value[T]) Set(value T) {
	v.Change(func(current *T) { *current = value })
}

// Change calls a function that changes the value.
func (v *Value[T]) Change(do func(*T)) {
	do(&v.value)
	v.rows.put(struct{}{})
}

func (v *Value[T]) ledger() book {
	v.rows.owner = v
	return &v.rows
}

func (v *Value[T]) bound() (err error) {
	if err := checkCarried(reflect.TypeFor[T]()); err != nil {
		return err
	}
	v.initial, err = json.Marshal(v.value)
	return err
}

func (v *Value[T]) rowOf(struct{}) any { return v.value }

func (v *Value[T]) loadRow(data []byte) (struct{}, error) {
	if len(v.rows.rows) > 0 {
		return struct{}{}, errors.New("a second value")
	}
	var value T
	if err := decode(data, &value); err != nil {
		return struct{}{}, err
	}
	v.value = value
	return struct{}{}, nil
}

func (v *Value[T]) recodeRow(data []byte) ([]byte, error) { return recode[T](data) }

func (v *Value[T]) dropRow(struct{}) {
	var value T
	// bound has encoded it, so decoding cannot fail.
	_ = json.Unmarshal(v.initial, &value)
	v.value = value
}

func (v *Value[T]) arrange([]struct{}) {}

func (v *Value[T]) checkRows() error {
	if len(v.rows.rows) > 0 {
		return nil
	}
	data, err := json.Marshal(v.value)
	if err == nil && !bytes.Equal(data, v.initial) {
		err = fmt.Errorf("the file has no value, memory has %s", data)
	}
	return err
}
