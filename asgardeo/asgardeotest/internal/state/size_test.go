package state

import (
	"cmp"
	"fmt"
	"os"
	"slices"
	"testing"
)

// sizes are the numbers of users in the measured organizations.
var sizes = []int{100, 10_000, 100_000}

// openFilled returns a world with items, each as large as a small user and linked
// to the holder "h". Writes are not flushed to disk: that takes time and does not
// change the measurements.
func openFilled(t testing.TB, db *DB, size int) *world {
	t.Helper()
	w := openWorld(t, db, "p")
	for i := range size {
		w.add(fmt.Sprint("id-", i), fmt.Sprintf("name-%d-%0100d", i, 0))
		w.links.Link("h", fmt.Sprint("id-", i))
	}
	db.file.NoSync = true
	if err := db.Commit(); err != nil {
		t.Fatal(err)
	}
	return w
}

// changes are the changes to measure. Each changes at most one row of each
// kind.
var changes = []struct {
	name string
	do   func(w *world, size, i int)
}{
	{"add", func(w *world, _, i int) { w.add(fmt.Sprint("new-", i), fmt.Sprintf("new-%d-%0100d", i, 0)) }},
	{"change", func(w *world, size, i int) {
		w.rename(fmt.Sprint("id-", (i*7919+size/2)%size), fmt.Sprintf("changed-%d-%0100d", i, 0))
	}},
	{"link", func(w *world, _, i int) { w.links.Link("h", fmt.Sprint("new-", i)) }},
	{"unlink", func(w *world, size, i int) { w.links.Unlink("h", fmt.Sprint("id-", (i*7919+size/2)%size)) }},
	{"value", func(w *world, _, i int) { w.note.Set(map[string]string{"text": fmt.Sprint(i)}) }},
	{"remove", func(w *world, size, i int) { w.remove(fmt.Sprint("id-", (i*7919+size/2)%size)) }},
}

// A cost has the totals that transactions have written so far.
type cost struct{ bytes, writes int64 }

func costOf(db *DB) cost {
	stats := db.file.Stats().TxStats
	return cost{stats.GetPageAlloc(), stats.GetWrite()}
}

// The cost of one change does not depend on the size, except for the number of
// levels of the tree: the bucket of 100 rows has two, that of 100,000 rows has
// three, and a write takes one page of each. A page may be split in two.
//
// bbolt flushes the file twice in a transaction: when the pages are written, and
// when the page that makes them valid is, which its statistics leave out of the
// bytes. It flushes a third time when the file grows: it doubles, or grows by 16 MB
// once it is large.
func TestCostOfAChangeDoesNotDependOnSize(t *testing.T) {
	t.Parallel()
	const (
		times = 8
		pages = 2 // one more level, and the page of a split
	)
	first := map[string]cost{}
	for _, size := range sizes {
		path := newPath(t)
		db := openDB(t, path)
		w := openFilled(t, db, size)
		for i := range times { // the pages of the first transaction become free meanwhile
			w.note.Set(map[string]string{"text": fmt.Sprint(i)})
			if err := db.Commit(); err != nil {
				t.Fatal(err)
			}
		}
		for _, change := range changes {
			before, growths := costOf(db), 0
			for i := range times {
				length := fileSize(t, path)
				change.do(w, size, i)
				if err := db.Commit(); err != nil {
					t.Fatal(err)
				}
				if fileSize(t, path) != length {
					growths++
				}
			}
			after := costOf(db)
			got := cost{(after.bytes - before.bytes) / times, (after.writes - before.writes) / times}
			t.Logf("%7d %-7s %6d bytes in %d writes", size, change.name, got.bytes, got.writes)
			if growths > 1 {
				t.Errorf("%d: %s: the file grows %d times in %d transactions", size, change.name, growths, times)
			}
			want, ok := first[change.name]
			if !ok {
				first[change.name] = got
			} else if got.bytes > want.bytes+pages*int64(os.Getpagesize()) || got.writes > want.writes+pages {
				t.Errorf("%d: %s writes %d bytes in %d writes, and %d in %d with %d rows", size, change.name,
					got.bytes, got.writes, want.bytes, want.writes, sizes[0])
			}
		}
	}
}

func fileSize(t *testing.T, path string) int64 {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info.Size()
}

// Pages that have become free cost nothing.
func TestCostOfAChangeDoesNotDependOnFreePages(t *testing.T) {
	t.Parallel()
	costs := map[int]int64{}
	for _, size := range sizes[:2] {
		db := openDB(t, newPath(t))
		openFilled(t, db, size)
		(&Section{db, part{"world", "p"}}).Drop()
		var v Value[int]
		db.Section("s", 1).Keep("v", &v)
		for i := range 3 { // the pages are free when the last one begins
			before := costOf(db).bytes
			v.Set(i)
			if err := db.Commit(); err != nil {
				t.Fatal(err)
			}
			costs[size] = costOf(db).bytes - before
		}
		if free := db.file.Stats().FreePageN; free < size/50 {
			t.Errorf("%d pages are free after the removal of %d rows", free, size)
		}
	}
	if costs[sizes[0]] != costs[sizes[1]] {
		t.Errorf("a change writes these bytes, by the rows removed before: %v", costs)
	}
}

// Only the rows that have changed are encoded, and a batch has them in order.
func TestOnlyChangedRowsAreEncoded(t *testing.T) {
	t.Parallel()
	db := openDB(t, newPath(t))
	w := openFilled(t, db, 1000)
	for _, change := range changes {
		change.do(w, 1000, 1)
		db.lock.Lock()
		encoded, err := db.take().begin()
		db.lock.Unlock()
		if err != nil {
			t.Fatal(err)
		}
		if len(encoded.changed) != 1 || len(encoded.changed[0].rows) != 1 {
			t.Errorf("%s: %d collections are encoded, want one row of one", change.name, len(encoded.changed))
		}
	}
	for i := range 100 {
		w.rename(fmt.Sprint("id-", 100+(i*37)%100), fmt.Sprint("again-", i))
	}
	db.lock.Lock()
	encoded, err := db.take().begin()
	db.lock.Unlock()
	if err != nil {
		t.Fatal(err)
	}
	rows := encoded.changed[0].rows
	if len(rows) != 100 || !slices.IsSortedFunc(rows, func(a, b row) int { return cmp.Compare(a.number, b.number) }) {
		t.Errorf("%d rows are encoded, want 100 in order", len(rows))
	}
}

func BenchmarkCommit(b *testing.B) {
	for _, size := range sizes {
		for _, change := range changes[:2] {
			b.Run(fmt.Sprintf("%s/%d", change.name, size), func(b *testing.B) {
				db := openDB(b, newPath(b))
				w := openFilled(b, db, size)
				db.file.NoSync = false
				before := costOf(db)
				i := 0
				for b.Loop() {
					change.do(w, size, i)
					if err := db.Commit(); err != nil {
						b.Fatal(err)
					}
					i++
				}
				after := costOf(db)
				b.ReportMetric(float64(after.bytes-before.bytes)/float64(b.N), "written-B/op")
			})
		}
	}
}
