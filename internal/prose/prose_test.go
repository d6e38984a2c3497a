// Package prose keeps the words of the repository plain: comments, errors, documents
// and Markdown in short declarative sentences, with the standard terms.
package prose

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
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
	{regexp.MustCompile(`(?i)(^|[^{/])\bpeople\b`), "users, or who they are"},
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
	{regexp.MustCompile(`(?i)\bmakes? (no )?sense\b`), "is valid"},
	{regexp.MustCompile(`(?i)\b(which|that|who|whose \w+|if it|if they) (is|are|was|were) no ([a-km-z]|l[a-np-z])`), "is not a …"},
	{regexp.MustCompile(`(?i)\b(is|are|was|were) (how (many|much|long|often|large|far)|where|whom)\b`), "is the number, the time, the place …"},
	{regexp.MustCompile(`(^|\. )(An? |The )?[A-Za-z]+ (is|are) (what|who|that of|those of|those that|those whose)\b`), "name the thing, or what the function returns"},
	{regexp.MustCompile(`(?i)\bas long as (it|they|he) lives?\b`), "until it expires"},
	{regexp.MustCompile(`(?i)\banew\b`), "again, or a new …"},
	{regexp.MustCompile(`(?i)\bif need be\b`), "if necessary"},
	{regexp.MustCompile(`(?i)\bcomes? twice\b`), "occurs twice"},
	{regexp.MustCompile(`(?i)\bunder way\b`), "in progress"},
	{regexp.MustCompile(`(?i)\bto the letter\b`), "exactly"},
	{regexp.MustCompile(`(?i)\bfor the sake of\b`), "for"},
	{regexp.MustCompile(`(?i)\b(the )?server (takes|took) ([^.;]{1,40} )?for\b`), "treats … as"},
	{regexp.MustCompile(`(?i)\bwhatever (\w+ ){1,3}(is|are|does|do|says?|sends?|costs?|happens|may)\b`), "for every …, or regardless of …"},
	{regexp.MustCompile(`(?i)\b(answered (with|by|so|as)|is answered|are answered|was answered|were answered)\b`), "the response is …, or gets …"},
	{regexp.MustCompile(`(?i)\b(save|but) for (the|its|that|those|what)\b`), "except"},
	{regexp.MustCompile(`(?i)\b(tells?|told) (\w+ ){0,3}apart\b`), "distinguishes"},
	{regexp.MustCompile(`(?i)\b(outlives?|outlived) the (program|server|process)\b`), "is kept in …"},
	{regexp.MustCompile(`(?i)\b(is|are|was|were|be|been) asked (for|about|only|whether)\b`), "is requested, or is called"},
	{regexp.MustCompile(`(?i)\b(answers?|responses?|status|statuses|body|bodies|page) of success\b`), "a successful response"},
	{regexp.MustCompile(`(?i)\bturn(s|ed)? (\w+ ){0,2}away\b`), "rejects"},
	{regexp.MustCompile(`(^|[.:;] )(Who|who) (\w+s)\b`), "a caller that …"},
	{regexp.MustCompile(`(?i)\bso many (a|an|of|in|items|requests|attempts|times|bits|pages)\b`), "the given number of"},
	{regexp.MustCompile(`(?i)\b(comes?|came) about\b`), "succeeds, or is established"},
	{regexp.MustCompile(`(?i)\bhand(s|ed)? out\b`), "returns, or issues"},
	{regexp.MustCompile(`(?i)\bnothing but\b`), "only"},
	{regexp.MustCompile(`(?i)\b(tells?|told) (that|how|whether|which|nothing|what)\b`), "reports, or returns"},
	{regexp.MustCompile(`(?i)\b(breaks?|broke) off\b`), "is truncated"},
	{regexp.MustCompile(`(?i)\bin the clear\b`), "without encryption"},
	{regexp.MustCompile(`^[A-Z]?[a-z]\w* says (that|how|whether|which|when|where|what)\b`), "reports whether"},
	{regexp.MustCompile(`(?i)\b(no one|nobody|anybody|somebody)( else)? (can|may|could|has|have|is|are|asks?|knows?|writes?|touches|listens|uses|made|changes|deletes?|signs?|calls?)\b`), "no user, no client, another caller …"},
	{regexp.MustCompile(`(?i)\bas (it|they) came\b`), "unchanged"},
	{regexp.MustCompile(`(?i)\bwhat the server calls\b`), "the server-assigned identifier, or the name"},
	{regexp.MustCompile(`(?i)\bas listings? shows?\b`), "in the results of List"},
	{regexp.MustCompile(`(?i)\b(come|comes|is sure to come) only (if|when)\b`), "is present only if"},
	{regexp.MustCompile(`(?i)\bask(s|ed|ing)? for more members\b`), "requests additional members"},
	{regexp.MustCompile(`(?i)\bsays? it (in|with)\b`), "is a description"},
	{regexp.MustCompile(`(?i)\bneighbouring pages?\b`), "the next and previous pages"},
	{regexp.MustCompile(`(?i)\b(no|any) longer\.`), "stop …, remove …"},
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
	ast.Inspect(file, func(node ast.Node) bool {
		if literal, ok := node.(*ast.BasicLit); ok && literal.Kind == token.STRING {
			if text, err := strconv.Unquote(literal.Value); err == nil && isSentence(text) {
				found = append(found, inText(text)...)
			}
		}
		return true
	})
	return found, nil
}

// isSentence reports whether a string may be a sentence, or a part of one. Other
// strings are single words, JSON and XML.
func isSentence(text string) bool {
	return strings.Contains(text, " ") && !strings.ContainsAny(text[:1], "{[<")
}

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
	refused := []string{
		"a name that is none adds nothing", "the answer is lost", "what people see", "an address will do", "options go before the file",
		"a page that is none of the API's", "every scope there is, or what there is", "there is nobody to add", "print it nowhere",
		"dropped without a word", "it puts up with both", "look what became of it", "it is as good as revoked", "flags that make no sense",
		"a body which is no JSON", "The limit is how many users there are", "Prefix is what paths begin with", "it works as long as it lives",
		"a role that was made anew", "made if need be", "a scope that comes twice", "a change under way", "compared to the letter",
		"for the sake of clients", "the server takes it for an operator", "whatever the settings are", "answered with 404",
		"all members but for the id", "it tells one from the other, or tells them apart", "the state outlives the program",
		"nobody can switch to it", "scopes that are asked for", "an answer of success", "a request that is turned away", "Who waits behind others waits",
		"limits of so many requests", "no connection comes about", "it hands out a token again", "a value of nothing but spaces",
		"the function tells which remained", "a file that breaks off", "sent in the clear", "Public says that no token is sent",
		"they are sent back as they came", "ID is what the server calls the scope",
		"an application as listings show it", "it comes only when Attributes asks for it", "asks for more members in each item",
		"says it in a few words", "leads to a neighbouring page", "share it with one organization no longer.",
	}
	for _, text := range refused {
		if len(inText(text)) == 0 {
			t.Errorf("%q is accepted", text)
		}
	}
	for _, rule := range rules {
		if !slices.ContainsFunc(refused, rule.phrase.MatchString) {
			t.Errorf("no text shows what %s is for", rule.phrase)
		}
	}
	for _, text := range []string{
		"the server answers with 404", "the response is lost", "None is the default.", "a token that is no longer valid",
		"The id is the one that the server assigned.", "The document says that it is optional.", "callers who wait for a token", "a star stands for any characters", "the account is not locked",
	} {
		if found := inText(text); len(found) > 0 {
			t.Errorf("%q is refused: %v", text, found)
		}
	}
}
