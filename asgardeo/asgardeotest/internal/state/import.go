package state

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"

	"go.etcd.io/bbolt"
)

// Import creates a database file from a document that [DB.Export] wrote. The file
// must not exist. If the document is invalid, Import removes the file again.
//
// If check is not nil, Import calls it with the new database; check may open
// sections. Import returns the error of [DB.Err], or else that of check. Changes
// made by check are not written.
func Import(path string, r io.Reader, check func(*DB) error) error {
	db := &DB{path: path}
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return db.about(err)
	}
	if err := errors.Join(file.Close(), db.fill(r)); err != nil {
		return errors.Join(db.about(err), os.Remove(path))
	}
	if err := checkImported(path, check); err != nil {
		return errors.Join(err, os.Remove(path))
	}
	return nil
}

// fill writes a document into the empty file.
func (db *DB) fill(r io.Reader) error {
	data, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	file, err := openFile(db.path, false)
	if err != nil {
		return err
	}
	err = file.Update(func(tx *bbolt.Tx) error { return importDocument(tx, data) })
	syncDir(filepath.Dir(db.path))
	return errors.Join(err, file.Close())
}

// checkImported opens the new database.
func checkImported(path string, check func(*DB) error) error {
	if check == nil {
		return nil
	}
	db, err := Open(path, new(sync.Mutex))
	if err != nil {
		return err
	}
	err = db.about(check(db))
	if first := db.Err(); first != nil {
		err = first
	}
	return errors.Join(err, db.Close())
}

// importDocument writes a document into an empty database.
func importDocument(tx *bbolt.Tx, data []byte) error {
	var version struct {
		Format int `json:"format"`
	}
	if err := json.Unmarshal(data, &version); err != nil {
		return err
	}
	if version.Format != format {
		return fmt.Errorf("the document has format %d, not %d", version.Format, format)
	}
	var document struct {
		Format   int             `json:"format"`
		Stamp    []byte          `json:"stamp"`
		Sections json.RawMessage `json:"sections"`
	}
	if err := decode(data, &document); err != nil {
		return err
	}
	program, err := createProgram(tx)
	if err != nil {
		return err
	}
	if document.Stamp != nil {
		if err := program.Put(stampKey, document.Stamp); err != nil {
			return err
		}
	}
	return members(document.Sections, func(name string, data json.RawMessage) error {
		return importSection(tx, name, data)
	})
}

func importSection(tx *bbolt.Tx, name string, data []byte) error {
	var section struct {
		Format *int            `json:"format"`
		Parts  json.RawMessage `json:"parts"`
	}
	if err := decode(data, &section); err != nil {
		return err
	}
	if section.Format == nil {
		return errors.New("a section without a format")
	}
	bucket, err := createSection(tx, name, *section.Format)
	if err != nil {
		return err
	}
	return members(section.Parts, func(name string, data json.RawMessage) error {
		parent, err := bucket.CreateBucket([]byte(part{name: name}.key()))
		if err != nil {
			return err
		}
		return members(data, func(name string, data json.RawMessage) error {
			rows, err := parent.CreateBucket([]byte(name))
			if err != nil {
				return err
			}
			return importRows(rows, data)
		})
	})
}

func importRows(bucket *bbolt.Bucket, data []byte) error {
	var rows []json.RawMessage
	if err := decode(data, &rows); err != nil {
		return err
	}
	if rows == nil {
		return errors.New("null instead of rows")
	}
	bucket.FillPercent = fillPercent
	for i, data := range rows {
		if string(data) == "null" {
			return fmt.Errorf("row %d is null", i+1)
		}
		var compact bytes.Buffer
		if err := json.Compact(&compact, data); err != nil {
			return err
		}
		if err := bucket.Put(rowKey(uint64(i+1)), compact.Bytes()); err != nil {
			return fmt.Errorf("row %d: %w", i+1, err)
		}
	}
	return nil
}

// members calls a function with each member of an object, in order.
func members(data []byte, each func(name string, value json.RawMessage) error) error {
	decoder := json.NewDecoder(bytes.NewReader(data))
	if start, err := decoder.Token(); err != nil || start != json.Delim('{') {
		return errors.New("not an object")
	}
	seen := map[string]bool{}
	for decoder.More() {
		token, err := decoder.Token()
		if err != nil {
			return err
		}
		name := fmt.Sprint(token)
		if seen[name] {
			return fmt.Errorf("two members have the name %q", name)
		}
		seen[name] = true
		var value json.RawMessage
		if err := decoder.Decode(&value); err != nil {
			return err
		}
		if err := each(name, value); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}
