package conformance

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// Each value of an enumeration in the documents is a constant of the type of its schema.
func TestEveryDocumentedValueHasAConstant(t *testing.T) {
	t.Parallel()
	settings, err := filepath.Glob("../../openapi/*.cfg.yaml")
	if err != nil || len(settings) == 0 {
		t.Fatalf("got the settings %q, %v", settings, err)
	}
	for _, path := range settings {
		api := strings.TrimSuffix(filepath.Base(path), ".cfg.yaml")
		spec, err := openapi3.NewLoader().LoadFromFile("../../openapi/" + api + ".yaml")
		if err != nil {
			t.Fatal(err)
		}
		constants := stringConstants(t, "../../"+api)
		found := 0
		for _, part := range enumerations(t, spec) {
			name, ok := strings.CutPrefix(part.path, "/components/schemas/")
			if !ok || strings.Contains(name, "/") {
				t.Errorf("%s: the enumeration at %s has no schema of its own, which would name its type", api, part.path)
				continue
			}
			for _, value := range part.values {
				if found++; !constants[[2]string{name, value}] {
					t.Errorf("%s: %s has no constant for %q", api, name, value)
				}
			}
		}
		if found == 0 && api != "claims" {
			t.Errorf("%s: the document has no enumeration", api)
		}
	}
}

type enumeration struct {
	path   string
	values []string
}

// enumerations returns those of a document, with where each is.
func enumerations(t *testing.T, spec *openapi3.T) (all []enumeration) {
	t.Helper()
	text, err := spec.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	var root any
	if err := json.Unmarshal(text, &root); err != nil {
		t.Fatal(err)
	}
	var walk func(path string, node any)
	walk = func(path string, node any) {
		switch node := node.(type) {
		case map[string]any:
			if list, ok := node["enum"].([]any); ok && len(list) > 1 { // one value is no choice
				one := enumeration{path: path}
				for _, value := range list {
					text, _ := value.(string)
					one.values = append(one.values, text)
				}
				all = append(all, one)
			}
			for name, child := range node {
				walk(path+"/"+name, child)
			}
		case []any:
			for i, child := range node {
				walk(path+"/"+strconv.Itoa(i), child)
			}
		}
	}
	walk("", root)
	return all
}

// stringConstants returns the type and the value of each constant of a package that has both.
func stringConstants(t *testing.T, dir string) map[[2]string]bool {
	t.Helper()
	files, err := filepath.Glob(dir + "/*.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("got the files %q, %v", files, err)
	}
	constants := map[[2]string]bool{}
	for _, file := range files {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(node ast.Node) bool {
			spec, ok := node.(*ast.ValueSpec)
			if !ok || len(spec.Values) != 1 || !spec.Names[0].IsExported() {
				return true
			}
			typ, isIdent := spec.Type.(*ast.Ident)
			value, isLiteral := spec.Values[0].(*ast.BasicLit)
			if isIdent && isLiteral && value.Kind == token.STRING {
				text, err := strconv.Unquote(value.Value)
				if err != nil {
					t.Fatal(err)
				}
				constants[[2]string{typ.Name, text}] = true
			}
			return true
		})
	}
	return constants
}
