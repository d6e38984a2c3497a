package main

import (
	"os"
	"os/exec"
	"testing"
)

// The guide's calls to Asgardeo work against the program with the fixes that README.md
// lists, and only with them.
func TestGuide(t *testing.T) {
	t.Parallel()
	needTools(t, "bash", "curl", "jq")
	r := startRun(t)
	script := exec.CommandContext(t.Context(), "bash", "guide_test.sh")
	script.Env = append(os.Environ(), "BASE_URL="+r.details["base URL"],
		"CLIENT_ID="+r.details["client id"], "CLIENT_SECRET="+r.details["client secret"])
	if output, err := script.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, output)
	}
}
