package state

import (
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"reflect"
	"slices"
)

// An Entry is an element of a registry. It has an id and names.
type Entry interface {
	comparable
	// Key is the id. It does not change.
	Key() string
	// Names are the names by which the entry can be found besides its id. Names
	// are unique within a registry.
	Names() []string
}

// A Registry has entries in order of their creation, and finds an entry by its id
// or a name. Its JSON is the list of entries. It must not be copied after first
// use.
type Registry[T Entry] struct {
	// Prepare, unless nil, is called with each entry before it is added, and
	// with each that is read from the file.
	Prepare func(T)

	ids     IDSet
	byID    map[string]T
	byName  map[string]T
	indexes []*Index[T]
	rows    ledger[string]
}

// IDs returns the ids of the entries. The caller may not change it.
func (r *Registry[T]) IDs() *IDSet { return &r.ids }

// Len returns how many entries there are.
func (r *Registry[T]) Len() int { return r.ids.Len() }

// Get returns the entry with an id, or the zero value.
func (r *Registry[T]) Get(id string) T { return r.byID[id] }

// Named returns the entry with a name, or the zero value.
func (r *Registry[T]) Named(name string) T { return r.byName[name] }

// NamedAny returns the entries with one of the names.
func (r *Registry[T]) NamedAny(names []string) []T {
	var none T
	var items []T
	for _, name := range names {
		if item := r.Named(name); item != none {
			items = append(items, item)
		}
	}
	return items
}

// All yields the entries in order of their creation. No entry may be removed
// during the iteration.
func (r *Registry[T]) All() iter.Seq[T] { return r.get(r.ids.All()) }

// Page yields up to count entries in order of their creation, beginning with the
// one at index start. The cost is proportional to the number of entries that it
// yields. No entry may be removed during the iteration.
func (r *Registry[T]) Page(start, count int) iter.Seq[T] { return r.get(r.ids.Page(start, count)) }

func (r *Registry[T]) get(ids iter.Seq[string]) iter.Seq[T] {
	return func(yield func(T) bool) {
		for id := range ids {
			if !yield(r.byID[id]) {
				return
			}
		}
	}
}

// InOrder returns the entries with the ids, in order of their creation.
func (r *Registry[T]) InOrder(ids *IDSet) []T {
	var items []T
	for id := range ids.All() {
		if r.ids.Has(id) {
			items = append(items, r.byID[id])
		}
	}
	slices.SortFunc(items, func(a, b T) int { return r.ids.at[a.Key()] - r.ids.at[b.Key()] })
	return items
}

// Add adds an entry. Its id must be new.
func (r *Registry[T]) Add(item T) {
	r.insert(item)
	r.rows.put(item.Key())
}

// Remove removes an entry.
func (r *Registry[T]) Remove(item T) {
	r.remove(item)
	r.rows.delete(item.Key())
}

// Change calls a function that changes an entry of the registry, its names
// included. If an entry is changed in another way, it is not found by its new
// names, and the change is not stored in the file.
func (r *Registry[T]) Change(item T, do func()) {
	if r.byID[item.Key()] != item {
		do() // not added yet, or removed
		return
	}
	r.forget(item)
	do()
	r.learn(item)
	r.rows.put(item.Key())
}

func (r *Registry[T]) insert(item T) {
	if r.Prepare != nil {
		r.Prepare(item)
	}
	if r.byID == nil {
		r.byID, r.byName = map[string]T{}, map[string]T{}
	}
	r.ids.Add(item.Key())
	r.byID[item.Key()] = item
	r.learn(item)
}

func (r *Registry[T]) remove(item T) {
	r.ids.Remove(item.Key())
	delete(r.byID, item.Key())
	r.forget(item)
}

// learn adds an entry to the names and the indexes.
func (r *Registry[T]) learn(item T) {
	for _, name := range item.Names() {
		r.byName[name] = item
	}
	for _, index := range r.indexes {
		index.add(item)
	}
}

// forget undoes learn.
func (r *Registry[T]) forget(item T) {
	for _, name := range item.Names() {
		if r.byName[name] == item {
			delete(r.byName, name)
		}
	}
	for _, index := range r.indexes {
		index.remove(item)
	}
}

// MarshalJSON writes the list of the entries.
func (r Registry[T]) MarshalJSON() ([]byte, error) {
	return json.Marshal(slices.AppendSeq([]T{}, r.All()))
}

// UnmarshalJSON replaces the entries by those of a list that MarshalJSON wrote.
func (r *Registry[T]) UnmarshalJSON(data []byte) error {
	var items []T
	if err := decode(data, &items); err != nil {
		return err
	}
	for _, item := range slices.Collect(r.All()) {
		r.Remove(item)
	}
	for _, item := range items {
		if err := r.checkNew(item); err != nil {
			return err
		}
		r.Add(item)
	}
	return nil
}

// checkNew returns an error if a decoded entry cannot be added.
func (r *Registry[T]) checkNew(item T) error {
	var none T
	if item == none || item.Key() == "" {
		return errors.New("an entry without an id")
	}
	if r.ids.Has(item.Key()) {
		return fmt.Errorf("a second entry with the id %s", item.Key())
	}
	return nil
}

func (r *Registry[T]) ledger() book {
	r.rows.owner = r
	return &r.rows
}

func (r *Registry[T]) bound() error {
	if err := checkCarried(reflect.TypeFor[T]()); err != nil {
		return err
	}
	return refuseUnlessEmpty(r.Len())
}

func (r *Registry[T]) rowOf(id string) any { return r.byID[id] }

func (r *Registry[T]) loadRow(data []byte) (string, error) {
	var item T
	if err := decode(data, &item); err != nil {
		return "", err
	}
	if err := r.checkNew(item); err != nil {
		return "", err
	}
	r.insert(item)
	return item.Key(), nil
}

func (r *Registry[T]) recodeRow(data []byte) ([]byte, error) { return recode[T](data) }

func (r *Registry[T]) dropRow(id string) { r.remove(r.byID[id]) }

func (r *Registry[T]) arrange(ids []string) { r.ids = *NewIDSet(ids...) }

func (r *Registry[T]) checkRows() error { return nil }
