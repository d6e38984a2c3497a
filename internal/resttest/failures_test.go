package resttest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The tests compare errors with every Err variable, so all variables must be on the list.
func TestSentinelsMatchTheSource(t *testing.T) {
	t.Parallel()
	var declared []string
	for _, pattern := range []string{"*/*.go", "*/*/*.go"} {
		files, err := filepath.Glob("../../" + pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("no source is at %s: %v", pattern, err)
		}
		for _, file := range files {
			top := strings.Split(filepath.ToSlash(file), "/")[2]
			if top != "internal" && top != "examples" && !strings.HasSuffix(file, "_test.go") {
				declared = append(declared, errorVariables(t, file)...)
			}
		}
	}
	slices.Sort(declared)
	if listed := slices.Sorted(maps.Keys(sentinels)); !slices.Equal(listed, declared) {
		t.Errorf("the list has\n%s\nthe source has\n%s", strings.Join(listed, "\n"), strings.Join(declared, "\n"))
	}
	names := map[error]string{}
	for name, sentinel := range sentinels {
		if other := names[sentinel]; other != "" {
			t.Errorf("%s and %s are the same error", name, other)
		}
		names[sentinel] = name
	}
}

// errorVariables returns the names of the variables of a file that begin with Err, with the package in front.
func errorVariables(t *testing.T, file string) []string {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, d := range parsed.Decls {
		group, ok := d.(*ast.GenDecl)
		if !ok || group.Tok != token.VAR {
			continue
		}
		for _, spec := range group.Specs {
			for _, name := range spec.(*ast.ValueSpec).Names {
				if strings.HasPrefix(name.Name, "Err") {
					names = append(names, parsed.Name.Name+"."+name.Name)
				}
			}
		}
	}
	return names
}
