package state

import (
	"encoding/json"
	"slices"
	"testing"
)

func TestCollectionsOutliveTheDatabase(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	db := openDB(t, path)
	w := openWorld(t, db, "p")
	w.note.Set(map[string]string{"text": "first"})
	for _, id := range []string{"3", "1", "2", "4"} {
		w.add(id, "n"+id)
		w.links.Link("h", id)
	}
	commit(t, db)
	w.remove("1")
	w.rename("3", "other")
	w.links.Unlink("h", "3")
	w.links.Link("h", "3")
	w.add("1", "again")
	w.add("5", "gone")
	w.remove("5")
	w.note.Change(func(note *map[string]string) { (*note)["text"] = "second" })
	commit(t, db)
	items, members := []string{"3=other", "2=n2", "4=n4", "1=again"}, []string{"1", "2", "4", "3"}
	wantWorld(t, w, items, members, "second")
	closeDB(t, db)

	for range 2 { // the second time the numbers of the rows are those of the first
		db = openDB(t, path)
		w = openWorld(t, db, "p")
		wantWorld(t, w, items, members, "second")
		verify(t, db)
		w.add("6", "last")
		items = append(items, "6=last")
		commit(t, db)
		w.remove("6")
		items = items[:len(items)-1]
		commit(t, db)
		closeDB(t, db)
	}
}

func TestPartsAreApart(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	db := openDB(t, path)
	section := db.Section("s", 1)
	var all, a, b Registry[*item]
	section.Keep("items", &all)
	section.Of("a").Keep("items", &a)
	section.Of("b").Keep("items", &b)
	all.Add(&item{ID: "0", Name: "all"})
	a.Add(&item{ID: "1", Name: "a"})
	b.Add(&item{ID: "2", Name: "b"})
	if got := section.Parts(); got != nil {
		t.Errorf("before the commit the parts are %v", got)
	}
	commit(t, db)
	if got, want := section.Parts(), []string{"a", "b"}; !slices.Equal(got, want) {
		t.Errorf("the parts are %v, want %v", got, want)
	}

	section.Of("a").Drop()
	a.Add(&item{ID: "3", Name: "late"})
	commit(t, db)
	a.Add(&item{ID: "4", Name: "later"})
	commit(t, db)
	if got, want := section.Parts(), []string{"b"}; !slices.Equal(got, want) {
		t.Errorf("the parts are %v, want %v", got, want)
	}
	var again Registry[*item]
	section.Of("a").Keep("items", &again)
	if err := db.Err(); err != nil || again.Len() != 0 {
		t.Errorf("a part that was removed has %d rows, error %v", again.Len(), err)
	}
	closeDB(t, db)

	db = openDB(t, path)
	section = db.Section("s", 1)
	all, b = Registry[*item]{}, Registry[*item]{}
	section.Keep("items", &all)
	section.Of("b").Keep("items", &b)
	if all.Get("0") == nil || b.Get("2") == nil || db.Err() != nil {
		t.Errorf("got %d and %d items, error %v", all.Len(), b.Len(), db.Err())
	}
}

func TestKeepRefusesWhatItCannotLoad(t *testing.T) {
	t.Parallel()
	type named struct{ List []*item }
	for _, test := range []struct {
		name, rows string
		collection Collection
		want       string
	}{
		{"unknown member", `{"ID":"1","Surname":""}`, new(Registry[*item]), `row 1: json: unknown field "Surname"`},
		{"no object", `{"ID":"1"},[]`, new(Registry[*item]), "row 2: json: cannot unmarshal"},
		{"without an id", `{"Name":"a"}`, new(Registry[*item]), "row 1: an entry without an id"},
		{"same id", `{"ID":"1"},{"ID":"1"}`, new(Registry[*item]), "row 2: a second entry with the id 1"},
		{"same link", `["a","b"],["a","b"]`, new(Relation), "row 2: a second link of a and b"},
		{"half a link", `["a"]`, new(Relation), "row 1: a link without a holder and a member"},
		{"null in a list", `{"List":[null]}`, new(Value[named]), "row 1: an item of a list or map is null"},
		{"two values", `{},{}`, new(Value[named]), "row 2: a second value"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			path := newPath(t)
			importText(t, path, `{"format":2,"sections":{"s":{"format":1,"parts":{"p":{"c":[`+test.rows+`]}}}}}`)
			db := openDB(t, path)
			db.Section("s", 1).Of("p").Keep("c", test.collection)
			wantError(t, db.Err(), "state file "+path+": s/p/c: "+test.want)
		})
	}
}

func TestKeepRefusesMisuse(t *testing.T) {
	t.Parallel()
	filled := new(Registry[*item])
	filled.Add(&item{ID: "1"})
	for _, test := range []struct {
		name string
		do   func(*DB)
		want string
	}{
		{"name of a collection twice", func(db *DB) {
			section := db.Section("s", 1)
			section.Keep("c", new(Relation))
			section.Keep("c", new(Relation))
		}, "s/c: a second collection with this name"},
		{"name of a section twice", func(db *DB) {
			db.Section("s", 1)
			db.Section("s", 1)
		}, "a second section with the name s"},
		{"collection with entries", func(db *DB) {
			db.Section("s", 1).Keep("c", filled)
		}, "s/c: the collection is not empty"},
		{"part that is being removed", func(db *DB) {
			part := db.Section("s", 1).Of("p")
			part.Drop()
			part.Keep("c", new(Relation))
		}, "s/p/c: its part is being removed"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			db := openDB(t, newPath(t))
			test.do(db)
			wantError(t, db.Err(), test.want)
		})
	}
}

// If a file cannot be read, it is not written either.
func TestNothingIsWrittenAfterAnError(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	db := openDB(t, path)
	openWorld(t, db, "p").add("1", "a")
	commit(t, db)
	closeDB(t, db)

	db = openDB(t, path)
	var items Registry[*item]
	section := db.Section("world", 2)
	wantError(t, db.Err(), "section world has format 1, not 2")
	section.Of("p").Keep("items", &items)
	items.Add(&item{ID: "2", Name: "b"})
	wantError(t, db.Commit(), "section world has format 1, not 2")
	closeDB(t, db)

	db = openDB(t, path)
	wantWorld(t, openWorld(t, db, "p"), []string{"1=a"}, nil, "")
}

func TestMemoryKeepsNothing(t *testing.T) {
	t.Parallel()
	db := NewMemory()
	w := openWorld(t, db, "p")
	w.add("1", "a")
	w.links.Link("h", "1")
	w.note.Set(map[string]string{"text": "x"})
	db.Section("world", 1).Of("p").Drop()
	if db.Pending() != nil || w.items.rows.rows != nil || w.links.rows.rows != nil {
		t.Error("changes are noted without a file")
	}
	wantError(t, db.Commit(), "")
	wantError(t, db.Verify(), "")
	wantError(t, db.Export(nil), "the state is in memory only")
	wantError(t, db.Close(), "")
	wantError(t, (*DB)(nil).Close(), "")
	wantWorld(t, w, []string{"1=a"}, []string{"1"}, "x")
}

// A value that was set before Keep is not necessarily in the file.
func TestValueBeforeKeepIsTheDefault(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	db := openDB(t, path)
	var v Value[string]
	v.Set("default")
	db.Section("s", 1).Keep("v", &v)
	verify(t, db)
	if db.Pending() != nil || v.Get() != "default" {
		t.Errorf("the value is %q; pending: %t", v.Get(), db.Pending() != nil)
	}
	v.Set("chosen")
	commit(t, db)
	closeDB(t, db)

	db = openDB(t, path)
	v = Value[string]{}
	v.Set("default")
	db.Section("s", 1).Keep("v", &v)
	if v.Get() != "chosen" {
		t.Errorf("the value is %q, want that of the file", v.Get())
	}
}

func TestNumbersKeepTheirDigits(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	const text = `{"number":12345678901234567890}`
	importText(t, path, `{"format":2,"sections":{"s":{"format":1,"parts":{"":{"v":[`+text+`]}}}}}`)
	db := openDB(t, path)
	var v Value[map[string]any]
	db.Section("s", 1).Keep("v", &v)
	if got, err := json.Marshal(v.Get()); db.Err() != nil || err != nil || string(got) != text {
		t.Errorf("got %s, errors %v and %v", got, db.Err(), err)
	}
}

func TestVerifyFindsWhatWasNotNoted(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		change func(*world)
		want   string
	}{
		{"entry", func(w *world) { w.items.Get("1").Name = "b" }, `world/p/items: row 1: the file has {"ID":"1","Name":"a"} instead of {"ID":"1","Name":"b"}`},
		{"value", func(w *world) { w.note.Get()["text"] = "y" }, `world/p/note: row 1: the file has {"text":"x"} instead of {"text":"y"}`},
		{"not committed", func(w *world) { w.links.Link("h", "2") }, `world/p/links: row 2: ["h","2"] is not in the file`},
		{"removal not committed", func(w *world) { w.links.Unlink("h", "1") }, `world/p/links: row 1: ["h","1"] is only in the file`},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			db := openDB(t, newPath(t))
			w := openWorld(t, db, "p")
			w.add("1", "a")
			w.links.Link("h", "1")
			w.note.Set(map[string]string{"text": "x"})
			commit(t, db)
			test.change(w)
			wantError(t, db.Verify(), test.want)
		})
	}
}

func TestVerifyFindsAValueThatTheFileDoesNotHave(t *testing.T) {
	t.Parallel()
	db := openDB(t, newPath(t))
	var v Value[map[string]string]
	v.Set(map[string]string{})
	db.Section("s", 1).Keep("v", &v)
	v.Get()["a"] = "b"
	wantError(t, db.Verify(), `s/v: the file has no value, memory has {"a":"b"}`)
}

// A row may have been edited by hand, with other spaces or another order of
// members.
func TestVerifyComparesWhatRowsMean(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	importText(t, path, `{"format":2,"sections":{"world":{"format":1,"parts":{"p":{"items":[{"Name": "a", "ID": "1"}]}}}}}`)
	db := openDB(t, path)
	wantWorld(t, openWorld(t, db, "p"), []string{"1=a"}, nil, "")
	verify(t, db)
}

func TestStampIsThatOfTheLastTransaction(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	position := "one"
	db := openDB(t, path)
	if got := db.Stamped(); got != nil {
		t.Errorf("a new file has the stamp %q", got)
	}
	db.Stamp(func() []byte { return []byte(position) })
	w := openWorld(t, db, "p")
	for _, position = range []string{"two", "three"} {
		w.note.Set(nil)
		commit(t, db)
	}
	position = "four" // alone, it is not written
	commit(t, db)
	closeDB(t, db)
	if got := openDB(t, path).Stamped(); string(got) != "three" {
		t.Errorf("the stamp is %q, want that of the last transaction", got)
	}
}
