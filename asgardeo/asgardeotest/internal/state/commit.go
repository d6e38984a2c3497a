package state

import (
	"fmt"

	"go.etcd.io/bbolt"
)

// A Batch is the set of changes that one transaction writes. A nil Batch is
// empty.
type Batch struct {
	db      *DB
	changed []*kept // the collections that have changed, in order of their first change
	dropped []dropped

	done bool // whether the transaction has ended; guarded by DB.writer
	err  error
}

// Pending returns the batch of the latest changes that are not on disk yet, or nil.
// Batches are written in order, so that Commit of the batch waits for all changes
// so far.
//
// A caller that has changed something calls Pending before it unlocks. After that,
// another caller may write the changes, or fail to write them. A caller that has
// only read may also wait, so that it does not report a change that is undone
// later.
func (db *DB) Pending() *Batch {
	if db.pending != nil {
		return db.pending
	}
	return db.writing
}

// Commit returns once the changes of a batch are on disk. The first of the waiting
// callers writes the changes of all. If the changes cannot be written, the
// collections are restored from the file, and every caller with an undone change
// gets the error. A later Commit can succeed. The caller does not hold the lock.
func (b *Batch) Commit() error {
	if b == nil {
		return nil
	}
	b.db.writer.Lock()
	defer b.db.writer.Unlock()
	if !b.done {
		b.db.write()
	}
	return b.err
}

// Commit commits the pending batch. It is for a DB with one caller: with
// several, another caller may fail to write the changes before this one calls
// Commit, which would not report the error.
func (db *DB) Commit() error {
	if db.file == nil {
		return nil
	}
	db.lock.Lock()
	batch := db.Pending()
	db.lock.Unlock()
	return batch.Commit()
}

// next returns the batch that new changes belong to.
func (db *DB) next() *Batch {
	if db.pending == nil {
		db.pending = &Batch{db: db}
	}
	return db.pending
}

// write writes the pending batch. The caller holds the writer's mutex.
func (db *DB) write() {
	db.lock.Lock()
	batch := db.take()
	db.writing = batch
	t, err := batch.begin()
	db.lock.Unlock()

	if err == nil {
		err = db.update(t.apply)
	}

	db.lock.Lock()
	defer db.lock.Unlock()
	db.writing = nil
	if err == nil {
		batch.settle()
		return
	}
	undone := []*Batch{batch}
	if later := db.take(); later != nil {
		undone = append(undone, later)
	}
	err = db.about(err)
	for _, b := range undone {
		b.done, b.err = true, err
	}
	db.undo(undone)
}

// take returns the pending batch, or nil. Later changes belong to the next
// batch.
func (db *DB) take() *Batch {
	batch := db.pending
	db.pending = nil
	if batch != nil {
		for _, k := range batch.changed {
			k.noted = false
		}
	}
	return batch
}

// A transaction is the encoded form of a batch.
type transaction struct {
	stamp   []byte // nil without a stamp
	dropped []dropped
	changed []change
}

// A change has the changed rows of one collection.
type change struct {
	place  place
	format int
	rows   []row
}

// begin encodes the changes of a batch.
func (b *Batch) begin() (*transaction, error) {
	if b.db.closed {
		return nil, errClosed
	}
	if b.db.err != nil {
		return nil, b.db.err
	}
	t := &transaction{dropped: b.dropped}
	if b.db.stamp != nil {
		t.stamp = b.db.stamp()
	}
	for _, k := range b.changed {
		if k.dropped {
			continue
		}
		rows, err := k.book.take()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", k.place, err)
		}
		t.changed = append(t.changed, change{k.place, b.db.formats[k.place.part.section], rows})
	}
	return t, nil
}

// apply writes the changes.
func (t *transaction) apply(tx *bbolt.Tx) error {
	program, err := createProgram(tx)
	if err != nil {
		return err
	}
	if t.stamp != nil {
		if err := program.Put(stampKey, t.stamp); err != nil {
			return err
		}
	}
	for _, d := range t.dropped {
		if err := d.apply(tx); err != nil {
			return fmt.Errorf("%s: %w", d.part, err)
		}
	}
	for _, c := range t.changed {
		if err := c.apply(tx); err != nil {
			return fmt.Errorf("%s: %w", c.place, err)
		}
	}
	return nil
}

func (d dropped) apply(tx *bbolt.Tx) error {
	section := sectionBucket(tx, d.part.section)
	if child(section, d.part.key()) == nil {
		return nil
	}
	return section.DeleteBucket([]byte(d.part.key()))
}

func (c change) apply(tx *bbolt.Tx) error {
	bucket, err := c.place.create(tx, c.format)
	if err != nil {
		return err
	}
	for _, r := range c.rows {
		if r.data == nil {
			err = bucket.Delete(rowKey(r.number))
		} else {
			err = bucket.Put(rowKey(r.number), r.data)
		}
		if err != nil {
			return fmt.Errorf("row %d: %w", r.number, err)
		}
	}
	return nil
}

// settle is called when the changes of a batch are on disk.
func (b *Batch) settle() {
	b.done = true
	for _, k := range b.changed {
		k.book.settle()
	}
	for _, d := range b.dropped {
		for _, k := range d.kept {
			k.book.unbind()
		}
	}
}

// undo restores, from the file, the collections that the batches have changed. If
// that fails, the collections differ from the file, and all later writes fail.
func (db *DB) undo(batches []*Batch) {
	err := db.file.View(func(tx *bbolt.Tx) error {
		undone := map[*kept]bool{}
		for _, b := range batches {
			for _, d := range b.dropped {
				for _, k := range d.kept {
					k.dropped, k.revived = false, true
				}
				if d.kept != nil {
					db.kept[d.part] = d.kept
				}
			}
			for _, k := range b.changed {
				if undone[k] {
					continue
				}
				undone[k] = true
				if err := k.undo(tx); err != nil {
					return fmt.Errorf("%s: %w", k.place, err)
				}
			}
		}
		return nil
	})
	if err != nil {
		db.fail(fmt.Errorf("changes were not written, and could not be undone: %w", err))
	}
}

func (k *kept) undo(tx *bbolt.Tx) error {
	bucket := k.place.bucket(tx)
	return k.book.undo(func(number uint64) []byte {
		if bucket == nil {
			return nil
		}
		return bucket.Get(rowKey(number))
	})
}
