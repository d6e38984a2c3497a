package state

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.etcd.io/bbolt"
)

// Verify compares all collections with the file, row by row, and returns an error
// that names the first difference. It is for tests: it finds changes that were
// not noted, or noted but not committed. It writes nothing. The collections must
// not change during the call. The caller does not hold the lock.
func (db *DB) Verify() error {
	if db.file == nil {
		return nil
	}
	db.lock.Lock()
	defer db.lock.Unlock()
	var all []*kept
	for _, collections := range db.kept {
		all = slices.AppendSeq(all, maps.Values(collections))
	}
	slices.SortFunc(all, func(a, b *kept) int { return strings.Compare(a.place.String(), b.place.String()) })
	return db.about(db.file.View(func(tx *bbolt.Tx) error {
		for _, k := range all {
			if err := k.verify(tx); err != nil {
				return fmt.Errorf("%s: %w", k.place, err)
			}
		}
		return nil
	}))
}

func (k *kept) verify(tx *bbolt.Tx) error {
	want, err := k.book.all()
	if err != nil {
		return err
	}
	stored := map[uint64][]byte{}
	if bucket := k.place.bucket(tx); bucket != nil {
		err := bucket.ForEach(func(key, data []byte) error {
			number, err := rowNumber(key)
			stored[number] = data
			return err
		})
		if err != nil {
			return err
		}
	}
	for _, r := range want {
		data, ok := stored[r.number]
		if !ok {
			return fmt.Errorf("row %d: %s is not in the file", r.number, r.data)
		}
		delete(stored, r.number)
		if bytes.Equal(data, r.data) {
			continue
		}
		// The file may have the same members in another order.
		if again, err := k.book.recode(data); err != nil || !bytes.Equal(again, r.data) {
			return fmt.Errorf("row %d: the file has %s instead of %s", r.number, data, r.data)
		}
	}
	if len(stored) > 0 {
		first := slices.Min(slices.Collect(maps.Keys(stored)))
		return fmt.Errorf("row %d: %s is only in the file", first, stored[first])
	}
	return nil
}
