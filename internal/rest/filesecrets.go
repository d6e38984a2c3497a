package rest

import (
	"slices"
	"strings"
	"sync"
)

const (
	// maxFileSecrets limits the total size of the secrets kept from a file. If there are more, the server's error texts
	// are not shown.
	maxFileSecrets = 256 << 10
	// maxFileSecret limits the size of a single secret.
	maxFileSecret = 16 << 10
)

// fileSecrets collects the secrets of an XML, JSON or YAML file while it is sent: the values whose names namesSecret
// recognizes. It does not parse the file, so it also finds secrets in nested files.
type fileSecrets struct {
	names  []string // the secret members of the API
	mu     sync.Mutex
	tail   []byte // not scanned yet
	found  []string
	size   int
	full   bool
	near   int  // words for which a secret may be the value of a member "value"
	before byte // the byte before tail
}

// Write scans a part of the file.
func (f *fileSecrets) Write(part []byte) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for rest := part; len(rest) > 0 && !f.full; {
		n := min(len(rest), 4*maxFileSecret-len(f.tail))
		f.tail, rest = append(f.tail, rest[:n]...), rest[n:]
		if len(f.tail) == 4*maxFileSecret {
			f.tail = slices.Delete(f.tail, 0, f.scan(f.tail, len(f.tail)-maxFileSecret))
		}
	}
	return len(part), nil
}

// secrets returns the secrets found, and whether they are complete.
func (f *fileSecrets) secrets() ([]string, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	rest := &fileSecrets{names: f.names, found: slices.Clone(f.found), size: f.size, full: f.full, near: f.near, before: f.before}
	rest.scan(f.tail, len(f.tail))
	return rest.found, !rest.full
}

// scan looks for secrets whose names begin before end, and returns the position where it stopped.
func (f *fileSecrets) scan(data []byte, end int) int {
	at := 0
	for at < end {
		if !inWord(data[at]) {
			f.before = data[at]
			at++
			continue
		}
		start := at
		for at < len(data) && inWord(data[at]) {
			at++
		}
		word := string(data[start:min(at, start+100)])
		named := namesSecret(word, f.names)
		if (named || f.near > 0 && strings.EqualFold(word, "value")) && f.before != '/' {
			f.add(value(f.before, data[at:])...)
		}
		f.near--
		if named {
			f.near = 4
		}
		f.before = data[at-1]
	}
	return at
}

func (f *fileSecrets) add(values ...string) {
	for _, value := range values {
		if value = strings.TrimSpace(value); len(value) < minSecret || slices.Contains([]string{"true", "false", "null"}, value) {
			continue
		}
		if f.size += len(value); f.size > maxFileSecrets {
			f.full = true
			return
		}
		f.found = append(f.found, value)
	}
}

func inWord(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_'
}

// value returns the candidates for the value that follows a name, and the byte before it. There are several if the end
// of the value is ambiguous.
func value(before byte, after []byte) []string {
	text := string(after[:min(len(after), maxFileSecret)])
	for {
		open := text
		text = strings.TrimLeft(text, "\\\"' \t")
		for _, quote := range quotes {
			text = strings.TrimPrefix(text, quote)
		}
		if text == open {
			break
		}
	}
	switch {
	case strings.HasPrefix(text, ">"), strings.HasPrefix(text, "&gt;"):
		return element(text)
	case strings.HasPrefix(text, ":"), strings.HasPrefix(text, "="):
		return scalar(strings.TrimLeft(text, ":=> \t\r\n"), strings.TrimLeft(text, ":= \t"))
	case strings.IndexByte("<:;", before) >= 0: // an element with attributes
		if end := strings.IndexAny(text, ">&"); end >= 0 {
			return element(text[end:])
		}
	}
	return nil
}

// quotes are quotation marks in markup.
var quotes = []string{"&quot;", "&#34;", "&#39;", "&apos;"}

// element returns the text of an element, given where its start tag ends.
func element(text string) []string {
	end := "<"
	if inner, ok := strings.CutPrefix(text, "&gt;"); ok {
		text, end = inner, "&lt;"
	} else if text = strings.TrimSpace(strings.TrimPrefix(text, ">")); strings.HasPrefix(text, "<![CDATA[") {
		text, end = strings.TrimPrefix(text, "<![CDATA["), "]]>"
	}
	text, _, _ = strings.Cut(text, end)
	return []string{text}
}

// scalar returns a value of JSON, YAML or a similar format. A YAML value may be a block, whose indicator is in raw.
func scalar(text, raw string) []string {
	for _, quote := range quotes {
		if inner, ok := strings.CutPrefix(text, quote); ok {
			inner, _, _ = strings.Cut(inner, quote)
			return []string{inner}
		}
	}
	line, more, _ := strings.Cut(raw, "\n")
	if line = strings.TrimSpace(line); line != "" && strings.Trim(line, "|>+-0123456789") == "" && strings.ContainsAny(line[:1], "|>") {
		end := 0
		for line := range strings.Lines(more) {
			if name, _, ok := strings.Cut(line, ":"); ok && strings.TrimFunc(name, func(r rune) bool { return r < 0x80 && !inWord(byte(r)) }) != "" {
				break
			}
			end += len(line)
		}
		return []string{more[:end]}
	}
	for text != "" && strings.IndexByte("!&", text[0]) >= 0 { // a tag or an anchor of YAML
		_, after, ok := strings.Cut(text, " ")
		if !ok {
			break
		}
		text = strings.TrimLeft(after, " ")
	}
	inner := strings.TrimLeft(text, `\`)
	slashes := len(text) - len(inner) // JSON within JSON
	if inner != "" && strings.IndexByte(`"'`, inner[0]) >= 0 {
		quote := inner[0]
		for i, before := 1, 0; i < len(inner); i++ {
			switch {
			case inner[i] == '\\':
				before++
				continue
			case inner[i] == quote && (before == slashes || slashes == 0 && before%2 == 0):
				return []string{inner[1 : i-slashes]}
			}
			before = 0
		}
		return []string{inner[1:]}
	}
	if inner == "" || strings.IndexByte("{[", inner[0]) >= 0 {
		return nil
	}
	line, _, _ = strings.Cut(text, "\n")
	short := line
	if end := strings.IndexAny(line, " ,;}])<&\"'"); end >= 0 {
		short = line[:end]
	}
	return []string{line, short}
}
