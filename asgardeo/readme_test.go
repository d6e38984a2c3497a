package asgardeo_test

import (
	"os"
	"strings"
	"testing"
)

// The example contains every line of the first program of README.md, except the call with the name of the organization.
func TestReadmeProgramIsAnExample(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	example, err := os.ReadFile("example_register_test.go")
	if err != nil {
		t.Fatal(err)
	}
	_, program, _ := strings.Cut(string(readme), "```go\n")
	program, _, _ = strings.Cut(program, "```")
	if !strings.Contains(program, "asgardeo.New(") {
		t.Fatalf("the first program is\n%s", program)
	}
	rest := string(example)
	for line := range strings.Lines(program) {
		line = strings.TrimSpace(line)
		if line == "..." || strings.Contains(line, "asgardeo.New(") {
			continue
		}
		_, after, found := strings.Cut(rest, line)
		if !found {
			t.Errorf("the example does not have the line %q there", line)
			continue
		}
		rest = after
	}
}
