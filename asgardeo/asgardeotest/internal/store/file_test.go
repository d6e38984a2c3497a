package store

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A saved is a document with all that a file treats in its own way.
type saved struct {
	Format   int    `json:"format"`
	Position []byte `json:"position,omitempty" state:"unwatched"`
	Part     *part  `json:"part"`
}

type part struct {
	Name  string
	Items Registry[*item]
	ByKey map[string]*item
	Below []*part
}

func (*part) Section() {}

// showing returns a view of a document after so many changes.
func showing(doc *saved, changes int) func(func(any, int)) {
	return func(encode func(any, int)) { encode(doc, changes) }
}

func openFile(t *testing.T, path string) *File {
	t.Helper()
	f, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.Close)
	return f
}

func content(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestFileKeepsDocument(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.json")
	doc := &saved{Format: 3, Part: &part{Name: "root", ByKey: map[string]*item{"k": {"2", "b"}}, Below: []*part{{Name: "child"}}}}
	doc.Part.Items.Add(&item{"1", "a"})
	f := openFile(t, path)
	if found, err := f.Load(3, new(saved)); found || err != nil {
		t.Fatalf("found %t, error %v where there is no file", found, err)
	}
	if err := f.Save(1, showing(doc, 1)); err != nil {
		t.Fatal(err)
	}
	const want = `{
"format": 3,
"part": {
"Name": "root",
"Items": [
{"ID":"1","Name":"a"}],
"ByKey": {
"k": {"ID":"2","Name":"b"}},
"Below": [
{
"Name": "child",
"Items": [],
"ByKey": {},
"Below": []
}]
}
}
`
	if got := content(t, path); got != want {
		t.Errorf("the file has\n%s\nwant\n%s", got, want)
	}
	var loaded saved
	if found, err := f.Load(3, &loaded); !found || err != nil {
		t.Fatalf("found %t, error %v", found, err)
	}
	if got := loaded.Part.Items.Named("a"); got == nil || got.ID != "1" || loaded.Part.Below[0].Name != "child" {
		t.Errorf("loaded %+v", loaded.Part)
	}
	if _, err := f.Load(4, &loaded); err == nil || !strings.Contains(err.Error(), "has format 3, and not 4") {
		t.Errorf("error %v for another format", err)
	}
}

func TestFileIsWrittenForWatchedChanges(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.json")
	doc := &saved{Format: 1, Part: &part{Name: "a"}}
	f := openFile(t, path)
	for i, test := range []struct {
		name   string
		change func()
		write  bool
	}{
		{"first", func() {}, true},
		{"none", func() {}, false},
		{"unwatched", func() { doc.Position = []byte("x") }, false},
		{"member", func() { doc.Part.Name = "b" }, true},
		{"unwatched again", func() { doc.Position = []byte("y") }, false},
		{"item", func() { doc.Part.Items.Add(&item{"1", "a"}) }, true},
		{"section below", func() { doc.Part.Below = append(doc.Part.Below, &part{}) }, true},
		{"item of it", func() { doc.Part.Below[0].Items.Add(&item{"2", "b"}) }, true},
	} {
		_ = os.Remove(path)
		test.change()
		if err := f.Save(i+1, showing(doc, i+1)); err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(path); (err == nil) != test.write {
			t.Errorf("%s: the file was written: %t, want %t", test.name, err == nil, test.write)
		}
	}
}

// Whoever writes first writes for all that have changed something by then.
func TestChangesShareAWrite(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.json")
	doc := &saved{Format: 1, Part: &part{Name: "third"}}
	f := openFile(t, path)
	if err := f.Save(2, showing(doc, 3)); err != nil {
		t.Fatal(err)
	}
	if got := content(t, path); !strings.Contains(got, "third") {
		t.Fatalf("the file has %s, want the third change in it", got)
	}
	for _, change := range []int{1, 3} {
		if err := f.Save(change, func(func(any, int)) { t.Error("the document is looked at again") }); err != nil {
			t.Fatal(err)
		}
	}
}

func TestClosedFileSavesNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.json")
	f := openFile(t, path)
	f.Close()
	f.Close()
	if err := f.Save(1, showing(&saved{Part: &part{}}, 1)); err == nil {
		t.Error("a closed file took a change")
	}
	openFile(t, path)
	if err := (*File)(nil).Save(1, nil); err != nil {
		t.Error(err)
	}
}
