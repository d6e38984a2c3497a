package state

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"strings"

	"go.etcd.io/bbolt"
)

// Export writes the contents of the file as JSON, with one row on each line. It
// includes sections that the program does not know, and excludes pending changes.
// [Import] reads the output. Export does not take the lock, but Commit may have to
// wait for it.
//
// The document has the format and the stamp of the file, and the sections by name:
//
//	{"format": 2, "stamp": "AAAA", "sections": {
//	"directory": {"format": 1, "parts": {"id": {
//	"users": [
//	{"ID": "1"},
//	{"ID": "2"}],
//	"members": [
//	["group", "1"]]}}}}}
func (db *DB) Export(w io.Writer) error {
	if db.file == nil {
		return errors.New("the state is in memory only")
	}
	return db.about(db.file.View(func(tx *bbolt.Tx) error { return export(tx, w) }))
}

// ExportFile is like [DB.Export] for a file that is not open. It only reads the
// file.
func ExportFile(path string, w io.Writer) error {
	db := &DB{path: path}
	return db.about(db.exportFile(w))
}

func (db *DB) exportFile(w io.Writer) error {
	fresh, err := checkFile(db.path)
	if err != nil {
		return err
	}
	if fresh {
		return errors.New("it is empty or does not exist")
	}
	file, err := openFile(db.path, true)
	if err != nil {
		return err
	}
	err = file.View(func(tx *bbolt.Tx) error { return export(tx, w) })
	return errors.Join(err, file.Close())
}

// export writes the document of a database.
func export(tx *bbolt.Tx, w io.Writer) error {
	e := exporter{bufio.NewWriter(w)}
	e.text(`{"format": `)
	e.json(format)
	if program := tx.Bucket(programBucket); program != nil {
		if stamp := program.Get(stampKey); stamp != nil {
			e.text(`, "stamp": `)
			e.json(stamp)
		}
	}
	e.text(`, "sections": {`)
	if err := e.buckets(tx.Bucket(sectionsBucket), "", e.section); err != nil {
		return err
	}
	e.text("}}\n")
	return e.out.Flush()
}

// An exporter writes a document. Flush returns the first error of the writer.
type exporter struct{ out *bufio.Writer }

func (e exporter) section(bucket *bbolt.Bucket) error {
	format, err := formatOf(bucket)
	if err != nil {
		return err
	}
	e.text(`{"format": `)
	e.json(format)
	e.text(`, "parts": {`)
	if err := e.buckets(bucket, partPrefix, e.part); err != nil {
		return err
	}
	e.text("}}")
	return nil
}

func (e exporter) part(bucket *bbolt.Bucket) error {
	e.text("{")
	if err := e.buckets(bucket, "", e.rows); err != nil {
		return err
	}
	e.text("}")
	return nil
}

func (e exporter) rows(bucket *bbolt.Bucket) error {
	e.text("[")
	separator := "\n"
	err := bucket.ForEach(func(_, data []byte) error {
		e.text(separator + string(data))
		separator = ",\n"
		return nil
	})
	e.text("]")
	return err
}

// buckets writes the buckets of a parent as members of an object. It removes
// the prefix from their names.
func (e exporter) buckets(parent *bbolt.Bucket, prefix string, write func(*bbolt.Bucket) error) error {
	if parent == nil {
		return nil
	}
	separator := "\n"
	return parent.ForEachBucket(func(key []byte) error {
		e.text(separator)
		separator = ",\n"
		e.json(strings.TrimPrefix(string(key), prefix))
		e.text(": ")
		return write(parent.Bucket(key))
	})
}

func (e exporter) text(s string) { _, _ = e.out.WriteString(s) }

// json writes a value of a type that can be encoded.
func (e exporter) json(v any) {
	data, _ := json.Marshal(v)
	_, _ = e.out.Write(data)
}
