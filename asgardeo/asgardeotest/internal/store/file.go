package store

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
)

// A File keeps a document in a file, so that it outlives the process. A
// document is a struct, and the file has it as JSON. A nil File keeps
// nothing.
//
// The file is replaced as a whole, by renaming, so that it is complete at any
// moment. What has not changed since the last write is not encoded again: a
// document, and every [Section] in it, is divided into its members, and those that
// are lists or maps of pointers, or registries, into their items.
//
// The struct tag state:"unwatched" marks a member of which a change alone is no
// reason to write.
type File struct {
	path string

	mu      sync.Mutex // held by the request that writes for all that wait
	unlock  func()     // nil once the file is closed
	written int        // the changes that are on disk
	digest  uint64     // of what is on disk
	items   map[any]savedItem
}

// A Section is a pointer to a struct that is divided as the document is.
type Section interface {
	// Section does nothing but mark the type.
	Section()
}

// A savedItem is an item of the document as the file has it.
type savedItem struct {
	digest uint64
	json   []byte
}

// Open locks the file of a path, which need not exist. It fails when another
// process, or another File, has the lock. A path that is a symbolic link
// stands for the file it leads to.
func Open(path string) (*File, error) {
	if _, err := os.Lstat(path); err == nil {
		// Else renaming would put a plain file in the place of a link.
		if path, err = filepath.EvalSymlinks(path); err != nil {
			return nil, fmt.Errorf("state: %w", err)
		}
	}
	unlock, err := lock(path + ".lock")
	if err != nil {
		return nil, fmt.Errorf("state file %s: %w", path, err)
	}
	return &File{path: path, unlock: unlock}, nil
}

// Close lets somebody else have the file. Nothing is saved any more.
func (f *File) Close() {
	if f == nil {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.unlock != nil {
		f.unlock()
		f.unlock = nil
	}
}

// Load reads the file into a document, a pointer to a struct whose member format
// must have this value. It reports whether there is a file.
func (f *File) Load(format int, doc any) (found bool, err error) {
	content, err := os.ReadFile(f.path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("state: %w", err)
	}
	var version struct {
		Format int `json:"format"`
	}
	if err := json.Unmarshal(content, &version); err != nil {
		return false, fmt.Errorf("state file %s: %w", f.path, err)
	}
	if version.Format != format {
		return false, fmt.Errorf("state file %s has format %d, and not %d", f.path, version.Format, format)
	}
	if err := decode(content, doc); err != nil {
		return false, fmt.Errorf("state file %s: %w", f.path, err)
	}
	return true, nil
}

// decodeState decodes a document or a part of one. Numbers keep their digits. A
// null in a list or map of pointers is an error.
func decode(data []byte, v any) error {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(v); err != nil {
		return err
	}
	if hasNilItem(reflect.ValueOf(v)) {
		return errors.New("an item of a list or map is null")
	}
	return nil
}

// hasNilItem reports whether a slice or map has a nil pointer in it, at any
// depth that exported fields lead to.
func hasNilItem(v reflect.Value) bool {
	isNil := func(item reflect.Value) bool {
		return item.Kind() == reflect.Pointer && item.IsNil() || hasNilItem(item)
	}
	switch v.Kind() {
	case reflect.Pointer:
		return !v.IsNil() && hasNilItem(v.Elem())
	case reflect.Struct:
		for field, value := range v.Fields() {
			if (field.IsExported() || field.Anonymous) && hasNilItem(value) {
				return true
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			if isNil(v.Index(i)) {
				return true
			}
		}
	case reflect.Map:
		for _, item := range v.Seq2() {
			if isNil(item) {
				return true
			}
		}
	}
	return false
}

// Save returns once the changes up to a number are on disk. The first of the
// callers that wait writes what all of them have changed. It calls view, which
// calls encode with the document and the number of the last change in it; the
// document must not change until encode returns.
func (f *File) Save(change int, view func(encode func(doc any, last int))) error {
	if f == nil {
		return nil
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.written >= change {
		return nil
	}
	if f.unlock == nil {
		return errors.New("state: the server is closed")
	}
	e := &encoder{old: f.items, items: make(map[any]savedItem, len(f.items))}
	var upTo int
	view(func(doc any, last int) {
		upTo = last
		e.object(reflect.Indirect(reflect.ValueOf(doc)), "")
		e.text("\n")
	})
	if e.err != nil {
		return fmt.Errorf("state: %w", e.err)
	}
	if e.digest != f.digest {
		if err := replaceFile(f.path, e.parts); err != nil {
			return fmt.Errorf("state: %w", err)
		}
	}
	f.written, f.digest, f.items = upTo, e.digest, e.items
	return nil
}

// A stateEncoder encodes a document with one item of a list on a line, and takes
// those that have not changed from before.
type encoder struct {
	old, items map[any]savedItem
	parts      [][]byte
	digest     uint64
	err        error
}

func (e *encoder) text(s string) { e.parts = append(e.parts, []byte(s)) }

// value encodes a value that the key identifies.
func (e *encoder) value(key, v any) {
	sum := digest(v)
	item, known := e.old[key]
	if !known || item.digest != sum {
		encoded, err := json.Marshal(v)
		if err != nil {
			e.err = err
			return
		}
		item = savedItem{sum, encoded}
	}
	e.items[key] = item
	e.digest = mix(e.digest, sum)
	e.parts = append(e.parts, item.json)
}

// object encodes a struct, the items of its lists and maps of pointers each by
// itself. The prefix tells the members of one struct from those of another.
func (e *encoder) object(v reflect.Value, prefix string) {
	e.text("{")
	written := 0
	for field, value := range v.Fields() {
		name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		if options == "omitempty" && value.Len() == 0 {
			continue
		}
		name = cmp.Or(name, field.Name)
		e.separate(written)
		written++
		e.text(fmt.Sprintf("%q: ", name))
		before := e.digest
		e.member(prefix+name, value)
		if field.Tag.Get("state") == "unwatched" {
			e.digest = before
		}
	}
	e.text("\n}")
}

// commaBreak is between the items of a list.
var commaBreak = []byte(",\n")

func (e *encoder) separate(i int) {
	separator := commaBreak
	if i == 0 {
		separator = separator[1:]
	}
	e.parts = append(e.parts, separator)
}

// member encodes a member of a struct that has this name.
func (e *encoder) member(name string, v reflect.Value) {
	if _, ok := v.Interface().(Section); ok && !v.IsNil() {
		e.object(v.Elem(), name+".")
		return
	}
	if list, ok := v.Interface().(interface{ items() []any }); ok {
		e.list(list.items())
		return
	}
	if isItems := (v.Kind() == reflect.Slice || v.Kind() == reflect.Map) && v.Type().Elem().Kind() == reflect.Pointer; !isItems {
		e.value(name, v.Interface())
		return
	}
	if v.Kind() == reflect.Slice {
		items := make([]any, v.Len())
		for i := range items {
			items[i] = v.Index(i).Interface()
		}
		e.list(items)
		return
	}
	e.text("{")
	keys := v.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
	for i, key := range keys {
		e.separate(i)
		e.text(fmt.Sprintf("%q: ", key.String()))
		e.item(v.MapIndex(key).Interface())
	}
	e.text("}")
}

// list encodes the items of a list.
func (e *encoder) list(items []any) {
	e.text("[")
	for i, item := range items {
		e.separate(i)
		e.item(item)
	}
	e.text("]")
}

// item encodes an item of a list or map, which its pointer identifies.
func (e *encoder) item(item any) {
	if s, ok := item.(Section); ok {
		e.object(reflect.ValueOf(s).Elem(), fmt.Sprintf("%p.", s))
		return
	}
	e.value(item, item)
}

// replaceFile writes a file beside the one of that path, and puts it in its
// place once it is on disk.
func replaceFile(path string, parts [][]byte) error {
	file, err := os.OpenFile(path+".tmp", os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	if err := errors.Join(writeParts(file, parts), file.Close()); err != nil {
		return err
	}
	if err := os.Rename(file.Name(), path); err != nil {
		return err
	}
	syncDir(filepath.Dir(path))
	return nil
}

func writeParts(file *os.File, parts [][]byte) error {
	w := bufio.NewWriterSize(file, 1<<20)
	for _, part := range parts {
		if _, err := w.Write(part); err != nil {
			return err
		}
	}
	return errors.Join(w.Flush(), file.Sync())
}

// syncDir makes a new name in a directory last where the system has a way to.
func syncDir(path string) {
	if dir, err := os.Open(path); err == nil {
		_ = dir.Sync()
		_ = dir.Close()
	}
}
