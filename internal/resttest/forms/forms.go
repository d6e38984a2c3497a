// Package forms has the forms in which servers may repeat the content of a request. It is separate from package
// resttest because that package imports internal/rest, whose tests use the forms.
package forms

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"net/url"
	"slices"
	"strings"
)

// each formats each byte with format.
func each(format string) func(string) string {
	return func(s string) (out string) {
		for _, b := range []byte(s) {
			out += fmt.Sprintf(format, b)
		}
		return out
	}
}

func eachRune(format string) func(string) string {
	return func(s string) (out string) {
		for _, r := range s {
			out += fmt.Sprintf(format, r)
		}
		return out
	}
}

func replaced(pairs ...string) func(string) string { return strings.NewReplacer(pairs...).Replace }

// Quoted returns the content of the JSON string for a text, without the quotation marks.
func Quoted(s string) string {
	text, _ := json.Marshal(s)
	return string(text[1 : len(text)-1])
}

// wrapped inserts a line break after every fifth byte.
func wrapped(at string) func(string) string {
	return func(s string) string {
		var out []string
		for part := range slices.Chunk([]byte(s), 5) {
			out = append(out, string(part))
		}
		return strings.Join(out, at)
	}
}

// All contains the forms by their names.
var All = map[string]func(string) string{
	"plain":                         func(s string) string { return s },
	"JSON":                          Quoted,
	"JSON, minimal":                 replaced(`\`, `\\`, `"`, `\"`),
	"JSON with \\/":                 func(s string) string { return replaced(`/`, `\/`)(Quoted(s)) },
	"JSON, all escaped":             eachRune(`\u%04x`),
	"JSON, all escaped, upper case": eachRune(`\u%04X`),
	"JSON in JSON":                  func(s string) string { return Quoted(Quoted(s)) },
	"JSON in JSON in JSON":          func(s string) string { return Quoted(Quoted(Quoted(s))) },
	"JavaScript":                    each(`\x%02x`),
	"HTML":                          html.EscapeString,
	"HTML with &#039;":              replaced("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&#039;"),
	"HTML with &#x27;":              replaced("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&#x27;", "/", "&#x2F;"),
	"HTML, all numbers":             eachRune("&#%d;"),
	"HTML, all hexadecimal numbers": eachRune("&#x%X;"),
	"HTML in JSON":                  func(s string) string { return Quoted(html.EscapeString(s)) },
	"JSON in HTML":                  func(s string) string { return html.EscapeString(Quoted(s)) },
	"HTML twice":                    func(s string) string { return html.EscapeString(html.EscapeString(s)) },
	"form":                          url.QueryEscape,
	"path":                          url.PathEscape,
	"URL, all escaped":              each("%%%02x"),
	"URL, lower case":               func(s string) string { return lowerEscapes(url.QueryEscape(s)) },
	"URL twice":                     func(s string) string { return url.QueryEscape(url.QueryEscape(s)) },
	"URL in JSON in HTML":           func(s string) string { return html.EscapeString(Quoted(url.PathEscape(s))) },
	"JSON in URL":                   func(s string) string { return url.QueryEscape(Quoted(s)) },
	"lines":                         wrapped("\n"),
	"Windows lines":                 wrapped("\r\n\t"),
	"lines in JSON":                 func(s string) string { return Quoted(wrapped("\n  ")(s)) },
	"lines in HTML":                 func(s string) string { return wrapped("<br/>\n")(strings.ReplaceAll(s, "<", "&lt;")) },
	"soft lines":                    wrapped("=\r\n"),
	"lines in URL":                  func(s string) string { return url.QueryEscape(wrapped("\r\n")(s)) },
	"base64":                        func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) },
	"base64, unpadded, for URLs":    func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) },
	"Basic":                         func(s string) string { return "Basic " + base64.StdEncoding.EncodeToString([]byte("id:"+s)) },
	"base64, within more":           func(s string) string { return base64.StdEncoding.EncodeToString([]byte("pass=" + s + "&more=1")) },
	"base64, of JSON":               func(s string) string { return base64.StdEncoding.EncodeToString([]byte(`{"p":"` + Quoted(s) + `"}`)) },
	"base64, of a form":             func(s string) string { return base64.StdEncoding.EncodeToString([]byte("p=" + url.QueryEscape(s))) },
	"base64 in lines":               func(s string) string { return wrapped("\r\n ")(base64.StdEncoding.EncodeToString([]byte(s))) },
	"base64 in JSON": func(s string) string {
		return replaced("/", `\/`, "+", `\u002b`, "=", `\u003d`)(base64.StdEncoding.EncodeToString([]byte(s)))
	},
	"base64 in URL": func(s string) string {
		return lowerEscapes(url.QueryEscape(base64.StdEncoding.EncodeToString([]byte(s))))
	},
	"hexadecimal":             func(s string) string { return hex.EncodeToString([]byte(s)) },
	"hexadecimal, upper case": func(s string) string { return fmt.Sprintf("0x%X", s) },
	"hexadecimal with blanks": func(s string) string { return fmt.Sprintf("% x", s) },
}

func lowerEscapes(s string) string {
	for i := range len(s) - 2 {
		if s[i] == '%' {
			s = s[:i] + strings.ToLower(s[i:i+3]) + s[i+3:]
		}
	}
	return s
}
