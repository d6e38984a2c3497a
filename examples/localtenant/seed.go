package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest"
)

// A seed has the settings of an organization that have no flag. README.md documents
// the file.
type seed struct {
	UserAttributes []asgardeotest.UserAttribute `json:"userAttributes"`
	SCIM           *asgardeotest.SCIMSettings   `json:"scim"`
	RandomSeed     *uint64                      `json:"randomSeed"`
}

// readSeed reads a seed file. It refuses members that it does not know.
func readSeed(path string) (seed, error) {
	var s seed
	file, err := os.Open(path)
	if err != nil {
		return s, err
	}
	defer file.Close()
	decoder := json.NewDecoder(file)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&s); err != nil {
		return s, fmt.Errorf("%s: %w", path, err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return s, fmt.Errorf("%s: content after the JSON object", path)
	}
	return s, nil
}

func (s seed) options() []asgardeotest.Option {
	options := []asgardeotest.Option{asgardeotest.WithUserAttributes(s.UserAttributes...)}
	if s.SCIM != nil {
		options = append(options, asgardeotest.WithSCIM(*s.SCIM))
	}
	if s.RandomSeed != nil {
		options = append(options, asgardeotest.WithSeed(*s.RandomSeed))
	}
	return options
}
