package state

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"go.etcd.io/bbolt"
)

// wantRefused checks that Open and ExportFile refuse a file with an error that
// contains a text and the path.
func wantRefused(t *testing.T, path, want string) {
	t.Helper()
	db, err := Open(path, new(sync.Mutex))
	if err == nil {
		closeDB(t, db)
	}
	for _, err := range []error{err, ExportFile(path, new(bytes.Buffer))} {
		wantError(t, err, "state file "+path+": ")
		wantError(t, err, want)
	}
}

func TestOpenRefusesOtherFiles(t *testing.T) {
	t.Parallel()
	const noDatabase = "not a database of this program"
	for _, test := range []struct{ name, content, want string }{
		{"older state", `{"format": 1, "organization": {}}`, "a state file that an older version of this program wrote cannot be used"},
		{"export", "\n" + exported, "an export must be imported first"},
		{"text", "hello\n", noDatabase},
		{"long text", strings.Repeat("hello\n", 1000), noDatabase},
		{"longer text", strings.Repeat("hello\n", 10000), noDatabase},
		{"zeros", strings.Repeat("\x00", 1<<16), noDatabase},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			path := newPath(t)
			if err := os.WriteFile(path, []byte(test.content), 0o600); err != nil {
				t.Fatal(err)
			}
			wantRefused(t, path, test.want)
			if after, err := os.ReadFile(path); err != nil || string(after) != test.content {
				t.Errorf("the file was changed, or there is an error: %v", err)
			}
		})
	}
}

func TestOpenRefusesOtherDatabases(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, bucket, format, want string }{
		{"of another program", "something", "2", "a database of another program"},
		{"of an older format", string(programBucket), "1", "it has format 1, not 2"},
		{"of a newer format", string(programBucket), "3", "it has format 3, not 2"},
		{"without a format", string(programBucket), "x", "it: format: "},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			path := newPath(t)
			file, err := bbolt.Open(path, 0o600, nil)
			if err != nil {
				t.Fatal(err)
			}
			err = file.Update(func(tx *bbolt.Tx) error {
				bucket, err := tx.CreateBucket([]byte(test.bucket))
				if err != nil {
					return err
				}
				return bucket.Put(formatKey, []byte(test.format))
			})
			if err != nil {
				t.Fatal(err)
			}
			if err := file.Close(); err != nil {
				t.Fatal(err)
			}
			wantRefused(t, path, test.want)
		})
	}
}

// bbolt maps the file into memory: reading a missing page would end the
// process.
func TestOpenRefusesFileThatIsCutOff(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	db := openDB(t, path)
	w := openWorld(t, db, "p")
	for _, id := range strings.Split(strings.Repeat("x", 300), "") {
		w.add(id+strings.Repeat("y", w.items.Len()), strings.Repeat("z", w.items.Len()+1))
	}
	commit(t, db)
	closeDB(t, db)
	if err := os.Truncate(path, int64(5*os.Getpagesize())); err != nil {
		t.Fatal(err)
	}
	wantRefused(t, path, "cut off: it has ")
	if err := os.Truncate(path, 100); err != nil {
		t.Fatal(err)
	}
	wantRefused(t, path, "not a database of this program")
}

func TestOpenRefusesWhatIsNoFile(t *testing.T) {
	t.Parallel()
	wantRefused(t, t.TempDir(), "not a regular file")
	wantRefused(t, os.DevNull, "not a regular file")
	if _, err := Open(filepath.Join(t.TempDir(), "none", "state.db"), new(sync.Mutex)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got error %v for a file in no directory", err)
	}
}

func TestNewFileIsForItsOwner(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	openDB(t, path)
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the mode is %v, error %v, want 600", info.Mode(), err)
	}
}

// A process can end before it has written anything.
func TestOpenTakesEmptyFile(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		closeDB(t, openDB(t, path))
	}
}

func TestFileHasOneDatabase(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	db := openDB(t, path)
	for range 2 { // a refused file does not keep the lock
		wantRefused(t, path, "another server uses it")
	}
	openWorld(t, db, "p").add("1", "a")
	commit(t, db)
	closeDB(t, db)
	openDB(t, path)
}

func TestFileBehindALink(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	link := filepath.Join(filepath.Dir(path), "link.db")
	if err := os.Symlink(filepath.Base(path), link); err != nil {
		t.Skip(err)
	}
	wantRefused(t, link, "a symbolic link to a file that does not exist")
	closeDB(t, openDB(t, path))
	db := openDB(t, link)
	openWorld(t, db, "p").add("1", "a")
	commit(t, db)
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is %v, error %v, want a link still", info, err)
	}
	wantRefused(t, path, "another server uses it")
	closeDB(t, db)
	wantWorld(t, openWorld(t, openDB(t, path), "p"), []string{"1=a"}, nil, "")
}
