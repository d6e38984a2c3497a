//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package asgardeotest_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest"
)

// Two servers would overwrite each other's acknowledged changes.
func TestStateFileHasOneServer(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "state.db")
	file := asgardeotest.WithStateFile(path)
	first := start(t, file)
	for range 2 { // a refused server does not release the lock
		second, err := asgardeotest.Start(file)
		if err == nil {
			second.Close()
		}
		if err == nil || !strings.Contains(err.Error(), "another server uses it") || !strings.Contains(err.Error(), path) {
			t.Fatalf("got error %v, want one that another server uses %s", err, path)
		}
	}
	first.create("/scim2/Users", object{"userName": "kim"})
	first.srv.Close()
	if _, err := asgardeotest.Start(file, asgardeotest.WithAddr("0.0.0.0:0")); err == nil {
		t.Fatal("the address was taken")
	}
	start(t, file).do("GET", "/scim2/Users", nil).wantMembers(object{"totalResults": 1})

	defer func() {
		if recover() == nil {
			t.Error("a closed server took a change")
		}
	}()
	first.srv.AddUser("lee", "")
}

func TestStateFileBehindALink(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path, link := filepath.Join(dir, "state.db"), filepath.Join(dir, "link.db")
	if err := os.Symlink("state.db", link); err != nil {
		t.Fatal(err)
	}
	if _, err := asgardeotest.Start(asgardeotest.WithStateFile(link)); err == nil {
		t.Fatal("a link to a file that does not exist was accepted")
	}
	asgardeotest.NewServer(asgardeotest.WithStateFile(path)).Close()
	s := start(t, asgardeotest.WithStateFile(link))
	s.create("/scim2/Users", object{"userName": "kim"})
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is %v, error %v, want a link still", info, err)
	}
	if _, err := asgardeotest.Start(asgardeotest.WithStateFile(path)); err == nil {
		t.Error("the file has a second server, by its other name")
	}
	s.srv.Close()
	start(t, asgardeotest.WithStateFile(path)).do("GET", "/scim2/Users", nil).wantMembers(object{"totalResults": 1})
}
