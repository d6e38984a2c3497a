package state

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"go.etcd.io/bbolt"
	bbolterrors "go.etcd.io/bbolt/errors"
)

var errFull = errors.New("no space left")

// failOnce makes the next transaction of a database fail after it has written,
// and after the function was called.
func failOnce(db *DB, during func()) {
	db.update = func(apply func(*bbolt.Tx) error) error {
		db.update = db.file.Update
		return db.file.Update(func(tx *bbolt.Tx) error {
			if err := apply(tx); err != nil {
				return err
			}
			during()
			return errFull
		})
	}
}

func TestFailedTransactionIsUndone(t *testing.T) {
	t.Parallel()
	before := func(w *world) {
		for _, id := range []string{"1", "2", "3"} {
			w.add(id, "n"+id)
			w.links.Link("h", id)
		}
		w.note.Set(map[string]string{"text": "before"})
	}
	for _, test := range []struct {
		name          string
		change, later func(*world)
	}{
		{"entry added", func(w *world) { w.add("4", "new") }, nil},
		{"entry removed", func(w *world) { w.remove("2") }, nil},
		{"entry changed", func(w *world) { w.rename("1", "changed") }, nil},
		{"entry removed and added", func(w *world) { w.remove("1"); w.add("1", "new") }, nil},
		{"entry added and removed", func(w *world) { w.add("4", "new"); w.remove("4") }, nil},
		{"names exchanged", func(w *world) { w.rename("1", "x"); w.rename("2", "n1"); w.rename("1", "n2") }, nil},
		{"name taken over", func(w *world) { w.remove("1"); w.add("4", "n1") }, nil},
		{"link added", func(w *world) { w.links.Link("h", "4"); w.links.Link("i", "1") }, nil},
		{"link removed", func(w *world) { w.links.Unlink("h", "1") }, nil},
		{"links replaced", func(w *world) { w.links.Replace("h", []string{"3", "1", "5"}) }, nil},
		{"holder removed", func(w *world) { w.links.DropHolder("h") }, nil},
		{"member removed", func(w *world) { w.links.DropMember("2") }, nil},
		{"value changed", func(w *world) { w.note.Set(map[string]string{"text": "after"}) }, nil},
		{"value changed in place", func(w *world) {
			w.note.Change(func(note *map[string]string) { (*note)["text"] = "after" })
		}, nil},
		{"all", func(w *world) {
			w.remove("1")
			w.add("4", "new")
			w.links.DropHolder("h")
			w.note.Set(nil)
		}, nil},
		{"changed again later", func(w *world) { w.rename("1", "x") }, func(w *world) { w.rename("1", "y") }},
		{"added, removed later", func(w *world) { w.add("4", "new") }, func(w *world) { w.remove("4") }},
		{"removed, added later", func(w *world) { w.remove("3") }, func(w *world) { w.add("3", "new") }},
		{"others later", func(w *world) { w.add("4", "new") }, func(w *world) {
			w.remove("2")
			w.links.Unlink("h", "2")
			w.note.Set(nil)
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			path := newPath(t)
			db := openDB(t, path)
			w := openWorld(t, db, "p")
			before(w)
			commit(t, db)

			var later *Batch
			failOnce(db, func() {
				db.lock.Lock()
				defer db.lock.Unlock()
				if test.later != nil {
					test.later(w)
				}
				later = db.Pending()
			})
			test.change(w)
			if err := db.Commit(); !errors.Is(err, errFull) {
				t.Fatalf("got error %v, want %v", err, errFull)
			}
			if err := later.Commit(); !errors.Is(err, errFull) {
				t.Errorf("got error %v for what changed meanwhile, want %v", err, errFull)
			}
			if db.Pending() != nil {
				t.Error("changes that were undone are pending")
			}
			items, members := []string{"1=n1", "2=n2", "3=n3"}, []string{"1", "2", "3"}
			wantWorld(t, w, items, members, "before")
			verify(t, db)

			w.add("9", "next")
			commit(t, db)
			closeDB(t, db)
			wantWorld(t, openWorld(t, openDB(t, path), "p"), append(items, "9=next"), members, "before")
		})
	}
}

// The first transaction creates the buckets. After it is undone, the file has
// none of them.
func TestFailedFirstTransactionIsUndone(t *testing.T) {
	t.Parallel()
	db := openDB(t, newPath(t))
	var v Value[map[string]string]
	v.Set(map[string]string{"a": "default"})
	db.Section("s", 1).Keep("v", &v)
	w := openWorld(t, db, "p")
	failOnce(db, func() {})
	v.Change(func(value *map[string]string) { (*value)["a"] = "b" })
	w.add("1", "a")
	w.links.Link("h", "1")
	wantError(t, db.Commit(), errFull.Error())
	wantWorld(t, w, nil, nil, "")
	if got := v.Get()["a"]; got != "default" {
		t.Errorf("the value is %q, want the one before Keep", got)
	}
	verify(t, db)
	w.add("2", "b")
	commit(t, db)
	wantWorld(t, w, []string{"2=b"}, nil, "")
}

func TestFailedRemovalOfAPartIsUndone(t *testing.T) {
	t.Parallel()
	db := openDB(t, newPath(t))
	w := openWorld(t, db, "p")
	w.add("1", "a")
	w.links.Link("h", "1")
	commit(t, db)
	section := &Section{db, part{"world", "p"}}
	failOnce(db, func() {})
	w.rename("1", "b")
	section.Drop()
	w.remove("1")
	wantError(t, db.Commit(), errFull.Error())
	wantWorld(t, w, []string{"1=a"}, []string{"1"}, "")
	w.items.Get("1").Name = "not noted"
	wantError(t, db.Verify(), "row 1") // it is kept again
	w.rename("1", "c")
	commit(t, db)

	failOnce(db, func() {})
	section.Drop()
	wantError(t, db.Commit(), errFull.Error())
	var again Registry[*item] // the owner of the first one has forgotten it
	section.Keep("items", &again)
	if got := again.Get("1"); db.Err() != nil || got == nil || got.Name != "c" {
		t.Errorf("loaded %+v, error %v", got, db.Err())
	}
	w.add("3", "e")
	if db.Pending() != nil {
		t.Error("the first one is still kept")
	}
	again.Add(&item{ID: "2", Name: "d"})
	commit(t, db)
}

// Changes of a collection after its part was removed do not concern the file.
func TestRemovedPartIsLeftAlone(t *testing.T) {
	t.Parallel()
	db := openDB(t, newPath(t))
	w := openWorld(t, db, "p")
	w.add("1", "a")
	commit(t, db)
	(&Section{db, part{"world", "p"}}).Drop()
	db.update = func(apply func(*bbolt.Tx) error) error {
		db.lock.Lock()
		w.add("2", "b") // noted, because the part may have to be kept again
		db.lock.Unlock()
		return db.file.Update(apply)
	}
	commit(t, db)
	failOnce(db, func() {})
	wantError(t, db.Commit(), errFull.Error())
	wantWorld(t, w, []string{"1=a", "2=b"}, nil, "")
}

// A full disk, as bbolt reports it.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	db := openDB(t, newPath(t))
	w := openWorld(t, db, "p")
	w.add("1", "a")
	commit(t, db)
	db.file.MaxSize = 1 << 16
	w.remove("1")
	for i := range 5000 {
		w.add(fmt.Sprint("many-", i), fmt.Sprint("name-", i))
	}
	if err := db.Commit(); !errors.Is(err, bbolterrors.ErrMaxSizeReached) {
		t.Fatalf("got error %v", err)
	}
	wantWorld(t, w, []string{"1=a"}, nil, "")
	verify(t, db)
	w.rename("1", "b")
	commit(t, db)
}

// An unencodable cannot be written as JSON while it is bad.
type unencodable struct {
	ID  string
	Bad bool
}

func (u *unencodable) Key() string     { return u.ID }
func (u *unencodable) Names() []string { return nil }
func (u *unencodable) MarshalJSON() ([]byte, error) {
	if u.Bad {
		return nil, errors.New("bad")
	}
	return fmt.Appendf(nil, `{"ID":%q}`, u.ID), nil
}

func TestEntryThatCannotBeEncodedIsUndone(t *testing.T) {
	t.Parallel()
	db := openDB(t, newPath(t))
	w := openWorld(t, db, "p")
	var r Registry[*unencodable]
	db.Section("s", 1).Keep("r", &r)
	w.add("1", "a")
	r.Add(&unencodable{ID: "1", Bad: true})
	wantError(t, db.Commit(), "s/r: row 1: json: error calling MarshalJSON")
	if wantWorld(t, w, nil, nil, ""); r.Len() != 0 {
		t.Error("the entry is still there")
	}
	r.Add(&unencodable{ID: "1"})
	commit(t, db)
}

// Changes that can be neither written nor undone must not be mixed with later
// changes.
func TestNothingIsWrittenAfterAFailedUndo(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	db := openDB(t, path)
	w := openWorld(t, db, "p")
	w.add("1", "a")
	commit(t, db)
	update := db.file.Update
	if err := update(func(tx *bbolt.Tx) error {
		return place{part{"world", "p"}, "items"}.bucket(tx).Put(rowKey(1), []byte("{"))
	}); err != nil {
		t.Fatal(err)
	}
	failOnce(db, func() {})
	w.rename("1", "b")
	wantError(t, db.Commit(), errFull.Error())
	w.add("2", "c")
	wantError(t, db.Commit(), "could not be undone: world/p/items: row 1: unexpected EOF")
}

func TestClosedDatabaseTakesNoChange(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	db := openDB(t, path)
	w := openWorld(t, db, "p")
	w.add("1", "a")
	commit(t, db)
	w.add("2", "b")
	closeDB(t, db)
	closeDB(t, db)
	for i := range 3 {
		wantError(t, db.Commit(), "state file "+path+": the server is closed")
		w.add(fmt.Sprint("new-", i), "c")
	}
	wantWorld(t, openWorld(t, openDB(t, path), "p"), []string{"1=a"}, nil, "")
}

// Without changes there is no transaction.
func TestCommitWithoutChangesWritesNothing(t *testing.T) {
	t.Parallel()
	db := openDB(t, newPath(t))
	openWorld(t, db, "p").add("1", "a")
	commit(t, db)
	db.update = func(func(*bbolt.Tx) error) error {
		t.Error("a transaction began")
		return nil
	}
	for range 3 {
		commit(t, db)
	}
}

func TestWhatChangesNothingIsNotNoted(t *testing.T) {
	t.Parallel()
	db := openDB(t, newPath(t))
	w := openWorld(t, db, "p")
	w.links.Link("h", "1")
	commit(t, db)
	w.links.Link("h", "1")
	w.links.Unlink("h", "2")
	w.links.Replace("h", []string{"1"})
	w.links.DropHolder("i")
	w.links.DropMember("2")
	w.items.Remove(&item{ID: "1", Name: "a"})
	w.items.Change(&item{ID: "1", Name: "a"}, func() {})
	if db.Pending() != nil {
		t.Error("changes are pending")
	}
}

// Callers that arrive while a transaction is written share the next one. None
// of them returns before it is on disk.
func TestCallersShareATransaction(t *testing.T) {
	t.Parallel()
	const callers = 20
	path := newPath(t)
	db := openDB(t, path)
	w := openWorld(t, db, "p")
	writing, release := make(chan struct{}), make(chan struct{})
	transactions := 0
	db.update = func(apply func(*bbolt.Tx) error) error {
		if transactions++; transactions == 1 {
			close(writing)
			<-release
		}
		return db.file.Update(apply)
	}
	var group sync.WaitGroup
	add := func(id string) *Batch {
		db.lock.Lock()
		defer db.lock.Unlock()
		w.add(id, "n"+id)
		return db.Pending()
	}
	write := func(batch *Batch) {
		group.Go(func() {
			if err := batch.Commit(); err != nil {
				t.Error(err)
			}
			if !batch.done {
				t.Error("Commit returned before the transaction ended")
			}
		})
	}
	first := add("first")
	write(first)
	<-writing
	for i := range callers {
		write(add(fmt.Sprint(i)))
	}
	db.lock.Lock()
	if db.writing != first || len(db.pending.changed) != 1 {
		t.Errorf("the callers are not one batch behind the first")
	}
	db.lock.Unlock()
	close(release)
	group.Wait()
	if transactions != 2 {
		t.Errorf("there were %d transactions, want 2", transactions)
	}
	closeDB(t, db)
	if got := openWorld(t, openDB(t, path), "p").items.Len(); got != callers+1 {
		t.Errorf("the file has %d items, want %d", got, callers+1)
	}
}

// A caller gets the error if another caller failed to write its changes, even
// if it calls Commit afterwards.
func TestBatchKnowsItsError(t *testing.T) {
	t.Parallel()
	db := openDB(t, newPath(t))
	w := openWorld(t, db, "p")
	w.add("1", "a")
	mine := db.Pending()
	failOnce(db, func() {})
	wantError(t, db.Commit(), errFull.Error())
	w.add("2", "b")
	commit(t, db)
	wantError(t, mine.Commit(), errFull.Error())
}

// A caller that only reads can wait for the changes that it has read: the batch
// being written counts as pending.
func TestBatchBeingWrittenIsPending(t *testing.T) {
	t.Parallel()
	db := openDB(t, newPath(t))
	w := openWorld(t, db, "p")
	w.add("1", "a")
	mine := db.Pending()
	failOnce(db, func() {
		db.lock.Lock()
		defer db.lock.Unlock()
		if db.Pending() != mine {
			t.Error("the batch that is being written is not pending")
		}
	})
	wantError(t, db.Commit(), errFull.Error())
}

func TestConcurrentChangesReachTheFile(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	db := openDB(t, path)
	w := openWorld(t, db, "p")
	var group sync.WaitGroup
	for client := range 8 {
		group.Go(func() {
			for i := range 20 {
				db.lock.Lock()
				w.add(fmt.Sprintf("%d-%d", client, i), fmt.Sprintf("n%d-%d", client, i))
				batch := db.Pending()
				db.lock.Unlock()
				if err := batch.Commit(); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	verify(t, db)
	closeDB(t, db)
	if got := openWorld(t, openDB(t, path), "p").items.Len(); got != 160 {
		t.Errorf("the file has %d items, want 160", got)
	}
}
