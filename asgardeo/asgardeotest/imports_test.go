package asgardeotest_test

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// allowedImports are the packages that each package below asgardeotest may
// import, besides those of other modules. Package asgardeotest may import all
// of them. No domain imports another.
var allowedImports = map[string][]string{
	"engine":     {"random", "ratelimit", "state"},
	"filter":     nil,
	"model":      nil,
	"random":     nil,
	"ratelimit":  nil,
	"scimengine": {"filter"},
	"selfsigned": nil,
	"serverapi":  {"engine", "strictjson"},
	"state":      nil,
	"strictjson": nil,

	"claims":    {"engine", "model", "serverapi", "state"},
	"clients":   {"engine", "filter", "model", "random", "serverapi", "state", "strictjson"},
	"directory": {"engine", "filter", "model", "scimengine", "state", "strictjson"},
	"oauth":     {"engine", "model", "random", "state"},
	"resources": {"engine", "filter", "model", "random", "serverapi", "state"},
}

// Package asgardeotest imports package asgardeo, for its client. The packages
// below it import no other package of this repository, and their imports have no
// cycles.
func TestImportsOfPackages(t *testing.T) {
	t.Parallel()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Module,Imports,TestImports", "./...").Output()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for decoder := json.NewDecoder(strings.NewReader(string(out))); ; {
		var pkg struct {
			ImportPath           string
			Module               struct{ Path string }
			Imports, TestImports []string
		}
		if err := decoder.Decode(&pkg); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		own := pkg.Module.Path + "/asgardeo/asgardeotest"
		name := strings.TrimPrefix(pkg.ImportPath, own+"/internal/")
		allowed, listed := allowedImports[name]
		if !listed && pkg.ImportPath != own {
			t.Errorf("%s is not in the list of packages", pkg.ImportPath)
		}
		seen[name] = true
		for _, path := range append(pkg.Imports, pkg.TestImports...) {
			imported, internal := strings.CutPrefix(path, own+"/internal/")
			switch {
			case !strings.HasPrefix(path, pkg.Module.Path+"/"):
			case !internal && pkg.ImportPath == own && path == pkg.Module.Path+"/asgardeo":
			case !internal:
				t.Errorf("%s imports %s", pkg.ImportPath, path)
			case pkg.ImportPath != own && !slices.Contains(allowed, imported):
				t.Errorf("%s imports %s, which is not in its list", name, imported)
			}
		}
	}
	if want := len(allowedImports) + 1; len(seen) != want {
		t.Errorf("go list finds %d packages, want %d", len(seen), want)
	}
}
