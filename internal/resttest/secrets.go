package resttest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	memberLine = regexp.MustCompile(`^\s+(\w+):(.*)$`)
	secretType = regexp.MustCompile(`\bx-go-type: secret\.`)
)

// SecretMembers returns the names of the members of a document whose type is one of package secret, sorted.
func SecretMembers(t testing.TB, document string) []string {
	t.Helper()
	data, err := os.ReadFile(document)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	last := "" // member whose schema is on the following lines
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSuffix(line, "\n")
		m := memberLine.FindStringSubmatch(line)
		if m != nil && strings.TrimSpace(m[2]) == "" {
			last = m[1]
		}
		switch {
		case !secretType.MatchString(line):
		case m != nil && strings.Contains(m[2], "{"):
			out = append(out, m[1])
		default:
			out = append(out, last)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// WantSecretMembers fails the test unless members, in lower case, are the members of the document of an API that
// contain secrets.
func WantSecretMembers(t *testing.T, api string, members []string) {
	t.Helper()
	var want []string
	for _, name := range SecretMembers(t, "../openapi/"+api+".yaml") {
		want = append(want, strings.ToLower(name))
	}
	got := slices.Sorted(slices.Values(members))
	if slices.Sort(want); !slices.Equal(slices.Compact(got), want) {
		t.Errorf("the secret members are %q, the document has %q", got, want)
	}
}

// WantLogValues fails the test unless every exported type of the package in the current directory that contains a
// secret, at any depth, has a method LogValue: JSON handlers call it only for the value itself. It returns the number
// of these types.
func WantLogValues(t *testing.T) int {
	t.Helper()
	fields, methods := map[string][]ast.Expr{}, map[string]bool{}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.TypeSpec:
				if s, ok := n.Type.(*ast.StructType); ok {
					for _, field := range s.Fields.List {
						fields[n.Name.Name] = append(fields[n.Name.Name], field.Type)
					}
				}
			case *ast.FuncDecl:
				if n.Recv != nil && n.Name.Name == "LogValue" {
					if name, ok := n.Recv.List[0].Type.(*ast.Ident); ok {
						methods[name.Name] = true
					}
				}
			}
			return true
		})
	}
	holds := map[string]bool{}
	for changed := true; changed; {
		changed = false
		for name, types := range fields {
			if !holds[name] && slices.ContainsFunc(types, func(e ast.Expr) bool { return mentions(e, holds) }) {
				holds[name], changed = true, true
			}
		}
	}
	n := 0
	for name := range holds {
		if ast.IsExported(name) {
			n++
			if !methods[name] {
				t.Errorf("%s contains a secret and has no LogValue", name)
			}
		}
	}
	return n
}

// mentions reports whether a type contains a secret, or one of the named types.
func mentions(e ast.Expr, holds map[string]bool) (found bool) {
	ast.Inspect(e, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			x, ok := n.X.(*ast.Ident)
			found = found || ok && x.Name == "secret"
			return false
		case *ast.Ident:
			found = found || holds[n.Name]
		}
		return true
	})
	return found
}
