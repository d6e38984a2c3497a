package asgardeotest

import (
	"bufio"
	"bytes"
	"encoding/base64"
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

// stateFormat is the version of the format of state files. A change that older
// versions of this package would misread takes a new one.
const stateFormat = 1

// WithStateFile keeps the state in a file, so that it outlives the server: the
// organization and everything in it, the credentials of the management
// application, and the tokens and keys. The file is read if it exists. Options
// that choose credentials go before those in it; one that chooses another
// organization is an error.
//
// A request that changed something is answered once the change is on disk. The
// file is replaced as a whole, by renaming, so that it is complete at any
// moment; requests that arrive together share one write. A write takes longer
// the more there is: about 70 ms with 10,000 users. The file is JSON, it holds
// secrets, and only its owner may read it. A path that is a symbolic link stands
// for the file it leads to, which must exist.
//
// One server at a time can use the file: [Start] fails when another one does. An
// empty file beside it, whose name ends in .lock, is locked for that until
// [Server.Close] or the end of the process, except on Windows and other systems
// without flock.
func WithStateFile(path string) Option {
	return func(c *config) { c.stateFile = path }
}

// A savedServer is the content of a state file.
type savedServer struct {
	Format       int       `json:"format"`
	Random       []byte    `json:"random,omitempty"` // the position in the sequence of a seed
	Organization *snapshot `json:"organization"`
}

// A stateFile is where the state of an organization is kept. A nil one keeps
// nothing.
type stateFile struct {
	path string

	mu      sync.Mutex // held by the request that writes for all that wait
	unlock  func()     // nil once the file is closed
	written int        // the changes that are on disk
	digest  uint64     // of what is on disk
	items   map[any]savedItem
}

// A savedItem is an item of the state as the file has it.
type savedItem struct {
	digest uint64
	json   []byte
}

// openState locks the state file of a path, which need not exist.
func openState(path string) (*stateFile, error) {
	if _, err := os.Lstat(path); err == nil {
		// Else renaming would put a plain file in the place of a link.
		if path, err = filepath.EvalSymlinks(path); err != nil {
			return nil, fmt.Errorf("state: %w", err)
		}
	}
	unlock, err := lockFile(path + ".lock")
	if err != nil {
		return nil, fmt.Errorf("state file %s: %w", path, err)
	}
	return &stateFile{path: path, unlock: unlock}, nil
}

// close lets another server have the file. Nothing is saved any more.
func (f *stateFile) close() {
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

// readState reads a state file. It returns nil when there is none.
func readState(path string) (*savedServer, error) {
	content, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("state: %w", err)
	}
	var version struct {
		Format int `json:"format"`
	}
	if err := json.Unmarshal(content, &version); err != nil {
		return nil, fmt.Errorf("state file %s: %w", path, err)
	}
	if version.Format != stateFormat {
		return nil, fmt.Errorf("state file %s has format %d, and not %d", path, version.Format, stateFormat)
	}
	var saved savedServer
	if err := decodeState(content, &saved); err != nil {
		return nil, fmt.Errorf("state file %s: %w", path, err)
	}
	if saved.Organization == nil || saved.Organization.Root == nil {
		return nil, fmt.Errorf("state file %s has no organization", path)
	}
	return &saved, nil
}

// decodeState decodes a state or a part of one. Numbers keep their digits. A
// null in a list or map of pointers is an error.
func decodeState(data []byte, v any) error {
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

// save returns once the changes up to a number are on disk. The first of the
// requests that wait writes what all of them have changed.
func (f *stateFile) save(o *organization, changes int) error {
	if f == nil {
		return nil
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.written >= changes {
		return nil
	}
	if f.unlock == nil {
		return errors.New("state: the server is closed")
	}
	e, upTo := f.encode(o)
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

// encode encodes what has changed since the file was written, while the
// organization is locked. It returns the number of the last change in it.
func (f *stateFile) encode(o *organization) (*stateEncoder, int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	e := &stateEncoder{old: f.items, items: make(map[any]savedItem, len(f.items))}
	e.text(fmt.Sprintf("{\n\"format\": %d,\n", stateFormat))
	if random := o.position(); random != nil {
		e.text(fmt.Sprintf("\"random\": %q,\n", base64.StdEncoding.EncodeToString(random)))
	}
	e.text("\"organization\": ")
	e.object(reflect.ValueOf(*o.snapshot), "")
	e.text("\n}\n")
	return e, o.changes
}

// A stateEncoder encodes a state with one item of a list on a line, and takes
// those that have not changed from before.
type stateEncoder struct {
	old, items map[any]savedItem
	parts      [][]byte
	digest     uint64
	err        error
}

func (e *stateEncoder) text(s string) { e.parts = append(e.parts, []byte(s)) }

// value encodes a value that the key identifies.
func (e *stateEncoder) value(key, v any) {
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
func (e *stateEncoder) object(v reflect.Value, prefix string) {
	e.text("{")
	for i := range v.NumField() {
		name, field := v.Type().Field(i).Name, v.Field(i)
		e.separate(i)
		e.text(fmt.Sprintf("%q: ", name))
		e.member(prefix+name, field)
	}
	e.text("\n}")
}

// commaBreak is between the items of a list.
var commaBreak = []byte(",\n")

func (e *stateEncoder) separate(i int) {
	separator := commaBreak
	if i == 0 {
		separator = separator[1:]
	}
	e.parts = append(e.parts, separator)
}

// member encodes a member of a struct that has this name.
func (e *stateEncoder) member(name string, v reflect.Value) {
	if v.Type() == reflect.TypeFor[*state]() {
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
func (e *stateEncoder) list(items []any) {
	e.text("[")
	for i, item := range items {
		e.separate(i)
		e.item(item)
	}
	e.text("]")
}

// item encodes an item of a list or map, which its pointer identifies.
func (e *stateEncoder) item(item any) {
	if s, ok := item.(*state); ok {
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
