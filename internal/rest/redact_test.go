package rest

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
	"net/url"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
)

// each writes every character in its own way.
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

func quoted(s string) string {
	text, _ := json.Marshal(s)
	return string(text[1 : len(text)-1])
}

// wrapped breaks lines after each fifth byte.
func wrapped(at string) func(string) string {
	return func(s string) string {
		var out []string
		for part := range slices.Chunk([]byte(s), 5) {
			out = append(out, string(part))
		}
		return strings.Join(out, at)
	}
}

// forms are the ways in which servers repeat what they were sent.
var forms = map[string]func(string) string{
	"plain":                         func(s string) string { return s },
	"JSON":                          quoted,
	"JSON, minimal":                 replaced(`\`, `\\`, `"`, `\"`),
	"JSON with \\/":                 func(s string) string { return replaced(`/`, `\/`)(quoted(s)) },
	"JSON, all escaped":             eachRune(`\u%04x`),
	"JSON, all escaped, upper case": eachRune(`\u%04X`),
	"JSON in JSON":                  func(s string) string { return quoted(quoted(s)) },
	"JSON in JSON in JSON":          func(s string) string { return quoted(quoted(quoted(s))) },
	"JavaScript":                    each(`\x%02x`),
	"HTML":                          html.EscapeString,
	"HTML with &#039;":              replaced("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&#039;"),
	"HTML with &#x27;":              replaced("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&#x27;", "/", "&#x2F;"),
	"HTML, all numbers":             eachRune("&#%d;"),
	"HTML, all hexadecimal numbers": eachRune("&#x%X;"),
	"HTML in JSON":                  func(s string) string { return quoted(html.EscapeString(s)) },
	"JSON in HTML":                  func(s string) string { return html.EscapeString(quoted(s)) },
	"HTML twice":                    func(s string) string { return html.EscapeString(html.EscapeString(s)) },
	"form":                          url.QueryEscape,
	"path":                          url.PathEscape,
	"URL, all escaped":              each("%%%02x"),
	"URL, lower case":               func(s string) string { return lowerEscapes(url.QueryEscape(s)) },
	"URL twice":                     func(s string) string { return url.QueryEscape(url.QueryEscape(s)) },
	"URL in JSON in HTML":           func(s string) string { return html.EscapeString(quoted(url.PathEscape(s))) },
	"JSON in URL":                   func(s string) string { return url.QueryEscape(quoted(s)) },
	"lines":                         wrapped("\n"),
	"lines of Windows":              wrapped("\r\n\t"),
	"lines in JSON":                 func(s string) string { return quoted(wrapped("\n  ")(s)) },
	"lines in HTML":                 func(s string) string { return wrapped("<br/>\n")(strings.ReplaceAll(s, "<", "&lt;")) },
	"soft lines":                    wrapped("=\r\n"),
	"lines in URL":                  func(s string) string { return url.QueryEscape(wrapped("\r\n")(s)) },
	"base64":                        func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) },
	"base64, unpadded, for URLs":    func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) },
	"Basic":                         func(s string) string { return "Basic " + base64.StdEncoding.EncodeToString([]byte("id:"+s)) },
	"base64, within more":           func(s string) string { return base64.StdEncoding.EncodeToString([]byte("pass=" + s + "&more=1")) },
	"base64, of JSON":               func(s string) string { return base64.StdEncoding.EncodeToString([]byte(`{"p":"` + quoted(s) + `"}`)) },
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

// A secret is found in every form, whole or cut, wherever it stands, and what is around it stays.
func TestRedactForms(t *testing.T) {
	t.Parallel()
	for _, secret := range []string{
		`canary"client&secret+<1>`, "canary-plain-secret", `it's\a/secret`, "päss wörd/ß€𝄞 %41", `back\\slash\nope\u0041`, "two\nlines of text", "a+b c+d e+f=", "8letters",
		"100%&amp;<br>", "pa55!d", "1234",
	} {
		r := newRedactor([]string{"other-secret", secret, secret + "-and-more", "canary"})
		for name, form := range forms {
			for _, cut := range []int{len(secret), len(secret) - 1, minPrefix} {
				if cut > len(secret) || strings.ToValidUTF8(secret[:cut], "") != secret[:cut] ||
					cut < len(secret) && len(view{text: []byte(secret[:cut])}.without(isBlank).text) < minPrefix {
					continue
				}
				shown := form(secret[:cut])
				for _, around := range [][2]string{{"", ""}, {"(", ")"}, {`{"description":"not `, ` here"}`}, {"before ", " after"}, {"100% of ", "%"}, {"x=", "&y=z"}} {
					got := r.redact(around[0] + shown + around[1])
					if strings.Contains(got, shown) || !strings.Contains(got, Redacted) {
						t.Errorf("%s of %q: %s", name, secret[:cut], got)
					}
					if !strings.HasPrefix(got, around[0]) || !strings.HasSuffix(got, around[1]) {
						t.Errorf("%s of %q between %q: %s", name, secret[:cut], around, got)
					}
				}
			}
		}
	}
}

// What is no secret stays.
func TestRedactKeeps(t *testing.T) {
	t.Parallel()
	r := newRedactor([]string{"canary-token", "pas", "short12", "", " \n+", "aéaéaéaé"})
	for _, text := range []string{
		"", "abc", "the pas is no secret", "canary-", "canary_token", "short1", "anary-token", "\xff\xfe%zz&#xZZ;&;&#;\\u12\\", "Y2FuYXJ5", "63616e617279",
		"application not found: e3b0c442-98fc-1c14-9afb-f4c8996fb924", "&#x110000000;&#99999999999;", "\\ud834\\u0041", "%", "&", `\`,
	} {
		if got := r.redact(text); got != text {
			t.Errorf("%q: got %q", text, got)
		}
	}
	if got := (*redactor)(nil).redact("canary-token"); got != "canary-token" {
		t.Error(got)
	}
}

// Long texts are looked through in pieces.
func TestRedactLongTexts(t *testing.T) {
	t.Parallel()
	const secret = `canary"token"`
	r := newRedactor([]string{secret})
	shown := quoted(secret)
	for at := pieceSize - len(shown) - 1; at <= pieceSize+1; at++ {
		text := strings.Repeat("<", at) + shown + strings.Repeat(">", pieceSize)
		if got := r.redact(text); got != strings.Replace(text, shown, Redacted, 1) {
			t.Fatalf("at %d: got %s", at, strings.Trim(got, "<>"))
		}
	}
}

func TestRedactError(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	failed := func(text string) error {
		return &url.Error{Op: "Get", URL: "https://example.com/x", Err: fmt.Errorf("%w: %s", broken, text)}
	}
	const front = `Get "https://example.com/x": broken: `
	for text, want := range map[string]string{
		"plain":                             "plain",
		"my s3cret-text":                    "my [redacted]",
		"proxy http://kim:pa/ss@proxy:1/x":  "proxy http://[redacted]@proxy:1/x",
		`Get "https://a/b?token=x&y#z": no`: `Get "https://a/b?[redacted]": no`,
		"to https://a/#access_token=x, or http://b/users/kim@c?": "to https://a/#[redacted] or http://b/users/kim@c?",
	} {
		err := newRedactor([]string{"s3cret-text"}).redactError(failed(text))
		if err.Error() != front+want || fmt.Sprintf("%#v", errors.Unwrap(err)) == "" || !errors.Is(err, broken) {
			t.Errorf("%s: got %v", text, err)
		}
	}
	if RedactError(nil, "x") != nil {
		t.Error("there was no error")
	}
}

// Whatever the format, and however the file is read, its secrets are found.
func TestFileSecrets(t *testing.T) {
	t.Parallel()
	for name, file := range map[string]string{
		"XML":                    `<?xml version="1.0"?><application><name>Shop</name><clientSecret>s3cret&amp;text</clientSecret></application>`,
		"XML with attributes":    `<oauthConsumerSecret encrypted="false" xml:lang='en'>s3cret&amp;text</oauthConsumerSecret>`,
		"XML with a namespace":   `<a:ClientSecret>s3cret&amp;text</a:ClientSecret>`,
		"XML, CDATA":             `<ClientSecret><![CDATA[s3cret&text]]></ClientSecret>`,
		"XML, pair":              `<Property><Name>ClientSecret</Name><Value>s3cret&amp;text</Value></Property>`,
		"XML, attribute":         `<property name="password">s3cret&amp;text</property>`,
		"XML, attributes":        `<login user="kim" password="s3cret&amp;text"/>`,
		"XML in XML":             `<inboundConfiguration>&lt;app&gt;&lt;oauthConsumerSecret&gt;s3cret&amp;amp;text&lt;/oauthConsumerSecret&gt;</inboundConfiguration>`,
		"JSON":                   `{"name":"Shop","clientSecret":"s3cret&text","x":1}`,
		"JSON with blanks":       "{\n  \"secretValue\" :\n    \"s3cret\\u0026text\"\n}",
		"JSON in JSON":           `{"config":"{\"client_secret\":\"s3cret\\u0026text\"}"}`,
		"JSON in XML":            `<credentials>{&quot;private_key&quot;:&quot;s3cret&amp;text&quot;}</credentials>`,
		"JSON, pair":             `{"name":"Password","value":"s3cret&text"}`,
		"JSON, pair apart":       `{"name":"password","confidential":true,"value":"s3cret&text"}`,
		"YAML":                   "name: Shop\nclientSecret: s3cret&text\ngrantTypes: []\n",
		"YAML, single quotes":    "client-secret: 's3cret&text'\n",
		"YAML, double quotes":    "password: \"s3cret&text\" # of the shop\n",
		"YAML, flow":             "{password: s3cret&text, user: kim}",
		"YAML, block":            "privateKey: |-\n  s3cret&text\n  more of it\nname: x\n",
		"YAML, folded":           "privateKey: >\n  s3cret&text\n",
		"YAML, pair":             "- name: ClientSecret\n  value: s3cret&text\n",
		"script":                 `var apiSecret = "s3cret&text";`,
		"script, single quotes":  `const dbPassword='s3cret&text'`,
		"properties":             "db.password=s3cret&text\r\n",
		"at the end":             "password: s3cret&text",
		"far inside":             strings.Repeat("<name>Shop</name>", 20000) + `<clientSecret>s3cret&amp;text</clientSecret>` + strings.Repeat(" ", 100000),
		"in the middle":          strings.Repeat("x", 3*maxFileSecret-5) + ` <clientSecret>s3cret&amp;text</clientSecret>` + strings.Repeat(" ", 100000),
		"after others":           strings.Repeat(`"clientSecret":"other",`, 5000) + `"clientSecret":"s3cret&text"`,
		"with an escaped quote":  `{"password":"s3cret&text\"more"}`,
		"of another letter case": `{"PASSWORD":"s3cret&text"}`,
	} {
		for way, reader := range map[string]func(io.Reader) io.Reader{
			"whole": func(r io.Reader) io.Reader { return r }, "bytes": iotest.OneByteReader, "halves": iotest.HalfReader,
		} {
			if way == "bytes" && len(file) > 1000 {
				continue
			}
			var found fileSecrets
			if _, err := io.Copy(&found, struct{ io.Reader }{reader(strings.NewReader(file))}); err != nil {
				t.Fatal(err)
			}
			secrets, all := found.secrets()
			r := newRedactor(secrets)
			for _, form := range []string{"s3cret&text", "s3cret&amp;text", `s3cret\u0026text`, "s3cret%26text"} {
				if got := r.redact("in line 7: " + form + "."); !all || got != "in line 7: "+Redacted+"." {
					t.Errorf("%s, %s: got %s of %.200q", name, way, got, secrets)
				}
			}
			if got := r.redact("the application Shop has no name"); got != "the application Shop has no name" {
				t.Errorf("%s: got %s of %.200q", name, got, secrets)
			}
		}
	}
}

// What is kept of a file is bounded, and a file with more secrets shows nothing.
func TestFileSecretsAreBounded(t *testing.T) {
	t.Parallel()
	var found fileSecrets
	for i := range 100000 {
		fmt.Fprintf(&found, "<clientSecret>secret number %d</clientSecret>", i)
	}
	if secrets, all := found.secrets(); all || cap(found.tail) > 8*maxFileSecret || found.size > 2*maxFileSecrets {
		t.Errorf("%d secrets, %d bytes kept", len(secrets), cap(found.tail)+found.size)
	}
	call := Call{file: &File{}}
	call.file.secrets.full = true
	if got := call.secrets().redact("<secret number 99999>") + call.secrets().redact(""); got != Redacted {
		t.Errorf("got %s", got)
	}
	var long fileSecrets
	_, _ = io.WriteString(&long, `{"password":"`+strings.Repeat("x", 10*maxFileSecret)+`"}`)
	if secrets, all := long.secrets(); !all || len(secrets) != 1 || len(secrets[0]) < maxFileSecret/2 || len(secrets[0]) > maxFileSecret {
		t.Errorf("%d secrets, all %t", len(secrets), all)
	}
}

func FuzzRedact(f *testing.F) {
	f.Add(`canary"secret`, "\\", "%22", byte(0))
	f.Add("päss wörd", "&#", "é", byte(7))
	f.Fuzz(func(t *testing.T, secret, before, after string, n byte) {
		r := newRedactor([]string{secret})
		names := slices.Sorted(func(yield func(string) bool) {
			for name := range forms {
				if !yield(name) {
					return
				}
			}
		})
		if len(r.forms) == 0 || len(view{text: []byte(secret)}.without(isBlank).text) < minSecret || strings.ToValidUTF8(secret, "") != secret {
			return
		}
		shown := forms[names[int(n)%len(names)]](secret)
		text := before + " " + shown + " " + after
		if got := r.redact(text); !strings.Contains(got, Redacted) {
			t.Errorf("%s of %q: %q", names[int(n)%len(names)], secret, got)
		}
	})
}
