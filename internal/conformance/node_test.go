package conformance

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest"
)

// Clients by others for Node.js work with the in-memory organization. The tests are in
// the folder node. Each starts its own organization.
func TestNode(t *testing.T) {
	t.Parallel()
	dir := installNode(t)
	for _, name := range []string{"asgardeo", "oidc", "scim"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			certificates := t.TempDir()
			srv := asgardeotest.NewServer(asgardeotest.WithTLSDir(certificates), asgardeotest.WithManagementApp("management", "aLong5ecret"))
			defer srv.Close()
			control := httptest.NewServer(keyControl(t, srv))
			defer control.Close()
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			command := exec.CommandContext(ctx, "node", "--test", "--test-reporter=spec", name+".test.mjs")
			command.Dir = dir
			command.Env = append(os.Environ(),
				"BASE_URL="+srv.URL, "CLIENT_ID="+srv.ClientID, "CLIENT_SECRET="+srv.ClientSecret,
				"ORGANIZATION_BELOW="+srv.AddSubOrganization("branch").ID, "CONTROL_URL="+control.URL,
				"NODE_EXTRA_CA_CERTS="+filepath.Join(certificates, "cert.pem"))
			command.WaitDelay = time.Second // for processes that node has started
			output, err := command.CombinedOutput()
			if err != nil {
				t.Fatalf("%v\n%s", err, output)
			}
			t.Logf("%s", output)
		})
	}
}

// keyControl gives the tests control over keys, which clients do not have.
func keyControl(t *testing.T, srv *asgardeotest.Server) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /rotate", func(http.ResponseWriter, *http.Request) {
		if err := srv.RotateSigningKey(); err != nil {
			t.Error(err)
		}
	})
	mux.HandleFunc("POST /retire", func(http.ResponseWriter, *http.Request) { srv.RetireSigningKeys() })
	return mux
}

// installNode returns a directory with the tests and the installed clients; the
// repository contains only the list of clients. npm must be able to reach its registry
// only if CI is set.
func installNode(t *testing.T) string {
	t.Helper()
	version, err := exec.CommandContext(t.Context(), "node", "-p", "process.versions.node").Output()
	if err != nil {
		t.Skip("Node.js is not installed")
	}
	name, _, _ := strings.Cut(string(version), ".")
	if major, err := strconv.Atoi(name); err != nil || major < 20 {
		t.Skipf("Node.js is too old: %s", version)
	}
	if _, err := exec.LookPath("npm"); err != nil {
		t.Skip("npm is not installed")
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("node")); err != nil {
		t.Fatal(err)
	}
	install := exec.CommandContext(t.Context(), "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline",
		"--fetch-retries=1", "--fetch-retry-mintimeout=1000")
	install.Dir = dir
	if output, err := install.CombinedOutput(); err != nil {
		if os.Getenv("CI") == "" {
			t.Skipf("the clients cannot be installed: %v\n%s", err, output)
		}
		t.Fatalf("npm ci: %v\n%s", err, output)
	}
	return dir
}
