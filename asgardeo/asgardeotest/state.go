package asgardeotest

import (
	"fmt"
	"io"
	"time"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/state"
)

// WithStateFile keeps the state in a file: the organization and its contents,
// the credentials of the management application, tokens and keys. If the file
// exists, [Start] restores the state from it. [WithManagementApp] overrides the
// credentials in the file; naming an organization other than that in the file
// is an error.
//
// The server responds to a request only after its changes are on disk.
// Concurrent requests share one write. The time of a write depends on the size
// of the change, not on that of the state. The file is a bbolt database. It
// contains secrets, and only its owner may read it. [ExportState] writes it as
// JSON. If the path is a symbolic link, its target must exist.
//
// Only one server at a time can use the file: [Start] fails while another
// server uses it.
func WithStateFile(path string) Option {
	return func(c *config) { c.stateFile = path }
}

// ExportState writes the contents of a state file as JSON, with one entry on each
// line. It fails if a server uses the file. The JSON contains secrets.
func ExportState(path string, w io.Writer) error {
	if err := state.ExportFile(path, w); err != nil {
		return fmt.Errorf("asgardeotest: %w", err)
	}
	return nil
}

// ImportState creates a state file from the output of [ExportState]. The file
// must not exist. If the input is not a consistent state, ImportState returns
// an error and creates no file.
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

// inStateFile adds the path of the state file to an error about its contents.
func inStateFile(path string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("state file %s: %w", path, err)
}
