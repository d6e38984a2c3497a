package state

import (
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

func newPath(t testing.TB) string {
	t.Helper()
	return filepath.Join(t.TempDir(), "state.db")
}

// openDB opens a database until the end of the test.
func openDB(t testing.TB, path string) *DB {
	t.Helper()
	db, err := Open(path, new(sync.Mutex))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closeDB(t, db) })
	return db
}

func closeDB(t testing.TB, db *DB) {
	t.Helper()
	if err := db.Close(); err != nil {
		t.Error(err)
	}
}

// commit commits, and checks that the file and the memory then have the same
// contents.
func commit(t testing.TB, db *DB) {
	t.Helper()
	if err := db.Commit(); err != nil {
		t.Fatal(err)
	}
	verify(t, db)
}

func verify(t testing.TB, db *DB) {
	t.Helper()
	if err := db.Verify(); err != nil {
		t.Error(err)
	}
}

// wantError checks that an error has a text, or that there is no error if the
// text is empty.
func wantError(t testing.TB, err error, want string) {
	t.Helper()
	if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
		t.Errorf("got error %v, want one with %q", err, want)
	}
}

// A world has one collection of each kind.
type world struct {
	items Registry[*item]
	links Relation
	note  Value[map[string]string]

	initials *Index[*item]
}

// openWorld returns a world that is kept in a part of a section.
func openWorld(t testing.TB, db *DB, part string) *world {
	t.Helper()
	w := &world{}
	w.items.Prepare = func(i *item) { i.prepared = true }
	w.initials = byInitial(&w.items)
	section := db.Section("world", 1).Of(part)
	section.Keep("items", &w.items)
	section.Keep("links", &w.links)
	section.Keep("note", &w.note)
	if err := db.Err(); err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *world) add(id, name string) *item {
	i := &item{ID: id, Name: name}
	w.items.Add(i)
	return i
}

func (w *world) rename(id, name string) {
	i := w.items.Get(id)
	w.items.Change(i, func() { i.Name = name })
}

func (w *world) remove(id string) {
	w.items.Remove(w.items.Get(id))
}

// wantWorld checks that a world has items, as "id=name", in this order, the
// members of the holder "h", and a note under "text".
func wantWorld(t testing.TB, w *world, items, members []string, note string) {
	t.Helper()
	var got []string
	for i := range w.items.All() {
		got = append(got, i.ID+"="+i.Name)
		if w.items.Named(strings.ToLower(i.Name)) != i || !slices.Contains(w.initials.With(i.Name[:1]), i) {
			t.Errorf("the item %s is not found by its name or initial", i.ID)
		}
		if !i.prepared {
			t.Errorf("the item %s was not prepared", i.ID)
		}
	}
	if !slices.Equal(got, items) || len(w.items.byID) != len(items) || len(w.items.byName) != len(items) {
		t.Errorf("the items are %v, want %v; %d by id, %d by name", got, items, len(w.items.byID), len(w.items.byName))
	}
	if got := slices.Collect(w.links.Members("h").All()); !slices.Equal(got, members) {
		t.Errorf("the members are %v, want %v", got, members)
	}
	for _, member := range members {
		if !w.links.Holders(member).Has("h") {
			t.Errorf("%s has no holder", member)
		}
	}
	if got := w.note.Get()["text"]; got != note {
		t.Errorf("the note is %q, want %q", got, note)
	}
}
