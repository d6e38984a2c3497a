package state

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"go.etcd.io/bbolt"
)

// A Collection is a [*Registry], a [*Relation] or a [*Value].
type Collection interface {
	ledger() book
}

// A Section is the part of the file that belongs to one domain. It has its own
// format, and parts, such as one for each organization.
type Section struct {
	db *DB
	part
}

// A part identifies a part of a section.
type part struct{ section, name string }

// Section returns the section with the name. The format is the version of its
// rows: a file with another format is refused. The caller holds the lock, or is
// the only user of the DB.
func (db *DB) Section(name string, format int) *Section {
	s := &Section{db, part{section: name}}
	if db.file == nil {
		return s
	}
	if _, ok := db.formats[name]; ok {
		db.fail(fmt.Errorf("a second section with the name %s", name))
		return s
	}
	db.formats[name] = format
	err := db.file.View(func(tx *bbolt.Tx) error {
		if bucket := sectionBucket(tx, name); bucket != nil {
			return checkFormat("section "+name, bucket, format)
		}
		return nil
	})
	if err != nil {
		db.fail(err)
	}
	return s
}

// Of returns the part with the name. [DB.Section] returns the part without a
// name.
func (s *Section) Of(name string) *Section {
	return &Section{s.db, part{s.section, name}}
}

// Keep binds a collection, which must be empty, to a name in the file. If the
// file has rows of the collection, Keep loads them. The caller holds the lock,
// or is the only user of the DB.
func (s *Section) Keep(name string, c Collection) {
	if s.db.file == nil {
		return
	}
	k := &kept{db: s.db, place: place{s.part, name}, book: c.ledger()}
	if err := k.open(); err != nil {
		s.db.fail(fmt.Errorf("%s: %w", k.place, err))
	}
}

// Parts returns the names of the parts that the file has, in the order of their
// bytes. The part without a name is not among them. The caller holds the lock,
// or is the only user of the DB.
func (s *Section) Parts() []string {
	if s.db.file == nil {
		return nil
	}
	var parts []string
	err := s.db.file.View(func(tx *bbolt.Tx) error {
		bucket := sectionBucket(tx, s.section)
		if bucket == nil {
			return nil
		}
		return bucket.ForEachBucket(func(key []byte) error {
			if name := strings.TrimPrefix(string(key), partPrefix); name != "" {
				parts = append(parts, name)
			}
			return nil
		})
	})
	if err != nil {
		s.db.fail(fmt.Errorf("section %s: %w", s.section, err))
	}
	return parts
}

// Drop removes the part with all its rows, and unbinds its collections. If the
// removal cannot be written, the collections are restored from the file and bound
// again; Keep then also accepts new collections in their place. The caller holds
// the lock.
func (s *Section) Drop() {
	if s.db.file == nil {
		return
	}
	d := dropped{s.part, s.db.kept[s.part]}
	for _, k := range d.kept {
		k.dropped = true
	}
	delete(s.db.kept, s.part)
	batch := s.db.next()
	batch.dropped = append(batch.dropped, d)
}

// A place is the position of a collection in the file.
type place struct {
	part part
	name string
}

func (p place) String() string { return p.part.String() + "/" + p.name }

func (p part) String() string {
	if p.name == "" {
		return p.section
	}
	return p.section + "/" + p.name
}

// A kept is a collection that is bound to the file.
type kept struct {
	db    *DB
	place place
	book  book

	noted   bool // whether it is in the next batch
	dropped bool // whether its part was removed
	revived bool // whether the removal could not be written
}

// open loads the rows that the file has and begins to note changes.
func (k *kept) open() error {
	old := k.db.kept[k.place.part][k.place.name]
	if old != nil && !old.revived {
		return errors.New("a second collection with this name")
	}
	for _, batch := range []*Batch{k.db.pending, k.db.writing} {
		if batch.drops(k.place.part) {
			return errors.New("its part is being removed")
		}
	}
	if old != nil {
		old.book.unbind()
	}
	if err := k.book.bind(k); err != nil {
		return err
	}
	if k.db.kept[k.place.part] == nil {
		k.db.kept[k.place.part] = map[string]*kept{}
	}
	k.db.kept[k.place.part][k.place.name] = k
	return k.db.file.View(func(tx *bbolt.Tx) error {
		bucket := k.place.bucket(tx)
		if bucket == nil {
			return nil
		}
		return bucket.ForEach(func(key, data []byte) error {
			number, err := rowNumber(key)
			if err != nil {
				return err
			}
			if err := k.book.load(number, data); err != nil {
				return fmt.Errorf("row %d: %w", number, err)
			}
			return nil
		})
	})
}

// note adds the collection to the next batch.
func (k *kept) note() {
	if !k.noted {
		k.noted = true
		batch := k.db.next()
		batch.changed = append(batch.changed, k)
	}
}

// A dropped is a removed part, with the collections that it had.
type dropped struct {
	part part
	kept map[string]*kept
}

// drops reports whether a batch removes a part.
func (b *Batch) drops(p part) bool {
	return b != nil && slices.ContainsFunc(b.dropped, func(d dropped) bool { return d.part == p })
}
