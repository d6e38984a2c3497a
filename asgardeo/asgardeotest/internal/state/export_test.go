package state

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"
)

// importText creates a database file from a document.
func importText(t testing.TB, path, document string) {
	t.Helper()
	if err := Import(path, strings.NewReader(document), nil); err != nil {
		t.Fatal(err)
	}
}

const exported = `{"format": 2, "stamp": "AP8=", "sections": {
"other": {"format": 7, "parts": {
"": {
"empty": [],
"things": [
{"b":"\u003c","a":[1,null]},
"x"]}}},
"world": {"format": 1, "parts": {
"": {},
"p": {
"items": [
{"ID":"2","Name":"b"},
{"ID":"1","Name":"a"}],
"links": [
["h","2"],
["h","1"]],
"note": [
{"text":"a note"}]}}}}}
`

func TestExportIsReadable(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	db := openDB(t, path)
	db.Stamp(func() []byte { return []byte{0, 255} })
	w := openWorld(t, db, "p")
	w.add("2", "b")
	w.add("3", "c")
	w.add("1", "a")
	w.remove("3")
	w.links.Replace("h", []string{"2", "1"})
	w.note.Set(map[string]string{"text": "a note"})
	commit(t, db)
	w.add("4", "not committed")
	var out bytes.Buffer
	if err := db.Export(&out); err != nil {
		t.Fatal(err)
	}
	const want = `{"format": 2, "stamp": "AP8=", "sections": {
"world": {"format": 1, "parts": {
"p": {
"items": [
{"ID":"2","Name":"b"},
{"ID":"1","Name":"a"}],
"links": [
["h","2"],
["h","1"]],
"note": [
{"text":"a note"}]}}}}}
`
	if got := out.String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestImportIsTheInverseOfExport(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	importText(t, path, exported)
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the mode is %v, error %v", info.Mode(), err)
	}
	var out bytes.Buffer
	if err := ExportFile(path, &out); err != nil {
		t.Fatal(err)
	}
	if got := out.String(); got != exported {
		t.Errorf("got\n%s\nwant\n%s", got, exported)
	}
	db := openDB(t, path)
	wantWorld(t, openWorld(t, db, "p"), []string{"2=b", "1=a"}, []string{"2", "1"}, "a note")
	if got := db.Stamped(); !bytes.Equal(got, []byte{0, 255}) {
		t.Errorf("the stamp is %v", got)
	}
	wantError(t, ExportFile(path, &out), "state file "+path+": another server uses it")
}

func TestExportOfNewFile(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	var out bytes.Buffer
	wantError(t, ExportFile(path, &out), "it is empty or does not exist")
	db := openDB(t, path)
	if err := db.Export(&out); err != nil {
		t.Fatal(err)
	}
	again := newPath(t)
	importText(t, again, out.String())
	openWorld(t, openDB(t, again), "p")
}

func TestImportRefuses(t *testing.T) {
	t.Parallel()
	section := func(rows string) string {
		return `{"format":2,"sections":{"world":{"format":1,"parts":{"p":{"items":` + rows + `}}}}}`
	}
	for _, test := range []struct{ name, document, want string }{
		{"nothing", ``, "unexpected end of JSON input"},
		{"cut", exported[:len(exported)/2], "unexpected end of JSON input"},
		{"two documents", exported + exported, "invalid character '{' after top-level value"},
		{"list", `[]`, "cannot unmarshal array"},
		{"older format", `{"format":1,"organization":{}}`, "the document has format 1, not 2"},
		{"newer format", `{"format":3,"more":{}}`, "the document has format 3, not 2"},
		{"unknown member", `{"format":2,"sections":{},"more":{}}`, `unknown field "more"`},
		{"no sections", `{"format":2}`, "not an object"},
		{"section without a format", `{"format":2,"sections":{"s":{"parts":{}}}}`, "s: a section without a format"},
		{"null section", `{"format":2,"sections":{"s":null}}`, "s: a section without a format"},
		{"section twice", `{"format":2,"sections":{"s":{"format":1,"parts":{}},"s":{"format":1,"parts":{}}}}`, `two members have the name "s"`},
		{"null part", `{"format":2,"sections":{"s":{"format":1,"parts":{"p":null}}}}`, "s: p: not an object"},
		{"null rows", section(`null`), "world: p: items: null instead of rows"},
		{"null row", section(`[{"ID":"1","Name":"a"},null]`), "world: p: items: row 2 is null"},
		{"other format of a section", `{"format":2,"sections":{"world":{"format":9,"parts":{}}}}`, "section world has format 9, not 1"},
		{"same id", section(`[{"ID":"1","Name":"a"},{"ID":"1","Name":"b"}]`), "world/p/items: row 2: a second entry with the id 1"},
		{"unknown member of a row", section(`[{"ID":"1","Name":"a","More":1}]`), `world/p/items: row 1: json: unknown field "More"`},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			path := newPath(t)
			err := Import(path, strings.NewReader(test.document), func(db *DB) error {
				db.Section("world", 1).Of("p").Keep("items", new(Registry[*item]))
				return nil
			})
			wantError(t, err, "state file "+path+": ")
			wantError(t, err, test.want)
			if _, err := os.Lstat(path); !os.IsNotExist(err) {
				t.Errorf("there is a file, or an error: %v", err)
			}
		})
	}
}

func TestImportRefusesExistingFile(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	importText(t, path, exported)
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	wantError(t, Import(path, strings.NewReader(exported), nil), "file exists")
	if after, err := os.ReadFile(path); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the file has changed, or there is an error: %v", err)
	}
}

func TestImportReturnsTheErrorOfTheCheck(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	err := Import(path, strings.NewReader(exported), func(db *DB) error {
		openWorld(t, db, "p").add("3", "not written")
		return errors.New("the members do not match")
	})
	wantError(t, err, "state file "+path+": the members do not match")
	if _, err := os.Lstat(path); !os.IsNotExist(err) {
		t.Errorf("there is a file, or an error: %v", err)
	}
	err = Import(path, strings.NewReader(exported), func(db *DB) error {
		openWorld(t, db, "p").add("3", "not written")
		return nil
	})
	wantError(t, err, "")
	wantWorld(t, openWorld(t, openDB(t, path), "p"), []string{"2=b", "1=a"}, []string{"2", "1"}, "a note")
}
