package prose

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Every exported name of the public packages, generated ones included, has a doc comment.
func TestExportedNamesHaveComments(t *testing.T) {
	root := filepath.Join("..", "..")
	found := 0
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (entry.Name() == "internal" || entry.Name() == "examples" || entry.Name() == ".git"):
			return filepath.SkipDir
		case filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		names, without, err := exported(path, nil)
		for _, name := range without {
			t.Errorf("%s: %s", path, name)
		}
		found += names
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if found < 1000 {
		t.Errorf("only %d names were found", found)
	}
}

// exported returns the number of exported names in a file, and those without a doc comment. A comment of a group of
// constants or variables applies to all of them, and that of a field also to the fields on the following lines. The
// comment of a function, a method or a type begins with its name, which may follow an article. A nil content means that
// of the file.
func exported(path string, content any) (found int, without []string, err error) {
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, path, content, parser.ParseComments)
	if err != nil {
		return 0, nil, err
	}
	check := func(name string, ok bool) {
		found++
		if !ok {
			without = append(without, name)
		}
	}
	for _, decl := range file.Decls {
		switch decl := decl.(type) {
		case *ast.FuncDecl:
			if name, ok := functionName(decl); ok {
				check(name, beginsWith(decl.Doc, decl.Name.Name))
			}
		case *ast.GenDecl:
			for _, spec := range decl.Specs {
				switch spec := spec.(type) {
				case *ast.ValueSpec:
					for _, name := range spec.Names {
						if name.IsExported() {
							check(name.Name, spec.Doc != nil || spec.Comment != nil || decl.Doc != nil)
						}
					}
				case *ast.TypeSpec:
					if !spec.Name.IsExported() {
						continue
					}
					check(spec.Name.Name, beginsWith(spec.Doc, spec.Name.Name) || beginsWith(decl.Doc, spec.Name.Name))
					documented, next := false, 0 // the field before, and the line after it
					for _, field := range members(spec.Type) {
						documented = field.Doc != nil || field.Comment != nil || documented && set.Position(field.Pos()).Line == next
						next = set.Position(field.End()).Line + 1
						for _, name := range field.Names {
							// The generator writes AdditionalProperties; package asgardeo documents it for all types.
							if name.IsExported() && name.Name != "AdditionalProperties" {
								check(spec.Name.Name+"."+name.Name, documented)
							}
						}
					}
				}
			}
		}
	}
	return found, without, nil
}

// functionName returns the name of a function or method, and whether it is exported.
func functionName(decl *ast.FuncDecl) (string, bool) {
	if decl.Recv == nil {
		return decl.Name.Name, decl.Name.IsExported()
	}
	receiver := decl.Recv.List[0].Type
	if star, ok := receiver.(*ast.StarExpr); ok {
		receiver = star.X
	}
	if index, ok := receiver.(*ast.IndexExpr); ok {
		receiver = index.X
	}
	name, ok := receiver.(*ast.Ident)
	if !ok {
		return "", false
	}
	return name.Name + "." + decl.Name.Name, name.IsExported() && decl.Name.IsExported()
}

// members returns the fields of a struct or the methods of an interface.
func members(typ ast.Expr) []*ast.Field {
	switch typ := typ.(type) {
	case *ast.StructType:
		return typ.Fields.List
	case *ast.InterfaceType:
		return typ.Methods.List
	}
	return nil
}

func beginsWith(doc *ast.CommentGroup, name string) bool {
	words := strings.Fields(doc.Text())
	if len(words) > 0 && slices.Contains([]string{"A", "An", "The"}, words[0]) {
		words = words[1:]
	}
	return len(words) > 1 && words[0] == name
}

// The test finds every kind of name without a comment.
func TestExportedFindsNames(t *testing.T) {
	const content = `package p

const A = 1

// Group.
const (
	B = 1
	C = 2
)

var D int

func E() {}

// f is not the name.
func F() {}

// A G is documented.
type G struct {
	H int
	// I and O are documented.
	I int
	O int
	j int

	P int
}

func (*G) K() {}

func (*g) L() {}

type M interface{ N() }
`
	found, without, err := exported("p.go", content)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := strings.Join(without, " "), "A D E F G.H G.P G.K M M.N"; got != want || found != 14 {
		t.Errorf("got %d names, of which %s lack comments; want %s", found, got, want)
	}
}
