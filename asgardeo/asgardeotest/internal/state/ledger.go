package state

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
)

// A ledger is the part of a collection that tracks its rows in the file: their
// numbers, in order of creation, and the rows that differ from the collection.
// It does nothing if the collection is only in memory.
//
// A key identifies a row of the collection.
type ledger[K comparable] struct {
	kept  *kept // nil for a collection in memory
	owner contents[K]
	last  uint64       // the highest number given so far
	rows  map[K]uint64 // the number of the row of each key

	changed map[uint64]K // the rows that changed since the last write began
	writing map[uint64]K // those that are being written
}

// contents are the methods of a collection that its ledger uses. Their changes
// are not noted.
type contents[K comparable] interface {
	// bound is called before the rows of the file are loaded. A collection that
	// is not empty may return an error.
	bound() error
	// rowOf returns the value that is encoded as the row of a key.
	rowOf(K) any
	// loadRow decodes a row, adds its contents at the end, and returns its key.
	loadRow(data []byte) (K, error)
	// recodeRow decodes a row and encodes it again.
	recodeRow(data []byte) ([]byte, error)
	// dropRow removes the contents that loadRow added.
	dropRow(K)
	// arrange puts the collection in the order of the keys. The keys are
	// complete.
	arrange(keys []K)
	// checkRows returns an error if the collection has contents that no row
	// has.
	checkRows() error
}

// A book is a ledger with keys of any type.
type book interface {
	// bind begins to note the changes of a collection, which must be empty.
	bind(*kept) error
	// unbind ends the noting of changes.
	unbind()
	// load adds a row of the file.
	load(number uint64, data []byte) error
	// take returns the rows that changed since it was last called, in order.
	take() ([]row, error)
	// settle is called when the rows that take returned are in the file.
	settle()
	// undo restores every row that changed since the last settle from the file.
	undo(stored func(number uint64) []byte) error
	// all returns all rows, in order.
	all() ([]row, error)
	// recode decodes a row and encodes it again.
	recode(data []byte) ([]byte, error)
}

// A row is one row of a collection in the file. Its data is nil if it is to be
// deleted.
type row struct {
	number uint64
	data   []byte
}

// put notes that the row of a key is new or has changed.
func (l *ledger[K]) put(key K) {
	if l.kept == nil {
		return
	}
	number, ok := l.rows[key]
	if !ok {
		l.last++
		number = l.last
		l.rows[key] = number
	}
	l.note(number, key)
}

// delete notes that the row of a key was removed.
func (l *ledger[K]) delete(key K) {
	if l.kept == nil {
		return
	}
	if number, ok := l.rows[key]; ok {
		delete(l.rows, key)
		l.note(number, key)
	}
}

func (l *ledger[K]) note(number uint64, key K) {
	if l.changed == nil {
		l.changed = map[uint64]K{}
	}
	l.changed[number] = key
	l.kept.note()
}

func (l *ledger[K]) bind(k *kept) error {
	l.kept, l.rows = k, map[K]uint64{}
	return l.owner.bound()
}

func (l *ledger[K]) unbind() {
	*l = ledger[K]{owner: l.owner}
}

func (l *ledger[K]) load(number uint64, data []byte) error {
	key, err := l.owner.loadRow(data)
	if err != nil {
		return err
	}
	l.rows[key] = number
	l.last = max(l.last, number)
	return nil
}

func (l *ledger[K]) take() ([]row, error) {
	l.writing, l.changed = l.changed, nil
	rows := make([]row, 0, len(l.writing))
	for _, number := range slices.Sorted(maps.Keys(l.writing)) {
		key := l.writing[number]
		if l.rows[key] != number {
			rows = append(rows, row{number: number})
			continue
		}
		data, err := json.Marshal(l.owner.rowOf(key))
		if err != nil {
			return nil, fmt.Errorf("row %d: %w", number, err)
		}
		rows = append(rows, row{number, data})
	}
	return rows, nil
}

func (l *ledger[K]) settle() { l.writing = nil }

func (l *ledger[K]) undo(stored func(number uint64) []byte) error {
	undone := map[uint64]K{}
	maps.Copy(undone, l.writing)
	maps.Copy(undone, l.changed)
	l.writing, l.changed = nil, nil
	if len(undone) == 0 {
		return nil
	}
	for number, key := range undone {
		if l.rows[key] == number {
			l.owner.dropRow(key)
			delete(l.rows, key)
		}
	}
	for number := range undone {
		if data := stored(number); data != nil {
			if err := l.load(number, data); err != nil {
				return fmt.Errorf("row %d: %w", number, err)
			}
		}
	}
	l.owner.arrange(l.keys())
	return nil
}

// keys returns the keys in the order of their rows.
func (l *ledger[K]) keys() []K {
	keys := slices.Collect(maps.Keys(l.rows))
	slices.SortFunc(keys, func(a, b K) int { return cmp.Compare(l.rows[a], l.rows[b]) })
	return keys
}

func (l *ledger[K]) all() ([]row, error) {
	if err := l.owner.checkRows(); err != nil {
		return nil, err
	}
	rows := make([]row, 0, len(l.rows))
	for _, key := range l.keys() {
		data, err := json.Marshal(l.owner.rowOf(key))
		if err != nil {
			return nil, fmt.Errorf("row %d: %w", l.rows[key], err)
		}
		rows = append(rows, row{l.rows[key], data})
	}
	return rows, nil
}

func (l *ledger[K]) recode(data []byte) ([]byte, error) { return l.owner.recodeRow(data) }

// recode decodes a row of a type and encodes it again.
func recode[T any](data []byte) ([]byte, error) {
	var value T
	if err := decode(data, &value); err != nil {
		return nil, err
	}
	return json.Marshal(value)
}

func refuseUnlessEmpty(size int) error {
	if size > 0 {
		return errors.New("the collection is not empty")
	}
	return nil
}
