package state

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"go.etcd.io/bbolt"
	bbolterrors "go.etcd.io/bbolt/errors"
)

// lockTimeout is the time that Open waits for the lock of the file. Another
// process that opens the file may hold the lock for a moment while it checks
// the file.
const lockTimeout = 100 * time.Millisecond

// Open opens a database file, or creates it. Only the owner may read a new file.
// If the path is a symbolic link, its target must exist. Open fails if another DB,
// of this or another process, has the file open, or if the file is not a database
// of this program in the current format.
//
// The lock must be held while the collections of the DB are used.
func Open(path string, lock sync.Locker) (*DB, error) {
	db := &DB{path: path, lock: lock, formats: map[string]int{}, kept: map[part]map[string]*kept{}}
	if err := db.open(); err != nil {
		return nil, db.about(err)
	}
	return db, nil
}

func (db *DB) open() error {
	fresh, err := checkFile(db.path)
	if err != nil {
		return err
	}
	if db.file, err = openFile(db.path, false); err != nil {
		return err
	}
	db.update = db.file.Update
	if fresh {
		syncDir(filepath.Dir(db.path))
	}
	err = db.file.View(func(tx *bbolt.Tx) error {
		if program := tx.Bucket(programBucket); program != nil {
			db.stamped = bytes.Clone(program.Get(stampKey))
		}
		return nil
	})
	if err != nil {
		return errors.Join(err, db.file.Close())
	}
	return nil
}

// openFile opens a database file.
func openFile(path string, readOnly bool) (*bbolt.DB, error) {
	file, err := bbolt.Open(path, 0o600, &bbolt.Options{
		ReadOnly: readOnly,
		Timeout:  lockTimeout,
		// The list of free pages grows with the file. It is rebuilt from the
		// pages in use when the file is opened, which reads all pages anyway.
		NoFreelistSync: true,
		FreelistType:   bbolt.FreelistMapType,
	})
	var system *fs.PathError
	switch {
	case err == nil:
		return file, nil
	case errors.Is(err, bbolterrors.ErrTimeout):
		return nil, errors.New("another server uses it")
	case errors.As(err, &system):
		return nil, err
	}
	return nil, fmt.Errorf("not a database of this program: %w", err)
}

// checkFile returns an error if a file is not a database of this program. fresh
// reports whether the file is empty or does not exist. The check precedes opening
// the file for writing, which reads all pages: bbolt maps the file into memory, and
// a missing page would end the process.
func checkFile(path string) (fresh bool, err error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		if _, err := os.Lstat(path); err == nil {
			return false, errors.New("a symbolic link to a file that does not exist")
		}
		return true, nil
	}
	if err != nil {
		return false, err
	}
	if !info.Mode().IsRegular() {
		return false, errors.New("not a regular file")
	}
	if info.Size() == 0 {
		return true, nil // a process ended after creating it
	}
	if err := refuseJSON(path); err != nil {
		return false, err
	}
	file, err := openFile(path, true)
	if err != nil {
		return false, err
	}
	err = file.View(func(tx *bbolt.Tx) error {
		info, err := os.Stat(path) // with the lock held
		if err != nil {
			return err
		}
		if info.Size() < tx.Size() {
			return fmt.Errorf("cut off: it has %d bytes of %d", info.Size(), tx.Size())
		}
		return checkProgram(tx)
	})
	return false, errors.Join(err, file.Close())
}

// refuseJSON refuses a file that begins like a JSON object, as no database
// does.
func refuseJSON(path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	head := make([]byte, 512)
	n, err := io.ReadFull(file, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return err
	}
	if bytes.HasPrefix(bytes.TrimSpace(head[:n]), []byte("{")) {
		return errors.New("a JSON document, not a database: an export must be imported first; " +
			"a state file that an older version of this program wrote cannot be used, start with a new file")
	}
	return nil
}

// checkProgram returns an error if a database is not of this program and the
// current format.
func checkProgram(tx *bbolt.Tx) error {
	program := tx.Bucket(programBucket)
	if program != nil {
		return checkFormat("it", program, format)
	}
	if first, _ := tx.Cursor().First(); first != nil {
		return errors.New("a database of another program")
	}
	return nil // nothing has been written yet
}

// syncDir makes a new name in a directory durable, on systems that support it.
func syncDir(path string) {
	if dir, err := os.Open(path); err == nil {
		_ = dir.Sync()
		_ = dir.Close()
	}
}
