package main

import (
	"errors"
	"os"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest"
)

// exportState writes the state to a file that only its owner may read. If it fails, it
// leaves no file.
func (c *config) exportState() (err error) {
	file, err := os.OpenFile(c.export, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer func() {
		if err = errors.Join(err, file.Close()); err != nil {
			err = errors.Join(err, os.Remove(c.export))
		}
	}()
	return asgardeotest.ExportState(c.state, file)
}

func (c *config) importState() error {
	file, err := os.Open(c.imported)
	if err != nil {
		return err
	}
	defer file.Close()
	return asgardeotest.ImportState(c.state, file)
}
