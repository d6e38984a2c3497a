package asgardeotest

import (
	"fmt"
	"io"
	"time"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/state"
)

// WithStateFile keeps the state in a file, so that it outlives the server: the
// organization and everything in it, the credentials of the management
// application, and the tokens and keys. The file is read if it exists. Options
// that choose credentials go before those in it; one that chooses another
// organization is an error.
//
// A request that changed something is answered once the change is on disk.
// Requests that arrive together share one write. The time of a write depends on
// what it changes, and not on how much there is. The file is a bbolt database,
// it holds secrets, and only its owner may read it; [ExportState] writes it as
// JSON. A path that is a symbolic link stands for the file it leads to, which
// must exist.
//
// One server at a time can use the file: [Start] fails when another one does.
func WithStateFile(path string) Option {
	return func(c *config) { c.stateFile = path }
}

// ExportState writes what a state file has as JSON, an entry on a line. No server
// may be using the file. The JSON holds secrets.
func ExportState(path string, w io.Writer) error {
	if err := state.ExportFile(path, w); err != nil {
		return fmt.Errorf("asgardeotest: %w", err)
	}
	return nil
}

// ImportState makes a state file, which must not exist, of what [ExportState]
// wrote. It fails, and makes no file, when that is not a consistent state.
func ImportState(path string, r io.Reader) error {
	check := func(db *state.DB) error {
		t, err := engine.ReadTenant(db, &engine.Source{Clock: time.Now})
		if err == nil {
			err = newDomains(t, new(config)).check(t)
		}
		return inStateFile(path, err)
	}
	if err := state.Import(path, r, check); err != nil {
		return fmt.Errorf("asgardeotest: %w", err)
	}
	return nil
}

// inStateFile says which file an inconsistency is in.
func inStateFile(path string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("state file %s: %w", path, err)
}
