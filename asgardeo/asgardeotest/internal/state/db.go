package state

import (
	"errors"
	"fmt"
	"sync"

	"go.etcd.io/bbolt"
)

// format is the version of the layout of the file. Files of other versions are
// refused.
const format = 2

// A DB keeps collections in a database file, or only in memory, at no cost.
type DB struct {
	path   string                            // as it stands in errors
	file   *bbolt.DB                         // nil for a DB in memory
	update func(func(*bbolt.Tx) error) error // file.Update, or a wrapper that a test sets

	writer sync.Mutex // held by the caller that writes the changes of all waiting callers
	closed bool       // guarded by writer

	// lock is held while collections change. It guards the fields below.
	lock    sync.Locker
	err     error
	formats map[string]int            // of the sections, by name
	kept    map[part]map[string]*kept // by name, in each part
	pending *Batch                    // the changes that are not being written yet; nil if there are no such changes
	writing *Batch                    // the changes that are being written
	stamp   func() []byte
	stamped []byte
}

// NewMemory returns a DB in memory.
func NewMemory() *DB { return &DB{} }

// Err returns the first error of [DB.Section], [Section.Keep] and [Section.Parts],
// such as a row that cannot be decoded. After an error nothing is written. The
// caller holds the lock, or is the only user of the DB.
func (db *DB) Err() error { return db.about(db.err) }

func (db *DB) fail(err error) {
	if db.err == nil {
		db.err = err
	}
}

// Stamp makes every transaction write what the function returns, such as the
// position in a random sequence. It is called with the lock held. A change of
// the stamp alone is not written.
func (db *DB) Stamp(stamp func() []byte) { db.stamp = stamp }

// Stamped returns the stamp of the last transaction before [Open], or nil.
func (db *DB) Stamped() []byte { return db.stamped }

// errClosed is the error of changes after Close.
var errClosed = errors.New("the server is closed")

// about adds the path of the file to an error.
func (db *DB) about(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("state file %s: %w", db.path, err)
}

// Close releases the file. It waits for a transaction. Changes that are pending
// are not written, and a later Commit of changes is an error. Close may be called
// twice, and on a nil DB.
func (db *DB) Close() error {
	if db == nil || db.file == nil {
		return nil
	}
	db.writer.Lock()
	defer db.writer.Unlock()
	db.closed = true
	return db.file.Close()
}
