// Package prose keeps the words of the repository plain: comments, errors, documents
// and Markdown in short declarative sentences, with the standard terms.
package prose

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// rules are turns of phrase that make a reader stop, with what to write in their
// place.
var rules = []struct {
	phrase *regexp.Regexp
	write  string
}{
	{regexp.MustCompile(`(?i)\b(an|the|its|of|every|each|such|whose|this|that|no) answers?\b(?: (to|is|are|has|was|that|of|with)\b|[.,;:)]|$)`), "response"},
	{regexp.MustCompile(`(?i)\bpeople\b`), "users, or who they are"},
	{regexp.MustCompile(`(?i)\b(is|are|was|were) none\b`), "is not a …"},
	{regexp.MustCompile(`(?i)\bnone of the API's\b`), "not defined by the API"},
	{regexp.MustCompile(`(?i)\bwill do\b`), "is accepted"},
	{regexp.MustCompile(`(?i)\bwhat there is\b`), "say what it is"},
	{regexp.MustCompile(`(?i)\bthere is nobody\b`), "no members, or no user"},
	{regexp.MustCompile(`(?i)\bgo(es)? before\b`), "overrides"},
	{regexp.MustCompile(`(?i)\bnowhere\b`), "do not …"},
	{regexp.MustCompile(`(?i)\bwithout a word\b`), "silently"},
	{regexp.MustCompile(`(?i)\bputs? up with\b`), "accepts"},
	{regexp.MustCompile(`(?i)\bwhatever becomes\b|\bwhat became of\b|\bwhat becomes of\b`), "the state, or the result"},
	{regexp.MustCompile(`(?i)\b(as good as|for all that)\b`), "say it directly"},
	{regexp.MustCompile(`(?i)\bmakes (no )?sense\b`), "is valid"},
}

// skipped are files whose words are not ours to choose: generated ones say what the
// documents say.
func skipped(path string) bool {
	base := filepath.Base(path)
	return strings.HasPrefix(base, "zz_") || strings.Contains(path, "node_modules") ||
		strings.HasPrefix(path, "internal/prose/") || strings.Contains(path, "testdata")
}

func TestWordsArePlain(t *testing.T) {
	root := filepath.Join("..", "..")
	files := 0
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(root, path)
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (entry.Name() == ".git" || entry.Name() == "node_modules"):
			return filepath.SkipDir
		case entry.IsDir() || skipped(filepath.ToSlash(name)):
			return nil
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		var found []string
		switch filepath.Ext(path) {
		case ".go":
			found, err = inGo(content)
		case ".md", ".yaml", ".tsv":
			found = inText(string(content))
		default:
			return nil
		}
		files++
		for _, sentence := range found {
			t.Errorf("%s: %s", name, sentence)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if files < 100 {
		t.Errorf("only %d files were read", files)
	}
}

// inGo returns what the rules refuse in the comments and in the strings of a file.
func inGo(content []byte) ([]string, error) {
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, "", content, parser.ParseComments)
	if err != nil {
		return nil, err
	}
	var found []string
	for _, group := range file.Comments {
		found = append(found, inText(group.Text())...)
	}
	for line := range strings.Lines(string(content)) {
		for _, quoted := range quotedText.FindAllString(line, -1) {
			found = append(found, inText(quoted)...)
		}
	}
	return found, nil
}

// quotedText matches strings that are sentences or parts of them.
var quotedText = regexp.MustCompile(`"(?:[^"\\]|\\.)* (?:[^"\\]|\\.)*"`)

// inText returns what the rules refuse in a text, whatever its line breaks.
func inText(text string) []string {
	text = strings.Join(strings.Fields(text), " ")
	var found []string
	for _, rule := range rules {
		for _, at := range rule.phrase.FindAllStringIndex(text, -1) {
			context := text[max(0, at[0]-40):min(len(text), at[1]+40)]
			found = append(found, "…"+context+"… ("+rule.write+")")
		}
	}
	return slices.Compact(found)
}

// The rules refuse what they are meant to refuse, and nothing beside it.
func TestRules(t *testing.T) {
	for _, text := range []string{
		"a name that is none adds nothing", "the answer is lost", "what people see", "an address will do", "options go before the file",
	} {
		if len(inText(text)) == 0 {
			t.Errorf("%q is accepted", text)
		}
	}
	for _, text := range []string{"the server answers with 404", "the response is lost", "None is the default."} {
		if found := inText(text); len(found) > 0 {
			t.Errorf("%q is refused: %v", text, found)
		}
	}
}
