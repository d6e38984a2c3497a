package state

import (
	"encoding/binary"
	"fmt"
	"strconv"

	"go.etcd.io/bbolt"
)

// The file has two buckets. The bucket of the program has the format and the
// stamp. The bucket of the sections has a bucket for each section, with its format
// and a bucket for each part. A part has a bucket for each collection. The key of
// a row is its number in eight bytes, big-endian; its value is JSON.
var (
	programBucket  = []byte("asgardeotest")
	sectionsBucket = []byte("sections")
	formatKey      = []byte("format")
	stampKey       = []byte("stamp")
)

// partPrefix is the prefix of the names of parts, because bucket names cannot
// be empty.
const partPrefix = "part:"

// key is the name of the bucket of a part.
func (p part) key() string { return partPrefix + p.name }

// fillPercent is the fill level of pages: most rows are added at the end, so
// that little space is needed between others.
const fillPercent = 0.9

func sectionBucket(tx *bbolt.Tx, name string) *bbolt.Bucket {
	return child(tx.Bucket(sectionsBucket), name)
}

// bucket returns the bucket of a collection, or nil.
func (p place) bucket(tx *bbolt.Tx) *bbolt.Bucket {
	return child(child(sectionBucket(tx, p.part.section), p.part.key()), p.name)
}

// child returns a bucket within another bucket, or nil if it does not exist.
func child(parent *bbolt.Bucket, name string) *bbolt.Bucket {
	if parent == nil {
		return nil
	}
	return parent.Bucket([]byte(name))
}

// createProgram returns the bucket of the program, and creates it if necessary.
func createProgram(tx *bbolt.Tx) (*bbolt.Bucket, error) {
	return createWithFormat(tx, programBucket, format)
}

// createSection returns the bucket of a section, and creates it if necessary.
func createSection(tx *bbolt.Tx, name string, format int) (*bbolt.Bucket, error) {
	sections, err := tx.CreateBucketIfNotExists(sectionsBucket)
	if err != nil {
		return nil, err
	}
	return createWithFormat(sections, []byte(name), format)
}

// create returns the bucket of a collection, and creates it if necessary.
func (p place) create(tx *bbolt.Tx, format int) (*bbolt.Bucket, error) {
	section, err := createSection(tx, p.part.section, format)
	if err != nil {
		return nil, err
	}
	part, err := section.CreateBucketIfNotExists([]byte(p.part.key()))
	if err != nil {
		return nil, err
	}
	bucket, err := part.CreateBucketIfNotExists([]byte(p.name))
	if err != nil {
		return nil, err
	}
	bucket.FillPercent = fillPercent
	return bucket, nil
}

// createWithFormat returns a bucket, and creates it with the format if
// necessary.
func createWithFormat(parent interface {
	Bucket(name []byte) *bbolt.Bucket
	CreateBucket(name []byte) (*bbolt.Bucket, error)
}, name []byte, format int) (*bbolt.Bucket, error) {
	if bucket := parent.Bucket(name); bucket != nil {
		return bucket, nil
	}
	bucket, err := parent.CreateBucket(name)
	if err != nil {
		return nil, err
	}
	return bucket, bucket.Put(formatKey, strconv.AppendInt(nil, int64(format), 10))
}

// formatOf returns the format of a bucket.
func formatOf(bucket *bbolt.Bucket) (int, error) {
	return strconv.Atoi(string(bucket.Get(formatKey)))
}

// checkFormat returns an error if a bucket does not have the format.
func checkFormat(what string, bucket *bbolt.Bucket, want int) error {
	got, err := formatOf(bucket)
	if err != nil {
		return fmt.Errorf("%s: format: %w", what, err)
	}
	if got != want {
		return fmt.Errorf("%s has format %d, not %d", what, got, want)
	}
	return nil
}

func rowKey(number uint64) []byte { return binary.BigEndian.AppendUint64(nil, number) }

func rowNumber(key []byte) (uint64, error) {
	if len(key) != 8 {
		return 0, fmt.Errorf("the key %q is not the number of a row", key)
	}
	return binary.BigEndian.Uint64(key), nil
}
