package rest

import (
	"bytes"
	"cmp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Redacted is shown in place of a secret.
const Redacted = "[redacted]"

const (
	// minSecret is the minimum length of secrets to look for. Shorter ones would match in every text.
	minSecret = 4
	// minPrefix is the minimum length of the prefix of a longer secret that is recognized as the truncated secret.
	minPrefix = 8
	// maxLayers limits how often a text is decoded.
	maxLayers = 4
)

// redactor removes secrets from texts in the forms in which a server may repeat them: complete or truncated, escaped
// for JSON, HTML or URLs, several times or in part, in base64 or hexadecimal, alone or within more data, and wrapped
// into lines. To find them, texts and secrets are decoded and compared without whitespace. The time is linear in the
// length of the text.
type redactor struct {
	forms []string         // of the secrets, sorted
	first map[[4]byte]bool // the beginnings of the forms
	short map[string]bool  // the forms that must match completely
	most  int              // the length of the longest
	all   bool             // everything may be secret
}

func newRedactor(secrets []string) *redactor {
	r := &redactor{first: map[[minSecret]byte]bool{}, short: map[string]bool{}}
	for _, secret := range secrets {
		r.add(secret)
		if strings.Contains(secret, "\n") { // a key; the server may quote a single line
			for line := range strings.Lines(secret) {
				if len(line) > 2*minPrefix {
					r.add(line)
				}
			}
		}
	}
	slices.Sort(r.forms)
	r.forms = slices.Compact(r.forms)
	return r
}

// add adds a secret as it is, and in the forms that decoding the surrounding text may turn it into.
func (r *redactor) add(secret string) {
	v := view{text: []byte(secret)}
	for layer, more := 0, true; more && layer <= maxLayers; layer++ {
		if form := string(v.without(isBlank).text); len(form) >= minSecret {
			r.forms = append(r.forms, form)
			r.first[[minSecret]byte([]byte(form))] = true
			r.most = max(r.most, len(form))
			if len(form) < minPrefix {
				r.short[form] = true
			}
		}
		v, more = v.decoded()
	}
}

// redact returns s with [redacted] in place of secrets.
func (r *redactor) redact(s string) string {
	if r != nil && r.all && s != "" {
		return Redacted
	}
	if r == nil || len(r.forms) == 0 || len(s) < minSecret {
		return s
	}
	var found []span
	for start, overlap := 0, min(1024+16*r.most, pieceSize); start < len(s); start += pieceSize {
		found = r.look(found, s, max(start-overlap, 0), min(start+pieceSize, len(s)))
	}
	if len(found) == 0 {
		return s
	}
	slices.SortFunc(found, func(a, b span) int { return cmp.Compare(a.start, b.start) })
	var out strings.Builder
	end := int32(0)
	for i, f := range found {
		if i == 0 || f.start > end {
			out.WriteString(s[end:f.start] + Redacted)
		}
		end = max(end, f.end)
	}
	out.WriteString(s[end:])
	return out.String()
}

// pieceSize limits how much of a text is searched at once, because the search takes many times the memory.
const pieceSize = 64 << 10

// span is a part of the text to search.
type span struct{ start, end int32 }

// look adds the positions of secrets in a part of s.
func (r *redactor) look(found []span, s string, start, end int) []span {
	before := len(found)
	v := view{text: []byte(s[start:end])}
	for layer, more := 0, true; more && layer <= maxLayers; layer++ {
		found = r.find(found, v.without(isBlank))
		v, more = v.decoded()
	}
	found = r.findEncoded(found, v.without(isSpace))
	for i := range found[before:] {
		found[before+i].start += int32(start)
		found[before+i].end += int32(start)
	}
	return found
}

// find adds the positions of secrets in v.
func (r *redactor) find(found []span, v view) []span {
	for i := 0; i+minSecret <= len(v.text); {
		n := r.match(v.text[i:])
		if n > 0 {
			found = append(found, span{v.at(i).start, v.at(i + n - 1).end})
		}
		i += max(n, 1)
	}
	return found
}

// match returns the length of the secret at the start of text, or 0 if text does not start with a secret or with enough
// of one.
func (r *redactor) match(text []byte) (n int) {
	if !r.first[[minSecret]byte(text)] {
		return 0
	}
	text = text[:min(len(text), r.most)]
	i := sort.Search(len(r.forms), func(i int) bool { return r.forms[i] >= string(text) })
	for _, form := range r.forms[max(i-1, 0):min(i+1, len(r.forms))] { // the forms with the longest common prefix
		same := 0
		for same < min(len(form), len(text)) && form[same] == text[same] {
			same++
		}
		if same >= minPrefix || same == len(form) {
			n = max(n, same)
		}
	}
	for size := minSecret; n == 0 && size < minPrefix && size <= len(text); size++ {
		if r.short[string(text[:size])] {
			n = size
		}
	}
	return n
}

// findEncoded adds the positions of secrets in v that are encoded in base64 (RFC 4648, in either alphabet) or
// hexadecimal. The start of the encoded data is unknown, so every start is tried.
func (r *redactor) findEncoded(found []span, v view) []span {
	try := func(decoded view) {
		found = r.find(found, decoded.without(isBlank))
		if again, more := decoded.decoded(); more {
			found = r.find(found, again.without(isBlank))
		}
	}
	for _, code := range []struct {
		bits, starts int
		value        func(byte) int
	}{{6, 4, base64Digit}, {4, 2, hexDigit}} {
		for start := 0; start < len(v.text); start++ {
			end := start
			for end < len(v.text) && code.value(v.text[end]) >= 0 {
				end++
			}
			if (end-start)*code.bits >= minSecret*8 {
				for from := start; from < min(start+code.starts, end); from++ {
					try(v.joined(from, end, code.bits, code.value))
				}
			}
			start = end
		}
	}
	return found
}

// view is a text derived from another one, with the positions of its bytes there. Nil positions mean the text itself.
type view struct {
	text   []byte
	places []span
}

func (v view) at(i int) span {
	if v.places == nil {
		return span{int32(i), int32(i + 1)}
	}
	return v.places[i]
}

// without removes the parts whose length skip returns.
func (v view) without(skip func([]byte) int) view {
	i := 0
	for i < len(v.text) && skip(v.text[i:]) == 0 {
		i++
	}
	if i == len(v.text) {
		return v
	}
	out := view{make([]byte, 0, len(v.text)), make([]span, 0, len(v.text))}
	for i := 0; i < len(v.text); {
		if n := skip(v.text[i:]); n > 0 {
			i += n
			continue
		}
		out.text, out.places = append(out.text, v.text[i]), append(out.places, v.at(i))
		i++
	}
	return out
}

// isBlank skips characters that wrapping or escaping may add to a text or remove from it: whitespace, which forms
// encode as '+', backslashes, and the line breaks of HTML and of quoted-printable.
func isBlank(text []byte) int {
	switch text[0] {
	case '+':
		return 1
	case '<':
		for _, tag := range []string{"<br>", "<br/>", "<br />", "<wbr>"} {
			if len(text) >= len(tag) && strings.EqualFold(string(text[:len(tag)]), tag) {
				return len(tag)
			}
		}
	case '=':
		if bytes.HasPrefix(text, []byte("=\n")) || bytes.HasPrefix(text, []byte("=\r\n")) {
			return 1
		}
	}
	return isSpace(text)
}

func isSpace(text []byte) int {
	if text[0] <= ' ' || text[0] == '\\' {
		return 1
	}
	return 0
}

// decoded removes one layer of escapes: those of JSON and JavaScript, of URLs, and of HTML. It reports false if there
// are no escapes.
func (v view) decoded() (view, bool) {
	if !bytes.ContainsAny(v.text, `\%&`) {
		return v, false
	}
	out := view{make([]byte, 0, len(v.text)), make([]span, 0, len(v.text))}
	changed := false
	for i := 0; i < len(v.text); {
		text, n := unescape(v.text[i:])
		if n == 0 {
			text, n = v.text[i:i+1], 1
		} else {
			changed = true
		}
		place := span{v.at(i).start, v.at(i + n - 1).end}
		for _, b := range text {
			out.text, out.places = append(out.text, b), append(out.places, place)
		}
		i += n
	}
	return out, changed
}

// unescape returns the value of the escape at the start of text and its length, or 0 if there is no escape.
func unescape(text []byte) ([]byte, int) {
	number := func(from, to, base int) (rune, bool) {
		if from >= to || to > len(text) {
			return 0, false
		}
		n, err := strconv.ParseUint(string(text[from:to]), base, 21)
		return rune(n), err == nil
	}
	switch {
	case len(text) < 2:
	case text[0] == '%':
		if n, ok := number(1, 3, 16); ok {
			return []byte{byte(n)}, 3
		}
	case text[0] == '\\':
		const escapes, meaning = `"\/'nrtbfv`, "\"\\/'\n\r\t\b\f\v"
		if i := strings.IndexByte(escapes, text[1]); i >= 0 {
			return []byte{meaning[i]}, 2
		}
		if n, ok := number(2, 4, 16); ok && text[1] == 'x' {
			return []byte{byte(n)}, 4
		}
		if n, ok := number(2, 6, 16); ok && text[1] == 'u' {
			if low, ok := number(8, 12, 16); ok && n>>10 == 0xD800>>10 && low>>10 == 0xDC00>>10 && text[6] == '\\' && text[7] == 'u' {
				return utf8.AppendRune(nil, 0x10000+(n&0x3FF)<<10+low&0x3FF), 12
			}
			return utf8.AppendRune(nil, n), 6
		}
	case text[0] == '&':
		end := bytes.IndexByte(text[:min(len(text), 12)], ';')
		if end < 0 {
			return nil, 0
		}
		if c := names[string(text[1:end])]; c != "" {
			return []byte(c), end + 1
		}
		if text[1] == '#' && end > 3 && text[2]|0x20 == 'x' {
			if n, ok := number(3, end, 16); ok {
				return utf8.AppendRune(nil, n), end + 1
			}
		} else if n, ok := number(2, end, 10); ok && text[1] == '#' {
			return utf8.AppendRune(nil, n), end + 1
		}
	}
	return nil, 0
}

// names are the HTML entities that servers use. The table of package html would make every program 70 KB larger.
var names = map[string]string{"amp": "&", "lt": "<", "gt": ">", "quot": `"`, "apos": "'", "nbsp": " "}

// joined returns the bytes that are encoded by the digits from start to end. Each digit has the given number of bits.
func (v view) joined(start, end, bits int, value func(byte) int) view {
	size := (end - start) * bits / 8
	out := view{make([]byte, 0, size), make([]span, 0, size)}
	var sum, have, first int
	for i := start; i < end; i++ {
		if have == 0 {
			first = i
		}
		sum, have = sum<<bits|value(v.text[i]), have+bits
		if have >= 8 {
			have -= 8
			out.text = append(out.text, byte(sum>>have))
			out.places = append(out.places, span{v.at(first).start, v.at(i).end})
			sum, first = sum&(1<<have-1), i
		}
	}
	return out
}

func base64Digit(c byte) int {
	switch {
	case c >= 'A' && c <= 'Z':
		return int(c - 'A')
	case c >= 'a' && c <= 'z':
		return int(c-'a') + 26
	case c >= '0' && c <= '9':
		return int(c-'0') + 52
	case c == '+' || c == '-':
		return 62
	case c == '/' || c == '_':
		return 63
	}
	return -1
}

func hexDigit(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c|0x20 >= 'a' && c|0x20 <= 'f':
		return int(c|0x20-'a') + 10
	}
	return -1
}
